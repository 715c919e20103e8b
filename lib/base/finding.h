#ifndef BASE_FINDING_H
#define BASE_FINDING_H
/* Findings: what a check has to say of one file. They own their text, since they outlive trees. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/message.h"

struct place {
	uint32_t offset; /* bytes from the start of the file */
	uint32_t line;   /* zero-based */
	uint32_t column; /* bytes from the start of the line */
	uint32_t chars;  /* characters from the start of the line */
};

enum finding_status { /* beside an older version */
	FINDING_PLAIN, /* there is none */
	FINDING_NEW,
	FINDING_OLD,  /* it was there too */
	FINDING_FIXED /* it was there, and only there */
};

struct finding {
	enum level level;
	enum finding_status status;
	bool across; /* it is about what holds across records */
	char *rule;
	char *message;
	char *pointer;           /* JSON pointer of the value within its document; NULL: none */
	char *place;             /* the pointer by what identifies items of lists; NULL: the same */
	char *record;            /* "kind key"; NULL: none */
	char *about;             /* which of the rule's findings there; not for showing; or NULL */
	struct place start, end; /* end is exclusive */
};

struct findings {
	struct finding *v;
	size_t n, cap;
	size_t dropped; /* not kept, past the limit */
};

#define FINDINGS_LIMIT 10000 /* in one file */

/* Adds a finding of message m on bytes [start, end) of the file. The result may be given a pointer
 * or record; it is valid until the next call. NULL when the limit is reached. */
struct finding *finding_add(struct findings *f, enum message m, uint32_t start, uint32_t end,
			    size_t n, const struct text *args);
/* The same without arguments, or with them: finding_say(f, MSG_X, start, end, a, b). */
#define finding_say0(f, m, start, end) finding_add((f), (m), (start), (end), 0, NULL)
#define finding_say(f, m, start, end, ...)                                                         \
	finding_add((f), (m), (start), (end),                                                      \
		    sizeof((struct text[]){__VA_ARGS__}) / sizeof(struct text),                    \
		    (struct text[]){__VA_ARGS__})
/* The same with a rule and words of the data's own. */
struct finding *finding_own(struct findings *f, enum level level, struct text rule,
			    struct text message, uint32_t start, uint32_t end);
/* Moves all findings of `from`, finished, into those of a file that is finished too. */
void findings_merge(struct findings *f, struct findings *from);
/* Adds a copy of one finding of a file to those of the same file in another version. */
void findings_copy(struct findings *f, const struct finding *g);
/* Sorts by place, fills in lines and columns from the file's bytes, says how many were dropped.
 * Once, last. */
void findings_finish(struct findings *f, const char *bytes, size_t n);
/* Says of n more findings that they were not kept. */
void findings_drop(struct findings *f, size_t n);
/* Forgets those for which `drop` is true. How many. */
size_t findings_drop_if(struct findings *f, bool (*drop)(void *ctx, const struct finding *g),
			void *ctx);
/* Forgets all but the first n. */
void findings_truncate(struct findings *f, size_t n);
void findings_clear(struct findings *f); /* frees all; empty and usable again */

/* Decimal text of a number for use as an argument: points into `room`. */
struct text text_number(char room[24], uint64_t n);

#endif
