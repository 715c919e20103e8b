#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H
/* Text of records inside Markdown as forges read it (GFM): it is shown, never obeyed. */
#include "base/text.h"

struct buf;

/* Appends t so that it stands for itself, on one line, in a paragraph or a cell of a table: neither
 * Markdown, nor HTML, nor a link, nor somebody's @name. */
void markdown_text(struct buf *out, struct text t);

#endif
