/*
 * The core schema of YAML 1.2.2, section 10.3.2: null | Null | NULL | ~ | empty, true/false in
 * three cases,
 * [-+]?[0-9]+, 0o[0-7]+, 0x[0-9a-fA-F]+, [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?, .inf,
 * .nan. Everything else is a string: yes, 2020-03-14, 12:30 and 0b1 among them.
 */
#include "yaml/scalar.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool hex_digit(char c)
{
	return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static size_t digits(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && digit(*p))
		p++;
	return (size_t)(p - from);
}

static bool based(const char *p, const char *end) /* after 0o or 0x */
{
	bool hex = p[1] == 'x';

	for (p += 2; p < end; p++)
		if (hex ? !hex_digit(*p) : *p < '0' || *p > '7')
			return false;
	return true;
}

static enum node_type number(const char *p, const char *end)
{
	size_t whole, part = 0;
	enum node_type type = TYPE_INTEGER;

	if (end - p > 2 && p[0] == '0' && (p[1] == 'o' || p[1] == 'x'))
		return based(p, end) ? TYPE_INTEGER : TYPE_STRING;
	if (*p == '-' || *p == '+')
		p++;
	whole = digits(p, end);
	p += whole;
	if (p < end && *p == '.') {
		part = digits(++p, end);
		p += part;
		type = TYPE_REAL;
	}
	if (whole + part == 0)
		return TYPE_STRING;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '-' || *p == '+'))
			p++;
		if (p == end)
			return TYPE_STRING;
		p += digits(p, end);
		type = TYPE_REAL;
	}
	return p == end ? type : TYPE_STRING;
}

static bool is_nonfinite(struct text t)
{
	if (text_is(t, ".nan") || text_is(t, ".NaN") || text_is(t, ".NAN"))
		return true;
	if (t.n && (t.p[0] == '-' || t.p[0] == '+'))
		t = (struct text){t.p + 1, t.n - 1};
	return text_is(t, ".inf") || text_is(t, ".Inf") || text_is(t, ".INF");
}

enum node_type scalar_resolve(struct text t, bool *truth)
{
	if (t.n == 0)
		return TYPE_NULL;
	switch (t.p[0]) {
	case '~': return t.n == 1 ? TYPE_NULL : TYPE_STRING;
	case 'n':
	case 'N':
		return text_is(t, "null") || text_is(t, "Null") || text_is(t, "NULL") ? TYPE_NULL
										      : TYPE_STRING;
	case 't':
	case 'T':
		*truth = true;
		return text_is(t, "true") || text_is(t, "True") || text_is(t, "TRUE") ? TYPE_BOOL
										      : TYPE_STRING;
	case 'f':
	case 'F':
		*truth = false;
		return text_is(t, "false") || text_is(t, "False") || text_is(t, "FALSE")
			       ? TYPE_BOOL
			       : TYPE_STRING;
	case '.':
	case '-':
	case '+':
		if (is_nonfinite(t))
			return TYPE_NONFINITE;
		break;
	default:
		if (!digit(t.p[0]))
			return TYPE_STRING;
	}
	return number(t.p, t.p + t.n);
}

bool scalar_tag(struct node *n, struct text tag)
{
	static const struct text core = {"tag:yaml.org,2002:", 18};
	enum node_type type;
	bool truth = false;

	if (!text_starts(tag, core))
		return true; /* a local tag: the value stays what its form says; quoted or not, a
				string */
	tag = (struct text){tag.p + core.n, tag.n - core.n};
	if (text_is(tag, "str")) {
		n->type = TYPE_STRING;
		return true;
	}
	type = scalar_resolve(node_text(n), &truth);
	n->type = (uint8_t)type;
	n->truth = truth;
	if (text_is(tag, "null"))
		return type == TYPE_NULL;
	if (text_is(tag, "bool"))
		return type == TYPE_BOOL;
	if (text_is(tag, "int"))
		return type == TYPE_INTEGER;
	if (text_is(tag, "float"))
		return type == TYPE_INTEGER || type == TYPE_REAL || type == TYPE_NONFINITE;
	return false;
}
