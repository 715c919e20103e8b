#ifndef VERSION_EVENT_H
#define VERSION_EVENT_H
/*
 * What happened to a record between two of its versions, in the registry's own terms: to its
 * problems (`problems`, `states`), to what was signed in it, and to the persons in it (`persons`).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "registry/lifecycle.h"

struct kind;
struct node;
struct registry;

/* In the order in which they are told; the names are those of JSON. */
#define EVENT_LIST(X)                                                                              \
	X(OPENED, "opened") X(PROGRESSED, "progressed") X(FIXED, "fixed")                          \
		X(ACCEPTED, "accepted") X(CLOSED, "closed") X(DROPPED, "dropped")                  \
			X(REOPENED, "reopened") X(DELETED, "deleted") X(SIGNED, "signed")          \
				X(UNSIGNED, "unsigned") X(BROKEN, "broken")                        \
					X(STANDING, "standing") X(CAME, "came") X(WENT, "went")    \
						X(CHANGED_HOUSE, "moved") X(SPLIT, "split")        \
							X(RELOCATED, "relocated")
enum event_type {
#define X(id, name) EVENT_##id,
	EVENT_LIST(X)
#undef X
		EVENTS
};
const char *event_name(enum event_type t);

/*
 * OPENED: a problem that was not there; if it comes further than open, a second event says so.
 * PROGRESSED: its state changed within a stage, or to or from a word that no list of states has.
 * REOPENED: back to an earlier stage. DROPPED: to a state of the list `dropped`. DELETED: it is no
 * longer there.
 * SIGNED, UNSIGNED: a signature came or went; another name or date is both. BROKEN: the signature
 * stands, but what it was put under changed: `what` names the fields. The next step of a problem,
 * and its state, are no such change.
 * CAME, WENT: a person of the record. The others are made by those who see more than one record.
 *
 * Texts are masked copies in the arena of the events; n 0: there is none.
 */
struct event {
	enum event_type type;
	struct text target;  /* household.problems[]; of other things signed: their pointer */
	struct text pointer; /* JSON pointer, in the newest version that has it */
	struct text id;      /* what identifies the problem or person in its list */
	struct text about, what; /* of a problem; of a person `what` is the name */
	struct text from, to;    /* states, as written */
	enum stage from_stage, to_stage;
	struct text on; /* when: as the record says of its new state; of a signature its date */
	bool dated;     /* both it and the date of the first state are known: */
	int32_t days;   /* from that to `on` */
	struct text role, name;       /* of a signature */
	struct text identity;         /* of a person: never to be shown */
	struct node *before, *after;  /* the problem, what is signed, or the person: borrowed */
	struct node *signature;       /* in the newest version that has it: borrowed */
};

struct events {
	struct arena arena;
	struct event *v;
	size_t n, cap;
};

/* Adds what happened to a record of a kind of r that was `before` and is `after`; either may be
 * NULL: there is none. What is sensitive has to be marked already, or is told. */
void events_between(struct events *e, const struct registry *r, const struct kind *k,
		    struct node *before, struct node *after);
void events_clear(struct events *e); /* empty and usable again; keeps its memory */
void events_free(struct events *e);

#endif
