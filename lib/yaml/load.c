/*
 * The YAML loader: libyaml's events, counted and limited as they come, made into a tree. What most
 * records are written like does not come so far (yaml/quick.h).
 *
 * libyaml's marks are lines and columns in characters; nodes hold bytes. A cursor walks the lines
 * once, in step with the events, and turns one into the other; in a line of ASCII that is an
 * addition. The lines of nodes are those of LF alone, as editors count them, though libyaml
 * (YAML 1.1) also breaks lines at CR, NEL, LS and PS.
 */
#include <stdio.h>
#include <yaml.h>

#include "base/finding.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "yaml/build.h"
#include "yaml/bytes.h"
#include "yaml/json.h"
#include "yaml/load.h"
#include "yaml/quick.h"
#include "yaml/scalar.h"

struct cursor {
	const char *bytes, *end;
	bool odd_breaks;   /* the text has line breaks that libyaml counts and editors do not */
	const char *first; /* where libyaml starts: after a byte-order mark */
	const char *line_start; /* of the line the cursor is in, as libyaml breaks lines */
	const char *next;       /* where the line after it begins */
	size_t line;            /* its number, as libyaml counts */
	bool ascii;             /* all of that line */
	size_t column;          /* of the cursor in characters */
	const char *at;
	const char *lf_start; /* after the last LF before the cursor */
	uint32_t lf_line;     /* LFs before the cursor */
};

struct loader {
	struct build build;
	yaml_parser_t parser;
	struct cursor cursor;
};

/* The length of the line break at p, as YAML 1.1 has them; 0 if there is none. */
static size_t break_length(const char *p, const char *end)
{
	const unsigned char *b = (const unsigned char *)p;

	if (*p == '\n')
		return 1;
	if (*p == '\r')
		return end - p > 1 && p[1] == '\n' ? 2 : 1;
	if (end - p > 1 && b[0] == 0xC2 && b[1] == 0x85)
		return 2;
	return end - p > 2 && b[0] == 0xE2 && b[1] == 0x80 && (b[2] == 0xA8 || b[2] == 0xA9) ? 3
											     : 0;
}

/* Looks at the line that begins at p: is it all ASCII? Returns where the next begins. */
static const char *look_at_line(struct cursor *c, const char *p)
{
	const char *next, *q;
	size_t n = 0;

	if (c->odd_breaks) {
		for (q = p; q < c->end && !(n = break_length(q, c->end));)
			q++;
		c->ascii = false;
		return q + n;
	}
	next = memchr(p, '\n', (size_t)(c->end - p));
	next = next ? next + 1 : c->end;
	c->ascii = utf8_is_ascii(p, (size_t)(next - p));
	return next;
}

static void start_cursor(struct cursor *c)
{
	c->line_start = c->at = c->first;
	c->lf_start = c->bytes;
	c->line = c->column = 0;
	c->lf_line = 0;
	c->next = look_at_line(c, c->first);
}

static void next_line(struct cursor *c)
{
	if (c->next > c->line_start && c->next[-1] == '\n') {
		c->lf_line++;
		c->lf_start = c->next;
	}
	c->line++;
	c->line_start = c->at = c->next;
	c->column = 0;
	c->next = look_at_line(c, c->next);
}

/* Moves the cursor to a mark. Marks mostly come in the order of the text; going back begins anew.
 */
static void seek(struct cursor *c, const yaml_mark_t *mark)
{
	if (mark->line < c->line ||
	    (mark->line == c->line && mark->column < c->column && !c->ascii))
		start_cursor(c);
	while (c->line < mark->line && c->line_start < c->end)
		next_line(c);
	if (c->ascii)
		c->at = mark->column < (size_t)(c->end - c->line_start)
				? c->line_start + mark->column
				: c->end;
	else
		for (; c->column < mark->column && c->at < c->end; c->column++)
			c->at += utf8_length(*c->at);
	if (c->at > c->end) /* in the middle of what is not UTF-8 */
		c->at = c->end;
}

/* The byte offset of a mark. */
static inline uint32_t offset_of(struct loader *l, const yaml_mark_t *mark)
{
	struct cursor *c = &l->cursor;

	if (mark->line == c->line && c->ascii && mark->column < (size_t)(c->end - c->line_start))
		c->at = c->line_start + mark->column;
	else
		seek(c, mark);
	return (uint32_t)(c->at - c->bytes);
}

static uint32_t line_of(const struct loader *l)
{
	return l->cursor.lf_line;
}

static uint32_t column_of(const struct loader *l)
{
	return (uint32_t)(l->cursor.at - l->cursor.lf_start);
}

