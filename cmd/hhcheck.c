/*
 * hhcheck: validate records, of a registry or against one schema. Files are mapped in parallel to
 * what each has to say; the results are written in the order of their paths, whatever the number of
 * threads.
 */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/pool.h"
#include "registry/mend.h"
#include "registry/survey.h"
#include "report/report.h"
#include "report/view.h"
#include "schema/schema.h"
#include "version/base.h"
#include "version/revision.h"

enum {
	OPT_FORMAT = 300,
	OPT_SCHEMA,
	OPT_MAP,
	OPT_ASSERT_FORMAT,
	OPT_LEVEL,
	OPT_AS_OF,
	OPT_STANDARD,
	OPT_REV,
	OPT_BASE,
	OPT_FIX
};

static const struct option_row rows[] = {
	{OPT_FORMAT, "format", "F", "text, json or github"},
	{OPT_LEVEL, "level", "LEVEL", "least level shown: note, warning or error"},
	{OPT_AS_OF, "as-of", "DATE", "what `today` is (default: the registry's, or today)"},
	{OPT_STANDARD, "standard", "NAME[@DATE]", "judge by this standard, not by that in force"},
	{OPT_REV, "rev", "REV", "check the registry as of a git revision"},
	{OPT_BASE, "base", "REV", "tell what is new since REV; only that fails"},
	{OPT_FIX, "fix", NULL, "first mend form, order of keys and lacking quotes"},
	{OPT_SCHEMA, "schema", "FILE", "check YAML or JSON files against a schema"},
	{OPT_MAP, "map", "URI=DIR", "schemas named URI... lie in DIR; repeatable"},
	{OPT_ASSERT_FORMAT, "assert-format", NULL, "with --schema: formats must hold"},
	OPTION_JOBS,
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhcheck",
	"validate records kept as YAML",
	"  hhcheck [options] [PATH...]\n  hhcheck --schema FILE [--map URI=DIR] [--assert-format] "
	"FILE...",
	rows,
	"Without PATH the whole registry is checked. Exit: 0 clean, 1 errors, 2 trouble.",
};

struct run {
	const char *schema_path, *rev, *base_name;
	bool assert_formats, mapped;
	bool fix, unwritten; /* --fix, and something could not be written */
	struct schemas *schemas;
	const struct schema *schema; /* of --schema */
	struct judge_options judging;
	struct revision *revision; /* of --rev, or NULL */
	struct survey survey;
	struct base *base;         /* of --base, or NULL */
	struct survey_files files; /* of --schema */
	struct report report;
	struct progress progress;
	struct common_options common;
};

struct worker {
	struct buf bytes;
	struct tree tree;
	struct validator *validator;
};

static bool take_map(struct run *c, char *value)
{
	char *equals = strrchr(value, '=');

	if (!equals || equals == value || !equals[1])
		return false;
	*equals = '\0';
	schemas_map(c->schemas, value, equals + 1);
	*equals = '=';
	c->mapped = true;
	return true;
}

static bool take_date(struct run *c, const char *value)
{
	struct date d;

	c->judging.dated = date_parse(text_of(value), &d);
	if (c->judging.dated)
		c->judging.today = date_days(d);
	return c->judging.dated;
}

static bool take(void *ctx, int id, char *value)
{
	struct run *c = ctx;

	switch (id) {
	case OPT_FORMAT: return report_format_find(value, &c->report.format);
	case OPT_LEVEL: return report_level_find(value, &c->report.least);
	case OPT_SCHEMA: c->schema_path = value; return true;
	case OPT_MAP: return take_map(c, value);
	case OPT_REV: c->rev = value; return true;
	case OPT_BASE: c->base_name = value; return true;
	case OPT_FIX: c->fix = true; return true;
	case OPT_AS_OF: return take_date(c, value);
	case OPT_STANDARD: c->judging.standard = value; return *value != '\0';
	case OPT_ASSERT_FORMAT: c->assert_formats = true; return true;
	}
	return false;
}

/* one file */

static void *begin(void *ctx)
{
	struct worker *w = mem_zero(sizeof *w);

	(void)ctx;
	w->validator = validator_new();
	return w;
}

