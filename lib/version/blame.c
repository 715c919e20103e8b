/* Versions of one file in the order of the history; each value of a version has its commit, or that
 * of the equal value in a parent. */
#include "version/blame.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/finding.h"
#include "base/mem.h"
#include "registry/registry.h"
#include "schema/annotate.h"
#include "version/blame_internal.h"
#include "version/diff.h"
#include "version/match.h"
#include "version/side.h"
#include "yaml/tree.h"

enum { SIDES = 3 }; /* versions that are held loaded */

struct version {        /* the commit of each value, in the order of the text */
	const char *id; /* of the blob, which loads */
	const struct life_commit **by;
	size_t n;
};

struct loaded {
	char *id;
	struct side side;
	size_t used;
};

struct blame {
	struct trail_options o;
	const struct kind *kind;
	struct origins origins;
	struct arena arena, scratch;
	struct hash versions; /* by blob */
	struct loaded sides[SIDES];
	size_t clock;
	const struct version *last; /* of the file at the end, in ... */
	struct side *side;
};

/* --- loading --- */

static struct side *load(struct blame *b, const char *id, const char *path)
{
	struct loaded *oldest = &b->sides[0];
	size_t i;
	int error;

	for (i = 0; i < SIDES; i++) {
		struct loaded *l = &b->sides[i];

		if (l->id && strcmp(l->id, id) == 0) {
			l->used = ++b->clock;
			return &l->side;
		}
		if (l->used < oldest->used)
			oldest = l;
	}
	mem_free(oldest->id);
	side_clear(&oldest->side);
	oldest->id = mem_copy(id, strlen(id));
	oldest->used = ++b->clock;
	error = git_read(b->o.git, id, &oldest->side.bytes);
	if (error)
		file_error_write(&oldest->side.why, error);
	else
		side_load(&oldest->side, path);
	return &oldest->side;
}

/* --- values --- */

static bool is_value(const struct node *n)
{
	return n->kind == NODE_SCALAR || !n->n;
}

static void count_values(struct node *n, struct hash *index, struct arena *a, size_t *next)
{
	uint32_t i;

	n = node_target(n);
	if (is_value(n)) {
		size_t *at = arena_alloc(a, sizeof *at);

		*at = (*next)++;
		if (index)
			*hash_put(index, (struct text){arena_copy(a, &n, sizeof n), sizeof n}) = at;
		return;
	}
	for (i = 0; i < n->n; i++)
		count_values(n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i], index, a,
			     next);
}

struct inherit {
	struct blame *b;
	struct hash index; /* the old version's values by node */
	const struct version *old;
	struct version *now;
	size_t next;
	long work;
};

static void take_over(struct inherit *x, struct node *old, struct node *now)
{
	const struct life_commit **by = &x->now->by[x->next++];
	size_t *at;

	if (*by || !old || !node_equal(old, now, &x->b->scratch))
		return;
	at = hash_get(&x->index, (struct text){(const char *)&old, sizeof old});
	if (at && *at < x->old->n)
		*by = x->old->by[*at];
}

static void inherit(struct inherit *x, const struct place_schemas *at, struct node *old,
		    struct node *now)
{
	struct place_schemas below;
	struct matches m = {0};
	uint32_t i;

	now = node_target(now);
	old = old ? node_target(old) : NULL;
	if (is_value(now)) {
		take_over(x, old, now);
		return;
	}
	if (old && old->kind != now->kind)
		old = NULL;
	if (old && old->kind == NODE_SEQUENCE)
		m = match_items(&x->b->scratch, annotate_list_key(at), old, now, &x->work);
	for (i = 0; i < now->n; i++) {
		struct node *before = NULL;

		if (now->kind == NODE_MAPPING) {
			struct text key = node_text(now->pairs[i].key);

			below = annotate_key(at, key);
			before = old ? node_get(old, key) : NULL;
			inherit(x, &below, before, now->pairs[i].value);
			continue;
		}
		below = annotate_item(at, i);
		if (old && m.from[i] != DIFF_NONE)
			before = old->items[m.from[i]];
		inherit(x, &below, before, now->items[i]);
	}
}

