#ifndef YAML_EDIT_INTERNAL_H
#define YAML_EDIT_INTERNAL_H
/* What the parts of editing share: edit.c loads, applies and proves a change; edit_replace.c,
 * edit_add.c and edit_remove.c say which bytes become which; edit_site.c knows the place. */
#include "base/buf.h"
#include "yaml/edit.h"
#include "yaml/emit.h"

struct edit_splice { /* bytes [start, end) of the text become others, with LF at line ends */
	uint32_t start, end;
	struct text text;
};

/* Makes the change if what comes out says `expected`. */
enum edit_result edit_apply(struct edit *e, const struct edit_splice *s, struct node *expected);

/* --- edit_site.c --- */

struct edit_site { /* a holder with its form */
	struct edit *e;
	struct text t; /* the file's text */
	struct node *holder;
	struct form_node *form;
	uint32_t index;
	struct buf out; /* what is to be put there */
};

/* EDIT_DONE: it may be changed. Ends with edit_site_finish or edit_site_refuse. */
enum edit_result edit_site_open(struct edit_site *s, struct edit *e, struct edit_place at);
/* The same for a value that is there and is to be another or to go. */
enum edit_result edit_site_open_value(struct edit_site *s, struct edit *e, struct edit_place at);
/* Puts s->out in the place of bytes [start, end). */
enum edit_result edit_site_finish(struct edit_site *s, uint32_t start, uint32_t end);
enum edit_result edit_site_refuse(struct edit_site *s); /* EDIT_FORM */
/* How what is put there is to be indented, as what is there already. */
struct emit_place edit_site_style(const struct edit_site *s);

/* Offsets of the line's first byte, and of its line break or the text's end. */
uint32_t edit_line_start(struct text t, uint32_t at);
uint32_t edit_line_end(struct text t, uint32_t at);
bool edit_is_blank(struct text t, uint32_t from, uint32_t to);

static inline struct node **edit_value_at(struct node *holder, uint32_t i)
{
	return holder->kind == NODE_MAPPING ? &holder->pairs[i].value : &holder->items[i];
}

/* What holds a collection, and which of its values that is; false for the root. */
bool edit_find_holder(struct node *n, const struct node *child, struct edit_place *at);

/* --- edit_replace.c --- */

enum edit_result edit_replace_in_block(struct edit_site *s, struct node *value);

#endif
