/*
 * Violations in plain words: what was expected, what was found, and what was probably meant. Values
 * are masked by what the schema marks as sensitive, which is known only when the whole document was
 * looked at; so words for them are found last.
 */
#include <stdio.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "schema/apply.h"
#include "yaml/scalar.h"

enum {
	LONGEST = 60,          /* characters of a value that a message quotes */
	LONGEST_POINTER = 4096 /* bytes, after which a pointer is cut short */
};

void violations_add(struct violations *list, struct violation *v)
{
	v->next = NULL;
	*list->end = v;
	list->end = &v->next;
	list->n++;
}

struct text words_of(struct arena *a, enum message m, size_t n, const struct text *args)
{
	struct buf b = {0};
	struct text t;

	message_write(&b, m, n, args);
	t = (struct text){arena_copy(a, buf_text(&b).p, b.n), b.n};
	buf_free(&b);
	return t;
}

/* The offset after `count` characters. */
static size_t after(struct text t, size_t count)
{
	size_t i = 0;

	while (i < t.n && count--)
		do
			i++;
		while (i < t.n && ((unsigned char)t.p[i] & 0xC0) == 0x80);
	return i;
}

void schema_mask(struct buf *out, const struct node *n)
{
	struct text t = node_text(n);
	size_t count, i, keep = (size_t)n->keep_first + n->keep_last;

	if (!n->sensitive) {
		buf_addt(out, t);
		return;
	}
	count = utf8_count(t.p, t.n);
	if (!keep || count <= keep) { /* the length would tell too much */
		buf_adds(out, "***");
		return;
	}
	buf_add(out, t.p, after(t, n->keep_first));
	for (i = 0; i < count - keep && i < LONGEST; i++)
		buf_addc(out, '*');
	i = after(t, count - n->keep_last);
	buf_add(out, t.p + i, t.n - i);
}

/* A scalar's text, masked, cut to what a message can hold. */
static struct text scalar_words(struct arena *a, const struct node *n)
{
	struct buf b = {0};
	struct text t;
	size_t cut;

	if (n->sensitive)
		schema_mask(&b, n);
	else
		buf_add(&b, n->text,
			after((struct text){n->text, n->n < 4 * LONGEST ? n->n : 4 * LONGEST},
			      LONGEST));
	cut = after(buf_text(&b), LONGEST);
	if (cut < b.n || (!n->sensitive && b.n < n->n)) {
		b.n = cut;
		buf_adds(&b, "…");
	}
	t = (struct text){arena_copy(a, buf_text(&b).p, b.n), b.n};
	buf_free(&b);
	return t;
}

/* A value of the schema's own, in flow style, cut to what a message can hold. */
static void write_constant(struct buf *b, const struct node *n)
{
	uint32_t i;

	if (n->kind == NODE_ALIAS)
		n = n->target;
	if (b->n > 4 * LONGEST)
		return;
	if (n->kind == NODE_SCALAR) {
		buf_addf(b, n->type == TYPE_STRING ? "'%.*s'" : "%.*s",
			 (int)(n->n < 4 * LONGEST ? n->n : 4 * LONGEST), n->text);
		return;
	}
	buf_addc(b, n->kind == NODE_MAPPING ? '{' : '[');
	for (i = 0; i < n->n && b->n <= 4 * LONGEST; i++) {
		buf_adds(b, i ? ", " : "");
		if (n->kind == NODE_MAPPING) {
			write_constant(b, n->pairs[i].key);
			buf_adds(b, ": ");
		}
		write_constant(b, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i]);
	}
	buf_addc(b, n->kind == NODE_MAPPING ? '}' : ']');
}

struct text words_constant(struct arena *a, const struct node *n)
{
	struct buf b = {0};
	struct text t;
	size_t cut;

	if (n->kind == NODE_ALIAS)
		n = n->target;
	if (n->kind == NODE_SCALAR)
		return words_found(a, n);
	write_constant(&b, n);
	cut = after(buf_text(&b), LONGEST);
	if (cut < b.n) {
		b.n = cut;
		buf_adds(&b, "…");
	}
	t = (struct text){arena_copy(a, b.p, b.n), b.n};
	buf_free(&b);
	return t;
}

struct text words_found(struct arena *a, const struct node *n)
{
	char room[24];
	struct text t;

