/*
 * The canonical form.
 *
 * Two blanks of indentation for each level, a list's dashes indented below their key; one blank
 * after a colon, a dash or a comma and before a comment beside something. A flow collection that
 * was written in one line stays so up to WIDE columns, one that was spread is joined up to NARROW
 * ones; any other, and any with a comment inside, becomes a block. A scalar over several lines is
 * joined on the same terms, or keeps its lines. One blank line at most between two things, none at
 * the start of anything.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "yaml/form_internal.h"
#include "yaml/tree.h"

enum {
	WIDE = 160,
	NARROW = 100,
	LONGEST_KEY = 1000, /* bytes; readers need not look further than 1024 characters */
	STEP = 2
};

struct writer {
	const struct form *f;
	struct buf *out;
	size_t line; /* where the last line begins */
	bool tight;  /* no blank line may follow: it would belong to a text block */
	bool open;   /* the file ends in the middle of a line */
};

/* lines */

static void begin_line(struct writer *w, int column, bool blank)
{
	struct buf *out = w->out;

	if (out->n && out->p[out->n - 1] != '\n')
		buf_addc(out, '\n');
	if (blank && !w->tight && out->n)
		buf_addc(out, '\n');
	w->tight = false;
	w->line = out->n;
	if (column > 0)
		buf_addf(out, "%*s", column, "");
}

static void put_comment(struct writer *w, uint32_t i)
{
	const struct form_comment *c = &w->f->comments[i];

	buf_add(w->out, w->f->bytes + c->start, c->end - c->start);
}

static void put_beside(struct writer *w, uint32_t i)
{
	buf_addc(w->out, ' ');
	put_comment(w, i);
}

/* Comments on lines of their own. `first`: nothing stands before them at this level. */
static void put_comments(struct writer *w, struct form_range r, int column, bool first)
{
	uint32_t i;

	for (i = r.first; i < r.first + r.n; i++) {
		begin_line(w, column, w->f->comments[i].blank && !first);
		put_comment(w, i);
		first = false;
	}
}

/* The first comment of a range if it stands beside what is before it. */
static bool put_first_beside(struct writer *w, struct form_range *r)
{
	if (!r->n || w->f->comments[r->first].own)
		return false;
	put_beside(w, r->first);
	r->first++;
	r->n--;
	return true;
}

/* one line */

static bool put_line(struct writer *w, const struct form_node *n, struct form_place place,
		     struct buf *out);

static void put_props(const struct form_node *n, struct buf *out)
{
	if (n->tag_first)
		buf_addt(out, n->tag);
	if (n->tag_first && n->anchor.n)
		buf_addc(out, ' ');
	buf_addt(out, n->anchor);
	if (!n->tag_first && n->tag.n) {
		if (n->anchor.n)
			buf_addc(out, ' ');
		buf_addt(out, n->tag);
	}
}

static bool has_props(const struct form_node *n)
{
	return n->anchor.n || n->tag.n;
}

static bool is_nothing(const struct form_node *n)
{
	return n->kind == FORM_EMPTY && !has_props(n);
}

/* Must a blank keep what follows from running into it? */
static bool runs_on(const struct form_node *n)
{
	return n->kind == FORM_ALIAS || (n->kind == FORM_EMPTY && has_props(n));
}

static bool put_key_line(struct writer *w, const struct form_node *key, bool flow, struct buf *out)
{
	size_t before = out->n;

	if (!put_line(w, key, (struct form_place){.flow = flow, .key = true}, out) ||
	    out->n - before > LONGEST_KEY ||
	    form_has_odd_break((struct text){out->p + before, out->n - before}))
		return false;
	if (runs_on(key) && !key->glued)
		buf_addc(out, ' ');
	return true;
}

static bool put_pair_line(struct writer *w, const struct form_item *item, struct buf *out)
{
	const struct form_node *value = item->value;

	if (is_nothing(item->key) || !put_key_line(w, item->key, true, out))
		return false;
	if (!item->has_value)
		return true;
	buf_adds(out, ": ");
	if (is_nothing(value))
		return true;
	if (!put_line(w, value, (struct form_place){.flow = true}, out))
		return false;
	if (value->kind == FORM_EMPTY)
		buf_addc(out, ' ');
	return true;
}

