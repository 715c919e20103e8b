#ifndef BASE_TEXT_H
#define BASE_TEXT_H
/* A run of bytes that somebody else owns (UTF-8 unless said otherwise; may hold NUL; no NUL after
 * it). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	const char *p;
	size_t n;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

static inline struct text text_of(const char *s) /* s: NUL-terminated, borrowed */
{
	return (struct text){s, strlen(s)};
}

static inline bool text_equal(struct text a, struct text b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool text_is(struct text a, const char *s)
{
	return text_equal(a, text_of(s));
}

int text_compare(struct text a, struct text b); /* by bytes, shorter first: <0, 0, >0 */
/* A hash that differs from run to run: nobody can prepare texts that collide, and nothing may print
 * it. */
uint64_t text_hash64(struct text t);
static inline uint32_t text_hash(struct text t)
{
	return (uint32_t)text_hash64(t);
}
bool text_starts(struct text t, struct text prefix);
bool text_ends(struct text t, struct text suffix);
/* Optimal string alignment distance in characters, or limit + 1 if it is more than limit. */
size_t text_distance(struct text a, struct text b, size_t limit);

#endif
