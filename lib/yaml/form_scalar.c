/*
 * How scalars are written: without quotes where that reads the same to everyone, in single quotes
 * where it does not, in double quotes where there is a ' inside; what is written with escapes or
 * over several lines keeps its text.
 *
 * "Everyone" are readers of YAML 1.2 and of 1.1. Quotes are taken away only where neither could
 * take the word for a number, a date, a truth value or null, and never where a digit comes first:
 * codes and dates stay as they are. What stands plain stays plain, unless the caller wants it in
 * quotes.
 */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "yaml/form_internal.h"
#include "yaml/scalar.h"
#include "yaml/tree.h"

/* what may stand without quotes */

/* What YAML 1.1 (https://yaml.org/type/) takes for something else, in any case. */
static bool is_word_of_1_1(struct text t)
{
	static const char *const words[] = {"y",    "n",     "yes",  "no", "on", "off",
					    "true", "false", "null", "~",  "=",  "<<"};
	char low[8];
	size_t i;

	if (t.n >= sizeof low)
		return false;
	for (i = 0; i < t.n; i++)
		low[i] = (char)(t.p[i] >= 'A' && t.p[i] <= 'Z' ? t.p[i] + 32 : t.p[i]);
	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == t.n && memcmp(low, words[i], t.n) == 0)
			return true;
	return false;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does it begin like a number, a date or a code? */
static bool begins_like_number(struct text t)
{
	return digit(t.p[0]) ||
	       (strchr("+-.", t.p[0]) && t.n > 1 && (digit(t.p[1]) || strchr(".iInN", t.p[1])));
}

/* Is there anything that not every reader takes for a character like others? */
bool form_has_odd_character(struct text t, bool breaks)
{
	size_t i, n;
	uint32_t c;

	for (i = 0; i < t.n; i += n) {
		n = utf8_decode(t.p + i, t.n - i, &c);
		if (c == '\n' && n && breaks)
			continue;
		if (!n || c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
		    c == 0xFEFF || (c & 0xFFFE) == 0xFFFE)
			return true;
	}
	return false;
}

bool form_may_be_plain(struct text t, struct form_place place)
{
	size_t i;

	if (t.n == 0 || strchr(" -?:,[]{}#&*!|>'\"%@`", t.p[0]) || t.p[t.n - 1] == ' ' ||
	    t.p[t.n - 1] == ':' || form_has_odd_character(t, false))
		return false;
	if (is_word_of_1_1(t) || text_starts(t, TEXT("...")))
		return false;
	for (i = 0; i < t.n; i++) {
		if (t.p[i] == ':' && (place.flow || t.p[i + 1] == ' '))
			return false;
		if (t.p[i] == '#' && t.p[i - 1] == ' ')
			return false;
		if (place.flow && strchr(",[]{}?", t.p[i]))
			return false;
	}
	return true;
}

/* quoted text */

/* Escapes in double quotes that say no more than the character itself. */
static bool has_real_escape(struct text raw)
{
	size_t i;

	for (i = 0; i + 1 < raw.n; i++) {
		if (raw.p[i] != '\\')
			continue;
		if (!strchr("\"\\/", raw.p[++i]))
			return true;
	}
	return false;
}

void form_put_single(struct text t, struct buf *out)
{
	size_t i;

	buf_addc(out, '\'');
	for (i = 0; i < t.n; i++) {
		if (t.p[i] == '\'')
			buf_addc(out, '\'');
		buf_addc(out, t.p[i]);
	}
	buf_addc(out, '\'');
}

static void put_quoted(struct text t, struct buf *out)
{
	bool single = t.n && memchr(t.p, '\'', t.n);

	if (single && !memchr(t.p, '"', t.n) && !memchr(t.p, '\\', t.n)) {
		buf_addc(out, '"');
		buf_addt(out, t);
		buf_addc(out, '"');
	} else {
		form_put_single(t, out);
	}
}

static struct text raw_of(const struct form *f, const struct form_node *n)
{
	return (struct text){f->bytes + n->start, n->end - n->start};
}

static bool has_break(struct text t)
{
	return t.n && memchr(t.p, '\n', t.n);
}

/* Line breaks of YAML 1.1 that are characters like others in YAML 1.2: NEL, LS, PS. Readers differ
 * about such text, so its bytes stay. */
