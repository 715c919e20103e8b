#ifndef VERSION_OPERANDS_H
#define VERSION_OPERANDS_H
/*
 * What a command line asks to be compared, as users of `git diff` expect: revisions, ranges, the
 * index and the work tree; or two files or folders, on disk or as REV:PATH.
 */
#include <stdbool.h>
#include <stddef.h>

#include "version/edition.h"

struct operands {
	char **v; /* what is to be compared, and paths */
	size_t n;
	char **limits; /* what came after `--` */
	size_t nlimits;
	bool dashes; /* there was a `--`: no path is among v */
	bool cached; /* the index instead of the work tree */
};

struct comparison {
	struct git *git; /* NULL: only the disk */
	struct edition before, after;
	bool files; /* two files, else everything */
	char *before_file, *after_file; /* of files: from the tops of their editions */
	struct git_id before_id, after_id; /* of files: their blobs; "": on disk */
	bool listed; /* two folders, of which at least one is git's not to compare */
	char *before_folder, *after_folder; /* of those: from the tops, "" or ends with '/' */
	const char **paths; /* only what is there or below, from the top */
	size_t npaths, cappaths;
	struct arena arena;
};

/* Finds out what to compare; false with why. Free it in any case. */
bool comparison_open(struct comparison *c, const struct operands *o, struct buf *why);
/* Files on disk, by their paths from here, as git gives them to its drivers. In a bare repository,
 * where no registry lies around them, that of HEAD says what they are. */
void comparison_disk(struct comparison *c);
void comparison_free(struct comparison *c);

#endif
