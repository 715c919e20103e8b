#ifndef SCHEMA_APPLY_H
#define SCHEMA_APPLY_H
/* What applying a schema and explaining its violations share: inside lib/schema only. */
#include "schema/ir.h"

struct step { /* from the root to a value; kept only while violations are collected */
	const struct step *up;
	struct node *node;     /* at the end of the step */
	struct node *key;      /* of a mapping, or NULL */
	uint32_t index;        /* of a sequence */
	uint32_t depth;
};

struct violation {
	struct violation *next;
	enum message message;
	enum level level;
	struct node *at;          /* where it is shown */
	struct node *found;       /* its words become argument {1}, or NULL */
	const struct step *step;  /* the value that fails */
	struct text args[3];
	struct text near;         /* for "did you mean", p NULL: none */
	struct text note;         /* appended, p NULL: none */
	uint32_t alternatives;    /* 0, or: this is of the closest of so many */
	unsigned types;           /* of a CHECK_TYPE: what was expected */
};

struct violations {
	struct violation *first, **end;
	size_t n;
};

/* Turns violations into findings. Call when all sensitive nodes are marked. */
void explain(struct arena *a, const struct violations *v, struct findings *f);
/* Adds to `into` what `branches` (n lists, of the alternatives of an anyOf or oneOf at `step`) have to say. */
void explain_alternatives(struct arena *a, struct violations *into, struct violations *branches, size_t n,
			  const struct step *step);
void violations_add(struct violations *list, struct violation *v);
/* The member of `choices` (scalars) nearest to the text, p NULL if none is near. */
struct text near_choice(struct node *choices, struct text t);
struct text near_property(const struct objects *o, const struct node *map, struct text key);

#endif
