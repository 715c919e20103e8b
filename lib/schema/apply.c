/*
 * Applying a compiled schema to a document (JSON Schema 2020-12, core section 7.7 and 10-11, validation section 6).
 *
 * A document is first run through without collecting anything: the first violation ends the run, and most documents
 * have none. Only a document that fails is run again with every violation collected. One code serves both: `fails`
 * says whether to go on.
 *
 * "Evaluated" items and properties are tracked only below schemas with an unevaluated keyword, as a bit per child.
 */
#include "schema/apply.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "schema/format.h"
#include "schema/pattern.h"

enum { STEPS = 20000000, IN_PLACE = 500, DEPTH = TREE_DEPTH * 2 + 1000 };

struct seen {
	uint64_t *bits; /* one per item or pair */
};

struct validator {
	struct arena arena;
	struct matcher *matcher;
	const struct resource **scope; /* dynamic scope, outermost first */
	size_t nscope, capscope;
	size_t steps;
	unsigned in_place, depth;      /* of recursion: on one value, in all */
	struct violations *collect;    /* NULL: the first violation ends the run */
	const struct step *step;
	bool aborted;
	enum message abort_reason;
	const struct schema *abort_at;
};

static bool apply(struct validator *v, const struct schema *s, struct node *n, struct seen *seen);

struct validator *validator_new(void)
{
	struct validator *v = mem_zero(sizeof *v);

	v->matcher = matcher_new();
	return v;
}

void validator_free(struct validator *v)
{
	if (!v)
		return;
	arena_free(&v->arena);
	matcher_free(v->matcher);
	mem_free(v->scope);
	mem_free(v);
}

/* violations */

static struct violation *fails(struct validator *v, enum message m, struct node *at)
{
	struct violation *x;

	if (!v->collect)
		return NULL;
	x = arena_zero(&v->arena, sizeof *x);
	x->message = m;
	x->level = message_level(m);
	x->at = at;
	x->step = v->step;
	violations_add(v->collect, x);
	return x;
}

/* A violation about the value itself, with one argument for what was expected and one for what was found. */
static struct violation *fails_value(struct validator *v, enum message m, struct node *n, struct text expected)
{
	struct violation *x = fails(v, m, n);

	if (x) {
		x->args[0] = expected;
		x->found = n;
	}
	return x;
}

static struct text number_text(struct validator *v, uint64_t n)
{
	char room[24];
	struct text t = text_number(room, n);

	return (struct text){arena_copy(&v->arena, t.p, t.n), t.n};
}

static struct text decimal_text(struct validator *v, struct decimal d)
{
	struct buf b = {0};
	struct text t;

	decimal_write(&b, d);
	t = (struct text){arena_copy(&v->arena, buf_text(&b).p, b.n), b.n};
	buf_free(&b);
	return t;
}

static bool give_up(struct validator *v, enum message reason, const struct schema *s)
{
	if (!v->aborted) {
		v->aborted = true;
		v->abort_reason = reason;
		v->abort_at = s;
	}
	return false;
}

static const struct step *keep_step(struct validator *v, struct step step)
{
	struct step *kept = arena_alloc(&v->arena, sizeof *kept);

	*kept = step;
	return kept;
}

/* evaluated children */

static size_t words(const struct node *n)
{
	return ((size_t)n->n + 63) / 64;
}

static struct seen seen_new(struct validator *v, const struct node *n)
{
	return (struct seen){arena_zero(&v->arena, words(n) * sizeof(uint64_t))};
}

static void seen_add(struct seen *seen, uint32_t i)
{
	if (seen)
		seen->bits[i / 64] |= (uint64_t)1 << i % 64;
}

static bool seen_has(const struct seen *seen, uint32_t i)
{
	return seen->bits[i / 64] >> i % 64 & 1;
}

static void seen_merge(struct seen *into, const struct seen *from, const struct node *n)
{
	size_t i;

	for (i = 0; i < words(n); i++)
		into->bits[i] |= from->bits[i];
}

