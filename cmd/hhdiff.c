/*
 * hhdiff: what changed between two files, in the records' own terms.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/options.h"
#include "registry/registry.h"
#include "report/diff.h"
#include "report/value.h"
#include "schema/schema.h"
#include "version/diff.h"
#include "version/side.h"

enum { OPT_FORMAT = 300, OPT_SCHEMA, OPT_STAT, OPT_SUMMARY, OPT_SHOW, OPT_DRIVER, OPT_TEXTCONV };

static const struct option_row rows[] = {
	{OPT_FORMAT, "format", "F", "text, json, jsonpatch or markdown"},
	{OPT_STAT, "stat", NULL, "a line for each file, and the counts"},
	{OPT_SUMMARY, "summary", NULL, "only the counts"},
	{OPT_SCHEMA, "schema", "FILE", "the JSON Schema of both files"},
	{OPT_SHOW, "show-sensitive", NULL, "do not mask what the schema marks sensitive"},
	{OPT_DRIVER, "driver", NULL, "as git's external diff driver"},
	{OPT_TEXTCONV, "textconv", "FILE", "write FILE as git's textconv"},
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhdiff",
	"what changed between two files, in the records' own terms",
	"  hhdiff [options] A B\n  hhdiff --driver PATH OLD HEX MODE NEW HEX MODE [TO "
	"MESSAGE]\n  hhdiff --textconv FILE",
	rows,
	"Exit status: 0 no difference, 1 differences, 2 trouble.",
};

enum { REGISTRIES = 2 };

struct hhdiff {
	const char *schema_path, *textconv;
	bool show_sensitive, driver;
	struct schemas *schemas;
	struct registry registries[REGISTRIES];
	size_t nregistries;
	struct validator *validator;
	struct side before, after;
	struct diff_report report;
	struct common_options common;
};

static bool take(void *ctx, int id, char *value)
{
	struct hhdiff *h = ctx;

	switch (id) {
	case OPT_FORMAT: return diff_format_find(value, &h->report.format);
	case OPT_SCHEMA: h->schema_path = value; return true;
	case OPT_STAT: h->report.stat = true; return true;
	case OPT_SUMMARY: h->report.summary = true; return true;
	case OPT_SHOW: h->show_sensitive = true; return true;
	case OPT_DRIVER: h->driver = true; return true;
	case OPT_TEXTCONV: h->textconv = value; return true;
	}
	return false;
}

/* what a file is a record of */

struct meaning {
	const struct kind *kind;
	const struct schema *schema;
};

/* The registry around a path, opened once; NULL if there is none. *broken: it cannot be used, so
 * nobody knows what to mask. */
static struct registry *registry_of(struct hhdiff *h, const char *path, bool *broken)
{
	char *root = registry_find(path);
	struct registry *r;
	size_t i;

	if (!root)
		return NULL;
	for (i = 0; i < h->nregistries && strcmp(h->registries[i].root, root) != 0; i++)
		;
	r = &h->registries[i];
	if (i == h->nregistries) {
		*broken |= !registry_open(r, root);
		h->nregistries++;
	}
	mem_free(root);
	return r;
}

/* Finds the kind and schema of the file at a path; false after saying why nothing can be shown. */
static bool find_meaning(struct hhdiff *h, const char *path, struct meaning *m)
{
	bool broken = false;
	struct registry *r = registry_of(h, path, &broken);
	char *below = r && !broken ? registry_below(r, path) : NULL;

	if (broken) {
		options_trouble(&command, MSG_REGISTRY_BROKEN, text_of(r->path));
		return false;
	}
	m->kind = below ? side_kind(r, below) : NULL;
	m->schema = m->kind ? m->kind->schema : NULL;
	mem_free(below);
	if (m->kind && !m->schema) {
		options_trouble(&command, MSG_REGISTRY_SCHEMA, m->kind->name,
				text_of(schemas_why(r->schemas)));
		return false;
	}
	return true;
}

static bool load_schema(struct hhdiff *h, struct meaning *m)
{
	m->schema = schemas_load(h->schemas, h->schema_path);
	if (!m->schema)
		options_trouble(&command, MSG_DIFF_SCHEMA, text_of(h->schema_path),
				text_of(schemas_why(h->schemas)));
	return m->schema != NULL;
}

/* two files */

/* Reads one version; a NULL file is none. False after saying why not. */
static bool read_side(struct hhdiff *h, struct side *s, const char *file, const char *name)
{
	if (!file || (side_read(s, file) && side_load(s, name)))
		return true;
	if (!h->driver)
		options_trouble(&command, MSG_DIFF_UNREADABLE, text_of(name), buf_text(&s->why));
	return false;
}

/* A patch must say all of the new values; false after saying why it cannot. */
static bool may_patch(struct hhdiff *h, const char *path, const struct diff *d)
{
	char room[24];
	size_t i;

	if (h->before.tree.ndocs != 1 || h->after.tree.ndocs != 1) {
		options_trouble(&command, MSG_DIFF_DOCUMENTS, text_of(path),
				text_number(room, h->before.tree.ndocs != 1 ? h->before.tree.ndocs
									    : h->after.tree.ndocs));
		return false;
	}
	for (i = 0; i < d->n; i++) {
		enum message m = MSG_COUNT;

		if (d->v[i].after && value_has_nonfinite(d->v[i].after))
			m = MSG_DIFF_NONFINITE;
		else if (d->v[i].after && d->v[i].op != CHANGE_MOVE &&
			 value_has_masked(d->v[i].after))
			m = MSG_DIFF_PATCH_HIDDEN;
		if (m != MSG_COUNT) {
			options_trouble(&command, m, text_of(path));
			return false;
		}
	}
	return true;
}

