#ifndef YAML_TREE_H
#define YAML_TREE_H
/*
 * A YAML or JSON file as a tree. Every node knows the bytes it came from. The tree owns an arena
 * that holds all of it; nothing is copied for an alias, which is a node of its own that points at
 * its target.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

struct buf;
struct decimal;
struct findings;

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING, NODE_ALIAS };

/* What a scalar says under the YAML 1.2 core schema. INTEGER and REAL are numbers as written, with
 * or without point and exponent; NONFINITE is .inf and .nan, which JSON has no word for. */
enum node_type { TYPE_STRING, TYPE_NULL, TYPE_BOOL, TYPE_INTEGER, TYPE_REAL, TYPE_NONFINITE };

enum node_style {
	STYLE_PLAIN,
	STYLE_SINGLE,
	STYLE_DOUBLE,
	STYLE_LITERAL,
	STYLE_FOLDED,
	STYLE_BLOCK,
	STYLE_FLOW
};

struct node;
struct pair {
	struct node *key; /* a scalar */
	struct node *value;
};

struct node_props {         /* of the few nodes that have them */
	struct text anchor; /* without & */
	struct text tag;    /* resolved: tag:yaml.org,2002:str, !local */
};

struct node {
	uint8_t kind, type, style;
	bool truth;          /* of a TYPE_BOOL */
	uint32_t n;          /* bytes of a scalar, items of a sequence, pairs of a mapping */
	uint32_t start, end; /* bytes [start, end) of the file; of a block collection: to the end of
				its last value */
	uint32_t line, column; /* of start; zero-based, column in bytes */
	uint32_t hash;         /* of a key: text_hash of its text */
	bool sensitive;        /* marked by a schema: shown with only `keep_first` and `keep_last`
				  characters */
	uint8_t keep_first, keep_last;
	union {
		const char *text; /* of a scalar, after unescaping and folding; a NUL follows */
		struct node **items;
		struct pair *pairs;
		struct node *target; /* of an alias: never an alias itself */
	};
	const struct node_props *props; /* NULL: none */
};

struct tree {
	struct arena arena;
	struct node **docs; /* the root of each document */
	size_t ndocs;
	bool json;
	struct node **scratch; /* of the loader, kept for the next file */
	size_t capscratch;
};

#define TREE_DEPTH 200         /* levels of nesting */
#define TREE_NODES 500000      /* keys and values in one file */
#define TREE_EXPANSION 2000000 /* values with every alias followed; 256 bytes of text weigh one */
#define TREE_DIGITS 100000     /* digits of one number in base ten */
#define TREE_BASED_DIGITS 256  /* digits of one number written 0x or 0o */

/* Loads the n bytes of a file called `name` (its ending says JSON; may be NULL). Returns 0 with the
 * documents in *t, findings or none, or -1 with findings that say why there are none. The bytes may
 * go away afterwards. A tree may be loaded again without being freed: it keeps its memory. */
int tree_load(struct tree *t, const char *name, const char *bytes, size_t n, struct findings *f);
void tree_free(struct tree *t);

/* The node itself, or what it is an alias of. */
static inline struct node *node_target(struct node *n)
{
	return n->kind == NODE_ALIAS ? n->target : n;
}

static inline struct text node_text(const struct node *n) /* of a scalar */
{
	return (struct text){n->text, n->n};
}

static inline bool node_is_number(const struct node *n)
{
	return n->kind == NODE_SCALAR && (n->type == TYPE_INTEGER || n->type == TYPE_REAL);
}

static inline bool node_is_string(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->type == TYPE_STRING;
}

/* The value under a key of a mapping, aliases followed; NULL if there is none or `map` is no
 * mapping. */
struct node *node_get(const struct node *map, struct text key);
/* The pair under a key; NULL if there is none. Linear. */
struct pair *node_pair(const struct node *map, struct text key);
/* The value of a TYPE_INTEGER or TYPE_REAL, exactly; a: for long numbers. */
struct decimal node_decimal(const struct node *n, struct arena *a);
/* Equality of JSON values: mappings in any order, numbers by value, aliases followed. */
bool node_equal(struct node *x, struct node *y, struct arena *a);
/* A hash such that equal values have equal hashes. */
uint32_t node_hash(struct node *n, struct arena *a);
/* The JSON pointer (RFC 6901) to append for one step: "/" and the key with ~0 and ~1. */
void pointer_add_key(struct buf *out, struct text key);
void pointer_add_index(struct buf *out, size_t index);
/* Turns bytes [*from, *to) of a scalar's text into those of the file, `raw`, that they were written
 * as; those of the whole scalar where escapes make it impossible to tell. */
void node_span(const struct node *n, struct text raw, uint32_t *from, uint32_t *to);
/* The bytes where a finding about this node is shown: a scalar's own, a flow collection's bracket,
 * a block collection's first key or dash. */
void node_mark(const struct node *n, uint32_t *start, uint32_t *end);

#endif
