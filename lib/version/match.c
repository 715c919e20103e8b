/*
 * Pairing the items of two lists. Items that the schema identifies pair by that alone: another
 * identity is another item. The others pair when equal, and what is then left by likeness, best
 * first; likeness is looked for near the diagonal when lists are long, and only while there is
 * work left to spend, so the time is bounded.
 */
#include "version/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/hash.h"
#include "base/mem.h"
#include "version/diff.h"
#include "yaml/tree.h"

enum {
	ALIKE = 400,       /* least likeness of two mappings or lists for one to have become the
			      other */
	ALIKE_TEXT = 500,  /* the same of two texts */
	LEVELS = 4,        /* that likeness looks into */
	CHILDREN = 64,     /* of a value that it looks at */
	CANDIDATES = 40000 /* pairs held against each other in one list */
};

struct pairing {
	struct arena *a;
	struct arena scratch;
	struct node *before, *after;
	const struct node *key;
	struct matches m;
	long *work;
};

static void pair(struct pairing *p, size_t i, size_t j)
{
	p->m.to[i] = j;
	p->m.from[j] = i;
}

/* identity */

static struct node *name_field(const struct node *key, struct node *item)
{
	struct node *n;

	if (key->kind != NODE_SCALAR)
		return NULL;
	n = node_get(item, node_text(key));
	return n && n->kind == NODE_SCALAR && n->type != TYPE_NULL ? n : NULL;
}

struct node *diff_item_name(const struct node *key, struct node *item)
{
	if (!key)
		return NULL;
	if (key->kind == NODE_SCALAR)
		return name_field(key, item);
	return key->n ? name_field(node_target(key->items[0]), item) : NULL;
}

bool match_identity(struct buf *out, struct arena *scratch, const struct node *key,
		    struct node *item)
{
	const struct node *one;
	struct node *n;
	uint32_t i;

	for (i = 0; i < (key->kind == NODE_SCALAR ? 1 : key->n); i++) {
		one = key->kind == NODE_SCALAR ? key : node_target(key->items[i]);
		n = name_field(one, item);
		if (!n)
			return false;
		if (node_is_number(n))
			decimal_write(out, node_decimal(n, scratch));
		else
			buf_addt(out, node_text(n));
		buf_addc(out, '\0');
	}
	return out->n > 0;
}

struct chain { /* items of one identity, or of one hash, in order */
	size_t index;
	struct chain *next;
};

struct chains {
	struct chain *first, *last;
};

static void chain_add(struct arena *a, struct chains *c, size_t index)
{
	struct chain *x = arena_alloc(a, sizeof *x);

	*x = (struct chain){index, NULL};
	if (c->last)
		c->last->next = x;
	else
		c->first = x;
	c->last = x;
}

/* The chains under a key of bytes, which the table borrows, made if need be. */
static struct chains *chains_of(struct pairing *p, struct hash *h, struct text key)
{
	void **slot = hash_put(h, key);

	if (!*slot)
		*slot = arena_zero(&p->scratch, sizeof(struct chains));
	return *slot;
}

/* The identities of all items of a list; p NULL where there is none. */
static struct text *identities(struct pairing *p, struct node *list)
{
	struct text *v = arena_zero(&p->scratch, (list->n + 1) * sizeof *v);
	struct buf b = {0};
	uint32_t i;

	for (i = 0; i < list->n; i++) {
		buf_clear(&b);
		if (match_identity(&b, &p->scratch, p->key, node_target(list->items[i])))
			v[i] = (struct text){arena_copy(&p->scratch, b.p, b.n), b.n};
	}
	buf_free(&b);
	return v;
}

/* Pairs by x-key, the first of one identity with the first. Marks what has an identity in `known`:
 * it pairs in no other way. */
static void pair_by_key(struct pairing *p, bool *known_before, bool *known_after)
{
	struct text *old = identities(p, p->before), *new = identities(p, p->after);
	struct hash h = {0};
	uint32_t i;

	for (i = 0; i < p->before->n; i++)
		if (old[i].p) {
			known_before[i] = true;
			chain_add(&p->scratch, chains_of(p, &h, old[i]), i);
		}
	for (i = 0; i < p->after->n; i++) {
		struct chains *c = new[i].p ? hash_get(&h, new[i]) : NULL;

		known_after[i] = new[i].p != NULL;
		if (c && c->first) {
			pair(p, c->first->index, i);
			c->first = c->first->next;
		}
	}
	hash_free(&h);
}

/* equality */

static bool equal(struct pairing *p, size_t i, size_t j)
{
	return node_equal(p->before->items[i], p->after->items[j], &p->scratch);
}

