/*
 * Differences for people at a terminal: a line for each file or record, and below it one for each
 * value, by the titles that the schema gives. What came or went as a whole is written out below
 * its line.
 */
#include <string.h>

#include "base/finding.h"
#include "base/mem.h"
#include "base/message.h"
#include "report/diff.h"
#include "report/value.h"
#include "schema/annotate.h"
#include "schema/schema.h"
#include "version/diff.h"
#include "yaml/tree.h"

enum { LONGEST = 400, DEEPEST_SHOWN = 12 };

static const char *const signs[] = {"+", "-", "~", ">"};
static const char *const colors[] = {"\033[32m", "\033[31m", "\033[33m", "\033[36m"};

static void add_sign(struct buf *b, enum change_op op, bool color)
{
	buf_addf(b, "%s%s%s ", color ? colors[op] : "", signs[op], color ? "\033[0m" : "");
}

static void add_label(struct buf *b, struct text title, struct text key)
{
	message_escape(b, title.p ? title : key);
}

/* What an item of a list is called: what identifies it, or its number. */
static void add_item_name(struct buf *b, struct node *name, size_t index)
{
	if (name)
		value_write(b, name, false, LONGEST);
	else
		buf_addf(b, "#%zu", index + 1);
}

void diff_way(struct buf *out, const struct diff_step *step)
{
	size_t i, n = step ? step->depth : 0;
	const struct diff_step **way = mem_alloc((n + 1) * sizeof *way);

	for (i = n; i-- > 0; step = step->up)
		way[i] = step;
	for (i = 0; i < n; i++) {
		if (!way[i]->key.p) {
			/* A value in a list of values needs no other name. */
			if (way[i]->item->kind == NODE_SCALAR && i + 1 == n &&
			    (way[i]->before == DIFF_NONE || way[i]->after == DIFF_NONE) && i)
				continue;
			buf_adds(out, i ? " " : "");
			add_item_name(out, way[i]->name,
				      way[i]->after != DIFF_NONE ? way[i]->after : way[i]->before);
		} else {
			buf_adds(out, i ? " › " : "");
			add_label(out, way[i]->title, way[i]->key);
		}
	}
	mem_free(way);
}

/* Would the two look the same without quotes? */
static bool is_confusing(const struct node *before, const struct node *after)
{
	return before->kind == NODE_SCALAR && after->kind == NODE_SCALAR &&
	       before->type != after->type &&
	       (before->type == TYPE_STRING || after->type == TYPE_STRING);
}

static void write_pair(struct buf *out, struct node *before, struct node *after)
{
	struct buf old = {0}, new = {0};
	bool quoted = is_confusing(before, after);

	value_write(&old, before, quoted, LONGEST);
	value_write(&new, after, quoted, LONGEST);
	buf_addt(out, buf_text(&old));
	buf_adds(out, " → ");
	buf_addt(out, buf_text(&new));
	if (text_equal(buf_text(&old), buf_text(&new))) { /* all that differs is hidden */
		buf_addc(out, ' ');
		message_write(out, MSG_DIFF_HIDDEN, 0, NULL);
	}
	buf_free(&old);
	buf_free(&new);
}

void diff_values_write(struct buf *out, const struct change *c)
{
	if (c->op == CHANGE_REPLACE && value_is_long(c->before, c->after))
		value_words(out, node_text(c->before), node_text(c->after));
	else if (c->op == CHANGE_REPLACE)
		write_pair(out, c->before, c->after);
	else if (c->op != CHANGE_MOVE)
		value_write(out, c->before ? c->before : c->after, false, LONGEST);
}

static void write_inside(struct buf *out, const struct place_schemas *at, struct node *n,
			 unsigned level);

static bool is_plain_list(const struct node *n)
{
	uint32_t i;

	for (i = 0; i < n->n && n->kind == NODE_SEQUENCE; i++)
		if (node_target(n->items[i])->kind != NODE_SCALAR)
			return false;
	return n->kind == NODE_SEQUENCE;
}

/* One value below its line: with what is in it on lines of its own, unless that is little. */
static void write_below(struct buf *out, const struct place_schemas *at, struct node *n,
			unsigned level)
{
	struct node *v = node_target(n);

	if (v->kind == NODE_SCALAR || !v->n || is_plain_list(v) || level == DEEPEST_SHOWN) {
		buf_adds(out, ": ");
		value_write(out, v, false, LONGEST);
		buf_addc(out, '\n');
		return;
	}
	buf_addc(out, '\n');
	write_inside(out, at, v, level);
}

