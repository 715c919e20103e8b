#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H
/*
 * The one door for words: every message a person reads is a row of messages.def, looked up in the
 * message catalogue of the reader's language (gettext, domain "hearth") and filled in with its data
 * as arguments.
 */
#include <stddef.h>

#include "base/text.h"

struct buf;

enum level {
	LEVEL_NOTE,
	LEVEL_WARNING,
	LEVEL_ERROR,
	LEVEL_TROUBLE
}; /* ascending; the worst sets the exit status */

enum message {
#define MSG(name, level, rule, text) MSG_##name,
#include "base/messages.def"
#undef MSG
	MSG_COUNT
};

enum level message_level(enum message m);
const char *message_rule(enum message m); /* static */
const char *level_name(enum level l);     /* "error", "warning", "note"; trouble is an error too */

#define MESSAGE_ARGUMENT 2000 /* bytes of one argument that are shown; the rest becomes … */

/* Appends the message with {0}, {1}… replaced by args. Arguments are escaped: no control character,
 * terminal escape, line break or bidirectional override of theirs reaches the reader. */
void message_write(struct buf *out, enum message m, size_t n, const struct text *args);
/* The same with a template of the data's own (a rule's `say`). */
void message_fill(struct buf *out, struct text template, size_t n, const struct text *args);
/* Appends t with what could disturb a terminal or a line shown as \n, \t, \u{1B}; malformed UTF-8
 * as \x.. */
void message_escape(struct buf *out, struct text t);

#endif
