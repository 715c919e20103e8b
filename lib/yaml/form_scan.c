/*
 * libyaml's tokens with their bytes, and the comments between them, which libyaml passes over.
 *
 * What stands between two tokens is white space and comments only, so a # there begins a comment.
 * A block scalar's token takes in its header, which may end with a comment, and blank lines after
 * its text.
 */
#include <string.h>
#include <yaml.h>

#include "base/finding.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "yaml/form_internal.h"
#include "yaml/tree.h"

struct scan {
	struct form *form;
	struct tokens *tokens;
	struct findings *findings;
	size_t ccap;
	const char *at; /* the byte of character `index` */
	size_t index;
	uint32_t line; /* of byte `counted` */
	uint32_t counted;
	uint32_t line_start;
};

/* The byte of a mark, which counts characters. Marks come nearly in order. */
static uint32_t offset_of(struct scan *s, const yaml_mark_t *mark)
{
	const char *end = s->form->bytes + s->form->n;

	for (; s->index < mark->index && s->at < end; s->index++)
		s->at += utf8_length(*s->at);
	for (; s->index > mark->index; s->index--)
		do
			s->at--;
		while ((*s->at & 0xC0) == 0x80);
	return (uint32_t)(s->at - s->form->bytes);
}

/* Moves the count of lines to byte `at`; returns how many breaks were passed. */
static uint32_t count_lines(struct scan *s, uint32_t at)
{
	const char *bytes = s->form->bytes, *p = bytes + s->counted, *end = bytes + at;
	uint32_t before = s->line;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		s->line++;
		s->line_start = (uint32_t)(++p - bytes);
	}
	if (at > s->counted)
		s->counted = at;
	return s->line - before;
}

static struct form_comment *add_comment(struct scan *s, uint32_t start, uint32_t end)
{
	struct form *f = s->form;
	struct form_comment *c;

	while (end > start && strchr(" \t", f->bytes[end - 1]))
		end--;
	MEM_GROW(f->comments, f->ncomments, s->ccap);
	c = &f->comments[f->ncomments++];
	*c = (struct form_comment){.start = start, .end = end};
	return c;
}

static uint32_t line_end(const struct form *f, uint32_t at)
{
	const char *nl = at < f->n ? memchr(f->bytes + at, '\n', f->n - at) : NULL;

	return nl ? (uint32_t)(nl - f->bytes) : (uint32_t)f->n;
}

/* Is there nothing but blanks (and marks of byte order) between the line's start and `at`? */
static bool has_own_line(const struct form *f, uint32_t from, uint32_t at)
{
	while (from < at) {
		if (strchr(" \t", f->bytes[from]))
			from++;
		else if (at - from >= 3 && memcmp(f->bytes + from, "\xEF\xBB\xBF", 3) == 0)
			from += 3;
		else
			return false;
	}
	return true;
}

/* Notes the comments between the token before and one that starts at `to`. False if the two do not
 * fit: libyaml saw something else. */
static bool scan_gap(struct scan *s, uint32_t from, uint32_t to, bool *blank)
{
	const struct form *f = s->form;
	uint32_t at = from, breaks = count_lines(s, from), comment_end;
	struct form_comment *c;

	breaks = from && f->bytes[from - 1] == '\n'; /* a block scalar ends with its break */
	for (; at < to; at++) {
		if (f->bytes[at] != '#')
			continue;
		comment_end = line_end(f, at);
		if (comment_end > to)
			return false;
		breaks += count_lines(s, at);
		c = add_comment(s, at, comment_end);
		c->line = s->line;
		c->column = at - s->line_start;
		c->own = has_own_line(f, s->line_start, at);
		c->blank = breaks > 1;
		breaks = 0;
		at = comment_end - 1;
	}
	breaks += count_lines(s, to);
	*blank = breaks > 1;
	return true;
}

