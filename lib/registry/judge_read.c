/* The files of rules/, standards/ and policies/: found, loaded, held against their schemas. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/judge_internal.h"
#include "schema/schema.h"

struct folder {
	const char *name, *schema;
	bool sequence; /* a file is a list of them */
	void (*read)(struct judge *j, struct judge_doc *doc, struct node *n);
};

static const struct folder folders[] = {
	{"standards", "registry/standard.schema.yaml", false, judge_read_standard},
	{"policies", "registry/policy.schema.yaml", false, judge_read_policy},
	{"rules", "registry/rules.schema.yaml", true, judge_read_rule},
};

bool judge_is_spoilt(const struct judge_doc *doc, const struct node *n)
{
	size_t i;

	for (i = 0; i < doc->findings->n; i++) {
		const struct finding *f = &doc->findings->v[i];

		if (f->level >= LEVEL_ERROR && f->start.offset >= n->start &&
		    f->start.offset < n->end)
			return true;
	}
	return false;
}

static struct judge_doc *add_doc(struct judge *j, const char *below)
{
	struct judge_doc *doc = mem_zero(sizeof *doc);
	const char *path = registry_path(j->r, below);

	doc->path = mem_copy(path, strlen(path));
	doc->below = mem_copy(below, strlen(below));
	doc->findings = &doc->own;
	MEM_GROW(j->docs, j->ndocs, j->capdocs);
	j->docs[j->ndocs++] = doc;
	return doc;
}

static void read_file(struct judge *j, const struct folder *folder, const char *below,
		      const struct schema *schema, struct validator *v)
{
	struct judge_doc *doc = add_doc(j, below);
	struct node *top;
	int error = source_read(j->r->source, doc->path, &doc->bytes);
	uint32_t i;

	if (error) {
		file_finding(doc->findings, error);
		return;
	}
	doc->raw = buf_text(&doc->bytes);
	if (tree_load(&doc->tree, doc->path, doc->bytes.p, doc->bytes.n, doc->findings) < 0)
		return;
	if (doc->tree.ndocs > 1)
		finding_say0(doc->findings, MSG_ONE_DOCUMENT, doc->tree.docs[1]->start,
			     doc->tree.docs[1]->start + 1);
	top = node_target(doc->tree.docs[0]);
	schema_check(schema, v, top, doc->findings);
	if (!folder->sequence) {
		if (!doc->findings->n && top->kind == NODE_MAPPING)
			folder->read(j, doc, top);
		return;
	}
	for (i = 0; top->kind == NODE_SEQUENCE && i < top->n; i++) {
		struct node *n = node_target(top->items[i]);

		if (n->kind == NODE_MAPPING && !judge_is_spoilt(doc, n))
			folder->read(j, doc, n);
	}
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

struct names {
	const char *folder;
	char **v;
	size_t n, cap;
};

static void add_name(void *ctx, const char *entry, enum source_type type)
{
	struct names *names = ctx;
	struct text name = text_of(entry);
	struct buf path = {0};

	(void)type;
	if (name.p[0] == '.' || (!text_ends(name, TEXT(".yaml")) &&
				 !text_ends(name, TEXT(".yml")) && !text_ends(name, TEXT(".json"))))
		return;
	buf_addf(&path, "%s/%s", names->folder, entry);
	MEM_GROW(names->v, names->n, names->cap);
	names->v[names->n++] = path.p;
}

/* The .yaml, .yml and .json files of a folder of the registry, in order. */
static void list_folder(const struct judge *j, const char *folder, struct names *names)
{
	const struct source *source = j->r->source;
	struct buf path = {0};
	const struct dirent *e;
	DIR *d;

	names->folder = folder;
	buf_adds(&path, j->r->root);
	buf_adds(&path, folder);
	if (source) {
		buf_addc(&path, '/');
		source->list(source->ctx, source_below(source, path.p), add_name, names);
	} else if ((d = opendir(path.p))) {
		while ((e = readdir(d)))
			add_name(names, e->d_name, SOURCE_FILE);
		closedir(d);
	}
	buf_free(&path);
	if (names->n)
		qsort(names->v, names->n, sizeof *names->v, by_name);
}

void judge_read_files(struct judge *j)
{
	struct schemas *s = schemas_new();
	struct validator *v = validator_new();
	size_t i, k;

	schemas_assert_formats(s);
	for (i = 0; i < sizeof folders / sizeof *folders; i++) {
		const struct folder *f = &folders[i];
		struct names names = {0};

		list_folder(j, f->name, &names);
		for (k = 0; k < names.n; k++) {
			read_file(j, f, names.v[k], schemas_load_embedded(s, f->schema), v);
			mem_free(names.v[k]);
		}
		mem_free(names.v);
		if (i == 0) {
			judge_choose_standards(j);
			judge_compile_standards(j);
			judge_compile_measures(j);
		}
	}
	validator_free(v);
	schemas_free(s);
}

/* The fields that a file pattern names: one that no record has would never be compared. */
static void check_pattern(struct judge *j, const struct kind *k, struct node *at)
{
	struct path_step step = {.list = false};
	const struct path p = {.n = 1, .steps = &step};
	struct text rest = node_text(at);
	const char *open, *close;
	bool exists;

	while (rest.n && (open = memchr(rest.p, '{', rest.n)) &&
	       (close = memchr(open, '}', (size_t)(rest.p + rest.n - open)))) {
		step.field = (struct text){open + 1, (size_t)(close - open) - 1};
		shape_at(j->shapes, k->schema, &p, &exists);
		if (!exists)
			judge_say(&j->root, MSG_JUDGE_PLACE, at, step.field);
		rest = (struct text){close + 1, (size_t)(rest.p + rest.n - close) - 1};
	}
}

void judge_check_patterns(struct judge *j)
{
	struct node *kinds = node_get(node_target(j->r->tree.docs[0]), TEXT("kinds"));
	size_t k;
	uint32_t i;

	for (k = 0; k < j->r->nkinds; k++) {
		const struct kind *kind = &j->r->kinds[k];
		struct node *files = node_get(node_get(kinds, kind->name), TEXT("files"));

		if (files->kind != NODE_SEQUENCE)
			check_pattern(j, kind, files);
		for (i = 0; files->kind == NODE_SEQUENCE && i < files->n; i++)
			check_pattern(j, kind, node_target(files->items[i]));
	}
}
