/* What base/date promises: every day there and back, ages, and a today that can be set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/date.h"

static struct date day(const char *s)
{
	struct date d;

	if (!date_parse(text_of(s), &d))
		fail_msg("%s should be a date", s);
	return d;
}

static void assert_date(struct date d, const char *expected)
{
	char s[11];

	date_write(s, d);
	assert_string_equal(s, expected);
}

static int month_length(int year, int month)
{
	static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0))
		return 29;
	return length[month - 1];
}

static void every_day_goes_there_and_back(void **state)
{
	int32_t days = date_days(day("0001-01-01"));
	int year, month, n;
	struct date d, read;
	char s[11];

	(void)state;
	for (year = 1; year <= 9999; year++)
		for (month = 1; month <= 12; month++)
			for (n = 1; n <= month_length(year, month); n++, days++) {
				d = date_from_days(days);
				if (d.year != year || d.month != month || d.day != n ||
				    date_days(d) != days)
					fail_msg("%04d-%02d-%02d is not day %d", year, month, n,
						 (int)days);
				date_write(s, d);
				if (!date_parse(text_of(s), &read) || date_compare(read, d) != 0)
					fail_msg("%s does not read back", s);
			}
	assert_int_equal(days, date_days(day("9999-12-31")) + 1);
}

static void known_days_have_known_numbers(void **state)
{
	(void)state;
	assert_int_equal(date_days(day("1970-01-01")), 0);
	assert_int_equal(date_days(day("1969-12-31")), -1);
	assert_int_equal(date_days(day("2000-02-29")), 11016);
	assert_int_equal(date_days(day("2020-12-31")), 18627);
	assert_int_equal(date_days(day("0001-01-01")), -719162);
	assert_int_equal(date_days(day("9999-12-31")), 2932896);
}

static void days_outside_the_calendar_are_its_ends(void **state)
{
	(void)state;
	assert_date(date_from_days(-719163), "0001-01-01");
	assert_date(date_from_days(INT32_MIN), "0001-01-01");
	assert_date(date_from_days(2932897), "9999-12-31");
	assert_date(date_from_days(INT32_MAX), "9999-12-31");
}

static void only_full_dates_that_exist_are_read(void **state)
{
	static const char *const bad[] = {
		"",           "2020",        "2020-1-01",
		"2020-01-1",  "2020-01-01 ", " 2020-01-01",
		"2020/01/01", "2020-00-01",  "2020-13-01",
		"2020-01-00", "2020-01-32",  "2020-04-31",
		"2019-02-29", "1900-02-29",  "2100-02-29",
		"2020-02-30", "0000-01-01",  "-001-01-01",
		"+020-01-01", "20200101",    "2020-0a-01",
		"2020-01-0:", "2020-01-01T", "10000-01-01",
		"2020-01/01", "２020-01-01", "2020--1-01",
	};
	struct date d = {7, 7, 7};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		if (date_parse(text_of(bad[i]), &d))
			fail_msg("%s should not be a date", bad[i]);
	assert_false(date_parse(TEXT("2020-01-0\0"), &d));
	assert_int_equal(d.year, 7);
	assert_date(day("2000-02-29"), "2000-02-29");
	assert_date(day("0001-01-01"), "0001-01-01");
	assert_date(day("9999-12-31"), "9999-12-31");
}

static void validity_survives_any_number(void **state)
{
	(void)state;
	assert_true(date_valid(2024, 2, 29));
	assert_false(date_valid(2023, 2, 29));
	assert_false(date_valid(0, 1, 1));
	assert_false(date_valid(10000, 1, 1));
	assert_false(date_valid(INT32_MIN, INT32_MIN, INT32_MIN));
	assert_false(date_valid(2020, INT32_MAX, 1));
	assert_false(date_valid(2020, 12, 32));
	assert_true(date_valid(2020, 12, 31));
}

static void ages_change_on_the_birthday(void **state)
{
	(void)state;
	assert_int_equal(date_years(day("1949-12-31"), day("2020-12-30")), 70);
	assert_int_equal(date_years(day("1949-12-31"), day("2020-12-31")), 71);
	assert_int_equal(date_years(day("2004-06-15"), day("2020-06-14")), 15);
	assert_int_equal(date_years(day("2004-06-15"), day("2020-06-15")), 16);
	assert_int_equal(date_years(day("2004-06-15"), day("2020-07-01")), 16);
	assert_int_equal(date_years(day("2020-06-15"), day("2020-06-15")), 0);
	assert_int_equal(date_years(day("2020-06-15"), day("2020-06-14")), -1);
	assert_int_equal(date_years(day("0001-01-01"), day("9999-12-31")), 9998);
}

static void the_29_of_february_has_its_birthday_on_1_march(void **state)
{
	(void)state;
	assert_int_equal(date_years(day("2004-02-29"), day("2005-02-28")), 0);
	assert_int_equal(date_years(day("2004-02-29"), day("2005-03-01")), 1);
	assert_int_equal(date_years(day("2004-02-29"), day("2008-02-28")), 3);
	assert_int_equal(date_years(day("2004-02-29"), day("2008-02-29")), 4);
	assert_int_equal(date_years(day("1896-02-29"), day("1900-02-28")), 3);
	assert_int_equal(date_years(day("1896-02-29"), day("1900-03-01")), 4);
	assert_int_equal(date_years(day("2004-02-28"), day("2008-02-28")), 4);
}

static void dates_are_ordered(void **state)
{
	(void)state;
	assert_true(date_compare(day("2019-12-31"), day("2020-01-01")) < 0);
	assert_true(date_compare(day("2020-02-01"), day("2020-01-31")) > 0);
	assert_true(date_compare(day("2020-01-30"), day("2020-01-31")) < 0);
	assert_int_equal(date_compare(day("2020-01-31"), day("2020-01-31")), 0);
}

static void today_is_the_source_date_when_one_is_set(void **state)
{
	(void)state;
	setenv("TZ", "XXX-14", 1); /* the source date is in UTC, wherever this runs */
	setenv("SOURCE_DATE_EPOCH", "1609459199", 1);
	assert_date(date_today(), "2020-12-31");
	setenv("SOURCE_DATE_EPOCH", "1609459200", 1);
	assert_date(date_today(), "2021-01-01");
	setenv("SOURCE_DATE_EPOCH", "0", 1);
	assert_date(date_today(), "1970-01-01");
	setenv("SOURCE_DATE_EPOCH", "253402300799", 1);
	assert_date(date_today(), "9999-12-31");
}

