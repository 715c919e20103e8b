/*
 * Blocks: a key or dash, what is below it, each on lines of its own, and comments before, between
 * and after.
 */
#include <string.h>

#include "version/merge_internal.h"
#include "yaml/tree.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS, STEP = 2 };

/* The first item of a side's block. */
struct merge_part merge_first_of(const struct merge_part *p)
{
	return p->node && merge_part_is_block(p) ? merge_part_item(p, 0) : (struct merge_part){0};
}

static uint32_t head_end(const struct merge_part *p)
{
	const struct form *f = p->form;
	const char *lf = memchr(f->bytes + p->core, '\n', f->n - p->core);

	return lf ? (uint32_t)(lf + 1 - f->bytes) : (uint32_t)f->n;
}

/* The comment beside the key of a block. */
static struct form_range beside(const struct merge_part *p, const struct merge_part *first)
{
	return first->node && !first->compact ? merge_comments(p, p->core, head_end(p))
					      : (struct form_range){0};
}

/* Whose comment stands beside the key; -1: both changed it. */
static int beside_of(const struct merge_place *pl, const struct merge_part first[MERGE_SIDES])
{
	struct form_range r[MERGE_SIDES];
	int side;

	for (side = B; side <= T; side++)
		r[side] = beside(&pl->part[side], &first[side]);
	if (!first[T].node || first[T].compact || first[O].compact ||
	    merge_same_comments(&pl->part[B], r[B], &pl->part[T], r[T]) ||
	    merge_same_comments(&pl->part[O], r[O], &pl->part[T], r[T]))
		return O;
	return merge_same_comments(&pl->part[B], r[B], &pl->part[O], r[O]) ? T : -1;
}

/* The end of the key, or what stands before the comment beside it. */
static uint32_t sign_end(const struct merge_part *p)
{
	struct form_range r = merge_comments(p, p->core, head_end(p));
	uint32_t at = r.n ? p->form->comments[r.first].start : head_end(p);

	while (at > p->core && strchr(" \n", p->form->bytes[at - 1]))
		at--;
	return at;
}

/* Is it a pair of brackets with nothing between? */
static bool is_hollow(const struct merge_part *p)
{
	return p->block && form_is_collection(p->item->value) && p->item->value->n == 0;
}

/* Key or dash. `empty`: nothing is left of what was below. */
static void put_head(struct merge_writer *w, const struct merge_place *pl, int column, int who,
		     bool empty)
{
	const struct merge_part *p = &pl->part[O], *rest = &pl->part[who];
	struct buf line = {0};
	uint32_t end = is_hollow(p) ? p->item->value->from : sign_end(p);

	while (end > p->core && p->form->bytes[end - 1] == ' ')
		end--;
	buf_add(&line, p->form->bytes + p->core, end - p->core);
	if (empty)
		buf_adds(&line, merge_is_map(p->node) ? " {}" : " []");
	end = sign_end(rest);
	buf_add(&line, rest->form->bytes + end, head_end(rest) - end);
	if (line.p[line.n - 1] != '\n') /* the last of its file, without an end */
		buf_addc(&line, '\n');
	merge_put_line(w, buf_text(&line), column);
	buf_free(&line);
}

/* Comments between a key and the first item. */
static void put_between(struct merge_writer *w, const struct merge_place *pl,
			const struct merge_part first[MERGE_SIDES], int column)
{
	struct merge_lines v[MERGE_SIDES] = {{0}};
	int side;

	for (side = B; side <= T; side++)
		if (first[side].node)
			v[side] = merge_lines_of(&pl->part[side],
						 first[side].compact ? first[side].lead
								     : head_end(&pl->part[side]),
						 first[side].lead, column,
						 merge_column(&first[side]));
	merge_put_comments(w, pl, v, column);
}

/* Comments after the last item. */
static void put_tail(struct merge_writer *w, const struct merge_place *pl,
		     const struct merge_part first[MERGE_SIDES], int column)
{
	struct merge_lines v[MERGE_SIDES] = {{0}};
	int side;

	for (side = B; side <= T; side++) {
		const struct merge_part *p = &pl->part[side];

		if (!first[side].node)
			continue;
		v[side] = merge_lines_of(p, merge_part_item(p, p->item->value->n - 1).end, p->end,
					 column, merge_column(&first[side]));
	}
	merge_put_comments(w, pl, v, column);
}

