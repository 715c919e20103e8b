/* What a digest has to say, from its pieces one after another. */
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

/* The pieces one after another; NULL at the end. */
static const struct digest_piece *next_piece(const struct digest *d, size_t *at)
{
	while (*at <= d->nparts) {
		size_t i = (*at)++;
		const struct digest_piece *p = i < d->nparts ? d->parts[i].piece : d->whole;

		if (p)
			return p;
	}
	return NULL;
}

struct text digest_key(const struct digest *d)
{
	const struct digest_piece *p;
	size_t at = 0;

	while ((p = next_piece(d, &at)))
		if (p->key.n)
			return p->key;
	return TEXT("");
}

struct text digest_parent(const struct digest *d)
{
	const struct digest_piece *p;
	size_t at = 0;

	while ((p = next_piece(d, &at)))
		if (p->parent.n)
			return p->parent;
	return TEXT("");
}

void digest_items(const struct digest *d, void (*each)(void *ctx, const struct digest_item *i),
		  void *ctx)
{
	const struct digest_piece *p;
	size_t at = 0, i;

	while ((p = next_piece(d, &at)))
		for (i = 0; i < p->nitems; i++)
			each(ctx, &p->items[i]);
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

static size_t count_items(const struct digest *d)
{
	const struct digest_piece *p;
	size_t at = 0, n = 0;

	while ((p = next_piece(d, &at)))
		n += p->nitems;
	return n;
}

enum { FEW = 16 }; /* items that are looked through one by one */

const struct digest_item *digest_item(struct digest *d, int place, struct text id)
{
	const struct digest_piece *p;
	const struct digest_item *found;
	struct arena_mark mark;
	size_t at = 0, i;

	if (!d)
		return NULL;
	if (!d->index && count_items(d) > FEW) {
		d->index = mem_zero(sizeof *d->index);
		digest_items(d, add_to_index, d->index);
	}
	if (d->index) {
		mark = arena_mark(&d->index->arena);
		found = hash_get(&d->index->hash, index_key(&d->index->arena, place, id));
		arena_rewind(&d->index->arena, mark);
		return found;
	}
	while ((p = next_piece(d, &at)))
		for (i = 0; i < p->nitems; i++)
			if (p->items[i].place == place && text_equal(p->items[i].id, id))
				return &p->items[i];
	return NULL;
}

void digest_persons(const struct digest *d, void (*each)(void *ctx, uint64_t person), void *ctx)
{
	const struct digest_piece *p;
	size_t at = 0, i;

	while ((p = next_piece(d, &at)))
		for (i = 0; i < p->npersons; i++)
			each(ctx, p->persons[i]);
}
