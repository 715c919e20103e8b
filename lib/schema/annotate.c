/* Following a compiled schema by steps alone, for its annotations (JSON Schema 2020-12, core,
 * section 7.7; titles: validation, section 9.1). */
#include "schema/annotate.h"

#include "schema/ir.h"

enum { DEEPEST = 32 }; /* of schemas in place */

static void add(struct place_schemas *p, const struct schema *s, unsigned depth, bool alternative);

static void add_branches(struct place_schemas *p, const struct branches *b, unsigned depth,
			 bool alternative)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		add(p, b->v[i], depth, alternative);
}

/* A schema, then those it applies in place. What stands beside a $ref is nearer than what that
 * leads to. */
static void add(struct place_schemas *p, const struct schema *s, unsigned depth, bool alternative)
{
	const struct applicators *a;
	size_t i;

	if (!s || s->never)
		return;
	for (i = 0; i < p->n; i++)
		if (p->v[i] == s) {
			p->alternative[i] &= alternative;
			return;
		}
	if (depth > DEEPEST || p->n == ANNOTATE_SCHEMAS) {
		p->more = true;
		return;
	}
	p->alternative[p->n] = alternative;
	p->v[p->n++] = s;
	a = s->applicators;
	if (!a)
		return;
	add(p, a->ref, depth + 1, alternative);
	add(p, a->dynamic_ref, depth + 1, alternative);
	add_branches(p, &a->all, depth + 1, alternative);
	add_branches(p, &a->any, depth + 1, true);
	add_branches(p, &a->one, depth + 1, true);
	add(p, a->then_, depth + 1, true);
	add(p, a->else_, depth + 1, true);
}

struct place_schemas annotate_root(const struct schema *s)
{
	struct place_schemas p = {.n = 0};

	add(&p, s, 0, false);
	return p;
}

static const struct property *find_property(const struct objects *o, struct text key)
{
	uint32_t hash = text_hash(key);
	size_t i;

	if (!o->slots || !o->properties)
		return NULL;
	for (i = hash & (o->slots - 1); o->properties[i].name.p; i = (i + 1) & (o->slots - 1))
		if (o->properties[i].hash == hash && text_equal(o->properties[i].name, key))
			return &o->properties[i];
	return NULL;
}

static const struct schema *property_schema(const struct objects *o, struct text key)
{
	const struct property *p = find_property(o, key);

	return p && p->schema ? p->schema : o->additional;
}

struct place_schemas annotate_key(const struct place_schemas *at, struct text key)
{
	struct place_schemas p = {.n = 0};
	size_t i;

	for (i = 0; i < at->n; i++)
		if (at->v[i]->objects)
			add(&p, property_schema(at->v[i]->objects, key), 0, at->alternative[i]);
	p.more |= at->more;
	return p;
}

struct place_schemas annotate_item(const struct place_schemas *at, size_t index)
{
	struct place_schemas p = {.n = 0};
	size_t i;

	for (i = 0; i < at->n; i++) {
		const struct arrays *a = at->v[i]->arrays;

		if (a)
			add(&p, index < a->nprefix ? a->prefix[index] : a->items, 0,
			    at->alternative[i]);
	}
	p.more |= at->more;
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

static struct text words(const struct place_schemas *at, struct text keyword)
{
	const struct node *n = annotation(at, keyword);