	if (n->kind == NODE_ALIAS)
		n = n->target;
	if (n->kind == NODE_MAPPING)
		return words_of(a, MSG_WORD_OBJECT, 0, NULL);
	if (n->kind == NODE_SEQUENCE) {
		t = text_number(room, n->n);
		return words_of(a, MSG_FOUND_ARRAY, 1, &t);
	}
	if (n->type == TYPE_NULL)
		return words_of(a, MSG_WORD_NULL, 0, NULL);
	t = scalar_words(a, n);
	return words_of(a,
			n->type == TYPE_STRING                              ? MSG_FOUND_STRING
			: n->type == TYPE_BOOL || n->type == TYPE_NONFINITE ? MSG_FOUND_WORD
									    : MSG_FOUND_NUMBER,
			1, &t);
}

struct text words_types(struct arena *a, unsigned types)
{
	static const struct {
		unsigned bit;
		enum message word;
	} table[] = {{BIT_STRING, MSG_WORD_STRING},   {BIT_NUMBER, MSG_WORD_NUMBER},
		     {BIT_INTEGER, MSG_WORD_INTEGER}, {BIT_BOOL, MSG_WORD_TRUTH},
		     {BIT_OBJECT, MSG_WORD_OBJECT},   {BIT_ARRAY, MSG_WORD_ARRAY},
		     {BIT_NULL, MSG_WORD_NULL}};
	struct text words = {0}, pair[2];
	size_t i;

	if (types & BIT_NUMBER)
		types &= ~(unsigned)BIT_INTEGER;
	for (i = 0; i < sizeof table / sizeof *table; i++) {
		if (!(types & table[i].bit))
			continue;
		pair[0] = words;
		pair[1] = words_of(a, table[i].word, 0, NULL);
		words = words.p ? words_of(a, MSG_WORD_OR, 2, pair) : pair[1];
	}
	return words;
}

struct text near_choice(struct node *choices, struct text t)
{
	struct text best = {0};
	size_t limit = t.n > 5 ? 2 : 1, distance;
	uint32_t i;

	for (i = 0; i < choices->n && i < 200; i++) {
		struct node *c = node_target(choices->items[i]);

		if (!node_is_string(c))
			continue;
		distance = text_distance(t, node_text(c), limit);
		if (distance > limit || (best.p && distance == limit) || c->n <= distance)
			continue;
		best = node_text(c);
		limit = distance;
	}
	return best;
}

struct text near_property(const struct objects *o, const struct node *map, struct text key)
{
	struct text best = {0};
	size_t limit = key.n > 5 ? 2 : 1, distance, i;

	for (i = 0; i < o->nproperties && i < 500; i++) {
		struct text name = o->order[i]->name;

		distance = text_distance(key, name, limit);
		if (distance > limit || (best.p && distance == limit) || name.n <= distance ||
		    node_pair(map, name))
			continue;
		best = name;
		limit = distance;
	}
	return best;
}

/* How far from fitting a list of violations is: first, wrong at the value itself or in a constant.
 */
static size_t misfit(const struct violations *list, const struct step *step)
{
	const struct violation *x;
	size_t score = list->n;

	for (x = list->first; x; x = x->next) {
		uint32_t below = x->step->depth - step->depth;

		if (below == 0 && (x->message == MSG_CHECK_TYPE || x->message == MSG_CHECK_NEVER))
			score += 100000;
		if (below <= 1 && (x->message == MSG_CHECK_CONST || x->message == MSG_CHECK_ENUM))
			score += 1000;
		if (below == 0 && x->message == MSG_CHECK_UNKNOWN_KEY)
			score += 10;
	}
	return score;
}

/* The types that the alternatives expect of the value, if that is all that is wrong with each; else
 * 0. */
static unsigned all_types(const struct violations *branches, size_t n, const struct step *step)
{
	unsigned types = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct violation *x = branches[i].first;

		while (x && !(x->message == MSG_CHECK_TYPE && x->step == step))
			x = x->next;
		if (!x)
			return 0;
		types |= x->types;
	}
	return types;
}

