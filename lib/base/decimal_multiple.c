/*
 * Whether one exact decimal is a multiple of another, without the power of ten between them: with
 * d = a × 10^p and of = b × 10^q in normal form and g = p - q, the question is whether b divides
 * a × 10^g. If g < 0 it cannot, since 10 does not divide a. Else up to g twos and g fives of b are
 * met by 10^g, and what is left of b must divide a. The remainder is taken of a's digits in runs,
 * so that a long a is never one big integer.
 */
#include <gmp.h>
#include <string.h>

#include "base/decimal.h"
#include "base/decimal_internal.h"
#include "base/mem.h"

enum { RUN = 1000 }; /* digits at a time, at least */

/* b without up to g of its twos and fives. In normal form it has only one of the two kinds. */
static uint64_t shed_short(uint64_t b, int64_t g)
{
	for (; g && b % 2 == 0; g--)
		b /= 2;
	for (; g && b % 5 == 0; g--)
		b /= 5;
	return b;
}

static bool divides_short(uint64_t b, const struct decimal *d)
{
	uint64_t run, rest = 0;
	size_t i = 0, n;

	if (!d->digits)
		return d->coef % b == 0;
	while (i < d->ndigits) {
		run = 0;
		for (n = 0; n < DECIMAL_SHORT && i < d->ndigits; n++)
			run = run * 10 + (uint64_t)(d->digits[i++] - '0');
		rest = (uint64_t)(((decimal_wide)rest * decimal_power[n] + run) % b);
	}
	return rest == 0;
}

/* b, more than 0, without up to g of its twos and fives; last is its last digit. */
static void shed_long(mpz_t b, char last, uint64_t g)
{
	mp_bitcnt_t n;
	mpz_t five;

	if (last == '5') {
		mpz_init_set_ui(five, 5);
		n = mpz_remove(b, b, five);
		if (n > g) {
			mpz_ui_pow_ui(five, 5, (unsigned long)(n - g));
			mpz_mul(b, b, five);
		}
		mpz_clear(five);
	} else if ((last - '0') % 2 == 0) {
		n = mpz_scan1(b, 0);
		mpz_tdiv_q_2exp(b, b, n < g ? n : (mp_bitcnt_t)g);
	}
}

static bool divides_long(const mpz_t b, const struct decimal *d)
{
	char small[DECIMAL_SHORT + 1], *room;
	const char *digits = decimal_digits(d, small);
	size_t run = mpz_sizeinbase(b, 10), at = 0, n;
	mpz_t part, rest, power;
	bool even;

	if (run > (size_t)d->ndigits + 1) /* sizeinbase may say one too many */
		return false;
	if (run < RUN)
		run = RUN;
	room = mem_alloc(run + 1);
	mpz_init(part);
	mpz_init(rest);
	mpz_init(power);
	if (d->ndigits > run) {
		mpz_ui_pow_ui(power, 10, (unsigned long)run);
		mpz_mod(power, power, b);
	}
	/* The first run is the odd one, so that one power serves all others. */
	for (n = (d->ndigits - 1) % run + 1; at < d->ndigits; at += n, n = run) {
		memcpy(room, digits + at, n);
		room[n] = '\0';
		mpz_set_str(part, room, 10);
		mpz_addmul(part, rest, power);
		mpz_mod(rest, part, b);
	}
	even = mpz_sgn(rest) == 0;
	mpz_clear(power);
	mpz_clear(rest);
	mpz_clear(part);
	mem_free(room);
	return even;
}

static bool multiple_of_long(const struct decimal *d, const struct decimal *of, int64_t g)
{
	char last = of->digits[of->ndigits - 1];
	bool sheds = g && (last == '5' || (last - '0') % 2 == 0);
	bool multiple;
	mpz_t b;

	if (!sheds && d->ndigits < of->ndigits)
		return false;
	mpz_init_set_str(b, of->digits, 10);
	if (sheds)
		shed_long(b, last, (uint64_t)g);
	multiple = divides_long(b, d);
	mpz_clear(b);
	return multiple;
}

bool decimal_is_multiple(struct decimal d, struct decimal of)
{
	int64_t g = d.exp - of.exp;

	if (!d.ndigits || !of.ndigits)
		return !d.ndigits;
	if (g < 0)
		return false;
	return of.digits ? multiple_of_long(&d, &of, g) : divides_short(shed_short(of.coef, g), &d);
}
