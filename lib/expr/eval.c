/*
 * Evaluation: the tree is walked, each node writes its value. What is bad (unknown or an error)
 * goes up through every operation but && || ?: has() orValue() and the macros, which decide without
 * it where they can, in either order.
 */
#include "base/decimal.h"
#include "base/hash.h"
#include "base/mem.h"
#include "expr/ast.h"
#include "schema/pattern.h"
#include "yaml/tree.h"

struct expr_run *expr_run_new(void)
{
	struct expr_run *r = mem_zero(sizeof *r);

	r->memo = mem_zero(MEMO * sizeof *r->memo);
	r->matcher = matcher_new();
	r->generation = 1;
	expr_run_limit(r, EXPR_STEPS, EXPR_MEMORY);
	return r;
}

void expr_run_free(struct expr_run *r)
{
	if (!r)
		return;
	arena_free(&r->arena);
	arena_free(&r->kept);
	matcher_free(r->matcher);
	mem_free(r->memo);
	mem_free(r);
}

void expr_run_external(struct expr_run *r, expr_external *external, void *ctx)
{
	r->external = external;
	r->external_ctx = ctx;
}

void expr_run_secret(struct expr_run *r, expr_secret *secret, void *ctx)
{
	r->secret = secret;
	r->secret_ctx = ctx;
}

void expr_run_limit(struct expr_run *r, size_t steps, size_t memory)
{
	r->step_limit = steps;
	r->memory_limit = memory;
}

void expr_run_begin(struct expr_run *r)
{
	arena_reset(&r->kept);
	r->generation++;
	r->kept_memory = 0;
}

size_t expr_run_steps(const struct expr_run *r)
{
	return r->steps;
}

void run_fail(struct expr_run *r, const struct ast *x, enum expr_why why, struct expr_value *out)
{
	struct node *node = out->node;

	*out = (struct expr_value){.kind = why < EXPR_WHY_ZERO || why == EXPR_WHY_OWN ? EXPR_UNKNOWN
										      : EXPR_ERROR,
				   .why = (uint8_t)why,
				   .node = node};
	out->reason.start = x->start;
	out->reason.end = x->end;
	if (r->e)
		out->reason.about = (struct text){r->e->source.p + x->start, x->end - x->start};
}

void *run_alloc(struct expr_run *r, size_t n)
{
	if (n > r->memory_limit || r->memory > r->memory_limit - n) {
		r->memory = r->memory_limit + 1;
		return NULL;
	}
	r->memory += n + 16;
	return arena_alloc(&r->arena, n);
}

struct expr_value *run_values(struct expr_run *r, size_t n)
{
	return n > SIZE_MAX / sizeof(struct expr_value)
		       ? NULL
		       : run_alloc(r, (n ? n : 1) * sizeof(struct expr_value));
}

void run_number(struct expr_run *r, const struct ast *x, enum decimal_error error, struct decimal d,
		struct expr_value *out)
{
	if (error == DECIMAL_DIVIDE_BY_ZERO)
		run_fail(r, x, EXPR_WHY_ZERO, out);
	else if (error != DECIMAL_OK)
		run_fail(r, x, EXPR_WHY_RANGE, out);
	else {
		if (d.digits) /* the room for it, and for what led to it */
			r->memory += 8 * (size_t)d.ndigits, run_spend(r, d.ndigits / 4);
		*out = expr_number(d);
	}
}

struct expr_value run_list(const struct expr_value *items, size_t n)
{
	return (struct expr_value){.kind = EXPR_LIST, .n = (uint32_t)n, .items = items};
}

/* Gives a missing value its place; a string that should be a date becomes one. */
static void finish(struct expr_run *r, const struct ast *x, struct node *owner,
		   struct expr_value *out)
{
	if (out->kind == EXPR_STRING) {
		if (x->date && !value_to_date(out))
			run_fail(r, x, EXPR_WHY_DATE, out);
	} else if (expr_is_bad(out) && !out->reason.about.p) {
		if (!out->node)
			out->node = owner;
		run_fail(r, x, out->why, out);
	}
}