/* Applies to a child: a step down in the document. */
static bool apply_child(struct validator *v, const struct schema *s, struct node *child, struct node *key,
			uint32_t index)
{
	const struct step *up = v->step;
	unsigned in_place = v->in_place;
	bool good;

	if (v->collect)
		v->step = keep_step(v, (struct step){up, node_target(child), key, index, up->depth + 1});
	v->in_place = 0;
	good = apply(v, s, node_target(child), NULL);
	v->in_place = in_place;
	v->step = up;
	return good;
}

/* Applies to the same value without saying what fails: for the branches of anyOf, oneOf, not, if. */
static bool tries(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	struct violations *collect = v->collect, unheard = {.end = &unheard.first};
	bool good;

	v->collect = collect ? &unheard : NULL;
	good = apply(v, s, n, seen);
	v->collect = collect;
	return good;
}

/* strings and numbers */

static bool check_length(struct validator *v, const struct strings *t, struct node *n)
{
	uint64_t count;
	struct violation *x;
	bool is_short;

	if (n->n <= t->longest && n->n / 4 >= t->shortest)
		return true;
	count = utf8_count(n->text, n->n);
	is_short = count < t->shortest;
	if (!is_short && count <= t->longest)
		return true;
	x = fails_value(v, is_short ? MSG_CHECK_SHORT : MSG_CHECK_LONG, n,
			number_text(v, is_short ? t->shortest : t->longest));
	if (x)
		x->args[2] = number_text(v, count);
	return false;
}

static bool check_string(struct validator *v, const struct schema *s, struct node *n)
{
	const struct strings *t = s->strings;
	bool good = check_length(v, t, n);
	struct violation *x;
	enum match match;

	if (t->pattern && (good || v->collect)) {
		match = pattern_match(t->pattern, v->matcher, node_text(n), &v->steps);
		if (match != MATCH_YES) {
			fails_value(v, match == MATCH_NO ? MSG_CHECK_PATTERN : MSG_CHECK_PATTERN_LIMIT, n,
				    t->pattern_source);
			good = false;
		}
	}
	if (t->format && (good || v->collect) && !t->format->holds(node_text(n))) {
		x = fails_value(v, MSG_CHECK_FORMAT, n, text_of(t->format->wants));
		if (x && t->format->warning)
			x->level = LEVEL_WARNING;
		good = false;
	}
	return good;
}

static bool bound(struct validator *v, bool broken, enum message m, struct node *n, struct decimal limit)
{
	if (broken)
		fails_value(v, m, n, v->collect ? decimal_text(v, limit) : TEXT(""));
	return !broken;
}

static bool check_number(struct validator *v, const struct numbers *t, struct node *n)
{
	struct decimal d = node_decimal(n, &v->arena);
	bool good = true;

	if (t->has_minimum)
		good &= bound(v, decimal_compare(d, t->minimum) < 0, MSG_CHECK_MINIMUM, n, t->minimum);
	if (t->has_maximum)
		good &= bound(v, decimal_compare(d, t->maximum) > 0, MSG_CHECK_MAXIMUM, n, t->maximum);
	if (t->has_above)
		good &= bound(v, decimal_compare(d, t->above) <= 0, MSG_CHECK_ABOVE, n, t->above);
	if (t->has_below)
		good &= bound(v, decimal_compare(d, t->below) >= 0, MSG_CHECK_BELOW, n, t->below);
	if (t->has_multiple) {
		v->steps += (d.ndigits + t->multiple.ndigits) / 64;
		good &= bound(v, !decimal_is_multiple(d, t->multiple), MSG_CHECK_MULTIPLE, n, t->multiple);
	}
	return good;
}

/* any value */

static unsigned type_of(struct validator *v, const struct node *n)
{
	static const uint8_t scalars[] = {[TYPE_STRING] = BIT_STRING, [TYPE_NULL] = BIT_NULL,
					  [TYPE_BOOL] = BIT_BOOL,     [TYPE_INTEGER] = BIT_NUMBER | BIT_INTEGER,
					  [TYPE_REAL] = BIT_NUMBER,   [TYPE_NONFINITE] = 0};

	if (n->kind != NODE_SCALAR)
		return n->kind == NODE_MAPPING ? BIT_OBJECT : BIT_ARRAY;
	if (n->type == TYPE_REAL && decimal_is_integer(node_decimal(n, &v->arena)))
		return BIT_NUMBER | BIT_INTEGER;
	return scalars[n->type];
}

