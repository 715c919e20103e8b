/* What base/decimal promises of results: exact, or rounded half to even where one asks for it. */
#include "decimal_numbers.h"

typedef enum decimal_error operation(struct arena *, struct decimal, struct decimal,
				     struct decimal *);

static enum decimal_error divide_2(struct arena *a, struct decimal x, struct decimal y,
				   struct decimal *out)
{
	return decimal_divide(a, x, y, 2, out);
}

struct example {
	const char *x, *y, *result;
};

static void check_all(struct arena *a, operation *op, const struct example *rows, size_t n)
{
	struct decimal d;
	size_t i;

	for (i = 0; i < n; i++) {
		if (op(a, num(a, rows[i].x), num(a, rows[i].y), &d) != DECIMAL_OK)
			fail_msg("%s and %s should have a result", rows[i].x, rows[i].y);
		assert_string_equal(show(a, d), rows[i].result);
	}
}

static void sums_and_products_are_exact(void **state)
{
	static const struct example sums[] = {
		{"0.1", "0.2", "0.3"},
		{"9348.48", "0.02", "9348.5"},
		{"1", "-1", "0"},
		{"0", "0", "0"},
		{"0", "-5", "-5"},
		{"999999999999999999", "1", "1000000000000000000"},
		{"9999999999999999999", "1", "10000000000000000000"},
		{"9999999999999999999", "9999999999999999999", "19999999999999999998"},
		{"-3", "10", "7"},
		{"3", "-10", "-7"},
		{"99999999999999999999999999999999999999", "1",
		 "100000000000000000000000000000000000000"},
		{"1e30", "1e-9", "1.000000000000000000000000000000000000001e30"},
		{"1e20", "-1", "99999999999999999999"},
		{"100000000000000000000000000000000000001",
		 "-100000000000000000000000000000000000000", "1"},
		{"1e400", "1e400", "2e400"},
		{"-1e-400", "1e-400", "0"},
	};
	static const struct example products[] = {
		{"0.1", "3", "0.3"},
		{"-0.5", "2", "-1"},
		{"0", "-5", "0"},
		{"-2", "-3", "6"},
		{"1e400", "1e-400", "1"},
		{"9999999999999999999", "9999999999999999999",
		 "99999999999999999980000000000000000001"},
		{"4294967296", "4294967296", "18446744073709551616"},
		{"1e999999999999", "5e-999999999999", "5"},
	};
	struct decimal three;

	check_all(*state, decimal_add, sums, COUNT(sums));
	check_all(*state, decimal_multiply, products, COUNT(products));
	assert_int_equal(decimal_multiply(*state, num(*state, "0.1"), decimal_int(3), &three),
			 DECIMAL_OK);
	assert_int_equal(decimal_compare(three, num(*state, "0.3")), 0);
}

static void quotients_round_half_to_even(void **state)
{
	static const struct example rows[] = {
		{"1", "3", "0.33"},
		{"2", "3", "0.67"},
		{"-2", "3", "-0.67"},
		{"1", "8", "0.12"},
		{"3", "8", "0.38"},
		{"-1", "8", "-0.12"},
		{"0.005", "1", "0"},
		{"0.015", "1", "0.02"},
		{"0.0050000000000000000000000001", "1", "0.01"},
		{"0", "7", "0"},
		{"1e400", "1e398", "100"},
		{"1e20000", "4", "2.5e19999"},
		{"1e999999999999", "1e999999999998", "10"},
		{"1e-999999999999", "3", "0"},
		{"7", "1e999999999999", "0"},
		{"5", "1000", "0"},
		{"15", "1000", "0.02"},
		{"5.0000000000000000000000000000001", "1000", "0.01"},
		{"49", "10000", "0"},
		{"2.994", "3", "1"},
		{"9999999999999999999", "1", "9999999999999999999"},
		{"9999999999999999999", "7", "1428571428571428571.29"},
		{"123456789012345678901234567890", "123456789012345678901234567890", "1"},
		{"1", "123456789012345678901234567890", "0"},
	};
	struct decimal d;

	check_all(*state, divide_2, rows, COUNT(rows));
	assert_int_equal(decimal_divide(*state, decimal_int(5), decimal_int(2), 0, &d), DECIMAL_OK);
	assert_int_equal(decimal_compare(d, decimal_int(2)), 0);
	assert_int_equal(decimal_divide(*state, decimal_int(7), decimal_int(2), 0, &d), DECIMAL_OK);
	assert_int_equal(decimal_compare(d, decimal_int(4)), 0);
	assert_int_equal(decimal_divide(*state, decimal_int(1), decimal_int(16), UINT32_MAX, &d),
			 DECIMAL_OK);
	assert_string_equal(show(*state, d), "0.0625");
	assert_int_equal(decimal_divide(*state, decimal_int(1), decimal_int(3), UINT32_MAX, &d),
			 DECIMAL_RANGE);
	assert_int_equal(decimal_divide(*state, decimal_int(1), decimal_int(3), 30, &d),
			 DECIMAL_OK);
	assert_string_equal(show(*state, d), "0.333333333333333333333333333333");
}

