/*
 * A diff as a JSON Patch. Changes of values and mappings come first: they move no list item, so
 * all their paths are those of the version before. Then the lists that changed, the deepest first,
 * so that the way to each is still the old one: what went is removed from the end, and then each
 * new or moved item is put behind its neighbour.
 */
#include "version/patch.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "version/diff.h"
#include "yaml/tree.h"

struct making {
	struct patch *p;
	struct diff *d;
	struct buf path;
	size_t passed; /* items */
};

static const char *keep_path(struct making *m)
{
	return arena_copy(&m->d->arena, buf_text(&m->path).p, m->path.n);
}

static struct patch_step *add(struct making *m, enum patch_op op, struct node *value)
{
	struct patch *p = m->p;

	MEM_GROW(p->v, p->n, p->cap);
	p->v[p->n] = (struct patch_step){op, keep_path(m), NULL, value};
	return &p->v[p->n++];
}

static void add_change(struct making *m, const struct change *c)
{
	static const enum patch_op ops[] = {[CHANGE_ADD] = PATCH_ADD,
					    [CHANGE_REMOVE] = PATCH_REMOVE,
					    [CHANGE_REPLACE] = PATCH_REPLACE};

	if (c->op == CHANGE_MOVE || (c->op != CHANGE_REPLACE && c->step && !c->step->key.p))
		return; /* of a list */
	buf_clear(&m->path);
	diff_pointer(&m->path, c->step, true);
	/* A document that came or went leaves null where it is not. */
	if (!c->step)
		add(m, PATCH_REPLACE, c->after);
	else
		add(m, ops[c->op], c->op == CHANGE_REMOVE ? NULL : c->after);
}

/* The path of item i of the list whose path is the first n bytes. */
static void point_at(struct making *m, size_t n, size_t i)
{
	m->path.n = n;
	pointer_add_index(&m->path, i);
}

/* The items of one list while it is being changed: old ones by their index, new ones by nbefore
 * plus theirs. */
struct order {
	size_t *v, n;
};

static size_t find(struct making *m, const struct order *o, size_t id, size_t from)
{
	size_t i;

	for (i = from; i < o->n && o->v[i] != id; i++)
		;
	if (i == o->n)
		for (i = 0; o->v[i] != id; i++)
			;
	m->passed += i > from ? i - from + 1 : i + 1;
	return i;
}

static void take_out(struct order *o, size_t i)
{
	memmove(o->v + i, o->v + i + 1, (o->n - i - 1) * sizeof *o->v);
	o->n--;
}

static void put_in(struct order *o, size_t i, size_t id)
{
	memmove(o->v + i + 1, o->v + i, (o->n - i) * sizeof *o->v);
	o->v[i] = id;
	o->n++;
}

static void remove_items(struct making *m, size_t base, const struct diff_list *l, struct order *o)
{
	bool *kept = mem_zero(l->nbefore + 1);
	size_t i, n = 0;

	for (i = 0; i < l->nafter; i++)
		if (l->from[i] != DIFF_NONE)
			kept[l->from[i]] = true;
	for (i = l->nbefore; i-- > 0;)
		if (!kept[i]) {
			point_at(m, base, i);
			add(m, PATCH_REMOVE, NULL);
		}
	for (i = 0; i < l->nbefore; i++)
		if (kept[i])
			o->v[n++] = i;
	o->n = n;
	mem_free(kept);
}

/* Puts each item that is new or moved behind the one before it; false if that takes too long. */
static bool place_items(struct making *m, size_t base, const struct diff_list *l, struct order *o)
{
	size_t j, at = 0, from; /* `at`: where the next item belongs */

	for (j = 0; j < l->nafter; j++) {
		if (m->passed > PATCH_MOVES)
			return false;
		if (l->from[j] == DIFF_NONE) {
			point_at(m, base, at);
			add(m, PATCH_ADD, l->after->items[j]);
			m->passed += (o->n - at) / 16;
			put_in(o, at++, l->nbefore + j);
			continue;
		}
		from = find(m, o, l->from[j], at);
		if (l->stays[j]) {
			at = from + 1;
			continue;
		}
		take_out(o, from);
		at -= from < at;
		if (from != at) {
			point_at(m, base, at);
			add(m, PATCH_MOVE, NULL);
			point_at(m, base, from);
			m->p->v[m->p->n - 1].from = keep_path(m);
		}
		m->passed += o->n / 8;
		put_in(o, at++, l->from[j]);
	}
	return true;
}

static void add_list(struct making *m, const struct diff_list *l)
{
	struct order o = {mem_alloc((l->nbefore + l->nafter + 1) * sizeof *o.v), 0};
	size_t first = m->p->n, base;

	buf_clear(&m->path);
	diff_pointer(&m->path, l->step, true);
	base = m->path.n;
	m->passed = 0;
	remove_items(m, base, l, &o);
	if (!place_items(m, base, l, &o)) {
		m->p->n = first;
		m->path.n = base;
		add(m, PATCH_REPLACE, l->after);
	}
	mem_free(o.v);
}

static int deepest_first(const void *x, const void *y)
{
	const struct diff_list *const *a = x, *const *b = y;
	size_t n = (*a)->step ? (*a)->step->depth : 0, m = (*b)->step ? (*b)->step->depth : 0;

	if (n != m)
		return n < m ? 1 : -1;
	return (*a > *b) - (*a < *b);
}

void patch_make(struct patch *p, struct diff *d)
{
	const struct diff_list **lists = mem_alloc((d->nlists + 1) * sizeof *lists);
	struct making m = {.p = p, .d = d};
	size_t i;

	*p = (struct patch){0};
	for (i = 0; i < d->n; i++)
		add_change(&m, &d->v[i]);
	for (i = 0; i < d->nlists; i++)
		lists[i] = &d->lists[i];
	qsort(lists, d->nlists, sizeof *lists, deepest_first);
	for (i = 0; i < d->nlists; i++)
		add_list(&m, lists[i]);
	buf_free(&m.path);
	mem_free(lists);
}

void patch_free(struct patch *p)
{
	mem_free(p->v);
	*p = (struct patch){0};
}
