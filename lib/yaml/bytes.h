#ifndef YAML_BYTES_H
#define YAML_BYTES_H
/* What can be said of a file's bytes before any parsing. */
#include <stdbool.h>
#include <stddef.h>

struct findings;

/* Reports malformed UTF-8 and NUL; false if there is any. For who reads JSON: libyaml looks for
 * itself. */
bool bytes_check_utf8(const char *bytes, size_t n, struct findings *f);
/* Reports UTF-16, a byte-order mark, merge-conflict markers and too many directives.
 * True if parsing makes sense. *skip is the size of a byte-order mark at the start; *odd_breaks
 * says whether there are line breaks besides LF and CR LF: CR alone, NEL, LS or PS. */
bool bytes_check(const char *bytes, size_t n, size_t *skip, bool *odd_breaks, struct findings *f);

#endif
