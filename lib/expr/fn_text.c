/* Functions on strings. Positions and sizes count characters; functions keep the node their text
 * came from, which decides how it is shown. */
#include "base/buf.h"
#include "base/date.h"
#include "base/utf8.h"
#include "expr/function.h"
#include "schema/pattern.h"

#define UNUSED (void)r, (void)x, (void)v, (void)n

static void give(struct expr_value *out, struct text t, const struct expr_value *origin)
{
	*out = expr_string(t);
	out->node = origin->node;
}

/* The length in bytes of the character at t[at]; malformed text goes by bytes. */
static size_t step(struct text t, size_t at)
{
	uint32_t c;
	size_t n = utf8_decode(t.p + at, t.n - at, &c);

	return n ? n : 1;
}

/* Byte offset of character i; false past the end. */
static bool offset_of(struct text t, size_t i, size_t *at)
{
	for (*at = 0; i && *at < t.n; i--)
		*at += step(t, *at);
	return i == 0;
}

static size_t count(struct text t)
{
	size_t at, n = 0;

	for (at = 0; at < t.n; n++)
		at += step(t, at);
	return n;
}

/* A position from an argument: a whole number from 0 to the size. */
static bool position(struct text t, struct decimal d, size_t *at)
{
	int64_t i;

	return decimal_to_int64(d, &i) && i >= 0 && (uint64_t)i <= t.n &&
	       offset_of(t, (size_t)i, at);
}

static char *room(struct expr_run *r, const struct ast *x, size_t n, struct expr_value *out)
{
	char *p = run_alloc(r, n + 1);

	run_spend(r, n / 64);
	if (!p)
		run_fail(r, x, EXPR_WHY_MEMORY, out);
	return p;
}

void text_size(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	UNUSED;
	run_spend(r, v[0].text.n / 64);
	*out = expr_number(decimal_int((int64_t)count(v[0].text)));
}

/* First byte offset of `what` in t from `from`, or t.n + 1. memchr skips ahead; steps are charged
 * for the rest. */
static size_t find(struct expr_run *r, struct text t, struct text what, size_t from)
{
	const char *p = t.p + from, *end = t.p + t.n;

	run_spend(r, (t.n - from) / 64);
	if (!what.n)
		return from;
	while ((size_t)(end - p) >= what.n &&
	       (p = memchr(p, what.p[0], (size_t)(end - p) - what.n + 1))) {
		if (!run_spend(r, what.n / 64))
			break;
		if (memcmp(p, what.p, what.n) == 0)
			return (size_t)(p - t.p);
		p++;
	}
	return t.n + 1;
}

void text_contains(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	UNUSED;
	*out = expr_bool(find(r, v[0].text, v[1].text, 0) <= v[0].text.n);
}

void text_starts_with(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		      struct expr_value *out)
{
	UNUSED;
	*out = expr_bool(text_starts(v[0].text, v[1].text));
}

void text_ends_with(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		    struct expr_value *out)
{
	UNUSED;
	*out = expr_bool(text_ends(v[0].text, v[1].text));
}

static void match(struct expr_run *r, const struct ast *x, const struct pattern *p, struct text t,
		  struct expr_value *out)
{
	size_t cost = 0;
	enum match m = pattern_match(p, r->matcher, t, &cost);

	run_spend(r, cost / 16);
	if (m == MATCH_LIMIT)
		run_fail(r, x, EXPR_WHY_PATTERN, out);
	else
		*out = expr_bool(m == MATCH_YES);
}

void text_matches(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	struct pattern *p;
	struct buf why = {0};
	size_t at;

	(void)n;
	if (x->pattern) {
		match(r, x, x->pattern, v[0].text, out);
		return;
	}
	/* A pattern made from data is compiled each time, and pays for it. */
	if (!run_spend(r, 1000 + v[1].text.n) || v[1].text.n > PATTERN_SUBJECT / 64 ||
	    !(p = pattern_new(v[1].text, &why, &at))) {
		buf_free(&why);
		run_fail(r, x, EXPR_WHY_PATTERN, out);
		return;
	}
	match(r, x, p, v[0].text, out);
	pattern_free(p);
	buf_free(&why);
}

