#ifndef REGISTRY_SHAPE_H
#define REGISTRY_SHAPE_H
/* What a schema lets an expression expect: shapes of places in documents, made once each. */
#include "expr/shape.h"
#include "schema/annotate.h"

struct arena;
struct path;
struct schema;
struct shapes;

struct shapes *shapes_new(struct arena *a); /* shapes live in the arena */
void shapes_free(struct shapes *s);
/* Of the values at the end of a path in documents of a schema; NULL (any) if the schema is NULL or
 * says nothing. *exists (may be NULL): false if the schema knows no such place. */
const struct expr_shape *shape_at(struct shapes *s, const struct schema *schema,
				  const struct path *path, bool *exists);

#endif
