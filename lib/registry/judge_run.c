/*
 * Asking: one record's indicators, gaps, rules and measures. Indicators come first, as the rest may
 * ask for them; reasons are put into words only where something is not met.
 */
#include "base/date.h"
#include "base/hash.h"
#include "base/mem.h"
#include "registry/judge_internal.h"
#include "schema/schema.h"

static bool is_secret(void *ctx, struct node *n)
{
	(void)ctx;
	return n->sensitive;
}

struct judge_run *judge_run_new(const struct judge *j)
{
	struct judge_run *r = mem_zero(sizeof *r);
	size_t i;

	r->j = j;
	r->eval = expr_run_new();
	expr_run_secret(r->eval, is_secret, NULL);
	r->validator = validator_new();
	for (i = 0; i < VARIABLES; i++)
		r->v[i] = expr_missing();
	return r;
}

void judge_run_free(struct judge_run *r)
{
	if (!r)
		return;
	expr_run_free(r->eval);
	validator_free(r->validator);
	findings_clear(&r->pending);
	arena_free(&r->arena);
	mem_free(r->name);
	mem_free(r);
}

struct expr_run *judge_eval(struct judge_run *run)
{
	return run->eval;
}

struct judge_record judge_record(const struct judge_run *run)
{
	return (struct judge_record){run->j, run->kind, run->root};
}

struct expr_value *judge_variables(struct judge_run *run)
{
	return run->v;
}

/* --- words --- */

static bool mask(void *ctx, struct node *origin, bool sensitive, struct buf *out)
{
	(void)ctx;
	if (origin && origin->sensitive) {
		schema_mask(out, origin);
		return true;
	}
	if (!sensitive)
		return false;
	buf_adds(out, "***");
	return true;
}

static void mark(struct judge_run *r)
{
	if (!r->marked && r->kind->schema)
		schema_mark(r->kind->schema, r->validator, r->root);
	r->marked = true;
}

static struct text keep(struct judge_run *r, const struct buf *b)
{
	return (struct text){arena_copy(&r->arena, buf_text(b).p, b->n), b->n};
}

struct reason {
	struct buf words;
	struct node *node;
	size_t n;
};

static void add_fact(void *ctx, const struct expr_fact *fact)
{
	struct reason *r = ctx;

	if (!r->node)
		r->node = fact->node;
	if (r->n++)
		buf_adds(&r->words, "; ");
	expr_fact_write(&r->words, fact, mask, NULL);
}

static struct expr_value ask(struct judge_run *r, const struct expr *e)
{
	struct expr_value v = expr_eval(r->eval, e, r->v);

	r->steps += expr_run_steps(r->eval);
	return v;
}

/* What an error in an expression of a file means for this record: said of the record, with the
 * file's place. */
static void say_error(struct judge_run *r, struct findings *f, const struct judge_doc *doc,
		      uint32_t line, struct text id, const struct expr_value *v)
{
	struct node *at = v->node && path_holds(r->root, v->node) ? v->node : r->root;
	struct buf why = {0};
	char room[24];
	uint32_t start, end;

	expr_why_write(&why, v);
	node_mark(at, &start, &end);
	finding_say(f, MSG_JUDGE_ERROR, start, end, id, buf_text(&why), text_of(doc->path),
		    text_number(room, (uint64_t)line + 1));
	buf_free(&why);
}

/* --- indicators --- */

static struct expr_value with_reason(struct judge_run *r, const struct judge_indicator *x,
				     enum judge_result result, const struct expr *asked)
{
	const struct expr_value *plain = &x->results[result];
	struct expr_value *v = arena_alloc(&r->arena, (2 * (size_t)plain->n + 2) * sizeof *v);
	struct reason reason = {0};

	mark(r);
	expr_explain(r->eval, asked, r->v, add_fact, &reason);
	r->steps += expr_run_steps(r->eval);
	memcpy(v, plain->items, 2 * (size_t)plain->n * sizeof *v);
	v[2 * plain->n] = expr_string(TEXT("why"));
	v[2 * plain->n + 1] = expr_string(keep(r, &reason.words));
	buf_free(&reason.words);
	return (struct expr_value){
		.kind = EXPR_MAP, .n = plain->n + 1, .items = v, .node = reason.node};
}

