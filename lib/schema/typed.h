#ifndef SCHEMA_TYPED_H
#define SCHEMA_TYPED_H
/* A value as a person types it, made into what the schema wants at its place. */
#include "base/text.h"
#include "schema/annotate.h"

struct node;
struct tree;

/* Where only a string may stand the text is one, as it is; elsewhere it is YAML, and a string where
 * it is none. Inside collections, what looks like a number but has to be a string becomes one. *t
 * is loaded anew and owns the result; NULL if the text is YAML of several documents. */
struct node *typed_value(struct tree *t, const struct place_schemas *at, struct text value);

#endif