static void today_is_local_when_the_source_date_is_no_date(void **state)
{
	static const char *const bad[] = {
		"", "x", "-1", "1.5", " 1", "253402300800", "99999999999999999999999"};
	/* Hours from UTC so far apart that the local dates differ whenever this runs. */
	static const char *const zone[] = {"XXX-14", "XXX12"};
	struct date now[2];
	size_t i, z;

	(void)state;
	for (z = 0; z < 2; z++) {
		int32_t before, after, seconds = z == 0 ? 14 * 3600 : -12 * 3600;

		setenv("TZ", zone[z], 1);
		for (i = 0; i < sizeof bad / sizeof *bad; i++) {
			setenv("SOURCE_DATE_EPOCH", bad[i], 1);
			before = (int32_t)((time(NULL) + seconds) / 86400);
			now[z] = date_today();
			after = (int32_t)((time(NULL) + seconds) / 86400);
			assert_in_range(date_days(now[z]), before, after);
		}
	}
	assert_true(date_compare(now[0], now[1]) > 0);
	unsetenv("SOURCE_DATE_EPOCH");
	assert_in_range(date_days(date_today()), date_days(now[1]), date_days(now[1]) + 1);
	unsetenv("TZ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_goes_there_and_back),
		cmocka_unit_test(known_days_have_known_numbers),
		cmocka_unit_test(days_outside_the_calendar_are_its_ends),
		cmocka_unit_test(only_full_dates_that_exist_are_read),
		cmocka_unit_test(validity_survives_any_number),
		cmocka_unit_test(ages_change_on_the_birthday),
		cmocka_unit_test(the_29_of_february_has_its_birthday_on_1_march),
		cmocka_unit_test(dates_are_ordered),
		cmocka_unit_test(today_is_the_source_date_when_one_is_set),
		cmocka_unit_test(today_is_local_when_the_source_date_is_no_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
