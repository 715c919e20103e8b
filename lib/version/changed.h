#ifndef VERSION_CHANGED_H
#define VERSION_CHANGED_H
/* Which YAML and JSON files are not the same on two sides of a comparison, by their bytes; of two
 * folders, which may not be. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct buf;
struct comparison;
struct git_stream;

struct changed_file {
	const char *before, *after; /* paths in their editions; NULL: not there */
	const char *before_id, *after_id; /* blobs; NULL: on disk, or not there */
	bool unmerged; /* the index has no one version of it */
};

struct changed {
	struct arena arena;
	struct changed_file *v; /* by path */
	size_t n, cap;
	size_t others; /* changed files that are neither YAML nor JSON */
	struct git_stream *looking; /* git, if it is to say; or NULL */
};

/* In two steps, so that the caller can do other things while git looks. False with why. */
bool changed_start(struct changed *c, struct comparison *what, struct buf *why);
bool changed_find(struct changed *c, struct comparison *what, struct buf *why);
void changed_free(struct changed *c);

#endif
