/* Growable bytes, always with a NUL after the last one. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/utf8.h"

static void reserve(struct buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : 64;

	if (more < b->cap && b->n + more < b->cap)
		return;
	while (cap - b->n <= more)
		cap = mem_double(cap);
	b->p = mem_resize(b->p, cap);
	b->cap = cap;
}

void buf_reserve(struct buf *b, size_t more)
{
	if (b->n + more < b->cap)
		return;
	b->cap = b->n + more + 1;
	b->p = mem_resize(b->p, b->cap);
	b->p[b->n] = '\0';
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	reserve(b, n);
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_addt(struct buf *b, struct text t)
{
	buf_add(b, t.p, t.n);
}

void buf_addu(struct buf *b, uint32_t c)
{
	char bytes[4];

	buf_add(b, bytes, utf8_encode(c, bytes));
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		return;
	reserve(b, (size_t)n);
	va_start(args, format);
	vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
	va_end(args);
	b->n += (size_t)n;
}

struct text buf_text(const struct buf *b)
{
	return (struct text){b->p ? b->p : "", b->n};
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->p)
		b->p[0] = '\0';
}

void buf_free(struct buf *b)
{
	mem_free(b->p);
	*b = (struct buf){0};
}