static void eval_select(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	struct node *owner;

	eval(r, x->first, out);
	if (expr_is_bad(out))
		return;
	if (out->kind != EXPR_MAP) {
		run_fail(r, x, out->kind == EXPR_NULL ? EXPR_WHY_MISSING : EXPR_WHY_TYPE, out);
		return;
	}
	owner = out->node;
	value_field(r, x->name, x->hash, out);
	finish(r, x, owner, out);
}

static void eval_external(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	struct node *owner;

	eval(r, x->first, out);
	if (expr_is_bad(out))
		return;
	owner = out->node;
	*out = expr_missing();
	if (r->external)
		r->external(r->external_ctx, x->slot, owner, out);
	finish(r, x, owner, out);
}

static void eval_index(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	struct expr_value key;
	struct node *owner;
	int64_t i;

	eval(r, x->first, out);
	if (expr_is_bad(out))
		return;
	eval(r, x->last, &key);
	owner = out->node;
	if (expr_is_bad(&key)) {
		*out = key;
		return;
	}
	if (out->kind == EXPR_LIST && key.kind == EXPR_NUMBER) {
		if (decimal_to_int64(key.number, &i) && i >= 0 && i < out->n)
			*out = value_item(r, out, (size_t)i);
		else
			*out = expr_missing();
	} else if (out->kind == EXPR_MAP && key.kind == EXPR_STRING) {
		*out = value_get(r, out, key.text, text_hash(key.text));
	} else if (out->kind == EXPR_MAP && out->items &&
		   (key.kind == EXPR_NUMBER || key.kind == EXPR_BOOL)) {
		size_t k, n = out->n;

		for (k = 0; k < n && !value_equal(r, &out->items[2 * k], &key);)
			k++;
		*out = k < n ? out->items[2 * k + 1] : expr_missing();
	} else {
		run_fail(r, x, EXPR_WHY_TYPE, out);
		return;
	}
	finish(r, x, owner, out);
}

static void eval_collection(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	struct expr_value *v = run_values(r, x->n);
	const struct ast *operand = x->first;
	size_t i, n = x->n;

	if (!v) {
		run_fail(r, x, EXPR_WHY_MEMORY, out);
		return;
	}
	for (i = 0; i < n; i++, operand = operand->next) {
		eval(r, operand, &v[i]);
		if (expr_is_bad(&v[i])) {
			*out = v[i];
			return;
		}
	}
	*out = run_list(v, n);
	if (x->op == AST_MAP) {
		out->kind = EXPR_MAP;
		out->n /= 2;
	}
}

static void want_bool(struct expr_run *r, const struct ast *x, struct expr_value *v)
{
	if (v->kind != EXPR_BOOL && !expr_is_bad(v))
		run_fail(r, x, EXPR_WHY_TYPE, v);
}

/* An operand that says `decides` decides; else one that is bad, errors first, makes the whole bad.
 */
static void eval_logic(struct expr_run *r, const struct ast *x, bool decides,
		       struct expr_value *out)
{
	struct expr_value v;
	const struct ast *operand;

	*out = expr_bool(!decides);
	for (operand = x->first; operand; operand = operand->next) {
		eval(r, operand, &v);
		want_bool(r, operand, &v);
		if (v.kind == EXPR_BOOL ? v.truth == decides
					: out->kind == EXPR_BOOL || v.kind > out->kind) {
			*out = v;
			if (v.kind == EXPR_BOOL)
				return;
		}
	}
}

static void eval_condition(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	eval(r, x->first, out);
	want_bool(r, x->first, out);
	if (expr_is_bad(out))
		return;
	eval(r, out->truth ? x->first->next : x->last, out);
}

static void eval_has(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	struct node *node;
	bool there;

	eval(r, x->first, out);
	if (out->kind == EXPR_ERROR || (out->kind == EXPR_UNKNOWN && out->why == EXPR_WHY_OWN))
		return; /* nobody can tell */
	/* What is there but unfit (a date that is none) is there. */
	there = out->kind != EXPR_UNKNOWN ||
		(out->why != EXPR_WHY_MISSING && out->why != EXPR_WHY_TYPE);
	node = out->node;
	*out = expr_bool(there);
	out->node = node;
}

