#ifndef REGISTRY_PATH_H
#define REGISTRY_PATH_H
/* Paths into records, as registry.yaml and rules write them: `members[].document`, fields after
 * dots, `[]` for every item of a list. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena;
struct kind;
struct node;
struct registry;

enum { PATH_STEPS = 16 };

struct path_step {
	struct text field; /* empty: the value itself is the list */
	bool list;         /* go on with each item */
};

struct path {
	struct path_step *steps; /* in the arena; the text is borrowed */
	size_t n;
};

/* "" is the value itself. False if it is malformed. */
bool path_parse(struct path *p, struct text t, struct arena *a);
/* "kind" or "kind.path": false if there is no such kind or the path is malformed. */
bool path_parse_target(const struct registry *r, struct text t, struct arena *a,
		       const struct kind **kind, struct path *p);
/* Calls `each` for every value at the end of the path, in the order of the lists. item: the
 * innermost item of a list on the way, or `from`. */
void path_walk(const struct path *p, struct node *from,
	       void (*each)(void *ctx, struct node *value, struct node *item), void *ctx);
/* Is `to` the node at its place in the tree of `root`, and not of another tree? */
bool path_holds(struct node *root, const struct node *to);
/* Appends the JSON pointer (RFC 6901) from `root` to a node inside it, found by its place; the way
 * to the nearest thing around it if it is not there. */
struct buf;
void path_pointer(struct buf *out, struct node *root, const struct node *to);

/* Sets the place of findings about a record, where it is not their pointer. */
struct findings;
struct schema;
void path_places(struct findings *f, const struct schema *schema, struct node *root);

#endif
