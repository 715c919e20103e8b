/* Following a compiled schema by steps alone, for its annotations (JSON Schema 2020-12, core,
 * section 7.7; titles: validation, section 9.1). */
#include "schema/annotate.h"

#include "schema/ir.h"

enum { DEEPEST = 32 }; /* of schemas in place */

static void add(struct place_schemas *p, const struct schema *s, unsigned depth);

static void add_branches(struct place_schemas *p, const struct branches *b, unsigned depth)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		add(p, b->v[i], depth);
}

/* A schema, then those it applies in place. What stands beside a $ref is nearer than what that
 * leads to. */
static void add(struct place_schemas *p, const struct schema *s, unsigned depth)
{
	const struct applicators *a;
	size_t i;

	if (!s || depth > DEEPEST || p->n == ANNOTATE_SCHEMAS)
		return;
	for (i = 0; i < p->n; i++)
		if (p->v[i] == s)
			return;
	p->v[p->n++] = s;
	a = s->applicators;
	if (!a)
		return;
	add(p, a->ref, depth + 1);
	add(p, a->dynamic_ref, depth + 1);
	add_branches(p, &a->all, depth + 1);
	add_branches(p, &a->any, depth + 1);
	add_branches(p, &a->one, depth + 1);
	add(p, a->then_, depth + 1);
	add(p, a->else_, depth + 1);
}

struct place_schemas annotate_root(const struct schema *s)
{
	struct place_schemas p = {.n = 0};

	add(&p, s, 0);
	return p;
}

static const struct schema *property_schema(const struct objects *o, struct text key)
{
	uint32_t hash = text_hash(key);
	size_t i;

	if (!o->slots || !o->properties)
		return o->additional;
	for (i = hash & (o->slots - 1); o->properties[i].name.p; i = (i + 1) & (o->slots - 1))
		if (o->properties[i].hash == hash && text_equal(o->properties[i].name, key))
			return o->properties[i].schema ? o->properties[i].schema : o->additional;
	return o->additional;
}

struct place_schemas annotate_key(const struct place_schemas *at, struct text key)
{
	struct place_schemas p = {.n = 0};
	size_t i;

	for (i = 0; i < at->n; i++)
		if (at->v[i]->objects)
			add(&p, property_schema(at->v[i]->objects, key), 0);
	return p;
}

struct place_schemas annotate_item(const struct place_schemas *at, size_t index)
{
	struct place_schemas p = {.n = 0};
	size_t i;

	for (i = 0; i < at->n; i++) {
		const struct arrays *a = at->v[i]->arrays;

		if (a)
			add(&p, index < a->nprefix ? a->prefix[index] : a->items, 0);
	}
	return p;
}

static const struct node *annotation(const struct place_schemas *at, struct text keyword)
{
	const struct node *n;
	size_t i;

	for (i = 0; i < at->n; i++) {
		n = node_get(at->v[i]->node, keyword);
		if (n)
			return n;
	}
	return NULL;
}

struct text annotate_title(const struct place_schemas *at)
{
	const struct node *n = annotation(at, TEXT("title"));

	return n && node_is_string(n) ? node_text(n) : (struct text){0};
}

const struct node *annotate_list_key(const struct place_schemas *at)
{
	const struct node *n = annotation(at, TEXT("x-key"));

	return n && (node_is_string(n) || n->kind == NODE_SEQUENCE) ? n : NULL;
}
