/* Dates, times and durations: RFC 3339 section 5.6, its leap seconds (5.7) and the durations of
 * its appendix A. */
#include "schema/format_tests.h"

#include "base/date.h"

enum { DAY_MINUTES = 24 * 60 };

struct moment {
	int year, month, day; /* of the local day */
	int minute;           /* of that day, 0..1439 */
	int second;           /* 60 in a leap second */
	int offset;           /* minutes east of UTC */
};

static bool take_number(struct text *t, size_t digits, int *value)
{
	size_t i;

	if (t->n < digits)
		return false;
	*value = 0;
	for (i = 0; i < digits; i++) {
		if (!format_is_digit(t->p[i]))
			return false;
		*value = *value * 10 + (t->p[i] - '0');
	}
	*t = format_skip(*t, digits);
	return true;
}

/* RFC 3339 has a year 0, which base/date.h has not; its calendar is that of 400. */
static bool day_exists(int year, int month, int day)
{
	return date_valid(year ? year : 400, month, day);
}

static bool take_date(struct text *t, struct moment *m)
{
	return take_number(t, 4, &m->year) && format_take(t, '-') && take_number(t, 2, &m->month) &&
	       format_take(t, '-') && take_number(t, 2, &m->day) &&
	       day_exists(m->year, m->month, m->day);
}

static bool take_hour_minute(struct text *t, int *minutes)
{
	int hour, minute;

	if (!take_number(t, 2, &hour) || !format_take(t, ':') || !take_number(t, 2, &minute))
		return false;
	*minutes = hour * 60 + minute;
	return hour <= 23 && minute <= 59;
}

static bool take_offset(struct text *t, int *offset)
{
	*offset = 0;
	if (format_take(t, 'Z') || format_take(t, 'z'))
		return true;
	if (format_take(t, '+'))
		return take_hour_minute(t, offset);
	if (!format_take(t, '-') || !take_hour_minute(t, offset))
		return false;
	*offset = -*offset;
	return true;
}

static bool take_time(struct text *t, struct moment *m)
{
	if (!take_hour_minute(t, &m->minute) || !format_take(t, ':') ||
	    !take_number(t, 2, &m->second) || m->second > 60)
		return false;
	if (format_take(t, '.') && !format_take_digits(t))
		return false;
	if (!take_offset(t, &m->offset))
		return false;
	return m->second < 60 ||
	       (m->minute - m->offset + DAY_MINUTES) % DAY_MINUTES == DAY_MINUTES - 1;
}

/* A leap second ends a month, as the calendar is at UTC. */
static bool ends_month(const struct moment *m)
{
	int utc = m->minute - m->offset;

	if (utc < 0)
		return m->day == 1;
	if (utc >= DAY_MINUTES)
		return day_exists(m->year, m->month, m->day + 1) &&
		       !day_exists(m->year, m->month, m->day + 2);
	return !day_exists(m->year, m->month, m->day + 1);
}

bool format_date(struct text t)
{
	struct moment m;

	return take_date(&t, &m) && t.n == 0;
}

bool format_time(struct text t)
{
	struct moment m;

	return take_time(&t, &m) && t.n == 0;
}

bool format_date_time(struct text t)
{
	struct moment m;

	return take_date(&t, &m) && (format_take(&t, 'T') || format_take(&t, 't')) &&
	       take_time(&t, &m) && t.n == 0 && (m.second < 60 || ends_month(&m));
}

/* ABNF's letters have no case (RFC 5234 section 2.3). */
static bool at_letter(struct text t, char upper)
{
	return t.n && (t.p[0] & ~0x20) == upper;
}

static bool take_letter(struct text *t, char upper)
{
	if (!at_letter(*t, upper))
		return false;
	*t = format_skip(*t, 1);
	return true;
}

/* Takes numbers with their units. The grammar lets a duration begin with any unit and end after
 * any, but not leave out one between: P1Y2M, never P1Y2D. Returns how many there were, or -1 if
 * one is wrong. */
static int take_units(struct text *t, const char *unit)
{
	int count = 0;

	while (format_take_digits(t)) {
		while (count == 0 && *unit && !at_letter(*t, *unit))
			unit++;
		if (!*unit || !take_letter(t, *unit))
			return -1;
		unit++;
		count++;
	}
	return count;
}

bool format_duration(struct text t)
{
	int count;

	if (!take_letter(&t, 'P') || t.n == 0)
		return false;
	if ((t.p[t.n - 1] | 0x20) == 'w')
		return take_units(&t, "W") == 1 && t.n == 0;
	count = take_units(&t, "YMD");
	if (count < 0 || t.n == 0)
		return count > 0;
	return take_letter(&t, 'T') && take_units(&t, "HMS") > 0 && t.n == 0;
}
