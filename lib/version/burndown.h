#ifndef VERSION_BURNDOWN_H
#define VERSION_BURNDOWN_H
/*
 * How many problems stood at each stage, day by day, along the first parents of a history: a merge
 * counts as one step, on the day it was made. Days are those of committers, in their own time
 * zones; a commit that says it is older than the one before it counts for that one's day.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "registry/lifecycle.h"

struct burndown;
struct digest;
struct trail_commit;

struct burndown_day {
	int32_t day;                /* since 1970-01-01 */
	int64_t stages[STAGES + 1]; /* problems there at its end; the last: of no known stage */
	int64_t deleted;            /* that were there once; come back, they count no more */
};

/* `wants` says which problems count, by the record's key, that of the one above, the problem's id,
 * and the path. */
struct burndown *burndown_new(bool (*wants)(void *ctx, struct text key, struct text parent,
					    struct text id, struct text path),
			      void *ctx);
/* Counts the problems of a record that was there before the first commit that is told. */
void burndown_begin(struct burndown *b, const char *path, struct digest *d);
/* Takes what a commit tells, of a trail along first parents. */
void burndown_add(struct burndown *b, const struct trail_commit *c);
/* The days on which something changed, in order. */
const struct burndown_day *burndown_days(const struct burndown *b, size_t *n);
void burndown_free(struct burndown *b);

#endif
