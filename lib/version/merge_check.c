/*
 * The proof of a merge, which trusts none of what made it: the result is loaded and compared with
 * both sides anew. It may differ from ours only in places where theirs differs from the base, and
 * from theirs only where ours does; so no edit of either is missing and nothing else is there.
 */
#include <string.h>

#include "base/finding.h"
#include "base/hash.h"
#include "base/mem.h"
#include "schema/schema.h"
#include "version/diff.h"
#include "version/merge_internal.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS, RESULT = MERGE_SIDES };

bool merge_says(struct text bytes, struct node *meant)
{
	struct findings f = {0};
	struct tree t = {0};
	bool good = tree_load(&t, NULL, bytes.p ? bytes.p : "", bytes.n, &f) == 0 && t.ndocs == 1 &&
		    meant && node_equal(t.docs[0], meant, &t.arena);

	findings_clear(&f);
	tree_free(&t);
	return good;
}

/* places */

/* Names the way to a step; past an item that nothing identifies no more is told apart. */
static bool name_way(struct buf *out, const struct diff_step *step)
{
	if (!step)
		return true;
	if (!name_way(out, step->up))
		return false;
	buf_addc(out, '\0');
	if (!step->key.p && !step->name) {
		buf_addc(out, '*');
		return false;
	}
	buf_addc(out, step->key.p ? 'k' : 'i');
	buf_addt(out, step->key.p ? step->key : node_text(step->name));
	return true;
}

struct places {
	struct arena arena;
	struct hash hash;
};

static void places_add(struct places *p, const struct buf *b)
{
	struct text key = {arena_copy(&p->arena, b->p ? b->p : "", b->n), b->n};

	*hash_put(&p->hash, key) = p;
}

static void add_order(struct buf *out, const struct diff_step *step)
{
	buf_clear(out);
	if (name_way(out, step->up))
		buf_adds(out, "\1>");
}

static void places_of(struct places *p, const struct diff *d)
{
	struct buf b = {0};
	size_t i;

	for (i = 0; i < d->n; i++) {
		const struct change *c = &d->v[i];

		buf_clear(&b);
		if (c->op != CHANGE_MOVE) {
			name_way(&b, c->step);
			places_add(p, &b);
		}
		if (c->step && !c->step->key.p && c->op != CHANGE_REPLACE) {
			add_order(&b, c->step);
			places_add(p, &b);
		}
	}
	buf_free(&b);
}

/* Is a place, or one around it, among them? */
static bool is_among(const struct places *p, const struct change *c)
{
	const struct diff_step *step = c->step;
	struct buf b = {0};
	bool found = false;

	if (c->op == CHANGE_MOVE) {
		add_order(&b, step);
		found = hash_get(&p->hash, buf_text(&b)) != NULL;
		step = step->up;
	}
	for (; !found; step = step->up) {
		buf_clear(&b);
		name_way(&b, step);
		found = hash_get(&p->hash, b.p ? buf_text(&b) : TEXT("")) != NULL;
		if (!step)
			break;
	}
	buf_free(&b);
	return found;
}

/* Does the result differ from one side only where the other differs from the base? */
static bool is_explained(const struct schema *s, struct node *base, struct node *other,
			 struct node *side, struct node *result)
{
	struct places p = {0};
	struct diff made = {0}, got = {0};
	bool good = true;
	size_t i;

	diff_values(&made, s, base, other);
	diff_values(&got, s, side, result);
	places_of(&p, &made);
	for (i = 0; good && i < got.n; i++)
		good = is_among(&p, &got.v[i]);
	hash_free(&p.hash);
	arena_free(&p.arena);
	diff_free(&made);
	diff_free(&got);
	return good;
}

/* comments */

struct tally {
	uint32_t n[MERGE_SIDES + 1];
};

static void count(struct hash *h, struct arena *a, const struct form *f, int side)
{
	uint32_t i;

	for (i = 0; i < f->ncomments; i++) {
		const struct form_comment *c = &f->comments[i];
		void **slot = hash_put(h, (struct text){f->bytes + c->start, c->end - c->start});

		if (!*slot)
			*slot = arena_zero(a, sizeof(struct tally));
		((struct tally *)*slot)->n[side]++;
	}
}

static uint32_t less(uint32_t x, uint32_t y)
{
	return x < y ? y - x : 0;
}

static void check_tally(void *ctx, struct text key, void *value)
{
	const struct tally *t = value;
	uint32_t most = t->n[O] > t->n[T] ? t->n[O] : t->n[T];
	uint32_t gone = less(t->n[O], t->n[B]) + less(t->n[T], t->n[B]);
	bool *good = ctx;

	(void)key;
	if (t->n[RESULT] + gone < most)
		*good = false;
}

static bool keeps_comments(const struct merge_plan *p, const struct form *result)
{
	struct arena a = {0};
	struct hash h = {0};
	bool good = true;
	int side;

	for (side = B; side <= T; side++)
		count(&h, &a, &p->side[side].form, side);
	count(&h, &a, result, RESULT);
	hash_walk(&h, check_tally, &good);
	hash_free(&h);
	arena_free(&a);
	return good;
}

static struct node *root_of(const struct format *f)
{
	return f->tree.ndocs ? f->tree.docs[0] : NULL;
}

bool merge_keeps_all(struct merge_plan *p, const struct schema *s, struct text result)
{
	struct node *b = root_of(&p->side[B]), *o = root_of(&p->side[O]), *t = root_of(&p->side[T]);
	struct format f = {0};
	struct findings said = {0};
	bool good = format_load(&f, result.n ? result.p : "", result.n, &said) &&
		    f.tree.ndocs == 1 && is_explained(s, b, t, o, f.tree.docs[0]) &&
		    is_explained(s, b, o, t, f.tree.docs[0]) && keeps_comments(p, &f.form);

	findings_clear(&said);
	format_free(&f);
	return good;
}

/* schema */

static size_t how_many(const struct findings *f, const char *rule)
{
	size_t i, n = 0;

	for (i = 0; i < f->n; i++)
		n += f->v[i].level >= LEVEL_ERROR && strcmp(f->v[i].rule, rule) == 0;
	return n;
}

/* The first error of a rule that the sides together break less often. */
static const struct finding *find_new(const struct findings f[MERGE_SIDES])
{
	size_t i;

	for (i = 0; i < f[B].n; i++) {
		const struct finding *g = &f[B].v[i];

		if (g->level >= LEVEL_ERROR &&
		    how_many(&f[B], g->rule) > how_many(&f[O], g->rule) + how_many(&f[T], g->rule))
			return g;
	}
	return NULL;
}

bool merge_breaks(struct merge_plan *p, const struct merge_input *in, struct text result,
		  struct buf *pointer)
{
	struct findings f[MERGE_SIDES] = {0}; /* of the result in the place of the base */
	const struct finding *g = NULL;
	struct tree t = {0};
	int side;

	if (!in->schema || tree_load(&t, NULL, result.p, result.n, &f[B]) < 0 || t.ndocs != 1)
		goto out;
	if (!schema_check(in->schema, in->validator, t.docs[0], &f[B])) {
		schema_check(in->schema, in->validator, p->side[O].tree.docs[0], &f[O]);
		schema_check(in->schema, in->validator, p->side[T].tree.docs[0], &f[T]);
		g = find_new(f);
	}
	if (g)
		buf_adds(pointer, g->pointer ? g->pointer : "");
out:
	for (side = B; side <= T; side++)
		findings_clear(&f[side]);
	tree_free(&t);
	return g != NULL;
}
