/*
 * Values that must occur once, or must not be in two places. One set of places at a time, in a
 * table that is as large as their number asks for and goes when they are done: of a value it holds
 * where it came first, and the text stays in the extract.
 */
#include "base/mem.h"
#include "registry/across_internal.h"

struct spot {
	uint32_t member, value;
};

struct seen { /* a value */
	struct spot first;
	uint32_t tag;    /* of its hash */
	uint32_t second; /* 1 + the index of another place; 0: none; or FREE */
};

#define FREE UINT32_MAX

struct search {
	struct across *a;
	const struct uniqueness *u;
	struct seen *table;
	size_t cap; /* a power of two */
	struct spot
		*seconds; /* of values that have one; of those apart, the first of another entry */
	size_t nseconds, capseconds;
};

static struct extract_value *value_at(const struct across *a, struct spot p)
{
	return &a->extracts[p.member].values[p.value];
}

static size_t entry_of(const struct across *a, struct spot p)
{
	return across_slot(a, p.member, value_at(a, p))->of;
}

/* Calls `each` for all places of the search's values, in the order of the members. */
static size_t each_place(struct search *s, void (*each)(struct search *s, struct spot p))
{
	const struct across *a = s->a;
	bool *held = mem_zero((a->j->r->nkinds + 1) * sizeof *held);
	size_t i, n = 0;
	uint32_t k;

	for (i = 0; i < s->u->nof; i++)
		held[s->u->of[i].kind - a->j->r->kinds] = true;
	for (i = 0; i < a->members->n; i++)
		for (k = 0; k < a->extracts[i].nvalues && held[across_kind_of(a, i)]; k++) {
			const struct slot *slot = across_slot(a, i, &a->extracts[i].values[k]);

			if (!slot || slot->use != SLOT_UNIQUE || slot->unique != s->u)
				continue;
			n++;
			if (each)
				each(s, (struct spot){(uint32_t)i, k});
		}
	mem_free(held);
	return n;
}

/* Where the value stands or would stand. */
static struct seen *probe(const struct search *s, struct text t)
{
	uint64_t hash = text_hash64(t);
	size_t i = (size_t)hash & (s->cap - 1);
	uint32_t tag = (uint32_t)(hash >> 32);

	while (s->table[i].second != FREE &&
	       !(s->table[i].tag == tag &&
		 text_equal(extract_text(value_at(s->a, s->table[i].first)), t)))
		i = (i + 1) & (s->cap - 1);
	s->table[i].tag = tag;
	return &s->table[i];
}

static void note(struct search *s, struct spot p)
{
	struct seen *x = probe(s, extract_text(value_at(s->a, p)));

	if (x->second == FREE) {
		x->first = p;
		x->second = 0;
		return;
	}
	if (x->second || (s->u->apart && entry_of(s->a, x->first) == entry_of(s->a, p)))
		return;
	MEM_GROW(s->seconds, s->nseconds, s->capseconds);
	s->seconds[s->nseconds++] = p;
	x->second = (uint32_t)s->nseconds;
}

/* The first place is told of the second, the others of the first. */
static void tell(struct search *s, struct spot p)
{
	const struct extract_value *v = value_at(s->a, p);
	const struct seen *x = probe(s, extract_text(v));
	bool first = x->first.member == p.member && x->first.value == p.value;
	struct spot other;
	struct issue *issue;

	if (!x->second)
		return;
	if (s->u->apart)
		first = entry_of(s->a, x->first) == entry_of(s->a, p);
	other = first ? s->seconds[x->second - 1] : x->first;
	issue = across_issue(s->a, p.member, ISSUE_UNIQUE, v);
	issue->other = other.member;
	issue->line = value_at(s->a, other)->line;
}

static void search(struct across *a, const struct uniqueness *u)
{
	struct search s = {.a = a, .u = u, .cap = 16};
	size_t n = each_place(&s, NULL), i;

	while (s.cap / 4 * 3 < n)
		s.cap *= 2;
	s.table = mem_alloc(s.cap * sizeof *s.table);
	for (i = 0; i < s.cap; i++)
		s.table[i].second = FREE;
	each_place(&s, note);
	if (s.nseconds)
		each_place(&s, tell);
	mem_free(s.table);
	mem_free(s.seconds);
}

void across_unique(struct across *a)
{
	size_t i;

	for (i = 0; i < a->j->nunique; i++)
		search(a, &a->j->unique[i]);
}
