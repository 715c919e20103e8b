/*
 * Exact decimals: the four operations and the remainder. Numbers of up to 19 digits whose exponents
 * are near each other, which are nearly all there are, take 128-bit arithmetic and no memory.
 * Longer ones are added digit by digit, and multiplied and divided by GMP; their length is limited,
 * so each step's time is too.
 */
#include <gmp.h>
#include <string.h>

#include "base/decimal.h"
#include "base/decimal_internal.h"
#include "base/mem.h"

static bool too_long(const struct decimal *x, const struct decimal *y)
{
	return x->ndigits > DECIMAL_DIGITS || y->ndigits > DECIMAL_DIGITS;
}

static decimal_wide wide_power(int64_t n) /* of ten; n from 0 to DECIMAL_WIDE */
{
	return n <= DECIMAL_SHORT ? decimal_power[n]
				  : (decimal_wide)decimal_power[DECIMAL_SHORT] *
					    decimal_power[n - DECIMAL_SHORT];
}

/* Gives `out` only a result that is short enough. */
static enum decimal_error finish(enum decimal_error error, struct decimal result,
				 struct decimal *out)
{
	if (error == DECIMAL_OK && result.ndigits > DECIMAL_DIGITS)
		error = DECIMAL_RANGE;
	if (error == DECIMAL_OK)
		*out = result;
	return error;
}

/* --- big integers ----------------------------------------------------------------------- */

static void big_set(mpz_t z, const struct decimal *d) /* the digits only */
{
	if (d->digits)
		mpz_set_str(z, d->digits, 10);
	else
		mpz_import(z, 1, 1, sizeof d->coef, 0, 0, &d->coef);
}

static void big_scale(mpz_t z, int64_t n) /* × 10^n, n small and not negative */
{
	mpz_t power;

	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)n);
	mpz_mul(z, z, power);
	mpz_clear(power);
}

static enum decimal_error big_result(struct arena *a, bool negative, const mpz_t z, int64_t exp,
				     struct decimal *out)
{
	char *digits = mem_alloc(mpz_sizeinbase(z, 10) + 2);
	struct decimal d;
	enum decimal_error error;

	mpz_get_str(digits, 10, z);
	error = decimal_from_digits(a, negative, digits, strlen(digits), exp, &d);
	mem_free(digits);
	return finish(error, d, out);
}

/* --- sums ------------------------------------------------------------------------------- */

static enum decimal_error add_short(struct arena *a, const struct decimal *x,
				    const struct decimal *y, struct decimal *out)
{
	int64_t exp = x->exp < y->exp ? x->exp : y->exp;
	decimal_wide u = x->coef * wide_power(x->exp - exp), v = y->coef * wide_power(y->exp - exp);

	if (x->negative == y->negative)
		return decimal_from_wide(a, x->negative, u + v, exp, out);
	if (u < v)
		return decimal_from_wide(a, y->negative, v - u, exp, out);
	return decimal_from_wide(a, x->negative, u - v, exp, out);
}

/* Adds to the digits at sum[0..n), or takes from them; a carry goes left as far as it must. */
static void add_digits(char *sum, const char *digits, size_t n, bool subtract)
{
	int carry = 0, v, sign = subtract ? -1 : 1;
	size_t i;

	for (i = n; i; i--) {
		v = sum[i - 1] - '0' + sign * (digits[i - 1] - '0' + carry);
		carry = v < 0 || v > 9;
		sum[i - 1] = (char)('0' + v - sign * 10 * carry);
	}
	for (; carry; sum--) {
		v = sum[-1] - '0' + sign;
		carry = v < 0 || v > 9;
		sum[-1] = (char)('0' + v - sign * 10 * carry);
	}
}

static enum decimal_error add_long(struct arena *a, const struct decimal *x,
				   const struct decimal *y, struct decimal *out)
{
	char xroom[DECIMAL_SHORT + 1], yroom[DECIMAL_SHORT + 1], *sum;
	const struct decimal *big = decimal_compare_size(x, y) < 0 ? y : x,
			     *small = big == x ? y : x;
	int64_t top = big->exp + big->ndigits, exp = x->exp < y->exp ? x->exp : y->exp,
		span = top - exp;
	struct decimal d;
	enum decimal_error error;

	/*
	 * Wider than either number by so much, the sum keeps at least span - 1 digits: its last is
	 * the last of one number, its first or second comes from the first of the other, and
	 * nothing can cancel that.
	 */
	if (span > DECIMAL_DIGITS + 2)
		return DECIMAL_RANGE;
	sum = mem_alloc((size_t)span + 1);
	memset(sum, '0', (size_t)span + 1);
	memcpy(sum + 1, decimal_digits(big, xroom), big->ndigits);
	add_digits(sum + 1 + (top - small->exp - small->ndigits), decimal_digits(small, yroom),
		   small->ndigits, x->negative != y->negative);
	error = decimal_from_digits(a, big->negative, sum, (size_t)span + 1, exp, &d);
	mem_free(sum);
	return finish(error, d, out);
}

