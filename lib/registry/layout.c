/*
 * The sample registry is the template of new ones: its registry.yaml without the day it is as of,
 * its schemas, rules, standards and policies. What begins with a dot is kept in template/ without
 * it. The first comment of each file tells editors its schema.
 */
#include "registry/layout.h"

#include <string.h>

#include "base/buf.h"
#include "base/embed.h"

#define TEMPLATE "registry/template/"
#define SAMPLE "records/"
#define MODELINE "# yaml-language-server: $schema="

struct layout {
	void (*each)(void *ctx, const struct layout_file *f);
	void *ctx;
	struct buf bytes;
};

static void give(struct layout *l, const char *path, struct text bytes)
{
	l->each(l->ctx, &(struct layout_file){path, bytes});
}

static struct text embedded(const char *name)
{
	const struct embed *e;

	for (e = embed_files; e->name; e++)
		if (strcmp(e->name, name) == 0)
			return (struct text){(const char *)e->bytes, e->size};
	return TEXT("");
}

/* Adds the bytes with every @REGISTRY@ replaced by the folder, which stands in single quotes there;
 * `quote` is how one is written inside of them. */
static void fill(struct buf *out, struct text bytes, const char *folder, const char *quote)
{
	static const char mark[] = "@REGISTRY@";
	const char *at = bytes.p, *end = bytes.p + bytes.n, *found, *c;

	while ((found = strstr(at, mark))) {
		buf_add(out, at, (size_t)(found - at));
		for (c = folder; *c; c++) {
			if (*c == '\'')
				buf_adds(out, quote);
			else
				buf_addc(out, *c);
		}
		at = found + sizeof mark - 1;
	}
	buf_add(out, at, (size_t)(end - at));
}

/* --- the sample --- */

struct binding { /* files of a folder have this schema */
	const char *folder, *schema;
};

static const struct binding bindings[] = {
	{"schema/", "https://json-schema.org/draft/2020-12/schema"},
	{"rules/", "../schema/hearth/rules.yaml"},
	{"standards/", "../schema/hearth/standard.yaml"},
	{"policies/", "../schema/hearth/policy.yaml"},
	{"registry.yaml", "schema/hearth/registry.yaml"},
};

static void bind(struct buf *out, const char *path, struct text bytes)
{
	size_t i;

	if (text_starts(bytes, TEXT(MODELINE)))
		return;
	for (i = 0; i < sizeof bindings / sizeof *bindings; i++)
		if (strncmp(path, bindings[i].folder, strlen(bindings[i].folder)) == 0)
			buf_addf(out, MODELINE "%s\n", bindings[i].schema);
}

/* Adds the lines of registry.yaml without the day the sample is as of, and what is said of it. */
static void add_registry(struct buf *out, struct text bytes)
{
	const char *at = bytes.p, *end = bytes.p + bytes.n, *next;
	size_t comment = out->n; /* where the comments begin that stand right before a line */

	for (; at < end; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next + 1 : end;
		if (strncmp(at, "as-of:", 6) == 0) {
			out->n = comment;
			if (next < end && *next == '\n')
				next++;
			continue;
		}
		buf_add(out, at, (size_t)(next - at));
		if (*at != '#')
			comment = out->n;
	}
}

static void give_sample(struct layout *l)
{
	const struct embed *e;

	for (e = embed_files; e->name; e++) {
		struct text bytes = {(const char *)e->bytes, e->size};
		const char *path = e->name + strlen(SAMPLE);

		if (strncmp(e->name, SAMPLE, strlen(SAMPLE)) != 0)
			continue;
		buf_clear(&l->bytes);
		bind(&l->bytes, path, bytes);
		if (strcmp(path, "registry.yaml") == 0)
			add_registry(&l->bytes, bytes);
		else
			buf_addt(&l->bytes, bytes);
		give(l, path, buf_text(&l->bytes));
	}
}

void layout_registry(void (*each)(void *ctx, const struct layout_file *f), void *ctx)
{
	static const struct {
		const char *name, *path;
	} others[] = {
		{"registry/registry.schema.yaml", "schema/hearth/registry.yaml"},
		{"registry/rules.schema.yaml", "schema/hearth/rules.yaml"},
		{"registry/standard.schema.yaml", "schema/hearth/standard.yaml"},
		{"registry/policy.schema.yaml", "schema/hearth/policy.yaml"},
		{"registry/waivers.schema.yaml", "schema/hearth/waivers.yaml"},
		{TEMPLATE "people.yaml", "people.yaml"},
		{TEMPLATE "gitattributes", ".gitattributes"},
		{TEMPLATE "editorconfig", ".editorconfig"},
	};
	struct layout l = {.each = each, .ctx = ctx};
	size_t i;

	give_sample(&l);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		give(&l, others[i].path, embedded(others[i].name));
	buf_free(&l.bytes);
}

/* --- around it --- */

void layout_workflows(const char *folder, void (*each)(void *ctx, const struct layout_file *f),
		      void *ctx)
{
	static const struct {
		const char *name, *path;
	} files[] = {
		{TEMPLATE "github.yaml", ".github/workflows/hearth.yml"},
		{TEMPLATE "gitlab.yaml", ".gitlab-ci.yml"},
	};
	struct layout l = {.each = each, .ctx = ctx};
	size_t i;

	for (i = 0; i < sizeof files / sizeof *files; i++) {
		buf_clear(&l.bytes);
		/* A line break cannot stand in quotes of YAML as it is. */
		fill(&l.bytes, embedded(files[i].name), strpbrk(folder, "\n\r") ? "." : folder,
		     "''");
		give(&l, files[i].path, buf_text(&l.bytes));
	}
	buf_free(&l.bytes);
}

void layout_hook(const char *folder, struct buf *out)
{
	fill(out, embedded(TEMPLATE "pre-commit"), folder, "'\\''");
}