/* Does theirs put a block in the place of nothing? */
static bool opens(const struct merge_place *pl)
{
	return pl->up && is_hollow(&pl->part[O]) && pl->n && merge_part_is_block(&pl->part[T]);
}

/* Is nothing in it, where conflicts are settled for a side (0: however they are)? */
bool merge_is_gone(const struct merge_place *pl, int side)
{
	size_t i;

	for (i = 0; i < pl->n; i++)
		if (pl->children[i]->op != MERGE_CLASH || !side || pl->children[i]->part[side].node)
			return false;
	return true;
}

void merge_put_children(struct merge_writer *w, const struct merge_place *pl,
			const struct merge_part first[MERGE_SIDES], bool root, int column)
{
	size_t i;

	if (!first[O].compact && !root)
		put_between(w, pl, first, column);
	for (i = 0; i < pl->n; i++)
		merge_put_child(w, pl->children[i], column);
	put_tail(w, pl, first, column);
}

static void put_block(struct merge_writer *w, struct merge_place *pl, int column);

/* A block of which nothing is left if its conflicts are settled for one side: then its key must be
 * among what they are about. */
static void put_vanishing(struct merge_writer *w, struct merge_place *pl, int column)
{
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	merge_end_begun(w);
	for (side = O; side <= T; side++) {
		struct merge_written out = {0};
		struct merge_writer one = {.in = w->in, .out = &out, .m = w->m, .only = side};

		put_block(&one, pl, column);
		text[side] = out.text;
		buf_free(&out.settled[O]);
		buf_free(&out.settled[T]);
		buf_free(&one.begun);
	}
	if (pl->part[B].node)
		merge_put_side(w, &text[B], pl, column, B, false);
	merge_tell_all(w, pl);
	merge_put_alternatives(w, text);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

static bool is_vanishing(const struct merge_place *pl)
{
	return pl->n && (merge_is_gone(pl, O) || merge_is_gone(pl, T));
}

static void put_block(struct merge_writer *w, struct merge_place *pl, int column)
{
	struct merge_part first[MERGE_SIDES];
	const struct merge_part *p = &pl->part[O];
	int side, who;

	for (side = B; side <= T; side++)
		first[side] = merge_first_of(&pl->part[side]);
	who = beside_of(pl, first);
	if (who < 0) {
		merge_clash(pl, MSG_MERGE_COMMENT);
		merge_put_clash(w, pl, column);
		return;
	}
	merge_put_lead(w, pl, column);
	if (first[O].compact && !merge_is_gone(pl, w->only)) {
		if (!w->begun.n)
			buf_addf(&w->begun, "%*s", column, "");
		buf_add(&w->begun, p->form->bytes + p->core, first[O].core - p->core);
	} else if (first[O].compact) {
		merge_put_line(w, merge_is_map(p->node) ? TEXT("- {}\n") : TEXT("- []\n"), column);
	} else {
		put_head(w, pl, column, who, merge_is_gone(pl, w->only));
	}
	merge_put_children(w, pl, first, false,
			   first[O].node ? (int)p->item->value->column : column + STEP);
}

void merge_put_child(struct merge_writer *w, struct merge_place *pl, int column)
{
	struct buf core = {0}, other = {0};

	if (pl->op == MERGE_CLASH) {
		merge_put_clash(w, pl, column);
		return;
	}
	if (pl->op == MERGE_MIX && (merge_part_is_block(&pl->part[O]) || opens(pl))) {
		if (w->only || !is_vanishing(pl))
			put_block(w, pl, column);
		else
			put_vanishing(w, pl, column);
		return;
	}
	if (!merge_leaf(&core, pl, column, O) || !merge_leaf(&other, pl, column, T))
		merge_clash(pl, MSG_MERGE_FORM);
	if (merge_has_clash(pl)) {
		merge_put_clash(w, pl, column);
	} else {
		merge_put_lead(w, pl, column);
		merge_put_line(w, buf_text(&core), column);
	}
	buf_free(&core);
	buf_free(&other);
}
