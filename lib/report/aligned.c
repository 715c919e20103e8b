/*
 * Tables for people: columns that stand under their headings, where a wide character takes two
 * columns of the terminal. If the table is wider than the terminal, the widest columns give way,
 * the last of them first, and what is cut ends with an ellipsis; numbers and dates are never cut.
 * Where that would leave too little to read, each row becomes a block, a line for each cell.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "report/table.h"

enum { GAP = 2, NARROWEST = 8, LEAST = 4 /* where only two columns are so */ };

size_t table_terminal_width(FILE *out)
{
	int fd = fileno(out);
	struct winsize size;

	if (fd < 0 || !isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

static void measure(const struct table *t, size_t *widths)
{
	struct buf b = {0};
	size_t i, k, w;

	for (k = 0; k < t->ncolumns; k++)
		for (i = 0; i <= t->n; i++) {
			buf_clear(&b);
			message_escape(&b, i < t->n ? t->rows[i][k].text : t->headings[k]);
			w = utf8_width(buf_text(&b));
			if (w > widths[k])
				widths[k] = w;
		}
	buf_free(&b);
}

static bool has_date(const struct table *t, size_t column)
{
	size_t i = 0;

	while (i < t->n && t->rows[i][column].kind != CELL_DATE)
		i++;
	return i < t->n;
}

/* Takes columns from the widest of those that may be cut until all fit; false if they cannot. */
static bool fit_to(const struct table *t, const bool *rigid, size_t limit, size_t least,
		   size_t *widths)
{
	size_t total = 0, k, widest;

	for (k = 0; k < t->ncolumns; k++)
		total += widths[k] + (k ? GAP : 0);
	while (limit && total > limit) {
		widest = t->ncolumns;
		for (k = 0; k < t->ncolumns; k++)
			if (!rigid[k] && widths[k] > least &&
			    (widest == t->ncolumns || widths[k] >= widths[widest]))
				widest = k;
		if (widest == t->ncolumns)
			return false;
		widths[widest]--;
		total--;
	}
	return true;
}

static bool fit(const struct table *t, const bool *rigid, size_t limit, size_t *widths)
{
	size_t soft = 0, k;

	if (fit_to(t, rigid, limit, NARROWEST, widths))
		return true;
	for (k = 0; k < t->ncolumns; k++)
		soft += !rigid[k] && widths[k] >= NARROWEST;
	return soft <= 2 && fit_to(t, rigid, limit, LEAST, widths);
}

/* As much of t as takes at most `width` columns; all of it, or cut and with an ellipsis. */
static void add_cut(struct buf *out, struct text t, size_t width, bool whole, size_t *took)
{
	size_t i = 0, n, w, used = 0;

	*took = utf8_width(t);
	if (whole || *took <= width) {
		buf_addt(out, t);
		return;
	}
	while (i < t.n) {
		n = utf8_length(t.p[i]);
		if (n > t.n - i)
			n = t.n - i;
		w = utf8_width((struct text){t.p + i, n});
		if (used + w + 1 > width)
			break;
		used += w;
		i += n;
	}
	buf_add(out, t.p, i);
	buf_adds(out, "…");
	*took = used + 1;
}

static void add_spaces(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

struct line {
	struct buf *out;
	struct buf escaped, shown;
	size_t owed; /* spaces, written only if something follows */
};

static void add_cell(struct line *l, struct text t, size_t width, bool number, bool whole)
{
	size_t took;

	buf_clear(&l->escaped);
	buf_clear(&l->shown);
	message_escape(&l->escaped, t);
	add_cut(&l->shown, buf_text(&l->escaped), width, whole, &took);
	if (took > width)
		width = took;
	if (!l->shown.n) {
		l->owed += width;
		return;
	}
	add_spaces(l->out, l->owed + (number ? width - took : 0));
	buf_addt(l->out, buf_text(&l->shown));
	l->owed = number ? 0 : width - took;
}

static void write_rows(const struct table *t, const struct table_look *look, const bool *numeric,
		       const bool *rigid, const size_t *widths, struct line *l, FILE *out)
{
	size_t i, k;

	for (i = 0; i <= t->n; i++) {
		buf_clear(l->out);
		l->owed = 0;
		if (!i && look->color)
			buf_adds(l->out, "\033[1m");
		for (k = 0; k < t->ncolumns; k++) {
			add_cell(l, i ? t->rows[i - 1][k].text : t->headings[k], widths[k],
				 numeric[k], rigid[k]);
			l->owed += GAP;
		}
		while (l->out->n && l->out->p[l->out->n - 1] == ' ')
			l->out->n--;
		if (!i && look->color)
			buf_adds(l->out, "\033[0m");
		buf_addc(l->out, '\n');
		fwrite(l->out->p, 1, l->out->n, out);
	}
}

/* How much of t fits into a line of `width`: up to its last space, if there is one, or between
 * characters; at least one character. */
static size_t line_length(struct text t, size_t width)
{
	size_t i = 0, n, used = 0, space = 0;

	while (i < t.n) {
		n = utf8_length(t.p[i]);
		if (n > t.n - i)
			n = t.n - i;
		used += utf8_width((struct text){t.p + i, n});
		if (used > width && i)
			return space ? space : i;
		i += n;
		if (t.p[i - 1] == ' ')
			space = i;
	}
	return t.n;
}

/* A heading and, from column `indent` on, its text in as many lines as that takes. */
static void add_lines(struct line *l, struct text heading, struct text t, size_t indent,
		      size_t limit)
{
	size_t n, width = limit > indent + NARROWEST ? limit - indent : NARROWEST;

	buf_clear(&l->escaped);
	message_escape(&l->escaped, heading);
	buf_addt(l->out, buf_text(&l->escaped));
	add_spaces(l->out, indent - utf8_width(buf_text(&l->escaped)));
	buf_clear(&l->escaped);
	message_escape(&l->escaped, t);
	t = buf_text(&l->escaped);
	for (;;) {
		n = line_length(t, width);
		buf_add(l->out, t.p, n);
		while (l->out->p[l->out->n - 1] == ' ')
			l->out->n--;
		buf_addc(l->out, '\n');
		t.p += n, t.n -= n;
		if (!t.n)
			return;
		add_spaces(l->out, indent);
	}
}

/* Rows as blocks with an empty line between them; what is empty is left out. */
static void write_blocks(const struct table *t, const struct table_look *look, struct line *l,
			 FILE *out)
{
	size_t i, k, w, indent = 0;

	for (k = 0; k < t->ncolumns; k++) {
		buf_clear(&l->escaped);
		message_escape(&l->escaped, t->headings[k]);
		w = utf8_width(buf_text(&l->escaped)) + GAP;
		indent = w > indent ? w : indent;
	}
	for (i = 0; i < t->n; i++) {
		buf_clear(l->out);
		if (i)
			buf_addc(l->out, '\n');
		for (k = 0; k < t->ncolumns; k++)
			if (t->rows[i][k].text.n)
				add_lines(l, t->headings[k], t->rows[i][k].text, indent,
					  look->width);
		fwrite(l->out->p ? l->out->p : "", 1, l->out->n, out);
	}
}

void table_aligned(const struct table *t, const struct table_look *look, const bool *numeric,
		   FILE *out)
{
	size_t *widths = mem_zero((t->ncolumns + 1) * sizeof *widths), k;
	bool *rigid = mem_zero(t->ncolumns + 1);
	struct buf b = {0};
	struct line l = {.out = &b};

	for (k = 0; k < t->ncolumns; k++)
		rigid[k] = numeric[k] || has_date(t, k);
	measure(t, widths);
	if (fit(t, rigid, look->width, widths) || !t->n)
		write_rows(t, look, numeric, rigid, widths, &l, out);
	else
		write_blocks(t, look, &l, out);
	buf_free(&b);
	buf_free(&l.escaped);
	buf_free(&l.shown);
	mem_free(widths);
	mem_free(rigid);
}
