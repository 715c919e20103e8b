/* Records by name, the problems in them, and what each commit did to those. */
#include "version/life.h"

#include <string.h>

#include "base/mem.h"
#include "registry/registry.h"
#include "version/life_internal.h"
#include "version/trail.h"

struct lives *lives_new(const struct lifecycle *l)
{
	struct lives *lives = mem_zero(sizeof *lives);

	lives->lifecycle = l;
	return lives;
}

void lives_free(struct lives *l)
{
	if (!l)
		return;
	hash_free(&l->texts);
	hash_free(&l->records);
	hash_free(&l->lives);
	steps_free(&l->steps);
	steps_free(&l->other);
	mem_free(l->v);
	arena_free(&l->arena);
	mem_free(l);
}

/* Names, days and states are few and come again and again. */
static struct text intern(struct lives *l, struct text t)
{
	const char *known = t.n ? hash_get(&l->texts, t) : "";

	if (!known) {
		known = arena_copy(&l->arena, t.p, t.n);
		*hash_put(&l->texts, (struct text){known, t.n}) = (void *)(uintptr_t)known;
	}
	return (struct text){known, t.n};
}

/* --- commits --- */

static struct life_person keep_person(struct lives *l, const struct git_person *p)
{
	return (struct life_person){intern(l, text_of(p->name)), intern(l, text_of(p->mail)),
				    p->time, p->zone};
}

static const struct life_commit *this_commit(struct lives *l)
{
	const struct git_commit *c = &l->telling->about;

	if (!l->commit) {
		l->commit = arena_zero(&l->arena, sizeof *l->commit);
		l->commit->id = intern(l, text_of(c->id));
		l->commit->author = keep_person(l, &c->author);
		l->commit->committer = keep_person(l, &c->committer);
		l->commit->boundary = l->telling->boundary;
		l->commit->merge = c->nparents > 1;
	}
	return l->commit;
}

int32_t life_day(const struct life_person *p)
{
	int64_t local = p->time + (int64_t)p->zone * 60, day = local / 86400;

	day -= local % 86400 < 0;
	return day > 2932896 ? 2932896 : day < -719162 ? -719162 : (int32_t)day; /* date.h */
}

/* --- records --- */

static struct text name_of(struct lives *l, const struct kind *k, struct text key, const char *path)
{
	size_t n = key.n ? key.n : strlen(path);
	char *name = mem_alloc(sizeof k + 1 + n);
	struct text kept;

	memcpy(name, &k, sizeof k);
	name[sizeof k] = key.n ? 'k' : 'p';
	memcpy(name + sizeof k + 1, key.n ? key.p : path, n);
	kept = intern(l, (struct text){name, sizeof k + 1 + n});
	mem_free(name);
	return kept;
}

static struct life_record *new_record(struct lives *l, const struct kind *k)
{
	struct life_record *r = arena_zero(&l->arena, sizeof *r);

	r->kind = k;
	MEM_GROW(l->v, l->n, l->cap);
	return l->v[l->n++] = r;
}

/* It is called so now. */
static void call(struct lives *l, struct life_record *r, struct text key, const char *path)
{
	struct life_name *name;

	key = intern(l, key);
	path = intern(l, text_of(path)).p;
	*hash_put(&l->records, name_of(l, r->kind, key, path)) = r;
	if (r->names && r->names->path == path && text_equal(r->names->key, key))
		return;
	name = arena_alloc(&l->arena, sizeof *name);
	*name = (struct life_name){r->names, key, path};
	r->names = name;
	r->key = key;
	r->path = text_of(path);
}

bool life_path(const struct life_record *r, size_t i, struct text *path)
{
	const struct life_name *name = r->names;

	for (; name && i; i--)
		name = name->next;
	if (name)
		*path = text_of(name->path);
	return name != NULL;
}

static struct digest *first_before(const struct trail_record *t)
{
	size_t i;

	for (i = 0; i < t->nbefore; i++)
		if (t->before[i])
			return t->before[i];
	return NULL;
}

/* The record that this is a change of. Another may have taken the name of one that moved away. */
static struct life_record *find_record(struct lives *l, const struct trail_record *t)
{
	struct digest *old = first_before(t);
	struct text key = digest_key(old ? old : t->now);
	const char *path = old ? t->old_path : t->path;
	struct life_record *r = hash_get(&l->records, name_of(l, t->kind, key, path));

	if (r && !old && key.n && !text_equal(r->key, key))
		r = NULL;
	if (!r) {
		r = new_record(l, t->kind);
		call(l, r, key, path);
	}
	return r;
}

/* --- lives --- */

struct life_key {
	struct life_record *record;
	int place;
};

/* Of a problem in a record; NULL: none, and none is wanted. */
static struct life *find_life(struct lives *l, struct life_record *r, const struct digest_item *i,
			      bool make)
{
	struct life_key head = {.record = r};
	size_t n = sizeof head + i->id.n;
	char *key = mem_alloc(n);
	struct life *life;

	memset(&head, 0, sizeof head);
	head.record = r;
	head.place = i->place;
	memcpy(key, &head, sizeof head);
	if (i->id.n)
		memcpy(key + sizeof head, i->id.p, i->id.n);
	life = hash_get(&l->lives, (struct text){key, n});
	if (!life && make) {
		life = arena_zero(&l->arena, sizeof *life);
		*hash_put(&l->lives, (struct text){arena_copy(&l->arena, key, n), n}) = life;
		*life = (struct life){.record = r, .place = i->place, .id = intern(l, i->id)};
		*(r->last ? &r->last->next : &r->first) = life;
		r->last = life;
		r->n++;
	}
	mem_free(key);
	return life;
}

