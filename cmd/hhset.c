/*
 * hhset: change values of one file, and no other byte of it.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/options.h"
#include "registry/find.h"
#include "registry/registry.h"
#include "registry/set.h"
#include "registry/sign.h"
#include "report/diff.h"
#include "report/report.h"
#include "report/unified.h"
#include "schema/schema.h"
#include "version/diff.h"
#include "version/git.h"
#include "version/side.h"

enum { OPT_UNSET = 300, OPT_PROBLEM, OPT_SIGN, OPT_AS_OF, OPT_SCHEMA, OPT_FORCE, OPT_SHOW };

static const struct option_row rows[] = {
	{OPT_UNSET, "unset", "PATH", "remove a value; repeatable"},
	{OPT_PROBLEM, "problem", "ID", "find this problem; paths start at it"},
	{OPT_SIGN, "sign", "ROLE", "add your signature to the problem"},
	{OPT_AS_OF, "as-of", "DATE",
	 "the day of the signature (default: the registry's, or today)"},
	{'n', "dry-run", NULL, "show what would change, as a diff, and change nothing"},
	{OPT_FORCE, "force", NULL, "write what the schema does not allow, too"},
	{OPT_SCHEMA, "schema", "FILE", "the JSON Schema of the file"},
	{OPT_SHOW, "show-sensitive", NULL, "do not mask what the schema marks sensitive"},
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhset",
	"change values of a record, and no other byte of it",
	"  hhset [options] FILE PATH=VALUE...\n  hhset [options] --problem ID PATH=VALUE...",
	rows,
	"PATH is like helper.name, income[0], members[id=m2].schooling, members[m2], problems[].\n"
	"Exit status: 0 changed, or nothing to change; 1 the schema does not allow it; 2 trouble.",
};

struct hhset {
	const char *problem, *role, *schema_path;
	bool dated, dry, force, show_sensitive;
	int32_t as_of;
	const char **unset;
	size_t nunset, cap;
	struct schemas *schemas;
	struct registry registry;
	bool opened;
	struct found found;
	char *member;
	struct set set;
	struct report report;
	struct common_options common;
};

static bool take_date(struct hhset *h, const char *value)
{
	struct date d;

	if (!date_parse(text_of(value), &d))
		return false;
	h->as_of = date_days(d);
	return h->dated = true;
}

static bool take(void *ctx, int id, char *value)
{
	struct hhset *h = ctx;

	switch (id) {
	case OPT_UNSET:
		MEM_GROW(h->unset, h->nunset, h->cap);
		h->unset[h->nunset++] = value;
		return true;
	case OPT_PROBLEM: h->problem = value; return true;
	case OPT_SIGN: h->role = value; return true;
	case OPT_AS_OF: return take_date(h, value);
	case OPT_SCHEMA: h->schema_path = value; return true;
	case 'n': h->dry = true; return true;
	case OPT_FORCE: h->force = true; return true;
	case OPT_SHOW: h->show_sensitive = true; return true;
	}
	return false;
}

/* Says why, and forgets it; always 2. */
static int trouble(struct buf *why)
{
	fprintf(stderr, "%s: %s\n", command.name, why->n ? why->p : "");
	buf_free(why);
	return 2;
}

/* which file, and what it is a record of */

static int open_registry(struct hhset *h, const char *path)
{
	char *root = registry_find(path);
	int status = 0;

	if (!root)
		return h->problem ? options_trouble(&command, MSG_REGISTRY_NONE, text_of(path)) : 0;
	h->opened = true;
	if (!registry_open(&h->registry, root))
		status = options_trouble(&command, MSG_REGISTRY_BROKEN, text_of(h->registry.path));
	mem_free(root);
	return status;
}

static int find_kind(struct hhset *h, const char *path)
{
	h->member = registry_below(&h->registry, path);
	h->set.kind = h->member ? side_kind(&h->registry, h->member) : NULL;
	h->set.member = h->member;
	if (!h->set.kind)
		return 0;
	h->set.schema = h->set.kind->schema;
	if (h->set.schema)
		return 0;
	return options_trouble(&command, MSG_REGISTRY_SCHEMA, h->set.kind->name,
			       text_of(schemas_why(h->registry.schemas)));
}

