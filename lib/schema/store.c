/*
 * The store: which schema documents there are, which URIs and anchors name which places in them,
 * and what a reference leads to (JSON Schema 2020-12 core, sections 8.2 and 9). Documents come from
 * the files named by schemas_map, from beside the schema that refers to them, and from inside the
 * program; never from a network.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/source.h"
#include "schema/ir.h"
#include "schema/pattern.h"
#include "schema/uri.h"

#define EMBEDDED "hearth:"

struct schemas *schemas_new(void)
{
	return mem_zero(sizeof(struct schemas));
}

static void free_index(void *ctx, struct text key, void *value)
{
	(void)ctx;
	(void)key;
	hash_free(value);
}

void schemas_free(struct schemas *s)
{
	struct resource *r;
	size_t i;

	if (!s)
		return;
	for (r = s->all; r; r = r->next) {
		hash_free(&r->anchors);
		hash_free(&r->dynamic);
	}
	for (i = 0; i < s->ndocs; i++) {
		mem_free(s->docs[i]->uri);
		mem_free(s->docs[i]->path);
		mem_free(s->docs[i]->uses);
		buf_free(&s->docs[i]->bytes);
		tree_free(&s->docs[i]->tree);
		findings_clear(&s->docs[i]->findings);
		mem_free(s->docs[i]);
	}
	for (i = 0; i < s->npatterns; i++)
		pattern_free(s->patterns[i]);
	for (i = 0; i < s->nmaps; i++)
		mem_free(s->maps[i].dir);
	mem_free(s->docs);
	mem_free(s->patterns);
	mem_free(s->maps);
	mem_free(s->pending);
	mem_free(s->confined);
	hash_free(&s->documents);
	hash_free(&s->resources);
	hash_free(&s->places);
	hash_free(&s->compiled);
	hash_walk(&s->indexes, free_index, NULL);
	hash_free(&s->indexes);
	arena_free(&s->arena);
	mem_free(s);
}

void schemas_assert_formats(struct schemas *s)
{
	s->assert_formats = true;
}

void schemas_strict(struct schemas *s)
{
	s->strict = true;
}

void schemas_source(struct schemas *s, const struct source *from)
{
	s->source = from;
}

/* The absolute path of a file or folder, links followed, to be freed; NULL if there is none. In a
 * source the top is '/'. */
static char *real_path(const struct schemas *s, const char *path)
{
	struct buf real = {0};

	if (!s->source)
		return realpath(path, NULL);
	buf_addc(&real, '/');
	if (s->source->find(s->source->ctx, source_below(s->source, path), &real) != SOURCE_NONE)
		return real.p;
	buf_free(&real);
	return NULL;
}

void schemas_map(struct schemas *s, const char *uri, const char *dir)
{
	size_t n = strlen(uri);

	while (n && uri[n - 1] == '/')
		n--;
	MEM_GROW(s->maps, s->nmaps, s->capmaps);
	s->maps[s->nmaps].uri = (struct text){arena_copy(&s->arena, uri, n), n};
	s->maps[s->nmaps++].dir = mem_copy(dir, strlen(dir));
}

void schemas_confine(struct schemas *s, const char *dir)
{
	mem_free(s->confined);
	s->confined = real_path(s, dir);
	s->confined_by_caller = true;
}

const char *schemas_why(const struct schemas *s)
{
	return s->why;
}

/* The path of the embedded file with this URI, or NULL. */
static const struct embed *embedded(struct text uri)
{
	const struct embed *e;
	char name[64];

	if (text_starts(uri, TEXT(SCHEMA_META)))
		snprintf(name, sizeof name, "schema/meta/%.*s.json",
			 (int)(uri.n - strlen(SCHEMA_META)), uri.p + strlen(SCHEMA_META));
	else if (text_starts(uri, TEXT(EMBEDDED)))
		snprintf(name, sizeof name, "%.*s", (int)(uri.n - strlen(EMBEDDED)),
			 uri.p + strlen(EMBEDDED));
	else
		return NULL;
	for (e = embed_files; e->name; e++)
		if (strcmp(e->name, name) == 0)
			return e;
	return NULL;
}

/* Is the file at `path` below the folder `dir`, links followed? Both must exist. */
static bool below(const struct schemas *s, const char *path, const char *dir)
{
	char *real = real_path(s, path), *top = real_path(s, dir);
	size_t n = top ? strlen(top) : 0;
	bool inside = real && top && strncmp(real, top, n) == 0 &&
		      (real[n] == '/' || (n && top[n - 1] == '/'));

	free(real);
	free(top);
	return inside;
}

