/*
 * hhfmt: one canonical form for YAML files.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/walk.h"
#include "registry/registry.h"
#include "report/report.h"
#include "report/unified.h"
#include "schema/schema.h"
#include "schema/tidy.h"
#include "version/side.h"

enum { OPT_CHECK = 300, OPT_DIFF, OPT_SCHEMA, OPT_SHOW };

static const struct option_row rows[] = {
	{'w', "write", NULL, "change the files themselves"},
	{OPT_CHECK, "check", NULL, "list the files that would change"},
	{OPT_DIFF, "diff", NULL, "show what would change"},
	{OPT_SCHEMA, "schema", "FILE", "the JSON Schema of the files"},
	{OPT_SHOW, "show-sensitive", NULL, "do not mask what the schema marks sensitive"},
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhfmt",
	"bring YAML files into one canonical form",
	"  hhfmt [options] FILE\n  hhfmt -w | --check | --diff [options] [PATH...]",
	rows,
	"Without PATH the whole registry around the current folder is meant.\n"
	"Exit status: 0 clean or written, 1 files that would change or are no YAML, 2 trouble.",
};

struct fmt {
	bool write, check, diff, show_sensitive;
	const char *schema_path;
	struct schemas *schemas;
	const struct schema *schema; /* of --schema */
	struct registry registry;    /* of the file before */
	bool opened, usable;
	struct validator *validator;
	struct tidy tidy;
	struct buf bytes, line;
	struct report report;
	size_t files, changes;
	struct common_options common;
};

static bool take(void *ctx, int id, char *value)
{
	struct fmt *h = ctx;

	switch (id) {
	case 'w': h->write = true; return true;
	case OPT_CHECK: h->check = true; return true;
	case OPT_DIFF: h->diff = true; return true;
	case OPT_SCHEMA: h->schema_path = value; return true;
	case OPT_SHOW: h->show_sensitive = true; return true;
	}
	return false;
}

/* what a file is a record of */

/* Opens the registry that the file lies in; false if there is none that can be used. */
static bool open_registry(struct fmt *h, const char *path)
{
	char *root = registry_find(path);

	if (h->opened && (!root || strcmp(root, h->registry.root) != 0)) {
		registry_close(&h->registry);
		h->registry = (struct registry){0};
		h->opened = h->usable = false;
	}
	if (root && !h->opened) {
		h->usable = registry_open(&h->registry, root);
		h->opened = true;
	}
	mem_free(root);
	return h->usable;
}

/* The schema of the file at a path; NULL: none, or none that can be used, which hhcheck says. */
static const struct schema *schema_of(struct fmt *h, const char *path)
{
	const struct kind *kind;
	char *below;

	if (h->schema || strcmp(path, "-") == 0 || !open_registry(h, path))
		return h->schema;
	below = registry_below(&h->registry, path);
	kind = below ? side_kind(&h->registry, below) : NULL;
	mem_free(below);
	return kind ? kind->schema : NULL;
}

/* one file */

static void show_diff(struct fmt *h, const char *path, struct text old, const struct schema *schema)
{
	struct format *f = &h->tidy.format;
	struct unified_side before = {old, old};
	struct unified_side after = {buf_text(&f->out), buf_text(&f->out)};
	struct buf masked[2] = {{0}};
	size_t i;

	if (schema && !h->show_sensitive) {
		for (i = 0; i < f->tree.ndocs; i++)
			schema_mark(schema, h->validator, f->tree.docs[i]);
		for (i = 0; i < f->check.ndocs; i++)
			schema_mark(schema, h->validator, f->check.docs[i]);
		unified_mask(&masked[0], before.text, &f->tree);
		unified_mask(&masked[1], after.text, &f->check);
		before.shown = buf_text(&masked[0]);
		after.shown = buf_text(&masked[1]);
	}
	buf_clear(&h->line);
	unified_write(&h->line, path, &before, &after, h->common.color);
	fwrite(h->line.p, 1, h->line.n, stdout);
	buf_free(&masked[0]);
	buf_free(&masked[1]);
}

/* Shows what was asked for of a file that is not in canonical form. */
static void show_change(struct fmt *h, const char *path, struct text old,
			const struct schema *schema)
{
	h->changes++;
	if (h->check) {
		buf_clear(&h->line);
		message_escape(&h->line, text_of(path));
		puts(h->line.p);
	}
	if (h->diff)
		show_diff(h, path, old, schema);
	if (!h->check && !h->diff && h->tidy.format.returns)
		options_trouble(&command, MSG_FORMAT_RETURNS, text_of(path));
}

static void write_file(struct fmt *h, const char *path, const struct schema *schema,
		       struct findings *f)
{
	struct buf why = {0};

	switch (tidy_file(&h->tidy, path, schema, h->validator, f, &why)) {
	case TIDY_CHANGED: show_change(h, path, buf_text(&h->tidy.before), schema); break;
	case TIDY_FAILED:
		fprintf(stderr, "%s: %s\n", command.name, why.p);
		h->report.worst = LEVEL_TROUBLE;
		break;
	default: break;
	}
	buf_free(&why);
}

