#ifndef YAML_EMIT_H
#define YAML_EMIT_H
/* Writing values as YAML, so that readers of YAML 1.2 and 1.1 understand the same. */
#include <stdbool.h>

#include "base/text.h"
#include "yaml/tree.h"

struct buf;

/* Appends a string on one line. STYLE_SINGLE and STYLE_DOUBLE ask for quotes, STYLE_PLAIN for none
 * where there need be none. flow: it stands inside brackets. */
void emit_string(struct buf *out, struct text t, enum node_style style, bool flow);
void emit_key(struct buf *out, struct text t, bool flow);
/* Appends a value on one line, collections in brackets, aliases as what they stand for. */
void emit_flow(struct buf *out, struct node *n, bool flow);
/* Appends a value after a colon or dash, with the blank or line break before it: on one line where
 * it is a scalar or fits, else as a block. No line break after it. */
struct emit_place {
	int indent;     /* of the mapping or list around it */
	int step, dash; /* how far a mapping, a list's dashes are indented below their key */
	bool item;      /* it is an item of a list: its dash is written, the block goes on beside */
	bool block;     /* a collection is to be a block even where it fits on one line */
	struct text beside; /* a comment for the first line; n 0: none */
};
void emit_value(struct buf *out, struct node *n, const struct emit_place *place);

#endif
