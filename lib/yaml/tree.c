/* Looking at a tree: keys, numbers, equality, hashes, pointers. Depth is bounded by TREE_DEPTH and
 * size by TREE_EXPANSION, so recursion over it is safe. */
#include "yaml/tree.h"

#include "base/buf.h"
#include "base/decimal.h"
#include "base/hash.h"

struct pair *node_pair(const struct node *map, struct text key)
{
	uint32_t i, hash;

	if (!map || map->kind != NODE_MAPPING)
		return NULL;
	hash = text_hash(key);
	for (i = 0; i < map->n; i++)
		if (map->pairs[i].key->hash == hash &&
		    text_equal(node_text(map->pairs[i].key), key))
			return &map->pairs[i];
	return NULL;
}

struct node *node_get(const struct node *map, struct text key)
{
	struct pair *p;

	if (map && map->kind == NODE_ALIAS)
		map = map->target;
	p = node_pair(map, key);
	return p ? node_target(p->value) : NULL;
}

/* 0x and 0o integers, digit by digit: quadratic, so the loader bounds their length
 * (TREE_BASED_DIGITS). */
static struct decimal based_decimal(struct text t, struct arena *a)
{
	unsigned base = t.p[1] == 'x' ? 16 : 8;
	struct decimal total = decimal_int(0), radix = decimal_int((int64_t)base), next;
	size_t i;

	for (i = 2; i < t.n; i++) {
		char c = t.p[i];
		int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

		if (decimal_multiply(a, total, radix, &next) != DECIMAL_OK ||
		    decimal_add(a, next, decimal_int(digit), &total) != DECIMAL_OK)
			break;
	}
	return total;
}

struct decimal node_decimal(const struct node *n, struct arena *a)
{
	struct text t = node_text(n);
	struct decimal d;

	if (t.n > 2 && t.p[0] == '0' && (t.p[1] == 'x' || t.p[1] == 'o'))
		return based_decimal(t, a);
	if (decimal_parse(a, t, &d) != DECIMAL_OK)
		d = decimal_int(0);
	return d;
}

static bool scalars_equal(const struct node *x, const struct node *y, struct arena *a)
{
	if (node_is_number(x) && node_is_number(y))
		return decimal_compare(node_decimal(x, a), node_decimal(y, a)) == 0;
	if (x->type != y->type)
		return false;
	switch (x->type) {
	case TYPE_NULL: return true;
	case TYPE_BOOL: return x->truth == y->truth;
	default: return text_equal(node_text(x), node_text(y));
	}
}

static bool pairs_equal(struct node *x, struct node *y, const struct hash *index, struct arena *a)
{
	uint32_t i;

	for (i = 0; i < x->n; i++) {
		struct text key = node_text(x->pairs[i].key);
		struct pair *p = text_equal(key, node_text(y->pairs[i].key)) ? &y->pairs[i]
				 : index                                     ? hash_get(index, key)
									     : node_pair(y, key);

		if (!p || !node_equal(x->pairs[i].value, p->value, a))
			return false;
	}
	return true;
}

static bool mappings_equal(struct node *x, struct node *y, struct arena *a)
{
	struct hash index = {0};
	uint32_t i;
	bool equal;

	if (y->n <= 32)
		return pairs_equal(x, y, NULL, a);
	for (i = y->n; i-- > 0;)
		*hash_put(&index, node_text(y->pairs[i].key)) = &y->pairs[i];
	equal = pairs_equal(x, y, &index, a);
	hash_free(&index);
	return equal;
}

bool node_equal(struct node *x, struct node *y, struct arena *a)
{
	uint32_t i;

	x = node_target(x);
	y = node_target(y);
	if (x == y)
		return true;
	if (x->kind != y->kind)
		return false;
	if (x->kind == NODE_SCALAR)
		return scalars_equal(x, y, a);
	if (x->n != y->n)
		return false;
	if (x->kind == NODE_MAPPING)
		return mappings_equal(x, y, a);
	for (i = 0; i < x->n; i++)
		if (!node_equal(x->items[i], y->items[i], a))
			return false;
	return true;
}

uint32_t node_hash(struct node *n, struct arena *a)
{
	uint32_t h, i;

	n = node_target(n);
	if (node_is_number(n))
		return decimal_hash(node_decimal(n, a));
	if (n->kind == NODE_SCALAR)
		return n->type == TYPE_NULL   ? 1
		       : n->type == TYPE_BOOL ? 2u + n->truth
					      : text_hash(node_text(n));
	h = (uint32_t)n->kind * 0x9E3779B9u + n->n;
	for (i = 0; i < n->n; i++) {
		if (n->kind == NODE_SEQUENCE)
			h = h * 31 + node_hash(n->items[i], a);
		else /* the same in any order */
			h += (n->pairs[i].key->hash ^ node_hash(n->pairs[i].value, a)) *
			     0x85EBCA6Bu;
	}
	return h;
}

void pointer_add_key(struct buf *out, struct text key)
{
	size_t i;

	buf_addc(out, '/');
	for (i = 0; i < key.n; i++) {
		if (key.p[i] == '~')
			buf_adds(out, "~0");
		else if (key.p[i] == '/')
			buf_adds(out, "~1");
		else
			buf_addc(out, key.p[i]);
	}
}

void pointer_add_index(struct buf *out, size_t index)
{
	buf_addf(out, "/%zu", index);
}

void node_mark(const struct node *n, uint32_t *start, uint32_t *end)
{
	*start = n->start;
	*end = n->end;
	if (n->kind == NODE_SCALAR || n->kind == NODE_ALIAS)
		return;
	*end = *start + (n->end > n->start);
	if (n->kind == NODE_MAPPING && n->style == STYLE_BLOCK && n->n &&
	    n->pairs[0].key->end > n->start) {
		*start = n->pairs[0].key->start;
		*end = n->pairs[0].key->end;
	}
}
