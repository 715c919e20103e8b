/*
 * What names what: the resources, anchors and places of schema documents (JSON Schema 2020-12 core,
 * section 8.2), and what a reference leads to (section 9).
 */
#include "base/mem.h"
#include "schema/ir.h"
#include "schema/uri.h"

/* A pointer's own bytes as a key. `at` must stay where it is. */
static struct text pointer_key(const void *const *at)
{
	return (struct text){(const char *)at, sizeof *at};
}

void *place_get(const struct hash *h, const struct node *n)
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

static void name_resource(struct schemas *s, struct resource *r, struct text uri)
{
	void **place;

	r->uri = (struct text){arena_copy(&s->arena, uri.p, uri.n), uri.n};
	place = hash_put(&s->resources, r->uri);
	if (*place && *place != r)
		finding_say(&r->doc->findings, MSG_SCHEMA_ID_TWICE, r->root->start,
			    r->root->start + 1, r->uri);
	else
		*place = r;
}

struct resource *add_resource(struct schemas *s, struct text uri, struct document *doc,
			      struct node *root, unsigned vocabularies)
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
	finding_say(&doc->findings, MSG_SCHEMA_DIALECT, at->start, at->end, node_text(at),
		    text_of(why));
}

/* The vocabularies that the metaschema's $vocabulary lists (core, section 8.1.2). */
static unsigned listed_vocabularies(struct node *list, struct node *at, struct document *doc)
{
	static const struct {
		const char *name;
		unsigned bit;
	} known[] = {{"core", VOCAB_CORE},
		     {"applicator", VOCAB_APPLICATOR},
		     {"unevaluated", VOCAB_UNEVALUATED},
		     {"validation", VOCAB_VALIDATION},
		     {"meta-data", VOCAB_META_DATA},
		     {"format-annotation", VOCAB_FORMAT_ANNOTATION},
		     {"format-assertion", VOCAB_FORMAT_ASSERTION},
		     {"content", VOCAB_CONTENT}};
	unsigned bits = VOCAB_CORE | VOCAB_OWN;
	uint32_t i;
	size_t k;

	for (i = 0; i < list->n; i++) {
		struct text name = node_text(list->pairs[i].key);
		struct node *needed = node_target(list->pairs[i].value);

		for (k = 0; k < sizeof known / sizeof *known; k++)
			if (text_starts(name, TEXT(SCHEMA_META "vocab/")) &&
			    text_is((struct text){name.p + strlen(SCHEMA_META "vocab/"),
						  name.n - strlen(SCHEMA_META "vocab/")},
				    known[k].name))
				break;
		if (k < sizeof known / sizeof *known)
			bits |= known[k].bit;
		else if (needed->kind == NODE_SCALAR && needed->type == TYPE_BOOL && needed->truth)
			finding_say(&doc->findings, MSG_SCHEMA_VOCABULARY, at->start, at->end,
				    name);
	}
	return bits;
}

/* The vocabularies of a schema resource, by its $schema. */
unsigned vocabularies_of(struct schemas *s, struct document *doc, struct node *root,
			 unsigned inherited)
{
	struct node *at = node_get(root, TEXT("$schema")), *list;
	struct document *meta;
	struct text uri, fragment;

	if (!at || !node_is_string(at))
		return inherited;
	uri_split(node_text(at), &uri, &fragment);
	if (text_is(uri, SCHEMA_META "schema"))
		return VOCAB_DEFAULT;
	if (doc->builtin)
		return VOCAB_DEFAULT;
	meta = document_load(s, uri);
	if (!meta || !meta->tree.ndocs) {
		say_dialect(doc, at,
			    meta ? "its metaschema does not load"
				 : "its metaschema is not to be found");
		return inherited;
	}
	list = node_get(meta->tree.docs[0], TEXT("$vocabulary"));
	return list && list->kind == NODE_MAPPING ? listed_vocabularies(list, at, doc)
						  : VOCAB_DEFAULT;
}

static void add_anchor(struct schemas *s, struct resource *r, struct node *n, struct node *name,
		       bool dynamic)
{
	void **place;

	if (!name || !node_is_string(name))
		return;
	place = hash_put(&r->anchors, node_text(name));
	if (*place && *place != n)
		finding_say(&r->doc->findings, MSG_SCHEMA_ANCHOR_TWICE, name->start, name->end,
			    node_text(name));
	*place = n;
	if (dynamic)
		*hash_put(&r->dynamic, node_text(name)) = schema_at(s, n, r);
}

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
		r = add_resource(s, without, r->doc, n,
				 vocabularies_of(s, r->doc, n, r->vocabularies));
	buf_free(&uri);
	return r;
}

/* Notes the resource, anchors and places of a schema and of those inside it. */
void discover(struct schemas *s, struct node *n, struct resource *r)
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

enum { LARGE = 64 }; /* pairs: a mapping that pointers into are looked up by an index */

/* The value under a key: many references into one large mapping must not each search all of it. */
static struct node *get_indexed(struct schemas *s, struct node *map, struct text key)
{
	struct hash *index = place_get(&s->indexes, map);
	uint32_t i;

	if (map->n < LARGE)
		return node_get(map, key);
	if (!index) {
		index = arena_zero(&s->arena, sizeof *index);
		place_put(s, &s->indexes, map, index);
		for (i = map->n; i-- > 0;)
			*hash_put(index,
				  node_text(map->pairs[i].key)) = node_target(map->pairs[i].value);
	}
	return hash_get(index, key);
}

/* One step of a JSON pointer (RFC 6901), with *rest moved past it. */
static struct node *pointer_step(struct schemas *s, struct node *n, struct text *rest,
				 struct buf *token)
{
	size_t i, index = 0;

	buf_clear(token);
	for (i = 1; i < rest->n && rest->p[i] != '/'; i++) {
		if (rest->p[i] == '~' && i + 1 < rest->n &&
		    (rest->p[i + 1] == '0' || rest->p[i + 1] == '1'))
			buf_addc(token, rest->p[++i] == '0' ? '~' : '/');
		else
			buf_addc(token, rest->p[i]);
	}
	*rest = (struct text){rest->p + i, rest->n - i};
	if (n->kind == NODE_MAPPING)
		return get_indexed(s, n, buf_text(token));
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

		n = pointer_step(s, n, &pointer, &token);
		inner = n ? place_get(&s->places, n) : NULL;
		if (inner)
			*r = inner;
	}
	buf_free(&token);
	return n;
}

static struct node *follow_fragment(struct schemas *s, struct text fragment, struct resource **r,
				    struct text *name)
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
	finding_say(&from->doc->findings, MSG_SCHEMA_REF_MISSING, ref->start, ref->end,
		    node_text(ref), text_of(why));
}

static void note_use(struct document *from, struct document *to)
{
	size_t i;

	for (i = 0; i < from->nuses; i++)
		if (from->uses[i] == to)
			return;
	MEM_GROW(from->uses, from->nuses, from->capuses);
	from->uses[from->nuses++] = to;
}

struct schema *schema_refer(struct schemas *s, struct resource *from, struct node *ref,
			    struct text *dynamic_name)
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
		finding_say(&from->doc->findings, MSG_SCHEMA_REF_NOT_SCHEMA, ref->start, ref->end,
			    node_text(ref), words_found(&s->arena, n));
		return NULL;
	}
	discover(s, n, r);
	note_use(from->doc, r->doc);
	if (dynamic_name->p && !hash_get(&r->dynamic, *dynamic_name))
		*dynamic_name = (struct text){0};
	return schema_at(s, n, r);
}
