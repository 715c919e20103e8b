/*
 * hhnew: a new record, or a new item of a list in one, from its schema.
 */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/save.h"
#include "registry/draft.h"
#include "registry/registry.h"
#include "report/report.h"
#include "version/side.h"
#include "yaml/edit.h"

enum { OPT_IN = 300 };

static const struct option_row rows[] = {
	{OPT_IN, "in", "FILE", "add to a list of this record instead"},
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhnew",
	"make a new record, or an item of a list in one, from its schema",
	"  hhnew KIND [FIELD=VALUE...]\n  hhnew LIST --in FILE [FIELD=VALUE...]",
	rows,
	"The file's path is written to standard output. No file is ever replaced.\n"
	"Exit status: 0 done, 1 what is given does not fit the schema, 2 trouble.",
};

struct new
{
	const char *in;
	struct registry registry;
	struct draft draft;
	struct draft_field fields[DRAFT_FIELDS];
	struct arena arena;
	struct report report;
	struct common_options common;
};

static bool take(void *ctx, int id, char *value)
{
	struct new *h = ctx;

	if (id == OPT_IN)
		h->in = value;
	return *value != '\0';
}

static int fail(const struct buf *why)
{
	fprintf(stderr, "%s: %s\n", command.name, buf_text(why).p);
	return 2;
}

/* FIELD=VALUE each; 0, or 2 after a message. */
static int take_fields(struct new *h, char **v, int n)
{
	char room[24];
	int i;

	for (i = 0; i < n; i++) {
		char *equals = strchr(v[i], '=');

		if (!equals || equals == v[i])
			return options_complain(&command, MSG_NEW_OPERAND, text_of(v[i]));
		if (draft_given(&h->draft, (struct text){v[i], (size_t)(equals - v[i])})) {
			*equals = '\0';
			return options_complain(&command, MSG_NEW_TWICE, text_of(v[i]));
		}
		if (h->draft.nfields == DRAFT_FIELDS)
			return options_complain(&command, MSG_NEW_MANY,
						text_number(room, DRAFT_FIELDS));
		draft_give(&h->draft, (struct text){v[i], (size_t)(equals - v[i])},
			   text_of(equals + 1));
	}
	return 0;
}

/* Findings about what is given, as they would stand in the file at path. */
static int refuse(struct new *h, const char *path, const struct buf *text, struct findings *f)
{
	findings_finish(f, buf_text(text).p, text->n);
	report_begin(&h->report);
	report_file(&h->report, path, f);
	report_end(&h->report);
	return report_status(&h->report);
}

/* --- a record --- */

static void say_lacking(const char *path)
{
	struct buf line = {0};

	message_write(&line, MSG_NEW_TO_FILL, 1, (struct text[]){text_of(path)});
	fprintf(stderr, "%s\n", line.p);
	buf_free(&line);
}

static int write_record(const char *path, const struct buf *text, size_t lacking)
{
	struct save s = {0};
	struct buf why = {0}, line = {0};
	int error = file_make_folders(path), status = 0;

	if (error)
		message_write(&why, MSG_SAVE_FOLDER, 2,
			      (struct text[]){text_of(path), text_of(strerror(error))});
	if (error || !save_new(&s, path, &why) || !save_write(&s, buf_text(text), &why))
		status = fail(&why);
	save_close(&s);
	if (!status) {
		message_escape(&line, text_of(path));
		puts(line.p);
	}
	if (!status && lacking)
		say_lacking(path);
	buf_free(&line);
	buf_free(&why);
	return status;
}

static int make_record(struct new *h)
{
	struct buf member = {0}, text = {0}, why = {0};
	struct findings f = {0};
	const char *path;
	size_t lacking = 0;
	int status;

	if (!draft_place(&h->draft, h->registry.here ? h->registry.here : "", &member, &why) ||
	    !draft_record(&h->draft, member.p, &text, &why)) {
		status = fail(&why);
	} else {
		path = registry_path(&h->registry, member.p);
		status = draft_finish(&h->draft, &text, &f, &lacking)
				 ? write_record(path, &text, lacking)
				 : refuse(h, path, &text, &f);
	}
	findings_clear(&f);
	buf_free(&member);
	buf_free(&text);
	buf_free(&why);
	return status;
}

/* --- an item of a list --- */

/* Adds it to the record in s, which was read. */
static int add_item(struct new *h, const char *list, struct save *s)
{
	struct edit e = {0};
	struct findings f = {0};
	struct buf why = {0}, line = {0};
	int status = 0;

	if (!edit_load(&e, buf_text(&s->bytes), &f) || f.n)
		status = refuse(h, h->in, &s->bytes, &f);
	else if (!draft_add(&h->draft, text_of(list), &e, &f, &why))
		status = why.n ? fail(&why) : refuse(h, h->in, &e.bytes, &f);
	else if (!save_write(s, buf_text(&e.bytes), &why))
		status = fail(&why);
	if (!status) {
		message_escape(&line, text_of(h->in));
		puts(line.p);
	}
	edit_free(&e);
	findings_clear(&f);
	buf_free(&why);
	buf_free(&line);
	return status;
}

static int make_item(struct new *h, const char *list)
{
	char *below = registry_below(&h->registry, h->in);
	struct save s = {0};
	struct buf why = {0};
	int status;

	h->draft.kind = below ? side_kind(&h->registry, below) : NULL;
	mem_free(below);
	if (!h->draft.kind)
		return options_trouble(&command, MSG_NEW_NO_RECORD, text_of(h->in));
	if (!h->draft.kind->schema)
		return options_trouble(&command, MSG_NEW_SCHEMA, h->draft.kind->name);
	status = save_open(&s, h->in, &why) ? add_item(h, list, &s) : fail(&why);
	save_close(&s);
	buf_free(&why);
	return status;
}

/* --- all --- */

static int complain_kind(const struct new *h, const char *name)
{
	struct buf kinds = {0};

	registry_list_kinds(&h->registry, &kinds);
	if (name)
		options_complain(&command, MSG_NEW_KIND, text_of(name), buf_text(&kinds));
	else
		options_complain(&command, MSG_NEW_KINDS, buf_text(&kinds));
	buf_free(&kinds);
	return 2;
}

static int run(struct new *h, char **v, int n)
{
	const struct kind *kind;

	if (n == 0)
		return complain_kind(h, NULL);
	if (take_fields(h, v + 1, n - 1))
		return 2;
	if (h->in)
		return make_item(h, v[0]);
	kind = registry_kind(&h->registry, text_of(v[0]));
	if (!kind)
		return complain_kind(h, v[0]);
	if (!kind->schema)
		return options_trouble(&command, MSG_NEW_SCHEMA, kind->name);
	h->draft.kind = kind;
	return make_record(h);
}

int main(int argc, char **argv)
{
	struct new h = {.report = {.out = stderr}};
	int first, status, lost;
	char *root;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &h.common, take, &h);
	root = registry_find(h.in ? h.in : ".");
	h.draft = (struct draft){.registry = &h.registry, .fields = h.fields, .arena = &h.arena};
	if (!root)
		status = options_trouble(&command, MSG_REGISTRY_NONE, text_of(h.in ? h.in : "."));
	else if (!registry_open(&h.registry, root))
		status = options_trouble(&command, MSG_REGISTRY_BROKEN, text_of(h.registry.path));
	else
		status = run(&h, argv + first, argc - first);
	lost = options_finish(&command);
	if (root)
		registry_close(&h.registry);
	mem_free(root);
	arena_free(&h.arena);
	report_free(&h.report);
	return lost ? lost : status;
}
