/* How both versions of a record stand, each by the standards of its own side. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "version/compare_internal.h"
#include "yaml/tree.h"

enum { STANDINGS = 200 }; /* indicators of one record */

void compare_judge(struct working *w, struct edition_registry *r)
{
	struct judge *j = r->judge;
	size_t i;

	if (!j) {
		j = edition_judge(r, &w->c->judging);
		for (i = 0; j && i < r->registry.nkinds; i++)
			judge_want(j, &r->registry.kinds[i], VAR_BIT(VAR_INDICATOR));
	}
	for (i = 0; i < w->njudges && w->judges[i] != j; i++)
		;
	if (!j || i < w->njudges)
		return;
	MEM_GROW(w->judges, w->njudges, w->capjudges);
	w->judges[w->njudges++] = j;
}

bool compare_is_late(const struct edition_registry *r, const struct kind *k)
{
	return r->judge && judge_is_late(r->judge, k, VAR_BIT(VAR_INDICATOR));
}

static struct judge_run *run_of(struct worker *k, const struct judge *j)
{
	struct working *w = k->w;
	size_t i;

	if (k->nruns < w->njudges) {
		k->runs = mem_resize_array(k->runs, w->njudges, sizeof *k->runs);
		while (k->nruns < w->njudges)
			k->runs[k->nruns++] = NULL;
	}
	for (i = 0; i < w->njudges && w->judges[i] != j; i++)
		;
	if (!k->runs[i])
		k->runs[i] = judge_run_new(j);
	return k->runs[i];
}

void compare_end_judging(struct worker *k)
{
	size_t i;

	for (i = 0; i < k->nruns; i++)
		judge_run_free(k->runs[i]);
	mem_free(k->runs);
}

struct standing {
	struct text name, title;
	enum judge_result result;
	bool met; /* the other version has it too */
};

struct standings {
	struct standing v[STANDINGS];
	size_t n;
	struct arena *arena;
};

static struct text keep(struct arena *a, struct text t)
{
	return (struct text){arena_copy(a, t.n ? t.p : "", t.n), t.n};
}

static void take(void *ctx, struct text indicator, struct text title, enum judge_result result,
		 struct text why)
{
	struct standings *s = ctx;

	(void)why;
	if (s->n < STANDINGS)
		s->v[s->n++] = (struct standing){.name = keep(s->arena, indicator),
						 .title = keep(s->arena, title),
						 .result = result};
}

static void stand(struct worker *k, const struct version *v, struct node *root, struct standings *s)
{
	struct judge_run *run;

	if (!root || !v->kind || !v->registry->judge || compare_is_late(v->registry, v->kind))
		return;
	run = run_of(k, v->registry->judge);
	judge_begin(run, v->kind, root, NULL, true);
	judge_standing(run, take, s);
}

static struct text word_of(enum judge_result r)
{
	return r == JUDGE_PASS      ? TEXT("pass")
	       : r == JUDGE_FAIL    ? TEXT("fail")
	       : r == JUDGE_UNKNOWN ? TEXT("unknown")
				    : TEXT("");
}

static void add(struct events *e, const struct standing *old, const struct standing *new,
		struct node *before, struct node *after)
{
	const struct standing *any = new ? new : old;

	MEM_GROW(e->v, e->n, e->cap);
	e->v[e->n++] = (struct event){
		.type = EVENT_STANDING,
		.about = any->name,
		.what = any->title,
		.from = old ? word_of(old->result) : TEXT(""),
		.to = new ? word_of(new->result) : TEXT(""),
		.from_stage = STAGES,
		.to_stage = STAGES,
		.before = before,
		.after = after,
	};
}

/* An indicator that one version is not asked for, and the other passes, changed nothing. */
void compare_standing(struct worker *k, const struct version *before, struct node *before_root,
		      const struct version *after, struct node *after_root, struct events *e)
{
	struct standings old = {.arena = &e->arena}, new = {.arena = &e->arena};
	size_t i, j;

	if (!before_root || !after_root)
		return;
	stand(k, before, before_root, &old);
	stand(k, after, after_root, &new);
	for (i = 0; i < new.n; i++) {
		for (j = 0; j < old.n && !text_equal(old.v[j].name, new.v[i].name); j++)
			;
		if (j < old.n)
			old.v[j].met = true;
		if (j == old.n ? new.v[i].result != JUDGE_PASS : old.v[j].result != new.v[i].result)
			add(e, j < old.n ? &old.v[j] : NULL, &new.v[i], before_root, after_root);
	}
	for (j = 0; j < old.n; j++)
		if (!old.v[j].met && old.v[j].result != JUDGE_PASS)
			add(e, &old.v[j], NULL, before_root, after_root);
}