static bool put_flow_item(struct writer *w, const struct form_node *n, uint32_t i, struct buf *out)
{
	const struct form_node *value = n->items[i].value;

	if (n->kind == FORM_MAPPING)
		return put_pair_line(w, &n->items[i], out);
	if (is_nothing(value) || !put_line(w, value, (struct form_place){.flow = true}, out))
		return false;
	if (value->kind == FORM_EMPTY)
		buf_addc(out, ' ');
	return true;
}

static bool put_flow_line(struct writer *w, const struct form_node *n, struct buf *out)
{
	bool map = n->kind == FORM_MAPPING;
	uint32_t i;

	if (n->commented || n->tail.n)
		return false;
	if (!n->pair)
		buf_addc(out, map ? '{' : '[');
	for (i = 0; i < n->n; i++) {
		if (i)
			buf_adds(out, ", ");
		if (!put_flow_item(w, n, i, out))
			return false;
	}
	if (!n->pair)
		buf_addc(out, map ? '}' : ']');
	return true;
}

/* A node with its anchor and tag as one line; false, with something or nothing added, if it takes
 * more. */
static bool put_line(struct writer *w, const struct form_node *n, struct form_place place,
		     struct buf *out)
{
	if (has_props(n)) {
		put_props(n, out);
		if (n->kind == FORM_EMPTY)
			return true;
		if (!n->glued)
			buf_addc(out, ' ');
	}
	switch ((enum form_kind)n->kind) {
	case FORM_EMPTY: return true;
	case FORM_ALIAS: buf_add(out, w->f->bytes + n->start, n->end - n->start); return true;
	case FORM_SCALAR: return form_scalar_line(w->f, n, place, out);
	default: return n->style == STYLE_FLOW && put_flow_line(w, n, out);
	}
}

/* any number of lines */

enum begin {
	BEGIN_FRESH, /* on a line of its own */
	BEGIN_LED,   /* the same, after comments */
	BEGIN_BESIDE /* in the line there is */
};
static void put_collection(struct writer *w, const struct form_node *n, int column,
			   enum begin begin);

struct slot {
	int column;   /* of the collection around the value; -2 at the root */
	bool compact; /* a block may begin in this line */
	bool bare;    /* nothing stands in this line yet */
	bool key;     /* after a question mark */
	uint32_t eol; /* the comment beside the value, + 1; 0: none, or written already */
};

static bool is_spread_item(const struct form_item *item)
{
	return item->value->spread || (item->key && item->key->spread);
}

static size_t column_at(const struct writer *w)
{
	return utf8_width((struct text){w->out->p + w->line, w->out->n - w->line});
}

/* Writes the node in one line, if it can be and fits. */
static bool try_line(struct writer *w, const struct form_node *n, bool bare)
{
	size_t before = w->out->n, limit = n->spread ? NARROW : WIDE;
	bool tall = form_is_collection(n) || n->spread;

	if (!bare)
		buf_addc(w->out, ' ');
	if (put_line(w, n, (struct form_place){0}, w->out) &&
	    (!tall || (form_is_collection(n) && n->n == 0) || column_at(w) <= limit))
		return true;
	w->out->n = before;
	return false;
}

/* Writes a flow collection over the lines it has, if each of its items fits in one. */
static bool try_lines(struct writer *w, const struct form_node *n, int column, bool bare)
{
	size_t before = w->out->n, line = w->line;
	uint32_t i;
	bool good = !n->commented && n->spread && !n->pair && column >= 0;

	if (!bare)
		buf_addc(w->out, ' ');
	if (has_props(n)) {
		put_props(n, w->out);
		buf_addc(w->out, ' ');
	}
	buf_addc(w->out, n->kind == FORM_MAPPING ? '{' : '[');
	for (i = 0; good && i < n->n; i++) {
		good = !is_spread_item(&n->items[i]) && !n->items[i].before.n && !n->items[i].eol;
		if (i && !n->items[i].breaks)
			buf_addc(w->out, ' ');
		if (n->items[i].breaks)
			begin_line(w, column, false);
		good = good && put_flow_item(w, n, i, w->out);
		buf_addc(w->out, i + 1 < n->n ? ',' : n->kind == FORM_MAPPING ? '}' : ']');
		good = good && column_at(w) <= WIDE;
	}
	if (good)
		return true;
	w->out->n = before;
	w->line = line;
	return false;
}

