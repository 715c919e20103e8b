/* Functions on lists. A list that came from a record may be long: every item costs a step. */
#include "base/mem.h"
#include "expr/function.h"

#define UNUSED (void)r, (void)x, (void)v, (void)n

void list_size(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	UNUSED;
	*out = expr_number(decimal_int(v[0].n));
}

/* The arguments as one list: the list that is the only one, or they themselves. */
static struct expr_value gather(const struct expr_value *v, size_t n)
{
	return n == 1 && v[0].kind == EXPR_LIST ? v[0] : run_list(v, n);
}

static bool add_up(struct expr_run *r, const struct ast *x, const struct expr_value *list,
		   struct expr_value *out)
{
	struct decimal total = decimal_int(0);
	struct expr_value item;
	enum decimal_error error = DECIMAL_OK;
	uint32_t i;

	for (i = 0; i < list->n && error == DECIMAL_OK; i++) {
		item = value_item(r, list, i);
		if (item.kind != EXPR_NUMBER || !run_spend(r, 1 + item.number.ndigits / 16)) {
			*out = item;
			run_fail(r, x, EXPR_WHY_TYPE, out);
			return false;
		}
		error = decimal_add(&r->arena, total, item.number, &total);
		r->memory += total.digits ? 4 * (size_t)total.ndigits : 0;
		if (r->memory > r->memory_limit)
			break;
	}
	run_number(r, x, error, total, out);
	return error == DECIMAL_OK;
}

void list_sum(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	      struct expr_value *out)
{
	struct expr_value list = gather(v, n);

	add_up(r, x, &list, out);
}

void list_avg(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	      struct expr_value *out)
{
	struct expr_value list = gather(v, n);
	struct decimal d = {0};
	enum decimal_error error;

	if (!list.n) {
		*out = list;
		run_fail(r, x, EXPR_WHY_EMPTY, out);
	} else if (add_up(r, x, &list, out)) {
		error = decimal_divide(&r->arena, out->number, decimal_int(list.n), EXPR_PLACES,
				       &d);
		run_number(r, x, error, d, out);
	}
}

/* The first of the least (sign < 0) or greatest items. */
static void extreme(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		    int sign, struct expr_value *out)
{
	struct expr_value list = gather(v, n), item;
	int order = 0;
	uint32_t i;

	if (!list.n) {
		*out = list;
		run_fail(r, x, EXPR_WHY_EMPTY, out);
		return;
	}
	*out = value_item(r, &list, 0);
	for (i = 0; i < list.n; i++) {
		item = value_item(r, &list, i);
		if (!value_order(r, &item, out, &order) || r->steps > r->step_limit) {
			run_fail(r, x, EXPR_WHY_TYPE, out);
			return;
		}
		if (order * sign > 0)
			*out = item;
	}
}

void list_min(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	      struct expr_value *out)
{
	extreme(r, x, v, n, -1, out);
}

void list_max(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	      struct expr_value *out)
{
	extreme(r, x, v, n, 1, out);
}

/* Room for the items of a list, which is then the result; NULL after a fault. */
static struct expr_value *copy(struct expr_run *r, const struct ast *x,
			       const struct expr_value *list, struct expr_value *out)
{
	struct expr_value *items = run_values(r, list->n);
	uint32_t i;

	if (!items || !run_spend(r, list->n)) {
		run_fail(r, x, items ? EXPR_WHY_COST : EXPR_WHY_MEMORY, out);
		return NULL;
	}
	for (i = 0; i < list->n; i++)
		items[i] = value_item(r, list, i);
	return items;
}

static bool holds(struct expr_run *r, const struct expr_value *items, size_t n,
		  const struct expr_value *v)
{
	size_t i;

	for (i = 0; i < n && r->steps <= r->step_limit; i++)
		if (value_equal(r, &items[i], v))
			return true;
	return false;
}

void list_distinct(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	struct expr_value *items = copy(r, x, v, out);
	size_t i, kept = 0;

	(void)n;
	if (!items)
		return;
	for (i = 0; i < v->n; i++)
		if (!holds(r, items, kept, &items[i]))
			items[kept++] = items[i];
	*out = run_list(items, kept);
}

/* Those that come again, each once, in the order of their second coming. */
void list_duplicates(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		     struct expr_value *out)
{
	struct expr_value *items = copy(r, x, v, out), *found = items ? run_values(r, v->n) : NULL;
	size_t i, kept = 0;

	(void)n;
	if (!found) {
		run_fail(r, x, EXPR_WHY_MEMORY, out);
		return;
	}
	for (i = 0; i < v->n; i++)
		if (holds(r, items, i, &items[i]) && !holds(r, found, kept, &items[i]))
			found[kept++] = items[i];
	*out = run_list(found, kept);
}

/* Merges the sorted [from, middle) and [middle, to) by way of room; false if two have no order. */
static bool merge(struct expr_run *r, struct expr_value *v, struct expr_value *room, size_t from,
		  size_t middle, size_t to)
{
	size_t i = from, j = middle, k = from;
	int order = 0;

	while (i < middle || j < to) {
		if (i < middle && j < to && !value_order(r, &v[i], &v[j], &order))
			return false;
		room[k++] = j >= to || (i < middle && order <= 0) ? v[i++] : v[j++];
	}
	memcpy(v + from, room + from, (to - from) * sizeof *v);
	return true;
}

