/*
 * What a record has to say. It is written twice: into scratch memory to learn how much there is,
 * then into one block of that size.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "schema/annotate.h"
#include "schema/schema.h"
#include "version/diff.h"
#include "version/digest_internal.h"
#include "yaml/tree.h"

struct writing {
	struct digester *w;
	const struct lifecycle *l;
	const struct kind *kind;
	char *room; /* NULL: only counting */
	size_t n;
	struct digest *out;
	struct buf text; /* a text in the making */
	int place;
	size_t npersons;
	struct hash ids, problems; /* names and nodes of problems written so far */
};

static void *take(struct writing *x, size_t n)
{
	size_t at = x->n;

	x->n += (n + 7) & ~(size_t)7;
	return x->room ? x->room + at : arena_alloc(&x->w->scratch, n + !n);
}

static struct text copy(struct writing *x, struct text t)
{
	char *p;

	if (!t.n)
		return TEXT("");
	p = take(x, t.n);
	memcpy(p, t.p, t.n);
	return (struct text){p, t.n};
}

/* A scalar as it may be shown; n 0 if it is none. */
static struct text shown(struct writing *x, const struct node *n)
{
	if (!n || n->kind != NODE_SCALAR || n->type == TYPE_NULL)
		return TEXT("");
	if (!n->sensitive || x->w->plan.show)
		return copy(x, node_text(n));
	buf_clear(&x->text);
	schema_mask(&x->text, n);
	return copy(x, buf_text(&x->text));
}

/* --- hashes --- */

static uint64_t mix(uint64_t a, uint64_t b)
{
	a = (a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2))) * 0xD6E8FEB86659FD93u;
	return a ^ a >> 32;
}

static uint64_t hash_scalar(struct writing *x, struct node *n)
{
	if (n->type == TYPE_STRING)
		return text_hash64(node_text(n));
	return mix(node_is_number(n) ? TYPE_REAL : n->type, node_hash(n, &x->w->scratch));
}

/* Of a value as JSON has it: entries in any order, numbers by value. */
static uint64_t hash_value(struct writing *x, struct node *n)
{
	uint64_t h;
	uint32_t i;

	n = node_target(n);
	h = n->kind;
	if (n->kind == NODE_SCALAR)
		return hash_scalar(x, n);
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++)
		h = mix(h, hash_value(x, n->items[i]));
	for (i = 0; n->kind == NODE_MAPPING && i < n->n; i++)
		h += mix(text_hash64(node_text(n->pairs[i].key)), hash_value(x, n->pairs[i].value));
	return mix(h, n->n);
}

/* Is this entry of an item the one that the path begins with? */
static bool begins(const struct path *p, struct text key)
{
	return p->n && text_equal(p->steps[0].field, key);
}

static bool may_come(const struct writing *x, struct text key)
{
	size_t i;

	for (i = 0; x->place >= 0 && i < x->l->nstates; i++)
		if (begins(&x->l->states[i].date, key))
			return true;
	return false;
}

static void write_fields(struct writing *x, struct node *n, struct digest_item *item)
{
	uint32_t i;

	item->fields = take(x, (n->n + 1) * sizeof *item->fields);
	for (i = 0; i < n->n; i++) {
		struct text key = node_text(n->pairs[i].key);

		if (begins(&x->l->signatures, key) || (x->place >= 0 && begins(&x->l->state, key)))
			continue;
		item->fields[item->nfields++] = (struct digest_field){
			copy(x, key), hash_value(x, n->pairs[i].value), may_come(x, key)};
	}
}

/* --- items --- */

static struct node *plain(struct node *n)
{
	return n && n->kind == NODE_SCALAR ? n : NULL;
}

static void write_dates(struct writing *x, struct node *n, struct digest_item *item)
{
	const struct lifecycle *l = x->l;
	struct node *at;
	size_t i, count = 0;

	for (i = 0; i < l->nstates; i++)
		count += path_field_text(&l->states[i].date, n).n != 0;
	item->dates = take(x, (count + 1) * sizeof *item->dates);
	for (i = 0; i < l->nstates; i++) {
		at = plain(path_field(&l->states[i].date, n));
		if (at && at->n)
			item->dates[item->ndates++] = (struct digest_date){&l->states[i],
									   shown(x, at)};
	}
}