static struct life_step *find_step(const struct life *life, const struct step *s)
{
	struct life_step *x;

	for (x = life->first; x && !step_equal(&x->step, s); x = x->next)
		;
	return x;
}

static void add_step(struct lives *l, struct life *life, const struct step *s)
{
	struct life_step *x = arena_zero(&l->arena, sizeof *x);

	x->step = *s;
	x->step.name = intern(l, s->name);
	x->step.on = intern(l, s->on);
	x->step.was = intern(l, s->was);
	x->step.who = intern(l, s->who);
	x->commit = this_commit(l);
	if (life->last)
		life->last->next = x;
	else
		life->first = x;
	life->last = x;
}

/* aside: it goes on from a version that was not told of last, so it was made on another branch. */
static void add_steps(struct lives *l, struct life *life, bool aside)
{
	struct life_step *same;
	size_t i;

	for (i = 0; i < l->steps.n; i++) {
		same = aside ? find_step(life, &l->steps.v[i]) : NULL;
		if (!same) {
			add_step(l, life, &l->steps.v[i]);
		} else if (same->commit != this_commit(l)) {
			same->again = this_commit(l);
			same->nagain++;
		}
	}
}

void life_update(struct lives *l, struct life *life, const struct digest_item *now)
{
	life->there = now != NULL;
	life->content = now ? now->content : 0;
	if (!now)
		return;
	life->state = intern(l, now->state);
	life->known = now->known;
	life->about = intern(l, now->about);
	life->what = intern(l, now->what);
}

/* It led from what a problem was in each parent to what it is. A merge that took one of them led
 * nowhere. */
static void add_edges(struct lives *l, struct life *life, const struct trail_record *t,
		      const struct digest_item *any, const struct digest_item *now)
{
	uint64_t to = now ? now->content : DELETED;
	uint64_t none = life->there || !life->edges ? NOT_YET : DELETED;
	struct life_edge *edges = NULL, *e;
	size_t i;

	for (i = 0; i < t->nbefore; i++) {
		const struct digest_item *old = digest_item(t->before[i], any->place, any->id);

		if (old ? old->content == to : !now)
			return;
		e = arena_alloc(&l->arena, sizeof *e);
		*e = (struct life_edge){
			.from = old ? old->content : none,
			.to = to,
			.commit = l->steps.n ? l->commit : NULL,
			.next = edges,
		};
		edges = e;
	}
	for (e = edges; e->next; e = e->next)
		;
	e->next = life->edges;
	life->edges = edges;
}

/* What the commit did to one problem: what it did to it as it was in every parent. */
static void tell(struct lives *l, struct life_record *r, const struct trail_record *t,
		 const struct digest_item *any, const struct digest_item *now)
{
	struct life *life = find_life(l, r, any, false);
	const struct digest_item *before;
	bool aside = life && life->content != 0;
	size_t i;

	l->steps.n = 0;
	for (i = 0; i < t->nbefore; i++) {
		before = digest_item(t->before[i], any->place, any->id);
		aside = aside && (before ? before->content : 0) != life->content;
		l->other.n = 0;
		steps_between(i ? &l->other : &l->steps, before, now);
		if (i)
			steps_keep_common(&l->steps, &l->other);
	}
	if (!life && !l->steps.n)
		return;
	life = find_life(l, r, any, true);
	if (now && !life->there && life->first && l->steps.n && !aside)
		add_step(l, life, &(struct step){.kind = STEP_RESTORED, .name = now->state});
	add_steps(l, life, aside);
	add_edges(l, life, t, any, now);
	life_update(l, life, now);
}

struct telling {
	struct lives *l;
	struct life_record *record;
	const struct trail_record *t;
};

static void tell_now(void *ctx, const struct digest_item *i)
{
	struct telling *x = ctx;

	if (i->place >= 0)
		tell(x->l, x->record, x->t, i, i);
}

static void tell_gone(void *ctx, const struct digest_item *i)
{
	struct telling *x = ctx;

	if (i->place >= 0 && !digest_item(x->t->now, i->place, i->id))
		tell(x->l, x->record, x->t, i, NULL);
}

struct move {
	struct lives *l;
	struct life_record *record;
	struct step step;
};

static void tell_move(void *ctx, const struct digest_item *i)
{
	struct move *m = ctx;
	struct life *life;

	if (i->place < 0)
		return;
	life = find_life(m->l, m->record, i, true);
	add_step(m->l, life, &m->step);
	life_update(m->l, life, i);
}

static void add_record(struct lives *l, const struct trail_record *t)
{
	struct telling x = {l, find_record(l, t), t};
	struct text was = x.record->key, now = t->now ? digest_key(t->now) : TEXT("");

	if (t->now) {
		x.record->parent = intern(l, digest_parent(t->now));
		call(l, x.record, now, t->path);
	}
	if (first_before(t))
		digest_items(first_before(t), tell_gone, &x);
	if (t->now)
		digest_items(t->now, tell_now, &x);
	if (t->now && first_before(t) && was.n && now.n && !text_equal(was, now))
		digest_items(
			t->now, tell_move,
			&(struct move){l, x.record, {.kind = STEP_MOVED, .name = now, .was = was}});
}

void lives_add(struct lives *l, const struct trail_commit *c)
{
	size_t i;

	l->telling = c;
	l->commit = NULL;
	l->merges |= c->about.nparents > 1;
	for (i = 0; i < c->nrecords; i++)
		add_record(l, &c->records[i]);
}

struct life_record *const *lives_records(struct lives *l, size_t *n)
{
	*n = l->n;
	return l->v;
}
