/* Shapes: the ones there are by themselves, and how two go together. */
#include "expr/shape.h"

#include "base/arena.h"
#include "expr/check.h"

const struct expr_shape expr_shape_any = {.kind = SHAPE_ANY},
			expr_shape_null = {.kind = SHAPE_NULL},
			expr_shape_bool = {.kind = SHAPE_BOOL},
			expr_shape_number = {.kind = SHAPE_NUMBER},
			expr_shape_string = {.kind = SHAPE_STRING},
			expr_shape_date = {.kind = SHAPE_DATE},
			expr_shape_list = {.kind = SHAPE_LIST},
			expr_shape_map = {.kind = SHAPE_MAP};

const char *expr_shape_name(enum expr_shape_kind kind)
{
	static const char *const names[] = {"any",    "null", "boolean", "number",
					    "string", "date", "list",    "map"};

	return names[kind];
}

const struct expr_field *expr_shape_field(const struct expr_shape *shape, struct text name)
{
	size_t i;

	for (i = 0; i < shape->nfields; i++)
		if (text_equal(shape->fields[i].name, name))
			return &shape->fields[i];
	return NULL;
}

const struct expr_shape *shape_join(const struct expr_shape *a, const struct expr_shape *b)
{
	if (a == b)
		return a;
	if (a->kind != b->kind)
		return &expr_shape_any;
	switch (a->kind) {
	case SHAPE_STRING: return &expr_shape_string;
	case SHAPE_LIST: return &expr_shape_list;
	case SHAPE_MAP: return &expr_shape_map;
	default: return a;
	}
}

const struct expr_shape *shape_item(const struct expr_shape *list)
{
	if (list->kind == SHAPE_LIST && list->item)
		return list->item;
	return &expr_shape_any;
}

const struct expr_shape *shape_list_of(struct compiler *c, const struct expr_shape *item)
{
	struct expr_shape *s;

	if (item->kind == SHAPE_ANY)
		return &expr_shape_list;
	s = arena_zero(c->arena, sizeof *s);
	s->kind = SHAPE_LIST;
	s->item = item;
	return s;
}
