#ifndef REGISTRY_ACROSS_H
#define REGISTRY_ACROSS_H
/*
 * What holds across records, from their extracts: keys, references, values that occur once, sums
 * carried up. One thread; costs what the extracts hold.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "registry/extract.h"

struct across;
struct findings;
struct member;
struct members;
struct node;

/* paths (as shown) and extracts: one for each member, in their order; borrowed, as the members are.
 * Late measures may come later (across_add_up). */
struct across *across_new(const struct judge *j, const struct members *members,
			  const char *const *paths, struct extract *extracts);
void across_free(struct across *a);

/* Looks up references and holds values that must be unique against each other. */
void across_resolve(struct across *a);
/* Is there anything to say of member i? */
bool across_concerns(const struct across *a, size_t i);
/* Says it, once across_resolve is done. root: the record, marked, or NULL: it did not load. */
void across_say(const struct across *a, size_t i, struct node *root, struct findings *f);

/* Sums, kind by kind, in the order of across_kind(0), (1)… (NULL past the end): after across_settle
 * the across_totals of its records are known and its late measures may be taken; across_add_up then
 * carries them on. */
const struct kind *across_kind(const struct across *a, size_t i);
void across_settle(struct across *a, size_t i);
void across_add_up(struct across *a, size_t i);
const struct judge_sum *across_totals(const struct across *a, size_t member); /* NULL: none */

#endif
