#ifndef REGISTRY_ADDRESS_H
#define REGISTRY_ADDRESS_H
/*
 * Naming one value of a record, as people type it: `helper.name`, `income[0]`,
 * `members[id=m2].schooling`, `members[m2]` by the schema's x-key, `problems[]` for a new item at
 * the end; a name with signs in it in quotes, `'a.b'`.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "schema/annotate.h"
#include "yaml/edit.h"

struct arena;
struct buf;
struct node;

enum address_kind { ADDRESS_KEY, ADDRESS_ITEM, ADDRESS_MATCH, ADDRESS_APPEND };

struct address_step {
	enum address_kind kind;
	struct text name;  /* of a key; of MATCH: the field */
	struct text value; /* of ITEM: a number or what x-key says; of MATCH: the field's */
};

struct address {
	struct address_step *steps; /* in the arena; texts are borrowed */
	size_t n, cap;
};

/* Adds the steps of a path to *a. *end is where it ends: at an '=' outside brackets, or at the end
 * of the text. False if it is malformed; *end is where. */
bool address_parse(struct address *a, struct text t, size_t *end, struct arena *arena);
/* Adds the steps of a JSON pointer (RFC 6901). */
void address_pointer(struct address *a, struct text pointer, struct arena *arena);
/* Adds a new item at the end. */
void address_append(struct address *a, struct arena *arena);

struct address_found {
	struct edit_place place; /* of the last step that is there or is to be; holder NULL: root */
	struct node *value;      /* there; NULL: it is not */
	size_t missing;          /* steps after that one that are not there either */
	struct place_schemas around, at; /* of the holder, and of that place */
};
/* Follows it from the root of a document of this schema (NULL: none). False with why in words: a
 * step leads nowhere it could. */
bool address_find(const struct address *a, struct node *root, const struct schema *s,
		  struct address_found *out, struct buf *why);
/* Where a new key belongs among the pairs of a mapping, by the order of the schema. */
uint32_t address_index(const struct place_schemas *around, const struct node *map, struct text key);

#endif
