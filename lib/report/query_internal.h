#ifndef REPORT_QUERY_INTERNAL_H
#define REPORT_QUERY_INTERNAL_H
/* What query.c compiles and query_run.c runs: inside lib/report only. */
#include "base/arena.h"
#include "base/buf.h"
#include "expr/expr.h"
#include "registry/judge.h"
#include "registry/path.h"
#include "registry/registry.h"
#include "report/query.h"

struct query_target {
	const struct kind *kind;
	struct path path;
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
	struct judge *judge;
	bool show;
	struct query_target *targets;
	size_t ntargets, captargets;
	struct query_expression *each; /* or NULL */
	struct query_expression *where, *columns;
	size_t nwhere, capwhere, ncolumns, capcolumns;
	struct buf faults;
};

#endif
