/* Messages: the table, translation, filling in, and the escaping of everything that comes from
 * data. */
#include "base/message.h"

#if defined(__has_include)
#if __has_include(<libintl.h>)
#include <libintl.h>
#define translate(text) dgettext("hearth", text)
#endif
#endif
#ifndef translate
#define translate(text) (text)
#endif

#include "base/buf.h"
#include "base/utf8.h"

static const struct {
	enum level level;
	const char *rule;
	const char *text;
} messages[] = {
#define MSG(name, level, rule, text) {LEVEL_##level, rule, text},
#include "base/messages.def"
#undef MSG
};

enum level message_level(enum message m)
{
	return messages[m].level;
}

const char *message_rule(enum message m)
{
	return messages[m].rule;
}

const char *level_name(enum level l)
{
	static const char *const names[] = {"note", "warning", "error", "error"};

	return names[l];
}

/* Characters that move the cursor, break the line, or reorder the text around them. */
static int disturbs(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
	       c == 0x200E || c == 0x200F || c == 0x061C;
}

void message_escape(struct buf *out, struct text t)
{
	size_t i = 0, length;
	uint32_t c;

	while (i < t.n) {
		length = utf8_decode(t.p + i, t.n - i, &c);
		if (!length) {
			buf_addf(out, "\\x%02X", (unsigned char)t.p[i]);
			i++;
			continue;
		}
		if (c == '[' && i >= 2 && t.p[i - 1] == '#' && t.p[i - 2] == '#')
			buf_adds(out, "\\u{5B}"); /* "##[" is a command to some CI runners, wherever
						     it stands */
		else if (!disturbs(c))
			buf_add(out, t.p + i, length);
		else if (c == '\n')
			buf_adds(out, "\\n");
		else if (c == '\t')
			buf_adds(out, "\\t");
		else if (c == '\r')
			buf_adds(out, "\\r");
		else
			buf_addf(out, "\\u{%X}", (unsigned)c);
		i += length;
	}
}

static void add_argument(struct buf *out, struct text t)
{
	size_t n = t.n;

	if (n > MESSAGE_ARGUMENT)
		for (n = MESSAGE_ARGUMENT; n && ((unsigned char)t.p[n] & 0xC0) == 0x80;)
			n--;
	message_escape(out, (struct text){t.p, n});
	if (n < t.n)
		buf_adds(out, "…");
}

void message_fill(struct buf *out, struct text template, size_t n, const struct text *args)
{
	const char *p = template.p, *end = p + template.n;
	size_t index;

	for (; p < end; p++) {
		if (end - p >= 3 && p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
			index = (size_t)(p[1] - '0');
			if (index < n)
				add_argument(out, args[index]);
			p += 2;
			continue;
		}
		buf_addc(out, *p);
	}
}

void message_write(struct buf *out, enum message m, size_t n, const struct text *args)
{
	message_fill(out, text_of(translate(messages[m].text)), n, args);
}
