/*
 * What can be known before any record is seen: that names are variables and fields, and which kinds
 * of value meet. Where a shape is not known (any) the question is left to the evaluation. One fault
 * does not hide the next.
 */
#include "expr/check.h"

#include "base/utf8.h"
#include "base/hash.h"

static size_t near_limit(struct text name)
{
	return name.n < 4 ? 1 : name.n < 10 ? 2 : 3;
}

/* Takes `name` for the nearest so far if it is. */
static void nearer(struct text wanted, struct text name, struct text *near, size_t *limit)
{
	size_t distance;

	if (near->p && *limit == 0)
		return;
	distance = text_distance(wanted, name, *limit);
	if (distance <= *limit && distance < utf8_count(wanted.p, wanted.n)) {
		*near = name;
		*limit = distance ? distance - 1 : 0;
	}
}

void check_name(struct compiler *c, struct ast *x, const struct scope *scope)
{
	struct text near = {NULL, 0};
	size_t i, limit = near_limit(x->name);
	const struct scope *s;

	for (s = scope; s; s = s->outer) {
		if (text_equal(s->name, x->name)) {
			x->op = AST_LOCAL;
			x->slot = s->slot;
			x->shape = s->shape;
			x->sensitive = s->sensitive;
			x->own = s->own;
			return;
		}
		nearer(x->name, s->name, &near, &limit);
	}
	for (i = 0; i < c->env->nvariables; i++) {
		if (text_equal(c->env->variables[i].name, x->name)) {
			x->op = AST_VARIABLE;
			x->slot = (uint32_t)i;
			x->shape = c->env->variables[i].shape;
			c->e->uses |= (uint64_t)1 << i;
			return;
		}
		nearer(x->name, c->env->variables[i].name, &near, &limit);
	}
	if (near.p)
		compiler_say(c, MSG_EXPR_NAME_NEAR, x->at, x->end, x->name, near);
	else if (c->env->nvariables && c->env->variables[0].shape &&
		 expr_shape_field(c->env->variables[0].shape, x->name))
		compiler_say(c, MSG_EXPR_NAME_FIELD, x->at, x->end, x->name,
			     c->env->variables[0].name);
	else
		compiler_say(c, MSG_EXPR_NAME, x->at, x->end, x->name);
}

/* Where the field's name ends, after a dot or in brackets. */
static uint32_t field_end(const struct ast *x)
{
	return x->last == x->first ? x->end : x->last->end;
}

static void unknown_field(struct compiler *c, const struct ast *x, const struct expr_shape *map)
{
	struct text near = {NULL, 0};
	size_t i, limit = near_limit(x->name);

	for (i = 0; i < map->nfields; i++)
		nearer(x->name, map->fields[i].name, &near, &limit);
	if (near.p)
		compiler_say(c, MSG_EXPR_FIELD_NEAR, x->at, field_end(x), x->name, near);
	else
		compiler_say(c, MSG_EXPR_FIELD, x->at, field_end(x), x->name);
}

void check_select(struct compiler *c, struct ast *x)
{
	const struct expr_shape *map = x->first->shape;
	const struct expr_field *field;

	x->sensitive = x->first->sensitive;
	if (map->kind == SHAPE_ANY)
		return;
	if (map->kind != SHAPE_MAP) {
		compiler_say(c, MSG_EXPR_NO_FIELDS, x->at, x->end, check_kind(x->first), x->name);
		return;
	}
	field = expr_shape_field(map, x->name);
	if (field) {
		x->shape = field->shape;
		if (field->external) {
			x->op = AST_EXTERNAL;
			x->slot = field->id;
			c->e->external = true;
		}
	} else if (map->item) {
		x->shape = map->item;
	} else if (map->closed) {
		unknown_field(c, x, map);
	}
}

void check_index(struct compiler *c, struct ast *x)
{
	const struct expr_shape *of = x->first->shape;
	enum expr_shape_kind key = x->last->shape->kind;

	x->sensitive = x->first->sensitive;
	if (of->kind == SHAPE_MAP && x->last->op == AST_CONSTANT &&
	    x->last->value->kind == EXPR_STRING) {
		/* a["b"] is a.b */
		struct text name = x->last->value->text;

		x->at = x->last->start;
		x->op = AST_SELECT;
		x->name = name;
		x->hash = text_hash(name);
		check_select(c, x);
	} else if (of->kind == SHAPE_LIST) {
		x->shape = of->item;
		if (key != SHAPE_NUMBER && key != SHAPE_ANY)
			compiler_say(c, MSG_EXPR_INDEX, x->last->start, x->last->end,
				     check_kind(x->last));
	} else if (of->kind == SHAPE_MAP) {
		x->shape = of->item;
	} else if (of->kind != SHAPE_ANY) {
		compiler_say(c, MSG_EXPR_NOT_INDEXED, x->start, x->end, check_kind(x->first));
	}
}

void check_bool(struct compiler *c, const struct ast *x, struct text who)
{
	if (x->shape->kind != SHAPE_BOOL && x->shape->kind != SHAPE_ANY)
		compiler_say(c, MSG_EXPR_CONDITION, x->start, x->end, who, check_kind(x));
}

