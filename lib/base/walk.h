#ifndef BASE_WALK_H
#define BASE_WALK_H
/* The YAML files below a folder. */
#include <stddef.h>

#include "base/arena.h"

struct walk_file {
	const char *path; /* with the folder before it; owned by the walk */
	int error;        /* errno: a folder that cannot be read; 0: a file */
};

struct walk {
	struct arena arena;
	struct walk_file *v; /* sorted by path, bytewise */
	size_t n, cap;
};

/* Adds the files called *.yaml and *.yml below `folder`, but nothing whose name begins with a dot,
 * and nothing behind a link to a folder. */
void walk_folder(struct walk *w, const char *folder);
void walk_free(struct walk *w);

#endif
