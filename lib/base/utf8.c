/* UTF-8: decoding, encoding, checking, counting, width. Width is utf8proc's (Unicode East Asian
 * Width). */
#include "base/utf8.h"

#include <utf8proc.h>

#define HIGH_BITS 0x8080808080808080u

size_t utf8_decode(const char *s, size_t n, uint32_t *c)
{
	const unsigned char *p = (const unsigned char *)s;
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length, i;
	uint32_t value;

	if (n == 0)
		return 0;
	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	length = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (n < length)
		return 0;
	value = p[0] & (0xFFu >> (length + 1));
	for (i = 1; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (p[i] & 0x3Fu);
	}
	if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*c = value;
	return length;
}

size_t utf8_encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

size_t utf8_check(const char *p, size_t n)
{
	size_t i = 0, length;
	uint64_t word;
	uint32_t c;

	while (i < n) {
		if ((unsigned char)p[i] < 0x80) {
			i++;
			while (n - i >= sizeof word &&
			       (memcpy(&word, p + i, sizeof word), !(word & HIGH_BITS)))
				i += sizeof word;
			continue;
		}
		length = utf8_decode(p + i, n - i, &c);
		if (!length)
			return i;
		i += length;
	}
	return n;
}

bool utf8_is_ascii(const char *p, size_t n)
{
	uint64_t word, all = 0;
	size_t i = 0;

	for (; n - i >= sizeof word; i += sizeof word) {
		memcpy(&word, p + i, sizeof word);
		all |= word;
	}
	for (; i < n; i++)
		all |= (uint64_t)(unsigned char)p[i];
	return !(all & HIGH_BITS);
}

size_t utf8_count(const char *p, size_t n)
{
	size_t count = 0, i;

	for (i = 0; i < n; i++)
		count += ((unsigned char)p[i] & 0xC0) != 0x80;
	return count;
}

size_t utf8_width(struct text t)
{
	size_t width = 0, i = 0, length;
	uint32_t c;

	while (i < t.n) {
		length = utf8_decode(t.p + i, t.n - i, &c);
		if (!length) {
			width++;
			i++;
			continue;
		}
		if (utf8proc_charwidth((utf8proc_int32_t)c) > 0)
			width += (size_t)utf8proc_charwidth((utf8proc_int32_t)c);
		i += length;
	}
	return width;
}