static enum token_kind kind_of(yaml_token_type_t type)
{
	switch (type) {
	case YAML_VERSION_DIRECTIVE_TOKEN:
	case YAML_TAG_DIRECTIVE_TOKEN: return TOKEN_DIRECTIVE;
	case YAML_DOCUMENT_START_TOKEN: return TOKEN_DOCUMENT_START;
	case YAML_DOCUMENT_END_TOKEN: return TOKEN_DOCUMENT_END;
	case YAML_BLOCK_SEQUENCE_START_TOKEN: return TOKEN_SEQUENCE;
	case YAML_BLOCK_MAPPING_START_TOKEN: return TOKEN_MAPPING;
	case YAML_BLOCK_END_TOKEN: return TOKEN_CLOSE;
	case YAML_FLOW_SEQUENCE_START_TOKEN: return TOKEN_FLOW_SEQUENCE;
	case YAML_FLOW_SEQUENCE_END_TOKEN: return TOKEN_FLOW_SEQUENCE_END;
	case YAML_FLOW_MAPPING_START_TOKEN: return TOKEN_FLOW_MAPPING;
	case YAML_FLOW_MAPPING_END_TOKEN: return TOKEN_FLOW_MAPPING_END;
	case YAML_BLOCK_ENTRY_TOKEN: return TOKEN_DASH;
	case YAML_FLOW_ENTRY_TOKEN: return TOKEN_COMMA;
	case YAML_KEY_TOKEN: return TOKEN_KEY;
	case YAML_VALUE_TOKEN: return TOKEN_COLON;
	case YAML_ALIAS_TOKEN: return TOKEN_ALIAS;
	case YAML_ANCHOR_TOKEN: return TOKEN_ANCHOR;
	case YAML_TAG_TOKEN: return TOKEN_TAG;
	case YAML_SCALAR_TOKEN: return TOKEN_SCALAR;
	default: return TOKEN_END;
	}
}

static enum node_style style_of(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE: return STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE: return STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE: return STYLE_FOLDED;
	default: return STYLE_PLAIN;
	}
}

/* Does the line that ends before `at` hold no more blanks than indent it? *start is where it
 * begins.
 */
static bool is_blank_line(const struct form *f, uint32_t at, uint32_t depth, uint32_t *start)
{
	uint32_t end = at - (f->bytes[at - 1] == '\n');

	for (*start = end; *start && f->bytes[*start - 1] == ' ';)
		--*start;
	return end - *start <= depth && (!*start || f->bytes[*start - 1] == '\n');
}

/* A block scalar's header may have a comment; its blank lines at the end are not its own here. */
static void end_block_scalar(struct scan *s, struct token *t)
{
	const struct form *f = s->form;
	uint32_t first = line_end(f, t->start), at, p;
	uint32_t depth = 0;
	struct form_comment *c;

	for (p = t->start; p < first && f->bytes[p] != '#'; p++)
		;
	if (p < first) {
		count_lines(s, p);
		c = add_comment(s, p, first);
		c->line = s->line;
		c->column = p - s->line_start;
		t->header = f->ncomments;
	}
	t->full = t->end;
	/* Back over blank lines, to the line break of the last that is not. */
	for (p = first; p < t->end && strchr(" \n", f->bytes[p]); p++)
		depth = f->bytes[p] == '\n' ? 0 : depth + 1;
	for (at = t->end; at > first && is_blank_line(f, at, depth, &p); at = p)
		;
	at = at > first ? at - 1 : first;
	at = line_end(f, at > first ? at : first);
	t->end = at < f->n ? at + 1 : at;
}

static void add_scalar(struct scan *s, struct token *t, const yaml_token_t *token)
{
	size_t n = token->data.scalar.length;

	t->style = (uint8_t)style_of(token->data.scalar.style);
	t->value.p = arena_copy(&s->form->arena, token->data.scalar.value, n);
	t->value.n = n;
	if (t->style == STYLE_LITERAL || t->style == STYLE_FOLDED)
		end_block_scalar(s, t);
}

static bool is_marker(enum token_kind k) /* that has no bytes of its own, or looks no further */
{
	return k == TOKEN_SEQUENCE || k == TOKEN_MAPPING || k == TOKEN_CLOSE || k == TOKEN_END;
}

