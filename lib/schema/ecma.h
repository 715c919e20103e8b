#ifndef SCHEMA_ECMA_H
#define SCHEMA_ECMA_H
/* ECMA-262 regular expressions (2023, with the u flag, as JSON Schema 2020-12 section 6.4 asks)
 * in PCRE2's words. Beyond the u flag, what Annex B reads as a literal is taken as one where
 * nothing else could be meant: a lone { } or ], and what follows a backslash if it is ASCII
 * punctuation or a space. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct buf;

struct ecma_error {
	const char *why;  /* static, English, e.g. "nothing to repeat" */
	size_t at;        /* byte offset in the pattern */
	bool unsupported; /* it may be sound, but asks for more than PCRE2 or our limits do */
};

/* Appends to `out` a PCRE2 pattern (for PCRE2_UTF, no other option, default nesting limit) that
 * matches what `pattern`, valid UTF-8, matches in ECMA-262; false, *error and `out` as before if
 * it is no ECMA-262 pattern or not supported. pcre2_compile may still refuse the result, but
 * only as too large or for a script that its Unicode is too old to know. Cost: n log n at worst.
 * Re-entrant. */
bool ecma_translate(struct text pattern, struct buf *out, struct ecma_error *error);

#endif
