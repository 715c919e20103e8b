/* Group names and back-references of ECMA-262 patterns.
 *
 * ECMA-262 forgets what a group captured when anything around it begins another round, and a
 * reference to a group that captured nothing matches the empty text; PCRE2 remembers, and does
 * not match. Where a reference stands to its group decides what is put out: nothing, if the
 * group cannot have captured by then; a plain reference, if it must have; a conditional one, if
 * it may have; and where PCRE2 could remember what ECMA-262 has forgotten, the pattern is
 * refused. */
#include "schema/ecma_internal.h"

#include <stdlib.h>
#include <utf8proc.h>

/* ID_Start (UAX 31) with $ and _ */
static bool is_start(uint32_t c)
{
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_NL: return c != 0x2E2F; /* Pattern_Syntax */
	default:
		return c == '$' || c == '_' || c == 0x1885 || c == 0x1886 || c == 0x2118 ||
		       c == 0x212E || c == 0x309B || c == 0x309C; /* Other_ID_Start */
	}
}

/* ID_Continue with $ and the two joiners */
static bool is_continue(uint32_t c)
{
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_PC: return true;
	default:
		return is_start(c) || c == 0x200C || c == 0x200D || c == 0xB7 || c == 0x387 ||
		       (c >= 0x1369 && c <= 0x1371) || c == 0x19DA; /* Other_ID_Continue */
	}
}

bool ecma_name(struct ecma *e, struct text *name)
{
	static const char why[] = "a group's name must be an identifier, closed by >";
	struct buf b = {0};
	size_t start = e->at;
	uint32_t c = 0;
	bool ok = true;

	while (ok && e->at < e->in.n && e->in.p[e->at] != '>') {
		if (!ecma_accept(e, "\\u"))
			c = ecma_next(e);
		else if (!ecma_unicode_escape(e, &c))
			c = 0;
		ok = b.n ? is_continue(c) : is_start(c);
		if (ok)
			buf_addu(&b, c);
	}
	ok = ok && b.n && ecma_accept(e, ">");
	if (ok)
		*name = (struct text){arena_copy(&e->arena, b.p, b.n), b.n};
	buf_free(&b);
	return ok || ecma_fail(e, why, start);
}