static struct node *new_node(struct loader *l, const yaml_event_t *event, enum node_kind kind)
{
	uint32_t start = offset_of(l, &event->start_mark), line = line_of(l), column = column_of(l);
	struct node *n = build_node(&l->build, kind, start, offset_of(l, &event->end_mark));

	if (n) {
		n->line = line;
		n->column = column;
	}
	return n;
}

static struct text keep(struct loader *l, const yaml_char_t *s)
{
	struct text t = s ? text_of((const char *)s) : TEXT("");

	return (struct text){arena_copy(&l->build.tree->arena, t.p, t.n), t.n};
}

static void set_props(struct loader *l, struct node *n, const yaml_char_t *anchor,
		      const yaml_char_t *tag)
{
	struct node_props *props;

	if (!anchor && !tag)
		return;
	props = arena_alloc(&l->build.tree->arena, sizeof *props);
	props->anchor = keep(l, anchor);
	props->tag = keep(l, tag);
	n->props = props;
	if (anchor)
		build_anchor(&l->build, n, props->anchor);
}

static enum node_style scalar_style(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE: return STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE: return STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE: return STYLE_FOLDED;
	default: return STYLE_PLAIN;
	}
}

/* Anchor and tag of a scalar; false if the tag does not fit. */
static bool set_scalar_props(struct loader *l, struct node *n, const yaml_event_t *event)
{
	const yaml_char_t *tag = event->data.scalar.tag;

	set_props(l, n, event->data.scalar.anchor, tag);
	if (!tag || scalar_tag(n, n->props->tag))
		return true;
	finding_say(l->build.findings, MSG_YAML_BAD_TAG, n->start, n->end, n->props->tag);
	return false;
}

/* A block scalar ends with its last line that is not blank, not at the start of whatever follows.
 */
static uint32_t end_of_block(const struct cursor *c, const struct node *n)
{
	uint32_t end = n->end;

	while (end > n->start + 1 && strchr(" \t\r\n", c->bytes[end - 1]))
		end--;
	return end;
}

