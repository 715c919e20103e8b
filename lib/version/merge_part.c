/* Which bytes of a file belong to a value: its lines with the comments above, or a stretch inside
 * brackets. */
#include <string.h>

#include "base/hash.h"
#include "version/merge_internal.h"

static uint32_t line_start(const struct form *f, uint32_t at)
{
	while (at > 0 && f->bytes[at - 1] != '\n')
		at--;
	return at;
}

static uint32_t line_end(const struct form *f, uint32_t at)
{
	const char *lf;

	if (at > 0 && at <= f->n && f->bytes[at - 1] == '\n')
		return at;
	lf = at < f->n ? memchr(f->bytes + at, '\n', f->n - at) : NULL;
	return lf ? (uint32_t)(lf + 1 - f->bytes) : (uint32_t)f->n;
}

static bool is_blank(const struct form *f, uint32_t from, uint32_t to)
{
	while (from < to && (f->bytes[from] == ' ' || f->bytes[from] == '\t'))
		from++;
	return from == to;
}

struct merge_part merge_part_root(const struct format *f)
{
	struct merge_part p = {0};
	const struct form_document *d;

	if (!f->tree.ndocs)
		return p;
	d = &f->form.documents[0];
	p.node = f->tree.docs[0];
	p.form = &f->form;
	p.item = &d->root;
	p.block = true;
	p.core = p.lead = d->root.value->from;
	p.end = line_end(p.form, form_item_end(p.form, p.item));
	p.odd = d->beside && d->root.value->style == STYLE_BLOCK;
	return p;
}

bool merge_part_is_block(const struct merge_part *p)
{
	const struct form_node *n = p->item ? p->item->value : NULL;

	return n && form_is_collection(n) && n->style == STYLE_BLOCK && n->n;
}

/* The comments right above the first item are its own. */
static uint32_t first_lead(const struct merge_part *of, const struct merge_part *p)
{
	const struct form_range *lead = &of->item->lead;
	uint32_t n = form_lead_of_first(of->form, *lead, of->item->value);
	uint32_t at = n ? of->form->comments[lead->first + lead->n - n].start : p->core;

	return line_start(of->form, at);
}

struct merge_part merge_part_item(const struct merge_part *of, uint32_t i)
{
	struct merge_part p = {0};
	struct node *n = node_target(of->node);

	p.node = n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i];
	if (!of->form)
		return p;
	p.form = of->form;
	p.holder = of->item->value;
	p.item = &p.holder->items[i];
	p.core = p.lead = p.item->start;
	p.end = p.item->end;
	p.odd = p.item->explicit_key || p.item->key_lead.n || p.item->key_after.n ||
		(p.item->key && p.item->key->kind != FORM_SCALAR) ||
		(p.item->key && p.item->key->spread);
	if (p.holder->style != STYLE_BLOCK)
		return p;
	p.block = true;
	p.end = line_end(p.form, form_item_end(p.form, p.item));
	p.compact = !is_blank(p.form, line_start(p.form, p.core), p.core);
	if (i > 0)
		p.lead = line_end(p.form, form_item_end(p.form, p.item - 1));
	else if (!p.compact)
		p.lead = first_lead(of, &p);
	return p;
}

bool merge_part_same_bytes(const struct merge_part *a, const struct merge_part *b)
{
	return a->node && b->node && a->form && b->form && a->end - a->core == b->end - b->core &&
	       memcmp(a->form->bytes + a->core, b->form->bytes + b->core, a->end - a->core) == 0;
}

/* comments */

/* The first comment from a byte on. */
static uint32_t comment_from(const struct form *f, uint32_t at)
{
	uint32_t lo = 0, hi = f->ncomments, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (f->comments[mid].start < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct form_range merge_comments(const struct merge_part *p, uint32_t from, uint32_t to)
{
	struct form_range r = {0};

	if (p->form && from < to) {
		r.first = comment_from(p->form, from);
		r.n = comment_from(p->form, to) - r.first;
	}
	return r;
}

struct text merge_comment(const struct merge_part *p, uint32_t i)
{
	const struct form_comment *c = &p->form->comments[i];

	return (struct text){p->form->bytes + c->start, c->end - c->start};
}

bool merge_same_comments(const struct merge_part *a, struct form_range x,
			 const struct merge_part *b, struct form_range y)
{
	uint32_t i;

	for (i = 0; x.n == y.n && i < x.n; i++)
		if (!text_equal(merge_comment(a, x.first + i), merge_comment(b, y.first + i)))
			return false;
	return x.n == y.n;
}

bool merge_has_more_comments(const struct merge_part *a, struct form_range x,
			     const struct merge_part *b, struct form_range y)
{
	struct hash left = {0}; /* text -> how many of b's */
	bool more = false;
	uint32_t i;

	for (i = 0; x.n && i < y.n; i++) {
		void **slot = hash_put(&left, merge_comment(b, y.first + i));

		*slot = (void *)((uintptr_t)*slot + 1);
	}
	for (i = 0; !more && i < x.n; i++) {
		void **slot = hash_put(&left, merge_comment(a, x.first + i));

		more = !*slot;
		*slot = (void *)((uintptr_t)*slot - !more);
	}
	hash_free(&left);
	return more;
}
