#include "registry/extract.h"

#include <string.h>

#include "base/mem.h"
#include "registry/judge_internal.h"

enum form { SMALL, SMALL_NEGATIVE, LONG, UNKNOWN };

static struct extract_sum pack(struct arena *a, size_t sum, const struct judge_sum *s)
{
	struct extract_sum x = {.sum = (uint16_t)sum};
	struct decimal *d;

	if (s->unknown) {
		x.form = UNKNOWN;
	} else if (!s->value.digits && s->value.exp >= INT16_MIN && s->value.exp <= INT16_MAX) {
		x.form = s->value.negative ? SMALL_NEGATIVE : SMALL;
		x.coef = s->value.coef;
		x.exp = (int16_t)s->value.exp;
	} else {
		d = arena_alloc(a, sizeof *d);
		*d = s->value;
		if (d->digits)
			d->digits = arena_copy(a, d->digits, d->ndigits);
		x.form = LONG;
		x.coef = (uint64_t)(uintptr_t)d;
	}
	return x;
}

static uint32_t digits_of(uint64_t coef)
{
	uint32_t n = 0;

	for (; coef; coef /= 10)
		n++;
	return n;
}

void extract_add(struct judge_sum *sum, const struct extract_sum *x, struct arena *a)
{
	struct decimal d, total;

	if (x->form == UNKNOWN)
		sum->unknown = true;
	if (sum->unknown)
		return;
	if (x->form == LONG)
		d = *(const struct decimal *)(uintptr_t)x->coef;
	else
		d = (struct decimal){.coef = x->coef,
				     .ndigits = digits_of(x->coef),
				     .negative = x->form == SMALL_NEGATIVE,
				     .exp = x->exp};
	if (decimal_add(a, sum->value, d, &total) != DECIMAL_OK)
		sum->unknown = true;
	else
		sum->value = total;
}

static bool is_nothing(const struct judge_sum *s)
{
	return !s->unknown && decimal_is_zero(s->value);
}

static uint16_t keep_sums(struct extractor *x, size_t n, struct extract_sum **out)
{
	struct extract_sum *v;
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		k += !is_nothing(&x->sums[i]);
	v = k ? arena_alloc(&x->arena, k * sizeof *v) : NULL;
	for (i = k = 0; i < n; i++)
		if (!is_nothing(&x->sums[i]))
			v[k++] = pack(&x->arena, i, &x->sums[i]);
	*out = v;
	return (uint16_t)k;
}

/* What the value last added adds to the record it names. */
static void keep_adds(struct extractor *x, size_t n)
{
	struct extract_value *v = &x->values[x->n - 1];
	size_t i;

	v->adds = (uint32_t)x->nadds;
	for (i = 0; i < n; i++) {
		if (is_nothing(&x->sums[i]))
			continue;
		MEM_GROW(x->adds, x->nadds, x->capadds);
		x->adds[x->nadds++] = pack(&x->arena, i, &x->sums[i]);
		v->nadds++;
	}
}

static void clear_sums(struct extractor *x, size_t n)
{
	size_t i;

	if (!x->sums)
		x->sums = mem_alloc((n + 1) * sizeof *x->sums);
	for (i = 0; i < n; i++)
		x->sums[i] = (struct judge_sum){.value = decimal_int(0)};
}

struct taking {
	struct extractor *x;
	struct judge_run *run;
	const struct judge *j;
	const struct slot *slot;
	uint16_t index;
	size_t twin; /* among the values: the next of an earlier slot with the same path */
};

/* twin: a value that may be of the same node. */
static void add_value(struct extractor *x, const struct node *n, uint16_t slot, size_t twin)
{
	bool shared = twin < x->n && x->values[twin].start == n->start && x->values[twin].n == n->n;

	MEM_GROW(x->values, x->n, x->cap);
	x->values[x->n] = (struct extract_value){.p = shared ? x->values[twin].p
							     : arena_copy(&x->arena, n->text, n->n),
						 .n = n->n,
						 .start = n->start,
						 .end = n->end,
						 .line = n->line,
						 .slot = slot};
	x->n++;
}

/* Of a merged record both names are wanted, or neither. */
static bool is_half(const struct taking *t, const struct node *item)
{
	const struct path *other = t->slot->of ? &t->j->merged.from : &t->j->merged.into;
	const struct node *n = node_get(item, other->steps[other->n - 1].field);

	return !n || n->kind != NODE_SCALAR || n->type == TYPE_NULL || !n->n;
}

static void take_value(void *ctx, struct node *value, struct node *item)
{
	struct taking *t = ctx;
	struct extractor *x = t->x;
	const struct reference *r = t->slot->reference;

	if (value->kind != NODE_SCALAR || value->type == TYPE_NULL || !value->n ||
	    (t->slot->use == SLOT_MERGED && is_half(t, item)))
		return;
	add_value(x, value, t->index, t->twin++);
	if (!r || !r->adds.n)
		return;
	clear_sums(x, t->j->nsums);
	judge_adds(t->run, r, item, x->sums, &x->scratch);
	keep_adds(x, t->j->nsums);
}

/* Where the values of a slot begin; past the end: nowhere. */
static size_t first_of(const struct extractor *x, size_t slot)
{
	size_t at = 0;

	while (at < x->n && x->values[at].slot != slot)
		at++;
	return at;
}

static void take_values(struct extractor *x, struct judge_run *run, struct extract *out)
{
	const struct judge_record of = judge_record(run);
	const struct law *law = law_of(of.judge, of.kind);
	struct taking t = {.x = x, .run = run, .j = of.judge};
	struct node *key = node_get(of.root, of.kind->key);
	size_t i;

	x->n = x->nadds = 0;
	if (key && key->kind == NODE_SCALAR && key->type != TYPE_NULL)
		add_value(x, key, EXTRACT_KEY, SIZE_MAX);
	for (i = 0; i < law->nslots; i++) {
		t.slot = &law->slots[i];
		t.index = (uint16_t)i;
		t.twin = law->slots[i].twin ? first_of(x, law->slots[i].twin - 1) : SIZE_MAX;
		path_walk(t.slot->path, of.root, take_value, &t);
	}
	out->nvalues = (uint32_t)x->n;
	out->values = arena_alloc(&x->arena, (x->n + 1) * sizeof *out->values);
	if (x->n)
		memcpy(out->values, x->values, x->n * sizeof *out->values);
	out->adds = x->nadds ? arena_alloc(&x->arena, x->nadds * sizeof *out->adds) : NULL;
	if (x->nadds)
		memcpy(out->adds, x->adds, x->nadds * sizeof *out->adds);
}

void extract_take(struct extractor *x, struct judge_run *run, bool late, struct extract *out)
{
	const struct judge *j = judge_record(run).judge;
	size_t i;

	arena_reset(&x->scratch);
	if (!late) {
		out->loaded = true;
		take_values(x, run, out);
	}
	clear_sums(x, j->nsums);
	for (i = 0; i < out->nsums; i++)
		extract_add(&x->sums[out->sums[i].sum], &out->sums[i], &x->scratch);
	if (judge_measures(run, late, x->sums, &x->scratch))
		out->nsums = keep_sums(x, j->nsums, &out->sums);
}

struct text extract_key(const struct extract *x)
{
	return x->nvalues && x->values[0].slot == EXTRACT_KEY ? extract_text(&x->values[0])
							      : (struct text){0};
}

void extractor_free(struct extractor *x)
{
	arena_free(&x->arena);
	arena_free(&x->scratch);
	mem_free(x->values);
	mem_free(x->adds);
	mem_free(x->sums);
	*x = (struct extractor){0};
}
