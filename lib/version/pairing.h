#ifndef VERSION_PAIRING_H
#define VERSION_PAIRING_H
/*
 * Which record that is gone from where it was is which that is new where it is: by key; by the
 * persons in it, since a key may hold where the record lies; by its path; by likeness.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct kind;
struct node;
struct registry;

#define PAIRING_NONE ((size_t)-1)

struct pairing_item {
	const char *path;
	struct text kind, key; /* n 0: none */
	uint64_t *persons;     /* what identifies them, hashed; sorted */
	size_t npersons;
	uint64_t *leaves;      /* its values with the way to them, hashed; sorted */
	size_t nleaves;
	size_t partner;        /* index on the other side */
};

/* Takes what is needed of a record; kind NULL: a plain file. root NULL: it does not load. Text and
 * lists live in the arena. */
void pairing_take(struct pairing_item *x, struct arena *a, const struct registry *r,
		  const struct kind *k, struct node *root);
/* Sets the partners. Time grows with the items and with what they have in common, which is
 * bounded for each value. */
void pairing_find(struct pairing_item *before, size_t nbefore, struct pairing_item *after,
		  size_t nafter);

#endif
