/*
 * The bytes of a change: where a value, pair or item is written, and what is to stand there.
 */
#include <string.h>

#include "base/buf.h"
#include "yaml/edit_internal.h"
#include "yaml/emit.h"

struct site { /* a holder with its form */
	struct edit *e;
	struct text t; /* the file's text */
	struct node *holder;
	struct form_node *form;
	uint32_t index;
	struct buf out; /* what is to be put there */
};

/* finding */

static struct form_node *find_form(struct form_node *n, const struct node *node)
{
	static const uint8_t kinds[] = {[NODE_SCALAR] = FORM_SCALAR,
					[NODE_SEQUENCE] = FORM_SEQUENCE,
					[NODE_MAPPING] = FORM_MAPPING,
					[NODE_ALIAS] = FORM_ALIAS};
	struct form_node *found = NULL;
	uint32_t i;

	if (n->kind == kinds[node->kind] && n->from == node->start)
		return n;
	for (i = 0; i < n->n && !found; i++)
		found = find_form(n->items[i].value, node);
	return found;
}

static struct node **value_at(struct node *holder, uint32_t i)
{
	return holder->kind == NODE_MAPPING ? &holder->pairs[i].value : &holder->items[i];
}

/* Is the holder below something that an alias repeats? */
static bool is_shared(const struct node *n, const struct node *holder)
{
	uint32_t i;
	bool shared = false;

	if (n->kind == NODE_ALIAS)
		return n->target->start <= holder->start && holder->end <= n->target->end;
	for (i = 0; n->kind != NODE_SCALAR && i < n->n && !shared; i++)
		shared = is_shared(n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i],
				   holder);
	return shared;
}

/* Does an alias outside repeat something that is part of the value? */
static bool is_repeated(const struct node *n, const struct node *value)
{
	uint32_t i;
	bool repeated = false;

	if (n == value)
		return false;
	if (n->kind == NODE_ALIAS)
		return value->start <= n->target->start && n->target->end <= value->end;
	for (i = 0; n->kind != NODE_SCALAR && i < n->n && !repeated; i++)
		repeated = is_repeated(n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i],
				       value);
	return repeated;
}

static bool open_site(struct site *s, struct edit *e, struct edit_place at)
{
	*s = (struct site){
		.e = e, .t = buf_text(&e->format.text), .holder = at.holder, .index = at.index};
	s->form = find_form(e->format.form.documents[0].root.value, at.holder);
	return s->form && s->form->n == at.holder->n;
}

/* How far mappings and dashes are indented below their keys here, by the first that are. */
static void find_steps(const struct form_node *n, struct emit_place *place, unsigned *known)
{
	const struct form_node *v;
	uint32_t i;

	for (i = 0; i < n->n && *known != 3; i++) {
		v = n->items[i].value;
		if (n->kind == FORM_MAPPING && n->style == STYLE_BLOCK && v->style == STYLE_BLOCK &&
		    form_is_collection(v) && v->n && v->column >= n->column) {
			if (v->kind == FORM_MAPPING && !(*known & 1)) {
				place->step = (int)(v->column - n->column);
				*known |= 1;
			} else if (v->kind == FORM_SEQUENCE && !(*known & 2)) {
				place->dash = (int)(v->column - n->column);
				*known |= 2;
			}
		}
		find_steps(v, place, known);
	}
}

static struct emit_place place_in(const struct site *s)
{
	struct emit_place place = {.step = 2, .dash = 2};
	unsigned known = 0;

	place.indent = (int)s->form->column;
	place.item = s->form->kind == FORM_SEQUENCE;
	find_steps(s->form, &place, &known);
	find_steps(s->e->format.form.documents[0].root.value, &place, &known);
	return place;
}

static uint32_t end_of_line(struct text t, uint32_t at)
{
	const char *nl = at < t.n ? memchr(t.p + at, '\n', t.n - at) : NULL;

	return nl ? (uint32_t)(nl - t.p) : (uint32_t)t.n;
}

static uint32_t start_of_line(struct text t, uint32_t at)
{
	while (at && t.p[at - 1] != '\n')
		at--;
	return at;
}

