/*
 * The order of what both sides have, and where each side's own goes between.
 *
 * Of two things that all three versions have, each side keeps the order of the base or turns it
 * round, so the two can never want different things of one pair: who turned it round is followed.
 * Only when those wishes go round in a circle do the two contradict each other.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "version/diff.h"
#include "version/merge_internal.h"

enum { MOST = 2000 }; /* things that are held against each other, each with each */

struct sequence { /* indices of elements, in the order of one version */
	size_t *v, n;
};

static bool in_both(const struct merge_element *e)
{
	return e->at[MERGE_OURS] != DIFF_NONE && e->at[MERGE_THEIRS] != DIFF_NONE;
}

static bool in_all(const struct merge_element *e)
{
	return in_both(e) && e->at[MERGE_BASE] != DIFF_NONE;
}

/* The elements that a version has and that `is` true of, in its order. */
static struct sequence sequence_of(const struct merge_element *v, size_t n, int side,
				   bool (*is)(const struct merge_element *e))
{
	struct sequence s = {0};
	size_t most = 0, i, *places;

	for (i = 0; i < n; i++)
		if (v[i].at[side] != DIFF_NONE && v[i].at[side] >= most)
			most = v[i].at[side] + 1;
	places = mem_alloc((most + 1) * sizeof *places);
	s.v = mem_alloc((n + 1) * sizeof *s.v);
	memset(places, 0xff, (most + 1) * sizeof *places);
	for (i = 0; i < n; i++)
		if (v[i].at[side] != DIFF_NONE && (!is || is(&v[i])))
			places[v[i].at[side]] = i;
	for (i = 0; i < most; i++)
		if (places[i] != (size_t)-1)
			s.v[s.n++] = places[i];
	mem_free(places);
	return s;
}

static bool same_sequence(const struct sequence *a, const struct sequence *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->v, b->v, a->n * sizeof *a->v) == 0);
}

/* Does `a` come before `b`, if who turned the two round is followed? */
static bool comes_before(const struct merge_element *a, const struct merge_element *b)
{
	bool base = a->at[MERGE_BASE] < b->at[MERGE_BASE];
	bool ours = a->at[MERGE_OURS] < b->at[MERGE_OURS];
	bool theirs = a->at[MERGE_THEIRS] < b->at[MERGE_THEIRS];

	return ours != base ? ours : theirs;
}

/* Sorts by how many come after each; false if the wishes go round in a circle. */
static bool by_wishes(const struct merge_element *v, struct sequence *s)
{
	size_t *sorted, i, k, after;
	bool good = s->n <= MOST;

	if (!good)
		return false;
	sorted = mem_alloc((s->n + 1) * sizeof *sorted);
	memset(sorted, 0xff, (s->n + 1) * sizeof *sorted);
	for (i = 0; good && i < s->n; i++) {
		for (k = 0, after = 0; k < s->n; k++)
			after += k != i && comes_before(&v[s->v[i]], &v[s->v[k]]);
		good = sorted[s->n - 1 - after] == (size_t)-1;
		sorted[s->n - 1 - after] = s->v[i];
	}
	if (good && s->n)
		memcpy(s->v, sorted, s->n * sizeof *sorted);
	mem_free(sorted);
	return good;
}

/* The order of what both sides have. */
static bool main_order(const struct merge_element *v, size_t n, struct sequence *out)
{
	struct sequence base = sequence_of(v, n, MERGE_BASE, in_all);
	struct sequence ours = sequence_of(v, n, MERGE_OURS, in_all);
	struct sequence theirs = sequence_of(v, n, MERGE_THEIRS, in_all);
	bool good = true;

	*out = (struct sequence){0};
	if (same_sequence(&base, &theirs) || same_sequence(&ours, &theirs)) {
		*out = sequence_of(v, n, MERGE_OURS, in_both);
	} else if (same_sequence(&base, &ours)) {
		*out = sequence_of(v, n, MERGE_THEIRS, in_both);
	} else {
		*out = ours;
		ours.v = NULL;
		good = by_wishes(v, out);
	}
	mem_free(base.v);
	mem_free(ours.v);
	mem_free(theirs.v);
	return good;
}

struct weave { /* what only one side has, after what it stands in its list */
	size_t *first, *last,
		*next; /* by slot: 0 at the head, i + 1 after main[i], nmain + 1: end */
};

static void weave_side(const struct sequence *s, const size_t *rank, size_t nmain, struct weave *w)
{
	size_t i, slot = 0, left = 0, e;

	for (i = 0; i < s->n; i++)
		left += rank[s->v[i]] != DIFF_NONE;
	for (i = 0; i < s->n; i++) {
		e = s->v[i];
		if (rank[e] != DIFF_NONE) {
			slot = rank[e] + 1;
			if (--left == 0)
				slot = nmain + 1;
			continue;
		}
		if (w->last[slot] == DIFF_NONE)
			w->first[slot] = e;
		else
			w->next[w->last[slot]] = e;
		w->last[slot] = e;
	}
}

static size_t *none(size_t n)
{
	size_t *v = mem_alloc((n + 1) * sizeof *v), i;

	for (i = 0; i <= n; i++)
		v[i] = DIFF_NONE;
	return v;
}

/* Puts what is in slot after slot into `order`. */
static size_t unroll(const struct weave *w, size_t slot, size_t *order, size_t k)
{
	size_t e;

	for (e = w->first[slot]; e != DIFF_NONE; e = w->next[e])
		order[k++] = e;
	return k;
}

static void arrange(struct merge_element *v, const size_t *order, size_t n)
{
	struct merge_element *copy = mem_alloc((n + 1) * sizeof *copy);
	size_t i;

	for (i = 0; i < n; i++)
		copy[i] = v[order[i]];
	if (n)
		memcpy(v, copy, n * sizeof *copy);
	mem_free(copy);
}

bool merge_order(struct merge_element *v, size_t n)
{
	struct sequence main, ours = sequence_of(v, n, MERGE_OURS, NULL);
	struct sequence theirs = sequence_of(v, n, MERGE_THEIRS, NULL);
	bool good = main_order(v, n, &main);
	size_t *rank = none(n), *order = none(n), i, k = 0;
	struct weave w = {none(main.n + 2), none(main.n + 2), none(n)};

	for (i = 0; i < main.n; i++)
		rank[main.v[i]] = i;
	weave_side(&ours, rank, main.n, &w);
	/* What both added but that has no place among the others is where ours has it. */
	for (i = 0; i < ours.n; i++)
		if (rank[ours.v[i]] == DIFF_NONE)
			v[ours.v[i]].woven = true;
	for (i = 0, k = 0; i < theirs.n; i++)
		if (!v[theirs.v[i]].woven)
			theirs.v[k++] = theirs.v[i];
	theirs.n = k;
	weave_side(&theirs, rank, main.n, &w);
	for (i = 0, k = unroll(&w, 0, order, 0); i < main.n; i++) {
		order[k++] = main.v[i];
		k = unroll(&w, i + 1, order, k);
	}
	k = unroll(&w, main.n + 1, order, k);
	arrange(v, order, n);
	mem_free(main.v);
	mem_free(ours.v);
	mem_free(theirs.v);
	mem_free(rank);
	mem_free(order);
	mem_free(w.first);
	mem_free(w.last);
	mem_free(w.next);
	return good;
}
