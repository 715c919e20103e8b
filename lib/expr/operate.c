/* Relations and arithmetic. Numbers are exact; a quotient is rounded half-even to EXPR_PLACES
 * digits. */
#include "base/date.h"
#include "expr/ast.h"

enum { FIRST_DAY = -719162, LAST_DAY = 2932896 }; /* 0001-01-01 and 9999-12-31 */

static void order(struct expr_run *r, const struct ast *x, const struct expr_value *a,
		  const struct expr_value *b, struct expr_value *out)
{
	int o;
	bool truth;

	if (!value_order(r, a, b, &o)) {
		*out = a->node ? *a : *b;
		run_fail(r, x, EXPR_WHY_TYPE, out);
		return;
	}
	switch (x->op) {
	case AST_LESS: truth = o < 0; break;
	case AST_LESS_EQUAL: truth = o <= 0; break;
	case AST_GREATER: truth = o > 0; break;
	default: truth = o >= 0;
	}
	*out = expr_bool(truth);
}

static void in(struct expr_run *r, const struct ast *x, const struct expr_value *a,
	       const struct expr_value *b, struct expr_value *out)
{
	struct expr_value item;
	bool found = false;
	uint32_t i;

	if (b->kind != EXPR_LIST && b->kind != EXPR_MAP) {
		*out = *b;
		run_fail(r, x, EXPR_WHY_TYPE, out);
		return;
	}
	for (i = 0; i < b->n && !found && run_spend(r, 1); i++) {
		item = b->kind == EXPR_LIST ? value_item(r, b, i) : value_key(b, i);
		found = value_equal(r, a, &item);
	}
	*out = expr_bool(found);
}

static void join_texts(struct expr_run *r, const struct ast *x, struct text a, struct text b,
		       struct expr_value *out)
{
	char *p = run_alloc(r, a.n + b.n + 1);

	if (!p) {
		run_fail(r, x, EXPR_WHY_MEMORY, out);
		return;
	}
	run_spend(r, (a.n + b.n) / 64);
	if (a.n)
		memcpy(p, a.p, a.n);
	if (b.n)
		memcpy(p + a.n, b.p, b.n);
	*out = expr_string((struct text){p, a.n + b.n});
}

static void join_lists(struct expr_run *r, const struct ast *x, const struct expr_value *a,
		       const struct expr_value *b, struct expr_value *out)
{
	size_t i, n = (size_t)a->n + b->n;
	struct expr_value *v = run_values(r, n);

	if (!v) {
		run_fail(r, x, EXPR_WHY_MEMORY, out);
		return;
	}
	run_spend(r, n);
	for (i = 0; i < n; i++)
		v[i] = i < a->n ? value_item(r, a, i) : value_item(r, b, i - a->n);
	*out = run_list(v, n);
}

static void shift_date(struct expr_run *r, const struct ast *x, int32_t days, struct decimal by,
		       int sign, struct expr_value *out)
{
	int64_t n;

	if (!decimal_to_int64(by, &n) || n < -4000000 || n > 4000000 ||
	    days + sign * n < FIRST_DAY || days + sign * n > LAST_DAY)
		run_fail(r, x, EXPR_WHY_RANGE, out);
	else
		*out = expr_date((int32_t)(days + sign * n));
}

static void arithmetic(struct expr_run *r, const struct ast *x, struct decimal a, struct decimal b,
		       struct expr_value *out)
{
	struct decimal d = {0};
	enum decimal_error error;

	/* Long numbers cost what their digits do. */
	if (a.digits || b.digits)
		run_spend(r, (size_t)a.ndigits * (x->op == AST_MULTIPLY ? b.ndigits : 1) / 64 +
				     b.ndigits);
	switch (x->op) {
	case AST_ADD: error = decimal_add(&r->arena, a, b, &d); break;
	case AST_SUBTRACT: error = decimal_subtract(&r->arena, a, b, &d); break;
	case AST_MULTIPLY: error = decimal_multiply(&r->arena, a, b, &d); break;
	case AST_DIVIDE: error = decimal_divide(&r->arena, a, b, EXPR_PLACES, &d); break;
	default: error = decimal_remainder(&r->arena, a, b, &d);
	}
	run_number(r, x, error, d, out);
}

static bool on_dates(struct expr_run *r, const struct ast *x, const struct expr_value *a,
		     const struct expr_value *b, struct expr_value *out)
{
	struct expr_value s = *a, t = *b;

	if (s.kind == EXPR_DATE && t.kind == EXPR_STRING)
		value_to_date(&t);
	if (t.kind == EXPR_DATE && s.kind == EXPR_STRING)
		value_to_date(&s);
	if (s.kind == EXPR_DATE && t.kind == EXPR_DATE && x->op == AST_SUBTRACT)
		*out = expr_number(decimal_int((int64_t)s.days - t.days));
	else if (s.kind == EXPR_DATE && t.kind == EXPR_NUMBER &&
		 (x->op == AST_ADD || x->op == AST_SUBTRACT))
		shift_date(r, x, s.days, t.number, x->op == AST_ADD ? 1 : -1, out);
	else if (s.kind == EXPR_NUMBER && t.kind == EXPR_DATE && x->op == AST_ADD)
		shift_date(r, x, t.days, s.number, 1, out);
	else
		return false;
	return true;
}

static void calculate(struct expr_run *r, const struct ast *x, const struct expr_value *a,
		      const struct expr_value *b, struct expr_value *out)
{
	out->node = NULL;
	if (a->kind == EXPR_NUMBER && b->kind == EXPR_NUMBER) {
		arithmetic(r, x, a->number, b->number, out);
	} else if (x->op == AST_ADD && a->kind == EXPR_STRING && b->kind == EXPR_STRING) {
		join_texts(r, x, a->text, b->text, out);
		out->node = run_origin(r, a->node, b->node);
	} else if (x->op == AST_ADD && a->kind == EXPR_LIST && b->kind == EXPR_LIST) {
		join_lists(r, x, a, b, out);
	} else if (!on_dates(r, x, a, b, out)) {
		out->node = a->node ? a->node : b->node;
		run_fail(r, x, EXPR_WHY_TYPE, out);
	}
}

void operate(struct expr_run *r, const struct ast *x, const struct expr_value *a,
	     const struct expr_value *b, struct expr_value *out)
{
	switch (x->op) {
	case AST_EQUAL: *out = expr_bool(value_equal(r, a, b)); break;
	case AST_UNEQUAL: *out = expr_bool(!value_equal(r, a, b)); break;
	case AST_LESS:
	case AST_LESS_EQUAL:
	case AST_GREATER:
	case AST_GREATER_EQUAL: order(r, x, a, b, out); break;
	case AST_IN: in(r, x, a, b, out); break;
	default: calculate(r, x, a, b, out);
	}
}

void negate(struct expr_run *r, const struct ast *x, struct expr_value *v)
{
	if (v->kind == EXPR_NUMBER) {
		if (!decimal_is_zero(v->number))
			v->number.negative = !v->number.negative;
		v->node = NULL;
	} else if (!expr_is_bad(v)) {
		run_fail(r, x, EXPR_WHY_TYPE, v);
	}
}