static bool is_blank_between(struct text t, uint32_t from, uint32_t to)
{
	while (from < to && strchr(" \t", t.p[from]))
		from++;
	return from == to;
}

static bool has_break(const struct buf *b)
{
	return b->n && memchr(b->p, '\n', b->n);
}

static struct text comment(const struct site *s, uint32_t i)
{
	const struct form_comment *c = &s->e->format.form.comments[i];

	return (struct text){s->t.p + c->start, c->end - c->start};
}

/* Makes the change; the new bytes are s->out. */
static enum edit_result finish(struct site *s, uint32_t start, uint32_t end)
{
	struct edit_splice splice = {start, end, buf_text(&s->out)};
	enum edit_result result = edit_apply(s->e, &splice, s->e->root);

	buf_free(&s->out);
	return result;
}

static enum edit_result refuse(struct site *s)
{
	buf_free(&s->out);
	return EDIT_FORM;
}

/* replacing */

/* After the colon or dash that announces the value; 0 if it cannot be told. */
static uint32_t after_sign(const struct site *s)
{
	const struct form_item *item = &s->form->items[s->index];
	uint32_t at;

	if (s->form->kind == FORM_SEQUENCE)
		return item->start + 1;
	at = item->key->end;
	while (at < s->t.n && strchr(" \t", s->t.p[at]))
		at++;
	return at < s->t.n && s->t.p[at] == ':' && item->has_value ? at + 1 : 0;
}

/* The value with the quotes that the old one has, if it needs none of its own. */
static struct node in_style(const struct node *value, const struct form_node *old)
{
	struct node copy = *value;

	if (old->kind == FORM_SCALAR && copy.kind == NODE_SCALAR && copy.type == TYPE_STRING &&
	    copy.style == STYLE_PLAIN && (old->style == STYLE_SINGLE || old->style == STYLE_DOUBLE))
		copy.style = old->style;
	return copy;
}

static enum edit_result replace_in_flow(struct site *s, struct node *value)
{
	const struct form_item *item = &s->form->items[s->index];
	const struct form_node *old = item->value;
	uint32_t start = old->start, end = (*value_at(s->holder, s->index))->end;
	bool map = s->form->kind == FORM_MAPPING;
	struct node styled = in_style(value, old);

	if (old->kind == FORM_EMPTY) {
		start = end = map ? after_sign(s) : 0;
		if (!start && map && !item->has_value) {
			start = end = item->key->end;
			buf_addc(&s->out, ':');
		}
		if (!start || old->anchor.n || old->tag.n)
			return refuse(s);
		buf_addc(&s->out, ' ');
	} else if (old->tag.n) {
		start = old->from;
		buf_addt(&s->out, old->anchor);
		if (old->anchor.n)
			buf_addc(&s->out, ' ');
	}
	emit_flow(&s->out, &styled, true);
	*value_at(s->holder, s->index) = value;
	return finish(s, start, end);
}

/* The comment in the line of a block value's sign, which must not be lost when the value gets
 * another shape. */
static struct text comment_beside(const struct site *s, const struct form_item *item)
{
	const struct form_node *old = item->value;

	if (item->lead.n && !s->e->format.form.comments[item->lead.first].own)
		return comment(s, item->lead.first);
	if (old->kind == FORM_SCALAR && old->header)
		return comment(s, old->header - 1);
	if (item->eol && !(form_is_collection(old) && old->style == STYLE_BLOCK))
		return comment(s, item->eol - 1);
	return TEXT("");
}

/* Does the old value stand in its sign's line or a line of its own, so that only its own bytes need
 * to change? */
static bool is_inline(const struct form_node *n)
{
	return n->kind != FORM_EMPTY && n->style != STYLE_LITERAL && n->style != STYLE_FOLDED &&
	       !(form_is_collection(n) && n->style == STYLE_BLOCK);
}

static enum edit_result replace_in_block(struct site *s, struct node *value)
{
	const struct form_item *item = &s->form->items[s->index];
	const struct form_node *old = item->value;
	struct node **slot = value_at(s->holder, s->index), styled = in_style(value, old);
	struct emit_place place = place_in(s);
	uint32_t start = after_sign(s), end;
	bool block = form_is_collection(old) && old->style == STYLE_BLOCK, keep;

