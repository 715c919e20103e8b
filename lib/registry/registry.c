/* Opening a registry: finding its folder, reading registry.yaml against its own schema, compiling
 * the kinds'. */
#include "registry/registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/glob.h"
#include "registry/lifecycle.h"
#include "schema/schema.h"

#define FILE_NAME "registry.yaml"

static bool is_root(const char *prefix)
{
	struct buf path = {0};
	struct stat st;
	bool found;

	buf_adds(&path, prefix);
	buf_adds(&path, FILE_NAME);
	found = lstat(path.p, &st) == 0;
	buf_free(&path);
	return found;
}

/* Goes up by "../", since the path shown to people is the one from where they stand. */
static char *find_above(void)
{
	struct buf up = {0};
	struct stat here, above;

	for (;;) {
		if (is_root(buf_text(&up).p))
			return up.p ? up.p : mem_copy("", 0);
		if (stat(up.n ? up.p : ".", &here) < 0)
			break;
		buf_adds(&up, "../");
		if (stat(up.p, &above) < 0 ||
		    (here.st_dev == above.st_dev && here.st_ino == above.st_ino) || up.n > 3000)
			break;
	}
	buf_free(&up);
	return NULL;
}

char *registry_find(const char *path)
{
	struct buf prefix = {0};
	struct stat st;
	char *found = NULL;

	buf_adds(&prefix, path);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode) && prefix.n &&
	    prefix.p[prefix.n - 1] != '/')
		buf_addc(&prefix, '/');
	while (prefix.n >= 2 && strcmp(prefix.p, "./") == 0)
		buf_clear(&prefix);
	for (;;) {
		while (prefix.n && prefix.p[prefix.n - 1] != '/')
			prefix.p[--prefix.n] = '\0';
		if (!prefix.n)
			break;
		if (is_root(prefix.p)) {
			found = mem_copy(prefix.p, prefix.n);
			break;
		}
		if (prefix.n == 1)
			break;
		prefix.p[--prefix.n] = '\0';
	}
	if (!found && path[0] != '/')
		found = find_above();
	buf_free(&prefix);
	return found;
}

static struct text *read_patterns(struct registry *r, struct node *n, size_t *count)
{
	struct node *one[1] = {n}, **items = one;
	struct text *v;
	const char *fault;
	size_t i, m = 1;

	*count = 0;
	if (!n)
		return NULL;
	if (n->kind == NODE_SEQUENCE) {
		items = n->items;
		m = n->n;
	}
	v = arena_alloc(&r->arena, (m + 1) * sizeof *v);
	for (i = 0; i < m; i++) {
		struct node *at = node_target(items[i]);

		fault = glob_fault(node_text(at));
		r->partial |= fault != NULL;
		if (fault)
			finding_say(&r->findings, MSG_REGISTRY_PATTERN, at->start, at->end,
				    node_text(at), text_of(fault));
		else
			v[(*count)++] = node_text(at);
	}
	return v;
}

static const struct schema *read_schema(struct registry *r, struct kind *k, struct node *at)
{
	struct buf path = {0};
	const struct schema *schema;

	buf_adds(&path, r->root);
	buf_addt(&path, node_text(at));
	schema = schemas_load(r->schemas, path.p);
	if (!schema)
		finding_say(&r->findings, MSG_REGISTRY_SCHEMA, at->start, at->end, k->name,
			    text_of(schemas_why(r->schemas)));
	buf_free(&path);
	return schema;
}

static void read_kinds(struct registry *r, struct node *kinds)
{
	uint32_t i;

	r->kinds = arena_zero(&r->arena, (kinds->n + 1) * sizeof *r->kinds);
	r->nkinds = kinds->n;
	for (i = 0; i < kinds->n; i++) {
		struct kind *k = &r->kinds[i];
		struct node *n = node_target(kinds->pairs[i].value);
		struct node *above = node_get(n, TEXT("parent"));

		k->name = node_text(kinds->pairs[i].key);
		k->node = kinds->pairs[i].key;
		k->files = read_patterns(r, node_get(n, TEXT("files")), &k->nfiles);
		k->key = node_text(node_get(n, TEXT("key")));
		k->above = above && above->kind == NODE_SCALAR ? node_text(above) : TEXT("");
		k->schema_path = node_text(node_get(n, TEXT("schema")));
		k->schema = read_schema(r, k, node_get(n, TEXT("schema")));
	}
}

/* registry.yaml against its own schema; false if it does not hold. */
static bool check_self(struct registry *r, struct node *root)
{
	struct schemas *s = schemas_new();
	struct validator *v = validator_new();
	bool good;

	schemas_assert_formats(s);
	good = schema_check(schemas_load_embedded(s, "registry/registry.schema.yaml"), v, root,
			    &r->findings);
	validator_free(v);
	schemas_free(s);
	return good;
}

