/*
 * What was signed: any mapping with the list of signatures that the registry names. A signature is
 * put under everything else in its mapping. Of a problem its state, and steps that were not there
 * yet (the fields with its dates), may still come.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/message.h"
#include "registry/registry.h"
#include "version/diff.h"
#include "version/event_internal.h"
#include "version/match.h"
#include "yaml/tree.h"

static const struct lifecycle *lifecycle_of(const struct deriving *d)
{
	return d->registry->lifecycle;
}

static bool same(struct deriving *d, struct node *x, struct node *y)
{
	return node_equal(x, y, &d->scratch);
}

static bool begins(const struct path *p, struct text key)
{
	return p->n && text_equal(p->steps[0].field, key);
}

/* May the field of a signed mapping be new, or change? */
static bool may_change(const struct lifecycle *l, struct text key, bool is_new, bool problem)
{
	size_t i;

	if (begins(&l->signatures, key) || (problem && begins(&l->state, key)))
		return true;
	for (i = 0; problem && is_new && i < l->nstates; i++)
		if (begins(&l->states[i].date, key))
			return true;
	return false;
}

static void add_field(struct buf *out, const struct place_schemas *at, struct text key)
{
	struct place_schemas below = annotate_key(at, key);
	struct text title = annotate_title(&below);

	buf_adds(out, out->n ? ", " : "");
	buf_addt(out, title.p ? title : key);
}

/* Appends the titles of what was signed and is not as it was. */
static void add_changed(struct deriving *d, struct buf *out, const struct place_schemas *at,
			struct node *before, struct node *after, bool problem)
{
	const struct lifecycle *l = lifecycle_of(d);
	uint32_t i;

	for (i = 0; i < before->n; i++) {
		struct text key = node_text(before->pairs[i].key);
		struct node *now = node_get(after, key);

		if (!may_change(l, key, false, problem) &&
		    (!now || !same(d, before->pairs[i].value, now)))
			add_field(out, at, key);
	}
	for (i = 0; i < after->n; i++) {
		struct text key = node_text(after->pairs[i].key);

		if (!node_pair(before, key) && !may_change(l, key, true, problem))
			add_field(out, at, key);
	}
}

/* The list of signatures under a mapping; NULL: none. */
static struct node *list_of(const struct lifecycle *l, struct node *n)
{
	struct node *list = n && n->kind == NODE_MAPPING ? path_field(&l->signatures, n) : NULL;

	return list && list->kind == NODE_SEQUENCE ? list : NULL;
}

struct signing {
	struct deriving *d;
	struct node *id, *before, *after;
	bool problem;
};

static struct event *add(const struct signing *s, enum event_type type, struct node *signature)
{
	struct deriving *d = s->d;
	const struct lifecycle *l = lifecycle_of(d);
	struct node *newest = s->after ? s->after : s->before;
	struct event *x = event_add(d, type, s->before, s->after);

	x->id = event_text(d, s->id);
	if (s->problem)
		x->about = event_text(d, lifecycle_about(l, newest));
	x->signature = signature;
	x->role = event_text(d, path_field(&l->role, signature));
	x->name = event_text(d, path_field(&l->name, signature));
	x->on = event_text(d, path_field(&l->on, signature));
	return x;
}

/* One signature that is in both versions, or in one. */
static void compare(const struct signing *s, struct node *old, struct node *new,
		    const struct buf *changed)
{
	bool stands = old && new &&same(s->d, old, new);

	if (old && !stands)
		add(s, EVENT_UNSIGNED, old);
	if (new && !stands)
		add(s, EVENT_SIGNED, new);
	if (stands && changed->n)
		add(s, EVENT_BROKEN, new)->what = event_copy(s->d, buf_text(changed));
}

static struct node *at(struct node *list, size_t i)
{
	return i == DIFF_NONE ? NULL : node_target(list->items[i]);
}