	if (!start || item->explicit_key ||
	    (old->kind == FORM_EMPTY && (old->anchor.n || old->tag.n)))
		return refuse(s);
	place.block = block;
	keep = old->anchor.n > 0;
	if (keep)
		buf_addf(&s->out, " %.*s", (int)old->anchor.n, old->anchor.p);
	emit_value(&s->out, &styled, &place);
	if (is_inline(old) && !has_break(&s->out)) {
		buf_clear(&s->out);
		if (keep && old->tag.n)
			buf_addf(&s->out, "%.*s ", (int)old->anchor.n, old->anchor.p);
		emit_flow(&s->out, &styled, false);
		start = old->tag.n ? old->from : old->start;
		end = (*slot)->end;
	} else if (old->kind == FORM_EMPTY && !has_break(&s->out)) {
		end = start;
	} else {
		buf_clear(&s->out);
		place.beside = comment_beside(s, item);
		if (keep)
			buf_addf(&s->out, " %.*s", (int)old->anchor.n, old->anchor.p);
		emit_value(&s->out, &styled, &place);
		end = block || place.beside.n   ? form_item_end(&s->e->format.form, item)
		      : old->kind == FORM_EMPTY ? start
						: (*slot)->end;
		if (end > start && s->t.p[end - 1] == '\n')
			end--;
	}
	*slot = value;
	return finish(s, start, end);
}

enum edit_result edit_replace(struct edit *e, struct edit_place at, struct node *value)
{
	struct site s;

	if (at.index >= at.holder->n)
		return EDIT_FORM;
	if (is_shared(e->root, at.holder) || is_repeated(e->root, *value_at(at.holder, at.index)))
		return EDIT_SHARED;
	if (!open_site(&s, e, at))
		return EDIT_FORM;
	value = node_target(value);
	return s.form->style == STYLE_FLOW ? replace_in_flow(&s, value)
					   : replace_in_block(&s, value);
}

/* adding */

/* Makes room in the tree, so that it says what is meant. */
static void open_slot(struct site *s, struct text key, struct node *value)
{
	struct node *h = s->holder, *name;
	struct arena *a = &s->e->format.tree.arena;
	uint32_t i = s->index;

	if (h->kind == NODE_SEQUENCE) {
		struct node **v = arena_alloc(a, (h->n + 1) * sizeof *v);

		memcpy(v, h->items, i * sizeof *v);
		v[i] = value;
		memcpy(v + i + 1, h->items + i, (h->n - i) * sizeof *v);
		h->items = v;
	} else {
		struct pair *v = arena_alloc(a, (h->n + 1) * sizeof *v);

		name = arena_zero(a, sizeof *name);
		name->kind = NODE_SCALAR;
		name->text = arena_copy(a, key.p, key.n);
		name->n = (uint32_t)key.n;
		name->hash = text_hash(key);
		memcpy(v, h->pairs, i * sizeof *v);
		v[i] = (struct pair){name, value};
		memcpy(v + i + 1, h->pairs + i, (h->n - i) * sizeof *v);
		h->pairs = v;
	}
	h->n++;
}

static void put_flow_item(struct site *s, struct text key, struct node *value)
{
	if (s->holder->kind == NODE_MAPPING) {
		emit_key(&s->out, key, true);
		buf_adds(&s->out, ": ");
	}
	emit_flow(&s->out, value, true);
}

/* A line break and the blanks before the item, if items stand on lines of their own. */
static void put_break(struct site *s, const struct form_item *beside)
{
	uint32_t start = start_of_line(s->t, beside->start);

	if (beside->breaks && is_blank_between(s->t, start, beside->start))
		buf_addf(&s->out, "\n%.*s", (int)(beside->start - start), s->t.p + start);
	else
		buf_addc(&s->out, ' ');
}

static enum edit_result add_in_flow(struct site *s, struct text key, struct node *value)
{
	const struct form_node *n = s->form;
	uint32_t start, end;

