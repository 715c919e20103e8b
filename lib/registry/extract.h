#ifndef REGISTRY_EXTRACT_H
#define REGISTRY_EXTRACT_H
/*
 * The extract: everything one record contributes to what holds across records, self-contained and
 * independent of the others: its key, the values it refers by or that must be unique, its measures.
 * What is kept of a record is this and its findings, never its tree.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "registry/judge.h"

struct extract_sum {   /* a number in 16 bytes, as most are small */
	uint64_t coef; /* or, if LONG, a pointer to a struct decimal */
	uint16_t sum;
	int16_t exp;
	uint8_t form;
};

#define EXTRACT_KEY 0xFFFF /* the slot of the record's key, which comes first */

struct extract_value { /* as small as can be: there are a dozen of a record */
	const char *p; /* its text */
	uint32_t n;
	uint32_t start, end, line; /* bytes of the file; zero-based line */
	uint32_t adds;             /* where in `adds` what it adds to the record it names begins */
	uint16_t slot;             /* of the kind */
	uint16_t nadds;
};

static inline struct text extract_text(const struct extract_value *v)
{
	return (struct text){v->p, v->n};
}

struct extract {
	struct extract_value *values;
	struct extract_sum *sums; /* of its own, nothing that is zero */
	struct extract_sum *adds; /* of its values */
	uint32_t nvalues;
	uint16_t nsums;
	bool loaded;
};

struct extractor {          /* one thread's; zeroed at first */
	struct arena arena; /* of what is kept */
	struct arena scratch;
	struct extract_value *values;
	size_t n, cap;
	struct extract_sum *adds;
	size_t nadds, capadds;
	struct judge_sum *sums;
};

/* Takes the extract of the record that `run` has begun with: all of it, or (late) only the measures
 * that wait for totals, which are added to what is there. */
void extract_take(struct extractor *x, struct judge_run *run, bool late, struct extract *out);
void extractor_free(struct extractor *x);         /* with what was kept */
struct text extract_key(const struct extract *x); /* empty: none */
/* sum += x; numbers live in the arena. */
void extract_add(struct judge_sum *sum, const struct extract_sum *x, struct arena *a);

#endif
