/*
 * Tokens, as in CEL's specification: names, numbers, the operators. Names may hold letters of any
 * script, so that Chinese keys are as good as ASCII ones. Numbers are exact decimals whatever they
 * are written like.
 */
#include "expr/lex.h"

#include "base/utf8.h"
#include "expr/ast.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Spaces, punctuation and invisible characters that are not ASCII: never part of a name. */
static bool outside_names(uint32_t c)
{
	return c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) ||
	       (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c == 0x3030 ||
	       (c >= 0xD800 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) ||
	       (c >= 0xFF00 && c <= 0xFF65) || c >= 0xFFE0;
}

size_t lex_name_length(struct text t, bool first)
{
	uint32_t c;
	size_t n = utf8_decode(t.p, t.n, &c);

	if (n == 1)
		return (c | 0x20) - 'a' < 26 || c == '_' || (!first && c - '0' < 10);
	if (n == 4)
		return c >= 0x20000 && c < 0x40000 ? n : 0; /* ideographs */
	return n && !outside_names(c) ? n : 0;
}

static struct text rest(const struct lexer *l)
{
	return (struct text){l->source.p + l->at, l->source.n - l->at};
}

static char peek(const struct lexer *l, size_t ahead)
{
	return l->at + ahead < l->source.n ? l->source.p[l->at + ahead] : '\0';
}

static void skip_space(struct lexer *l)
{
	for (;;) {
		char c = peek(l, 0);

		if (l->at >= l->source.n)
			return;
		if (c == '/' && peek(l, 1) == '/') {
			while (l->at < l->source.n && peek(l, 0) != '\n')
				l->at++;
		} else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
			l->at++;
		} else {
			return;
		}
	}
}

static void based_number(struct lexer *l)
{
	struct decimal radix = decimal_int(16), next;

	l->number = decimal_int(0);
	for (l->at += 2; hex_value(peek(l, 0)) >= 0; l->at++) {
		if (l->at - l->start > 66) { /* 256 bits: more is no number a person writes */
			l->token = TOKEN_BAD;
			return;
		}
		if (decimal_multiply(l->c->arena, l->number, radix, &next) != DECIMAL_OK ||
		    decimal_add(l->c->arena, next, decimal_int(hex_value(peek(l, 0))),
				&l->number) != DECIMAL_OK)
			l->token = TOKEN_BAD;
	}
}

static void digits(struct lexer *l)
{
	while (is_digit(peek(l, 0)))
		l->at++;
}

static void plain_number(struct lexer *l)
{
	size_t sign;

	digits(l);
	if (peek(l, 0) == '.' && is_digit(peek(l, 1))) {
		l->at++;
		digits(l);
	}
	if ((peek(l, 0) | 0x20) == 'e') {
		sign = peek(l, 1) == '+' || peek(l, 1) == '-';
		if (is_digit(peek(l, 1 + sign))) {
			l->at += 1 + sign;
			digits(l);
		}
	}
	if (decimal_parse(l->c->arena, (struct text){l->source.p + l->start, l->at - l->start},
			  &l->number) != DECIMAL_OK ||
	    l->number.ndigits > 10000)
		l->token = TOKEN_BAD;
}

/* [0-9]+, 0x…, either with CEL's u; digits with a point or exponent. */
static void lex_number(struct lexer *l)
{
	l->token = TOKEN_NUMBER;
	if (peek(l, 0) == '0' && (peek(l, 1) | 0x20) == 'x' && hex_value(peek(l, 2)) >= 0)
		based_number(l);
	else
		plain_number(l);
	if ((peek(l, 0) | 0x20) == 'u')
		l->at++;
	while (lex_name_length(rest(l), false)) {
		l->at += (uint32_t)lex_name_length(rest(l), false);
		l->token = TOKEN_BAD;
	}
	if (l->token == TOKEN_BAD)
		compiler_say(l->c, MSG_EXPR_NUMBER, l->start, l->at,
			     (struct text){l->source.p + l->start, l->at - l->start});
}

