#ifndef BASE_POOL_H
#define BASE_POOL_H
/* Work on many things at once. */
#include <stddef.h>

struct pool_work {
	void *(*begin)(void *ctx); /* a thread's own state; may be NULL */
	void (*each)(void *ctx, void *state,
		     size_t i); /* called once for every i, in any order, on any thread */
	void (*end)(void *ctx, void *state); /* may be NULL */
	void (*tick)(void *ctx,
		     size_t done); /* on the calling thread, a few times a second; may be NULL */
	void *ctx;
};

/* Calls work->each for 0..n-1 on `threads` threads (at least 1), and returns when all is done. */
void pool_run(const struct pool_work *work, size_t n, unsigned threads);
unsigned pool_processors(void); /* that are online; at least 1 */

#endif
