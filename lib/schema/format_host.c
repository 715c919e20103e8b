/* Host names: RFC 1123 section 2.1, with A-labels looked into (RFC 5891 section 5.4), and
 * internationalized ones: IDNA2008, RFC 5890 to 5893.
 *
 * libidn2 knows which characters and which neighbourhoods a U-label may have (RFC 5892). It is
 * asked about one label at a time, never about more than LABEL_LONGEST characters. The rest is
 * done here: separators, lengths, LDH labels, the way back from an A-label, and the Bidi rule,
 * which looks at all labels of a name. */
#include "schema/format_tests.h"

#include <idn2.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/utf8.h"

enum {
	LABEL_LONGEST = 63, /* octets, as it goes over the wire */
	NAME_LONGEST = 253, /* octets, with the dots */
	PREFIX = 4,         /* of "xn--" */
};

struct label {
	uint32_t c[LABEL_LONGEST]; /* as a person reads it: the U-label of an A-label */
	size_t n;
	size_t octets; /* as it goes over the wire */
};

struct name {
	uint32_t c[NAME_LONGEST + 1]; /* all labels, each with a dot after it */
	size_t n;
	size_t octets; /* the same, over the wire */
};

static bool is_ldh(uint32_t c)
{
	return c < 0x80 && (format_is_alnum((char)c) || c == '-');
}

static char lower(char c)
{
	return format_is_alpha(c) ? (char)(c | 0x20) : c;
}

static bool is_a_label(struct text t)
{
	return t.n >= PREFIX && (t.p[0] | 0x20) == 'x' && (t.p[1] | 0x20) == 'n' && t.p[2] == '-' &&
	       t.p[3] == '-';
}

/* --- Punycode: RFC 3492 ---------------------------------------------------------------- */

enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_CODE = 0x80 };