static bool check_type(struct validator *v, const struct schema *s, struct node *n)
{
	struct violation *x;

	if (!s->types || (s->types & type_of(v, n)))
		return true;
	x = fails_value(v, MSG_CHECK_TYPE, n, v->collect ? words_types(&v->arena, s->types) : TEXT(""));
	if (x)
		x->types = s->types;
	return false;
}

static bool chosen(struct validator *v, const struct schema *s, struct node *n)
{
	uint32_t i;

	v->steps += s->choices->n / 4;
	for (i = 0; i < s->choices->n; i++) {
		struct node *c = s->choices->items[i];

		if (c->kind == NODE_SCALAR && n->kind == NODE_SCALAR && c->type == TYPE_STRING &&
		    (n->type != TYPE_STRING || c->n != n->n))
			continue;
		if (node_equal(c, n, &v->arena))
			return true;
	}
	return false;
}

static struct text choice_words(struct validator *v, struct node *choices)
{
	struct text t = TEXT(""), pair[2];
	uint32_t i, shown = choices->n > 12 ? 10 : choices->n;

	for (i = 0; i < shown; i++) {
		pair[0] = t;
		pair[1] = words_found(&v->arena, node_target(choices->items[i]));
		t = i ? words_of(&v->arena, MSG_WORD_LIST, 2, pair) : pair[1];
	}
	if (shown == choices->n)
		return t;
	pair[0] = t;
	pair[1] = number_text(v, choices->n - shown);
	return words_of(&v->arena, MSG_WORD_MORE, 2, pair);
}

static bool check_choices(struct validator *v, const struct schema *s, struct node *n)
{
	bool good = true;
	struct violation *x;

	if (s->constant && !node_equal(s->constant, n, &v->arena)) {
		fails_value(v, MSG_CHECK_CONST, n, v->collect ? words_found(&v->arena, s->constant) : TEXT(""));
		good = false;
	}
	if (s->choices && !chosen(v, s, n)) {
		x = fails_value(v, MSG_CHECK_ENUM, n, v->collect ? choice_words(v, s->choices) : TEXT(""));
		if (x && n->kind == NODE_SCALAR)
			x->near = near_choice(s->choices, node_text(n));
		good = false;
	}
	return good;
}

/* arrays */

static bool check_count(struct validator *v, uint64_t count, uint64_t fewest, uint64_t most, enum message few,
			enum message many, struct node *n)
{
	struct violation *x;

	if (count >= fewest && count <= most)
		return true;
	x = fails(v, count < fewest ? few : many, n);
	if (x) {
		x->args[0] = number_text(v, count < fewest ? fewest : most);
		x->args[1] = number_text(v, count);
	}
	return false;
}

struct hashed {
	uint32_t hash, index;
};

static int by_hash(const void *x, const void *y)
{
	const struct hashed *a = x, *b = y;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static bool check_unique(struct validator *v, const struct schema *s, struct node *n)
{
	struct hashed *h = arena_alloc(&v->arena, n->n * sizeof *h);
	bool good = true;
	uint32_t i, k;

	for (i = 0; i < n->n; i++)
		h[i] = (struct hashed){node_hash(n->items[i], &v->arena), i};
	qsort(h, n->n, sizeof *h, by_hash);
	for (i = 1; i < n->n && (good || v->collect); i++) {
		for (k = i; k-- > 0 && h[k].hash == h[i].hash;) {
			struct violation *x;

			if (++v->steps > STEPS)
				return give_up(v, MSG_SCHEMA_COST, s);
			if (!node_equal(n->items[h[k].index], n->items[h[i].index], &v->arena))
				continue;
			x = fails(v, MSG_CHECK_UNIQUE, n->items[h[i].index]);
			if (x) {
				x->args[0] = number_text(v, h[k].index + 1);
				x->args[1] = number_text(v, h[i].index + 1);
			}
			good = false;
			break;
		}
	}
	return good;
}

static bool check_contains(struct validator *v, const struct arrays *t, struct node *n, struct seen *seen)
{
	struct violations *collect = v->collect, unheard = {.end = &unheard.first};
	uint64_t count = 0;
	uint32_t i;

	v->collect = collect ? &unheard : NULL;
	for (i = 0; i < n->n; i++) {
		if (apply_child(v, t->contains, n->items[i], NULL, i)) {
			count++;
			seen_add(seen, i);
		}
	}
	v->collect = collect;
	return check_count(v, count, t->contains_fewest, t->contains_most, MSG_CHECK_CONTAINS_FEW,
			   MSG_CHECK_CONTAINS_MANY, n);
}

static bool check_items(struct validator *v, const struct arrays *t, struct node *n, struct seen *seen)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < n->n && (good || v->collect) && !v->aborted; i++) {
		const struct schema *item = i < t->nprefix ? t->prefix[i] : t->items;

		if (!item)
			break;
		seen_add(seen, i);
		good &= apply_child(v, item, n->items[i], NULL, i);
	}
	return good;
}

