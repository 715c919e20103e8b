#ifndef SCHEMA_ARRANGE_H
#define SCHEMA_ARRANGE_H
/* What a schema has to say of the form of a file. */
#include <stddef.h>

struct format;
struct schema;
struct validator;

/* Marks the plain numbers, in a file that is loaded for formatting, that the schema wants to be
 * strings: they are to get quotes. Returns how many there are. */
size_t arrange_quotes(struct format *f, const struct schema *s, struct validator *v);

#endif
