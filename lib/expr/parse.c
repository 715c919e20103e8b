/*
 * The grammar of CEL, by precedence: ?:  ||  &&  relations and in  + -  * / %  unary  members.
 * Depth is limited on the way down (brackets, unary operators) and on the way up (chains of
 * operators), so nothing after the parser has to fear a tree. The first fault ends it.
 */
#include "base/buf.h"
#include "base/finding.h"
#include "expr/ast.h"
#include "expr/lex.h"

enum {
	HEIGHT = EXPR_DEPTH * 3
}; /* of a tree: each bracket may hold a few operators on one another */

struct parser {
	struct lexer l;
	struct compiler *c;
	unsigned depth;
};

static struct ast *parse_expression(struct parser *p);

void compiler_report(struct compiler *c, enum message m, uint32_t start, uint32_t end, size_t n,
		     const struct text *args)
{
	c->failed = true;
	c->env->report(c->env->ctx, m, start, end, n, args);
}

static bool is(const struct parser *p, int token)
{
	return p->l.token == token;
}

static bool is_char(const struct parser *p, char c)
{
	return p->l.token == TOKEN_OTHER + c;
}

static void *unexpected(struct parser *p, const char *wanted)
{
	struct text found = {p->l.source.p + p->l.start, p->l.end - p->l.start};

	if (p->c->failed || is(p, TOKEN_BAD))
		return NULL; /* said already */
	if (is(p, TOKEN_END))
		compiler_say(p->c, MSG_EXPR_ENDS, p->l.start, p->l.start, text_of(wanted));
	else if (is(p, TOKEN_NAME) &&
		 (text_is(found, "and") || text_is(found, "or") || text_is(found, "not")))
		compiler_say(p->c, MSG_EXPR_SLIP, p->l.start, p->l.end, found,
			     text_of(text_is(found, "and")  ? "&&"
				     : text_is(found, "or") ? "||"
							    : "!"));
	else
		compiler_say(p->c, MSG_EXPR_UNEXPECTED, p->l.start, p->l.end, found,
			     text_of(wanted));
	return NULL;
}

static bool accept(struct parser *p, char c)
{
	if (!is_char(p, c))
		return false;
	lex_next(&p->l);
	return true;
}

static bool expect(struct parser *p, char c)
{
	char wanted[2] = {c, '\0'};

	if (accept(p, c))
		return true;
	unexpected(p, wanted);
	return false;
}

static void *too_deep(struct parser *p, uint32_t start, uint32_t end)
{
	char room[24];

	if (!p->c->failed)
		compiler_say(p->c, MSG_EXPR_DEPTH, start, end, text_number(room, EXPR_DEPTH));
	return NULL;
}

static struct ast *make(struct parser *p, enum ast_op op, uint32_t at)
{
	struct ast *x = arena_zero(p->c->arena, sizeof *x);

	x->op = (uint8_t)op;
	x->start = x->at = at;
	x->end = p->l.end;
	x->height = 1;
	return x;
}

/* Adds an operand; false if the tree gets too high, or there is none since it failed. */
static bool add(struct parser *p, struct ast *x, struct ast *operand)
{
	if (!operand)
		return false;
	if (x->last)
		x->last->next = operand;
	else
		x->first = operand;
	x->last = operand;
	x->n++;
	if (operand->height >= x->height)
		x->height = operand->height + 1;
	if (operand->end > x->end)
		x->end = operand->end;
	if (operand->start < x->start)
		x->start = operand->start;
	if (x->height > HEIGHT)
		too_deep(p, x->at, x->at + 1);
	return x->height <= HEIGHT;
}

static struct ast *constant(struct parser *p, struct expr_value v)
{
	struct ast *x = make(p, AST_CONSTANT, p->l.start);
	struct expr_value *held = arena_alloc(p->c->arena, sizeof *held);

	*held = v;
	x->value = held;
	lex_next(&p->l);
	return x;
}

/* Operands up to `close`; a comma may follow the last if `trailing`. */
static bool parse_list(struct parser *p, struct ast *x, char close, bool trailing)
{
	bool first = true;

	while (!is_char(p, close)) {
		if (!first && (!expect(p, ',') || (trailing && is_char(p, close))))
			break;
		first = false;
		if (!add(p, x, parse_expression(p)))
			return false;
		if (close == '}' && (!expect(p, ':') || !add(p, x, parse_expression(p))))
			return false;
	}
	if (p->c->failed)
		return false;
	x->end = p->l.end;
	return expect(p, close);
}

