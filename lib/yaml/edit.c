/*
 * The proof of a change. It is one splice: bytes [start, end) of the text give way to others. The
 * text has LF at the end of lines; the splice is carried over to the bytes of the file, whose line
 * ends may be others.
 */
#include "yaml/edit.h"

#include <string.h>

#include "base/finding.h"
#include "base/mem.h"
#include "yaml/edit_internal.h"

static bool load(struct format *f, struct text bytes, struct findings *findings)
{
	static const char empty[] = "";

	if (!format_load(f, bytes.n ? bytes.p : empty, bytes.n, findings))
		return false;
	return f->tree.ndocs == 1 && f->form.ndocuments == 1;
}

/* Says of a file that has a form but no tree why there is none. */
static void say_why(const struct format *f, struct findings *findings)
{
	struct tree t = {0};

	if (tree_load(&t, NULL, f->text.p, f->text.n, findings) == 0 && t.ndocs > 1)
		finding_say0(findings, MSG_ONE_DOCUMENT, t.docs[1]->start, t.docs[1]->start);
	tree_free(&t);
}

bool edit_load(struct edit *e, struct text bytes, struct findings *f)
{
	size_t before = f->n;

	buf_clear(&e->bytes);
	buf_addt(&e->bytes, bytes);
	e->root = NULL;
	if (load(&e->format, buf_text(&e->bytes), f)) {
		e->root = e->format.tree.docs[0];
		return true;
	}
	if (f->n == before)
		say_why(&e->format, f);
	return false;
}

void edit_free(struct edit *e)
{
	buf_free(&e->bytes);
	format_free(&e->format);
	format_free(&e->next);
	*e = (struct edit){0};
}

/* from the text to the bytes */

/* The byte of the file for one of the text. */
static size_t original(struct text bytes, uint32_t at)
{
	size_t i = text_starts(bytes, TEXT("\xEF\xBB\xBF")) ? 3 : 0;

	for (; at > 0 && i < bytes.n; at--)
		i += bytes.p[i] == '\r' && i + 1 < bytes.n && bytes.p[i + 1] == '\n' ? 2 : 1;
	return i;
}

static struct text break_at(struct text bytes, size_t i)
{
	if (bytes.p[i] == '\r')
		return i + 1 < bytes.n && bytes.p[i + 1] == '\n' ? TEXT("\r\n") : TEXT("\r");
	return bytes.p[i] == '\n' ? TEXT("\n") : TEXT("");
}

/* How lines end at a byte: as the line there does, or the one before. */
static struct text line_end(struct text bytes, size_t at)
{
	size_t i;

	for (i = at; i < bytes.n; i++)
		if (break_at(bytes, i).n)
			return break_at(bytes, i);
	for (i = at; i-- > 0;)
		if (break_at(bytes, i).n)
			return break_at(bytes, i > 0 && bytes.p[i - 1] == '\r' ? i - 1 : i);
	return TEXT("\n");
}

static void replace(struct buf *out, struct text bytes, const struct edit_splice *s)
{
	size_t start = original(bytes, s->start), end = original(bytes, s->end), i;
	struct text eol = line_end(bytes, start);

	buf_add(out, bytes.p, start);
	for (i = 0; i < s->text.n; i++) {
		if (s->text.p[i] == '\n')
			buf_addt(out, eol);
		else
			buf_addc(out, s->text.p[i]);
	}
	buf_add(out, bytes.p + end, bytes.n - end);
}

/* proof */

struct outside { /* the comments of a form that are not in [start, end) */
	const struct form *form;
	uint32_t start, end, at;
};

static bool next_comment(struct outside *o, struct text *t)
{
	const struct form_comment *c;

	while (o->at < o->form->ncomments) {
		c = &o->form->comments[o->at++];
		if (c->start >= o->start && c->start < o->end)
			continue;
		*t = (struct text){o->form->bytes + c->start, c->end - c->start};
		return true;
	}
	return false;
}

static bool same_comments(const struct edit *e, const struct edit_splice *s)
{
	struct outside x = {&e->format.form, s->start, s->end, 0};
	struct outside y = {&e->next.form, s->start, s->start + (uint32_t)s->text.n, 0};
	struct text a, b;
	bool more;

	while ((more = next_comment(&x, &a)) == next_comment(&y, &b)) {
		if (!more)
			return true;
		if (!text_equal(a, b))
			return false;
	}
	return false;
}

enum edit_result edit_apply(struct edit *e, const struct edit_splice *s, struct node *expected)
{
	struct findings said = {0};
	struct buf bytes = {0};
	struct format swap;
	bool good;

	replace(&bytes, buf_text(&e->bytes), s);
	good = load(&e->next, buf_text(&bytes), &said) &&
	       node_equal(expected, e->next.tree.docs[0], &e->next.tree.arena) &&
	       same_comments(e, s);
	findings_clear(&said);
	if (!good) { /* `expected` is the old tree, changed: it is made anew */
		buf_free(&bytes);
		load(&e->format, buf_text(&e->bytes), &said);
		e->root = e->format.tree.docs[0];
		return EDIT_FORM;
	}
	buf_free(&e->bytes);
	e->bytes = bytes;
	swap = e->format;
	e->format = e->next;
	e->next = swap;
	e->root = e->format.tree.docs[0];
	return EDIT_DONE;
}
