#ifndef REPORT_JSON_H
#define REPORT_JSON_H
/* Writing JSON (RFC 8259), always in ASCII-safe UTF-8 on one line. */
#include "base/text.h"

struct buf;

/* Appends t as a JSON string; malformed UTF-8 becomes U+FFFD. Control characters, DEL, and the line
 * separators U+2028 and U+2029 are escaped. */
void json_string(struct buf *out, struct text t);
/* Appends ,"name": (without the comma after '{'). */
void json_name(struct buf *out, const char *name);

#endif
