/*
 * The text of a plan: the lines of ours, with those of theirs where the plan takes them, moved to
 * the indentation of ours. A dash that begins the line of what comes next is held back until that
 * is written, so that a conflict about the first thing in an item can have the dash on both sides.
 */
#include <string.h>

#include "base/mem.h"
#include "version/merge_internal.h"
#include "yaml/tree.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS, MARKER = 7, STEP = 2 };

struct writer {
	const struct merge_input *in;
	struct merge_written *out;
	struct merge *m;
	struct buf begun; /* the dashes held back, with what is before them */
	int only;         /* a side: conflicts are settled for it; 0: they are shown */
	uint32_t line;    /* in out->text, up to `counted` */
	size_t counted;
};

static bool value_is_map(const struct node *n)
{
	return (n->kind == NODE_ALIAS ? n->target : n)->kind == NODE_MAPPING;
}

/* text that is the same however conflicts are settled */

static void put(struct writer *w, struct text t)
{
	buf_addt(&w->out->text, t);
	buf_addt(&w->out->settled[O], t);
	buf_addt(&w->out->settled[T], t);
}

/* Ends the line that was begun, for lines to come between. */
static void end_begun(struct writer *w)
{
	if (!w->begun.n)
		return;
	while (w->begun.n && w->begun.p[w->begun.n - 1] == ' ')
		w->begun.n--;
	buf_addc(&w->begun, '\n');
	put(w, buf_text(&w->begun));
	buf_clear(&w->begun);
}

static void begin(struct writer *w, struct buf *line, int column)
{
	buf_clear(line);
	if (w->begun.n)
		buf_addt(line, buf_text(&w->begun));
	else
		buf_addf(line, "%*s", column, "");
}

static void put_line(struct writer *w, struct text core, int column)
{
	struct buf line = {0};

	begin(w, &line, column);
	buf_clear(&w->begun);
	buf_addt(&line, core);
	put(w, buf_text(&line));
	buf_free(&line);
}

/* conflicts */

static uint32_t line_number(struct writer *w)
{
	const struct buf *b = &w->out->text;

	for (; w->counted < b->n; w->counted++)
		w->line += b->p[w->counted] == '\n';
	return w->line;
}

static void tell(struct writer *w, const struct merge_place *pl, enum message why)
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
static void tell_all(struct writer *w, const struct merge_place *pl)
{
	size_t i;

	if (pl->op == MERGE_CLASH)
		tell(w, pl, pl->why);
	for (i = 0; pl->op == MERGE_MIX && i < pl->n; i++)
		tell_all(w, pl->children[i]);
}

static void put_marker(struct writer *w, char c, const char *label)
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

static void put_alternatives(struct writer *w, const struct buf text[MERGE_SIDES])
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

static struct merge_lines lines_of(const struct merge_part *p, uint32_t from, uint32_t to,
				   int column, int at)
{
	struct merge_lines l = {0};

	if (p->node && p->block)
		l = (struct merge_lines){p, from, to, column - at};
	return l;
}

