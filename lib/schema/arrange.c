/*
 * Numbers that should be strings. The schema itself is asked, twice: what it refuses as a number,
 * and does not refuse for its type once it is a string, is a string that lacks its quotes.
 */
#include "schema/arrange.h"

#include <stdlib.h>
#include <string.h>

#include "base/finding.h"
#include "base/mem.h"
#include "schema/schema.h"
#include "yaml/format.h"

struct number {
	struct node *node;
	uint8_t type;
	bool refused, still;
};

struct numbers {
	struct number *v; /* plain numbers without a tag, by their place */
	size_t n, cap;
};

static void collect(struct numbers *all, struct node *n)
{
	uint32_t i;

	if (node_is_number(n) && n->style == STYLE_PLAIN && !(n->props && n->props->tag.n)) {
		MEM_GROW(all->v, all->n, all->cap);
		all->v[all->n++] = (struct number){n, n->type, false, false};
	}
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++)
		collect(all, n->items[i]);
	for (i = 0; n->kind == NODE_MAPPING && i < n->n; i++)
		collect(all, n->pairs[i].value);
}

static struct number *find(struct numbers *all, uint32_t start)
{
	size_t low = 0, high = all->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (all->v[middle].node->start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < all->n && all->v[low].node->start == start ? &all->v[low] : NULL;
}

/* Notes which of the numbers the schema refuses for their type. */
static void ask(struct numbers *all, struct format *f, const struct schema *s, struct validator *v,
		bool again)
{
	struct findings said = {0};
	struct number *number;
	size_t i;

	for (i = 0; i < f->tree.ndocs; i++)
		schema_check(s, v, node_target(f->tree.docs[i]), &said);
	for (i = 0; i < said.n; i++) {
		number = strcmp(said.v[i].rule, message_rule(MSG_CHECK_TYPE)) == 0
				 ? find(all, said.v[i].start.offset)
				 : NULL;
		if (number && again)
			number->still = true;
		else if (number)
			number->refused = true;
	}
	findings_clear(&said);
}

static void mark(struct numbers *all, struct form_node *n)
{
	struct number *number;
	uint32_t i;

	if (n->kind == FORM_SCALAR && (number = find(all, n->from)) && number->refused)
		n->quote = true;
	for (i = 0; i < n->n; i++)
		mark(all, n->items[i].value);
}

size_t arrange_quotes(struct format *f, const struct schema *s, struct validator *v)
{
	struct numbers all = {0};
	size_t i, n = 0;

	for (i = 0; i < f->tree.ndocs; i++)
		collect(&all, f->tree.docs[i]);
	ask(&all, f, s, v, false);
	for (i = 0; i < all.n; i++)
		if (all.v[i].refused)
			all.v[i].node->type = TYPE_STRING;
	ask(&all, f, s, v, true);
	for (i = 0; i < all.n; i++) {
		if (all.v[i].refused && all.v[i].still) {
			all.v[i].node->type = all.v[i].type;
			all.v[i].refused = false;
		}
		n += all.v[i].refused;
	}
	for (i = 0; n && i < f->form.ndocuments; i++)
		mark(&all, f->form.documents[i].root.value);
	mem_free(all.v);
	return n;
}