static void show_file(struct fmt *h, const char *path, const struct schema *schema,
		      struct findings *f)
{
	const struct buf *out = &h->tidy.format.out;
	int error = file_read(path, &h->bytes);

	if (error) {
		file_finding(f, error);
		return;
	}
	if (!tidy_bytes(&h->tidy, h->bytes.p, h->bytes.n, schema, h->validator, f))
		return;
	if (!text_equal(buf_text(out), buf_text(&h->bytes)))
		show_change(h, path, buf_text(&h->bytes), schema);
	if (!h->check && !h->diff)
		fwrite(out->p, 1, out->n, stdout);
}

static void format_file(struct fmt *h, const char *path)
{
	const struct schema *schema = schema_of(h, path);
	const struct buf *text = &h->tidy.format.text;
	struct findings f = {0};

	h->files++;
	buf_clear(&h->tidy.format.text);
	if (h->write)
		write_file(h, path, schema, &f);
	else
		show_file(h, path, schema, &f);
	findings_finish(&f, buf_text(text).p, text->n);
	report_file(&h->report, path, &f);
	findings_clear(&f);
}

/* all files */

static void format_folder(struct fmt *h, const char *folder)
{
	struct walk w = {0};
	struct stat st;
	size_t i;

	walk_folder(&w, folder);
	for (i = 0; i < w.n; i++) {
		if (w.v[i].error)
			options_trouble(&command, MSG_USAGE_PATH, text_of(w.v[i].path),
					text_of(strerror(w.v[i].error)));
		else if (h->write && lstat(w.v[i].path, &st) == 0 && S_ISLNK(st.st_mode))
			options_trouble(&command, MSG_FORMAT_LINK, text_of(w.v[i].path));
		else
			format_file(h, w.v[i].path);
		if (w.v[i].error)
			h->report.worst = LEVEL_TROUBLE;
	}
	walk_free(&w);
}

static void format_path(struct fmt *h, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		format_folder(h, path);
	else if (text_ends(text_of(path), TEXT(".json")))
		options_trouble(&command, MSG_FORMAT_JSON, text_of(path));
	else
		format_file(h, path);
}

static int format_registry(struct fmt *h)
{
	char *root = registry_find(".");

	if (!root)
		return options_trouble(&command, MSG_REGISTRY_NONE, TEXT("."));
	format_folder(h, *root ? root : ".");
	mem_free(root);
	return 0;
}

/* "412 files, 3 not in canonical form", or "3 formatted" */
static void say_summary(const struct fmt *h)
{
	char room[24];
	struct text args[2] = {text_number(room, h->files)};
	struct buf count = {0}, words = {0};

	message_write(&count, h->files == 1 ? MSG_COUNT_FILE : MSG_COUNT_FILES, 1, args);
	args[0] = buf_text(&count);
	args[1] = text_number(room, h->changes);
	message_write(&words, h->write ? MSG_FORMAT_WRITTEN : MSG_FORMAT_SUMMARY, 2, args);
	fprintf(stderr, "%s\n", words.p);
	buf_free(&count);
	buf_free(&words);
}

static bool names_standard_input(char **paths, int n)
{
	while (n-- > 0)
		if (strcmp(paths[n], "-") == 0)
			return true;
	return false;
}

static int run(struct fmt *h, char **paths, int n)
{
	struct stat st;
	int status = 0, i;

	if (h->write && (h->check || names_standard_input(paths, n)))
		return options_complain(&command,
					h->check ? MSG_FORMAT_CHECK_WRITE : MSG_FORMAT_NO_FILE,
					TEXT(""));
	if (!h->write && !h->check && !h->diff &&
	    (n != 1 || (stat(paths[0], &st) == 0 && S_ISDIR(st.st_mode))))
		return options_complain(&command, MSG_FORMAT_MANY, TEXT(""));
	if (h->schema_path && !(h->schema = schemas_load(h->schemas, h->schema_path)))
		return options_trouble(&command, MSG_DIFF_SCHEMA, text_of(h->schema_path),
				       text_of(schemas_why(h->schemas)));
	report_begin(&h->report);
	if (n == 0)
		status = format_registry(h);
	for (i = 0; i < n; i++)
		format_path(h, paths[i]);
	report_end(&h->report);
	if (h->write || h->check || h->diff)
		say_summary(h);
	return status;
}

int main(int argc, char **argv)
{
	struct fmt h = {.report = {.out = stderr}};
	int first, status, lost;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &h.common, take, &h);
	h.schemas = schemas_new();
	h.validator = validator_new();
	status = run(&h, argv + first, argc - first);
	if (!status)
		status = report_status(&h.report);
	if (!status)
		status = (h.check || h.diff) && !h.write && h.changes;
	lost = options_finish(&command);
	tidy_free(&h.tidy);
	buf_free(&h.bytes);
	buf_free(&h.line);
	validator_free(h.validator);
	schemas_free(h.schemas);
	if (h.opened)
		registry_close(&h.registry);
	report_free(&h.report);
	return lost ? lost : status;
}
