/* Calls: the macros, which bind a name, and functions against the table. */
#include "base/buf.h"
#include "base/finding.h"
#include "expr/check.h"
#include "expr/function.h"
#include "schema/pattern.h"

static uint32_t name_end(const struct ast *x)
{
	return x->at + (uint32_t)x->name.n;
}

static const struct macro {
	const char *name;
	enum ast_op op;
	uint8_t least, most; /* operands: the range, the variable, bodies */
} macros[] = {
	{"all", AST_ALL, 3, 3},
	{"exists", AST_EXISTS, 3, 3},
	{"exists_one", AST_EXISTS_ONE, 3, 3},
	{"filter", AST_FILTER, 3, 3},
	{"map", AST_TRANSFORM, 3, 4},
	{"sortBy", AST_SORT_BY, 3, 3},
};

static void count_wrong(struct compiler *c, const struct ast *x)
{
	char room[24];
	size_t before_dot = x->method ? 1 : 0;

	compiler_say(c, MSG_EXPR_ARGUMENTS, x->at, name_end(x), x->name,
		     text_number(room, x->n - before_dot));
}

static void check_has(struct compiler *c, struct ast *x, const struct scope *scope)
{
	struct ast *o = x->first;

	if (x->n != 1 || x->method ||
	    (o->op != AST_SELECT && o->op != AST_INDEX && o->op != AST_NAME)) {
		compiler_say(c, MSG_EXPR_HAS, x->at, x->end, x->name);
		return;
	}
	check_node(c, o, scope);
	x->op = AST_HAS;
	x->shape = &expr_shape_bool;
}

/* name() */
static struct text called(struct compiler *c, struct text name)
{
	char *p = arena_alloc(c->arena, name.n + 2);

	memcpy(p, name.p, name.n);
	memcpy(p + name.n, "()", 2);
	return (struct text){p, name.n + 2};
}

/* The bodies of a macro, with its variable in scope; then the variable's node is dropped. */
static void check_bodies(struct compiler *c, struct ast *x, const struct scope *scope)
{
	struct ast *range = x->first, *variable = range->next, *o;
	struct scope inner = {.name = variable->name,
			      .outer = scope,
			      .slot = scope ? scope->slot + 1 : 0};
	bool predicate = x->op != AST_SORT_BY;
	char room[24];

	inner.shape = range->shape->kind == SHAPE_MAP ? &expr_shape_string
						      : shape_item(range->shape);
	inner.sensitive = range->sensitive;
	inner.own = range->own;
	if (inner.slot >= EXPR_LOCALS) {
		compiler_say(c, MSG_EXPR_DEPTH, x->at, name_end(x), text_number(room, EXPR_LOCALS));
		return;
	}
	for (o = variable->next; o; o = o->next) {
		check_node(c, o, &inner);
		if (predicate && (x->op != AST_TRANSFORM || o != x->last))
			check_bool(c, o, called(c, x->name));
	}
	x->slot = inner.slot;
	x->sensitive = x->op == AST_TRANSFORM                        ? x->last->sensitive
		       : x->op == AST_FILTER || x->op == AST_SORT_BY ? range->sensitive
								     : false;
	x->shape = x->op == AST_TRANSFORM ? shape_list_of(c, x->last->shape)
		   : x->op == AST_FILTER || x->op == AST_SORT_BY
			   ? (range->shape->kind == SHAPE_MAP ? &expr_shape_list : range->shape)
			   : &expr_shape_bool;
	range->next = variable->next;
	x->n--;
}

static void check_macro(struct compiler *c, struct ast *x, const struct macro *m,
			const struct scope *scope)
{
	struct ast *range = x->first;
	enum expr_shape_kind kind;

	check_node(c, range, scope);
	kind = range->shape->kind;
	x->op = (uint8_t)m->op;
	if (range->next->op != AST_NAME)
		compiler_say(c, MSG_EXPR_VARIABLE, range->next->start, range->next->end, x->name);
	else if (kind != SHAPE_LIST && kind != SHAPE_MAP && kind != SHAPE_ANY)
		compiler_say(c, MSG_EXPR_ARGUMENT, range->start, range->end, x->name, TEXT("list"),
			     check_kind(range));
	else
		check_bodies(c, x, scope);
	/* The name has served; check_node gives what failed the shape of anything. */
}

static bool letter_fits(char letter, struct ast *x)
{
	enum expr_shape_kind kind = x->shape->kind;

	if (kind == SHAPE_ANY)
		return true;
	switch (letter) {
	case 'n': return kind == SHAPE_NUMBER;
	case 'b': return kind == SHAPE_BOOL;
	case 's': return kind == SHAPE_STRING || kind == SHAPE_DATE;
	case 'd': return kind == SHAPE_STRING || kind == SHAPE_DATE;
	case 'l': return kind == SHAPE_LIST;
	case 'q':
		return kind == SHAPE_LIST && (shape_item(x->shape)->kind == SHAPE_NUMBER ||
					      shape_item(x->shape)->kind == SHAPE_ANY);
	case 'm': return kind == SHAPE_MAP;
	default: return true;
	}
}

static struct text letter_name(char letter)
{
	switch (letter) {
	case 'n': return TEXT("number");
	case 'b': return TEXT("boolean");
	case 's': return TEXT("string");
	case 'd': return TEXT("date");
	case 'q': return TEXT("list of numbers");
	case 'm': return TEXT("map");
	default: return TEXT("list");
	}
}

/* The first operand that does not fit a row, or NULL. */
static struct ast *first_misfit(const struct expr_function *f, struct ast *x, char *letter)
{
	struct ast *o;
	size_t i = 0;