static bool check_array(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	const struct arrays *t = s->arrays;
	bool good = check_count(v, n->n, t->fewest, t->most, MSG_CHECK_FEW_ITEMS, MSG_CHECK_MANY_ITEMS, n);

	if (t->unique && (good || v->collect))
		good &= check_unique(v, s, n);
	if (t->contains && (good || v->collect))
		good &= check_contains(v, t, n, seen);
	if ((t->items || t->nprefix) && (good || v->collect))
		good &= check_items(v, t, n, seen);
	return good;
}

/* objects */

static const struct property *property_of(const struct objects *o, const struct node *key)
{
	size_t i = key->hash & (o->slots - 1);

	for (; o->properties[i].name.p; i = (i + 1) & (o->slots - 1))
		if (o->properties[i].hash == key->hash && text_equal(o->properties[i].name, node_text(key)))
			return &o->properties[i];
	return NULL;
}

/* What additionalProperties or unevaluatedProperties say to a pair nothing else speaks of. */
static bool check_extra(struct validator *v, const struct schema *extra, const struct objects *o, struct node *map,
			struct pair *p, uint32_t i)
{
	struct violation *x;

	if (!extra->never)
		return apply_child(v, extra, p->value, p->key, i);
	x = fails(v, MSG_CHECK_UNKNOWN_KEY, p->key);
	if (x) {
		x->args[0] = node_text(p->key);
		x->near = near_property(o, map, node_text(p->key));
	}
	return false;
}

static bool check_name(struct validator *v, const struct schema *names, struct node *key)
{
	struct violations *collect = v->collect, inner = {.end = &inner.first};
	const struct step *up = v->step;
	struct node *name = arena_alloc(&v->arena, sizeof *name);
	struct violation *x;
	bool good;

	*name = *key;
	name->type = TYPE_STRING;
	if (collect) {
		v->collect = &inner;
		v->step = keep_step(v, (struct step){up, name, key, 0, up->depth + 1});
	}
	v->in_place = 0;
	good = apply(v, names, name, NULL);
	v->step = up;
	v->collect = collect;
	for (x = inner.first; x;) {
		struct violation *next = x->next;

		x->at = key;
		violations_add(collect, x);
		x = next;
	}
	return good;
}

static bool check_patterns(struct validator *v, const struct objects *o, struct pair *p, uint32_t i, bool *matched)
{
	bool good = true;
	size_t k;

	for (k = 0; k < o->npatterns && (good || v->collect); k++) {
		enum match match = pattern_match(o->patterns[k].pattern, v->matcher, node_text(p->key), &v->steps);

		if (match == MATCH_LIMIT) {
			fails_value(v, MSG_CHECK_PATTERN_LIMIT, p->key, TEXT(""));
			good = false;
		} else if (match == MATCH_YES) {
			*matched = true;
			good &= apply_child(v, o->patterns[k].schema, p->value, p->key, i);
		}
	}
	return good;
}