static void change_case(struct expr_run *r, const struct ast *x, const struct expr_value *v,
			char from, struct expr_value *out)
{
	struct text t = v->text;
	char *p = room(r, x, t.n, out);
	size_t i;

	if (!p)
		return;
	for (i = 0; i < t.n; i++)
		p[i] = (char)(t.p[i] >= from && t.p[i] < from + 26 ? t.p[i] ^ 0x20 : t.p[i]);
	give(out, (struct text){p, t.n}, v);
}

void text_lower(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	(void)n;
	change_case(r, x, v, 'A', out);
}

void text_upper(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	(void)n;
	change_case(r, x, v, 'a', out);
}

/* Unicode's White_Space. */
static bool is_space(uint32_t c)
{
	return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
	       c == 0x205F || c == 0x3000;
}

void text_trim(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	struct text t = v[0].text;
	size_t at, from = t.n, to = 0, length;
	uint32_t c;

	UNUSED;
	run_spend(r, t.n / 64);
	for (at = 0; at < t.n; at += length) {
		length = step(t, at);
		if (utf8_decode(t.p + at, t.n - at, &c) && is_space(c))
			continue;
		if (from == t.n)
			from = at;
		to = at + length;
	}
	give(out, from < to ? (struct text){t.p + from, to - from} : (struct text){t.p, 0}, v);
}

void text_substring(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		    struct expr_value *out)
{
	struct text t = v[0].text;
	size_t from, to = t.n;

	run_spend(r, t.n / 64);
	if (!position(t, v[1].number, &from) || (n == 3 && !position(t, v[2].number, &to)) ||
	    from > to) {
		*out = v[0];
		run_fail(r, x, EXPR_WHY_MISSING, out);
		return;
	}
	give(out, (struct text){t.p + from, to - from}, v);
}

void text_char_at(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	struct text t = v[0].text;
	size_t at;

	(void)n;
	run_spend(r, t.n / 64);
	if (!position(t, v[1].number, &at)) {
		*out = v[0];
		run_fail(r, x, EXPR_WHY_MISSING, out);
		return;
	}
	give(out, (struct text){t.p + at, at < t.n ? step(t, at) : 0}, v);
}

/* How many pieces or replacements at most; -1, and none given: any number. */
static size_t limit_of(const struct expr_value *v, bool given)
{
	int64_t limit;

	if (!given || !decimal_to_int64(v->number, &limit) || limit < 0)
		return SIZE_MAX;
	return (size_t)limit;
}

/* Where the next separator stands at or after `from`; an empty one stands between characters. */
static size_t next_cut(struct expr_run *r, struct text t, struct text what, size_t from)
{
	if (what.n)
		return find(r, t, what, from);
	return from < t.n ? from + step(t, from) : t.n + 1;
}

void text_split(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	struct text t = v[0].text, mark = v[1].text;
	size_t limit = limit_of(&v[2], n == 3), pieces = 0, from = 0, at, cap = 0, i;
	struct expr_value *items = NULL;

	if (limit == 0 || (!t.n && !mark.n))
		limit = 0;
	for (i = 0; i < 2; i++) { /* counted, then made */
		pieces = from = 0;
		while (pieces < limit) {
			at = pieces + 1 == limit ? t.n + 1 : next_cut(r, t, mark, from);
			if (at >= t.n && !mark.n)
				at = t.n + 1;
			if (items && pieces < cap)
				give(&items[pieces],
				     (struct text){t.p + from, (at > t.n ? t.n : at) - from}, v);
			pieces++;
			if (at > t.n || !run_spend(r, 1))
				break;
			from = at + mark.n;
		}
		if (!items && !(items = run_values(r, cap = pieces))) {
			run_fail(r, x, EXPR_WHY_MEMORY, out);
			return;
		}
	}
	*out = run_list(items, pieces < cap ? pieces : cap);
	out->node = NULL;
}

