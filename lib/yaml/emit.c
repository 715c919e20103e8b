/*
 * Values as YAML, in the form that hhfmt leaves alone: no quotes where none are needed, one line
 * for a small mapping or a list of words, a text block for a text of several lines.
 */
#include "yaml/emit.h"

#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/utf8.h"
#include "yaml/form_internal.h"
#include "yaml/scalar.h"

enum { NARROW = 100 }; /* columns */

/* strings */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Could a reader of YAML 1.1 take it for a number or a time? Dates are left plain, as they are
 * written everywhere; so are codes of several parts. */
static bool is_like_number(struct text t)
{
	struct date date;
	bool dashes = true;
	size_t i, first = 0;

	if (!digit(t.p[0]) &&
	    !(strchr("+-.", t.p[0]) && t.n > 1 && (digit(t.p[1]) || strchr(".iInN", t.p[1]))))
		return false;
	if (date_parse(t, &date))
		return false;
	while (first < t.n && digit(t.p[first]))
		first++;
	for (i = 0; i < t.n; i++) {
		if (!digit(t.p[i]) && !strchr("_:.+-xXabcdefABCDEFoiIntTNzZ ", t.p[i]))
			return false;
		dashes &= digit(t.p[i]) || t.p[i] == '-';
	}
	return !(dashes && first < t.n && first > 4);
}

static void put_escaped(struct buf *out, struct text t)
{
	static const char names[] = "\0"
				    "0\a"
				    "a\b"
				    "b\t"
				    "t\n"
				    "n\v"
				    "v\f"
				    "f\r"
				    "r\x1b"
				    "e\""
				    "\"\\"
				    "\\";
	size_t i, k, n;
	uint32_t c;

	buf_addc(out, '"');
	for (i = 0; i < t.n; i += n) {
		n = utf8_decode(t.p + i, t.n - i, &c);
		for (k = 0; n == 1 && k + 1 < sizeof names - 1 && names[k] != (char)c; k += 2)
			;
		if (n == 1 && k + 1 < sizeof names - 1)
			buf_addf(out, "\\%c", names[k + 1]);
		else if (n && !form_has_odd_character((struct text){t.p + i, n}, false))
			buf_add(out, t.p + i, n);
		else if (n)
			buf_addf(out,
				 c < 0x100     ? "\\x%02X"
				 : c < 0x10000 ? "\\u%04X"
					       : "\\U%08X",
				 c);
		else
			n = 1; /* no text that was loaded is malformed */
	}
	buf_addc(out, '"');
}

void emit_string(struct buf *out, struct text t, enum node_style style, bool flow)
{
	bool truth;

	if (form_has_odd_character(t, false)) {
		put_escaped(out, t);
	} else if (style == STYLE_DOUBLE) {
		put_escaped(out, t);
	} else if (style == STYLE_PLAIN &&
		   form_may_be_plain(t, (struct form_place){.flow = flow}) &&
		   scalar_resolve(t, &truth) == TYPE_STRING && !is_like_number(t)) {
		buf_addt(out, t);
	} else if (style == STYLE_PLAIN && t.n && memchr(t.p, '\'', t.n) &&
		   !memchr(t.p, '"', t.n) && !memchr(t.p, '\\', t.n)) {
		put_escaped(out, t);
	} else {
		form_put_single(t, out);
	}
}

/* A word as a key is left plain even where YAML 1.1 has another sense for it, as in `on:
 * 2020-03-14`: so keys are written everywhere. */
void emit_key(struct buf *out, struct text t, bool flow)
{
	size_t i;
	bool truth;

	for (i = 0;
	     i < t.n && ((t.p[i] >= 'a' && t.p[i] <= 'z') || (t.p[i] >= 'A' && t.p[i] <= 'Z'));)
		i++;
	if (t.n && i == t.n && scalar_resolve(t, &truth) == TYPE_STRING)
		buf_addt(out, t);
	else
		emit_string(out, t, STYLE_PLAIN, flow);
}

/* one line */

static enum node_style quotes_of(const struct node *n)
{
	return n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE ? (enum node_style)n->style
								    : STYLE_PLAIN;
}

static void put_scalar(struct buf *out, const struct node *n, bool flow)
{
	if (n->type == TYPE_STRING)
		emit_string(out, node_text(n), quotes_of(n), flow);
	else if (n->type == TYPE_NULL)
		buf_adds(out, "null");
	else
		buf_addt(out, node_text(n));
}

