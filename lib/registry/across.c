/* Keys and sums across records. Which value means what is said by the slots of a kind (relation.c).
 */
#include "registry/across.h"

#include <string.h>

#include "base/mem.h"
#include "registry/across_internal.h"
#include "registry/glob.h"

static void index_keys(struct across *a)
{
	size_t i;

	a->keys = mem_zero((a->j->r->nkinds + 1) * sizeof *a->keys);
	for (i = 0; i < a->members->n; i++) {
		struct text key = extract_key(&a->extracts[i]);
		void **slot;

		if (!key.n)
			continue;
		slot = hash_put(&a->keys[across_kind_of(a, i)], key);
		if (!*slot)
			*slot = (void *)(uintptr_t)(i + 1);
	}
}

size_t across_find(const struct across *a, const struct kind *kind, struct text key)
{
	uintptr_t i = (uintptr_t)hash_get(&a->keys[kind - a->j->r->kinds], key);

	return i ? (size_t)i - 1 : ACROSS_NONE;
}

static void make_totals(struct across *a)
{
	size_t i, s, n = a->j->nsums;

	a->totals = mem_zero((a->members->n + 1) * sizeof *a->totals);
	for (i = 0; i < a->members->n; i++) {
		if (!a->members->v[i].kind || !a->j->laws[across_kind_of(a, i)].has_totals)
			continue;
		a->totals[i] = arena_alloc(&a->arena, (n + 1) * sizeof **a->totals);
		for (s = 0; s < n; s++)
			a->totals[i][s] = (struct judge_sum){.value = decimal_int(0)};
	}
}

struct across *across_new(const struct judge *j, const struct members *members,
			  const char *const *paths, struct extract *extracts)
{
	struct across *a = mem_zero(sizeof *a);

	a->j = j;
	a->members = members;
	a->paths = paths;
	a->extracts = extracts;
	a->order = judge_kind_order(j);
	a->first = mem_zero((members->n + 1) * sizeof *a->first);
	index_keys(a);
	make_totals(a);
	return a;
}

void across_free(struct across *a)
{
	size_t i;

	if (!a)
		return;
	for (i = 0; i < a->j->r->nkinds; i++)
		hash_free(&a->keys[i]);
	hash_free(&a->merged);
	hash_free(&a->failed);
	mem_free(a->keys);
	mem_free(a->totals);
	mem_free(a->order);
	mem_free(a->issues);
	mem_free(a->first);
	arena_free(&a->arena);
	mem_free(a);
}

/* --- sums --- */

const struct kind *across_kind(const struct across *a, size_t i)
{
	return i < a->j->r->nkinds ? &a->j->r->kinds[a->order[i]] : NULL;
}

const struct judge_sum *across_totals(const struct across *a, size_t member)
{
	return a->totals[member];
}

static void spoil(struct across *a, size_t to, const struct law *law, const struct reference *r)
{
	struct judge_sum *t = a->totals[to];
	size_t s;

	for (s = 0; t && s < r->adds.n; s++)
		t[r->adds.v[s].sum].unknown = true;
	for (s = 0; t && r->parent && s < law->measures.n; s++)
		t[law->measures.v[s].sum].unknown = true;
	for (s = 0; t && r->parent && s < a->j->nsums; s++)
		t[s].unknown |= law->summed[s];
}

/* Does the path of a file that did not load say which record is above it? *to: that record. */
static bool above(const struct across *a, const struct member *m, const struct reference *r,
		  size_t *to)
{
	struct glob_match match;
	size_t i, k;

	for (i = 0; r->parent && i < m->kind->nfiles; i++) {
		if (!glob_match(m->kind->files[i], text_of(m->path), &match))
			continue;
		for (k = 0; k < match.n; k++)
			if (text_equal(match.v[k].name, r->source)) {
				*to = across_find(a, r->to, match.v[k].value);
				return true;
			}
	}
	return false;
}

/* What a file that did not load would have added is not known. If the record above it did not load
 * either, that spoils what is above itself. True if nothing is left to spoil. */
static bool spoil_above(struct across *a, size_t i, const struct law *law,
			const struct reference *r)
{
	size_t to = ACROSS_NONE, k;

	if (above(a, &a->members->v[i], r, &to)) {
		if (to != ACROSS_NONE)
			spoil(a, to, law, r);
		return false;
	}
	for (k = 0; k < a->members->n; k++)
		if (a->members->v[k].kind == r->to)
			spoil(a, k, law, r);
	return true;
}

/* The same for all files of a kind, as far as its own kind is above it, or others. */
static void spoil_all(struct across *a, const struct kind *kind, bool own_kind)
{
	const struct law *law = law_of(a->j, kind);
	size_t i, k;

	for (k = 0; k < law->nreferences; k++) {
		const struct reference *r = &law->references[k];
		bool all = (!r->parent && !r->adds.n) || (r->to == kind) != own_kind;

		for (i = 0; i < a->members->n && !all; i++)
			if (a->members->v[i].kind == kind && !a->extracts[i].loaded)
				all = spoil_above(a, i, law, r);
	}
}

