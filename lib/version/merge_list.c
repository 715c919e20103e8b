/*
 * What becomes of lists. Items pair by identity; those that have none pair when equal or alike, and
 * where both sides changed one such item they must be sure to mean the same.
 */
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "version/diff.h"
#include "version/match.h"
#include "version/merge_internal.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS };

struct lists {
	struct node *list[MERGE_SIDES];
	const struct node *key;                      /* the schema's x-key, or NULL */
	struct matches ours, theirs;                 /* from the base */
	struct matches added;                        /* from ours' own to theirs' own */
	size_t *own[MERGE_SIDES], nown[MERGE_SIDES]; /* indices of items that the base lacks */
};

static struct node *empty_list(struct merge_planner *c)
{
	struct node *n = arena_zero(&c->p->arena, sizeof *n);

	n->kind = NODE_SEQUENCE;
	return n;
}

/* Does a list have two items of one identity? */
static bool has_twins(struct merge_planner *c, const struct node *key, struct node *list)
{
	struct hash seen = {0};
	struct buf b = {0};
	bool twins = false;
	uint32_t i;

	for (i = 0; key && !twins && i < list->n; i++) {
		struct text id;
		void **slot;

		buf_clear(&b);
		if (!match_identity(&b, &c->scratch, key, node_target(list->items[i])))
			continue;
		id = (struct text){arena_copy(&c->p->arena, b.p, b.n), b.n};
		slot = hash_put(&seen, id);
		twins = *slot != NULL;
		*slot = list;
	}
	hash_free(&seen);
	buf_free(&b);
	return twins;
}

static bool is_known(struct merge_planner *c, const struct node *key, struct node *item)
{
	struct buf b = {0};
	bool known = key && match_identity(&b, &c->scratch, key, node_target(item));

	buf_free(&b);
	return known;
}

/* The items of a side that come from none of the base, as a list. */
static struct node *own_items(struct merge_planner *c, struct lists *l, int side,
			      const size_t *from)
{
	struct node *list = empty_list(c);
	uint32_t i;

	list->items = arena_alloc(&c->p->arena, (l->list[side]->n + 1) * sizeof *list->items);
	l->own[side] = arena_alloc(&c->p->arena, (l->list[side]->n + 1) * sizeof(size_t));
	for (i = 0; i < l->list[side]->n; i++)
		if (from[i] == DIFF_NONE) {
			l->own[side][list->n] = i;
			list->items[list->n++] = l->list[side]->items[i];
		}
	l->nown[side] = list->n;
	return list;
}

enum { ALIKE = 400, CLEARLY = 150 }; /* of 1000: match_alike */

/* Might another pair be meant, whose likeness is at least nearly that of the one found? */
static bool is_rival(struct merge_planner *c, struct node *x, struct node *y, unsigned found)
{
	unsigned score = match_alike(&c->scratch, x, y, &c->p->work);

	return score >= ALIKE && score + CLEARLY >= found;
}

/* Does a pair found by likeness stand between the same neighbours as before, with nothing beside
 * that could be meant as well? */
static bool is_sure(struct merge_planner *c, const struct matches *m, size_t i,
		    const struct node *before, const struct node *after)
{
	size_t j = m->to[i], low = i, high = i + 1, from = 0, to = after->n, k;
	unsigned found = match_alike(&c->scratch, before->items[i], after->items[j], &c->p->work);

	while (low > 0 && m->to[low - 1] == DIFF_NONE)
		low--;
	while (high < before->n && m->to[high] == DIFF_NONE)
		high++;
	if (low > 0)
		from = m->to[low - 1] + 1;
	if (high < before->n)
		to = m->to[high];
	if (j < from || j >= to || c->p->work < 0)
		return false;
	for (k = low; k < high; k++)
		if (k != i && is_rival(c, before->items[k], after->items[j], found))
			return false;
	for (k = from; k < to; k++)
		if (k != j && is_rival(c, before->items[i], after->items[k], found))
			return false;
	return c->p->work >= 0;
}

static bool both_changed(struct merge_planner *c, const struct merge_place *pl)
{
	return !merge_equal(c, merge_value_of(pl, B), merge_value_of(pl, O)) &&
	       !merge_equal(c, merge_value_of(pl, B), merge_value_of(pl, T)) &&
	       !merge_equal(c, merge_value_of(pl, O), merge_value_of(pl, T));
}

static void decide_item(struct merge_planner *c, const struct place_schemas *at,
			const struct lists *l, const struct merge_element *e)
{
	struct merge_place *pl = e->place;
	size_t b = e->at[B];

	if (b == DIFF_NONE) { /* both added it */
		if (merge_equal(c, merge_value_of(pl, O), merge_value_of(pl, T)) &&
		    !merge_has_new_comments(&pl->part[T], &pl->part[O]))
			pl->op = MERGE_KEEP;
		else
			merge_clash_at(pl, MSG_MERGE_BOTH_ADDED, false);
		return;
	}
	if (merge_value_of(pl, B)->kind != NODE_SCALAR &&
	    !is_known(c, l->key, merge_value_of(pl, B)) && both_changed(c, pl) &&
	    (!is_sure(c, &l->ours, b, l->list[B], l->list[O]) ||
	     !is_sure(c, &l->theirs, b, l->list[B], l->list[T]))) {
		merge_clash_at(pl, MSG_MERGE_UNSURE, false);
		return;
	}
	merge_decide(c, at, pl);
}

