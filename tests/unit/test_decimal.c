/* What base/decimal promises of numbers: read exactly, one form for each value, ordered. */
#include "decimal_numbers.h"

static void numbers_are_written_in_one_form(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"0", "0"},
		{"-0", "0"},
		{"+0.000", "0"},
		{"-0e-5", "0"},
		{".0", "0"},
		{"0.", "0"},
		{"1", "1"},
		{"+1", "1"},
		{"-1", "-1"},
		{"1.", "1"},
		{"1.0", "1"},
		{".5", "0.5"},
		{"-.50", "-0.5"},
		{"007", "7"},
		{"1200", "1200"},
		{"12e2", "1200"},
		{"12E+2", "1200"},
		{"0.05", "0.05"},
		{"5e-2", "0.05"},
		{"00012.3400", "12.34"},
		{"1234567.89e-3", "1234.56789"},
		{"1e00000000000000000000000000002", "100"},
		{"9999999999999999999", "9999999999999999999"},
		{"10000000000000000000", "10000000000000000000"},
		{"18446744073709551615", "18446744073709551615"},
		{"18446744073709551616", "18446744073709551616"},
		{"123456789012345678901234567890.125", "123456789012345678901234567890.125"},
		{"000.0001234567890123456789012", "0.0001234567890123456789012"},
		{"1000000000000000000000000000000000000001",
		 "1000000000000000000000000000000000000001"},
		{"10000000000000000000000000000000000000010",
		 "1.000000000000000000000000000000000000001e40"},
		{"1e39", "1000000000000000000000000000000000000000"},
		{"1e40", "1e40"},
		{"-1e38", "-100000000000000000000000000000000000000"},
		{"-1e39", "-1e39"},
		{"1e-38", "0.00000000000000000000000000000000000001"},
		{"1e-39", "1e-39"},
		{"15e399", "1.5e400"},
		{"-1e-400", "-1e-400"},
		{"1e999999999999", "1e999999999999"},
		{"1e1000000000000000", "1e1000000000000000"},
		{"1e-1000000000000000", "1e-1000000000000000"},
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		struct decimal d = num(*state, rows[i].in), again;

		assert_string_equal(show(*state, d), rows[i].out);
		again = num(*state, rows[i].out);
		assert_int_equal(decimal_compare(d, again), 0);
		assert_int_equal(decimal_hash(d), decimal_hash(again));
	}
}

static void what_is_not_a_number_is_refused(void **state)
{
	static const char *const bad[] = {
		"",         "-",   "+",    ".",     "-.",  "e5",   ".e5",  "1e",    "1e+",   "1e-",
		"1.2.3",    "1,5", " 1",   "1 ",    "--1", "+-1",  "0x10", "1e5.0", "1e5e5", "1f",
		"Infinity", "NaN", ".inf", "1_000", "１",  "1e 5", "0e",   "0ex",   "/",     ":",
	};
	struct decimal d = decimal_int(7);
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		if (decimal_parse(*state, text_of(bad[i]), &d) != DECIMAL_SYNTAX)
			fail_msg("%s should be refused", bad[i]);
	assert_int_equal(decimal_parse(*state, TEXT("1\0"), &d), DECIMAL_SYNTAX);
	assert_int_equal(decimal_parse(*state, (struct text){NULL, 0}, &d), DECIMAL_SYNTAX);
	assert_int_equal(decimal_compare(d, decimal_int(7)), 0);
}

static void exponents_out_of_range_are_said_so_except_of_zero(void **state)
{
	static const char *const far[] = {
		"1e1000000000000001",
		"1e-1000000000000001",
		"-5e99999999999999999999999999",
		"1.5e-99999999999999999999999",
		"1e9223372036854775808",
	};
	struct decimal d;
	size_t i;

	for (i = 0; i < COUNT(far); i++)
		assert_int_equal(decimal_parse(*state, text_of(far[i]), &d), DECIMAL_RANGE);
	assert_true(decimal_is_zero(num(*state, "0e99999999999999999999999999")));
	assert_true(decimal_is_zero(num(*state, "-0.00e-99999999999999999999999999")));
	assert_int_equal(decimal_parse(*state, TEXT("0e9999999999999999999x"), &d), DECIMAL_SYNTAX);
}

static void zero_has_one_form(void **state)
{
	struct decimal zero = num(*state, "-0.0e7");

	assert_true(decimal_is_zero(zero));
	assert_false(zero.negative);
	assert_int_equal(zero.exp, 0);
	assert_int_equal(zero.ndigits, 0);
	assert_int_equal(decimal_compare(zero, decimal_int(0)), 0);
	assert_int_equal(decimal_hash(zero), decimal_hash(decimal_int(0)));
	assert_true(decimal_is_integer(zero));
}

