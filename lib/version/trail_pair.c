/*
 * The records of one commit. A file that went and one that came are one record if they have the
 * same kind and key; else if somebody lives in both, most of them first; else, of records in which
 * nobody lives, if git takes one for the other.
 */
#include <string.h>

#include "registry/registry.h"
#include "version/trail_internal.h"

struct pairing {
	struct arena *a;
	struct pair_file *v;
	size_t n;
	size_t *came, ncame; /* indices of those that are only there now */
	size_t *gone, ngone;
	struct pair_file **partner; /* of each that came, or NULL */
};

static struct digest *old_of(const struct pair_file *f)
{
	return f->nbefore ? f->before[0] : NULL;
}

static bool keeps_key(const struct pair_file *f)
{
	struct text now = digest_key(f->now), old = digest_key(old_of(f));

	return f->kind == f->old_kind && now.n && text_equal(now, old);
}

/* A rename whose key is another is two files until it is told that they are one record. Merges are
 * left alone: what moved, moved on a branch. */
static void sort_out(struct pairing *p)
{
	size_t i;

	p->came = arena_alloc(p->a, (p->n + 1) * sizeof *p->came);
	p->gone = arena_alloc(p->a, (p->n + 1) * sizeof *p->gone);
	p->partner = arena_zero(p->a, (p->n + 1) * sizeof *p->partner);
	for (i = 0; i < p->n; i++) {
		struct pair_file *f = &p->v[i];
		struct digest *old = old_of(f);

		if (f->nbefore != 1 || (f->now && old && (!f->renamed || keeps_key(f))))
			continue;
		if (f->now)
			p->came[p->ncame++] = i;
		if (old)
			p->gone[p->ngone++] = i;
	}
}

static void join(struct pairing *p, size_t came, struct pair_file *gone)
{
	p->partner[came] = gone;
	gone->used = true;
}

/* --- by key --- */

static struct text name_of(struct pairing *p, const struct kind *k, const struct digest *d)
{
	struct text key = digest_key(d);
	char *name;

	if (!key.n)
		return TEXT("");
	name = arena_alloc(p->a, sizeof k + key.n);
	memcpy(name, &k, sizeof k);
	memcpy(name + sizeof k, key.p, key.n);
	return (struct text){name, sizeof k + key.n};
}

static void join_by_key(struct pairing *p)
{
	struct hash by_name = {0};
	struct pair_file *gone;
	struct text name;
	size_t i;

	for (i = 0; i < p->ngone; i++) {
		gone = &p->v[p->gone[i]];
		name = name_of(p, gone->old_kind, old_of(gone));
		if (name.n)
			*hash_put(&by_name, name) = gone;
	}
	for (i = 0; i < p->ncame; i++) {
		const struct pair_file *f = &p->v[p->came[i]];

		name = name_of(p, f->kind, f->now);
		gone = name.n ? hash_get(&by_name, name) : NULL;
		if (gone && !gone->used)
			join(p, i, gone);
	}
	hash_free(&by_name);
}

/* --- by who lives there --- */

enum { PERSONS = 64 }; /* of one record that are looked at */

struct household {
	struct pairing *p;
	struct hash *lives;  /* of a person, the file that went */
	struct pair_file *f; /* that went; NULL: looking for one */
	struct pair_file *found[PERSONS];
	size_t n;
};

static void settle(void *ctx, uint64_t person)
{
	struct household *h = ctx;
	char *key = arena_alloc(h->p->a, sizeof person);

	memcpy(key, &person, sizeof person);
	*hash_put(h->lives, (struct text){key, sizeof person}) = h->f;
}

static void look_for(void *ctx, uint64_t person)
{
	struct household *h = ctx;
	struct pair_file *f = hash_get(h->lives,
				       (struct text){(const char *)&person, sizeof person});

	if (f && !f->used && h->n < PERSONS)
		h->found[h->n++] = f;
}

/* The one that most of them lived in. */
static struct pair_file *most_of(const struct household *h, const struct kind *k)
{
	struct pair_file *best = NULL;
	size_t i, j, most = 0, n;

	for (i = 0; i < h->n; i++) {
		for (n = 0, j = 0; j < h->n; j++)
			n += h->found[j] == h->found[i];
		if (n > most && h->found[i]->old_kind == k) {
			most = n;
			best = h->found[i];
		}
	}
	return best;
}

static void join_by_persons(struct pairing *p)
{
	struct hash lives = {0};
	struct household h = {.p = p, .lives = &lives};
	size_t i;

	for (i = 0; i < p->ngone; i++) {
		h.f = &p->v[p->gone[i]];
		if (!h.f->used)
			digest_persons(old_of(h.f), settle, &h);
	}
	for (i = 0; i < p->ncame; i++) {
		struct pair_file *f = &p->v[p->came[i]], *gone;

		if (p->partner[i])
			continue;
		h.n = 0;
		digest_persons(f->now, look_for, &h);
		gone = most_of(&h, f->kind);
		if (gone)
			join(p, i, gone);
	}
	hash_free(&lives);
}

/* --- by what git says --- */

static void note_person(void *ctx, uint64_t person)
{
	(void)person;
	*(bool *)ctx = true;
}

static bool is_inhabited(const struct digest *d)
{
	bool any = false;

	digest_persons(d, note_person, &any);
	return any;
}

static void join_renamed(struct pairing *p)
{
	size_t i;

	for (i = 0; i < p->ncame; i++) {
		struct pair_file *f = &p->v[p->came[i]];

		if (!p->partner[i] && f->renamed && !f->used && f->kind == f->old_kind &&
		    !(is_inhabited(f->now) && is_inhabited(old_of(f))))
			join(p, i, f);
	}
}

/* --- records --- */

static void write_came(const struct pairing *p, struct trail_record *r, size_t at)
{
	static struct digest *none;
	const struct pair_file *f = &p->v[p->came[at]], *old = p->partner[at];

	*r = (struct trail_record){.kind = f->kind, .path = f->path, .now = f->now};
	r->before = old ? old->before : &none;
	r->nbefore = 1;
	r->old_path = old ? old->old_path : NULL;
}

struct trail_record *pair_records(struct pair_file *v, size_t n, struct arena *a, size_t *nrecords)
{
	struct pairing p = {.a = a, .v = v, .n = n};
	struct trail_record *out = arena_alloc(a, (2 * n + 1) * sizeof *out);
	size_t i, at = 0, count = 0;

	sort_out(&p);
	if (p.ncame && p.ngone) {
		join_by_key(&p);
		join_by_persons(&p);
		join_renamed(&p);
	}
	for (i = 0; i < n; i++) {
		struct pair_file *f = &v[i];
		bool is_came = at < p.ncame && p.came[at] == i;
		bool is_gone = !f->now || (is_came && old_of(f));

		if (is_gone && !f->used)
			out[count++] = (struct trail_record){f->old_kind, NULL,      f->old_path,
							     NULL,        f->before, f->nbefore};
		if (is_came)
			write_came(&p, &out[count++], at++);
		else if (f->now)
			out[count++] = (struct trail_record){f->kind, f->path,   f->old_path,
							     f->now,  f->before, f->nbefore};
	}
	*nrecords = count;
	return out;
}
