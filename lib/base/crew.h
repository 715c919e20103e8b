#ifndef BASE_CREW_H
#define BASE_CREW_H
/* Threads that take over pieces of work while whoever gives them goes on. */
#include <stdbool.h>
#include <stddef.h>

struct crew;

struct crew_work {
	void *(*begin)(void *ctx);                         /* a thread's own state; may be NULL */
	void (*each)(void *ctx, void *state, void *piece); /* on any thread, in any order */
	void (*end)(void *ctx, void *state);               /* may be NULL */
	void *ctx;
};

/* `threads` in all, the caller's among them; at least 1. */
struct crew *crew_new(const struct crew_work *work, unsigned threads);
/* Gives a piece of work; does one itself when many wait. From one thread only, as all of these. */
void crew_give(struct crew *c, void *piece);
/* Does one of the pieces that wait if there are more than `most`; false if there are not. */
bool crew_help(struct crew *c, size_t most);
/* Helps until all pieces are done. */
void crew_wait(struct crew *c);
void crew_free(struct crew *c); /* after crew_wait; may be NULL */

#endif
