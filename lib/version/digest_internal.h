#ifndef VERSION_DIGEST_INTERNAL_H
#define VERSION_DIGEST_INTERNAL_H
/* What making a digest and reading pieces of it share. */
#include "base/arena.h"
#include "base/finding.h"
#include "base/hash.h"
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

struct digest_index {
	struct hash hash; /* by place and id */
	struct arena arena;
};

struct digest_part { /* a section as it is kept */
	uint64_t hash;
	struct digest_piece *piece; /* NULL: it says nothing, or is the preamble */
	bool known;                 /* from the base */
};

struct digest {
	unsigned uses;
	const struct kind *kind;
	struct digest *base;       /* until it is finished */
	struct digest_part *parts; /* in the order of the text */
	size_t nparts;
	struct digest_piece *whole; /* instead, of a text that could not be cut */
	struct section *sections;   /* until it is read; NULL: not cut */
	bool shares;                /* some parts are the base's, so it must be well */
	bool broken, sound;         /* sound: others may share its parts */
	struct buf why;
	struct digest_index *index; /* of its items, when there are many */
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
