/* all exists exists_one filter map sortBy: an expression evaluated for each item of a list, or each
 * key of a map. */
#include "base/mem.h"
#include "expr/ast.h"

static struct expr_value item_at(struct expr_run *r, const struct expr_value *range, size_t i)
{
	return range->kind == EXPR_LIST ? value_item(r, range, i) : value_key(range, i);
}

/* Evaluates the body for item i; what is neither true nor false is bad. */
static void test(struct expr_run *r, const struct ast *x, const struct ast *body,
		 const struct expr_value *range, size_t i, struct expr_value *out)
{
	struct run_mark mark;

	r->locals[x->slot] = item_at(r, range, i);
	mark = run_mark(r);
	eval(r, body, out);
	if (out->kind != EXPR_BOOL && !expr_is_bad(out))
		run_fail(r, body, EXPR_WHY_TYPE, out);
	run_release(r, mark); /* true, false and reasons need nothing */
}

/* all: as && over the items; exists: as ||. */
static void quantify(struct expr_run *r, const struct ast *x, const struct expr_value *range,
		     bool decides, struct expr_value *out)
{
	struct expr_value v;
	size_t i;

	*out = expr_bool(!decides);
	for (i = 0; i < range->n; i++) {
		test(r, x, x->last, range, i, &v);
		if (v.kind == EXPR_BOOL ? v.truth == decides
					: out->kind == EXPR_BOOL || v.kind > out->kind)
			*out = v;
		if ((v.kind == EXPR_BOOL && v.truth == decides) || r->steps > r->step_limit)
			return;
	}
}

static void count_one(struct expr_run *r, const struct ast *x, const struct expr_value *range,
		      struct expr_value *out)
{
	struct expr_value v;
	size_t i, count = 0;

	for (i = 0; i < range->n; i++) {
		test(r, x, x->last, range, i, &v);
		if (expr_is_bad(&v)) {
			*out = v;
			return;
		}
		count += v.truth;
	}
	*out = expr_bool(count == 1);
}

/* filter, and map with two or three operands. */
static void collect(struct expr_run *r, const struct ast *x, const struct expr_value *range,
		    const struct ast *filter, const struct ast *transform, struct expr_value *out)
{
	struct expr_value *items = run_values(r, range->n), v;
	size_t i, n = 0;

	if (!items) {
		run_fail(r, x, EXPR_WHY_MEMORY, out);
		return;
	}
	for (i = 0; i < range->n; i++) {
		r->locals[x->slot] = item_at(r, range, i);
		if (filter) {
			test(r, x, filter, range, i, &v);
			if (expr_is_bad(&v)) {
				*out = v;
				return;
			}
			if (!v.truth)
				continue;
		}
		v = r->locals[x->slot];
		if (transform)
			eval(r, transform, &v);
		if (expr_is_bad(&v)) {
			*out = v;
			return;
		}
		items[n++] = v;
	}
	*out = run_list(items, n);
}

struct keyed {
	struct expr_value key, item;
};

/* Merges [from, middle) and [middle, to): stable. False if keys have no order. */
static bool merge(struct expr_run *r, struct keyed *v, struct keyed *room, size_t from,
		  size_t middle, size_t to)
{
	size_t i = from, j = middle, k = from;
	int order = 0;

	while (i < middle || j < to) {
		if (i < middle && j < to && !value_order(r, &v[i].key, &v[j].key, &order))
			return false;
		room[k++] = j >= to || (i < middle && order <= 0) ? v[i++] : v[j++];
	}
	memcpy(v + from, room + from, (to - from) * sizeof *v);
	return true;
}

static bool sort(struct expr_run *r, struct keyed *v, struct keyed *room, size_t n)
{
	size_t width, i;

	for (width = 1; width < n; width *= 2)
		for (i = 0; i + width < n; i += 2 * width)
			if (!merge(r, v, room, i, i + width, i + 2 * width < n ? i + 2 * width : n))
				return false;
	return true;
}

static void sort_by(struct expr_run *r, const struct ast *x, const struct expr_value *range,
		    struct expr_value *out)
{
	struct keyed *v = run_alloc(r, (range->n + 1) * sizeof *v * 2);
	struct expr_value *items = run_values(r, range->n);
	size_t i;

	if (!v || !items) {
		run_fail(r, x, EXPR_WHY_MEMORY, out);
		return;
	}
	for (i = 0; i < range->n; i++) {
		v[i].item = r->locals[x->slot] = item_at(r, range, i);
		eval(r, x->last, &v[i].key);
		if (expr_is_bad(&v[i].key)) {
			*out = v[i].key;
			return;
		}
	}
	if (!sort(r, v, v + range->n, range->n)) {
		*out = *range;
		run_fail(r, x, EXPR_WHY_TYPE, out);
		return;
	}
	for (i = 0; i < range->n; i++)
		items[i] = v[i].item;
	*out = run_list(items, range->n);
}

void eval_macro(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	struct expr_value range;
	const struct ast *body = x->first->next;

	eval(r, x->first, &range);
	if (expr_is_bad(&range)) {
		*out = range;
		return;
	}
	if (range.kind != EXPR_LIST && range.kind != EXPR_MAP) {
		*out = range;
		run_fail(r, x, EXPR_WHY_TYPE, out);
		return;
	}
	switch (x->op) {
	case AST_ALL: quantify(r, x, &range, false, out); break;
	case AST_EXISTS: quantify(r, x, &range, true, out); break;
	case AST_EXISTS_ONE: count_one(r, x, &range, out); break;
	case AST_FILTER: collect(r, x, &range, body, NULL, out); break;
	case AST_SORT_BY: sort_by(r, x, &range, out); break;
	default: collect(r, x, &range, x->n == 3 ? body : NULL, x->last, out);
	}
}