static void lex_name(struct lexer *l)
{
	static const struct {
		const char *word;
		enum token token;
	} words[] = {{"in", TOKEN_IN},
		     {"true", TOKEN_TRUE},
		     {"false", TOKEN_FALSE},
		     {"null", TOKEN_NULL}};
	size_t n, i;

	while ((n = lex_name_length(rest(l), false)))
		l->at += (uint32_t)n;
	l->text = (struct text){l->source.p + l->start, l->at - l->start};
	l->token = TOKEN_NAME;
	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (text_is(l->text, words[i].word))
			l->token = words[i].token;
}

static void lex_quoted_name(struct lexer *l)
{
	l->at++;
	while (l->at < l->source.n && peek(l, 0) != '`' && peek(l, 0) != '\n')
		l->at++;
	if (peek(l, 0) != '`') {
		l->token = TOKEN_BAD;
		compiler_say(l->c, MSG_EXPR_UNCLOSED, l->start, l->start + 1, TEXT("`"));
		return;
	}
	l->text = (struct text){l->source.p + l->start + 1, l->at - l->start - 1};
	l->at++;
	l->token = TOKEN_QUOTED_NAME;
}

/* The ASCII character that an input method put the full-width one for; 0: none. */
static char narrow(uint32_t c)
{
	if (c > 0xFF00 && c < 0xFF5F)
		return (char)(c - 0xFEE0);
	switch (c) {
	case 0x3000: return ' ';
	case 0x3001: return ',';
	case 0x3002: return '.';
	case 0x2018:
	case 0x2019: return '\'';
	case 0x201C:
	case 0x201D: return '"';
	default: return 0;
	}
}

static void lex_stray(struct lexer *l)
{
	uint32_t c;
	size_t n = utf8_decode(l->source.p + l->at, l->source.n - l->at, &c);
	char ascii = n > 1 ? narrow(c) : 0;
	struct text shown = {l->source.p + l->at, n ? n : 1};

	l->at += (uint32_t)shown.n;
	l->token = TOKEN_BAD;
	if (ascii)
		compiler_say(l->c, MSG_EXPR_WIDE, l->start, l->at, shown, (struct text){&ascii, 1});
	else
		compiler_say(l->c, MSG_EXPR_CHARACTER, l->start, l->at, shown);
}

static void lex_operator(struct lexer *l)
{
	static const struct {
		char text[3];
		enum token token;
	} pairs[] = {{"||", TOKEN_OR},      {"&&", TOKEN_AND},        {"==", TOKEN_EQUAL},
		     {"!=", TOKEN_UNEQUAL}, {"<=", TOKEN_LESS_EQUAL}, {">=", TOKEN_GREATER_EQUAL}};
	static const struct {
		char text[2], instead[3];
	} slips[] = {{"=", "=="}, {"&", "&&"}, {"|", "||"}};
	char c = peek(l, 0);
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (c == pairs[i].text[0] && peek(l, 1) == pairs[i].text[1]) {
			l->at += 2;
			l->token = (int)pairs[i].token;
			return;
		}
	for (i = 0; i < sizeof slips / sizeof *slips; i++)
		if (c == slips[i].text[0]) {
			l->at++;
			l->token = TOKEN_BAD;
			compiler_say(l->c, MSG_EXPR_SLIP, l->start, l->at, text_of(slips[i].text),
				     text_of(slips[i].instead));
			return;
		}
	if (!c || !memchr("<>+-*/%!?:.,()[]{}", c, 18)) {
		lex_stray(l);
		return;
	}
	l->at++;
	l->token = TOKEN_OTHER + c;
}

void lex_next(struct lexer *l)
{
	char c;

	skip_space(l);
	l->start = l->at;
	c = peek(l, 0);
	if (l->at >= l->source.n)
		l->token = TOKEN_END;
	else if (lex_string_begins(l))
		lex_string(l);
	else if (is_digit(c) || (c == '.' && is_digit(peek(l, 1))))
		lex_number(l);
	else if (lex_name_length(rest(l), true))
		lex_name(l);
	else if (c == '`')
		lex_quoted_name(l);
	else
		lex_operator(l);
	l->end = l->at;
}
