#ifndef BASE_WALK_H
#define BASE_WALK_H
/* The YAML files below a folder. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

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
/* The same for files with a name that is wanted; the names of YAML files, and JSON ones too. */
void walk_files(struct walk *w, const char *folder, bool (*wanted)(struct text name));
bool walk_is_yaml(struct text name);
bool walk_is_data(struct text name);
void walk_free(struct walk *w);

#endif
