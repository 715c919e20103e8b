/* Paths to one value: parsing them and following them. See address.h. */
#include "registry/address.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/message.h"
#include "yaml/tree.h"

/* parsing */

static struct address_step *add(struct address *a, struct arena *arena, enum address_kind kind)
{
	struct address_step *v;

	if (a->n == a->cap) {
		a->cap = a->cap ? a->cap * 2 : 8;
		v = arena_alloc(arena, a->cap * sizeof *v);
		if (a->n)
			memcpy(v, a->steps, a->n * sizeof *v);
		a->steps = v;
	}
	a->steps[a->n] = (struct address_step){.kind = kind};
	return &a->steps[a->n++];
}

/* A word up to one of the signs in `stop`, or one in quotes; false if there is none. */
static bool take_word(struct text t, size_t *at, const char *stop, struct text *out)
{
	char quote = *at < t.n && strchr("'\"", t.p[*at]) ? t.p[*at] : '\0';
	const char *end;
	size_t from = *at + (quote != 0);

	if (quote) {
		end = memchr(t.p + from, quote, t.n - from);
		if (!end)
			return false;
		*out = (struct text){t.p + from, (size_t)(end - t.p) - from};
		*at = (size_t)(end - t.p) + 1;
		return true;
	}
	while (*at < t.n && t.p[*at] && !strchr(stop, t.p[*at]))
		++*at;
	*out = (struct text){t.p + from, *at - from};
	return out->n > 0;
}

/* What stands in brackets, after the first. */
static bool parse_brackets(struct address *a, struct text t, size_t *at, struct arena *arena)
{
	struct text word = {0};
	struct address_step *s;

	if (*at < t.n && t.p[*at] == ']') {
		add(a, arena, ADDRESS_APPEND);
		++*at;
		return true;
	}
	if (!take_word(t, at, "=]", &word) || *at >= t.n)
		return false;
	s = add(a, arena, t.p[*at] == '=' ? ADDRESS_MATCH : ADDRESS_ITEM);
	if (s->kind == ADDRESS_MATCH) {
		s->name = word;
		++*at;
		if (!take_word(t, at, "]", &word))
			return false;
	}
	s->value = word;
	return *at < t.n && t.p[(*at)++] == ']';
}

bool address_parse(struct address *a, struct text t, size_t *end, struct arena *arena)
{
	bool first = true;
	struct text word;

	for (*end = 0; *end < t.n && t.p[*end] != '='; first = false) {
		if (t.p[*end] == '[') {
			++*end;
			if (!parse_brackets(a, t, end, arena))
				return false;
			continue;
		}
		if (!first && t.p[(*end)++] != '.')
			return false;
		if (!take_word(t, end, ".[=", &word))
			return false;
		add(a, arena, ADDRESS_KEY)->name = word;
	}
	return !first;
}

void address_pointer(struct address *a, struct text pointer, struct arena *arena)
{
	size_t at = 0, from, i;

	while (at < pointer.n) {
		struct address_step *s = add(a, arena, ADDRESS_KEY);
		struct buf name = {0};

		for (from = ++at; at < pointer.n && pointer.p[at] != '/'; at++)
			;
		for (i = from; i < at; i++) {
			bool escape = pointer.p[i] == '~' && i + 1 < at;

			buf_addc(&name, !escape ? pointer.p[i] : pointer.p[++i] == '0' ? '~' : '/');
		}
		s->name = (struct text){arena_copy(arena, buf_text(&name).p, name.n), name.n};
		buf_free(&name);
	}
}

void address_append(struct address *a, struct arena *arena)
{
	add(a, arena, ADDRESS_APPEND);
}

/* following */

struct follow {
	struct address_found *out;
	struct node *n; /* where it is; NULL: not there */
	struct buf *why;
};

static bool fails(struct follow *f, enum message m, struct text a, struct text b)
{
	message_write(f->why, m, 2, (struct text[]){a, b});
	return false;
}

static bool is_number(struct text t, uint64_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < t.n; i++) {
		if (t.p[i] < '0' || t.p[i] > '9' || i > 9)
			return false;
		*n = *n * 10 + (uint64_t)(t.p[i] - '0');
	}
	return t.n > 0;
}

static bool has_field(struct node *item, struct text field, struct text value)
{
	struct node *n = node_get(node_target(item), field);

	return n && n->kind == NODE_SCALAR && text_equal(node_text(n), value);
}

