/* Where a change is made: the form of its holder, and how things are written there. */
#include <string.h>

#include "base/buf.h"
#include "yaml/edit_internal.h"
#include "yaml/emit.h"

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

enum edit_result edit_site_open(struct edit_site *s, struct edit *e, struct edit_place at)
{
	*s = (struct edit_site){
		.e = e, .t = buf_text(&e->format.text), .holder = at.holder, .index = at.index};
	if (is_shared(e->root, at.holder))
		return EDIT_SHARED;
	s->form = find_form(e->format.form.documents[0].root.value, at.holder);
	return s->form && s->form->n == at.holder->n ? EDIT_DONE : EDIT_FORM;
}

enum edit_result edit_site_open_value(struct edit_site *s, struct edit *e, struct edit_place at)
{
	if (at.index >= at.holder->n)
		return EDIT_FORM;
	if (is_repeated(e->root, *edit_value_at(at.holder, at.index)))
		return EDIT_SHARED;
	return edit_site_open(s, e, at);
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

struct emit_place edit_site_style(const struct edit_site *s)
{
	struct emit_place place = {.step = 2, .dash = 2};
	unsigned known = 0;

	place.indent = (int)s->form->column;
	place.item = s->form->kind == FORM_SEQUENCE;
	find_steps(s->form, &place, &known);
	find_steps(s->e->format.form.documents[0].root.value, &place, &known);
	return place;
}

uint32_t edit_line_end(struct text t, uint32_t at)
{
	const char *nl = at < t.n ? memchr(t.p + at, '\n', t.n - at) : NULL;

	return nl ? (uint32_t)(nl - t.p) : (uint32_t)t.n;
}

uint32_t edit_line_start(struct text t, uint32_t at)
{
	while (at && t.p[at - 1] != '\n')
		at--;
	return at;
}

bool edit_is_blank(struct text t, uint32_t from, uint32_t to)
{
	while (from < to && strchr(" \t", t.p[from]))
		from++;
	return from == to;
}

/* What holds a collection, and which of its values that is; false for the root. */
bool edit_find_holder(struct node *n, const struct node *child, struct edit_place *at)
{
	struct node *v;
	uint32_t i;

	for (i = 0; (n->kind == NODE_MAPPING || n->kind == NODE_SEQUENCE) && i < n->n; i++) {
		v = *edit_value_at(n, i);
		if (v == child) {
			*at = (struct edit_place){n, i};
			return true;
		}
		if (edit_find_holder(v, child, at))
			return true;
	}
	return false;
}

/* Makes the change; the new bytes are s->out. */
enum edit_result edit_site_finish(struct edit_site *s, uint32_t start, uint32_t end)
{
	struct edit_splice splice = {start, end, buf_text(&s->out)};
	enum edit_result result = edit_apply(s->e, &splice, s->e->root);

	buf_free(&s->out);
	return result;
}

enum edit_result edit_site_refuse(struct edit_site *s)
{
	buf_free(&s->out);
	return EDIT_FORM;
}
