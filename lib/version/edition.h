#ifndef VERSION_EDITION_H
#define VERSION_EDITION_H
/*
 * One version of many files: a folder on disk, git's index, or a tree of git; with the registries
 * that lie in it. Paths are from its top. Registries and judges are opened once, when first asked
 * for, by one thread; reading is safe from several.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "registry/registry.h"
#include "version/git.h"

struct judge;
struct judge_options;
struct revision;

enum edition_type { EDITION_DISK, EDITION_INDEX, EDITION_TREE };

struct edition_registry {
	struct registry registry;
	bool broken; /* it cannot be used */
	char *root;  /* from the top: "" or ends with '/'; NULL: the folder above it is outside */
	struct judge *judge;
};

struct edition {
	enum edition_type type;
	struct git *git;    /* borrowed; NULL: the disk alone */
	char *prefix;       /* of EDITION_DISK: from here to its top, "" or ends with '/' */
	char *name;         /* of EDITION_TREE: as a person named it */
	struct git_id tree; /* of EDITION_TREE: a commit or tree */
	struct edition *lender; /* its registries are the same as those of this one; or NULL */
	struct revision *revision;
	bool tried;      /* to open the revision */
	struct buf lost; /* why it could not be opened */
	struct arena arena;
	struct hash folders; /* -> struct edition_registry */
	struct edition_registry **registries;
	size_t n, cap;
};

void edition_disk(struct edition *e, struct git *g, const char *prefix);
void edition_index(struct edition *e, struct git *g);
/* id: of a commit or tree, that `name` stands for. */
void edition_tree(struct edition *e, struct git *g, const char *name, const struct git_id *id);
void edition_free(struct edition *e); /* a zeroed one too */

/* Reads the file at a path; id: its blob, or NULL: on disk. 0, or an errno value as file_read. */
int edition_read(struct edition *e, const char *path, const char *id, struct buf *out);
/* The registry that the file at a path belongs to, or NULL: none, or with why: trouble. */
struct edition_registry *edition_registry(struct edition *e, const char *path, struct buf *why);
/* Its judge, opened once. */
struct judge *edition_judge(struct edition_registry *r, const struct judge_options *o);
/* A path from the registry's root; to be freed. NULL: it is not below. */
char *edition_below(struct edition *e, const struct edition_registry *r, const char *path);
/* Calls `each` for every file with a name of YAML or JSON below a folder ("" or ends with '/'),
 * sorted by path; id NULL: on disk. False with why. */
bool edition_list(struct edition *e, const char *folder,
		  void (*each)(void *ctx, const char *path, const char *id), void *ctx,
		  struct buf *why);
/* The id of the file at a path of the index or a tree; NULL: none. */
const char *edition_id(struct edition *e, const char *path, struct buf *why);

#endif
