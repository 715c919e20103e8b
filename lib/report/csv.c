/*
 * Tables for spreadsheets and for programs that cut lines.
 *
 * CSV is RFC 4180: CR LF after each row, a cell with a comma, quotation mark or line break between
 * quotation marks, those in it doubled. A spreadsheet does not show cells as they stand: it
 * calculates what begins like a formula and rewrites what looks like a number or a date. A text
 * cell that this would befall gets an apostrophe before it, and so does one that begins with an
 * apostrophe: taking one away from every text that has it gives back the text. The same holds for
 * what follows a semicolon, tab or line break in a cell, since there are spreadsheets to which that
 * begins a cell, and logs in which a line can be a command. Numbers of the record are never
 * touched, dates (2020-03-18) neither.
 *
 * TSV has one row a line; tab, LF, CR and backslash in a cell are \t \n \r \\. Only what begins
 * like a formula gets its apostrophe there.
 */
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/message.h"
#include "base/utf8.h"
#include "report/table.h"

enum { SAFE_DIGITS = 11, DATE_LIKE = 10 }; /* more digits are shown as 9.9E+11 */

static bool is_space(uint32_t c)
{
	return c == ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
	       c == 0xFEFF || c == 0x85;
}

/* Begins, after spaces, with what makes a formula, also in the wide forms of an Asian keyboard; or
 * with what a CI that shows the output takes for a command (::error::). */
static bool is_formula(struct text t)
{
	size_t i = 0, n;
	uint32_t c = 0;

	while (i < t.n) {
		n = utf8_decode(t.p + i, t.n - i, &c);
		if (!n || !is_space(c))
			break;
		i += n;
	}
	if (i == t.n)
		return false;
	if (t.n - i > 1 && t.p[i] == ':' && t.p[i + 1] == ':')
		return true;
	/* Beyond ASCII strchr() would see but a part of the number: U+4E0A is no line feed. */
	return (c && c < 0x80 && strchr("=+-@", (int)c)) || c == 0xFF1D || c == 0xFF0B ||
	       c == 0xFF0D || c == 0xFF20 || c == 0x2212;
}

static bool made_of(struct text t, const char *set)
{
	size_t i;

	for (i = 0; i < t.n; i++)
		if (!t.p[i] || !strchr(set, t.p[i]))
			return false;
	return t.n > 0;
}

/* Would a spreadsheet take the text for a number or date and show something else? */
static bool is_rewritten(struct text t)
{
	struct arena a = {0};
	struct decimal d;
	struct date date;
	bool number;

	if (!t.n || t.n > 400 || !strchr("0123456789.", t.p[0]) || date_parse(t, &date))
		return false;
	if (made_of(t, "0123456789"))
		return t.n > SAFE_DIGITS || (t.n > 1 && t.p[0] == '0');
	if (t.n <= DATE_LIKE && made_of(t, "0123456789-/.:, "))
		return true;
	number = decimal_parse(&a, t, &d) != DECIMAL_SYNTAX;
	arena_free(&a);
	return number;
}

/* Text as bytes of the file; what moves a cursor or turns the text around is shown escaped. */
static void plain(struct buf *out, struct text t)
{
	size_t from = 0, i;

	for (i = 0; i <= t.n; i++) {
		if (i < t.n && t.p[i] != '\n' && t.p[i] != '\t')
			continue;
		message_escape(out, (struct text){t.p + from, i - from});
		if (i < t.n)
			buf_addc(out, t.p[i]);
		from = i + 1;
	}
}

static bool needs_mark(struct text t)
{
	return is_formula(t) || (t.n && strchr("\t\r\n'", t.p[0]));
}

/* Where a semicolon separates cells, quotation marks within a line hold nothing together: there
 * what follows a semicolon, a tab or a line break begins a cell too. */
static void add_guarded(struct buf *out, struct text t)
{
	size_t i;

	if (needs_mark(t) || is_rewritten(t))
		buf_addc(out, '\'');
	for (i = 0; i < t.n; i++) {
		buf_addc(out, t.p[i]);
		if ((t.p[i] == ';' || t.p[i] == '\t' || t.p[i] == '\n') &&
		    (is_formula((struct text){t.p + i + 1, t.n - i - 1}) ||
		     (i + 1 < t.n && t.p[i + 1] == '\'')))
			buf_addc(out, '\'');
	}
}

static bool needs_quotes(struct text t)
{
	return t.n && (memchr(t.p, ',', t.n) || memchr(t.p, '"', t.n) || memchr(t.p, '\n', t.n) ||
		       memchr(t.p, ';', t.n) || memchr(t.p, '\t', t.n) || t.p[0] == ' ' ||
		       t.p[t.n - 1] == ' ');
}

static void csv_cell(struct buf *out, const struct cell *c)
{
	struct buf b = {0}, guarded = {0};
	size_t i;

	if (c->kind == CELL_TEXT || c->kind == CELL_JSON)
		add_guarded(&guarded, c->text);
	else
		buf_addt(&guarded, c->text);
	plain(&b, buf_text(&guarded));
	buf_free(&guarded);
	if (!needs_quotes(buf_text(&b))) {
		buf_addt(out, buf_text(&b));
	} else {
		buf_addc(out, '"');
		for (i = 0; i < b.n; i++) {
			if (b.p[i] == '"')
				buf_addc(out, '"');
			buf_addc(out, b.p[i]);
		}
		buf_addc(out, '"');
	}
	buf_free(&b);
}

void table_csv_row(struct buf *out, const struct cell *row, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i)
			buf_addc(out, ',');
		csv_cell(out, &row[i]);
	}
	if (n == 1 && row[0].kind == CELL_EMPTY)
		buf_adds(out, "\"\""); /* an empty line is no row to most readers */
	buf_adds(out, "\r\n");
}

void table_tsv_row(struct buf *out, const struct cell *row, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		struct text t = row[i].text;

		if (i)
			buf_addc(out, '\t');
		if ((row[i].kind == CELL_TEXT || row[i].kind == CELL_JSON) && needs_mark(t))
			buf_addc(out, '\'');
		for (k = 0; k < t.n; k++) {
			size_t from = k;

			while (k < t.n && t.p[k] != '\\')
				k++;
			message_escape(out, (struct text){t.p + from, k - from});
			if (k < t.n)
				buf_adds(out, "\\\\");
		}
	}
	buf_addc(out, '\n');
}
