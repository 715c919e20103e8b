/*
 * What becomes of every value. A value that one side left alone is as the other has it; one that
 * both changed to the same is that; a collection in both is gone into; anything else is a conflict.
 * Depth is bounded by the loader, so recursion is safe.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "version/diff.h"
#include "version/match.h"
#include "version/merge_internal.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS };

struct node *merge_value_of(const struct merge_place *pl, int side)
{
	return pl->part[side].node ? node_target(pl->part[side].node) : NULL;
}

bool merge_equal(struct merge_planner *c, struct node *x, struct node *y)
{
	bool same = node_equal(x, y, &c->scratch);

	if (c->scratch.blocks)
		arena_reset(&c->scratch);
	return same;
}

/* Equal and, of a scalar, written with the same characters. */
static bool identical(struct merge_planner *c, struct node *x, struct node *y)
{
	if (x->kind == NODE_SCALAR && y->kind == NODE_SCALAR)
		return x->type == y->type && text_equal(node_text(x), node_text(y));
	return merge_equal(c, x, y);
}

void merge_clash_at(struct merge_place *pl, enum message why, bool whole)
{
	pl->op = MERGE_CLASH;
	pl->why = why;
	pl->whole = whole;
}

static struct form_range comments_of(const struct merge_part *p, bool lead)
{
	return merge_comments(p, lead && p->block ? p->lead : p->core, p->end);
}

bool merge_has_new_comments(const struct merge_part *a, const struct merge_part *b)
{
	bool lead = a->block && b->block;

	return a->form && b->form &&
	       merge_has_more_comments(a, comments_of(a, lead), b, comments_of(b, lead));
}

/* Anchors and tags; a collection whose own differ is not gone into. */
static bool same_props(const struct merge_part *a, const struct merge_part *b)
{
	return !a->form || !b->form ||
	       (text_equal(a->item->value->anchor, b->item->value->anchor) &&
		text_equal(a->item->value->tag, b->item->value->tag));
}

static bool same_style(const struct merge_part *a, const struct merge_part *b)
{
	return !a->form || !b->form || a->item->value->style == b->item->value->style ||
	       !a->item->value->n || !b->item->value->n;
}

/* children */

struct merge_place *merge_new_place(struct merge_planner *c, struct merge_place *up)
{
	struct merge_place *pl = arena_zero(&c->p->arena, sizeof *pl);

	pl->up = up;
	return pl;
}

struct merge_part merge_part_at(const struct merge_place *pl, int side, size_t i)
{
	return i == DIFF_NONE ? (struct merge_part){0}
			      : merge_part_item(&pl->part[side], (uint32_t)i);
}

/* A child that one side does not have. False: it is gone. */
bool merge_decide_lone(struct merge_planner *c, struct merge_place *pl)
{
	int has = pl->part[O].node ? O : T;
	struct node *value = merge_value_of(pl, has);

	if (!pl->part[O].node && !pl->part[T].node)
		return false;
	pl->op = has == O ? MERGE_KEEP : MERGE_TAKE;
	if (!pl->part[B].node)
		return true;
	if (merge_equal(c, merge_value_of(pl, B), value) &&
	    !merge_has_new_comments(&pl->part[has], &pl->part[B]))
		return false;
	merge_clash_at(pl, has == T ? MSG_MERGE_REMOVED_OURS : MSG_MERGE_REMOVED_THEIRS, false);
	return true;
}

/* Can each side's collection be taken apart? */
static bool is_open(const struct merge_place *pl, const struct merge_element *v, size_t n)
{
	size_t i;
	int side;

	for (side = B; side <= T; side++)
		if (pl->part[side].odd)
			return false;
	for (i = 0; i < n; i++)
		for (side = B; side <= T; side++)
			if (v[i].at[side] != DIFF_NONE && v[i].place->part[side].odd)
				return false;
	return true;
}

/* What is left of the elements becomes the children of pl, in order. */
void merge_finish_mix(struct merge_planner *c, struct merge_place *pl, struct merge_element *v,
		      size_t n)
{
	size_t i, k;
	bool ordered;

	pl->op = MERGE_MIX;
	for (i = 0, k = 0; i < n; i++)
		if (v[i].place)
			v[k++] = v[i];
	if (!is_open(pl, v, k)) {
		merge_clash_at(pl, MSG_MERGE_FORM, true);
		return;
	}
	ordered = merge_order(v, k);
	pl->children = arena_alloc(&c->p->arena, (k + 1) * sizeof(struct merge_place *));
	pl->n = k;
	for (i = 0; i < k; i++)
		pl->children[i] = v[i].place;
	if (!ordered && merge_value_of(pl, O)->kind == NODE_SEQUENCE)
		merge_clash_at(pl, MSG_MERGE_ORDER, true);
}

