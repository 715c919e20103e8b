/*
 * The keywords of JSON Schema 2020-12, one row each, and what each makes of its value. Values of
 * the wrong type are passed over here: the metaschema reports them.
 */
#include "base/mem.h"
#include "base/utf8.h"
#include "schema/compile.h"
#include "schema/pattern.h"

struct numbers *numbers_of(schemas *s, schema *c)
{
	if (!c->numbers)
		c->numbers = arena_zero(&s->arena, sizeof *c->numbers);
	return c->numbers;
}

struct strings *strings_of(schemas *s, schema *c)
{
	if (!c->strings) {
		c->strings = arena_zero(&s->arena, sizeof *c->strings);
		c->strings->longest = UINT64_MAX;
	}
	return c->strings;
}

struct arrays *arrays_of(schemas *s, schema *c)
{
	if (!c->arrays) {
		c->arrays = arena_zero(&s->arena, sizeof *c->arrays);
		c->arrays->most = c->arrays->contains_most = UINT64_MAX;
		c->arrays->contains_fewest = 1;
	}
	return c->arrays;
}

struct objects *objects_of(schemas *s, schema *c)
{
	if (!c->objects) {
		c->objects = arena_zero(&s->arena, sizeof *c->objects);
		c->objects->most = UINT64_MAX;
	}
	return c->objects;
}

static struct applicators *applicators_of(schemas *s, schema *c)
{
	if (!c->applicators)
		c->applicators = arena_zero(&s->arena, sizeof *c->applicators);
	return c->applicators;
}

struct findings *findings_of(schema *c)
{
	return &c->resource->doc->findings;
}

static struct schema *sub(schemas *s, schema *c, struct node *value)
{
	return schema_at(s, value, c->resource);
}

/* A count: a whole number from 0 up; anything past 2^64 is as good as no limit. */
bool count_of(schemas *s, struct node *value, uint64_t *out)
{
	struct decimal d;
	int64_t small;

	if (!node_is_number(value))
		return false;
	d = node_decimal(value, &s->arena);
	if (d.negative || !decimal_is_integer(d))
		return false;
	*out = decimal_to_int64(d, &small) ? (uint64_t)small : UINT64_MAX;
	return true;
}

struct pattern *pattern_of(schemas *s, schema *c, struct node *at)
{
	struct buf why = {0};
	struct pattern *p;
	char room[24];
	size_t where;

	p = pattern_new(node_text(at), &why, &where);
	if (p) {
		MEM_GROW(s->patterns, s->npatterns, s->cappatterns);
		s->patterns[s->npatterns++] = p;
	} else {
		finding_say(findings_of(c), MSG_SCHEMA_PATTERN, at->start, at->end, buf_text(&why),
			    text_number(room, utf8_count(at->text, where) + 1));
	}
	buf_free(&why);
	return p;
}

/* core */

static void fill_ref(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct text ignored = {0};

	(void)key;
	if (node_is_string(value))
		applicators_of(s, c)->ref = schema_refer(s, c->resource, value, &ignored);
}

static void fill_dynamic_ref(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct applicators *a = applicators_of(s, c);

	(void)key;
	if (node_is_string(value))
		a->dynamic_ref = schema_refer(s, c->resource, value, &a->dynamic_name);
}

/* applicators */

static struct branches branches_of(schemas *s, schema *c, struct node *value)
{
	struct branches b = {0};
	uint32_t i;

	if (value->kind != NODE_SEQUENCE)
		return b;
	b.v = arena_alloc(&s->arena, value->n * sizeof *b.v);
	b.n = value->n;
	for (i = 0; i < value->n; i++)
		b.v[i] = sub(s, c, value->items[i]);
	return b;
}