/* The item of a list whose field has that value; more than one is none. */
static bool match_item(struct follow *f, struct text field, struct text value, uint32_t *index)
{
	struct node *list = f->n;
	uint32_t i, count = 0;

	for (i = 0; i < list->n; i++)
		if (has_field(list->items[i], field, value) && !count++)
			*index = i;
	if (count == 1)
		return true;
	return fails(f, count ? MSG_ADDRESS_SEVERAL : MSG_ADDRESS_NO_ITEM, field, value);
}

/* The field named by x-key of the list, or by its first name. */
static struct text key_field(const struct place_schemas *at)
{
	const struct node *key = annotate_list_key(at);

	if (key && key->kind == NODE_SEQUENCE)
		key = key->n == 1 ? node_target(key->items[0]) : NULL;
	return key && node_is_string(key) ? node_text(key) : TEXT("");
}

/* A number may be meant as what identifies an item. */
static bool is_key_of_another(const struct node *list, struct text field, struct text word,
			      uint64_t but)
{
	uint32_t i;

	for (i = 0; i < list->n; i++)
		if (i != but && has_field(list->items[i], field, word))
			return true;
	return false;
}

static bool find_item(struct follow *f, const struct address_step *s, uint32_t *index)
{
	struct text field = key_field(&f->out->at),
		    word = s->kind == ADDRESS_KEY ? s->name : s->value;
	uint64_t n;

	if (s->kind == ADDRESS_MATCH)
		return match_item(f, s->name, s->value, index);
	if (is_number(word, &n) && n < f->n->n) {
		*index = (uint32_t)n;
		if (s->kind == ADDRESS_ITEM && field.n && is_key_of_another(f->n, field, word, n))
			return fails(f, MSG_ADDRESS_UNSURE, field, word);
		return true;
	}
	if (s->kind == ADDRESS_ITEM && field.n)
		return match_item(f, field, word, index);
	return fails(f, MSG_ADDRESS_NO_ITEM, TEXT(""), word);
}

static bool step_into_list(struct follow *f, const struct address_step *s)
{
	struct address_found *out = f->out;
	uint32_t index = f->n->n;

	if (s->kind != ADDRESS_APPEND && !find_item(f, s, &index))
		return false;
	out->place = (struct edit_place){f->n, index};
	out->around = out->at;
	out->at = annotate_item(&out->around, index);
	out->value = index < f->n->n ? f->n->items[index] : NULL;
	return true;
}

static bool step_into_map(struct follow *f, const struct address_step *s)
{
	struct address_found *out = f->out;
	struct pair *p = node_pair(f->n, s->name);

	out->around = out->at;
	out->at = annotate_key(&out->around, s->name);
	out->value = p ? p->value : NULL;
	out->place = (struct edit_place){f->n, p ? (uint32_t)(p - f->n->pairs)
						 : address_index(&out->around, f->n, s->name)};
	return true;
}

static bool step(struct follow *f, const struct address_step *s)
{
	bool list = s->kind != ADDRESS_KEY;

	if (f->n->kind == NODE_SEQUENCE)
		return step_into_list(f, s);
	if (f->n->kind == NODE_MAPPING && !list)
		return step_into_map(f, s);
	return fails(f, list ? MSG_ADDRESS_NO_LIST : MSG_ADDRESS_NO_MAPPING,
		     list ? s->value : s->name, TEXT(""));
}

static bool is_nothing(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->type == TYPE_NULL;
}

bool address_find(const struct address *a, struct node *root, const struct schema *s,
		  struct address_found *out, struct buf *why)
{
	struct follow f = {out, node_target(root), why};
	size_t i;

	*out = (struct address_found){.value = root, .at = annotate_root(s)};
	for (i = 0; i < a->n; i++) {
		if (!step(&f, &a->steps[i]))
			return false;
		out->missing = a->n - i - 1;
		if (!out->value)
			break;
		f.n = node_target(out->value);
		if (is_nothing(f.n)) /* a key without a value holds what is to come */
			break;
	}
	for (i++; i < a->n; i++)
		if (a->steps[i].kind != ADDRESS_KEY && a->steps[i].kind != ADDRESS_APPEND)
			return fails(&f, MSG_ADDRESS_NO_ITEM, a->steps[i].name, a->steps[i].value);
	return true;
}

uint32_t address_index(const struct place_schemas *around, const struct node *map, struct text key)
{
	uint64_t rank = annotate_rank(around, key);
	uint32_t i, index = 0;

	if (rank == ANNOTATE_LAST)
		return map->n;
	for (i = 0; i < map->n; i++)
		if (annotate_rank(around, node_text(map->pairs[i].key)) < rank)
			index = i + 1;
	return index;
}