static void inherit_all(struct blame *b, struct version *v, struct node *now, struct node *old,
			const struct version *from)
{
	struct inherit x = {.b = b, .old = from, .now = v, .work = DIFF_WORK};
	struct place_schemas at = annotate_root(b->kind->schema);
	size_t n = 0;

	count_values(old, &x.index, &b->scratch, &n);
	inherit(&x, &at, old, now);
	hash_free(&x.index);
	arena_reset(&b->scratch);
}

/* --- versions --- */

static void keep_version(struct blame *b, const char *id, const struct version *v)
{
	struct text key = text_of(id);

	if (!hash_get(&b->versions, key))
		key.p = arena_copy(&b->arena, id, key.n);
	*hash_put(&b->versions, key) = (void *)(uintptr_t)v;
}

static struct text keep(struct blame *b, const char *s)
{
	size_t n = strlen(s);

	return (struct text){arena_copy(&b->arena, s, n), n};
}

static const struct life_commit *keep_commit(struct blame *b, const struct git_commit *c)
{
	struct life_commit *k = arena_zero(&b->arena, sizeof *k);

	k->id = keep(b, c->id);
	k->author = (struct life_person){keep(b, c->author.name), keep(b, c->author.mail),
					 c->author.time, c->author.zone};
	k->committer = (struct life_person){keep(b, c->committer.name), keep(b, c->committer.mail),
					    c->committer.time, c->committer.zone};
	k->boundary = !c->nparents && git_about(b->o.git)->shallow;
	k->merge = c->nparents > 1;
	return k;
}

/* The blob that it was in a parent; NULL: it was not there. */
static const char *old_id(const struct blame *b, const struct git_commit *c,
			  const struct git_file *f, size_t parent)
{
	const char *before;
	size_t i;

	if (f->old_ids[parent] || f->nold != 1)
		return f->old_ids[parent];
	before = origins_before(&b->origins, c->id, f->path);
	for (i = 0; before && i < c->nfiles; i++)
		if (strcmp(c->files[i].path, before) == 0 && !c->files[i].id)
			return c->files[i].old_ids[0];
	return NULL;
}

static void tell_broken(struct blame *b, const struct git_commit *c, const struct git_file *f,
			const struct side *s)
{
	if (b->o.note)
		b->o.note(b->o.note_ctx, c, &(struct trail_note){f->path, buf_text(&s->why)});
}

/* A version that does not load is as the one before it. */
static void tell_file(struct blame *b, const struct git_commit *c, const struct git_file *f)
{
	struct side *now = load(b, f->id, f->path), *old;
	struct version *v = arena_zero(&b->arena, sizeof *v);
	const struct life_commit *commit = NULL;
	const struct version *from;
	const char *id;
	size_t i;

	if (now->root) {
		count_values(now->root, NULL, &b->scratch, &v->n);
		arena_reset(&b->scratch);
	}
	v->by = arena_zero(&b->arena, (v->n + 1) * sizeof *v->by);
	for (i = 0; i < f->nold; i++) {
		id = old_id(b, c, f, i);
		from = id ? hash_get(&b->versions, text_of(id)) : NULL;
		if (from && !now->root) {
			tell_broken(b, c, f, now);
			keep_version(b, f->id, from);
			return;
		}
		old = from ? load(b, from->id, f->path) : NULL;
		if (old && old->root)
			inherit_all(b, v, now->root, old->root, from);
	}
	for (i = 0; i < v->n; i++)
		if (!v->by[i])
			v->by[i] = commit = commit ? commit : keep_commit(b, c);
	if (!now->root)
		tell_broken(b, c, f, now);
	v->id = keep(b, f->id).p;
	keep_version(b, f->id, v);
}

static bool tell_commit(void *ctx, const struct git_commit *c)
{
	struct blame *b = ctx;
	size_t i;

	for (i = 0; i < c->nfiles; i++)
		if (c->files[i].id && (c->files[i].mode & 0170000) == 0100000)
			tell_file(b, c, &c->files[i]);
	return true;
}

/* --- all of it --- */