static void put_block(struct writer *w, const struct form_node *n, struct form_range lead,
		      struct slot *slot)
{
	bool beside, moved = false;
	enum begin begin;

	if (has_props(n)) {
		if (!slot->bare)
			buf_addc(w->out, ' ');
		put_props(n, w->out);
	}
	beside = put_first_beside(w, &lead);
	if (slot->eol && !beside && !lead.n && !n->commented) {
		put_beside(w, slot->eol - 1);
		slot->eol = 0;
		moved = true;
	}
	put_comments(w, lead, slot->column + STEP, true);
	if (slot->compact && !has_props(n) && !beside && !moved && !lead.n &&
	    !n->items[0].before.n) {
		buf_addc(w->out, ' ');
		begin = BEGIN_BESIDE;
	} else {
		begin = lead.n ? BEGIN_LED : BEGIN_FRESH;
	}
	put_collection(w, n, slot->column + STEP, begin);
	if (slot->eol) {
		begin_line(w, slot->column + STEP, false);
		put_comment(w, slot->eol - 1);
		slot->eol = 0;
	}
}

static void put_text_block(struct writer *w, const struct form_node *n, struct slot *slot)
{
	int indent = slot->column < 0 ? STEP : slot->column + STEP;

	form_block_header(w->f, n, slot->column < 0, w->out);
	if (n->header)
		put_beside(w, n->header - 1);
	if (slot->eol)
		put_beside(w, slot->eol - 1);
	slot->eol = 0;
	w->tight = form_block_lines(w->f, n, (uint32_t)indent, w->out);
	w->open = form_block_open(w->f, n);
	if (!w->open)
		buf_addc(w->out, '\n');
}

/* A scalar that takes more than a line. */
static void put_long_scalar(struct writer *w, const struct form_node *n, struct slot *slot)
{
	int indent = slot->column + STEP;

	if (!slot->bare)
		buf_addc(w->out, ' ');
	if (has_props(n)) {
		put_props(n, w->out);
		if (!n->glued)
			buf_addc(w->out, ' ');
	}
	if (n->style >= STYLE_LITERAL || (!slot->key && form_wants_block(w->f, n)))
		put_text_block(w, n, slot);
	else
		form_scalar_lines(w->f, n, (uint32_t)(indent > 0 ? indent : 0), w->out);
	w->line = w->out->n;
}

/* Is the scalar better as a text block, being too long for its line? */
static bool is_long_text(struct writer *w, const struct form_node *n)
{
	return n->kind == FORM_SCALAR && form_wants_block(w->f, n) &&
	       column_at(w) + 1 +
			       utf8_width(
				       (struct text){w->f->bytes + n->start, n->end - n->start}) >
		       NARROW;
}

/* A value with the comments before it, after the sign that announces it. */
static void put_value(struct writer *w, struct form_range lead, const struct form_node *n,
		      struct slot *slot)
{
	bool block = form_is_collection(n) && (n->style != STYLE_FLOW || n->pair);
	bool led = lead.n > 0;

	if (is_nothing(n)) {
		put_first_beside(w, &lead);
		put_comments(w, lead, slot->column + STEP, true);
		if (slot->eol && led) { /* a comment stands beside already, or below */
			begin_line(w, slot->column + STEP, false);
			put_comment(w, slot->eol - 1);
			slot->eol = 0;
		}
		return;
	}
	if (!block && (slot->key || !is_long_text(w, n))) {
		struct form_range rest = lead;
		size_t before = w->out->n, line = w->line;

		if (led) {
			put_first_beside(w, &rest);
			put_comments(w, rest, slot->column + STEP, true);
			begin_line(w, slot->column + STEP, false);
		}
		if (try_line(w, n, slot->bare || led) ||
		    (form_is_collection(n) && !led &&
		     try_lines(w, n, slot->column + STEP, slot->bare)))
			return;
		w->out->n = before;
		w->line = line;
	}
	if (form_is_collection(n)) {
		put_block(w, n, lead, slot);
		return;
	}
	if (led) {
		put_first_beside(w, &lead);
		put_comments(w, lead, slot->column + STEP, true);
		begin_line(w, slot->column + STEP, false);
		slot->bare = true;
	}
	put_long_scalar(w, n, slot);
}

