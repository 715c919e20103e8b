/* Options, opening, and output of the commands that select from records. */
#include "report/selection.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/mem.h"
#include "registry/judge.h"
#include "report/query.h"
#include "schema/schema.h"
#include "version/revision.h"

void selection_ask(struct selection *s, int id, const char *value)
{
	MEM_GROW(s->asks, s->nasks, s->capasks);
	s->asks[s->nasks++] = (struct selection_ask){id, value};
}

static bool take_date(struct selection *s, const char *value)
{
	struct date d;

	s->dated = date_parse(text_of(value), &d);
	if (s->dated)
		s->as_of = date_days(d);
	return s->dated;
}

bool selection_take(struct selection *s, int id, char *value)
{
	switch (id) {
	case SELECTION_WHERE: selection_ask(s, id, value); return true;
	case SELECTION_SORT: s->sort = value; return true;
	case SELECTION_COLUMNS: s->columns = value; return true;
	case SELECTION_FORMAT: return table_format_find(value, &s->look.format);
	case SELECTION_BOM: s->look.bom = true; return true;
	case SELECTION_SHOW: s->show = true; return true;
	case SELECTION_REV: s->rev = value; return true;
	case SELECTION_AS_OF: return take_date(s, value);
	}
	return false;
}

/* opening */

static bool scan(struct selection *s, char **paths, int n)
{
	struct registry *r = &s->registry;
	struct stat st;
	bool found;
	int i;

	if (n == 0)
		registry_scan(r, "", &s->members);
	for (i = 0; i < n; i++) {
		char *below;

		if (!r->source && lstat(paths[i], &st) < 0) {
			options_trouble(s->command, MSG_USAGE_PATH, text_of(paths[i]),
					text_of(strerror(errno)));
			return false;
		}
		below = registry_below(r, paths[i]);

		if (!below) {
			options_trouble(s->command, MSG_REGISTRY_OUTSIDE, text_of(paths[i]),
					text_of(*r->root ? r->root : "."));
			return false;
		}
		found = registry_scan(r, below, &s->members);
		mem_free(below);
		if (!found) {
			options_trouble(s->command, MSG_REGISTRY_NO_FILES, text_of(paths[i]));
			return false;
		}
	}
	return true;
}

/* What is wrong with registry.yaml, as far as it is known by now. */
static void report_registry(struct selection *s)
{
	struct registry *r = &s->registry;

	if (!r->findings.n)
		return;
	findings_finish(&r->findings, buf_text(r->bytes).p, r->bytes->n);
	report_file(&s->report, r->path, &r->findings);
	findings_clear(&r->findings);
}

static void report_schema(void *ctx, const char *path, struct findings *f)
{
	struct selection *s = ctx;

	if (f->n)
		report_file(&s->report, path, f);
}

static bool open_revision(struct selection *s)
{
	struct buf why = {0};

	s->revision = revision_open(".", s->rev, &why);
	if (!s->revision)
		fprintf(stderr, "%s: %s\n", s->command->name, why.p);
	buf_free(&why);
	return s->revision != NULL;
}

int selection_open(struct selection *s, char **paths, int n)
{
	const struct source *source = NULL;
	char *root;
	struct judge_options judging = {.dated = s->dated, .today = s->as_of};
	bool usable;

	s->report.out = stderr;
	if (s->rev && !open_revision(s))
		return 2;
	if (s->rev)
		source = revision_source(s->revision);
	root = registry_find_in(source, n ? paths[0] : ".");
	if (!root)
		return options_trouble(s->command, MSG_REGISTRY_NONE, text_of(n ? paths[0] : "."));
	report_begin(&s->report);
	usable = registry_open_in(&s->registry, source, root);
	mem_free(root);
	report_registry(s);
	schemas_each(s->registry.schemas, report_schema, s);
	if (!usable)
		return options_trouble(s->command, MSG_REGISTRY_BROKEN, text_of(s->registry.path));
	if (!scan(s, paths, n))
		return 2;
	s->judge = judge_open(&s->registry, &judging);
	report_registry(s);
	judge_each(s->judge, report_schema, s);
	return 0;
}

/* queries */

struct query *selection_query(struct selection *s)
{
	struct query *q = query_new(&s->registry, s->judge, &s->members);