/* False: it does not concern the record. */
static bool judge_one(struct judge_run *r, const struct judge_standard *s,
		      const struct judge_indicator *x, struct expr_value *out)
{
	const struct expr *asked = x->applies;
	struct expr_value v;

	if (asked) {
		v = ask(r, asked);
		if (expr_is_false(&v))
			return false;
	}
	if (!asked || expr_is_true(&v)) {
		asked = x->pass;
		v = ask(r, asked);
	}
	if (v.kind == EXPR_ERROR)
		say_error(r, &r->pending, s->doc, node_get(s->top, TEXT("indicators"))->line,
			  x->name, &v);
	if (expr_is_true(&v))
		*out = x->results[JUDGE_PASS];
	else
		*out = with_reason(r, x, expr_is_false(&v) ? JUDGE_FAIL : JUDGE_UNKNOWN, asked);
	return true;
}

static void judge_all(struct judge_run *r)
{
	size_t i, k, most = 0;
	struct expr_value *v, applies;
	uint32_t n = 0;

	for (i = 0; i < r->law->nstandards; i++)
		most += r->law->standards[i]->nindicators;
	v = arena_alloc(&r->arena, (2 * most + 1) * sizeof *v);
	for (i = 0; i < r->law->nstandards; i++) {
		const struct judge_standard *s = r->law->standards[i];

		applies = s->when ? ask(r, s->when) : expr_bool(true);
		for (k = 0; !expr_is_false(&applies) && k < s->nindicators; k++)
			if (s->indicators[k].fit &&
			    judge_one(r, s, &s->indicators[k], &v[2 * n + 1]))
				v[2 * n++] = expr_string(s->indicators[k].name);
	}
	r->v[VAR_INDICATOR] = (struct expr_value){.kind = EXPR_MAP, .n = n, .items = v};
}

/* --- gaps --- */

struct gaps {
	struct judge_run *run;
	const struct judge_policy *policy;
	struct expr_value *v;
	size_t n, cap;
};

static void add_gap(struct gaps *g, struct node *element)
{
	struct judge_run *r = g->run;
	struct expr_value *v = arena_alloc(&r->arena, 8 * sizeof *v);
	struct reason reason = {0};

	mark(r);
	expr_explain(r->eval, g->policy->received, r->v, add_fact, &reason);
	v[0] = expr_string(TEXT("policy"));
	v[1] = expr_string(g->policy->id);
	v[2] = expr_string(TEXT("title"));
	v[3] = expr_string(g->policy->title);
	v[4] = expr_string(TEXT("why"));
	v[5] = expr_string(keep(r, &reason.words));
	v[6] = expr_string(TEXT("of"));
	v[7] = expr_from_node(element, &r->arena);
	buf_free(&reason.words);
	MEM_GROW(g->v, g->n, g->cap);
	g->v[g->n++] = (struct expr_value){.kind = EXPR_MAP, .n = 4, .items = v, .node = element};
}

static void take_entitled(void *ctx, struct node *value, struct node *item)
{
	struct gaps *g = ctx;
	struct judge_run *r = g->run;
	struct expr_value v;

	(void)item;
	if (r->steps > JUDGE_STEPS)
		return;
	expr_run_begin(r->eval);
	r->v[VAR_SELF] = expr_from_node(value, &r->arena);
	v = ask(r, g->policy->eligible);
	if (expr_is_true(&v)) {
		v = ask(r, g->policy->received);
		if (v.kind != EXPR_ERROR && !expr_is_true(&v))
			add_gap(g, value);
	}
	if (v.kind == EXPR_ERROR)
		say_error(r, &r->pending, g->policy->doc, 0, g->policy->id, &v);
}

static void find_gaps(struct judge_run *r)
{
	struct gaps g = {.run = r};
	struct expr_value *v;

	for (g.policy = r->law->policies; g.policy; g.policy = g.policy->next)
		path_walk(&g.policy->path, r->root, take_entitled, &g);
	v = arena_alloc(&r->arena, (g.n + 1) * sizeof *v);
	if (g.n)
		memcpy(v, g.v, g.n * sizeof *v);
	mem_free(g.v);
	r->v[VAR_GAPS] = (struct expr_value){.kind = EXPR_LIST, .n = (uint32_t)g.n, .items = v};
}

/* --- a record --- */

static void set_totals(struct judge_run *r, const struct judge_sum *totals)
{
	size_t n = r->j->nsums, i;
	struct expr_value *v = arena_alloc(&r->arena, (2 * n + 1) * sizeof *v);
	uint32_t k = 0;

	for (i = 0; i < n; i++)
		if (r->law->summed[i]) {
			v[2 * k] = expr_string(r->j->sums[i]);
			v[2 * k++ + 1] = totals[i].unknown ? expr_missing()
							   : expr_number(totals[i].value);
		}
	r->v[VAR_TOTAL] = (struct expr_value){.kind = EXPR_MAP, .n = k, .items = v};
}

static struct expr_value of_registry(struct judge_run *r, struct node *n)
{
	return n ? expr_from_node(n, &r->arena) : expr_missing();
}