/* mappings */

struct keys {
	struct node *map;
	struct hash hash; /* key -> pair */
};

static struct keys keys_of(struct node *map)
{
	struct keys k = {.map = map};
	uint32_t i;

	for (i = map ? map->n : 0; i-- > 0;)
		*hash_put(&k.hash, node_text(map->pairs[i].key)) = &map->pairs[i];
	return k;
}

static size_t key_index(const struct keys *k, struct text key)
{
	struct pair *found = k->map ? hash_get(&k->hash, key) : NULL;

	return found ? (size_t)(found - k->map->pairs) : DIFF_NONE;
}

static bool already(const struct keys k[MERGE_SIDES], int side, struct text key)
{
	while (side-- > 0)
		if (key_index(&k[side], key) != DIFF_NONE)
			return true;
	return false;
}

static struct merge_element pair_element(struct merge_planner *c, const struct place_schemas *at,
					 struct merge_place *pl, const struct keys *k,
					 struct text key)
{
	struct place_schemas below = annotate_key(at, key);
	struct merge_element e = {.place = merge_new_place(c, pl)};
	struct merge_place *child = e.place;
	int side;

	child->key = key.p ? key : TEXT("");
	child->title = annotate_title(&below);
	for (side = B; side <= T; side++) {
		e.at[side] = key_index(&k[side], key);
		child->part[side] = merge_part_at(pl, side, e.at[side]);
		if (e.at[side] != DIFF_NONE)
			child->key_node = k[side].map->pairs[e.at[side]].key;
	}
	if (child->part[O].node && child->part[T].node)
		merge_decide(c, &below, child);
	else if (!merge_decide_lone(c, child))
		e.place = NULL;
	return e;
}

static void mix_mappings(struct merge_planner *c, const struct place_schemas *at,
			 struct merge_place *pl)
{
	struct merge_element *v;
	struct keys k[MERGE_SIDES];
	size_t n = 0, total = 1;
	uint32_t i;
	int side;

	for (side = B; side <= T; side++) {
		k[side] = keys_of(merge_value_of(pl, side));
		total += k[side].map ? k[side].map->n : 0;
	}
	v = mem_alloc(total * sizeof *v);
	for (side = B; side <= T; side++)
		for (i = 0; k[side].map && i < k[side].map->n; i++) {
			struct text key = node_text(k[side].map->pairs[i].key);

			if (!already(k, side, key))
				v[n++] = pair_element(c, at, pl, k, key);
		}
	merge_finish_mix(c, pl, v, n);
	mem_free(v);
	for (side = B; side <= T; side++)
		hash_free(&k[side].hash);
}

/* a value in both */

static bool is_alias(const struct merge_part *p)
{
	return p->node && p->node->kind == NODE_ALIAS;
}

/* Are both collections of one kind that can be gone into? */
static bool can_mix(const struct place_schemas *at, const struct merge_place *pl)
{
	const struct node *o = merge_value_of(pl, O), *t = merge_value_of(pl, T),
			  *b = merge_value_of(pl, B);

	if (o->kind == NODE_SCALAR || o->kind != t->kind)
		return false;
	if ((is_alias(&pl->part[O]) || is_alias(&pl->part[T]) || is_alias(&pl->part[B])) &&
	    pl->part[O].form)
		return false;
	if (b && b->kind != o->kind)
		return false;
	return b || o->kind == NODE_MAPPING || annotate_list_key(at);
}

/* A collection that is laid out in another way by one side: its comments must be kept as a whole.
 */
static bool comments_fit(const struct merge_place *pl)
{
	const struct merge_part *old = pl->part[B].node ? &pl->part[B] : &pl->part[O];

	if (same_style(&pl->part[O], &pl->part[T]) && same_style(&pl->part[B], &pl->part[O]) &&
	    same_style(&pl->part[B], &pl->part[T]))
		return true;
	return !pl->part[T].form ||
	       !merge_has_more_comments(&pl->part[T], comments_of(&pl->part[T], false), old,
					comments_of(old, false));
}

/* Where nothing is to be mixed: whose value it is. */
static void choose(struct merge_planner *c, struct merge_place *pl)
{
	struct node *b = merge_value_of(pl, B), *o = merge_value_of(pl, O),
		    *t = merge_value_of(pl, T);

	pl->op = MERGE_KEEP;
	if (identical(c, o, t) || (b && identical(c, b, t)))
		return;
	if (b && identical(c, b, o))
		pl->op = MERGE_TAKE;
	else if (merge_equal(c, o, t) || (b && merge_equal(c, b, t)))
		pl->op = MERGE_KEEP;
	else if (b && merge_equal(c, b, o))
		pl->op = MERGE_TAKE;
	else
		merge_clash_at(pl, b ? MSG_MERGE_BOTH_CHANGED : MSG_MERGE_BOTH_ADDED, false);
}

