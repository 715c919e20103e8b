/*
 * Differences for a pull request: the counts first, then a folded list for each file. Words of
 * records are escaped so that they are neither HTML nor Markdown, and stand in code, where no
 * mention or link is made of them. What would not fit into a comment is counted instead.
 */
#include <string.h>

#include "base/finding.h"
#include "base/message.h"
#include "report/diff.h"
#include "version/diff.h"

/* What Markdown (CommonMark and GitHub's) or HTML could read becomes a character reference. */
static void escape(struct buf *out, struct text t)
{
	size_t i;

	for (i = 0; i < t.n; i++) {
		char c = t.p[i];

		if (c && strchr("&<>|`*_[]\\~@#!$\"'", c))
			buf_addf(out, "&#%d;", c);
		else if (c == ':' && i + 2 < t.n && t.p[i + 1] == '/')
			buf_adds(out, "&#58;");
		else if (c == '.' && i >= 3 && memcmp(t.p + i - 3, "www", 3) == 0)
			buf_adds(out, "&#46;");
		else
			buf_addc(out, c == '\n' ? ' ' : c);
	}
}

static void add_code(struct buf *out, struct text t)
{
	buf_adds(out, "<code>");
	escape(out, t);
	buf_adds(out, "</code>");
}

static void add_path(struct buf *out, const char *path)
{
	struct buf b = {0};

	message_escape(&b, text_of(path));
	add_code(out, buf_text(&b));
	buf_free(&b);
}

static void write_head(struct buf *out, const struct diff_entry *e)
{
	enum message m = !e->before                         ? MSG_DIFF_ADDED
			 : !e->after                        ? MSG_DIFF_REMOVED
			 : strcmp(e->before, e->after) != 0 ? MSG_DIFF_MOVED
							    : MSG_COUNT;

	if (e->record) {
		buf_adds(out, "<b>");
		escape(out, text_of(e->record));
		buf_adds(out, "</b> ");
	}
	add_path(out, e->before ? e->before : e->after);
	if (m == MSG_DIFF_MOVED) {
		buf_adds(out, " → ");
		add_path(out, e->after);
	}
	if (m != MSG_COUNT) {
		buf_adds(out, " · ");
		message_write(out, m, 0, NULL);
	}
}

static void write_change(struct buf *out, const struct change *c)
{
	static const char *const signs[] = {"➕", "➖", "✏️", "↕️"};
	struct buf b = {0};

	buf_addf(out, "- %s ", signs[c->op]);
	diff_way(&b, c->step);
	escape(out, buf_text(&b));
	buf_clear(&b);
	diff_values_write(&b, c);
	if (b.n) {
		buf_adds(out, c->step ? ": " : "");
		add_code(out, buf_text(&b));
	}
	buf_addc(out, '\n');
	buf_free(&b);
}

void diff_markdown_entry(struct diff_report *r, const struct diff_entry *e)
{
	struct buf *b = &r->line;
	size_t i;

	if (r->left_out) { /* the order is kept: nothing after what did not fit */
		r->left_out++;
		return;
	}
	if (e->diff && e->diff->n && !r->stat) {
		buf_adds(b, "<details><summary>");
		write_head(b, e);
		buf_addf(b, " (%zu)</summary>\n\n", e->diff->n);
		for (i = 0; i < e->diff->n && b->n + r->body.n <= DIFF_MARKDOWN_LIMIT; i++)
			write_change(b, &e->diff->v[i]);
		buf_adds(b, "\n</details>\n");
	} else {
		buf_adds(b, "- ");
		write_head(b, e);
		if (e->diff && e->diff->n)
			buf_addf(b, " (%zu)", e->diff->n);
		if (e->why) {
			buf_adds(b, ": ");
			escape(b, text_of(e->why));
		}
		buf_addc(b, '\n');
	}
	if (r->body.n + b->n > DIFF_MARKDOWN_LIMIT)
		r->left_out++;
	else
		buf_addt(&r->body, buf_text(b));
}

void diff_markdown_end(struct diff_report *r)
{
	char room[24];
	struct text n = text_number(room, r->left_out);

	buf_clear(&r->line);
	buf_adds(&r->line, "**");
	diff_counts(&r->line, r);
	buf_adds(&r->line, "**\n");
	fwrite(r->line.p, 1, r->line.n, r->out);
	if (r->body.n && !r->summary)
		fprintf(r->out, "\n%s", r->body.p);
	if (!r->left_out)
		return;
	buf_clear(&r->line);
	message_write(&r->line, r->left_out == 1 ? MSG_DIFF_LEFT_OUT_ONE : MSG_DIFF_LEFT_OUT, 1,
		      &n);
	fprintf(r->out, "\n%s\n", r->line.p);
}