	return n && node_is_string(n) ? node_text(n) : (struct text){0};
}

struct text annotate_title(const struct place_schemas *at)
{
	return words(at, TEXT("title"));
}

struct text annotate_description(const struct place_schemas *at)
{
	return words(at, TEXT("description"));
}

/* The schemas in the order in which they list properties: what must hold before alternatives, then
 * what describes more of them, as one that only narrows a few does not say where they belong; the
 * nearest first among equals. */
static void sort_schemas(const struct place_schemas *at, size_t order[ANNOTATE_SCHEMAS])
{
	size_t described[ANNOTATE_SCHEMAS], i, k;

	for (i = 0; i < at->n; i++) {
		const struct objects *o = at->v[i]->objects;

		described[i] = o ? o->nproperties : 0;
		for (k = i; k > 0; k--) {
			size_t other = order[k - 1];

			if (at->alternative[other] == at->alternative[i]
				    ? described[other] >= described[i]
				    : !at->alternative[other])
				break;
			order[k] = other;
		}
		order[k] = i;
	}
}

uint64_t annotate_rank(const struct place_schemas *at, struct text key)
{
	size_t order[ANNOTATE_SCHEMAS], i;
	const struct property *p;
	uint64_t rank = ANNOTATE_LAST;

	sort_schemas(at, order);
	for (i = 0; i < at->n; i++) {
		const struct objects *o = at->v[order[i]]->objects;

		p = o ? find_property(o, key) : NULL;
		if (p && p->schema)
			return (uint64_t)i << 32 | p->index;
		if (p && rank == ANNOTATE_LAST)
			rank = (uint64_t)i << 32 | p->index;
	}
	return rank;
}

static bool is_required(const struct place_schemas *at, const struct property *p)
{
	size_t i, k;

	for (i = 0; i < at->n; i++)
		for (k = 0;
		     !at->alternative[i] && at->v[i]->objects && k < at->v[i]->objects->nproperties;
		     k++)
			if (at->v[i]->objects->order[k]->required &&
			    text_equal(at->v[i]->objects->order[k]->name, p->name))
				return true;
	return false;
}

void annotate_properties(const struct place_schemas *at,
			 void (*each)(void *ctx, struct text name, bool required), void *ctx)
{
	size_t order[ANNOTATE_SCHEMAS], i, k;
	const struct objects *o;

	sort_schemas(at, order);
	for (i = 0; i < at->n; i++) {
		o = at->v[order[i]]->objects;
		for (k = 0; o && k < o->nproperties; k++) {
			const struct property *p = o->order[k];

			if (annotate_rank(at, p->name) == ((uint64_t)i << 32 | p->index))
				each(ctx, p->name, is_required(at, p));
		}
	}
}

/* As bits of place_type; an integer is a number. */
static unsigned types_of(const struct schema *s)
{
	return s->types ? (s->types & 63u) | (s->types & BIT_INTEGER ? BIT_NUMBER : 0) : 0;
}

static bool is_closed(const struct schema *s)
{
	const struct objects *o = s->objects;

	return o && !o->npatterns &&
	       ((o->additional && o->additional->never) ||
		(o->unevaluated && o->unevaluated->never));
}

static bool is_date(const struct schema *s)
{
	const struct node *n = node_get(s->node, TEXT("format"));

	return n && node_is_string(n) && text_is(node_text(n), "date");
}

struct place_facts annotate_facts(const struct place_schemas *at)
{
	struct place_facts f = {0};
	unsigned sure = 0, perhaps = 0, types;
	bool open = false, constant = false;
	size_t i;

	for (i = 0; i < at->n; i++) {
		const struct schema *s = at->v[i];

		types = types_of(s);
		if (at->alternative[i]) {
			open |= !types && s->node->kind == NODE_MAPPING;
			perhaps |= types;
		} else if (types) {
			sure = sure ? sure & types : types;
		}
		f.sensitive |= s->sensitive;
		if (at->alternative[i])
			continue;
		constant |= s->constant != NULL;
		f.closed |= is_closed(s);
		f.date |= is_date(s);
		if (s->choices && s->choices->kind == NODE_SEQUENCE && !f.choices)
			f.choices = s->choices;
	}
	f.types = sure ? sure : open || at->more ? 0 : perhaps;
	f.closed &= !at->more;
	if (constant)
		f.choices = NULL;
	return f;
}

const struct node *annotate_value(const struct place_schemas *at)
{
	const struct node *n = annotation(at, TEXT("const")), *examples;

	if (!n)
		n = annotation(at, TEXT("default"));
	examples = annotation(at, TEXT("examples"));
	if (!n && examples && examples->kind == NODE_SEQUENCE && examples->n)
		n = examples->items[0];
	return n;
}

const struct node *annotate_list_key(const struct place_schemas *at)
{
	const struct node *n = annotation(at, TEXT("x-key"));

	return n && (node_is_string(n) || n->kind == NODE_SEQUENCE) ? n : NULL;
}
