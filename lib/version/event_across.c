#include "version/event_across.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "version/event.h"

struct left { /* somebody who went */
	struct event_record *record;
	size_t event;
	bool met;
};

struct across {
	struct left *v;
	size_t n, cap;
	struct hash by_identity;
};

static void index_those_who_went(struct across *a, struct event_record *records, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < records[i].events->n; k++) {
			const struct event *x = &records[i].events->v[k];

			if (x->type != EVENT_WENT || !x->identity.n)
				continue;
			MEM_GROW(a->v, a->n, a->cap);
			a->v[a->n++] = (struct left){&records[i], k, false};
		}
	for (i = 0; i < a->n; i++)
		*hash_put(&a->by_identity,
			  a->v[i].record->events->v[a->v[i].event].identity) = &a->v[i];
}

static struct text copy(struct events *e, const char *s)
{
	size_t n = s ? strlen(s) : 0;

	return (struct text){arena_copy(&e->arena, s ? s : "", n), n};
}

static bool has_split(const struct events *e, struct text from)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (e->v[i].type == EVENT_SPLIT && text_equal(e->v[i].from, from))
			return true;
	return false;
}

static void add_split(struct event_record *r, struct text from)
{
	struct events *e = r->events;

	if (has_split(e, from))
		return;
	MEM_GROW(e->v, e->n, e->cap);
	e->v[e->n++] = (struct event){.type = EVENT_SPLIT,
				      .from = from,
				      .to = copy(e, r->name),
				      .from_stage = STAGES,
				      .to_stage = STAGES};
}

static void meet(struct across *a, struct event_record *r, size_t k)
{
	struct event *x = &r->events->v[k];
	struct left *left = x->identity.n ? hash_get(&a->by_identity, x->identity) : NULL;

	if (x->type != EVENT_CAME || !left || left->met || left->record == r)
		return;
	left->met = true;
	x->type = EVENT_CHANGED_HOUSE;
	x->from = copy(r->events, left->record->name);
	x->to = copy(r->events, r->name);
	if (r->added && !left->record->removed)
		add_split(r, x->from);
}

/* Who is told where they are now is not told again where they were. */
static void drop_met(struct across *a)
{
	size_t i = a->n;

	while (i-- > 0) {
		struct events *e = a->v[i].record->events;

		if (!a->v[i].met)
			continue;
		memmove(&e->v[a->v[i].event], &e->v[a->v[i].event + 1],
			(e->n - a->v[i].event - 1) * sizeof *e->v);
		e->n--;
	}
}

void events_across(struct event_record *records, size_t n)
{
	struct across a = {0};
	size_t i, k, m;

	index_those_who_went(&a, records, n);
	for (i = 0; i < n && a.n; i++)
		for (k = 0, m = records[i].events->n; k < m; k++)
			meet(&a, &records[i], k);
	drop_met(&a);
	hash_free(&a.by_identity);
	mem_free(a.v);
}
