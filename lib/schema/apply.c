/*
 * Applying a compiled schema to a document (JSON Schema 2020-12, core section 7.7 and 10-11,
 * validation section 6).
 *
 * A document is first run through without collecting anything: the first violation ends the run,
 * and most documents have none. Only a document that fails is run again with every violation
 * collected. One code serves both: `fails` says whether to go on.
 *
 * "Evaluated" items and properties are tracked only below schemas with an unevaluated keyword, as a
 * bit per child.
 */
#include "schema/apply.h"

#include "base/mem.h"
#include "schema/pattern.h"

enum { IN_PLACE = 500, DEPTH = TREE_DEPTH * 2 + 1000, MEMORY = 128 << 20 /* bytes */ };

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

struct violation *fails(struct validator *v, enum message m, struct node *at)
{
	struct violation *x;

	if (!v->collect)
		return NULL;
	if (v->collect->silent || v->kept >= VIOLATIONS_KEPT) {
		v->collect->n++;
		return NULL;
	}
	v->kept++;
	x = arena_zero(&v->arena, sizeof *x);
	x->message = m;
	x->level = message_level(m);
	x->at = at;
	x->step = v->step;
	violations_add(v->collect, x);
	return x;
}

/* A violation about the value itself, with one argument for what was expected and one for what was
 * found. */
struct violation *fails_value(struct validator *v, enum message m, struct node *n,
			      struct text expected)
{
	struct violation *x = fails(v, m, n);

	if (x) {
		x->args[0] = expected;
		x->found = n;
	}
	return x;
}

struct text number_text(struct validator *v, uint64_t n)
{
	char room[24];
	struct text t = text_number(room, n);

	return (struct text){arena_copy(&v->arena, t.p, t.n), t.n};
}

bool give_up(struct validator *v, enum message reason, const struct schema *s)
{
	if (!v->aborted) {
		v->aborted = true;
		v->abort_reason = reason;
		v->abort_at = s;
	}
	return false;
}

const struct step *keep_step(struct validator *v, struct step step)
{
	struct step *kept = arena_alloc(&v->arena, sizeof *kept);

	*kept = step;
	return kept;
}

bool check_count(struct validator *v, uint64_t count, uint64_t fewest, uint64_t most,
		 enum message few, enum message many, struct node *n)
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

/* evaluated children */

static size_t words(const struct node *n)
{
	return ((size_t)n->n + 63) / 64;
}

struct seen seen_new(struct validator *v, const struct node *n)
{
	return (struct seen){arena_zero(&v->arena, words(n) * sizeof(uint64_t))};
}

static bool seen_has(const struct seen *seen, uint32_t i)
{
	return seen->bits[i / 64] >> i % 64 & 1;
}

void seen_merge(struct seen *into, const struct seen *from, const struct node *n)
{
	size_t i;

	for (i = 0; i < words(n); i++)
		into->bits[i] |= from->bits[i];
}

/* Applies to a child: a step down in the document. */
bool apply_child(struct validator *v, const struct schema *s, struct node *child, struct node *key,
		 uint32_t index)
{
	struct arena_mark mark = arena_mark(&v->arena);
	const struct step *up = v->step;
	unsigned in_place = v->in_place;
	size_t kept = v->kept;
	bool good;

	if (v->collect && !v->collect->silent)
		v->step = keep_step(v, (struct step){up, node_target(child), key, index,
						     up->depth + 1});
	v->in_place = 0;
	good = apply(v, s, node_target(child), NULL);
	v->in_place = in_place;
	v->step = up;
	if (v->collect && v->kept == kept)
		arena_rewind(&v->arena, mark);
	return good;
}

static bool check_unevaluated(struct validator *v, const struct schema *s, struct node *n,
			      struct seen *seen)
{
	const struct schema *rest = n->kind == NODE_MAPPING
					    ? (s->objects ? s->objects->unevaluated : NULL)
					    : (s->arrays ? s->arrays->unevaluated : NULL);
	bool good = true;
	uint32_t i;

	for (i = 0; rest && i < n->n && (good || v->collect) && !v->aborted; i++) {
		if (seen_has(seen, i))
			continue;
		seen_add(seen, i);
		if (n->kind == NODE_MAPPING)
			good &= check_extra(v, rest, s->objects, n, i);
		else
			good &= apply_child(v, rest, n->items[i], NULL, i);
	}
	return good;
}

/* Marks a value and all in it; where two schemas differ, the one that shows less holds. */
static void mark(struct node *n, const struct schema *s)
{
	bool narrower;
	uint32_t i;

	n = node_target(n);
	narrower = !n->sensitive || s->keep_first < n->keep_first || s->keep_last < n->keep_last;
	if (!narrower)
		return;
	if (!n->sensitive || s->keep_first < n->keep_first)
		n->keep_first = s->keep_first;
	if (!n->sensitive || s->keep_last < n->keep_last)
		n->keep_last = s->keep_last;
	n->sensitive = true;
	for (i = 0; n->kind != NODE_SCALAR && i < n->n; i++)
		mark(n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i], s);
}

static bool check_all(struct validator *v, const struct schema *s, struct node *n,
		      struct seen *seen)
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

/* The same with the unevaluated keywords of s itself, which see only what s and its subschemas
 * evaluated. */
static bool check_tracking(struct validator *v, const struct schema *s, struct node *n,
			   struct seen *seen)
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
	if (++v->steps > SCHEMA_STEPS || v->arena.size > MEMORY)
		return give_up(v, MSG_SCHEMA_COST, s);
	if (++v->in_place > IN_PLACE || ++v->depth > DEPTH)
		return give_up(v, MSG_SCHEMA_LOOP, s);
	if (!v->nscope || v->scope[v->nscope - 1] != s->resource) {
		MEM_GROW(v->scope, v->nscope, v->capscope);
		v->scope[v->nscope++] = s->resource;
	}
	return true;
}

bool apply(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
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

static bool run(struct validator *v, const struct schema *s, struct node *root,
		struct violations *collect)
{
	arena_reset(&v->arena);
	v->nscope = v->steps = v->kept = 0;
	v->in_place = v->depth = 0;
	v->aborted = false;
	v->collect = collect;
	v->step = collect ? keep_step(v, (struct step){.node = node_target(root)}) : NULL;
	return apply(v, s, node_target(root), NULL);
}

static void say_aborted(struct validator *v, struct node *root, struct findings *f)
{
	struct text path = text_of(v->abort_at->resource->doc->path);
	char room[24], most[24];
	uint32_t start, end;

	node_mark(node_target(root), &start, &end);
	if (v->abort_reason == MSG_SCHEMA_COST)
		finding_say(f, MSG_SCHEMA_COST, start, end, text_number(room, SCHEMA_STEPS));
	else
		finding_say(f, MSG_SCHEMA_LOOP, start, end, path,
			    text_number(room, v->abort_at->node->line + 1),
			    text_number(most, IN_PLACE));
}

bool schema_check(const struct schema *s, struct validator *v, struct node *root,
		  struct findings *f)
{
	struct violations list = {.end = &list.first};
	const struct violation *x;
	bool errors;

	if (run(v, s, root, NULL))
		return true;
	if (!v->aborted && !run(v, s, root, &list) && !v->aborted)
		explain(&v->arena, &list, f);
	if (v->aborted) {
		say_aborted(v, root, f);
		return false;
	}
	errors = !list.first;
	for (x = list.first; x; x = x->next)
		errors |= x->level >= LEVEL_ERROR;
	return !errors;
}

void schema_mark(const struct schema *s, struct validator *v, struct node *root)
{
	struct violations list = {.end = &list.first};

	run(v, s, root, &list);
}