static void add_sums(struct across *a, struct judge_sum *to, const struct extract_sum *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		extract_add(&to[v[i].sum], &v[i], &a->arena);
}

static void add_totals(struct across *a, struct judge_sum *to, const struct judge_sum *from)
{
	size_t s;

	for (s = 0; from && s < a->j->nsums; s++) {
		to[s].unknown |= from[s].unknown;
		if (!to[s].unknown &&
		    decimal_add(&a->arena, to[s].value, from[s].value, &to[s].value) != DECIMAL_OK)
			to[s].unknown = true;
	}
}

/* Adds what a record has to those it refers to; of its own kind, or of others. */
static void push(struct across *a, size_t i, bool own_kind)
{
	const struct extract *x = &a->extracts[i];
	const struct kind *kind = a->members->v[i].kind;
	const struct law *law = law_of(a->j, kind);
	uint32_t k;

	for (k = 0; k < x->nvalues; k++) {
		const struct extract_value *v = &x->values[k];
		const struct reference *r = v->slot == EXTRACT_KEY ? NULL
								   : law->slots[v->slot].reference;
		size_t to;

		if (!r || (!r->parent && !r->adds.n) || (r->to == kind) != own_kind)
			continue;
		to = across_find(a, r->to, extract_text(v));
		if (to == ACROSS_NONE || !a->totals[to])
			continue;
		add_sums(a, a->totals[to], x->adds + v->adds, v->nadds);
		if (r->parent) {
			add_sums(a, a->totals[to], x->sums, x->nsums);
			add_totals(a, a->totals[to], a->totals[i]);
		}
	}
}

static const struct reference *own_parent(const struct law *law, const struct kind *kind)
{
	size_t i;

	for (i = 0; i < law->nreferences; i++)
		if (law->references[i].parent && law->references[i].to == kind)
			return &law->references[i];
	return NULL;
}

static size_t parent_of(const struct across *a, size_t i, const struct reference *r)
{
	const struct extract *x = &a->extracts[i];
	const struct law *law = law_of(a->j, a->members->v[i].kind);
	uint32_t k;

	for (k = 0; k < x->nvalues; k++)
		if (x->values[k].slot != EXTRACT_KEY &&
		    law->slots[x->values[k].slot].reference == r)
			return across_find(a, r->to, extract_text(&x->values[k]));
	return ACROSS_NONE;
}

/* Records of a kind that stand above one another: those below come first. Those that stand above
 * themselves have no totals. */
static void push_within(struct across *a, const struct kind *kind, const struct reference *r)
{
	size_t n = a->members->n, *up = mem_alloc((n + 1) * sizeof *up), i, k;
	uint32_t *waiting = mem_zero((n + 1) * sizeof *waiting);

	for (i = 0; i < n; i++) {
		up[i] = a->members->v[i].kind == kind ? parent_of(a, i, r) : ACROSS_NONE;
		if (up[i] != ACROSS_NONE)
			waiting[up[i]]++;
	}
	for (i = 0; i < n; i++)
		for (k = i; a->members->v[i].kind == kind && k != ACROSS_NONE && !waiting[k];) {
			push(a, k, true);
			waiting[k] = UINT32_MAX;
			k = up[k];
			if (k != ACROSS_NONE && --waiting[k])
				break;
		}
	for (i = 0; i < n; i++)
		if (a->members->v[i].kind == kind && waiting[i] != UINT32_MAX) {
			for (k = 0; a->totals[i] && k < a->j->nsums; k++)
				a->totals[i][k].unknown = true;
			across_issue(a, i, ISSUE_CIRCLE, NULL);
		}
	mem_free(up);
	mem_free(waiting);
}

void across_settle(struct across *a, size_t step)
{
	const struct kind *kind = across_kind(a, step);
	const struct law *law = law_of(a->j, kind);
	const struct reference *r = own_parent(law, kind);

	spoil_all(a, kind, true);
	if (r)
		push_within(a, kind, r);
}

void across_add_up(struct across *a, size_t step)
{
	const struct kind *kind = across_kind(a, step);
	const struct law *law = law_of(a->j, kind);
	bool adds = false;
	size_t i, k;

	for (k = 0; k < law->nreferences; k++)
		adds |= law->references[k].parent || law->references[k].adds.n;
	if (!adds)
		return;
	spoil_all(a, kind, false);
	for (i = 0; i < a->members->n; i++)
		if (a->members->v[i].kind == kind && a->extracts[i].loaded)
			push(a, i, false);
}