static void fill_in_place(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct applicators *a = applicators_of(s, c);
	struct text name = node_text(key);

	if (text_is(name, "allOf"))
		a->all = branches_of(s, c, value);
	else if (text_is(name, "anyOf"))
		a->any = branches_of(s, c, value);
	else if (text_is(name, "oneOf"))
		a->one = branches_of(s, c, value);
	else if (text_is(name, "not"))
		a->not_ = sub(s, c, value);
	else if (text_is(name, "if"))
		a->if_ = sub(s, c, value);
	else if (text_is(name, "then"))
		a->then_ = sub(s, c, value);
	else
		a->else_ = sub(s, c, value);
}

static void fill_array_schema(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct arrays *a = arrays_of(s, c);
	struct text name = node_text(key);
	struct branches b;

	if (text_is(name, "prefixItems")) {
		b = branches_of(s, c, value);
		a->prefix = b.v;
		a->nprefix = b.n;
	} else if (text_is(name, "items")) {
		a->items = sub(s, c, value);
	} else if (text_is(name, "contains")) {
		a->contains = sub(s, c, value);
	} else {
		a->unevaluated = sub(s, c, value);
		c->tracks = true;
	}
}

static void fill_object_schema(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct objects *o = objects_of(s, c);
	struct text name = node_text(key);

	if (text_is(name, "additionalProperties")) {
		o->additional = sub(s, c, value);
	} else if (text_is(name, "propertyNames")) {
		o->names = sub(s, c, value);
	} else {
		o->unevaluated = sub(s, c, value);
		c->tracks = true;
	}
}

/* The slot of a property in the table, free or not. */
static struct property *slot_of(const struct objects *o, struct text name, uint32_t hash)
{
	size_t i = hash & (o->slots - 1);

	while (o->properties[i].name.p &&
	       !(o->properties[i].hash == hash && text_equal(o->properties[i].name, name)))
		i = (i + 1) & (o->slots - 1);
	return &o->properties[i];
}

static struct property *add_property(struct objects *o, struct node *name)
{
	uint32_t hash = text_hash(node_text(name));
	struct property *p = slot_of(o, node_text(name), hash);

	if (!p->name.p) {
		p->name = node_text(name);
		p->hash = hash;
		p->index = (uint32_t)o->nproperties;
		o->order[o->nproperties++] = p;
	}
	return p;
}

/* `properties` and `required` make one table, built by whichever keyword comes first. */
static void build_properties(schemas *s, schema *c)
{
	struct objects *o = objects_of(s, c);
	struct node *properties = node_get(c->node, TEXT("properties"));
	struct node *required = node_get(c->node, TEXT("required"));
	bool applies = c->resource->vocabularies & VOCAB_APPLICATOR;
	bool requires_ = c->resource->vocabularies & VOCAB_VALIDATION;
	size_t most = 0;
	uint32_t i;

	if (o->order)
		return;
	if (applies && properties && properties->kind == NODE_MAPPING)
		most += properties->n;
	if (requires_ && required && required->kind == NODE_SEQUENCE)
		most += required->n;
	for (o->slots = 4; o->slots < most * 2; o->slots *= 2)
		;
	o->properties = arena_zero(&s->arena, o->slots * sizeof *o->properties);
	o->order = arena_zero(&s->arena, (most + 1) * sizeof *o->order);
	if (applies && properties && properties->kind == NODE_MAPPING)
		for (i = 0; i < properties->n; i++)
			add_property(o, properties->pairs[i].key)->schema =
				sub(s, c, properties->pairs[i].value);
	if (!requires_ || !required || required->kind != NODE_SEQUENCE)
		return;
	for (i = 0; i < required->n; i++) {
		struct node *name = node_target(required->items[i]);
		struct property *p;

		if (!node_is_string(name))
			continue;
		p = add_property(o, name);
		o->nrequired += !p->required;
		p->required = true;
	}
}

static void fill_properties(schemas *s, schema *c, struct node *value, struct node *key)
{
	(void)value;
	(void)key;
	build_properties(s, c);
}

