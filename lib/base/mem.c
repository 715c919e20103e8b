/* Heap memory that never returns NULL: a failed allocation says so and ends the process. */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p)
{
	if (!p) {
		fputs("hearth: out of memory\n", stderr);
		exit(2);
	}
	return p;
}

void *mem_alloc(size_t n)
{
	return checked(malloc(n ? n : 1));
}

void *mem_zero(size_t n)
{
	return checked(calloc(1, n ? n : 1));
}

void *mem_resize(void *p, size_t n)
{
	return checked(realloc(p, n ? n : 1));
}

void *mem_resize_array(void *p, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		checked(NULL);
	return mem_resize(p, count * size);
}

char *mem_copy(const void *p, size_t n)
{
	char *q = mem_alloc(n + 1);

	if (n)
		memcpy(q, p, n);
	q[n] = '\0';
	return q;
}

void mem_free(void *p)
{
	free(p);
}

size_t mem_double(size_t n)
{
	if (n > SIZE_MAX / 2)
		checked(NULL);
	return n * 2;
}