/* Takes over a token; false if its bytes cannot be. */
static bool add_token(struct scan *s, const yaml_token_t *token)
{
	struct tokens *all = s->tokens;
	uint32_t from = all->n ? all->v[all->n - 1].end : 0;
	struct token *t;
	bool blank;

	MEM_GROW(all->v, all->n, all->cap);
	t = &all->v[all->n++];
	*t = (struct token){.kind = (uint8_t)kind_of(token->type)};
	t->start = t->end = offset_of(s, &token->start_mark);
	if (t->kind == TOKEN_END)
		t->start = t->end = (uint32_t)s->form->n;
	if (t->start <
	    from) /* a key's sign, found after what follows it; or the end of blank lines */
		t->start = t->end = from;
	if (!scan_gap(s, from, t->start, &blank))
		return false;
	t->line = s->line;
	t->column = (uint32_t)token->start_mark.column;
	t->blank = blank ||
		   (all->n > 1 && t->start == from && t[-1].kind == TOKEN_CLOSE && t[-1].blank);
	if (!is_marker((enum token_kind)t->kind))
		t->end = offset_of(s, &token->end_mark);
	if (t->kind == TOKEN_SCALAR)
		add_scalar(s, t, token);
	t->comment = s->form->ncomments;
	return true;
}

/* Counts what is open, as libyaml's time grows with its square. */
static bool within_depth(size_t *depth, yaml_token_type_t type)
{
	switch (type) {
	case YAML_BLOCK_SEQUENCE_START_TOKEN:
	case YAML_BLOCK_MAPPING_START_TOKEN:
	case YAML_FLOW_SEQUENCE_START_TOKEN:
	case YAML_FLOW_MAPPING_START_TOKEN: return ++*depth <= TREE_DEPTH;
	case YAML_BLOCK_END_TOKEN:
	case YAML_FLOW_SEQUENCE_END_TOKEN:
	case YAML_FLOW_MAPPING_END_TOKEN: *depth -= *depth > 0; return true;
	default: return true;
	}
}

static bool say_limit(struct scan *s, enum message m, size_t limit, const yaml_mark_t *mark)
{
	char room[24];
	uint32_t at = offset_of(s, mark);

	finding_say(s->findings, m, at, at, text_number(room, limit));
	return false;
}

static bool take_token(struct scan *s, const yaml_token_t *token, size_t *depth)
{
	if (token->type == YAML_STREAM_START_TOKEN)
		return true;
	if (!within_depth(depth, token->type))
		return say_limit(s, MSG_LIMIT_DEPTH, TREE_DEPTH, &token->start_mark);
	if (s->tokens->n > (size_t)4 * TREE_NODES)
		return say_limit(s, MSG_LIMIT_NODES, TREE_NODES, &token->start_mark);
	if (add_token(s, token))
		return true;
	finding_say0(s->findings, MSG_FORMAT_BREAKS, offset_of(s, &token->start_mark),
		     offset_of(s, &token->start_mark));
	return false;
}

static void say_problem(struct scan *s, const yaml_parser_t *parser)
{
	uint32_t at = offset_of(s, &parser->problem_mark);

	finding_say(s->findings, MSG_YAML_SYNTAX, at, at,
		    text_of(parser->problem ? parser->problem : "out of memory"));
}

bool form_check(struct form *f, struct findings *findings)
{
	struct scan s = {.form = f, .findings = findings, .at = f->bytes};
	yaml_parser_t parser;
	yaml_event_t event;
	bool good = true, end = false;

	if (!yaml_parser_initialize(&parser))
		return false;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)f->bytes, f->n);
	while (good && !end) {
		good = yaml_parser_parse(&parser, &event);
		if (good) {
			end = event.type == YAML_STREAM_END_EVENT;
			yaml_event_delete(&event);
		} else {
			say_problem(&s, &parser);
		}
	}
	yaml_parser_delete(&parser);
	return good;
}

bool form_scan(struct form *f, struct tokens *tokens, struct findings *findings)
{
	struct scan s = {.form = f, .tokens = tokens, .findings = findings, .at = f->bytes};
	yaml_parser_t parser;
	yaml_token_t token;
	size_t depth = 0;
	bool good = true, end = false;

	if (!yaml_parser_initialize(&parser))
		return false;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)f->bytes, f->n);
	while (good && !end) {
		if (!yaml_parser_scan(&parser, &token)) {
			say_problem(&s, &parser);
			good = false;
			break;
		}
		end = token.type == YAML_STREAM_END_TOKEN;
		good = take_token(&s, &token, &depth);
		yaml_token_delete(&token);
	}
	yaml_parser_delete(&parser);
	return good;
}
