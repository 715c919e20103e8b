/* Comparing two trees. Depth is bounded by the loader, so recursion is safe. */
#include "version/diff.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "schema/annotate.h"
#include "version/match.h"
#include "yaml/tree.h"

struct compare {
	struct diff *d;
	struct arena scratch; /* of long numbers */
	long work;
};

static void compare_values(struct compare *c, const struct place_schemas *at,
			   const struct diff_step *step, struct node *before, struct node *after);

static void add(struct compare *c, enum change_op op, const struct diff_step *step,
		struct node *before, struct node *after)
{
	struct diff *d = c->d;

	MEM_GROW(d->v, d->n, d->cap);
	d->v[d->n++] = (struct change){op, step, before, after};
}

static struct diff_step *new_step(struct compare *c, const struct diff_step *up,
				  const struct place_schemas *at)
{
	struct diff_step *s = arena_zero(&c->d->arena, sizeof *s);

	s->up = up;
	s->depth = up ? up->depth + 1 : 1;
	s->before = s->after = DIFF_NONE;
	s->title = annotate_title(at);
	return s;
}

/* Settles at once what is most of any file. */
static bool equal_scalars(struct compare *c, struct node *x, struct node *y)
{
	bool equal;

	if (!x || !y)
		return false;
	x = node_target(x);
	y = node_target(y);
	if (x == y)
		return true;
	if (x->kind != NODE_SCALAR || y->kind != NODE_SCALAR)
		return false;
	equal = node_equal(x, y, &c->scratch);
	if (c->scratch.blocks)
		arena_reset(&c->scratch);
	return equal;
}

/* One entry of a mapping, on either side or both. */
static void compare_entry(struct compare *c, const struct place_schemas *at,
			  const struct diff_step *up, struct text key, struct node *before,
			  struct node *after)
{
	struct place_schemas below;
	struct diff_step *step;

	if (equal_scalars(c, before, after))
		return;
	below = annotate_key(at, key);
	step = new_step(c, up, &below);
	step->key = key.p ? key : TEXT("");
	if (before && after)
		compare_values(c, &below, step, node_target(before), node_target(after));
	else
		add(c, before ? CHANGE_REMOVE : CHANGE_ADD, step, before, after);
}

struct index { /* of a mapping's values by key */
	struct node *map;
	struct hash hash;
};

static struct index index_of(struct node *map)
{
	struct index x = {.map = map};
	uint32_t i;

	for (i = map->n; map->n > 16 && i-- > 0;)
		*hash_put(&x.hash, node_text(map->pairs[i].key)) = map->pairs[i].value;
	return x;
}

static struct node *index_get(const struct index *x, struct text key)
{
	struct pair *p;

	if (x->map->n > 16)
		return hash_get(&x->hash, key);
	p = node_pair(x->map, key);
	return p ? p->value : NULL;
}

static void compare_mappings(struct compare *c, const struct place_schemas *at,
			     const struct diff_step *step, struct node *before, struct node *after)
{
	struct index old = index_of(before), new = index_of(after);
	uint32_t i;

	for (i = 0; i < before->n; i++) {
		struct text key = node_text(before->pairs[i].key);

		compare_entry(c, at, step, key, before->pairs[i].value, index_get(&new, key));
	}
	for (i = 0; i < after->n; i++) {
		struct text key = node_text(after->pairs[i].key);

		if (!index_get(&old, key))
			compare_entry(c, at, step, key, NULL, after->pairs[i].value);
	}
	hash_free(&old.hash);
	hash_free(&new.hash);
}

struct lists {
	const struct place_schemas *at;
	const struct diff_step *step;
	const struct node *key;
	struct node *before, *after;
	struct matches m;
};

