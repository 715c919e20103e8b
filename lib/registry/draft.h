#ifndef REGISTRY_DRAFT_H
#define REGISTRY_DRAFT_H
/*
 * Drafts of records: the text of a new one, made from its schema, with what is given filled in and
 * comments that say what goes where; and the file and key it gets.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena;
struct buf;
struct edit;
struct findings;
struct kind;
struct place_schemas;
struct registry;

struct draft_field {
	struct text name, value; /* of the record; a value that is no string is written as YAML */
	bool used;
};

/* What is given of a new record, and what is found out. */
struct draft {
	struct registry *registry;
	const struct kind *kind;
	struct draft_field *fields; /* room for DRAFT_FIELDS */
	size_t nfields;
	struct arena *arena; /* of what is found out */
};
enum { DRAFT_FIELDS = 128 };

/* The field that is given, or NULL. */
struct draft_field *draft_given(const struct draft *d, struct text name);
/* Does a JSON pointer, from the record or item, lead to a field that is given, or into one? NULL
 * does not. */
bool draft_is_given(const struct draft *d, const char *pointer);
/* Adds one, unless it is given. */
void draft_give(struct draft *d, struct text name, struct text value);

/* Finds out where the record goes: fills in the fields that the folder `here` (from the registry's
 * root, "" or ends with '/') stands for, and the next free key by the kind's `first`. Appends the
 * path from the root; false with why. */
bool draft_place(struct draft *d, const char *here, struct buf *path, struct buf *why);
/* Appends the record, as the file at `path` from the root. False with why: a field that is given is
 * none of the schema's. */
bool draft_record(struct draft *d, const char *path, struct buf *out, struct buf *why);
/* Brings the text into its canonical form, and holds what is given against the schema: false with
 * findings about that alone; *lacking is how many others there are, for what is empty yet. */
bool draft_finish(struct draft *d, struct buf *text, struct findings *f, size_t *lacking);
/* Appends a value of a place, as what stands after a dash: `- ` comes first, the lines are
 * indented; the fields of d are those of the value. False with why. */
bool draft_item(struct draft *d, const struct place_schemas *at, unsigned indent, struct buf *out,
		struct buf *why);

/* Adds an item to a list of the record in e, which is of d's kind: `list` is the field with it, or
 * the word for problems, as the registry has them; the fields of d are those of the item. False
 * with findings about what is given, or with why. */
bool draft_add(struct draft *d, struct text list, struct edit *e, struct findings *f,
	       struct buf *why);

#endif
