#ifndef BASE_UTF8_H
#define BASE_UTF8_H
/* UTF-8 as in RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Decodes one character of the n bytes at p into *c; returns its length 1..4, or 0 if malformed or
 * n is 0. */
size_t utf8_decode(const char *p, size_t n, uint32_t *c);
/* Encodes c (a scalar value) into out; returns its length. */
size_t utf8_encode(uint32_t c, char out[4]);
/* Offset of the first malformed byte, or n if all is well. */
size_t utf8_check(const char *p, size_t n);
bool utf8_is_ascii(const char *p, size_t n);
/* The length of a character of valid UTF-8 by its first byte. */
static inline size_t utf8_length(char first)
{
	unsigned char c = (unsigned char)first;

	return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}
/* Number of characters in valid UTF-8. */
size_t utf8_count(const char *p, size_t n);
/* Columns on a terminal: wide East Asian characters take two, combining marks none. */
size_t utf8_width(struct text t);

#endif
