#include "version/section.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static bool is_word(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 0x80 || (u >= '0' && u <= '9') || ((u | 0x20) >= 'a' && (u | 0x20) <= 'z') ||
	       u == '_' || u == '-';
}

static bool is_blank(const char *p, const char *end)
{
	return p == end || *p == ' ' || *p == '\n' || *p == '\r';
}

/* The length of the plain key that the line at p begins with; 0: none. */
static size_t key_length(const char *p, const char *end)
{
	const char *q = p;

	if ((*p >= '0' && *p <= '9') || *p == '-')
		return 0;
	while (q < end && is_word(*q))
		q++;
	return q > p && q < end && *q == ':' && is_blank(q + 1, end) ? (size_t)(q - p) : 0;
}

/* Does the line at p go on with what came before it? An item of a list, a comment, or indented. */
static bool goes_on(const char *p, const char *end)
{
	return is_blank(p, end) || *p == '#' || (*p == '-' && is_blank(p + 1, end));
}

static void add(struct sections *s, size_t start, size_t key, const char *bytes)
{
	MEM_GROW(s->v, s->n, s->cap);
	s->v[s->n++] = (struct section){
		.start = (uint32_t)start,
		.key = (uint32_t)key,
		.key_hash = key ? text_hash64((struct text){bytes + start, key}) : 0,
	};
}

static bool has_twins(const struct sections *s)
{
	size_t i, k;

	for (i = 1; i < s->n; i++)
		for (k = 1; k < i; k++)
			if (s->v[i].key_hash == s->v[k].key_hash)
				return true;
	return false;
}

static bool is_cuttable(const char *bytes, size_t n)
{
	return n && n <= SECTION_LARGEST && !memchr(bytes, '&', n) && !memchr(bytes, '*', n) &&
	       !memchr(bytes, '\0', n);
}

enum { SECTIONS = 500 }; /* in one text: twins are looked for pair by pair */

bool sections_cut(struct sections *s, const char *bytes, size_t n)
{
	const char *p = bytes, *end = bytes + n;
	size_t i, key;
	bool good = is_cuttable(bytes, n);

	s->n = 0;
	if (good)
		add(s, 0, 0, bytes);
	while (good && p < end) {
		key = key_length(p, end);
		if (key)
			add(s, (size_t)(p - bytes), key, bytes);
		else
			good = goes_on(p, end);
		p = memchr(p, '\n', (size_t)(end - p));
		p = p ? p + 1 : end;
	}
	good = good && s->n > 1 && s->n <= SECTIONS && !has_twins(s);
	for (i = 0; good && i < s->n; i++) {
		struct section *x = &s->v[i];

		x->end = i + 1 < s->n ? s->v[i + 1].start : (uint32_t)n;
		x->hash = text_hash64((struct text){bytes + x->start, x->end - x->start});
	}
	if (!good)
		s->n = 0;
	return good;
}

void sections_free(struct sections *s)
{
	mem_free(s->v);
	*s = (struct sections){0};
}