static bool check_required(struct validator *v, const struct objects *o, struct node *n)
{
	bool good = true;
	size_t i;

	for (i = 0; i < o->nproperties; i++) {
		const struct property *p = o->order[i];
		struct violation *x;
		struct node *title;

		v->steps += p->required ? n->n / 16 : 0;
		if (!p->required || node_pair(n, p->name))
			continue;
		good = false;
		if (!v->collect)
			break;
		title = p->schema ? node_get(p->schema->node, TEXT("title")) : NULL;
		if (title && !node_is_string(title))
			title = NULL;
		x = fails(v, title ? MSG_CHECK_REQUIRED_TITLE : MSG_CHECK_REQUIRED, n);
		x->args[0] = p->name;
		if (title)
			x->args[1] = node_text(title);
	}
	return good;
}

static bool check_dependents(struct validator *v, const struct objects *o, struct node *n, struct seen *seen)
{
	bool good = true;
	size_t i;
	uint32_t k;

	for (i = 0; i < o->ndependents && (good || v->collect); i++) {
		const struct dependent *d = &o->dependents[i];
		struct pair *p = node_pair(n, d->name);

		v->steps += n->n / 16;
		if (!p)
			continue;
		if (d->schema)
			good &= apply(v, d->schema, n, seen);
		for (k = 0; d->required && k < d->required->n; k++) {
			struct node *name = node_target(d->required->items[k]);
			struct violation *x;

			if (!node_is_string(name) || node_pair(n, node_text(name)))
				continue;
			good = false;
			x = fails(v, MSG_CHECK_DEPENDENT, p->key);
			if (x) {
				x->args[0] = node_text(name);
				x->args[1] = d->name;
			}
		}
	}
	return good;
}

static bool check_pairs(struct validator *v, const struct objects *o, struct node *n, struct seen *seen)
{
	const struct property *property;
	size_t required = 0;
	bool good = true, matched;
	uint32_t i;

	for (i = 0; i < n->n && (good || v->collect) && !v->aborted; i++) {
		struct pair *p = &n->pairs[i];

		property = o->slots ? property_of(o, p->key) : NULL;
		matched = property && property->schema;
		required += property && property->required;
		if (matched)
			good &= apply_child(v, property->schema, p->value, p->key, i);
		if (o->npatterns)
			good &= check_patterns(v, o, p, i, &matched);
		if (!matched && o->additional) {
			matched = true;
			good &= check_extra(v, o->additional, o, n, p, i);
		}
		if (matched)
			seen_add(seen, i);
		if (o->names)
			good &= check_name(v, o->names, p->key);
	}
	/* a key given twice may stand for one that is missing: only the count that is right proves nothing lacks */
	if (o->nrequired && (required != o->nrequired || v->collect) && (good || v->collect))
		good &= check_required(v, o, n);
	return good;
}

static bool check_object(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	const struct objects *o = s->objects;
	bool good = check_count(v, n->n, o->fewest, o->most, MSG_CHECK_FEW_KEYS, MSG_CHECK_MANY_KEYS, n);

	if (good || v->collect)
		good &= check_pairs(v, o, n, seen);
	if (o->ndependents && (good || v->collect))
		good &= check_dependents(v, o, n, seen);
	return good;
}

/* in place */

static const struct schema *dynamic_target(struct validator *v, const struct applicators *a)
{
	size_t i;

	for (i = 0; a->dynamic_name.p && i < v->nscope; i++) {
		const struct schema *s = hash_get(&v->scope[i]->dynamic, a->dynamic_name);

		if (s)
			return s;
	}
	return a->dynamic_ref;
}

/* Counts, and unless `seen` is wanted stops counting at two, the alternatives that fit. */
static size_t alternatives(struct validator *v, const struct branches *b, struct node *n, struct seen *seen, bool any,
			   struct violations *lists, uint32_t fits[2])
{
	struct violations *collect = v->collect;
	size_t i, count = 0;

	for (i = 0; i < b->n && !v->aborted; i++) {
		struct seen own = seen ? seen_new(v, n) : (struct seen){0};

		if (lists) {
			lists[i].first = NULL;
			lists[i].end = &lists[i].first;
			lists[i].n = 0;
			v->collect = &lists[i];
		}
		if (apply(v, b->v[i], n, seen ? &own : NULL)) {
			if (count < 2)
				fits[count] = (uint32_t)i;
			count++;
			if (seen)
				seen_merge(seen, &own, n);
			if (!lists && ((any && !seen) || count > 1) && !(any && seen))
				break;
		}
	}
	v->collect = collect;
	return count;
}

