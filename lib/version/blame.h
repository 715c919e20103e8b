#ifndef VERSION_BLAME_H
#define VERSION_BLAME_H
/*
 * For each value of a record, the commit that last changed it: by what values say, so that
 * formatting, comments, the order of keys, and where an item of a list or the file itself stands
 * are no change. Values pair as in a diff (version/match.h), files as in a trail (version/trail.h).
 */
#include <stdbool.h>
#include <stddef.h>

#include "version/life.h"
#include "version/trail.h"

struct blame;
struct buf;
struct kind;
struct node;
struct place_schemas;

struct blame_value {
	struct text path;  /* keys after dots, items by name or number in brackets */
	struct text title; /* by the schema; p NULL: none */
	struct node *node; /* a scalar, or an empty mapping or list */
	const struct life_commit *commit;
};

/* Of the file at `path`, from the registry's root, that is a record of kind k at the end of the
 * history. Of the options, dates and `each` are not looked at. NULL with why. */
struct blame *blame_new(const struct trail_options *o, const struct kind *k, const char *path,
			struct buf *why);
/* The record: marked by nobody yet. */
struct side *blame_side(struct blame *b);
/* Calls `each` for every value, in the order of the text; all is borrowed. */
void blame_each(struct blame *b, void (*each)(void *ctx, const struct blame_value *v), void *ctx);
void blame_free(struct blame *b); /* may be NULL */

#endif
