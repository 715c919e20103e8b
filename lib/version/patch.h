#ifndef VERSION_PATCH_H
#define VERSION_PATCH_H
/*
 * JSON Patch (RFC 6902). The operations made of a diff turn the value before into the value after
 * when applied in order.
 */
#include <stdbool.h>
#include <stddef.h>

struct diff;
struct node;

enum patch_op { PATCH_ADD, PATCH_REMOVE, PATCH_REPLACE, PATCH_MOVE };

struct patch_step {
	enum patch_op op;
	const char *path, *from; /* JSON pointers; `from` of a move, else NULL */
	struct node *value;      /* of an add or replace, else NULL */
};

struct patch {
	struct patch_step *v;
	size_t n, cap;
};

#define PATCH_MOVES 2000000 /* items passed over while a list is put in order; past that the list
			       is replaced as a whole */

/* *p is zeroed, or freed, before. Paths live in the diff's arena. */
void patch_make(struct patch *p, struct diff *d);
void patch_free(struct patch *p);

#endif
