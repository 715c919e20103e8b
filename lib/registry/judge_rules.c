/* Rules: what is asked of the records of a kind, or of the items of a list in them. */
#include <stdlib.h>

#include "base/date.h"
#include "base/hash.h"
#include "registry/judge_internal.h"

static struct judge_group *group_of(struct judge *j, struct law *law, struct text target,
				    const struct path *path)
{
	struct judge_group **end = &law->groups, *g;

	for (g = law->groups; g; end = &g->next, g = g->next)
		if (text_equal(g->target, target))
			return g;
	g = *end = arena_zero(&j->arena, sizeof *g);
	g->target = target;
	g->path = *path;
	g->end = &g->rules;
	return g;
}

static enum level level_of(struct text t)
{
	return text_is(t, "error")     ? LEVEL_ERROR
	       : text_is(t, "warning") ? LEVEL_WARNING
				       : LEVEL_NOTE;
}

static bool in_force(const struct judge *j, const struct node *n)
{
	struct node *from = node_get(n, TEXT("from")), *until = node_get(n, TEXT("until"));
	struct date d;

	return (!from || !date_parse(node_text(from), &d) || date_days(d) <= j->today) &&
	       (!until || !date_parse(node_text(until), &d) || j->today <= date_days(d));
}

/* What an item of the value of `each` looks like. */
static const struct expr_shape *item_shape(const struct expr *each)
{
	const struct expr_shape *s = each ? expr_result(each) : NULL;

	if (s && s->kind == SHAPE_LIST && s->item)
		return s->item;
	return s && s->kind == SHAPE_MAP ? &expr_shape_string : &expr_shape_any;
}

static bool is_listable(struct judge_doc *doc, const struct expr *each, struct node *n)
{
	const struct expr_shape *s = expr_result(each);

	if (!s || s->kind == SHAPE_ANY || s->kind == SHAPE_LIST || s->kind == SHAPE_MAP)
		return true;
	judge_say(doc, MSG_RULE_EACH, n, text_of(expr_shape_name(s->kind)));
	return false;
}

static uint64_t uses_of(const struct judge_rule *r)
{
	return (r->each ? expr_uses(r->each) : 0) | expr_uses(r->when) |
	       (r->at ? expr_uses(r->at) : 0) | (r->alike ? expr_uses(r->alike) : 0) |
	       expr_template_uses(r->say);
}

static void note_use(struct law *law, struct judge_group *g, const struct judge_rule *r,
		     uint64_t uses)
{
	law->judged |= (uses & VAR_BIT(VAR_INDICATOR)) != 0;
	law->gapped |= (uses & VAR_BIT(VAR_GAPS)) != 0;
	if (r->versions)
		g->versions = law->version_rules = true;
	else if (r->late)
		g->late = law->late_rules = true;
	else
		g->early = law->early_rules = true;
}

static size_t files_of(const struct node *n)
{
	const struct node *files = node_get(n, TEXT("files"));

	return files ? strtoul(files->text, NULL, 10) : 0;
}

/* One rule for one target; compiled even when it is not in force. */
static void add_rule(struct judge *j, struct judge_doc *doc, struct node *n, struct node *target)
{
	struct judge_rule *r = arena_zero(&j->arena, sizeof *r);
	struct node *each = node_get(n, TEXT("each")), *at = node_get(n, TEXT("at"));
	struct node *unknown = node_get(n, TEXT("unknown")), *alike = node_get(n, TEXT("alike"));
	struct compile c = {.j = j, .doc = doc, .offered = VARS_RECORD};
	struct judge_group *g;
	struct path path;
	bool exists;

	if (!path_parse_target(j->r, node_text(target), &j->arena, &c.kind, &path)) {
		judge_say(doc, MSG_JUDGE_TARGET, target, node_text(target));
		return;
	}
	shape_at(j->shapes, c.kind->schema, &path, &exists);
	if (!exists) {
		judge_say(doc, MSG_JUDGE_PLACE, target, node_text(target));
		return;
	}
	c.path = &path;
	r->doc = doc;
	r->id = node_text(node_get(n, TEXT("id")));
	r->line = n->line;
	r->level = level_of(node_text(node_get(n, TEXT("level"))));
	r->on_unknown = unknown && text_is(node_text(unknown), "finding");
	r->versions = node_get(n, TEXT("across")) != NULL;
	if (r->versions)
		c.offered |= VAR_BIT(VAR_OLD_SELF) | VAR_BIT(VAR_OLD_RECORD);
	r->each = judge_expression(&c, each, NULL);
	if (each && (!r->each || !is_listable(doc, r->each, each)))
		return;
	if (each) {
		c.offered |= VAR_BIT(VAR_EACH);
		c.each = item_shape(r->each);
	}
	r->when = judge_expression(&c, node_get(n, TEXT("when")), &expr_shape_bool);
	r->say = judge_template(&c, node_get(n, TEXT("say")));
	r->alike = judge_expression(&c, alike, &expr_shape_string);
	r->files = files_of(n);
	r->at = judge_expression(&c, at, NULL);
	if (!r->when || !r->say || (at && !r->at) || (alike && !r->alike) || !in_force(j, n))
		return;
	r->late = judge_is_late(j, c.kind, uses_of(r));
	g = group_of(j, law_of(j, c.kind), node_text(target), &path);
	note_use(law_of(j, c.kind), g, r, uses_of(r));
	*g->end = r;
	g->end = &r->next;
}

void judge_read_rule(struct judge *j, struct judge_doc *doc, struct node *n)
{
	struct node *id = node_get(n, TEXT("id")), *target = node_get(n, TEXT("for"));
	void **slot = hash_put(&j->ids, node_text(id));
	uint32_t i;

	if (*slot) {
		judge_say(doc, MSG_RULE_TWICE, id, node_text(id));
		return;
	}
	*slot = id;
	if (target->kind != NODE_SEQUENCE)
		add_rule(j, doc, n, target);
	for (i = 0; target->kind == NODE_SEQUENCE && i < target->n; i++)
		add_rule(j, doc, n, node_target(target->items[i]));
}
