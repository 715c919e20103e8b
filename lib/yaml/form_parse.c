/*
 * Tokens made into a form: YAML's grammar as libyaml has it, with every comment given to what it
 * speaks of.
 *
 * A comment beside something belongs to it. One on a line of its own belongs to what follows,
 * unless it is indented deeper than what follows and stands at the end of a collection: then it is
 * the collection's tail. The rest of a run of comments follows the first that belongs to what
 * follows.
 */
#include <string.h>

#include "base/finding.h"
#include "base/mem.h"
#include "yaml/form_internal.h"
#include "yaml/tree.h"

struct parse {
	struct form *form;
	const struct token *first;
	const struct token *t; /* the next token */
	uint32_t comment;      /* the next comment that belongs to nothing yet */
	uint32_t cap;          /* of documents */
	struct findings *findings;
	bool bad;
};

enum { NO_COLUMN = -1 };

/* comments */

/* How many comments before the next token are not given away yet. */
static uint32_t pending(const struct parse *p)
{
	const struct form *f = p->form;
	uint32_t i = p->comment;

	while (i < f->ncomments && f->comments[i].start < p->t->start)
		i++;
	return i - p->comment;
}

/* Adds the next n comments to a range, which must end where they begin. */
static void take(struct parse *p, struct form_range *r, uint32_t n)
{
	if (!r->n)
		r->first = p->comment;
	r->n += n;
	p->comment += n;
}

static void take_all(struct parse *p, struct form_range *r)
{
	take(p, r, pending(p));
}

/* The comment in the line of what was just read, + 1; 0 if there is none. */
static uint32_t take_beside(struct parse *p)
{
	if (!pending(p) || p->form->comments[p->comment].own)
		return 0;
	return ++p->comment;
}

/* Those in the line, and those on the lines below that are indented deeper than `column`. */
static void take_inside(struct parse *p, struct form_range *r, int column)
{
	uint32_t n = pending(p), i = 0;

	while (i < n && (!p->form->comments[p->comment + i].own ||
			 (int)p->form->comments[p->comment + i].column > column))
		i++;
	take(p, r, i);
}

/* nodes */

static bool fail(struct parse *p)
{
	if (!p->bad)
		finding_say(p->findings, MSG_YAML_SYNTAX, p->t->start, p->t->start,
			    TEXT("something else was expected here"));
	p->bad = true;
	return false;
}

static struct form_node *new_node(struct parse *p, enum form_kind kind)
{
	struct form_node *n = arena_zero(&p->form->arena, sizeof *n);

	n->kind = (uint8_t)kind;
	n->from = n->start = n->end = p->t->start;
	n->line = p->t->line;
	n->blank = p->t->blank;
	return n;
}

static struct form_item *add_item(struct parse *p, struct form_node *c)
{
	struct form_item *v;

	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 4;
		v = arena_alloc(&p->form->arena, c->cap * sizeof *v);
		if (c->n)
			memcpy(v, c->items, c->n * sizeof *v);
		c->items = v;
	}
	c->items[c->n] = (struct form_item){0};
	return &c->items[c->n++];
}

static bool parse_node(struct parse *p, struct form_item *item, bool key, int column);

static bool at_content(const struct parse *p, bool indentless)
{
	switch ((enum token_kind)p->t->kind) {
	case TOKEN_SEQUENCE:
	case TOKEN_MAPPING:
	case TOKEN_FLOW_SEQUENCE:
	case TOKEN_FLOW_MAPPING:
	case TOKEN_ALIAS:
	case TOKEN_ANCHOR:
	case TOKEN_TAG:
	case TOKEN_SCALAR: return true;
	case TOKEN_DASH: return indentless;
	default: return false;
	}
}

/* Notes where the item ends that was just read: signs of structure have no place of their own. */
static void note_end(const struct parse *p, struct form_item *item)
{
	const struct token *t = p->t - 1;

	while (t > p->first &&
	       (t->kind == TOKEN_CLOSE || t->kind == TOKEN_SEQUENCE || t->kind == TOKEN_MAPPING))
		t--;
	item->end = t->end;
}

/* What stands at the end of an item in a block collection that ends or goes on. */
static void end_item(struct parse *p, struct form_node *c)
{
	struct form_item *last = c->n ? &c->items[c->n - 1] : NULL;

	if (last && !last->eol)
		last->eol = take_beside(p);
}

