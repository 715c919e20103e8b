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

enum { MOST_STEPS = 20000000 }; /* for one record: a second or two */

struct pack { /* what one query makes of one file */
	struct cell *cells;
	size_t n;
};

struct job { /* one file */
	const struct member *member;
	struct findings findings;
	struct pack *packs; /* by query */
};

struct run {
	struct query *const *queries; /* all of one registry, as the first */
	size_t nqueries;
	struct query *first;
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
	bool faulty;  /* an expression failed on this record, and that is said */
	bool costly;  /* likewise, its expressions cost too much */
	size_t steps; /* taken for it */
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

/* A list with many items, for each of which a column goes through all, is given up. */
static void say_cost(struct worker *w)
{
	char room[24];
	uint32_t start, end;

	if (w->costly)
		return;
	w->costly = true;
	node_mark(w->tree.docs[0], &start, &end);
	finding_say(&w->job->findings, MSG_SELECT_COST, start, end, text_number(room, MOST_STEPS));
}

static struct expr_value eval(struct worker *w, const struct query_expression *x, size_t target)
{
	struct expr_value v;

	w->variables[QUERY_VALUE] = x->value.p ? expr_string(x->value) : expr_missing();
	v = expr_eval(w->eval, x->compiled[target], w->variables);
	w->steps += expr_run_steps(w->eval);
	if (v.kind == EXPR_ERROR)
		say_error(w, &v);
	return v;
}

static void take_element(struct worker *w, const struct query *q, size_t target,
			 struct node *element)
{
	struct expr_value v;
	size_t i;

	if (w->steps > MOST_STEPS) {
		say_cost(w);
		return;
	}
	expr_run_begin(w->eval);
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
static void walk(struct worker *w, const struct query *q, size_t target, struct node *n,
		 size_t step)
{
	const struct query_target *t = &q->targets[target];
	uint32_t i;

	if (step == t->nsteps) {
		take_element(w, q, target, n);
		return;
	}
	n = node_get(n, t->steps[step].field);
	if (!n)
		return;
	if (!t->steps[step].list) {
		walk(w, q, target, n, step + 1);
		return;
	}
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++)
		walk(w, q, target, node_target(n->items[i]), step + 1);
}

static void set_variables(struct worker *w, struct node *root)
{
	w->variables[QUERY_RECORD] = expr_from_node(root, &w->arena);
	w->variables[QUERY_TODAY] = expr_date(w->run->first->today);
	w->variables[QUERY_DEADLINE] = w->run->deadlines
					       ? expr_from_node(w->run->deadlines, &w->arena)
					       : expr_missing();
	w->variables[QUERY_ROLES] = w->run->roles ? expr_from_node(w->run->roles, &w->arena)
						  : expr_missing();
}

static void take_query(struct worker *w, const struct query *q, struct node *root, struct pack *out)
{
	size_t i;

	cells_clear(&w->cells);
	for (i = 0; i < q->ntargets; i++)
		if (q->targets[i].kind == w->job->member->kind)
			walk(w, q, i, root, 0);
	out->n = w->cells.n;
	out->cells = cells_pack(&w->cells);
}

static void take_record(struct worker *w, struct node *root)
{
	const struct kind *kind = w->job->member->kind;
	size_t i;

	arena_reset(&w->arena);
	if (kind->schema && !w->run->first->show)
		schema_mark(kind->schema, w->validator, root);
	set_variables(w, root);
	for (i = 0; i < w->run->nqueries; i++)
		take_query(w, w->run->queries[i], root, &w->job->packs[i]);
}

static void take_file(void *ctx, void *state, size_t i)
{
	struct run *run = ctx;
	struct worker *w = state;
	struct job *job = &run->jobs[i];
	struct buf path = {0};
	int error;

	w->job = job;
	w->faulty = w->costly = false;
	w->steps = 0;
	buf_adds(&path, run->first->registry->root);
	buf_adds(&path, job->member->path);
	error = job->member->error ? job->member->error : file_read(path.p, &w->bytes);
	if (error)
		file_finding(&job->findings, error);
	else if (tree_load(&w->tree, path.p, w->bytes.p, w->bytes.n, &job->findings) == 0)
		take_record(w, node_target(w->tree.docs[0]));
	if (!error)
		findings_finish(&job->findings, w->bytes.p, w->bytes.n);
	buf_free(&path);
}

static void tick(void *ctx, size_t done)
{
	struct run *run = ctx;

	progress_show(&run->progress, done, run->n);
}

static bool is_wanted(const struct run *run, const struct member *m)
{
	size_t i, k;

	for (i = 0; i < run->nqueries; i++)
		for (k = 0; k < run->queries[i]->ntargets; k++)
			if (m->kind && run->queries[i]->targets[k].kind == m->kind)
				return true;
	return false;
}

static void add_jobs(struct run *run, const struct members *members)
{
	struct job *job;
	size_t i;

	run->jobs = mem_zero((members->n + 1) * sizeof *run->jobs);
	for (i = 0; i < members->n; i++)
		if (is_wanted(run, &members->v[i])) {
			job = &run->jobs[run->n++];
			job->member = &members->v[i];
			job->packs = mem_zero(run->nqueries * sizeof *job->packs);
		}
}

/* What one file has to say, under its path as shown. */
static void report_job(const struct registry *r, struct job *job, struct report *report)
{
	struct buf path = {0};

	if (job->findings.n) {
		buf_adds(&path, r->root);
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

void query_run(struct query *const *queries, size_t n, unsigned threads, struct report *report,
	       struct table *out)
{
	struct run run = {.queries = queries, .nqueries = n, .first = n ? queries[0] : NULL};
	const struct pool_work work = {begin, take_file, end, tick, &run};
	const struct node *top;
	size_t i, k;

	if (!n)
		return;
	top = node_target(run.first->registry->tree.docs[0]);
	run.deadlines = node_get(top, TEXT("deadlines"));
	run.roles = node_get(top, TEXT("roles"));
	add_jobs(&run, run.first->members);
	pool_run(&work, run.n, threads);
	progress_clear(&run.progress);
	for (k = 0; k < n; k++)
		begin_table(queries[k], &out[k]);
	for (i = 0; i < run.n; i++) {
		for (k = 0; k < n; k++)
			table_take(&out[k], run.jobs[i].packs[k].cells, run.jobs[i].packs[k].n);
		report_job(run.first->registry, &run.jobs[i], report);
		mem_free(run.jobs[i].packs);
	}
	mem_free(run.jobs);
}