void merge_decide(struct merge_planner *c, const struct place_schemas *at, struct merge_place *pl)
{
	struct merge_part *b = &pl->part[B], *o = &pl->part[O], *t = &pl->part[T];

	/* Of the root some comments stand before it. */
	if (pl->up && (merge_part_same_bytes(b, t) || merge_part_same_bytes(o, t)) &&
	    !is_alias(t)) {
		pl->op = MERGE_KEEP;
		return;
	}
	if (!can_mix(at, pl)) {
		choose(c, pl);
		return;
	}
	if (!same_props(o, t) || !same_props(b, o) || !same_props(b, t) || !comments_fit(pl)) {
		merge_clash_at(pl, MSG_MERGE_FORM, true);
		return;
	}
	if (merge_value_of(pl, O)->kind == NODE_MAPPING)
		mix_mappings(c, at, pl);
	else
		merge_mix_lists(c, at, pl);
	/* What cannot be taken apart may still be one side's alone. */
	if (pl->op == MERGE_CLASH && pl->whole && pl->why != MSG_MERGE_ORDER) {
		if (merge_part_same_bytes(b, o))
			pl->op = MERGE_TAKE;
		else if (!o->form && merge_value_of(pl, B) &&
			 merge_equal(c, merge_value_of(pl, B), merge_value_of(pl, O)))
			pl->op = MERGE_TAKE;
		else if (!o->form && merge_value_of(pl, B) &&
			 merge_equal(c, merge_value_of(pl, B), merge_value_of(pl, T)))
			pl->op = MERGE_KEEP;
	}
}

static struct merge_place *make(struct merge_plan *p, const struct schema *s,
				const struct merge_part part[MERGE_SIDES])
{
	struct merge_planner c = {.p = p};
	struct place_schemas at = annotate_root(s);
	struct merge_place *root = merge_new_place(&c, NULL);
	int side;

	for (side = B; side <= T; side++)
		root->part[side] = part[side];
	p->work = DIFF_WORK;
	if (part[O].node && part[T].node)
		merge_decide(&c, &at, root);
	else
		merge_clash_at(root, MSG_MERGE_BOTH_CHANGED, true);
	arena_free(&c.scratch);
	return root;
}

void merge_plan_make(struct merge_plan *p, const struct schema *s)
{
	struct merge_part part[MERGE_SIDES];
	int side;

	for (side = B; side <= T; side++)
		part[side] = merge_part_root(&p->side[side]);
	p->root = make(p, s, part);
}

struct merge_place *merge_plan_values(struct merge_plan *p, const struct schema *s,
				      struct node *const side[MERGE_SIDES])
{
	struct merge_part part[MERGE_SIDES] = {{.node = side[B]},
					       {.node = side[O]},
					       {.node = side[T]}};

	return make(p, s, part);
}

/* what comes out */

bool merge_has_clash(const struct merge_place *at)
{
	size_t i;

	if (at->op == MERGE_CLASH)
		return true;
	for (i = 0; at->op == MERGE_MIX && i < at->n; i++)
		if (merge_has_clash(at->children[i]))
			return true;
	return false;
}

struct node *merge_value(struct merge_plan *p, const struct merge_place *at, int side)
{
	bool map = at->op == MERGE_MIX && merge_value_of(at, O)->kind == NODE_MAPPING;
	struct node *n, *child;
	size_t i;

	switch (at->op) {
	case MERGE_KEEP: return at->part[O].node;
	case MERGE_TAKE: return at->part[T].node;
	case MERGE_CLASH: return at->part[side].node;
	case MERGE_MIX: break;
	}
	n = arena_zero(&p->arena, sizeof *n);
	n->kind = map ? NODE_MAPPING : NODE_SEQUENCE;
	if (map)
		n->pairs = arena_alloc(&p->arena, (at->n + 1) * sizeof *n->pairs);
	else
		n->items = arena_alloc(&p->arena, (at->n + 1) * sizeof *n->items);
	for (i = 0; i < at->n; i++) {
		child = merge_value(p, at->children[i], side);
		if (!child)
			continue;
		if (map)
			n->pairs[n->n++] = (struct pair){at->children[i]->key_node, child};
		else
			n->items[n->n++] = child;
	}
	return n;
}
