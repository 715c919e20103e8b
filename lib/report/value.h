#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H
/* Values of records as people and programs read them. What is marked sensitive is masked. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct buf;
struct node;

/* Appends a value on one line, escaped for a terminal: texts as they are, or in quotes where
 * `quoted` or where they could be misread; the rest of it past `most` bytes becomes "…". */
void value_write(struct buf *out, struct node *n, bool quoted, size_t most);
/* Appends a value as JSON (RFC 8259): numbers exactly; .inf and .nan as strings, which JSON has no
 * word for. */
void value_json(struct buf *out, struct node *n);
/* Is there anything below that value_json cannot say exactly: .inf, .nan, or what is masked? */
bool value_has_nonfinite(struct node *n);
bool value_has_masked(struct node *n);
/* The two texts are long enough to be shown by their words. */
bool value_is_long(const struct node *before, const struct node *after);
/* Appends what changed between two texts, word by word, escaped for a terminal: [-gone-]{+come+},
 * and "…" for longer stretches of what did not change. A Han character is a word by itself. */
void value_words(struct buf *out, struct text before, struct text after);

#endif