	for (o = x->first; o; o = o->next, i++) {
		*letter = function_letter(f, i);
		if (!letter_fits(*letter, o))
			return o;
	}
	return NULL;
}

static const struct expr_shape *result_shape(struct compiler *c, const struct expr_function *f,
					     const struct ast *x)
{
	const struct expr_shape *first = x->first->shape;

	switch (function_result(f)) {
	case 'n': return &expr_shape_number;
	case 'b': return &expr_shape_bool;
	case 's': return &expr_shape_string;
	case 'd': return &expr_shape_date;
	case 'l': return &expr_shape_list;
	case 'S': return shape_list_of(c, &expr_shape_string);
	case 'Q': return shape_list_of(c, &expr_shape_number);
	case 'i': return shape_item(first);
	default:
		return x->n == 2 && x->last->shape != first && function_letter(f, 1) != 'n'
			       ? shape_join(first, x->last->shape)
			       : first;
	}
}

/* A constant pattern is compiled here, once. */
static void compile_pattern(struct compiler *c, struct ast *x)
{
	struct owned_pattern *owned;
	struct buf why = {0};
	size_t at = 0;

	if (x->last->op != AST_CONSTANT || x->last->value->kind != EXPR_STRING)
		return;
	x->pattern = pattern_new(x->last->value->text, &why, &at);
	if (x->pattern) {
		owned = arena_alloc(c->arena, sizeof *owned);
		*owned = (struct owned_pattern){x->pattern, c->e->patterns};
		c->e->patterns = owned;
	} else {
		compiler_say(c, MSG_EXPR_PATTERN, x->last->start, x->last->end, buf_text(&why));
	}
	buf_free(&why);
}

/* date() also reads eight digits, when it is evaluated. */
static bool is_basic_date(const struct ast *x)
{
	return x->op == AST_CONSTANT && x->value->kind == EXPR_STRING && x->value->text.n == 8;
}

/* Constant strings that are to be dates are so from here on. */
static void constant_dates(struct compiler *c, struct ast *x, const struct expr_function *f)
{
	struct ast *o;
	size_t i = 0;

	for (o = x->first; o; o = o->next, i++)
		if (function_letter(f, i) == 'd' && !(f->call == date_date && is_basic_date(o)))
			check_constant_date(c, o);
}

static void bind(struct compiler *c, struct ast *x, const struct expr_function *f)
{
	const struct ast *o;
	char result = function_result(f);

	x->shape = result_shape(c, f, x);
	for (o = x->first; o; o = o->next)
		x->sensitive |= o->sensitive;
	/* A size or an age tells little; a number made from the digits of a text tells all. */
	if (result == 'b' || (result == 'n' && f->call != number_number && f->call != number_int))
		x->sensitive = false;
	constant_dates(c, x, f);
	x->function = f;
	x->pattern = NULL;
	if (f->call == text_matches)
		compile_pattern(c, x);
}

static void check_function(struct compiler *c, struct ast *x, const struct expr_function *f)
{
	const struct expr_function *row, *counted = NULL;
	struct ast *o;
	char letter = 'a';

	for (row = f; row->name && text_is(x->name, row->name); row++) {
		if (!function_takes(row, x->n))
			continue;
		counted = counted ? counted : row;
		if (!first_misfit(row, x, &letter)) {
			bind(c, x, row);
			return;
		}
	}
	if (!counted) {
		count_wrong(c, x);
		return;
	}
	o = first_misfit(counted, x, &letter);
	compiler_say(c, MSG_EXPR_ARGUMENT, o->start, o->end, x->name, letter_name(letter),
		     check_kind(o));
}

/* math.abs(x): the name of a library before the dot is part of the function's. */
static bool join_library(struct compiler *c, struct ast *x)
{
	struct ast *o = x->first;
	char *name;

	if (!x->method || o->op != AST_NAME ||
	    !(text_is(o->name, "math") || text_is(o->name, "lists")))
		return false;
	name = arena_alloc(c->arena, o->name.n + 1 + x->name.n);
	memcpy(name, o->name.p, o->name.n);
	name[o->name.n] = '.';
	memcpy(name + o->name.n + 1, x->name.p, x->name.n);
	x->name = (struct text){name, o->name.n + 1 + x->name.n};
	x->at = o->at;
	x->first = o->next;
	x->method = false;
	x->n--;
	return true;
}

static void unknown_function(struct compiler *c, const struct ast *x)
{
	const char *near = function_near(x->name);

	if (near)
		compiler_say(c, MSG_EXPR_FUNCTION_NEAR, x->at, name_end(x), x->name, text_of(near));
	else
		compiler_say(c, MSG_EXPR_FUNCTION, x->at, name_end(x), x->name);
}

void check_call(struct compiler *c, struct ast *x, const struct scope *scope)
{
	const struct expr_function *f;
	struct ast *o;
	size_t i;

	if (text_is(x->name, "has")) {
		check_has(c, x, scope);
		return;
	}
	for (i = 0; i < sizeof macros / sizeof *macros; i++)
		if (text_is(x->name, macros[i].name)) {
			if (x->method && x->n >= macros[i].least && x->n <= macros[i].most)
				check_macro(c, x, &macros[i], scope);
			else
				count_wrong(c, x);
			return;
		}
	join_library(c, x);
	f = function_find(x->name);
	if (!f) { /* what its arguments are about nobody can say: all(x, …) misspelt names an x */
		unknown_function(c, x);
		return;
	}
	for (o = x->first; o; o = o->next)
		check_node(c, o, scope);
	if (x->n > EXPR_ARGUMENTS || !x->n)
		count_wrong(c, x);
	else
		check_function(c, x, f);
}
