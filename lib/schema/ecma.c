/* Translates ECMA-262 patterns: one pass over the pattern puts PCRE2's words out and keeps a
 * record of its brackets, from which back-references, whose meaning depends on what surrounds
 * them, are filled in at the end. Brackets are a list, not recursion, so nesting costs no stack.
 * A pattern that is sound but not supported is read to its end, so that a fault behind it is
 * still found. */
#include "schema/ecma_internal.h"

#include "base/mem.h"
#include "base/utf8.h"

enum {
	MAX_DEPTH = 240,    /* PCRE2 allows 250 by default; a back-reference may add one */
	MAX_LENGTH = 65536, /* PCRE2 with its usual link size compiles no more than that anyway */
	MAX_REPEAT = 65535,
};

static const uint64_t endless = UINT64_MAX; /* the upper bound of a repeat that has none */

bool ecma_fail(struct ecma *e, const char *why, size_t at)
{
	if (!e->failed)
		e->error = (struct ecma_error){why, at, false};
	e->failed = true;
	return false;
}

void ecma_refuse(struct ecma *e, const char *why, size_t at)
{
	if (!e->failed && !e->refused)
		e->error = (struct ecma_error){why, at, true};
	e->refused = true;
}

bool ecma_accept(struct ecma *e, const char *s)
{
	size_t n = strlen(s);

	if (e->in.n - e->at < n || memcmp(e->in.p + e->at, s, n) != 0)
		return false;
	e->at += n;
	return true;
}

uint32_t ecma_next(struct ecma *e)
{
	uint32_t c = 0;
	size_t n = utf8_decode(e->in.p + e->at, e->in.n - e->at, &c);

	e->at += n ? n : 1; /* malformed text is the caller's fault, but must not hold us here */
	return c;
}

static uint32_t bounded(uint64_t n)
{
	return n > MAX_REPEAT ? ECMA_UNBOUNDED : (uint32_t)n;
}

/* Counts the last atom into its alternative; no quantifier can follow any more. */
static void settle(struct ecma *e)
{
	struct ecma_width *w = &e->spans[e->current].running;

	w->least = bounded((uint64_t)w->least + e->atom_width.least);
	w->most = bounded((uint64_t)w->most + e->atom_width.most);
	e->atom_width = (struct ecma_width){0, 0};
	e->atom_span = 0;
	e->has_atom = e->is_assertion = false;
}

static void begin_atom(struct ecma *e)
{
	settle(e);
	e->has_atom = true;
	e->atom_width = (struct ecma_width){1, 1};
}

static void begin_assertion(struct ecma *e)
{
	settle(e);
	e->is_assertion = true;
}

static void end_branch(struct ecma *e)
{
	struct ecma_span *s = &e->spans[e->current];

	settle(e);
	if (s->kind == ECMA_BEHIND || s->kind == ECMA_NOT_BEHIND) {
		if (s->running.least != s->running.most)
			ecma_refuse(e, "look-behind of varying length is not supported", s->at);
		else if (s->running.most > MAX_REPEAT)
			ecma_refuse(e, "look-behind beyond 65535 is not supported", s->at);
	}
	if (s->branches == 1 || s->running.least < s->width.least)
		s->width.least = s->running.least;
	if (s->branches == 1 || s->running.most > s->width.most)
		s->width.most = s->running.most;
	s->running = (struct ecma_width){0, 0};
}

static size_t add_span(struct ecma *e, enum ecma_kind kind, size_t at)
{
	struct ecma_span span = {.kind = kind, .parent = e->current, .at = at};

	span.branches = span.min = span.max = 1;
	MEM_GROW(e->spans, e->span_count, e->span_cap);
	if (e->span_count)
		span.branch = e->spans[e->current].branches;
	e->spans[e->span_count] = span;
	return e->span_count++;
}

static bool add_capture(struct ecma *e, size_t at, bool named)
{
	struct ecma_name name = {.at = at};

	MEM_GROW(e->captures, e->capture_count, e->capture_cap);
	e->captures[e->capture_count++] = e->span_count;
	if (!named)
		return true;
	if (!ecma_name(e, &name.text))
		return false;
	name.number = (uint32_t)e->capture_count;
	MEM_GROW(e->names, e->name_count, e->name_cap);
	e->names[e->name_count++] = name;
	return true;
}