static void write_inside(struct buf *out, const struct place_schemas *at, struct node *n,
			 unsigned level)
{
	const struct node *key = n->kind == NODE_SEQUENCE ? annotate_list_key(at) : NULL;
	uint32_t i;

	for (i = 0; i < n->n; i++) {
		struct place_schemas below = n->kind == NODE_MAPPING
						     ? annotate_key(at, node_text(n->pairs[i].key))
						     : annotate_item(at, i);

		buf_addf(out, "%*s", (int)(4 * level + 6), "");
		if (n->kind == NODE_MAPPING)
			add_label(out, annotate_title(&below), node_text(n->pairs[i].key));
		else
			add_item_name(out, diff_item_name(key, n->items[i]), i);
		write_below(out, &below, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i],
			    level + 1);
	}
}

/* What the schema says of the place a step leads to. */
static struct place_schemas place_of(const struct schema *s, const struct diff_step *step)
{
	size_t i, n = step ? step->depth : 0;
	const struct diff_step **way = mem_alloc((n + 1) * sizeof *way);
	struct place_schemas at = annotate_root(s);

	for (i = n; i-- > 0; step = step->up)
		way[i] = step;
	for (i = 0; i < n; i++)
		at = way[i]->key.p
			     ? annotate_key(&at, way[i]->key)
			     : annotate_item(&at, way[i]->after != DIFF_NONE ? way[i]->after
									     : way[i]->before);
	mem_free(way);
	return at;
}

static void write_change(struct buf *out, const struct diff_look *look, const struct diff_entry *e,
			 const struct change *c)
{
	struct node *whole = c->op == CHANGE_ADD      ? c->after
			     : c->op == CHANGE_REMOVE ? c->before
						      : NULL;
	struct place_schemas at;

	if (c->step) {
		buf_adds(out, "  ");
		add_sign(out, c->op, look->color);
		diff_way(out, c->step);
	}
	if (c->op == CHANGE_MOVE) {
		char from[24], to[24];
		struct text args[2] = {text_number(from, c->step->before + 1),
				       text_number(to, c->step->after + 1)};

		buf_adds(out, ": ");
		message_write(out, MSG_DIFF_PLACE, 2, args);
	} else if (whole) {
		at = place_of(e->schema, c->step);
		if (c->step)
			write_below(out, &at, whole, 0);
		else if (node_target(whole)->kind != NODE_SCALAR)
			write_inside(out, &at, node_target(whole), 0);
		return;
	} else {
		buf_adds(out, c->step ? ": " : "  ");
		diff_values_write(out, c);
	}
	buf_addc(out, '\n');
}

static void write_head(struct buf *out, const struct diff_look *look, const struct diff_entry *e)
{
	bool moved = e->before && e->after && strcmp(e->before, e->after) != 0;
	enum change_op op = !e->before                        ? CHANGE_ADD
			    : !e->after                       ? CHANGE_REMOVE
			    : moved && e->diff && !e->diff->n ? CHANGE_MOVE
							      : CHANGE_REPLACE;

	if (look->whole) { /* of a copy, the folder says nothing */
		const char *slash = strrchr(e->after, '/');

		message_escape(out, text_of(e->record ? e->record : slash ? slash + 1 : e->after));
		return;
	}
	add_sign(out, op, look->color);
	buf_adds(out, look->color ? "\033[1m" : "");
	if (e->record) {
		message_escape(out, text_of(e->record));
		buf_adds(out, "  ");
	}
	message_escape(out, text_of(e->before ? e->before : e->after));
	if (moved) {
		buf_adds(out, " → ");
		message_escape(out, text_of(e->after));
	}
	buf_adds(out, look->color ? "\033[0m" : "");
}

void diff_text_entry(struct buf *out, const struct diff_look *look, const struct diff_entry *e)
{
	size_t i;

	write_head(out, look, e);
	if (e->why)
		buf_addf(out, ": %s", e->why);
	if (look->stat && e->diff)
		buf_addf(out, " | %zu", e->diff->n);
	buf_addc(out, '\n');
	if (!look->stat && look->inner)
		diff_event_lines(out, look, e->events);
	for (i = 0; !look->stat && e->diff && i < e->diff->n; i++)
		write_change(out, look, e, &e->diff->v[i]);
}