/* Compares the two sides as loaded; false after trouble. */
static bool compare(struct hhdiff *h, struct diff_entry *e, const struct meaning *old,
		    const struct meaning *new)
{
	struct side *any = e->after ? &h->after : &h->before;
	const struct meaning *meaning = new->schema ? new : old;
	struct diff d = {0};
	char *record = NULL;
	bool good = true;

	if (!h->show_sensitive) {
		side_mark(&h->before, old->schema ? old->schema : new->schema, h->validator);
		side_mark(&h->after, meaning->schema, h->validator);
	}
	e->schema = meaning->schema;
	if (!h->before.why.n && !h->after.why.n) {
		diff_values(&d, e->schema, h->before.root, h->after.root);
		e->diff = &d;
	} else {
		e->why = buf_text(h->before.why.n ? &h->before.why : &h->after.why).p;
	}
	if (meaning->kind && any->root)
		record = registry_name_record(meaning->kind, any->root);
	e->record = record;
	if (h->report.format == DIFF_JSONPATCH)
		good = e->diff && may_patch(h, e->after ? e->after : e->before, &d);
	if (good)
		diff_report_entry(&h->report, e);
	if (d.limited)
		options_trouble(&command, MSG_DIFF_LIMITED, text_of(e->after));
	mem_free(record);
	diff_free(&d);
	return good;
}

static int compare_files(struct hhdiff *h, const char *a, const char *b)
{
	struct diff_entry e = {.before = a, .after = b};
	struct meaning old = {0}, new = {0};
	bool good;

	if (h->schema_path ? !load_schema(h, &old)
			   : !find_meaning(h, a, &old) || !find_meaning(h, b, &new))
		return 2;
	good = read_side(h, &h->before, a, a);
	if (!read_side(h, &h->after, b, b) || !good)
		return 2;
	e.before = b; /* two files that are named are no move */
	if (!compare(h, &e, &old, &new))
		return 2;
	diff_report_end(&h->report);
	return diff_report_differs(&h->report);
}

/* git */

static const char *or_none(const char *file)
{
	return strcmp(file, "/dev/null") == 0 ? NULL : file;
}

/* path old-file old-hex old-mode new-file new-hex new-mode [new-path message]; an unmerged path
 * comes alone. Whatever happens, git is to go on: it dies of any other status than 0. */
static int drive(struct hhdiff *h, char **v, int n)
{
	struct diff_entry e = {.before = v[0], .after = n == 9 ? v[7] : v[0]};
	struct meaning meaning = {0};

	if (n != 1 && n != 7 && n != 9)
		return options_complain(&command, MSG_DIFF_DRIVER, TEXT(""));
	if (n == 1) {
		printf("! %s\n", v[0]);
		return 0;
	}
	if (h->schema_path ? !load_schema(h, &meaning) : !find_meaning(h, e.after, &meaning))
		return 0;
	read_side(h, &h->before, or_none(v[1]), e.before);
	read_side(h, &h->after, or_none(v[4]), e.after);
	if (!or_none(v[1]))
		e.before = NULL;
	if (!or_none(v[4]))
		e.after = NULL;
	compare(h, &e, &meaning, &meaning);
	diff_report_end(&h->report);
	return 0;
}

/* The whole file as it would be shown if it came as new; what does not load, as it stands. */
static int convert(struct hhdiff *h, const char *file)
{
	struct meaning none = {0}, meaning = {0};
	struct diff_entry e = {.after = file};

	if (h->schema_path ? !load_schema(h, &meaning) : !find_meaning(h, file, &meaning))
		return 2;
	if (!side_read(&h->after, file)) {
		options_trouble(&command, MSG_USAGE_PATH, text_of(file), buf_text(&h->after.why));
		return 2;
	}
	side_load(&h->after, file);
	compare(h, &e, &none, &meaning);
	return 0;
}

int main(int argc, char **argv)
{
	struct hhdiff h = {.report = {.out = stdout}};
	int first, n, status, lost;
	size_t i;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &h.common, take, &h);
	n = argc - first;
	h.report.color = h.common.color;
	h.schemas = schemas_new();
	h.validator = validator_new();
	if (h.textconv)
		status = convert(&h, h.textconv);
	else if (h.driver)
		status = drive(&h, argv + first, n);
	else if (n == 2)
		status = compare_files(&h, argv[first], argv[first + 1]);
	else
		status = options_complain(&command, MSG_DIFF_OPERANDS, TEXT(""));
	lost = options_finish(&command);
	side_free(&h.before);
	side_free(&h.after);
	validator_free(h.validator);
	schemas_free(h.schemas);
	for (i = 0; i < h.nregistries; i++)
		registry_close(&h.registries[i]);
	diff_report_free(&h.report);
	return lost ? lost : status;
}