static bool open_group(struct ecma *e)
{
	static const struct {
		const char *in, *out;
		enum ecma_kind kind;
	} kinds[] = {
		{"(?:", "(?:", ECMA_GROUP},        {"(?=", "(?=", ECMA_AHEAD},
		{"(?!", "(?!", ECMA_NOT_AHEAD},    {"(?<=", "(?<=", ECMA_BEHIND},
		{"(?<!", "(?<!", ECMA_NOT_BEHIND}, {"(?<", "(", ECMA_CAPTURE},
		{"(?", NULL, ECMA_GROUP},          {"(", "(", ECMA_CAPTURE},
	};
	size_t start = e->at, i = 0;

	settle(e);
	while (!ecma_accept(e, kinds[i].in))
		i++;
	if (!kinds[i].out)
		return ecma_fail(e, "this kind of group does not exist", start);
	if (kinds[i].kind == ECMA_CAPTURE && !add_capture(e, start, kinds[i].in[1] != '\0'))
		return false;
	if (++e->depth > MAX_DEPTH) {
		ecma_refuse(e, "brackets are nested more than 240 deep", start);
		return false;
	}
	e->current = add_span(e, kinds[i].kind, start);
	buf_adds(&e->out, kinds[i].out);
	return true;
}

static bool close_group(struct ecma *e)
{
	struct ecma_span *s = &e->spans[e->current];

	if (e->current == 0)
		return ecma_fail(e, "no bracket to close", e->at);
	end_branch(e);
	e->at++;
	buf_addc(&e->out, ')');
	if (s->kind == ECMA_GROUP || s->kind == ECMA_CAPTURE) {
		e->has_atom = true;
		e->atom_width = s->width;
		e->atom_span = e->current;
	} else {
		e->is_assertion = true;
	}
	e->current = s->parent;
	e->depth--;
	return true;
}

static bool next_branch(struct ecma *e)
{
	end_branch(e);
	e->spans[e->current].branches++;
	e->at++;
	buf_addc(&e->out, '|');
	return true;
}

/* A number beyond 64 bits becomes one less than `endless`: more than is supported in any case. */
static bool read_number(struct ecma *e, uint64_t *n)
{
	size_t start = e->at;
	unsigned digit;

	for (*n = 0; e->at < e->in.n && e->in.p[e->at] >= '0' && e->in.p[e->at] <= '9'; e->at++) {
		digit = (unsigned)(e->in.p[e->at] - '0');
		*n = *n > (endless - 10) / 10 ? endless - 1 : *n * 10 + digit;
	}
	return e->at > start;
}

/* At a brace: {n} {n,} {n,m}, or false and nothing passed. */
static bool read_braces(struct ecma *e, uint64_t *min, uint64_t *max)
{
	size_t start = e->at++;
	bool found = read_number(e, min);

	*max = *min;
	if (found && ecma_accept(e, ",") && !read_number(e, max))
		*max = endless;
	found = found && ecma_accept(e, "}");
	if (!found)
		e->at = start;
	return found;
}

static void put_quantifier(struct ecma *e, size_t start)
{
	const char *p = e->in.p + start;

	(void)ecma_accept(e, "?"); /* lazy, in both languages */
	buf_add(&e->out, p, e->at - start);
}

static void repeat_atom(struct ecma *e, uint64_t min, uint64_t max)
{
	struct ecma_width *w = &e->atom_width;
	bool varies = min != max || w->least != w->most;

	if (e->atom_span) {
		e->spans[e->atom_span].min = bounded(min);
		e->spans[e->atom_span].max = bounded(max);
	}
	w->least = bounded((uint64_t)w->least * bounded(min));
	w->most = bounded((uint64_t)w->most * bounded(max));
	if (varies && w->least == w->most)
		w->most++; /* (?:)+ is always empty, yet of no fixed length to PCRE2 */
	e->has_atom = e->is_assertion = false;
}

static bool quantify(struct ecma *e, size_t start, uint64_t min, uint64_t max)
{
	if (e->is_assertion)
		return ecma_fail(e, "an assertion cannot be repeated", start);
	if (!e->has_atom)
		return ecma_fail(e, "nothing to repeat", start);
	if (min > max)
		return ecma_fail(e, "the numbers of this repeat are out of order", start);
	if (min > MAX_REPEAT || (max > MAX_REPEAT && max != endless))
		ecma_refuse(e, "a repeat of more than 65535 is not supported", start);
	repeat_atom(e, min, max);
	put_quantifier(e, start);
	return true;
}