	if (n->commented || n->tail.n || n->pair)
		return refuse(s);
	if (n->n == 0) {
		put_flow_item(s, key, value);
		start = n->start + 1;
		end = n->end - 1;
	} else if (s->index == 0) {
		put_flow_item(s, key, value);
		buf_addc(&s->out, ',');
		put_break(s, &n->items[0]);
		start = end = n->items[0].start;
	} else {
		buf_addc(&s->out, ',');
		put_break(s, &n->items[s->index - 1]);
		put_flow_item(s, key, value);
		start = end = n->items[s->index - 1].end;
	}
	open_slot(s, key, value);
	return finish(s, start, end);
}

/* A new item of a list is written as the others are. */
static bool wants_block(const struct site *s)
{
	const struct form_node *n = s->form;
	const struct form_node *like;

	if (n->kind != FORM_SEQUENCE || !n->n)
		return false;
	like = n->items[s->index ? s->index - 1 : 0].value;
	return form_is_collection(like) && like->style == STYLE_BLOCK;
}

/* The lines of a pair or item, without the indentation of the first. */
static void put_lines(struct site *s, struct text key, struct node *value)
{
	struct emit_place place = place_in(s);

	place.block = wants_block(s);
	if (s->holder->kind == NODE_MAPPING) {
		emit_key(&s->out, key, false);
		buf_addc(&s->out, ':');
	} else {
		buf_addc(&s->out, '-');
	}
	emit_value(&s->out, value, &place);
}

/* What holds a collection, and which of its values that is; false for the root. */
static bool find_holder(struct node *n, const struct node *child, struct edit_place *at)
{
	struct node *v;
	uint32_t i;

	for (i = 0; (n->kind == NODE_MAPPING || n->kind == NODE_SEQUENCE) && i < n->n; i++) {
		v = *value_at(n, i);
		if (v == child) {
			*at = (struct edit_place){n, i};
			return true;
		}
		if (find_holder(v, child, at))
			return true;
	}
	return false;
}

/* The item that holds a collection, from one above it; NULL: not there. */
static const struct form_item *holder_of(const struct form_item *item, const struct form_node *n)
{
	const struct form_item *found = item->value == n ? item : NULL;
	uint32_t i;

	for (i = 0; i < item->value->n && !found; i++)
		found = holder_of(&item->value->items[i], n);
	return found;
}

/* Where the first item begins, with the comments right above it. */
static uint32_t start_of_first(const struct site *s)
{
	const struct form *f = &s->e->format.form;
	const struct form_item *holder = holder_of(&f->documents[0].root, s->form);
	uint32_t count = holder ? form_lead_of_first(f, holder->lead, s->form) : 0;
	const struct form_comment *c;

	if (!count)
		return s->form->items[0].start;
	c = &f->comments[holder->lead.first + holder->lead.n - count];
	return c->column == s->form->column ? c->start : s->form->items[0].start;
}

static enum edit_result add_in_block(struct site *s, struct text key, struct node *value)
{
	const struct form_node *n = s->form;
	uint32_t start, indent = n->column;

	if (s->index == 0) {
		start = start_of_first(s);
		put_lines(s, key, value);
		buf_addf(&s->out, "\n%*s", (int)indent, "");
	} else {
		start = form_item_end(&s->e->format.form, &n->items[s->index - 1]);
		if (s->t.p[start - 1] == '\n') {
			buf_addf(&s->out, "%*s", (int)indent, "");
			put_lines(s, key, value);
			buf_addc(&s->out, '\n');
		} else {
			start = end_of_line(s->t, start);
			buf_addf(&s->out, "\n%*s", (int)indent, "");
			put_lines(s, key, value);
		}
	}
	open_slot(s, key, value);
	return finish(s, start, start);
}

/* An empty collection gets the shape that suits what it is to hold. */
static bool fill_empty(struct site *s, struct text key, struct node *value,
		       enum edit_result *result)
{
	struct edit_place at;
	struct site around;
	struct node *filled;

