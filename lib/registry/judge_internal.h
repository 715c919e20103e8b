#ifndef REGISTRY_JUDGE_INTERNAL_H
#define REGISTRY_JUDGE_INTERNAL_H
/* What a registry's rules, standards and policies are compiled to: inside lib/registry only. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/finding.h"
#include "base/hash.h"
#include "registry/judge.h"
#include "registry/path.h"
#include "registry/registry.h"
#include "registry/shape.h"
#include "yaml/tree.h"

struct judge_doc {   /* a file below rules/, standards/ or policies/; or registry.yaml itself */
	char *path;  /* from the current folder */
	char *below; /* from the root */
	struct buf bytes;
	struct text raw; /* the bytes */
	struct tree tree;
	struct findings own;
	struct findings *findings; /* &own, or those of registry.yaml */
};

/* An expression, or nothing: e NULL. */
struct judge_rule {
	const struct judge_doc *doc;
	struct text id;
	enum level level;
	uint32_t line; /* in its file, zero-based */
	bool late;
	bool versions;
	bool on_unknown; /* unknown is a finding too */
	bool disabled;   /* it failed to compile, or is not in force */
	struct expr *each, *when, *at;
	struct expr *alike; /* a text; there is a finding only if so many files have the same: */
	size_t files;
	struct expr_template *say;
	struct judge_rule *next; /* of the same group */
};

struct judge_group { /* rules about the same elements of a kind's records */
	struct path path;
	struct text target;
	struct judge_rule *rules, **end;
	bool early, late, versions; /* there are such rules */
	struct judge_group *next;
};

struct judge_parameter {
	struct text name;
	struct node *node;
	struct expr_value value; /* of the year at hand */
	struct expr_value
		yearly; /* a map from year to value; kind EXPR_UNKNOWN if it is not by year */
};

struct judge_indicator {
	struct text name, title;
	struct expr *applies, *pass;
	struct expr_value results[3]; /* by judge_result: maps without a reason */
	bool fit;                     /* it compiled */
};

struct judge_standard { /* one version of it */
	struct judge_doc *doc;
	struct text name, title;
	struct node *top;
	struct kind *kind;
	int32_t from, until; /* both inclusive */
	bool open;           /* no `until` of its own */
	bool in_force;
	struct expr *when;
	struct judge_indicator *indicators;
	size_t nindicators;
};

struct judge_policy {
	struct judge_doc *doc;
	struct text id, title;
	struct path path;
	struct expr *eligible, *received;
	struct judge_policy *next;
};

struct measure {
	struct text name;
	struct node *node; /* the expression in registry.yaml */
	size_t sum;        /* which */
	bool late;
	struct expr *e;
};

struct measures {
	struct measure *v;
	size_t n;
};

struct reference {
	struct path path;
	struct text source; /* the path as written */
	struct node *node;
	const struct kind *to;
	bool parent;
	struct measures adds; /* to the record referred to */
};

struct uniqueness {
	struct text id;
	enum level level;
	bool apart;                /* equal values of one entry are well */
	bool builtin;              /* of a kind's `unique` */
	struct expr_template *say; /* NULL: words of ours */
	struct {
		const struct kind *kind;
		struct path path;
		struct text source;
	} * of;
	size_t nof;
};

enum slot_use { SLOT_REFERENCE, SLOT_UNIQUE, SLOT_MERGED };

struct slot { /* a kind of value that is taken out of a kind's records */
	enum slot_use use;
	const struct path *path;
	const struct reference *reference;
	const struct uniqueness *unique;
	size_t of;   /* entry of the uniqueness */
	size_t twin; /* 1 + an earlier slot of the same path; 0: none */
};

struct law {                               /* of one kind */
	struct judge_standard **standards; /* in force */
	size_t nstandards;
	struct judge_parameter *parameters;
	size_t nparameters, capparameters;
	struct judge_policy *policies;
	struct judge_group *groups;
	struct expr_value param, yearly; /* maps */
	struct expr_shape shapes[VARIABLES];
	bool judged; /* indicators are asked for */
	bool gapped; /* gaps are asked for */
	bool late;   /* indicators or gaps want totals */
	bool early_rules, late_rules, version_rules;
	bool early_measures, late_measures;
	struct reference *references;
	size_t nreferences;
	struct measures measures;
	struct slot *slots;
	size_t nslots;
	bool *summed; /* by sum: something adds it to records of this kind */
	bool has_totals;
};

