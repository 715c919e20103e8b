/* Open addressing with linear probing over a power of two. */
#include "base/hash.h"

#include <stdint.h>

#include "base/mem.h"

struct hash_slot {
	const char *key; /* NULL: free */
	size_t size;
	uint64_t hash;
	void *value;
};

static struct hash_slot *probe(const struct hash *h, struct text key, uint64_t hash)
{
	size_t i = (size_t)hash & (h->cap - 1);

	while (h->slots[i].key &&
	       !(h->slots[i].hash == hash &&
		 text_equal((struct text){h->slots[i].key, h->slots[i].size}, key)))
		i = (i + 1) & (h->cap - 1);
	return &h->slots[i];
}

static void grow(struct hash *h)
{
	struct hash bigger = {.n = h->n, .cap = h->cap ? h->cap * 2 : 16};
	size_t i;

	bigger.slots = mem_zero(bigger.cap * sizeof *bigger.slots);
	for (i = 0; i < h->cap; i++) {
		struct hash_slot *s = &h->slots[i];

		if (s->key)
			*probe(&bigger, (struct text){s->key, s->size}, s->hash) = *s;
	}
	mem_free(h->slots);
	*h = bigger;
}

void **hash_put(struct hash *h, struct text key)
{
	struct hash_slot *s;
	uint64_t hash;

	if (h->n * 4 >= h->cap * 3)
		grow(h);
	hash = text_hash64(key);
	s = probe(h, key, hash);
	if (!s->key) {
		*s = (struct hash_slot){key.p ? key.p : "", key.n, hash, NULL};
		h->n++;
	}
	return &s->value;
}

void *hash_get(const struct hash *h, struct text key)
{
	return h->cap ? probe(h, key, text_hash64(key))->value : NULL;
}

void hash_walk(const struct hash *h, void (*each)(void *ctx, struct text key, void *value),
	       void *ctx)
{
	size_t i;

	for (i = 0; i < h->cap; i++)
		if (h->slots[i].key)
			each(ctx, (struct text){h->slots[i].key, h->slots[i].size},
			     h->slots[i].value);
}

/* Those that were put further on because a slot was taken move up, so that nobody stops short of
 * them. */
void *hash_take(struct hash *h, struct text key)
{
	struct hash_slot *s = h->cap ? probe(h, key, text_hash64(key)) : NULL;
	size_t mask = h->cap - 1, hole, i;
	void *value;

	if (!s || !s->key)
		return NULL;
	value = s->value;
	hole = (size_t)(s - h->slots);
	for (i = (hole + 1) & mask; h->slots[i].key; i = (i + 1) & mask) {
		size_t home = (size_t)h->slots[i].hash & mask;

		if (((i - home) & mask) >= ((i - hole) & mask)) {
			h->slots[hole] = h->slots[i];
			hole = i;
		}
	}
	h->slots[hole] = (struct hash_slot){0};
	h->n--;
	return value;
}

void hash_free(struct hash *h)
{
	mem_free(h->slots);
	*h = (struct hash){0};
}