void check_constant_date(struct compiler *c, struct ast *x)
{
	struct expr_value *v;

	if (x->op != AST_CONSTANT || x->value->kind != EXPR_STRING)
		return;
	v = arena_alloc(c->arena, sizeof *v);
	*v = *x->value;
	if (value_to_date(v)) {
		x->value = v;
		x->shape = &expr_shape_date;
	} else {
		compiler_say(c, MSG_EXPR_DATE, x->start, x->end, v->text);
	}
}

static void check_map(struct compiler *c, struct ast *x)
{
	const struct ast *key;

	x->shape = &expr_shape_map;
	for (key = x->first; key; key = key->next->next) {
		enum expr_shape_kind kind = key->shape->kind;

		if (kind != SHAPE_ANY && kind != SHAPE_STRING && kind != SHAPE_NUMBER &&
		    kind != SHAPE_BOOL)
			compiler_say(c, MSG_EXPR_KEY, key->start, key->end, check_kind(key));
	}
}

static void check_list(struct compiler *c, struct ast *x)
{
	const struct expr_shape *item = x->first ? x->first->shape : &expr_shape_any;
	const struct ast *o;

	for (o = x->first; o; o = o->next)
		item = shape_join(item, o->shape);
	x->shape = shape_list_of(c, item);
}

static void check_logic(struct compiler *c, struct ast *x)
{
	static const char *const names[] = {[AST_AND] = "&&", [AST_OR] = "||", [AST_NOT] = "!"};
	const struct ast *o;

	x->shape = &expr_shape_bool;
	for (o = x->first; o; o = o->next)
		check_bool(c, o, text_of(names[x->op]));
}

static bool is_secret(const struct expr_shape *s)
{
	return s->sensitive || (s->kind == SHAPE_LIST && s->item && s->item->sensitive);
}

static void check_by_op(struct compiler *c, struct ast *x, const struct scope *scope)
{
	switch (x->op) {
	case AST_NAME: check_name(c, x, scope); break;
	case AST_SELECT: check_select(c, x); break;
	case AST_INDEX: check_index(c, x); break;
	case AST_LIST: check_list(c, x); break;
	case AST_MAP: check_map(c, x); break;
	case AST_AND:
	case AST_OR:
	case AST_NOT: check_logic(c, x); break;
	case AST_CONDITION:
		check_bool(c, x->first, TEXT("?:"));
		x->shape = shape_join(x->first->next->shape, x->last->shape);
		x->sensitive = x->first->next->sensitive || x->last->sensitive;
		break;
	default: check_operator(c, x);
	}
}

static void check_constant(struct ast *x)
{
	static const struct expr_shape *const shapes[] = {
		[EXPR_NULL] = &expr_shape_null,     [EXPR_BOOL] = &expr_shape_bool,
		[EXPR_NUMBER] = &expr_shape_number, [EXPR_STRING] = &expr_shape_string,
		[EXPR_DATE] = &expr_shape_date,     [EXPR_LIST] = &expr_shape_list,
		[EXPR_MAP] = &expr_shape_map,
	};

	x->shape = shapes[x->value->kind];
}

/* Of what is not constant all must be the record's own. */
static bool is_own(const struct ast *x)
{
	const struct ast *o;
	bool own = false;

	if (x->op == AST_VARIABLE)
		return x->slot == 0;
	if (x->op == AST_LOCAL)
		return x->own;
	if (x->op == AST_TRANSFORM)
		return x->last->own;
	if (x->op >= AST_ALL || x->op == AST_SELECT || x->op == AST_INDEX || x->op == AST_EXTERNAL)
		return x->first->own;
	for (o = x->first; o; o = o->next) {
		if (o->op != AST_CONSTANT && !o->own)
			return false;
		own |= o->own;
	}
	return own;
}

void check_node(struct compiler *c, struct ast *x, const struct scope *scope)
{
	struct ast *o;

	if (x->op == AST_CONSTANT) {
		check_constant(x);
		return;
	}
	if (x->op == AST_CALL) {
		check_call(c, x, scope);
	} else {
		for (o = x->first; o; o = o->next) {
			check_node(c, o, scope);
			if (x->op == AST_LIST || x->op == AST_MAP)
				x->sensitive |= o->sensitive;
		}
		check_by_op(c, x, scope);
	}
	if (!x->shape)
		x->shape = &expr_shape_any;
	x->sensitive |= is_secret(x->shape);
	x->date = x->shape->kind == SHAPE_DATE;
	x->own = is_own(x);
	if (!c->failed)
		check_fold(c, x);
}

void check(struct compiler *c, struct ast *x)
{
	check_node(c, x, NULL);
}

void check_wanted(struct compiler *c, const struct ast *x, const struct expr_shape *wanted)
{
	if (wanted && wanted->kind != SHAPE_ANY && x->shape->kind != SHAPE_ANY &&
	    wanted->kind != x->shape->kind)
		compiler_say(c, MSG_EXPR_RESULT, x->start, x->end,
			     text_of(expr_shape_name(wanted->kind)), check_kind(x));
}