enum decimal_error decimal_add(struct arena *a, struct decimal x, struct decimal y,
			       struct decimal *out)
{
	int64_t gap = x.exp - y.exp;

	if (too_long(&x, &y))
		return DECIMAL_RANGE;
	if (!x.ndigits || !y.ndigits) {
		*out = x.ndigits ? x : y;
		return DECIMAL_OK;
	}
	/* Both then are below 10^38, and their sum fits. */
	if (!x.digits && !y.digits && gap <= DECIMAL_WIDE - (int64_t)x.ndigits &&
	    -gap <= DECIMAL_WIDE - (int64_t)y.ndigits)
		return add_short(a, &x, &y, out);
	return add_long(a, &x, &y, out);
}

enum decimal_error decimal_subtract(struct arena *a, struct decimal x, struct decimal y,
				    struct decimal *out)
{
	y.negative = y.ndigits && !y.negative;
	return decimal_add(a, x, y, out);
}

enum decimal_error decimal_multiply(struct arena *a, struct decimal x, struct decimal y,
				    struct decimal *out)
{
	bool negative = x.negative != y.negative;
	enum decimal_error error;
	mpz_t z, factor;

	if (too_long(&x, &y))
		return DECIMAL_RANGE;
	if (!x.digits && !y.digits)
		return decimal_from_wide(a, negative, (decimal_wide)x.coef * y.coef, x.exp + y.exp,
					 out);
	mpz_init(z);
	mpz_init(factor);
	big_set(z, &x);
	big_set(factor, &y);
	mpz_mul(z, z, factor);
	error = big_result(a, negative, z, x.exp + y.exp, out);
	mpz_clear(factor);
	mpz_clear(z);
	return error;
}

/* --- quotients -------------------------------------------------------------------------- */

/* x / y × 10^shift rounded; the caller has seen that both sides fit. */
static enum decimal_error divide_short(struct arena *a, const struct decimal *x,
				       const struct decimal *y, int64_t shift, int64_t exp,
				       struct decimal *out)
{
	decimal_wide n = x->coef, d = y->coef, q, twice;

	if (shift < 0)
		d *= wide_power(-shift);
	else
		n *= wide_power(shift);
	q = n / d;
	twice = 2 * (n - q * d);
	if (twice > d || (twice == d && q % 2))
		q++;
	return decimal_from_wide(a, x->negative != y->negative, q, exp, out);
}

static void round_quotient(mpz_t n, const mpz_t d) /* n becomes n / d */
{
	mpz_t rest;
	int half;

	mpz_init(rest);
	mpz_tdiv_qr(n, rest, n, d);
	mpz_mul_2exp(rest, rest, 1);
	half = mpz_cmp(rest, d);
	if (half > 0 || (half == 0 && mpz_odd_p(n)))
		mpz_add_ui(n, n, 1);
	mpz_clear(rest);
}

/*
 * Makes n the integer that n / d × 10^shift rounds to, shift > 0; returns how far it was shifted
 * instead, when that is less and exact, or -1 when the result would be too long.
 *
 * A quotient that ends at all does so within `ends` places, since d, below 2^ends, has fewer twos
 * and fives than that. One that never ends has no run of zeros or nines as long as d, so its length
 * is known beforehand.
 */
static int64_t shift_quotient(mpz_t n, const mpz_t d, const struct decimal *x,
			      const struct decimal *y, int64_t shift)
{
	int64_t ends = 4 * (int64_t)y->ndigits;

	if (shift > ends) {
		big_scale(n, ends);
		if (mpz_divisible_p(n, d)) {
			mpz_divexact(n, n, d);
			return ends;
		}
		if (x->ndigits + shift - 2 * (int64_t)y->ndigits > DECIMAL_DIGITS)
			return -1;
		big_scale(n, shift - ends);
	} else {
		big_scale(n, shift);
	}
	round_quotient(n, d);
	return shift;
}

