#ifndef REGISTRY_LAYOUT_H
#define REGISTRY_LAYOUT_H
/* What a new registry begins with, out of what the library carries inside itself. */
#include <stdbool.h>

#include "base/text.h"

struct buf;

struct layout_file {
	const char *path; /* from the folder it is for */
	struct text bytes;
};

/* Calls `each` for the files of a registry: registry.yaml, schemas, rules, standards, policies, the
 * schemas of these for editors, and what git and editors are told. */
void layout_registry(void (*each)(void *ctx, const struct layout_file *f), void *ctx);
/* The same for the files of a repository's top that have forges check the registry in a folder of
 * it ("." or a path). */
void layout_workflows(const char *folder, void (*each)(void *ctx, const struct layout_file *f),
		      void *ctx);
/* Appends git's pre-commit hook for the registry in a folder of the repository. */
void layout_hook(const char *folder, struct buf *out);

#endif
