#ifndef SCHEMA_ECMA_INTERNAL_H
#define SCHEMA_ECMA_INTERNAL_H
/* What the parts of the ECMA-262 translator share: ecma.c reads terms, ecma_class.c escapes and
 * classes, ecma_property.c \p{...}, ecma_ref.c group names and back-references. Not for callers. */
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "schema/ecma.h"

/* Of a repeat or width: no upper bound, or one above PCRE2's 65535. */
enum { ECMA_UNBOUNDED = UINT16_MAX + 1 };

struct ecma_width { /* how many characters something matches */
	uint32_t least, most;
};

enum ecma_kind {
	ECMA_WHOLE,
	ECMA_GROUP,
	ECMA_CAPTURE,
	ECMA_AHEAD,
	ECMA_NOT_AHEAD,
	ECMA_BEHIND,
	ECMA_NOT_BEHIND,
};

/* A bracketed part of the pattern, or the whole of it (number 0, its own parent). */
struct ecma_span {
	enum ecma_kind kind;
	size_t parent;
	size_t at;                 /* of its opening bracket in the pattern */
	uint32_t branch;           /* which alternative of the parent it stands in */
	uint32_t branches;         /* how many alternatives it has, so far */
	uint32_t min, max;         /* how often it is repeated */
	struct ecma_width width;   /* of the alternatives that have ended */
	struct ecma_width running; /* of the one being read */
};

struct ecma_name {
	struct text text; /* with its escapes decoded */
	uint32_t number;  /* of the capture, from 1 */
	size_t at;
};

struct ecma_ref {
	struct text name; /* p is NULL for a numbered one */
	uint32_t number;
	size_t span; /* where it stands */
	uint32_t branch;
	size_t at;   /* in the pattern */
	size_t hole; /* in the output: where its translation is to go */
};

struct ecma {
	struct text in;
	size_t at;
	struct buf out;
	struct arena arena;      /* names */
	struct ecma_error error; /* the fault, or else the first thing not supported */
	bool failed, refused;

	struct ecma_span *spans;
	size_t span_count, span_cap;
	size_t current, depth;
	size_t *captures; /* span of each capture */
	size_t capture_count, capture_cap;
	struct ecma_name *names;
	size_t name_count, name_cap;
	struct ecma_ref *refs;
	size_t ref_count, ref_cap;

	/* The atom just read, which a quantifier would repeat. */
	bool has_atom, is_assertion;
	struct ecma_width atom_width;
	size_t atom_span; /* 0 if it is no group */
};

enum ecma_read { ECMA_FAILED, ECMA_CHARACTER, ECMA_SET };

/* No pattern at all: keeps the first fault, returns false. */
bool ecma_fail(struct ecma *e, const char *why, size_t at);
/* Not supported: noted unless something was before, and reading goes on. */
void ecma_refuse(struct ecma *e, const char *why, size_t at);
bool ecma_accept(struct ecma *e, const char *s); /* passes s if it is next */
uint32_t ecma_next(struct ecma *e);              /* the next character, passed; not at the end */

void ecma_put(struct ecma *e, uint32_t c); /* a literal, safe inside and outside a class */
void ecma_put_nothing(struct ecma *e);     /* what never matches, of width 1 */
bool ecma_class(struct ecma *e);           /* at [ */
/* At a backslash. A character comes back in *c; for a set, the inside of a PCRE2 class is put
 * out. */
enum ecma_read ecma_escape(struct ecma *e, bool in_class, uint32_t *c);
/* After \u; false, and nothing said, if malformed. */
bool ecma_unicode_escape(struct ecma *e, uint32_t *c);
/* After \p or \P, which stands at `start`. */
bool ecma_property(struct ecma *e, size_t start, bool negated);

bool ecma_name(struct ecma *e, struct text *name); /* after <; passes > */
/* When all is read: appends to `out` what was put out, with every hole filled. */
bool ecma_resolve(struct ecma *e, struct buf *out);

#endif
