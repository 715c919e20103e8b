#ifndef EXPR_LEX_H
#define EXPR_LEX_H
/* Tokens of the expression language: inside lib/expr only. */
#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/text.h"

struct arena;
struct compiler;

enum token {
	TOKEN_END,
	TOKEN_BAD, /* reported */
	TOKEN_NAME,
	TOKEN_QUOTED_NAME, /* in `backquotes` */
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_IN,
	TOKEN_TRUE,
	TOKEN_FALSE,
	TOKEN_NULL,
	TOKEN_OR,
	TOKEN_AND,
	TOKEN_EQUAL,
	TOKEN_UNEQUAL,
	TOKEN_LESS_EQUAL,
	TOKEN_GREATER_EQUAL,
	TOKEN_OTHER = 128 /* and the byte itself: one character that stands alone */
};

struct lexer {
	struct compiler *c;
	struct text source;
	uint32_t at; /* of the next byte to read */
	/* the token last read */
	int token;
	uint32_t start, end;
	struct text text; /* of a name or string: its value */
	struct decimal number;
};

void lex_next(struct lexer *l);
/* How much of t is one character of a name; 0: none. first: may begin one. */
size_t lex_name_length(struct text t, bool first);
/* The value of a string literal at l->at, prefixes and quotation marks included; TOKEN_STRING or
 * TOKEN_BAD. */
void lex_string(struct lexer *l);
/* Does a string literal, with or without prefix, begin at l->at? */
bool lex_string_begins(const struct lexer *l);

#endif