void emit_flow(struct buf *out, struct node *n, bool flow)
{
	uint32_t i;

	n = node_target(n);
	if (n->kind == NODE_SCALAR) {
		put_scalar(out, n, flow);
		return;
	}
	buf_addc(out, n->kind == NODE_MAPPING ? '{' : '[');
	for (i = 0; i < n->n; i++) {
		if (i)
			buf_adds(out, ", ");
		if (n->kind == NODE_MAPPING) {
			emit_key(out, node_text(n->pairs[i].key), true);
			buf_adds(out, ": ");
		}
		emit_flow(out, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i], true);
	}
	buf_addc(out, n->kind == NODE_MAPPING ? '}' : ']');
}

/* blocks */

/* Several lines that a text block keeps as they are. */
static bool wants_text_block(const struct node *n)
{
	struct text t = node_text(n);
	size_t i;

	if (n->type != TYPE_STRING || !t.n || !memchr(t.p, '\n', t.n - 1) ||
	    form_has_odd_character(t, true) || strchr(" \n", t.p[0]) ||
	    (t.n > 1 && t.p[t.n - 1] == '\n' && t.p[t.n - 2] == '\n'))
		return false;
	for (i = 0; i < t.n; i++)
		if (t.p[i] == ' ' && (i + 1 == t.n || t.p[i + 1] == '\n'))
			return false;
	return true;
}

static void put_text_block(struct buf *out, struct text t, int indent, struct text beside)
{
	bool ends = t.p[t.n - 1] == '\n';
	const char *p = t.p, *end = t.p + t.n - ends, *nl;

	buf_adds(out, ends ? " |" : " |-");
	if (beside.n) {
		buf_addc(out, ' ');
		buf_addt(out, beside);
	}
	for (;; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			nl = end;
		buf_addc(out, '\n');
		if (nl > p)
			buf_addf(out, "%*s", indent, "");
		buf_add(out, p, (size_t)(nl - p));
		if (nl == end)
			break;
	}
}

static size_t column_of(const struct buf *out)
{
	size_t at = out->n;

	while (at && out->p[at - 1] != '\n')
		at--;
	return utf8_width((struct text){out->p + at, out->n - at});
}

static bool holds_collections(struct node *n)
{
	uint32_t i;

	for (i = 0; i < n->n; i++)
		if (node_target(n->items[i])->kind != NODE_SCALAR)
			return true;
	return false;
}

/* Any text of several lines below? In brackets it would need escapes. */
static bool holds_long_text(struct node *n)
{
	uint32_t i;

	n = node_target(n);
	if (n->kind == NODE_SCALAR)
		return wants_text_block(n);
	for (i = 0; i < n->n; i++)
		if (holds_long_text(n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i]))
			return true;
	return false;
}

static void put_block(struct buf *out, struct node *n, const struct emit_place *place)
{
	struct emit_place inside = {.step = place->step, .dash = place->dash};
	bool list = n->kind == NODE_SEQUENCE, beside = place->item && !place->beside.n;
	uint32_t i;

	inside.indent = place->indent + (place->item ? 2 : list ? place->dash : place->step);
	inside.item = list;
	if (place->beside.n) {
		buf_addc(out, ' ');
		buf_addt(out, place->beside);
	}
	for (i = 0; i < n->n; i++) {
		if (i == 0 && beside)
			buf_addc(out, ' ');
		else
			buf_addf(out, "\n%*s", inside.indent, "");
		if (list) {
			buf_addc(out, '-');
		} else {
			emit_key(out, node_text(n->pairs[i].key), false);
			buf_addc(out, ':');
		}
		emit_value(out, list ? n->items[i] : n->pairs[i].value, &inside);
	}
}

void emit_value(struct buf *out, struct node *n, const struct emit_place *place)
{
	size_t before = out->n;
	bool block;

	n = node_target(n);
	if (n->kind == NODE_SCALAR && wants_text_block(n)) {
		put_text_block(out, node_text(n), place->indent + 2, place->beside);
		return;
	}
	block = n->kind != NODE_SCALAR && n->n &&
		(place->block || holds_long_text(n) ||
		 (n->kind == NODE_SEQUENCE && holds_collections(n)));
	if (!block) {
		buf_addc(out, ' ');
		emit_flow(out, n, false);
		if (n->kind == NODE_SCALAR || !n->n || column_of(out) <= NARROW) {
			if (place->beside.n) {
				buf_addc(out, ' ');
				buf_addt(out, place->beside);
			}
			return;
		}
		out->n = before;
	}
	put_block(out, n, place);
}
