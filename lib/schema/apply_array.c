/* Keywords that look at arrays (core, sections 10.3.1; validation, section 6.4). */
#include <stdlib.h>

#include "schema/apply.h"

struct hashed {
	uint32_t hash, index;
};

static int by_hash(const void *x, const void *y)
{
	const struct hashed *a = x, *b = y;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static bool check_unique(struct validator *v, const struct schema *s, struct node *n)
{
	struct hashed *h = arena_alloc(&v->arena, n->n * sizeof *h);
	bool good = true;
	uint32_t i, k;

	for (i = 0; i < n->n; i++)
		h[i] = (struct hashed){node_hash(n->items[i], &v->arena), i};
	qsort(h, n->n, sizeof *h, by_hash);
	for (i = 1; i < n->n && (good || v->collect); i++) {
		for (k = i; k-- > 0 && h[k].hash == h[i].hash;) {
			struct violation *x;

			if (++v->steps > SCHEMA_STEPS)
				return give_up(v, MSG_SCHEMA_COST, s);
			if (!node_equal(n->items[h[k].index], n->items[h[i].index], &v->arena))
				continue;
			x = fails(v, MSG_CHECK_UNIQUE, n->items[h[i].index]);
			if (x) {
				x->args[0] = number_text(v, h[k].index + 1);
				x->args[1] = number_text(v, h[i].index + 1);
			}
			good = false;
			break;
		}
	}
	return good;
}

static bool check_contains(struct validator *v, const struct arrays *t, struct node *n,
			   struct seen *seen)
{
	struct violations *collect = v->collect, unheard = {.silent = true};
	uint64_t count = 0;
	uint32_t i;

	v->collect = collect ? &unheard : NULL;
	for (i = 0; i < n->n; i++) {
		if (apply_child(v, t->contains, n->items[i], NULL, i)) {
			count++;
			seen_add(seen, i);
		}
	}
	v->collect = collect;
	return check_count(v, count, t->contains_fewest, t->contains_most, MSG_CHECK_CONTAINS_FEW,
			   MSG_CHECK_CONTAINS_MANY, n);
}

static bool check_items(struct validator *v, const struct arrays *t, struct node *n,
			struct seen *seen)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < n->n && (good || v->collect) && !v->aborted; i++) {
		const struct schema *item = i < t->nprefix ? t->prefix[i] : t->items;

		if (!item)
			break;
		seen_add(seen, i);
		good &= apply_child(v, item, n->items[i], NULL, i);
	}
	return good;
}

bool check_array(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	const struct arrays *t = s->arrays;
	bool good = check_count(v, n->n, t->fewest, t->most, MSG_CHECK_FEW_ITEMS,
				MSG_CHECK_MANY_ITEMS, n);

	if (t->unique && (good || v->collect))
		good &= check_unique(v, s, n);
	if (t->contains && (good || v->collect))
		good &= check_contains(v, t, n, seen);
	if ((t->items || t->nprefix) && (good || v->collect))
		good &= check_items(v, t, n, seen);
	return good;
}
