#ifndef YAML_LOAD_H
#define YAML_LOAD_H
/* All of YAML, by libyaml: called by tree_load, and by tests that hold yaml/quick.h against it. */
#include <stdbool.h>
#include <stddef.h>

struct findings;
struct tree;

/* Loads the n bytes from `skip` on, after bytes_check. 0, or -1 with a finding that says why not.
 */
int load_events(struct tree *t, const char *bytes, size_t n, size_t skip, bool odd_breaks,
		struct findings *f);

#endif