/* The comments at the end of a block collection that are indented deeper than the one around it. */
static void end_block(struct parse *p, struct form_node *c, int column)
{
	end_item(p, c);
	take_inside(p, &c->tail, column);
}

static bool parse_sequence(struct parse *p, struct form_node *c, bool indentless, int outer)
{
	struct form_item *item;
	int column = (int)p->t->column;
	bool blank = p->t->blank;

	c->style = STYLE_BLOCK;
	c->column = p->t->column;
	if (!indentless)
		p->t++;
	while (p->t->kind == TOKEN_DASH) {
		end_item(p, c);
		item = add_item(p, c);
		take_all(p, &item->before);
		item->blank = p->t->blank || (blank && c->n == 1);
		item->start = p->t->start;
		p->t++;
		if (!parse_node(p, item, false, column))
			return false;
		note_end(p, item);
	}
	end_block(p, c, outer);
	if (indentless)
		return true;
	return p->t->kind == TOKEN_CLOSE ? (p->t++, true) : fail(p);
}

static bool parse_colon(struct parse *p, struct form_item *item, int column)
{
	take_all(p, &item->key_after);
	item->has_value = true;
	p->t++;
	return parse_node(p, item, false, column);
}

/* From the key's sign to the value. */
static bool parse_pair(struct parse *p, struct form_item *item, int column)
{
	bool sign = p->t->kind == TOKEN_KEY && p->t->end > p->t->start;
	struct form_item key = {0};

	item->explicit_key = sign;
	if (p->t->kind == TOKEN_KEY) {
		p->t++;
		if (!parse_node(p, &key, true, column))
			return false;
	} else {
		key.value = new_node(p, FORM_EMPTY);
	}
	item->key = key.value;
	item->key_lead = key.lead;
	if (p->t->kind != TOKEN_COLON) {
		item->value = new_node(p, FORM_EMPTY);
		return true;
	}
	return parse_colon(p, item, column);
}

static bool parse_mapping(struct parse *p, struct form_node *c, int outer)
{
	struct form_item *item;
	int column = (int)p->t->column;
	bool blank = p->t->blank;

	c->style = STYLE_BLOCK;
	c->column = p->t->column;
	p->t++;
	while (p->t->kind == TOKEN_KEY || p->t->kind == TOKEN_COLON) {
		end_item(p, c);
		item = add_item(p, c);
		take_all(p, &item->before);
		item->blank = p->t->blank || (blank && c->n == 1);
		item->start = p->t->start;
		if (!parse_pair(p, item, column))
			return false;
		note_end(p, item);
	}
	end_block(p, c, outer);
	return p->t->kind == TOKEN_CLOSE ? (p->t++, true) : fail(p);
}

/* Comments before an item, a comma or the end, inside brackets. */
static void between_flow(struct parse *p, struct form_node *c, struct form_range *open)
{
	struct form_item *last = c->n ? &c->items[c->n - 1] : NULL;
	uint32_t n = pending(p), i = 0;

	while (i < n && !p->form->comments[p->comment + i].own)
		i++;
	if (!last) {
		take(p, open, i);
	} else if (i && !last->eol) {
		last->eol = ++p->comment;
	}
}

/* The line in which the token before ends. */
static uint32_t line_before(const struct parse *p)
{
	const struct token *t = p->t - 1;
	const char *from = p->form->bytes + t->start, *end = p->form->bytes + t->end;
	uint32_t line = t->line;

	while (from < end && (from = memchr(from, '\n', (size_t)(end - from)))) {
		line++;
		from++;
	}
	return line;
}