static void write_signatures(struct writing *x, struct node *n, struct digest_item *item)
{
	const struct lifecycle *l = x->l;
	struct node *list = path_field(&l->signatures, n), *s;
	uint32_t i;

	if (!list || list->kind != NODE_SEQUENCE)
		return;
	item->signatures = take(x, (list->n + 1) * sizeof *item->signatures);
	for (i = 0; i < list->n; i++) {
		struct digest_signature *to = &item->signatures[item->nsignatures++];

		s = node_target(list->items[i]);
		to->role = shown(x, plain(path_field(&l->role, s)));
		to->on = shown(x, plain(path_field(&l->on, s)));
		to->shown = shown(x, plain(path_field(&l->name, s)));
		to->name = copy(x, path_field_text(&l->name, s));
		to->hash = hash_value(x, s);
	}
}

/* room: for the id, which may be longer when it is written the second time. */
static void write_item(struct writing *x, struct text id, size_t room, struct node *n)
{
	struct digest_item item = {.place = x->place};

	item.id = (struct text){memcpy(take(x, room), id.p, id.n), id.n};
	item.state = shown(x, plain(path_field(&x->l->state, n)));
	item.known = lifecycle_state_of(x->l, n);
	item.about = shown(x, x->place < 0 ? NULL : plain(lifecycle_about(x->l, n)));
	item.what = shown(x, x->place < 0 ? NULL : plain(path_field(&x->l->what, n)));
	write_dates(x, n, &item);
	write_signatures(x, n, &item);
	if (x->room)
		item.content = hash_value(x, n);
	if (x->w->plan.signatures)
		write_fields(x, n, &item);
	if (x->room)
		x->out->items[x->out->nitems] = item;
	x->out->nitems++;
}

/* --- problems --- */

struct problems {
	struct writing *x;
	size_t at; /* of the item in its list */
};

/* A key for the node itself. */
static struct text text_of_node(struct writing *x, const struct node *n)
{
	return (struct text){arena_copy(&x->w->scratch, &n, sizeof n), sizeof n};
}

/* By what identifies it; else by its words; else by where it stands. Of twins the second is told
 * apart by its place too. */
static void write_problem(void *ctx, struct node *value, struct node *item)
{
	struct problems *p = ctx;
	struct writing *x = p->x;
	struct node *name = diff_item_name(x->w->keys[x->place], value);
	char number[24];
	struct text id;
	size_t room;

	(void)item;
	p->at++;
	if (value->kind != NODE_MAPPING)
		return;
	if (!name)
		name = plain(path_field(&x->l->what, value));
	buf_clear(&x->text);
	if (name && (!name->sensitive || x->w->plan.show))
		buf_addt(&x->text, node_text(name));
	else if (name)
		schema_mask(&x->text, name);
	room = x->text.n + sizeof number + 1;
	if (!x->text.n || hash_get(&x->ids, buf_text(&x->text))) {
		buf_addc(&x->text, '#');
		buf_addt(&x->text, text_number(number, p->at));
	}
	id = (struct text){arena_copy(&x->w->scratch, x->text.p, x->text.n), x->text.n};
	*hash_put(&x->ids, id) = value;
	*hash_put(&x->problems, text_of_node(x, value)) = value;
	write_item(x, id, room, value);
}

static void write_problems(struct writing *x, struct node *root)
{
	size_t i;

	for (i = 0; i < x->l->nplaces; i++) {
		const struct lifecycle_place *place = &x->l->places[i];
		struct problems p = {.x = x};

		if (place->kind != x->kind || !place->path.n ||
		    !node_get(root, place->path.steps[0].field))
			continue;
		x->place = (int)i;
		path_walk(&place->path, root, write_problem, &p);
		hash_free(&x->ids);
	}
}

/* --- whatever else is signed --- */

static void write_signed(struct writing *x, const struct place_schemas *at, struct node *n,
			 struct buf *path);

static void write_below(struct writing *x, const struct place_schemas *at, struct node *n,
			struct text step, struct buf *path)
{
	size_t before = path->n;

	if (path->n)
		buf_addc(path, '.');
	buf_addt(path, step);
	write_signed(x, at, n, path);
	path->n = before;
}

static void write_signed(struct writing *x, const struct place_schemas *at, struct node *n,
			 struct buf *path)
{
	const struct node *key = n->kind == NODE_SEQUENCE ? annotate_list_key(at) : NULL;
	struct node *list = path_field(&x->l->signatures, n), *name;
	struct place_schemas below;
	char room[24];
	uint32_t i;

