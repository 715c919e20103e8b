#ifndef VERSION_COMPARE_INTERNAL_H
#define VERSION_COMPARE_INTERNAL_H
/* What the parts of comparing share: compare.c says which versions pair, compare_work.c goes
 * through the pairs, compare_pair.c compares two, compare_judge.c tells how both stand. */
#include <pthread.h>

#include "base/arena.h"
#include "version/compare.h"
#include "version/edition.h"
#include "version/event.h"
#include "version/side.h"

struct blob { /* that git was asked for */
	bool asked;
	int error;
	struct buf bytes;
};

struct version_pair {
	struct version before, after;
	struct blob old, new; /* of these, where they are git's */
	bool unmerged;
	bool parted; /* they are two records: each is looked for elsewhere */
};

struct working {
	struct compare *c;
	pthread_mutex_t lock;
	struct arena arena;
	struct version_pair *pairs;
	size_t n, cap;
	bool settled; /* pairs stay pairs, whatever their keys */
	struct judge **judges;
	size_t njudges, capjudges;
};

struct worker { /* one thread's */
	struct working *w;
	struct side before, after;
	struct validator *validator;
	struct judge_run **runs; /* by the working's judges; NULL: not begun */
	size_t nruns;
};

/* --- compare_work.c --- */
/* A thread's worker, of ctx: a struct working. */
void *compare_begin(void *ctx);
void compare_end(void *ctx, void *worker);
/* Compares the pairs from `first` on. Their versions have their registries and judges: meanwhile
 * git is asked for nothing else. */
void compare_pairs(struct working *w, size_t first);

/* --- compare_pair.c --- */
/* Reads the bytes of a version; false with s->why. */
bool compare_read(struct side *s, struct edition *e, const struct version *v);
void compare_pair(struct worker *k, struct version_pair *p);

/* --- compare_judge.c --- */
/* Opens the judge of a registry, so that threads may use it. */
void compare_judge(struct working *w, struct edition_registry *r);
/* Adds what indicators changed between the two; roots are marked unless what is sensitive is to be
 * shown. */
void compare_standing(struct worker *k, const struct version *before, struct node *before_root,
		      const struct version *after, struct node *after_root, struct events *e);
void compare_end_judging(struct worker *k);

#endif
