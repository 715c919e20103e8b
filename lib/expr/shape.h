#ifndef EXPR_SHAPE_H
#define EXPR_SHAPE_H
/*
 * What an expression may expect of its variables: a neutral extract of a schema. Shapes are plain
 * data of the caller's, may refer to themselves, and must outlive the expressions compiled against
 * them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum expr_shape_kind {
	SHAPE_ANY, /* not known: checked when evaluated */
	SHAPE_NULL,
	SHAPE_BOOL,
	SHAPE_NUMBER,
	SHAPE_STRING,
	SHAPE_DATE, /* a string with the format `date` */
	SHAPE_LIST,
	SHAPE_MAP
};

struct expr_shape;
struct expr_field {
	struct text name;
	const struct expr_shape *shape; /* NULL: any */
	bool external;                  /* not in the record: asked of expr_external, by id */
	uint32_t id;
};

struct expr_shape {
	enum expr_shape_kind kind;
	bool closed;    /* of a MAP: it has no fields but those listed (and `item`) */
	bool sensitive; /* the value is to be masked when shown */
	const struct expr_shape
		*item; /* of a LIST's items, or a MAP's fields that are not listed; NULL: any */
	const struct expr_field *fields; /* of a MAP */
	size_t nfields;
	const struct text
		*choices; /* of a STRING: all the values it may have; NULL: no such list */
	size_t nchoices;
};

extern const struct expr_shape expr_shape_any, expr_shape_null, expr_shape_bool, expr_shape_number,
	expr_shape_string, expr_shape_date, expr_shape_list, expr_shape_map; /* of anything */

/* "number", "list"…; static. */
const char *expr_shape_name(enum expr_shape_kind kind);
/* The listed field of a MAP shape, or NULL. */
const struct expr_field *expr_shape_field(const struct expr_shape *shape, struct text name);

#endif
