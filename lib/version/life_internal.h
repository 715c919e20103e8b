#ifndef VERSION_LIFE_INTERNAL_H
#define VERSION_LIFE_INTERNAL_H
/* What telling lives and looking at their end share. */
#include "base/arena.h"
#include "base/hash.h"
#include "version/digest.h"
#include "version/life.h"

struct life_name { /* a name a record had: its key, or its path if it has none */
	struct life_name *next;
	struct text key;
	const char *path;
};

enum { NOT_YET, DELETED }; /* for what a problem says */

struct life_edge { /* a commit made one version of a problem into another */
	uint64_t from, to;
	const struct life_commit *commit; /* NULL: it made no step */
	struct life_edge *next;
	bool arrives; /* from there a way leads to the end */
};

struct lives {
	const struct lifecycle *lifecycle;
	struct arena arena;
	struct hash texts;   /* interned */
	struct hash records; /* by kind and name */
	struct hash lives;   /* by record, place and id */
	struct life_record **v;
	size_t n, cap;
	struct steps steps, other;  /* scratch */
	struct life_commit *commit; /* of the one being told; NULL: it has no steps yet */
	const struct trail_commit *telling;
	bool merges; /* there are any */
};

/* It is so now; NULL: it is not there. */
void life_update(struct lives *l, struct life *life, const struct digest_item *now);

#endif
