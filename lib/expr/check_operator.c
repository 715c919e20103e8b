/* Which kinds of value the operators join, and what comes of it. */
#include "expr/check.h"

static bool is_kind(const struct ast *x, enum expr_shape_kind kind)
{
	return x->shape->kind == kind || x->shape->kind == SHAPE_ANY;
}

static void misfit(struct compiler *c, const struct ast *x, enum message m)
{
	static const char *const names[] = {
		[AST_EQUAL] = "==",      [AST_UNEQUAL] = "!=",  [AST_LESS] = "<",
		[AST_LESS_EQUAL] = "<=", [AST_GREATER] = ">",   [AST_GREATER_EQUAL] = ">=",
		[AST_ADD] = "+",         [AST_SUBTRACT] = "-",  [AST_MULTIPLY] = "*",
		[AST_DIVIDE] = "/",      [AST_REMAINDER] = "%", [AST_IN] = "in",
		[AST_NEGATE] = "-",
	};

	compiler_say(c, m, x->start, x->end, text_of(names[x->op]), check_kind(x->first),
		     check_kind(x->last));
}

/* Is a value written in the expression one that the schema allows here? */
static void check_choice(struct compiler *c, const struct ast *x, const struct expr_shape *shape)
{
	struct text value, near = {NULL, 0};
	size_t i, limit = 3, distance;

	if (x->op != AST_CONSTANT || x->value->kind != EXPR_STRING || !shape->choices)
		return;
	value = x->value->text;
	for (i = 0; i < shape->nchoices; i++) {
		if (text_equal(shape->choices[i], value))
			return;
		distance = text_distance(value, shape->choices[i], limit);
		if (distance <= limit && distance < value.n) {
			near = shape->choices[i];
			limit = distance - 1;
		}
	}
	if (near.p)
		compiler_say(c, MSG_EXPR_CHOICE_NEAR, x->start, x->end, value, near);
	else
		compiler_say(c, MSG_EXPR_CHOICE, x->start, x->end, value);
}

/* Can two values ever be of one kind? Constants beside dates become dates. */
static bool comparable(struct compiler *c, struct ast *a, struct ast *b)
{
	enum expr_shape_kind x = a->shape->kind, y = b->shape->kind;

	if (x == SHAPE_DATE && y == SHAPE_STRING)
		check_constant_date(c, b);
	else if (y == SHAPE_DATE && x == SHAPE_STRING)
		check_constant_date(c, a);
	else
		return x == y || x == SHAPE_ANY || y == SHAPE_ANY;
	return true;
}

static void check_equal(struct compiler *c, struct ast *x)
{
	struct ast *a = x->first, *b = x->last;

	if (a->shape->kind == SHAPE_NULL || b->shape->kind == SHAPE_NULL)
		return;
	if (!comparable(c, a, b))
		misfit(c, x, MSG_EXPR_COMPARE);
	check_choice(c, a, b->shape);
	check_choice(c, b, a->shape);
}

static void check_order(struct compiler *c, struct ast *x)
{
	static const bool unordered[] = {
		[SHAPE_LIST] = true, [SHAPE_MAP] = true, [SHAPE_NULL] = true};

	if (!comparable(c, x->first, x->last) || unordered[x->first->shape->kind] ||
	    unordered[x->last->shape->kind])
		misfit(c, x, MSG_EXPR_COMPARE);
}

static void check_in(struct compiler *c, struct ast *x)
{
	const struct expr_shape *list = x->last->shape, *item = shape_item(list);
	struct ast *o;

	if (list->kind != SHAPE_LIST && list->kind != SHAPE_MAP && list->kind != SHAPE_ANY) {
		misfit(c, x, MSG_EXPR_IN);
		return;
	}
	check_choice(c, x->first, item);
	if (x->first->shape->choices)
		for (o = x->last->first; o; o = o->next)
			check_choice(c, o, x->first->shape);
	if (list->kind == SHAPE_LIST && item->kind != SHAPE_ANY &&
	    x->first->shape->kind != SHAPE_ANY && x->first->shape->kind != SHAPE_NULL &&
	    item->kind != x->first->shape->kind &&
	    !(item->kind == SHAPE_STRING && x->first->shape->kind == SHAPE_DATE) &&
	    !(item->kind == SHAPE_DATE && x->first->shape->kind == SHAPE_STRING))
		compiler_say(c, MSG_EXPR_IN_ITEM, x->start, x->end, check_kind(x->first),
			     text_of(expr_shape_name(item->kind)));
}

/* + and -, which dates and numbers share. Returns NULL if the two do not go together. */
static const struct expr_shape *sum_shape(struct compiler *c, struct ast *x)
{
	struct ast *a = x->first, *b = x->last;
	enum expr_shape_kind k = a->shape->kind, l = b->shape->kind;
	bool add = x->op == AST_ADD;

	if (k == SHAPE_NUMBER && l == SHAPE_NUMBER)
		return &expr_shape_number;
	if (k == SHAPE_DATE && l == SHAPE_NUMBER)
		return &expr_shape_date;
	if (k == SHAPE_NUMBER && l == SHAPE_DATE && add)
		return &expr_shape_date;
	if (!add && ((k == SHAPE_DATE && (l == SHAPE_DATE || l == SHAPE_STRING)) ||
		     (k == SHAPE_STRING && l == SHAPE_DATE))) {
		check_constant_date(c, k == SHAPE_STRING ? a : b);
		return &expr_shape_number;
	}
	if (add && k == l && (k == SHAPE_STRING || k == SHAPE_LIST))
		return shape_join(a->shape, b->shape);
	if (k == SHAPE_ANY || l == SHAPE_ANY) {
		enum expr_shape_kind other = k == SHAPE_ANY ? l : k;

		return other == SHAPE_BOOL || other == SHAPE_NULL || other == SHAPE_MAP ||
				       (!add && other == SHAPE_LIST)
			       ? NULL
			       : &expr_shape_any;
	}
	return NULL;
}

static void check_arithmetic(struct compiler *c, struct ast *x)
{
	x->sensitive = x->first->sensitive || x->last->sensitive;
	if (x->op == AST_ADD || x->op == AST_SUBTRACT)
		x->shape = sum_shape(c, x);
	else if (is_kind(x->first, SHAPE_NUMBER) && is_kind(x->last, SHAPE_NUMBER))
		x->shape = &expr_shape_number;
	if (!x->shape)
		misfit(c, x, MSG_EXPR_OPERANDS);
}

void check_operator(struct compiler *c, struct ast *x)
{
	switch (x->op) {
	case AST_NEGATE:
		x->shape = &expr_shape_number;
		x->sensitive = x->first->sensitive;
		if (!is_kind(x->first, SHAPE_NUMBER))
			misfit(c, x, MSG_EXPR_OPERAND);
		break;
	case AST_EQUAL:
	case AST_UNEQUAL:
		check_equal(c, x);
		x->shape = &expr_shape_bool;
		break;
	case AST_IN:
		check_in(c, x);
		x->shape = &expr_shape_bool;
		break;
	case AST_LESS:
	case AST_LESS_EQUAL:
	case AST_GREATER:
	case AST_GREATER_EQUAL:
		check_order(c, x);
		x->shape = &expr_shape_bool;
		break;
	default: check_arithmetic(c, x);
	}
}
