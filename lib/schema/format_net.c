/* Addresses on the network: IPv4 (RFC 2673 section 3.2), IPv6 (RFC 4291 section 2.2), mailboxes
 * (RFC 5321 section 4.1.2) and mailboxes in any script (RFC 6531 section 3.3). */
#include "schema/format_tests.h"

enum {
	LOCAL_LONGEST = 64, /* octets of a mailbox's local part: RFC 5321 section 4.5.3.1.1 */
	IPV6_LONGEST = 45,  /* six groups of four and an IPv4 address, with what parts them */
	IPV6_GROUPS = 8,    /* of 16 bits */
	IPV6_TAG = 5,       /* length of "IPv6:" */
};

static bool take_octet(struct text *t)
{
	int value = 0;
	size_t n = 0;

	while (n < t->n && n < 3 && format_is_digit(t->p[n]))
		value = value * 10 + (t->p[n++] - '0');
	if (n == 0 || value > 255 || (n > 1 && t->p[0] == '0'))
		return false;
	*t = format_skip(*t, n);
	return true;
}

bool format_ipv4(struct text t)
{
	return take_octet(&t) && format_take(&t, '.') && take_octet(&t) && format_take(&t, '.') &&
	       take_octet(&t) && format_take(&t, '.') && take_octet(&t) && t.n == 0;
}

static size_t hex_length(struct text t)
{
	size_t n = 0;

	while (n < t.n && format_is_hex(t.p[n]))
		n++;
	return n;
}

/* Counts the groups written out, an IPv4 tail as two; *gap if "::" stands for others. */
static bool ipv6_groups(struct text t, int *groups, bool *gap)
{
	size_t length;

	*groups = 0;
	*gap = text_starts(t, TEXT("::"));
	if (t.n > IPV6_LONGEST)
		return false;
	if (*gap)
		t = format_skip(t, 2);
	if (t.n == 0)
		return *gap;
	do {
		if (format_ipv4(t)) {
			*groups += 2;
			return true;
		}
		length = hex_length(t);
		if (length < 1 || length > 4)
			return false;
		++*groups;
		t = format_skip(t, length);
		if (t.n == 0)
			return true;
		if (!format_take(&t, ':') || t.n == 0)
			return false;
		if (format_take(&t, ':')) {
			if (*gap)
				return false;
			*gap = true;
		}
	} while (t.n);
	return true;
}

bool format_ipv6(struct text t)
{
	int groups;
	bool gap;

	return ipv6_groups(t, &groups, &gap) &&
	       (gap ? groups < IPV6_GROUPS : groups == IPV6_GROUPS);
}

static bool has_ipv6_tag(struct text t)
{
	return t.n >= IPV6_TAG && (t.p[0] | 0x20) == 'i' && (t.p[1] | 0x20) == 'p' &&
	       (t.p[2] | 0x20) == 'v' && t.p[3] == '6' && t.p[4] == ':';
}

/* RFC 5321 section 4.1.3; there "::" stands for at least two groups. IPv6 is the only tag
 * registered. */
static bool address_literal(struct text t)
{
	int groups;
	bool gap;

	if (!has_ipv6_tag(t))
		return format_ipv4(t);
	return ipv6_groups(format_skip(t, IPV6_TAG), &groups, &gap) &&
	       (gap ? groups <= IPV6_GROUPS - 2 : groups == IPV6_GROUPS);
}

static bool is_atext(char c, bool any_script)
{
	return format_is_alnum(c) || format_is_one_of(c, "!#$%&'*+-/=?^_`{|}~") ||
	       (any_script && (unsigned char)c >= 0x80);
}

/* Quoted-string at the head of t, with its quotes: its length, or 0. */
static size_t quoted_length(struct text t, bool any_script)
{
	size_t i;
	unsigned char c;
	bool pair;

	for (i = 1; i < t.n && t.p[i] != '"'; i++) {
		pair = t.p[i] == '\\';
		if (pair && ++i == t.n)
			return 0;
		c = (unsigned char)t.p[i];
		if (c >= 0x80 ? pair || !any_script : c < ' ' || c > '~')
			return 0;
	}
	return i < t.n ? i + 1 : 0;
}

/* Dot-string at the head of t: its length, or 0. */
static size_t dotted_length(struct text t, bool any_script)
{
	size_t i;

	for (i = 0; i < t.n && t.p[i] != '@'; i++) {
		if (t.p[i] == '.' && i > 0 && t.p[i - 1] != '.')
			continue;
		if (!is_atext(t.p[i], any_script))
			return 0;
	}
	return i > 0 && t.p[i - 1] != '.' ? i : 0;
}

static bool mailbox(struct text t, bool any_script)
{
	size_t local;

	if (t.n && t.p[0] == '"')
		local = quoted_length(t, any_script);
	else
		local = dotted_length(t, any_script);
	if (local == 0 || local > LOCAL_LONGEST)
		return false;
	t = format_skip(t, local);
	if (!format_take(&t, '@'))
		return false;
	if (t.n > 2 && t.p[0] == '[' && t.p[t.n - 1] == ']')
		return address_literal((struct text){t.p + 1, t.n - 2});
	return any_script ? format_idn_domain(t) : format_hostname(t);
}

bool format_email(struct text t)
{
	return mailbox(t, false);
}

bool format_idn_email(struct text t)
{
	return mailbox(t, true);
}
