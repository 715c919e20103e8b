/*
 * The store: which schema documents there are, which URIs and anchors name which places in them, and what a
 * reference leads to (JSON Schema 2020-12 core, sections 8.2 and 9). Documents come from the files named by
 * schemas_map, from beside the schema that refers to them, and from inside the program; never from a network.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/file.h"
#include "base/mem.h"
#include "schema/ir.h"
#include "schema/pattern.h"
#include "schema/uri.h"

#define META "https://json-schema.org/draft/2020-12/"
#define VOCABULARY META "vocab/"
#define EMBEDDED "hearth:"

struct schemas *schemas_new(void)
{
	return mem_zero(sizeof(struct schemas));
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
	s->confined = realpath(dir, NULL);
}

int schemas_error(const struct schemas *s)
{
	return s->error;
}

/* A pointer's own bytes as a key. `at` must stay where it is. */
static struct text pointer_key(const void *const *at)
{
	return (struct text){(const char *)at, sizeof *at};
}

static void *place_get(const struct hash *h, const struct node *n)
{
	const void *p = n;

	return hash_get(h, pointer_key(&p));
}

static void place_put(struct schemas *s, struct hash *h, const struct node *n, void *value)
{
	const void **p = arena_alloc(&s->arena, sizeof *p);

	*p = n;
	*hash_put(h, pointer_key(p)) = value;
}

/* The path of the embedded file with this URI, or NULL. */
static const struct embed *embedded(struct text uri)
{
	const struct embed *e;
	char name[64];

	if (text_starts(uri, TEXT(META)))
		snprintf(name, sizeof name, "schema/meta/%.*s.json", (int)(uri.n - strlen(META)), uri.p + strlen(META));
	else if (text_starts(uri, TEXT(EMBEDDED)))
		snprintf(name, sizeof name, "%.*s", (int)(uri.n - strlen(EMBEDDED)), uri.p + strlen(EMBEDDED));
	else
		return NULL;
	for (e = embed_files; e->name; e++)
		if (strcmp(e->name, name) == 0)
			return e;
	return NULL;
}

/* Is the file at `path` below the folder `dir`, links followed? Both must exist. */
static bool below(const char *path, const char *dir)
{
	char *real = realpath(path, NULL), *top = realpath(dir, NULL);
	size_t n = top ? strlen(top) : 0;
	bool inside = real && top && strncmp(real, top, n) == 0 && (real[n] == '/' || (n && top[n - 1] == '/'));

	free(real);
	free(top);
	return inside;
}

