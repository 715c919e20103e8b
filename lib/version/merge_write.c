/*
 * The text of a plan: the lines of ours, with those of theirs where the plan takes them, moved to
 * the indentation of ours. A dash that begins the line of what comes next is held back until that
 * is written, so that a conflict about the first thing in an item can have the dash on both sides.
 */
#include <string.h>

#include "base/mem.h"
#include "version/merge_internal.h"
#include "yaml/tree.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS, MARKER = 7 };

bool merge_is_map(const struct node *n)
{
	return (n->kind == NODE_ALIAS ? n->target : n)->kind == NODE_MAPPING;
}

/* text that is the same however conflicts are settled */

void merge_put(struct merge_writer *w, struct text t)
{
	buf_addt(&w->out->text, t);
	buf_addt(&w->out->settled[O], t);
	buf_addt(&w->out->settled[T], t);
}

/* Ends the line that was begun, for lines to come between. */
void merge_end_begun(struct merge_writer *w)
{
	if (!w->begun.n)
		return;
	while (w->begun.n && w->begun.p[w->begun.n - 1] == ' ')
		w->begun.n--;
	buf_addc(&w->begun, '\n');
	merge_put(w, buf_text(&w->begun));
	buf_clear(&w->begun);
}

static void begin(struct merge_writer *w, struct buf *line, int column)
{
	buf_clear(line);
	if (w->begun.n)
		buf_addt(line, buf_text(&w->begun));
	else
		buf_addf(line, "%*s", column, "");
}

void merge_put_line(struct merge_writer *w, struct text core, int column)
{
	struct buf line = {0};

	begin(w, &line, column);
	buf_clear(&w->begun);
	buf_addt(&line, core);
	merge_put(w, buf_text(&line));
	buf_free(&line);
}

/* conflicts */

static uint32_t line_number(struct merge_writer *w)
{
	const struct buf *b = &w->out->text;

	for (; w->counted < b->n; w->counted++)
		w->line += b->p[w->counted] == '\n';
	return w->line;
}

static void tell(struct merge_writer *w, const struct merge_place *pl, enum message why)
{
	struct buf name = {0};
	struct merge *m = w->m;

	if (w->only)
		return;
	buf_adds(&name, "");
	merge_name(&name, pl);
	MEM_GROW(m->v, m->n, m->cap);
	m->v[m->n++] = (struct merge_conflict){line_number(w),
					       mem_copy(name.p ? name.p : "", name.n), why};
	buf_free(&name);
}

/* Of everything in a place that is shown as one. */
void merge_tell_all(struct merge_writer *w, const struct merge_place *pl)
{
	size_t i;

	if (pl->op == MERGE_CLASH)
		tell(w, pl, pl->why);
	for (i = 0; pl->op == MERGE_MIX && i < pl->n; i++)
		merge_tell_all(w, pl->children[i]);
}

static void put_marker(struct merge_writer *w, char c, const char *label)
{
	struct buf *out = &w->out->text;
	unsigned i, n = w->in->marker ? w->in->marker : MARKER;

	for (i = 0; i < n; i++)
		buf_addc(out, c);
	if (label) {
		buf_addc(out, ' ');
		message_escape(out, text_of(label));
	}
	buf_addc(out, '\n');
}

void merge_put_alternatives(struct merge_writer *w, const struct buf text[MERGE_SIDES])
{
	int side;

	if (w->only) {
		buf_addt(&w->out->text, buf_text(&text[w->only]));
		return;
	}
	put_marker(w, '<', w->in->label[O]);
	buf_addt(&w->out->text, buf_text(&text[O]));
	if (w->in->base_too) {
		put_marker(w, '|', w->in->label[B]);
		buf_addt(&w->out->text, buf_text(&text[B]));
	}
	put_marker(w, '=', NULL);
	buf_addt(&w->out->text, buf_text(&text[T]));
	put_marker(w, '>', w->in->label[T]);
	for (side = O; side <= T; side++)
		buf_addt(&w->out->settled[side], buf_text(&text[side]));
}

