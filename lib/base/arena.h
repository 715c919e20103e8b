#ifndef BASE_ARENA_H
#define BASE_ARENA_H
/* An arena: memory handed out in sequence and freed all at once. Not thread-safe; one owner. */
#include <stddef.h>
#include <stdint.h>

struct arena_block;
struct arena {
	struct arena_block *blocks; /* newest first */
	char *at, *end;             /* free space in the newest block */
	size_t size;                /* bytes of all blocks */
};

void *arena_zero(struct arena *a, size_t n); /* n bytes, 8-aligned, cleared */
char *arena_copy(struct arena *a, const void *p,
		 size_t n);                        /* copy of n bytes and a NUL; unaligned */
void *arena_alloc_slow(struct arena *a, size_t n); /* arena_alloc when the block is full */

static inline void *arena_alloc(struct arena *a, size_t n) /* n bytes, 8-aligned, not cleared */
{
	size_t pad = (size_t)(-(uintptr_t)a->at & 7), left = (size_t)(a->end - a->at);
	char *p = a->at + pad;

	if (left < pad || left - pad < n || !a->at)
		return arena_alloc_slow(a, n);
	a->at = p + n;
	return p;
}

struct arena_mark {
	struct arena_block *blocks;
	char *at;
};

struct arena_mark arena_mark(const struct arena *a);
/* Forgets all that was handed out since the mark, which must be of this arena and not before an
 * older rewind. */
void arena_rewind(struct arena *a, struct arena_mark mark);
void arena_reset(struct arena *a); /* forgets all content, keeps one block for use again */
void arena_free(struct arena *a);  /* frees everything; the arena is then empty and usable */

#endif
