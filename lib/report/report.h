#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
/* How findings leave: as lines of text, JSON Lines, or GitHub annotations; and the summary and
 * progress lines. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/finding.h"

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_GITHUB };

struct report {
	FILE *out;
	enum report_format format;
	enum level least; /* lower levels are neither shown nor counted */
	bool color;
	bool beside; /* an older version: what is new counts, what is fixed is shown in short */
	size_t errors, warnings, notes;
	size_t old[LEVEL_TROUBLE + 1], fixed[LEVEL_TROUBLE + 1]; /* by level */
	enum level worst; /* of what was shown; LEVEL_NOTE if nothing */
	struct buf line;  /* scratch */
	/* of REPORT_GITHUB */
	struct buf prefix;   /* from the workspace to here */
	struct buf later[3]; /* annotations by level, errors first; then the lines of those not
				shown */
	size_t shown[3];
	struct buf rest;
	size_t nrest;
};

bool report_format_find(const char *name, enum report_format *out);
bool report_level_find(const char *name, enum level *out);
void report_begin(struct report *r);
/* Writes the findings of the file at path. Call in order of paths. */
void report_file(struct report *r, const char *path, const struct findings *f);
/* Writes what was held back. */
void report_end(struct report *r);
/* One line on standard error: "412 records, 3 errors, 1 warning". */
void report_summary(struct report *r, size_t count, enum message one, enum message many);
/* 2, 1 or 0 by the worst finding (DESIGN: trouble outranks findings). */
int report_status(const struct report *r);
void report_free(struct report *r);

/* A progress line on standard error, if that is a terminal and a second has passed since the first
 * call. */
struct progress {
	long started; /* seconds; 0: not yet */
	bool shown;
};
void progress_show(struct progress *p, size_t done, size_t all);
void progress_clear(struct progress *p);

#endif