static void remainders_have_the_sign_of_the_dividend(void **state)
{
	static const struct example rows[] = {
		{"7", "3", "1"},
		{"-7", "3", "-1"},
		{"7", "-3", "1"},
		{"-7", "-3", "-1"},
		{"6", "3", "0"},
		{"0", "3", "0"},
		{"7.5", "2", "1.5"},
		{"0.3", "0.1", "0"},
		{"1", "0.3", "0.1"},
		{"1e400", "7", "4"},
		{"1e999999999999", "3", "1"},
		{"-1e999999999999", "9999999999999999999", "-1000000"},
		{"3", "1e400", "3"},
		{"1e-400", "1", "1e-400"},
		{"1", "3e-400", "1e-400"},
		{"123456789012345678901234567890", "97", "52"},
		{"1e30", "999999999999999999999999999999", "1"},
		{"12345678901234567890.5", "1e19", "2345678901234567890.5"},
		{"9999999999999999999", "1e18", "999999999999999999"},
	};

	check_all(*state, decimal_remainder, rows, COUNT(rows));
}

static void nothing_is_divided_by_zero(void **state)
{
	struct decimal d;

	assert_int_equal(decimal_divide(*state, decimal_int(1), decimal_int(0), 2, &d),
			 DECIMAL_DIVIDE_BY_ZERO);
	assert_int_equal(decimal_divide(*state, decimal_int(0), decimal_int(0), 2, &d),
			 DECIMAL_DIVIDE_BY_ZERO);
	assert_int_equal(decimal_remainder(*state, decimal_int(1), num(*state, "-0.0"), &d),
			 DECIMAL_DIVIDE_BY_ZERO);
}

static void rounding_is_half_to_even(void **state)
{
	static const struct {
		const char *in;
		unsigned places;
		const char *out;
	} rows[] = {
		{"0.5", 0, "0"},
		{"1.5", 0, "2"},
		{"2.5", 0, "2"},
		{"-2.5", 0, "-2"},
		{"-0.5", 0, "0"},
		{"0.51", 0, "1"},
		{"0.49", 0, "0"},
		{"0.05", 0, "0"},
		{"0.095", 2, "0.1"},
		{"0.085", 2, "0.08"},
		{"9.995", 2, "10"},
		{"99.99", 1, "100"},
		{"12.345", 2, "12.34"},
		{"12.3450000000000000000000000001", 2, "12.35"},
		{"12.3", 5, "12.3"},
		{"1e400", 0, "1e400"},
		{"1e-400", 399, "0"},
		{"6e-400", 399, "1e-399"},
		{"0", 3, "0"},
		{"9999999999999999999.5", 0, "10000000000000000000"},
		{"0.9999999999999999999", 18, "1"},
		{"0.5000000000000000000", 0, "0"},
		{"0.9999999999999999999", 0, "1"},
		{"123456789012345678901234567899.95", 1, "123456789012345678901234567900"},
		{"1.10", 4294967295u, "1.1"},
		{"1e-1000000000000000", 4294967295u, "0"},
	};
	struct decimal d;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(decimal_round(*state, num(*state, rows[i].in), rows[i].places, &d),
				 DECIMAL_OK);
		assert_string_equal(show(*state, d), rows[i].out);
	}
}

__extension__ typedef __int128 wide;

static wide scaled(int64_t coef, int places)
{
	wide v = coef;

	while (places--)
		v *= 10;
	return v;
}

/* Whether d is v × 10^-places. */
static bool is_scaled(struct decimal d, wide v, int places)
{
	wide mine = (wide)d.coef;
	int64_t i;

	if (d.digits || d.exp < -places)
		return false;
	for (i = -places; i < d.exp; i++)
		mine *= 10;
	return (d.negative ? -mine : mine) == v;
}

