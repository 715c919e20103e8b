/*
 * hhmerge: three-way merge of records by identity.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/finding.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/save.h"
#include "registry/registry.h"
#include "schema/schema.h"
#include "version/git.h"
#include "version/merge.h"
#include "version/merge_rev.h"
#include "version/side.h"

enum { OPT_DRIVER = 300, OPT_REV, OPT_TREE, OPT_SCHEMA, OPT_SHOW };

static const struct option_row rows[] = {
	{'w', "write", NULL, "write over OURS"},
	{OPT_DRIVER, "driver", NULL, "as git's merge driver"},
	{OPT_REV, "rev", NULL, "say if two revisions merge, without a work tree"},
	{OPT_TREE, "write-tree", NULL, "with --rev: store the merged tree, print its id"},
	{OPT_SCHEMA, "schema", "FILE", "the JSON Schema of the files"},
	{OPT_SHOW, "show-sensitive", NULL, "do not mask what the schema marks sensitive"},
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhmerge",
	"merge two versions of a record by what is in it",
	"  hhmerge [-w] [options] BASE OURS THEIRS\n"
	"  hhmerge --rev [--write-tree] [options] OURS THEIRS\n"
	"  hhmerge --driver BASE OURS THEIRS [SIZE [PATH [LABEL LABEL LABEL]]]",
	rows,
	"Exit status: 0 clean, 1 conflicts, 2 trouble; with --driver as git wants it.",
};

struct hhmerge {
	bool write, driver, rev, tree, show_sensitive;
	const char *schema_path;
	struct schemas *schemas;
	struct registry registry;
	bool opened;
	struct validator *validator;
	struct common_options common;
};

enum { FAILED = 129 }; /* of a driver, to git: past 128 */

static bool take(void *ctx, int id, char *value)
{
	struct hhmerge *h = ctx;

	switch (id) {
	case 'w': h->write = true; return true;
	case OPT_DRIVER: h->driver = true; return true;
	case OPT_REV: h->rev = true; return true;
	case OPT_TREE: h->tree = true; return true;
	case OPT_SCHEMA: h->schema_path = value; return true;
	case OPT_SHOW: h->show_sensitive = true; return true;
	}
	return false;
}

/* The schema of the file at a path, by --schema or the registry it lies in; NULL: none. A registry
 * that cannot be used is no reason not to merge: its records are then merged without. */
static bool find_schema(struct hhmerge *h, const char *path, const struct schema **schema)
{
	char *root = NULL, *below = NULL;
	const struct kind *kind = NULL;

	*schema = NULL;
	if (h->schema_path) {
		*schema = schemas_load(h->schemas, h->schema_path);
		if (!*schema)
			options_trouble(&command, MSG_DIFF_SCHEMA, text_of(h->schema_path),
					text_of(schemas_why(h->schemas)));
		return *schema != NULL;
	}
	root = registry_find(path);
	if (root) {
		h->opened = true;
		if (registry_open(&h->registry, root))
			below = registry_below(&h->registry, path);
		else
			options_trouble(&command, MSG_REGISTRY_BROKEN, text_of(h->registry.path));
	}
	if (below)
		kind = side_kind(&h->registry, below);
	if (kind)
		*schema = kind->schema;
	if (kind && !kind->schema)
		options_trouble(&command, MSG_REGISTRY_SCHEMA, kind->name,
				text_of(schemas_why(h->registry.schemas)));
	mem_free(root);
	mem_free(below);
	return true;
}

/* Says what conflicts: "PATH:LINE: PLACE: WHY". */
static void say_conflicts(const struct merge *m, const char *path)
{
	struct buf line = {0};
	size_t i;

	for (i = 0; i < m->n; i++) {
		buf_clear(&line);
		message_escape(&line, text_of(path));
		buf_addf(&line, ":%lu: ", (unsigned long)m->v[i].line + 1);
		if (*m->v[i].place)
			buf_addf(&line, "%s: ", m->v[i].place);
		message_write(&line, m->v[i].why, 0, NULL);
		fprintf(stderr, "%s\n", line.p);
	}
	if (m->n && m->note.n)
		options_trouble(&command, MSG_MERGE_AS_TEXT, text_of(path), buf_text(&m->note));
	buf_free(&line);
}

