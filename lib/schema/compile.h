#ifndef SCHEMA_COMPILE_H
#define SCHEMA_COMPILE_H
/* What the fillers of keywords share: inside lib/schema only. */
#include "schema/ir.h"

typedef struct schemas schemas;
typedef struct schema schema;

/* A group of keywords, made when the first of them is met. */
struct numbers *numbers_of(schemas *s, schema *c);
struct strings *strings_of(schemas *s, schema *c);
struct arrays *arrays_of(schemas *s, schema *c);
struct objects *objects_of(schemas *s, schema *c);
struct findings *findings_of(schema *c); /* of the document the schema is in */
/* A count: a whole number from 0 up; anything past 2^63 is as good as no limit. False if it is
 * none. */
bool count_of(schemas *s, struct node *value, uint64_t *out);
/* NULL after a finding. */
struct pattern *pattern_of(schemas *s, schema *c, struct node *at);

/* compile_value.c */
void fill_type(schemas *s, schema *c, struct node *value, struct node *key);
void fill_const(schemas *s, schema *c, struct node *value, struct node *key);
void fill_enum(schemas *s, schema *c, struct node *value, struct node *key);
void fill_number(schemas *s, schema *c, struct node *value, struct node *key);
void fill_count(schemas *s, schema *c, struct node *value, struct node *key);
void fill_unique(schemas *s, schema *c, struct node *value, struct node *key);
void fill_pattern(schemas *s, schema *c, struct node *value, struct node *key);
void fill_format(schemas *s, schema *c, struct node *value, struct node *key);
void fill_sensitive(schemas *s, schema *c, struct node *value, struct node *key);

#endif
