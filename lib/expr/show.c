/* Values, and reasons why there are none, as text for people. */
#include "base/buf.h"
#include "base/date.h"
#include "expr/ast.h"
#include "yaml/tree.h"

enum { SHOWN = 100, NESTED = 4 }; /* items of a list, lists in lists: more is "…" */

struct show {
	struct buf *out;
	bool sensitive;
	expr_mask *mask;
	void *ctx;
	struct arena *arena;
};

static void show(const struct show *s, const struct expr_value *v, unsigned depth);

const char *expr_kind_name(enum expr_kind kind)
{
	static const char *const names[] = {"unknown", "error", "null", "boolean", "number",
					    "string",  "date",  "list", "map"};

	return names[kind];
}

static void show_items(const struct show *s, const struct expr_value *v, unsigned depth)
{
	struct expr_value item;
	uint32_t i;

	for (i = 0; i < v->n; i++) {
		if (i)
			buf_adds(s->out, ", ");
		if (i == SHOWN || depth == NESTED) {
			buf_adds(s->out, "…");
			return;
		}
		if (v->kind == EXPR_MAP) {
			item = value_key(v, i);
			show(s, &item, depth + 1);
			buf_adds(s->out, ": ");
			item = v->items ? v->items[2 * i + 1]
					: expr_from_node(v->node->pairs[i].value, s->arena);
		} else {
			item = v->items ? v->items[i] : expr_from_node(v->node->items[i], s->arena);
		}
		show(s, &item, depth + 1);
	}
}

static void show_plain(const struct show *s, const struct expr_value *v, unsigned depth)
{
	char room[11];

	switch (v->kind) {
	case EXPR_NULL: buf_adds(s->out, "null"); break;
	case EXPR_BOOL: buf_adds(s->out, v->truth ? "true" : "false"); break;
	case EXPR_NUMBER: decimal_write(s->out, v->number); break;
	case EXPR_STRING: message_escape(s->out, v->text); break;
	case EXPR_DATE:
		date_write(room, date_from_days(v->days));
		buf_adds(s->out, room);
		break;
	case EXPR_LIST: show_items(s, v, depth); break;
	case EXPR_MAP:
		buf_addc(s->out, '{');
		show_items(s, v, depth);
		buf_addc(s->out, '}');
		break;
	default: buf_addc(s->out, '?');
	}
}

/* Writes something else for what is not to be seen. The items of a list are masked one by one. */
static bool masked(const struct show *s, const struct expr_value *v)
{
	bool secret = s->sensitive && !(v->kind == EXPR_LIST && v->n);

	if (s->mask)
		return s->mask(s->ctx, v->node, secret, s->out);
	if (secret)
		buf_adds(s->out, "***");
	return secret;
}

static void show(const struct show *s, const struct expr_value *v, unsigned depth)
{
	if (expr_is_bad(v)) {
		buf_addc(s->out, '?');
		return;
	}
	if (masked(s, v))
		return;
	/* A number is shown as it was written: 500.00 stays so. */
	if (v->kind == EXPR_NUMBER && v->node && v->node->kind == NODE_SCALAR &&
	    node_is_number(v->node) && v->node->n <= 40)
		message_escape(s->out, node_text(v->node));
	else
		show_plain(s, v, depth);
}

void expr_value_write(struct buf *out, const struct expr_value *v, bool sensitive, expr_mask *mask,
		      void *ctx)
{
	struct arena arena = {0};
	struct show s = {out, sensitive, mask, ctx, &arena};

	show(&s, v, 0);
	arena_free(&arena);
}

void expr_why_write(struct buf *out, const struct expr_value *v)
{
	static const enum message messages[] = {
		[EXPR_WHY_NONE] = MSG_EXPR_WHY_NONE,
		[EXPR_WHY_MISSING] = MSG_EXPR_WHY_MISSING,
		[EXPR_WHY_TYPE] = MSG_EXPR_WHY_TYPE,
		[EXPR_WHY_DATE] = MSG_EXPR_WHY_DATE,
		[EXPR_WHY_NUMBER] = MSG_EXPR_WHY_NUMBER,
		[EXPR_WHY_EMPTY] = MSG_EXPR_WHY_EMPTY,
		[EXPR_WHY_ZERO] = MSG_EXPR_WHY_ZERO,
		[EXPR_WHY_RANGE] = MSG_EXPR_WHY_RANGE,
		[EXPR_WHY_COST] = MSG_EXPR_WHY_COST,
		[EXPR_WHY_MEMORY] = MSG_EXPR_WHY_MEMORY,
		[EXPR_WHY_PATTERN] = MSG_EXPR_WHY_PATTERN,
		[EXPR_WHY_OWN] = MSG_EXPR_WHY_OWN,
	};

	message_write(out, messages[v->why], 1, &v->reason.about);
}
