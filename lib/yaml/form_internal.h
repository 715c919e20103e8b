#ifndef YAML_FORM_INTERNAL_H
#define YAML_FORM_INTERNAL_H
/* What taking a file apart and putting it together again share. */
#include "yaml/form.h"

/* libyaml's tokens, in bytes. */
enum token_kind {
	TOKEN_END, /* of the file */
	TOKEN_DIRECTIVE,
	TOKEN_DOCUMENT_START,
	TOKEN_DOCUMENT_END,
	TOKEN_SEQUENCE, /* block collections open and close */
	TOKEN_MAPPING,
	TOKEN_CLOSE,
	TOKEN_FLOW_SEQUENCE,
	TOKEN_FLOW_SEQUENCE_END,
	TOKEN_FLOW_MAPPING,
	TOKEN_FLOW_MAPPING_END,
	TOKEN_DASH,
	TOKEN_COMMA,
	TOKEN_KEY,
	TOKEN_COLON,
	TOKEN_ALIAS,
	TOKEN_ANCHOR,
	TOKEN_TAG,
	TOKEN_SCALAR
};

struct token {
	uint8_t kind, style;
	bool blank;      /* a blank line stands before it */
	uint32_t start, end;
	uint32_t full; /* of a block scalar: with the blank lines at its end */
	uint32_t line, column;
	uint32_t comment; /* the first one after it */
	uint32_t header;  /* of a block scalar: its comment, + 1 */
	struct text value;
};

struct tokens {
	struct token *v;
	size_t n, cap;
};

/* Fills in the form's comments too. */
bool form_scan(struct form *f, struct tokens *t, struct findings *findings);
bool form_parse(struct form *f, const struct tokens *t, struct findings *findings);
/* Asks libyaml's parser, which is stricter than taking tokens apart. False with a finding. */
bool form_check(struct form *f, struct findings *findings);

/* scalars */

struct form_place {
	bool flow; /* inside brackets */
	bool key;
};

/* Could it stand without quotes, and be the same text to readers of YAML 1.2 and 1.1, if it is no
 * number and no date? */
bool form_may_be_plain(struct text t, struct form_place place);
/* Is there anything that not every reader takes for a character like others? `breaks`: LF is none
 * of those. */
bool form_has_odd_character(struct text t, bool breaks);
/* Is there a line break of YAML 1.1 that is none in YAML 1.2: NEL, LS, PS? */
bool form_has_odd_break(struct text raw);
void form_put_single(struct text t, struct buf *out);
/* Appends a flow scalar as one line; false if it takes more. */
bool form_scalar_line(const struct form *f, const struct form_node *n, struct form_place place,
		      struct buf *out);
/* Appends a flow scalar over the lines it has, the later ones indented. */
void form_scalar_lines(const struct form *f, const struct form_node *n, uint32_t indent,
		       struct buf *out);
/* Appends the | or > with its indicators. root: it is all of a document. */
void form_block_header(const struct form *f, const struct form_node *n, bool root, struct buf *out);
/* Is it at the end of a file without a line break, which readers understand in two ways? */
bool form_block_open(const struct form *f, const struct form_node *n);
/* Appends the lines of a block scalar, each with its break before it. True if blank lines at its
 * end belong to it. */
bool form_block_lines(const struct form *f, const struct form_node *n, uint32_t indent,
		      struct buf *out);
/* Is a scalar in double quotes better written as a text block? */
bool form_wants_block(const struct form *f, const struct form_node *n);

#endif
