/* What the tests of lib/expr share: a record, its shapes, and one call from source text to the
 * value as text. */
#ifndef EXPR_CASE_H
#define EXPR_CASE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/finding.h"
#include "base/text.h"
#include "expr/expr.h"
#include "yaml/tree.h"

struct expr_case {
	struct tree self, old, param;
	struct arena arena;
	struct expr_run *run;
	struct expr_value variables[3];
	struct buf said;                /* by compilation: start-end message, joined with " | " */
	const struct expr_shape *shape; /* of self */
};

static inline void case_tree(struct tree *t, const char *yaml)
{
	struct findings f = {0};
	struct buf b = {0};
	int failed = tree_load(t, NULL, yaml, strlen(yaml), &f);

	if (f.n)
		buf_adds(&b, f.v[0].message);
	if (failed)
		fail_msg("test record: %s", b.p ? b.p : "does not load");
	findings_clear(&f);
	buf_free(&b);
}

static inline void case_begin(struct expr_case *c, const char *self, const char *old,
			      const char *param)
{
	*c = (struct expr_case){0};
	case_tree(&c->self, self);
	case_tree(&c->param, param ? param : "{}");
	c->run = expr_run_new();
	c->variables[0] = expr_from_node(c->self.docs[0], &c->arena);
	c->variables[1] = expr_missing();
	if (old) {
		case_tree(&c->old, old);
		c->variables[1] = expr_from_node(c->old.docs[0], &c->arena);
	}
	c->variables[2] = expr_from_node(c->param.docs[0], &c->arena);
}

static inline void case_end(struct expr_case *c)
{
	expr_run_free(c->run);
	tree_free(&c->self);
	tree_free(&c->old);
	tree_free(&c->param);
	arena_free(&c->arena);
	buf_free(&c->said);
}

static inline void case_report(void *ctx, enum message m, uint32_t start, uint32_t end, size_t n,
			       const struct text *args)
{
	struct expr_case *c = ctx;

	if (c->said.n)
		buf_adds(&c->said, " | ");
	buf_addf(&c->said, "%u-%u ", (unsigned)start, (unsigned)end);
	message_write(&c->said, m, n, args);
}

static inline struct expr_env case_env(struct expr_case *c, struct expr_variable v[3])
{
	v[0] = (struct expr_variable){TEXT("self"), c->shape};
	v[1] = (struct expr_variable){TEXT("oldSelf"), c->shape};
	v[2] = (struct expr_variable){TEXT("param"), NULL};
	buf_clear(&c->said);
	return (struct expr_env){v, 3, case_report, c};
}

static inline struct expr *case_compile(struct expr_case *c, struct text source,
					const struct expr_shape *wanted)
{
	struct expr_variable v[3];
	struct expr_env env = case_env(c, v);

	return expr_compile(source, &env, wanted, &c->arena);
}

/* The value as text; "unknown: why", "error: why", or what compilation said. */
static inline const char *case_eval(struct expr_case *c, const char *source, struct buf *out)
{
	struct expr *e = case_compile(c, text_of(source), NULL);
	struct expr_value v;

	buf_clear(out);
	if (!e) {
		buf_addt(out, buf_text(&c->said));
		return out->p;
	}
	expr_run_begin(c->run);
	v = expr_eval(c->run, e, c->variables);
	if (expr_is_bad(&v)) {
		buf_adds(out, v.kind == EXPR_UNKNOWN ? "unknown: " : "error: ");
		expr_why_write(out, &v);
	} else {
		if (v.kind == EXPR_LIST)
			buf_addc(out, '[');
		expr_value_write(out, &v, false, NULL, NULL);
		if (v.kind == EXPR_LIST)
			buf_addc(out, ']');
	}
	buf_addc(out, '\0');
	expr_free(e);
	return out->p;
}

struct expr_row {
	const char *source, *value;
};

/* Evaluates each row and tells all that differ before failing. */
static inline void case_rows(struct expr_case *c, const struct expr_row *rows, size_t n)
{
	struct buf out = {0};
	size_t i, wrong = 0;

	for (i = 0; i < n; i++)
		if (strcmp(case_eval(c, rows[i].source, &out), rows[i].value) != 0) {
			print_error("%s\n  gives  %s\n  wanted %s\n", rows[i].source, out.p,
				    rows[i].value);
			wrong++;
		}
	buf_free(&out);
	assert_int_equal(wrong, 0);
}

#define CASE_ROWS(c, rows) case_rows((c), (rows), sizeof(rows) / sizeof *(rows))

#endif