static void add_ref(struct ecma *e, struct ecma_ref ref)
{
	begin_atom(e);
	e->atom_width = (struct ecma_width){0, ECMA_UNBOUNDED};
	ref.span = e->current;
	ref.branch = e->spans[e->current].branches;
	ref.hole = e->out.n;
	MEM_GROW(e->refs, e->ref_count, e->ref_cap);
	e->refs[e->ref_count++] = ref;
}

static bool named_ref(struct ecma *e)
{
	struct ecma_ref ref = {.at = e->at - 2};

	if (!ecma_accept(e, "<"))
		return ecma_fail(e, "\\k needs the name of a group, as in \\k<name>", ref.at);
	if (!ecma_name(e, &ref.name))
		return false;
	add_ref(e, ref);
	return true;
}

static bool numbered_ref(struct ecma *e)
{
	struct ecma_ref ref = {.at = e->at};
	uint64_t number;

	e->at++;
	read_number(e, &number);
	ref.number = bounded(number);
	add_ref(e, ref);
	return true;
}

static void put_atom(struct ecma *e, uint32_t c)
{
	begin_atom(e);
	if (c >= 0xD800 && c <= 0xDFFF) /* half a pair, which no text in UTF-8 has */
		ecma_put_nothing(e);
	else
		ecma_put(e, c);
}

static bool read_escape(struct ecma *e)
{
	size_t before;
	uint32_t c;

	if (ecma_accept(e, "\\b") || ecma_accept(e, "\\B")) {
		begin_assertion(e);
		buf_add(&e->out, e->in.p + e->at - 2, 2);
		return true;
	}
	if (ecma_accept(e, "\\k"))
		return named_ref(e);
	if (e->in.n - e->at > 1 && e->in.p[e->at + 1] >= '1' && e->in.p[e->at + 1] <= '9')
		return numbered_ref(e);
	before = e->out.n;
	buf_addc(&e->out, '[');
	switch (ecma_escape(e, false, &c)) {
	case ECMA_CHARACTER:
		e->out.n = before;
		put_atom(e, c);
		return true;
	case ECMA_SET:
		begin_atom(e);
		buf_addc(&e->out, ']');
		return true;
	default: return false;
	}
}

static bool read_assertion(struct ecma *e, const char *out)
{
	begin_assertion(e);
	e->at++;
	buf_adds(&e->out, out);
	return true;
}

static bool read_dot(struct ecma *e)
{
	begin_atom(e);
	e->at++;
	buf_adds(&e->out, "[^\\n\\r\\x{2028}\\x{2029}]");
	return true;
}

static bool read_term(struct ecma *e)
{
	size_t start = e->at;
	uint64_t min, max;

	switch (e->in.p[start]) {
	case '^': return read_assertion(e, "\\A");
	case '$': return read_assertion(e, "\\z");
	case '(': return open_group(e);
	case ')': return close_group(e);
	case '|': return next_branch(e);
	case '.': return read_dot(e);
	case '[': begin_atom(e); return ecma_class(e);
	case '\\': return read_escape(e);
	case '*':
	case '+':
	case '?':
		e->at++;
		max = e->in.p[start] == '?' ? 1 : endless;
		return quantify(e, start, e->in.p[start] == '+', max);
	case '{':
		if (read_braces(e, &min, &max))
			return quantify(e, start, min, max);
		break;
	}
	put_atom(e, ecma_next(e));
	return true;
}

static bool read_pattern(struct ecma *e)
{
	if (e->in.n > MAX_LENGTH) {
		ecma_refuse(e, "a pattern of more than 64 KiB is not supported", MAX_LENGTH);
		return false;
	}
	add_span(e, ECMA_WHOLE, 0);
	while (e->at < e->in.n)
		if (!read_term(e))
			return false;
	if (e->current)
		return ecma_fail(e, "this bracket is never closed", e->spans[e->current].at);
	end_branch(e);
	return true;
}

bool ecma_translate(struct text pattern, struct buf *out, struct ecma_error *error)
{
	struct ecma e = {.in = pattern};
	size_t before = out->n;
	bool ok = read_pattern(&e) && ecma_resolve(&e, out) && !e.refused;

	if (!ok) {
		*error = e.error;
		out->n = before;
		if (out->p)
			out->p[before] = '\0';
	}
	buf_free(&e.out);
	arena_free(&e.arena);
	mem_free(e.spans);
	mem_free(e.captures);
	mem_free(e.names);
	mem_free(e.refs);
	return ok;
}
