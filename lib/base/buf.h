#ifndef BASE_BUF_H
#define BASE_BUF_H
/* A growable run of bytes. A zeroed one is empty. `p` is NULL until something is added, then
 * NUL-terminated. */
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct buf {
	char *p;
	size_t n, cap;
};

void buf_reserve(struct buf *b, size_t more); /* room for that, and no more */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addt(struct buf *b, struct text t);
void buf_addu(struct buf *b, uint32_t c); /* one character, as UTF-8 */
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text buf_text(const struct buf *b); /* borrowed; valid until the next change */
void buf_clear(struct buf *b);             /* empties, keeps the memory */
void buf_free(struct buf *b);

#endif
