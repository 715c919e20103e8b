/* Typing by the schema: see typed.h. */
#include "schema/typed.h"

#include <string.h>

#include "base/finding.h"
#include "yaml/scalar.h"
#include "yaml/tree.h"

static unsigned bit_of(const struct node *n)
{
	static const unsigned bits[] = {
		[TYPE_STRING] = PLACE_STRING, [TYPE_NULL] = PLACE_NULL,
		[TYPE_BOOL] = PLACE_BOOL,     [TYPE_INTEGER] = PLACE_NUMBER,
		[TYPE_REAL] = PLACE_NUMBER,   [TYPE_NONFINITE] = PLACE_NUMBER};

	if (n->kind == NODE_SCALAR)
		return bits[n->type];
	return n->kind == NODE_MAPPING ? PLACE_MAP : PLACE_LIST;
}

/* Types that a value there may have; 0: not known. Words to choose from say it too. */
static unsigned types_at(const struct place_schemas *at)
{
	struct place_facts facts = annotate_facts(at);
	unsigned types = facts.types;
	uint32_t i;

	if (types || !facts.choices)
		return types;
	for (i = 0; i < facts.choices->n; i++)
		types |= bit_of(node_target(facts.choices->items[i]));
	return types;
}

static bool must_be_string(unsigned types)
{
	return types && !(types & ~(unsigned)(PLACE_STRING | PLACE_NULL)) && (types & PLACE_STRING);
}

static struct node *string_of(struct tree *t, struct text value)
{
	struct node *n = arena_zero(&t->arena, sizeof *n);

	n->kind = NODE_SCALAR;
	n->type = TYPE_STRING;
	n->style = STYLE_PLAIN;
	n->text = arena_copy(&t->arena, value.p, value.n);
	n->n = (uint32_t)value.n;
	return n;
}

/* Makes strings of what only looks like something else. */
static void retype(struct node *n, const struct place_schemas *at)
{
	struct place_schemas below;
	uint32_t i;

	if (n->kind == NODE_SCALAR) {
		if (n->style == STYLE_PLAIN && n->type != TYPE_STRING && n->type != TYPE_NULL &&
		    !(n->props && n->props->tag.n) && must_be_string(types_at(at)))
			n->type = TYPE_STRING;
		return;
	}
	for (i = 0; n->kind == NODE_MAPPING && i < n->n; i++) {
		below = annotate_key(at, node_text(n->pairs[i].key));
		retype(n->pairs[i].value, &below);
	}
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++) {
		below = annotate_item(at, i);
		retype(n->items[i], &below);
	}
}

/* Does it begin as only YAML with signs does: brackets or quotes? */
static bool has_signs(struct text value)
{
	return value.n && strchr("{['\"", value.p[0]);
}

struct node *typed_value(struct tree *t, const struct place_schemas *at, struct text value)
{
	unsigned types = types_at(at);
	struct findings said = {0};
	struct node *n = NULL;
	bool loaded;

	loaded = tree_load(t, NULL, value.n ? value.p : "", value.n, &said) == 0 && t->ndocs == 1 &&
		 !said.n;
	findings_clear(&said);
	if (must_be_string(types) &&
	    !(types & PLACE_NULL && (text_is(value, "null") || text_is(value, "~"))))
		return string_of(t, value);
	if (loaded)
		n = node_target(t->docs[0]);
	if (n && n->kind != NODE_SCALAR && !has_signs(value) && text_is(value, "") == false &&
	    !memchr(value.p, '\n', value.n))
		n = NULL; /* "a: b" and "- a" on one line are words */
	if (n && n->kind == NODE_SCALAR && n->style == STYLE_PLAIN && n->type == TYPE_STRING)
		n = NULL; /* as it is, blanks and comments too */
	if (n && types & PLACE_STRING && !(types & bit_of(n)))
		n = NULL;
	if (n)
		retype(n, at);
	else if (!value.n && !(types & PLACE_STRING) && types & PLACE_NULL)
		(n = string_of(t, TEXT("null")))->type = TYPE_NULL;
	return n ? n : string_of(t, value);
}
