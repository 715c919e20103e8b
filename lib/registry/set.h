#ifndef REGISTRY_SET_H
#define REGISTRY_SET_H
/* Changing values of one file, each in its place, and what the schema has to say of the result. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/finding.h"
#include "base/save.h"
#include "registry/address.h"
#include "yaml/edit.h"

struct kind;
struct schema;
struct validator;

struct set {
	/* to be set before, all borrowed; may be NULL */
	const struct schema *schema;
	const struct kind *kind; /* of record, with `member`: its path from the registry's root */
	const char *member;
	struct validator *validator; /* not NULL */
	/* the rest is this part's */
	struct save save;
	struct edit edit;
	struct arena arena;
	struct findings before; /* what was wrong at first */
};

/* Reads the file. False with findings of it, or with why. */
bool set_open(struct set *s, const char *path, struct findings *f, struct buf *why);
/* Makes the value at the place what the text says, typed by the schema; what is missing on the way
 * is added. False with why: nothing is changed. */
bool set_text(struct set *s, const struct address *to, struct text value, struct buf *why);
bool set_node(struct set *s, const struct address *to, struct node *value, struct buf *why);
bool set_remove(struct set *s, const struct address *to, struct buf *why);
bool set_changed(const struct set *s);
/* Adds what schema and registry find wrong with it that was not wrong before. */
void set_check(struct set *s, struct findings *f);
/* Replaces the file. False with why. */
bool set_write(struct set *s, struct buf *why);
void set_close(struct set *s);

#endif
