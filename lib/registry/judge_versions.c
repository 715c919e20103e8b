/*
 * Rules across versions: one record as it was and as it is. Items of lists pair by the fields that
 * the schema names in x-key; where it names none, equal items are the same item.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "registry/judge_internal.h"
#include "schema/annotate.h"
#include "schema/schema.h"

struct element {              /* a value at the end of a group's path */
	struct text identity; /* how it was come by */
	struct node *before, *after;
	size_t order;
};

struct elements {
	struct judge_run *run;
	const struct path *path;
	struct element *v;
	size_t n, cap;
	bool after;
};

/* Appends what identifies an item among its siblings. */
static void add_identity(struct buf *b, const struct node *key, struct node *item, struct arena *a)
{
	const struct node *names[1] = {key};
	uint32_t i, n = !key ? 0 : key->kind == NODE_SEQUENCE ? key->n : 1;
	bool whole = n > 0;
	size_t start = b->n;

	for (i = 0; i < n && whole; i++) {
		const struct node *name = key->kind == NODE_SEQUENCE ? node_target(key->items[i])
								     : names[i];
		struct node *field = node_get(item, node_text(name));

		whole = field && field->kind == NODE_SCALAR && field->type != TYPE_NULL;
		if (whole) {
			buf_addt(b, node_text(field));
			buf_addc(b, '\0');
		}
	}
	if (whole)
		return;
	while (b->n > start)
		b->p[--b->n] = '\0';
	buf_addf(b, "#%lx", (unsigned long)node_hash(item, a));
	buf_addc(b, '\0');
}

static void add_element(struct elements *e, const struct buf *identity, struct node *n)
{
	struct element x = {.order = e->n};

	x.identity = (struct text){arena_copy(&e->run->arena, buf_text(identity).p, identity->n),
				   identity->n};
	if (e->after)
		x.after = n;
	else
		x.before = n;
	MEM_GROW(e->v, e->n, e->cap);
	e->v[e->n++] = x;
}

static void walk(struct elements *e, size_t step, const struct place_schemas *at, struct node *n,
		 struct buf *identity)
{
	const struct path_step *s = &e->path->steps[step];
	struct place_schemas here, item;
	const struct node *key;
	size_t length = identity->n;
	uint32_t i;

	if (step == e->path->n) {
		add_element(e, identity, n);
		return;
	}
	here = annotate_key(at, s->field);
	n = node_get(n, s->field);
	if (!n)
		return;
	if (!s->list) {
		walk(e, step + 1, &here, n, identity);
		return;
	}
	key = annotate_list_key(&here);
	item = annotate_item(&here, 0);
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++) {
		struct node *x = node_target(n->items[i]);

		add_identity(identity, key, x, &e->run->arena);
		walk(e, step + 1, &item, x, identity);
		identity->n = length;
	}
}

static void collect(struct elements *e, struct node *root, bool after)
{
	struct place_schemas at = annotate_root(e->run->kind->schema);
	struct buf identity = {0};

	e->after = after;
	buf_addc(&identity, '/');
	if (root)
		walk(e, 0, &at, root, &identity);
	buf_free(&identity);
}

static int by_identity(const void *x, const void *y)
{
	const struct element *a = x, *b = y;
	int order = text_compare(a->identity, b->identity);

	return order ? order : a->order < b->order ? -1 : a->order > b->order;
}

static int by_order(const void *x, const void *y)
{
	const struct element *a = x, *b = y;

	return a->order < b->order ? -1 : a->order > b->order;
}

/* Of the old and new elements with one identity, the first pair, then the second… */
static void pair_up(struct elements *e)
{
	size_t i, from, n = 0;

	if (e->n)
		qsort(e->v, e->n, sizeof *e->v, by_identity);
	for (from = 0; from < e->n; from = i) {
		size_t olds = from, news, k;

		for (i = from; i < e->n && text_equal(e->v[i].identity, e->v[from].identity);)
			i++;
		for (news = from; news < i && !e->v[news].after;)
			news++;
		for (k = news; olds < news || k < i; olds++, k++) {
			struct element x = k < i ? e->v[k] : e->v[olds];

			x.before = olds < news ? e->v[olds].before : NULL;
			e->v[n++] = x;
		}
	}
	e->n = n;
	if (e->n)
		qsort(e->v, e->n, sizeof *e->v, by_order);
}

static struct expr_value value_of(struct judge_run *r, struct node *n)
{
	return n ? expr_from_node(n, &r->arena) : expr_missing();
}

/* The deepest thing on the way to elements of the group that is there. */
static struct node *nearest(const struct path *p, struct node *root)
{
	struct node *n = root, *next;
	size_t i;

	for (i = 0; n && i < p->n && (next = node_get(n, p->steps[i].field)); i++) {
		n = next;
		if (p->steps[i].list)
			break;
	}
	return n;
}

void judge_versions(struct judge_run *r, const struct kind *kind, struct node *before,
		    struct node *after, struct findings *f, struct findings *alike)
{
	struct node *there = after ? after : before;
	size_t i;

	if (!there || !law_of(r->j, kind)->version_rules)
		return;
	judge_begin(r, kind, there, NULL, false);
	if (before && kind->schema)
		schema_mark(kind->schema, r->validator, before);
	r->findings = f;
	r->alikes = alike;
	r->versions = true;
	r->gone = !after;
	r->v[VAR_RECORD] = value_of(r, after);
	r->v[VAR_OLD_RECORD] = value_of(r, before);
	for (r->group = r->law->groups; r->group; r->group = r->group->next) {
		struct elements e = {.run = r, .path = &r->group->path};

		if (!r->group->versions)
			continue;
		collect(&e, before, false);
		collect(&e, after, true);
		pair_up(&e);
		r->nearest = after ? nearest(e.path, after) : NULL;
		for (i = 0; i < e.n; i++) {
			r->v[VAR_SELF] = value_of(r, e.v[i].after);
			r->v[VAR_OLD_SELF] = value_of(r, e.v[i].before);
			judge_ask_group(r);
		}
		mem_free(e.v);
	}
	r->versions = r->gone = false;
	r->nearest = NULL;
}