bool form_has_odd_break(struct text raw)
{
	size_t i;

	for (i = 0; i + 1 < raw.n; i++) {
		if (raw.p[i] == '\xC2' && raw.p[i + 1] == '\x85')
			return true;
		if (raw.p[i] == '\xE2' && i + 2 < raw.n && raw.p[i + 1] == '\x80' &&
		    (raw.p[i + 2] == '\xA8' || raw.p[i + 2] == '\xA9'))
			return true;
	}
	return false;
}

/* In one line because it is so written: its text is kept where it says more than its value. */
static bool put_line(struct text raw, const struct form_node *n, struct form_place place,
		     struct buf *out)
{
	bool quoted = n->style != STYLE_PLAIN;

	if ((n->style == STYLE_DOUBLE && has_real_escape(raw)) || form_has_odd_break(raw))
		buf_addt(out, raw);
	else if (!quoted && n->quote)
		put_quoted(n->value, out);
	else if (!quoted)
		buf_addt(out, n->spread ? n->value : raw);
	else if (!n->tag.n && !n->glued && !begins_like_number(n->value) &&
		 form_may_be_plain(n->value, place))
		buf_addt(out, n->value);
	else if (form_has_odd_character(n->value, false))
		buf_addt(out, raw);
	else
		put_quoted(n->value, out);
	return true;
}

bool form_scalar_line(const struct form *f, const struct form_node *n, struct form_place place,
		      struct buf *out)
{
	struct text raw = raw_of(f, n);

