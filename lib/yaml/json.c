/*
 * JSON (RFC 8259) into the same tree as YAML: without recursion, with the same limits. libyaml
 * would read most of it, but not surrogate-pair escapes, keys of more than 1024 characters, or DEL
 * in a string.
 */
#include "yaml/json.h"

#include "base/buf.h"
#include "base/finding.h"
#include "base/utf8.h"
#include "yaml/build.h"
#include "yaml/scalar.h"

struct json {
	struct build build;
	const char *bytes, *p, *end, *line_start;
	uint32_t line;
	struct buf unescaped;
	const char *problem; /* of the syntax, at p; NULL while all is well */
};

static void space(struct json *j)
{
	for (; j->p < j->end; j->p++) {
		if (*j->p == '\n') {
			j->line++;
			j->line_start = j->p + 1;
		} else if (*j->p != ' ' && *j->p != '\t' && *j->p != '\r') {
			return;
		}
	}
}

static struct node *new_node(struct json *j, enum node_kind kind, const char *start,
			     const char *end)
{
	struct node *n = build_node(&j->build, kind, (uint32_t)(start - j->bytes),
				    (uint32_t)(end - j->bytes));

	if (n) {
		n->line = j->line;
		n->column = (uint32_t)(start - j->line_start);
	}
	return n;
}

static bool fail(struct json *j, const char *problem)
{
	j->problem = problem;
	return false;
}

static bool hex4(struct json *j, uint32_t *out)
{
	int i;

	*out = 0;
	if (j->end - j->p < 4)
		return fail(j, "four hexadecimal digits must follow \\u");
	for (i = 0; i < 4; i++) {
		char c = j->p[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;

		if (digit < 0)
			return fail(j, "four hexadecimal digits must follow \\u");
		*out = *out << 4 | (uint32_t)digit;
	}
	j->p += 4;
	return true;
}

/* After "\u". A pair of surrogates is one character; half a pair is no character at all. */
static bool unicode_escape(struct json *j)
{
	uint32_t high, low;

	if (!hex4(j, &high))
		return false;
	if (high >= 0xD800 && high <= 0xDBFF) {
		if (j->end - j->p < 2 || j->p[0] != '\\' || j->p[1] != 'u')
			return fail(j, "half of a surrogate pair");
		j->p += 2;
		if (!hex4(j, &low))
			return false;
		if (low < 0xDC00 || low > 0xDFFF)
			return fail(j, "half of a surrogate pair");
		high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	} else if (high >= 0xDC00 && high <= 0xDFFF) {
		return fail(j, "half of a surrogate pair");
	}
	buf_addu(&j->unescaped, high);
	return true;
}

static bool escape(struct json *j) /* after the backslash */
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *which;

	if (j->p == j->end)
		return fail(j, "the string is never closed");
	if (*j->p == 'u') {
		j->p++;
		return unicode_escape(j);
	}
	which = *j->p ? strchr(from, *j->p) : NULL;
	if (!which)
		return fail(j, "an escape that JSON does not have");
	j->p++;
	buf_addc(&j->unescaped, to[which - from]);
	return true;
}

/* The string at p, its opening quote included. */
static bool string(struct json *j, struct text *out)
{
	const char *open = j->p++, *run = j->p;

	buf_clear(&j->unescaped);
	for (;;) {
		while (j->p < j->end && (unsigned char)*j->p >= 0x20 && *j->p != '"' &&
		       *j->p != '\\')
			j->p++;
		buf_add(&j->unescaped, run, (size_t)(j->p - run));
		if (j->p == j->end) {
			j->p = open;
			return fail(j, "the string is never closed");
		}
		if (*j->p == '"')
			break;
		if (*j->p != '\\')
			return fail(j, "a control character in a string; write it as an escape");
		j->p++;
		if (!escape(j))
			return false;
		run = j->p;
	}
	j->p++;
	*out = buf_text(&j->unescaped);
	return true;
}

static bool scalar(struct json *j, const char *start, struct text value, enum node_style style)
{
	struct node *n = build_scalar(&j->build, value, (uint32_t)(start - j->bytes),
				      (uint32_t)(j->p - j->bytes));
	bool truth = false;

	if (!n)
		return false;
	n->line = j->line;
	n->column = (uint32_t)(start - j->line_start);
	n->style = (uint8_t)style;
	if (style == STYLE_PLAIN)
		n->type = (uint8_t)scalar_resolve(value, &truth);
	n->truth = truth;
	return !node_is_number(n) || build_number(&j->build, n);
}