static void small_numbers_agree_with_128_bit_integers(void **state)
{
	enum { PLACES = 6 };
	static const uint64_t sizes[] = {10, 100, 10000, 1000000000, 100000000000};
	uint64_t seed = 88172645463325252u;
	struct decimal d[2], r;
	wide v[2], rest;
	char text[48];
	int n, i;

	for (n = 0; n < 100000; n++) {
		for (i = 0; i < 2; i++) {
			int64_t coef = (int64_t)(next_random(&seed) %
						 sizes[next_random(&seed) % COUNT(sizes)]);
			int places = (int)(next_random(&seed) % (PLACES + 1));

			coef = next_random(&seed) % 2 ? coef : -coef;
			snprintf(text, sizeof text, "%llde-%d", (long long)coef, places);
			d[i] = num(*state, text);
			v[i] = scaled(coef, PLACES - places);
		}
		assert_int_equal(sign(decimal_compare(d[0], d[1])), (v[0] > v[1]) - (v[0] < v[1]));
		assert_int_equal(decimal_add(*state, d[0], d[1], &r), DECIMAL_OK);
		assert_true(is_scaled(r, v[0] + v[1], PLACES));
		assert_int_equal(decimal_subtract(*state, d[0], d[1], &r), DECIMAL_OK);
		assert_true(is_scaled(r, v[0] - v[1], PLACES));
		if (!v[1])
			continue;
		rest = v[0] % v[1];
		assert_int_equal(decimal_remainder(*state, d[0], d[1], &r), DECIMAL_OK);
		assert_true(is_scaled(r, rest, PLACES));
		d[1].negative = false;
		assert_int_equal(decimal_is_multiple(d[0], d[1]), rest == 0);
	}
}

/* Fails unless d × 10^shift is z. */
static void assert_big(struct arena *a, struct decimal d, const mpz_t z, int shift)
{
	char *s = arena_alloc(a, mpz_sizeinbase(z, 10) + 32);
	struct decimal expected;

	mpz_get_str(s, 10, z);
	snprintf(s + strlen(s), 16, "e-%d", shift);
	expected = num(a, s);
	assert_int_equal(decimal_compare(d, expected), 0);
	assert_int_equal(decimal_hash(d), decimal_hash(expected));
	assert_int_equal(d.exp, expected.exp);
	assert_int_equal(d.ndigits, expected.ndigits);
}

static void long_numbers_agree_with_big_integers(void **state)
{
	uint64_t seed = 2463534242u;
	struct arena *a = *state;
	struct decimal x, y, r;
	mpz_t u, v, w;
	int n;

	mpz_inits(u, v, w, NULL);
	for (n = 0; n < 20000; n++) {
		x = random_number(a, &seed, u);
		y = random_number(a, &seed, v);
		assert_int_equal(sign(decimal_compare(x, y)), sign(mpz_cmp(u, v)));
		assert_int_equal(decimal_add(a, x, y, &r), DECIMAL_OK);
		mpz_add(w, u, v);
		assert_big(a, r, w, SHIFT);
		assert_int_equal(decimal_subtract(a, x, y, &r), DECIMAL_OK);
		mpz_sub(w, u, v);
		assert_big(a, r, w, SHIFT);
		assert_int_equal(decimal_multiply(a, x, y, &r), DECIMAL_OK);
		mpz_mul(w, u, v);
		assert_big(a, r, w, 2 * SHIFT);
		if (mpz_sgn(v)) {
			assert_int_equal(decimal_remainder(a, x, y, &r), DECIMAL_OK);
			mpz_tdiv_r(w, u, v);
			assert_big(a, r, w, SHIFT);
			y.negative = false;
			assert_int_equal(decimal_is_multiple(x, y), mpz_sgn(w) == 0);
			assert_int_equal(decimal_multiply(a, x, y, &r), DECIMAL_OK);
			if (decimal_is_integer(x))
				assert_true(decimal_is_multiple(r, y));
		}
		arena_reset(a);
	}
	mpz_clears(u, v, w, NULL);
}

/* That is 2 × |x - r y| <= |y| × 10^-places, and r even where they are equal. */
static void quotients_are_the_nearest_with_even_ties(void **state)
{
	uint64_t seed = 362436069u;
	struct arena *a = *state;
	struct decimal x, y, r, nearest, back;
	unsigned places;
	mpz_t u, v;
	int n;

	mpz_inits(u, v, NULL);
	for (n = 0; n < 20000; n++) {
		struct decimal unit, doubled, two = decimal_int(2);
		int order;

		x = random_number(a, &seed, u);
		y = random_number(a, &seed, v);
		if (decimal_is_zero(y))
			continue;
		places = (unsigned)(next_random(&seed) % 45);
		assert_int_equal(decimal_divide(a, x, y, places, &r), DECIMAL_OK);
		assert_true(decimal_is_zero(r) || r.exp >= -(int64_t)places);
		/* 2 |x - r y| against |y| × 10^-places */
		decimal_multiply(a, r, y, &back);
		decimal_subtract(a, x, back, &back);
		decimal_multiply(a, back, two, &doubled);
		unit = y;
		unit.exp -= places;
		doubled.negative = unit.negative = false;
		order = decimal_compare(doubled, unit);
		assert_true(order <= 0);
		r.exp += places; /* now an integer */
		if (order == 0) {
			assert_int_equal(decimal_remainder(a, r, two, &nearest), DECIMAL_OK);
			assert_true(decimal_is_zero(nearest));
		}
		arena_reset(a);
	}
	mpz_clears(u, v, NULL);
}