/* The path of the file with this URI, to be freed, or NULL with why. */
static char *path_of(struct schemas *s, struct text uri, const char **why)
{
	struct buf path = {0};
	const char *dir = s->confined;
	size_t i, longest = 0;

	for (i = 0; i < s->nmaps; i++) {
		struct text to = s->maps[i].uri;

		if (to.n >= longest && text_starts(uri, to) && (uri.n == to.n || uri.p[to.n] == '/')) {
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
	if (memchr(path.p, '\0', path.n) || access(path.p, F_OK) != 0)
		*why = "there is no such file";
	else if (dir && !below(path.p, dir))
		*why = "the file lies outside the folder of the schemas";
	else
		return path.p;
	buf_free(&path);
	return NULL;
}

static void name_resource(struct schemas *s, struct resource *r, struct text uri)
{
	void **place;

	r->uri = (struct text){arena_copy(&s->arena, uri.p, uri.n), uri.n};
	place = hash_put(&s->resources, r->uri);
	if (*place && *place != r)
		finding_say(&r->doc->findings, MSG_SCHEMA_ID_TWICE, r->root->start, r->root->start + 1, r->uri);
	else
		*place = r;
}

static struct resource *add_resource(struct schemas *s, struct text uri, struct document *doc, struct node *root,
				     unsigned vocabularies)
{
	struct resource *r = arena_zero(&s->arena, sizeof *r);

	r->doc = doc;
	r->root = root;
	r->vocabularies = vocabularies;
	r->next = s->all;
	s->all = r;
	name_resource(s, r, uri);
	return r;
}

static void say_dialect(struct document *doc, struct node *at, const char *why)
{
	finding_say(&doc->findings, MSG_SCHEMA_DIALECT, at->start, at->end, node_text(at), text_of(why));
}

/* The vocabularies that the metaschema's $vocabulary lists (core, section 8.1.2). */
static unsigned listed_vocabularies(struct node *list, struct node *at, struct document *doc)
{
	static const struct {
		const char *name;
		unsigned bit;
	} known[] = {{"core", VOCAB_CORE}, {"applicator", VOCAB_APPLICATOR}, {"unevaluated", VOCAB_UNEVALUATED},
		     {"validation", VOCAB_VALIDATION}, {"meta-data", VOCAB_META_DATA},
		     {"format-annotation", VOCAB_FORMAT_ANNOTATION}, {"format-assertion", VOCAB_FORMAT_ASSERTION},
		     {"content", VOCAB_CONTENT}};
	unsigned bits = VOCAB_CORE | VOCAB_OWN;
	uint32_t i;
	size_t k;

	for (i = 0; i < list->n; i++) {
		struct text name = node_text(list->pairs[i].key);
		struct node *needed = node_target(list->pairs[i].value);

		for (k = 0; k < sizeof known / sizeof *known; k++)
			if (text_starts(name, TEXT(VOCABULARY)) &&
			    text_is((struct text){name.p + strlen(VOCABULARY), name.n - strlen(VOCABULARY)},
				    known[k].name))
				break;
		if (k < sizeof known / sizeof *known)
			bits |= known[k].bit;
		else if (needed->kind == NODE_SCALAR && needed->type == TYPE_BOOL && needed->truth)
			finding_say(&doc->findings, MSG_SCHEMA_VOCABULARY, at->start, at->end, name);
	}
	return bits;
}

/* The vocabularies of a schema resource, by its $schema. */
static unsigned vocabularies_of(struct schemas *s, struct document *doc, struct node *root, unsigned inherited)
{
	struct node *at = node_get(root, TEXT("$schema")), *list;
	struct document *meta;
	struct text uri, fragment;

	if (!at || !node_is_string(at))
		return inherited;
	uri_split(node_text(at), &uri, &fragment);
	if (text_is(uri, META "schema"))
		return VOCAB_DEFAULT;
	if (doc->builtin)
		return VOCAB_DEFAULT;
	meta = document_load(s, uri);
	if (!meta || !meta->tree.ndocs) {
		say_dialect(doc, at, meta ? "its metaschema does not load" : "its metaschema is not to be found");
		return inherited;
	}
	list = node_get(meta->tree.docs[0], TEXT("$vocabulary"));
	return list && list->kind == NODE_MAPPING ? listed_vocabularies(list, at, doc) : VOCAB_DEFAULT;
}

static void add_anchor(struct schemas *s, struct resource *r, struct node *n, struct node *name, bool dynamic)
{
	void **place;

	if (!name || !node_is_string(name))
		return;
	place = hash_put(&r->anchors, node_text(name));
	if (*place && *place != n)
		finding_say(&r->doc->findings, MSG_SCHEMA_ANCHOR_TWICE, name->start, name->end, node_text(name));
	*place = n;
	if (dynamic)
		*hash_put(&r->dynamic, node_text(name)) = schema_at(s, n, r);
}

static void discover(struct schemas *s, struct node *n, struct resource *r);

static void discover_below(struct schemas *s, struct node *value, enum sub sub, struct resource *r)
{
	uint32_t i;

	value = node_target(value);
	if (sub == SUB_ONE)
		discover(s, value, r);
	else if (sub == SUB_LIST && value->kind == NODE_SEQUENCE)
		for (i = 0; i < value->n; i++)
			discover(s, value->items[i], r);
	else if (sub == SUB_MAP && value->kind == NODE_MAPPING)
		for (i = 0; i < value->n; i++)
			discover(s, value->pairs[i].value, r);
}

/* The resource that schema n is in: one of its own if it has an $id, else `r`. */
static struct resource *resource_for(struct schemas *s, struct node *n, struct resource *r)
{
	struct node *id = node_get(n, TEXT("$id"));
	struct text without, fragment;
	struct buf uri = {0};

	if (!id || !node_is_string(id))
		return r;
	uri_resolve(r->uri, node_text(id), &uri);
	uri_split(buf_text(&uri), &without, &fragment);
	if (text_equal(without, r->uri)) {
		buf_free(&uri);
		return r;
	}
	if (r->root == n) /* the document itself: known by where it lies and by its name */
		name_resource(s, r, without);
	else
		r = add_resource(s, without, r->doc, n, vocabularies_of(s, r->doc, n, r->vocabularies));
	buf_free(&uri);
	return r;
}

/* Notes the resource, anchors and places of a schema and of those inside it. */
static void discover(struct schemas *s, struct node *n, struct resource *r)
{
	uint32_t i;

	n = node_target(n);
	if (place_get(&s->places, n))
		return;
	if (n->kind == NODE_MAPPING)
		r = resource_for(s, n, r);
	place_put(s, &s->places, n, r);
	if (n->kind != NODE_MAPPING)
		return;
	add_anchor(s, r, n, node_get(n, TEXT("$anchor")), false);
	add_anchor(s, r, n, node_get(n, TEXT("$dynamicAnchor")), true);
	for (i = 0; i < n->n; i++) {
		const struct keyword *k = keyword_find(node_text(n->pairs[i].key));

		if (k && k->sub != SUB_NONE)
			discover_below(s, n->pairs[i].value, k->sub, r);
	}
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
		s->error = file_read(path, &d->bytes);
		if (s->error) {
			file_finding(&d->findings, s->error);
			return d;
		}
	}
	if (tree_load(&d->tree, path, d->bytes.p, d->bytes.n, &d->findings) == 0) {
		struct node *root = node_target(d->tree.docs[0]);
		struct resource *r = add_resource(s, text_of(d->uri), d, root, VOCAB_DEFAULT);

		r->vocabularies = vocabularies_of(s, d, root, VOCAB_DEFAULT);
		discover(s, root, r);
	}
	return d;
}

/* The part of an absolute path that is below the current folder, if it is. */
static const char *from_here(const char *path)
{
	char here[PATH_MAX];
	size_t n;

	if (!getcwd(here, sizeof here))
		return path;
	n = strlen(here);
	return n > 1 && strncmp(path, here, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

struct document *document_load(struct schemas *s, struct text uri)
{
	struct document *d = hash_get(&s->documents, uri);
	const char *why = NULL;
	char *path;

	if (d)
		return d;
	if (embedded(uri))
		return add_document(s, uri, embedded(uri)->name);
	path = path_of(s, uri, &why);
	if (!path)
		return NULL;
	d = add_document(s, uri, from_here(path));
	mem_free(path);
	return d;
}

struct schema *schema_at(struct schemas *s, struct node *n, struct resource *r)
{
	struct schema *schema;

	n = node_target(n);
	schema = place_get(&s->compiled, n);
	if (schema)
		return schema;
	schema = arena_zero(&s->arena, sizeof *schema);
	schema->node = n;
	schema->resource = place_get(&s->places, n) ? place_get(&s->places, n) : r;
	place_put(s, &s->compiled, n, schema);
	MEM_GROW(s->pending, s->npending, s->cappending);
	s->pending[s->npending++] = schema;
	return schema;
}

/* One step of a JSON pointer (RFC 6901), with *rest moved past it. */
static struct node *pointer_step(struct node *n, struct text *rest, struct buf *token)
{
	size_t i, index = 0;

	buf_clear(token);
	for (i = 1; i < rest->n && rest->p[i] != '/'; i++) {
		if (rest->p[i] == '~' && i + 1 < rest->n && (rest->p[i + 1] == '0' || rest->p[i + 1] == '1'))
			buf_addc(token, rest->p[++i] == '0' ? '~' : '/');
		else
			buf_addc(token, rest->p[i]);
	}
	*rest = (struct text){rest->p + i, rest->n - i};
	if (n->kind == NODE_MAPPING)
		return node_get(n, buf_text(token));
	if (n->kind != NODE_SEQUENCE || !token->n || token->n > 9)
		return NULL;
	for (i = 0; i < token->n; i++) {
		if (token->p[i] < '0' || token->p[i] > '9')
			return NULL;
		index = index * 10 + (size_t)(token->p[i] - '0');
	}
	return index < n->n ? node_target(n->items[index]) : NULL;
}

static struct node *follow_pointer(struct schemas *s, struct text pointer, struct resource **r)
{
	struct node *n = (*r)->root;
	struct buf token = {0};

	while (n && pointer.n) {
		struct resource *inner;

		n = pointer_step(n, &pointer, &token);
		inner = n ? place_get(&s->places, n) : NULL;
		if (inner)
			*r = inner;
	}
	buf_free(&token);
	return n;
}

static struct node *follow_fragment(struct schemas *s, struct text fragment, struct resource **r, struct text *name)
{
	struct buf decoded = {0};
	struct node *n;

	*name = (struct text){0};
	if (!fragment.n)
		return (*r)->root;
	uri_decode(fragment, &decoded);
	if (decoded.p[0] == '/') {
		n = follow_pointer(s, buf_text(&decoded), r);
	} else {
		n = hash_get(&(*r)->anchors, buf_text(&decoded));
		*name = (struct text){arena_copy(&s->arena, decoded.p, decoded.n), decoded.n};
	}
	buf_free(&decoded);
	return n;
}

static void say_missing(struct resource *from, struct node *ref, const char *why)
{
	finding_say(&from->doc->findings, MSG_SCHEMA_REF_MISSING, ref->start, ref->end, node_text(ref), text_of(why));
}

static struct resource *resource_of(struct schemas *s, struct text uri, const char **why)
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

struct schema *schema_refer(struct schemas *s, struct resource *from, struct node *ref, struct text *dynamic_name)
{
	const char *why = "there is no such place in that document";
	struct text without, fragment = {0};
	struct buf uri = {0};
	struct resource *r;
	struct node *n;

	uri_resolve(from->uri, node_text(ref), &uri);
	uri_split(buf_text(&uri), &without, &fragment);
	r = resource_of(s, without, &why);
	n = r ? follow_fragment(s, fragment, &r, dynamic_name) : NULL;
	buf_free(&uri);
	if (!n) {
		say_missing(from, ref, why);
		return NULL;
	}
	if (n->kind != NODE_MAPPING && !(n->kind == NODE_SCALAR && n->type == TYPE_BOOL)) {
		finding_say(&from->doc->findings, MSG_SCHEMA_REF_NOT_SCHEMA, ref->start, ref->end, node_text(ref),
			    words_found(&s->arena, n));
		return NULL;
	}
	discover(s, n, r);
	if (dynamic_name->p && !hash_get(&r->dynamic, *dynamic_name))
		*dynamic_name = (struct text){0};
	return schema_at(s, n, r);
}

static void fill_pending(struct schemas *s)
{
	while (s->npending)
		schema_fill(s, s->pending[--s->npending]);
}

/* Holds each newly read document against the metaschema of its dialect: 2020-12's own, whatever it extends. */
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

static bool has_errors(const struct schemas *s)
{
	size_t i, k;

	for (i = 0; i < s->ndocs; i++)
		for (k = 0; k < s->docs[i]->findings.n; k++)
			if (s->docs[i]->findings.v[k].level >= LEVEL_ERROR)
				return true;
	return false;
}

static const struct schema *load(struct schemas *s, struct text uri, const char *path)
{
	struct document *meta = document_load(s, TEXT(META "schema"));
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
	return has_errors(s) ? NULL : schema;
}

const struct schema *schemas_load(struct schemas *s, const char *path)
{
	char *real = realpath(path, NULL), *slash;
	struct buf uri = {0};
	const struct schema *schema;

	s->error = 0;
	buf_adds(&uri, "file://");
	uri_encode_path(text_of(real ? real : path), &uri);
	if (real && !s->confined) {
		slash = strrchr(real, '/');
		s->confined = slash == real ? mem_copy("/", 1) : mem_copy(real, (size_t)(slash - real));
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

void schemas_each(struct schemas *s, void (*each)(void *ctx, const char *path, struct findings *f), void *ctx)
{
	size_t i;

	if (s->ndocs)
		qsort(s->docs, s->ndocs, sizeof *s->docs, by_path);
	for (i = 0; i < s->ndocs; i++)
		if (!s->docs[i]->builtin)
			each(ctx, s->docs[i]->path, &s->docs[i]->findings);
}
