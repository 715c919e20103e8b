/* Views: from their definition in registry.yaml to a table. */
#include "report/view.h"

#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/mem.h"
#include "expr/expr.h"
#include "registry/registry.h"
#include "report/cell.h"
#include "report/query.h"
#include "report/selection.h"
#include "report/table.h"

struct run {
	struct selection *s;
	const struct node *view;
	struct table *t;
	size_t group; /* columns that say which group it is */
	bool good;
};

struct node *view_section(const struct registry *r, const char *section)
{
	struct node *n = node_get(node_target(r->tree.docs[0]), text_of(section));

	return n && n->kind == NODE_MAPPING ? n : NULL;
}

struct text view_title(const struct node *view, struct text name)
{
	const struct node *n = node_get(view, TEXT("title"));

	return n && n->kind == NODE_SCALAR ? node_text(n) : name;
}

struct text view_names(const struct node *section, struct arena *a)
{
	struct buf b = {0};
	struct text names;
	uint32_t i;

	for (i = 0; section && i < section->n; i++) {
		if (i)
			buf_adds(&b, ", ");
		buf_addt(&b, node_text(section->pairs[i].key));
	}
	names = (struct text){arena_copy(a, b.p ? b.p : "", b.n), b.n};
	buf_free(&b);
	return names;
}

/* The name of the option of a filter asked for; n 0 if the ask is none. */
static struct text filter_name(const struct selection *s, const struct selection_ask *ask)
{
	const struct option_row *o = s->command->options;

	if (ask->id < VIEW_FILTER)
		return (struct text){0};
	while (o->name && o->id != ask->id)
		o++;
	return o->name ? text_of(o->name) : (struct text){0};
}

bool view_knows(const struct selection *s, const struct node *view, struct text *missing)
{
	const struct node *filters = node_get(view, TEXT("filters"));
	size_t i;

	for (i = 0; i < s->nasks; i++) {
		*missing = filter_name(s, &s->asks[i]);
		if (missing->n && !node_get(filters, *missing))
			return false;
	}
	return true;
}

/* from definition to query */

static void say_kind(struct run *run, struct query *q, const struct node *at)
{
	struct findings *f = &run->s->registry.findings;

	(void)q;
	finding_say(f, MSG_VIEW_KIND, at->start, at->end, node_text(at));
	run->good = false;
}

static void add_targets(struct run *run, struct query *q)
{
	struct node *n = node_get(run->view, TEXT("for")), *at;
	uint32_t i;

	for (i = 0; i < (n->kind == NODE_SEQUENCE ? n->n : 1); i++) {
		at = n->kind == NODE_SEQUENCE ? node_target(n->items[i]) : n;
		if (!query_target(q, node_text(at)))
			say_kind(run, q, at);
	}
}

static void add_conditions(struct run *run, struct query *q)
{
	const struct node *filters = node_get(run->view, TEXT("filters"));
	struct query_origin from = {.node = node_get(run->view, TEXT("each"))};
	size_t i;

	if (from.node)
		run->good &= query_each(q, node_text(from.node), from);
	from.node = node_get(run->view, TEXT("where"));
	if (from.node)
		run->good &= query_where(q, node_text(from.node), NULL, from);
	for (i = 0; i < run->s->nasks; i++) {
		const struct selection_ask *ask = &run->s->asks[i];
		struct text name = filter_name(run->s, ask);

		from.node = name.n ? node_get(filters, name) : NULL;
		if (from.node)
			run->good &= query_where(q, node_text(from.node),
						 ask->value ? ask->value : "", from);
	}
	run->good &= selection_conditions(run->s, q);
}

static size_t add_columns(struct run *run, struct query *q, struct text field)
{
	const struct node *columns = node_get(run->view, field);
	uint32_t i;

	for (i = 0; columns && i < columns->n; i++) {
		const struct node *at = node_target(columns->pairs[i].value);
		struct query_origin from = {.node = at};

		run->good &= query_column(q, node_text(columns->pairs[i].key), node_text(at), from);
	}
	return i;
}

/* after the rows are there */

