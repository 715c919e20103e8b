/* A pair or item less. */
#include <string.h>

#include "base/buf.h"
#include "yaml/edit_internal.h"
#include "yaml/emit.h"

static void close_slot(struct node *h, uint32_t i)
{
	h->n--;
	if (h->kind == NODE_SEQUENCE)
		memmove(h->items + i, h->items + i + 1, (h->n - i) * sizeof *h->items);
	else
		memmove(h->pairs + i, h->pairs + i + 1, (h->n - i) * sizeof *h->pairs);
}

static enum edit_result remove_in_flow(struct edit_site *s)
{
	const struct form_node *n = s->form;
	uint32_t i = s->index, start, end;

	if (n->commented || n->tail.n || n->pair)
		return edit_site_refuse(s);
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
	return edit_site_finish(s, start, end);
}

/* The only one: what is left is an empty collection, in brackets. */
static enum edit_result remove_only(struct edit_site *s)
{
	struct node *empty = arena_zero(&s->e->format.tree.arena, sizeof *empty);
	struct edit_place at;

	empty->kind = s->holder->kind;
	empty->style = STYLE_FLOW;
	if (edit_find_holder(s->e->root, s->holder, &at))
		return edit_replace(s->e, at, empty);
	emit_flow(&s->out, empty, false);
	s->holder->n = 0;
	return edit_site_finish(s, s->form->start,
				form_item_end(&s->e->format.form, &s->form->items[0]));
}

static enum edit_result remove_in_block(struct edit_site *s)
{
	const struct form_node *n = s->form;
	const struct form_item *item = &n->items[s->index], *next = item + 1;
	uint32_t start = edit_line_start(s->t, item->start), end;

	if (n->n == 1)
		return remove_only(s);
	end = form_item_end(&s->e->format.form, item);
	if (edit_is_blank(s->t, start, item->start)) {
		if (s->t.p[end - 1] != '\n') {
			end = edit_line_end(s->t, end);
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
	return edit_site_finish(s, start, end);
}

enum edit_result edit_remove(struct edit *e, struct edit_place at)
{
	struct edit_site s;
	enum edit_result opened = edit_site_open_value(&s, e, at);

	if (opened != EDIT_DONE)
		return opened;
	return s.form->style == STYLE_FLOW ? remove_in_flow(&s) : remove_in_block(&s);
}