static char *find_here(const char *root)
{
	char *top = realpath(*root ? root : ".", NULL), *now = realpath(".", NULL), *here = NULL;
	size_t n = top ? strlen(top) : 0;
	struct buf b = {0};

	if (now && n && strncmp(now, top, n) == 0 && now[n] == '/') {
		buf_adds(&b, now + n + 1);
		buf_addc(&b, '/');
		here = b.p;
	}
	free(top);
	free(now);
	return here;
}

const char *registry_path(struct registry *r, const char *member)
{
	const char *root = r->root, *here = r->here ? r->here : "", *slash;
	struct buf b = {0};
	char *path;

	while (strncmp(root, "../", 3) == 0 && (slash = strchr(here, '/')) &&
	       strncmp(here, member, (size_t)(slash + 1 - here)) == 0) {
		root += 3;
		member += slash + 1 - here;
		here = slash + 1;
	}
	buf_adds(&b, root);
	buf_adds(&b, member);
	path = arena_copy(&r->arena, b.p, b.n);
	buf_free(&b);
	return path;
}

bool registry_open(struct registry *r, const char *root)
{
	return registry_open_in(r, NULL, root);
}

bool registry_open_in(struct registry *r, const struct source *s, const char *root)
{
	struct node *top;
	int error;

	*r = (struct registry){.root = mem_copy(root, strlen(root)), .source = s};
	r->here = s ? NULL : find_here(root);
	r->bytes = mem_zero(sizeof *r->bytes);
	r->path = mem_alloc(strlen(root) + sizeof FILE_NAME);
	strcpy(r->path, root);
	strcat(r->path, FILE_NAME);
	r->schemas = schemas_new();
	schemas_assert_formats(r->schemas);
	schemas_strict(r->schemas);
	schemas_source(r->schemas, s);
	schemas_confine(r->schemas, *root ? root : ".");
	error = source_read(s, r->path, r->bytes);
	if (error) {
		file_finding(&r->findings, error);
		return false;
	}
	if (tree_load(&r->tree, r->path, r->bytes->p, r->bytes->n, &r->findings) < 0)
		return false;
	top = node_target(r->tree.docs[0]);
	if (r->tree.ndocs > 1)
		finding_say0(&r->findings, MSG_ONE_DOCUMENT, r->tree.docs[1]->start,
			     r->tree.docs[1]->start + 1);
	if (r->findings.n || !check_self(r, top))
		return false;
	r->ignore = read_patterns(r, node_get(top, TEXT("ignore")), &r->nignore);
	read_kinds(r, node_get(top, TEXT("kinds")));
	r->lifecycle = lifecycle_read(r);
	r->persons = persons_read(r);
	return true;
}

bool registry_is_path(struct text path)
{
	bool first = true; /* of a name */
	size_t i;

	for (i = 0; i < path.n; i++) {
		if ((unsigned char)path.p[i] < ' ' || path.p[i] == 0x7F ||
		    (first && (path.p[i] == '/' || path.p[i] == '.')))
			return false;
		first = path.p[i] == '/';
	}
	return !first;
}

struct kind *registry_kind(const struct registry *r, struct text name)
{
	size_t i;

	for (i = 0; i < r->nkinds; i++)
		if (text_equal(r->kinds[i].name, name))
			return &r->kinds[i];
	return NULL;
}

void registry_list_kinds(const struct registry *r, struct buf *out)
{
	size_t i;

	for (i = 0; i < r->nkinds; i++) {
		buf_adds(out, i ? ", " : "");
		buf_addt(out, r->kinds[i].name);
	}
}

int32_t registry_today(const struct registry *r)
{
	struct node *n = node_get(node_target(r->tree.docs[0]), TEXT("as-of"));
	struct date d = date_today();

	if (n)
		date_parse(node_text(n), &d);
	return date_days(d);
}

void registry_close(struct registry *r)
{
	mem_free(r->root);
	mem_free(r->here);
	mem_free(r->path);
	if (r->bytes)
		buf_free(r->bytes);
	mem_free(r->bytes);
	tree_free(&r->tree);
	findings_clear(&r->findings);
	schemas_free(r->schemas);
	arena_free(&r->arena);
	*r = (struct registry){0};
}

void registry_check_kinds(struct registry *r)
{
	size_t i;

	for (i = 0; i < r->nkinds; i++) {
		struct kind *k = &r->kinds[i];

		if (!k->count && k->nfiles)
			finding_say(&r->findings, MSG_KIND_EMPTY, k->node->start, k->node->end,
				    k->name, k->files[0]);
	}
}
