/* Who came into a record and who left it. A person is the same if the identity is, or, where one is
 * corrected or missing, the place in the list and the name. */
#include "base/hash.h"
#include "base/mem.h"
#include "registry/registry.h"
#include "version/diff.h"
#include "version/event_internal.h"
#include "yaml/tree.h"

struct one {
	struct text pointer, id, name, identity; /* id and name are masked */
	struct node *node;
	bool gone; /* the other version has this person elsewhere */
};

struct meeting {
	struct deriving d; /* first: what event_walk is given */
	struct one *v[2];  /* went, came */
	size_t n[2], cap[2];
};

static struct text identity_of(const struct persons *p, struct node *n)
{
	return n ? path_field_text(&p->identity, n) : TEXT("");
}

static bool is_same(const struct persons *p, struct node *before, struct node *after)
{
	struct text x = identity_of(p, before), y = identity_of(p, after);

	return !x.n || !y.n || text_equal(x, y) ||
	       text_equal(path_field_text(&p->name, before), path_field_text(&p->name, after));
}

static void keep(struct meeting *m, int side, struct node *name, struct node *person)
{
	const struct persons *p = m->d.registry->persons;

	MEM_GROW(m->v[side], m->n[side], m->cap[side]);
	m->v[side][m->n[side]++] = (struct one){
		.pointer = event_copy(&m->d, buf_text(&m->d.pointer)),
		.id = event_text(&m->d, name),
		.name = event_text(&m->d, path_field(&p->name, person)),
		.identity = event_copy(&m->d, identity_of(p, person)),
		.node = person,
	};
}

static void person(struct deriving *d, const struct place_schemas *at, struct node *name,
		   struct node *before, struct node *after)
{
	struct meeting *m = (struct meeting *)d;

	(void)at;
	if (before && after && is_same(d->registry->persons, before, after))
		return;
	if (before)
		keep(m, 0, name, before);
	if (after)
		keep(m, 1, name, after);
}

/* Those who only stand elsewhere in the list, under another number, neither came nor went. */
static void drop_renumbered(struct meeting *m)
{
	struct hash by_identity = {0};
	struct one *old;
	size_t i;

	for (i = 0; i < m->n[0]; i++)
		if (m->v[0][i].identity.n)
			*hash_put(&by_identity, m->v[0][i].identity) = &m->v[0][i];
	for (i = 0; i < m->n[1]; i++) {
		old = m->v[1][i].identity.n ? hash_get(&by_identity, m->v[1][i].identity) : NULL;
		if (old && !old->gone)
			old->gone = m->v[1][i].gone = true;
	}
	hash_free(&by_identity);
}

static void add(struct meeting *m, struct deriving *d, int side)
{
	size_t i;

	for (i = 0; i < m->n[side]; i++) {
		const struct one *p = &m->v[side][i];
		struct event *x;

		if (p->gone)
			continue;
		x = event_add(d, side ? EVENT_CAME : EVENT_WENT, side ? NULL : p->node,
			      side ? p->node : NULL);
		x->pointer = p->pointer;
		x->id = p->id;
		x->what = p->name;
		x->identity = p->identity;
	}
}

void event_persons(struct deriving *d, struct node *before, struct node *after)
{
	const struct persons *p = d->registry->persons;
	struct meeting m = {.d = *d};
	size_t i;

	if (!p)
		return;
	m.d.pointer = (struct buf){0};
	buf_adds(&m.d.pointer, "");
	for (i = 0; i < p->nplaces; i++)
		if (p->places[i].kind == d->kind)
			event_walk(&m.d, &p->places[i], before, after, person);
	drop_renumbered(&m);
	add(&m, d, 1);
	add(&m, d, 0);
	mem_free(m.v[0]);
	mem_free(m.v[1]);
	buf_free(&m.d.pointer);
	d->scratch = m.d.scratch;
}