/* Opens what is to be changed; *path gets its name. */
static int open_file(struct hhset *h, const char **path)
{
	struct findings f = {0};
	struct buf why = {0};
	int status = open_registry(h, h->problem ? "." : *path);
	bool good;

	if (status)
		return status;
	if (h->problem) {
		if (!find_problem(&h->registry, text_of(h->problem), &h->found, &why))
			return trouble(&why);
		*path = h->found.path.p;
	}
	if (h->opened && (status = find_kind(h, *path)))
		return status;
	if (h->schema_path && !(h->set.schema = schemas_load(h->schemas, h->schema_path)))
		return options_trouble(&command, MSG_DIFF_SCHEMA, text_of(h->schema_path),
				       text_of(schemas_why(h->schemas)));
	good = set_open(&h->set, *path, &f, &why);
	if (!good && why.n)
		status = trouble(&why);
	else if (!good) {
		report_file(&h->report, *path, &f);
		status = report_status(&h->report);
	}
	findings_clear(&f);
	return status;
}

/* changing */

/* Names what failed: "members[m9]: no item 'm9' there". */
static int complain(struct text path, struct buf *why)
{
	struct buf all = {0};

	message_write(&all, MSG_SET_AT, 2, (struct text[]){path, buf_text(why)});
	buf_free(why);
	return trouble(&all);
}

/* The steps to a path, from the problem if one is meant; *end is where its text ends. */
static bool address(struct hhset *h, struct text t, struct address *to, size_t *end)
{
	if (h->problem)
		address_pointer(to, buf_text(&h->found.pointer), &h->set.arena);
	return address_parse(to, t, end, &h->set.arena);
}

static int assign(struct hhset *h, struct text t)
{
	struct address to = {0};
	struct buf why = {0};
	size_t end;

	if (!address(h, t, &to, &end))
		return options_complain(&command, MSG_ADDRESS_SYNTAX, t);
	if (end == t.n)
		return options_complain(&command, MSG_SET_NO_VALUE, t);
	if (!set_text(&h->set, &to, (struct text){t.p + end + 1, t.n - end - 1}, &why))
		return complain((struct text){t.p, end}, &why);
	return 0;
}

static int unset(struct hhset *h, struct text t)
{
	struct address to = {0};
	struct buf why = {0};
	size_t end;

	if (!address(h, t, &to, &end) || end < t.n)
		return options_complain(&command, MSG_ADDRESS_SYNTAX, t);
	return set_remove(&h->set, &to, &why) ? 0 : complain(t, &why);
}

static int sign(struct hhset *h)
{
	struct buf name = {0}, mail = {0}, why = {0};
	struct signer signer = {.role = text_of(h->role)};
	const char *root = *h->registry.root ? h->registry.root : ".";
	struct git *git = git_open(root, &why);
	bool good = git && git_author(git, &name, &mail, &why);

	if (good) {
		signer.name = buf_text(&name);
		signer.mail = buf_text(&mail);
		signer.on = h->dated ? h->as_of : registry_today(&h->registry);
		good = sign_problem(&h->set, &h->registry, &h->found, &signer, &why);
	}
	git_close(git);
	buf_free(&name);
	buf_free(&mail);
	return good ? 0 : trouble(&why);
}

static int change(struct hhset *h, char **assignments, int n)
{
	int status = 0, i;
	size_t k;

	for (k = 0; k < h->nunset && !status; k++)
		status = unset(h, text_of(h->unset[k]));
	for (i = 0; i < n && !status; i++)
		status = assign(h, text_of(assignments[i]));
	if (h->role && !status)
		status = sign(h);
	return status;
}

/* telling */

static void mark(struct hhset *h, struct tree *t)
{
	size_t i;

	for (i = 0; h->set.schema && !h->show_sensitive && i < t->ndocs; i++)
		schema_mark(h->set.schema, h->set.validator, t->docs[i]);
}

