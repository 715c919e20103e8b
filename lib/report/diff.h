#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H
/* How differences leave: as text, JSON Lines, a JSON Patch, or Markdown for a pull request. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

struct change;
struct diff;
struct diff_step;
struct schema;

enum diff_format { DIFF_TEXT, DIFF_JSON, DIFF_JSONPATCH, DIFF_MARKDOWN };

struct diff_entry { /* one file, or record, in two versions; all borrowed */
	const char *before, *after;  /* paths; NULL: not in that version */
	const char *record;          /* "kind key", masked; NULL: no record */
	const struct schema *schema; /* or NULL */
	struct diff *diff;           /* NULL: a version does not load; `why` says so */
	const char *why;
};

struct diff_report {
	FILE *out;
	enum diff_format format;
	bool color;
	bool stat;    /* a line for each file instead of its changes */
	bool summary; /* only the counts */
	size_t changed, added, removed, moved, broken; /* files */
	size_t changes;                                /* values */
	struct buf line, body;                         /* scratch */
	size_t left_out;                               /* of Markdown, past its size */
};

/* A pull-request comment on GitHub may have 65 536 characters: this leaves room for the rest. */
#define DIFF_MARKDOWN_LIMIT ((size_t)60000)

bool diff_format_find(const char *name, enum diff_format *out);
/* Writes one entry, unless nothing changed in it. */
void diff_report_entry(struct diff_report *r, const struct diff_entry *e);
/* Writes what comes last: counts, and what was held back. */
void diff_report_end(struct diff_report *r);
/* Was there any difference? */
bool diff_report_differs(const struct diff_report *r);
void diff_report_free(struct diff_report *r);

/* diff_text.c */
void diff_text_entry(struct diff_report *r, const struct diff_entry *e);
/* Appends the titles on the way to a change: "title name › title"; escaped. */
void diff_way(struct buf *out, const struct diff_step *step);
/* Appends "old → new", or what was added or removed on one line; escaped. */
void diff_values_write(struct buf *out, const struct change *c);
/* Appends "3 files changed, 1 added, ...". */
void diff_counts(struct buf *out, const struct diff_report *r);
/* diff_json.c */
void diff_json_entry(struct diff_report *r, const struct diff_entry *e);
void diff_patch_entry(struct diff_report *r, const struct diff_entry *e);
/* diff_markdown.c */
void diff_markdown_entry(struct diff_report *r, const struct diff_entry *e);
void diff_markdown_end(struct diff_report *r);

#endif
