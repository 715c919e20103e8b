/* URIs (RFC 3986 appendix A) and IRIs (RFC 3987 section 2.2), whole or as references. The
 * grammar is read from the outside in, as appendix B does it: scheme, authority, path, query and
 * fragment are cut apart first. */
#include "schema/format_tests.h"

#include "base/utf8.h"

enum alphabet { URI, IRI, IRI_QUERY };

bool format_iri_char(uint32_t c, bool private_too)
{
	if (c < 0x10000)
		return (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) ||
		       (c >= 0xFDF0 && c <= 0xFFEF) || (private_too && c >= 0xE000 && c <= 0xF8FF);
	if ((c & 0xFFFF) > 0xFFFD)
		return false;
	return c < 0xF0000 ? c < 0xE0000 || c >= 0xE1000 : private_too;
}

/* Section 4.1 of RFC 3987: these would show an IRI in an order that it has not. */
static bool is_bidi_control(uint32_t c)
{
	return c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E);
}

static size_t char_length(struct text t, enum alphabet alphabet, const char *also)
{
	uint32_t c = 0;
	size_t length;

	if (format_is_alnum(t.p[0]) || format_is_one_of(t.p[0], "-._~!$&'()*+,;=") ||
	    format_is_one_of(t.p[0], also))
		return 1;
	if (alphabet == URI || (unsigned char)t.p[0] < 0x80)
		return format_percent(t);
	length = utf8_decode(t.p, t.n, &c);
	return format_iri_char(c, alphabet == IRI_QUERY) && !is_bidi_control(c) ? length : 0;
}

/* Whether t is nothing but unreserved, sub-delims, %XX, what the alphabet adds, and the
 * characters of `also`. */
static bool consists_of(struct text t, enum alphabet alphabet, const char *also)
{
	size_t length;

	while (t.n) {
		length = char_length(t, alphabet, also);
		if (!length)
			return false;
		t = format_skip(t, length);
	}
	return true;
}

/* "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
static bool ip_future(struct text t)
{
	struct text version;

	if (!format_take(&t, 'v') && !format_take(&t, 'V'))
		return false;
	version = format_upto(&t, ".");
	if (!version.n || !format_take(&t, '.') || !t.n || memchr(t.p, '%', t.n))
		return false;
	for (; version.n; version = format_skip(version, 1)) {
		if (!format_is_hex(version.p[0]))
			return false;
	}
	return consists_of(t, URI, ":");
}

/* IPv4 addresses need no test of their own: each is a reg-name too. */
static bool take_host(struct text *t, enum alphabet alphabet)
{
	struct text host;

	if (!format_take(t, '[')) {
		host = format_upto(t, ":");
		return consists_of(host, alphabet, "");
	}
	host = format_upto(t, "]");
	return format_take(t, ']') && (format_ipv6(host) || ip_future(host));
}

static bool authority_holds(struct text t, enum alphabet alphabet)
{
	struct text rest = t, userinfo = format_upto(&rest, "@");

	if (format_take(&rest, '@')) {
		if (!consists_of(userinfo, alphabet, ":"))
			return false;
		t = rest;
	}
	if (!take_host(&t, alphabet))
		return false;
	if (format_take(&t, ':'))
		format_take_digits(&t);
	return t.n == 0;
}

static bool take_scheme(struct text *t)
{
	size_t n = 0;

	if (!t->n || !format_is_alpha(t->p[0]))
		return false;
	while (n < t->n && (format_is_alnum(t->p[n]) || format_is_one_of(t->p[n], "+-.")))
		n++;
	if (n == t->n || t->p[n] != ':')
		return false;
	*t = format_skip(*t, n + 1);
	return true;
}

/* Of a relative reference the first segment has no colon, or it would read as a scheme. */
static bool first_segment_holds(struct text t)
{
	struct text segment = format_upto(&t, "/?#");

	return !segment.n || !memchr(segment.p, ':', segment.n);
}

static bool reference_holds(struct text t, enum alphabet alphabet, bool whole)
{
	enum alphabet in_query = alphabet == IRI ? IRI_QUERY : alphabet;
	struct text path;

	if (!take_scheme(&t) && (whole || !first_segment_holds(t)))
		return false;
	if (text_starts(t, TEXT("//"))) {
		t = format_skip(t, 2);
		if (!authority_holds(format_upto(&t, "/?#"), alphabet))
			return false;
	}
	path = format_upto(&t, "?#");
	if (!consists_of(path, alphabet, ":@/"))
		return false;
	if (format_take(&t, '?') && !consists_of(format_upto(&t, "#"), in_query, ":@/?"))
		return false;
	return !format_take(&t, '#') || consists_of(t, alphabet, ":@/?");
}

bool format_uri(struct text t)
{
	return reference_holds(t, URI, true);
}

bool format_uri_reference(struct text t)
{
	return reference_holds(t, URI, false);
}

bool format_iri(struct text t)
{
	return reference_holds(t, IRI, true);
}

bool format_iri_reference(struct text t)
{
	return reference_holds(t, IRI, false);
}
