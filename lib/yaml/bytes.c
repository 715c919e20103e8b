/* The first look at a file: is it text in UTF-8 at all, and is it one version of itself? */
#include "yaml/bytes.h"

#include <stdint.h>
#include <stdio.h>

#include "base/finding.h"
#include "base/utf8.h"

enum { DIRECTIVES = 100 }; /* consecutive %-lines; libyaml's check for repeated ones is quadratic */

static const char *utf16(const unsigned char *p, size_t n)
{
	if (n >= 4 &&
	    ((p[0] == 0xFF && p[1] == 0xFE && !p[2] && !p[3]) || (!p[0] && !p[1] && !p[2] && p[3])))
		return "UTF-32";
	if (n >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF)))
		return "UTF-16";
	if (n >= 4 && ((!p[0] && p[1] && !p[2] && p[3]) || (p[0] && !p[1] && p[2] && !p[3])))
		return "UTF-16";
	return NULL;
}

bool bytes_check_utf8(const char *bytes, size_t n, struct findings *f)
{
	const char *nul = n ? memchr(bytes, '\0', n) : NULL;
	size_t bad = utf8_check(bytes, n);
	char hex[4];

	if (bad < n) {
		snprintf(hex, sizeof hex, "%02X", (unsigned char)bytes[bad]);
		finding_say(f, MSG_TEXT_NOT_UTF8, (uint32_t)bad, (uint32_t)bad, text_of(hex));
		return false;
	}
	if (nul)
		finding_say0(f, MSG_TEXT_NUL, (uint32_t)(nul - bytes), (uint32_t)(nul - bytes) + 1);
	return !nul;
}

/* A line that git puts into a file it could not merge: seven of one character, then a space or the
 * end. */
static bool is_marker(const char *line, const char *end)
{
	static const char kinds[] = "<|=>";
	size_t i;

	if (end - line < 7 || !strchr(kinds, line[0]))
		return false;
	for (i = 1; i < 7; i++)
		if (line[i] != line[0])
			return false;
	if (line + 7 == end || line[7] == '\r')
		return line[0] == '=';
	return line[7] == ' ' && line[0] != '=';
}

static bool has_odd_breaks(const char *bytes, size_t n)
{
	const char *p = bytes, *end = bytes + n;

	while ((p = memchr(p, '\r', (size_t)(end - p))))
		if (++p == end || *p != '\n')
			return true;
	for (p = bytes; (p = memchr(p, 0xC2, (size_t)(end - p))); p++)
		if (end - p > 1 && (unsigned char)p[1] == 0x85)
			return true;
	for (p = bytes; (p = memchr(p, 0xE2, (size_t)(end - p))); p++)
		if (end - p > 2 && (unsigned char)p[1] == 0x80 &&
		    ((unsigned char)p[2] & 0xFE) == 0xA8)
			return true;
	return false;
}

bool bytes_check(const char *bytes, size_t n, size_t *skip, bool *odd_breaks, struct findings *f)
{
	const char *line = bytes, *end = bytes + n, *next;
	size_t directives = 0, markers = 0;
	const char *wide;
	char room[24];

	*skip = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	wide = utf16((const unsigned char *)bytes, n);
	if (wide) {
		finding_say(f, MSG_TEXT_UTF16, 0, 0, text_of(wide));
		return false;
	}
	*odd_breaks = n && has_odd_breaks(bytes, n);
	if (*skip)
		finding_say0(f, MSG_TEXT_BOM, 0, 3);
	for (line += *skip; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			next = end;
		directives = *line == '%' ? directives + 1 : 0;
		if (directives > DIRECTIVES) {
			finding_say(f, MSG_LIMIT_DIRECTIVES, (uint32_t)(line - bytes),
				    (uint32_t)(next - bytes), text_number(room, DIRECTIVES));
			return false;
		}
		if (is_marker(line, next)) {
			markers++;
			finding_say0(f, MSG_TEXT_CONFLICT, (uint32_t)(line - bytes),
				     (uint32_t)(next - bytes));
		}
		next += next < end;
	}
	return markers == 0;
}
