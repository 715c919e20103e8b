/* What the registry says of one record: it has a key, and the key and the fields agree with where
 * the file lies. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "registry/glob.h"
#include "registry/registry.h"
#include "schema/schema.h"

enum { LONGEST_KEY = 500 }; /* bytes of a key that is shown */

static struct node *field_of(struct node *root, struct text name)
{
	struct node *n = node_get(root, name);

	return n && n->kind == NODE_SCALAR && n->type != TYPE_NULL ? n : NULL;
}

/* Adds a finding about a field, with its masked value as argument {`value`} among `args`. */
static void say(struct findings *f, enum message m, struct node *at, struct text field,
		struct text *args, size_t n, size_t value)
{
	struct buf pointer = {0}, masked = {0};
	struct finding *g;

	schema_mask(&masked, at);
	args[value] = buf_text(&masked);
	g = finding_add(f, m, at->start, at->end, n, args);
	buf_free(&masked);
	if (!g)
		return;
	pointer_add_key(&pointer, field);
	g->pointer = pointer.p;
}

static void check_captures(const struct kind *k, const struct glob_match *m, struct node *root,
			   struct node *key, struct findings *f)
{
	const struct glob_capture *last = NULL;
	struct node *field;
	size_t i;

	for (i = 0; i < m->n; i++) {
		const struct glob_capture *c = &m->v[i];

		if (!c->name.n) {
			last = c;
			continue;
		}
		field = field_of(root, c->name);
		if (field && !text_equal(node_text(field), c->value))
			say(f, MSG_RECORD_FIELD_PATH, field, c->name,
			    (struct text[]){c->name, {0}, c->value}, 3, 1);
	}
	if (key && last && !text_ends(node_text(key), last->value))
		say(f, MSG_RECORD_KEY_PATH, key, k->key, (struct text[]){{0}, last->value}, 2, 0);
}

void registry_check_record(const struct kind *k, const char *path, struct node *root,
			   struct findings *f)
{
	struct node *key = field_of(root, k->key);
	struct glob_match m;
	uint32_t start, end;
	size_t i;

	if (!key) {
		node_mark(root, &start, &end);
		finding_say(f, MSG_RECORD_NO_KEY, start, end, k->key);
	}
	for (i = 0; i < k->nfiles; i++)
		if (glob_match(k->files[i], text_of(path), &m)) {
			check_captures(k, &m, root, key, f);
			break;
		}
}

char *registry_name_record(const struct kind *k, struct node *root)
{
	struct node *key = field_of(root, k->key);
	struct buf name = {0};

	if (!key)
		return NULL;
	buf_addt(&name, k->name);
	buf_addc(&name, ' ');
	if (key->n > LONGEST_KEY)
		buf_adds(&name, "…");
	else
		schema_mask(&name, key);
	return name.p;
}

static struct node *entry_of(const struct registry *r, const struct kind *k)
{
	return node_get(node_get(node_target(r->tree.docs[0]), TEXT("kinds")), k->name);
}

const struct kind *registry_parent(const struct registry *r, const struct kind *k,
				   struct text *field)
{
	struct node *entry = entry_of(r, k), *parent = node_get(entry, TEXT("parent")), *to;
	size_t i;

	if (!parent)
		return NULL;
	*field = node_text(parent);
	to = node_get(node_get(entry, TEXT("references")), *field);
	for (i = 0; to && i < r->nkinds; i++)
		if (text_equal(r->kinds[i].name, node_text(to)))
			return &r->kinds[i];
	return NULL;
}

bool registry_is_parent(const struct registry *r, const struct kind *k)
{
	struct text field;
	size_t i;

	for (i = 0; i < r->nkinds; i++)
		if (registry_parent(r, &r->kinds[i], &field) == k)
			return true;
	return false;
}
