#ifndef YAML_SCALAR_H
#define YAML_SCALAR_H
/* Which type a plain scalar has: YAML 1.2.2 section 10.3.2, the core schema. */
#include "base/text.h"
#include "yaml/tree.h"

/* Type of a plain scalar; *truth is set for a boolean. */
enum node_type scalar_resolve(struct text t, bool *truth);
/* Sets n's type from an explicit tag of the core schema, given its text; false if the tag does not
 * fit. */
bool scalar_tag(struct node *n, struct text tag);

#endif
