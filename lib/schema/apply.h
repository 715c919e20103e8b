#ifndef SCHEMA_APPLY_H
#define SCHEMA_APPLY_H
/* What applying a schema and explaining its violations share: inside lib/schema only. */
#include "schema/ir.h"

struct step { /* from the root to a value; kept only while violations are collected */
	const struct step *up;
	struct node *node; /* at the end of the step */
	struct node *key;  /* of a mapping, or NULL */
	uint32_t index;    /* of a sequence */
	uint32_t depth;
};

struct violation {
	struct violation *next;
	enum message message;
	enum level level;
	struct node *at;         /* where it is shown */
	struct node *found;      /* its words become argument {1}, or NULL */
	const struct step *step; /* the value that fails */
	struct text args[3];
	struct text near;      /* for "did you mean", p NULL: none */
	struct node *named;    /* the violation is of the name of this key's name, or NULL */
	struct text note;      /* appended, p NULL: none */
	uint32_t alternatives; /* 0, or: this is of the closest of so many */
	unsigned types;        /* of a CHECK_TYPE: what was expected */
};

struct violations {
	struct violation *first, **end;
	size_t n;    /* those not kept included */
	bool silent; /* nobody will hear of them: they are only counted */
};

#define VIOLATIONS_KEPT 50000 /* in one run, those of branches that lost included */

struct seen {
	uint64_t *bits; /* one per item or pair of the value: evaluated */
};

struct validator {
	struct arena arena;
	struct matcher *matcher;
	const struct resource **scope; /* dynamic scope, outermost first */
	size_t nscope, capscope;
	size_t steps;
	unsigned in_place, depth;   /* of recursion: on one value, in all */
	struct violations *collect; /* NULL: the first violation ends the run */
	const struct step *step;
	size_t kept; /* violations in the arena */
	bool aborted;
	enum message abort_reason;
	const struct schema *abort_at;
};

#define SCHEMA_STEPS 20000000 /* of the check of one document */

/* apply.c. All that return bool: does the value hold? `seen` may be NULL: nobody asks what was
 * evaluated. */
bool apply(struct validator *v, const struct schema *s, struct node *n, struct seen *seen);
/* To a child: a step down in the document. */
bool apply_child(struct validator *v, const struct schema *s, struct node *child, struct node *key,
		 uint32_t index);
/* Ends the whole run. Returns false. */
bool give_up(struct validator *v, enum message reason, const struct schema *s);
const struct step *keep_step(struct validator *v, struct step step);
/* Notes a violation, shown at `at`; NULL when it is not kept. */
struct violation *fails(struct validator *v, enum message m, struct node *at);
/* The same about value n, with words for what was expected. */
struct violation *fails_value(struct validator *v, enum message m, struct node *n,
			      struct text expected);
struct text number_text(struct validator *v, uint64_t n);
bool check_count(struct validator *v, uint64_t count, uint64_t fewest, uint64_t most,
		 enum message few, enum message many, struct node *n);
struct seen seen_new(struct validator *v, const struct node *n);
void seen_merge(struct seen *into, const struct seen *from, const struct node *n);

static inline void seen_add(struct seen *seen, uint32_t i)
{
	if (seen)
		seen->bits[i / 64] |= (uint64_t)1 << i % 64;
}

/* apply_value.c, apply_array.c, apply_object.c, apply_inplace.c: keywords by what they look at */
bool check_type(struct validator *v, const struct schema *s, struct node *n);
bool check_choices(struct validator *v, const struct schema *s, struct node *n);
bool check_string(struct validator *v, const struct schema *s, struct node *n);
bool check_number(struct validator *v, const struct numbers *t, struct node *n);
bool check_array(struct validator *v, const struct schema *s, struct node *n, struct seen *seen);
bool check_object(struct validator *v, const struct schema *s, struct node *n, struct seen *seen);
/* What additionalProperties or unevaluatedProperties say to pair i, which nothing else speaks of.
 */
bool check_extra(struct validator *v, const struct schema *extra, const struct objects *o,
		 struct node *map, uint32_t i);
bool check_in_place(struct validator *v, const struct applicators *a, struct node *n,
		    struct seen *seen);

/* explain.c */
/* Turns violations into findings. Call when all sensitive nodes are marked. */
void explain(struct arena *a, const struct violations *v, struct findings *f);
/* Adds to `into` what `branches` (n lists, of the alternatives of an anyOf or oneOf at `step`) have
 * to say. */
void explain_alternatives(struct arena *a, struct violations *into, struct violations *branches,
			  size_t n, const struct step *step);
void violations_add(struct violations *list, struct violation *v);
/* The member of `choices` (scalars) nearest to the text, p NULL if none is near. */
struct text near_choice(struct node *choices, struct text t);
struct text near_property(const struct objects *o, const struct node *map, struct text key);

#endif
