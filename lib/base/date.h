#ifndef BASE_DATE_H
#define BASE_DATE_H
/* Calendar dates, proleptic Gregorian, years 1..9999 (ISO 8601, RFC 3339 full-date: YYYY-MM-DD). */
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct date {
	int16_t year;
	uint8_t month, day; /* 1-based */
};

bool date_parse(struct text t, struct date *out); /* exactly YYYY-MM-DD and a day that exists */
bool date_valid(int year, int month, int day);
int32_t date_days(struct date d);               /* days since 1970-01-01 */
struct date date_from_days(int32_t days);       /* outside those years, the nearest date there is */
int date_compare(struct date a, struct date b); /* <0, 0, >0 */
/* Whole years, as an age: a birthday on 29 February is on 1 March in other years. Negative when
 * `to` comes first. */
int date_years(struct date from, struct date to);
/* Local time; or SOURCE_DATE_EPOCH in UTC, when that is set to seconds since 1970, up to the year
 * 9999, in digits. */
struct date date_today(void);
void date_write(char out[11], struct date d); /* YYYY-MM-DD and a NUL */

#endif
