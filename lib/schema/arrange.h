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
/* Puts the keys of its mappings into the order in which the schema names them, comments with them.
 * Returns how many mappings changed. */
size_t arrange_order(struct format *f, const struct schema *s);

#endif
