#ifndef VERSION_BASE_INTERNAL_H
#define VERSION_BASE_INTERNAL_H
/* What the parts of a check beside an older version share: base.c goes through its steps,
 * base_pair.c says which record was which, base_judge.c asks what became of each, and base_match.c
 * which findings are the same. */
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "registry/survey.h"
#include "version/base.h"
#include "version/git.h"
#include "yaml/tree.h"

struct crew;
struct git_stream;
struct schema;

struct base_pair { /* a record, then and now */
	uint32_t before,
		after; /* 1 + the index of the file in either version; 0: it is not there */
	bool same;     /* not a byte is another */
	bool shown;
	struct findings fixed; /* of `before` */
	struct findings gone;  /* about a record that is not there any more */
	struct findings alike; /* that count only where many files have them */
};

struct base {
	struct base_options options;
	struct survey *now;
	struct survey then;
	struct crew *crew;         /* for what can be done to it meanwhile */
	struct git *git, *own;     /* own: to be closed */
	struct revision *revision; /* of the older version */
	struct git_id from, to;    /* trees or commits; to: empty for the work tree */
	struct git_stream *changes; /* git is looking for what differs; NULL once it is known */
	char *below;               /* the registry's folder, from the top: "" or ends with '/' */
	struct buf lack;           /* why the older version cannot be told */
	bool alike;                /* both are judged by the same */
	struct arena arena;
	uint32_t *like; /* of each file then, 1 + that of now with the same bytes; 0: none */
	struct base_pair **pairs;
	size_t npairs, cappairs;
	struct base_pair **of_before, **of_after; /* by file */
	struct hash gone;                         /* rules across versions that were said to be */
};

/* base_pair.c */

/* Lets git look for files that are not as they were. False with why. */
bool base_seek_changes(struct base *b, struct buf *why);
/* Finds the files that are as they were: b->like. False with why. */
bool base_find_same(struct base *b, struct buf *why);
/* Pairs the records of both, once their extracts are there. */
void base_pair_up(struct base *b);

/* base_judge.c */

/* Asks the rules across versions of every pair and marks its findings. */
void base_judge(struct base *b);

/* base_alike.c */

/* Takes up what enough records have in common: one finding of it, in the first of them. */
void base_take_alike(struct base *b);

/* base_match.c */

/* The way from places in one version of a record to those in the next. */
struct base_way {
	struct arena arena;
	struct hash lists; /* address of a list of the old version -> struct matches */
	const struct schema *schema;
	struct node *before, *after;
	long work;
};
void base_way_begin(struct base_way *w, const struct schema *schema, struct node *before,
		    struct node *after);
void base_way_end(struct base_way *w);

struct base_match {
	struct base_way *way; /* NULL: places are the same in both */
	bool words;           /* findings without a place are known by their words alone */
};
/* Marks each of `now` as new or old. Of `before`, what is there no more moves to `fixed`, marked
 * so; what is old stays. */
void base_match(const struct base_match *m, struct findings *now, struct findings *before,
		struct findings *fixed);

#endif