/* Copies the rows into a table with room for the ratios; those of a group become one. */
static void add_up(struct run *run)
{
	const struct node *ratios = node_get(run->view, TEXT("ratios"));
	size_t n = run->t->ncolumns, all = n + (ratios ? ratios->n : 0), i;
	struct text *headings = mem_zero((all + 1) * sizeof *headings);
	struct table sums;

	memcpy(headings, run->t->headings, n * sizeof *headings);
	for (i = n; i < all; i++)
		headings[i] = node_text(ratios->pairs[i - n].key);
	table_begin(&sums, headings, all);
	mem_free(headings);
	if (run->group)
		table_sum(run->t, run->group, &sums);
	else
		table_extend(run->t, &sums);
	table_free(run->t);
	*run->t = sums;
}

static void sort_by_definition(struct run *run)
{
	const struct node *sort = node_get(run->view, TEXT("sort"));
	struct table_key keys[16];
	size_t n = 0;
	uint32_t i;

	for (i = 0; sort && i < sort->n && n < 16; i++) {
		const struct node *at = node_target(sort->items[i]);
		struct text name = node_text(at);
		bool descending = name.n && name.p[0] == '-' && table_column(run->t, name) < 0;
		ptrdiff_t column;

		if (descending)
			name = (struct text){name.p + 1, name.n - 1};
		column = table_column(run->t, name);
		if (column < 0) {
			finding_say(&run->s->registry.findings, MSG_VIEW_COLUMN, at->start, at->end,
				    name);
			run->good = false;
			continue;
		}
		keys[n++] = (struct table_key){(size_t)column, descending};
	}
	table_sort(run->t, keys, n);
}

/* Each row of the columns named becomes the sum of it and those before. */
static void run_up(struct run *run)
{
	const struct node *running = node_get(run->view, TEXT("running"));
	uint32_t k;
	size_t i;

	for (k = 0; running && k < running->n; k++) {
		const struct node *at = node_target(running->items[k]);
		ptrdiff_t column = table_column(run->t, node_text(at));

		if (column < 0) {
			finding_say(&run->s->registry.findings, MSG_VIEW_COLUMN, at->start, at->end,
				    node_text(at));
			run->good = false;
			continue;
		}
		for (i = 1; i < run->t->n; i++)
			table_add(run->t, &run->t->rows[i][column], &run->t->rows[i - 1][column]);
	}
}

static void add_total(struct run *run)
{
	const struct node *total = node_get(run->view, TEXT("total"));
	size_t n = run->t->n, i, k;
	struct cell *row;

	if (!total || !n)
		return;
	row = table_row(run->t);
	row[0].kind = CELL_TEXT;
	row[0].text = node_text(total); /* lives as long as the registry */
	for (k = run->group ? run->group : 1; k < run->t->ncolumns; k++)
		for (i = 0; i < n; i++)
			table_add(run->t, &row[k], &run->t->rows[i][k]);
}

static struct expr_value cell_value(const struct cell *c, struct arena *a)
{
	struct decimal d;

	switch (c->kind) {
	case CELL_EMPTY: return expr_missing();
	case CELL_BOOL: return expr_bool(text_is(c->text, "true"));
	case CELL_NUMBER:
		if (decimal_parse(a, c->text, &d) == DECIMAL_OK)
			return expr_number(d);
	}
	return expr_string(c->text);
}

/* A row as a map from heading to value. */
static struct expr_value row_value(const struct table *t, const struct cell *row, size_t n,
				   struct arena *a)
{
	struct expr_value *items = arena_zero(a, (2 * n + 1) * sizeof *items);
	struct expr_value v = {.kind = EXPR_MAP, .items = items};
	size_t i;

	for (i = 0; i < n; i++) {
		struct expr_value cell = cell_value(&row[i], a);

		if (expr_is_bad(&cell))
			continue;
		items[2 * v.n] = expr_string(t->headings[i]);
		items[2 * v.n++ + 1] = cell;
	}
	return v;
}

struct fault {
	struct findings *findings;
	const struct node *at;
};