struct judge {
	struct arena arena;
	struct registry *r;
	int32_t today;
	char *wanted; /* name of --standard, or NULL */
	int32_t wanted_on;
	bool found;
	struct shapes *shapes;
	struct judge_doc **docs;
	size_t ndocs, capdocs;
	struct judge_doc root; /* registry.yaml */
	struct judge_standard **standards;
	size_t nstandards, capstandards;
	struct hash ids;  /* of rules and unique entries -> struct node */
	struct law *laws; /* by kind */
	struct text *sums;
	size_t nsums, capsums;
	struct uniqueness *unique;
	size_t nunique, capunique;
	struct node *deadlines, *roles, *states;
	struct {
		const struct kind *kind;
		struct path list, from, into;
		const struct kind *of;
	} merged;               /* kind NULL: none */
	struct expr **compiled; /* to be freed */
	size_t ncompiled, capcompiled;
	struct expr_template **templates;
	size_t ntemplates, captemplates;
};

static inline struct law *law_of(const struct judge *j, const struct kind *k)
{
	return &j->laws[k - j->r->kinds];
}

/* --- judge_run.c --- */

enum { JUDGE_STEPS = 20000000 }; /* for one record: a second or two */

struct judge_run {
	const struct judge *j;
	struct expr_run *eval;
	struct validator *validator;
	struct arena arena; /* of the record at hand */
	struct expr_value v[VARIABLES];
	const struct kind *kind;
	const struct law *law;
	struct node *root;
	bool marked;
	size_t steps;
	bool costly;
	/* while rules are asked */
	struct findings *findings, *alikes;
	const struct judge_group *group;
	bool late, versions;
	bool gone;            /* the record is there no more: root is what it was */
	struct node *nearest; /* what stands for elements that are gone */
	char *name;           /* "kind key" */
	/* a fault of an indicator or policy, to be said once rules are asked */
	struct findings pending;
};

/* Asks the rules of r->group of the element that self and oldSelf are. */
void judge_ask_group(struct judge_run *r);

struct judge_record { /* what a run has begun with */
	const struct judge *judge;
	const struct kind *kind;
	struct node *root;
};
struct judge_record judge_record(const struct judge_run *run);
/* What the list item `item` adds to the record that it refers to. */
void judge_adds(struct judge_run *run, const struct reference *ref, struct node *item,
		struct judge_sum *out, struct arena *a);

/* --- judge_compile.c --- */

/* Where expressions go that stand in a file: on what, with which variables. */
struct compile {
	struct judge *j;
	struct judge_doc *doc;
	const struct kind *kind;
	const struct path *path;
	uint64_t offered;
	const struct expr_shape *each; /* shape of `each`; NULL: any */
};
/* The expression of a scalar; NULL after a finding, or if n is NULL. */
struct expr *judge_expression(const struct compile *c, struct node *n,
			      const struct expr_shape *wanted);
struct expr_template *judge_template(const struct compile *c, struct node *n);
/* An expr_report for sources that stand at a node of a file; ctx: struct judge_plain. */
struct judge_plain {
	struct judge_doc *doc;
	const struct node *node;
};
void judge_report_plain(void *ctx, enum message m, uint32_t start, uint32_t end, size_t n,
			const struct text *args);
/* Adds a finding on a node of a judge's file. */
#define judge_say(doc, m, at, ...)                                                                 \
	finding_say((doc)->findings, (m), (at)->start, (at)->end, __VA_ARGS__)

/* --- judge_read.c --- */
void judge_read_files(struct judge *j);
/* Is there a finding of level error inside the node? */
bool judge_is_spoilt(const struct judge_doc *doc, const struct node *n);

/* --- judge_standard.c --- */
void judge_read_standard(struct judge *j, struct judge_doc *doc, struct node *top);
void judge_choose_standards(struct judge *j); /* those in force, once all are read */
void judge_compile_standards(struct judge *j);

/* --- judge_policy.c --- */
void judge_read_policy(struct judge *j, struct judge_doc *doc, struct node *top);

/* --- judge_rules.c --- */
void judge_read_rule(struct judge *j, struct judge_doc *doc, struct node *n);

/* --- relation.c: what registry.yaml says of records together --- */
void judge_read_relations(struct judge *j);   /* names and paths */
void judge_check_patterns(struct judge *j);   /* the fields that patterns of files name */
void judge_compile_measures(struct judge *j); /* once standards are chosen */
/* Kinds in an order in which each comes after all that add to its totals; to be freed. */
size_t *judge_kind_order(const struct judge *j);

#endif