static int by_name(const void *a, const void *b)
{
	const struct ecma_name *x = a, *y = b;
	int order = text_compare(x->text, y->text);

	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static int to_name(const void *key, const void *name)
{
	return text_compare(*(const struct text *)key, ((const struct ecma_name *)name)->text);
}

static bool sort_names(struct ecma *e)
{
	size_t i;

	if (e->name_count == 0)
		return true;
	qsort(e->names, e->name_count, sizeof *e->names, by_name);
	for (i = 1; i < e->name_count; i++)
		if (text_equal(e->names[i - 1].text, e->names[i].text))
			return ecma_fail(e, "two groups have the same name", e->names[i].at);
	return true;
}

static bool find_group(struct ecma *e, struct ecma_ref *ref)
{
	struct ecma_name *name = NULL;

	if (ref->name.p && e->name_count) {
		name = bsearch(&ref->name, e->names, e->name_count, sizeof *e->names, to_name);
		if (name)
			ref->number = name->number;
	}
	if (ref->number == 0 || ref->number > e->capture_count)
		return ecma_fail(e, "there is no group of this name or number", ref->at);
	return true;
}

enum meaning { EMPTY, PLAIN, CONDITIONAL, REFUSED };

/* The way from a group up to, and without, the innermost span that also holds the reference. */
struct way {
	size_t top;      /* that span */
	uint32_t branch; /* the alternative of it that the group is in */
	bool may_miss;   /* the group can be passed by */
	bool denied;     /* it is in a negative look-around, which leaves no captures */
	bool forgets;    /* PCRE2 could remember a round that is over, or never counted */
};

/* Spans are numbered as they open, so of two the later one is never around the other. */
static size_t common_span(const struct ecma *e, size_t a, size_t b)
{
	while (a != b)
		if (a > b)
			a = e->spans[a].parent;
		else
			b = e->spans[b].parent;
	return a;
}

static struct way way_up(const struct ecma *e, size_t group, size_t from)
{
	struct way w = {.top = common_span(e, group, from)};
	const struct ecma_span *s;
	bool inner_miss = false, looks = false;
	size_t i;

	for (i = group; i != w.top; i = s->parent) {
		s = &e->spans[i];
		inner_miss = w.may_miss || (i != group && s->branches > 1);
		looks = looks || s->kind == ECMA_AHEAD || s->kind == ECMA_BEHIND;
		if (s->kind == ECMA_NOT_AHEAD || s->kind == ECMA_NOT_BEHIND)
			w.denied = true;
		if (s->max > 1 && inner_miss)
			w.forgets = true;
		if (s->max > s->min && s->width.least == 0 && (s->max > 1 || looks))
			w.forgets = true;
		w.may_miss = inner_miss || s->min == 0;
		w.branch = s->branch;
	}
	return w;
}

static bool runs_backward(const struct ecma *e, size_t span)
{
	for (; span; span = e->spans[span].parent) {
		if (e->spans[span].kind == ECMA_BEHIND || e->spans[span].kind == ECMA_NOT_BEHIND)
			return true;
		if (e->spans[span].kind == ECMA_AHEAD || e->spans[span].kind == ECMA_NOT_AHEAD)
			return false;
	}
	return false;
}

static bool is_repeated(const struct ecma *e, size_t span)
{
	while (span && e->spans[span].max <= 1)
		span = e->spans[span].parent;
	return span != 0;
}

/* The alternative of `top` that the reference is in. */
static uint32_t branch_of(const struct ecma *e, const struct ecma_ref *ref, size_t top)
{
	uint32_t branch = ref->branch;
	size_t i;

	for (i = ref->span; i != top; i = e->spans[i].parent)
		branch = e->spans[i].branch;
	return branch;
}

static enum meaning meaning_of(const struct ecma *e, const struct ecma_ref *ref)
{
	size_t group = e->captures[ref->number - 1];
	struct way way;

	way = way_up(e, group, ref->span);
	if (way.top == group)
		return EMPTY; /* the reference is inside it: it is not closed yet */
	if (way.denied || way.branch != branch_of(e, ref, way.top))
		return EMPTY;
	if (runs_backward(e, way.top))
		return REFUSED;
	if (e->spans[group].at > ref->at)
		return EMPTY;
	if (way.forgets || (way.may_miss && is_repeated(e, way.top)))
		return REFUSED;
	return way.may_miss ? CONDITIONAL : PLAIN;
}

static void put_ref(struct ecma *e, const struct ecma_ref *ref, struct buf *out)
{
	unsigned n = (unsigned)ref->number;

	switch (meaning_of(e, ref)) {
	case EMPTY: buf_adds(out, "(?:)"); return;
	case PLAIN: buf_addf(out, "\\g{%u}", n); return;
	case CONDITIONAL: buf_addf(out, "(?(%u)\\g{%u})", n, n); return;
	case REFUSED:
		ecma_refuse(e, "a back-reference to this group is not supported here", ref->at);
	}
}

bool ecma_resolve(struct ecma *e, struct buf *out)
{
	size_t i, done = 0;

	if (!sort_names(e))
		return false;
	for (i = 0; i < e->ref_count; i++) {
		if (!find_group(e, &e->refs[i]))
			return false;
		buf_add(out, e->out.p + done, e->refs[i].hole - done);
		done = e->refs[i].hole;
		put_ref(e, &e->refs[i], out);
	}
	buf_adds(out, ""); /* even of the empty pattern there are bytes to hand to pcre2_compile */
	if (e->out.n > done)
		buf_add(out, e->out.p + done, e->out.n - done);
	return true;
}