static void put_comments(struct writer *w, const struct merge_place *pl,
			 const struct merge_lines v[MERGE_SIDES], int column)
{
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	if (merge_comments_of(&text[O], v, column)) {
		if (memchr(text[O].n ? text[O].p : "", '#', text[O].n))
			end_begun(w);
		if (!w->begun.n)
			put(w, buf_text(&text[O]));
	} else {
		end_begun(w);
		tell(w, pl, MSG_MERGE_COMMENT);
		buf_clear(&text[O]);
		for (side = B; side <= T; side++)
			merge_lines_put(&text[side], &v[side]);
		put_alternatives(w, text);
	}
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

static void put_lead(struct writer *w, const struct merge_place *pl, int column)
{
	struct merge_lines v[MERGE_SIDES];
	int side;

	for (side = B; side <= T; side++) {
		const struct merge_part *p = &pl->part[side];
		uint32_t to = p->core;

		if (p->node && p->block && !p->compact)
			to -= (uint32_t)merge_column(p);
		v[side] = lines_of(p, p->lead, to, column,
				   p->node && p->block ? merge_column(p) : 0);
		if (v[side].part && v[side].to < v[side].from)
			v[side].to = v[side].from;
	}
	put_comments(w, pl, v, column);
}

/* one conflict */

void merge_clash(struct merge_place *pl, enum message why)
{
	pl->op = MERGE_CLASH;
	pl->why = why;
	pl->whole = true;
}

/* One side's lines; with the comments above where only one side has any. */
static void put_side(struct writer *w, struct buf *out, const struct merge_place *pl, int column,
		     int side, bool lead)
{
	const struct merge_part *p = &pl->part[side];
	struct buf line = {0};

	if (!p->node)
		return;
	if (lead && p->block && !p->compact) {
		struct merge_lines l = lines_of(p, p->lead, p->core - (uint32_t)merge_column(p),
						column, merge_column(p));

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

static void put_clash(struct writer *w, const struct merge_place *pl, int column)
{
	bool both = pl->part[O].node && pl->part[T].node;
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	if (both)
		put_lead(w, pl, column);
	else
		end_begun(w);
	for (side = B; side <= T; side++)
		put_side(w, &text[side], pl, column, side, !both);
	buf_clear(&w->begun);
	tell_all(w, pl);
	put_alternatives(w, text);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

/* blocks */

static void put_child(struct writer *w, struct merge_place *pl, int column);

/* The first item of a side's block. */
static struct merge_part first_of(const struct merge_part *p)
{
	return p->node && merge_part_is_block(p) ? merge_part_item(p, 0) : (struct merge_part){0};
}

static uint32_t head_end(const struct merge_part *p)
{
	const struct form *f = p->form;
	const char *lf = memchr(f->bytes + p->core, '\n', f->n - p->core);

	return lf ? (uint32_t)(lf + 1 - f->bytes) : (uint32_t)f->n;
}

/* The comment beside the key of a block. */
static struct form_range beside(const struct merge_part *p, const struct merge_part *first)
{
	return first->node && !first->compact ? merge_comments(p, p->core, head_end(p))
					      : (struct form_range){0};
}

/* Whose comment stands beside the key; -1: both changed it. */
static int beside_of(const struct merge_place *pl, const struct merge_part first[MERGE_SIDES])
{
	struct form_range r[MERGE_SIDES];
	int side;

	for (side = B; side <= T; side++)
		r[side] = beside(&pl->part[side], &first[side]);
	if (!first[T].node || first[T].compact || first[O].compact ||
	    merge_same_comments(&pl->part[B], r[B], &pl->part[T], r[T]) ||
	    merge_same_comments(&pl->part[O], r[O], &pl->part[T], r[T]))
		return O;
	return merge_same_comments(&pl->part[B], r[B], &pl->part[O], r[O]) ? T : -1;
}

/* The end of the key, or what stands before the comment beside it. */
static uint32_t sign_end(const struct merge_part *p)
{
	struct form_range r = merge_comments(p, p->core, head_end(p));
	uint32_t at = r.n ? p->form->comments[r.first].start : head_end(p);

	while (at > p->core && strchr(" \n", p->form->bytes[at - 1]))
		at--;
	return at;
}

/* Is it a pair of brackets with nothing between? */
static bool is_hollow(const struct merge_part *p)
{
	return p->block && form_is_collection(p->item->value) && p->item->value->n == 0;
}

/* Key or dash. `empty`: nothing is left of what was below. */
static void put_head(struct writer *w, const struct merge_place *pl, int column, int who,
		     bool empty)
{
	const struct merge_part *p = &pl->part[O], *rest = &pl->part[who];
	struct buf line = {0};
	uint32_t end = is_hollow(p) ? p->item->value->from : sign_end(p);

	while (end > p->core && p->form->bytes[end - 1] == ' ')
		end--;
	buf_add(&line, p->form->bytes + p->core, end - p->core);
	if (empty)
		buf_adds(&line, value_is_map(p->node) ? " {}" : " []");
	end = sign_end(rest);
	buf_add(&line, rest->form->bytes + end, head_end(rest) - end);
	put_line(w, buf_text(&line), column);
	buf_free(&line);
}

/* Comments between a key and the first item. */
static void put_between(struct writer *w, const struct merge_place *pl,
			const struct merge_part first[MERGE_SIDES], int column)
{
	struct merge_lines v[MERGE_SIDES] = {{0}};
	int side;

	for (side = B; side <= T; side++)
		if (first[side].node)
			v[side] = lines_of(&pl->part[side],
					   first[side].compact ? first[side].lead
							       : head_end(&pl->part[side]),
					   first[side].lead, column, merge_column(&first[side]));
	put_comments(w, pl, v, column);
}

/* Comments after the last item. */
static void put_tail(struct writer *w, const struct merge_place *pl,
		     const struct merge_part first[MERGE_SIDES], int column)
{
	struct merge_lines v[MERGE_SIDES] = {{0}};
	int side;

	for (side = B; side <= T; side++) {
		const struct merge_part *p = &pl->part[side];

		if (!first[side].node)
			continue;
		v[side] = lines_of(p, merge_part_item(p, p->item->value->n - 1).end, p->end, column,
				   merge_column(&first[side]));
	}
	put_comments(w, pl, v, column);
}

/* Does theirs put a block in the place of nothing? */
static bool opens(const struct merge_place *pl)
{
	return pl->up && is_hollow(&pl->part[O]) && pl->n && merge_part_is_block(&pl->part[T]);
}

/* Is nothing in it, where conflicts are settled for a side (0: however they are)? */
static bool is_gone(const struct merge_place *pl, int side)
{
	size_t i;

	for (i = 0; i < pl->n; i++)
		if (pl->children[i]->op != MERGE_CLASH || !side || pl->children[i]->part[side].node)
			return false;
	return true;
}

static void put_children(struct writer *w, const struct merge_place *pl,
			 const struct merge_part first[MERGE_SIDES], bool root, int column)
{
	size_t i;

	if (!first[O].compact && !root)
		put_between(w, pl, first, column);
	for (i = 0; i < pl->n; i++)
		put_child(w, pl->children[i], column);
	put_tail(w, pl, first, column);
}

static void put_block(struct writer *w, struct merge_place *pl, int column);

/* A block of which nothing is left if its conflicts are settled for one side: then its key must be
 * among what they are about. */
static void put_vanishing(struct writer *w, struct merge_place *pl, int column)
{
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	end_begun(w);
	for (side = O; side <= T; side++) {
		struct merge_written out = {0};
		struct writer one = {.in = w->in, .out = &out, .m = w->m, .only = side};

		put_block(&one, pl, column);
		text[side] = out.text;
		buf_free(&out.settled[O]);
		buf_free(&out.settled[T]);
		buf_free(&one.begun);
	}
	if (pl->part[B].node)
		put_side(w, &text[B], pl, column, B, false);
	tell_all(w, pl);
	put_alternatives(w, text);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

static bool is_vanishing(const struct merge_place *pl)
{
	return pl->n && (is_gone(pl, O) || is_gone(pl, T));
}

static void put_block(struct writer *w, struct merge_place *pl, int column)
{
	struct merge_part first[MERGE_SIDES];
	const struct merge_part *p = &pl->part[O];
	int side, who;

	for (side = B; side <= T; side++)
		first[side] = first_of(&pl->part[side]);
	who = beside_of(pl, first);
	if (who < 0) {
		merge_clash(pl, MSG_MERGE_COMMENT);
		put_clash(w, pl, column);
		return;
	}
	put_lead(w, pl, column);
	if (first[O].compact && !is_gone(pl, w->only)) {
		if (!w->begun.n)
			buf_addf(&w->begun, "%*s", column, "");
		buf_add(&w->begun, p->form->bytes + p->core, first[O].core - p->core);
	} else if (first[O].compact) {
		put_line(w, value_is_map(p->node) ? TEXT("- {}\n") : TEXT("- []\n"), column);
	} else {
		put_head(w, pl, column, who, is_gone(pl, w->only));
	}
	put_children(w, pl, first, false,
		     first[O].node ? (int)p->item->value->column : column + STEP);
}

static void put_child(struct writer *w, struct merge_place *pl, int column)
{
	struct buf core = {0}, other = {0};

	if (pl->op == MERGE_CLASH) {
		put_clash(w, pl, column);
		return;
	}
	if (pl->op == MERGE_MIX && (merge_part_is_block(&pl->part[O]) || opens(pl))) {
		if (w->only || !is_vanishing(pl))
			put_block(w, pl, column);
		else
			put_vanishing(w, pl, column);
		return;
	}
	if (!merge_leaf(&core, pl, column, O) || !merge_leaf(&other, pl, column, T))
		merge_clash(pl, MSG_MERGE_FORM);
	if (merge_has_clash(pl)) {
		put_clash(w, pl, column);
	} else {
		put_lead(w, pl, column);
		put_line(w, buf_text(&core), column);
	}
	buf_free(&core);
	buf_free(&other);
}

/* around the root */

static struct text before_root(const struct merge_plan *p, const struct merge_place *root, int side)
{
	const struct merge_part *part = &root->part[side];
	const struct format *f = &p->side[side];
	struct merge_part first = first_of(part);
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
static void put_around(struct writer *w, const struct merge_plan *p, const struct merge_place *root,
		       struct text (*around)(const struct merge_plan *, const struct merge_place *,
					     int))
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
		put_comments(w, root, v, 0);
	} else if (text_equal(t[B], t[T]) || text_equal(t[O], t[T])) {
		put(w, t[O]);
	} else if (text_equal(t[B], t[O])) {
		put(w, t[T]);
	} else {
		tell(w, root, MSG_MERGE_COMMENT);
		for (side = B; side <= T; side++) {
			buf_addt(&text[side], t[side]);
			if (t[side].n && t[side].p[t[side].n - 1] != '\n')
				buf_addc(&text[side], '\n');
		}
		put_alternatives(w, text);
	}
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

/* All of both files. */
static void put_whole(struct writer *w, const struct merge_plan *p, struct merge_place *root)
{
	struct buf text[MERGE_SIDES] = {{0}};
	int side;

	for (side = B; side <= T; side++) {
		buf_addt(&text[side], buf_text(&p->side[side].text));
		if (text[side].n && text[side].p[text[side].n - 1] != '\n')
			buf_addc(&text[side], '\n');
	}
	tell(w, root, root->why);
	put_alternatives(w, text);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
}

static void put_root(struct writer *w, struct merge_plan *p)
{
	struct merge_place *root = p->root;
	struct merge_part first[MERGE_SIDES];
	int side;

	if (root->op == MERGE_CLASH && root->whole) {
		put_whole(w, p, root);
		return;
	}
	for (side = B; side <= T; side++)
		first[side] = first_of(&root->part[side]);
	put_around(w, p, root, before_root);
	if (root->op == MERGE_MIX && first[O].node && !is_gone(root, 0))
		put_children(w, root, first, true, (int)root->part[O].item->value->column);
	else if (root->op == MERGE_MIX && first[O].node)
		put(w, value_is_map(root->part[O].node) ? TEXT("{}\n") : TEXT("[]\n"));
	else
		put_child(w, root, 0);
	put_around(w, p, root, after_root);
}

void merge_write(struct merge_plan *p, const struct merge_input *in, struct merge_written *out,
		 struct merge *m)
{
	struct writer w = {.in = in, .out = out, .m = m};
	const struct buf *ours = &p->side[O].text;
	struct buf *all[] = {&out->text, &out->settled[O], &out->settled[T]};
	size_t i;

	put_root(&w, p);
	if (ours->n && ours->p[ours->n - 1] != '\n' && !m->n)
		for (i = 0; i < sizeof all / sizeof *all; i++)
			if (all[i]->n && all[i]->p[all[i]->n - 1] == '\n')
				all[i]->n--;
	buf_free(&w.begun);
}
