#ifndef VERSION_EVENT_INTERNAL_H
#define VERSION_EVENT_INTERNAL_H
/* What the parts that find events share: event.c goes through problems, event_sign.c through what
 * is signed, event_person.c through persons. */
#include "base/buf.h"
#include "schema/annotate.h"
#include "version/event.h"

struct deriving;
/* One item of a list, on either side or both; name: what identifies it, or NULL. */
typedef void event_each(struct deriving *d, const struct place_schemas *at, struct node *name,
			struct node *before, struct node *after);

struct deriving {
	struct events *e;
	const struct registry *registry;
	const struct kind *kind;
	struct arena scratch;
	struct buf pointer; /* to what is at hand */
	long work;          /* as in match_items */
	/* of a walk along a path of the registry */
	const struct lifecycle_place *place;
	size_t step; /* of its path */
	event_each *each;
};

/* A new event, with its pointer and what it is about. */
struct event *event_add(struct deriving *d, enum event_type type, struct node *before,
			struct node *after);
/* A masked copy; nothing of what is NULL or no scalar. */
struct text event_text(struct deriving *d, const struct node *n);
struct text event_copy(struct deriving *d, struct text t);
/* Calls `each` for the items at the end of a place's path, in pairs. */
void event_walk(struct deriving *d, const struct lifecycle_place *place, struct node *before,
		struct node *after, event_each *each);
/* The same for the items of two lists; `each` with the place of the items. */
void event_items(struct deriving *d, const struct place_schemas *list, struct node *before,
		 struct node *after, event_each *each);

/* --- event_sign.c --- */
/* The signatures under one mapping. id (may be NULL): what it is called. problem: it is one. */
void event_signatures(struct deriving *d, const struct place_schemas *at, struct node *id,
		      struct node *before, struct node *after, bool problem);
/* Those under everything in a record but its problems. */
void event_signed_things(struct deriving *d, const struct place_schemas *at, struct node *before,
			 struct node *after);
/* --- event_person.c --- */
void event_persons(struct deriving *d, struct node *before, struct node *after);

#endif
