#ifndef REPORT_QUERY_H
#define REPORT_QUERY_H
/*
 * Selecting from the records of a registry: of the records of a kind, or the items of a list in
 * them, those for which conditions are true, with an expression for each column. hhsel, hhlist and
 * hhstat are made of it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/message.h"
#include "base/text.h"

struct judge;
struct members;
struct node;
struct query;
struct registry;
struct report;
struct table;

/* Where an expression was written: a node of registry.yaml, or an option of the command line. */
struct query_origin {
	const struct node *node;
	const char *option;
};

/* r (open, and scanned into `members`; NULL: only to be checked) is borrowed. Faults found in
 * expressions go to the findings of r if they stand in registry.yaml, else as lines to
 * query_faults. */
struct query *query_new(struct registry *r, struct judge *j, const struct members *members);
void query_free(struct query *q);
void query_show(struct query *q); /* secrets are not masked */

/* Adds a target: "kind", or "kind.path[]", any number of fields and lists. False if there is no
 * such kind, or no such place in it by its schema. To be called before the expressions. */
bool query_target(struct query *q, struct text target);
/* A list, or a map for its keys: there is a row for every item, which is `each`. */
bool query_each(struct query *q, struct text source, struct query_origin from);
/* A condition, or a column with its heading; `source` and `heading` are copied. A condition on
 * `value` has its `value` given. False after a fault. */
bool query_where(struct query *q, struct text source, const char *value, struct query_origin from);
bool query_column(struct query *q, struct text heading, struct text source,
		  struct query_origin from);
size_t query_columns(const struct query *q);
/* Columns for whoever names none: the key of the record, and the plain fields of the target. */
void query_default_columns(struct query *q);
/* Lines that say what is wrong with expressions from the command line; borrowed. */
struct text query_faults(const struct query *q);

/* Runs n queries (of one registry and members) over the records on so many threads, each file read
 * once, and begins out[i] with the rows of query i, in the order of the files and of the lists in
 * them. What is wrong with files goes to `report`. */
void query_run(struct query *const *queries, size_t n, unsigned threads, struct report *report,
	       struct table *out);

#endif
