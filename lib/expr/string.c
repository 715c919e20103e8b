/*
 * String literals: "…", '…', """…""", '''…''', each also raw (r"…"). Escapes as in CEL: \a \b \f \n
 * \r \t \v \\ \?
 * \" \' \`, \xHH, \uHHHH, \UHHHHHHHH and three octal digits, all of them characters, never bytes.
 */
#include "base/utf8.h"
#include "expr/ast.h"
#include "expr/lex.h"

struct literal {
	uint32_t body; /* first byte after the quotation mark */
	size_t marks;  /* 1 or 3 */
	char mark;
	bool raw;
};

static char byte_at(const struct lexer *l, size_t at)
{
	return at < l->source.n ? l->source.p[at] : '\0';
}

bool lex_string_begins(const struct lexer *l)
{
	size_t i = l->at;
	bool raw = false, bytes = false;

	for (;; i++) {
		char c = byte_at(l, i);

		if (c == '"' || c == '\'')
			return true;
		if ((c | 0x20) == 'r' && !raw)
			raw = true;
		else if ((c | 0x20) == 'b' && !bytes)
			bytes = true;
		else
			return false;
	}
}

static void bad(struct lexer *l, enum message m, uint32_t start, uint32_t end)
{
	l->token = TOKEN_BAD;
	compiler_say(l->c, m, start, end, (struct text){l->source.p + start, end - start});
}

/* False if it is a string of bytes, which records do not have. */
static bool open_literal(struct lexer *l, struct literal *s)
{
	size_t i = l->at;
	bool bytes = false;

	*s = (struct literal){.marks = 1};
	for (; byte_at(l, i) != '"' && byte_at(l, i) != '\''; i++) {
		s->raw |= (byte_at(l, i) | 0x20) == 'r';
		bytes |= (byte_at(l, i) | 0x20) == 'b';
	}
	s->mark = byte_at(l, i);
	if (byte_at(l, i + 1) == s->mark && byte_at(l, i + 2) == s->mark)
		s->marks = 3;
	s->body = (uint32_t)(i + s->marks);
	if (bytes) {
		l->at = s->body;
		bad(l, MSG_EXPR_BYTES, l->start, s->body);
	}
	return !bytes;
}

static bool closes(const struct lexer *l, const struct literal *s, size_t at)
{
	return byte_at(l, at) == s->mark &&
	       (s->marks == 1 || (byte_at(l, at + 1) == s->mark && byte_at(l, at + 2) == s->mark));
}

/* Offset of the closing mark, or 0. A backslash keeps the next byte from closing, in raw strings
 * not. */
static size_t find_end(const struct lexer *l, const struct literal *s)
{
	size_t at = s->body;

	while (at < l->source.n && !closes(l, s, at)) {
		if (s->marks == 1 && (byte_at(l, at) == '\n' || byte_at(l, at) == '\r'))
			return 0;
		at += byte_at(l, at) == '\\' && !s->raw ? 2 : 1;
	}
	return at < l->source.n ? at : 0;
}

/* n digits of the base at p; -1 if they are not that. */
static int64_t digits_value(const char *p, const char *end, int n, int base)
{
	int64_t value = 0;
	int digit;

	for (; n > 0; n--, p++) {
		if (p >= end)
			return -1;
		digit = *p >= '0' && *p <= '9' ? *p - '0'
			: (*p | 0x20) >= 'a'   ? (*p | 0x20) - 'a' + 10
					       : 99;
		if (digit >= base)
			return -1;
		value = value * base + digit;
	}
	return value;
}

/* Reads the escape at p (a backslash); its length, 0 if it is none. */
static size_t read_escape(const char *p, const char *end, uint32_t *c)
{
	static const char simple[] = "a\ab\bf\fn\nr\rt\tv\v\\\\??\"\"''``";
	int64_t value = -1;
	size_t n = 0, i;

	if (end - p < 2)
		return 0;
	for (i = 0; i + 1 < sizeof simple; i += 2)
		if (p[1] == simple[i]) {
			*c = (unsigned char)simple[i + 1];
			return 2;
		}
	if (p[1] == 'x' || p[1] == 'X')
		value = digits_value(p + 2, end, 2, 16), n = 4;
	else if (p[1] == 'u')
		value = digits_value(p + 2, end, 4, 16), n = 6;
	else if (p[1] == 'U')
		value = digits_value(p + 2, end, 8, 16), n = 10;
	else if (p[1] >= '0' && p[1] <= '3')
		value = digits_value(p + 1, end, 3, 8), n = 4;
	if (value < 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return 0;
	*c = (uint32_t)value;
	return n;
}

static void unescape(struct lexer *l, size_t from, size_t to)
{
	char *out = arena_alloc(l->c->arena, to - from + 1), *o = out;
	const char *p = l->source.p + from, *end = l->source.p + to;
	size_t n;
	uint32_t c, at;

	while (p < end) {
		if (*p != '\\') {
			*o++ = *p++;
			continue;
		}
		n = read_escape(p, end, &c);
		if (!n) {
			at = (uint32_t)(p - l->source.p);
			n = 1 + (p + 1 < end ? utf8_decode(p + 1, (size_t)(end - p - 1), &c) : 0);
			bad(l, MSG_EXPR_ESCAPE, at, at + (uint32_t)n);
			return;
		}
		o += utf8_encode(c, o); /* never longer than the escape */
		p += n;
	}
	l->text = (struct text){out, (size_t)(o - out)};
}

void lex_string(struct lexer *l)
{
	struct literal s;
	size_t end;

	if (!open_literal(l, &s))
		return;
	end = find_end(l, &s);
	l->at = end ? (uint32_t)(end + s.marks) : (uint32_t)l->source.n;
	if (!end) {
		bad(l, MSG_EXPR_UNCLOSED, (uint32_t)(s.body - s.marks), s.body);
		return;
	}
	l->token = TOKEN_STRING;
	if (s.raw || !memchr(l->source.p + s.body, '\\', end - s.body))
		l->text = (struct text){l->source.p + s.body, end - s.body};
	else
		unescape(l, s.body, end);
}
