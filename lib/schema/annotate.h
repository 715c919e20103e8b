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
#include <stdint.h>

#include "base/text.h"

struct node;
struct schema;

enum { ANNOTATE_SCHEMAS = 24 }; /* that speak of one place; more are left out */

struct place_schemas {
	const struct schema *v[ANNOTATE_SCHEMAS];
	bool alternative[ANNOTATE_SCHEMAS]; /* it need not hold: below anyOf, oneOf, then or else */
	size_t n;
	bool more; /* some are left out */
};

/* The root of documents; s may be NULL: nothing is said of any place. */
struct place_schemas annotate_root(const struct schema *s);
/* One step down. */
struct place_schemas annotate_key(const struct place_schemas *at, struct text key);
struct place_schemas annotate_item(const struct place_schemas *at, size_t index);
/* The title; p NULL: none. Owned by the schema, as what follows is. */
struct text annotate_title(const struct place_schemas *at);
struct text annotate_description(const struct place_schemas *at);
/* Calls `each` for every property that is named there, each once, in the order of the schemas: the
 * one that must hold and describes most comes first. required: at some place that must hold. */
void annotate_properties(const struct place_schemas *at,
			 void (*each)(void *ctx, struct text name, bool required), void *ctx);
/* A number by which properties sort into that order. */
uint64_t annotate_rank(const struct place_schemas *at, struct text key);
#define ANNOTATE_LAST UINT64_MAX /* no schema names it */

enum place_type { /* bits */
		  PLACE_NULL = 1,
		  PLACE_BOOL = 2,
		  PLACE_MAP = 4,
		  PLACE_LIST = 8,
		  PLACE_NUMBER = 16,
		  PLACE_STRING = 32
};
struct place_facts {
	unsigned types; /* a value there may have; 0: not known */
	bool date;      /* strings there are dates, by format */
	bool closed;    /* no properties but those that annotate_properties gives */
	bool sensitive;
	const struct node *choices; /* a sequence of all values it may have; NULL: not known */
};
struct place_facts annotate_facts(const struct place_schemas *at);
/* A value that it names: its `const`, its `default`, or the first of its `examples`; NULL: none. */
const struct node *annotate_value(const struct place_schemas *at);
/* Could a document be such that something at the place, around or below it is sensitive? A step is
 * a key, or p NULL: an item. s may be NULL. */
bool annotate_may_hide(const struct schema *s, const struct text *steps, size_t n);
/* The fields named by x-key of a list: a string, or a sequence of them; NULL: none. */
const struct node *annotate_list_key(const struct place_schemas *at);

#endif