/* An item that came, went, moved, or may have changed inside: an index on either side or both. */
static void compare_item(struct compare *c, const struct lists *l, size_t old, size_t new)
{
	struct node *before = old == DIFF_NONE ? NULL : node_target(l->before->items[old]);
	struct node *after = new == DIFF_NONE ? NULL : node_target(l->after->items[new]);
	struct place_schemas below;
	struct diff_step *step;

	if (new != DIFF_NONE && l->m.stays[new] && equal_scalars(c, before, after))
		return;
	below = annotate_item(l->at, new == DIFF_NONE ? old : new);
	step = new_step(c, l->step, &below);
	step->before = old;
	step->after = new;
	step->item = after ? after : before;
	step->name = diff_item_name(l->key, step->item);
	if (!before || !after) {
		add(c, before ? CHANGE_REMOVE : CHANGE_ADD, step, before, after);
		return;
	}
	if (!l->m.stays[new])
		add(c, CHANGE_MOVE, step, before, after);
	compare_values(c, &below, step, before, after);
}

static void keep_list(struct compare *c, const struct lists *l)
{
	struct diff *d = c->d;
	bool same = l->before->n == l->after->n;
	size_t i;

	for (i = 0; same && i < l->after->n; i++)
		same = l->m.from[i] == i;
	if (same)
		return;
	MEM_GROW(d->lists, d->nlists, d->caplists);
	d->lists[d->nlists++] = (struct diff_list){l->step,  l->before->n, l->after->n,
						   l->after, l->m.from,    l->m.stays};
}

static void compare_sequences(struct compare *c, const struct place_schemas *at,
			      const struct diff_step *step, struct node *before, struct node *after)
{
	struct lists l = {at, step, annotate_list_key(at), before, after, {0}};
	size_t i = 0, j;

	l.m = match_items(&c->d->arena, l.key, before, after, &c->work);
	keep_list(c, &l);
	for (j = 0; j <= after->n; j++) {
		/* What went is told before the next item that stayed after it. */
		size_t upto = j == after->n ? before->n : l.m.stays[j] ? l.m.from[j] : i;

		for (; i < upto; i++)
			if (l.m.to[i] == DIFF_NONE)
				compare_item(c, &l, i, DIFF_NONE);
		if (j < after->n)
			compare_item(c, &l, l.m.from[j], j);
	}
}

static void compare_values(struct compare *c, const struct place_schemas *at,
			   const struct diff_step *step, struct node *before, struct node *after)
{
	if (before == after)
		return;
	if (before->kind != after->kind) {
		add(c, CHANGE_REPLACE, step, before, after);
	} else if (before->kind == NODE_MAPPING) {
		compare_mappings(c, at, step, before, after);
	} else if (before->kind == NODE_SEQUENCE) {
		compare_sequences(c, at, step, before, after);
	} else if (!equal_scalars(c, before, after)) {
		add(c, CHANGE_REPLACE, step, before, after);
	}
}

void diff_values(struct diff *d, const struct schema *s, struct node *before, struct node *after)
{
	struct compare c = {.d = d, .work = DIFF_WORK};
	struct place_schemas at = annotate_root(s);

	*d = (struct diff){0};
	if (before && after)
		compare_values(&c, &at, NULL, node_target(before), node_target(after));
	else if (before || after)
		add(&c, before ? CHANGE_REMOVE : CHANGE_ADD, NULL,
		    before ? node_target(before) : NULL, after ? node_target(after) : NULL);
	d->limited = c.work < 0;
	arena_free(&c.scratch);
}

void diff_free(struct diff *d)
{
	arena_free(&d->arena);
	mem_free(d->v);
	mem_free(d->lists);
	*d = (struct diff){0};
}

void diff_pointer(struct buf *out, const struct diff_step *step, bool before)
{
	size_t i, n = step ? step->depth : 0;
	const struct diff_step **way = mem_alloc((n + 1) * sizeof *way);

	for (i = n; i-- > 0; step = step->up)
		way[i] = step;
	for (i = 0; i < n; i++) {
		size_t at = before ? way[i]->before : way[i]->after;

		if (way[i]->key.p)
			pointer_add_key(out, way[i]->key);
		else /* of a version that lacks it: where it is in the other */
			pointer_add_index(out, at != DIFF_NONE ? at
					       : before        ? way[i]->after
							       : way[i]->before);
	}
	mem_free(way);
}
