/*
 * hhdiff: what changed between two files, folders or revisions, in the records' own terms.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/options.h"
#include "report/diff.h"
#include "report/value.h"
#include "schema/schema.h"
#include "version/compare.h"
#include "version/diff.h"
#include "version/operands.h"
#include "yaml/tree.h"

enum {
	OPT_CACHED = 300,
	OPT_FORMAT,
	OPT_SCHEMA,
	OPT_STAT,
	OPT_SUMMARY,
	OPT_SHOW,
	OPT_AS_OF,
	OPT_DRIVER,
	OPT_TEXTCONV
};

static const struct option_row rows[] = {
	{OPT_CACHED, "cached", NULL, "the index, not the work tree, against HEAD or REV"},
	{OPT_FORMAT, "format", "F", "text, json, jsonpatch or markdown"},
	{OPT_STAT, "stat", NULL, "a line for each file, and the counts"},
	{OPT_SUMMARY, "summary", NULL, "only the counts"},
	{OPT_AS_OF, "as-of", "DATE", "what `today` is (default: the registry's, or today)"},
	{OPT_SCHEMA, "schema", "FILE", "the JSON Schema of both files"},
	{OPT_SHOW, "show-sensitive", NULL, "do not mask what the schema marks sensitive"},
	{OPT_DRIVER, "driver", NULL, "as git's external diff driver; the last option"},
	{OPT_TEXTCONV, "textconv", "FILE", "write FILE as git's textconv"},
	OPTION_JOBS,
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhdiff",
	"what changed, in the records' own terms",
	"  hhdiff [options] [REV] [--] [PATH...]           work tree against HEAD, or REV\n"
	"  hhdiff [options] --cached [REV] [--] [PATH...]  index against HEAD, or REV\n"
	"  hhdiff [options] A B | A..B | A...B [--] [PATH...]\n"
	"  hhdiff [options] FILE FILE | FOLDER FOLDER      on disk, or REV:PATH\n"
	"  hhdiff --driver PATH OLD HEX MODE NEW HEX MODE [TO MESSAGE]\n"
	"  hhdiff --textconv FILE",
	rows,
	"Exit status: 0 no difference, 1 differences, 2 trouble.",
};

struct hhdiff {
	const char *schema_path, *textconv;
	bool driver;
	struct schemas *schemas;
	struct operands operands;
	struct comparison what;
	struct compare compare;
	struct diff_report report;
	struct common_options common;
	bool trouble;
};

static bool take_date(struct hhdiff *h, const char *value)
{
	struct date d;

	if (!date_parse(text_of(value), &d))
		return false;
	h->compare.judging.dated = true;
	h->compare.judging.today = date_days(d);
	return true;
}

static bool take(void *ctx, int id, char *value)
{
	struct hhdiff *h = ctx;

	switch (id) {
	case OPT_CACHED: h->operands.cached = true; return true;
	case OPT_FORMAT: return diff_format_find(value, &h->report.look.format);
	case OPT_SCHEMA: h->schema_path = value; return true;
	case OPT_STAT: h->report.look.stat = true; return true;
	case OPT_SUMMARY: h->report.summary = true; return true;
	case OPT_SHOW: h->compare.show_sensitive = true; return true;
	case OPT_AS_OF: return take_date(h, value);
	case OPT_DRIVER: h->driver = true; return true;
	case OPT_TEXTCONV: h->textconv = value; return true;
	}
	return false;
}

/* Where options end for git: what follows --driver is names of files, whatever they look like. */
static int options_end(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--driver") == 0)
			return i + 1;
	return argc;
}

/* What stands before and after the first `--`, which options_parse passes over. */
static void take_operands(struct hhdiff *h, int argc, char **argv, int first, int limits)
{
	struct operands *o = &h->operands;

	o->dashes = limits >= 0 && strcmp(argv[first - 1], "--") == 0;
	o->nlimits = o->dashes ? (size_t)limits : 0;
	o->v = argv + first;
	o->n = (size_t)(argc - first) - o->nlimits;
	o->limits = o->v + o->n;
}

static int count_limits(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0)
			return argc - i - 1;
	return -1;
}

static bool load_schema(struct hhdiff *h)
{
	if (!h->schema_path)
		return true;
	h->compare.schema = schemas_load(h->schemas, h->schema_path);
	if (!h->compare.schema)
		options_trouble(&command, MSG_DIFF_SCHEMA, text_of(h->schema_path),
				text_of(schemas_why(h->schemas)));
	return h->compare.schema != NULL;
}

