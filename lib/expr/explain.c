/*
 * Which fact decided: the expression is walked again from the top, into those operands that made
 * the value what it is, down to comparisons, membership, has() and plain values. Macros are entered
 * at the first item that decided.
 */
#include "base/buf.h"
#include "expr/ast.h"
#include "yaml/tree.h"

struct explain {
	struct expr_run *r;
	void (*each)(void *ctx, const struct expr_fact *fact);
	void *ctx;
	unsigned told;
};

static void explain(struct explain *e, const struct ast *x);

static bool is_name_byte(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The source of x; without the first variable and its dot if that is what it begins with. */
static struct text path_of(const struct explain *e, const struct ast *x)
{
	struct text t = {e->r->e->source.p + x->start, x->end - x->start};
	const struct ast *root = x;
	size_t n;

	while (root->op == AST_SELECT || root->op == AST_EXTERNAL || root->op == AST_INDEX)
		root = root->first;
	if (root == x || root->op != AST_VARIABLE || root->slot != 0)
		return t;
	for (n = 0; n < t.n && is_name_byte(t.p[n]);)
		n++;
	return n < t.n && t.p[n] == '.' && n + 1 < t.n && is_name_byte(t.p[n + 1])
		       ? (struct text){t.p + n + 1, t.n - n - 1}
		       : t;
}

static enum message message_of(const struct ast *x, bool truth, bool bad)
{
	static const enum message wanted[] = {
		[AST_EQUAL] = MSG_EXPR_FACT_EQ,   [AST_UNEQUAL] = MSG_EXPR_FACT_NE,
		[AST_LESS] = MSG_EXPR_FACT_LT,    [AST_LESS_EQUAL] = MSG_EXPR_FACT_LE,
		[AST_GREATER] = MSG_EXPR_FACT_GT, [AST_GREATER_EQUAL] = MSG_EXPR_FACT_GE,
		[AST_IN] = MSG_EXPR_FACT_IN,
	};

	if (bad)
		return MSG_EXPR_FACT_MISSING;
	if (x->op == AST_HAS)
		return truth ? MSG_EXPR_FACT_HAS : MSG_EXPR_FACT_HAS_NOT;
	if (x->op >= AST_EQUAL && x->op <= AST_IN)
		return truth ? MSG_EXPR_FACT_BESIDE : wanted[x->op];
	return MSG_EXPR_FACT_VALUE;
}

/* The first node of the record that x is made of; not looking into the bodies of macros. */
static struct node *origin(struct explain *e, const struct ast *x)
{
	const struct ast *o;
	struct expr_value v;
	struct node *node;

	if (x->own) {
		eval(e->r, x, &v);
		if (v.node)
			return v.node;
	}
	for (o = x->first; o; o = x->op >= AST_ALL ? NULL : o->next)
		if ((node = origin(e, o)))
			return node;
	return NULL;
}

/* The innermost sub-expression on just these bytes. */
static const struct ast *at_span(const struct ast *x, uint32_t start, uint32_t end)
{
	const struct ast *o, *found;

	for (o = x->first; o; o = o->next)
		if (o->start <= start && end <= o->end && (found = at_span(o, start, end)))
			return found;
	return x->start == start && x->end == end ? x : NULL;
}

/* Where what is missing should be, if that is in the record. */
static struct node *bad_node(struct explain *e, const struct ast *x, const struct expr_value *v)
{
	const struct ast *at = at_span(x, v->reason.start, v->reason.end);

	return at && at->own && v->node ? v->node : origin(e, x);
}

static void fill_sides(struct explain *e, const struct ast *x, struct expr_fact *f)
{
	const struct ast *left = x, *right = NULL;

	if (x->op >= AST_EQUAL && x->op <= AST_IN) {
		left = x->first;
		right = x->last;
		eval(e->r, left, &f->left);
		eval(e->r, right, &f->right);
		f->sensitive_right = right->sensitive;
	} else if (x->op == AST_HAS) {
		left = x->first;
		eval(e->r, left, &f->left);
	} else {
		f->left = f->result;
	}
	f->sensitive_left = left->sensitive;
	f->path = path_of(e, left);
	f->node = left->own && f->left.node              ? f->left.node
		  : right && right->own && f->right.node ? f->right.node
							 : origin(e, x);
	/* Against a constant: what the record says is told, what is wanted follows. */
	if (right && right->op == AST_CONSTANT && f->message == MSG_EXPR_FACT_BESIDE)
		f->message = MSG_EXPR_FACT_VALUE;
}

/* Membership of a constant is a fact about the list. */
static void turn_sides(struct explain *e, const struct ast *x, struct expr_fact *f)
{
	struct expr_value left = f->left;
	bool sensitive = f->sensitive_left;

	if (x->op != AST_IN || x->first->op != AST_CONSTANT)
		return;
	f->left = f->right;
	f->right = left;
	f->sensitive_left = f->sensitive_right;
	f->sensitive_right = sensitive;
	f->path = path_of(e, x->last);
	f->message = f->message == MSG_EXPR_FACT_IN ? MSG_EXPR_FACT_LACKS : MSG_EXPR_FACT_VALUE;
}

static void tell(struct explain *e, const struct ast *x, const struct expr_value *result)
{
	struct expr_fact f = {.start = x->start, .end = x->end, .result = *result};

	if (e->told >= EXPR_FACTS)
		return;
	e->told++;
	f.text = (struct text){e->r->e->source.p + x->start, x->end - x->start};
	f.message = message_of(x, result->truth, expr_is_bad(result));
	if (expr_is_bad(result)) {
		f.left = *result;
		f.node = bad_node(e, x, result);
		f.path = result->reason.about.p ? result->reason.about : f.text;
	} else {
		fill_sides(e, x, &f);
		turn_sides(e, x, &f);
	}
	e->each(e->ctx, &f);
}

static bool same(const struct expr_value *a, const struct expr_value *b)
{
	return a->kind == b->kind && (a->kind != EXPR_BOOL || a->truth == b->truth);
}

static void explain_logic(struct explain *e, const struct ast *x, const struct expr_value *result)
{
	const struct ast *o;
	struct expr_value v;

	for (o = x->first; o; o = o->next) {
		eval(e->r, o, &v);
		if (same(&v, result))
			explain(e, o);
	}
}

/* The first item that decided alone: false for all(), true for exists(), or the one that is bad. */
static void explain_macro(struct explain *e, const struct ast *x, const struct expr_value *result)
{
	struct expr_value range, v;
	size_t i;

	eval(e->r, x->first, &range);
	if (expr_is_bad(&range)) {
		explain(e, x->first);
		return;
	}
	for (i = 0; i < range.n; i++) {
		e->r->locals[x->slot] = range.kind == EXPR_LIST ? value_item(e->r, &range, i)
								: value_key(&range, i);
		eval(e->r, x->last, &v);
		if (same(&v, result)) {
			explain(e, x->last);
			return;
		}
	}
	tell(e, x, result);
}

static void explain(struct explain *e, const struct ast *x)
{
	struct expr_value v, condition;

	eval(e->r, x, &v);
	if (e->r->steps > e->r->step_limit)
		return;
	switch (x->op) {
	case AST_AND:
	case AST_OR: explain_logic(e, x, &v); return;
	case AST_NOT: explain(e, x->first); return;
	case AST_CONDITION:
		eval(e->r, x->first, &condition);
		explain(e, expr_is_bad(&condition) ? x->first
			   : condition.truth       ? x->first->next
						   : x->last);
		return;
	case AST_ALL:
	case AST_EXISTS:
		if (expr_is_bad(&v) || (x->op == AST_EXISTS) == v.truth) {
			explain_macro(e, x, &v);
			return;
		}
	}
	tell(e, x, &v);
}

struct expr_value expr_explain(struct expr_run *r, const struct expr *x,
			       const struct expr_value *variables,
			       void (*each)(void *ctx, const struct expr_fact *fact), void *ctx)
{
	struct explain e = {r, each, ctx, 0};
	struct expr_value v = expr_eval(r, x, variables);
	size_t limit = r->step_limit;

	/* What is evaluated on the way down is evaluated again below. */
	if (limit < SIZE_MAX / 16)
		r->step_limit *= 16;
	if (v.kind != EXPR_ERROR || (v.why != EXPR_WHY_COST && v.why != EXPR_WHY_MEMORY))
		explain(&e, x->root);
	r->step_limit = limit;
	if (!e.told)
		tell(&e, x->root, &v);
	arena_reset(&r->arena);
	return v;
}

static void write_why(struct buf *out, const struct expr_fact *fact)
{
	struct expr_value v = fact->left;

	v.reason.about = fact->path;
	expr_why_write(out, &v);
}

void expr_fact_write(struct buf *out, const struct expr_fact *fact, expr_mask *mask, void *ctx)
{
	struct buf left = {0}, right = {0};

	if (fact->message == MSG_EXPR_FACT_MISSING) {
		write_why(out, fact);
		return;
	}
	expr_value_write(&left, &fact->left, fact->sensitive_left, mask, ctx);
	expr_value_write(&right, &fact->right, fact->sensitive_right, mask, ctx);
	message_write(out, fact->message, 3,
		      (struct text[]){fact->path, buf_text(&left), buf_text(&right)});
	buf_free(&left);
	buf_free(&right);
}
