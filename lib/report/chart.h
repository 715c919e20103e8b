#ifndef REPORT_CHART_H
#define REPORT_CHART_H
/* Burndowns as a table and as a picture. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

struct burndown_day;
struct table;

/* One row for each day, or of each week (from its Monday) the last. Begins the table. */
void burndown_table(const struct burndown_day *v, size_t n, bool weeks, struct table *t);
/* An SVG picture of areas, one upon the other, over the days. Stands alone: no script, no style or
 * font from elsewhere. */
void burndown_chart(const struct burndown_day *v, size_t n, struct text title, FILE *out);

#endif
