/* Text with {expressions} in it; {{ and }} stand for braces. */
#include "base/buf.h"
#include "expr/ast.h"

struct piece {
	struct text text; /* as it is, if there is no root */
	struct ast *root;
	struct piece *next;
};

struct expr_template {
	struct expr e; /* source, patterns and uses of all pieces */
	struct piece *first, *last;
};

static struct piece *add(struct compiler *c, struct expr_template *t)
{
	struct piece *p = arena_zero(c->arena, sizeof *p);

	if (t->last)
		t->last->next = p;
	else
		t->first = p;
	t->last = p;
	return p;
}

static void add_text(struct compiler *c, struct expr_template *t, uint32_t from, uint32_t to)
{
	if (from < to)
		add(c, t)->text = (struct text){t->e.source.p + from, to - from};
}

/* An expression from after its brace; where it ends. */
static uint32_t add_expression(struct compiler *c, struct expr_template *t, uint32_t at)
{
	struct ast *root = parse(c, &at, true);

	if (!root)
		return (uint32_t)t->e.source.n;
	check(c, root);
	add(c, t)->root = root;
	return at;
}

static void cut(struct compiler *c, struct expr_template *t)
{
	struct text s = t->e.source;
	uint32_t at = 0, from = 0;

	while (at < s.n && !c->failed) {
		if (s.p[at] != '{' && s.p[at] != '}') {
			at++;
			continue;
		}
		if (at + 1 < s.n && s.p[at + 1] == s.p[at]) {
			add_text(c, t, from, at + 1);
			from = at += 2;
			continue;
		}
		add_text(c, t, from, at);
		if (s.p[at] == '}') {
			compiler_say(c, MSG_EXPR_BRACE, at, at + 1, TEXT("}"), TEXT("}}"));
			return;
		}
		from = at = add_expression(c, t, at + 1);
	}
	add_text(c, t, from, (uint32_t)s.n);
}

struct expr_template *expr_template_compile(struct text source, const struct expr_env *env,
					    struct arena *arena)
{
	struct expr_template *t = arena_zero(arena, sizeof *t);
	struct compiler c = {.env = env, .arena = arena, .e = &t->e};

	if (!compiler_source_fits(&c, source))
		return NULL;
	t->e.source = (struct text){arena_copy(arena, source.p, source.n), source.n};
	cut(&c, t);
	if (!c.failed)
		return t;
	expr_template_free(t);
	return NULL;
}

void expr_template_free(struct expr_template *t)
{
	if (t)
		expr_free(&t->e);
}

uint64_t expr_template_uses(const struct expr_template *t)
{
	return t->e.uses;
}

void expr_template_write(struct buf *out, struct expr_run *r, const struct expr_template *t,
			 const struct expr_value *variables, expr_mask *mask, void *ctx)
{
	const struct piece *p;
	struct expr one = t->e;
	struct expr_value v;

	for (p = t->first; p; p = p->next) {
		if (!p->root) {
			buf_addt(out, p->text);
			continue;
		}
		one.root = p->root;
		v = expr_eval(r, &one, variables);
		expr_value_write(out, &v, p->root->sensitive, mask, ctx);
	}
	r->e = NULL; /* `one` ends here */
}
