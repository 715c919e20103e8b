/* Policies: who is entitled to what, and what counts as having received it. */
#include "base/date.h"
#include "registry/judge_internal.h"

static bool in_force(const struct judge *j, struct node *top)
{
	struct node *from = node_get(top, TEXT("from")), *until = node_get(top, TEXT("until"));
	struct date d;

	return (!date_parse(node_text(from), &d) || date_days(d) <= j->today) &&
	       (!until || !date_parse(node_text(until), &d) || j->today <= date_days(d));
}

/* Two files about one policy are its versions: only one may be in force. */
static bool is_second(struct judge *j, struct judge_doc *doc, const struct judge_policy *p,
		      struct node *id)
{
	const struct judge_policy *q;
	size_t i;

	for (i = 0; i < j->r->nkinds; i++)
		for (q = j->laws[i].policies; q; q = q->next)
			if (text_equal(q->id, p->id)) {
				judge_say(doc, MSG_POLICY_TWICE, id, p->id, text_of(q->doc->path));
				return true;
			}
	return false;
}

static void add_policy(struct judge *j, struct law *law, struct judge_policy *p)
{
	struct judge_policy **end = &law->policies, *copy = arena_alloc(&j->arena, sizeof *copy);
	uint64_t uses;

	*copy = *p;
	while (*end)
		end = &(*end)->next;
	*end = copy;
	uses = expr_uses(p->eligible) | expr_uses(p->received);
	law->late |= (uses & VAR_BIT(VAR_TOTAL)) != 0;
	law->judged |= (uses & VAR_BIT(VAR_INDICATOR)) != 0;
}

void judge_read_policy(struct judge *j, struct judge_doc *doc, struct node *top)
{
	struct node *target = node_get(top, TEXT("for")), *id = node_get(top, TEXT("policy"));
	struct judge_policy p = {.doc = doc, .id = node_text(id)};
	struct compile c = {.j = j, .doc = doc, .offered = VARS_RECORD & ~VAR_BIT(VAR_GAPS)};
	bool exists;

	p.title = node_text(node_get(top, TEXT("title")));
	if (!path_parse_target(j->r, node_text(target), &j->arena, &c.kind, &p.path)) {
		judge_say(doc, MSG_JUDGE_TARGET, target, node_text(target));
		return;
	}
	shape_at(j->shapes, c.kind->schema, &p.path, &exists);
	if (!exists) {
		judge_say(doc, MSG_JUDGE_PLACE, target, node_text(target));
		return;
	}
	c.path = &p.path;
	p.eligible = judge_expression(&c, node_get(top, TEXT("eligible")), &expr_shape_bool);
	p.received = judge_expression(&c, node_get(top, TEXT("received")), &expr_shape_bool);
	if (p.eligible && p.received && in_force(j, top) && !is_second(j, doc, &p, id))
		add_policy(j, law_of(j, c.kind), &p);
}
