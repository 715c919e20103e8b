#ifndef SCHEMA_IR_H
#define SCHEMA_IR_H
/* What schemas are compiled to: inside lib/schema only. Keywords are grouped by the type of value
 * they look at, so that a value meets only what concerns it. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/finding.h"
#include "base/hash.h"
#include "schema/schema.h"
#include "yaml/tree.h"

struct format;
struct pattern;
struct schema;

enum type_bit {
	BIT_NULL = 1,
	BIT_BOOL = 2,
	BIT_OBJECT = 4,
	BIT_ARRAY = 8,
	BIT_NUMBER = 16,
	BIT_STRING = 32,
	BIT_INTEGER = 64
};

enum vocabulary {
	VOCAB_CORE = 1,
	VOCAB_APPLICATOR = 2,
	VOCAB_UNEVALUATED = 4,
	VOCAB_VALIDATION = 8,
	VOCAB_META_DATA = 16,
	VOCAB_FORMAT_ANNOTATION = 32,
	VOCAB_FORMAT_ASSERTION = 64,
	VOCAB_CONTENT = 128,
	VOCAB_OWN = 256,
	VOCAB_DEFAULT = 511 & ~VOCAB_FORMAT_ASSERTION
};

struct document {
	char *uri;  /* it was asked for by */
	char *path; /* for people */
	struct buf bytes;
	struct tree tree;
	struct findings findings;
	bool builtin, finished;
	struct document **uses; /* it refers to */
	size_t nuses, capuses;
	bool visited; /* while looking for errors */
};

struct resource { /* a schema with a URI of its own: a document or what has $id */
	struct text uri;
	struct document *doc;
	struct node *root;
	unsigned vocabularies;
	struct hash anchors; /* name -> struct node */
	struct hash dynamic; /* name -> struct schema */
	struct resource *next;
};

struct numbers {
	bool has_minimum, has_maximum, has_above, has_below, has_multiple;
	struct decimal minimum, maximum, above, below, multiple;
};

struct strings {
	uint64_t shortest, longest; /* characters */
	struct pattern *pattern;
	struct text pattern_source;
	const struct format *format;
};

struct arrays {
	uint64_t fewest, most;
	bool unique;
	struct schema **prefix;
	size_t nprefix;
	struct schema *items, *contains, *unevaluated;
	uint64_t contains_fewest, contains_most;
};

struct property {
	struct text name;
	uint32_t hash;
	uint32_t index; /* in the order */
	bool required;
	struct schema *schema; /* NULL: only required */
};

struct pattern_property {
	struct pattern *pattern;
	struct schema *schema;
};

struct dependent {
	struct text name;
	struct node *required; /* a sequence of strings, or NULL */
	struct schema *schema; /* or NULL */
};

struct objects {
	uint64_t fewest, most;
	struct property *properties; /* open addressing by hash; a free slot has name.p NULL */
	size_t slots, nproperties, nrequired;
	struct property **order; /* as the schema lists them, for messages */
	struct pattern_property *patterns;
	size_t npatterns;
	struct dependent *dependents;
	size_t ndependents;
	struct schema *additional, *names, *unevaluated;
};

struct branches {
	struct schema **v;
	size_t n;
};

struct applicators { /* in place: they look at the same value */
	struct schema *ref;
	struct schema *dynamic_ref; /* what it leads to if nothing overrides it */
	struct text dynamic_name;   /* p NULL: the anchor is not dynamic */
	struct branches all, any, one;
	struct schema *not_, *if_, *then_, *else_;
};

struct schema {
	struct node *node;
	struct resource *resource;
	bool filled, never;
	bool tracks; /* has an unevaluated keyword */
	bool sensitive;
	uint8_t keep_first, keep_last;
	uint8_t types; /* bits; 0: any */
	struct node *constant, *choices;
	struct numbers *numbers;
	struct strings *strings;
	struct arrays *arrays;
	struct objects *objects;
	struct applicators *applicators;
};

struct mapping {
	struct text uri;
	char *dir;
};

struct schemas {
	struct arena arena;
	struct hash documents; /* URI -> struct document */
	struct hash resources; /* URI -> struct resource */
	struct hash places;    /* a schema's node -> struct resource */
	struct hash compiled;  /* a schema's node -> struct schema */
	struct hash indexes;   /* a large mapping's node -> struct hash of its values by key */
	struct document **docs;
	size_t ndocs, capdocs;
	struct schema **pending; /* to be filled */
	size_t npending, cappending;
	struct pattern **patterns;
	size_t npatterns, cappatterns;
	struct resource *all;
	struct mapping *maps;
	size_t nmaps, capmaps;
	const struct source *source; /* of files; NULL: the disk */
	char *confined; /* absolute path, or NULL */
	bool assert_formats, strict;
	bool confined_by_caller;
	const char *why; /* the last load failed; static */
};

enum sub { SUB_NONE, SUB_ONE, SUB_LIST, SUB_MAP };

struct keyword {
	const char *name;
	enum vocabulary vocabulary;
	enum sub sub; /* where schemas stand in its value */
	void (*fill)(struct schemas *s, struct schema *schema, struct node *value,
		     struct node *key);
};

const struct keyword *keyword_find(struct text name);
const struct keyword *keyword_near(struct text name); /* of a misspelt one; NULL if none is near */

/* store.c: documents and where they lie */
/* The resource with this URI, its document loaded if need be; NULL with why. */
struct resource *resource_of(struct schemas *s, struct text uri, const char **why);
/* refer.c: resources, places, references */
#define SCHEMA_META "https://json-schema.org/draft/2020-12/"
void *place_get(const struct hash *h, const struct node *n);
/* A new resource of a document, with a finding if its URI is taken. */
struct resource *add_resource(struct schemas *s, struct text uri, struct document *doc,
			      struct node *root, unsigned vocabularies);
/* The vocabularies of a schema resource, by its $schema. */
unsigned vocabularies_of(struct schemas *s, struct document *doc, struct node *root,
			 unsigned inherited);
/* Notes the resource, anchors and places of a schema and of those inside it. */
void discover(struct schemas *s, struct node *n, struct resource *r);
struct schema *schema_at(struct schemas *s, struct node *n,
			 struct resource *r); /* compiled now or soon */
/* What the reference in `ref` leads to; NULL after a finding. *dynamic_name is set if that is a
 * $dynamicAnchor. */
struct schema *schema_refer(struct schemas *s, struct resource *from, struct node *ref,
			    struct text *dynamic_name);
struct document *document_load(struct schemas *s, struct text uri);
void schema_fill(struct schemas *s, struct schema *schema); /* compile.c */

/* explain.c: words for values; results live in the arena */
struct text words_found(struct arena *a, const struct node *n);    /* of an instance: masked */
struct text words_constant(struct arena *a, const struct node *n); /* of a schema */
struct text words_types(struct arena *a, unsigned types);
struct text words_of(struct arena *a, enum message m, size_t n, const struct text *args);

#endif
