/*
 * Keys in the order of the schema. What the schema does not name comes last, as it was; a merge key
 * (<<) comes first. An anchor must stay before its aliases: where that could change, a mapping is
 * left as it is. A key takes along the comments on the lines right above it; those above a blank
 * line at the start of a collection, and lines for editors, stay at the start.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/annotate.h"
#include "schema/arrange.h"
#include "yaml/format.h"

struct ranked {
	uint64_t rank;
	struct form_item item;
	bool refers; /* holds an anchor or alias */
	uint32_t index;
};

struct arranging {
	struct format *f;
	size_t moved; /* mappings */
};

static int by_rank(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return a->index < b->index ? -1 : 1;
}

static uint64_t rank_of(const struct place_schemas *at, const struct form_node *key)
{
	uint64_t rank;

	if (key->kind != FORM_SCALAR)
		return ANNOTATE_LAST;
	if (text_is(key->value, "<<"))
		return 0;
	rank = annotate_rank(at, key->value);
	return rank == ANNOTATE_LAST ? rank : rank + 1;
}

/* Sorts; false if everything stays, or has to. */
static bool sort(struct ranked *v, uint32_t n)
{
	uint32_t i, last = 0;
	bool sorted = true;

	for (i = 1; i < n; i++)
		sorted &= v[i - 1].rank <= v[i].rank;
	if (sorted)
		return false;
	qsort(v, n, sizeof *v, by_rank);
	for (i = 0; i < n; i++) {
		if (!v[i].refers)
			continue;
		if (v[i].index < last)
			return false;
		last = v[i].index;
	}
	return true;
}

/* comments and blank lines */

/* Gives the first item the comments right above it, out of what leads the collection. */
static void take_lead(const struct form *f, struct form_range *lead, const struct form_node *n,
		      struct form_item *first)
{
	uint32_t count = form_lead_of_first(f, *lead, n);

	if (!count || first->before.n)
		return;
	lead->n -= count;
	first->before = (struct form_range){lead->first + lead->n, count};
	first->blank = false;
}

/* Is there a blank line before an item with its comments? */
static bool *blank_before(struct form *f, struct form_item *item)
{
	return item->before.n ? &f->comments[item->before.first].blank : &item->blank;
}

/* The item that comes first now changes places with the one that did, as to the blank line before
 * it. */
static void change_blanks(struct form *f, struct form_node *n, struct form_item *now,
			  struct form_item *was, bool lead_moved)
{
	bool *here = blank_before(f, now), *there = blank_before(f, was), blank = *here;

	*here = lead_moved ? *there : n->blank;
	n->blank = *here;
	*there = blank;
}

/* Puts the sorted items in place. Inside brackets, line breaks stay where they are. */
static void put_sorted(struct arranging *a, struct form_node *n, struct form_range *lead,
		       struct ranked *v)
{
	uint32_t i, was = 0, before = lead->n;
	bool block = n->style != STYLE_FLOW;

	while (v[was].index != 0)
		was++;
	if (was && block)
		take_lead(&a->f->form, lead, n, &v[was].item);
	for (i = 0; i < n->n; i++) {
		v[i].item.breaks = n->items[i].breaks;
		n->items[i] = v[i].item;
	}
	if (was && block)
		change_blanks(&a->f->form, n, &n->items[0], &n->items[was], lead->n != before);
	a->moved++;
}

/* nodes */

static bool arrange(struct arranging *a, const struct place_schemas *at, struct form_item *holder);

static bool arrange_mapping(struct arranging *a, const struct place_schemas *at,
			    struct form_node *n, struct form_range *lead)
{
	struct ranked *v = mem_alloc((n->n + 1) * sizeof *v);
	struct place_schemas below;
	bool refers = false;
	uint32_t i;

	for (i = 0; i < n->n; i++) {
		struct form_item *item = &n->items[i];
		struct form_node *key = item->key;

		below = annotate_key(at, key->kind == FORM_SCALAR ? key->value : TEXT(""));
		v[i].refers = arrange(a, &below, item) | (key->kind != FORM_SCALAR) |
			      (key->anchor.n > 0);
		v[i].rank = rank_of(at, key);
		v[i].index = i;
		v[i].item = *item;
		refers |= v[i].refers;
	}
	if (n->n > 1 && sort(v, n->n))
		put_sorted(a, n, lead, v);
	mem_free(v);
	return refers;
}

/* Arranges the value of an item, known to the schema as `at`. Does it hold an anchor or alias? */
static bool arrange(struct arranging *a, const struct place_schemas *at, struct form_item *holder)
{
	struct form_node *n = holder->value;
	struct place_schemas below;
	bool refers = n->kind == FORM_ALIAS || n->anchor.n;
	uint32_t i;

	if (n->kind == FORM_MAPPING)
		return arrange_mapping(a, at, n, &holder->lead) | refers;
	for (i = 0; n->kind == FORM_SEQUENCE && i < n->n; i++) {
		below = annotate_item(at, i);
		refers |= arrange(a, &below, &n->items[i]);
	}
	return refers;
}

/* Does the file end inside a text block, in the middle of a line? Then it ends there for good:
 * readers differ about what that text is. */
static bool ends_in_text(const struct format *f)
{
	const struct form_node *n = f->form.ndocuments
					    ? f->form.documents[f->form.ndocuments - 1].root.value
					    : NULL;

	if (!n || !f->text.n || f->text.p[f->text.n - 1] == '\n')
		return false;
	while (form_is_collection(n) && n->n)
		n = n->items[n->n - 1].value;
	return n->kind == FORM_SCALAR && n->style >= STYLE_LITERAL && n->style <= STYLE_FOLDED;
}

size_t arrange_order(struct format *f, const struct schema *s)
{
	struct arranging a = {.f = f};
	struct place_schemas root = annotate_root(s);
	size_t i;

	if (!f->tree.ndocs || ends_in_text(f))
		return 0;
	for (i = 0; i < f->form.ndocuments; i++)
		arrange(&a, &root, &f->form.documents[i].root);
	f->moved |= a.moved > 0;
	return a.moved;
}