/* Does git show the base between the markers? */
static bool wants_base(void)
{
	struct buf why = {0}, style = {0};
	struct git *g = git_open(".", &why);
	bool wants = g && git_config(g, "merge.conflictStyle", &style) &&
		     (text_is(buf_text(&style), "diff3") || text_is(buf_text(&style), "zdiff3"));

	git_close(g);
	buf_free(&why);
	buf_free(&style);
	return wants;
}

static bool read_file(const char *path, struct buf *out)
{
	struct buf why = {0};
	int error = strcmp(path, "/dev/null") == 0 ? 0 : file_read(path, out);

	if (error) {
		file_error_write(&why, error);
		options_trouble(&command, MSG_USAGE_PATH, text_of(path), buf_text(&why));
	}
	buf_free(&why);
	return !error;
}

static bool write_result(struct hhmerge *h, struct save *s, const struct merge *m)
{
	struct buf why = {0};
	bool good = true;

	if (!h->write && !h->driver)
		fwrite(m->out.p, 1, m->out.n, stdout);
	else
		good = save_write(s, buf_text(&m->out), &why);
	if (!good)
		fprintf(stderr, "%s: %s\n", command.name, why.p);
	buf_free(&why);
	return good;
}

/* Reads OURS, which may be written over. */
static bool read_ours(struct hhmerge *h, struct save *s, const char *path, struct buf *bytes)
{
	struct buf why = {0};
	bool good;

	if (!h->write && !h->driver)
		return read_file(path, bytes);
	good = save_open(s, path, &why);
	if (good)
		buf_addt(bytes, buf_text(&s->bytes));
	else
		fprintf(stderr, "%s: %s\n", command.name, why.p);
	buf_free(&why);
	return good;
}

/* The three files; `path` is what the record is called. Exit status 0, 1, or 2 after saying why. */
static int merge(struct hhmerge *h, char **v, const char *path, struct merge_input *in)
{
	struct buf bytes[MERGE_SIDES] = {{0}}, why = {0};
	struct save save = {0};
	struct merge m = {0};
	int side, status = 2;
	bool good;

	good = read_file(v[MERGE_BASE], &bytes[MERGE_BASE]) &&
	       read_ours(h, &save, v[MERGE_OURS], &bytes[MERGE_OURS]) &&
	       read_file(v[MERGE_THEIRS], &bytes[MERGE_THEIRS]) &&
	       find_schema(h, path, &in->schema);
	for (side = 0; side < MERGE_SIDES; side++)
		in->side[side] = bytes[side].p ? buf_text(&bytes[side]) : TEXT("");
	in->name = path;
	in->base_too = wants_base();
	if (good && !merge_files(&m, in, &why)) {
		fprintf(stderr, "%s: %s\n", command.name, why.p);
		good = false;
	}
	if (good && write_result(h, &save, &m)) {
		say_conflicts(&m, path);
		status = m.n > 0;
	}
	merge_free(&m);
	save_close(&save);
	for (side = 0; side < MERGE_SIDES; side++)
		buf_free(&bytes[side]);
	buf_free(&why);
	return status;
}

static bool read_size(const char *s, unsigned *size)
{
	char *end;
	unsigned long n = strtoul(s, &end, 10);

	*size = (unsigned)n;
	return *s >= '0' && *s <= '9' && !*end && n < 1000;
}

/* BASE OURS THEIRS [SIZE [PATH [LABEL-OF-BASE LABEL-OF-OURS LABEL-OF-THEIRS]]] */
static int drive(struct hhmerge *h, char **v, int n, struct merge_input *in)
{
	int side, status;

	if ((n < 3 || n > 5) && n != 8)
		return options_complain(&command, MSG_MERGE_DRIVER, TEXT("")) + FAILED - 2;
	if (n > 3 && !read_size(v[3], &in->marker))
		return options_complain(&command, MSG_MERGE_SIZE, text_of(v[3])) + FAILED - 2;
	for (side = 0; n == 8 && side < MERGE_SIDES; side++)
		if (*v[5 + side])
			in->label[side] = v[5 + side];
	status = merge(h, v, n > 4 ? v[4] : v[1], in);
	return status == 2 ? FAILED : status;
}

