/* Shapes from schemas. A place that schemas reach again (a recursive schema) has the shape it had
 * before; with very many places the rest is anything. */
#include "registry/shape.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "registry/path.h"
#include "yaml/tree.h"

enum { MOST = 20000, DEEPEST = 64 };

struct shapes {
	struct arena *arena;
	struct hash known; /* the schemas of a place, as bytes -> struct expr_shape */
	size_t made;
	unsigned depth;
};

struct shapes *shapes_new(struct arena *a)
{
	struct shapes *s = mem_zero(sizeof *s);

	s->arena = a;
	return s;
}

void shapes_free(struct shapes *s)
{
	if (s)
		hash_free(&s->known);
	mem_free(s);
}

static const struct expr_shape *make(struct shapes *s, const struct place_schemas *at);

struct fields {
	struct shapes *s;
	const struct place_schemas *at;
	struct expr_field *v;
	size_t n, cap;
};

static void add_field(void *ctx, struct text name, bool required)
{
	struct fields *f = ctx;
	struct place_schemas below = annotate_key(f->at, name);

	(void)required;
	MEM_GROW(f->v, f->n, f->cap);
	f->v[f->n++] = (struct expr_field){.name = name, .shape = make(f->s, &below)};
}

static void make_map(struct shapes *s, const struct place_schemas *at, struct expr_shape *shape)
{
	struct fields f = {.s = s, .at = at};

	annotate_properties(at, add_field, &f);
	if (f.n) {
		struct expr_field *v = arena_alloc(s->arena, f.n * sizeof *v);

		memcpy(v, f.v, f.n * sizeof *v);
		shape->fields = v;
		shape->nfields = f.n;
	}
	mem_free(f.v);
	if (!shape->closed) { /* what the names not listed have in common */
		struct place_schemas other = annotate_key(at, TEXT(""));

		shape->item = other.n ? make(s, &other) : NULL;
	}
}

static void set_choices(struct shapes *s, const struct node *choices, struct expr_shape *shape)
{
	struct text *v = arena_alloc(s->arena, (choices->n + 1) * sizeof *v);
	uint32_t i;

	for (i = 0; i < choices->n; i++) {
		struct node *n = node_target(choices->items[i]);

		if (!node_is_string(n))
			return;
		v[i] = node_text(n);
	}
	if (shape->kind == SHAPE_ANY)
		shape->kind = SHAPE_STRING;
	if (shape->kind != SHAPE_STRING)
		return;
	shape->choices = v;
	shape->nchoices = choices->n;
}

static enum expr_shape_kind kind_of(const struct place_facts *f)
{
	switch (f->types) {
	case PLACE_NULL: return SHAPE_NULL;
	case PLACE_BOOL: return SHAPE_BOOL;
	case PLACE_MAP: return SHAPE_MAP;
	case PLACE_LIST: return SHAPE_LIST;
	case PLACE_NUMBER: return SHAPE_NUMBER;
	case PLACE_STRING: return f->date ? SHAPE_DATE : SHAPE_STRING;
	default: return SHAPE_ANY;
	}
}

static void fill(struct shapes *s, const struct place_schemas *at, struct expr_shape *shape)
{
	struct place_facts f = annotate_facts(at);
	struct place_schemas item;

	shape->kind = kind_of(&f);
	shape->sensitive = f.sensitive;
	if (f.choices)
		set_choices(s, f.choices, shape);
	if (shape->kind == SHAPE_MAP) {
		shape->closed = f.closed;
		make_map(s, at, shape);
	} else if (shape->kind == SHAPE_LIST) {
		item = annotate_item(at, (size_t)-1);
		shape->item = annotate_item(at, 0).n == item.n && item.n ? make(s, &item) : NULL;
	}
}

static const struct expr_shape *make(struct shapes *s, const struct place_schemas *at)
{
	struct text key = {(const char *)at->v, at->n * sizeof at->v[0]};
	struct expr_shape *shape;
	void **slot;

	if (!at->n)
		return NULL;
	shape = hash_get(&s->known, key);
	if (shape)
		return shape;
	if (s->made++ >= MOST || s->depth == DEEPEST)
		return NULL;
	shape = arena_zero(s->arena, sizeof *shape);
	key.p = arena_copy(s->arena, key.p, key.n);
	slot = hash_put(&s->known, key);
	*slot = shape;
	s->depth++;
	fill(s, at, shape);
	s->depth--;
	return shape;
}

const struct expr_shape *shape_at(struct shapes *s, const struct schema *schema,
				  const struct path *path, bool *exists)
{
	struct place_schemas at = annotate_root(schema);
	size_t i;

	if (exists)
		*exists = true;
	for (i = 0; i < path->n && at.n; i++) {
		bool closed = annotate_facts(&at).closed;

		at = annotate_key(&at, path->steps[i].field);
		if (exists && closed && (!at.n || annotate_facts(&at).types == 0))
			*exists = at.n > 0;
		if (path->steps[i].list)
			at = annotate_item(&at, (size_t)-1);
	}
	return make(s, &at);
}
