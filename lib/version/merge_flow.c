/* What is in brackets: items of ours and theirs with the blanks, commas and breaks of ours. */
#include <string.h>

#include "version/merge_internal.h"
#include "yaml/emit.h"
#include "yaml/tree.h"

enum { O = MERGE_OURS, T = MERGE_THEIRS };

static struct text bytes(const struct merge_part *p, uint32_t from, uint32_t to)
{
	return (struct text){p->form->bytes + from, to - from};
}

static bool has_props(const struct form_node *n)
{
	return n->anchor.n || n->tag.n;
}

/* Appends one version's item; false if it holds what cannot stand in brackets. */
static bool put_item(struct buf *out, const struct merge_place *pl, int side)
{
	const struct merge_part *p = &pl->part[side];
	struct text raw = bytes(p, p->core, p->end);

	if (!p->block && (side == O || !memchr(raw.p, '\n', raw.n))) {
		buf_addt(out, raw);
		return true;
	}
	if (merge_comments(p, p->lead, p->end).n || has_props(p->item->value))
		return false;
	if (pl->key.p) {
		emit_string(out, pl->key, STYLE_PLAIN, true);
		buf_adds(out, ": ");
	}
	emit_flow(out, p->node, true);
	return true;
}

static bool put_child(struct buf *out, const struct merge_place *pl, int side)
{
	const struct merge_part *p = &pl->part[O];

	switch (pl->op) {
	case MERGE_KEEP: return put_item(out, pl, O);
	case MERGE_TAKE: return put_item(out, pl, T);
	case MERGE_CLASH: return put_item(out, pl, side);
	case MERGE_MIX: break;
	}
	buf_addt(out, bytes(p, p->core, p->item->value->from));
	return merge_flow(out, pl, side);
}

bool merge_flow(struct buf *out, const struct merge_place *at, int side)
{
	const struct merge_part *p = &at->part[O];
	const struct form_node *n = p->item->value;
	const struct form_item *last = NULL, *here; /* of ours */
	uint32_t open = n->n ? n->items[0].start : n->start + 1;
	uint32_t close = n->n ? n->items[n->n - 1].end : n->end - 1;
	bool any = false, good = n->style == STYLE_FLOW && !(n->pair && at->n != 1);
	size_t i;

	buf_addt(out, bytes(p, n->from, open));
	for (i = 0; good && i < at->n; i++) {
		const struct merge_place *child = at->children[i];

		if (child->op == MERGE_CLASH && !child->part[side].node)
			continue;
		here = child->part[O].item;
		if (any && last && here == last + 1)
			buf_addt(out, bytes(p, last->end, here->start));
		else if (any)
			buf_adds(out, ", ");
		good = put_child(out, child, side);
		last = here;
		any = true;
	}
	buf_addt(out, bytes(p, close, n->end));
	return good;
}
