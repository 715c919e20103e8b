#ifndef EXPR_CHECK_H
#define EXPR_CHECK_H
/* Checking a syntax tree against shapes: inside lib/expr only. */
#include "expr/ast.h"

struct scope { /* a macro's variable; the innermost first */
	struct text name;
	const struct expr_shape *shape;
	bool sensitive, own;
	uint32_t slot;
	const struct scope *outer;
};

/* Checks x and what is in it; x->shape is then set, if only to any. */
void check_node(struct compiler *c, struct ast *x, const struct scope *scope);
void check_name(struct compiler *c, struct ast *x, const struct scope *scope);
void check_select(struct compiler *c, struct ast *x);
void check_index(struct compiler *c, struct ast *x);
void check_operator(struct compiler *c, struct ast *x);
/* A call: a macro, or a function against the table. */
void check_call(struct compiler *c, struct ast *x, const struct scope *scope);
/* Makes x a constant if its operands are. */
void check_fold(struct compiler *c, struct ast *x);

/* A shape for what may be either. */
const struct expr_shape *shape_join(const struct expr_shape *a, const struct expr_shape *b);
/* What a list's items, or a map's keys, are. */
const struct expr_shape *shape_item(const struct expr_shape *list);
const struct expr_shape *shape_list_of(struct compiler *c, const struct expr_shape *item);
/* Makes a constant string beside a date one, or reports that it is none. */
void check_constant_date(struct compiler *c, struct ast *x);
/* Must x be true or false? Reports if it cannot be; `who` asks. */
void check_bool(struct compiler *c, const struct ast *x, struct text who);

static inline struct text check_kind(const struct ast *x)
{
	return text_of(expr_shape_name(x->shape->kind));
}

#endif
