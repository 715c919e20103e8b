/*
 * Holding what was written against what was meant: the same documents, nodes, values and comments.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "yaml/form.h"
#include "yaml/scalar.h"
#include "yaml/tree.h"

struct pair_of_forms {
	const struct form *a, *b;
	uint32_t *at;
};

static enum node_type type_of(const struct form_node *n)
{
	bool truth;

	if (n->style != STYLE_PLAIN || n->quote)
		return TYPE_STRING;
	return scalar_resolve(n->value, &truth);
}

/* A plain scalar with a tag says something else than a quoted one: what the tag makes of it is not
 * known here. */
static bool same_scalar(const struct form_node *x, const struct form_node *y)
{
	if (!text_equal(x->value, y->value))
		return false;
	if (x->tag.n)
		return (x->style == STYLE_PLAIN) == (y->style == STYLE_PLAIN);
	return type_of(x) == type_of(y);
}

static bool same_node(const struct pair_of_forms *p, const struct form_node *x,
		      const struct form_node *y)
{
	uint32_t i;

	*p->at = x->start;
	if (x->kind != y->kind || !text_equal(x->anchor, y->anchor) ||
	    !text_equal(x->tag, y->tag) || x->n != y->n)
		return false;
	if (x->kind == FORM_SCALAR)
		return same_scalar(x, y);
	if (x->kind == FORM_ALIAS)
		return text_equal((struct text){p->a->bytes + x->start, x->end - x->start},
				  (struct text){p->b->bytes + y->start, y->end - y->start});
	for (i = 0; i < x->n; i++) {
		if (x->kind == FORM_MAPPING && !same_node(p, x->items[i].key, y->items[i].key))
			return false;
		if (!same_node(p, x->items[i].value, y->items[i].value))
			return false;
	}
	return true;
}

static bool same_document(const struct pair_of_forms *p, const struct form_document *x,
			  const struct form_document *y)
{
	uint32_t i;

	if (x->begins != y->begins || x->ends != y->ends || x->ndirectives != y->ndirectives)
		return false;
	for (i = 0; i < x->ndirectives; i++)
		if (!text_equal(x->directives[i].text, y->directives[i].text))
			return false;
	return same_node(p, x->root.value, y->root.value);
}

static struct text comment_text(const struct form *f, uint32_t i)
{
	return (struct text){f->bytes + f->comments[i].start,
			     f->comments[i].end - f->comments[i].start};
}

static int by_text(const void *x, const void *y)
{
	return text_compare(*(const struct text *)x, *(const struct text *)y);
}

static struct text *all_comments(const struct form *f, bool sort)
{
	struct text *v = mem_alloc((f->ncomments + 1) * sizeof *v);
	uint32_t i;

	for (i = 0; i < f->ncomments; i++)
		v[i] = comment_text(f, i);
	if (sort && f->ncomments)
		qsort(v, f->ncomments, sizeof *v, by_text);
	return v;
}

static bool same_comments(const struct form *a, const struct form *b, bool moved, uint32_t *at)
{
	struct text *x = all_comments(a, moved), *y = all_comments(b, moved);
	uint32_t i = 0, n = a->ncomments < b->ncomments ? a->ncomments : b->ncomments;
	bool same;

	while (i < n && text_equal(x[i], y[i]))
		i++;
	same = i == a->ncomments && i == b->ncomments;
	if (i < a->ncomments)
		*at = (uint32_t)(x[i].p - a->bytes);
	mem_free(x);
	mem_free(y);
	return same;
}

bool form_same(const struct form *a, const struct form *b, bool moved, uint32_t *at)
{
	struct pair_of_forms p = {a, b, at};
	uint32_t i, n = a->ndocuments < b->ndocuments ? a->ndocuments : b->ndocuments;

	*at = 0;
	for (i = 0; i < n; i++)
		if (!same_document(&p, &a->documents[i], &b->documents[i]))
			return false;
	return a->ndocuments == b->ndocuments && same_comments(a, b, moved, at);
}
