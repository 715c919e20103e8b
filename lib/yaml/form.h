#ifndef YAML_FORM_H
#define YAML_FORM_H
/*
 * A YAML file as it is written: every document, collection, scalar and comment with its form, for
 * who lays it out anew. Unlike a tree it keeps comments, blank lines, tags as written and keys of
 * any kind, and follows no alias. A form owns its arena; its texts point there.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

struct buf;
struct findings;

enum form_kind { FORM_EMPTY, FORM_SCALAR, FORM_ALIAS, FORM_SEQUENCE, FORM_MAPPING };

struct form_comment {
	uint32_t start, end; /* bytes of the text: from the # to the end, blanks at the end left
				off */
	uint32_t line, column;
	bool own;   /* has its line to itself */
	bool blank; /* a blank line stands before it */
};

struct form_range { /* comments [first, first + n) of the form */
	uint32_t first, n;
};

struct form_item;
struct form_node {
	uint8_t kind;
	uint8_t style;          /* enum node_style */
	bool pair;              /* of a mapping: [a: b], without braces */
	bool spread;            /* in flow style, over more than one line */
	bool quote;             /* to be set by the caller: a plain scalar is to get quotes */
	bool commented;         /* a comment stands inside */
	bool blank;             /* a blank line stands before it, or before its anchor or tag */
	uint32_t from;          /* its first byte: of its anchor or tag if there is one */
	uint32_t start, end;    /* bytes, without anchor and tag */
	uint32_t full;          /* of a block scalar: with the blank lines at its end */
	uint32_t line;          /* zero-based, of the anchor or tag if there is one */
	uint32_t column;        /* of a block collection; of a scalar: its holder's + 1 */
	uint32_t n, cap;        /* items */
	struct text anchor, tag; /* as written: &a, !!str; n 0: none */
	bool tag_first;
	bool glued; /* its text or colon follows the anchor at once: readers differ about where it
		       ends */
	struct text value;      /* of a scalar, after unescaping and folding */
	uint32_t header;        /* of a block scalar: its comment + 1, 0 if it has none */
	struct form_item *items;
	struct form_range tail; /* comments after the last item */
};

struct form_item {
	uint32_t start, end; /* bytes: from its dash, key or key's sign to the end of its value */
	struct form_range before; /* on lines of their own */
	bool blank;               /* a blank line stands before the item itself */
	bool breaks;              /* inside brackets: begins a line */
	bool explicit_key;        /* written with ? */
	bool has_value;           /* written with : */
	struct form_node *key;    /* NULL in a sequence */
	struct form_range key_lead, key_after; /* between ? and the key, between the key and : */
	struct form_node *value;
	struct form_range lead; /* between the dash or colon and the value */
	uint32_t eol;           /* the comment at the end of its line, + 1; 0: none */
};

struct form_directive {
	struct text text;
	struct form_range before;
	uint32_t eol;
};

struct form_document {
	struct form_directive *directives;
	uint32_t ndirectives;
	bool begins;             /* with --- */
	uint32_t ends;           /* with so many ... */
	bool beside;             /* the root is in the line of --- */
	struct form_range before; /* the --- */
	struct form_item root;   /* its lead is what stands between --- and the root */
	struct form_range tail;  /* after the root */
	struct form_range ending; /* in the line of ... */
};

struct form {
	struct arena arena;
	const char *bytes; /* with LF at the end of lines */
	size_t n;
	struct form_comment *comments;
	uint32_t ncomments;
	struct form_document *documents;
	uint32_t ndocuments;
	struct form_range epilogue; /* after the last document */
};

/* Takes the bytes apart; false with a finding if they are no YAML, or past a limit. */
bool form_load(struct form *f, const char *bytes, size_t n, struct findings *findings);
/* Appends the canonical form. */
void form_write(const struct form *f, struct buf *out);
void form_free(struct form *f);
/* Do the two say the same, document by document, item by item, comment by comment? If not, *at is
 * the byte of `a` where they part. With `moved`, comments may come in another order. */
bool form_same(const struct form *a, const struct form *b, bool moved, uint32_t *at);

/* How many of the comments that lead a block collection speak of its first item: those right above
 * it, without lines for editors. */
uint32_t form_lead_of_first(const struct form *f, struct form_range lead,
			    const struct form_node *collection);
/* Where an item ends with all comments that belong to it, and the blank lines that are text. */
uint32_t form_item_end(const struct form *f, const struct form_item *item);

static inline bool form_is_collection(const struct form_node *n)
{
	return n->kind == FORM_SEQUENCE || n->kind == FORM_MAPPING;
}

#endif
