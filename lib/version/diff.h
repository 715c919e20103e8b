#ifndef VERSION_DIFF_H
#define VERSION_DIFF_H
/*
 * What changed between two trees, as values: formatting, comments, aliases and the order of keys
 * are no change. Mappings pair by key; items of a list by the fields that the schema names in
 * `x-key`, and otherwise equal ones first and then the most similar, never by position alone.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

struct buf;
struct node;
struct schema;

#define DIFF_NONE ((size_t)-1)   /* no such item */
#define DIFF_WORK ((long)4000000) /* comparisons spent on finding similar items, in one diff */

enum change_op { CHANGE_ADD, CHANGE_REMOVE, CHANGE_REPLACE, CHANGE_MOVE };

struct diff_step { /* from a mapping or list to what is in it */
	const struct diff_step *up; /* NULL: the step starts at the root */
	size_t depth;               /* how many steps from the root, from 1 */
	struct text key;            /* of a mapping; p NULL: an item of a list */
	size_t before, after;       /* index of an item; DIFF_NONE: not in that version */
	struct node *item;          /* of a list: in the newest version that has it */
	struct node *name;          /* the scalar of an item that identifies it, or NULL */
	struct text title;          /* by the schema; p NULL: none */
};

struct change {
	enum change_op op;            /* MOVE: to another place in its list; what changed inside is
					 told by changes of its own */
	const struct diff_step *step; /* NULL: the root */
	struct node *before, *after;  /* the values; NULL on the side that has none */
};

struct diff_list { /* a list whose items came, went or moved */
	const struct diff_step *step; /* NULL: the root */
	size_t nbefore, nafter;
	struct node *after;
	size_t *from; /* of each item now, its index before, or DIFF_NONE */
	bool *stays;  /* of each item now: it came from there without moving */
};

struct diff { /* nodes and titles are borrowed from the trees and the schema */
	struct arena arena;
	struct change *v; /* in the order in which a reader meets them */
	size_t n, cap;
	struct diff_list *lists;
	size_t nlists, caplists;
	bool limited; /* DIFF_WORK was used up: some similar items may be told as removed and added
			 */
};

/* Compares two values; either may be NULL: there is none. The schema, of both, may be NULL. *d is
 * zeroed, or freed, before. */
void diff_values(struct diff *d, const struct schema *s, struct node *before, struct node *after);
void diff_free(struct diff *d);
/* Appends the JSON pointer (RFC 6901) of a step in the version before, or after; "" for NULL. */
void diff_pointer(struct buf *out, const struct diff_step *step, bool before);


/* The scalar that identifies an item of a list under its x-key (annotate_list_key), or NULL. */
struct node *diff_item_name(const struct node *key, struct node *item);

#endif
