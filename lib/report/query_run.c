/* Running a query: files are loaded and evaluated in parallel, each giving packed cells; those are
 * put together in the order of the files. */
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "report/cell.h"
#include "report/query_internal.h"
#include "report/report.h"
#include "report/table.h"
#include "schema/schema.h"

struct job { /* one file */
	const struct member *member;
	struct findings findings;
	struct cell *cells;
	size_t n;
};

struct run {
	struct query *q;
	struct job *jobs;
	size_t n;
	struct node *deadlines, *roles;
	struct progress progress;
};

struct worker {
	struct run *run;
	struct buf bytes;
	struct tree tree;
	struct validator *validator;
	struct expr_run *eval;
	struct cells cells;
	struct arena arena; /* of the record at hand */
	struct expr_value variables[QUERY_VARIABLES];
	struct job *job;
	bool faulty; /* an expression failed on this record, and that is said */
};

static const struct expr_shape list_of_strings = {.kind = SHAPE_LIST, .item = &expr_shape_string};
static const struct expr_shape map_of_dates = {.kind = SHAPE_MAP, .item = &expr_shape_date};

void query_env(struct query *q, const struct query_target *t,
	       struct expr_variable variables[QUERY_VARIABLES])
{
	(void)q;
	(void)t;
	variables[QUERY_SELF] = (struct expr_variable){TEXT("self"), NULL};
	variables[QUERY_RECORD] = (struct expr_variable){TEXT("record"), NULL};
	variables[QUERY_TODAY] = (struct expr_variable){TEXT("today"), &expr_shape_date};
	variables[QUERY_DEADLINE] = (struct expr_variable){TEXT("deadline"), &map_of_dates};
	variables[QUERY_ROLES] = (struct expr_variable){TEXT("roles"), &list_of_strings};
	variables[QUERY_VALUE] = (struct expr_variable){TEXT("value"), &expr_shape_string};
}

static bool is_secret(void *ctx, struct node *n)
{
	(void)ctx;
	return n->sensitive;
}

static void *begin(void *ctx)
{
	struct worker *w = mem_zero(sizeof *w);

	w->run = ctx;
	w->validator = validator_new();
	w->eval = expr_run_new();
	expr_run_secret(w->eval, is_secret, NULL);
	return w;
}

static void end(void *ctx, void *state)
{
	struct worker *w = state;

	(void)ctx;
	buf_free(&w->bytes);
	tree_free(&w->tree);
	validator_free(w->validator);
	expr_run_free(w->eval);
	cells_free(&w->cells);
	arena_free(&w->arena);
	mem_free(w);
}

/* An expression at fault, such as a division by zero, is told once of a record. */
static void say_error(struct worker *w, const struct expr_value *v)
{
	struct node *at = v->node ? v->node : w->tree.docs[0];
	struct buf words = {0};
	uint32_t start, end;

	if (w->faulty)
		return;
	w->faulty = true;
	expr_why_write(&words, v);
	node_mark(at, &start, &end);
	finding_own(&w->job->findings, LEVEL_ERROR, TEXT("expression"), buf_text(&words), start,
		    end);
	buf_free(&words);
}

static struct expr_value eval(struct worker *w, const struct query_expression *x, size_t target)
{
	struct expr_value v;

	w->variables[QUERY_VALUE] = x->value.p ? expr_string(x->value) : expr_missing();
	v = expr_eval(w->eval, x->compiled[target], w->variables);
	if (v.kind == EXPR_ERROR)
		say_error(w, &v);
	return v;
}

static void take_element(struct worker *w, size_t target, struct node *element)
{
	struct query *q = w->run->q;
	struct expr_value v;
	size_t i;

	w->variables[QUERY_SELF] = expr_from_node(element, &w->arena);
	for (i = 0; i < q->nwhere; i++) {
		v = eval(w, &q->where[i], target);
		if (!expr_is_true(&v))
			return;
	}
	for (i = 0; i < q->ncolumns; i++) {
		v = eval(w, &q->columns[i], target);
		cells_add_value(&w->cells, &v, expr_is_sensitive(q->columns[i].compiled[target]),
				q->show);
	}
}

