/*
 * Exact decimals: reading, comparing, rounding and writing them. All of it works on digits as they
 * stand, in time linear in their number; only decimal_calculate.c and decimal_multiple.c need big
 * integers.
 */
#include "base/decimal.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal_internal.h"
#include "base/mem.h"

#define WRITTEN_EXP INT64_C(1000000000000000) /* the largest exponent read */
#define RESULT_EXP (2 * WRITTEN_EXP)          /* and calculated; sums of a few cannot overflow */

enum { PLAIN = 40 }; /* characters that plain notation may take */

const uint64_t decimal_power[DECIMAL_SHORT + 1] = {
	UINT64_C(1),
	UINT64_C(10),
	UINT64_C(100),
	UINT64_C(1000),
	UINT64_C(10000),
	UINT64_C(100000),
	UINT64_C(1000000),
	UINT64_C(10000000),
	UINT64_C(100000000),
	UINT64_C(1000000000),
	UINT64_C(10000000000),
	UINT64_C(100000000000),
	UINT64_C(1000000000000),
	UINT64_C(10000000000000),
	UINT64_C(100000000000000),
	UINT64_C(1000000000000000),
	UINT64_C(10000000000000000),
	UINT64_C(100000000000000000),
	UINT64_C(1000000000000000000),
	UINT64_C(10000000000000000000),
};

static const struct decimal zero;

const char *decimal_digits(const struct decimal *d, char room[DECIMAL_SHORT + 1])
{
	uint64_t v = d->coef;
	uint32_t i;

	if (d->digits)
		return d->digits;
	room[d->ndigits] = '\0';
	for (i = d->ndigits; i; v /= 10)
		room[--i] = (char)('0' + v % 10);
	return room;
}

enum decimal_error decimal_from_wide(struct arena *a, bool negative, decimal_wide v, int64_t exp,
				     struct decimal *out)
{
	char digits[DECIMAL_WIDE + 2];
	size_t at = sizeof digits;
	uint64_t coef;

	if (v >= decimal_power[DECIMAL_SHORT]) {
		for (; v; v /= 10)
			digits[--at] = (char)('0' + (int)(v % 10));
		return decimal_from_digits(a, negative, digits + at, sizeof digits - at, exp, out);
	}
	coef = (uint64_t)v;
	for (; coef && coef % 10 == 0; exp++)
		coef /= 10;
	if (coef && (exp > RESULT_EXP || exp < -RESULT_EXP))
		return DECIMAL_RANGE;
	*out = coef ? decimal_short(negative, coef, decimal_length(coef), exp) : zero;
	return DECIMAL_OK;
}

enum decimal_error decimal_from_digits(struct arena *a, bool negative, const char *digits, size_t n,
				       int64_t exp, struct decimal *out)
{
	uint64_t coef = 0;
	size_t i;

	for (; n && digits[n - 1] == '0'; exp++)
		n--;
	for (; n && *digits == '0'; digits++)
		n--;
	if (n && (exp > RESULT_EXP || exp < -RESULT_EXP || n > UINT32_MAX))
		return DECIMAL_RANGE;
	if (n <= DECIMAL_SHORT) {
		for (i = 0; i < n; i++)
			coef = coef * 10 + (uint64_t)(digits[i] - '0');
		*out = n ? decimal_short(negative, coef, (uint32_t)n, exp) : zero;
		return DECIMAL_OK;
	}
	*out = decimal_short(negative, 0, (uint32_t)n, exp);
	out->digits = arena_copy(a, digits, n);
	return DECIMAL_OK;
}

struct decimal decimal_int(int64_t v)
{
	struct decimal d;

	decimal_from_wide(NULL, v < 0, v < 0 ? -(uint64_t)v : (uint64_t)v, 0, &d);
	return d;
}

/* What a walk over the digits of a written number finds. */
struct written {
	uint64_t coef;      /* while no more than DECIMAL_SHORT digits */
	size_t first, last; /* places of the first and the last digit that is not 0 */
	size_t count;       /* digits from one to the other */
	int64_t exp;        /* of the digit at `last`, before the written exponent */
};