static bool on_scalar(struct loader *l, const yaml_event_t *event)
{
	struct text text = {(const char *)event->data.scalar.value, event->data.scalar.length};
	uint32_t start = offset_of(l, &event->start_mark), line = line_of(l), column = column_of(l);
	struct node *n = build_scalar(&l->build, text, start, offset_of(l, &event->end_mark));
	const char *tag = (const char *)event->data.scalar.tag;
	bool truth = false;

	if (!n)
		return false;
	if (text.n && start &&
	    l->cursor.bytes[start - 1] ==
		    '?') { /* libyaml takes it for a key's sign, YAML 1.2 does not */
		finding_say0(l->build.findings, MSG_YAML_QUESTION, start - 1, n->end);
		return false;
	}
	n->line = line;
	n->column = column;
	n->style = (uint8_t)scalar_style(event->data.scalar.style);
	if (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		n->end = end_of_block(&l->cursor, n);
	if (n->style == STYLE_PLAIN && !(tag && strcmp(tag, "!") == 0)) {
		n->type = (uint8_t)scalar_resolve(node_text(n), &truth);
		n->truth = truth;
	}
	if ((tag || event->data.scalar.anchor) && !set_scalar_props(l, n, event))
		return false;
	return !node_is_number(n) || build_number(&l->build, n);
}

/* Of the core schema's tags a collection may have !!seq or !!map, as it is; a tag of one's own says
 * nothing here. */
static bool collection_tag_fits(const struct node *n)
{
	struct text tag = n->props ? n->props->tag : TEXT("");

	return !text_starts(tag, TEXT("tag:yaml.org,2002:")) ||
	       text_is(tag,
		       n->kind == NODE_MAPPING ? "tag:yaml.org,2002:map" : "tag:yaml.org,2002:seq");
}

static bool on_open(struct loader *l, const yaml_event_t *event)
{
	bool map = event->type == YAML_MAPPING_START_EVENT;
	struct node *n = new_node(l, event, map ? NODE_MAPPING : NODE_SEQUENCE);

	if (!n)
		return false;
	if (map) {
		n->style = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? STYLE_FLOW
										      : STYLE_BLOCK;
		set_props(l, n, event->data.mapping_start.anchor, event->data.mapping_start.tag);
	} else {
		n->style = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
				   ? STYLE_FLOW
				   : STYLE_BLOCK;
		set_props(l, n, event->data.sequence_start.anchor, event->data.sequence_start.tag);
	}
	if (!collection_tag_fits(n)) {
		finding_say(l->build.findings, MSG_YAML_BAD_TAG, n->start, n->start + 1,
			    n->props->tag);
		return false;
	}
	return build_open(&l->build, n);
}

static bool on_close(struct loader *l, const yaml_event_t *event)
{
	bool flow = l->build.frames[l->build.depth - 1].node->style == STYLE_FLOW;

	return build_close(&l->build, flow ? offset_of(l, &event->end_mark) : 0);
}

static bool on_alias(struct loader *l, const yaml_event_t *event)
{
	uint32_t start = offset_of(l, &event->start_mark), line = line_of(l), column = column_of(l);

	return build_alias(&l->build, text_of((const char *)event->data.alias.anchor), start,
			   offset_of(l, &event->end_mark), line, column);
}

/* False when the file is to be given up; a finding says why. */
static bool on_event(struct loader *l, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT: return on_scalar(l, event);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT: return on_open(l, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: return on_close(l, event);
	case YAML_ALIAS_EVENT: return on_alias(l, event);
	case YAML_DOCUMENT_END_EVENT: build_document(&l->build, l->build.stack[0]); return true;
	default: return true;
	}
}

static bool has(const char *text, const char *part)
{
	return text && strstr(text, part);
}

static void say_reader_error(struct loader *l, size_t skip)
{
	uint32_t at = (uint32_t)(l->parser.problem_offset + skip);
	unsigned value = (unsigned)l->parser.problem_value;
	bool control = has(l->parser.problem, "control");
	char code[16];

	if (control && value == 0) {
		finding_say0(l->build.findings, MSG_TEXT_NUL, at, at + 1);
		return;
	}
	snprintf(code, sizeof code, control ? "U+%04X" : "%02X",
		 control ? value : (unsigned char)l->cursor.bytes[at]);
	finding_say(l->build.findings, control ? MSG_TEXT_CONTROL : MSG_TEXT_NOT_UTF8, at, at,
		    text_of(code));
}

enum { LONGEST_KEY = 1024 }; /* libyaml: characters before the colon of a key without '?' */

/* Is the line before the one with byte `at` a lone word as deep as it: a key whose colon was
 * forgotten? */
static bool line_before_lacks_colon(const struct cursor *c, uint32_t at, uint32_t *start,
				    uint32_t *end)
{
	const char *line = c->bytes + at, *before, *p;
	size_t indent, other = 0;

	while (line > c->first && line[-1] != '\n')
		line--;
	if (line == c->first)
		return false;
	for (before = line - 1; before > c->first && before[-1] != '\n';)
		before--;
	indent = strspn(line, " ");
	while (before[other] == ' ')
		other++;
	p = before + other;
	if (indent != other || *p == '-' || *p == '#' || *p == '"' || *p == '\'' ||
	    memchr(p, ':', (size_t)(line - p)))
		return false;
	*start = (uint32_t)(p - c->bytes);
	*end = (uint32_t)(line - 1 - c->bytes);
	return *end > *start;
}

/* A colon where libyaml can take none. */
static void say_colon(struct loader *l, uint32_t at)
{
	bool long_key = l->parser.problem_mark.column > LONGEST_KEY;
	uint32_t start, end;

	if (!long_key && line_before_lacks_colon(&l->cursor, at, &start, &end))
		finding_say0(l->build.findings, MSG_YAML_NO_COLON, start, end);
	else
		finding_say0(l->build.findings, long_key ? MSG_YAML_LONG_KEY : MSG_YAML_COLON, at,
			     at + 1);
}

/* Is byte `at` a colon with nothing but blanks and dashes before it in its line? */
static bool is_first_colon(const struct cursor *c, uint32_t at)
{
	const char *p = c->bytes + at;

	if (p >= c->end || *p != ':')
		return false;
	while (p > c->first && (p[-1] == ' ' || p[-1] == '-'))
		p--;
	return p == c->first || p[-1] == '\n';
}

/* A mistake inside something that began at `context_line`. */
static void say_in_context(struct loader *l, uint32_t at, uint32_t context_line)
{
	const yaml_parser_t *p = &l->parser;
	struct findings *f = l->build.findings;
	struct text problem = text_of(p->problem);
	char room[24];
	struct text line = text_number(room, context_line + 1);

	if (is_first_colon(&l->cursor, at)) {
		finding_say0(f, MSG_YAML_NO_KEY, at, at + 1);
		return;
	}
	if (has(p->context, "block") &&
	    (has(p->problem, "expected key") || has(p->problem, "expected '-'")))
		finding_say(f, MSG_YAML_INDENT, at, at,
			    has(p->context, "mapping") ? TEXT("mapping") : TEXT("list"), line);
	else
		finding_say(f, MSG_YAML_SYNTAX_CONTEXT, at, at, problem, text_of(p->context), line);
}

/* libyaml's words for the common mistakes, in the words of the person who made them. */
static void say_error(struct loader *l, size_t skip)
{
	const yaml_parser_t *p = &l->parser;
	struct findings *f = l->build.findings;
	uint32_t context = offset_of(l, &p->context_mark), context_line = line_of(l);
	uint32_t at = offset_of(l, &p->problem_mark);

	if (p->error == YAML_READER_ERROR)
		say_reader_error(l, skip);
	else if (l->cursor.bytes + at < l->cursor.end && l->cursor.bytes[at] == '\t')
		finding_say0(f, MSG_YAML_TAB, at, at + 1);
	else if (has(p->context, "quoted scalar") && has(p->problem, "unexpected"))
		finding_say0(f, MSG_YAML_UNTERMINATED, context, context + 1);
	else if (has(p->problem, "could not find expected ':'"))
		finding_say0(f, MSG_YAML_NO_COLON, context, at);
	else if (has(p->problem, "mapping values are not allowed"))
		say_colon(l, at);
	else if (p->context && p->problem)
		say_in_context(l, at, context_line);
	else
		finding_say(f, MSG_YAML_SYNTAX, at, at,
			    text_of(p->problem ? p->problem : "out of memory"));
}

/* The events that end something have nothing to be freed. */
static bool holds_memory(yaml_event_type_t type)
{
	return type != YAML_MAPPING_END_EVENT && type != YAML_SEQUENCE_END_EVENT;
}

int load_events(struct tree *t, const char *bytes, size_t n, size_t skip, bool odd_breaks,
		struct findings *f)
{
	struct loader l;
	yaml_event_t event;
	bool more = true, end = false;

	l.build = (struct build){.tree = t, .findings = f, .bytes = bytes};
	l.cursor = (struct cursor){
		.bytes = bytes, .end = bytes + n, .first = bytes + skip, .odd_breaks = odd_breaks};
	start_cursor(&l.cursor);
	if (!yaml_parser_initialize(&l.parser)) {
		build_free(&l.build);
		finding_say(f, MSG_YAML_SYNTAX, 0, 0, TEXT("out of memory"));
		return -1;
	}
	yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&l.parser, (const unsigned char *)bytes + skip, n - skip);
	while (more && !end) {
		if (!yaml_parser_parse(&l.parser, &event)) {
			say_error(&l, skip);
			more = false;
			break;
		}
		end = event.type == YAML_STREAM_END_EVENT;
		more = on_event(&l, &event);
		if (holds_memory(event.type))
			yaml_event_delete(&event);
	}
	yaml_parser_delete(&l.parser);
	more = more && build_finish(&l.build);
	build_free(&l.build);
	return more ? 0 : -1;
}

