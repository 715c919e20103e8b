/* Another value in place of one. */
#include <string.h>

#include "base/buf.h"
#include "yaml/edit_internal.h"
#include "yaml/emit.h"

static bool has_break(const struct buf *b)
{
	return b->n && memchr(b->p, '\n', b->n);
}

static struct text comment(const struct edit_site *s, uint32_t i)
{
	const struct form_comment *c = &s->e->format.form.comments[i];

	return (struct text){s->t.p + c->start, c->end - c->start};
}

/* After the colon or dash that announces the value; 0 if it cannot be told. */
static uint32_t after_sign(const struct edit_site *s)
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

static enum edit_result replace_in_flow(struct edit_site *s, struct node *value)
{
	const struct form_item *item = &s->form->items[s->index];
	const struct form_node *old = item->value;
	uint32_t start = old->start, end = (*edit_value_at(s->holder, s->index))->end;
	bool map = s->form->kind == FORM_MAPPING;
	struct node styled = in_style(value, old);

	if (old->kind == FORM_EMPTY) {
		start = end = map ? after_sign(s) : 0;
		if (!start && map && !item->has_value) {
			start = end = item->key->end;
			buf_addc(&s->out, ':');
		}
		if (!start || old->anchor.n || old->tag.n)
			return edit_site_refuse(s);
		buf_addc(&s->out, ' ');
	} else if (old->tag.n) {
		start = old->from;
		buf_addt(&s->out, old->anchor);
		if (old->anchor.n)
			buf_addc(&s->out, ' ');
	}
	emit_flow(&s->out, &styled, true);
	*edit_value_at(s->holder, s->index) = value;
	return edit_site_finish(s, start, end);
}

/* The comment in the line of a block value's sign, which must not be lost when the value gets
 * another shape. */
static struct text comment_beside(const struct edit_site *s, const struct form_item *item)
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

enum edit_result edit_replace_in_block(struct edit_site *s, struct node *value)
{
	const struct form_item *item = &s->form->items[s->index];
	const struct form_node *old = item->value;
	struct node **slot = edit_value_at(s->holder, s->index), styled = in_style(value, old);
	struct emit_place place = edit_site_style(s);
	uint32_t start = after_sign(s), end;
	bool block = form_is_collection(old) && old->style == STYLE_BLOCK, keep;

	if (!start || item->explicit_key ||
	    (old->kind == FORM_EMPTY && (old->anchor.n || old->tag.n)))
		return edit_site_refuse(s);
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
	return edit_site_finish(s, start, end);
}

enum edit_result edit_replace(struct edit *e, struct edit_place at, struct node *value)
{
	struct edit_site s;
	enum edit_result opened = edit_site_open_value(&s, e, at);

	if (opened != EDIT_DONE)
		return opened;
	value = node_target(value);
	return s.form->style == STYLE_FLOW ? replace_in_flow(&s, value)
					   : edit_replace_in_block(&s, value);
}