	if (s->show)
		query_show(q);
	return q;
}

bool selection_conditions(struct selection *s, struct query *q)
{
	struct query_origin from = {.option = "where"};
	bool good = true;
	size_t i;

	for (i = 0; i < s->nasks; i++)
		if (s->asks[i].id == SELECTION_WHERE)
			good &= query_where(q, text_of(s->asks[i].value), NULL, from);
	return good;
}

int selection_faulty(struct selection *s, struct query *const *queries, size_t n)
{
	size_t i, k, from;

	report_registry(s);
	for (k = 0; k < n; k++) {
		struct text t = query_faults(queries[k]);

		for (i = 0, from = 0; i < t.n; i++)
			if (t.p[i] == '\n') {
				fprintf(stderr, "%s: %.*s\n", s->command->name, (int)(i - from),
					t.p + from);
				from = i + 1;
			}
	}
	return 2;
}

/* tables */

bool selection_parts(const char *list, bool (*each)(void *ctx, struct text part), void *ctx)
{
	const char *comma;

	for (; (comma = strchr(list, ',')); list = comma + 1)
		if (!each(ctx, (struct text){list, (size_t)(comma - list)}))
			return false;
	return each(ctx, text_of(list));
}

struct arrange {
	struct selection *s;
	struct table *t;
	struct table_key *keys;
	struct text *columns;
	size_t n, cap;
};

static bool say_no_column(struct arrange *a, struct text name)
{
	struct buf all = {0};
	size_t i;

	for (i = 0; i < a->t->ncolumns; i++) {
		if (i)
			buf_adds(&all, ", ");
		buf_addt(&all, a->t->headings[i]);
	}
	options_complain(a->s->command, MSG_SELECT_COLUMN, name, buf_text(&all));
	buf_free(&all);
	return false;
}

static bool add_key(void *ctx, struct text part)
{
	struct arrange *a = ctx;
	ptrdiff_t column = table_column(a->t, part);
	bool descending = column < 0 && part.n && part.p[0] == '-';

	if (descending)
		column = table_column(a->t, (struct text){part.p + 1, part.n - 1});
	if (column < 0)
		return say_no_column(a, part);
	MEM_GROW(a->keys, a->n, a->cap);
	a->keys[a->n++] = (struct table_key){(size_t)column, descending};
	return true;
}

static bool add_column(void *ctx, struct text part)
{
	struct arrange *a = ctx;

	MEM_GROW(a->columns, a->n, a->cap);
	a->columns[a->n++] = part;
	return true;
}

static bool has_twins(struct arrange *a)
{
	size_t i;

	for (i = 0; i < a->t->ncolumns; i++)
		if (table_column(a->t, a->t->headings[i]) != (ptrdiff_t)i) {
			options_complain(a->s->command, MSG_SELECT_TWICE, a->t->headings[i]);
			return true;
		}
	return false;
}

bool selection_arrange(struct selection *s, struct table *t)
{
	struct arrange keys = {.s = s, .t = t}, columns = {.s = s, .t = t};
	struct text missing;
	bool good = !has_twins(&keys);

	good = good && (!s->sort || selection_parts(s->sort, add_key, &keys));
	if (good)
		table_sort(t, keys.keys, keys.n);
	if (good && s->columns) {
		selection_parts(s->columns, add_column, &columns);
		if (!table_choose(t, columns.columns, columns.n, &missing))
			good = say_no_column(&columns, missing);
		good = good && !has_twins(&columns);
	}
	mem_free(keys.keys);
	mem_free(columns.columns);
	return good;
}

void selection_write(struct selection *s, const struct table *t)
{
	struct table_look look = s->look;

	look.width = table_terminal_width(stdout);
	look.color = s->common.color;
	table_write(t, &look, stdout);
}

int selection_finish(struct selection *s)
{
	int lost = options_finish(s->command);

	report_end(&s->report);
	return lost ? lost : report_status(&s->report);
}

void selection_close(struct selection *s)
{
	judge_close(s->judge);
	registry_close(&s->registry);
	revision_close(s->revision);
	members_free(&s->members);
	report_free(&s->report);
	mem_free(s->asks);
}
