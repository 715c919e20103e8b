#ifndef REPORT_QUERY_INTERNAL_H
#define REPORT_QUERY_INTERNAL_H
/* What query.c compiles and query_run.c runs: inside lib/report only. */
#include "base/arena.h"
#include "base/buf.h"
#include "expr/expr.h"
#include "registry/registry.h"
#include "report/query.h"

enum { QUERY_STEPS = 16 };

/* The variables of expressions, in this order. */
enum {
	QUERY_SELF,
	QUERY_RECORD,
	QUERY_TODAY,
	QUERY_DEADLINE,
	QUERY_ROLES,
	QUERY_VALUE,
	QUERY_VARIABLES
};

struct query_target {
	const struct kind *kind;
	struct query_step {
		struct text field;
		bool list; /* go on with each item */
	} steps[QUERY_STEPS];
	size_t nsteps;
};

struct query_expression {
	struct text heading, source;
	struct text value;      /* what `value` is; p NULL: missing */
	struct expr **compiled; /* by target, the first ncompiled */
	size_t ncompiled;
};

struct query {
	struct arena arena;
	struct registry *registry;
	const struct members *members;
	int32_t today;
	bool show;
	struct query_target *targets;
	size_t ntargets, captargets;
	struct query_expression *where, *columns;
	size_t nwhere, capwhere, ncolumns, capcolumns;
	struct buf faults;
};

/* Names and shapes of the variables for a target. */
void query_env(struct query *q, const struct query_target *t,
	       struct expr_variable variables[QUERY_VARIABLES]);

#endif
