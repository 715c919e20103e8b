#ifndef VERSION_BASE_H
#define VERSION_BASE_H
/*
 * A registry checked beside an older version of it: which findings are new, which are old, which
 * are fixed, and what the rules across versions say. What did not change is not looked at twice.
 */
#include <stdbool.h>

struct buf;
struct base;
struct judge_options;
struct revision;
struct survey;

struct base_options {
	const char *name;          /* of the older revision, as a person gives it */
	const char *rev;           /* the name of that of the newer one; NULL: the work tree */
	struct revision *revision; /* what the newer one is read from; or NULL */
	const struct judge_options *judging;
	unsigned threads;
};

/* Finds the older version of the registry with that root: where the newer one left the named
 * revision, or, if that is a tree, the tree itself. From now on git looks for what changed since,
 * so nothing more may be written there. NULL with why. */
struct base *base_open(const char *root, const struct base_options *o, struct buf *why);
/* Takes s, the open survey of the newer version, of which all is chosen that is to be shown, from
 * its beginning to its collection. Each finding is then new, old or fixed; those about what is gone
 * stand in files of their own. False with why. */
bool base_survey(struct base *b, struct survey *s, struct buf *why);
/* Why everything is new, in words, if the older version cannot be told; else NULL. */
const char *base_lack(struct base *b);
void base_close(struct base *b); /* may be NULL; after the survey's last use */

#endif