static void integers_come_and_go(void **state)
{
	static const int64_t some[] = {
		0, 1, -1, 10, -1200, INT64_MAX, INT64_MIN, INT64_MAX - 7, 1000000000000000000};
	static const char *const none[] = {
		"9223372036854775808",
		"-9223372036854775809",
		"1e19",
		"-1e19",
		"99999999999999999999",
		"0.5",
		"1e400",
		"1e-400",
		"9223372036854775807.5",
		"1e1000000000000000",
		"10000000000000000000000001",
	};
	char text[32];
	int64_t v;
	size_t i;

	for (i = 0; i < COUNT(some); i++) {
		snprintf(text, sizeof text, "%lld", (long long)some[i]);
		assert_true(decimal_to_int64(decimal_int(some[i]), &v));
		assert_true(v == some[i]);
		assert_string_equal(show(*state, decimal_int(some[i])), text);
		assert_int_equal(decimal_compare(num(*state, text), decimal_int(some[i])), 0);
		assert_int_equal(decimal_hash(num(*state, text)),
				 decimal_hash(decimal_int(some[i])));
	}
	for (i = 0; i < COUNT(none); i++)
		assert_false(decimal_to_int64(num(*state, none[i]), &v));
	assert_true(decimal_is_integer(num(*state, "1.50e1")));
	assert_true(decimal_is_integer(num(*state, "1e400")));
	assert_false(decimal_is_integer(num(*state, "1.5")));
	assert_false(decimal_is_integer(num(*state, "1e-400")));
}

static void order_is_exact_at_any_exponent(void **state)
{
	/* From the least to the greatest. */
	static const char *const order[] = {
		"-1e1000000000000000",
		"-1e400",
		"-100000000000000000000",
		"-99999999999999999999",
		"-1.5",
		"-1",
		"-0.1",
		"-1e-400",
		"0",
		"1e-1000000000000000",
		"1e-400",
		"1.0000000000000000000000001e-400",
		"2e-400",
		"0.1",
		"0.3",
		"0.30000000000000004",
		"0.99999999999999999999",
		"1",
		"1.0000000000000000001",
		"1.00000000000000000011",
		"999999999999999999",
		"1000000000000000000",
		"9999999999999999999",
		"9999999999999999999.1",
		"10000000000000000000",
		"10000000000000000001",
		"1e399",
		"1e400",
		"1.0000000000000000000000000000000001e400",
		"1e999999999999",
		"1e1000000000000000",
	};
	size_t i, j;

	for (i = 0; i < COUNT(order); i++)
		for (j = 0; j < COUNT(order); j++) {
			int got = decimal_compare(num(*state, order[i]), num(*state, order[j]));

			if (sign(got) != (i > j) - (i < j))
				fail_msg("%s and %s compare as %d", order[i], order[j], got);
		}
}

static void equal_numbers_have_one_hash_however_written(void **state)
{
	static const char *const same[][3] = {
		{"1", "1.000", "10e-1"},
		{"-1200", "-1.2e3", "-12000000e-4"},
		{"0.3", "3e-1", ".300000000000000000000000000"},
		{"10000000000000000000", "1e19", "0.0001e23"},
		{"123456789012345678901", "123456789012345678.901e3", "1.23456789012345678901e20"},
		{"9999999999999999999", "999999999999999999.9e1", "99999999999999999990000e-4"},
	};
	size_t i, j;

	for (i = 0; i < COUNT(same); i++)
		for (j = 1; j < 3; j++) {
			struct decimal a = num(*state, same[i][0]), b = num(*state, same[i][j]);

			assert_int_equal(decimal_compare(a, b), 0);
			assert_int_equal(decimal_hash(a), decimal_hash(b));
		}
	assert_int_not_equal(decimal_hash(num(*state, "1")), decimal_hash(num(*state, "-1")));
	assert_int_not_equal(decimal_hash(num(*state, "1")), decimal_hash(num(*state, "10")));
	assert_int_not_equal(decimal_hash(num(*state, "123456789012345678901")),
			     decimal_hash(num(*state, "123456789012345678902")));
}

