#ifndef SCHEMA_ANNOTATE_H
#define SCHEMA_ANNOTATE_H
/*
 * What a schema says about a place in documents rather than about their validity: its title and
 * what identifies the items of a list. A place is known by the steps to it, without a document, so
 * every alternative of the schema has its say, the nearest first. Properties known only by a
 * pattern of their names are left out.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct node;
struct schema;

enum { ANNOTATE_SCHEMAS = 24 }; /* that speak of one place; more are left out */

struct place_schemas {
	const struct schema *v[ANNOTATE_SCHEMAS];
	size_t n;
};

/* The root of documents; s may be NULL: nothing is said of any place. */
struct place_schemas annotate_root(const struct schema *s);
/* One step down. */
struct place_schemas annotate_key(const struct place_schemas *at, struct text key);
struct place_schemas annotate_item(const struct place_schemas *at, size_t index);
/* The title; p NULL: none. Owned by the schema, as what follows is. */
struct text annotate_title(const struct place_schemas *at);
/* The fields named by x-key of a list: a string, or a sequence of them; NULL: none. */
const struct node *annotate_list_key(const struct place_schemas *at);

#endif