static bool parse_flow_item(struct parse *p, struct form_node *c)
{
	struct form_item *item = add_item(p, c);
	struct form_node *pair;
	uint32_t first;

	take_all(p, &item->before);
	first = p->comment;
	item->start = p->t->start;
	item->blank = p->t->blank;
	item->breaks = p->t->line != line_before(p);
	if (c->kind == FORM_MAPPING) {
		if (p->t->kind == TOKEN_KEY || p->t->kind == TOKEN_COLON)
			return parse_pair(p, item, NO_COLUMN);
		if (!parse_node(p, item, true, NO_COLUMN))
			return false;
		item->key = item->value;
		item->key_lead = item->lead;
		item->lead = (struct form_range){0};
		item->has_value = p->t->kind == TOKEN_COLON;
		if (item->has_value)
			return parse_colon(p, item, NO_COLUMN);
		item->value = new_node(p, FORM_EMPTY);
		return true;
	}
	if (p->t->kind != TOKEN_KEY && p->t->kind != TOKEN_COLON)
		return at_content(p, false) ? parse_node(p, item, false, NO_COLUMN) : fail(p);
	pair = new_node(p, FORM_MAPPING);
	pair->style = STYLE_FLOW;
	pair->pair = true;
	item->value = pair;
	if (!parse_pair(p, add_item(p, pair), NO_COLUMN))
		return false;
	pair->end = p->t[-1].end;
	pair->commented = p->comment > first;
	pair->spread = p->t[-1].line != pair->line;
	return true;
}

static bool parse_flow(struct parse *p, struct form_node *c, struct form_item *holder)
{
	enum token_kind end = c->kind == FORM_MAPPING ? TOKEN_FLOW_MAPPING_END
						      : TOKEN_FLOW_SEQUENCE_END;
	uint32_t line = p->t->line, opened;

	c->style = STYLE_FLOW;
	p->t++;
	opened = pending(p);
	between_flow(p, c, &holder->lead);
	while (p->t->kind != end) {
		if (!parse_flow_item(p, c))
			return false;
		note_end(p, &c->items[c->n - 1]);
		between_flow(p, c, NULL);
		if (p->t->kind == TOKEN_COMMA) {
			p->t++;
			between_flow(p, c, NULL);
		} else if (p->t->kind != end) {
			return fail(p);
		}
	}
	take_all(p, c->n ? &c->tail : &holder->lead);
	c->commented = opened && c->n;
	c->end = p->t->end;
	c->spread = p->t->line != line;
	p->t++;
	return true;
}

static void parse_props(struct parse *p, struct form_item *item, struct form_node *n)
{
	struct text *text;

	for (; p->t->kind == TOKEN_ANCHOR || p->t->kind == TOKEN_TAG; p->t++) {
		take_all(p, &item->lead);
		text = p->t->kind == TOKEN_ANCHOR ? &n->anchor : &n->tag;
		n->tag_first |= p->t->kind == TOKEN_TAG && !n->anchor.n;
		*text = (struct text){p->form->bytes + p->t->start, p->t->end - p->t->start};
		n->glued = p->t[1].start == p->t->end &&
			   (p->t[1].kind == TOKEN_SCALAR || p->t[1].kind == TOKEN_COLON);
	}
}

static bool parse_leaf(struct parse *p, struct form_node *n, int column)
{
	n->kind = p->t->kind == TOKEN_ALIAS ? FORM_ALIAS : FORM_SCALAR;
	n->style = p->t->style;
	n->value = p->t->value;
	n->start = p->t->start;
	n->end = p->t->end;
	n->full = p->t->full;
	n->header = p->t->header;
	n->column = (uint32_t)(column + 1);
	n->spread = memchr(p->form->bytes + n->start, '\n', n->end - n->start) != NULL;
	if (n->header)
		p->comment = n->header;
	p->t++;
	return true;
}

static bool parse_content(struct parse *p, struct form_item *item, struct form_node *n, bool key,
			  int column)
{
	switch ((enum token_kind)p->t->kind) {
	case TOKEN_SEQUENCE: n->kind = FORM_SEQUENCE; return parse_sequence(p, n, false, column);
	case TOKEN_DASH: n->kind = FORM_SEQUENCE; return parse_sequence(p, n, true, column);
	case TOKEN_MAPPING: n->kind = FORM_MAPPING; return parse_mapping(p, n, column);
	case TOKEN_FLOW_SEQUENCE: n->kind = FORM_SEQUENCE; return parse_flow(p, n, item);
	case TOKEN_FLOW_MAPPING: n->kind = FORM_MAPPING; return parse_flow(p, n, item);
	case TOKEN_ALIAS:
	case TOKEN_SCALAR: return parse_leaf(p, n, column);
	default: (void)key; return fail(p);
	}
}

/* A node with all before it, from the sign that announces it. `column` is that of the block
 * collection around it. */
