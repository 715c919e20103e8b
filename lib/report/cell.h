#ifndef REPORT_CELL_H
#define REPORT_CELL_H
/* Values of expressions as cells of tables. */
#include <stdbool.h>

struct cells;
struct expr_value;

/* Adds v to c. What is unknown or null is empty; a number stays as the record writes it; lists and
 * mappings are text for people and JSON. Unless `show`, secret values are masked: those of nodes
 * marked sensitive, and all of v if the expression is `sensitive`. */
void cells_add_value(struct cells *c, const struct expr_value *v, bool sensitive, bool show);

#endif
