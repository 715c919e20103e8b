/*
 * Which file is as it was, and which record was which. Records pair by kind and key; those left
 * over by who lives in them, most of them first; then by their path, and at last by what git takes
 * for a rename.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/source.h"
#include "registry/lifecycle.h"
#include "version/base_internal.h"
#include "version/revision.h"

/* --- files --- */

struct changed {
	struct base *b;
	struct hash paths; /* from the registry's root, in the base's arena */
};

static const char *below_of(struct base *b, const char *path)
{
	size_t n = strlen(b->below);

	return strncmp(path, b->below, n) == 0 ? path + n : NULL;
}

static void note(struct changed *c, const char *path)
{
	const char *below = path ? below_of(c->b, path) : NULL;
	size_t n = below ? strlen(below) : 0;

	if (below)
		*hash_put(&c->paths, (struct text){arena_copy(&c->b->arena, below, n), n}) = c;
}

static bool note_change(void *ctx, const struct git_change *change)
{
	note(ctx, change->path);
	note(ctx, change->old_path);
	return true;
}

static bool changes(struct base *b, bool renames,
		    bool (*each)(void *ctx, const struct git_change *c), void *ctx, struct buf *why)
{
	size_t n = strlen(b->below);
	const char *folder = arena_copy(&b->arena, b->below, n ? n - 1 : 0);
	struct git_compare what = {.from = b->from.hex,
				   .to = *b->to.hex ? b->to.hex : NULL,
				   .renames = renames,
				   .paths = &folder,
				   .npaths = n > 0};

	return git_changes(b->git, &what, each, ctx, why);
}

/* Is it a file of its own, whose bytes are all there is to it? */
static bool is_plain(struct base *b, const struct member *m)
{
	struct buf path = {0};
	bool plain;

	buf_adds(&path, b->below);
	buf_adds(&path, m->path);
	plain = revision_is_file(b->revision, path.p);
	buf_free(&path);
	return plain;
}

static bool is_same_kind(const struct member *x, const struct member *y)
{
	return x->kind && y->kind && text_equal(x->kind->name, y->kind->name);
}

static bool is_same(struct changed *c, const struct member *before, const struct member *after)
{
	return is_same_kind(before, after) && before->trouble == MSG_COUNT &&
	       after->trouble == MSG_COUNT && !hash_get(&c->paths, text_of(before->path)) &&
	       is_plain(c->b, before);
}

/* Is the file in no work tree though nobody deleted it, as where only a part is checked out? */
static bool is_elsewhere(struct changed *c, const struct member *m)
{
	struct stat st;

	return !*c->b->to.hex && !hash_get(&c->paths, text_of(m->path)) &&
	       lstat(registry_path(&c->b->now->registry, m->path), &st) < 0;
}

/* What is elsewhere is missing from both versions. */
static void leave_out(struct base *b, struct changed *c)
{
	struct members *then = &b->then.members;
	const struct members *now = &b->now->members;
	size_t i, k = 0, n = 0;

	for (i = 0; i < then->n; i++) {
		while (k < now->n && strcmp(now->v[k].path, then->v[i].path) < 0)
			k++;
		if ((k < now->n && strcmp(now->v[k].path, then->v[i].path) == 0) ||
		    !is_elsewhere(c, &then->v[i]))
			then->v[n++] = then->v[i];
	}
	if (n == then->n)
		return;
	then->n = n;
	check_free(&b->then.check);
	check_init(&b->then.check, &b->then.registry, b->then.judge, then);
}

bool base_find_same(struct base *b, struct buf *why)
{
	struct members *then = &b->then.members;
	const struct members *now = &b->now->members;
	struct changed c = {.b = b};
	bool good = changes(b, false, note_change, &c, why);
	size_t i, k = 0;

	if (good)
		leave_out(b, &c);
	b->like = mem_zero((then->n + 1) * sizeof *b->like);
	for (i = 0; good && i < then->n; i++) {
		while (k < now->n && strcmp(now->v[k].path, then->v[i].path) < 0)
			k++;
		if (k < now->n && strcmp(now->v[k].path, then->v[i].path) == 0 &&
		    is_same(&c, &then->v[i], &now->v[k]))
			b->like[i] = (uint32_t)k + 1;
	}
	for (k = 0; k < now->n; k++)
		b->now->check.files[k].needed = true;
	for (i = 0; i < then->n; i++)
		if (b->like[i])
			b->now->check.files[b->like[i] - 1].needed = false;
	hash_free(&c.paths);
	return good;
}

/* --- pairs --- */

static const struct member *old_member(const struct base *b, size_t i)
{
	return &b->then.members.v[i];
}

static const struct member *new_member(const struct base *b, size_t i)
{
	return &b->now->members.v[i];
}

