/* Keywords that look at objects (core, sections 10.2.2.4 and 10.3.2; validation, section 6.5). */
#include "schema/apply.h"
#include "schema/pattern.h"

static const struct property *property_of(const struct objects *o, const struct node *key)
{
	size_t i = key->hash & (o->slots - 1);

	for (; o->properties[i].name.p; i = (i + 1) & (o->slots - 1))
		if (o->properties[i].hash == key->hash &&
		    text_equal(o->properties[i].name, node_text(key)))
			return &o->properties[i];
	return NULL;
}

/* What additionalProperties or unevaluatedProperties say to a pair nothing else speaks of. */
bool check_extra(struct validator *v, const struct schema *extra, const struct objects *o,
		 struct node *map, uint32_t i)
{
	struct pair *p = &map->pairs[i];
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

/* propertyNames: the key as a value of its own. */
static bool check_name(struct validator *v, const struct schema *names, struct node *key)
{
	struct violations *collect = v->collect, inner = {.end = &inner.first};
	const struct step *up = v->step;
	struct node *name = arena_alloc(&v->arena, sizeof *name);
	struct violation *x, *next;
	unsigned in_place = v->in_place;
	bool good;

	*name = *key;
	name->type = TYPE_STRING;
	if (collect && !collect->silent) {
		v->collect = &inner;
		v->step = keep_step(v, (struct step){up, name, key, 0, up->depth + 1});
	}
	v->in_place = 0;
	good = apply(v, names, name, NULL);
	v->in_place = in_place;
	v->step = up;
	v->collect = collect;
	for (x = inner.first; x; x = next) {
		next = x->next;
		x->at = key;
		x->named = name;
		violations_add(collect, x);
	}
	return good;
}

static bool check_patterns(struct validator *v, const struct objects *o, struct pair *p, uint32_t i,
			   bool *matched)
{
	bool good = true;
	size_t k;

	for (k = 0; k < o->npatterns && (good || v->collect); k++) {
		enum match match = pattern_match(o->patterns[k].pattern, v->matcher,
						 node_text(p->key), &v->steps);

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
		if (!x)
			continue;
		x->args[0] = p->name;
		if (title)
			x->args[1] = node_text(title);
	}
	return good;
}

static bool check_dependents(struct validator *v, const struct objects *o, struct node *n,
			     struct seen *seen)
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

static bool check_pairs(struct validator *v, const struct objects *o, struct node *n,
			struct seen *seen)
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
			good &= check_extra(v, o->additional, o, n, i);
		}
		if (matched)
			seen_add(seen, i);
		if (o->names)
			good &= check_name(v, o->names, p->key);
	}
	/* a key given twice may stand for one that is missing: only the count that is right proves
	 * nothing lacks */
	if (o->nrequired && (required != o->nrequired || v->collect) && (good || v->collect))
		good &= check_required(v, o, n);
	return good;
}

bool check_object(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	const struct objects *o = s->objects;
	bool good = check_count(v, n->n, o->fewest, o->most, MSG_CHECK_FEW_KEYS,
				MSG_CHECK_MANY_KEYS, n);

	if (good || v->collect)
		good &= check_pairs(v, o, n, seen);
	if (o->ndependents && (good || v->collect))
		good &= check_dependents(v, o, n, seen);
	return good;
}