/* The path of the file with this URI, to be freed, or NULL with why. */
static char *path_of(struct schemas *s, struct text uri, const char **why)
{
	struct buf path = {0};
	const char *dir = s->confined;
	char *real, *found = NULL;
	size_t i, longest = 0;

	for (i = 0; i < s->nmaps; i++) {
		struct text to = s->maps[i].uri;

		if (to.n >= longest && text_starts(uri, to) &&
		    (uri.n == to.n || uri.p[to.n] == '/')) {
			buf_clear(&path);
			dir = s->maps[i].dir;
			longest = to.n;
			buf_adds(&path, dir);
			uri_decode((struct text){uri.p + to.n, uri.n - to.n}, &path);
		}
	}
	if (!path.n && text_starts(uri, TEXT("file://")))
		uri_decode((struct text){uri.p + 7, uri.n - 7}, &path);
	if (!path.n) {
		*why = "no --map says where such documents lie, and nothing is fetched";
		buf_free(&path);
		return NULL;
	}
	real = memchr(path.p, '\0', path.n) ? NULL : real_path(s, path.p);
	if (!real)
		*why = "there is no such file";
	else if (dir && !below(s, path.p, dir))
		*why = "the file lies outside the folder of the schemas";
	else
		found = path.p;
	free(real);
	if (!found)
		buf_free(&path);
	return found;
}

static void say_more_documents(struct document *d)
{
	struct node *second = d->tree.ndocs > 1 ? d->tree.docs[1] : NULL;
	uint32_t start, end;

	if (!second)
		return;
	node_mark(second, &start, &end);
	finding_say0(&d->findings, MSG_ONE_DOCUMENT, start, end);
}

/* Reads a document's bytes and tree; its findings say what is wrong. */
static struct document *add_document(struct schemas *s, struct text uri, const char *path)
{
	struct document *d = mem_zero(sizeof *d);
	const struct embed *e = embedded(uri);

	d->uri = mem_copy(uri.p, uri.n);
	d->path = mem_copy(path, strlen(path));
	d->builtin = e != NULL;
	MEM_GROW(s->docs, s->ndocs, s->capdocs);
	s->docs[s->ndocs++] = d;
	*hash_put(&s->documents, text_of(d->uri)) = d;
	if (e) {
		buf_add(&d->bytes, e->bytes, e->size);
	} else {
		int error = source_read(s->source, path, &d->bytes);

		if (error) {
			file_finding(&d->findings, error);
			s->why = strerror(error);
			return d;
		}
	}
	if (tree_load(&d->tree, path, d->bytes.p, d->bytes.n, &d->findings) == 0) {
		struct node *root = node_target(d->tree.docs[0]);
		struct resource *r = add_resource(s, text_of(d->uri), d, root, VOCAB_DEFAULT);

		r->vocabularies = vocabularies_of(s, d, root, VOCAB_DEFAULT);
		discover(s, root, r);
		say_more_documents(d);
	}
	return d;
}

/* An absolute path as people are shown it: from the current folder, if it lies below; or from the
 * source. */
static void show_path(const struct schemas *s, const char *path, struct buf *out)
{
	char here[PATH_MAX];
	size_t n = 0;

	if (s->source) {
		buf_adds(out, s->source->prefix);
		path++;
	} else if (getcwd(here, sizeof here)) {
		n = strlen(here);
		if (n > 1 && strncmp(path, here, n) == 0 && path[n] == '/')
			path += n + 1;
	}
	buf_adds(out, path);
}

struct document *document_load(struct schemas *s, struct text uri)
{
	struct document *d = hash_get(&s->documents, uri);
	struct buf shown = {0};
	const char *why = NULL;
	char *path;

	if (d)
		return d;
	if (embedded(uri))
		return add_document(s, uri, embedded(uri)->name);
	path = path_of(s, uri, &why);
	if (!path)
		return NULL;
	show_path(s, path, &shown);
	d = add_document(s, uri, shown.p);
	buf_free(&shown);
	mem_free(path);
	return d;
}

struct resource *resource_of(struct schemas *s, struct text uri, const char **why)
{
	struct resource *r = hash_get(&s->resources, uri);
	struct document *d;
	char *path;

