#ifndef REGISTRY_SIGN_H
#define REGISTRY_SIGN_H
/* Signing a problem off, role after role, as registry.yaml orders them. */
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct buf;
struct found;
struct registry;
struct set;

struct signer {
	struct text name, mail; /* as git has them */
	struct text role;
	int32_t on; /* days since 1970-01-01 */
};

/* Adds the signature to the problem, which is in s. False with why: the role is not the next, or
 * the people file does not have the signer in it, for this record. */
bool sign_problem(struct set *s, struct registry *r, const struct found *problem,
		  const struct signer *signer, struct buf *why);

#endif