struct at_end {
	const char *path, *id;
	struct arena *arena;
};

static bool find_end(void *ctx, const struct git_entry *e)
{
	struct at_end *x = ctx;

	if (!x->id && strcmp(e->path, x->path) == 0)
		x->id = arena_copy(x->arena, e->id, strlen(e->id));
	return true;
}

static bool run(struct blame *b, const char *path, struct buf *why)
{
	struct at_end end = {.path = path, .arena = &b->arena};
	struct git_history h = {.from = b->o.from, .nfrom = b->o.nfrom, .renames = true};

	if (!origins_find(&b->origins, &b->o, path, why) ||
	    !git_list(b->o.git, b->o.from[0], "", find_end, &end, why))
		return false;
	h.paths = b->origins.paths;
	h.npaths = b->origins.n;
	if (!git_history(b->o.git, &h, tell_commit, b, why))
		return false;
	b->last = end.id ? hash_get(&b->versions, text_of(end.id)) : NULL;
	b->side = b->last ? load(b, end.id, path) : NULL;
	if (b->side && b->side->root)
		return true;
	message_write(why, MSG_LOG_NO_VALUES, 2,
		      (struct text[]){text_of(path), b->side ? buf_text(&b->side->why)
							     : text_of(strerror(ENOENT))});
	return false;
}

struct blame *blame_new(const struct trail_options *o, const struct kind *k, const char *path,
			struct buf *why)
{
	struct blame *b = mem_zero(sizeof *b);
	struct buf full = {0};
	bool good;

	b->o = *o;
	b->kind = k;
	buf_addf(&full, "%s%s", o->root, path);
	good = run(b, full.p, why);
	buf_free(&full);
	if (good)
		return b;
	blame_free(b);
	return NULL;
}

struct side *blame_side(struct blame *b)
{
	return b->side;
}

void blame_free(struct blame *b)
{
	size_t i;

	if (!b)
		return;
	for (i = 0; i < SIDES; i++) {
		mem_free(b->sides[i].id);
		side_free(&b->sides[i].side);
	}
	hash_free(&b->versions);
	origins_free(&b->origins);
	arena_free(&b->scratch);
	arena_free(&b->arena);
	mem_free(b);
}

/* --- telling --- */

struct showing {
	struct blame *b;
	struct buf path;
	size_t next;
	void (*each)(void *ctx, const struct blame_value *v);
	void *ctx;
};

static void show(struct showing *x, const struct place_schemas *at, struct node *n);

static void show_item(struct showing *x, const struct place_schemas *at, struct node *list,
		      uint32_t i)
{
	const struct node *key = annotate_list_key(at);
	struct place_schemas below = annotate_item(at, i);
	struct node *name = key ? diff_item_name(key, node_target(list->items[i])) : NULL;
	char room[24];

	buf_addc(&x->path, '[');
	buf_addt(&x->path, name && !name->sensitive ? node_text(name) : text_number(room, i));
	buf_addc(&x->path, ']');
	show(x, &below, list->items[i]);
}

static void show(struct showing *x, const struct place_schemas *at, struct node *n)
{
	size_t before = x->path.n;
	uint32_t i;

	n = node_target(n);
	if (is_value(n)) {
		x->each(x->ctx, &(struct blame_value){buf_text(&x->path), annotate_title(at), n,
						      x->b->last->by[x->next++]});
		return;
	}
	for (i = 0; i < n->n; i++) {
		if (n->kind == NODE_MAPPING) {
			struct text key = node_text(n->pairs[i].key);
			struct place_schemas below = annotate_key(at, key);

			if (before)
				buf_addc(&x->path, '.');
			buf_addt(&x->path, key);
			show(x, &below, n->pairs[i].value);
		} else {
			show_item(x, at, n, i);
		}
		x->path.n = before;
	}
}

void blame_each(struct blame *b, void (*each)(void *ctx, const struct blame_value *v), void *ctx)
{
	struct showing x = {.b = b, .each = each, .ctx = ctx};
	struct place_schemas at = annotate_root(b->kind->schema);

	show(&x, &at, b->side->root);
	buf_free(&x.path);
}
