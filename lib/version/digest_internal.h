#ifndef VERSION_DIGEST_INTERNAL_H
#define VERSION_DIGEST_INTERNAL_H
/* What making a digest and reading pieces of it share. */
#include "base/arena.h"
#include "base/finding.h"
#include "schema/annotate.h"
#include "version/digest.h"
#include "version/section.h"
#include "version/side.h"

struct node;

struct digest_piece { /* what one section has to say */
	unsigned uses;
	void *room; /* of all below, one block; NULL: it says nothing */
	struct text key, parent;
	struct digest_item *items;
	size_t nitems;
	uint64_t *persons; /* hashes of identities */
	size_t npersons;
};

struct digester {
	struct digest_plan plan;
	const struct node **keys; /* what identifies items, of the lifecycle's places; or NULL */
	bool *hides;              /* of each kind: some of what is taken may be sensitive */
	struct tree tree;         /* of one section */
	struct side side;         /* of a whole text */
	struct findings findings;
	struct validator *validator;
	struct arena scratch;
};

/* Does an entry of a record under this key have anything to say? */
bool piece_wants(const struct digest_plan *p, const struct kind *k, struct text key);
/* Could any of that be sensitive? */
bool piece_may_hide(const struct digest_plan *p, const struct kind *k);
/* Takes out of a mapping (the record, or one entry of it) what a record of kind k has to say. */
void piece_read(struct digester *w, const struct kind *k, struct node *root,
		struct digest_piece *out);

#endif
