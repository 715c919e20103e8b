#ifndef REPORT_UNIFIED_H
#define REPORT_UNIFIED_H
/* A unified diff of two texts, as diff -u writes it. */
#include <stdbool.h>

#include "base/text.h"

struct buf;
struct node;
struct tree;

/* One of the two: what is compared, and what is shown of it, line for line (see unified_mask). */
struct unified_side {
	struct text text, shown;
};

/* Appends the text with what a schema marks sensitive in its tree masked; no line more or less. */
void unified_mask(struct buf *out, struct text text, const struct tree *tree);
/* Appends the differences under the file's name, escaped for a terminal; nothing if none. */
void unified_write(struct buf *out, const char *path, const struct unified_side *before,
		   const struct unified_side *after, bool color);

#endif
