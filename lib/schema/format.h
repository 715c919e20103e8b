#ifndef SCHEMA_FORMAT_H
#define SCHEMA_FORMAT_H
/* The formats of JSON Schema 2020-12 section 7.3 and hearth's own. One table; each tests a string.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct format {
	const char *name;
	bool (*holds)(struct text t); /* t: valid UTF-8, may hold NUL; must be linear in its length
					 and re-entrant */
	const char *wants; /* what is expected, in plain words: "a date such as 2020-03-18" */
	bool warning;      /* a value that fails may still be real: report at level warning */
};

const struct format *format_find(struct text name); /* NULL if unknown */
extern const struct format formats[];               /* ends with a NULL name */

#endif