static void multiples_are_exact_at_any_exponent(void **state)
{
	static const struct {
		const char *d, *of;
		bool is;
	} rows[] = {
		{"0", "7", true},
		{"0.3", "0.1", true},
		{"19.99", "0.01", true},
		{"19.995", "0.01", false},
		{"0.0075", "0.0001", true},
		{"0.00751", "0.0001", false},
		{"-9", "3", true},
		{"-10", "3", false},
		{"4.5", "1.5", true},
		{"35", "1.5", false},
		{"3", "0.5", true},
		{"1", "0.3", false},
		{"1e400", "1e-400", true},
		{"1e400", "7", false},
		{"7e400", "7", true},
		{"1e308", "0.123456789", false},
		{"1e999999999999", "1", true},
		{"1e999999999999", "0.5", true},
		{"1e999999999999", "3", false},
		{"3e999999999999", "3e-999999999999", true},
		{"1e-400", "1e400", false},
		{"1", "1e999999999999", false},
		{"1e1", "1024", false},
		{"1e9", "1024", false},
		{"1e10", "1024", true},
		{"1e12", "244140625", true},
		{"1e11", "244140625", false},
		{"10", "4", false},
		{"100", "4", true},
		{"30", "4", false},
		{"60", "4", true},
		{"123456789012345678901234567890", "10", true},
		{"123456789012345678901234567891", "10", false},
		{"123456789012345678901234567890", "9999999999999999999", false},
		{"99999999999999999990", "9999999999999999999", true},
		{"5", "123456789012345678901234567890", false},
		{"246913578024691357802469135780", "123456789012345678901234567890", true},
		{"246913578024691357802469135781", "123456789012345678901234567890", false},
		/* 2^80 and 5^60 have more than 19 digits, and divide powers of ten. */
		{"1e80", "1208925819614629174706176", true},
		{"1e79", "1208925819614629174706176", false},
		{"2e79", "1208925819614629174706176", true},
		{"3e999999999999", "1208925819614629174706176", true},
		{"1e60", "867361737988403547205962240695953369140625", true},
		{"1e59", "867361737988403547205962240695953369140625", false},
		{"5e59", "867361737988403547205962240695953369140625", true},
		{"1e999999999999", "1208925819614629174706177", false},
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (decimal_is_multiple(num(*state, rows[i].d), num(*state, rows[i].of)) !=
		    rows[i].is)
			fail_msg("%s %s a multiple of %s", rows[i].d, rows[i].is ? "is" : "is not",
				 rows[i].of);
}

static void sixteen_million_digits_are_read_and_compared(void **state)
{
	enum { MANY = 16 * 1024 * 1024 };
	char *s = repeat(*state, "1.", MANY, '7', "");
	struct decimal a, b, zeros;
	clock_t start = clock();

	a = num(*state, s);
	assert_int_equal(a.ndigits, MANY + 1);
	assert_int_equal(a.exp, -MANY);
	s[MANY + 1] = '8';
	b = num(*state, s);
	assert_true(decimal_compare(a, b) < 0);
	assert_true(decimal_compare(b, a) > 0);
	assert_int_not_equal(decimal_hash(a), decimal_hash(b));
	assert_true(decimal_is_multiple(a, num(*state, "1e-17000000")));
	assert_false(decimal_is_multiple(a, num(*state, "9e-16777216")));
	zeros = num(*state, repeat(*state, "0.", MANY, '0', "25"));
	assert_int_equal(zeros.ndigits, 2);
	assert_int_equal(zeros.exp, -MANY - 2);
	zeros = num(*state, repeat(*state, "25", MANY, '0', "e-16777216"));
	assert_int_equal(decimal_compare(zeros, decimal_int(25)), 0);
	/* A second's work with sanitizers; anything quadratic would take days. */
	assert_true((clock() - start) / CLOCKS_PER_SEC < 60);
}

static void long_multiples_are_found_in_bounded_time(void **state)
{
	enum { MANY = 1000000 };
	clock_t start = clock();
	/* 11…1 of 3 n digits is a multiple of 11…1 of n digits. */
	struct decimal a = num(*state, repeat(*state, "", 3 * MANY, '1', "")),
		       of = num(*state, repeat(*state, "", MANY, '1', ""));
	struct decimal b = num(*state, repeat(*state, "", 3 * MANY, '1', "2"));
	struct decimal few = num(*state, repeat(*state, "", DECIMAL_DIGITS, '1', ""));

	assert_true(decimal_is_multiple(a, of));
	assert_false(decimal_is_multiple(b, of));
	assert_false(decimal_is_multiple(of, a));
	assert_true(decimal_is_multiple(a, few));
	assert_false(decimal_is_multiple(b, few));
	assert_true((clock() - start) / CLOCKS_PER_SEC < 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(numbers_are_written_in_one_form),
		IN_ARENA(what_is_not_a_number_is_refused),
		IN_ARENA(exponents_out_of_range_are_said_so_except_of_zero),
		IN_ARENA(zero_has_one_form),
		IN_ARENA(integers_come_and_go),
		IN_ARENA(order_is_exact_at_any_exponent),
		IN_ARENA(equal_numbers_have_one_hash_however_written),
		IN_ARENA(multiples_are_exact_at_any_exponent),
		IN_ARENA(sixteen_million_digits_are_read_and_compared),
		IN_ARENA(long_multiples_are_found_in_bounded_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