static enum decimal_error divide_long(struct arena *a, const struct decimal *x,
				      const struct decimal *y, int64_t shift, int64_t exp,
				      struct decimal *out)
{
	enum decimal_error error = DECIMAL_RANGE;
	int64_t shifted = shift;
	mpz_t n, d;

	mpz_init(n);
	mpz_init(d);
	big_set(n, x);
	big_set(d, y);
	if (shift > 0) {
		shifted = shift_quotient(n, d, x, y, shift);
	} else {
		big_scale(d, -shift);
		round_quotient(n, d);
	}
	if (shift <= 0 || shifted >= 0)
		error = big_result(a, x->negative != y->negative, n, exp + shift - shifted, out);
	mpz_clear(d);
	mpz_clear(n);
	return error;
}

enum decimal_error decimal_divide(struct arena *a, struct decimal x, struct decimal y,
				  unsigned places, struct decimal *out)
{
	/* The quotient is the integer x's digits × 10^shift / y's digits, × 10^-places. */
	int64_t shift = x.exp - y.exp + (int64_t)places, exp = -(int64_t)places;

	if (!y.ndigits)
		return DECIMAL_DIVIDE_BY_ZERO;
	if (too_long(&x, &y))
		return DECIMAL_RANGE;
	if (!x.ndigits || -shift > (int64_t)x.ndigits + 1) { /* at most a tenth of the last place */
		*out = decimal_int(0);
		return DECIMAL_OK;
	}
	if (!x.digits && !y.digits && shift <= DECIMAL_WIDE - (int64_t)x.ndigits &&
	    -shift <= DECIMAL_WIDE - (int64_t)y.ndigits)
		return divide_short(a, &x, &y, shift, exp, out);
	return divide_long(a, &x, &y, shift, exp, out);
}

/* --- remainders ------------------------------------------------------------------------- */

static uint64_t multiply_modulo(uint64_t x, uint64_t y, uint64_t m)
{
	return (uint64_t)((decimal_wide)x * y % m);
}

/* v × 10^g modulo m, in as many steps as g has bits. */
static uint64_t scale_modulo(uint64_t v, uint64_t g, uint64_t m)
{
	uint64_t ten = 10 % m;

	for (v %= m; g; g /= 2) {
		if (g % 2)
			v = multiply_modulo(v, ten, m);
		ten = multiply_modulo(ten, ten, m);
	}
	return v;
}

static enum decimal_error remainder_long(struct arena *a, const struct decimal *x,
					 const struct decimal *y, int64_t g, struct decimal *out)
{
	uint64_t gap = g < 0 ? -(uint64_t)g : (uint64_t)g;
	enum decimal_error error;
	mpz_t n, d, power;

	mpz_init(n);
	mpz_init(d);
	mpz_init(power);
	big_set(n, x);
	big_set(d, y);
	if (g < 0) { /* then the gap is no more than x's digits, x being the larger */
		big_scale(d, -g);
	} else {
		mpz_t ten;

		mpz_init_set_ui(ten, 10);
		mpz_import(power, 1, 1, sizeof gap, 0, 0, &gap);
		mpz_powm(power, ten, power, d);
		mpz_mul(n, n, power);
		mpz_clear(ten);
	}
	mpz_tdiv_r(n, n, d);
	error = big_result(a, x->negative, n, g < 0 ? x->exp : y->exp, out);
	mpz_clear(power);
	mpz_clear(d);
	mpz_clear(n);
	return error;
}

enum decimal_error decimal_remainder(struct arena *a, struct decimal x, struct decimal y,
				     struct decimal *out)
{
	int64_t g = x.exp - y.exp;

	if (!y.ndigits)
		return DECIMAL_DIVIDE_BY_ZERO;
	if (too_long(&x, &y))
		return DECIMAL_RANGE;
	if (decimal_compare_size(&x, &y) < 0) {
		*out = x;
		return DECIMAL_OK;
	}
	if (x.digits || y.digits)
		return remainder_long(a, &x, &y, g, out);
	if (g >= 0)
		return decimal_from_wide(a, x.negative, scale_modulo(x.coef, (uint64_t)g, y.coef),
					 y.exp, out);
	/* The larger of the two is x, so y's digits with the gap's zeros are no more than x's. */
	return decimal_from_wide(a, x.negative, x.coef % (y.coef * decimal_power[-g]), x.exp, out);
}