static void end(void *ctx, void *state)
{
	struct worker *w = state;

	(void)ctx;
	buf_free(&w->bytes);
	tree_free(&w->tree);
	validator_free(w->validator);
	mem_free(w);
}

static void check_file(void *ctx, void *state, size_t i)
{
	struct run *c = ctx;
	struct worker *w = state;
	struct survey_file *file = &c->files.v[i];
	struct findings *f = &file->own;
	size_t k;
	int error = file_read(file->path, &w->bytes);

	if (error) {
		file_finding(f, error);
		return;
	}
	if (tree_load(&w->tree, file->path, w->bytes.p, w->bytes.n, f) == 0)
		for (k = 0; k < w->tree.ndocs; k++)
			schema_check(c->schema, w->validator, node_target(w->tree.docs[k]), f);
	findings_finish(f, w->bytes.p, w->bytes.n);
}

static void tick(void *ctx, size_t done)
{
	struct run *c = ctx;

	progress_show(&c->progress, done, c->files.n);
}

/* all files */

static int report(struct run *c, struct survey_files *files, enum message one, enum message many)
{
	size_t i, read = 0;
	int lost;

	progress_clear(&c->progress);
	report_begin(&c->report);
	for (i = 0; i < files->n; i++) {
		struct findings *f = survey_findings(&files->v[i]);

		report_file(&c->report, files->v[i].path, f);
		findings_clear(f);
		read += files->v[i].counted;
	}
	report_end(&c->report);
	lost = options_finish(&command);
	report_summary(&c->report, read, one, many);
	return lost ? lost : report_status(&c->report);
}

/* --schema */

/* A schema with mistakes. */
static void add_schema(void *ctx, const char *path, struct findings *f)
{
	struct run *c = ctx;

	if (f->n)
		survey_add(&c->files, path, f);
}

static int check_against_schema(struct run *c, char **paths, int n)
{
	const struct pool_work work = {begin, check_file, end, tick, c};
	struct findings none = {0};
	int i, status;

	if (n == 0)
		return options_complain(&command, MSG_USAGE_FILES, TEXT(""));
	if (c->assert_formats)
		schemas_assert_formats(c->schemas);
	c->schema = schemas_load(c->schemas, c->schema_path);
	for (i = 0; c->schema && i < n; i++)
		survey_add(&c->files, paths[i], &none)->counted = true;
	pool_run(&work, c->files.n, c->common.jobs);
	schemas_each(c->schemas, add_schema, c);
	survey_sort(&c->files);
	status = report(c, &c->files, MSG_COUNT_FILE, MSG_COUNT_FILES);
	return c->schema ? status : 2;
}

/* a registry */

/* Marks what the operands name; false after saying why not. */
static bool show(struct run *c, char **paths, int n)
{
	struct registry *r = &c->survey.registry;
	struct stat st;
	bool found;
	int i;

	if (n)
		survey_hide(&c->survey);
	for (i = 0; i < n; i++) {
		char *below = registry_below(r, paths[i]);

		if (!below && !r->source && lstat(paths[i], &st) < 0) {
			options_trouble(&command, MSG_USAGE_PATH, text_of(paths[i]),
					text_of(strerror(errno)));
			return false;
		}
		if (!below) {
			options_trouble(&command, MSG_REGISTRY_OUTSIDE, text_of(paths[i]),
					text_of(*r->root ? r->root : "."));
			return false;
		}
		found = survey_show(&c->survey, below);
		mem_free(below);
		if (!found) {
			options_trouble(&command, MSG_REGISTRY_NO_FILES, text_of(paths[i]));
			return false;
		}
	}
	return true;
}

static void show_progress(void *ctx, size_t done, size_t all)
{
	struct run *c = ctx;

	progress_show(&c->progress, done, all);
}

static int trouble(const struct buf *why)
{
	fprintf(stderr, "%s: %s\n", command.name, why->p);
	return 2;
}

static bool open_base(struct run *c, const char *root)
{
	const struct base_options o = {c->base_name, c->rev, c->revision, &c->judging,
				       c->common.jobs};
	struct buf why = {0};

	c->base = base_open(root, &o, &why);
	if (!c->base)
		trouble(&why);
	buf_free(&why);
	return c->base != NULL;
}