static bool check_alternatives(struct validator *v, const struct branches *b, struct node *n, struct seen *seen,
			       bool any)
{
	struct violations *lists = v->collect ? arena_zero(&v->arena, (b->n + 1) * sizeof *lists) : NULL;
	uint32_t fits[2] = {0, 0};
	size_t count = alternatives(v, b, n, seen, any, lists, fits);
	struct violation *x;

	if (count == 1 || (any && count))
		return true;
	if (!v->collect || v->aborted)
		return false;
	if (count == 0) {
		explain_alternatives(&v->arena, v->collect, lists, b->n, v->step);
		return false;
	}
	x = fails(v, MSG_CHECK_ONE_OF_MANY, n);
	x->args[0] = number_text(v, fits[0] + 1);
	x->args[1] = number_text(v, fits[1] + 1);
	return false;
}

static bool check_not(struct validator *v, const struct schema *not_, struct node *n)
{
	struct violation *x;
	struct node *title;

	if (!tries(v, not_, n, NULL))
		return !v->aborted;
	x = fails_value(v, MSG_CHECK_NOT, n, TEXT(""));
	if (x) {
		x->args[0] = TEXT("");
		title = node_get(not_->node, TEXT("title"));
		if (title && node_is_string(title))
			x->note = node_text(title);
	}
	return false;
}

static bool check_condition(struct validator *v, const struct applicators *a, struct node *n, struct seen *seen)
{
	struct seen own = seen ? seen_new(v, n) : (struct seen){0};
	const struct schema *next;
	bool holds = tries(v, a->if_, n, seen ? &own : NULL);

	if (holds && seen)
		seen_merge(seen, &own, n);
	next = holds ? a->then_ : a->else_;
	return !next || apply(v, next, n, seen);
}

static bool check_in_place(struct validator *v, const struct applicators *a, struct node *n, struct seen *seen)
{
	const struct schema *target;
	bool good = true;
	size_t i;

	if (a->ref)
		good &= apply(v, a->ref, n, seen);
	if (a->dynamic_ref && (good || v->collect)) {
		target = dynamic_target(v, a);
		good &= apply(v, target, n, seen);
	}
	for (i = 0; i < a->all.n && (good || v->collect); i++)
		good &= apply(v, a->all.v[i], n, seen);
	if (a->any.v && (good || v->collect))
		good &= check_alternatives(v, &a->any, n, seen, true);
	if (a->one.v && (good || v->collect))
		good &= check_alternatives(v, &a->one, n, seen, false);
	if (a->not_ && (good || v->collect))
		good &= check_not(v, a->not_, n);
	if (a->if_ && (good || v->collect))
		good &= check_condition(v, a, n, seen);
	return good;
}

static bool check_unevaluated(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	const struct schema *rest = n->kind == NODE_MAPPING ? (s->objects ? s->objects->unevaluated : NULL)
							    : (s->arrays ? s->arrays->unevaluated : NULL);
	bool good = true;
	uint32_t i;

	for (i = 0; rest && i < n->n && (good || v->collect) && !v->aborted; i++) {
		if (seen_has(seen, i))
			continue;
		seen_add(seen, i);
		if (n->kind == NODE_MAPPING)
			good &= check_extra(v, rest, s->objects, n, &n->pairs[i], i);
		else
			good &= apply_child(v, rest, n->items[i], NULL, i);
	}
	return good;
}

static void mark(struct node *n, const struct schema *s)
{
	uint32_t i;

	n = node_target(n);
	if (n->kind == NODE_SCALAR) {
		if (!n->sensitive || s->keep_first < n->keep_first)
			n->keep_first = s->keep_first;
		if (!n->sensitive || s->keep_last < n->keep_last)
			n->keep_last = s->keep_last;
		n->sensitive = true;
		return;
	}
	if (n->sensitive)
		return;
	n->sensitive = true;
	for (i = 0; i < n->n; i++)
		mark(n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i], s);
}

