#ifndef YAML_EDIT_INTERNAL_H
#define YAML_EDIT_INTERNAL_H
/* What finding the bytes of a change and proving it share. */
#include "yaml/edit.h"

struct edit_splice { /* bytes [start, end) of the text become others, with LF at line ends */
	uint32_t start, end;
	struct text text;
};

/* Makes the change if what comes out says `expected`. */
enum edit_result edit_apply(struct edit *e, const struct edit_splice *s, struct node *expected);

#endif
