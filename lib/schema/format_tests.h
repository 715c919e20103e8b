#ifndef SCHEMA_FORMAT_TESTS_H
#define SCHEMA_FORMAT_TESTS_H
/* What format.c's table is made of: one test for each format, and what the tests share. As
 * struct format says of `holds`: t is valid UTF-8 and may hold NUL; every test is linear in its
 * length and re-entrant. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* format_date.c: RFC 3339 */
bool format_date(struct text t);
bool format_time(struct text t);
bool format_date_time(struct text t);
bool format_duration(struct text t);
/* format_net.c: RFC 4291, RFC 5321, RFC 6531 */
bool format_ipv4(struct text t);
bool format_ipv6(struct text t);
bool format_email(struct text t);
bool format_idn_email(struct text t);
/* format_host.c: RFC 1123, RFC 5890 to 5893 */
bool format_hostname(struct text t);
bool format_idn_hostname(struct text t); /* the separators of RFC 3490 section 3.1 stand for dots */
bool format_idn_domain(struct text t);   /* the same, but only a dot separates, as in a mailbox */
/* format_uri.c: RFC 3986, RFC 3987 */
bool format_uri(struct text t);
bool format_uri_reference(struct text t);
bool format_iri(struct text t);
bool format_iri_reference(struct text t);
/* format_syntax.c: RFC 4122, RFC 6570, RFC 6901, ECMA-262 */
bool format_uuid(struct text t);
bool format_uri_template(struct text t);
bool format_json_pointer(struct text t);
bool format_relative_json_pointer(struct text t);
bool format_regex(struct text t);
/* format_number.c: numbers that carry their own check */
bool format_resident_id(struct text t);
bool format_division_code(struct text t);
bool format_credit_code(struct text t);
bool format_mobile(struct text t);
bool format_disability_id(struct text t);
bool format_luhn(struct text t);

/* ucschar or, if asked for, iprivate of RFC 3987 section 2.2. */
bool format_iri_char(uint32_t c, bool private_too);

/* ASCII only, whatever the locale. */
static inline bool format_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool format_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool format_is_alnum(char c)
{
	return format_is_digit(c) || format_is_alpha(c);
}

static inline bool format_is_hex(char c)
{
	return format_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline bool format_is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* The length of the %XX (RFC 3986 section 2.1) at the head of t: 3, or 0. */
static inline size_t format_percent(struct text t)
{
	return t.n >= 3 && t.p[0] == '%' && format_is_hex(t.p[1]) && format_is_hex(t.p[2]) ? 3 : 0;
}

static inline struct text format_skip(struct text t, size_t n) /* n <= t.n */
{
	return (struct text){t.p + n, t.n - n};
}

/* Cuts t at the first of `stops`, which it keeps; returns what stood before. */
static inline struct text format_upto(struct text *t, const char *stops)
{
	struct text head = {t->p, 0};

	while (head.n < t->n && !format_is_one_of(t->p[head.n], stops))
		head.n++;
	*t = format_skip(*t, head.n);
	return head;
}

/* Takes `c` off the head of t if it is there. */
static inline bool format_take(struct text *t, char c)
{
	if (!t->n || t->p[0] != c)
		return false;
	*t = format_skip(*t, 1);
	return true;
}

/* Takes all the digits at the head of t; returns how many. */
static inline size_t format_take_digits(struct text *t)
{
	size_t n = 0;

	while (n < t->n && format_is_digit(t->p[n]))
		n++;
	*t = format_skip(*t, n);
	return n;
}

#endif
