/* Arena of linked blocks. Blocks double in size up to a bound; larger requests get their own. */
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

enum { FIRST = 16 * 1024, LARGEST = 1024 * 1024, ALIGN = 16 };

struct arena_block {
	struct arena_block *older;
	size_t size; /* of the data that follows the header */
};

#define HEADER ((sizeof(struct arena_block) + ALIGN - 1) / ALIGN * ALIGN)

static char *block_data(struct arena_block *b)
{
	return (char *)b + HEADER;
}

static void grow(struct arena *a, size_t n)
{
	size_t size = a->blocks ? a->blocks->size * 2 : FIRST;
	struct arena_block *b;

	if (size > LARGEST)
		size = LARGEST;
	if (size < n)
		size = n;
	if (size > SIZE_MAX - HEADER)
		size = SIZE_MAX - HEADER;
	b = mem_alloc(HEADER + size);
	b->older = a->blocks;
	b->size = size;
	a->size += size;
	a->blocks = b;
	a->at = block_data(b);
	a->end = a->at + size;
}

void *arena_alloc_slow(struct arena *a, size_t n)
{
	char *p;

	grow(a, n);
	p = a->at;
	a->at = p + n;
	return p;
}

void *arena_zero(struct arena *a, size_t n)
{
	return memset(arena_alloc(a, n), 0, n);
}

char *arena_copy(struct arena *a, const void *p, size_t n)
{
	char *q;

	if (!a->at || n >= (size_t)(a->end - a->at))
		grow(a, n + 1);
	q = a->at;
	a->at += n + 1;
	if (n)
		memcpy(q, p, n);
	q[n] = '\0';
	return q;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){a->blocks, a->at};
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
	struct arena_block *older;

	while (a->blocks != mark.blocks) {
		older = a->blocks->older;
		a->size -= a->blocks->size;
		mem_free(a->blocks);
		a->blocks = older;
	}
	a->at = mark.at;
	a->end = a->blocks ? block_data(a->blocks) + a->blocks->size : NULL;
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->blocks, *b, *older;

	if (!keep)
		return;
	for (b = keep->older; b; b = older) {
		older = b->older;
		mem_free(b);
	}
	keep->older = NULL;
	a->size = keep->size;
	if (keep->size > LARGEST) {
		mem_free(keep);
		a->blocks = NULL;
		a->at = a->end = NULL;
		a->size = 0;
		return;
	}
	a->at = block_data(keep);
	a->end = a->at + keep->size;
}

void arena_free(struct arena *a)
{
	struct arena_block *b, *older;

	for (b = a->blocks; b; b = older) {
		older = b->older;
		mem_free(b);
	}
	memset(a, 0, sizeof *a);
}