/* The depth is that of the target's path. */
static void walk(struct worker *w, size_t target, struct node *n, size_t step)
{
	const struct query_target *t = &w->run->q->targets[target];
	uint32_t i;

	if (step == t->nsteps) {
		take_element(w, target, n);
		return;
	}
	n = node_get(n, t->steps[step].field);
	if (!n)
		return;
	if (!t->steps[step].list) {
		walk(w, target, n, step + 1);
		return;
	}
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++)
		walk(w, target, node_target(n->items[i]), step + 1);
}

static void take_record(struct worker *w, struct node *root)
{
	struct query *q = w->run->q;
	const struct kind *kind = w->job->member->kind;
	size_t i;

	expr_run_begin(w->eval);
	arena_reset(&w->arena);
	if (kind->schema && !q->show)
		schema_mark(kind->schema, w->validator, root);
	w->variables[QUERY_RECORD] = expr_from_node(root, &w->arena);
	w->variables[QUERY_TODAY] = expr_date(q->today);
	w->variables[QUERY_DEADLINE] = w->run->deadlines
					       ? expr_from_node(w->run->deadlines, &w->arena)
					       : expr_missing();
	w->variables[QUERY_ROLES] = w->run->roles ? expr_from_node(w->run->roles, &w->arena)
						  : expr_missing();
	for (i = 0; i < q->ntargets; i++)
		if (q->targets[i].kind == kind)
			walk(w, i, root, 0);
}

static void take_file(void *ctx, void *state, size_t i)
{
	struct run *run = ctx;
	struct worker *w = state;
	struct job *job = &run->jobs[i];
	struct buf path = {0};
	int error;

	w->job = job;
	w->faulty = false;
	cells_clear(&w->cells);
	buf_adds(&path, run->q->registry->root);
	buf_adds(&path, job->member->path);
	error = job->member->error ? job->member->error : file_read(path.p, &w->bytes);
	if (error)
		file_finding(&job->findings, error);
	else if (tree_load(&w->tree, path.p, w->bytes.p, w->bytes.n, &job->findings) == 0)
		take_record(w, node_target(w->tree.docs[0]));
	if (!error)
		findings_finish(&job->findings, w->bytes.p, w->bytes.n);
	job->n = w->cells.n;
	job->cells = cells_pack(&w->cells);
	buf_free(&path);
}

static void tick(void *ctx, size_t done)
{
	struct run *run = ctx;

	progress_show(&run->progress, done, run->n);
}

static bool is_wanted(const struct query *q, const struct member *m)
{
	size_t i;

	for (i = 0; i < q->ntargets; i++)
		if (m->kind && q->targets[i].kind == m->kind)
			return true;
	return false;
}

/* What one file has to say, under its path as shown. */
static void report_job(struct query *q, struct job *job, struct report *report)
{
	struct buf path = {0};

	if (job->findings.n) {
		buf_adds(&path, q->registry->root);
		buf_adds(&path, job->member->path);
		report_file(report, path.p, &job->findings);
		buf_free(&path);
	}
	findings_clear(&job->findings);
}

static void begin_table(const struct query *q, struct table *out)
{
	struct text *headings = mem_zero((q->ncolumns + 1) * sizeof *headings);
	size_t i;

	for (i = 0; i < q->ncolumns; i++)
		headings[i] = q->columns[i].heading;
	table_begin(out, headings, q->ncolumns);
	mem_free(headings);
}

void query_run(struct query *q, unsigned threads, struct report *report, struct table *out)
{
	struct run run = {.q = q};
	const struct pool_work work = {begin, take_file, end, tick, &run};
	const struct node *top = node_target(q->registry->tree.docs[0]);
	size_t i;

	run.deadlines = node_get(top, TEXT("deadlines"));
	run.roles = node_get(top, TEXT("roles"));
	run.jobs = mem_zero((q->members->n + 1) * sizeof *run.jobs);
	for (i = 0; i < q->members->n; i++)
		if (is_wanted(q, &q->members->v[i]))
			run.jobs[run.n++].member = &q->members->v[i];
	pool_run(&work, run.n, threads);
	progress_clear(&run.progress);
	begin_table(q, out);
	for (i = 0; i < run.n; i++) {
		table_take(out, run.jobs[i].cells, run.jobs[i].n);
		report_job(q, &run.jobs[i], report);
	}
	mem_free(run.jobs);
}