void text_join(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	struct text mark = n == 2 ? v[1].text : TEXT("");
	struct expr_value item;
	size_t i, size = 0;
	struct node *node = NULL;
	char *p = NULL, *to = NULL;
	int pass;

	for (pass = 0; pass < 2; pass++) { /* measured, then copied */
		for (i = 0; i < v[0].n; i++) {
			item = value_item(r, &v[0], i);
			value_to_string(r, &item);
			if (item.kind != EXPR_STRING || !run_spend(r, 1)) {
				*out = item;
				run_fail(r, x, EXPR_WHY_TYPE, out);
				return;
			}
			node = run_origin(r, node, item.node);
			if (pass && i && mark.n)
				to = (char *)memcpy(to, mark.p, mark.n) + mark.n;
			if (pass && item.text.n)
				to = (char *)memcpy(to, item.text.p, item.text.n) + item.text.n;
			size += item.text.n + (i ? mark.n : 0);
		}
		if (!pass && !(to = p = room(r, x, size, out)))
			return;
	}
	*out = expr_string((struct text){p, (size_t)(to - p)});
	out->node = node;
}

void text_replace(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	struct text t = v[0].text, what = v[1].text, with = v[2].text;
	size_t limit = limit_of(&v[3], n == 4), from, at, done, size = 0;
	char *p = NULL, *to = NULL;
	int pass;

	if (!what.n) {
		*out = v[0];
		return;
	}
	for (pass = 0; pass < 2; pass++) { /* measured, then copied */
		for (from = done = 0; done < limit; done++, from = at + what.n) {
			at = find(r, t, what, from);
			if (at > t.n || !run_spend(r, 1))
				break;
			if (pass) {
				memcpy(to, t.p + from, at - from);
				to += at - from;
				memcpy(to, with.p, with.n);
				to += with.n;
			} else if ((size += at - from + with.n) > r->memory_limit) {
				break;
			}
		}
		if (pass && t.n > from)
			to = (char *)memcpy(to, t.p + from, t.n - from) + (t.n - from);
		if (!pass && !(to = p = room(r, x, size + t.n, out)))
			return;
		if (r->steps >
		    r->step_limit) { /* the passes may differ: the run has failed anyway */
			run_fail(r, x, EXPR_WHY_COST, out);
			return;
		}
	}
	give(out, (struct text){p, (size_t)(to - p)}, v);
	out->node = run_origin(r, v[0].node, v[2].node);
}

void text_index_of(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	struct text t = v[0].text;
	size_t from = 0, at;

	if (n == 3 && !position(t, v[2].number, &from)) {
		*out = v[0];
		run_fail(r, x, EXPR_WHY_MISSING, out);
		return;
	}
	at = find(r, t, v[1].text, from);
	*out = expr_number(decimal_int(at > t.n ? -1 : (int64_t)count((struct text){t.p, at})));
}

void text_last_index_of(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
			struct expr_value *out)
{
	struct text t = v[0].text, what = v[1].text;
	int64_t last = -1;
	size_t at;

	UNUSED;
	if (what.n <= t.n)
		for (at = t.n - what.n + 1; at-- > 0 && last < 0 && run_spend(r, 1 + what.n / 64);)
			if (!what.n || memcmp(t.p + at, what.p, what.n) == 0)
				last = (int64_t)count((struct text){t.p, at});
	*out = expr_number(decimal_int(last));
}

void text_reverse(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	struct text t = v[0].text;
	char *p = room(r, x, t.n, out), *to;
	size_t at, length;

	(void)n;
	if (!p)
		return;
	for (at = 0, to = p + t.n; at < t.n; at += length) {
		length = step(t, at);
		to -= length;
		memcpy(to, t.p + at, length);
	}
	give(out, (struct text){p, t.n}, v);
}

void text_string(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		 struct expr_value *out)
{
	struct buf b = {0};
	char *p;

	(void)n;
	value_to_string(r, v);
	if (v->kind == EXPR_STRING) {
		*out = *v;
		return;
	}
	if (v->kind == EXPR_BOOL)
		buf_adds(&b, v->truth ? "true" : "false");
	else if (v->kind == EXPR_NUMBER)
		decimal_write(&b, v->number);
	if (!b.n) {
		*out = *v;
		run_fail(r, x, EXPR_WHY_TYPE, out);
		return;
	}
	p = room(r, x, b.n, out);
	if (p) {
		memcpy(p, b.p, b.n);
		give(out, (struct text){p, b.n}, v);
	}
	buf_free(&b);
}

void text_type(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	UNUSED;
	*out = expr_string(text_of(expr_kind_name(v[0].kind)));
}