	if (r)
		return r;
	if (!embedded(uri)) {
		path = path_of(s, uri, why);
		if (!path)
			return NULL;
		mem_free(path);
	}
	d = document_load(s, uri);
	r = hash_get(&s->resources, uri);
	if (!r && d && d->tree.ndocs)
		r = place_get(&s->places, node_target(d->tree.docs[0]));
	if (!r)
		*why = "the document there does not load";
	return r;
}

static void fill_pending(struct schemas *s)
{
	while (s->npending)
		schema_fill(s, s->pending[--s->npending]);
}

/* Holds each newly read document against the metaschema of its dialect: 2020-12's own, whatever it
 * extends. */
static void check_documents(struct schemas *s, const struct schema *meta)
{
	struct validator *v = validator_new();
	size_t i;

	for (i = 0; i < s->ndocs; i++) {
		struct document *d = s->docs[i];

		if (d->finished)
			continue;
		d->finished = true;
		if (!d->builtin && d->tree.ndocs)
			schema_check(meta, v, d->tree.docs[0], &d->findings);
		findings_finish(&d->findings, buf_text(&d->bytes).p, d->bytes.n);
	}
	validator_free(v);
}

/* Has the document, or one it refers to by however many steps, an error? */
static bool has_errors(struct schemas *s, struct document *from)
{
	struct document **todo = mem_alloc((s->ndocs + 1) * sizeof *todo);
	size_t n = 0, i;
	bool bad = false;

	for (i = 0; i < s->ndocs; i++)
		s->docs[i]->visited = false;
	from->visited = true;
	todo[n++] = from;
	while (n && !bad) {
		struct document *d = todo[--n];

		for (i = 0; i < d->findings.n; i++)
			bad |= d->findings.v[i].level >= LEVEL_ERROR;
		for (i = 0; i < d->nuses; i++) {
			if (d->uses[i]->visited)
				continue;
			d->uses[i]->visited = true;
			todo[n++] = d->uses[i];
		}
	}
	mem_free(todo);
	return bad;
}

static const struct schema *load(struct schemas *s, struct text uri, const char *path)
{
	struct document *meta = document_load(s, TEXT(SCHEMA_META "schema"));
	struct document *d = hash_get(&s->documents, uri);
	struct schema *schema = NULL;
	const struct schema *metaschema;

	if (!d)
		d = add_document(s, uri, path);
	if (d->tree.ndocs)
		schema = schema_at(s, d->tree.docs[0], NULL);
	metaschema = schema_at(s, meta->tree.docs[0], NULL);
	fill_pending(s);
	check_documents(s, metaschema);
	return has_errors(s, d) ? NULL : schema;
}

const struct schema *schemas_load(struct schemas *s, const char *path)
{
	char *real = real_path(s, path), *slash;
	struct buf uri = {0};
	const struct schema *schema;

	s->why = "it has errors";
	if (real && s->confined_by_caller && !below(s, real, s->confined)) {
		s->why = "it lies outside the registry";
		free(real);
		return NULL;
	}
	buf_adds(&uri, "file://");
	uri_encode_path(text_of(real ? real : path), &uri);
	if (real && !s->confined) {
		slash = strrchr(real, '/');
		s->confined = slash == real ? mem_copy("/", 1)
					    : mem_copy(real, (size_t)(slash - real));
	}
	free(real);
	schema = load(s, buf_text(&uri), path);
	buf_free(&uri);
	return schema;
}

const struct schema *schemas_load_embedded(struct schemas *s, const char *name)
{
	struct buf uri = {0};
	const struct schema *schema;

	buf_adds(&uri, EMBEDDED);
	buf_adds(&uri, name);
	schema = load(s, buf_text(&uri), name);
	buf_free(&uri);
	return schema;
}

static int by_path(const void *x, const void *y)
{
	const struct document *const *a = x, *const *b = y;

	return strcmp((*a)->path, (*b)->path);
}

void schemas_each(struct schemas *s, void (*each)(void *ctx, const char *path, struct findings *f),
		  void *ctx)
{
	size_t i;

	if (s->ndocs)
		qsort(s->docs, s->ndocs, sizeof *s->docs, by_path);
	for (i = 0; i < s->ndocs; i++)
		if (!s->docs[i]->builtin)
			each(ctx, s->docs[i]->path, &s->docs[i]->findings);
}
