#ifndef REGISTRY_SURVEY_H
#define REGISTRY_SURVEY_H
/*
 * All that is to be said of a registry as it stands: it is opened, its files are found, what it
 * judges by is read, its records are checked and what is waived is left out. What comes of it is a
 * list of files with findings.
 */
#include <stdbool.h>
#include <stddef.h>

#include "registry/check.h"
#include "registry/judge.h"
#include "registry/registry.h"

struct source;
struct waivers;

struct survey_file {
	const char *path;          /* to show; borrowed */
	bool counted;              /* among those that were read */
	struct findings own;       /* of files that are no records */
	struct check_file *member; /* its findings are there; NULL: in `own` */
};
struct findings *survey_findings(struct survey_file *file);

struct survey_files {
	struct survey_file *v;
	size_t n, cap;
};
/* Adds a file that is no record, to be checked or with findings to be taken over. */
struct survey_file *survey_add(struct survey_files *files, const char *path, struct findings *f);
void survey_sort(struct survey_files *files); /* by path */
void survey_files_free(struct survey_files *files);

struct survey {
	struct registry registry;
	bool usable; /* registry.yaml could be read */
	bool part;   /* not everything is shown, but what is below these: */
	char **parts; /* paths from the root that end with '/' */
	size_t nparts, capparts;
	struct members members;
	struct judge *judge;
	struct waivers *waivers;
	struct check check;
	struct survey_files files; /* sorted by path, once collected */
};

/* Opens the registry in folder `root` and finds its files; all of them are shown. False if
 * registry.yaml cannot be used: then its findings are all there is to collect. source (may be
 * NULL: the disk) is borrowed. */
bool survey_open(struct survey *s, const struct source *source, const char *root,
		 const struct judge_options *o);
/* What is shown is less than everything: first nothing, then what survey_show adds. */
void survey_hide(struct survey *s);
/* Shows the records below a path from the root ("": all there is, nothing is hidden any more); false
 * if there is nothing. */
bool survey_show(struct survey *s, const char *below);
/* Would a record at this path from the root be shown, if there were one? */
bool survey_covers(const struct survey *s, const char *member);
/* Are both, versions of one registry, judged by the same: registry.yaml, schemas, rules, standards
 * and policies? */
bool survey_is_alike(struct survey *a, struct survey *b);
/* Checks what is shown, in two steps: each file by itself, then what holds across them. */
void survey_begin(struct survey *s, unsigned threads);
void survey_end(struct survey *s, unsigned threads);
/* Lists the files that are shown, and those that are no records and have findings, without what
 * is waived; files that were added before stay. Once, last. */
void survey_collect(struct survey *s);
void survey_close(struct survey *s);

#endif
