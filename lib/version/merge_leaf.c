/*
 * Items that are no blocks: a key or dash, a value, and the comment beside. The three are put
 * together from the versions that have the last word on each; the form is that of ours.
 */
#include <string.h>

#include "version/merge_internal.h"
#include "yaml/tree.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS };

int merge_column(const struct merge_part *p)
{
	uint32_t at = p->core;

	while (at > 0 && p->form->bytes[at - 1] != '\n')
		at--;
	return (int)(p->core - at);
}

void merge_shift(struct buf *out, struct text t, int shift)
{
	const char *at = t.p, *end = t.p + t.n, *lf;
	int k;

	while (at < end && (lf = memchr(at, '\n', (size_t)(end - at)))) {
		buf_add(out, at, (size_t)(lf + 1 - at));
		at = lf + 1;
		if (at == end || *at == '\n')
			continue;
		if (shift > 0)
			buf_addf(out, "%*s", shift, "");
		for (k = shift; k < 0 && at < end && *at == ' '; k++)
			at++;
	}
	buf_add(out, at, (size_t)(end - at));
}

static struct text bytes(const struct merge_part *p, uint32_t from, uint32_t to)
{
	return (struct text){p->form->bytes + from, to - from};
}

void merge_core(struct buf *out, const struct merge_place *pl, int column, int side)
{
	const struct merge_part *p = &pl->part[side];
	bool dash = !pl->key.p && pl->up;

	if (p->block) {
		merge_shift(out, bytes(p, p->core, p->end), column - merge_column(p));
	} else {
		buf_adds(out, dash ? "- " : "");
		buf_addt(out, bytes(p, p->core, p->end));
		buf_adds(out, dash || p->item->has_value ? "" : ":");
	}
	if (out->n && out->p[out->n - 1] != '\n')
		buf_addc(out, '\n');
}

struct leaf {
	const struct merge_part *part;
	uint32_t from, to; /* the value */
	struct form_range comments;
	bool simple; /* no comments but one beside, at the end */
};

static struct leaf leaf_of(const struct merge_part *p)
{
	struct leaf l = {.part = p};
	const struct form_node *n;

	if (!p->node)
		return l;
	n = p->item->value;
	l.to = p->holder ? p->item->end : n->end;
	l.from = n->kind == FORM_EMPTY && !n->anchor.n && !n->tag.n ? l.to : n->from;
	if (n->kind == FORM_EMPTY && !p->holder)
		l.from = l.to = p->core;
	l.comments = merge_comments(p, p->core, p->end);
	l.simple = !merge_part_is_block(p) && n->style != STYLE_LITERAL &&
		   n->style != STYLE_FOLDED && merge_comments(p, p->core, l.to).n == 0 &&
		   l.comments.n <= 1 && !(l.comments.n && p->form->comments[l.comments.first].own);
	return l;
}

static bool same_comments(const struct leaf *x, const struct leaf *y)
{
	return merge_same_comments(x->part, x->comments, y->part, y->comments);
}

/* Key or dash of ours, the value, and the end of the line of `rest`. */
static void compose(struct buf *out, const struct leaf *ours, struct text value,
		    const struct leaf *rest)
{
	size_t before = out->n;

	buf_addt(out, bytes(ours->part, ours->part->core, ours->from));
	if (value.n && ours->from == ours->to && out->n > before)
		buf_addc(out, ' ');
	while (!value.n && out->n > before && out->p[out->n - 1] == ' ')
		out->n--;
	buf_addt(out, value);
	buf_addt(out, bytes(rest->part, rest->to, rest->part->end));
	if (out->n && out->p[out->n - 1] != '\n')
		buf_addc(out, '\n');
}

static void put_value(struct buf *out, const struct leaf *l, int column)
{
	merge_shift(out, bytes(l->part, l->from, l->to), column - merge_column(l->part));
}

/* Who has the last word on the comments: a bit for each side. 0: both changed them. */
static unsigned comments_by(const struct leaf leaf[MERGE_SIDES])
{
	bool lines = leaf[T].part->block, known = leaf[B].part->node && leaf[B].part->block;
	struct leaf none = {.part = leaf[B].part};
	const struct leaf *old = known ? &leaf[B] : &none;
	unsigned by = 0;

	if (!lines || same_comments(old, &leaf[T]) || same_comments(&leaf[O], &leaf[T]))
		by |= 1u << O;
	if ((lines && same_comments(old, &leaf[O])) || same_comments(&leaf[O], &leaf[T]))
		by |= 1u << T;
	return by;
}

static bool put_both(struct buf *out, const struct merge_place *pl, int column, int side)
{
	struct leaf leaf[MERGE_SIDES] = {leaf_of(&pl->part[B]), leaf_of(&pl->part[O]),
					 leaf_of(&pl->part[T])};
	unsigned by = comments_by(leaf);
	const struct leaf *rest = by & 1u << O ? &leaf[O] : &leaf[T];
	struct buf value = {0};
	bool good = by && leaf[O].simple && (leaf[T].simple || pl->op != MERGE_TAKE);

	if (pl->op == MERGE_KEEP && by & 1u << O) {
		merge_core(out, pl, column, O);
		return true;
	}
	if (!good && pl->op != MERGE_MIX && (by & 1u << T) &&
	    (pl->op == MERGE_TAKE || merge_part_same_bytes(&pl->part[B], &pl->part[O]))) {
		merge_core(out, pl, column, T);
		return true;
	}
	if (good && rest == &leaf[T] && !leaf[T].simple)
		good = false;
	if (good && pl->op == MERGE_MIX)
		good = merge_flow(&value, pl, side);
	else if (good)
		put_value(&value, &leaf[pl->op == MERGE_KEEP ? O : T], column);
	if (good)
		compose(out, &leaf[O], buf_text(&value), rest);
	buf_free(&value);
	return good;
}

bool merge_leaf(struct buf *out, const struct merge_place *pl, int column, int side)
{
	if (pl->part[O].node && pl->part[T].node)
		return put_both(out, pl, column, side);
	merge_core(out, pl, column, pl->part[O].node ? O : T);
	return true;
}
