#ifndef BASE_HASH_H
#define BASE_HASH_H
/* A hash table from text to pointer. Keys are borrowed and must outlive it; a zeroed one is empty.
 */
#include <stddef.h>

#include "base/text.h"

struct hash_slot;
struct hash {
	struct hash_slot *slots;
	size_t n, cap;
};

/* The place of the value for key, made (holding NULL) if it is not there; valid until the next
 * call. */
void **hash_put(struct hash *h, struct text key);
void *hash_get(const struct hash *h, struct text key); /* NULL if not there */
void *hash_take(struct hash *h, struct text key);      /* the same, and takes it out */
void hash_free(struct hash *h);                        /* not the values */
/* Calls `each` for every entry, in no order. */
void hash_walk(const struct hash *h, void (*each)(void *ctx, struct text key, void *value),
	       void *ctx);

#endif