void explain_alternatives(struct arena *a, struct violations *into, struct violations *branches,
			  size_t n, const struct step *step)
{
	unsigned types = n ? all_types(branches, n, step) : 0;
	struct violation *x, *next;
	size_t i, best = 0;

	if (types) {
		x = branches[0].first;
		while (x->message != MSG_CHECK_TYPE || x->step != step)
			x = x->next;
		x->types = types;
		x->args[0] = words_types(a, types);
		violations_add(into, x);
		return;
	}
	for (i = 1; i < n; i++)
		if (misfit(&branches[i], step) < misfit(&branches[best], step))
			best = i;
	if (n && !branches[best].first)
		into->n++; /* it was counted only */
	for (x = n ? branches[best].first : NULL; x; x = next) {
		next = x->next;
		if (!x->alternatives)
			x->alternatives = (uint32_t)n;
		violations_add(into, x);
	}
}

/* Would the text, without its quotes, be of one of these types? */
static bool would_be(struct text t, unsigned types)
{
	bool truth;

	switch (scalar_resolve(t, &truth)) {
	case TYPE_BOOL: return types & BIT_BOOL;
	case TYPE_INTEGER:
	case TYPE_REAL: return types & (BIT_NUMBER | BIT_INTEGER);
	default: return false;
	}
}

/* A number or word where a string is expected was meant as text; a quoted number was meant as a
 * number. */
static enum message sharpen(const struct violation *x)
{
	const struct node *n = x->found;

	if (x->message != MSG_CHECK_TYPE || n->kind != NODE_SCALAR)
		return x->message;
	if ((x->types & BIT_STRING) && n->style == STYLE_PLAIN &&
	    (node_is_number(n) || n->type == TYPE_BOOL))
		return MSG_CHECK_QUOTE;
	if (node_is_string(n) && n->style != STYLE_PLAIN && would_be(node_text(n), x->types))
		return MSG_CHECK_UNQUOTE;
	return x->message;
}

static struct text message_of(struct arena *a, const struct violation *x)
{
	struct text args[3] = {x->args[0], x->args[1], x->args[2]}, t;
	enum message m = sharpen(x);

	if (x->found)
		args[1] = words_found(a, x->found);
	if (m == MSG_CHECK_QUOTE && x->found->sensitive)
		m = MSG_CHECK_QUOTE_MASKED;
	else if (m == MSG_CHECK_QUOTE)
		args[2] = scalar_words(a, x->found);
	if (x->message == MSG_CHECK_NOT) {
		args[0] = args[1];
		args[1] = x->note;
		m = x->note.p ? MSG_CHECK_NOT_TITLE : MSG_CHECK_NOT;
	}
	t = words_of(a, m, 3, args);
	if (x->near.p && !(x->found && x->found->sensitive)) {
		args[0] = t;
		args[1] = x->near;
		t = words_of(a, MSG_WORD_NEAR, 2, args);
	}
	if (x->named) {
		args[0] = scalar_words(a, x->named);
		args[1] = t;
		t = words_of(a, MSG_CHECK_KEY_NAME, 2, args);
	}
	if (x->alternatives > 1) {
		char room[24];

		args[0] = t;
		args[1] = text_number(room, x->alternatives);
		t = words_of(a, MSG_CHECK_CLOSEST, 2, args);
	}
	return t;
}

static void write_pointer(struct buf *out, const struct step *step)
{
	if (!step->up)
		return;
	write_pointer(out, step->up);
	if (out->n > LONGEST_POINTER)
		return;
	if (step->key && step->node->sensitive && step->node->start == step->key->start)
		pointer_add_key(out, TEXT("***")); /* the name itself is what must not be shown */
	else if (step->key)
		pointer_add_key(out,
				step->key->n > LONGEST_POINTER ? TEXT("…") : node_text(step->key));
	else
		pointer_add_index(out, step->index);
}

void explain(struct arena *a, const struct violations *list, struct findings *f)
{
	const struct violation *x;
	size_t told = 0;

	for (x = list->first; x; x = x->next, told++) {
		struct buf pointer = {0};
		struct finding *g;
		uint32_t start, end;

		node_mark(x->at, &start, &end);
		g = finding_own(f, x->level, text_of(message_rule(sharpen(x))), message_of(a, x),
				start, end);
		if (!g)
			continue;
		write_pointer(&pointer, x->step);
		g->pointer = pointer.p;
		if (x->message == MSG_CHECK_REQUIRED || x->message == MSG_CHECK_REQUIRED_TITLE ||
		    x->message == MSG_CHECK_DEPENDENT)
			g->about = mem_copy(x->args[0].p, x->args[0].n);
	}
	if (list->n > told)
		findings_drop(f, list->n - told);
}
