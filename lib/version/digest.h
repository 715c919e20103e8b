#ifndef VERSION_DIGEST_H
#define VERSION_DIGEST_H
/*
 * What one version of one record says that matters to its history: its key, who lives in it, its
 * problems, and what else in it is signed. Made of the bytes once.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text.h"

struct digest;
struct digester;
struct kind;
struct lifecycle_state;
struct registry;

struct digest_signature {
	struct text role, name, on;
	struct text shown; /* the name, masked if it is sensitive */
	uint64_t hash;     /* of all it says */
};

struct digest_date {
	const struct lifecycle_state *state;
	struct text on;
};

struct digest_field { /* an entry of an item */
	struct text name;
	uint64_t hash; /* of its value */
	bool may_come; /* it belongs to a state that may come later */
};

struct digest_item {
	int place;         /* which of the lifecycle's places; -1: no problem, but signed */
	struct text id;    /* what tells it from the others there; of no problem: its path */
	struct text state; /* as written; n 0: none */
	const struct lifecycle_state *known; /* the same, or NULL */
	struct text about, what;             /* masked if sensitive, as all texts but names */
	struct digest_date *dates;           /* that are there, in the lifecycle's order */
	size_t ndates;
	struct digest_signature *signatures;
	size_t nsignatures;
	uint64_t content; /* a hash of all it says */
	/* With `signatures`: what those are put under, all but a problem's state and they
	 * themselves. */
	struct digest_field *fields;
	size_t nfields;
};

struct digest_plan { /* of an open registry, borrowed */
	const struct registry *registry;
	bool show;       /* do not mask */
	bool signatures; /* all that is signed is wanted, in records of all kinds */
};

/* Are records of this kind of any interest? */
bool digest_wants(const struct digest_plan *p, const struct kind *k);

/* A digest in the making. Counted: each holder gives its hold up with digest_drop. What does not
 * load is as its base was, the version before it (of the same kind; may be NULL). */
struct digest *digest_new(const struct kind *k, struct digest *base);
struct digest *digest_hold(struct digest *d);
void digest_drop(struct digest *d); /* may be NULL */
/* Reads it: on any thread, with a digester of its own. `name` says JSON. */
void digest_read(struct digest *d, struct digester *w, struct text bytes, const char *name);
/* Instead: it cannot be read. */
void digest_fail(struct digest *d, struct text why);
/* Last, when the base is finished. */
void digest_finish(struct digest *d);

struct digester *digester_new(const struct digest_plan *p);
void digester_free(struct digester *w);

/* Of one that is finished: */
const struct kind *digest_kind(const struct digest *d);
bool digest_is_broken(const struct digest *d);
struct text digest_why(const struct digest *d);    /* of a broken one, with line and column */
struct text digest_key(const struct digest *d);    /* n 0: none */
struct text digest_parent(const struct digest *d); /* the key of the record above; n 0: none */
/* Calls `each` for its items, in the order of the text. */
void digest_items(const struct digest *d, void (*each)(void *ctx, const struct digest_item *i),
		  void *ctx);
/* The item there; NULL if d is NULL or has none. */
const struct digest_item *digest_item(struct digest *d, int place, struct text id);
/* Calls `each` for everybody who lives in it, with a number that is theirs wherever they go. */
void digest_persons(const struct digest *d, void (*each)(void *ctx, uint64_t person), void *ctx);

#endif
