#ifndef TEST_DECIMAL_NUMBERS_H
#define TEST_DECIMAL_NUMBERS_H
/* Numbers for the tests of base/decimal. The state of each test is the arena that they live in. */
#include <gmp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

static inline int setup(void **state)
{
	*state = calloc(1, sizeof(struct arena));
	return *state ? 0 : -1;
}

static inline int teardown(void **state)
{
	arena_free(*state);
	free(*state);
	return 0;
}

static inline struct decimal num(struct arena *a, const char *s)
{
	struct decimal d = {0};

	if (decimal_parse(a, text_of(s), &d) != DECIMAL_OK)
		fail_msg("%.60s should be a number", s);
	return d;
}

/* A decimal as the callers see it; it lives in the arena. */
static inline const char *show(struct arena *a, struct decimal d)
{
	struct buf b = {0};
	const char *s;

	decimal_write(&b, d);
	s = arena_copy(a, b.p, b.n);
	buf_free(&b);
	return s;
}

/* `head`, then n times c, then `tail`. */
static inline char *repeat(struct arena *a, const char *head, size_t n, char c, const char *tail)
{
	size_t h = strlen(head), t = strlen(tail);
	char *s = arena_alloc(a, h + n + t + 1);

	memcpy(s, head, h);
	memset(s + h, c, n);
	memcpy(s + h + n, tail, t + 1);
	return s;
}

static inline int sign(int order)
{
	return (order > 0) - (order < 0);
}

/* Xorshift: the same numbers each run. */
static inline uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* A number of 1 to 200 digits and, in z, its value × 10^SHIFT. */
enum { SHIFT = 60 };

static inline struct decimal random_number(struct arena *a, uint64_t *seed, mpz_t z)
{
	static const size_t lengths[] = {1, 2, 5, 17, 18, 19, 20, 21, 38, 39, 60, 200};
	size_t n = lengths[next_random(seed) % COUNT(lengths)], i;
	int exp = (int)(next_random(seed) % (2 * SHIFT)) - SHIFT;
	bool negative = next_random(seed) % 2, nines = next_random(seed) % 4 == 0;
	char *s = arena_alloc(a, n + 16);
	mpz_t power;

	s[0] = negative ? '-' : '0';
	for (i = 1; i <= n; i++)
		s[i] = (char)(nines ? '9' - (next_random(seed) % 50 == 0)
				    : '0' + (char)(next_random(seed) % 10));
	s[n + 1] = '\0';
	mpz_set_str(z, s, 10);
	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned)(exp + SHIFT));
	mpz_mul(z, z, power);
	mpz_clear(power);
	snprintf(s + n + 1, 15, "e%d", exp);
	return num(a, s);
}

#endif