	if (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		return false;
	if (n->spread && (has_break(n->value) || form_has_odd_break(raw) ||
			  (n->style == STYLE_DOUBLE && has_real_escape(raw)) ||
			  (n->style != STYLE_PLAIN && form_has_odd_character(n->value, false))))
		return false;
	return put_line(raw, n, place, out);
}

/* The length of a line without the blanks that folding takes away; in double quotes a backslash
 * keeps one. */
static size_t trimmed(const char *p, size_t n, bool escapes)
{
	size_t m = n, slashes = 0;

	while (m && strchr(" \t", p[m - 1]))
		m--;
	while (escapes && slashes < m && p[m - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2 && m < n ? m + 1 : m;
}

void form_scalar_lines(const struct form *f, const struct form_node *n, uint32_t indent,
		       struct buf *out)
{
	struct text raw = raw_of(f, n);
	const char *p = raw.p, *end = raw.p + raw.n, *nl;
	bool escapes = n->style == STYLE_DOUBLE;

	for (; (nl = memchr(p, '\n', (size_t)(end - p))); p = nl + 1) {
		while (p > raw.p && p < nl && strchr(" \t", *p))
			p++;
		if (p > raw.p && p < nl)
			buf_addf(out, "%*s", (int)indent, "");
		buf_add(out, p, trimmed(p, (size_t)(nl - p), escapes));
		buf_addc(out, '\n');
	}
	while (p < end && strchr(" \t", *p))
		p++;
	buf_addf(out, "%*s", (int)indent, "");
	buf_add(out, p, (size_t)(end - p));
}

/* text blocks */

static size_t breaks_at_end(struct text t)
{
	size_t n = 0;

	while (n < t.n && t.p[t.n - 1 - n] == '\n')
		n++;
	return n;
}

/* Does the text begin with a blank, so that its indentation must be said? */
static bool needs_indicator(struct text t)
{
	size_t i = 0;

	while (i < t.n && t.p[i] == '\n')
		i++;
	return i < t.n && strchr(" \t", t.p[i]);
}

/* The sign of chomping as it is written. */
static char chomping(struct text raw)
{
	size_t i;

	for (i = 1; i < raw.n && i < 3; i++)
		if (raw.p[i] == '-' || raw.p[i] == '+')
			return raw.p[i];
	return '\0';
}

/* How many blanks end the file, alone in its last line, when an empty block scalar is its end: to
 * some readers they are a line. */
static size_t blanks_at_end(const struct form *f, const struct form_node *n)
{
	size_t at = f->n;

	if (n->style < STYLE_LITERAL)
		return 0;
	while (at > n->start && f->bytes[at - 1] == ' ')
		at--;
	return at == n->end && f->bytes[at - 1] == '\n' ? f->n - at : 0;
}

bool form_block_open(const struct form *f, const struct form_node *n)
{
	if (n->style < STYLE_LITERAL || breaks_at_end(n->value) || chomping(raw_of(f, n)) == '-')
		return false;
	return n->value.n || blanks_at_end(f, n);
}

void form_block_header(const struct form *f, const struct form_node *n, bool root, struct buf *out)
{
	size_t breaks = breaks_at_end(n->value);
	char sign = n->style >= STYLE_LITERAL ? chomping(raw_of(f, n)) : '-';

	buf_addc(out, n->style == STYLE_FOLDED ? '>' : '|');
	/* At the root the comment after a text of nothing would be text to some. */
	if (needs_indicator(n->value) || (root && breaks == n->value.n))
		buf_addc(out, '2');
	if (breaks > 1 || (breaks && breaks == n->value.n))
		buf_addc(out, '+');
	else if (!breaks && sign)
		buf_addc(out, sign);
}

static void put_block_line(const char *p, size_t n, uint32_t indent, struct buf *out)
{
	buf_addc(out, '\n');
	if (n)
		buf_addf(out, "%*s", (int)indent, "");
	buf_add(out, p, n);
}

/* The indentation of a folded scalar's text as it is written. */
static size_t indentation(const struct form_node *n, const char *p, const char *header_end,
			  const char *end)
{
	size_t i;

	for (; p < header_end; p++) {
		if (digit(*p))
			return (n->column ? n->column - 1 : 0) + (size_t)(*p - '0');
		if (*p == '#')
			break;
	}
	for (p = header_end + 1; p < end; p++) {
		for (i = 0; p < end && *p == ' '; i++)
			p++;
		if (p < end && *p != '\n')
			return i;
	}
	return 0;
}

/* A folded scalar keeps the lines it is written in, up to the last with text or blanks of its own.
 */
static void put_folded(const struct form *f, const struct form_node *n, uint32_t indent,
		       struct buf *out)
{
	const char *p = f->bytes + n->start, *end = f->bytes + n->full, *nl;
	const char *header_end = memchr(p, '\n', (size_t)(end - p));
	size_t depth, i, filled = out->n;

	if (!header_end)
		return;
	depth = indentation(n, p, header_end, end);
	for (p = header_end + 1; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			nl = end;
		for (i = 0; i < depth && p < nl && *p == ' '; i++)
			p++;
		put_block_line(p, (size_t)(nl - p), indent, out);
		if (p < nl)
			filled = out->n;
	}
	out->n = filled;
}

bool form_block_lines(const struct form *f, const struct form_node *n, uint32_t indent,
		      struct buf *out)
{
	size_t breaks = breaks_at_end(n->value), i;
	struct text t = {n->value.p, n->value.n - breaks};
	const char *p = t.p, *end = t.p + t.n, *nl;
	bool only_breaks = t.n == 0;

	if (!n->value.n && blanks_at_end(f, n)) {
		buf_addf(out, "\n%*s", (int)blanks_at_end(f, n), "");
		return false;
	}
	if (n->style == STYLE_FOLDED) {
		put_folded(f, n, indent, out);
	} else if (!only_breaks) {
		for (; (nl = memchr(p, '\n', (size_t)(end - p))); p = nl + 1)
			put_block_line(p, (size_t)(nl - p), indent, out);
		put_block_line(p, (size_t)(end - p), indent, out);
	}
	for (i = only_breaks ? 0 : 1; i < breaks; i++)
		buf_addc(out, '\n');
	return breaks > 1 || (only_breaks && breaks);
}

bool form_wants_block(const struct form *f, const struct form_node *n)
{
	struct text t = n->value, raw = raw_of(f, n);
	size_t breaks = breaks_at_end(t), i;

	if (n->style != STYLE_DOUBLE || n->spread || n->tag.n || breaks > 1 ||
	    !has_break((struct text){t.p, t.n - breaks}) || form_has_odd_character(t, true))
		return false;
	for (i = 0; i + 1 < raw.n; i++)
		if (raw.p[i] == '\\' && !strchr("\"\\/n", raw.p[++i]))
			return false;
	for (i = 0; i < t.n; i++) {
		bool end = i + 1 == t.n || t.p[i + 1] == '\n';

		if (t.p[i] == ' ' && (end || i == 0))
			return false;
	}
	return !strchr(" \n", t.p[0]);
}