/* "PATH: PLACE: WHY (OTHER)" */
static void say_rev_conflict(struct buf *line, const struct merge_rev_conflict *c)
{
	buf_clear(line);
	message_escape(line, text_of(c->path));
	buf_adds(line, ": ");
	if (*c->place)
		buf_addf(line, "%s: ", c->place);
	message_write(line, c->why, 0, NULL);
	if (*c->other) {
		buf_adds(line, " (");
		message_escape(line, text_of(c->other));
		buf_addc(line, ')');
	}
	puts(line->p);
}

static void say_outcome(const struct merge_rev *m)
{
	struct buf line = {0};
	char room[2][24];
	struct text args[2] = {text_number(room[0], m->n ? m->n : m->merged), {0}};
	size_t i, theirs = 0;

	for (i = 0; i < m->n; i++)
		say_rev_conflict(&line, &m->v[i]);
	for (i = 0; i < m->nfiles; i++)
		theirs += m->files[i].id || !m->files[i].mode;
	args[1] = text_number(room[1], theirs);
	buf_clear(&line);
	message_write(&line,
		      m->n > 1    ? MSG_MERGE_CLASHES
		      : m->n == 1 ? MSG_MERGE_CLASH_ONE
				  : MSG_MERGE_CLEAN,
		      2, args);
	fprintf(stderr, "%s\n", line.p);
	buf_free(&line);
}

/* Stores the merged tree, if that is asked for and there is one. */
static bool write_tree(const struct hhmerge *h, struct git *g, const char *ours,
		       const struct merge_rev *m, struct buf *why)
{
	struct git_id commit, tree;

	if (!h->tree || m->n)
		return true;
	if (!git_resolve(g, ours, "commit", &commit, why) ||
	    !merge_rev_write(g, commit.hex, m, &tree, why))
		return false;
	puts(tree.hex);
	return true;
}

/* Two revisions, in any repository. */
static int merge_revs(struct hhmerge *h, char **v, int n)
{
	struct merge_rev m = {0};
	struct buf why = {0};
	struct git *g;
	int status = 2;

	if (n != 2)
		return options_complain(&command, MSG_MERGE_REVISIONS, TEXT(""));
	if (h->write || h->driver || h->schema_path)
		return options_complain(&command, MSG_MERGE_REV_WRITE, TEXT(""));
	g = git_open(".", &why);
	if (g && merge_revisions(&m, g, v[0], v[1], h->validator, h->show_sensitive, &why) &&
	    write_tree(h, g, v[0], &m, &why)) {
		say_outcome(&m);
		status = m.n > 0;
	} else {
		fprintf(stderr, "%s: %s\n", command.name, why.p);
	}
	git_close(g);
	merge_rev_free(&m);
	buf_free(&why);
	return status;
}

static int run(struct hhmerge *h, char **v, int n)
{
	struct merge_input in = {
		.label = {"base", "ours", "theirs"},
		.validator = h->validator,
		.show_sensitive = h->show_sensitive,
	};

	if (h->tree && !h->rev)
		return options_complain(&command, MSG_MERGE_TREE, TEXT(""));
	if (h->rev)
		return merge_revs(h, v, n);
	if (h->driver)
		return drive(h, v, n, &in);
	if (n != 3)
		return options_complain(&command, MSG_MERGE_OPERANDS, TEXT(""));
	return merge(h, v, v[MERGE_OURS], &in);
}

int main(int argc, char **argv)
{
	struct hhmerge h = {0};
	int first, status, lost;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &h.common, take, &h);
	h.schemas = schemas_new();
	h.validator = validator_new();
	status = run(&h, argv + first, argc - first);
	lost = options_finish(&command);
	validator_free(h.validator);
	schemas_free(h.schemas);
	if (h.opened)
		registry_close(&h.registry);
	return lost ? (h.driver ? FAILED : lost) : status;
}