void list_sort(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	struct expr_value *items = copy(r, x, v, out), *room = items ? run_values(r, v->n) : NULL;
	size_t width, i, count = v->n;

	(void)n;
	if (!room) {
		run_fail(r, x, EXPR_WHY_MEMORY, out);
		return;
	}
	for (width = 1; width < count; width *= 2)
		for (i = 0; i + width < count; i += 2 * width)
			if (!merge(r, items, room, i, i + width,
				   i + 2 * width < count ? i + 2 * width : count)) {
				*out = v[0];
				run_fail(r, x, EXPR_WHY_TYPE, out);
				return;
			}
	*out = run_list(items, count);
}

void list_is_sorted(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		    struct expr_value *out)
{
	struct expr_value a, b;
	int order;
	uint32_t i;

	(void)n;
	*out = expr_bool(true);
	for (i = 1; i < v->n && out->truth && r->steps <= r->step_limit; i++) {
		a = value_item(r, v, i - 1);
		b = value_item(r, v, i);
		if (!value_order(r, &a, &b, &order)) {
			*out = a;
			run_fail(r, x, EXPR_WHY_TYPE, out);
			return;
		}
		out->truth = order <= 0;
	}
}

/* Counts the items of a list flattened to a depth, and puts them into `to` unless that is NULL. */
static size_t flatten(struct expr_run *r, const struct expr_value *list, int64_t depth,
		      struct expr_value *to)
{
	struct expr_value item;
	size_t count = 0;
	uint32_t i;

	for (i = 0; i < list->n && run_spend(r, 1); i++) {
		item = value_item(r, list, i);
		if (item.kind == EXPR_LIST && depth > 0)
			count += flatten(r, &item, depth - 1, to ? to + count : NULL);
		else if (to)
			to[count++] = item;
		else
			count++;
	}
	return count;
}

void list_flatten(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	int64_t depth = 1;
	struct expr_value *items;
	size_t count;

	if (n == 2 && (!decimal_to_int64(v[1].number, &depth) || depth < 0)) {
		run_fail(r, x, EXPR_WHY_RANGE, out);
		return;
	}
	count = flatten(r, &v[0], depth, NULL);
	items = run_values(r, count);
	if (!items || !run_spend(r, count)) {
		run_fail(r, x, items ? EXPR_WHY_COST : EXPR_WHY_MEMORY, out);
		return;
	}
	/* The second walk stops early if steps run out; it never finds more than the first. */
	*out = run_list(items, flatten(r, &v[0], depth, items));
}

void list_slice(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	int64_t from, to = v[0].n;
	struct expr_value *items;

	if (!decimal_to_int64(v[1].number, &from) ||
	    (n == 3 && !decimal_to_int64(v[2].number, &to)) || from < 0 || to > v[0].n ||
	    from > to) {
		*out = v[0];
		run_fail(r, x, EXPR_WHY_MISSING, out);
		return;
	}
	items = copy(r, x, v, out);
	if (items)
		*out = run_list(items + from, (size_t)(to - from));
}

void list_reverse(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	struct expr_value *items = copy(r, x, v, out), spare;
	size_t i, count = v->n;

	(void)n;
	if (!items)
		return;
	for (i = 0; i < count / 2; i++) {
		spare = items[i];
		items[i] = items[count - 1 - i];
		items[count - 1 - i] = spare;
	}
	*out = run_list(items, count);
}

static void search(struct expr_run *r, struct expr_value *v, bool last, struct expr_value *out)
{
	struct expr_value item;
	int64_t found = -1;
	uint32_t i;

	for (i = 0; i < v[0].n && (found < 0 || last) && r->steps <= r->step_limit; i++) {
		item = value_item(r, &v[0], i);
		if (value_equal(r, &item, &v[1]))
			found = i;
	}
	*out = expr_number(decimal_int(found));
}

void list_index_of(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	UNUSED;
	search(r, v, false, out);
}

void list_last_index_of(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
			struct expr_value *out)
{
	UNUSED;
	search(r, v, true, out);
}

static void pick(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t i,
		 struct expr_value *out)
{
	if (v->n) {
		*out = value_item(r, v, i);
		return;
	}
	*out = *v;
	run_fail(r, x, EXPR_WHY_MISSING, out);
}

void list_first(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	(void)n;
	pick(r, x, v, 0, out);
}

void list_last(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	(void)n;
	pick(r, x, v, v->n - 1, out);
}

void list_range(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	struct expr_value *items;
	int64_t count, i;

	(void)n;
	if (!decimal_to_int64(v[0].number, &count) || count < 0 || count > 1000000) {
		run_fail(r, x, EXPR_WHY_RANGE, out);
		return;
	}
	items = run_values(r, (size_t)count);
	if (!items || !run_spend(r, (size_t)count)) {
		run_fail(r, x, items ? EXPR_WHY_COST : EXPR_WHY_MEMORY, out);
		return;
	}
	for (i = 0; i < count; i++)
		items[i] = expr_number(decimal_int(i));
	*out = run_list(items, (size_t)count);
}
