#ifndef SCHEMA_PATTERN_H
#define SCHEMA_PATTERN_H
/* Regular expressions of ECMA-262 on PCRE2, with limits. A pattern is read-only and shared by
 * threads; a matcher is one thread's. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct buf;
struct pattern;
struct matcher;

enum match {
	MATCH_NO,
	MATCH_YES,
	MATCH_LIMIT
}; /* LIMIT: given up; steps or length are past the limit */

#define PATTERN_SUBJECT 65536 /* bytes; longer texts are not matched */

/* NULL if the source, valid UTF-8, is no pattern: why is appended to *why, *at is the byte where.
 */
struct pattern *pattern_new(struct text source, struct buf *why, size_t *at);
void pattern_free(struct pattern *p);
struct matcher *matcher_new(void);
void matcher_free(struct matcher *m);
/* Does the pattern match anywhere in the subject, valid UTF-8? *cost grows by an estimate of the
 * steps taken. */
enum match pattern_match(const struct pattern *p, struct matcher *m, struct text subject,
			 size_t *cost);

#endif
