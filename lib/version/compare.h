#ifndef VERSION_COMPARE_H
#define VERSION_COMPARE_H
/*
 * What changed between the two sides of a comparison, record by record. Each pair of versions is
 * loaded, compared, told to the caller, and dropped again; what is kept is the caller's.
 */
#include <stdbool.h>
#include <stddef.h>

#include "registry/judge.h"
#include "version/changed.h"

struct comparison;
struct diff;
struct edition_registry;
struct events;
struct schema;

struct version { /* of a record, or plain file */
	const char *path; /* in its edition; NULL: there is none */
	const char *id;   /* its blob; NULL: on disk */
	const char *file; /* what to read on disk in place of both; or NULL */
	const struct edition_registry *registry; /* NULL: it lies in none */
	const struct kind *kind;                 /* NULL: a plain file */
	bool lost; /* its registry cannot be found out: nobody knows what to mask */
};

struct compared { /* all borrowed, for the time of the call */
	struct version before, after;
	bool moved; /* they lie in different places */
	const struct edition_registry *registry; /* by which it is told; or NULL */
	const struct kind *kind;
	const struct schema *schema; /* or NULL */
	struct node *before_root, *after_root; /* NULL: there is none, or it does not load */
	size_t before_documents, after_documents;
	struct diff *diff; /* NULL: a version cannot be read or does not load; `why` says so */
	const char *why;
	struct events *events; /* may be taken over, leaving none */
	const char *record; /* "kind key", masked; or NULL */
};

struct compare {
	struct comparison *what;
	struct changed changed;
	struct judge_options judging;
	const struct schema *schema; /* of all files, in place of a registry's; or NULL */
	bool show_sensitive;
	bool plain; /* no events: only values are asked for */
	bool copies; /* files outside of any registry may be copies of records here */
	unsigned threads;
	/* Called from several threads, in any order, once for every pair. */
	void (*take)(void *ctx, const struct compared *c);
	void *ctx;
};

/* Finds out what changed and calls `take` for every pair of versions that is not the same bytes.
 * False with why: git or a folder cannot be read. */
bool compare_run(struct compare *c, struct buf *why);
/* The same for two versions, of which path, id and file are given; either path may be NULL. */
void compare_two(struct compare *c, const struct version *before, const struct version *after);
void compare_free(struct compare *c);
/* Which indicators of a kind can be told only with sums of other records, and thus not here. */
bool compare_is_late(const struct edition_registry *r, const struct kind *k);

#endif
