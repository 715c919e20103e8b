/* Pairing records. Hashes differ from run to run, so no result may depend on their order. */
#include "version/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "yaml/tree.h"

enum {
	LEAVES = 4000, /* of one record that are looked at */
	COMMON = 24,   /* a value that more records have tells nothing */
	CLOSEST = 8,   /* candidates of one record that are held against it value by value */
	LIKENESS = 500 /* of 1000: what git takes for a rename */
};

/* --- what is needed of a record --- */

struct hashes {
	uint64_t *v;
	size_t n, cap;
};

static void add_hash(struct hashes *h, uint64_t x)
{
	MEM_GROW(h->v, h->n, h->cap);
	h->v[h->n++] = x;
}

static int by_hash(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

static uint64_t *keep_hashes(struct hashes *h, struct arena *a, size_t *n)
{
	uint64_t *v = arena_alloc(a, (h->n + 1) * sizeof *v);

	if (h->n) {
		qsort(h->v, h->n, sizeof *h->v, by_hash);
		memcpy(v, h->v, h->n * sizeof *v);
	}
	*n = h->n;
	mem_free(h->v);
	return v;
}

struct person_hashes {
	const struct persons *persons;
	struct hashes h;
};

static void take_person(void *ctx, struct node *value, struct node *item)
{
	struct person_hashes *p = ctx;
	struct text t = path_field_text(&p->persons->identity, value);

	(void)item;
	if (t.n)
		add_hash(&p->h, text_hash64(t));
}

static void take_leaves(struct hashes *h, struct buf *way, struct node *n)
{
	size_t length = way->n;
	uint32_t i;

	n = node_target(n);
	for (i = 0; n->kind != NODE_SCALAR && i < n->n && h->n < LEAVES; i++) {
		buf_addc(way, '\0');
		if (n->kind == NODE_MAPPING)
			buf_addt(way, node_text(n->pairs[i].key));
		take_leaves(h, way, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i]);
		way->n = length;
	}
	if (n->kind != NODE_SCALAR || h->n == LEAVES)
		return;
	buf_addc(way, '\1');
	buf_addt(way, node_text(n));
	add_hash(h, text_hash64(buf_text(way)));
	way->n = length;
}

void pairing_take(struct pairing_item *x, struct arena *a, const struct registry *r,
		  const struct kind *k, struct node *root)
{
	struct person_hashes p = {.persons = k ? r->persons : NULL};
	struct hashes leaves = {0};
	struct buf way = {0};
	struct node *key;
	size_t i;

	if (!root)
		return;
	if (k) {
		key = node_get(root, k->key);
		x->kind = (struct text){arena_copy(a, k->name.p, k->name.n), k->name.n};
		if (key && key->kind == NODE_SCALAR)
			x->key = (struct text){arena_copy(a, key->text, key->n), key->n};
	}
	for (i = 0; p.persons && i < p.persons->nplaces; i++)
		if (p.persons->places[i].kind == k)
			path_walk(&p.persons->places[i].path, root, take_person, &p);
	x->persons = keep_hashes(&p.h, a, &x->npersons);
	take_leaves(&leaves, &way, root);
	x->leaves = keep_hashes(&leaves, a, &x->nleaves);
	buf_free(&way);
}

/* --- pairing --- */

struct candidate {
	unsigned score;
	size_t i, j;
};

struct side_items {
	struct pairing_item *v;
	size_t n;
};

struct finding_pairs {
	struct side_items before, after;
	struct arena arena;
	struct candidate *v;
	size_t n, cap;
};

static void pair(struct finding_pairs *f, size_t i, size_t j)
{
	f->before.v[i].partner = j;
	f->after.v[j].partner = i;
}

static void pair_by(struct finding_pairs *f,
		    struct text (*name)(struct finding_pairs *f, const struct pairing_item *x))
{
	struct hash h = {0};
	struct text t;
	size_t j, i;
	void *found;

	for (j = f->after.n; j-- > 0;) {
		t = name(f, &f->after.v[j]);
		if (t.n && f->after.v[j].partner == PAIRING_NONE)
			*hash_put(&h, t) = &f->after.v[j];
	}
	for (i = 0; i < f->before.n; i++) {
		t = name(f, &f->before.v[i]);
		found = t.n && f->before.v[i].partner == PAIRING_NONE ? hash_get(&h, t) : NULL;
		j = found ? (size_t)((struct pairing_item *)found - f->after.v) : PAIRING_NONE;
		if (found && f->after.v[j].partner == PAIRING_NONE)
			pair(f, i, j);
	}
	hash_free(&h);
}

static struct text name_by_key(struct finding_pairs *f, const struct pairing_item *x)
{
	struct buf b = {0};
	struct text t;

	if (!x->kind.n || !x->key.n)
		return TEXT("");
	buf_addt(&b, x->kind);
	buf_addc(&b, '\0');
	buf_addt(&b, x->key);
	t = (struct text){arena_copy(&f->arena, b.p, b.n), b.n};
	buf_free(&b);
	return t;
}

static struct text name_by_path(struct finding_pairs *f, const struct pairing_item *x)
{
	(void)f;
	return text_of(x->path);
}

static void add(struct finding_pairs *f, size_t score, size_t i, size_t j)
{
	MEM_GROW(f->v, f->n, f->cap);
	f->v[f->n++] = (struct candidate){(unsigned)score, i, j};
}

static int best_first(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->score != b->score)
		return a->score < b->score ? 1 : -1;
	if (a->i != b->i)
		return a->i < b->i ? -1 : 1;
	return (a->j > b->j) - (a->j < b->j);
}