/* before, after: indices; SIZE_MAX: none. */
static void pair(struct base *b, size_t before, size_t after)
{
	const struct member *m = after != SIZE_MAX ? new_member(b, after) : old_member(b, before);
	struct base_pair *p = arena_zero(&b->arena, sizeof *p);

	MEM_GROW(b->pairs, b->npairs, b->cappairs);
	b->pairs[b->npairs++] = p;
	p->shown = after != SIZE_MAX ? b->now->check.files[after].shown
				     : survey_covers(b->now, m->path);
	if (before != SIZE_MAX) {
		p->before = (uint32_t)before + 1;
		b->of_before[before] = p;
		p->same = after != SIZE_MAX && b->like[before] == after + 1;
	}
	if (after != SIZE_MAX) {
		p->after = (uint32_t)after + 1;
		b->of_after[after] = p;
	}
}

static void pair_same(struct base *b)
{
	size_t i;

	for (i = 0; i < b->then.members.n; i++)
		if (b->like[i])
			pair(b, i, b->like[i] - 1);
}

struct left {              /* a record that has no pair yet */
	uint32_t i, n;     /* n: how many have the name, from here on */
	struct left *next; /* of the same name */
};

/* kind, NUL, what names it */
static struct text name_of(struct buf *out, const struct member *m, struct text name)
{
	buf_clear(out);
	buf_addt(out, m->kind->name);
	buf_addc(out, '\0');
	buf_addt(out, name);
	return buf_text(out);
}

static void leave(struct base *b, struct hash *names, struct text name, size_t i)
{
	struct left *left = arena_alloc(&b->arena, sizeof *left);
	void **slot;

	name.p = arena_copy(&b->arena, name.p, name.n);
	slot = hash_put(names, name);
	*left = (struct left){(uint32_t)i, 1, *slot};
	left->n += left->next ? left->next->n : 0;
	*slot = left;
}

/* The one that has the path, or else the first; SIZE_MAX: none. */
static size_t choose(const struct base *b, const struct left *left, const char *path)
{
	size_t chosen = SIZE_MAX;

	for (; left; left = left->next) {
		if (b->of_before[left->i])
			continue;
		if (strcmp(old_member(b, left->i)->path, path) == 0)
			return left->i;
		chosen = left->i;
	}
	return chosen;
}

static void pair_by_key(struct base *b)
{
	struct hash names = {0};
	struct buf name = {0};
	size_t i, k;

	for (i = b->then.members.n; i-- > 0;) {
		struct text key = extract_key(&b->then.check.extracts[i]);

		if (!b->of_before[i] && key.n)
			leave(b, &names, name_of(&name, old_member(b, i), key), i);
	}
	for (k = 0; k < b->now->members.n; k++) {
		struct text key = extract_key(&b->now->check.extracts[k]);

		if (b->of_after[k] || !key.n)
			continue;
		i = choose(b, hash_get(&names, name_of(&name, new_member(b, k), key)),
			   new_member(b, k)->path);
		if (i != SIZE_MAX)
			pair(b, i, k);
	}
	hash_free(&names);
	buf_free(&name);
}