/* One line for each value that is another now. */
static void show_values(struct hhset *h, struct node *before, struct node *after)
{
	static const char *const signs[] = {"+", "-", "~", ">"};
	struct diff d = {0};
	struct buf line = {0};
	size_t i;

	diff_values(&d, h->set.schema, node_target(before), node_target(after));
	for (i = 0; i < d.n; i++) {
		buf_addf(&line, "%s ", signs[d.v[i].op]);
		diff_way(&line, d.v[i].step);
		buf_adds(&line, ": ");
		diff_values_write(&line, &d.v[i]);
		buf_addc(&line, '\n');
	}
	fwrite(buf_text(&line).p, 1, line.n, stdout);
	buf_free(&line);
	diff_free(&d);
}

static void show_lines(struct hhset *h, const char *path, const struct format *before,
		       const struct format *after)
{
	struct buf masked[2] = {{0}}, out = {0};
	struct unified_side a = {.text = buf_text(&before->text)};
	struct unified_side b = {.text = buf_text(&after->text)};

	unified_mask(&masked[0], a.text, &before->tree);
	unified_mask(&masked[1], b.text, &after->tree);
	a.shown = buf_text(&masked[0]);
	b.shown = buf_text(&masked[1]);
	unified_write(&out, path, &a, &b, h->common.color);
	fwrite(buf_text(&out).p, 1, out.n, stdout);
	buf_free(&masked[0]);
	buf_free(&masked[1]);
	buf_free(&out);
}

static void show(struct hhset *h, const char *path, struct text original)
{
	struct findings none = {0};
	struct edit before = {0};

	if (edit_load(&before, original, &none)) {
		mark(h, &before.format.tree);
		mark(h, &h->set.edit.format.tree);
		if (h->dry)
			show_lines(h, path, &before.format, &h->set.edit.format);
		else
			show_values(h, before.root, h->set.edit.root);
	}
	findings_clear(&none);
	edit_free(&before);
}

/* the end */

/* What the schema has to say; 0 if that does not stand in the way. */
static int check(struct hhset *h, const char *path)
{
	struct findings f = {0};
	int status;

	set_check(&h->set, &f);
	report_file(&h->report, path, &f);
	findings_clear(&f);
	status = h->force ? 0 : report_status(&h->report);
	if (status)
		options_trouble(&command, MSG_SET_REFUSED, text_of(path));
	return status;
}

static int finish(struct hhset *h, const char *path)
{
	struct buf original = {0}, why = {0};
	int status = check(h, path);

	if (status)
		return status;
	if (!set_changed(&h->set)) {
		options_trouble(&command, MSG_SET_SAME, text_of(path));
		return 0;
	}
	buf_addt(&original, buf_text(&h->set.save.bytes));
	if (!h->dry && !set_write(&h->set, &why))
		status = trouble(&why);
	else
		show(h, path, buf_text(&original));
	buf_free(&original);
	return status;
}

static int run(struct hhset *h, char **operands, int n)
{
	const char *path = h->problem || !n ? NULL : operands[0];
	int status;

	if (!h->problem && !path)
		return options_complain(&command, MSG_SET_NO_FILE, TEXT(""));
	if (path && strcmp(path, "-") == 0)
		return options_complain(&command, MSG_SET_STANDARD_INPUT, TEXT(""));
	if (h->role && !h->problem)
		return options_complain(&command, MSG_SIGN_PROBLEM, TEXT(""));
	operands += path != NULL;
	n -= path != NULL;
	if (!n && !h->nunset && !h->role)
		return options_complain(&command, MSG_SET_NOTHING, TEXT(""));
	report_begin(&h->report);
	status = open_file(h, &path);
	if (!status)
		status = change(h, operands, n);
	return status ? status : finish(h, path);
}

int main(int argc, char **argv)
{
	struct hhset h = {.report = {.out = stderr}};
	int first, status, lost;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &h.common, take, &h);
	h.schemas = schemas_new();
	h.set.validator = validator_new();
	status = run(&h, argv + first, argc - first);
	report_end(&h.report);
	lost = options_finish(&command);
	set_close(&h.set);
	validator_free(h.set.validator);
	schemas_free(h.schemas);
	if (h.opened)
		registry_close(&h.registry);
	mem_free(h.unset);
	mem_free(h.member);
	found_free(&h.found);
	report_free(&h.report);
	return lost ? lost : status;
}
