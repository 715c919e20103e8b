#ifndef REGISTRY_ACROSS_INTERNAL_H
#define REGISTRY_ACROSS_INTERNAL_H
/* What the files across*.c share. */
#include "base/hash.h"
#include "registry/across.h"
#include "registry/judge_internal.h"

#define ACROSS_NONE ((size_t)-1)

enum issue_kind {
	ISSUE_DUPLICATE, /* of the key */
	ISSUE_REFERENCE,
	ISSUE_MERGED,
	ISSUE_UNIQUE,
	ISSUE_CIRCLE,
	ISSUE_FAILED /* others refer to what does not load */
};

struct issue { /* what is to be said of a member */
	uint32_t member;
	uint8_t kind;
	uint16_t slot;
	uint32_t start, end;
	uint32_t other, line; /* another member, and a line of it; or how many */
	struct text into;     /* of ISSUE_MERGED */
	uint32_t next;        /* 1 + the next issue of the member; 0: none */
};

struct across {
	struct arena arena;
	const struct judge *j;
	const struct members *members;
	const char *const *paths; /* of the members, as shown */
	struct extract *extracts;
	struct hash *keys;         /* by kind: key -> 1 + member */
	struct hash merged;        /* key -> struct extract_value: what it went into */
	struct hash failed;        /* kind, NUL, end of a key -> 1 + member that did not load */
	struct judge_sum **totals; /* by member; NULL: its kind has none */
	size_t *order;             /* of kinds */
	struct issue *issues;
	size_t nissues, capissues;
	uint32_t *first; /* by member: 1 + its first issue; 0: none */
};

static inline size_t across_kind_of(const struct across *a, size_t member)
{
	return (size_t)(a->members->v[member].kind - a->j->r->kinds);
}

static inline const struct slot *across_slot(const struct across *a, size_t member,
					     const struct extract_value *v) /* NULL: the key */
{
	return v->slot == EXTRACT_KEY ? NULL
				      : &law_of(a->j, a->members->v[member].kind)->slots[v->slot];
}

/* The member with this key, or ACROSS_NONE. */
size_t across_find(const struct across *a, const struct kind *kind, struct text key);
/* A new issue, valid until the next; v (may be NULL) is where. */
struct issue *across_issue(struct across *a, size_t member, enum issue_kind kind,
			   const struct extract_value *v);

/* Holds values that must be unique, or apart, against each other. */
void across_unique(struct across *a);

#endif
