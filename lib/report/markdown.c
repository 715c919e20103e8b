/* Markdown: text that stands for itself, and tables. */
#include "report/markdown.h"

#include <string.h>

#include "base/buf.h"
#include "base/message.h"
#include "report/table.h"

/* A word joiner after these keeps a forge from making a mention or a link of what follows. */
static bool makes_link(struct text t, size_t i)
{
	struct text rest = {t.p + i, t.n - i};

	return t.p[i] == '@' || text_starts(rest, TEXT("://")) ||
	       ((t.p[i] == '.') && i >= 3 && (t.p[i - 1] | 0x20) == 'w');
}

static void add_byte(struct buf *out, struct text t, size_t i)
{
	char c = t.p[i];

	if (c == '&')
		buf_adds(out, "&amp;");
	else if (c == '<')
		buf_adds(out, "&lt;");
	else if (c == '>')
		buf_adds(out, "&gt;");
	else if (strchr("\\`*_[]|~#!$", c))
		buf_addc(out, '\\'), buf_addc(out, c);
	else
		buf_addc(out, c);
	if (makes_link(t, i))
		buf_adds(out, "\xE2\x81\xA0");
}

static void add_line(struct buf *out, struct text t)
{
	struct buf b = {0};
	size_t i;

	message_escape(&b, t);
	for (i = 0; i < b.n; i++)
		add_byte(out, buf_text(&b), i);
	buf_free(&b);
}

void markdown_text(struct buf *out, struct text t)
{
	size_t from = 0, i;

	while (t.n && t.p[t.n - 1] == '\n')
		t.n--;
	for (i = 0; i <= t.n; i++) {
		if (i < t.n && t.p[i] != '\n')
			continue;
		if (from)
			buf_adds(out, "<br>");
		add_line(out, (struct text){t.p + from, i - from});
		from = i + 1;
	}
}

void table_markdown_head(struct buf *out, const struct table *t, const bool *numeric)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		buf_adds(out, "| ");
		markdown_text(out, t->headings[i]);
		buf_addc(out, ' ');
	}
	buf_adds(out, "|\n");
	for (i = 0; i < t->ncolumns; i++)
		buf_adds(out, numeric[i] ? "| ---: " : "| --- ");
	buf_adds(out, "|\n");
}

void table_markdown_row(struct buf *out, const struct cell *row, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		buf_adds(out, "| ");
		markdown_text(out, row[i].text);
		buf_addc(out, ' ');
	}
	buf_adds(out, "|\n");
}
