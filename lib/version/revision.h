#ifndef VERSION_REVISION_H
#define VERSION_REVISION_H
/* The files of a revision as a source (base/source.h), without a checkout. */
#include <stdbool.h>

struct buf;
struct git;
struct git_entry;
struct source;
struct revision;

/* The revision `name` in the repository around `folder`: what git takes for a commit or a tree
 * (`main:records`). Paths in it are shown as git takes them, `NAME:PATH`. NULL with why. */
struct revision *revision_open(const char *folder, const char *name, struct buf *why);
/* The same in a repository that is open already, which is borrowed. */
struct revision *revision_open_in(struct git *g, const char *name, struct buf *why);
/* What is in the index, shown as `:PATH`. */
struct revision *revision_open_index(struct git *g, struct buf *why);
void revision_close(struct revision *r); /* may be NULL */
const struct source *revision_source(const struct revision *r);
struct git *revision_git(const struct revision *r);
/* The id of the file at a path of the source, links not followed; NULL if there is none. */
const char *revision_id(const struct revision *r, const char *path);
bool revision_is_file(const struct revision *r, const char *path); /* and no link */
/* Calls `each` for every file, sorted by path, as git_list does. */
void revision_each(const struct revision *r, void (*each)(void *ctx, const struct git_entry *e),
		   void *ctx);

#endif