static bool check_all(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	bool good = check_type(v, s, n);

	if ((s->constant || s->choices) && (good || v->collect))
		good &= check_choices(v, s, n);
	if (s->applicators && (good || v->collect))
		good &= check_in_place(v, s->applicators, n, seen);
	if (!good && !v->collect)
		return false;
	if (n->kind == NODE_MAPPING)
		good &= !s->objects || check_object(v, s, n, seen);
	else if (n->kind == NODE_SEQUENCE)
		good &= !s->arrays || check_array(v, s, n, seen);
	else if (n->type == TYPE_STRING)
		good &= !s->strings || check_string(v, s, n);
	else if (n->type == TYPE_INTEGER || n->type == TYPE_REAL)
		good &= !s->numbers || check_number(v, s->numbers, n);
	return good;
}

/* The same with the unevaluated keywords of s itself, which see only what s and its subschemas evaluated. */
static bool check_tracking(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	struct seen own = seen_new(v, n);
	bool good = check_all(v, s, n, &own);

	if (good || v->collect)
		good &= check_unevaluated(v, s, n, &own);
	if (seen)
		seen_merge(seen, &own, n);
	return good;
}

static bool enter(struct validator *v, const struct schema *s)
{
	if (v->aborted)
		return false;
	if (++v->steps > STEPS)
		return give_up(v, MSG_SCHEMA_COST, s);
	if (++v->in_place > IN_PLACE || ++v->depth > DEPTH)
		return give_up(v, MSG_SCHEMA_LOOP, s);
	if (!v->nscope || v->scope[v->nscope - 1] != s->resource) {
		MEM_GROW(v->scope, v->nscope, v->capscope);
		v->scope[v->nscope++] = s->resource;
	}
	return true;
}

static bool apply(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	size_t nscope = v->nscope;
	unsigned in_place = v->in_place, depth = v->depth;
	bool good;

	if (!enter(v, s)) {
		v->in_place = in_place;
		v->depth = depth;
		return false;
	}
	if (s->sensitive && v->collect)
		mark(n, s);
	if (s->never) {
		fails(v, MSG_CHECK_NEVER, n);
		good = false;
	} else if (s->tracks && n->kind != NODE_SCALAR) {
		good = check_tracking(v, s, n, seen);
	} else {
		good = check_all(v, s, n, n->kind == NODE_SCALAR ? NULL : seen);
	}
	v->nscope = nscope;
	v->in_place = in_place;
	v->depth = depth;
	return good && !v->aborted;
}

static bool run(struct validator *v, const struct schema *s, struct node *root, struct violations *collect)
{
	arena_reset(&v->arena);
	v->nscope = v->steps = 0;
	v->in_place = v->depth = 0;
	v->aborted = false;
	v->collect = collect;
	v->step = collect ? keep_step(v, (struct step){.node = node_target(root)}) : NULL;
	return apply(v, s, node_target(root), NULL);
}

static void say_aborted(struct validator *v, struct node *root, struct findings *f)
{
	struct text path = text_of(v->abort_at->resource->doc->path);
	char room[24];
	uint32_t start, end;

	node_mark(node_target(root), &start, &end);
	if (v->abort_reason == MSG_SCHEMA_COST)
		finding_say(f, MSG_SCHEMA_COST, start, end, text_number(room, STEPS));
	else
		finding_say(f, MSG_SCHEMA_LOOP, start, end, path, text_number(room, v->abort_at->node->line + 1));
}

bool schema_check(const struct schema *s, struct validator *v, struct node *root, struct findings *f)
{
	struct violations list = {.end = &list.first};
	const struct violation *x;
	bool errors = false;

	if (run(v, s, root, NULL))
		return true;
	if (!v->aborted && !run(v, s, root, &list))
		explain(&v->arena, &list, f);
	if (v->aborted) {
		say_aborted(v, root, f);
		return false;
	}
	for (x = list.first; x; x = x->next)
		errors |= x->level >= LEVEL_ERROR;
	return !errors;
}

void schema_mark(const struct schema *s, struct validator *v, struct node *root)
{
	struct violations list = {.end = &list.first};

	run(v, s, root, &list);
}
