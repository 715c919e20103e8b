#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H
/*
 * JSON Schema 2020-12 (core and validation; https://json-schema.org/draft/2020-12). A store holds
 * schema documents and what was compiled from them; once loading is done it is read-only and
 * threads share it. A validator is one thread's scratch memory.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct findings;
struct node;
struct schema;
struct schemas;
struct source;
struct validator;

struct schemas *schemas_new(void);
void schemas_free(struct schemas *s);
/* Formats are asserted, not only noted; unknown ones and near-keywords are warned of. Before
 * loading. */
void schemas_assert_formats(struct schemas *s);
void schemas_strict(struct schemas *s);
/* Files are read from a source (borrowed; NULL: the disk). Before loading. */
void schemas_source(struct schemas *s, const struct source *from);
/* Documents whose URI begins with `uri` lie below the folder `dir`. */
void schemas_map(struct schemas *s, const char *uri, const char *dir);
/* Local files that schemas refer to must lie below `dir`; without it, below the folder of each file
 * loaded. */
void schemas_confine(struct schemas *s, const char *dir);
/* The schema in a file, compiled with all it refers to. NULL if it or they have errors: see
 * schemas_each, or if the file cannot be read or lies outside. Owned by the store. */
const struct schema *schemas_load(struct schemas *s, const char *path);
/* The same for a schema that is built in: `name` is its path below lib/. Always well. */
const struct schema *schemas_load_embedded(struct schemas *s, const char *name);
/* Calls `each` for every document read, in the order of their paths, with its findings (perhaps
 * none); path and findings stay the store's. */
void schemas_each(struct schemas *s, void (*each)(void *ctx, const char *path, struct findings *f),
		  void *ctx);
/* Why the last schemas_load gave NULL, in a few words; static or strerror's. */
const char *schemas_why(const struct schemas *s);

struct validator *validator_new(void);
void validator_free(struct validator *v);
/* Checks a document; adds a finding for every violation, with pointer. True if there was none of
 * level error. Marks sensitive nodes when there is any violation; schema_mark does it always. */
bool schema_check(const struct schema *s, struct validator *v, struct node *root,
		  struct findings *f);
void schema_mark(const struct schema *s, struct validator *v, struct node *root);
/* Appends a scalar's text, masked if it is marked sensitive. */
struct buf;
void schema_mask(struct buf *out, const struct node *n);

#endif