void event_signatures(struct deriving *d, const struct place_schemas *place, struct node *id,
		      struct node *before, struct node *after, bool problem)
{
	const struct lifecycle *l = lifecycle_of(d);
	struct signing s = {d, id, before, after, problem};
	struct node none = {.kind = NODE_SEQUENCE}, *old = list_of(l, before), *new;
	struct place_schemas list = *place;
	struct matches m;
	struct buf changed = {0};
	size_t i;

	new = list_of(l, after);
	if (!old && !new)
		return;
	old = old ? old : &none;
	new = new ? new : &none;
	for (i = 0; i < l->signatures.n; i++)
		list = annotate_key(&list, l->signatures.steps[i].field);
	if (before && after && before->kind == NODE_MAPPING && after->kind == NODE_MAPPING)
		add_changed(d, &changed, place, before, after, problem);
	m = match_items(&d->scratch, annotate_list_key(&list), old, new, &d->work);
	for (i = 0; i < new->n; i++)
		compare(&s, at(old, m.from[i]), at(new, i), &changed);
	for (i = 0; i < old->n; i++)
		if (m.to[i] == DIFF_NONE)
			compare(&s, at(old, i), NULL, &changed);
	buf_free(&changed);
}

/* Is it a place of problems, whose signatures are told with them? */
static bool is_problems(const struct deriving *d, size_t depth, struct text key)
{
	const struct lifecycle *l = lifecycle_of(d);
	size_t i;

	for (i = 0; depth == 0 && i < l->nplaces; i++)
		if (l->places[i].kind == d->kind && begins(&l->places[i].path, key))
			return true;
	return false;
}

/* Is anything signed in there? */
static bool holds_signatures(const struct deriving *d, struct node *n)
{
	uint32_t i;

	n = n ? node_target(n) : NULL;
	if (!n || n->kind == NODE_SCALAR)
		return false;
	if (list_of(lifecycle_of(d), n))
		return true;
	for (i = 0; i < n->n; i++)
		if (holds_signatures(d, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i]))
			return true;
	return false;
}

static void thing(struct deriving *d, const struct place_schemas *at, struct node *name,
		  struct node *before, struct node *after);

static void entry(struct deriving *d, const struct place_schemas *at, struct text key,
		  struct node *before, struct node *after)
{
	struct place_schemas below = annotate_key(at, key);
	size_t length = d->pointer.n;

	before = before ? node_target(before) : NULL;
	after = after ? node_target(after) : NULL;
	pointer_add_key(&d->pointer, key);
	if ((before ? before : after)->kind == NODE_SEQUENCE)
		event_items(d, &below, before, after, thing);
	else
		thing(d, &below, NULL, before, after);
	d->pointer.n = length;
	d->pointer.p[length] = '\0';
}

static void entries(struct deriving *d, const struct place_schemas *at, struct node *before,
		    struct node *after)
{
	struct node *map = after ? after : before;
	uint32_t i;

	for (i = 0; i < map->n && map->kind == NODE_MAPPING; i++) {
		struct text key = node_text(map->pairs[i].key);
		struct node *old = before && after ? node_get(before, key) : NULL;
		struct node *value = map->pairs[i].value;

		if (is_problems(d, d->pointer.n, key))
			continue;
		if (holds_signatures(d, value) || holds_signatures(d, old))
			entry(d, at, key, after ? old : value, after ? value : NULL);
	}
	for (i = 0; before && after && before->kind == NODE_MAPPING && i < before->n; i++) {
		struct text key = node_text(before->pairs[i].key);

		if (!node_get(after, key) && !is_problems(d, d->pointer.n, key) &&
		    holds_signatures(d, before->pairs[i].value))
			entry(d, at, key, before->pairs[i].value, NULL);
	}
}

/* A value that may be signed itself, and hold more that is. */
static void thing(struct deriving *d, const struct place_schemas *at, struct node *name,
		  struct node *before, struct node *after)
{
	if (!holds_signatures(d, before) && !holds_signatures(d, after))
		return;
	event_signatures(d, at, name, before, after, false);
	entries(d, at, before, after);
}

void event_signed_things(struct deriving *d, const struct place_schemas *at, struct node *before,
			 struct node *after)
{
	thing(d, at, NULL, before, after);
}
