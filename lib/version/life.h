#ifndef VERSION_LIFE_H
#define VERSION_LIFE_H
/*
 * The lives of problems, told by the commits of a history. A problem is known by its record and
 * what identifies it there; records are followed when their files or keys change. A step is told
 * once, of the commit that made it: a merge tells only what is in none of its parents, and a commit
 * that does over again what was done on another branch (a cherry-pick, a rebase) is noted beside
 * the first.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "version/step.h"

struct digest;
struct kind;
struct lives;
struct revision;
struct trail;
struct trail_commit;

struct life_person {
	struct text name, mail;
	int64_t time; /* seconds since 1970 */
	int zone;     /* minutes east */
};

struct life_commit { /* that made steps */
	struct text id;
	struct life_person author, committer;
	bool boundary; /* a shallow repository begins here: its steps may be older */
	bool merge;
};

struct life_step {
	struct step step;
	const struct life_commit *commit;
	const struct life_commit *again; /* another that did the same on a branch, or NULL */
	size_t nagain;                   /* how many did */
	bool lost;                       /* a merge left it out: nothing leads from it to the end */
	struct life_step *next;
};

struct life_record {
	const struct kind *kind;
	struct text key, parent; /* n 0: none */
	struct text path;        /* from the root, at last */
	bool there;              /* at the end of the history */
	struct life *first, *last;
	size_t n;
	/* other names and places it had, newest first */
	struct life_name *names;
};

struct life {
	struct life_record *record;
	int place; /* of the lifecycle's */
	struct text id, about, what;
	struct text state; /* at the end of the history, or the last there was; n 0: none */
	const struct lifecycle_state *known;
	bool there;            /* at the end of the history */
	int32_t opened, ended; /* days since 1970-01-01 */
	bool over;             /* it is closed, dropped or deleted; else `ended` says nothing */
	struct life_step *first, *last;
	uint64_t content; /* of the version told of last */
	struct life_edge *edges;
	struct life *next;
};

struct lives *lives_new(const struct lifecycle *l);
/* Takes what a commit tells; everything is copied. */
void lives_add(struct lives *l, const struct trail_commit *c);
/* Looks how all stand at the end of the history, which is `tip`; root: of the registry in it.
 * whole: all commits up to there were told, so that what was lost can be told, too. */
void lives_settle(struct lives *l, struct trail *t, const struct revision *tip, const char *root,
		  bool whole);
/* The records that have lives, sorted by kind and key. Owned by the lives. */
struct life_record *const *lives_records(struct lives *l, size_t *n);
void lives_free(struct lives *l);
/* One after another all the paths that the record had; false past the last. */
bool life_path(const struct life_record *r, size_t i, struct text *path);
/* The day it was for whoever did it, in days since 1970-01-01. */
int32_t life_day(const struct life_person *p);

#endif
