#ifndef REPORT_BLAME_H
#define REPORT_BLAME_H
/* A record with the commit of each value. */
#include <stdbool.h>

struct blame;
struct history;
struct table;

/* Fills a table, which is begun; values are masked unless the plan shows them. full: with whole
 * ids. */
void blame_table(struct history *h, struct blame *b, bool full, struct table *t);

#endif
