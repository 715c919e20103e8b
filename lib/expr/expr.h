#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H
/*
 * Expressions over records, after CEL; hhexpr(7) is their description. An expression is compiled
 * once against the shapes of its variables, is read-only from then on and shared by threads; a run
 * is one thread's room to evaluate. Evaluation always ends: steps and memory are limited.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/message.h"
#include "base/text.h"
#include "expr/shape.h"
#include "expr/value.h"

struct arena;
struct expr;
struct expr_run;

#define EXPR_SOURCE 65536       /* bytes of one expression or template */
#define EXPR_DEPTH 100          /* brackets and operators inside one another */
#define EXPR_LOCALS 16          /* all(), map()… inside one another */
#define EXPR_ARGUMENTS 8        /* of one call */
#define EXPR_STEPS 1000000      /* of one evaluation, unless expr_run_limit says otherwise */
#define EXPR_MEMORY (16u << 20) /* bytes of one evaluation, and of all values kept */
#define EXPR_PLACES 20          /* digits after the point of a quotient */

/* --- compiling --- */

struct expr_variable {
	struct text name;
	const struct expr_shape *shape; /* NULL: any */
};

/* Takes a fault: message m with its arguments, on bytes [start, end) of the source. */
typedef void expr_report(void *ctx, enum message m, uint32_t start, uint32_t end, size_t n,
			 const struct text *args);

struct expr_env { /* borrowed for the call only; names and shapes for as long as the expression */
	const struct expr_variable *variables; /* the first is what facts are told of: `self` */
	size_t nvariables;                     /* at most 64 */
	expr_report *report;
	void *ctx;
};

/* The expression in arena (the source is copied), or NULL after at least one report. wanted: the
 * shape its value must have, NULL: any. */
struct expr *expr_compile(struct text source, const struct expr_env *env,
			  const struct expr_shape *wanted, struct arena *arena);
void expr_free(struct expr *e); /* what is not in the arena; before the arena goes. NULL is fine. */
struct text expr_source(const struct expr *e);
const struct expr_shape *
expr_result(const struct expr *e);             /* what the value will be, as far as known */
uint64_t expr_uses(const struct expr *e);      /* bit i: variable i is used */
bool expr_uses_external(const struct expr *e); /* asks for an external field */
bool expr_is_sensitive(
	const struct expr *e); /* the value shows, or is made of, what is sensitive */

/* --- evaluating --- */

/* Gives the value of an external field of a node; kind EXPR_UNKNOWN if there is none. */
typedef void expr_external(void *ctx, uint32_t id, struct node *of, struct expr_value *out);

struct expr_run *expr_run_new(void);
void expr_run_free(struct expr_run *r);
void expr_run_external(struct expr_run *r, expr_external *external, void *ctx);
/* Says which nodes are secret, where shapes do not: a text joined from several is then shown as the
 * secret one (expr_value.node). NULL: none is. */
typedef bool expr_secret(void *ctx, struct node *n);
void expr_run_secret(struct expr_run *r, expr_secret *secret, void *ctx);
void expr_run_limit(struct expr_run *r, size_t steps, size_t memory);
/* Forgets what earlier evaluations made and what is known of trees: before the next record, and
 * whenever a tree was freed, loaded again or changed. */
void expr_run_begin(struct expr_run *r);
/* variables: in the order of the env it was compiled with. The value is good until expr_run_begin.
 */
struct expr_value expr_eval(struct expr_run *r, const struct expr *e,
			    const struct expr_value *variables);
/* Steps taken by the last evaluation. */
size_t expr_run_steps(const struct expr_run *r);

/* --- which fact decided --- */

struct expr_fact {
	struct text text;    /* the deciding sub-expression, as written */
	uint32_t start, end; /* its bytes in the source */
	struct expr_value result;
	enum message message; /* says the fact: arguments path, left, right */
	struct text path;     /* of the left side, without the first variable: water.litres */
	struct expr_value left,
		right; /* what was compared; right.kind EXPR_UNKNOWN if there is one side only */
	bool sensitive_left, sensitive_right;
	struct node *node; /* where to point: the first value from a record, or the mapping that
			      lacks it; or NULL */
};

#define EXPR_FACTS 16 /* at most so many are told of one expression */

/* Evaluates again and calls `each` for the smallest sub-expressions that decided (of a false
 * conjunction the false ones, of an unknown one the unknown ones…). Values are good during the
 * call. Returns the value. */
struct expr_value expr_explain(struct expr_run *r, const struct expr *e,
			       const struct expr_value *variables,
			       void (*each)(void *ctx, const struct expr_fact *fact), void *ctx);
/* Appends "water.litres is 20, at least 35 wanted", translated. mask as in expr_value_write. */
void expr_fact_write(struct buf *out, const struct expr_fact *fact, expr_mask *mask, void *ctx);

/* --- text with values filled in --- */

/* {expression} stands for its value; {{ and }} for braces. */
struct expr_template;
struct expr_template *expr_template_compile(struct text source, const struct expr_env *env,
					    struct arena *arena);
void expr_template_free(struct expr_template *t);
uint64_t expr_template_uses(const struct expr_template *t);
/* Appends the text; values as expr_value_write. */
void expr_template_write(struct buf *out, struct expr_run *r, const struct expr_template *t,
			 const struct expr_value *variables, expr_mask *mask, void *ctx);

/* --- the functions there are --- */

/* Name of the i-th function, operator macro included; NULL past the end. A name may come more than
 * once. */
const char *expr_function_name(size_t i);

#endif
