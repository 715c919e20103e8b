/*
 * Line by line. Of each the column of what it begins with says where it belongs (YAML 1.2.2,
 * section 8.2): deeper than the innermost open collection it is the value that an entry before it
 * still waits for; else collections close until one has that column. Whatever is not certain, this
 * reader gives up.
 */
#include "yaml/quick.h"

#include "base/finding.h"
#include "yaml/build.h"
#include "yaml/scalar.h"

enum { LONGEST_KEY = 1000 }; /* bytes; libyaml takes up to 1024 characters */

struct quick {
	struct build build;
	const char *bytes, *line, *end; /* of the text; the line's first byte and its end */
	const char *p;                  /* in the line */
	uint32_t lines;                 /* before it */
	const char *waiting; /* behind the sign of an entry whose value is to come; NULL: none */
	uint32_t waiting_line, waiting_column;
};

/* --- characters --- */

/* After a first byte of 0x80 or more: the bytes of a character that libyaml takes (YAML 1.1's
 * c-printable) and that is no byte-order mark; 0: none. */
static size_t wide_length(const unsigned char *p, const unsigned char *end)
{
	size_t n = *p < 0xC2 ? 0 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : *p < 0xF5 ? 4 : 0, i;

	if ((size_t)(end - p) < n)
		return 0;
	for (i = 1; i < n; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	if ((p[0] == 0xC2 && p[1] < 0xA0) || (p[0] == 0xE0 && p[1] < 0xA0) ||
	    (p[0] == 0xED && p[1] >= 0xA0) || (p[0] == 0xF0 && p[1] < 0x90) ||
	    (p[0] == 0xF4 && p[1] >= 0x90))
		return 0;
	if (p[0] == 0xEF && ((p[1] == 0xBB && p[2] == 0xBF) || (p[1] == 0xBF && p[2] >= 0xBE)))
		return 0;
	return n;
}

/* Neither tabs nor CR: where those may stand is libyaml's to know. */
static bool is_readable(const char *bytes, size_t n)
{
	const unsigned char *p = (const unsigned char *)bytes, *end = p + n;
	size_t length;

	while (p < end) {
		length = *p >= 0x80 ? wide_length(p, end) : *p == '\n' || (*p >= 0x20 && *p < 0x7F);
		if (!length)
			return false;
		p += length;
	}
	return true;
}

/* Can a plain scalar begin here? (A dash before what is no digit is left to libyaml.) */
static bool begins_plain(const char *p, const char *end)
{
	static const bool signs[256] = {
		[' '] = true, ['?'] = true, [':'] = true, [','] = true, ['['] = true,
		[']'] = true, ['{'] = true, ['}'] = true, ['#'] = true, ['&'] = true,
		['*'] = true, ['!'] = true, ['|'] = true, ['>'] = true, ['\''] = true,
		['"'] = true, ['%'] = true, ['@'] = true, ['`'] = true,
	};

	if (*p == '-')
		return end - p > 1 && p[1] >= '0' && p[1] <= '9';
	return !signs[(unsigned char)*p];
}

static bool is_flow_sign(char c)
{
	return c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == '?';
}

static bool is_blank(const char *p, const char *end)
{
	return p == end || *p == ' ';
}

static void skip_spaces(struct quick *q)
{
	while (q->p < q->end && *q->p == ' ')
		q->p++;
}

/* Nothing but a comment, if anything: `first` at the line's beginning or behind a sign. */
static bool is_over(struct quick *q, bool first)
{
	const char *from = q->p;

	skip_spaces(q);
	return q->p == q->end || (*q->p == '#' && (first || q->p > from));
}

/* --- scalars --- */

struct word {
	const char *start, *end; /* with its quotes */
	struct text text;
	enum node_style style;
};

static bool add_scalar(struct quick *q, const struct word *w)
{
	struct node *n = build_scalar(&q->build, w->text, (uint32_t)(w->start - q->bytes),
				      (uint32_t)(w->end - q->bytes));
	bool truth = false;

	if (!n)
		return false;
	n->line = q->lines;
	n->column = (uint32_t)(w->start - q->line);
	n->style = (uint8_t)w->style;
	if (w->style == STYLE_PLAIN) {
		n->type = (uint8_t)scalar_resolve(w->text, &truth);
		n->truth = truth;
	}
	return !node_is_number(n) || build_number(&q->build, n);
}

static bool read_quoted(struct quick *q, struct word *w)
{
	char quote = *q->p;
	const char *from = q->p + 1, *to = memchr(from, quote, (size_t)(q->end - from));

	if (!to || (quote == '\'' && to + 1 < q->end && to[1] == '\'') ||
	    (quote == '"' && memchr(from, '\\', (size_t)(to - from))))
		return false;
	*w = (struct word){q->p,
			   to + 1,
			   {from, (size_t)(to - from)},
			   quote == '"' ? STYLE_DOUBLE : STYLE_SINGLE};
	q->p = to + 1;
	return true;
}

/* Up to a colon that ends a key, a comment, the end of the line, or a sign of the flow it is in. */
static bool read_plain(struct quick *q, struct word *w, bool flow)
{
	const char *p = q->p, *to = p;

	if (!begins_plain(p, q->end))
		return false;
	for (; p < q->end; p++) {
		if (*p == ' ')
			continue;
		if ((*p == ':' && is_blank(p + 1, q->end)) || (*p == '#' && p[-1] == ' '))
			break;
		if (flow && (is_flow_sign(*p) || (*p == ':' && is_flow_sign(p[1]))))
			break;
		to = p + 1;
	}
	*w = (struct word){q->p, to, {q->p, (size_t)(to - q->p)}, STYLE_PLAIN};
	q->p = to;
	return true;
}

static bool read_word(struct quick *q, struct word *w, bool flow)
{
	return *q->p == '"' || *q->p == '\'' ? read_quoted(q, w) : read_plain(q, w, flow);
}

/* Goes past the colon that makes a key of the word before it; false: there is none. */
static bool take_colon(struct quick *q)
{
	const char *p = q->p;

	while (p < q->end && *p == ' ')
		p++;
	if (p == q->end || *p != ':' || !is_blank(p + 1, q->end))
		return false;
	q->p = p + 1;
	return true;
}

/* --- collections --- */

static bool open_collection(struct quick *q, enum node_kind kind, enum node_style style)
{
	uint32_t at = (uint32_t)(q->p - q->bytes);
	struct node *n = build_node(&q->build, kind, at, at);

	if (!n)
		return false;
	n->line = q->lines;
	n->column = (uint32_t)(q->p - q->line);
	n->style = (uint8_t)style;
	return build_open(&q->build, n);
}

static bool read_flow(struct quick *q);

static bool read_flow_value(struct quick *q)
{
	struct word w;

	if (q->p == q->end)
		return false;
	if (*q->p == '[' || *q->p == '{')
		return read_flow(q);
	return read_word(q, &w, true) && add_scalar(q, &w);
}

static bool read_flow_key(struct quick *q)
{
	struct word w;

	if (q->p == q->end || !read_word(q, &w, true) || w.end - w.start > LONGEST_KEY ||
	    !take_colon(q))
		return false;
	skip_spaces(q);
	return add_scalar(q, &w);
}

/* As deep as build_open lets it. */
static bool read_flow(struct quick *q)
{
	bool map = *q->p == '{';
	char close = map ? '}' : ']';

	if (!open_collection(q, map ? NODE_MAPPING : NODE_SEQUENCE, STYLE_FLOW))
		return false;
	q->p++;
	skip_spaces(q);
	while (q->p < q->end && *q->p != close) {
		if ((map && !read_flow_key(q)) || !read_flow_value(q))
			return false;
		skip_spaces(q);
		if (q->p == q->end || (*q->p != ',' && *q->p != close))
			return false;
		if (*q->p == ',') {
			q->p++;
			skip_spaces(q);
			if (q->p == q->end || *q->p == close)
				return false;
		}
	}
	if (q->p == q->end)
		return false;
	q->p++;
	return build_close(&q->build, (uint32_t)(q->p - q->bytes));
}

static void wait_for_value(struct quick *q)
{
	q->waiting = q->p;
	q->waiting_line = q->lines;
	q->waiting_column = (uint32_t)(q->p - q->line);
}

/* No value came: it is null, behind the sign. */
static bool end_waiting(struct quick *q)
{
	uint32_t at = (uint32_t)(q->waiting - q->bytes);
	struct node *n;

	n = build_scalar(&q->build, TEXT(""), at, at);
	if (!n)
		return false;
	n->type = TYPE_NULL;
	n->line = q->waiting_line;
	n->column = q->waiting_column;
	q->waiting = NULL;
	return true;
}

static struct node *innermost(const struct quick *q, size_t above)
{
	return q->build.depth > above ? q->build.frames[q->build.depth - 1 - above].node : NULL;
}

/* A list may stand as deep as the key it belongs to. */
static bool is_within(uint32_t column, enum node_kind kind, const struct node *n)
{
	return column > n->column ||
	       (column == n->column && kind == NODE_SEQUENCE && n->kind == NODE_MAPPING);
}

/* Opens and closes what it takes for an entry of a collection of this kind to begin at p. */
static bool place(struct quick *q, enum node_kind kind)
{
	uint32_t column = (uint32_t)(q->p - q->line);
	struct node *in = innermost(q, 0), *around;

	if (!in && column)
		return false;
	if (!in || (q->waiting && is_within(column, kind, in))) {
		q->waiting = NULL;
		return open_collection(q, kind, STYLE_BLOCK);
	}
	if (q->waiting && !end_waiting(q))
		return false;
	for (; in->column > column; in = innermost(q, 0))
		if (!build_close(&q->build, 0))
			return false;
	around = innermost(q, 1);
	if (in->kind != kind && around && around->kind == kind && around->column == column) {
		if (!build_close(&q->build, 0))
			return false;
		in = around;
	}
	return in->column == column && in->kind == kind;
}

/* --- lines --- */

static bool read_value(struct quick *q)
{
	struct word w;

	if (*q->p == '[' || *q->p == '{')
		return read_flow(q) && is_over(q, false);
	return read_word(q, &w, false) && add_scalar(q, &w) && is_over(q, false);
}

/* At the colon's end. */
static bool read_value_of_key(struct quick *q)
{
	wait_for_value(q);
	if (is_over(q, true))
		return true;
	q->waiting = NULL;
	return read_value(q);
}

/* A key with what follows it, or if an item `may` be a value, that. */
static bool read_entry(struct quick *q, bool may)
{
	const char *start = q->p, *behind;
	struct word w;

	if (*start == '[' || *start == '{') {
		q->waiting = NULL;
		return may && read_value(q);
	}
	if (!read_word(q, &w, false))
		return false;
	if (!take_colon(q)) {
		q->waiting = NULL;
		return may && add_scalar(q, &w) && is_over(q, false);
	}
	behind = q->p;
	q->p = start;
	if (behind - start > LONGEST_KEY || !place(q, NODE_MAPPING) || !add_scalar(q, &w))
		return false;
	q->p = behind;
	return read_value_of_key(q);
}

static bool read_line(struct quick *q)
{
	bool item = false;

	if (is_over(q, true))
		return true;
	if (*q->line == '.') /* three of them would end the document */
		return false;
	while (*q->p == '-' && is_blank(q->p + 1, q->end)) {
		if (!place(q, NODE_SEQUENCE))
			return false;
		item = true;
		q->p++;
		wait_for_value(q);
		if (is_over(q, true))
			return true;
	}
	return read_entry(q, item);
}

static bool read_lines(struct quick *q, const char *end)
{
	while (q->line < end) {
		q->end = memchr(q->line, '\n', (size_t)(end - q->line));
		if (!q->end)
			q->end = end;
		q->p = q->line;
		if (!read_line(q))
			return false;
		q->line = q->end + 1;
		q->lines++;
	}
	if (q->waiting && !end_waiting(q))
		return false;
	while (q->build.depth)
		if (!build_close(&q->build, 0))
			return false;
	return q->build.nstack == 1;
}

int quick_load(struct tree *t, const char *bytes, size_t n, struct findings *f)
{
	struct quick q = {.build = {.tree = t, .findings = f, .bytes = bytes},
			  .bytes = bytes,
			  .line = bytes};
	size_t before = f->n;
	bool good = is_readable(bytes, n) && read_lines(&q, bytes + n);

	if (good) {
		build_document(&q.build, q.build.stack[0]);
		good = build_finish(&q.build) && f->n == before;
	}
	if (!good)
		findings_truncate(f, before);
	build_free(&q.build);
	return good ? 0 : 1;
}
