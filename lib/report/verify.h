#ifndef REPORT_VERIFY_H
#define REPORT_VERIFY_H
/* What is wrong with signatures, as lines or as rows of a table. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct log_filter;
struct table;
struct verify_finding;

struct verify_report {
	const struct log_filter *filter; /* by problem, area and path; may be NULL */
	struct table *table;             /* takes rows if it is not NULL; else lines are written */
	size_t n;
};

/* Begins the table, if there is one. */
void verify_report_begin(struct verify_report *r);
/* For verify_options; ctx is the report. */
void verify_report_add(void *ctx, const struct verify_finding *f);
/* The same; what is found of the rest is not reported either. */
bool verify_report_wants(void *ctx, struct text key, struct text parent, struct text id,
			 struct text path);
/* Says on standard error how many there are. */
void verify_report_summary(const struct verify_report *r, size_t signatures);

#endif
