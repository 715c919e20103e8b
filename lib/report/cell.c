/* Values of expressions as cells. Depth is bounded by TREE_DEPTH and the limits of lib/expr. */
#include "report/cell.h"

#include "base/buf.h"
#include "base/date.h"
#include "expr/expr.h"
#include "report/json.h"
#include "report/table.h"
#include "schema/schema.h"
#include "yaml/tree.h"

struct write { /* of a list or mapping, in both forms at once */
	struct buf *text, *json;
	struct arena *arena;
	bool show;
};

static void write_value(const struct write *w, const struct expr_value *v, bool sensitive);

/* As a number of JSON: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool is_json_number(struct text t)
{
	size_t i = t.n && t.p[0] == '-', from = i;

#define DIGITS                                                                                     \
	while (i < t.n && t.p[i] >= '0' && t.p[i] <= '9')                                          \
	i++
	DIGITS;
	if (i == from || (t.p[from] == '0' && i - from > 1))
		return false;
	if (i < t.n && t.p[i] == '.') {
		from = ++i;
		DIGITS;
		if (i == from)
			return false;
	}
	if (i < t.n && (t.p[i] | 0x20) == 'e') {
		i++;
		i += i < t.n && (t.p[i] == '+' || t.p[i] == '-');
		from = i;
		DIGITS;
		if (i == from)
			return false;
	}
#undef DIGITS
	return i == t.n;
}

/* The node's own digits, if the value is still the node's: 500.00 stays so. */
static void write_number(struct buf *out, const struct expr_value *v, struct arena *a)
{
	const struct node *n = v->node;

	if (n && node_is_number(n) && is_json_number(node_text(n)) &&
	    decimal_compare(node_decimal(n, a), v->number) == 0)
		buf_addt(out, node_text(n));
	else
		decimal_write(out, v->number);
}

static void write_masked(struct buf *out, const struct expr_value *v)
{
	if (v->node && v->node->kind == NODE_SCALAR && v->node->sensitive)
		schema_mask(out, v->node);
	else
		buf_adds(out, "***");
}

static bool is_secret(const struct write *w, const struct expr_value *v, bool sensitive)
{
	return !w->show && !expr_is_bad(v) && v->kind != EXPR_NULL &&
	       (sensitive || (v->node && v->node->sensitive));
}

/* Text of what is no list or mapping. */
static void write_scalar(struct buf *out, const struct expr_value *v, struct arena *a)
{
	char room[11];

	switch (v->kind) {
	case EXPR_BOOL: buf_adds(out, v->truth ? "true" : "false"); break;
	case EXPR_NUMBER: write_number(out, v, a); break;
	case EXPR_STRING: buf_addt(out, v->text); break;
	case EXPR_DATE:
		date_write(room, date_from_days(v->days));
		buf_adds(out, room);
		break;
	default: break;
	}
}

static struct expr_value child(const struct write *w, const struct expr_value *v, uint32_t i)
{
	if (v->kind == EXPR_LIST)
		return v->items ? v->items[i] : expr_from_node(v->node->items[i], w->arena);
	return v->items ? v->items[2 * i + 1] : expr_from_node(v->node->pairs[i].value, w->arena);
}

static void write_key(const struct write *w, const struct expr_value *v, uint32_t i)
{
	struct buf b = {0};

	if (v->items)
		write_scalar(&b, &v->items[2 * i], w->arena);
	else
		buf_addt(&b, node_text(v->node->pairs[i].key));
	buf_addt(w->text, buf_text(&b));
	buf_adds(w->text, ": ");
	json_string(w->json, buf_text(&b));
	buf_addc(w->json, ':');
	buf_free(&b);
}

static void write_items(const struct write *w, const struct expr_value *v, bool sensitive)
{
	bool map = v->kind == EXPR_MAP;
	struct expr_value item;
	uint32_t i;

	buf_addc(w->json, map ? '{' : '[');
	if (map)
		buf_addc(w->text, '{');
	for (i = 0; i < v->n; i++) {
		if (i) {
			buf_addc(w->json, ',');
			buf_adds(w->text, ", ");
		}
		if (map)
			write_key(w, v, i);
		item = child(w, v, i);
		write_value(w, &item, sensitive);
	}
	buf_addc(w->json, map ? '}' : ']');
	if (map)
		buf_addc(w->text, '}');
}

static void write_value(const struct write *w, const struct expr_value *v, bool sensitive)
{
	struct buf b = {0};

	if (is_secret(w, v, sensitive && v->kind != EXPR_LIST)) {
		write_masked(&b, v);
		json_string(w->json, buf_text(&b));
	} else if (v->kind == EXPR_LIST || v->kind == EXPR_MAP) {
		write_items(w, v, sensitive);
	} else {
		write_scalar(&b, v, w->arena);
		if (v->kind == EXPR_STRING || v->kind == EXPR_DATE)
			json_string(w->json, buf_text(&b));
		else
			buf_adds(w->json, b.n ? b.p : "null");
	}
	buf_addt(w->text, buf_text(&b));
	buf_free(&b);
}

static uint8_t kind_of(const struct expr_value *v)
{
	switch (v->kind) {
	case EXPR_BOOL: return CELL_BOOL;
	case EXPR_NUMBER: return CELL_NUMBER;
	case EXPR_DATE: return CELL_DATE;
	case EXPR_STRING: return CELL_TEXT;
	case EXPR_LIST:
	case EXPR_MAP: return CELL_JSON;
	}
	return CELL_EMPTY;
}

static struct text keep(struct arena *a, struct buf *b)
{
	struct text t = {b->n ? arena_copy(a, b->p, b->n) : "", b->n};

	buf_free(b);
	return t;
}

void cells_add_value(struct cells *c, const struct expr_value *v, bool sensitive, bool show)
{
	struct cell *cell = cells_add(c);
	struct buf text = {0}, json = {0};
	struct write w = {&text, &json, &c->arena, show};

	cell->kind = kind_of(v);
	if (cell->kind == CELL_EMPTY)
		return;
	if (is_secret(&w, v, sensitive && v->kind != EXPR_LIST))
		cell->kind = CELL_TEXT;
	write_value(&w, v, sensitive);
	cell->text = keep(&c->arena, &text);
	if (cell->kind == CELL_JSON)
		cell->json = keep(&c->arena, &json);
	buf_free(&json);
}
