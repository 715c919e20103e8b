#ifndef REGISTRY_MEND_H
#define REGISTRY_MEND_H
/* Mending what can be mended for certain: a record's form, the order of its keys, and quotes that
 * numbers lack which have to be strings. */
#include "schema/tidy.h"

struct survey;

/* Does so with the records that are shown, before they are checked. Calls `say` for each file that
 * was changed or could not be written; why is in words, or empty. What is no YAML is left to the
 * check, links are left alone. */
void mend_records(struct survey *s,
		  void (*say)(void *ctx, const char *path, enum tidied done, const char *why),
		  void *ctx);

#endif
