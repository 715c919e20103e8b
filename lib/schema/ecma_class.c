/* Escapes and character classes of ECMA-262 patterns. Sets are always put out as what stands
 * between the brackets of a PCRE2 class, so that one spelling serves \s and [\s]. */
#include "schema/ecma_internal.h"

/* WhiteSpace and LineTerminator (ECMA-262 12.2, 12.3), and everything else; PCRE2's own \s
 * differs. */
static const char white_space[] =
	"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"
	"\\x{205f}\\x{3000}\\x{feff}";
static const char not_white_space[] =
	"\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
	"\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
	"\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void ecma_put(struct ecma *e, uint32_t c)
{
	if (c <= ' ' || c == 0x7F) {
		buf_addf(&e->out, "\\x{%x}", (unsigned)c);
		return;
	}
	if (c < 0x7F && !is_digit(c) && !is_letter(c) && c != '_')
		buf_addc(&e->out, '\\');
	buf_addu(&e->out, c);
}

void ecma_put_nothing(struct ecma *e)
{
	buf_adds(&e->out, "[^\\x{0}-\\x{10ffff}]");
}

static bool read_hex(struct ecma *e, size_t digits, uint32_t *value)
{
	size_t i;
	char c;

	if (e->in.n - e->at < digits)
		return false;
	for (*value = 0, i = 0; i < digits; i++) {
		c = e->in.p[e->at + i];
		if (c >= 'a' && c <= 'f')
			*value = *value << 4 | (uint32_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			*value = *value << 4 | (uint32_t)(c - 'A' + 10);
		else if (is_digit((unsigned char)c))
			*value = *value << 4 | (uint32_t)(c - '0');
		else
			return false;
	}
	e->at += digits;
	return true;
}

/* After \u{ : any number of digits, as long as the value is a code point. */
static bool read_code_point(struct ecma *e, uint32_t *c)
{
	uint32_t digit, value = 0;
	size_t start = e->at;

	while (value <= 0x10FFFF && read_hex(e, 1, &digit))
		value = value << 4 | digit;
	*c = value;
	return e->at > start && value <= 0x10FFFF && ecma_accept(e, "}");
}

bool ecma_unicode_escape(struct ecma *e, uint32_t *c)
{
	uint32_t low;
	size_t after;

	if (ecma_accept(e, "{"))
		return read_code_point(e, c);
	if (!read_hex(e, 4, c))
		return false;
	after = e->at;
	if (*c >= 0xD800 && *c <= 0xDBFF && ecma_accept(e, "\\u") && read_hex(e, 4, &low) &&
	    low >= 0xDC00 && low <= 0xDFFF)
		*c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
	else
		e->at = after;
	return true;
}

/* After \c */
static bool control_letter(struct ecma *e, uint32_t *c)
{
	if (e->at == e->in.n || !is_letter((unsigned char)e->in.p[e->at]))
		return false;
	*c = (uint32_t)e->in.p[e->at++] & 31;
	return true;
}

/* The character that \ and `letter`, just passed, begin; false if none. */
static bool character_escape(struct ecma *e, char letter, bool in_class, uint32_t *c)
{
	static const char letters[] = "fnrtv", values[] = "\f\n\r\t\v";
	const char *found;

	switch (letter) {
	case 'b': *c = '\b'; return in_class;
	case 'c': return control_letter(e, c);
	case 'x': return read_hex(e, 2, c);
	case 'u': return ecma_unicode_escape(e, c);
	case '0': *c = 0; return e->at == e->in.n || !is_digit((unsigned char)e->in.p[e->at]);
	}
	found = letter ? strchr(letters, letter) : NULL;
	*c = found ? (unsigned char)values[found - letters] : (unsigned char)letter;
	/* ECMA-262 has / and its syntax characters here, Annex B nearly all; letters stay free. */
	return found || (*c >= ' ' && *c < 0x7F && !is_letter(*c) && !is_digit(*c));
}

static bool put_set(struct ecma *e, char letter, size_t start)
{
	switch (letter) {
	case 's': buf_adds(&e->out, white_space); return true;
	case 'S': buf_adds(&e->out, not_white_space); return true;
	case 'p':
	case 'P': return ecma_property(e, start, letter == 'P');
	default:
		buf_addc(&e->out, '\\');
		buf_addc(&e->out, letter);
		return true;
	}
}

enum ecma_read ecma_escape(struct ecma *e, bool in_class, uint32_t *c)
{
	size_t start = e->at++;
	char letter;

	if (e->at == e->in.n) {
		ecma_fail(e, "a backslash at the end", start);
		return ECMA_FAILED;
	}
	letter = e->in.p[e->at++];
	if (letter && strchr("dDwWsSpP", letter))
		return put_set(e, letter, start) ? ECMA_SET : ECMA_FAILED;
	if (character_escape(e, letter, in_class, c))
		return ECMA_CHARACTER;
	ecma_fail(e, "this escape does not exist", start);
	return ECMA_FAILED;
}

static enum ecma_read class_atom(struct ecma *e, uint32_t *c)
{
	if (e->in.p[e->at] == '\\')
		return ecma_escape(e, true, c);
	*c = ecma_next(e);
	return ECMA_CHARACTER;
}

/* Halves of surrogate pairs are left out: they are in no text, and PCRE2 knows none. */
static void put_range(struct ecma *e, uint32_t from, uint32_t to)
{
	if (from >= 0xD800 && from <= 0xDFFF)
		from = 0xE000;
	if (to >= 0xD800 && to <= 0xDFFF)
		to = 0xD7FF;
	if (from > to)
		return;
	ecma_put(e, from);
	if (from == to)
		return;
	buf_addc(&e->out, '-');
	ecma_put(e, to);
}

static bool class_item(struct ecma *e)
{
	size_t start = e->at;
	enum ecma_read first, second;
	uint32_t from = 0, to = 0;

	first = class_atom(e, &from);
	if (first == ECMA_FAILED)
		return false;
	if (e->in.n - e->at < 2 || e->in.p[e->at] != '-' || e->in.p[e->at + 1] == ']') {
		if (first == ECMA_CHARACTER)
			put_range(e, from, from);
		return true;
	}
	e->at++;
	second = class_atom(e, &to);
	if (second == ECMA_FAILED)
		return false;
	if (first == ECMA_SET || second == ECMA_SET)
		return ecma_fail(e, "a range needs two characters; for a plain - write \\-", start);
	if (from > to)
		return ecma_fail(e, "this range is out of order", start);
	put_range(e, from, to);
	return true;
}

bool ecma_class(struct ecma *e)
{
	size_t start = e->at++, before = e->out.n, empty;
	bool negated = ecma_accept(e, "^");

	buf_adds(&e->out, negated ? "[^" : "[");
	empty = e->out.n;
	while (e->at < e->in.n && e->in.p[e->at] != ']')
		if (!class_item(e))
			return false;
	if (!ecma_accept(e, "]"))
		return ecma_fail(e, "this class is never closed", start);
	if (e->out.n > empty) {
		buf_addc(&e->out, ']');
		return true;
	}
	e->out.n = before;
	if (negated)
		buf_adds(&e->out, "[\\x{0}-\\x{10ffff}]");
	else
		ecma_put_nothing(e);
	return true;
}
