#ifndef VERSION_DIGEST_INTERNAL_H
#define VERSION_DIGEST_INTERNAL_H
/* What making a digest and taking it out of a record share. */
#include "base/arena.h"
#include "base/finding.h"
#include "base/hash.h"
#include "schema/annotate.h"
#include "version/digest.h"
#include "version/side.h"

struct node;

struct digest_index {
	struct hash hash; /* by place and id */
	struct arena arena;
};

struct digest {
	unsigned uses;
	const struct kind *kind;
	struct digest *base; /* the version before; once finished, only of a broken one: whose words
				stand for it */
	bool broken;
	struct buf why;
	void *room; /* of all below, one block; NULL: it says nothing */
	struct text key, parent;
	struct digest_item *items;
	size_t nitems;
	uint64_t *persons; /* hashes of identities */
	size_t npersons;
	struct digest_index *index; /* of its items, when there are many */
};

struct digester {
	struct digest_plan plan;
	const struct node **keys; /* what identifies items, of the lifecycle's places; or NULL */
	bool *hides;              /* of each kind: some of what is taken may be sensitive */
	struct tree tree;
	struct side side; /* of what does not load as one document */
	struct findings findings;
	struct validator *validator;
	struct arena scratch;
};

/* Could anything that a record of this kind has to say be sensitive? */
bool digest_may_hide(const struct digest_plan *p, const struct kind *k);
/* Takes out of a record what it has to say. */
void digest_take(struct digester *w, struct node *root, struct digest *out);

#endif
