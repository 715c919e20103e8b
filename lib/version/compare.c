/*
 * Files that are on both sides under one path are compared first. Where the key says that another
 * record has come there, its two versions are put with the files that came and went, and all of
 * those are then paired by what they hold (version/pairing.h).
 */
#include "version/compare.h"

#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "schema/schema.h"
#include "version/compare_internal.h"
#include "version/guess.h"
#include "version/operands.h"
#include "version/pairing.h"

/* --- what files are --- */

/* A copy, of which only the name and content tell what it is. */
static void find_original(struct edition *e, struct version *v, struct buf *why)
{
	struct edition_registry *r = guess_registry(e, why);
	struct side s = {0};

	if (r && r->broken)
		v->registry = r;
	else if (r && compare_read(&s, e, v) && side_load(&s, v->path))
		v->kind = guess_kind(r, v->path, s.root);
	if (v->kind)
		v->registry = r;
	side_free(&s);
}

/* Sets the registry and kind of a version. Trouble in a registry is the file's: nobody knows what
 * to mask in it. */
static void find_meaning(struct working *w, struct edition *e, struct version *v)
{
	struct edition_registry *r = NULL;
	struct buf why = {0};
	char *below;

	if (!v->path || w->c->schema)
		return;
	if (!w->c->copies || e->type == EDITION_DISK)
		r = edition_registry(e, v->path, &why);
	if (!r && w->c->copies && !why.n)
		find_original(e, v, &why);
	v->lost = why.n != 0;
	buf_free(&why);
	if (!r)
		return;
	v->registry = r;
	below = r->broken ? NULL : edition_below(e, r, v->path);
	v->kind = below ? side_kind(&r->registry, below) : NULL;
	mem_free(below);
	if (!r->broken && !w->c->plain)
		compare_judge(w, r);
}

/* Is a file that changed part of a registry, so that its two versions may be two registries? */
static bool changes_registry(struct working *w, const struct changed_file *f)
{
	struct version v = {.path = f->after ? f->after : f->before};

	find_meaning(w, &w->c->what->after, &v);
	return v.registry && !v.kind;
}

/* While git looks, the registry in which its user stands can be opened: most likely it is the one,
 * and from the disk it costs nothing more than that. */
static void foresee(struct working *w)
{
	struct comparison *what = w->c->what;
	struct version v = {0};
	struct buf here = {0};

	if (what->after.type != EDITION_DISK || !w->c->changed.looking)
		return;
	buf_addf(&here, "%s.", git_about(what->git)->prefix);
	v.path = here.p;
	find_meaning(w, &what->after, &v);
	buf_free(&here);
}

/* One registry serves both sides if nothing of it changed. */
static void share_registries(struct working *w)
{
	struct comparison *what = w->c->what;
	struct changed *c = &w->c->changed;
	size_t i;

	if (what->files || what->listed || !what->git)
		return;
	for (i = 0; i < c->n; i++)
		if (changes_registry(w, &c->v[i]))
			return;
	what->before.lender = &what->after;
}

static void add_pair(struct working *w, const struct version *before, const struct version *after)
{
	struct version_pair *p;

	MEM_GROW(w->pairs, w->n, w->cap);
	p = &w->pairs[w->n++];
	*p = (struct version_pair){0};
	if (before)
		p->before = *before;
	if (after)
		p->after = *after;
}

static void take_two(struct working *w, struct version before, struct version after)
{
	find_meaning(w, &w->c->what->before, &before);
	find_meaning(w, &w->c->what->after, &after);
	add_pair(w, &before, &after);
}

static void take_changed(struct working *w, const struct changed_file *f)
{
	take_two(w, (struct version){.path = f->before, .id = f->before_id},
		 (struct version){.path = f->after, .id = f->after_id});
	w->pairs[w->n - 1].unmerged = f->unmerged;
}

/* --- what came and went --- */

struct pool_side {
	struct working *w;
	struct edition *edition;
	struct version *v;
	struct pairing_item *items;
	size_t n, cap;
};

