/* What a digest has to say; of one that is broken, what its base has. */
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/mem.h"
#include "version/digest_internal.h"

const struct kind *digest_kind(const struct digest *d)
{
	return d->kind;
}

bool digest_is_broken(const struct digest *d)
{
	return d->broken;
}

struct text digest_why(const struct digest *d)
{
	return buf_text(&d->why);
}

static const struct digest *whose(const struct digest *d)
{
	static const struct digest nothing;

	return !d->broken ? d : d->base ? d->base : &nothing;
}

struct text digest_key(const struct digest *d)
{
	return whose(d)->key;
}

struct text digest_parent(const struct digest *d)
{
	return whose(d)->parent;
}

void digest_items(const struct digest *d, void (*each)(void *ctx, const struct digest_item *i),
		  void *ctx)
{
	size_t i;

	for (d = whose(d), i = 0; i < d->nitems; i++)
		each(ctx, &d->items[i]);
}

static struct text index_key(struct arena *a, int place, struct text id)
{
	char *key = arena_alloc(a, sizeof place + id.n);

	memcpy(key, &place, sizeof place);
	if (id.n)
		memcpy(key + sizeof place, id.p, id.n);
	return (struct text){key, sizeof place + id.n};
}

static void add_to_index(void *ctx, const struct digest_item *i)
{
	struct digest_index *x = ctx;
	void **to = hash_put(&x->hash, index_key(&x->arena, i->place, i->id));

	if (!*to)
		*to = (void *)(uintptr_t)i;
}

enum { FEW = 16 }; /* items that are looked through one by one */

const struct digest_item *digest_item(struct digest *d, int place, struct text id)
{
	const struct digest_item *found;
	struct arena_mark mark;
	size_t i;

	if (d && d->broken)
		d = d->base;
	if (!d)
		return NULL;
	if (!d->index && d->nitems > FEW) {
		d->index = mem_zero(sizeof *d->index);
		digest_items(d, add_to_index, d->index);
	}
	if (d->index) {
		mark = arena_mark(&d->index->arena);
		found = hash_get(&d->index->hash, index_key(&d->index->arena, place, id));
		arena_rewind(&d->index->arena, mark);
		return found;
	}
	for (i = 0; i < d->nitems; i++)
		if (d->items[i].place == place && text_equal(d->items[i].id, id))
			return &d->items[i];
	return NULL;
}

void digest_persons(const struct digest *d, void (*each)(void *ctx, uint64_t person), void *ctx)
{
	size_t i;

	for (d = whose(d), i = 0; i < d->npersons; i++)
		each(ctx, d->persons[i]);
}