/* Reads digits with at most one point among them, from t.p[*at]; false if there is no digit. */
static bool scan_digits(struct text t, size_t *at, struct written *w)
{
	size_t i, seen = 0, zeros = 0, fraction = 0;
	bool point = false;

	for (i = *at; i < t.n; i++) {
		unsigned digit = (unsigned char)t.p[i] - (unsigned)'0';

		if (digit > 9) {
			if (t.p[i] != '.' || point)
				break;
			point = true;
			continue;
		}
		seen++;
		fraction += point;
		if (!digit) {
			zeros += w->count != 0;
			continue;
		}
		if (!w->count)
			w->first = i;
		w->last = i;
		w->count += zeros + 1;
		if (w->count <= DECIMAL_SHORT)
			w->coef = w->coef * decimal_power[zeros + 1] + digit;
		zeros = 0;
	}
	*at = i;
	w->exp = (int64_t)zeros - (int64_t)fraction;
	return seen != 0;
}

/* Reads an exponent to the end of t; past the limit it stays just past it. */
static bool scan_exponent(struct text t, size_t at, int64_t *exp)
{
	bool negative = false;
	int64_t e = 0;

	at++;
	if (at < t.n && (t.p[at] == '-' || t.p[at] == '+'))
		negative = t.p[at++] == '-';
	if (at == t.n)
		return false;
	for (; at < t.n; at++) {
		unsigned digit = (unsigned char)t.p[at] - (unsigned)'0';

		if (digit > 9)
			return false;
		e = e * 10 + (int64_t)digit;
		if (e > WRITTEN_EXP)
			e = WRITTEN_EXP + 1;
	}
	*exp = negative ? -e : e;
	return true;
}

/* The digits from w->first to w->last without the point. */
static char *copy_digits(struct arena *a, struct text t, const struct written *w)
{
	const char *from = t.p + w->first, *point = memchr(from, '.', w->last + 1 - w->first);
	char *to = arena_alloc(a, w->count + 1);
	size_t before = point ? (size_t)(point - from) : w->count;

	memcpy(to, from, before);
	if (point)
		memcpy(to + before, point + 1, w->count - before);
	to[w->count] = '\0';
	return to;
}

enum decimal_error decimal_parse(struct arena *a, struct text t, struct decimal *out)
{
	struct written w = {0};
	int64_t exp = 0;
	size_t at = t.n && (t.p[0] == '-' || t.p[0] == '+');

	if (!scan_digits(t, &at, &w))
		return DECIMAL_SYNTAX;
	if (at < t.n && ((t.p[at] | 0x20) != 'e' || !scan_exponent(t, at, &exp)))
		return DECIMAL_SYNTAX;
	if (!w.count) {
		*out = zero;
		return DECIMAL_OK;
	}
	if (exp > WRITTEN_EXP || exp < -WRITTEN_EXP || w.count > UINT32_MAX)
		return DECIMAL_RANGE;
	exp += w.exp;
	if (exp > RESULT_EXP || exp < -RESULT_EXP)
		return DECIMAL_RANGE;
	*out = decimal_short(t.p[0] == '-', w.coef, (uint32_t)w.count, exp);
	if (w.count > DECIMAL_SHORT) {
		out->coef = 0;
		out->digits = copy_digits(a, t, &w);
	}
	return DECIMAL_OK;
}

int decimal_compare_size(const struct decimal *a, const struct decimal *b)
{
	int64_t atop = a->exp + a->ndigits, btop = b->exp + b->ndigits;
	char aroom[DECIMAL_SHORT + 1], broom[DECIMAL_SHORT + 1];
	uint32_t common = a->ndigits < b->ndigits ? a->ndigits : b->ndigits;
	uint64_t x, y;
	int order;

	if (!common)
		return (a->ndigits != 0) - (b->ndigits != 0);
	if (atop != btop)
		return atop < btop ? -1 : 1;
	if (!a->digits && !b->digits) {
		x = a->coef * decimal_power[DECIMAL_SHORT - a->ndigits];
		y = b->coef * decimal_power[DECIMAL_SHORT - b->ndigits];
		return (x > y) - (x < y);
	}
	order = memcmp(decimal_digits(a, aroom), decimal_digits(b, broom), common);
	return order ? order : (a->ndigits > b->ndigits) - (a->ndigits < b->ndigits);
}

int decimal_compare(struct decimal a, struct decimal b)
{
	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	return a.negative ? decimal_compare_size(&b, &a) : decimal_compare_size(&a, &b);
}

