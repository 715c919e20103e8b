/* Which comments and lines belong to what: for who moves or changes one item of a form. */
#include <string.h>

#include "yaml/form.h"
#include "yaml/tree.h"

/* A line that editors and other programs look for at the start of a file. */
static bool is_for_editors(const struct form *f, const struct form_comment *c)
{
	static const char *const words[] = {
		"yaml-language-server:", "-*-", " vim:", "$schema", "yamllint ", "#!"};
	struct text t = {f->bytes + c->start, c->end - c->start};
	size_t i, k, n;

	for (i = 0; i < sizeof words / sizeof *words; i++) {
		n = strlen(words[i]);
		for (k = 0; k + n <= t.n; k++)
			if (memcmp(t.p + k, words[i], n) == 0)
				return true;
	}
	return false;
}

uint32_t form_lead_of_first(const struct form *f, struct form_range lead,
			    const struct form_node *collection)
{
	uint32_t i = lead.first + lead.n;

	if (collection->blank)
		return 0;
	while (i > lead.first) {
		const struct form_comment *c = &f->comments[i - 1];

		if (!c->own || is_for_editors(f, c))
			break;
		i--;
		if (c->blank)
			break;
	}
	return lead.first + lead.n - i;
}

static void reach(const struct form *f, uint32_t comment,
		  uint32_t *end) /* comment: its number + 1 */
{
	if (comment && f->comments[comment - 1].end > *end)
		*end = f->comments[comment - 1].end;
}

/* Does a text end with blank lines? */
static bool ends_blank(struct text t)
{
	return t.n && t.p[t.n - 1] == '\n' && (t.n == 1 || t.p[t.n - 2] == '\n');
}

uint32_t form_item_end(const struct form *f, const struct form_item *item)
{
	const struct form_node *n = item->value;
	uint32_t end = item->end;

	for (;; item = &n->items[n->n - 1], n = item->value) {
		if (item->end > end)
			end = item->end;
		reach(f, item->eol, &end);
		reach(f, item->lead.n ? item->lead.first + item->lead.n : 0, &end);
		reach(f, n->header, &end);
		reach(f, n->tail.n ? n->tail.first + n->tail.n : 0, &end);
		if (!form_is_collection(n) || !n->n)
			break;
	}
	if ((n->style == STYLE_LITERAL || n->style == STYLE_FOLDED) && ends_blank(n->value) &&
	    n->full > end)
		end = n->full;
	return end;
}