static struct merge_element item_element(struct merge_planner *c, const struct place_schemas *at,
					 struct merge_place *pl, const struct lists *l, size_t b,
					 size_t o, size_t t)
{
	struct merge_element e = {.at = {b, o, t}, .place = merge_new_place(c, pl)};
	size_t index = o != DIFF_NONE ? o : t != DIFF_NONE ? t : b;
	struct place_schemas below = annotate_item(at, index);
	struct merge_place *child = e.place;
	int side;

	for (side = B; side <= T; side++)
		child->part[side] = merge_part_at(pl, side, e.at[side]);
	child->index = index;
	side = o != DIFF_NONE ? O : t != DIFF_NONE ? T : B;
	child->name = diff_item_name(l->key, merge_value_of(child, side));
	if (o != DIFF_NONE && t != DIFF_NONE)
		decide_item(c, &below, l, &e);
	else if (!merge_decide_lone(c, child))
		e.place = NULL;
	return e;
}

/* Pairs what both sides added: the same identity, or the same value. */
static void pair_added(struct merge_planner *c, struct lists *l)
{
	struct node *ours = own_items(c, l, O, l->ours.from);
	struct node *theirs = own_items(c, l, T, l->theirs.from);
	size_t i, j;

	l->added = match_items(&c->p->arena, l->key, ours, theirs, &c->p->work);
	for (i = 0; i < ours->n; i++) {
		j = l->added.to[i];
		if (j == DIFF_NONE || is_known(c, l->key, ours->items[i]) ||
		    merge_equal(c, ours->items[i], theirs->items[j]))
			continue;
		l->added.to[i] = l->added.from[j] = DIFF_NONE;
	}
}

/* Where base item i is gone from a side: has it items of its own there that the other side lacks?
 * `pair`: of each own item of its, the other side's that is the same. */
static bool has_own_there(const struct lists *l, const struct matches *m, size_t i, int side,
			  const size_t *pair)
{
	size_t low = i, high = i, k;

	while (low > 0 && m->to[low - 1] == DIFF_NONE)
		low--;
	while (high < l->list[B]->n && m->to[high] == DIFF_NONE)
		high++;
	for (k = 0; k < l->nown[side]; k++)
		if (pair[k] == DIFF_NONE && (low == 0 || l->own[side][k] > m->to[low - 1]) &&
		    (high == l->list[B]->n || l->own[side][k] < m->to[high]))
			return true;
	return false;
}

/* May both sides have put something in the place of one item, each something else? Of values that
 * nothing identifies nobody can tell. */
static bool is_replaced_twice(struct merge_planner *c, const struct lists *l)
{
	size_t i;

	if (!l->nown[O] || !l->nown[T])
		return false;
	for (i = 0; i < l->list[B]->n; i++) {
		c->p->work -= (long)(l->nown[O] + l->nown[T]) / 16;
		if (l->ours.to[i] == DIFF_NONE && l->theirs.to[i] == DIFF_NONE &&
		    !is_known(c, l->key, l->list[B]->items[i]) &&
		    (c->p->work < 0 || (has_own_there(l, &l->ours, i, O, l->added.to) &&
					has_own_there(l, &l->theirs, i, T, l->added.from))))
			return true;
	}
	return false;
}

void merge_mix_lists(struct merge_planner *c, const struct place_schemas *at,
		     struct merge_place *pl)
{
	struct lists l = {.key = annotate_list_key(at)};
	struct merge_element *v;
	size_t i, j, n = 0;
	int side;

	for (side = B; side <= T; side++)
		l.list[side] = merge_value_of(pl, side) ? merge_value_of(pl, side) : empty_list(c);
	if (has_twins(c, l.key, l.list[B]) || has_twins(c, l.key, l.list[O]) ||
	    has_twins(c, l.key, l.list[T])) {
		merge_clash_at(pl, MSG_MERGE_TWINS, true);
		return;
	}
	l.ours = match_items(&c->p->arena, l.key, l.list[B], l.list[O], &c->p->work);
	l.theirs = match_items(&c->p->arena, l.key, l.list[B], l.list[T], &c->p->work);
	pair_added(c, &l);
	if (is_replaced_twice(c, &l)) {
		merge_clash_at(pl, MSG_MERGE_UNSURE, true);
		return;
	}
	v = mem_alloc((l.list[B]->n + l.nown[O] + l.nown[T] + 1) * sizeof *v);
	for (i = 0; i < l.list[B]->n; i++)
		v[n++] = item_element(c, at, pl, &l, i, l.ours.to[i], l.theirs.to[i]);
	for (i = 0; i < l.nown[O]; i++) {
		j = l.added.to[i];
		v[n++] = item_element(c, at, pl, &l, DIFF_NONE, l.own[O][i],
				      j == DIFF_NONE ? j : l.own[T][j]);
	}
	for (i = 0; i < l.nown[T]; i++)
		if (l.added.from[i] == DIFF_NONE)
			v[n++] = item_element(c, at, pl, &l, DIFF_NONE, DIFF_NONE, l.own[T][i]);
	merge_finish_mix(c, pl, v, n);
	mem_free(v);
}
