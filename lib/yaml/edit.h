#ifndef YAML_EDIT_H
#define YAML_EDIT_H
/*
 * Changing one value in a file, and no other byte of it. After every change the bytes are loaded
 * again: unless they say exactly what was meant, with all other comments, the change is undone.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "yaml/format.h"

struct findings;
struct node;

struct edit {
	struct buf bytes;     /* the file as it is now: line ends and byte-order mark kept */
	struct format format; /* its tree and form; of one document */
	struct format next;   /* scratch */
	struct node *root;    /* of the tree; a change makes a new one */
};

struct edit_place { /* a pair or item, there already or to be */
	struct node *holder; /* a mapping or list in the tree, not an alias */
	uint32_t index;
};

enum edit_result {
	EDIT_DONE,
	EDIT_SHARED, /* refused: an anchor in or around it is repeated by aliases outside */
	EDIT_FORM    /* refused: it is written in a way that cannot be changed in place; once the
			file is in canonical form it can */
};

/* Takes over a copy of the bytes. False with findings; also of more documents than one. */
bool edit_load(struct edit *e, struct text bytes, struct findings *f);
/* Puts another value in the place of one. What is a collection stays a block or in brackets where
 * it can; quotes stay of one kind. The value is borrowed, from any tree. */
enum edit_result edit_replace(struct edit *e, struct edit_place at, struct node *value);
/* Adds a pair to a mapping, to be number at.index of it. */
enum edit_result edit_add(struct edit *e, struct edit_place at, struct text key,
			  struct node *value);
/* Adds an item to a list, to be number at.index of it. */
enum edit_result edit_insert(struct edit *e, struct edit_place at, struct node *value);
/* Removes a pair or item, with the comment beside it and those inside; comments on lines above it
 * stay. */
enum edit_result edit_remove(struct edit *e, struct edit_place at);
void edit_free(struct edit *e);

#endif
