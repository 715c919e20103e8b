#ifndef VERSION_SETUP_H
#define VERSION_SETUP_H
/* Setting up a clone: git's drivers and hook for records, and what is lacking of that. */
#include <stdbool.h>

struct buf;
struct git;
struct registry;

/* Registers the drivers in the repository's own configuration and puts its pre-commit hook in
 * place, for the registry in `folder` of it ("." or a path from the top). *kept: another hook is
 * there already, and stays. False with why. */
bool setup_register(struct git *g, const char *folder, bool *kept, struct buf *why);

/* Looks at everything that a clone with this registry needs, and calls `each` for what is lacking,
 * in words, with what to type (NULL: nothing would help). g: NULL, with `why`, if there is no
 * repository. */
void setup_examine(struct git *g, const char *why, struct registry *r, const char *folder,
		   void (*each)(void *ctx, const char *lacks, const char *remedy), void *ctx);

#endif
