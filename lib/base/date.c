/*
 * Calendar dates. Days are counted from 1 January of year 1, where the Gregorian cycles of 400,
 * 100, 4 and 1 years begin, and shifted to 1970 at the border.
 */
#include "base/date.h"

#include <stdlib.h>
#include <time.h>

enum {
	FIRST_YEAR = 1,
	LAST_YEAR = 9999,
	YEAR = 365,
	FOUR = 4 * YEAR + 1,
	CENTURY = 25 * FOUR - 1,
	CYCLE = 4 * CENTURY + 1,
	EPOCH = 719162,     /* 1970-01-01, from 0001-01-01 */
	ALL_DAYS = 3652059, /* from 0001-01-01 to 10000-01-01 */
	DAY_SECONDS = 86400,
};

/* Days of a common year before each month. */
static const int16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_before(int year, int month) /* of the year, before the month (1 to 13) */
{
	return before[month - 1] + (month > 2 && is_leap(year));
}

bool date_valid(int year, int month, int day)
{
	return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_before(year, month + 1) - days_before(year, month);
}

static bool number(const char *p, int n, int *out)
{
	*out = 0;
	for (; n; n--, p++) {
		if (*p < '0' || *p > '9')
			return false;
		*out = *out * 10 + (*p - '0');
	}
	return true;
}

bool date_parse(struct text t, struct date *out)
{
	int year, month, day;

	if (t.n != 10 || t.p[4] != '-' || t.p[7] != '-' || !number(t.p, 4, &year) ||
	    !number(t.p + 5, 2, &month) || !number(t.p + 8, 2, &day) ||
	    !date_valid(year, month, day))
		return false;
	*out = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
	return true;
}

int32_t date_days(struct date d)
{
	int y = d.year - 1; /* whole years before this one */

	return y * YEAR + y / 4 - y / 100 + y / 400 + days_before(d.year, d.month) + d.day - 1 -
	       EPOCH;
}

struct date date_from_days(int32_t days)
{
	int year = 1, month = 1, n;

	if (days < -EPOCH)
		days = -EPOCH;
	if (days > ALL_DAYS - 1 - EPOCH)
		days = ALL_DAYS - 1 - EPOCH;
	days += EPOCH;
	year += days / CYCLE * 400;
	days %= CYCLE;
	n = days / CENTURY < 3 ? days / CENTURY
			       : 3; /* the last day of a cycle would begin a fifth century */
	year += n * 100;
	days -= n * CENTURY;
	year += days / FOUR * 4;
	days %= FOUR;
	n = days / YEAR < 3 ? days / YEAR : 3; /* and that of four years a fifth year */
	year += n;
	days -= n * YEAR;
	while (days >= days_before(year, month + 1))
		month++;
	return (struct date){(int16_t)year, (uint8_t)month,
			     (uint8_t)(days - days_before(year, month) + 1)};
}

int date_compare(struct date a, struct date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return (a.day > b.day) - (a.day < b.day);
}

int date_years(struct date from, struct date to)
{
	/* 29 February comes after the 28th and before 1 March by itself, leap year or not. */
	bool before_birthday = to.month != from.month ? to.month < from.month : to.day < from.day;

	return to.year - from.year - before_birthday;
}

/* The day of SOURCE_DATE_EPOCH, as reproducible-builds.org specifies it, if it means one. */
static bool source_date(struct date *out)
{
	const char *s = getenv("SOURCE_DATE_EPOCH");
	int64_t seconds = 0;

	if (!s || !*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		seconds = seconds * 10 + (*s - '0');
		if (seconds / DAY_SECONDS >= ALL_DAYS - EPOCH)
			return false;
	}
	*out = date_from_days((int32_t)(seconds / DAY_SECONDS));
	return true;
}

struct date date_today(void)
{
	time_t now = time(NULL);
	struct date today;
	struct tm tm;

	if (source_date(&today))
		return today;
	tzset(); /* localtime_r need not */
	if (!localtime_r(&now, &tm) || !date_valid(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday))
		return date_from_days(0);
	return (struct date){(int16_t)(tm.tm_year + 1900), (uint8_t)(tm.tm_mon + 1),
			     (uint8_t)tm.tm_mday};
}

static char *write_number(char *p, int v, int n)
{
	int i;

	for (i = n; i; v /= 10)
		p[--i] = (char)('0' + v % 10);
	return p + n;
}

void date_write(char out[11], struct date d)
{
	char *p = write_number(out, d.year, 4);

	*p++ = '-';
	p = write_number(p, d.month, 2);
	*p++ = '-';
	p = write_number(p, d.day, 2);
	*p = '\0';
}
