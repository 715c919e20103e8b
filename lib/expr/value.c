/* Values: from nodes, item by item, compared, and as text. */
#include "expr/value.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/hash.h"
#include "expr/ast.h"
#include "yaml/tree.h"

static struct expr_value unfit(struct node *n, enum expr_why why)
{
	struct expr_value v = {.kind = EXPR_UNKNOWN, .why = (uint8_t)why, .node = n};

	return v;
}

/* Plain digits with or without a point, at most 18 of them: nearly all numbers there are. Zeros are
 * held back until a digit follows, so that the form is normal at the end. */
static bool short_number(struct text t, struct decimal *d)
{
	uint64_t coef = 0;
	uint32_t ndigits = 0, zeros = 0, places = 0, i;
	bool point = false;

	if (!t.n || t.n > 18)
		return false;
	for (i = 0; i < t.n; i++) {
		unsigned digit = (unsigned char)t.p[i] - (unsigned)'0';

		if (digit > 9) {
			if (t.p[i] != '.' || point)
				return false;
			point = true;
			continue;
		}
		places += point;
		zeros++;
		if (!digit)
			continue;
		ndigits += coef ? zeros : 1;
		for (; zeros; zeros--)
			coef *= 10;
		coef += digit;
	}
	*d = (struct decimal){.coef = coef,
			      .ndigits = ndigits,
			      .exp = coef ? (int64_t)zeros - (int64_t)places : 0};
	return true;
}

static struct expr_value from_number(struct node *n, struct arena *arena)
{
	struct expr_value v = {.kind = EXPR_NUMBER, .node = n};

	if (!short_number(node_text(n), &v.number))
		v.number = node_decimal(n, arena);
	return v;
}

struct expr_value expr_from_node(struct node *n, struct arena *arena)
{
	struct expr_value v = {.kind = EXPR_UNKNOWN, .why = EXPR_WHY_MISSING};

	if (!n)
		return v;
	n = node_target(n);
	v.node = n;
	if (n->kind != NODE_SCALAR) {
		v.kind = n->kind == NODE_SEQUENCE ? EXPR_LIST : EXPR_MAP;
		v.n = n->n;
		v.items = NULL;
		return v;
	}
	switch (n->type) {
	case TYPE_NULL: v.kind = EXPR_NULL; break;
	case TYPE_BOOL:
		v.kind = EXPR_BOOL;
		v.truth = n->truth;
		break;
	case TYPE_INTEGER:
	case TYPE_REAL: return from_number(n, arena);
	case TYPE_NONFINITE: return unfit(n, EXPR_WHY_NUMBER);
	default: v.kind = EXPR_STRING; v.text = node_text(n);
	}
	return v;
}

struct expr_value value_item(struct expr_run *r, const struct expr_value *list, size_t i)
{
	return list->items ? list->items[i] : expr_from_node(list->node->items[i], &r->arena);
}

struct expr_value value_key(const struct expr_value *map, size_t i)
{
	struct expr_value v;

	if (map->items)
		return map->items[2 * i];
	v = expr_string(node_text(map->node->pairs[i].key));
	v.node = map->node->pairs[i].key;
	return v;
}

static struct node *find(struct expr_run *r, struct node *map, struct text key, uint32_t hash)
{
	uint32_t i;

	for (i = 0; i < map->n; i++)
		if (map->pairs[i].key->hash == hash &&
		    text_equal(node_text(map->pairs[i].key), key))
			break;
	run_spend(r, i / 8);
	return i < map->n ? node_target(map->pairs[i].value) : NULL;
}

/* Many rules ask the same mapping for the same fields, often for some that are not there. */
void value_field(struct expr_run *r, struct text key, uint32_t hash, struct expr_value *v)
{
	struct node *map = v->node;
	struct memo *m;

	if (v->items || !r->memo) {
		*v = value_get(r, v, key, hash);
		return;
	}
	m = &r->memo[((uintptr_t)map >> 4 ^ hash) & (MEMO - 1)];
	if (m->map != map || m->hash != hash || m->generation != r->generation ||
	    (m->name != key.p && !text_equal((struct text){m->name, m->size}, key))) {
		m->value = expr_from_node(find(r, map, key, hash), &r->arena);
		m->map = map;
		m->name = key.p;
		m->size = (uint32_t)key.n;
		m->hash = hash;
		/* A long number's digits end with the evaluation. */
		m->generation = m->value.kind == EXPR_NUMBER && m->value.number.digits
					? 0
					: r->generation;
	}
	*v = m->value;
}

