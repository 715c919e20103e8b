/* Records by name, the problems in them, and what each commit did to those. */
#include "version/life.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/mem.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "version/revision.h"
#include "version/trail.h"

struct life_name { /* a name a record had: its key, or its path if it has none */
	struct life_name *next;
	struct text key;
	const char *path;
};

struct lives {
	const struct lifecycle *lifecycle;
	struct arena arena;
	struct hash texts;   /* interned */
	struct hash records; /* by kind and name */
	struct hash lives;   /* by record, place and id */
	struct life_record **v;
	size_t n, cap;
	struct steps steps, other;  /* scratch */
	struct life_commit *commit; /* of the one being told; NULL: it has no steps yet */
	const struct trail_commit *telling;
};

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

static void update(struct lives *l, struct life *life, const struct digest_item *now)
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
	update(l, life, now);
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
	update(m->l, life, i);
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
	for (i = 0; i < c->nrecords; i++)
		add_record(l, &c->records[i]);
}

/* --- the end --- */

struct ending {
	struct life_record *record;
	struct digest *digest; /* NULL: it is not there */
};

/* Where the record lies at the end: where it was told of last, or where it was before, if that was
 * on a branch that came to nothing. */
static struct digest *find_end(struct life_record *r, struct trail *t, const struct revision *tip,
			       const char *root)
{
	struct life_name *name;
	struct digest *found = NULL;
	struct buf path = {0};

	for (name = r->names; name && !found; name = name->next) {
		const char *id;

		buf_clear(&path);
		buf_addf(&path, "%s%s", root, name->path);
		id = trail_kind(t, name->path) == r->kind ? revision_id(tip, path.p) : NULL;
		if (!id)
			continue;
		found = trail_digest(t, r->kind, name->path, id);
		r->path = text_of(name->path);
	}
	buf_free(&path);
	return found;
}

static int32_t day_of(struct text t, int32_t otherwise)
{
	struct date d;

	return date_parse(t, &d) ? date_days(d) : otherwise;
}

/* When it began: the first day that is written of any state, or the day of the first commit. */
static void set_days(struct life *life, const struct digest_item *i)
{
	struct life_step *s;
	size_t k;

	life->opened = life_day(&life->first->commit->author);
	for (s = life->first; s; s = s->next)
		if (s->step.kind == STEP_STATE && s->step.on.n) {
			life->opened = day_of(s->step.on, life->opened);
			break;
		}
	if (i && i->ndates)
		life->opened = day_of(i->dates[0].on, life->opened);
	life->over = !life->there || (life->known && life->known->stage >= STAGE_CLOSED);
	life->ended = life_day(&life->last->commit->author);
	for (s = life->first; s && life->over && life->there; s = s->next)
		if (s->step.kind == STEP_STATE && s->step.state == life->known)
			life->ended = day_of(s->step.on, life_day(&s->commit->author));
	for (k = 0; i && life->over && k < i->ndates; k++)
		if (i->dates[k].state == life->known)
			life->ended = day_of(i->dates[k].on, life->ended);
}

static void end_record(struct lives *l, struct ending *e)
{
	struct life *life;

	e->record->there = e->digest && !digest_is_broken(e->digest);
	if (e->digest && digest_is_broken(e->digest)) /* as it was told of last */
		e->record->there = true;
	for (life = e->record->first; life; life = life->next) {
		const struct digest_item *i = NULL;

		if (e->digest && !digest_is_broken(e->digest)) {
			i = digest_item(e->digest, life->place, life->id);
			update(l, life, i);
		} else if (!e->digest) {
			update(l, life, NULL);
		}
		if (life->first)
			set_days(life, i);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct life_record *x = *(struct life_record *const *)a;
	const struct life_record *y = *(struct life_record *const *)b;
	int order = x->kind < y->kind ? -1 : x->kind > y->kind;

	if (!order)
		order = text_compare(x->key, y->key);
	return order ? order : text_compare(x->path, y->path);
}

void lives_settle(struct lives *l, struct trail *t, const struct revision *tip, const char *root)
{
	struct ending *v = mem_zero((l->n + 1) * sizeof *v);
	size_t i, n = 0;

	for (i = 0; i < l->n; i++)
		if (l->v[i]->first) {
			l->v[n] = l->v[i];
			v[n] = (struct ending){l->v[n], find_end(l->v[n], t, tip, root)};
			n++;
		}
	l->n = n;
	trail_settle(t);
	for (i = 0; i < n; i++) {
		end_record(l, &v[i]);
		digest_drop(v[i].digest);
	}
	mem_free(v);
	if (n)
		qsort(l->v, n, sizeof *l->v, by_name);
}

struct life_record *const *lives_records(struct lives *l, size_t *n)
{
	*n = l->n;
	return l->v;
}
