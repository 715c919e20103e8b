/*
 * Tables for people: columns that stand under their headings, where a wide character takes two
 * columns of the terminal. If the table is wider than the terminal, the widest columns give way,
 * the last of them first, and what is cut ends with an ellipsis; numbers are never cut.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "report/table.h"

enum { GAP = 2, NARROWEST = 4 };

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

/* Takes columns from the widest of those that may be cut until all fit or none can give more. */
static void fit(const struct table *t, const bool *numeric, size_t limit, size_t *widths)
{
	size_t total = 0, k, widest;

	for (k = 0; k < t->ncolumns; k++)
		total += widths[k] + (k ? GAP : 0);
	while (limit && total > limit) {
		widest = t->ncolumns;
		for (k = 0; k < t->ncolumns; k++)
			if (!numeric[k] && widths[k] > NARROWEST &&
			    (widest == t->ncolumns || widths[k] >= widths[widest]))
				widest = k;
		if (widest == t->ncolumns)
			break;
		widths[widest]--;
		total--;
	}
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

static void add_cell(struct line *l, struct text t, size_t width, bool number)
{
	size_t took;

	buf_clear(&l->escaped);
	buf_clear(&l->shown);
	message_escape(&l->escaped, t);
	add_cut(&l->shown, buf_text(&l->escaped), width, number, &took);
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
		       const size_t *widths, struct line *l, FILE *out)
{
	size_t i, k;

	for (i = 0; i <= t->n; i++) {
		buf_clear(l->out);
		l->owed = 0;
		if (!i && look->color)
			buf_adds(l->out, "\033[1m");
		for (k = 0; k < t->ncolumns; k++) {
			add_cell(l, i ? t->rows[i - 1][k].text : t->headings[k], widths[k],
				 numeric[k]);
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

void table_aligned(const struct table *t, const struct table_look *look, const bool *numeric,
		   FILE *out)
{
	size_t *widths = mem_zero((t->ncolumns + 1) * sizeof *widths);
	struct buf b = {0};
	struct line l = {.out = &b};

	measure(t, widths);
	fit(t, numeric, look->width, widths);
	write_rows(t, look, numeric, widths, &l, out);
	buf_free(&b);
	buf_free(&l.escaped);
	buf_free(&l.shown);
	mem_free(widths);
}
