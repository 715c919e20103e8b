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

#include "base/file.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/pool.h"
#include "registry/registry.h"
#include "report/report.h"
#include "schema/schema.h"

enum { OPT_FORMAT = 300, OPT_SCHEMA, OPT_MAP, OPT_ASSERT_FORMAT, OPT_LEVEL };

static const struct option_row rows[] = {
	{OPT_FORMAT, "format", "F", "text, json or github"},
	{OPT_LEVEL, "level", "LEVEL", "least level shown: note, warning or error"},
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
	"Without PATH the whole registry around the current folder is checked.\n"
	"Exit status: 0 clean, 1 errors found, 2 trouble.",
};

struct file {
	const char *path;      /* to open and to show */
	struct member *member; /* NULL with --schema */
	bool ready;            /* a schema or registry.yaml: its findings are there already */
	struct findings findings;
};

struct check {
	const char *schema_path;
	bool assert_formats, mapped;
	struct schemas *schemas;
	const struct schema *schema; /* of --schema */
	struct registry registry;
	struct members members;
	struct file *files;
	size_t n, cap;
	struct report report;
	struct progress progress;
	struct common_options common;
};

struct worker {
	struct buf bytes;
	struct tree tree;
	struct validator *validator;
};

static bool take_map(struct check *c, char *value)
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

static bool take(void *ctx, int id, char *value)
{
	struct check *c = ctx;

	switch (id) {
	case OPT_FORMAT: return report_format_find(value, &c->report.format);
	case OPT_LEVEL: return report_level_find(value, &c->report.least);
	case OPT_SCHEMA: c->schema_path = value; return true;
	case OPT_MAP: return take_map(c, value);
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

/* What the registry says of the record. Only if there is something to say is it worth knowing what
 * to mask. */
static void check_record(struct worker *w, struct file *file, const struct kind *kind,
			 struct node *root, size_t before)
{
	size_t n = file->findings.n, i;
	char *name;

	registry_check_record(kind, file->member->path, root, &file->findings);
	if (file->findings.n == before)
		return;
	if (kind->schema)
		schema_mark(kind->schema, w->validator, root);
	findings_truncate(&file->findings, n);
	registry_check_record(kind, file->member->path, root, &file->findings);
	name = registry_name_record(kind, root);
	for (i = before; name && i < file->findings.n; i++)
		file->findings.v[i].record = mem_copy(name, strlen(name));
	mem_free(name);
}

static void check_document(struct check *c, struct worker *w, struct file *file, struct node *root)
{
	const struct kind *kind = file->member ? file->member->kind : NULL;
	const struct schema *schema = kind ? kind->schema : c->schema;
	size_t before = file->findings.n;

	if (schema)
		schema_check(schema, w->validator, root, &file->findings);
	if (kind)
		check_record(w, file, kind, root, before);
}

static void say_trouble(struct file *file)
{
	const struct member *m = file->member;
	struct text args[2] = {{0}};

	if (m->error)
		args[0] = text_of(strerror(m->error));
	if (m->trouble == MSG_FILE_CLAIMED_TWICE) {
		args[0] = m->kind->name;
		args[1] = m->other->name;
	}
	finding_add(&file->findings, m->trouble, 0, 0, 2, args);
}

static void check_file(void *ctx, void *state, size_t i)
{
	struct check *c = ctx;
	struct worker *w = state;
	struct file *file = &c->files[i];
	size_t k;
	int error;

	if (file->ready)
		return;
	if (file->member && file->member->trouble != MSG_COUNT) {
		say_trouble(file);
		return;
	}
	error = file_read(file->path, &w->bytes);
	if (error) {
		file_finding(&file->findings, error);
		return;
	}
	if (tree_load(&w->tree, file->path, w->bytes.p, w->bytes.n, &file->findings) == 0)
		for (k = 0; k < w->tree.ndocs; k++)
			check_document(c, w, file, node_target(w->tree.docs[k]));
	findings_finish(&file->findings, w->bytes.p, w->bytes.n);
}

static void tick(void *ctx, size_t done)
{
	struct check *c = ctx;

	progress_show(&c->progress, done, c->n);
}

/* all files */

static void add_file(struct check *c, const char *path, struct member *member)
{
	MEM_GROW(c->files, c->n, c->cap);
	c->files[c->n++] = (struct file){.path = path, .member = member};
}

/* A schema or registry.yaml, with its findings, which it takes over. */
static void add_ready(void *ctx, const char *path, struct findings *f)
{
	struct check *c = ctx;

	if (!f->n)
		return;
	add_file(c, path, NULL);
	c->files[c->n - 1].ready = true;
	c->files[c->n - 1].findings = *f;
	*f = (struct findings){0};
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct file *)x)->path, ((const struct file *)y)->path);
}

