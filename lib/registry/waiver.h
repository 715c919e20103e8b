#ifndef REGISTRY_WAIVER_H
#define REGISTRY_WAIVER_H
/* waivers.yaml: findings, by identity, that somebody answers for until a day. A waiver that is
 * over, or that nothing needs, is a finding itself. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct findings;
struct judge;
struct registry;
struct waivers;

/* NULL if the registry has none. today: days since 1970-01-01. */
struct waivers *waivers_open(struct registry *r, int32_t today);
void waivers_free(struct waivers *w);
/* Drops the findings that are waived. How many. w may be NULL. */
size_t waivers_apply(struct waivers *w, struct findings *f);
/* Its own findings, to be taken over: call once, last. all: every record was checked, so that what
 * was not needed is needless; but those of rules across versions, of which the next commit knows
 * nothing any more. */
void waivers_report(struct waivers *w, const struct judge *j, bool all,
		    void (*each)(void *ctx, const char *path, struct findings *f), void *ctx);

#endif
