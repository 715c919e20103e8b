/* The life of problems between two versions of a record. */
#include "version/event.h"

#include "base/date.h"
#include "base/mem.h"
#include "registry/registry.h"
#include "schema/schema.h"
#include "version/diff.h"
#include "version/event_internal.h"
#include "version/match.h"
#include "yaml/tree.h"

static const char *const names[] = {
#define X(id, name) name,
	EVENT_LIST(X)
#undef X
};

const char *event_name(enum event_type t)
{
	return names[t];
}

struct text event_copy(struct deriving *d, struct text t)
{
	return (struct text){arena_copy(&d->e->arena, t.n ? t.p : "", t.n), t.n};
}

struct text event_text(struct deriving *d, const struct node *n)
{
	struct buf b = {0};
	struct text t;

	if (!n || n->kind != NODE_SCALAR)
		return TEXT("");
	schema_mask(&b, n);
	t = event_copy(d, buf_text(&b));
	buf_free(&b);
	return t;
}

struct event *event_add(struct deriving *d, enum event_type type, struct node *before,
			struct node *after)
{
	struct events *e = d->e;
	struct event *x;

	MEM_GROW(e->v, e->n, e->cap);
	x = &e->v[e->n++];
	*x = (struct event){.type = type,
			    .from_stage = STAGES,
			    .to_stage = STAGES,
			    .before = before,
			    .after = after};
	x->pointer = event_copy(d, buf_text(&d->pointer));
	x->target = d->place ? d->place->target : x->pointer;
	return x;
}

/* going through lists */

static struct node *sequence(struct node *n)
{
	n = n ? node_target(n) : NULL;
	return n && n->kind == NODE_SEQUENCE ? n : NULL;
}

static void item(struct deriving *d, const struct place_schemas *list, struct node *before,
		 struct node *after, size_t index, event_each *each)
{
	struct place_schemas at = annotate_item(list, index);
	size_t length = d->pointer.n;

	before = before ? node_target(before) : NULL;
	after = after ? node_target(after) : NULL;
	pointer_add_index(&d->pointer, index);
	each(d, &at, diff_item_name(annotate_list_key(list), after ? after : before), before,
	     after);
	d->pointer.n = length;
	d->pointer.p[length] = '\0';
}

void event_items(struct deriving *d, const struct place_schemas *list, struct node *before,
		 struct node *after, event_each *each)
{
	struct node *old = sequence(before), *new = sequence(after);
	struct node none = {.kind = NODE_SEQUENCE};
	struct matches m;
	size_t i;

	if (!old && !new)
		return;
	old = old ? old : &none;
	new = new ? new : &none;
	m = match_items(&d->scratch, annotate_list_key(list), old, new, &d->work);
	for (i = 0; i < new->n; i++)
		item(d, list, m.from[i] == DIFF_NONE ? NULL : old->items[m.from[i]], new->items[i],
		     i, each);
	for (i = 0; i < old->n; i++)
		if (m.to[i] == DIFF_NONE)
			item(d, list, old->items[i], NULL, i, each);
}

/* Goes on from d->step of the path; a list may lie within another. */
static void walk(struct deriving *d, const struct place_schemas *at, struct node *name,
		 struct node *before, struct node *after)
{
	const struct path *p = &d->place->path;
	const struct path_step *s = &p->steps[d->step];
	struct place_schemas below;
	size_t length = d->pointer.n;

	if (d->step == p->n) {
		d->each(d, at, name, before, after);
		return;
	}
	below = annotate_key(at, s->field);
	pointer_add_key(&d->pointer, s->field);
	before = before ? node_get(before, s->field) : NULL;
	after = after ? node_get(after, s->field) : NULL;
	d->step++;
	if (s->list)
		event_items(d, &below, before, after, walk);
	else if (before || after)
		walk(d, &below, NULL, before, after);
	d->step--;
	d->pointer.n = length;
	d->pointer.p[length] = '\0';
}

void event_walk(struct deriving *d, const struct lifecycle_place *place, struct node *before,
		struct node *after, event_each *each)
{
	struct place_schemas at = annotate_root(d->kind->schema);

	d->place = place;
	d->each = each;
	d->step = 0;
	walk(d, &at, NULL, before, after);
	d->place = NULL;
}

/* problems */