static uint32_t *hashes(struct pairing *p, struct node *list)
{
	uint32_t *v = arena_alloc(&p->scratch, (list->n + 1) * sizeof *v), i;

	for (i = 0; i < list->n; i++)
		v[i] = node_hash(list->items[i], &p->scratch);
	return v;
}

/* Pairs equal items: from both ends, where nearly all of a list is; then the others in order. */
static void pair_equal(struct pairing *p, const bool *known_before, const bool *known_after)
{
	uint32_t *old = hashes(p, p->before), *new = hashes(p, p->after);
	size_t n = p->before->n, m = p->after->n, head = 0, tail = 0, i;
	struct hash h = {0};

	while (head < n && head < m && !known_before[head] && !known_after[head] &&
	       old[head] == new[head] && equal(p, head, head)) {
		pair(p, head, head);
		head++;
	}
	while (tail < n - head && tail < m - head && !known_before[n - 1 - tail] &&
	       !known_after[m - 1 - tail] && old[n - 1 - tail] == new[m - 1 - tail] &&
	       equal(p, n - 1 - tail, m - 1 - tail)) {
		pair(p, n - 1 - tail, m - 1 - tail);
		tail++;
	}
	for (i = head; i < n - tail; i++)
		if (!known_before[i]) {
			struct text key = {(const char *)&old[i], sizeof old[i]};

			chain_add(&p->scratch, chains_of(p, &h, key), i);
		}
	for (i = head; i < m - tail; i++) {
		struct text key = {(const char *)&new[i], sizeof new[i]};
		struct chains *c = known_after[i] ? NULL : hash_get(&h, key);

		if (c && c->first && equal(p, c->first->index, i)) {
			pair(p, c->first->index, i);
			c->first = c->first->next;
		}
	}
	hash_free(&h);
}

/* likeness */

/* Of two texts: how much of the longer one the common beginning and end make up. */
static unsigned alike_text(struct text x, struct text y, long *work)
{
	size_t n = x.n < y.n ? x.n : y.n, longest = x.n < y.n ? y.n : x.n, head = 0, tail = 0;

	while (head < n && x.p[head] == y.p[head])
		head++;
	while (tail < n - head && x.p[x.n - 1 - tail] == y.p[y.n - 1 - tail])
		tail++;
	*work -= (long)((head + tail) / 32);
	return longest ? (unsigned)((head + tail) * 1000 / longest) : 1000;
}

static unsigned alike(struct arena *a, struct node *x, struct node *y, unsigned levels, long *work);

static unsigned alike_mappings(struct arena *a, struct node *x, struct node *y, unsigned levels,
			       long *work)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < x->n && i < CHILDREN; i++) {
		struct pair *other = i < y->n && text_equal(node_text(x->pairs[i].key),
							    node_text(y->pairs[i].key))
					     ? &y->pairs[i]
					     : node_pair(y, node_text(x->pairs[i].key));

		*work -= (long)(y->n / 16);
		if (other)
			sum += alike(a, x->pairs[i].value, other->value, levels - 1, work);
	}
	return (unsigned)(sum * 2 / ((uint64_t)x->n + y->n));
}

static unsigned alike_sequences(struct arena *a, struct node *x, struct node *y, unsigned levels,
				long *work)
{
	uint32_t i, n = x->n < y->n ? x->n : y->n, longest = x->n < y->n ? y->n : x->n;
	uint64_t sum = 0;

	for (i = 0; i < n && i < CHILDREN; i++)
		sum += alike(a, x->items[i], y->items[i], levels - 1, work);
	return (unsigned)(sum / (longest < CHILDREN ? longest : CHILDREN));
}

static unsigned alike(struct arena *a, struct node *x, struct node *y, unsigned levels, long *work)
{
	x = node_target(x);
	y = node_target(y);
	if (x->kind != y->kind || --*work < 0)
		return 0;
	if (x->kind == NODE_SCALAR) {
		if (node_is_string(x) && node_is_string(y))
			return alike_text(node_text(x), node_text(y), work);
		return node_equal(x, y, a) ? 1000 : 0;
	}
	if (!x->n || !y->n)
		return x->n == y->n ? 1000 : 0;
	if (!levels)
		return 0;
	return x->kind == NODE_MAPPING ? alike_mappings(a, x, y, levels, work)
				       : alike_sequences(a, x, y, levels, work);
}

unsigned match_alike(struct arena *a, struct node *x, struct node *y, long *work)
{
	return alike(a, x, y, LEVELS, work);
}

struct candidate {
	unsigned score;
	size_t i, j, off; /* `off`: how far the two are from each other, among the unpaired */
};