static void rounding_is_division_by_one(void **state)
{
	uint64_t seed = 521288629u;
	struct arena *a = *state;
	struct decimal x, r, q;
	mpz_t u;
	int n;

	mpz_init(u);
	for (n = 0; n < 20000; n++) {
		unsigned places = (unsigned)(next_random(&seed) % 70);

		x = random_number(a, &seed, u);
		assert_int_equal(decimal_round(a, x, places, &r), DECIMAL_OK);
		assert_int_equal(decimal_divide(a, x, decimal_int(1), places, &q), DECIMAL_OK);
		assert_int_equal(decimal_compare(r, q), 0);
		assert_int_equal(decimal_hash(r), decimal_hash(q));
		arena_reset(a);
	}
	mpz_clear(u);
}

static void results_of_more_than_10000_digits_are_out_of_range(void **state)
{
	struct decimal most = num(*state, repeat(*state, "", DECIMAL_DIGITS, '9', "")),
		       one = decimal_int(1), d;
	struct decimal over = num(*state, repeat(*state, "", DECIMAL_DIGITS + 1, '9', ""));
	struct decimal half = num(*state, repeat(*state, "", DECIMAL_DIGITS / 2 + 1, '9', ""));
	struct decimal kept = decimal_int(7);

	assert_int_equal(decimal_add(*state, most, one, &d), DECIMAL_OK);
	assert_int_equal(decimal_compare(d, num(*state, "1e10000")), 0);
	assert_int_equal(decimal_subtract(*state, d, one, &d), DECIMAL_OK);
	assert_int_equal(decimal_compare(d, most), 0);
	assert_int_equal(decimal_subtract(*state, num(*state, "1e10001"), one, &kept),
			 DECIMAL_RANGE);
	assert_int_equal(decimal_add(*state, num(*state, "1e9999"), one, &d), DECIMAL_OK);
	assert_int_equal(decimal_add(*state, num(*state, "1e10000"), one, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_add(*state, most, num(*state, "0.1"), &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_add(*state, num(*state, "1e999999999999"), one, &kept),
			 DECIMAL_RANGE);
	assert_int_equal(decimal_add(*state, num(*state, "1e-999999999999"), one, &kept),
			 DECIMAL_RANGE);
	assert_int_equal(decimal_add(*state, over, one, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_multiply(*state, over, one, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_multiply(*state, half, half, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_divide(*state, over, one, 0, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_divide(*state, one, decimal_int(3), DECIMAL_DIGITS, &d),
			 DECIMAL_OK);
	assert_int_equal(d.ndigits, DECIMAL_DIGITS);
	assert_int_equal(decimal_divide(*state, one, decimal_int(3), DECIMAL_DIGITS + 1, &kept),
			 DECIMAL_RANGE);
	assert_int_equal(decimal_divide(*state, num(*state, "1e999999999999"), decimal_int(3), 0,
					&kept),
			 DECIMAL_RANGE);
	assert_int_equal(decimal_remainder(*state, over, one, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_remainder(*state, one, over, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_remainder(*state, num(*state, "1e999999999999"), most, &d),
			 DECIMAL_OK);
	assert_true(decimal_compare(d, most) < 0);
	assert_int_equal(decimal_compare(kept, decimal_int(7)), 0);
}

static void products_with_a_huge_exponent_are_out_of_range(void **state)
{
	struct decimal d = num(*state, "1e1000000000000000"), kept = decimal_int(7);

	assert_int_equal(decimal_multiply(*state, d, d, &d), DECIMAL_OK);
	assert_int_equal(decimal_multiply(*state, d, decimal_int(10), &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_multiply(*state, d, d, &kept), DECIMAL_RANGE);
	assert_int_equal(decimal_multiply(*state, d, decimal_int(0), &d), DECIMAL_OK);
	assert_true(decimal_is_zero(d));
	assert_int_equal(decimal_compare(kept, decimal_int(7)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(sums_and_products_are_exact),
		IN_ARENA(quotients_round_half_to_even),
		IN_ARENA(remainders_have_the_sign_of_the_dividend),
		IN_ARENA(nothing_is_divided_by_zero),
		IN_ARENA(rounding_is_half_to_even),
		IN_ARENA(small_numbers_agree_with_128_bit_integers),
		IN_ARENA(long_numbers_agree_with_big_integers),
		IN_ARENA(quotients_are_the_nearest_with_even_ties),
		IN_ARENA(rounding_is_division_by_one),
		IN_ARENA(results_of_more_than_10000_digits_are_out_of_range),
		IN_ARENA(products_with_a_huge_exponent_are_out_of_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
