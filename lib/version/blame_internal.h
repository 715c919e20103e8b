#ifndef VERSION_BLAME_INTERNAL_H
#define VERSION_BLAME_INTERNAL_H
/* What finding where a file came from and telling who changed its values share. */
#include "base/arena.h"
#include "base/hash.h"
#include "version/blame.h"

struct origins { /* all places where the file has been */
	struct arena arena;
	const char **paths; /* from the top; the first is where it is */
	size_t n, cap;
	struct hash came; /* from `commit path` to the path it had before that commit */
};

/* False with why. */
bool origins_find(struct origins *o, const struct trail_options *options, const char *path,
		  struct buf *why);
/* The path that it had before the commit; NULL: it was not there. */
const char *origins_before(const struct origins *o, const char *commit, const char *path);
void origins_free(struct origins *o);

#endif