static void fill_patterns(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct objects *o = objects_of(s, c);
	uint32_t i;

	(void)key;
	if (value->kind != NODE_MAPPING)
		return;
	o->patterns = arena_alloc(&s->arena, value->n * sizeof *o->patterns);
	for (i = 0; i < value->n; i++) {
		struct pattern *p = pattern_of(s, c, value->pairs[i].key);

		if (p)
			o->patterns[o->npatterns++] =
				(struct pattern_property){p, sub(s, c, value->pairs[i].value)};
	}
}

static void add_dependents(schemas *s, schema *c, struct node *value, bool schemas)
{
	struct objects *o = objects_of(s, c);
	struct dependent *v;
	uint32_t i;

	if (value->kind != NODE_MAPPING)
		return;
	v = arena_zero(&s->arena, (o->ndependents + value->n) * sizeof *v);
	if (o->ndependents)
		memcpy(v, o->dependents, o->ndependents * sizeof *v);
	o->dependents = v;
	for (i = 0; i < value->n; i++) {
		struct node *what = node_target(value->pairs[i].value);

		v[o->ndependents].name = node_text(value->pairs[i].key);
		if (schemas)
			v[o->ndependents].schema = sub(s, c, what);
		else if (what->kind == NODE_SEQUENCE)
			v[o->ndependents].required = what;
		o->ndependents++;
	}
}

static void fill_dependent_schemas(schemas *s, schema *c, struct node *value, struct node *key)
{
	(void)key;
	add_dependents(s, c, value, true);
}

static void fill_dependent_required(schemas *s, schema *c, struct node *value, struct node *key)
{
	(void)key;
	add_dependents(s, c, value, false);
}

#define A VOCAB_APPLICATOR
#define V VOCAB_VALIDATION
static const struct keyword keywords[] = {
	{"$schema", VOCAB_CORE, SUB_NONE, NULL},
	{"$id", VOCAB_CORE, SUB_NONE, NULL},
	{"$anchor", VOCAB_CORE, SUB_NONE, NULL},
	{"$dynamicAnchor", VOCAB_CORE, SUB_NONE, NULL},
	{"$vocabulary", VOCAB_CORE, SUB_NONE, NULL},
	{"$comment", VOCAB_CORE, SUB_NONE, NULL},
	{"$defs", VOCAB_CORE, SUB_MAP, NULL},
	{"definitions", VOCAB_CORE, SUB_MAP,
	 NULL}, /* before 2019-09; kept so that references into it work */
	{"$ref", VOCAB_CORE, SUB_NONE, fill_ref},
	{"$dynamicRef", VOCAB_CORE, SUB_NONE, fill_dynamic_ref},
	{"allOf", A, SUB_LIST, fill_in_place},
	{"anyOf", A, SUB_LIST, fill_in_place},
	{"oneOf", A, SUB_LIST, fill_in_place},
	{"not", A, SUB_ONE, fill_in_place},
	{"if", A, SUB_ONE, fill_in_place},
	{"then", A, SUB_ONE, fill_in_place},
	{"else", A, SUB_ONE, fill_in_place},
	{"prefixItems", A, SUB_LIST, fill_array_schema},
	{"items", A, SUB_ONE, fill_array_schema},
	{"contains", A, SUB_ONE, fill_array_schema},
	{"properties", A, SUB_MAP, fill_properties},
	{"patternProperties", A, SUB_MAP, fill_patterns},
	{"additionalProperties", A, SUB_ONE, fill_object_schema},
	{"propertyNames", A, SUB_ONE, fill_object_schema},
	{"dependentSchemas", A, SUB_MAP, fill_dependent_schemas},
	{"unevaluatedItems", VOCAB_UNEVALUATED, SUB_ONE, fill_array_schema},
	{"unevaluatedProperties", VOCAB_UNEVALUATED, SUB_ONE, fill_object_schema},
	{"type", V, SUB_NONE, fill_type},
	{"const", V, SUB_NONE, fill_const},
	{"enum", V, SUB_NONE, fill_enum},
	{"minimum", V, SUB_NONE, fill_number},
	{"maximum", V, SUB_NONE, fill_number},
	{"exclusiveMinimum", V, SUB_NONE, fill_number},
	{"exclusiveMaximum", V, SUB_NONE, fill_number},
	{"multipleOf", V, SUB_NONE, fill_number},
	{"minLength", V, SUB_NONE, fill_count},
	{"maxLength", V, SUB_NONE, fill_count},
	{"minItems", V, SUB_NONE, fill_count},
	{"maxItems", V, SUB_NONE, fill_count},
	{"minContains", V, SUB_NONE, fill_count},
	{"maxContains", V, SUB_NONE, fill_count},
	{"minProperties", V, SUB_NONE, fill_count},
	{"maxProperties", V, SUB_NONE, fill_count},
	{"uniqueItems", V, SUB_NONE, fill_unique},
	{"pattern", V, SUB_NONE, fill_pattern},
	{"required", V, SUB_NONE, fill_properties},
	{"dependentRequired", V, SUB_NONE, fill_dependent_required},
	{"format", VOCAB_FORMAT_ANNOTATION | VOCAB_FORMAT_ASSERTION, SUB_NONE, fill_format},
	{"contentEncoding", VOCAB_CONTENT, SUB_NONE, NULL},
	{"contentMediaType", VOCAB_CONTENT, SUB_NONE, NULL},
	{"contentSchema", VOCAB_CONTENT, SUB_ONE, NULL},
	{"title", VOCAB_META_DATA, SUB_NONE, NULL},
	{"description", VOCAB_META_DATA, SUB_NONE, NULL},
	{"default", VOCAB_META_DATA, SUB_NONE, NULL},
	{"deprecated", VOCAB_META_DATA, SUB_NONE, NULL},
	{"readOnly", VOCAB_META_DATA, SUB_NONE, NULL},
	{"writeOnly", VOCAB_META_DATA, SUB_NONE, NULL},
	{"examples", VOCAB_META_DATA, SUB_NONE, NULL},
	{"x-sensitive", VOCAB_OWN, SUB_NONE, fill_sensitive},
	{"x-key", VOCAB_OWN, SUB_NONE, NULL},
	{"x-rules", VOCAB_OWN, SUB_NONE, NULL},
};
#undef A
#undef V

