/* Running a query: files are loaded and evaluated in parallel, each giving packed cells; those are
 * put together in the order of the files. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/source.h"
#include "registry/check.h"
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
	struct members all; /* of the registry */
	struct check *sums; /* of all; NULL: nobody asks for them */
	struct progress progress;
};

struct worker {
	struct run *run;
	struct buf bytes;
	struct tree tree;
	struct validator *validator;
	struct judge_run *judging;
	struct cells cells;
	struct arena arena; /* of the record at hand */
	struct job *job;
	bool faulty;  /* an expression failed on this record, and that is said */
	bool costly;  /* likewise, its expressions cost too much */
	size_t steps; /* taken for it */
};

static void *begin(void *ctx)
{
	struct worker *w = mem_zero(sizeof *w);

	w->run = ctx;
	w->validator = validator_new();
	w->judging = judge_run_new(w->run->first->judge);
	return w;
}

static void end(void *ctx, void *state)
{
	struct worker *w = state;

	(void)ctx;
	buf_free(&w->bytes);
	tree_free(&w->tree);
	validator_free(w->validator);
	judge_run_free(w->judging);
	cells_free(&w->cells);
	arena_free(&w->arena);
	mem_free(w);
}

/* An expression at fault, such as a division by zero, is told once of a record. */
static void say_error(struct worker *w, const struct expr_value *v)
{
	struct node *root = node_target(w->tree.docs[0]);
	struct node *at = v->node && path_holds(root, v->node) ? v->node : root;
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
	struct expr_run *run = judge_eval(w->judging);
	struct expr_value *variables = judge_variables(w->judging), v;

	variables[VAR_VALUE] = x->value.p ? expr_string(x->value) : expr_missing();
	v = expr_eval(run, x->compiled[target], variables);
	w->steps += expr_run_steps(run);
	if (v.kind == EXPR_ERROR)
		say_error(w, &v);
	return v;
}

static void take_row(struct worker *w, const struct query *q, size_t target)
{
	struct expr_value v;
	size_t i;

	if (w->steps > MOST_STEPS) {
		say_cost(w);
		return;
	}
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

/* An item of a list, or a key of a map. */
static struct expr_value item_of(struct worker *w, const struct expr_value *v, uint32_t i)
{
	if (v->kind == EXPR_LIST)
		return v->items ? v->items[i] : expr_from_node(v->node->items[i], &w->arena);
	return v->items ? v->items[2 * i] : expr_from_node(v->node->pairs[i].key, &w->arena);
}

static void take_element(struct worker *w, const struct query *q, size_t target,
			 struct node *element)
{
	struct expr_value *variables = judge_variables(w->judging), list;
	uint32_t i;

	expr_run_begin(judge_eval(w->judging));
	variables[VAR_SELF] = expr_from_node(element, &w->arena);
	variables[VAR_EACH] = expr_missing();
	if (!q->each) {
		take_row(w, q, target);
		return;
	}
	list = eval(w, q->each, target);
	if (list.kind != EXPR_LIST && list.kind != EXPR_MAP)
		return;
	for (i = 0; i < list.n && !w->costly; i++) {
		variables[VAR_EACH] = item_of(w, &list, i);
		take_row(w, q, target);
	}
}

struct taking {
	struct worker *w;
	const struct query *q;
	size_t target;
};

static void take_value(void *ctx, struct node *value, struct node *item)
{
	const struct taking *t = ctx;

	(void)item;
	take_element(t->w, t->q, t->target, value);
}

static void take_query(struct worker *w, const struct query *q, struct node *root, struct pack *out)
{
	size_t i;

	cells_clear(&w->cells);
	for (i = 0; i < q->ntargets; i++)
		if (q->targets[i].kind == w->job->member->kind)
			path_walk(&q->targets[i].path, root, take_value, &(struct taking){w, q, i});
	out->n = w->cells.n;
	out->cells = cells_pack(&w->cells);
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct member *)x)->path, ((const struct member *)y)->path);
}

static const struct judge_sum *totals_of(const struct run *run, const struct member *m)
{
	const struct member *found = bsearch(m, run->all.v, run->all.n, sizeof *m, by_path);

	return found ? check_totals(run->sums, (size_t)(found - run->all.v)) : NULL;
}

static void take_record(struct worker *w, struct node *root)
{
	const struct kind *kind = w->job->member->kind;
	size_t i;

	arena_reset(&w->arena);
	if (kind->schema && !w->run->first->show)
		schema_mark(kind->schema, w->validator, root);
	judge_begin(w->judging, kind, root, w->run->sums ? totals_of(w->run, w->job->member) : NULL,
		    true);
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
	error = job->member->error ? job->member->error
				   : source_read(run->first->registry->source, path.p, &w->bytes);
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

static void add_job(struct run *run, const struct member *m)
{
	struct job *job = &run->jobs[run->n++];

	job->member = m;
	job->packs = mem_zero(run->nqueries * sizeof *job->packs);
}

static int by_job_path(const void *path, const void *job)
{
	return strcmp(path, ((const struct job *)job)->member->path);
}

/* Those wanted, in the order of their paths; then those for want of which sums cannot be told, so
 * that it is said why. */
static void add_jobs(struct run *run, const struct members *members)
{
	size_t i, wanted;

	run->jobs = mem_zero((members->n + run->all.n + 1) * sizeof *run->jobs);
	for (i = 0; i < members->n; i++)
		if (is_wanted(run, &members->v[i]))
			add_job(run, &members->v[i]);
	wanted = run->n;
	for (i = 0; run->sums && i < run->all.n; i++) {
		const struct member *m = &run->all.v[i];

		if (m->kind && (m->trouble == MSG_COUNT || m->error) &&
		    !run->sums->extracts[i].loaded &&
		    !bsearch(m->path, run->jobs, wanted, sizeof *run->jobs, by_job_path))
			add_job(run, m);
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

/* Does a column or condition wait for what is known only of all records together? */
static bool asks_for_sums(struct query *const *queries, size_t n)
{
	size_t i, k, t;

	for (i = 0; i < n; i++)
		for (t = 0; t < queries[i]->ntargets; t++) {
			const struct query *q = queries[i];
			uint64_t uses = 0;

			for (k = 0; k < q->nwhere; k++)
				uses |= expr_uses(q->where[k].compiled[t]);
			for (k = 0; k < q->ncolumns; k++)
				uses |= expr_uses(q->columns[k].compiled[t]);
			if (q->each)
				uses |= expr_uses(q->each->compiled[t]);
			if (judge_is_late(q->judge, q->targets[t].kind, uses))
				return true;
		}
	return false;
}

void query_run(struct query *const *queries, size_t n, unsigned threads, struct report *report,
	       struct table *out)
{
	struct run run = {.queries = queries, .nqueries = n, .first = n ? queries[0] : NULL};
	const struct pool_work work = {begin, take_file, end, tick, &run};
	struct check sums;
	size_t i, k;

	if (!n)
		return;
	if (asks_for_sums(queries, n)) {
		run.sums = &sums;
		registry_scan(run.first->registry, "", &run.all);
		check_init(&sums, run.first->registry, run.first->judge, &run.all);
		check_sums(&sums, threads);
	}
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
	if (run.sums)
		check_free(run.sums);
	members_free(&run.all);
}
