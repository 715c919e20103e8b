#ifndef VERSION_TRAIL_H
#define VERSION_TRAIL_H
/*
 * The history of a registry's records: commit by commit, parents before children, the records that
 * each changed with their digests before and after. Each version of a file is read once, on several
 * threads, and forgotten when a later one has come; what is kept grows with the records, not with
 * the history. Files belong to kinds by the registry.yaml of each commit, and are read by that of
 * the registry that was opened.
 */
#include <stdbool.h>
#include <stddef.h>

#include "version/digest.h"
#include "version/git.h"

struct buf;
struct trail;

struct trail_record { /* a record that a commit changed */
	const struct kind *kind;
	const char *path, *old_path;  /* from the root; NULL: not there any more, or not yet */
	struct digest *now;           /* NULL: gone */
	struct digest *const *before; /* in the parents; NULL: not there */
	size_t nbefore;               /* at least 1 */
};

struct trail_commit {
	struct git_commit about; /* without files */
	bool boundary;           /* what came before is not there: a shallow repository */
	const struct trail_record *records;
	size_t nrecords;
};

struct trail_note { /* a version that does not load; the commit still stands */
	const char *path;
	struct text why; /* with line and column */
};

struct trail_options {
	const struct digest_plan *plan;
	struct git *git;  /* nothing else may read objects from it meanwhile */
	const char *root; /* of the registry, from the top: "" or ends with '/' */
	const char *const *from, *const *without; /* as git_history has them, as the dates */
	size_t nfrom, nwithout;
	const char *since, *until;
	bool first_parent, alone;
	unsigned threads;
	/* Called for what does not load, before `each` for its commit. */
	void (*note)(void *ctx, const struct git_commit *c, const struct trail_note *n);
	void (*each)(void *ctx, const struct trail_commit *c);
	void *note_ctx, *ctx;
};

struct trail *trail_new(const struct trail_options *o); /* the options are copied */
/* Goes through it all; false with why. */
bool trail_run(struct trail *t, struct buf *why);
/* After it: the digest of a blob that is a record of kind k, to be dropped. It is whole after
 * trail_settle; to be called once for many. `path` is to live until then. */
struct digest *trail_digest(struct trail *t, const struct kind *k, const char *path,
			    const char *id);
void trail_settle(struct trail *t);
/* The kind of a file by the registry that was opened; NULL: none that is wanted. */
const struct kind *trail_kind(struct trail *t, const char *path);
void trail_free(struct trail *t);

#endif
