#ifndef EXPR_VALUE_H
#define EXPR_VALUE_H
/*
 * What an expression yields. Values are small and passed by copy; their text, items and long
 * numbers live in the tree they came from, in the expression, or in the run that made them (until
 * expr_run_begin).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/text.h"

struct buf;
struct node;

enum expr_kind {
	EXPR_UNKNOWN, /* a fact is missing or unfit: neither true nor false */
	EXPR_ERROR,   /* the expression itself is at fault: division by zero, cost */
	EXPR_NULL,
	EXPR_BOOL,
	EXPR_NUMBER,
	EXPR_STRING,
	EXPR_DATE,
	EXPR_LIST,
	EXPR_MAP
};

/* Why a value is unknown or an error. */
enum expr_why {
	EXPR_WHY_NONE,
	EXPR_WHY_MISSING, /* unknown: there is no such field, item or key */
	EXPR_WHY_TYPE,    /* unknown: the data has another type than the operation wants */
	EXPR_WHY_DATE,    /* unknown: the text is no date */
	EXPR_WHY_NUMBER,  /* unknown: the text is no number */
	EXPR_WHY_EMPTY,   /* unknown: min, max or avg of nothing */
	EXPR_WHY_ZERO,    /* error: division by zero */
	EXPR_WHY_RANGE,   /* error: a number too long, a date past year 9999, a wrong position */
	EXPR_WHY_COST,    /* error: more steps than the limit */
	EXPR_WHY_MEMORY,  /* error: more memory than the limit */
	EXPR_WHY_PATTERN, /* error: no pattern, or one given up */
	EXPR_WHY_OWN      /* unknown, for callers: `about` says why; to has() it is unknown too */
};

struct expr_value {
	uint8_t kind;
	uint8_t why;       /* of UNKNOWN and ERROR */
	bool truth;        /* of BOOL */
	uint32_t n;        /* items of a LIST, pairs of a MAP */
	struct node *node; /* the value's node or the one it was derived from; of what is missing:
			    * the mapping that lacks it; NULL if none */
	union {
		struct decimal number;
		struct text text; /* of a STRING */
		int32_t days;     /* of a DATE: since 1970-01-01 */
		/* of a LIST: n items; of a MAP: n keys, each followed by its value; NULL: those of
		 * node */
		const struct expr_value *items;
		struct {
			struct text about;   /* source text of the sub-expression, e.g.
						self.water.litres */
			uint32_t start, end; /* its bytes in the source */
		} reason;                    /* of UNKNOWN and ERROR */
	};
};

static inline struct expr_value expr_bool(bool truth)
{
	return (struct expr_value){.kind = EXPR_BOOL, .truth = truth};
}

static inline struct expr_value expr_number(struct decimal d)
{
	return (struct expr_value){.kind = EXPR_NUMBER, .number = d};
}

static inline struct expr_value expr_string(struct text t) /* borrowed */
{
	return (struct expr_value){.kind = EXPR_STRING, .text = t};
}

static inline struct expr_value expr_date(int32_t days)
{
	return (struct expr_value){.kind = EXPR_DATE, .days = days};
}

static inline struct expr_value expr_missing(void) /* for a variable that has no value */
{
	return (struct expr_value){.kind = EXPR_UNKNOWN, .why = EXPR_WHY_MISSING};
}

static inline bool expr_is_bad(const struct expr_value *v) /* unknown or error */
{
	return v->kind <= EXPR_ERROR;
}

static inline bool expr_is_true(const struct expr_value *v)
{
	return v->kind == EXPR_BOOL && v->truth;
}

static inline bool expr_is_false(const struct expr_value *v)
{
	return v->kind == EXPR_BOOL && !v->truth;
}

/* The value of a node (an alias: of its target; NULL: missing). Borrows the tree. arena: for long
 * numbers. */
struct arena;
struct expr_value expr_from_node(struct node *n, struct arena *arena);

/* Decides how a value from the records is shown. Writes something else to `out` and returns true,
 * or returns false. origin: the node it is or was derived from, NULL if unknown; sensitive: the
 * shapes say so. */
typedef bool expr_mask(void *ctx, struct node *origin, bool sensitive, struct buf *out);

/* Appends the value for people: text as it is (escaped by message_escape), lists with ", ", what is
 * unknown as "?". mask NULL: what is sensitive is shown as ***. */
void expr_value_write(struct buf *out, const struct expr_value *v, bool sensitive, expr_mask *mask,
		      void *ctx);
/* Appends why a value is unknown or an error, as a translated sentence without its place. */
void expr_why_write(struct buf *out, const struct expr_value *v);
/* "number", "string"…; static. */
const char *expr_kind_name(enum expr_kind kind);

#endif
