#ifndef VERSION_VERIFY_H
#define VERSION_VERIFY_H
/*
 * Whether signatures can be believed, by the history: each was added by a commit of the person who
 * signs, who has the role and works there; in the order of the roles; and what it was put under
 * stands as it stood then. Only what a signature was put under counts: a state, and the entries of
 * states that come later, are no change, nor are signatures to come.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/message.h"
#include "base/text.h"

struct git;
struct people;
struct registry;
struct trail_commit;
struct verify;

struct verify_finding {
	enum message message; /* its rule and level are the finding's */
	struct text words;
	struct text commit,
		path; /* the version in which it shows; of what is gone, the last path */
	struct text kind, key, parent,
		item;           /* of what is signed: a problem's id, or a path in the record */
	struct text role, name; /* of the signature, as it may be shown */
};

struct verify_options {
	const struct registry *registry;
	const struct people *people;
	struct git *git; /* with `commits` */
	bool commits;    /* git must verify the commits that sign */
	/* Called in the order of the history; all is borrowed. */
	void (*found)(void *ctx, const struct verify_finding *f);
	/* Does what is signed in a record count? By the record's key, that of the one above, the
	 * item's id, and the path. */
	bool (*wants)(void *ctx, struct text key, struct text parent, struct text id,
		      struct text path);
	void *ctx;
};

struct verify *verify_new(const struct verify_options *o); /* the options are copied */
/* The digests must have been made with `signatures`. */
void verify_add(struct verify *v, const struct trail_commit *c);
size_t verify_signatures(const struct verify *v); /* that were met */
/* Of them those whose commits are not there, since the repository is shallow. */
size_t verify_unknown(const struct verify *v);
void verify_free(struct verify *v);

#endif
