#ifndef YAML_JSON_H
#define YAML_JSON_H
/* The JSON loader (RFC 8259), called by tree_load. */
#include <stdbool.h>
#include <stddef.h>

struct findings;
struct tree;

/* Loads one JSON text, starting at byte `skip`. 0: done; -1: a finding says why not; 1: this is not
 * JSON, said only if it `must` be (then -1). */
int json_load(struct tree *t, const char *bytes, size_t n, size_t skip, bool must,
	      struct findings *f);

#endif