static size_t find_path(const struct base *b, const char *path)
{
	size_t from = 0, to = b->then.members.n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = strcmp(old_member(b, mid)->path, path);

		if (order == 0)
			return mid;
		if (order < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return SIZE_MAX;
}

static void pair_by_path(struct base *b)
{
	size_t i, k;

	for (k = 0; k < b->now->members.n; k++) {
		const struct member *m = new_member(b, k);

		i = b->of_after[k] ? SIZE_MAX : find_path(b, m->path);
		if (i != SIZE_MAX && !b->of_before[i] &&
		    (!m->kind || !old_member(b, i)->kind || is_same_kind(m, old_member(b, i))))
			pair(b, i, k);
	}
}

/* --- by who lives in them --- */

enum {
	HOMES = 16,   /* who lives in more records than this tells nothing of any */
	PERSONS = 500 /* of one record that are asked for */
};

struct living {
	struct base *b;
	struct hash names; /* kind, NUL, identity -> struct left, of those who lived */
	const struct persons *persons;
	const struct member *m;
	size_t i;
	bool now;
	unsigned persons_left;
	struct buf name;
	struct shared {
		uint32_t before, after, n; /* persons who live in both */
	} * v;
	size_t n, cap, from; /* from: those of the record at hand */
};

static void share(struct living *l, uint32_t before)
{
	size_t i;

	for (i = l->from; i < l->n; i++)
		if (l->v[i].before == before) {
			l->v[i].n++;
			return;
		}
	MEM_GROW(l->v, l->n, l->cap);
	l->v[l->n++] = (struct shared){before, (uint32_t)l->i, 1};
}

static void take_person(void *ctx, struct node *value, struct node *item)
{
	struct living *l = ctx;
	struct text identity = path_field_text(&l->persons->identity, value), name;
	const struct left *left;

	(void)item;
	if (!identity.n || !l->persons_left)
		return;
	l->persons_left--;
	name = name_of(&l->name, l->m, identity);
	if (!l->now) {
		leave(l->b, &l->names, name, l->i);
		return;
	}
	left = hash_get(&l->names, name);
	for (; left && left->n <= HOMES; left = left->next)
		share(l, left->i);
}

static void take_persons(struct living *l, struct survey *s, size_t i)
{
	struct findings unused = {0};
	struct buf bytes = {0};
	struct tree t = {0};
	size_t k;

	l->m = &s->members.v[i];
	l->i = i;
	l->from = l->n;
	l->persons_left = PERSONS;
	l->persons = s->registry.persons;
	if (source_read(s->registry.source, s->check.files[i].path, &bytes) == 0 &&
	    tree_load(&t, l->m->path, bytes.p, bytes.n, &unused) == 0)
		for (k = 0; k < l->persons->nplaces; k++)
			if (l->persons->places[k].kind == l->m->kind)
				path_walk(&l->persons->places[k].path, node_target(t.docs[0]),
					  take_person, l);
	findings_clear(&unused);
	tree_free(&t);
	buf_free(&bytes);
}

static int by_most(const void *x, const void *y)
{
	const struct shared *a = x, *b = y;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	if (a->after != b->after)
		return a->after < b->after ? -1 : 1;
	return a->before < b->before ? -1 : a->before > b->before;
}

/* Is there a loaded record on its own? */
static bool is_left(const struct survey *s, struct base_pair *const *of, size_t i)
{
	return !of[i] && s->check.extracts[i].loaded;
}

static void pair_by_persons(struct base *b)
{
	struct living l = {.b = b};
	size_t i;

	if (!b->then.registry.persons || !b->now->registry.persons)
		return;
	for (i = 0; i < b->then.members.n; i++)
		if (is_left(&b->then, b->of_before, i))
			take_persons(&l, &b->then, i);
	l.now = true;
	for (i = 0; l.names.n && i < b->now->members.n; i++)
		if (is_left(b->now, b->of_after, i))
			take_persons(&l, b->now, i);
	if (l.n)
		qsort(l.v, l.n, sizeof *l.v, by_most);
	for (i = 0; i < l.n; i++)
		if (!b->of_before[l.v[i].before] && !b->of_after[l.v[i].after])
			pair(b, l.v[i].before, l.v[i].after);
	hash_free(&l.names);
	buf_free(&l.name);
	mem_free(l.v);
}

/* --- by what git sees --- */

static int by_member(const void *x, const void *y)
{
	return strcmp(((const struct member *)x)->path, ((const struct member *)y)->path);
}

static bool pair_renamed(void *ctx, const struct git_change *c)
{
	struct base *b = ctx;
	const char *old = c->old_path ? below_of(b, c->old_path) : NULL;
	const char *path = c->path ? below_of(b, c->path) : NULL;
	struct member key = {0}, *m;
	size_t before;

	if (c->status != 'R' || !old || !path)
		return true;
	key.path = (char *)(uintptr_t)path;
	m = bsearch(&key, b->now->members.v, b->now->members.n, sizeof key, by_member);
	before = find_path(b, old);
	if (m && before != SIZE_MAX && !b->of_before[before] &&
	    !b->of_after[m - b->now->members.v] && is_same_kind(m, old_member(b, before)))
		pair(b, before, (size_t)(m - b->now->members.v));
	return true;
}

static bool is_any_left(const struct members *m, struct base_pair *const *of)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (!of[i] && m->v[i].kind)
			return true;
	return false;
}

bool base_pair_up(struct base *b, struct buf *why)
{
	size_t i, before = b->then.members.n, after = b->now->members.n;

	b->of_before = mem_zero((before + 1) * sizeof *b->of_before);
	b->of_after = mem_zero((after + 1) * sizeof *b->of_after);
	pair_same(b);
	pair_by_key(b);
	pair_by_persons(b);
	pair_by_path(b);
	if (is_any_left(&b->then.members, b->of_before) &&
	    is_any_left(&b->now->members, b->of_after) && !changes(b, true, pair_renamed, b, why))
		return false;
	for (i = 0; i < before; i++)
		if (!b->of_before[i])
			pair(b, i, SIZE_MAX);
	for (i = 0; i < after; i++)
		if (!b->of_after[i])
			pair(b, SIZE_MAX, i);
	return true;
}
