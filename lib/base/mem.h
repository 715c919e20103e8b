#ifndef BASE_MEM_H
#define BASE_MEM_H
/* Heap memory. Out of memory ends the process here: writes are atomic, so nothing is half done. */
#include <stddef.h>

void *mem_alloc(size_t n);           /* n bytes, not cleared; free with mem_free */
void *mem_zero(size_t n);            /* n bytes, cleared */
void *mem_resize(void *p, size_t n); /* as realloc */
void *mem_resize_array(void *p, size_t count, size_t size); /* overflow-checked */
char *mem_copy(const void *p, size_t n); /* a copy of n bytes and a NUL after them */
void mem_free(void *p);
size_t mem_double(size_t n); /* 2 n, or ends the process on overflow */

/* Makes room in a growable array `v` (with counters `cap`) for one more than `n` items. */
#define MEM_GROW(v, n, cap)                                                                        \
	do {                                                                                       \
		if ((n) >= (cap)) {                                                                \
			(cap) = (cap) ? (cap)*2 : 8;                                               \
			(v) = mem_resize_array((v), (cap), sizeof *(v));                           \
		}                                                                                  \
	} while (0)

#endif
