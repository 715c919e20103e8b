/* From source text to an expression: parsed, checked, its constants folded. */
#include "base/buf.h"
#include "base/finding.h"
#include "base/utf8.h"
#include "expr/check.h"
#include "expr/function.h"
#include "schema/pattern.h"

/* Folding is for what rules have: dates, lists of words, a few numbers. */
enum { FOLD_STEPS = 10000, FOLD_MEMORY = 64 * 1024 };

static bool may_fold(const struct ast *x)
{
	const struct ast *o;

	if (x->op < AST_INDEX || x->op > AST_REMAINDER || x->op == AST_HAS ||
	    (x->op == AST_CALL && x->function->call == text_matches))
		return false;
	for (o = x->first; o; o = o->next)
		if (o->op != AST_CONSTANT)
			return false;
	return true;
}

void check_fold(struct compiler *c, struct ast *x)
{
	struct expr_run r = {.arena = *c->arena,
			     .e = c->e,
			     .step_limit = FOLD_STEPS,
			     .memory_limit = FOLD_MEMORY};
	struct expr_value v = {0}, *held;

	if (!may_fold(x))
		return;
	eval(&r, x, &v);
	*c->arena = r.arena;
	if (expr_is_bad(&v) || r.steps > FOLD_STEPS || r.memory > FOLD_MEMORY)
		return; /* it fails when evaluated, if it is */
	held = arena_alloc(c->arena, sizeof *held);
	*held = v;
	x->op = AST_CONSTANT;
	x->value = held;
}

bool compiler_source_fits(struct compiler *c, struct text source)
{
	char room[24];
	size_t bad;

	if (source.n > EXPR_SOURCE) {
		compiler_say(c, MSG_EXPR_LENGTH, 0, 1, text_number(room, EXPR_SOURCE));
		return false;
	}
	bad = utf8_check(source.p, source.n);
	if (bad < source.n) {
		compiler_say(c, MSG_EXPR_CHARACTER, (uint32_t)bad, (uint32_t)bad + 1,
			     (struct text){source.p + bad, 1});
		return false;
	}
	return true;
}

struct expr *expr_compile(struct text source, const struct expr_env *env,
			  const struct expr_shape *wanted, struct arena *arena)
{
	struct compiler c = {.env = env, .arena = arena};
	uint32_t at = 0;

	c.e = arena_zero(arena, sizeof *c.e);
	if (!compiler_source_fits(&c, source))
		return NULL;
	c.e->source = (struct text){arena_copy(arena, source.p, source.n), source.n};
	c.e->root = parse(&c, &at, false);
	if (c.e->root) {
		check(&c, c.e->root);
		if (!c.failed)
			check_wanted(&c, c.e->root, wanted);
	}
	if (!c.failed)
		return c.e;
	expr_free(c.e);
	return NULL;
}

void expr_free(struct expr *e)
{
	if (!e)
		return;
	for (; e->patterns; e->patterns = e->patterns->next)
		pattern_free(e->patterns->pattern);
}

struct text expr_source(const struct expr *e)
{
	return e->source;
}

const struct expr_shape *expr_result(const struct expr *e)
{
	return e->root->shape;
}

uint64_t expr_uses(const struct expr *e)
{
	return e->uses;
}

bool expr_uses_external(const struct expr *e)
{
	return e->external;
}

bool expr_is_sensitive(const struct expr *e)
{
	return e->root->sensitive;
}
