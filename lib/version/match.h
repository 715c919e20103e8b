#ifndef VERSION_MATCH_H
#define VERSION_MATCH_H
/* Which items of two lists are the same thing. */
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct node;

struct matches {
	size_t *to;   /* of each old item, its index in the new list, or DIFF_NONE */
	size_t *from; /* of each new item, its index in the old one, or DIFF_NONE */
	bool *stays;  /* of each new item: among the most that kept their order */
};

/* Pairs the items of two sequences. `key` (may be NULL) is the schema's x-key. *work is lowered by
 * the comparisons made; past 0 no more similar items are looked for. Results live in the arena. */
struct matches match_items(struct arena *a, const struct node *key, struct node *before,
			   struct node *after, long *work);
/* How alike two values are: 0 to 1000, which is equal. */
unsigned match_alike(struct arena *a, struct node *x, struct node *y, long *work);

/* Appends the whole identity of an item under an x-key, ended by NUL; false if it has none. Numbers
 * count by value, whether quoted or not. */
bool match_identity(struct buf *out, struct arena *scratch, const struct node *key,
		    struct node *item);

#endif
