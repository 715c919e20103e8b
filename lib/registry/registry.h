#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H
/* A registry: a folder with a registry.yaml that says which kinds of record lie in it, and where.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/finding.h"
#include "yaml/tree.h"

struct buf;
struct lifecycle;
struct persons;
struct schema;
struct schemas;
struct source;

struct kind {
	struct text name;
	struct text *files; /* patterns, see registry/glob.h */
	size_t nfiles;
	struct node *node;           /* its name in registry.yaml */
	struct text key;             /* a field of the record */
	struct text above;           /* the field with the key of the record above; n 0: none */
	struct text schema_path;     /* from the root */
	const struct schema *schema; /* NULL: it has errors */
	size_t count;                /* files found */
};

struct registry {
	char *root; /* the folder, as found: a prefix for showing and opening paths, "" or ends with
		       '/' */
	char *here; /* from the root to the current folder, "" or ends with '/'; NULL: not below it
		     */
	struct arena arena;
	char *path;                  /* of registry.yaml */
	const struct source *source; /* what its files are read from; NULL: the disk */
	struct buf *bytes;
	struct tree tree;
	struct findings findings; /* of registry.yaml */
	struct schemas *schemas;
	struct kind *kinds; /* as registry.yaml lists them */
	size_t nkinds;
	struct text *ignore; /* patterns */
	size_t nignore;
	const struct lifecycle *lifecycle; /* what a problem is; NULL: it says nothing of that */
	const struct persons *persons;     /* who is a person; or NULL */
	bool partial; /* a pattern was bad: nothing can be said of files that no kind claims */
};

/* The folder of the registry that `path` (a file or folder, existing or not) lies in, found by
 * walking up; to be freed with mem_free. It is a prefix for paths: "" or something that ends with
 * '/'. NULL if there is none. */
char *registry_find(const char *path);
/* Opens the registry in folder `root` (as from registry_find). Its findings, and those of its
 * schemas (schemas_each), say what is wrong; false if it cannot be used at all. */
bool registry_open(struct registry *r, const char *root);
/* The same where files come from a source (borrowed; NULL: the disk): paths are given as on disk,
 * from the current folder, or as shown; the root then begins with the source's prefix. */
char *registry_find_in(const struct source *s, const char *path);
bool registry_open_in(struct registry *r, const struct source *s, const char *root);
void registry_close(struct registry *r);
/* The kind of that name, or NULL; and all their names, with commas. */
struct kind *registry_kind(const struct registry *r, struct text name);
void registry_list_kinds(const struct registry *r, struct buf *out);
/* The day it is as of, if it says so, else today: days since 1970-01-01. */
int32_t registry_today(const struct registry *r);
/* The kind of the record above those of a kind, and the field that names it; NULL: none is said. */
const struct kind *registry_parent(const struct registry *r, const struct kind *k,
				   struct text *field);
bool registry_is_parent(const struct registry *r, const struct kind *k); /* of any kind */
/* The path, from the current folder, of a file given by its path from the root. Lives as long as
 * the registry. */
const char *registry_path(struct registry *r, const char *member);

/* One file of the registry, or one that should not be there. */
struct member {
	char *path;               /* relative to the root; arena-owned by the list */
	const struct kind *kind;  /* NULL: none claims it, or it has an error */
	enum message trouble;     /* MSG_COUNT: none */
	const struct kind *other; /* of MSG_FILE_CLAIMED_TWICE */
	int error;                /* errno, of MSG_FILE_UNREADABLE and MSG_FOLDER_UNREADABLE */
};

struct members {
	struct arena arena;
	struct member *v; /* sorted by path, bytewise */
	size_t n, cap;
};

/* Is it a path from the root that a file of the registry can have: names between slashes, none of
 * them hidden, without control characters? */
bool registry_is_path(struct text path);
/* The way to `path` (as a person gave it; a link stays a link) from the registry's root, without
 * "." and "..": to be freed with mem_free. NULL if it lies elsewhere. */
char *registry_below(const struct registry *r, const char *path);
char *registry_below_in(const struct registry *r, const char *path); /* with a source */
/* Adds the files of the registry below `below`, a path relative to its root ("" for all of it; a
 * file or folder), each once. Counts the files of each kind. False if there is nothing to check,
 * nor a part of the registry itself. */
bool registry_scan(struct registry *r, const char *below, struct members *out);
void members_free(struct members *m);
/* Adds findings for the kinds that no file was found of, after a scan of everything. */
void registry_check_kinds(struct registry *r);

/* Checks what the registry says of a loaded record: key and path. */
void registry_check_record(const struct kind *k, const char *path, struct node *root,
			   struct findings *f);
/* "kind key" of a record, to be freed, or NULL if it has no key. */
char *registry_name_record(const struct kind *k, struct node *root);

#endif
