#ifndef SCHEMA_ECMA_H
#define SCHEMA_ECMA_H
/* ECMA-262 regular expressions (2023, with the u flag, as JSON Schema 2020-12 section 6.4 asks) in PCRE2's words. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct buf;

struct ecma_error {
	const char *why; /* static, English, e.g. "nothing to repeat" */
	size_t at;       /* byte offset in the pattern */
};

/* Appends to `out` a PCRE2 pattern (for PCRE2_UTF, no other option) that matches what `pattern`, valid UTF-8,
 * matches in ECMA-262; false and *error if it is no ECMA-262 pattern. */
bool ecma_translate(struct text pattern, struct buf *out, struct ecma_error *error);

#endif
