/* Which file is as it was, and which record was which (pairing.h). */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/source.h"
#include "version/base_internal.h"
#include "version/pairing.h"
#include "version/revision.h"

/* --- files --- */

struct changed {
	struct base *b;
	struct hash paths; /* from the registry's root, in the base's arena */
};

static bool note_change(void *ctx, const struct git_change *change)
{
	struct changed *c = ctx;
	size_t below = strlen(c->b->below), n = strlen(change->path);
	struct text path;

	if (strncmp(change->path, c->b->below, below) != 0)
		return true;
	path = (struct text){arena_copy(&c->b->arena, change->path, n), n};
	*hash_put(&c->paths, (struct text){path.p + below, n - below}) = c;
	return true;
}

bool base_seek_changes(struct base *b, struct buf *why)
{
	size_t n = strlen(b->below);
	const char *folder = arena_copy(&b->arena, b->below, n ? n - 1 : 0);
	struct git_compare what = {.from = b->from.hex,
				   .to = *b->to.hex ? b->to.hex : NULL,
				   .paths = &folder,
				   .npaths = n > 0};

	b->changes = git_changes_start(b->git, &what, why);
	return b->changes != NULL;
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
	bool good = git_changes_finish(b->changes, note_change, &c, why);
	size_t i, k = 0;

	b->changes = NULL;
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

/* --- those that differ --- */

struct loose { /* records of one version that are not as they were */
	struct survey *s;
	struct pairing_item *items;
	uint32_t *at; /* of each, its file */
	size_t n;
};

static void take_item(struct base *b, struct loose *l, size_t i)
{
	struct pairing_item *x = &l->items[l->n];
	const struct survey *s = l->s;
	const struct member *m = &s->members.v[i];
	struct findings unused = {0};
	struct buf bytes = {0};
	struct tree t = {0};

	x->path = m->path;
	l->at[l->n++] = (uint32_t)i;
	if (s->check.extracts[i].loaded &&
	    source_read(s->registry.source, s->check.files[i].path, &bytes) == 0 &&
	    tree_load(&t, m->path, bytes.p, bytes.n, &unused) == 0)
		pairing_take(x, &b->arena, &s->registry, m->kind, node_target(t.docs[0]));
	findings_clear(&unused);
	tree_free(&t);
	buf_free(&bytes);
}

static void take_items(struct base *b, struct loose *l, struct base_pair *const *of)
{
	size_t i, n = l->s->members.n;

	l->items = mem_zero((n + 1) * sizeof *l->items);
	l->at = mem_alloc((n + 1) * sizeof *l->at);
	for (i = 0; i < n; i++)
		if (!of[i])
			take_item(b, l, i);
}

static bool may_pair(const struct member *x, const struct member *y)
{
	return !x->kind || !y->kind || is_same_kind(x, y);
}

static void pair_loose(struct base *b)
{
	struct loose then = {.s = &b->then}, now = {.s = b->now};
	size_t i, k;

	take_items(b, &then, b->of_before);
	take_items(b, &now, b->of_after);
	pairing_find(then.items, then.n, now.items, now.n);
	for (i = 0; i < then.n; i++) {
		k = then.items[i].partner;
		if (k != PAIRING_NONE &&
		    may_pair(old_member(b, then.at[i]), new_member(b, now.at[k])))
			pair(b, then.at[i], now.at[k]);
	}
	mem_free(then.items);
	mem_free(then.at);
	mem_free(now.items);
	mem_free(now.at);
}

/* --- those that are where they were --- */

static bool is_same_record(const struct base *b, size_t before, size_t after)
{
	struct text key = extract_key(&b->then.check.extracts[before]);

	return is_same_kind(old_member(b, before), new_member(b, after)) && key.n &&
	       text_equal(key, extract_key(&b->now->check.extracts[after]));
}

/* As they were, or changed; the rest need not be loaded for this. */
static void pair_in_place(struct base *b)
{
	size_t i, k = 0;

	for (i = 0; i < b->then.members.n; i++) {
		while (k < b->now->members.n &&
		       strcmp(new_member(b, k)->path, old_member(b, i)->path) < 0)
			k++;
		if (k < b->now->members.n &&
		    strcmp(new_member(b, k)->path, old_member(b, i)->path) == 0 &&
		    (b->like[i] || is_same_record(b, i, k)))
			pair(b, i, k);
	}
}

void base_pair_up(struct base *b)
{
	size_t i, before = b->then.members.n, after = b->now->members.n;

	b->of_before = mem_zero((before + 1) * sizeof *b->of_before);
	b->of_after = mem_zero((after + 1) * sizeof *b->of_after);
	pair_in_place(b);
	pair_loose(b);
	for (i = 0; i < before; i++)
		if (!b->of_before[i])
			pair(b, i, SIZE_MAX);
	for (i = 0; i < after; i++)
		if (!b->of_after[i])
			pair(b, SIZE_MAX, i);
}
