#ifndef VERSION_STEP_H
#define VERSION_STEP_H
/* What happened to a problem between two versions of it, as steps of its life. */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct digest_item;
struct lifecycle;
struct lifecycle_state;

enum step_kind {
	STEP_STATE,    /* it came into a state, or the day it did was written down */
	STEP_DATE,     /* another day was written for a state, or none any more */
	STEP_SIGNED,   /* a signature came */
	STEP_UNSIGNED, /* a signature went, or was changed: then another came */
	STEP_DELETED,  /* it is no longer there */
	STEP_RESTORED, /* it is there again */
	STEP_MOVED     /* its record has another key */
};
const char *step_kind_name(enum step_kind k); /* "state", "date" ... */

struct step {
	enum step_kind kind;
	struct text name;                    /* the state, the role, or the key of the record */
	struct text on;                      /* the day that is written there; n 0: none */
	struct text was;                     /* the state, day or key before */
	struct text who;                     /* who signed, as it may be shown */
	const struct lifecycle_state *state; /* of STATE, if it is known */
	bool back;                           /* to an earlier stage */
};

struct steps { /* texts are borrowed from the items */
	struct step *v;
	size_t n, cap;
};

#define STEP_SIGNATURES 1000 /* of one problem that are compared; more are left out */

/* Appends what happened, in the order of the lifecycle; either may be NULL. */
void steps_between(struct steps *s, const struct digest_item *before,
		   const struct digest_item *now);
bool step_equal(const struct step *x, const struct step *y);
/* Keeps those that are in `other` too. */
void steps_keep_common(struct steps *s, const struct steps *other);
void steps_free(struct steps *s);

#endif
