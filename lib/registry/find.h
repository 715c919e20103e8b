#ifndef REGISTRY_FIND_H
#define REGISTRY_FIND_H
/* Finding one problem in a registry by the name people give it. */
#include <stdbool.h>

#include "base/buf.h"
#include "base/text.h"

struct kind;
struct registry;

struct found {
	struct buf path;    /* of the file, to open and to show */
	struct buf member;  /* the same from the registry's root */
	struct buf pointer; /* of the problem in it (RFC 6901) */
	struct buf key;     /* of the record */
	const struct kind *kind;
};

/* `name` is RECORD/ID, the record's key and the problem's, or an ID that only one problem has.
 * False with why. */
bool find_problem(struct registry *r, struct text name, struct found *out, struct buf *why);
void found_free(struct found *f);

#endif
