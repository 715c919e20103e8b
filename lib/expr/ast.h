#ifndef EXPR_AST_H
#define EXPR_AST_H
/* Syntax trees and how they are evaluated: inside lib/expr only. */
#include "base/arena.h"
#include "expr/expr.h"

struct expr_function;
struct matcher;
struct pattern;

enum ast_op {
	AST_NAME, /* until checked: then one of the next two */
	AST_VARIABLE,
	AST_LOCAL,
	AST_CONSTANT,
	AST_SELECT,
	AST_EXTERNAL,
	AST_INDEX,
	AST_LIST,
	AST_MAP,
	AST_CALL,
	AST_HAS,
	AST_AND,
	AST_OR,
	AST_NOT,
	AST_NEGATE,
	AST_CONDITION,
	AST_EQUAL,
	AST_UNEQUAL,
	AST_LESS,
	AST_LESS_EQUAL,
	AST_GREATER,
	AST_GREATER_EQUAL,
	AST_IN,
	AST_ADD,
	AST_SUBTRACT,
	AST_MULTIPLY,
	AST_DIVIDE,
	AST_REMAINDER,
	AST_ALL, /* macros: the list, then what is evaluated for each item */
	AST_EXISTS,
	AST_EXISTS_ONE,
	AST_FILTER,
	AST_TRANSFORM, /* map(): with three operands, the second filters */
	AST_SORT_BY
};

struct ast {
	uint8_t op;
	bool date; /* a string this yields is to become a date */
	bool sensitive;
	bool method; /* of a CALL: the first operand stood before the dot */
	bool own;    /* nodes of its value are of the first variable, the record */
	uint16_t height;
	uint32_t start, end;      /* bytes of the source */
	uint32_t at;              /* of the operator or name; `end` of a name is at + name.n */
	uint32_t slot;            /* of a variable, local, macro's local or external field */
	uint32_t n;               /* operands */
	uint32_t hash;            /* of the name */
	struct ast *first, *last; /* operands */
	struct ast *next;         /* sibling */
	const struct expr_shape *shape;
	union {
		struct text name;
		const struct expr_value *value; /* of a CONSTANT */
		struct {
			const struct expr_function *function; /* the first that may fit */
			struct pattern *pattern;              /* of matches(), if constant */
		};
	};
};

struct owned_pattern {
	struct pattern *pattern;
	struct owned_pattern *next;
};

struct expr {
	struct text source;
	struct ast *root;
	uint64_t uses;
	bool external;
	struct owned_pattern *patterns;
};

struct compiler {
	const struct expr_env *env;
	struct arena *arena;
	struct expr *e;
	bool failed;
};

/* Reports a fault on bytes [start, end); nargs texts follow as an array. */
void compiler_report(struct compiler *c, enum message m, uint32_t start, uint32_t end, size_t n,
		     const struct text *args);
#define compiler_say(c, m, start, end, ...)                                                        \
	compiler_report((c), (m), (start), (end),                                                  \
			sizeof((struct text[]){__VA_ARGS__}) / sizeof(struct text),                \
			(struct text[]){__VA_ARGS__})

/* Is the source short enough, and UTF-8? Reports otherwise. */
bool compiler_source_fits(struct compiler *c, struct text source);
/* Parses e->source from byte *at to its end, or to a } that closes nothing if `braced`; *at is then
 * after it. NULL after a report. */
struct ast *parse(struct compiler *c, uint32_t *at, bool braced);
/* Resolves names and checks types; sets c->failed after reports. */
void check(struct compiler *c, struct ast *x);
void check_wanted(struct compiler *c, const struct ast *x, const struct expr_shape *wanted);

struct memo { /* of one field of one mapping */
	const struct node *map;
	const char *name;
	uint32_t hash, size;
	uint64_t generation;
	struct expr_value value;
};

enum { MEMO = 1024 }; /* a power of two */

struct expr_run {
	struct arena arena; /* of the evaluation under way */
	struct arena kept;  /* of the values it gave, until expr_run_begin */
	const struct expr *e;
	const struct expr_value *variables;
	size_t steps, step_limit;
	size_t memory, kept_memory, memory_limit;
	uint64_t generation;
	struct memo *memo; /* NULL while constants are folded */
	struct matcher *matcher;
	expr_external *external;
	void *external_ctx;
	expr_secret *secret;
	void *secret_ctx;
	struct expr_value locals[EXPR_LOCALS];
};

void eval(struct expr_run *r, const struct ast *x, struct expr_value *out);
void eval_macro(struct expr_run *r, const struct ast *x, struct expr_value *out);
void eval_call(struct expr_run *r, const struct ast *x, struct expr_value *out);
/* Relations and arithmetic on two good or bad values. */
void operate(struct expr_run *r, const struct ast *x, const struct expr_value *a,
	     const struct expr_value *b, struct expr_value *out);
void negate(struct expr_run *r, const struct ast *x, struct expr_value *v);

/* Makes *out an unknown (why < EXPR_WHY_ZERO) or an error, about x. */
void run_fail(struct expr_run *r, const struct ast *x, enum expr_why why, struct expr_value *out);
/* Counts n steps; false past the limit. */
static inline bool run_spend(struct expr_run *r, size_t n)
{
	r->steps += n;
	return r->steps <= r->step_limit;
}
/* n bytes (or room for n values) of the run's; NULL past the limit. */
void *run_alloc(struct expr_run *r, size_t n);
struct expr_value *run_values(struct expr_run *r, size_t n);
/* Gives back what was made since the mark, if nothing that lives on needs it. */
struct run_mark {
	struct arena_block *blocks;
	char *at;
	size_t memory;
};
static inline struct run_mark run_mark(const struct expr_run *r)
{
	return (struct run_mark){r->arena.blocks, r->arena.at, r->memory};
}
static inline void run_release(struct expr_run *r, struct run_mark mark)
{
	if (r->arena.blocks == mark.blocks && r->memory <= r->memory_limit) {
		r->arena.at = mark.at;
		r->memory = mark.memory;
	}
}
/* Which of two nodes a text made of both is shown as; either may be NULL. */
static inline struct node *run_origin(const struct expr_run *r, struct node *a, struct node *b)
{
	return !a || (b && r->secret && r->secret(r->secret_ctx, b)) ? b : a;
}
/* A decimal result; DECIMAL_ errors become the run's. */
void run_number(struct expr_run *r, const struct ast *x, enum decimal_error error, struct decimal d,
		struct expr_value *out);
/* A list, of n values made by run_values. */
struct expr_value run_list(const struct expr_value *items, size_t n);

/* Item i of a LIST, key i of a MAP. */
struct expr_value value_item(struct expr_run *r, const struct expr_value *list, size_t i);
struct expr_value value_key(const struct expr_value *map, size_t i);
/* Puts the value under a key of the MAP *v in its place; missing if there is none. The key is to
 * outlive the run. */
void value_field(struct expr_run *r, struct text key, uint32_t hash, struct expr_value *v);
/* The same for any key: not remembered. */
struct expr_value value_get(struct expr_run *r, const struct expr_value *map, struct text key,
			    uint32_t hash);
/* Makes a STRING a DATE; false if it is none. A DATE stays. */
bool value_to_date(struct expr_value *v);
/* Makes a DATE a STRING. */
void value_to_string(struct expr_run *r, struct expr_value *v);
bool value_equal(struct expr_run *r, const struct expr_value *a, const struct expr_value *b);
/* Order of two values of one kind (a string and a date are compared as dates): false if they have
 * none. */
bool value_order(struct expr_run *r, const struct expr_value *a, const struct expr_value *b,
		 int *order);

#endif
