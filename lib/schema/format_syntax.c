/* Small grammars: UUID (RFC 4122 section 3), URI templates (RFC 6570 section 2), JSON pointers
 * (RFC 6901 section 3), relative ones (draft-bhutton-relative-json-pointer-00 section 3),
 * regular expressions (ECMA-262). */
#include "schema/format_tests.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "schema/ecma.h"

bool format_uuid(struct text t)
{
	size_t i;

	if (t.n != 36)
		return false;
	for (i = 0; i < t.n; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23 ? t.p[i] != '-'
							    : !format_is_hex(t.p[i]))
			return false;
	}
	return true;
}

static size_t varchar_length(struct text t)
{
	if (t.n && (format_is_alnum(t.p[0]) || t.p[0] == '_'))
		return 1;
	return format_percent(t);
}

/* varname = varchar *( ["."] varchar ) */
static bool take_varname(struct text *t)
{
	size_t length = varchar_length(*t);

	if (!length)
		return false;
	while (length) {
		*t = format_skip(*t, length);
		length = varchar_length(*t);
		if (!length && t->n && t->p[0] == '.') {
			length = varchar_length(format_skip(*t, 1));
			if (!length)
				return false;
			length++;
		}
	}
	return true;
}

/* varname, then "*" or ":" and 1..9999 */
static bool take_varspec(struct text *t)
{
	size_t digits;

	if (!take_varname(t))
		return false;
	if (format_take(t, '*') || !format_take(t, ':'))
		return true;
	if (t->n && t->p[0] == '0')
		return false;
	digits = format_take_digits(t);
	return digits >= 1 && digits <= 4;
}

/* What stands after "{", and its "}". Section 2.2 keeps "=,!@|" for operators to come, so they
 * are well-formed. */
static bool take_expression(struct text *t)
{
	if (t->n && format_is_one_of(t->p[0], "+#./;?&=,!@|"))
		*t = format_skip(*t, 1);
	do {
		if (!take_varspec(t))
			return false;
	} while (format_take(t, ','));
	return format_take(t, '}');
}

/* One character of a literal at the head of t: its length, or 0. Section 2.1 leaves out the
 * apostrophe, by oversight: RFC 3986 has it among the characters of a URI. */
static size_t literal_length(struct text t)
{
	uint32_t c = 0;
	size_t length = utf8_decode(t.p, t.n, &c);

	if (c >= 0x80)
		return format_iri_char(c, true) ? length : 0;
	if (c == '%')
		return format_percent(t);
	return c > ' ' && c < 0x7F && !format_is_one_of((char)c, "\"<>\\^`{|}") ? length : 0;
}

bool format_uri_template(struct text t)
{
	size_t length;

	while (t.n) {
		if (format_take(&t, '{')) {
			if (!take_expression(&t))
				return false;
			continue;
		}
		length = literal_length(t);
		if (!length)
			return false;
		t = format_skip(t, length);
	}
	return true;
}

bool format_json_pointer(struct text t)
{
	size_t i;

	if (t.n && t.p[0] != '/')
		return false;
	for (i = 0; i < t.n; i++) {
		if (t.p[i] == '~' && (i + 1 == t.n || (t.p[i + 1] != '0' && t.p[i + 1] != '1')))
			return false;
	}
	return true;
}

/* How far up, how many items back or forth, then a pointer or "#". */
bool format_relative_json_pointer(struct text t)
{
	bool zero = t.n && t.p[0] == '0';
	size_t digits = format_take_digits(&t);

	if (digits == 0 || (zero && digits > 1))
		return false;
	if (format_take(&t, '+') || format_take(&t, '-')) {
		if ((t.n && t.p[0] == '0') || !format_take_digits(&t))
			return false;
	}
	return text_is(t, "#") || format_json_pointer(t);
}

bool format_regex(struct text t)
{
	struct buf out = {0};
	struct ecma_error error;
	bool holds = ecma_translate(t, &out, &error);

	buf_free(&out);
	return holds;
}