static int best_first(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->score != b->score)
		return a->score < b->score ? 1 : -1;
	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	if (a->i != b->i)
		return a->i < b->i ? -1 : 1;
	return (a->j > b->j) - (a->j < b->j);
}

static size_t *unpaired(struct pairing *p, const size_t *to, const bool *known, size_t n,
			size_t *count)
{
	size_t *v = arena_alloc(&p->scratch, (n + 1) * sizeof *v), i;

	*count = 0;
	for (i = 0; i < n; i++)
		if (to[i] == DIFF_NONE && !known[i])
			v[(*count)++] = i;
	return v;
}

static unsigned threshold(struct node *n)
{
	return node_target(n)->kind == NODE_SCALAR ? ALIKE_TEXT : ALIKE;
}

/* A lone scalar in place of a lone scalar is the same item with another value. */
static bool lone_scalars(struct pairing *p, size_t i, size_t j)
{
	struct node *x = node_target(p->before->items[i]), *y = node_target(p->after->items[j]);

	return x->kind == NODE_SCALAR && y->kind == NODE_SCALAR &&
	       (i == 0 ? j == 0 : j > 0 && p->m.to[i - 1] == j - 1);
}

static void pair_alike(struct pairing *p, const bool *known_before, const bool *known_after)
{
	size_t n, m, band, x, y, count = 0, cap = 0, k;
	size_t *old = unpaired(p, p->m.to, known_before, p->before->n, &n);
	size_t *new = unpaired(p, p->m.from, known_after, p->after->n, &m);
	struct candidate *v = NULL;

	if (!n || !m)
		return;
	if (n == 1 && m == 1 && lone_scalars(p, old[0], new[0])) {
		pair(p, old[0], new[0]);
		return;
	}
	band = n <= CANDIDATES / m ? n + m : CANDIDATES / (n > m ? n : m) / 2 + 1;
	for (x = 0; x<n && * p->work> 0; x++)
		for (y = x > band ? x - band : 0; y < m && y <= x + band && *p->work > 0; y++) {
			struct node *item = p->before->items[old[x]];
			unsigned score = alike(&p->scratch, item, p->after->items[new[y]], LEVELS,
					       p->work);

			if (score < threshold(item))
				continue;
			MEM_GROW(v, count, cap);
			v[count++] = (struct candidate){score, old[x], new[y],
							x > y ? x - y : y - x};
		}
	if (count)
		qsort(v, count, sizeof *v, best_first);
	for (k = 0; k < count; k++)
		if (p->m.to[v[k].i] == DIFF_NONE && p->m.from[v[k].j] == DIFF_NONE)
			pair(p, v[k].i, v[k].j);
	mem_free(v);
}

/* order */

/* Finds the longest run of pairs in the same order on both sides: those stay, the others moved. */
static void find_stays(struct pairing *p)
{
	size_t n = p->after->n, *ends, *before, length = 0, j, lo, hi, mid;

	ends = arena_alloc(&p->scratch, (n + 1) * sizeof *ends); /* by length: the new item */
	before = arena_alloc(&p->scratch, (n + 1) * sizeof *before);
	for (j = 0; j < n; j++) {
		if (p->m.from[j] == DIFF_NONE)
			continue;
		for (lo = 0, hi = length; lo < hi;) {
			mid = lo + (hi - lo) / 2;
			if (p->m.from[ends[mid]] < p->m.from[j])
				lo = mid + 1;
			else
				hi = mid;
		}
		before[j] = lo ? ends[lo - 1] : DIFF_NONE;
		ends[lo] = j;
		if (lo == length)
			length++;
	}
	for (j = length ? ends[length - 1] : DIFF_NONE; j != DIFF_NONE; j = before[j])
		p->m.stays[j] = true;
}

struct matches match_items(struct arena *a, const struct node *key, struct node *before,
			   struct node *after, long *work)
{
	struct pairing p = {.a = a, .before = before, .after = after, .key = key, .work = work};
	bool *known_before = arena_zero(&p.scratch, before->n + 1);
	bool *known_after = arena_zero(&p.scratch, after->n + 1);
	size_t i;

	p.m.to = arena_alloc(a, (before->n + 1) * sizeof *p.m.to);
	p.m.from = arena_alloc(a, (after->n + 1) * sizeof *p.m.from);
	p.m.stays = arena_zero(a, after->n + 1);
	for (i = 0; i < before->n; i++)
		p.m.to[i] = DIFF_NONE;
	for (i = 0; i < after->n; i++)
		p.m.from[i] = DIFF_NONE;
	if (key)
		pair_by_key(&p, known_before, known_after);
	pair_equal(&p, known_before, known_after);
	pair_alike(&p, known_before, known_after);
	find_stays(&p);
	arena_free(&p.scratch);
	return p.m;
}
