#ifndef VERSION_SIDE_H
#define VERSION_SIDE_H
/* One version of one file: its bytes, its tree, or why there is none. */
#include <stdbool.h>

#include "base/buf.h"
#include "yaml/tree.h"

struct kind;
struct registry;
struct schema;
struct validator;

struct side {
	struct buf bytes;
	struct tree tree;
	struct node *root; /* the document, or a list of them if there are several; NULL: none */
	struct buf why;    /* in words, if it cannot be read or does not load; else empty */
};

/* Reads the file at path into s->bytes; false with why. */
bool side_read(struct side *s, const char *path);
/* Loads s->bytes as the file called `name`; false with why. */
bool side_load(struct side *s, const char *name);
/* Marks what is sensitive in it. */
void side_mark(struct side *s, const struct schema *schema, struct validator *v);
void side_clear(struct side *s); /* empty and usable again; keeps its memory */
void side_free(struct side *s);

/* The kind of record whose files `path`, from the registry's root, is one of; NULL: none. */
const struct kind *side_kind(const struct registry *r, const char *path);

#endif
