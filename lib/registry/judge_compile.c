/* Expressions of a registry's files: their variables, and where faults in them stand. */
#include "registry/judge_internal.h"

#include "base/mem.h"

static const struct text names[VARIABLES] = {
	[VAR_SELF] = TEXT("self"),
	[VAR_RECORD] = TEXT("record"),
	[VAR_TODAY] = TEXT("today"),
	[VAR_DEADLINE] = TEXT("deadline"),
	[VAR_ROLES] = TEXT("roles"),
	[VAR_STATES] = TEXT("states"),
	[VAR_PARAM] = TEXT("param"),
	[VAR_YEARLY] = TEXT("yearly"),
	[VAR_TOTAL] = TEXT("total"),
	[VAR_INDICATOR] = TEXT("indicator"),
	[VAR_GAPS] = TEXT("gaps"),
	[VAR_EACH] = TEXT("each"),
	[VAR_VALUE] = TEXT("value"),
	[VAR_OLD_SELF] = TEXT("oldSelf"),
	[VAR_OLD_RECORD] = TEXT("oldRecord"),
};

void judge_env(struct judge *j, const struct kind *kind, const struct path *path, uint64_t offered,
	       struct expr_variable variables[VARIABLES])
{
	const struct law *law = law_of(j, kind);
	size_t i;

	for (i = 0; i < VARIABLES; i++) {
		variables[i].name = offered & VAR_BIT(i) ? names[i] : TEXT("");
		variables[i].shape = &law->shapes[i];
	}
	variables[VAR_SELF].shape = shape_at(j->shapes, kind->schema, path, NULL);
	variables[VAR_RECORD].shape = shape_at(j->shapes, kind->schema, &(struct path){.n = 0},
					       NULL);
	variables[VAR_OLD_SELF].shape = variables[VAR_SELF].shape;
	variables[VAR_OLD_RECORD].shape = variables[VAR_RECORD].shape;
	variables[VAR_EACH].shape = NULL;
	variables[VAR_VALUE].shape = &expr_shape_string;
}

bool judge_place(struct judge *j, const struct kind *kind, const struct path *path)
{
	bool exists;

	shape_at(j->shapes, kind->schema, path, &exists);
	return exists;
}

void judge_report_plain(void *ctx, enum message m, uint32_t start, uint32_t end, size_t n,
			const struct text *args)
{
	const struct judge_plain *at = ctx;

	node_span(at->node, at->doc->raw, &start, &end);
	finding_add(at->doc->findings, m, start, end, n, args);
}

static void begin(const struct compile *c, struct expr_variable variables[VARIABLES],
		  struct expr_env *env, struct judge_plain *at)
{
	judge_env(c->j, c->kind, c->path, c->offered, variables);
	if (c->each)
		variables[VAR_EACH].shape = c->each;
	*env = (struct expr_env){variables, VARIABLES, judge_report_plain, at};
}

struct expr *judge_expression(const struct compile *c, struct node *n,
			      const struct expr_shape *wanted)
{
	struct expr_variable variables[VARIABLES];
	struct judge_plain at = {c->doc, n};
	struct expr_env env;
	struct judge *j = c->j;
	struct expr *e;

	if (!n)
		return NULL;
	begin(c, variables, &env, &at);
	e = expr_compile(node_text(n), &env, wanted, &j->arena);
	if (e) {
		MEM_GROW(j->compiled, j->ncompiled, j->capcompiled);
		j->compiled[j->ncompiled++] = e;
	}
	return e;
}

struct expr_template *judge_template(const struct compile *c, struct node *n)
{
	struct expr_variable variables[VARIABLES];
	struct judge_plain at = {c->doc, n};
	struct expr_env env;
	struct judge *j = c->j;
	struct expr_template *t;

	if (!n)
		return NULL;
	begin(c, variables, &env, &at);
	t = expr_template_compile(node_text(n), &env, &j->arena);
	if (t) {
		MEM_GROW(j->templates, j->ntemplates, j->captemplates);
		j->templates[j->ntemplates++] = t;
	}
	return t;
}