static uint32_t adapt(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	for (delta += delta / count; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t digit_value(char c)
{
	return (uint32_t)(format_is_digit(c) ? c - '0' + 26 : (c | 0x20) - 'a');
}

/* Takes one number of variable length off the head of t. A label's worth of digits may overflow
 * 32 bits. */
static bool take_delta(struct text *t, uint32_t bias, uint32_t *delta)
{
	uint64_t value = 0, weight = 1;
	uint32_t k, digit, threshold;

	for (k = BASE;; k += BASE) {
		if (!t->n || !format_is_alnum(t->p[0]))
			return false;
		digit = digit_value(t->p[0]);
		*t = format_skip(*t, 1);
		value += digit * weight;
		if (value > UINT32_MAX)
			return false;
		threshold = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (digit < threshold)
			break;
		weight *= BASE - threshold;
		if (weight > UINT32_MAX)
			return false;
	}
	*delta = (uint32_t)value;
	return true;
}

/* t: an A-label without its prefix, LDH, short enough. */
static bool punycode_decode(struct text t, struct label *out)
{
	uint32_t code = FIRST_CODE, bias = FIRST_BIAS, at = 0, delta, places;
	size_t basic = t.n;

	while (basic && t.p[basic - 1] != '-')
		basic--;
	for (out->n = 0; out->n + 1 < basic; out->n++)
		out->c[out->n] = (uint32_t)lower(t.p[out->n]);
	t = format_skip(t, basic);
	while (t.n) {
		if (out->n == LABEL_LONGEST || !take_delta(&t, bias, &delta))
			return false;
		if (delta > UINT32_MAX - at)
			return false;
		places = (uint32_t)out->n + 1;
		bias = adapt(delta, places, at == 0);
		at += delta;
		if (at / places > 0x10FFFF - code)
			return false;
		code += at / places;
		at %= places;
		if (code >= 0xD800 && code <= 0xDFFF)
			return false;
		memmove(out->c + at + 1, out->c + at, (out->n - at) * sizeof *out->c);
		out->c[at++] = code;
		out->n++;
	}
	return true;
}

/* --- labels --------------------------------------------------------------------------- */

/* Whether u is a U-label; its A-label goes to a[], lower case. */
static bool u_label_holds(const struct label *u, char a[LABEL_LONGEST + 1])
{
	char text[LABEL_LONGEST * 4 + 1];
	uint8_t *out = NULL;
	size_t i, n = 0;
	int result;

	for (i = 0; i < u->n; i++) {
		if (u->c[i] < 0x80 && !is_ldh(u->c[i]))
			return false;
		n += utf8_encode(u->c[i], text + n);
	}
	text[n] = '\0';
	result = idn2_register_u8((const uint8_t *)text, NULL, &out, 0);
	if (result == IDN2_MALLOC) /* ends the process, as for memory of our own */
		mem_resize_array(NULL, SIZE_MAX, SIZE_MAX);
	if (result != IDN2_OK)
		return false;
	n = strlen((const char *)out);
	if (n <= LABEL_LONGEST)
		memcpy(a, out, n + 1);
	idn2_free(out);
	return n <= LABEL_LONGEST;
}

/* Upper case is no difference between A-labels. */
static bool same_label(struct text t, const char *a)
{
	size_t i;

	for (i = 0; i < t.n && a[i]; i++) {
		if (lower(t.p[i]) != a[i])
			return false;
	}
	return i == t.n && !a[i];
}

static bool read_ascii_label(struct text t, struct label *out)
{
	char a[LABEL_LONGEST + 1];
	size_t i;

	if (t.n == 0 || t.n > LABEL_LONGEST || t.p[0] == '-' || t.p[t.n - 1] == '-')
		return false;
	out->n = out->octets = t.n;
	for (i = 0; i < t.n; i++) {
		out->c[i] = (unsigned char)t.p[i];
		if (!is_ldh(out->c[i]))
			return false;
	}
	if (!is_a_label(t))
		return true;
	return punycode_decode(format_skip(t, PREFIX), out) && u_label_holds(out, a) &&
	       same_label(t, a);
}

static bool read_u_label(struct text t, struct label *out)
{
	char a[LABEL_LONGEST + 1];

	for (out->n = 0; t.n; out->n++) {
		if (out->n == LABEL_LONGEST)
			return false;
		t = format_skip(t, utf8_decode(t.p, t.n, &out->c[out->n]));
	}
	if (!u_label_holds(out, a))
		return false;
	out->octets = strlen(a);
	return true;
}

/* --- the Bidi rule: RFC 5893 section 2 -------------------------------------------------- */

#define BIDI(class) (1u << UTF8PROC_BIDI_CLASS_##class)

enum {
	RIGHT_TO_LEFT = BIDI(R) | BIDI(AL),
	NEUTRAL = BIDI(ES) | BIDI(CS) | BIDI(ET) | BIDI(ON) | BIDI(BN) | BIDI(NSM),
};

static unsigned bidi_class(uint32_t c)
{
	return 1u << utf8proc_get_property((utf8proc_int32_t)c)->bidi_class;
}

static bool bidi_label_holds(const uint32_t *c, size_t n)
{
	unsigned first = bidi_class(c[0]), seen = 0, last = 0, class;
	size_t i;

	for (i = 0; i < n; i++) {
		class = bidi_class(c[i]);
		seen |= class;
		if (class != BIDI(NSM))
			last = class;
	}
	if (first & RIGHT_TO_LEFT)
		return !(seen & ~(RIGHT_TO_LEFT | NEUTRAL | BIDI(AN) | BIDI(EN))) &&
		       (last & (RIGHT_TO_LEFT | BIDI(EN) | BIDI(AN))) &&
		       !((seen & BIDI(EN)) && (seen & BIDI(AN)));
	return first == BIDI(L) && !(seen & ~(BIDI(L) | BIDI(EN) | NEUTRAL)) &&
	       (last & (BIDI(L) | BIDI(EN)));
}

static bool bidi_holds(const struct name *name)
{
	unsigned seen = 0;
	size_t i, start = 0;

	for (i = 0; i < name->n; i++)
		seen |= bidi_class(name->c[i]);
	if (!(seen & (RIGHT_TO_LEFT | BIDI(AN))))
		return true;
	for (i = 0; i < name->n; i++) {
		if (name->c[i] != '.')
			continue;
		if (!bidi_label_holds(name->c + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

/* --- names ---------------------------------------------------------------------------- */

/* Length of the separator at the head of t, or 0. */
static size_t dot_length(struct text t, bool wide)
{
	if (t.p[0] == '.')
		return 1;
	if (wide && (text_starts(t, TEXT("\u3002")) || text_starts(t, TEXT("\uFF0E")) ||
		     text_starts(t, TEXT("\uFF61"))))
		return 3;
	return 0;
}

/* Takes the label at the head of t and the separator after it; false if there is none after it. */
static bool take_label(struct text *t, bool wide, struct text *label)
{
	size_t dot = 0;

	*label = (struct text){t->p, 0};
	while (t->n && !(dot = dot_length(*t, wide))) {
		*t = format_skip(*t, 1);
		label->n++;
	}
	*t = format_skip(*t, dot);
	return dot > 0;
}

static bool add_label(struct name *name, struct text t, bool any_script)
{
	struct label label;
	bool ascii = true;
	size_t i;

	for (i = 0; i < t.n; i++)
		ascii = ascii && (unsigned char)t.p[i] < 0x80;
	if (ascii ? !read_ascii_label(t, &label) : !any_script || !read_u_label(t, &label))
		return false;
	name->octets += label.octets + 1;
	if (name->octets > NAME_LONGEST + 1)
		return false;
	memcpy(name->c + name->n, label.c,
	       label.n * sizeof *label.c); /* no longer than its octets */
	name->n += label.n;
	name->c[name->n++] = '.';
	return true;
}

static bool name_holds(struct text t, bool any_script, bool wide)
{
	struct name name = {.n = 0, .octets = 0};
	struct text label;
	bool more;

	do {
		more = take_label(&t, wide, &label);
		if (!add_label(&name, label, any_script))
			return false;
	} while (more);
	return bidi_holds(&name);
}

bool format_hostname(struct text t)
{
	return name_holds(t, false, false);
}

bool format_idn_hostname(struct text t)
{
	return name_holds(t, true, true);
}

bool format_idn_domain(struct text t)
{
	return name_holds(t, true, false);
}