void judge_begin(struct judge_run *r, const struct kind *kind, struct node *root,
		 const struct judge_sum *totals, bool marked)
{
	arena_reset(&r->arena);
	findings_clear(&r->pending);
	mem_free(r->name);
	r->name = NULL;
	r->kind = kind;
	r->law = law_of(r->j, kind);
	r->root = root;
	r->marked = marked;
	r->steps = 0;
	r->costly = false;
	expr_run_begin(r->eval);
	r->v[VAR_SELF] = r->v[VAR_RECORD] = expr_from_node(root, &r->arena);
	r->v[VAR_TODAY] = expr_date(r->j->today);
	r->v[VAR_DEADLINE] = of_registry(r, r->j->deadlines);
	r->v[VAR_ROLES] = of_registry(r, r->j->roles);
	r->v[VAR_STATES] = of_registry(r, r->j->states);
	r->v[VAR_PARAM] = r->law->param;
	r->v[VAR_YEARLY] = r->law->yearly;
	r->v[VAR_TOTAL] = r->v[VAR_INDICATOR] = r->v[VAR_GAPS] = expr_missing();
	r->v[VAR_EACH] = r->v[VAR_OLD_SELF] = r->v[VAR_OLD_RECORD] = expr_missing();
	if (totals)
		set_totals(r, totals);
	if (r->law->late && !totals)
		return;
	if (r->law->judged)
		judge_all(r);
	if (r->law->gapped)
		find_gaps(r);
	r->v[VAR_SELF] = r->v[VAR_RECORD];
}

/* --- rules --- */

static void finish(struct judge_run *r, struct finding *f, const struct node *at)
{
	struct buf pointer = {0};

	if (!f)
		return;
	if (!r->name)
		r->name = registry_name_record(r->kind, r->root);
	path_pointer(&pointer, r->root, at);
	f->pointer = pointer.p ? pointer.p : mem_copy("", 0);
	if (r->name)
		f->record = mem_copy(r->name, strlen(r->name));
}

/* Of a rule that is asked for each of several things, which it was; or what is alike. */
static void name_about(struct finding *f, const struct expr_value *v)
{
	if (f && v->kind == EXPR_STRING)
		f->about = mem_copy(v->text.p, v->text.n);
}

static void apply(struct judge_run *r, const struct judge_rule *rule)
{
	struct finding *f;
	struct node *at = r->v[VAR_SELF].node ? r->v[VAR_SELF].node : r->nearest;
	struct expr_value place, alike = expr_missing();
	struct buf words = {0};
	uint32_t start = 0, end = 0;

	if (rule->alike) {
		alike = ask(r, rule->alike);
		if (alike.kind != EXPR_STRING || !alike.text.n)
			return;
	}
	mark(r);
	if (rule->at) {
		place = ask(r, rule->at);
		if (place.node && path_holds(r->root, place.node))
			at = place.node;
	}
	if (!at)
		at = r->root;
	expr_template_write(&words, r->eval, rule->say, r->v, mask, NULL);
	if (!r->gone)
		node_mark(at, &start, &end);
	f = finding_own(rule->alike ? r->alikes : r->findings, rule->level, rule->id,
			buf_text(&words), start, end);
	name_about(f, rule->alike ? &alike : &r->v[VAR_EACH]);
	finish(r, f, at);
	buf_free(&words);
}

static void decide(struct judge_run *r, const struct judge_rule *rule, const struct expr_value *v)
{
	if (v->kind == EXPR_ERROR) {
		mark(r);
		say_error(r, r->findings, rule->doc, rule->line, rule->id, v);
	} else if (expr_is_true(v) || (rule->on_unknown && v->kind == EXPR_UNKNOWN)) {
		apply(r, rule);
	}
}

static struct expr_value item_of(struct judge_run *r, const struct expr_value *list, uint32_t i)
{
	if (list->kind == EXPR_LIST)
		return list->items ? list->items[i]
				   : expr_from_node(list->node->items[i], &r->arena);
	return list->items ? list->items[2 * i]
			   : expr_from_node(list->node->pairs[i].key, &r->arena);
}

static void ask_rule(struct judge_run *r, const struct judge_rule *rule)
{
	struct expr_value list, v;
	uint32_t i;

	if (!rule->each) {
		v = ask(r, rule->when);
		decide(r, rule, &v);
		return;
	}
	list = ask(r, rule->each);
	if (expr_is_bad(&list)) {
		decide(r, rule, &list);
		return;
	}
	if (list.kind != EXPR_LIST && list.kind != EXPR_MAP)
		return;
	for (i = 0; i < list.n && r->steps <= JUDGE_STEPS; i++) {
		r->v[VAR_EACH] = item_of(r, &list, i);
		v = ask(r, rule->when);
		decide(r, rule, &v);
	}
	r->v[VAR_EACH] = expr_missing();
}