static void put(struct pool_side *s, const struct version *v)
{
	if (!v->path)
		return;
	MEM_GROW(s->v, s->n, s->cap);
	s->v[s->n++] = *v;
}

static void take_item(void *ctx, void *state, size_t i)
{
	struct pool_side *s = ctx;
	struct worker *k = state;
	struct version *v = &s->v[i];

	side_clear(&k->before);
	if (compare_read(&k->before, s->edition, v))
		side_load(&k->before, v->path);
	pthread_mutex_lock(&s->w->lock);
	s->items[i].path = v->path;
	pairing_take(&s->items[i], &s->w->arena, v->kind ? &v->registry->registry : NULL, v->kind,
		     k->before.root);
	pthread_mutex_unlock(&s->w->lock);
}

static void *begin_item(void *ctx)
{
	return compare_begin(((struct pool_side *)ctx)->w);
}

static void take_items(struct pool_side *s)
{
	const struct pool_work work = {begin_item, take_item, compare_end, NULL, s};

	s->items = mem_zero((s->n + 1) * sizeof *s->items);
	pool_run(&work, s->n, s->w->c->threads);
}

static void pair_pool(struct pool_side *before, struct pool_side *after)
{
	struct working *w = before->w;
	size_t i;

	if (before->n && after->n) {
		take_items(before);
		take_items(after);
		pairing_find(before->items, before->n, after->items, after->n);
	}
	for (i = 0; i < before->n; i++) {
		size_t j = before->items ? before->items[i].partner : PAIRING_NONE;

		add_pair(w, &before->v[i], j == PAIRING_NONE ? NULL : &after->v[j]);
	}
	for (i = 0; i < after->n; i++)
		if (!after->items || after->items[i].partner == PAIRING_NONE)
			add_pair(w, NULL, &after->v[i]);
}

/* --- all of it --- */

static void run_all(struct working *w)
{
	struct pool_side before = {.w = w, .edition = &w->c->what->before};
	struct pool_side after = {.w = w, .edition = &w->c->what->after};
	size_t i, first;

	for (i = 0; i < w->c->changed.n; i++) {
		const struct changed_file *f = &w->c->changed.v[i];

		if (f->before && f->after)
			take_changed(w, f);
	}
	compare_pairs(w, 0);
	for (i = 0; i < w->n; i++)
		if (w->pairs[i].parted) {
			put(&before, &w->pairs[i].before);
			put(&after, &w->pairs[i].after);
		}
	first = w->n;
	for (i = 0; i < w->c->changed.n; i++) {
		const struct changed_file *f = &w->c->changed.v[i];

		if (f->before && f->after)
			continue;
		take_changed(w, f);
		w->n--;
		put(&before, &w->pairs[w->n].before);
		put(&after, &w->pairs[w->n].after);
	}
	w->settled = true;
	pair_pool(&before, &after);
	compare_pairs(w, first);
	mem_free(before.v);
	mem_free(before.items);
	mem_free(after.v);
	mem_free(after.items);
}

static void end_working(struct working *w)
{
	mem_free(w->pairs);
	mem_free(w->judges);
	arena_free(&w->arena);
	pthread_mutex_destroy(&w->lock);
}

bool compare_run(struct compare *c, struct buf *why)
{
	struct working w = {.c = c, .lock = PTHREAD_MUTEX_INITIALIZER, .settled = c->what->files};
	bool good = changed_start(&c->changed, c->what, why);

	if (good)
		foresee(&w);
	good = good && changed_find(&c->changed, c->what, why);
	if (good) {
		share_registries(&w);
		run_all(&w);
	}
	end_working(&w);
	return good;
}

void compare_two(struct compare *c, const struct version *before, const struct version *after)
{
	struct working w = {.c = c, .lock = PTHREAD_MUTEX_INITIALIZER, .settled = true};

	take_two(&w, *before, *after);
	compare_pairs(&w, 0);
	end_working(&w);
}

void compare_free(struct compare *c)
{
	changed_free(&c->changed);
}