static enum event_type type_of(enum stage from, enum stage to)
{
	static const enum event_type reached[] = {
		[STAGE_OPEN] = EVENT_REOPENED,     [STAGE_FIXED] = EVENT_FIXED,
		[STAGE_ACCEPTED] = EVENT_ACCEPTED, [STAGE_CLOSED] = EVENT_CLOSED,
		[STAGE_DROPPED] = EVENT_DROPPED,
	};

	if (from == to || from == STAGES || to == STAGES)
		return EVENT_PROGRESSED;
	return to < from ? EVENT_REOPENED : reached[to];
}

static void set_states(struct deriving *d, struct event *x)
{
	const struct lifecycle *l = d->registry->lifecycle;

	if (x->before) {
		x->from = event_text(d, path_field(&l->state, x->before));
		x->from_stage = lifecycle_stage_of(l, x->before);
	}
	if (x->after) {
		x->to = event_text(d, path_field(&l->state, x->after));
		x->to_stage = lifecycle_stage_of(l, x->after);
	}
}

static struct text date_of(const struct lifecycle_state *s, struct node *problem)
{
	return s && s->date.n ? path_field_text(&s->date, problem) : TEXT("");
}

/* When the problem came into a state, and how long after it was found. */
static void set_dates(struct deriving *d, struct event *x, const struct lifecycle_state *s)
{
	const struct lifecycle *l = d->registry->lifecycle;
	struct date from, to;
	struct text on = date_of(s, x->after);

	/* Back in a state it was in before, it has that date still. */
	if (x->type == EVENT_REOPENED && text_equal(on, date_of(s, x->before)))
		return;
	x->on = event_copy(d, on);
	x->dated = l->nstates && date_parse(on, &to) &&
		   date_parse(date_of(&l->states[0], x->after), &from);
	if (x->dated)
		x->days = date_days(to) - date_days(from);
}

static struct event *add_problem(struct deriving *d, enum event_type type, struct node *name,
				 struct node *before, struct node *after)
{
	const struct lifecycle *l = d->registry->lifecycle;
	struct event *x = event_add(d, type, before, after);
	struct node *newest = after ? after : before;

	x->id = event_text(d, name);
	x->about = event_text(d, lifecycle_about(l, newest));
	x->what = event_text(d, path_field(&l->what, newest));
	set_states(d, x);
	return x;
}

static void problem_state(struct deriving *d, struct node *name, struct node *before,
			  struct node *after)
{
	const struct lifecycle *l = d->registry->lifecycle;
	const struct lifecycle_state *to = lifecycle_state_of(l, after);
	enum stage from = before ? lifecycle_stage_of(l, before) : STAGE_OPEN;
	struct event *x;

	if (!before) {
		x = add_problem(d, EVENT_OPENED, name, NULL, after);
		set_dates(d, x, l->nstates ? &l->states[0] : NULL);
		if (!to || to->stage == STAGE_OPEN)
			return;
	} else if (text_equal(path_field_text(&l->state, before),
			      path_field_text(&l->state, after))) {
		return;
	}
	x = add_problem(d, type_of(from, to ? to->stage : STAGES), name, before, after);
	set_dates(d, x, to);
}

static void problem(struct deriving *d, const struct place_schemas *at, struct node *name,
		    struct node *before, struct node *after)
{
	if (!after) {
		add_problem(d, EVENT_DELETED, name, before, NULL);
		return;
	}
	problem_state(d, name, before, after);
	event_signatures(d, at, name, before, after, true);
}

void events_between(struct events *e, const struct registry *r, const struct kind *k,
		    struct node *before, struct node *after)
{
	struct deriving d = {.e = e, .registry = r, .kind = k, .work = DIFF_WORK};
	struct place_schemas at = annotate_root(k->schema);
	const struct lifecycle *l = r->lifecycle;
	size_t i;

	before = before ? node_target(before) : NULL;
	after = after ? node_target(after) : NULL;
	buf_adds(&d.pointer, "");
	for (i = 0; l && i < l->nplaces; i++)
		if (l->places[i].kind == k)
			event_walk(&d, &l->places[i], before, after, problem);
	if (l && l->signatures.n)
		event_signed_things(&d, &at, before, after);
	event_persons(&d, before, after);
	buf_free(&d.pointer);
	arena_free(&d.scratch);
}

void events_clear(struct events *e)
{
	arena_reset(&e->arena);
	e->n = 0;
}

void events_free(struct events *e)
{
	arena_free(&e->arena);
	mem_free(e->v);
	*e = (struct events){0};
}
