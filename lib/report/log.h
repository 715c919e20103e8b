#ifndef REPORT_LOG_H
#define REPORT_LOG_H
/* The lives of problems as people read them, or as a table with a row for every step. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text.h"

struct buf;
struct life;
struct life_person;
struct lifecycle;
struct lives;
struct table;

struct log_filter {          /* what is not set lets all through */
	const char *problem; /* an id, or KEY/ID */
	const char *area;    /* what the record's key, or that of the one above, begins with */
	const char *state;   /* a state, a stage of `states`, or "deleted" */
	char *const *paths;  /* from the registry's root; files or folders */
	size_t npaths;
};

/* Is there such a state, stage or "deleted"? If not, appends those that there are. */
bool log_knows_state(const struct lifecycle *l, const char *state, struct buf *known);
/* The same of one thing in one record: is it let through? */
bool log_wants(const struct log_filter *f, struct text key, struct text parent, struct text id,
	       struct text path);
/* Writes the lives in groups of lines. today: what days are counted to of what is open. */
void log_text(struct lives *l, const struct log_filter *f, int32_t today, FILE *out);
/* Begins and fills a table. */
void log_table(struct lives *l, const struct log_filter *f, int32_t today, struct table *t);
/* Says on standard error how many there are, by stage. */
void log_summary(struct lives *l, const struct log_filter *f);

/* How many days it has been open; -1 if that makes no sense. */
int32_t log_days(const struct life *life, int32_t today);
/* Appends a name as UTF-8: git takes any bytes for one. */
void log_name(struct buf *out, struct text name);
/* Appends the day in the person's own zone, as YYYY-MM-DD. */
void log_day(struct buf *out, const struct life_person *p);

enum { LOG_ID = 10 }; /* characters of a commit's id that are shown */

#endif
