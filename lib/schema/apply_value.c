/* Keywords that look at any value, at strings, and at numbers (validation, sections 6.1 to 6.3, and
 * 7). */
#include "base/utf8.h"
#include "schema/apply.h"
#include "schema/format.h"
#include "schema/pattern.h"

static struct text decimal_text(struct validator *v, struct decimal d)
{
	struct buf b = {0};
	struct text t;

	decimal_write(&b, d);
	t = (struct text){arena_copy(&v->arena, buf_text(&b).p, b.n), b.n};
	buf_free(&b);
	return t;
}

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

bool check_string(struct validator *v, const struct schema *s, struct node *n)
{
	const struct strings *t = s->strings;
	bool good = check_length(v, t, n);
	struct violation *x;
	enum match match;

	v->steps += n->n / 256;
	if (t->pattern && (good || v->collect)) {
		match = pattern_match(t->pattern, v->matcher, node_text(n), &v->steps);
		if (match != MATCH_YES) {
			fails_value(v,
				    match == MATCH_NO ? MSG_CHECK_PATTERN : MSG_CHECK_PATTERN_LIMIT,
				    n, t->pattern_source);
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

static bool bound(struct validator *v, bool broken, enum message m, struct node *n,
		  struct decimal limit)
{
	if (broken)
		fails_value(v, m, n, v->collect ? decimal_text(v, limit) : TEXT(""));
	return !broken;
}

bool check_number(struct validator *v, const struct numbers *t, struct node *n)
{
	struct arena_mark mark = arena_mark(&v->arena);
	struct decimal d = node_decimal(n, &v->arena);
	bool good = true;

	if (t->has_minimum)
		good &= bound(v, decimal_compare(d, t->minimum) < 0, MSG_CHECK_MINIMUM, n,
			      t->minimum);
	if (t->has_maximum)
		good &= bound(v, decimal_compare(d, t->maximum) > 0, MSG_CHECK_MAXIMUM, n,
			      t->maximum);
	if (t->has_above)
		good &= bound(v, decimal_compare(d, t->above) <= 0, MSG_CHECK_ABOVE, n, t->above);
	if (t->has_below)
		good &= bound(v, decimal_compare(d, t->below) >= 0, MSG_CHECK_BELOW, n, t->below);
	if (t->has_multiple) {
		v->steps += (d.ndigits + t->multiple.ndigits) / 64;
		good &= bound(v, !decimal_is_multiple(d, t->multiple), MSG_CHECK_MULTIPLE, n,
			      t->multiple);
	}
	if (good)
		arena_rewind(&v->arena, mark);
	return good;
}

/* `wanted`: whether a number is whole is asked only where that matters. */
static unsigned type_of(struct validator *v, const struct node *n, unsigned wanted)
{
	static const uint8_t scalars[] = {
		[TYPE_STRING] = BIT_STRING, [TYPE_NULL] = BIT_NULL,
		[TYPE_BOOL] = BIT_BOOL,     [TYPE_INTEGER] = BIT_NUMBER | BIT_INTEGER,
		[TYPE_REAL] = BIT_NUMBER,   [TYPE_NONFINITE] = 0};

	if (n->kind != NODE_SCALAR)
		return n->kind == NODE_MAPPING ? BIT_OBJECT : BIT_ARRAY;
	if (n->type == TYPE_REAL && wanted & BIT_INTEGER && !(wanted & BIT_NUMBER) &&
	    decimal_is_integer(node_decimal(n, &v->arena)))
		return BIT_NUMBER | BIT_INTEGER;
	return scalars[n->type];
}

bool check_type(struct validator *v, const struct schema *s, struct node *n)
{
	struct violation *x;

	if (!s->types || (s->types & type_of(v, n, s->types)))
		return true;
	x = fails_value(v, MSG_CHECK_TYPE, n,
			v->collect ? words_types(&v->arena, s->types) : TEXT(""));
	if (x)
		x->types = s->types;
	return false;
}

/* A long number is read once, not for every choice. */
static bool number_chosen(struct validator *v, const struct schema *s, struct node *n)
{
	struct arena_mark mark = arena_mark(&v->arena);
	struct decimal d = node_decimal(n, &v->arena);
	bool found = false;
	uint32_t i;

	for (i = 0; i < s->choices->n && !found; i++) {
		struct node *c = node_target(s->choices->items[i]);

		found = node_is_number(c) && decimal_compare(d, node_decimal(c, &v->arena)) == 0;
	}
	arena_rewind(&v->arena, mark);
	return found;
}

static bool chosen(struct validator *v, const struct schema *s, struct node *n)
{
	uint32_t i;

	v->steps += s->choices->n / 4;
	if (node_is_number(n))
		return number_chosen(v, s, n);
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
		pair[1] = words_constant(&v->arena, choices->items[i]);
		t = i ? words_of(&v->arena, MSG_WORD_LIST, 2, pair) : pair[1];
	}
	if (shown == choices->n)
		return t;
	pair[0] = t;
	pair[1] = number_text(v, choices->n - shown);
	return words_of(&v->arena, MSG_WORD_MORE, 2, pair);
}

bool check_choices(struct validator *v, const struct schema *s, struct node *n)
{
	bool good = true;
	struct violation *x;

	if (s->constant && !node_equal(s->constant, n, &v->arena)) {
		fails_value(v, MSG_CHECK_CONST, n,
			    v->collect ? words_constant(&v->arena, s->constant) : TEXT(""));
		good = false;
	}
	if (s->choices && !chosen(v, s, n)) {
		x = fails_value(v, MSG_CHECK_ENUM, n,
				v->collect ? choice_words(v, s->choices) : TEXT(""));
		if (x && n->kind == NODE_SCALAR)
			x->near = near_choice(s->choices, node_text(n));
		good = false;
	}
	return good;
}