static void put_pair(struct writer *w, const struct form_item *item, struct slot *slot)
{
	struct slot key = {.column = slot->column, .compact = true, .key = true};
	struct form_range after = item->key_after;
	size_t before = w->out->n, line = w->line;
	bool simple = !item->key_lead.n && !after.n &&
		      !(item->explicit_key && (!item->has_value || form_is_collection(item->key)));

	if (simple && !is_nothing(item->key) && put_key_line(w, item->key, false, w->out)) {
		buf_addc(w->out, ':');
		slot->compact = false;
	} else {
		w->out->n = before;
		buf_addc(w->out, '?');
		if (!item->has_value) {
			key.eol = slot->eol;
			slot->eol = 0;
		}
		put_value(w, item->key_lead, item->key, &key);
		/* Beside the last line of a block it would belong to what is in there. */
		if (!form_is_collection(item->key) ||
		    (item->key->style == STYLE_FLOW && !item->key->commented && w->line == line))
			put_first_beside(w, &after);
		put_comments(w, after, slot->column, true);
		if (key.eol)
			put_beside(w, key.eol - 1);
		if (!item->has_value)
			return;
		begin_line(w, slot->column, false);
		buf_addc(w->out, ':');
		slot->compact = true;
	}
	put_value(w, item->lead, item->value, slot);
}

static void put_item(struct writer *w, const struct form_item *item, int column)
{
	struct slot slot = {.column = column, .compact = true, .eol = item->eol};

	if (item->key) {
		put_pair(w, item, &slot);
	} else {
		buf_addc(w->out, '-');
		put_value(w, item->lead, item->value, &slot);
	}
	if (slot.eol)
		put_beside(w, slot.eol - 1);
}

static void put_collection(struct writer *w, const struct form_node *n, int column,
			   enum begin begin)
{
	uint32_t i;

	for (i = 0; i < n->n; i++) {
		const struct form_item *item = &n->items[i];
		bool blank = item->blank;

		put_comments(w, item->before, column, i == 0 && begin != BEGIN_LED);
		if (i == 0 && !item->before.n)
			blank = begin == BEGIN_LED && n->blank;
		if (i || begin != BEGIN_BESIDE)
			begin_line(w, column, blank);
		put_item(w, item, column);
	}
	put_comments(w, n->tail, column, false);
}

/* documents */

static void put_root(struct writer *w, const struct form_document *d)
{
	const struct form_node *n = d->root.value;
	struct slot slot = {.column = -STEP, .eol = d->root.eol};
	struct form_range lead = d->root.lead;

	if (!d->beside) {
		if (d->begins)
			put_first_beside(w, &lead);
		put_comments(w, lead, 0, d->begins || w->out->n == 0);
		if (is_nothing(n))
			return;
		begin_line(w, 0, n->blank && lead.n);
		lead.n = 0;
		slot.bare = true;
	}
	put_value(w, lead, n, &slot);
	if (slot.eol)
		put_beside(w, slot.eol - 1);
}

static void put_document(struct writer *w, const struct form_document *d)
{
	uint32_t i;

	for (i = 0; i < d->ndirectives; i++) {
		put_comments(w, d->directives[i].before, 0, w->out->n == 0);
		begin_line(w, 0, false);
		buf_addt(w->out, d->directives[i].text);
		if (d->directives[i].eol)
			put_beside(w, d->directives[i].eol - 1);
	}
	put_comments(w, d->before, 0, w->out->n == 0);
	if (d->begins) {
		begin_line(w, 0, false);
		buf_adds(w->out, "---");
	}
	put_root(w, d);
	put_comments(w, d->tail, 0, false);
	for (i = 0; i < d->ends; i++) {
		begin_line(w, 0, false);
		buf_adds(w->out, "...");
	}
	if (d->ending.n)
		put_beside(w, d->ending.first);
}

void form_write(const struct form *f, struct buf *out)
{
	struct writer w = {.f = f, .out = out};
	uint32_t i;

	for (i = 0; i < f->ndocuments; i++)
		put_document(&w, &f->documents[i]);
	put_comments(&w, f->epilogue, 0, out->n == 0);
	if (out->n && out->p[out->n - 1] != '\n' && !w.open)
		buf_addc(out, '\n');
}
