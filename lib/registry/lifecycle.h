#ifndef REGISTRY_LIFECYCLE_H
#define REGISTRY_LIFECYCLE_H
/*
 * What registry.yaml says a problem is and how it lives (`problems`, `states`, `roles`), and who is
 * a person in the records (`persons`). Read when a registry is opened; lives as long as it does.
 * All functions take problems and persons as loaded: mappings of any content.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "registry/path.h"

struct node;
struct registry;

/* The lists of registry.yaml's `states` that say how far a problem is; in this order. */
#define STAGE_LIST(X)                                                                              \
	X(OPEN, "open") X(FIXED, "fixed") X(ACCEPTED, "accepted") X(CLOSED, "closed")              \
		X(DROPPED, "dropped")
enum stage {
#define X(id, name) STAGE_##id,
	STAGE_LIST(X)
#undef X
		STAGES /* no stage: a state that no list has */
};
const char *stage_name(enum stage s); /* "open" ...; "" for STAGES */

struct lifecycle_place { /* a list in records of a kind */
	const struct kind *kind;
	struct path path;   /* ends with a list */
	struct text target; /* as written: household.problems[] */
};

struct lifecycle_state {
	struct text name;
	enum stage stage;
	struct path date; /* the field with the date it was reached; no steps: none */
};

struct lifecycle {
	struct lifecycle_place *places;
	size_t nplaces;
	struct path state, what, due;  /* fields of a problem; no steps: none */
	struct path *about;            /* the first that is there names what it is about */
	size_t nabout;
	struct lifecycle_state *states; /* in order, as `states` lists them stage by stage */
	size_t nstates;
	struct path signatures;      /* the field with the list; no steps: nothing is signed */
	struct path role, name, on;  /* fields of a signature */
	struct text *roles;          /* who signs, in order */
	size_t nroles;
};

struct persons {
	struct lifecycle_place *places;
	size_t nplaces;
	struct path name, identity; /* fields of a person; no steps: none */
};

/* Reads both from an open registry, adding what is wrong to its findings; they live in its arena.
 * NULL: it says nothing of problems, or of persons. */
const struct lifecycle *lifecycle_read(struct registry *r);
const struct persons *persons_read(struct registry *r);

/* The value at a path of plain fields, aliases followed; NULL: none, or the path has no steps. */
struct node *path_field(const struct path *p, const struct node *from);
/* The same as text of a scalar; n 0 if there is none. */
struct text path_field_text(const struct path *p, const struct node *from);

/* The state of a problem, as one that is known; NULL: it has none, or another. */
const struct lifecycle_state *lifecycle_state_of(const struct lifecycle *l,
						 const struct node *problem);
const struct lifecycle_state *lifecycle_state_named(const struct lifecycle *l, struct text name);
/* STAGES if it has no known state. */
enum stage lifecycle_stage_of(const struct lifecycle *l, const struct node *problem);
/* The node that names what a problem is about (an indicator, a policy); NULL: none. */
struct node *lifecycle_about(const struct lifecycle *l, const struct node *problem);
/* Where a role stands in the order of signatures; nroles if it is none of them. */
size_t lifecycle_role(const struct lifecycle *l, struct text role);

#endif