static int run(struct check *c, enum message one, enum message many)
{
	const struct pool_work work = {begin, check_file, end, tick, c};
	size_t i, read = 0;
	int lost;

	report_begin(&c->report);
	if (c->n)
		qsort(c->files, c->n, sizeof *c->files, by_path);
	pool_run(&work, c->n, c->common.jobs);
	progress_clear(&c->progress);
	for (i = 0; i < c->n; i++) {
		report_file(&c->report, c->files[i].path, &c->files[i].findings);
		findings_clear(&c->files[i].findings);
		read += !c->files[i].ready && (!c->files[i].member || c->files[i].member->kind);
	}
	report_end(&c->report);
	lost = options_finish(&command);
	report_summary(&c->report, read, one, many);
	return lost ? lost : report_status(&c->report);
}

/* --schema */

static int check_against_schema(struct check *c, char **paths, int n)
{
	int i, status;

	if (n == 0)
		return options_complain(&command, MSG_USAGE_FILES, TEXT(""));
	if (c->assert_formats)
		schemas_assert_formats(c->schemas);
	c->schema = schemas_load(c->schemas, c->schema_path);
	schemas_each(c->schemas, add_ready, c);
	for (i = 0; c->schema && i < n; i++)
		add_file(c, paths[i], NULL);
	status = run(c, MSG_COUNT_FILE, MSG_COUNT_FILES);
	return c->schema ? status : 2;
}

/* a registry */

/* Lists what the operands name; false after saying why not. */
static bool scan(struct check *c, char **paths, int n)
{
	struct registry *r = &c->registry;
	struct stat st;
	bool found;
	int i;

	if (n == 0)
		registry_scan(r, "", &c->members);
	for (i = 0; i < n; i++) {
		char *below = registry_below(r, paths[i]);

		if (!below && lstat(paths[i], &st) < 0) {
			options_trouble(&command, MSG_USAGE_PATH, text_of(paths[i]),
					text_of(strerror(errno)));
			return false;
		}
		if (!below) {
			options_trouble(&command, MSG_REGISTRY_OUTSIDE, text_of(paths[i]),
					text_of(*r->root ? r->root : "."));
			return false;
		}
		found = registry_scan(r, below, &c->members);
		mem_free(below);
		if (!found) {
			options_trouble(&command, MSG_REGISTRY_NO_FILES, text_of(paths[i]));
			return false;
		}
	}
	return true;
}

static int check_registry(struct check *c, char **paths, int n)
{
	struct registry *r = &c->registry;
	char *root = registry_find(n ? paths[0] : ".");
	bool usable;
	size_t i;
	int status;

	if (!root)
		return options_trouble(&command, MSG_REGISTRY_NONE, text_of(n ? paths[0] : "."));
	usable = registry_open(r, root);
	mem_free(root);
	if (usable && !scan(c, paths, n))
		return 2;
	if (usable && n == 0)
		registry_check_kinds(r);
	findings_finish(&r->findings, buf_text(r->bytes).p, r->bytes->n);
	add_ready(c, r->path, &r->findings);
	schemas_each(r->schemas, add_ready, c);
	for (i = 0; i < c->members.n; i++)
		add_file(c, registry_path(r, c->members.v[i].path), &c->members.v[i]);
	status = run(c, MSG_COUNT_RECORD, MSG_COUNT_RECORDS);
	return usable ? status : options_trouble(&command, MSG_REGISTRY_BROKEN, text_of(r->path));
}

int main(int argc, char **argv)
{
	struct check c = {.report = {.out = stdout}};
	int first, status;

	setlocale(LC_ALL, "");
	c.schemas = schemas_new();
	first = options_parse(&command, argc, argv, &c.common, take, &c);
	c.report.color = c.common.color;
	if (c.schema_path)
		status = check_against_schema(&c, argv + first, argc - first);
	else if (c.assert_formats)
		status = options_complain(&command, MSG_USAGE_NEEDS_SCHEMA, TEXT("assert-format"));
	else if (c.mapped)
		status = options_complain(&command, MSG_USAGE_NEEDS_SCHEMA, TEXT("map"));
	else
		status = check_registry(&c, argv + first, argc - first);
	schemas_free(c.schemas);
	registry_close(&c.registry);
	members_free(&c.members);
	mem_free(c.files);
	report_free(&c.report);
	return status;
}
