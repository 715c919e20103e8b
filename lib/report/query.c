/* Selecting from records: what is asked for is compiled here; query_run.c runs it. */
#include "report/query.h"

#include <string.h>

#include "base/mem.h"
#include "report/query_internal.h"

struct query *query_new(struct registry *r, struct judge *j, const struct members *members)
{
	struct query *q = mem_zero(sizeof *q);

	q->registry = r;
	q->members = members;
	q->judge = j;
	return q;
}

static void free_expressions(struct query_expression *v, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < v[i].ncompiled; k++)
			expr_free(v[i].compiled[k]);
	mem_free(v);
}

void query_free(struct query *q)
{
	free_expressions(q->where, q->nwhere);
	free_expressions(q->columns, q->ncolumns);
	free_expressions(q->each, q->each != NULL);
	mem_free(q->targets);
	buf_free(&q->faults);
	arena_free(&q->arena);
	mem_free(q);
}

void query_show(struct query *q)
{
	q->show = true;
}

struct text query_faults(const struct query *q)
{
	return buf_text(&q->faults);
}

size_t query_columns(const struct query *q)
{
	return q->ncolumns;
}

/* targets */

bool query_target(struct query *q, struct text target)
{
	struct text copy = {arena_copy(&q->arena, target.p, target.n), target.n};
	struct query_target t;

	if (!path_parse_target(q->registry, copy, &q->arena, &t.kind, &t.path) ||
	    !judge_place(q->judge, t.kind, &t.path))
		return false;
	MEM_GROW(q->targets, q->ntargets, q->captargets);
	q->targets[q->ntargets++] = t;
	return true;
}

/* expressions */

struct faults {
	struct query *q;
	struct query_origin from;
	bool said; /* a second target has the same faults */
};

static void take_fault(void *ctx, enum message m, uint32_t start, uint32_t end, size_t n,
		       const struct text *args)
{
	struct faults *f = ctx;
	struct buf *b = &f->q->faults;

	f->said = true;
	if (f->from.node) {
		node_span(f->from.node, buf_text(f->q->registry->bytes), &start, &end);
		finding_add(&f->q->registry->findings, m, start, end, n, args);
		return;
	}
	buf_addf(b, "--%s:%lu: ", f->from.option, (unsigned long)start + 1);
	message_write(b, m, n, args);
	buf_addc(b, '\n');
}

static bool compile(struct query *q, struct query_expression *x, const struct expr_shape *wanted,
		    struct query_origin from)
{
	struct faults faults = {.q = q, .from = from};
	size_t i;

	x->compiled = arena_zero(&q->arena, (q->ntargets + 1) * sizeof *x->compiled);
	for (i = 0; i < q->ntargets && !faults.said; i++) {
		struct expr_variable variables[VARIABLES];
		struct expr_env env = {variables, VARIABLES, take_fault, &faults};

		judge_env(q->judge, q->targets[i].kind, &q->targets[i].path,
			  VARS_RECORD | VAR_BIT(VAR_EACH) | VAR_BIT(VAR_VALUE), variables);
		x->compiled[i] = expr_compile(x->source, &env, wanted, &q->arena);
		if (!x->compiled[i])
			continue;
		x->ncompiled++;
		if (q->members)
			judge_want(q->judge, q->targets[i].kind, expr_uses(x->compiled[i]));
	}
	return x->ncompiled == q->ntargets;
}

static struct text copy(struct query *q, struct text t)
{
	return (struct text){arena_copy(&q->arena, t.p, t.n), t.n};
}

bool query_each(struct query *q, struct text source, struct query_origin from)
{
	q->each = mem_zero(sizeof *q->each);
	q->each->source = copy(q, source);
	return compile(q, q->each, NULL, from);
}

bool query_where(struct query *q, struct text source, const char *value, struct query_origin from)
{
	struct query_expression *x;

	MEM_GROW(q->where, q->nwhere, q->capwhere);
	x = &q->where[q->nwhere++];
	*x = (struct query_expression){.source = copy(q, source)};
	if (value)
		x->value = copy(q, text_of(value));
	return compile(q, x, &expr_shape_bool, from);
}

bool query_column(struct query *q, struct text heading, struct text source,
		  struct query_origin from)
{
	struct query_expression *x;

	MEM_GROW(q->columns, q->ncolumns, q->capcolumns);
	x = &q->columns[q->ncolumns++];
	*x = (struct query_expression){.heading = copy(q, heading), .source = copy(q, source)};
	return compile(q, x, NULL, from);
}

static void add_field(struct query *q, struct text name, const char *of)
{
	struct buf b = {0};

	buf_addf(&b, "%s.`%.*s`", of, (int)name.n, name.p);
	query_column(q, name, buf_text(&b), (struct query_origin){.option = "columns"});
	buf_free(&b);
}

void query_default_columns(struct query *q)
{
	const struct query_target *t = &q->targets[0];

	add_field(q, t->kind->key, "record");
	if (t->path.n)
		query_column(q, TEXT("self"), TEXT("self"),
			     (struct query_origin){.option = "columns"});
}
