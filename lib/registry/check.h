#ifndef REGISTRY_CHECK_H
#define REGISTRY_CHECK_H
/*
 * A check of a registry's records: each file against its schema and rules, in parallel, then what
 * holds across them. Files whose judgement waits for sums of others are read twice.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/finding.h"
#include "registry/extract.h"

struct across;
struct member;
struct members;
struct registry;

struct check_file {
	const char *path; /* to open and to show; the registry's */
	const struct member *member;
	bool shown;  /* findings are wanted */
	bool needed; /* what it contributes is wanted in any case */
	struct findings findings;
};

struct check {
	struct registry *registry;
	const struct judge *judge;
	const struct members *members; /* all of the registry's */
	struct check_file *files;      /* of the members, in their order */
	const char **paths;
	struct extract *extracts;
	struct across *across;
	struct extractor *extractors;
	size_t nextractors;
	const struct check *like; /* another version, judged by the same; or NULL */
	const uint32_t *same;     /* of each file, 1 + that of `like` with the same bytes; or 0 */
	void (*tick)(void *ctx, size_t done, size_t of); /* as in base/pool.h; may be NULL */
	void *ctx;
};

/* Everything in *c is set up for check_run, all files shown; borrowed: r, j (may be NULL: nothing
 * is judged) and members, which have to be all of the registry's for what holds across records. */
void check_init(struct check *c, struct registry *r, const struct judge *j,
		const struct members *members);
void check_run(struct check *c, unsigned threads);
/* The same in two steps: each file by itself, then what holds across them. */
void check_begin(struct check *c, unsigned threads);
/* What is said of a file by itself is not said again of one that is as in `from`, which has begun
 * but not ended, and lives as long. Before c begins; `same` (as above) is borrowed. */
void check_share(struct check *c, const struct check *from, const uint32_t *same);
void check_end(struct check *c, unsigned threads);
/* Only what holds across records: totals, for callers who ask other questions. */
void check_sums(struct check *c, unsigned threads);
/* Of the sums of all records below member i; NULL: none, or not known. After check_run. */
const struct judge_sum *check_totals(const struct check *c, size_t i);
void check_free(struct check *c);

#endif
