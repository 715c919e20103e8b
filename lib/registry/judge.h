#ifndef REGISTRY_JUDGE_H
#define REGISTRY_JUDGE_H
/*
 * What the registry judges its records by: rules/, standards/ and policies/ beside registry.yaml,
 * and the measures that registry.yaml adds up. Read once, then shared by threads; a judge_run is
 * one thread's room. See registry.yaml(5).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "expr/expr.h"

struct arena;
struct findings;
struct judge;
struct judge_run;
struct kind;
struct node;
struct path;
struct registry;
struct validator;

/* The variables of every expression of a registry, in this order. */
enum judge_variable {
	VAR_SELF,
	VAR_RECORD,
	VAR_TODAY,
	VAR_DEADLINE,
	VAR_ROLES,
	VAR_STATES,
	VAR_PARAM,
	VAR_YEARLY,
	VAR_TOTAL,
	VAR_INDICATOR,
	VAR_GAPS,
	VAR_EACH,
	VAR_VALUE,
	VAR_OLD_SELF,
	VAR_OLD_RECORD,
	VARIABLES
};
#define VAR_BIT(v) ((uint64_t)1 << (v))
/* What is there whenever a record is: everything up to `gaps`. */
#define VARS_RECORD (VAR_BIT(VAR_EACH) - 1)

struct judge_options {
	bool dated;           /* `today` is given; else it is registry_today */
	int32_t today;        /* days since 1970-01-01 */
	const char *standard; /* NAME or NAME@DATE, judged by in place of those in force; or NULL */
	/* what else is to be said of registry.yaml by a survey of it; or NULL */
	void (*also)(struct registry *r, struct judge *j);
};

/* Reads what r (open, borrowed) is judged by. What is wrong in registry.yaml is added to r's
 * findings; the rest see judge_each. Never NULL. */
struct judge *judge_open(struct registry *r, const struct judge_options *o);
void judge_close(struct judge *j);
int32_t judge_today(const struct judge *j); /* days since 1970-01-01 */
/* Do both judge alike, but for schemas? Of two versions of one registry. */
bool judge_is_alike(const struct judge *a, const struct judge *b);
/* Is this the id of a rule across versions? Linear. */
bool judge_across_versions(const struct judge *j, struct text id);
/* Calls `each` for every rule across versions that a has and b has not; more than once if it is
 * about several things. */
void judge_each_gone(const struct judge *a, const struct judge *b,
		     void (*each)(void *ctx, struct text id), void *ctx);
/* Is there a standard of this name (and date)? True without --standard. */
bool judge_standard_found(const struct judge *j);
/* Calls `each` for every file read, with its findings (perhaps none); they may be taken over. */
void judge_each(struct judge *j, void (*each)(void *ctx, const char *path, struct findings *f),
		void *ctx);

/* Does the schema of a kind know such a place? */
bool judge_place(struct judge *j, const struct kind *kind, const struct path *path);
/* Names and shapes of the variables of the set `offered`, for elements at `path` in records of a
 * kind. */
void judge_env(struct judge *j, const struct kind *kind, const struct path *path, uint64_t offered,
	       struct expr_variable variables[VARIABLES]);
/* Expressions with these variables will be asked about records of a kind, beside the rules. Before
 * threads begin. */
void judge_want(struct judge *j, const struct kind *kind, uint64_t uses);
/* Can what uses these variables be told of a kind's records only when totals are known? */
bool judge_is_late(const struct judge *j, const struct kind *kind, uint64_t uses);

/* --- sums --- */

/* How many sums there are in the registry; a record's own measures and its totals are so many
 * numbers, most of them zero. */
size_t judge_sums(const struct judge *j);
struct judge_sum {
	struct decimal value;
	bool unknown;
};

/* --- asking --- */

struct judge_run *judge_run_new(const struct judge *j);
void judge_run_free(struct judge_run *run);
/* Begins with a record. totals: judge_sums of them, or NULL while they are not known. What is
 * sensitive is marked when needed, or is already (`marked`). */
void judge_begin(struct judge_run *run, const struct kind *kind, struct node *root,
		 const struct judge_sum *totals, bool marked);
/* Asks the rules that go (late: that go only) with totals, and adds a finding for each that
 * applies. record: "kind key", or NULL. */
void judge_rules(struct judge_run *run, bool late, struct findings *f);
/* Asks the rules across versions of a record that was `before` and is `after`: either may be NULL.
 * Findings about what is gone stand at the nearest thing that is left. Those that only count where
 * many files have them go to `alike`, each with the text in its `about`. */
void judge_versions(struct judge_run *run, const struct kind *kind, struct node *before,
		    struct node *after, struct findings *f, struct findings *alike);
/* How many files are many, for the rule with that id. */
size_t judge_many(const struct judge *j, struct text id);
/* The record's own measures: those known without totals, or those that are not. Adds to out, of
 * judge_sums. False if there are none. Long numbers live in the arena. */
bool judge_measures(struct judge_run *run, bool late, struct judge_sum *out, struct arena *a);
/* The variables for an element of the record; to be changed by the caller as it likes. */
struct expr_value *judge_variables(struct judge_run *run);
struct expr_run *judge_eval(struct judge_run *run);
/* How the record stands: each indicator with its result, for callers who compare. */
enum judge_result { JUDGE_PASS, JUDGE_FAIL, JUDGE_UNKNOWN, JUDGE_NOT_ASKED };
void judge_standing(struct judge_run *run,
		    void (*each)(void *ctx, struct text indicator, struct text title,
				 enum judge_result result, struct text why),
		    void *ctx);

#endif