/* lines of comments */

struct merge_lines merge_lines_of(const struct merge_part *p, uint32_t from, uint32_t to,
				  int column, int at)
{
	struct merge_lines l = {0};

	if (p->node && p->block)
		l = (struct merge_lines){p, from, to, column - at};
	return l;
}

void merge_put_comments(struct merge_writer *w, const struct merge_place *pl,
			const struct merge_lines v[MERGE_SIDES], int column)
{
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	if (merge_comments_of(&text[O], v, column)) {
		if (memchr(text[O].n ? text[O].p : "", '#', text[O].n))
			merge_end_begun(w);
		if (!w->begun.n)
			merge_put(w, buf_text(&text[O]));
	} else {
		merge_end_begun(w);
		tell(w, pl, MSG_MERGE_COMMENT);
		buf_clear(&text[O]);
		for (side = B; side <= T; side++)
			merge_lines_put(&text[side], &v[side]);
		merge_put_alternatives(w, text);
	}
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

void merge_put_lead(struct merge_writer *w, const struct merge_place *pl, int column)
{
	struct merge_lines v[MERGE_SIDES];
	int side;

	for (side = B; side <= T; side++) {
		const struct merge_part *p = &pl->part[side];
		uint32_t to = p->core;

		if (p->node && p->block && !p->compact)
			to -= (uint32_t)merge_column(p);
		v[side] = merge_lines_of(p, p->lead, to, column,
					 p->node && p->block ? merge_column(p) : 0);
		if (v[side].part && v[side].to < v[side].from)
			v[side].to = v[side].from;
	}
	merge_put_comments(w, pl, v, column);
}

/* one conflict */

void merge_clash(struct merge_place *pl, enum message why)
{
	pl->op = MERGE_CLASH;
	pl->why = why;
	pl->whole = true;
}

/* One side's lines; with the comments above where only one side has any. */
void merge_put_side(struct merge_writer *w, struct buf *out, const struct merge_place *pl,
		    int column, int side, bool lead)
{
	const struct merge_part *p = &pl->part[side];
	struct buf line = {0};

	if (!p->node)
		return;
	if (lead && p->block && !p->compact) {
		struct merge_lines l = merge_lines_of(p, p->lead,
						      p->core - (uint32_t)merge_column(p), column,
						      merge_column(p));

		merge_lines_put(out, &l);
	}
	begin(w, &line, column);
	if (pl->op == MERGE_CLASH || side == B)
		merge_core(&line, pl, column, side);
	else
		merge_leaf(&line, pl, column, side);
	buf_addt(out, buf_text(&line));
	buf_free(&line);
}

void merge_put_clash(struct merge_writer *w, const struct merge_place *pl, int column)
{
	bool both = pl->part[O].node && pl->part[T].node;
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	if (both)
		merge_put_lead(w, pl, column);
	else
		merge_end_begun(w);
	for (side = B; side <= T; side++)
		merge_put_side(w, &text[side], pl, column, side, !both);
	buf_clear(&w->begun);
	merge_tell_all(w, pl);
	merge_put_alternatives(w, text);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

/* around the root */

static struct text before_root(const struct merge_plan *p, const struct merge_place *root, int side)
{
	const struct merge_part *part = &root->part[side];
	const struct format *f = &p->side[side];
	struct merge_part first = merge_first_of(part);
	uint32_t end = 0;

	if (part->node)
		end = first.node ? first.lead : part->core;
	return (struct text){f->text.p ? f->text.p : "", end};
}

static struct text after_root(const struct merge_plan *p, const struct merge_place *root, int side)
{
	const struct merge_part *part = &root->part[side];
	const struct format *f = &p->side[side];
	uint32_t from = part->node ? part->end : 0;

	return (struct text){f->text.p ? f->text.p + from : "", f->text.n - from};
}

static bool is_comments(struct text t)
{
	size_t i = 0;

	while (i < t.n) {
		while (i < t.n && (t.p[i] == ' ' || t.p[i] == '\t'))
			i++;
		if (i < t.n && t.p[i] != '#' && t.p[i] != '\n')
			return false;
		while (i < t.n && t.p[i++] != '\n')
			;
	}
	return true;
}

/* What stands before or after the root: comments, and marks of the document. */
static void
put_around(struct merge_writer *w, const struct merge_plan *p, const struct merge_place *root,
	   struct text (*around)(const struct merge_plan *, const struct merge_place *, int))
{
	struct text t[MERGE_SIDES] = {around(p, root, B), around(p, root, O), around(p, root, T)};
	struct merge_lines v[MERGE_SIDES] = {{0}};
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	if (is_comments(t[B]) && is_comments(t[O]) && is_comments(t[T])) {
		for (side = B; side <= T; side++)
			if (root->part[side].node) {
				uint32_t from = (uint32_t)(t[side].p - p->side[side].text.p);

				v[side] = (struct merge_lines){&root->part[side], from,
							       from + (uint32_t)t[side].n, 0};
			}
		merge_put_comments(w, root, v, 0);
	} else if (text_equal(t[B], t[T]) || text_equal(t[O], t[T])) {
		merge_put(w, t[O]);
	} else if (text_equal(t[B], t[O])) {
		merge_put(w, t[T]);
	} else {
		tell(w, root, MSG_MERGE_COMMENT);
		for (side = B; side <= T; side++) {
			buf_addt(&text[side], t[side]);
			if (t[side].n && t[side].p[t[side].n - 1] != '\n')
				buf_addc(&text[side], '\n');
		}
		merge_put_alternatives(w, text);
	}
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

/* All of both files. */
static void put_whole(struct merge_writer *w, const struct merge_plan *p, struct merge_place *root)
{
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	for (side = B; side <= T; side++) {
		buf_addt(&text[side], buf_text(&p->side[side].text));
		if (text[side].n && text[side].p[text[side].n - 1] != '\n')
			buf_addc(&text[side], '\n');
	}
	tell(w, root, root->why);
	merge_put_alternatives(w, text);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

static void put_root(struct merge_writer *w, struct merge_plan *p)
{
	struct merge_place *root = p->root;
	struct merge_part first[MERGE_SIDES];
	int side;

	if (root->op == MERGE_CLASH && root->whole) {
		put_whole(w, p, root);
		return;
	}
	for (side = B; side <= T; side++)
		first[side] = merge_first_of(&root->part[side]);
	put_around(w, p, root, before_root);
	if (root->op == MERGE_MIX && first[O].node && !merge_is_gone(root, 0))
		merge_put_children(w, root, first, true, (int)root->part[O].item->value->column);
	else if (root->op == MERGE_MIX && first[O].node)
		merge_put(w, merge_is_map(root->part[O].node) ? TEXT("{}\n") : TEXT("[]\n"));
	else
		merge_put_child(w, root, 0);
	put_around(w, p, root, after_root);
}

void merge_write(struct merge_plan *p, const struct merge_input *in, struct merge_written *out,
		 struct merge *m)
{
	struct merge_writer w = {.in = in, .out = out, .m = m};
	const struct buf *ours = &p->side[O].text;

	put_root(&w, p);
	out->open = ours->n && ours->p[ours->n - 1] != '\n' && !m->n;
	if (out->open)
		merge_end_lines(out, false);
	buf_free(&w.begun);
}

void merge_end_lines(struct merge_written *out, bool end)
{
	struct buf *all[] = {&out->text, &out->settled[O], &out->settled[T]};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		bool ends = all[i]->n && all[i]->p[all[i]->n - 1] == '\n';

		if (ends && !end)
			all[i]->n--;
		else if (!ends && end)
			buf_addc(all[i], '\n');
	}
}