struct expr_value value_get(struct expr_run *r, const struct expr_value *map, struct text key,
			    uint32_t hash)
{
	uint32_t i;

	if (!map->items)
		return expr_from_node(find(r, map->node, key, hash), &r->arena);
	run_spend(r, map->n);
	for (i = 0; i < map->n; i++)
		if (map->items[2 * i].kind == EXPR_STRING &&
		    text_equal(map->items[2 * i].text, key))
			return map->items[2 * i + 1];
	return expr_from_node(NULL, &r->arena);
}

bool value_to_date(struct expr_value *v)
{
	struct date d;

	if (v->kind == EXPR_DATE)
		return true;
	if (v->kind != EXPR_STRING || !date_parse(v->text, &d))
		return false;
	v->kind = EXPR_DATE;
	v->days = date_days(d);
	return true;
}

void value_to_string(struct expr_run *r, struct expr_value *v)
{
	char room[11], *copy;

	if (v->kind != EXPR_DATE)
		return;
	if (v->node && v->node->kind == NODE_SCALAR && node_is_string(v->node)) {
		v->kind = EXPR_STRING; /* it was read from there */
		v->text = node_text(v->node);
		return;
	}
	date_write(room, date_from_days(v->days));
	copy = run_alloc(r, sizeof room);
	if (copy)
		memcpy(copy, room, sizeof room);
	v->kind = EXPR_STRING;
	v->text = copy ? (struct text){copy, 10} : (struct text){"", 0};
}

/* A string beside a date is one, if it can be. */
static void align(struct expr_value *a, struct expr_value *b)
{
	if (a->kind == EXPR_DATE && b->kind == EXPR_STRING)
		value_to_date(b);
	else if (b->kind == EXPR_DATE && a->kind == EXPR_STRING)
		value_to_date(a);
}

static bool lists_equal(struct expr_run *r, const struct expr_value *a, const struct expr_value *b)
{
	struct expr_value x, y;
	size_t i;

	for (i = 0; i < a->n; i++) {
		x = value_item(r, a, i);
		y = value_item(r, b, i);
		if (!value_equal(r, &x, &y))
			return false;
	}
	return true;
}

static struct expr_value lookup(struct expr_run *r, const struct expr_value *map,
				const struct expr_value *key)
{
	uint32_t i;

	if (key->kind == EXPR_STRING)
		return value_get(r, map, key->text, text_hash(key->text));
	for (i = 0; map->items && i < map->n; i++)
		if (value_equal(r, &map->items[2 * i], key))
			return map->items[2 * i + 1];
	return expr_from_node(NULL, &r->arena);
}

static bool maps_equal(struct expr_run *r, const struct expr_value *a, const struct expr_value *b)
{
	struct expr_value key, x, y;
	size_t i;

	for (i = 0; i < a->n; i++) {
		key = value_key(a, i);
		x = lookup(r, a, &key);
		y = lookup(r, b, &key);
		if (!value_equal(r, &x, &y))
			return false;
	}
	return true;
}

bool value_equal(struct expr_run *r, const struct expr_value *x, const struct expr_value *y)
{
	struct expr_value a = *x, b = *y;

	if (!run_spend(r, 1))
		return false;
	align(&a, &b);
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case EXPR_NULL: return true;
	case EXPR_BOOL: return a.truth == b.truth;
	case EXPR_NUMBER: return decimal_compare(a.number, b.number) == 0;
	case EXPR_STRING: return text_equal(a.text, b.text);
	case EXPR_DATE: return a.days == b.days;
	case EXPR_LIST: return a.n == b.n && lists_equal(r, &a, &b);
	case EXPR_MAP: return a.n == b.n && maps_equal(r, &a, &b);
	default: return false;
	}
}

bool value_order(struct expr_run *r, const struct expr_value *x, const struct expr_value *y,
		 int *order)
{
	struct expr_value a = *x, b = *y;

	run_spend(r, 1);
	align(&a, &b);
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case EXPR_BOOL: *order = (int)a.truth - (int)b.truth; return true;
	case EXPR_NUMBER: *order = decimal_compare(a.number, b.number); return true;
	case EXPR_STRING: *order = text_compare(a.text, b.text); return true;
	case EXPR_DATE: *order = a.days < b.days ? -1 : a.days > b.days; return true;
	default: return false;
	}
}