static void take_fault(void *ctx, enum message m, uint32_t start, uint32_t end, size_t n,
		       const struct text *args)
{
	struct fault *f = ctx;

	(void)start, (void)end;
	finding_add(f->findings, m, f->at->start, f->at->end, n, args);
}

struct expr *view_ratio(struct registry *r, const struct node *at, struct arena *a)
{
	struct fault fault = {&r->findings, at};
	struct expr_variable self = {TEXT("self"), &expr_shape_map};
	struct expr_env env = {&self, 1, take_fault, &fault};

	return expr_compile(node_text(at), &env, NULL, a);
}

static bool add_ratio(struct run *run, size_t column, const struct node *at)
{
	struct arena arena = {0}, values = {0};
	struct expr *e = view_ratio(&run->s->registry, at, &arena);
	struct expr_run *r = expr_run_new();
	struct cells cells = {0};
	size_t i;

	for (i = 0; e && i < run->t->n; i++) {
		struct expr_value row = row_value(run->t, run->t->rows[i], column, &values), v;

		expr_run_begin(r);
		v = expr_eval(r, e, &row);
		cells_add_value(&cells, &v, false, true);
		table_set(run->t, &run->t->rows[i][column], &cells.v[cells.n - 1]);
		arena_reset(&values);
	}
	cells_free(&cells);
	expr_run_free(r);
	expr_free(e);
	arena_free(&values);
	arena_free(&arena);
	return e != NULL;
}

static void add_ratios(struct run *run)
{
	const struct node *ratios = node_get(run->view, TEXT("ratios"));
	uint32_t i;

	for (i = 0; ratios && i < ratios->n; i++) {
		const struct node *at = node_target(ratios->pairs[i].value);

		run->good &= add_ratio(run, run->t->ncolumns - ratios->n + i, at);
	}
}

static struct query *compile(struct run *run)
{
	struct query *q = selection_query(run->s);

	add_targets(run, q);
	if (run->good) {
		run->group = add_columns(run, q, TEXT("group"));
		add_columns(run, q, TEXT("columns"));
		add_conditions(run, q);
	}
	return q;
}

/* What is done with the rows selected. */
static void arrange(struct run *run)
{
	if (run->group || node_get(run->view, TEXT("ratios")))
		add_up(run);
	sort_by_definition(run);
	run_up(run);
	if (!node_get(run->view, TEXT("running")))
		add_total(run);
	add_ratios(run);
}

int view_run(struct selection *s, const struct node *const *views, size_t n, struct table *out)
{
	struct query **queries = mem_zero((n + 1) * sizeof *queries);
	struct run *runs = mem_zero((n + 1) * sizeof *runs);
	bool good = true;
	size_t i;

	for (i = 0; i < n; i++) {
		out[i] = (struct table){0};
		runs[i] = (struct run){s, views[i], &out[i], 0, true};
		queries[i] = compile(&runs[i]);
		good &= runs[i].good;
	}
	if (good)
		query_run(queries, n, s->common.jobs, &s->report, out);
	for (i = 0; i < n && good; i++) {
		arrange(&runs[i]);
		good &= runs[i].good;
	}
	if (!good)
		selection_faulty(s, queries, n);
	for (i = 0; i < n; i++)
		query_free(queries[i]);
	mem_free(queries);
	mem_free(runs);
	return good ? 0 : 2;
}

int view_show(struct selection *s, const char *section, struct text name)
{
	const struct node *views = view_section(&s->registry, section);
	const struct node *view = node_get(views, name);
	struct arena names = {0};
	struct table t = {0};
	struct text missing;
	int status;

	if (!view)
		status = options_complain(s->command, MSG_VIEW_NONE, name, text_of(section),
					  view_names(views, &names));
	else if (!view_knows(s, view, &missing))
		status = options_complain(s->command, MSG_VIEW_FILTER, name, missing);
	else
		status = view_run(s, &view, 1, &t);
	if (status == 0 && !selection_arrange(s, &t))
		status = 2;
	if (status == 0)
		selection_write(s, &t);
	table_free(&t);
	arena_free(&names);
	return status;
}
