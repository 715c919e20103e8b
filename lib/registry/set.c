/* Changing values of one file. See set.h. */
#include "registry/set.h"

#include <string.h>

#include "base/message.h"
#include "registry/registry.h"
#include "schema/schema.h"
#include "schema/typed.h"
#include "yaml/tree.h"

static bool fails(struct buf *why, enum message m)
{
	message_write(why, m, 0, NULL);
	return false;
}

static void check(struct set *s, struct findings *f)
{
	if (s->schema)
		schema_check(s->schema, s->validator, s->edit.root, f);
	if (s->kind && s->member)
		registry_check_record(s->kind, s->member, node_target(s->edit.root), f);
	findings_finish(f, s->edit.format.text.p, s->edit.format.text.n);
}

/* Of a key that is given twice nobody can tell which is meant. True if there is one, as findings.
 */
static bool has_key_twice(struct text t, struct findings *f)
{
	struct findings said = {0};
	struct tree tree = {0};
	size_t i;
	bool twice = false;

	tree_load(&tree, NULL, t.p, t.n, &said);
	for (i = 0; i < said.n && !twice; i++)
		twice = strcmp(said.v[i].rule, message_rule(MSG_YAML_DUPLICATE_KEY)) == 0;
	if (twice)
		findings_merge(f, &said);
	findings_clear(&said);
	tree_free(&tree);
	return twice;
}

bool set_open(struct set *s, const char *path, struct findings *f, struct buf *why)
{
	if (text_ends(text_of(path), TEXT(".json"))) {
		message_write(why, MSG_SET_JSON, 1, (struct text[]){text_of(path)});
		return false;
	}
	if (!save_open(&s->save, path, why))
		return false;
	if (!edit_load(&s->edit, buf_text(&s->save.bytes), f)) {
		findings_finish(f, s->save.bytes.p, s->save.bytes.n);
		return false;
	}
	if (has_key_twice(buf_text(&s->edit.format.text), f)) {
		findings_finish(f, s->edit.format.text.p, s->edit.format.text.n);
		return false;
	}
	check(s, &s->before);
	return true;
}

/* values */

static struct node *new_node(struct set *s, enum node_kind kind)
{
	struct node *n = arena_zero(&s->arena, sizeof *n);

	n->kind = (uint8_t)kind;
	n->style = STYLE_BLOCK;
	return n;
}

static struct node *key_node(struct set *s, struct text name)
{
	struct node *n = new_node(s, NODE_SCALAR);

	n->style = STYLE_PLAIN;
	n->text = arena_copy(&s->arena, name.p, name.n);
	n->n = (uint32_t)name.n;
	n->hash = text_hash(name);
	return n;
}

/* The value inside the last `missing` steps, which are not there yet. */
static struct node *wrap(struct set *s, const struct address *to, size_t missing,
			 struct node *value)
{
	size_t i;

	for (i = to->n; i > to->n - missing; i--) {
		const struct address_step *step = &to->steps[i - 1];
		bool map = step->kind == ADDRESS_KEY;
		struct node *holder = new_node(s, map ? NODE_MAPPING : NODE_SEQUENCE);

		holder->n = 1;
		if (map) {
			holder->pairs = arena_alloc(&s->arena, sizeof *holder->pairs);
			*holder->pairs = (struct pair){key_node(s, step->name), value};
		} else {
			holder->items = arena_alloc(&s->arena, sizeof *holder->items);
			*holder->items = value;
		}
		value = holder;
	}
	return value;
}

static bool done(enum edit_result result, struct buf *why)
{
	if (result == EDIT_DONE)
		return true;
	return fails(why, result == EDIT_SHARED ? MSG_SET_SHARED : MSG_SET_FORM);
}

/* Equal, and not only to JSON: 1 and 1.0 are two ways of saying it. */
static bool says_so(struct node *old, struct node *value, struct arena *a)
{
	return node_equal(old, value, a) &&
	       !(node_is_number(value) &&
		 !text_equal(node_text(node_target(old)), node_text(value)));
}

static bool put(struct set *s, const struct address *to, const struct address_found *at,
		struct node *value, struct buf *why)
{
	struct node *holder = at->place.holder;
	struct text key;

	if (!holder)
		return fails(why, MSG_SET_FORM);
	if (at->value && !at->missing && says_so(at->value, value, &s->arena))
		return true;
	value = wrap(s, to, at->missing, value);
	if (at->value)
		return done(edit_replace(&s->edit, at->place, value), why);
	if (holder->kind == NODE_SEQUENCE)
		return done(edit_insert(&s->edit, at->place, value), why);
	key = to->steps[to->n - at->missing - 1].name;
	return done(edit_add(&s->edit, at->place, key, value), why);
}

bool set_node(struct set *s, const struct address *to, struct node *value, struct buf *why)
{
	struct address_found at;

	return address_find(to, s->edit.root, s->schema, &at, why) && put(s, to, &at, value, why);
}

bool set_text(struct set *s, const struct address *to, struct text text, struct buf *why)
{
	struct address_found at;
	struct place_schemas deep;
	struct tree t = {0};
	struct node *value;
	size_t i;
	bool good;

	if (!address_find(to, s->edit.root, s->schema, &at, why))
		return false;
	deep = at.at;
	for (i = to->n - at.missing; i < to->n; i++)
		deep = to->steps[i].kind == ADDRESS_KEY ? annotate_key(&deep, to->steps[i].name)
							: annotate_item(&deep, 0);
	value = typed_value(&t, &deep, text);
	good = put(s, to, &at, value, why);
	tree_free(&t);
	return good;
}

bool set_remove(struct set *s, const struct address *to, struct buf *why)
{
	struct address_found at;

	if (to->n && to->steps[to->n - 1].kind == ADDRESS_APPEND)
		return fails(why, MSG_SET_APPEND);
	if (!address_find(to, s->edit.root, s->schema, &at, why))
		return false;
	if (!at.value || at.missing)
		return fails(why, MSG_SET_NOT_THERE);
	if (!at.place.holder)
		return fails(why, MSG_SET_FORM);
	return done(edit_remove(&s->edit, at.place), why);
}

/* the whole file */

bool set_changed(const struct set *s)
{
	return !text_equal(buf_text(&s->edit.bytes), buf_text(&s->save.bytes));
}

static bool same(const char *x, const char *y)
{
	return x == y || (x && y && strcmp(x, y) == 0);
}

static bool was_there(void *ctx, const struct finding *g)
{
	const struct findings *before = ctx;
	size_t i;

	for (i = 0; i < before->n; i++)
		if (same(before->v[i].rule, g->rule) && same(before->v[i].pointer, g->pointer))
			return true;
	return false;
}

void set_check(struct set *s, struct findings *f)
{
	check(s, f);
	findings_drop_if(f, was_there, &s->before);
}

bool set_write(struct set *s, struct buf *why)
{
	return save_write(&s->save, buf_text(&s->edit.bytes), why);
}

void set_close(struct set *s)
{
	save_close(&s->save);
	edit_free(&s->edit);
	arena_free(&s->arena);
	findings_clear(&s->before);
}