/* [a, b] and {k: v} */
static struct ast *parse_collection(struct parser *p, enum ast_op op, char close)
{
	struct ast *x = make(p, op, p->l.start);

	lex_next(&p->l);
	return parse_list(p, x, close, true) ? x : NULL;
}

static bool is_reserved(struct text name)
{
	static const char *const words[] = {"as",   "break",    "const",     "continue", "else",
					    "for",  "function", "if",        "import",   "let",
					    "loop", "package",  "namespace", "return",   "var",
					    "void", "while"};
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (text_is(name, words[i]))
			return true;
	return false;
}

static void set_name(struct ast *x, struct text name, uint32_t at)
{
	x->name = name;
	x->hash = text_hash(name);
	x->at = at;
}

/* name or name(…) */
static struct ast *parse_name(struct parser *p)
{
	struct ast *x = make(p, AST_NAME, p->l.start);

	if (is_reserved(p->l.text)) {
		compiler_say(p->c, MSG_EXPR_RESERVED, p->l.start, p->l.end, p->l.text);
		return NULL;
	}
	set_name(x, p->l.text, p->l.start);
	lex_next(&p->l);
	if (!accept(p, '('))
		return x;
	x->op = AST_CALL;
	return parse_list(p, x, ')', false) ? x : NULL;
}

static struct ast *parse_primary(struct parser *p)
{
	struct ast *x;
	uint32_t start = p->l.start;

	switch (p->l.token) {
	case TOKEN_NUMBER: return constant(p, expr_number(p->l.number));
	case TOKEN_STRING: return constant(p, expr_string(p->l.text));
	case TOKEN_TRUE: return constant(p, expr_bool(true));
	case TOKEN_FALSE: return constant(p, expr_bool(false));
	case TOKEN_NULL: return constant(p, (struct expr_value){.kind = EXPR_NULL});
	case TOKEN_NAME: return parse_name(p);
	case TOKEN_OTHER + '[': return parse_collection(p, AST_LIST, ']');
	case TOKEN_OTHER + '{': return parse_collection(p, AST_MAP, '}');
	case TOKEN_OTHER + '(':
		lex_next(&p->l);
		x = parse_expression(p);
		if (!x)
			return NULL;
		x->start = start;
		x->end = p->l.end;
		return expect(p, ')') ? x : NULL;
	case TOKEN_OTHER + '.': /* a name of the root; there is but one scope */
		lex_next(&p->l);
		if (is(p, TOKEN_NAME))
			return parse_name(p);
		break;
	}
	return unexpected(p, "a value");
}

/* What follows a dot: a field, or a function of what stands before. */
static struct ast *parse_selector(struct parser *p, struct ast *operand)
{
	struct ast *x;
	bool name = p->l.token >= TOKEN_IN && p->l.token <= TOKEN_NULL;

	accept(p, '?'); /* CEL's optional selection: here any field may be missing */
	if (!name && !is(p, TOKEN_NAME) && !is(p, TOKEN_QUOTED_NAME))
		return unexpected(p, "a field name");
	x = make(p, AST_SELECT, p->l.start);
	set_name(x, p->l.text, p->l.start);
	name = !is(p, TOKEN_QUOTED_NAME);
	if (!add(p, x, operand))
		return NULL;
	lex_next(&p->l);
	if (!name || !accept(p, '('))
		return x;
	x->op = AST_CALL;
	x->method = true;
	return parse_list(p, x, ')', false) ? x : NULL;
}

static struct ast *parse_index(struct parser *p, struct ast *operand, uint32_t at)
{
	struct ast *x = make(p, AST_INDEX, at);

	accept(p, '?');
	if (!add(p, x, operand) || !add(p, x, parse_expression(p)))
		return NULL;
	x->end = p->l.end;
	return expect(p, ']') ? x : NULL;
}

static struct ast *parse_member(struct parser *p)
{
	struct ast *x = parse_primary(p);
	uint32_t at;

