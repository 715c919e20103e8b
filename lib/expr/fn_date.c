/* Functions on dates: calendar days without a time or a zone. */
#include "base/date.h"
#include "expr/function.h"

#define UNUSED (void)r, (void)x, (void)v, (void)n

static void give(struct expr_value *out, int64_t number)
{
	*out = expr_number(decimal_int(number));
}

static struct date at(const struct expr_value *v)
{
	return date_from_days(v->days);
}

void date_date(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	UNUSED;
	*out = v[0];
}

/* Eight digits, as they stand in other numbers. */
void date_basic(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	struct text t = v[0].text;
	char room[10];
	struct date d;

	(void)n;
	if (t.n == 8) {
		memcpy(room, t.p, 4);
		memcpy(room + 5, t.p + 4, 2);
		memcpy(room + 8, t.p + 6, 2);
		room[4] = room[7] = '-';
		if (date_parse((struct text){room, sizeof room}, &d)) {
			*out = expr_date(date_days(d));
			return;
		}
	}
	*out = v[0];
	run_fail(r, x->first, EXPR_WHY_DATE, out);
}

void date_of(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	     struct expr_value *out)
{
	int64_t year, month, day;

	(void)n;
	if (decimal_to_int64(v[0].number, &year) && decimal_to_int64(v[1].number, &month) &&
	    decimal_to_int64(v[2].number, &day) && year > 0 && year < 10000 && month > 0 &&
	    month < 13 && day > 0 && day < 32 && date_valid((int)year, (int)month, (int)day))
		*out = expr_date(
			date_days((struct date){(int16_t)year, (uint8_t)month, (uint8_t)day}));
	else
		run_fail(r, x, EXPR_WHY_DATE, out);
}

void date_get_year(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	UNUSED;
	give(out, at(v).year);
}

void date_get_month(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		    struct expr_value *out)
{
	UNUSED;
	give(out, at(v).month);
}

void date_get_day(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	UNUSED;
	give(out, at(v).day);
}

void date_month0(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		 struct expr_value *out)
{
	UNUSED;
	give(out, at(v).month - 1);
}

void date_day0(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	UNUSED;
	give(out, at(v).day - 1);
}

void date_week_day(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	UNUSED;
	give(out, ((v->days + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday; Sunday is 0 */
}

void date_year_day(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	UNUSED;
	give(out, v->days - date_days((struct date){at(v).year, 1, 1}));
}

void date_in_days(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	UNUSED;
	give(out, (int64_t)v[1].days - v[0].days);
}

static int months_between(struct date from, struct date to) /* from <= to */
{
	return (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day);
}

void date_in_months(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		    struct expr_value *out)
{
	UNUSED;
	give(out, v[0].days <= v[1].days ? months_between(at(&v[0]), at(&v[1]))
					 : -months_between(at(&v[1]), at(&v[0])));
}

void date_in_years(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	UNUSED;
	give(out, v[0].days <= v[1].days ? date_years(at(&v[0]), at(&v[1]))
					 : -date_years(at(&v[1]), at(&v[0])));
}

/* The same day so many months later, or that month's last day. */
static void add_months(struct expr_run *r, const struct ast *x, struct date d, int64_t months,
		       struct expr_value *out)
{
	int64_t total;
	int year, month;

	if (months < -120000 || months > 120000) {
		run_fail(r, x, EXPR_WHY_RANGE, out);
		return;
	}
	total = d.year * 12 + d.month - 1 + months;
	year = (int)(total / 12);
	month = (int)(total % 12) + 1;
	if (total < 12 || year > 9999) {
		run_fail(r, x, EXPR_WHY_RANGE, out);
		return;
	}
	while (!date_valid(year, month, d.day))
		d.day--;
	*out = expr_date(date_days((struct date){(int16_t)year, (uint8_t)month, d.day}));
}

void date_add_months(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		     struct expr_value *out)
{
	int64_t months;

	(void)n;
	if (decimal_to_int64(v[1].number, &months))
		add_months(r, x, at(v), months, out);
	else
		run_fail(r, x, EXPR_WHY_RANGE, out);
}

void date_add_years(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		    struct expr_value *out)
{
	int64_t years;

	(void)n;
	if (decimal_to_int64(v[1].number, &years) && years > -10000 && years < 10000)
		add_months(r, x, at(v), years * 12, out);
	else
		run_fail(r, x, EXPR_WHY_RANGE, out);
}