/* Files called .json are JSON and nothing else; others that open with a bracket or a double quote
 * are tried as JSON first, for its string escapes and its speed, and are YAML when they are not
 * JSON. */
static bool load_as_json(const char *name, const char *bytes, size_t n)
{
	while (n && strchr(" \t\r\n", *bytes) && *bytes)
		bytes++, n--;
	return (name && text_ends(text_of(name), TEXT(".json"))) ||
	       (n && (bytes[0] == '{' || bytes[0] == '[' || bytes[0] == '"'));
}

int tree_load(struct tree *t, const char *name, const char *bytes, size_t n, struct findings *f)
{
	bool must = name && text_ends(text_of(name), TEXT(".json"));
	int result = 1;
	size_t skip;
	bool odd_breaks;

	arena_reset(&t->arena);
	t->docs = NULL;
	t->ndocs = 0;
	t->json = false;
	if (!bytes_check(bytes, n, &skip, &odd_breaks, f))
		return -1;
	if (load_as_json(name, bytes + skip, n - skip)) {
		if (!bytes_check_utf8(bytes, n, f))
			return -1;
		result = json_load(t, bytes, n, skip, must, f);
		if (result == 1) {
			arena_reset(&t->arena);
			t->json = false;
		}
	}
	if (result == 1 && !skip && !odd_breaks) {
		result = quick_load(t, bytes, n, f);
		if (result == 1)
			arena_reset(&t->arena);
	}
	if (result == 1)
		result = load_events(t, bytes, n, skip, odd_breaks, f);
	if (result == 0 && t->ndocs == 0) {
		finding_say0(f, MSG_YAML_EMPTY, 0, 0);
		return -1;
	}
	return result;
}

void tree_free(struct tree *t)
{
	arena_free(&t->arena);
	mem_free(t->scratch);
	*t = (struct tree){0};
}
