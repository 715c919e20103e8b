#ifndef REGISTRY_PEOPLE_H
#define REGISTRY_PEOPLE_H
/* Who works on a registry: the file that `people` in registry.yaml names. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct buf;
struct registry;
struct people;

struct person {
	struct text name, role, unit; /* n 0: not said */
	struct text area;             /* what keys of records begin with; n 0: all of them */
	struct text *emails;
	size_t nemails;
	uint32_t line; /* zero-based, in the file */
};

/* Reads it, from where the registry's files come. NULL with an empty why if registry.yaml names
 * none; with why, in words, if it cannot be read. */
struct people *people_open(struct registry *r, struct buf *why);
void people_close(struct people *p); /* may be NULL */
/* Its path, as shown. */
const char *people_path(const struct people *p);
size_t people_count(const struct people *p);
const struct person *people_at(const struct people *p, size_t i);
/* Is this one of the person's addresses? Letters of ASCII in any case, as git's mailmap has it. */
bool person_has_email(const struct person *p, struct text email);
/* Does the person work on records whose key begins so? */
bool person_covers(const struct person *p, struct text key);

#endif
