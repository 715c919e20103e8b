/* A pair or item more. */
#include <string.h>

#include "base/buf.h"
#include "yaml/edit_internal.h"
#include "yaml/emit.h"

/* Makes room in the tree, so that it says what is meant. */
static void open_slot(struct edit_site *s, struct text key, struct node *value)
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

static void put_flow_item(struct edit_site *s, struct text key, struct node *value)
{
	if (s->holder->kind == NODE_MAPPING) {
		emit_key(&s->out, key, true);
		buf_adds(&s->out, ": ");
	}
	emit_flow(&s->out, value, true);
}

/* A line break and the blanks before the item, if items stand on lines of their own. */
static void put_break(struct edit_site *s, const struct form_item *beside)
{
	uint32_t start = edit_line_start(s->t, beside->start);

	if (beside->breaks && edit_is_blank(s->t, start, beside->start))
		buf_addf(&s->out, "\n%.*s", (int)(beside->start - start), s->t.p + start);
	else
		buf_addc(&s->out, ' ');
}

static enum edit_result add_in_flow(struct edit_site *s, struct text key, struct node *value)
{
	const struct form_node *n = s->form;
	uint32_t start, end;

	if (n->commented || n->tail.n || n->pair)
		return edit_site_refuse(s);
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
	return edit_site_finish(s, start, end);
}

/* A new item of a list is written as the others are. */
static bool wants_block(const struct edit_site *s)
{
	const struct form_node *n = s->form;
	const struct form_node *like;

	if (n->kind != FORM_SEQUENCE || !n->n)
		return false;
	like = n->items[s->index ? s->index - 1 : 0].value;
	return form_is_collection(like) && like->style == STYLE_BLOCK;
}

/* The lines of a pair or item, without the indentation of the first. */
static void put_lines(struct edit_site *s, struct text key, struct node *value)
{
	struct emit_place place = edit_site_style(s);

	place.block = wants_block(s);
	if (s->holder->kind == NODE_MAPPING) {
		emit_key(&s->out, key, false);
		buf_addc(&s->out, ':');
	} else {
		buf_addc(&s->out, '-');
	}
	emit_value(&s->out, value, &place);
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
static uint32_t start_of_first(const struct edit_site *s)
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

static enum edit_result add_in_block(struct edit_site *s, struct text key, struct node *value)
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
			start = edit_line_end(s->t, start);
			buf_addf(&s->out, "\n%*s", (int)indent, "");
			put_lines(s, key, value);
		}
	}
	open_slot(s, key, value);
	return edit_site_finish(s, start, start);
}

/* An empty collection gets the shape that suits what it is to hold. */
static bool fill_empty(struct edit_site *s, struct text key, struct node *value,
		       enum edit_result *result)
{
	struct edit_place at;
	struct edit_site around;
	struct node *filled;

	if (s->holder->n || !edit_find_holder(s->e->root, s->holder, &at) ||
	    edit_site_open(&around, s->e, at) != EDIT_DONE || around.form->style == STYLE_FLOW)
		return false;
	filled = arena_zero(&s->e->format.tree.arena, sizeof *filled);
	*filled = *s->holder;
	s->holder = filled;
	open_slot(s, key, value);
	*result = edit_replace_in_block(&around, filled);
	return true;
}

static enum edit_result add(struct edit *e, struct edit_place at, struct text key,
			    struct node *value)
{
	enum edit_result result;
	struct edit_site s;

	result = edit_site_open(&s, e, at);
	if (result != EDIT_DONE)
		return result;
	if (at.index > at.holder->n)
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
