/* Views looked at without being run: all that hhlist and hhstat would find wrong with any of them.
 */
#include "base/arena.h"
#include "expr/expr.h"
#include "registry/registry.h"
#include "report/query.h"
#include "report/view.h"

struct check {
	struct registry *r;
	struct judge *judge;
	const struct node *view;
};

static struct node *part(const struct check *c, const char *name)
{
	return node_get(c->view, text_of(name));
}

static bool check_targets(const struct check *c, struct query *q)
{
	struct node *n = part(c, "for"), *at;
	bool good = true;
	uint32_t i;

	for (i = 0; i < (n->kind == NODE_SEQUENCE ? n->n : 1); i++) {
		at = n->kind == NODE_SEQUENCE ? node_target(n->items[i]) : n;
		if (query_target(q, node_text(at)))
			continue;
		finding_say(&c->r->findings, MSG_VIEW_KIND, at->start, at->end, node_text(at));
		good = false;
	}
	return good;
}

static void check_columns(struct query *q, const struct node *columns)
{
	uint32_t i;

	for (i = 0; columns && i < columns->n; i++) {
		const struct node *at = node_target(columns->pairs[i].value);

		query_column(q, node_text(columns->pairs[i].key), node_text(at),
			     (struct query_origin){.node = at});
	}
}

static void check_conditions(const struct check *c, struct query *q)
{
	const struct node *filters = part(c, "filters");
	struct query_origin from = {.node = part(c, "each")};
	uint32_t i;

	if (from.node)
		query_each(q, node_text(from.node), from);
	from.node = part(c, "where");
	if (from.node)
		query_where(q, node_text(from.node), NULL, from);
	for (i = 0; filters && i < filters->n; i++) {
		from.node = node_target(filters->pairs[i].value);
		query_where(q, node_text(from.node), "", from);
	}
}

static bool heads(const struct node *columns, struct text name)
{
	return columns && node_get(columns, name);
}

/* Headings that are spoken of are those of columns. */
static void check_headings(const struct check *c, const struct node *list)
{
	uint32_t i;

	for (i = 0; list && i < list->n; i++) {
		const struct node *at = node_target(list->items[i]);
		struct text name = node_text(at), bare = name;

		if (name.n && name.p[0] == '-')
			bare = (struct text){name.p + 1, name.n - 1};
		if (!heads(part(c, "group"), name) && !heads(part(c, "columns"), name) &&
		    !heads(part(c, "ratios"), name) && !heads(part(c, "group"), bare) &&
		    !heads(part(c, "columns"), bare) && !heads(part(c, "ratios"), bare))
			finding_say(&c->r->findings, MSG_VIEW_COLUMN, at->start, at->end, bare);
	}
}

static void check_view(const struct check *c)
{
	const struct node *ratios = part(c, "ratios");
	struct query *q = query_new(c->r, c->judge, NULL);
	struct arena arena = {0};
	uint32_t i;

	if (check_targets(c, q)) {
		check_columns(q, part(c, "group"));
		check_columns(q, part(c, "columns"));
		check_conditions(c, q);
	}
	for (i = 0; ratios && i < ratios->n; i++)
		expr_free(view_ratio(c->r, node_target(ratios->pairs[i].value), &arena));
	check_headings(c, part(c, "sort"));
	check_headings(c, part(c, "running"));
	query_free(q);
	arena_free(&arena);
}

void view_check(struct registry *r, struct judge *j)
{
	static const char *const sections[] = {"lists", "stats"};
	struct check c = {.r = r, .judge = j};
	const struct node *section;
	size_t k;
	uint32_t i;

	for (k = 0; k < 2; k++) {
		section = view_section(r, sections[k]);
		for (i = 0; section && i < section->n; i++) {
			c.view = node_target(section->pairs[i].value);
			check_view(&c);
		}
	}
}