static void say_cost(struct judge_run *r)
{
	char room[24];
	uint32_t start, end;

	if (r->costly)
		return;
	r->costly = true;
	node_mark(r->root, &start, &end);
	finding_say(r->findings, MSG_JUDGE_COST, start, end, text_number(room, JUDGE_STEPS));
}

void judge_ask_group(struct judge_run *r)
{
	const struct judge_rule *rule;

	expr_run_begin(r->eval);
	for (rule = r->group->rules; rule; rule = rule->next) {
		if (rule->versions != r->versions || (!r->versions && rule->late != r->late))
			continue;
		if (r->steps > JUDGE_STEPS) {
			say_cost(r);
			return;
		}
		ask_rule(r, rule);
	}
}

static void take_element(void *ctx, struct node *value, struct node *item)
{
	struct judge_run *r = ctx;

	(void)item;
	if (r->costly)
		return;
	r->v[VAR_SELF] = expr_from_node(value, &r->arena);
	judge_ask_group(r);
}

/* What was wrong with indicators and policies. */
static void take_pending(struct judge_run *r)
{
	size_t i;

	for (i = 0; i < r->pending.n; i++) {
		const struct finding *p = &r->pending.v[i];

		finish(r,
		       finding_own(r->findings, p->level, text_of(p->rule), text_of(p->message),
				   p->start.offset, p->end.offset),
		       r->root);
	}
	findings_clear(&r->pending);
}

void judge_rules(struct judge_run *r, bool late, struct findings *f)
{
	r->findings = f;
	r->late = late;
	r->versions = false;
	take_pending(r);
	for (r->group = r->law->groups; r->group; r->group = r->group->next)
		if (late ? r->group->late : r->group->early)
			path_walk(&r->group->path, r->root, take_element, r);
	r->v[VAR_SELF] = r->v[VAR_RECORD];
}

/* --- measures --- */

static void add_measure(struct judge_run *r, const struct measure *m, struct judge_sum *sum,
			struct arena *a)
{
	struct expr_value v;
	struct decimal total;

	if (sum->unknown)
		return;
	v = m->e ? ask(r, m->e) : expr_missing();
	if (v.kind != EXPR_NUMBER || decimal_add(a, sum->value, v.number, &total) != DECIMAL_OK) {
		sum->unknown = true;
		return;
	}
	if (total.digits)
		total.digits = arena_copy(a, total.digits, total.ndigits);
	sum->value = total;
}

bool judge_measures(struct judge_run *r, bool late, struct judge_sum *out, struct arena *a)
{
	size_t i;

	if (late ? !r->law->late_measures : !r->law->early_measures)
		return false;
	expr_run_begin(r->eval);
	r->v[VAR_SELF] = r->v[VAR_RECORD];
	for (i = 0; i < r->law->measures.n; i++)
		if (r->law->measures.v[i].late == late)
			add_measure(r, &r->law->measures.v[i], &out[r->law->measures.v[i].sum], a);
	return true;
}

void judge_adds(struct judge_run *r, const struct reference *ref, struct node *item,
		struct judge_sum *out, struct arena *a)
{
	size_t i;

	expr_run_begin(r->eval);
	r->v[VAR_SELF] = expr_from_node(item, &r->arena);
	for (i = 0; i < ref->adds.n; i++)
		add_measure(r, &ref->adds.v[i], &out[ref->adds.v[i].sum], a);
	r->v[VAR_SELF] = r->v[VAR_RECORD];
}

/* --- how it stands --- */

static struct text field_of(const struct expr_value *map, struct text name)
{
	uint32_t i;

	for (i = 0; i < map->n; i++)
		if (text_equal(map->items[2 * i].text, name))
			return map->items[2 * i + 1].text;
	return TEXT("");
}

void judge_standing(struct judge_run *r,
		    void (*each)(void *ctx, struct text indicator, struct text title,
				 enum judge_result result, struct text why),
		    void *ctx)
{
	const struct expr_value *map = &r->v[VAR_INDICATOR];
	uint32_t i;

	for (i = 0; map->kind == EXPR_MAP && i < map->n; i++) {
		const struct expr_value *x = &map->items[2 * i + 1];
		struct text result = field_of(x, TEXT("result"));

		each(ctx, map->items[2 * i].text, field_of(x, TEXT("title")),
		     text_is(result, "pass")   ? JUDGE_PASS
		     : text_is(result, "fail") ? JUDGE_FAIL
					       : JUDGE_UNKNOWN,
		     field_of(x, TEXT("why")));
	}
}
