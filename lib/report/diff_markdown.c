/*
 * Differences for a pull request: the counts first, a table of problems and a list of what else
 * happened, then a folded list for each file. Words of
 * records are escaped so that they are neither HTML nor Markdown, and stand in code, where no
 * mention or link is made of them. What would not fit into a comment is counted instead.
 */
#include <string.h>

#include "base/finding.h"
#include "base/message.h"
#include "report/diff.h"
#include "version/diff.h"
#include "version/event.h"

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

void diff_markdown_entry(struct buf *b, const struct diff_look *look, const struct diff_entry *e)
{
	size_t i;

	if (e->diff && e->diff->n && !look->stat) {
		buf_adds(b, "<details><summary>");
		write_head(b, e);
		buf_addf(b, " (%zu)</summary>\n\n", e->diff->n);
		for (i = 0; i < e->diff->n && b->n <= DIFF_MARKDOWN_LIMIT; i++)
			write_change(b, &e->diff->v[i]);
		buf_adds(b, "\n</details>\n");
		return;
	}
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

/* --- all of it --- */

struct page {
	struct buf body;
	size_t events_left, files_left; /* that did not fit */
	bool table;                     /* it has begun */
};

static void add_escaped(struct buf *out, void (*write)(struct buf *b, const struct event *x),
			const struct event *x)
{
	struct buf b = {0};

	write(&b, x);
	escape(out, buf_text(&b));
	buf_free(&b);
}

static void add_body(struct buf *out, const struct event *x, const struct events *all)
{
	struct buf b = {0};

	diff_event_body(&b, x, all);
	escape(out, buf_text(&b));
	buf_free(&b);
}

static void add_name(struct buf *out, const struct diff_item *item)
{
	escape(out, text_of(item->record ? item->record : item->path));
}

static void begin_table(struct page *p)
{
	if (p->table)
		return;
	p->table = true;
	buf_adds(&p->body, "| ");
	message_write(&p->body, MSG_MARKDOWN_RECORD, 0, NULL);
	buf_adds(&p->body, " | ");
	message_write(&p->body, MSG_MARKDOWN_PROBLEM, 0, NULL);
	buf_adds(&p->body, " | ");
	message_write(&p->body, MSG_MARKDOWN_HAPPENED, 0, NULL);
	buf_adds(&p->body, " |\n|---|---|---|\n");
}

static void add_event(struct page *p, const struct diff_item *item, const struct event *x)
{
	struct buf b = {0};
	bool problem = x->type <= EVENT_DELETED;

	buf_adds(&b, problem ? "| " : "- <b>");
	add_name(&b, item);
	buf_adds(&b, problem ? " | " : "</b> ");
	add_escaped(&b, diff_event_subject, x);
	buf_adds(&b, problem ? " | " : " ");
	add_body(&b, x, item->events);
	buf_adds(&b, problem ? " |\n" : "\n");
	/* Half of it is the files'. */
	if (p->events_left || p->body.n + b.n > DIFF_MARKDOWN_LIMIT / 2) {
		p->events_left++;
	} else {
		if (problem)
			begin_table(p);
		buf_addt(&p->body, buf_text(&b));
	}
	buf_free(&b);
}

static void add_events(struct page *p, const struct diff_report *r)
{
	size_t i, k;
	int t;

	for (t = 0; t < EVENTS; t++) {
		for (i = 0; i < r->n; i++)
			for (k = 0; k < r->items[i].events->n; k++) {
				const struct events *all = r->items[i].events;

				if ((int)all->v[k].type == t &&
				    !diff_event_is_told(&all->v[k], all))
					add_event(p, &r->items[i], &all->v[k]);
			}
		if (t == EVENT_DELETED && p->body.n)
			buf_addc(&p->body, '\n');
	}
	if (p->body.n && p->body.p[p->body.n - 2] != '\n')
		buf_addc(&p->body, '\n');
}

static void add_files(struct page *p, const struct diff_report *r)
{
	const char *group = "";
	struct buf b = {0};
	size_t i;

	for (i = 0; i < r->n; i++) {
		const struct diff_item *x = &r->items[i];

		buf_clear(&b);
		if (r->many && strcmp(group, x->group) != 0) {
			buf_adds(&b, i ? "\n**" : "**");
			escape(&b, text_of(*x->group ? x->group : "–"));
			buf_adds(&b, "**\n\n");
			group = x->group;
		}
		buf_addt(&b, buf_text(&x->text));
		/* The order is kept: nothing after what did not fit. */
		if (p->files_left || p->body.n + b.n > DIFF_MARKDOWN_LIMIT)
			p->files_left++;
		else
			buf_addt(&p->body, buf_text(&b));
	}
	buf_free(&b);
}

static void say_left(struct diff_report *r, size_t n, enum message one, enum message many)
{
	char room[24];
	struct text number = text_number(room, n);
	struct buf b = {0};

	if (!n)
		return;
	message_write(&b, n == 1 ? one : many, 1, &number);
	fprintf(r->out, "\n%s\n", b.p);
	buf_free(&b);
}

void diff_markdown_write(struct diff_report *r)
{
	struct page p = {{0}, 0, 0, false};
	struct buf b = {0}, head = {0};

	if (r->many)
		diff_headline(&head, r);
	else
		diff_counts(&head, r);
	buf_adds(&b, "**");
	escape(&b, buf_text(&head));
	buf_adds(&b, "**\n");
	fwrite(b.p, 1, b.n, r->out);
	if (!r->summary) {
		add_events(&p, r);
		add_files(&p, r);
	}
	if (p.body.n)
		fprintf(r->out, "\n%s", p.body.p);
	say_left(r, p.events_left, MSG_DIFF_EVENT_LEFT, MSG_DIFF_EVENTS_LEFT);
	say_left(r, p.files_left, MSG_DIFF_LEFT_OUT_ONE, MSG_DIFF_LEFT_OUT);
	buf_free(&p.body);
	buf_free(&head);
	buf_free(&b);
}
