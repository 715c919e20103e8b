/* Options that a registry's data defines: its filters, which must be known before the command line
 * is read, since they say which options there are and which of them take a value. */
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/finding.h"
#include "base/mem.h"
#include "base/source.h"
#include "expr/expr.h"
#include "registry/registry.h"
#include "report/view.h"
#include "version/revision.h"
#include "yaml/tree.h"

enum { MOST = 32 }; /* filters */

struct options {
	const struct option_row *own;
	struct option_row *rows;
	size_t nown, n;
	struct arena *arena;
};

/* The value of -C as option i, wherever it stands; *i moves past it. */
static const char *directory_at(int argc, char **argv, int *i)
{
	const char *s = argv[*i], *equals = strchr(s, '=');
	size_t n = equals ? (size_t)(equals - s) : strlen(s);

	if (strncmp(s, "-C", 2) == 0) {
		if (s[2])
			return s + 2;
	} else if (n < 4 || n > strlen("--directory") || strncmp(s, "--directory", n) != 0) {
		return NULL;
	} else if (equals) {
		return equals + 1;
	}
	return *i + 1 < argc ? argv[++*i] : NULL;
}

/* Where the command will be at work, as a prefix for paths. */
static void find_folder(int argc, char **argv, struct buf *folder)
{
	const char *dir;
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		dir = directory_at(argc, argv, &i);
		if (!dir)
			continue;
		if (*dir == '/')
			buf_clear(folder);
		buf_adds(folder, dir);
		buf_addc(folder, '/');
	}
	if (!folder->n)
		buf_adds(folder, ".");
}

/* The revision of --rev, wherever that stands; NULL if there is none. */
static struct revision *find_revision(int argc, char **argv, const char *folder)
{
	struct revision *r = NULL;
	struct buf why = {0};
	const char *name = NULL;
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strncmp(argv[i], "--rev=", 6) == 0)
			name = argv[i] + 6;
		else if (strcmp(argv[i], "--rev") == 0 && i + 1 < argc)
			name = argv[++i];
	if (name)
		r = revision_open(folder, name, &why);
	buf_free(&why);
	return r;
}

static void ignore(void *ctx, enum message m, uint32_t start, uint32_t end, size_t n,
		   const struct text *args)
{
	(void)ctx, (void)m, (void)start, (void)end, (void)n, (void)args;
}

static bool takes_value(struct text source)
{
	static const char *const names[] = {"self",   "record", "value",  "today", "deadline",
					    "roles",  "param",  "yearly", "total", "indicator",
					    "states", "gaps",   "each"};
	struct expr_variable variables[sizeof names / sizeof *names];
	struct expr_env env = {variables, sizeof names / sizeof *names, ignore, NULL};
	struct arena arena = {0};
	struct expr *e;
	bool takes;
	size_t i;

	for (i = 0; i < env.nvariables; i++)
		variables[i] = (struct expr_variable){text_of(names[i]), NULL};
	e = expr_compile(source, &env, NULL, &arena);
	takes = !e || (expr_uses(e) & 4);
	expr_free(e);
	arena_free(&arena);
	return takes;
}

static void add(struct options *o, struct text name, struct node *filter)
{
	bool takes = filter->kind == NODE_SCALAR && takes_value(node_text(filter));
	size_t i;

	for (i = 0; i < o->nown + o->n; i++)
		if (text_is(name, o->rows[i].name)) {
			if (takes && i >= o->nown)
				o->rows[i].value = "VALUE";
			return;
		}
	if (o->n == MOST)
		return;
	o->rows[i] = (struct option_row){VIEW_FILTER + (int)o->n,
					 arena_copy(o->arena, name.p, name.n),
					 takes ? "VALUE" : NULL, "a filter of registry.yaml"};
	o->n++;
}

static void add_all(struct options *o, struct node *section)
{
	uint32_t i, k;

	for (i = 0; section && section->kind == NODE_MAPPING && i < section->n; i++) {
		struct node *filters = node_get(node_target(section->pairs[i].value),
						TEXT("filters"));

		for (k = 0; filters && filters->kind == NODE_MAPPING && k < filters->n; k++)
			add(o, node_text(filters->pairs[k].key),
			    node_target(filters->pairs[k].value));
	}
}

static void read_registry(struct options *o, const struct source *source, const char *path,
			  const char *section)
{
	struct findings findings = {0};
	struct buf bytes = {0};
	struct tree tree = {0};

	if (source_read(source, path, &bytes) == 0 &&
	    tree_load(&tree, path, bytes.p, bytes.n, &findings) == 0)
		add_all(o, node_get(node_target(tree.docs[0]), text_of(section)));
	findings_clear(&findings);
	tree_free(&tree);
	buf_free(&bytes);
}

const struct option_row *view_options(const struct option_row *own, const char *section, int argc,
				      char **argv, struct arena *a)
{
	struct options o = {.own = own, .arena = a};
	struct buf folder = {0};
	struct revision *revision;
	const struct source *source;
	char *root;

	while (own[o.nown].name)
		o.nown++;
	o.rows = arena_zero(a, (o.nown + MOST + 1) * sizeof *o.rows);
	memcpy(o.rows, own, o.nown * sizeof *own);
	find_folder(argc, argv, &folder);
	revision = find_revision(argc, argv, folder.p);
	source = revision ? revision_source(revision) : NULL;
	root = registry_find_in(source, source ? "." : folder.p);
	if (root) {
		buf_clear(&folder);
		buf_adds(&folder, root);
		buf_adds(&folder, "registry.yaml");
		read_registry(&o, source, folder.p, section);
		mem_free(root);
	}
	revision_close(revision);
	buf_free(&folder);
	return o.rows;
}