	if (list && list->kind == NODE_SEQUENCE && path->n &&
	    !hash_get(&x->problems, (struct text){(const char *)&n, sizeof n})) {
		x->place = -1;
		write_item(x, buf_text(path), path->n, n);
	}
	for (i = 0; n->kind == NODE_MAPPING && i < n->n; i++) {
		below = annotate_key(at, node_text(n->pairs[i].key));
		write_below(x, &below, node_target(n->pairs[i].value), node_text(n->pairs[i].key),
			    path);
	}
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++) {
		below = annotate_item(at, i);
		name = key ? diff_item_name(key, node_target(n->items[i])) : NULL;
		write_below(x, &below, node_target(n->items[i]),
			    name && !name->sensitive ? node_text(name) : text_number(room, i),
			    path);
	}
}

/* --- persons --- */

static void write_person(void *ctx, struct node *value, struct node *item)
{
	struct writing *x = ctx;
	struct node *identity = plain(path_field(&x->w->plan.registry->persons->identity, value));

	(void)item;
	if (!identity || !identity->n)
		return;
	if (x->out->persons)
		x->out->persons[x->npersons] = text_hash64(node_text(identity));
	x->npersons++;
}

static void walk_persons(struct writing *x, struct node *root)
{
	const struct persons *p = x->w->plan.registry->persons;
	size_t i;

	x->npersons = 0;
	for (i = 0; p && i < p->nplaces; i++)
		if (p->places[i].kind == x->kind)
			path_walk(&p->places[i].path, root, write_person, x);
}

static void write_persons(struct writing *x, struct node *root)
{
	x->out->persons = NULL;
	walk_persons(x, root);
	x->out->npersons = x->npersons;
	if (!x->npersons)
		return;
	x->out->persons = take(x, x->npersons * sizeof *x->out->persons);
	walk_persons(x, root);
}

/* --- all of it --- */

/* Could it be that something in it is to be masked? */
static bool may_hide(const struct kind *k, const struct path *p)
{
	struct text steps[2 * PATH_STEPS];
	size_t i, n = 0;

	for (i = 0; i < p->n; i++) {
		steps[n++] = p->steps[i].field;
		if (p->steps[i].list)
			steps[n++] = (struct text){0};
	}
	return annotate_may_hide(k->schema, steps, n);
}

bool digest_may_hide(const struct digest_plan *p, const struct kind *k)
{
	const struct lifecycle *l = p->registry->lifecycle;
	bool may = p->signatures || annotate_may_hide(k->schema, &k->key, 1) ||
		   (k->above.n && annotate_may_hide(k->schema, &k->above, 1));
	size_t i;

	for (i = 0; i < l->nplaces && !may; i++)
		may = l->places[i].kind == k && may_hide(k, &l->places[i].path);
	return may;
}

static void write_record(struct writing *x, struct node *root)
{
	struct text above = x->kind->above;

	x->out->nitems = 0;
	x->out->key = shown(x, plain(node_get(root, x->kind->key)));
	x->out->parent = above.n ? shown(x, plain(node_get(root, above))) : TEXT("");
	write_problems(x, root);
	if (x->w->plan.signatures) {
		struct place_schemas at = annotate_root(x->kind->schema);
		struct buf path = {0};

		write_signed(x, &at, root, &path);
		buf_free(&path);
	}
	write_persons(x, root);
	hash_free(&x->problems);
}

void digest_take(struct digester *w, struct node *root, struct digest *out)
{
	const struct kind *k = out->kind;
	struct writing x = {.w = w, .l = w->plan.registry->lifecycle, .kind = k, .out = out};
	size_t nitems, room;

	if (root->kind != NODE_MAPPING)
		return;
	arena_reset(&w->scratch);
	if (k->schema && w->hides[k - w->plan.registry->kinds])
		schema_mark(k->schema, w->validator, root);
	write_record(&x, root);
	nitems = out->nitems;
	room = x.n;
	if (room) {
		x.room = mem_zero(room + nitems * sizeof *out->items);
		out->room = x.room;
		out->items = (struct digest_item *)(void *)(x.room + room);
		x.n = 0;
		write_record(&x, root);
	}
	buf_free(&x.text);
}
