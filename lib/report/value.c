/* Values on one line and as JSON. Depth is bounded by the loader. */
#include "report/value.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/message.h"
#include "base/utf8.h"
#include "report/json.h"
#include "schema/schema.h"
#include "yaml/tree.h"

enum { LONG_TEXT = 48 }; /* characters */

/* Could the text, without quotes, be taken for something else on a line? */
static bool needs_quotes(struct text t)
{
	return !t.n || t.p[0] == ' ' || t.p[t.n - 1] == ' ' || t.p[0] == '\'' || t.p[0] == '"';
}

static void write_scalar(struct buf *out, const struct node *n, bool quoted)
{
	struct buf masked = {0};

	schema_mask(&masked, n);
	quoted = !n->sensitive && n->type == TYPE_STRING &&
		 (quoted || needs_quotes(buf_text(&masked)));
	if (n->type == TYPE_NULL && !n->sensitive)
		buf_adds(out, "null");
	buf_adds(out, quoted ? "'" : "");
	if (n->type != TYPE_NULL || n->sensitive)
		message_escape(out, buf_text(&masked));
	buf_adds(out, quoted ? "'" : "");
	buf_free(&masked);
}

static void write_value(struct buf *out, struct node *n, bool quoted, size_t end)
{
	uint32_t i;

	n = node_target(n);
	if (out->n > end)
		return;
	if (n->kind == NODE_SCALAR) {
		write_scalar(out, n, quoted);
		return;
	}
	buf_addc(out, n->kind == NODE_MAPPING ? '{' : '[');
	for (i = 0; i < n->n && out->n <= end; i++) {
		buf_adds(out, i ? ", " : "");
		if (n->kind == NODE_MAPPING) {
			message_escape(out, node_text(n->pairs[i].key));
			buf_adds(out, ": ");
		}
		write_value(out, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i], quoted,
			    end);
	}
	buf_addc(out, n->kind == NODE_MAPPING ? '}' : ']');
}

void value_write(struct buf *out, struct node *n, bool quoted, size_t most)
{
	size_t start = out->n, end;

	write_value(out, n, quoted, start + most);
	if (out->n - start <= most)
		return;
	for (end = start + most; end > start && ((unsigned char)out->p[end] & 0xC0) == 0x80; end--)
		;
	out->n = end;
	buf_adds(out, "…");
}

/* JSON */

/* Is the text of a number one of JSON's too (RFC 8259, section 6)? */
static bool is_json_number(struct text t)
{
	size_t i = t.n && t.p[0] == '-', digits;

	digits = i;
	while (i < t.n && t.p[i] >= '0' && t.p[i] <= '9')
		i++;
	if (i == digits || (i > digits + 1 && t.p[digits] == '0'))
		return false;
	if (i < t.n && t.p[i] == '.') {
		digits = ++i;
		while (i < t.n && t.p[i] >= '0' && t.p[i] <= '9')
			i++;
		if (i == digits)
			return false;
	}
	if (i < t.n && (t.p[i] == 'e' || t.p[i] == 'E')) {
		i++;
		if (i < t.n && (t.p[i] == '+' || t.p[i] == '-'))
			i++;
		digits = i;
		while (i < t.n && t.p[i] >= '0' && t.p[i] <= '9')
			i++;
		if (i == digits)
			return false;
	}
	return i == t.n;
}

static void json_number(struct buf *out, const struct node *n)
{
	struct arena a = {0};

	if (is_json_number(node_text(n)))
		buf_addt(out, node_text(n));
	else
		decimal_write(out, node_decimal(n, &a));
	arena_free(&a);
}

static void json_scalar(struct buf *out, const struct node *n)
{
	struct buf masked = {0};

	if (n->sensitive) {
		schema_mask(&masked, n);
		json_string(out, buf_text(&masked));
		buf_free(&masked);
	} else if (node_is_number(n)) {
		json_number(out, n);
	} else if (n->type == TYPE_NULL) {
		buf_adds(out, "null");
	} else if (n->type == TYPE_BOOL) {
		buf_adds(out, n->truth ? "true" : "false");
	} else {
		json_string(out, node_text(n));
	}
}

void value_json(struct buf *out, struct node *n)
{
	uint32_t i;

	n = node_target(n);
	if (n->kind == NODE_SCALAR) {
		json_scalar(out, n);
		return;
	}
	buf_addc(out, n->kind == NODE_MAPPING ? '{' : '[');
	for (i = 0; i < n->n; i++) {
		buf_adds(out, i ? "," : "");
		if (n->kind == NODE_MAPPING) {
			json_string(out, node_text(n->pairs[i].key));
			buf_addc(out, ':');
		}
		value_json(out, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i]);
	}
	buf_addc(out, n->kind == NODE_MAPPING ? '}' : ']');
}

static bool any(struct node *n, bool (*is)(const struct node *n))
{
	uint32_t i;

	n = node_target(n);
	if (n->kind == NODE_SCALAR)
		return is(n);
	for (i = 0; i < n->n; i++)
		if (any(n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i], is))
			return true;
	return false;
}

static bool is_nonfinite(const struct node *n)
{
	return n->type == TYPE_NONFINITE;
}

static bool is_masked(const struct node *n)
{
	return n->sensitive;
}

bool value_has_nonfinite(struct node *n)
{
	return any(n, is_nonfinite);
}

bool value_has_masked(struct node *n)
{
	return any(n, is_masked);
}

bool value_is_long(const struct node *before, const struct node *after)
{
	if (!node_is_string(before) || !node_is_string(after) || before->sensitive ||
	    after->sensitive)
		return false;
	return memchr(before->text, '\n', before->n) || memchr(after->text, '\n', after->n) ||
	       (utf8_count(before->text, before->n) > LONG_TEXT &&
		utf8_count(after->text, after->n) > LONG_TEXT);
}
