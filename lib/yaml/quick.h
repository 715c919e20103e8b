#ifndef YAML_QUICK_H
#define YAML_QUICK_H
/*
 * YAML in the form that records are written in, read many times faster than through libyaml and to
 * the same tree: block mappings and lists, and in one line plain and quoted scalars without escapes
 * and flow collections. Everything else is left to libyaml, and so is every mistake, for which it
 * has the words.
 */
#include <stddef.h>

struct findings;
struct tree;

/* Loads a text without a byte-order mark, whose lines end with LF. 0: done, without any finding; 1:
 * it is not for this reader, and *t is to be reset. */
int quick_load(struct tree *t, const char *bytes, size_t n, struct findings *f);

#endif
