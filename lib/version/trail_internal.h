#ifndef VERSION_TRAIL_INTERNAL_H
#define VERSION_TRAIL_INTERNAL_H
/* What the parts of a trail share: trail.c goes through the history, trail_load.c reads blobs,
 * trail_era.c says what files were records, trail_pair.c finds what moved. */
#include "base/arena.h"
#include "base/hash.h"
#include "version/trail.h"

struct crew;
struct era;

struct eras {
	const struct registry *registry;
	struct era *now;       /* of the registry that was opened */
	struct era *first;     /* the others */
	struct hash by_id;     /* of registry.yaml's blob */
	struct hash by_commit; /* whose registry.yaml is another than now's */
	struct arena arena;
	const struct digest_plan *plan;
};

void eras_begin(struct eras *e, const struct digest_plan *plan);
void eras_free(struct eras *e);
/* The era of that registry.yaml; the one that was opened if the text cannot be used. */
struct era *era_of_blob(struct eras *e, const char *id, struct text bytes);
struct era *era_of_commit(const struct eras *e, const char *id);
void era_keep(struct eras *e, const char *commit, struct era *era);
/* The kind of a file, from the root, and its path as it is kept; NULL: none that is wanted. */
const struct kind *era_kind(struct eras *e, struct era *era, const char *path, const char **kept);

struct loads; /* blobs on their way in */

struct loads *loads_new(const struct digest_plan *p, struct git *g, unsigned threads);
void loads_free(struct loads *l);
/* The digest of a blob at a path, to be dropped; it is whole after loads_settle. */
struct digest *loads_want(struct loads *l, const struct kind *k, const char *path, const char *id,
			  struct digest *base);
/* Reads what was asked for, so that other things can be asked of git. */
void loads_drain(struct loads *l);
void loads_settle(struct loads *l);
/* Nobody is likely to ask for this blob there again, unless it is on its way in. */
void loads_forget(struct loads *l, const char *path, const char *id);

struct pair_file { /* a file of a commit on its way to a record */
	const struct kind *kind, *old_kind;
	const char *path, *old_path;
	const char *id, *old_id;
	struct digest *now;
	struct digest **before;
	size_t nbefore;
	bool renamed; /* git takes it for one */
	bool used;
};

/* Makes records of the n files of a commit, joining what went and what came where it is the same
 * record. Records live in the arena. */
struct trail_record *pair_records(struct pair_file *v, size_t n, struct arena *a, size_t *nrecords);

#endif
