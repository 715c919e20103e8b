#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H
/*
 * How differences leave: as text, JSON Lines, a JSON Patch, or Markdown for a pull request. What is
 * taken is written out at once into memory and then, in order, at the end: first what happened to
 * problems, signatures, indicators and people, then the values, by the records above and by record.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

struct change;
struct compared;
struct diff;
struct diff_item;
struct diff_step;
struct event;
struct events;
struct schema;

enum diff_format { DIFF_TEXT, DIFF_JSON, DIFF_JSONPATCH, DIFF_MARKDOWN };

struct diff_look {
	enum diff_format format;
	bool color;
	bool stat;  /* a line for each file instead of its changes */
	bool inner; /* what happened stands with the values of its record */
	bool whole; /* one file as it is: neither a path nor signs */
};

struct diff_report {
	FILE *out;
	struct diff_look look;
	bool summary;      /* only the counts */
	bool many;         /* more than two files are compared */
	const char *shown; /* what the only file is called; NULL: by its path */
	pthread_mutex_t lock;
	struct diff_item *items;
	size_t n, cap;
	bool signs; /* something can be signed in what is compared */
	struct buf late; /* kinds of which indicators cannot be told */
	size_t others; /* files that are no data */
	size_t changed, added, removed, moved, broken; /* files */
	size_t changes;                                /* values */
	bool limited; /* some similar items may be told as removed and added */
};

/* A pull-request comment on GitHub may have 65 536 characters: this leaves room for the rest. */
#define DIFF_MARKDOWN_LIMIT ((size_t)60000)

bool diff_format_find(const char *name, enum diff_format *out);
void diff_report_begin(struct diff_report *r);
/* Takes what is known of one pair, events included, unless nothing changed in it. From any thread.
 */
void diff_report_take(struct diff_report *r, const struct compared *c);
/* Says at once that a file is not merged. */
void diff_report_unmerged(struct diff_report *r, const char *path);
/* Writes it all. */
void diff_report_end(struct diff_report *r);
/* Was there any difference? */
bool diff_report_differs(const struct diff_report *r);
void diff_report_free(struct diff_report *r);

/* --- what the formats share --- */

struct diff_entry { /* one file, or record, in two versions; all borrowed */
	const char *before, *after;  /* paths; NULL: not in that version */
	const char *record;          /* "kind key", masked; NULL: no record */
	const struct schema *schema; /* or NULL */
	struct diff *diff;           /* NULL: a version does not load; `why` says so */
	const char *why;
	const struct events *events; /* or NULL */
};

struct diff_item { /* what is kept of an entry */
	char *group;  /* the record above it, or that it is itself; "" if there is none */
	char *record; /* or NULL */
	char *kind;   /* "" if there is none */
	char *before, *path; /* before: NULL if it is the same */
	struct buf text;     /* in the format wanted */
	struct events *events;
	bool added, removed, above; /* above: the group is its own */
};

/* diff_text.c */
void diff_text_entry(struct buf *out, const struct diff_look *look, const struct diff_entry *e);
/* Appends the titles on the way to a change: "title name › title"; escaped. */
void diff_way(struct buf *out, const struct diff_step *step);
/* Appends "old → new", or what was added or removed on one line; escaped. */
void diff_values_write(struct buf *out, const struct change *c);
/* diff_json.c */
void diff_json_entry(struct buf *out, const struct diff_entry *e);
void diff_patch_entry(struct buf *out, const struct diff_entry *e);
void diff_json_events(struct buf *out, const struct diff_item *item);
/* diff_markdown.c */
void diff_markdown_entry(struct buf *out, const struct diff_look *look,
			 const struct diff_entry *e);
void diff_markdown_write(struct diff_report *r);
/* diff_event.c */
/* Appends what happened, as a phrase without the record: to what ("p1 water"), and what. Escaped. */
void diff_event_words(struct buf *out, const struct event *x, const struct events *all);
void diff_event_subject(struct buf *out, const struct event *x);
void diff_event_body(struct buf *out, const struct event *x, const struct events *all);
/* Is it told with another event of the same record? */
bool diff_event_is_told(const struct event *x, const struct events *all);
/* Appends a line for each. */
void diff_event_lines(struct buf *out, const struct diff_look *look, const struct events *e);
/* Appends the headline: "2 problems fixed, 1 opened · household 3 · no signature broken". */
void diff_headline(struct buf *out, const struct diff_report *r);
/* diff_count.c */
/* Appends "3 files changed, 1 added, ...". */
void diff_counts(struct buf *out, const struct diff_report *r);

#endif