static void pair_best(struct finding_pairs *f)
{
	size_t k;

	if (f->n)
		qsort(f->v, f->n, sizeof *f->v, best_first);
	for (k = 0; k < f->n; k++)
		if (f->before.v[f->v[k].i].partner == PAIRING_NONE &&
		    f->after.v[f->v[k].j].partner == PAIRING_NONE)
			pair(f, f->v[k].i, f->v[k].j);
	f->n = 0;
}

static size_t in_common(const uint64_t *x, size_t n, const uint64_t *y, size_t m)
{
	size_t i = 0, j = 0, common = 0;

	while (i < n && j < m) {
		common += x[i] == y[j];
		if (x[i] == y[j]) {
			i++;
			j++;
		} else if (x[i] < y[j]) {
			i++;
		} else {
			j++;
		}
	}
	return common;
}

/* Which items have a value: an index of one side. */
struct posting {
	size_t n;
	size_t of[COMMON];
};

static struct text text_of_hash(const uint64_t *x)
{
	return (struct text){(const char *)x, sizeof *x};
}

struct looking {
	struct finding_pairs *f;
	struct hash index;                  /* -> struct posting */
	size_t *counts, *touched, ntouched; /* by item of the other side */
	bool persons;
};

static const uint64_t *values_of(const struct looking *l, const struct pairing_item *x, size_t *n)
{
	*n = l->persons ? x->npersons : x->nleaves;
	return l->persons ? x->persons : x->leaves;
}

static void make_index(struct looking *l)
{
	struct side_items *after = &l->f->after;
	struct posting *p;
	const uint64_t *v;
	size_t j, k, n;
	void **slot;

	for (j = 0; j < after->n; j++) {
		v = values_of(l, &after->v[j], &n);
		for (k = 0; k < n && after->v[j].partner == PAIRING_NONE; k++) {
			slot = hash_put(&l->index, text_of_hash(&v[k]));
			if (!*slot)
				*slot = arena_zero(&l->f->arena, sizeof *p);
			p = *slot;
			if (p->n < COMMON && (!p->n || p->of[p->n - 1] != j))
				p->of[p->n] = j;
			else if (p->n && p->of[p->n - 1] == j)
				continue;
			p->n++;
		}
	}
}

static void count_common(struct looking *l, const struct pairing_item *x)
{
	const struct posting *p;
	const uint64_t *v;
	size_t k, i, n;

	l->ntouched = 0;
	v = values_of(l, x, &n);
	for (k = 0; k < n; k++) {
		p = hash_get(&l->index, text_of_hash(&v[k]));
		for (i = 0; p && p->n <= COMMON && i < p->n; i++)
			if (text_equal(l->f->after.v[p->of[i]].kind, x->kind) &&
			    l->counts[p->of[i]]++ == 0)
				l->touched[l->ntouched++] = p->of[i];
	}
}

static void take_persons(struct looking *l, size_t i, size_t j)
{
	size_t n = l->f->before.v[i].npersons, m = l->f->after.v[j].npersons;
	size_t most = n > m ? n : m, common = l->counts[j];

	if (2 * common >= most)
		add(l->f, 1000 * common / most, i, j);
}

static void take_alike(struct looking *l, size_t i, size_t j)
{
	const struct pairing_item *x = &l->f->before.v[i], *y = &l->f->after.v[j];
	size_t common, score;

	/* Records of other persons are others, however alike. */
	if (x->npersons && y->npersons)
		return;
	common = in_common(x->leaves, x->nleaves, y->leaves, y->nleaves);
	score = 2000 * common / (x->nleaves + y->nleaves + 1);
	if (score >= LIKENESS)
		add(l->f, score, i, j);
}

/* The item that has most in common of those not yet taken; it is taken. */
static size_t take_closest(struct looking *l)
{
	size_t best = 0, k, j;

	for (k = 1; k < l->ntouched; k++) {
		size_t x = l->touched[k], y = l->touched[best];

		if (l->counts[x] > l->counts[y] || (l->counts[x] == l->counts[y] && x < y))
			best = k;
	}
	j = l->touched[best];
	l->touched[best] = l->touched[--l->ntouched];
	return j;
}

static void pair_by_values(struct finding_pairs *f, bool persons)
{
	struct looking l = {.f = f, .persons = persons};
	size_t i, k, j;

	l.counts = mem_zero((f->after.n + 1) * sizeof *l.counts);
	l.touched = mem_alloc((f->after.n + 1) * sizeof *l.touched);
	make_index(&l);
	for (i = 0; i < f->before.n; i++) {
		if (f->before.v[i].partner != PAIRING_NONE)
			continue;
		count_common(&l, &f->before.v[i]);
		for (k = 0; k < CLOSEST && l.ntouched; k++) {
			j = take_closest(&l);
			if (persons)
				take_persons(&l, i, j);
			else
				take_alike(&l, i, j);
			l.counts[j] = 0;
		}
		while (l.ntouched)
			l.counts[l.touched[--l.ntouched]] = 0;
	}
	pair_best(f);
	hash_free(&l.index);
	mem_free(l.counts);
	mem_free(l.touched);
}

void pairing_find(struct pairing_item *before, size_t nbefore, struct pairing_item *after,
		  size_t nafter)
{
	struct finding_pairs f = {.before = {before, nbefore}, .after = {after, nafter}};
	size_t i;

	for (i = 0; i < nbefore; i++)
		before[i].partner = PAIRING_NONE;
	for (i = 0; i < nafter; i++)
		after[i].partner = PAIRING_NONE;
	if (!nbefore || !nafter)
		return;
	pair_by(&f, name_by_key);
	pair_by_values(&f, true);
	pair_by(&f, name_by_path);
	pair_by_values(&f, false);
	mem_free(f.v);
	arena_free(&f.arena);
}