/* A patch must say all of the new values; false after saying why it cannot. */
static bool may_patch(const char *path, const struct compared *c)
{
	const struct diff *d = c->diff;
	char room[24];
	size_t i;

	if (c->before_documents != 1 || c->after_documents != 1) {
		options_trouble(&command, MSG_DIFF_DOCUMENTS, text_of(path),
				text_number(room, c->before_documents != 1 ? c->before_documents
									   : c->after_documents));
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

/* What cannot be compared is trouble, which is said and does not stop the rest. */
static void take_pair(void *ctx, const struct compared *c)
{
	struct hhdiff *h = ctx;
	const char *path = h->report.shown ? h->report.shown
			   : c->after.path ? c->after.path
					   : c->before.path;

	if (!c->diff && !h->driver && !h->textconv) {
		options_trouble(&command, MSG_DIFF_UNREADABLE, text_of(path), text_of(c->why));
		h->trouble = true;
		if (!h->report.many)
			return;
	}
	if (c->diff && h->report.look.format == DIFF_JSONPATCH && !may_patch(path, c))
		h->trouble = true;
	else
		diff_report_take(&h->report, c);
}

static int end_report(struct hhdiff *h)
{
	struct diff_report *r = &h->report;

	diff_report_end(r);
	if (r->limited)
		options_trouble(&command, MSG_DIFF_LIMITED, text_of(r->shown ? r->shown : ""));
	if (r->late.n)
		options_trouble(&command, MSG_DIFF_LATE, buf_text(&r->late));
	return h->trouble ? 2 : diff_report_differs(r);
}

static int compare(struct hhdiff *h)
{
	struct buf why = {0};
	bool good = comparison_open(&h->what, &h->operands, &why);

	h->report.many = !h->what.files;
	h->report.look.inner = h->what.files;
	if (h->what.files)
		h->report.shown = h->operands.v[1];
	if (good && h->report.many && (h->schema_path || h->report.look.format == DIFF_JSONPATCH)) {
		good = false;
		message_write(&why, MSG_DIFF_FILES_WANTED, 0, NULL);
	}
	good = good && compare_run(&h->compare, &why);
	h->report.others = h->compare.changed.others;
	if (!good)
		options_complain(&command, MSG_WORDS, buf_text(&why));
	buf_free(&why);
	return good ? end_report(h) : 2;
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
	struct version before = {0}, after = {0};

	if (n != 1 && n != 7 && n != 9)
		return options_complain(&command, MSG_DIFF_DRIVER, TEXT(""));
	if (n == 1) {
		diff_report_unmerged(&h->report, v[0]);
		return 0;
	}
	comparison_disk(&h->what);
	h->report.look.inner = true;
	before.file = or_none(v[1]);
	before.path = before.file ? v[0] : NULL;
	after.file = or_none(v[4]);
	after.path = !after.file ? NULL : n == 9 ? v[7] : v[0];
	compare_two(&h->compare, &before, &after);
	end_report(h);
	return 0;
}

/* The whole file as it would be shown if it came as new; what does not load, as it stands. */
static int convert(struct hhdiff *h, const char *file)
{
	struct version none = {0}, whole = {.path = file, .file = file};

	comparison_disk(&h->what);
	h->compare.copies = h->compare.plain = true;
	h->report.look.whole = true;
	compare_two(&h->compare, &none, &whole);
	end_report(h);
	return 0;
}

static int run(struct hhdiff *h, char **v, int n)
{
	if (!load_schema(h))
		return 2;
	if (h->textconv)
		return convert(h, h->textconv);
	return h->driver ? drive(h, v, n) : compare(h);
}

int main(int argc, char **argv)
{
	struct hhdiff h = {.report = {.out = stdout}};
	int end = options_end(argc, argv), limits = count_limits(end, argv), first, status, lost;

	setlocale(LC_ALL, "");
	first = options_parse(&command, end, argv, &h.common, take, &h);
	take_operands(&h, end, argv, first, limits);
	h.report.look.color = h.common.color;
	h.schemas = schemas_new();
	h.compare.what = &h.what;
	h.compare.threads = h.common.jobs;
	h.compare.take = take_pair;
	h.compare.ctx = &h;
	diff_report_begin(&h.report);
	status = run(&h, argv + end, argc - end);
	lost = options_finish(&command);
	compare_free(&h.compare);
	comparison_free(&h.what);
	diff_report_free(&h.report);
	schemas_free(h.schemas);
	return lost ? lost : status;
}
