/* Numbers given out to persons, places and cards that carry their own check, or at least a shape
 * of their own. */
#include "schema/format_tests.h"

#include "base/date.h"

enum {
	RESIDENT_LENGTH = 18,
	DIVISION_LENGTH = 12,
	CREDIT_LENGTH = 18,
	MOBILE_LENGTH = 11,
	CARD_SHORTEST = 8, /* ISO/IEC 7812-1 */
	CARD_LONGEST = 19,
};

static bool all_digits(struct text t)
{
	return format_take_digits(&t) && t.n == 0;
}

static int number(struct text t, size_t at, size_t digits)
{
	int value = 0;

	for (; digits; digits--)
		value = value * 10 + (t.p[at++] - '0');
	return value;
}

/* GB 11643: six digits of a division, a birth date YYYYMMDD, three of a sequence, a check
 * character by ISO 7064 MOD 11-2. The division is not looked up: numbers outlive the divisions
 * they were given in. */
bool format_resident_id(struct text t)
{
	static const int weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int i, sum = 0;

	if (t.n != RESIDENT_LENGTH || !all_digits((struct text){t.p, t.n - 1}))
		return false;
	if (!date_valid(number(t, 6, 4), number(t, 10, 2), number(t, 12, 2)))
		return false;
	for (i = 0; i < RESIDENT_LENGTH - 1; i++)
		sum += weight[i] * (t.p[i] - '0');
	return t.p[RESIDENT_LENGTH - 1] == "10X98765432"[sum % 11];
}

/* Province, prefecture, county, township, village: 2+2+2+3+3 digits. A level may be 0 above one
 * that is not: some townships lie directly under a prefecture. */
bool format_division_code(struct text t)
{
	return t.n == DIVISION_LENGTH && all_digits(t) && number(t, 0, 2) != 0;
}

static int credit_value(char c)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

	return format_is_one_of(c, alphabet) ? (int)(strchr(alphabet, c) - alphabet) : -1;
}

/* GB 32100: base 31, the weights being the powers of 3 modulo 31. */
bool format_credit_code(struct text t)
{
	int i, value, weight = 1, sum = 0;

	if (t.n != CREDIT_LENGTH)
		return false;
	for (i = 0; i < CREDIT_LENGTH - 1; i++) {
		value = credit_value(t.p[i]);
		if (value < 0)
			return false;
		sum += value * weight;
		weight = weight * 3 % 31;
	}
	return credit_value(t.p[i]) == (31 - sum % 31) % 31;
}

bool format_mobile(struct text t)
{
	return t.n == MOBILE_LENGTH && all_digits(t) && t.p[0] == '1' && t.p[1] >= '3';
}

/* The holder's document number, the type 1-7, the grade 1-4; then two more when it was issued
 * again: digits, or as many offices write it, B and a digit. */
bool format_disability_id(struct text t)
{
	const size_t type = RESIDENT_LENGTH, grade = type + 1, plain = grade + 1;

	if (t.n != plain && t.n != plain + 2)
		return false;
	if (t.n > plain && ((t.p[plain] != 'B' && !format_is_digit(t.p[plain])) ||
			    !format_is_digit(t.p[plain + 1])))
		return false;
	return t.p[type] >= '1' && t.p[type] <= '7' && t.p[grade] >= '1' && t.p[grade] <= '4' &&
	       format_resident_id((struct text){t.p, RESIDENT_LENGTH});
}

/* ISO/IEC 7812-1 annex B: every second digit from the right but one doubled, the digits of all
 * that summed. */
bool format_luhn(struct text t)
{
	size_t i;
	int digit, sum = 0;

	if (t.n < CARD_SHORTEST || t.n > CARD_LONGEST || !all_digits(t))
		return false;
	for (i = 0; i < t.n; i++) {
		digit = t.p[t.n - 1 - i] - '0';
		if (i % 2 == 1)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
	}
	return sum % 10 == 0;
}