static bool parse_node(struct parse *p, struct form_item *item, bool key, int column)
{
	bool indentless = (item->has_value || key) && column != NO_COLUMN;
	uint32_t first = p->comment;
	struct form_node *n;
	bool good = true;

	if (at_content(p, indentless))
		take_all(p, &item->lead);
	n = item->value = new_node(p, FORM_EMPTY);
	parse_props(p, item, n);
	if (at_content(p, indentless)) {
		take_all(p, &item->lead);
		n->start = p->t->start;
		good = parse_content(p, item, n, key, column);
	} else if (n->anchor.n || n->tag.n) {
		item->eol = key ? 0 : take_beside(p);
	} else if (!key || item->lead.n) {
		take_inside(p, &item->lead, column == NO_COLUMN ? INT32_MAX : column);
	}
	n->commented |= p->comment > first + item->lead.n || (n->kind == FORM_SCALAR && n->header);
	return good;
}

/* documents */

static void parse_directives(struct parse *p, struct form_document *d)
{
	struct form_directive *v;

	for (; p->t->kind == TOKEN_DIRECTIVE; p->t++) {
		v = arena_zero(&p->form->arena, (d->ndirectives + 1) * sizeof *v);
		if (d->ndirectives)
			memcpy(v, d->directives, d->ndirectives * sizeof *v);
		d->directives = v;
		v += d->ndirectives++;
		take_all(p, &v->before);
		v->text = (struct text){p->form->bytes + p->t->start, p->t->end - p->t->start};
		p->t++;
		v->eol = take_beside(p);
		p->t--;
	}
}

static bool parse_document(struct parse *p, struct form_document *d)
{
	uint32_t line = UINT32_MAX;

	parse_directives(p, d);
	if (p->t->kind == TOKEN_DOCUMENT_START) {
		take_all(p, &d->before);
		d->begins = true;
		line = p->t->line;
		p->t++;
	} else if (d->ndirectives) {
		return fail(p);
	}
	d->beside = p->t->line == line && at_content(p, false);
	if (!parse_node(p, &d->root, false, NO_COLUMN))
		return false;
	if (d->root.value->kind == FORM_EMPTY)
		take_all(p, &d->root.lead);
	d->root.eol = take_beside(p);
	take_all(p, &d->tail);
	if (p->t->kind != TOKEN_DOCUMENT_END)
		return p->t->kind == TOKEN_END || p->t->kind == TOKEN_DOCUMENT_START ||
		       p->t->kind == TOKEN_DIRECTIVE || fail(p);
	for (; p->t->kind == TOKEN_DOCUMENT_END; p->t++)
		d->ends++;
	if (pending(p) && !p->form->comments[p->comment].own)
		take(p, &d->ending, 1);
	return true;
}

static struct form_document *add_document(struct parse *p)
{
	struct form *f = p->form;
	struct form_document *v;

	if (f->ndocuments == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 1;
		v = arena_alloc(&f->arena, p->cap * sizeof *v);
		if (f->ndocuments)
			memcpy(v, f->documents, f->ndocuments * sizeof *v);
		f->documents = v;
	}
	f->documents[f->ndocuments] = (struct form_document){0};
	return &f->documents[f->ndocuments++];
}

bool form_parse(struct form *f, const struct tokens *t, struct findings *findings)
{
	struct parse p = {.form = f, .first = t->v, .t = t->v, .findings = findings};

	while (!p.bad && p.t->kind != TOKEN_END) {
		if (f->ndocuments && p.t->kind != TOKEN_DOCUMENT_START &&
		    p.t->kind != TOKEN_DIRECTIVE)
			return fail(&p);
		if (!parse_document(&p, add_document(&p)))
			return false;
	}
	take_all(&p, &f->epilogue);
	return !p.bad;
}

bool form_load(struct form *f, const char *bytes, size_t n, struct findings *findings)
{
	struct tokens t = {0};
	bool good;

	*f = (struct form){.bytes = bytes, .n = n};
	good = form_scan(f, &t, findings) && form_parse(f, &t, findings) && form_check(f, findings);
	mem_free(t.v);
	return good;
}

void form_free(struct form *f)
{
	mem_free(f->comments);
	arena_free(&f->arena);
	*f = (struct form){0};
}