const struct keyword *keyword_find(struct text name)
{
	size_t i;

	for (i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (text_is(name, keywords[i].name))
			return &keywords[i];
	return NULL;
}

const struct keyword *keyword_near(struct text name)
{
	const struct keyword *best = NULL;
	size_t i, limit = name.n > 5 ? 2 : 1, distance;

	for (i = 0; name.n > 2 && i < sizeof keywords / sizeof *keywords; i++) {
		distance = text_distance(name, text_of(keywords[i].name), limit);
		if (distance > limit)
			continue;
		best = &keywords[i];
		limit = distance;
	}
	return best;
}

static void fill_keyword(schemas *s, schema *c, struct pair *pair)
{
	const struct keyword *k = keyword_find(node_text(pair->key)), *near;

	if (k && k->fill && (c->resource->vocabularies & k->vocabulary))
		k->fill(s, c, node_target(pair->value), pair->key);
	if (k || !s->strict || c->resource->doc->builtin)
		return;
	near = keyword_near(node_text(pair->key));
	if (near)
		finding_say(findings_of(c), MSG_SCHEMA_KEYWORD_NEAR, pair->key->start,
			    pair->key->end, node_text(pair->key), text_of(near->name));
}

void schema_fill(struct schemas *s, struct schema *c)
{
	struct node *n = c->node;
	uint32_t i;

	if (c->filled)
		return;
	c->filled = true;
	if (n->kind == NODE_MAPPING) {
		for (i = 0; i < n->n; i++)
			fill_keyword(s, c, &n->pairs[i]);
	} else if (n->kind == NODE_SCALAR && n->type == TYPE_BOOL) {
		c->never = !n->truth;
	} else {
		finding_say(findings_of(c), MSG_SCHEMA_NOT_SCHEMA, n->start, n->end,
			    words_found(&s->arena, n));
	}
}
