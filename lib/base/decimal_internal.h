#ifndef BASE_DECIMAL_INTERNAL_H
#define BASE_DECIMAL_INTERNAL_H
/* What the parts of exact decimals share: decimal.c reads, orders and writes them,
 * decimal_multiple.c finds multiples, decimal_calculate.c calculates. Not for callers. */
#include "base/decimal.h"

/* Coefficients of so many digits fit in 64 bits, and a product of two of them in 128. */
enum { DECIMAL_SHORT = 19, DECIMAL_WIDE = 38 };

__extension__ typedef unsigned __int128 decimal_wide;

extern const uint64_t decimal_power[DECIMAL_SHORT + 1]; /* of ten */

static inline struct decimal decimal_short(bool negative, uint64_t coef, uint32_t ndigits,
					   int64_t exp)
{
	struct decimal d = {0};

	d.coef = coef;
	d.ndigits = ndigits;
	d.negative = negative;
	d.exp = exp;
	return d;
}

/* How many digits v has; none for 0. */
static inline uint32_t decimal_length(uint64_t v)
{
	uint32_t n = 0;

	while (n <= DECIMAL_SHORT && v >= decimal_power[n])
		n++;
	return n;
}

/* The digits of d, ndigits of them: its own, or written into `room`. */
const char *decimal_digits(const struct decimal *d, char room[DECIMAL_SHORT + 1]);
/* <0, 0, >0 by absolute value. */
int decimal_compare_size(const struct decimal *a, const struct decimal *b);
/* The normal form of n digits (ASCII, zeros at either end welcome) × 10^exp, of any length;
 * DECIMAL_RANGE by exponent only. */
enum decimal_error decimal_from_digits(struct arena *a, bool negative, const char *digits, size_t n,
				       int64_t exp, struct decimal *out);
/* v × 10^exp in normal form; DECIMAL_RANGE as above. `a` may be NULL for a v below 10^19. */
enum decimal_error decimal_from_wide(struct arena *a, bool negative, decimal_wide v, int64_t exp,
				     struct decimal *out);

#endif
