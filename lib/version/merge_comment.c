/* Comments on lines of their own, three ways. What both sides added is kept, ours first. */
#include "version/merge_internal.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS };

static struct form_range range_of(const struct merge_lines *l)
{
	return l->part ? merge_comments(l->part, l->from, l->to) : (struct form_range){0};
}

static bool same(const struct merge_lines *x, const struct merge_lines *y)
{
	return merge_same_comments(x->part, range_of(x), y->part, range_of(y));
}

void merge_lines_put(struct buf *out, const struct merge_lines *l)
{
	struct buf again = {0};

	if (!l->part || l->from >= l->to)
		return;
	/* Its first line is to be shifted like the others. */
	buf_addc(&again, '\n');
	buf_add(&again, l->part->form->bytes + l->from, l->to - l->from);
	if (again.p[again.n - 1] != '\n')
		buf_addc(&again, '\n');
	{
		struct buf shifted = {0};

		merge_shift(&shifted, buf_text(&again), l->shift);
		buf_add(out, shifted.p + 1, shifted.n - 1);
		buf_free(&shifted);
	}
	buf_free(&again);
}

/* The first comment of the range from *at on that equals t, else its end. */
static uint32_t find(const struct merge_lines *l, struct form_range r, uint32_t at, struct text t)
{
	while (at < r.n && !text_equal(merge_comment(l->part, r.first + at), t))
		at++;
	return at;
}

static void put_some(struct buf *out, const struct merge_lines *l, struct form_range r,
		     uint32_t from, uint32_t to, int column)
{
	for (; from < to; from++) {
		if (l->part->form->comments[r.first + from].blank && out->n)
			buf_addc(out, '\n');
		buf_addf(out, "%*s", column, "");
		buf_addt(out, merge_comment(l->part, r.first + from));
		buf_addc(out, '\n');
	}
}

/* Are all of x, in order, among y? */
static bool is_kept(const struct merge_lines *x, const struct merge_lines *y)
{
	struct form_range a = range_of(x), b = range_of(y);
	uint32_t i, at = 0;

	for (i = 0; i < a.n; i++, at++)
		if ((at = find(y, b, at, merge_comment(x->part, a.first + i))) == b.n)
			return false;
	return true;
}

/* Both kept all of the base's and added some: false if not. */
static bool put_union(struct buf *out, const struct merge_lines v[MERGE_SIDES], int column)
{
	struct form_range b = range_of(&v[B]), o = range_of(&v[O]), t = range_of(&v[T]);
	uint32_t i, at_o = 0, at_t = 0, next_o, next_t;

	if (!is_kept(&v[B], &v[O]) || !is_kept(&v[B], &v[T]))
		return false;
	for (i = 0; i <= b.n; i++) {
		struct text line = i < b.n ? merge_comment(v[B].part, b.first + i) : TEXT("");

		next_o = i < b.n ? find(&v[O], o, at_o, line) : o.n;
		next_t = i < b.n ? find(&v[T], t, at_t, line) : t.n;
		put_some(out, &v[O], o, at_o, next_o, column);
		put_some(out, &v[T], t, at_t, next_t, column);
		if (i < b.n)
			put_some(out, &v[O], o, next_o, next_o + 1, column);
		at_o = next_o + 1;
		at_t = next_t + 1;
	}
	return true;
}

bool merge_comments_of(struct buf *out, const struct merge_lines v[MERGE_SIDES], int column)
{
	if (!v[T].part || same(&v[B], &v[T]) || same(&v[O], &v[T])) {
		merge_lines_put(out, v[O].part ? &v[O] : &v[T]);
		return true;
	}
	if (!v[O].part || same(&v[B], &v[O])) {
		merge_lines_put(out, &v[T]);
		return true;
	}
	return put_union(out, v, column);
}