bool decimal_is_integer(struct decimal d)
{
	return d.exp >= 0;
}

bool decimal_is_zero(struct decimal d)
{
	return d.ndigits == 0;
}

bool decimal_to_int64(struct decimal d, int64_t *out)
{
	decimal_wide v;

	if (d.exp < 0 || d.exp > DECIMAL_SHORT || d.ndigits + d.exp > DECIMAL_SHORT)
		return false;
	v = (decimal_wide)d.coef * decimal_power[d.exp];
	if (v > (uint64_t)INT64_MAX + d.negative)
		return false;
	/* Not through -v, which INT64_MIN does not have. */
	*out = d.negative && v ? -(int64_t)(v - 1) - 1 : (int64_t)v;
	return true;
}

uint32_t decimal_hash(struct decimal d)
{
	uint64_t parts[3] = {d.coef, (uint64_t)d.exp, d.negative};

	if (d.digits)
		parts[0] = text_hash64((struct text){d.digits, d.ndigits});
	return text_hash((struct text){(const char *)parts, sizeof parts});
}

/* Whether `cut` digits taken off the end of d's n, at most all of them, make the rest one more. */
static bool rounds_up(const char *digits, size_t n, size_t cut)
{
	char next = digits[n - cut];

	if (next != '5')
		return next > '5';
	/* The last digit of a normal form is not 0, so only a 5 alone is exactly half. */
	return cut > 1 || (n > cut && (digits[n - cut - 1] - '0') % 2);
}

enum decimal_error decimal_round(struct arena *a, struct decimal d, unsigned places,
				 struct decimal *out)
{
	int64_t cut = -(int64_t)places - d.exp;
	char room[DECIMAL_SHORT + 1];
	const char *digits;
	size_t n = d.ndigits;
	enum decimal_error error;
	char *kept;

	*out = d;
	if (cut <= 0)
		return DECIMAL_OK;
	*out = zero;
	if (cut > d.ndigits)
		return DECIMAL_OK;
	digits = decimal_digits(&d, room);
	n -= (size_t)cut;
	if (!rounds_up(digits, d.ndigits, (size_t)cut))
		return decimal_from_digits(a, d.negative, digits, n, d.exp + cut, out);
	/* One more: nines become zeros, which the normal form drops, and what is before grows. */
	for (; n && digits[n - 1] == '9'; cut++)
		n--;
	if (!n)
		return decimal_from_digits(a, d.negative, "1", 1, d.exp + cut, out);
	kept = mem_copy(digits, n);
	kept[n - 1]++;
	error = decimal_from_digits(a, d.negative, kept, n, d.exp + cut, out);
	mem_free(kept);
	return error;
}

static void add_zeros(struct buf *b, int64_t n)
{
	while (n-- > 0)
		buf_addc(b, '0');
}

static void write_plain(struct buf *b, const char *digits, size_t n, int64_t exp)
{
	int64_t whole = (int64_t)n + exp; /* digits before the point */

	if (exp >= 0) {
		buf_add(b, digits, n);
		add_zeros(b, exp);
	} else if (whole > 0) {
		buf_add(b, digits, (size_t)whole);
		buf_addc(b, '.');
		buf_add(b, digits + whole, n - (size_t)whole);
	} else {
		buf_adds(b, "0.");
		add_zeros(b, -whole);
		buf_add(b, digits, n);
	}
}

void decimal_write(struct buf *b, struct decimal d)
{
	char room[DECIMAL_SHORT + 1];
	const char *digits = decimal_digits(&d, room);
	int64_t n = d.ndigits, length = n + d.exp; /* characters, in plain notation */

	if (!n) {
		buf_addc(b, '0');
		return;
	}
	if (d.exp < 0)
		length = n > -d.exp ? n + 1 : 2 - d.exp;
	if (d.negative)
		buf_addc(b, '-');
	if (d.negative + length <= PLAIN) {
		write_plain(b, digits, d.ndigits, d.exp);
		return;
	}
	buf_addc(b, digits[0]);
	if (n > 1) {
		buf_addc(b, '.');
		buf_add(b, digits + 1, d.ndigits - 1);
	}
	buf_addf(b, "e%" PRId64, d.exp + n - 1);
}