	while (x) {
		at = p->l.start;
		if (accept(p, '.'))
			x = parse_selector(p, x);
		else if (accept(p, '['))
			x = parse_index(p, x, at);
		else
			break;
	}
	return x;
}

static struct ast *parse_unary(struct parser *p)
{
	enum ast_op op = is_char(p, '!') ? AST_NOT : AST_NEGATE;
	struct ast *x, *operand;

	if (!is_char(p, '!') && !is_char(p, '-'))
		return parse_member(p);
	if (++p->depth > EXPR_DEPTH)
		return too_deep(p, p->l.start, p->l.end);
	x = make(p, op, p->l.start);
	lex_next(&p->l);
	operand = parse_unary(p);
	p->depth--;
	return add(p, x, operand) ? x : NULL;
}

/* Precedence of the binary operator at hand, 0 if there is none. */
static int binary(const struct parser *p, enum ast_op *op)
{
	static const struct {
		int token, precedence;
		enum ast_op op;
	} table[] = {
		{TOKEN_OR, 1, AST_OR},
		{TOKEN_AND, 2, AST_AND},
		{TOKEN_EQUAL, 3, AST_EQUAL},
		{TOKEN_UNEQUAL, 3, AST_UNEQUAL},
		{TOKEN_LESS_EQUAL, 3, AST_LESS_EQUAL},
		{TOKEN_GREATER_EQUAL, 3, AST_GREATER_EQUAL},
		{TOKEN_OTHER + '<', 3, AST_LESS},
		{TOKEN_OTHER + '>', 3, AST_GREATER},
		{TOKEN_IN, 3, AST_IN},
		{TOKEN_OTHER + '+', 4, AST_ADD},
		{TOKEN_OTHER + '-', 4, AST_SUBTRACT},
		{TOKEN_OTHER + '*', 5, AST_MULTIPLY},
		{TOKEN_OTHER + '/', 5, AST_DIVIDE},
		{TOKEN_OTHER + '%', 5, AST_REMAINDER},
	};
	size_t i;

	for (i = 0; i < sizeof table / sizeof *table; i++)
		if (p->l.token == table[i].token) {
			*op = table[i].op;
			return table[i].precedence;
		}
	return 0;
}

/* Operators of at least the precedence, left to right; && and || gather all their operands in one
 * node. */
static struct ast *parse_binary(struct parser *p, int least)
{
	struct ast *left = parse_unary(p), *x;
	enum ast_op op = AST_OR;
	int precedence;
	uint32_t at;

	while (left && (precedence = binary(p, &op)) >= least && precedence) {
		at = p->l.start;
		if (left->op == op && (op == AST_AND || op == AST_OR)) {
			x = left;
		} else {
			x = make(p, op, at);
			if (!add(p, x, left))
				return NULL;
		}
		lex_next(&p->l);
		if (!add(p, x, parse_binary(p, precedence + 1)))
			return NULL;
		left = x;
	}
	return left;
}

static struct ast *parse_condition(struct parser *p)
{
	struct ast *x = parse_binary(p, 1), *condition = x;
	uint32_t at = p->l.start;

	if (!x || !is_char(p, '?'))
		return x;
	x = make(p, AST_CONDITION, at);
	lex_next(&p->l);
	if (!add(p, x, condition) || !add(p, x, parse_binary(p, 1)) || !expect(p, ':') ||
	    !add(p, x, parse_expression(p)))
		return NULL;
	return x;
}

static struct ast *parse_expression(struct parser *p)
{
	struct ast *x;

	if (p->c->failed)
		return NULL;
	if (++p->depth > EXPR_DEPTH)
		return too_deep(p, p->l.start, p->l.end);
	x = parse_condition(p);
	p->depth--;
	return p->c->failed ? NULL : x;
}

struct ast *parse(struct compiler *c, uint32_t *at, bool braced)
{
	struct parser p = {.c = c, .l = {.c = c, .source = c->e->source, .at = *at}};
	struct ast *x;

	lex_next(&p.l);
	x = parse_expression(&p);
	if (!x)
		return NULL;
	*at = p.l.at;
	if (braced ? is_char(&p, '}') : is(&p, TOKEN_END))
		return x;
	return unexpected(&p, braced ? "}" : "the end");
}