	if (s->holder->n || !find_holder(s->e->root, s->holder, &at) ||
	    !open_site(&around, s->e, at) || around.form->style == STYLE_FLOW)
		return false;
	filled = arena_zero(&s->e->format.tree.arena, sizeof *filled);
	*filled = *s->holder;
	s->holder = filled;
	open_slot(s, key, value);
	*result = replace_in_block(&around, filled);
	return true;
}

static enum edit_result add(struct edit *e, struct edit_place at, struct text key,
			    struct node *value)
{
	enum edit_result result;
	struct site s;

	if (is_shared(e->root, at.holder))
		return EDIT_SHARED;
	if (!open_site(&s, e, at) || at.index > at.holder->n)
		return EDIT_FORM;
	value = node_target(value);
	if (fill_empty(&s, key, value, &result))
		return result;
	return s.form->style == STYLE_FLOW ? add_in_flow(&s, key, value)
					   : add_in_block(&s, key, value);
}

enum edit_result edit_add(struct edit *e, struct edit_place at, struct text key, struct node *value)
{
	return at.holder->kind == NODE_MAPPING ? add(e, at, key, value) : EDIT_FORM;
}

enum edit_result edit_insert(struct edit *e, struct edit_place at, struct node *value)
{
	return at.holder->kind == NODE_SEQUENCE ? add(e, at, TEXT(""), value) : EDIT_FORM;
}

/* removing */

static void close_slot(struct node *h, uint32_t i)
{
	h->n--;
	if (h->kind == NODE_SEQUENCE)
		memmove(h->items + i, h->items + i + 1, (h->n - i) * sizeof *h->items);
	else
		memmove(h->pairs + i, h->pairs + i + 1, (h->n - i) * sizeof *h->pairs);
}

static enum edit_result remove_in_flow(struct site *s)
{
	const struct form_node *n = s->form;
	uint32_t i = s->index, start, end;

	if (n->commented || n->tail.n || n->pair)
		return refuse(s);
	if (n->n == 1) {
		start = n->start + 1;
		end = n->end - 1;
	} else if (i + 1 < n->n) {
		start = n->items[i].start;
		end = n->items[i + 1].start;
	} else {
		start = n->items[i - 1].end;
		end = n->items[i].end;
	}
	close_slot(s->holder, i);
	return finish(s, start, end);
}

/* The only one: what is left is an empty collection, in brackets. */
static enum edit_result remove_only(struct site *s)
{
	struct node *empty = arena_zero(&s->e->format.tree.arena, sizeof *empty);
	struct edit_place at;

	empty->kind = s->holder->kind;
	empty->style = STYLE_FLOW;
	if (find_holder(s->e->root, s->holder, &at))
		return edit_replace(s->e, at, empty);
	emit_flow(&s->out, empty, false);
	s->holder->n = 0;
	return finish(s, s->form->start, form_item_end(&s->e->format.form, &s->form->items[0]));
}

static enum edit_result remove_in_block(struct site *s)
{
	const struct form_node *n = s->form;
	const struct form_item *item = &n->items[s->index], *next = item + 1;
	uint32_t start = start_of_line(s->t, item->start), end;

	if (n->n == 1)
		return remove_only(s);
	end = form_item_end(&s->e->format.form, item);
	if (is_blank_between(s->t, start, item->start)) {
		if (s->t.p[end - 1] != '\n') {
			end = end_of_line(s->t, end);
			if (end < s->t.n)
				end++;
			else if (start >
				 0) /* the last line, without an end: the one before loses its */
				start--;
		}
	} else {
		start = item->start;
		end = next->before.n ? s->e->format.form.comments[next->before.first].start
				     : next->start;
	}
	close_slot(s->holder, s->index);
	return finish(s, start, end);
}

enum edit_result edit_remove(struct edit *e, struct edit_place at)
{
	struct site s;

	if (at.index >= at.holder->n)
		return EDIT_FORM;
	if (is_shared(e->root, at.holder) || is_repeated(e->root, *value_at(at.holder, at.index)))
		return EDIT_SHARED;
	if (!open_site(&s, e, at))
		return EDIT_FORM;
	return s.form->style == STYLE_FLOW ? remove_in_flow(&s) : remove_in_block(&s);
}
