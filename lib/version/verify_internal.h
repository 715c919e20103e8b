#ifndef VERSION_VERIFY_INTERNAL_H
#define VERSION_VERIFY_INTERNAL_H
/* What following signatures and asking who may sign share. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "version/digest.h"
#include "version/verify.h"

struct trail_record;

enum verified { VERIFY_NOT_ASKED, VERIFY_GOOD, VERIFY_BAD };

struct verify {
	struct verify_options o;
	struct arena arena;
	struct hash signings, names;
	struct buf words;
	size_t count, unknown;
	enum verified verified; /* the commit, by git */
	struct buf signer;      /* whose signature that is */
};

struct verify_at { /* a signature, and where it stands */
	struct verify *verify;
	const struct trail_commit *commit;
	const struct trail_record *record;
	const struct digest *digest;
	const struct digest_item *item;
	const struct digest_signature *signature;
};

void verify_say(struct verify *v, const struct verify_at *at, enum message m, size_t n,
		const struct text *args);
/* Is the commit that adds it the signer's, and may the signer sign? */
void verify_person(struct verify *v, const struct verify_at *at);
/* Did those sign who sign before? */
void verify_order(struct verify *v, const struct verify_at *at);

#endif