/* The same beside an older version. */
static int check_beside(struct run *c)
{
	struct buf why = {0};
	int status = 0;

	c->report.beside = true;
	if (!c->base && !open_base(c, c->survey.registry.root))
		return 2;
	if (base_lack(c->base))
		fprintf(stderr, "%s: %s\n", command.name, base_lack(c->base));
	if (!base_survey(c->base, &c->survey, &why))
		status = trouble(&why);
	buf_free(&why);
	return status;
}

static void say_mended(void *ctx, const char *path, enum tidied done, const char *why)
{
	struct run *c = ctx;

	c->unwritten |= done == TIDY_FAILED;
	if (done == TIDY_CHANGED)
		options_trouble(&command, MSG_MENDED, text_of(path));
	else
		fprintf(stderr, "%s: %s\n", command.name, why);
}

/* All of the registry is read, for what holds across records; 0, or 2 after a message. */
static int check_records(struct run *c, char **paths, int n)
{
	struct survey *s = &c->survey;

	if (!judge_standard_found(s->judge))
		return options_complain(&command, MSG_STANDARD_NONE, text_of(c->judging.standard));
	if (!show(c, paths, n))
		return 2;
	if (c->fix)
		mend_records(s, say_mended, c);
	s->check.tick = show_progress;
	s->check.ctx = c;
	if (c->base_name)
		return check_beside(c);
	survey_begin(s, c->common.jobs);
	survey_end(s, c->common.jobs);
	survey_collect(s);
	return 0;
}

static bool open_revision(struct run *c)
{
	struct buf why = {0};

	c->revision = revision_open(".", c->rev, &why);
	if (!c->revision)
		trouble(&why);
	buf_free(&why);
	return c->revision != NULL;
}

static int check_registry(struct run *c, char **paths, int n)
{
	struct survey *s = &c->survey;
	const struct source *source;
	char *root;
	bool found;
	int status;

	if (c->rev && !open_revision(c))
		return 2;
	source = c->rev ? revision_source(c->revision) : NULL;
	root = registry_find_in(source, n ? paths[0] : ".");
	if (!root)
		return options_trouble(&command, MSG_REGISTRY_NONE, text_of(n ? paths[0] : "."));
	c->judging.also = view_check;
	/* Git looks for changes meanwhile, unless there are still some to be made. */
	found = !c->base_name || c->fix || open_base(c, root);
	if (found)
		survey_open(s, source, root, &c->judging);
	mem_free(root);
	if (!found)
		return 2;
	if (s->usable && check_records(c, paths, n))
		return 2;
	if (!s->usable)
		survey_collect(s);
	status = report(c, &s->files, MSG_COUNT_RECORD, MSG_COUNT_RECORDS);
	return s->usable
		       ? c->unwritten ? 2 : status
		       : options_trouble(&command, MSG_REGISTRY_BROKEN, text_of(s->registry.path));
}

int main(int argc, char **argv)
{
	struct run c = {.report = {.out = stdout}};
	int first, status;

	setlocale(LC_ALL, "");
	c.schemas = schemas_new();
	first = options_parse(&command, argc, argv, &c.common, take, &c);
	c.report.color = c.common.color;
	if (c.fix && (c.rev || c.schema_path))
		status = options_complain(&command, MSG_MEND_WHERE,
					  text_of(c.rev ? "rev" : "schema"));
	else if (c.schema_path && (c.rev || c.base_name))
		status = options_complain(&command, MSG_USAGE_NOT_SCHEMA,
					  text_of(c.rev ? "rev" : "base"));
	else if (c.schema_path)
		status = check_against_schema(&c, argv + first, argc - first);
	else if (c.assert_formats)
		status = options_complain(&command, MSG_USAGE_NEEDS_SCHEMA, TEXT("assert-format"));
	else if (c.mapped)
		status = options_complain(&command, MSG_USAGE_NEEDS_SCHEMA, TEXT("map"));
	else
		status = check_registry(&c, argv + first, argc - first);
	schemas_free(c.schemas);
	base_close(c.base);
	survey_close(&c.survey);
	survey_files_free(&c.files);
	revision_close(c.revision);
	report_free(&c.report);
	return status;
}
