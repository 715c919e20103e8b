#ifndef VERSION_MERGE_H
#define VERSION_MERGE_H
/*
 * Three-way merge of one file. Values are paired as in version/diff.h: mappings by key, items of a
 * list by identity, so that edits of different things go together wherever they stand. What comes
 * out is the text of ours with the changes of theirs, their comments too; where both changed one
 * thing, git's markers stand around the smallest lines that hold it. A clean result is proven
 * before it is given: it loads, says what was meant, differs from ours only where theirs did
 * something and from theirs only where ours did, and is no worse by its schema. What cannot be
 * merged so is merged by git as text, and held to the same proof.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/message.h"

struct schema;
struct validator;

enum { MERGE_BASE, MERGE_OURS, MERGE_THEIRS, MERGE_SIDES };

struct merge_input { /* all borrowed */
	struct text side[MERGE_SIDES]; /* the files' bytes; of the base none if there was no file */
	const char *label[MERGE_SIDES]; /* for the markers */
	const char *name;               /* of the file; its ending tells what it is. Or NULL */
	const struct schema *schema;    /* of the file, or NULL */
	struct validator *validator;    /* may be NULL without schema */
	unsigned marker;                /* the markers' length; 0: git's 7 */
	bool text;                      /* it is no record: merge it as text */
	bool base_too;                  /* show the base between the markers */
	bool show_sensitive;            /* in the words on conflicts */
};

struct merge_conflict {
	uint32_t line;  /* of its marker in the result, zero-based */
	char *place;    /* in the record's terms; "" for the whole file */
	enum message why;
};

struct merge {
	struct buf out;
	struct merge_conflict *v; /* in order of lines; none: clean */
	size_t n, cap;
	struct buf note; /* why it was merged as text, in words; empty: it was not */
};

/* Merges. False with why if nothing can be said: git is needed and fails. *m is zeroed, or was
 * freed. */
bool merge_files(struct merge *m, const struct merge_input *in, struct buf *why);
void merge_free(struct merge *m);

#endif
