#ifndef SCHEMA_URI_H
#define SCHEMA_URI_H
/* URI references: RFC 3986 section 5, and fragments. */
#include <stdbool.h>

#include "base/text.h"

struct buf;

/* Appends `ref` resolved against the absolute `base` (RFC 3986 section 5.2), dot segments removed.
 */
void uri_resolve(struct text base, struct text ref, struct buf *out);
/* Cuts at the first '#'. True if there was one; *fragment is then what follows it. */
bool uri_split(struct text uri, struct text *without, struct text *fragment);
/* Appends t with %XX decoded (section 2.1); malformed ones stay as they are. */
void uri_decode(struct text t, struct buf *out);
/* Appends a path of a file system with what a URI path cannot hold as %XX. */
void uri_encode_path(struct text path, struct buf *out);
bool uri_is_absolute(struct text uri); /* begins with a scheme */

#endif
