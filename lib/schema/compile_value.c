/* The keywords that assert something of a value itself, and hearth's own annotations. */
#include "schema/compile.h"
#include "schema/format.h"

static bool decimal_of(schemas *s, schema *c, struct node *value, struct decimal *out)
{
	if (!node_is_number(value))
		return false;
	if (decimal_parse(&s->arena, node_text(value), out) == DECIMAL_RANGE) {
		finding_say(findings_of(c), MSG_SCHEMA_NUMBER, value->start, value->end,
			    node_text(value));
		return false;
	}
	*out = node_decimal(value, &s->arena);
	return true;
}

static unsigned type_bit(struct node *name)
{
	static const struct {
		const char *name;
		unsigned bit;
	} types[] = {{"null", BIT_NULL},
		     {"boolean", BIT_BOOL},
		     {"object", BIT_OBJECT},
		     {"array", BIT_ARRAY},
		     {"number", BIT_NUMBER | BIT_INTEGER},
		     {"string", BIT_STRING},
		     {"integer", BIT_INTEGER}};
	size_t i;

	for (i = 0; node_is_string(name) && i < sizeof types / sizeof *types; i++)
		if (text_is(node_text(name), types[i].name))
			return types[i].bit;
	return 0;
}

void fill_type(schemas *s, schema *c, struct node *value, struct node *key)
{
	uint32_t i;

	(void)s;
	(void)key;
	if (value->kind == NODE_SEQUENCE)
		for (i = 0; i < value->n; i++)
			c->types |= (uint8_t)type_bit(node_target(value->items[i]));
	else
		c->types |= (uint8_t)type_bit(value);
}

void fill_const(schemas *s, schema *c, struct node *value, struct node *key)
{
	(void)s;
	(void)key;
	c->constant = value;
}

void fill_enum(schemas *s, schema *c, struct node *value, struct node *key)
{
	(void)s;
	(void)key;
	if (value->kind == NODE_SEQUENCE)
		c->choices = value;
}

void fill_number(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct numbers *n = numbers_of(s, c);
	struct text name = node_text(key);

	if (text_is(name, "minimum"))
		n->has_minimum = decimal_of(s, c, value, &n->minimum);
	else if (text_is(name, "maximum"))
		n->has_maximum = decimal_of(s, c, value, &n->maximum);
	else if (text_is(name, "exclusiveMinimum"))
		n->has_above = decimal_of(s, c, value, &n->above);
	else if (text_is(name, "exclusiveMaximum"))
		n->has_below = decimal_of(s, c, value, &n->below);
	else
		n->has_multiple = decimal_of(s, c, value, &n->multiple) && !n->multiple.negative &&
				  !decimal_is_zero(n->multiple);
}

void fill_count(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct text name = node_text(key);
	uint64_t count;

	if (!count_of(s, value, &count))
		return;
	if (text_is(name, "minLength"))
		strings_of(s, c)->shortest = count;
	else if (text_is(name, "maxLength"))
		strings_of(s, c)->longest = count;
	else if (text_is(name, "minItems"))
		arrays_of(s, c)->fewest = count;
	else if (text_is(name, "maxItems"))
		arrays_of(s, c)->most = count;
	else if (text_is(name, "minContains"))
		arrays_of(s, c)->contains_fewest = count;
	else if (text_is(name, "maxContains"))
		arrays_of(s, c)->contains_most = count;
	else if (text_is(name, "minProperties"))
		objects_of(s, c)->fewest = count;
	else
		objects_of(s, c)->most = count;
}

void fill_unique(schemas *s, schema *c, struct node *value, struct node *key)
{
	(void)key;
	if (value->kind == NODE_SCALAR && value->type == TYPE_BOOL)
		arrays_of(s, c)->unique = value->truth;
}

void fill_pattern(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct strings *t = strings_of(s, c);

	(void)key;
	if (!node_is_string(value))
		return;
	t->pattern = pattern_of(s, c, value);
	t->pattern_source = node_text(value);
}

void fill_format(schemas *s, schema *c, struct node *value, struct node *key)
{
	const struct format *f;

	(void)key;
	if (!node_is_string(value))
		return;
	f = format_find(node_text(value));
	if (!f && s->strict)
		finding_say(findings_of(c), MSG_SCHEMA_FORMAT_UNKNOWN, value->start, value->end,
			    node_text(value));
	if (f && (s->assert_formats || c->resource->vocabularies & VOCAB_FORMAT_ASSERTION))
		strings_of(s, c)->format = f;
}

static bool keep_of(schemas *s, struct node *n, uint8_t *out)
{
	uint64_t count;

	if (!count_of(s, node_target(n), &count) || count > 99)
		return false;
	*out = (uint8_t)count;
	return true;
}

void fill_sensitive(schemas *s, schema *c, struct node *value, struct node *key)
{
	struct node *keep;

	(void)key;
	if (value->kind == NODE_SCALAR && value->type == TYPE_BOOL) {
		c->sensitive = value->truth;
		return;
	}
	c->sensitive = true;
	keep = node_get(value, TEXT("keep"));
	if (!keep || value->n != 1 || keep->kind != NODE_SEQUENCE || keep->n != 2 ||
	    !keep_of(s, keep->items[0], &c->keep_first) ||
	    !keep_of(s, keep->items[1], &c->keep_last))
		finding_say0(findings_of(c), MSG_SCHEMA_MASK, value->start, value->end);
}
