#ifndef REGISTRY_GLOB_H
#define REGISTRY_GLOB_H
/*
 * File patterns of registry.yaml. A pattern is a relative path in which `*` stands for any
 * characters but '/', `?` for one, a path segment `**` for any number of segments, and `{name}` for
 * one or more characters but '/', which are kept under that name.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define GLOB_CAPTURES 8

struct glob_capture {
	struct text name;  /* empty for a `*` */
	struct text value; /* in the path that was matched */
};

struct glob_match {
	struct glob_capture v[GLOB_CAPTURES];
	size_t n;
};

/* NULL if the pattern is well; else what is wrong with it. */
const char *glob_fault(struct text pattern);
/* Does the pattern match the whole path? *m (may be NULL) gets the captures, borrowed from both.
 * Time is bounded by the product of the lengths. */
bool glob_match(struct text pattern, struct text path, struct glob_match *m);

#endif
