/* Places in records that stay what they are when a list is changed elsewhere. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/finding.h"
#include "base/mem.h"
#include "registry/path.h"
#include "schema/annotate.h"
#include "yaml/tree.h"

static bool is_secret(const struct place_schemas *item, struct text field)
{
	struct place_schemas at = annotate_key(item, field);

	return annotate_facts(&at).sensitive;
}

/* Appends what identifies the item, by the fields of x-key; false if it has not all of them, or if
 * one of them must not be shown. */
static bool add_item(struct buf *out, const struct place_schemas *at, const struct node *key,
		     const struct node *item)
{
	uint32_t i, n = key->kind == NODE_SEQUENCE ? key->n : 1;
	struct buf name = {0};
	bool whole = n > 0;

	for (i = 0; i < n && whole; i++) {
		const struct node *field = key->kind == NODE_SEQUENCE ? node_target(key->items[i])
								      : key;
		const struct node *value = node_get(item, node_text(field));

		whole = value && value->kind == NODE_SCALAR && value->type != TYPE_NULL &&
			!is_secret(at, node_text(field));
		buf_adds(&name, i ? "," : "");
		if (whole)
			buf_addt(&name, node_text(value));
	}
	if (whole)
		pointer_add_key(out, buf_text(&name));
	buf_free(&name);
	return whole;
}

/* One step of a pointer, `name` with its slash; the node there, or NULL. */
static struct node *step(struct buf *out, struct place_schemas *at, struct node *n,
			 struct text name)
{
	const struct node *key = annotate_list_key(at);
	struct buf plain = {0};
	struct node *next = NULL;
	size_t i;

	if (n->kind == NODE_SEQUENCE) {
		i = strtoul(name.p + 1, NULL, 10);
		next = i < n->n ? node_target(n->items[i]) : NULL;
		*at = annotate_item(at, i);
		if (!next || !key || !add_item(out, at, key, next))
			buf_addt(out, name);
		return next;
	}
	buf_addt(out, name);
	for (i = 1; i < name.n; i++) {
		bool escape = name.p[i] == '~' && i + 1 < name.n;

		buf_addc(&plain, !escape ? name.p[i] : name.p[i + 1] == '1' ? '/' : '~');
		i += escape;
	}
	next = node_get(n, plain.n ? buf_text(&plain) : TEXT(""));
	*at = annotate_key(at, buf_text(&plain));
	buf_free(&plain);
	return next;
}

static char *place_of(const char *pointer, const struct schema *schema, struct node *n)
{
	struct place_schemas at = annotate_root(schema);
	struct buf out = {0};
	size_t length;

	for (; n && *pointer == '/'; pointer += length) {
		length = 1 + strcspn(pointer + 1, "/");
		n = step(&out, &at, n, (struct text){pointer, length});
	}
	buf_adds(&out, pointer);
	return out.p;
}

static void set_place(struct finding *f, char *place)
{
	if (place && strcmp(place, f->pointer) != 0)
		f->place = place;
	else
		mem_free(place);
}

void path_places(struct findings *f, const struct schema *schema, struct node *root)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].pointer && !f->v[i].place && strpbrk(f->v[i].pointer, "0123456789"))
			set_place(&f->v[i], place_of(f->v[i].pointer, schema, root));
}
