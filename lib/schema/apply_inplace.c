/* Keywords that apply schemas to the same value (core, sections 8.2.3 and 10.2). */
#include "schema/apply.h"

/* Applies to the same value without saying what fails: for the branches of anyOf, oneOf, not, if.
 */
static bool tries(struct validator *v, const struct schema *s, struct node *n, struct seen *seen)
{
	struct violations *collect = v->collect, unheard = {.silent = true};
	bool good;

	v->collect = collect ? &unheard : NULL;
	good = apply(v, s, n, seen);
	v->collect = collect;
	return good;
}

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
static size_t alternatives(struct validator *v, const struct branches *b, struct node *n,
			   struct seen *seen, bool any, struct violations *lists, uint32_t fits[2])
{
	struct violations *collect = v->collect;
	size_t i, count = 0;

	for (i = 0; i < b->n && !v->aborted; i++) {
		struct seen own = seen ? seen_new(v, n) : (struct seen){0};

		if (lists) {
			lists[i].silent = collect->silent;
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

static bool check_alternatives(struct validator *v, const struct branches *b, struct node *n,
			       struct seen *seen, bool any)
{
	struct arena_mark mark = arena_mark(&v->arena);
	struct violations *lists = v->collect ? arena_zero(&v->arena, (b->n + 1) * sizeof *lists)
					      : NULL;
	uint32_t fits[2] = {0, 0};
	size_t kept = v->kept, count = alternatives(v, b, n, seen, any, lists, fits);
	struct violation *x;

	if (count == 1 || (any && count)) { /* what failed on the way is nobody's concern */
		arena_rewind(&v->arena, mark);
		v->kept = kept;
		return true;
	}
	if (!v->collect || v->aborted)
		return false;
	if (count == 0) {
		explain_alternatives(&v->arena, v->collect, lists, b->n, v->step);
		return false;
	}
	x = fails(v, MSG_CHECK_ONE_OF_MANY, n);
	if (x) {
		x->args[0] = number_text(v, fits[0] + 1);
		x->args[1] = number_text(v, fits[1] + 1);
	}
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

static bool check_condition(struct validator *v, const struct applicators *a, struct node *n,
			    struct seen *seen)
{
	struct seen own = seen ? seen_new(v, n) : (struct seen){0};
	const struct schema *next;
	bool holds = tries(v, a->if_, n, seen ? &own : NULL);

	if (holds && seen)
		seen_merge(seen, &own, n);
	next = holds ? a->then_ : a->else_;
	return !next || apply(v, next, n, seen);
}

bool check_in_place(struct validator *v, const struct applicators *a, struct node *n,
		    struct seen *seen)
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
