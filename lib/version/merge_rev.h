#ifndef VERSION_MERGE_REV_H
#define VERSION_MERGE_REV_H
/* Merging two revisions without a work tree: would it be clean, and if not, where is it not? */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/message.h"
#include "version/git.h"

struct validator;

struct merge_rev_file { /* what the merge does to ours */
	const char *path; /* from the top of the repository */
	unsigned mode;    /* 0: it is removed */
	const char *id;   /* of a blob; NULL: the merged bytes */
	struct text bytes;
};

struct merge_rev_conflict {
	const char *path;
	const char *place; /* in the record's terms; "" for the file */
	enum message why;
	const char *other; /* a path that has to do with it, or "" */
	size_t number;     /* in the order in which they were found */
};

struct merge_rev {
	struct arena arena;
	struct merge_rev_file *files; /* sorted by path */
	size_t nfiles, capfiles;
	struct merge_rev_conflict *v; /* sorted by path */
	size_t n, cap;
	size_t merged; /* files that both sides changed */
	size_t bases;  /* commits where both came from */
};

/* Merges the commit `theirs` into `ours`, by the registry as ours has it. False with why. *m is
 * zeroed. */
bool merge_revisions(struct merge_rev *m, struct git *g, const char *ours, const char *theirs,
		     struct validator *v, bool show_sensitive, struct buf *why);
/* Puts the tree of a clean merge into the repository; nothing refers to it. False with why. */
bool merge_rev_write(struct git *g, const char *ours, const struct merge_rev *m,
		     struct git_id *tree, struct buf *why);
void merge_rev_free(struct merge_rev *m);

#endif