static void eval_binary(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	struct expr_value a, b;

	eval(r, x->first, &a);
	if (expr_is_bad(&a)) {
		*out = a;
		return;
	}
	eval(r, x->last, &b);
	if (expr_is_bad(&b))
		*out = b;
	else
		operate(r, x, &a, &b, out);
}

static void eval_not(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	eval(r, x->first, out);
	want_bool(r, x->first, out);
	out->truth = !out->truth;
}

void eval(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	if (!run_spend(r, 1)) {
		out->node = NULL;
		run_fail(r, x, EXPR_WHY_COST, out);
		return;
	}
	switch (x->op) {
	case AST_CONSTANT: *out = *x->value; break;
	case AST_VARIABLE:
		*out = r->variables[x->slot];
		finish(r, x, NULL, out);
		break;
	case AST_LOCAL:
		*out = r->locals[x->slot];
		finish(r, x, NULL, out);
		break;
	case AST_SELECT: eval_select(r, x, out); break;
	case AST_EXTERNAL: eval_external(r, x, out); break;
	case AST_INDEX: eval_index(r, x, out); break;
	case AST_LIST:
	case AST_MAP: eval_collection(r, x, out); break;
	case AST_CALL: eval_call(r, x, out); break;
	case AST_HAS: eval_has(r, x, out); break;
	case AST_AND: eval_logic(r, x, false, out); break;
	case AST_OR: eval_logic(r, x, true, out); break;
	case AST_NOT: eval_not(r, x, out); break;
	case AST_NEGATE:
		eval(r, x->first, out);
		negate(r, x, out);
		break;
	case AST_CONDITION: eval_condition(r, x, out); break;
	case AST_ALL:
	case AST_EXISTS:
	case AST_EXISTS_ONE:
	case AST_FILTER:
	case AST_TRANSFORM:
	case AST_SORT_BY: eval_macro(r, x, out); break;
	default: eval_binary(r, x, out);
	}
}

/* A copy that outlives the evaluation, in r->kept; false past the limit. Nodes are not copied. */
static bool keep(struct expr_run *r, struct expr_value *v);

static void *keep_bytes(struct expr_run *r, const void *p, size_t n)
{
	void *copy;

	if (n > r->memory_limit || r->kept_memory > r->memory_limit - n)
		return NULL;
	r->kept_memory += n + 16;
	copy = arena_alloc(&r->kept, n + 1);
	if (n)
		memcpy(copy, p, n);
	((char *)copy)[n] = '\0';
	return copy;
}

static bool keep_items(struct expr_run *r, struct expr_value *v)
{
	size_t i, n = (size_t)v->n * (v->kind == EXPR_MAP ? 2 : 1);
	struct expr_value *items = keep_bytes(r, v->items, n * sizeof *items);

	for (i = 0; items && i < n; i++)
		if (!keep(r, &items[i]))
			return false;
	v->items = items;
	return items != NULL;
}

static bool keep(struct expr_run *r, struct expr_value *v)
{
	switch (v->kind) {
	case EXPR_NUMBER:
		if (!v->number.digits)
			return true;
		v->number.digits = keep_bytes(r, v->number.digits, v->number.ndigits);
		return v->number.digits != NULL;
	case EXPR_STRING: v->text.p = keep_bytes(r, v->text.p, v->text.n); return v->text.p != NULL;
	case EXPR_LIST:
	case EXPR_MAP: return !v->items || keep_items(r, v);
	default: return true;
	}
}

static void run_start(struct expr_run *r, const struct expr *e, const struct expr_value *variables)
{
	r->e = e;
	r->variables = variables;
	r->steps = 0;
	r->memory = 0;
}

struct expr_value expr_eval(struct expr_run *r, const struct expr *e,
			    const struct expr_value *variables)
{
	struct expr_value out = {0};

	run_start(r, e, variables);
	eval(r, e->root, &out);
	/* Past a limit nothing decides, or the order of operands would. */
	if (r->steps > r->step_limit)
		run_fail(r, e->root, EXPR_WHY_COST, &out);
	else if (r->memory > r->memory_limit || !keep(r, &out))
		run_fail(r, e->root, EXPR_WHY_MEMORY, &out);
	arena_reset(&r->arena);
	r->memory = 0;
	return out;
}
