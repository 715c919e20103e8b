/* Whether a schema could ever mark a place sensitive, by any of its keywords and in any document:
 * for who would otherwise have to apply it to know. */
#include "base/hash.h"
#include "schema/annotate.h"
#include "schema/ir.h"

enum { DEEPEST = 500 };

struct search {
	const struct text *steps;
	size_t n;
	struct hash seen; /* schemas, each with how far the steps are gone */
	struct arena arena;
};

struct visit {
	const struct schema *schema;
	size_t at;
};

static bool search(struct search *x, const struct schema *s, size_t at, unsigned depth);

static bool search_all(struct search *x, struct schema *const *v, size_t n, size_t at,
		       unsigned depth)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (search(x, v[i], at, depth))
			return true;
	return false;
}

/* Those that look at the same value. */
static bool search_in_place(struct search *x, const struct schema *s, size_t at, unsigned depth)
{
	const struct applicators *a = s->applicators;
	size_t i;

	for (i = 0; s->objects && i < s->objects->ndependents; i++)
		if (search(x, s->objects->dependents[i].schema, at, depth))
			return true;
	if (!a)
		return false;
	if (a->dynamic_ref && a->dynamic_name.p) /* who knows where it leads */
		return true;
	return search_all(x,
			  (struct schema *const[]){a->ref, a->dynamic_ref, a->not_, a->if_,
						   a->then_, a->else_},
			  6, at, depth) ||
	       search_all(x, a->all.v, a->all.n, at, depth) ||
	       search_all(x, a->any.v, a->any.n, at, depth) ||
	       search_all(x, a->one.v, a->one.n, at, depth);
}

/* Those of the entries that the next step could mean; of all, past the last. */
static bool search_entries(struct search *x, const struct objects *o, size_t at, unsigned depth)
{
	size_t i, next = at < x->n ? at + 1 : at;

	for (i = 0; i < o->nproperties; i++)
		if ((at == x->n || text_equal(o->order[i]->name, x->steps[at])) &&
		    search(x, o->order[i]->schema, next, depth))
			return true;
	for (i = 0; i < o->npatterns; i++)
		if (search(x, o->patterns[i].schema, next, depth))
			return true;
	return search(x, o->additional, next, depth) || search(x, o->unevaluated, next, depth);
}

static bool search_items(struct search *x, const struct arrays *a, size_t at, unsigned depth)
{
	size_t next = at < x->n ? at + 1 : at;

	return search_all(x, a->prefix, a->nprefix, next, depth) ||
	       search(x, a->items, next, depth) || search(x, a->contains, next, depth) ||
	       search(x, a->unevaluated, next, depth);
}

static bool search(struct search *x, const struct schema *s, size_t at, unsigned depth)
{
	struct visit *v;
	void **seen;

	if (!s || s->never)
		return false;
	if (s->sensitive || depth == DEEPEST)
		return true;
	v = arena_zero(&x->arena, sizeof *v);
	v->schema = s;
	v->at = at;
	seen = hash_put(&x->seen, (struct text){(const char *)v, sizeof *v});
	if (*seen)
		return false;
	*seen = v;
	return search_in_place(x, s, at, depth + 1) ||
	       (s->objects && (at == x->n || x->steps[at].p) &&
		search_entries(x, s->objects, at, depth + 1)) ||
	       (s->arrays && (at == x->n || !x->steps[at].p) &&
		search_items(x, s->arrays, at, depth + 1));
}

bool annotate_may_hide(const struct schema *s, const struct text *steps, size_t n)
{
	struct search x = {.steps = steps, .n = n};
	bool found = search(&x, s, 0, 0);

	hash_free(&x.seen);
	arena_free(&x.arena);
	return found;
}