static const char *digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* RFC 8259 section 6: no leading zero, no leading plus, digits on both sides of the point. */
static const char *number(const char *p, const char *end)
{
	const char *from;

	p += p < end && *p == '-';
	from = p;
	p = digits(p, end);
	if (p == from || (*from == '0' && p - from > 1))
		return NULL;
	if (p < end && *p == '.') {
		from = ++p;
		p = digits(p, end);
		if (p == from)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		from = p;
		p = digits(p, end);
		if (p == from)
			return NULL;
	}
	return p;
}

static bool word(struct json *j) /* a number, true, false or null */
{
	static const char *const words[] = {"true", "false", "null"};
	const char *start = j->p, *end = NULL;
	size_t i;

	if (*j->p == '-' || (*j->p >= '0' && *j->p <= '9')) {
		end = number(j->p, j->end);
	} else {
		for (i = 0; i < 3; i++)
			if (text_starts((struct text){j->p, (size_t)(j->end - j->p)},
					text_of(words[i])))
				end = j->p + strlen(words[i]);
	}
	if (!end || (end < j->end && !strchr(" \t\r\n,:]}", *end)))
		return fail(
			j, "neither a string, a number, true, false, null, an array nor an object");
	j->p = end;
	return scalar(j, start, (struct text){start, (size_t)(end - start)}, STYLE_PLAIN);
}

static bool open_collection(struct json *j)
{
	struct node *n = new_node(j, *j->p == '{' ? NODE_MAPPING : NODE_SEQUENCE, j->p, j->p + 1);

	if (!n)
		return false;
	n->style = STYLE_FLOW;
	j->p++;
	return build_open(&j->build, n);
}

static bool key(struct json *j)
{
	const char *start = j->p;
	struct text t;

	if (j->p == j->end || *j->p != '"')
		return fail(j, "a key in double quotes must stand here");
	if (!string(j, &t) || !scalar(j, start, t, STYLE_DOUBLE))
		return false;
	space(j);
	if (j->p == j->end || *j->p != ':')
		return fail(j, "a colon must follow the key");
	j->p++;
	space(j);
	return true;
}

/* After a value or an opening bracket: closes what ends here, and steps to the next value. `first`:
 * nothing in the open collection yet. False at the end of the text or on a mistake. */
static bool next_value(struct json *j, bool first)
{
	for (;;) {
		space(j);
		if (!j->build.depth)
			return j->p == j->end ? false
					      : fail(j, "something follows the end of the text");
		struct node *open = j->build.frames[j->build.depth - 1].node;
		char close = open->kind == NODE_MAPPING ? '}' : ']';

		if (j->p == j->end)
			return fail(j, close == '}' ? "an object is never closed"
						    : "an array is never closed");
		if (*j->p == close) {
			j->p++;
			if (!build_close(&j->build, (uint32_t)(j->p - j->bytes)))
				return false;
			first = false;
			continue;
		}
		if (!first) {
			if (*j->p != ',')
				return fail(j, "a comma or a closing bracket must stand here");
			j->p++;
			space(j);
		}
		return open->kind != NODE_MAPPING || key(j);
	}
}

/* Reads the whole text; true unless something is wrong. */
static bool parse(struct json *j)
{
	const char *start;
	struct text t;
	bool opened, more;

	space(j);
	do {
		opened = false;
		if (j->p == j->end)
			return fail(j, "a value is missing");
		start = j->p;
		if (*j->p == '{' || *j->p == '[') {
			opened = more = open_collection(j);
		} else if (*j->p == '"') {
			more = string(j, &t) && scalar(j, start, t, STYLE_DOUBLE);
		} else {
			more = word(j);
		}
		if (!more)
			return false;
	} while (next_value(j, opened));
	return !j->problem && !j->build.depth && j->build.nstack == 1;
}

int json_load(struct tree *t, const char *bytes, size_t n, size_t skip, bool must,
	      struct findings *f)
{
	struct json j = {.build = {.tree = t, .findings = f, .bytes = bytes},
			 .bytes = bytes,
			 .p = bytes + skip,
			 .end = bytes + n,
			 .line_start = bytes};
	size_t before = f->n;
	int result = -1;
	uint32_t at;

	t->json = true;
	if (parse(&j)) {
		build_document(&j.build, j.build.stack[0]);
		result = build_finish(&j.build) ? 0 : -1;
	} else if (j.problem && !must) {
		result = 1;
		findings_truncate(f, before);
	} else if (j.problem) {
		at = (uint32_t)(j.p - bytes);
		finding_say(f, MSG_JSON_SYNTAX, at, at < n ? at + 1 : at, text_of(j.problem));
	}
	build_free(&j.build);
	buf_free(&j.unescaped);
	return result;
}
