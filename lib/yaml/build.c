/*
 * From events to a tree. Children wait on one stack and are copied into their parent's array when
 * it closes. Here are the limits on nodes, depth and alias expansion, the alias cycles, and the
 * check for duplicate keys.
 */
#include "yaml/build.h"

#include "base/decimal.h"
#include "base/finding.h"
#include "base/mem.h"
#include "base/utf8.h"

struct build_anchored {
	struct node *node;
	uint64_t weight; /* 0 while the node is open */
};

struct node *build_node(struct build *b, enum node_kind kind, uint32_t start, uint32_t end)
{
	struct node *n;
	char room[24];

	if (++b->nodes > TREE_NODES) {
		finding_say(b->findings, MSG_LIMIT_NODES, start, end,
			    text_number(room, TREE_NODES));
		return NULL;
	}
	n = arena_alloc(&b->tree->arena, sizeof *n);
	*n = (struct node){.kind = (uint8_t)kind, .start = start, .end = end};
	return n;
}

/* Long texts weigh more: an alias of one makes as much work as the text is long. */
static uint64_t scalar_weight(const struct node *n)
{
	return 1 + n->n / 256;
}

static void push(struct build *b, struct node *n)
{
	if (b->nstack == b->tree->capscratch)
		MEM_GROW(b->tree->scratch, b->nstack, b->tree->capscratch);
	b->stack = b->tree->scratch;
	b->stack[b->nstack++] = n;
}

bool build_open(struct build *b, struct node *collection)
{
	char room[24];

	if (b->depth == TREE_DEPTH) {
		finding_say(b->findings, MSG_LIMIT_DEPTH, collection->start, collection->start + 1,
			    text_number(room, TREE_DEPTH));
		return false;
	}
	b->frames[b->depth++] = (struct build_frame){collection, b->nstack, 1};
	return true;
}

static bool add_weight(struct build *b, uint64_t weight, const struct node *at)
{
	char room[24];

	if (b->depth)
		b->frames[b->depth - 1].weight += weight;
	if (weight <= TREE_EXPANSION &&
	    (!b->depth || b->frames[b->depth - 1].weight <= TREE_EXPANSION))
		return true;
	finding_say(b->findings, MSG_LIMIT_EXPANSION, at->start, at->end,
		    text_number(room, TREE_EXPANSION));
	return false;
}

bool build_value(struct build *b, struct node *n, uint64_t weight)
{
	push(b, n);
	return add_weight(b, weight, n);
}

/* The column of a node in characters, from 1. */
static struct text column_words(const struct build *b, const struct node *n, char room[24])
{
	return text_number(room, utf8_count(b->bytes + n->start - n->column, n->column) + 1);
}

static void say_duplicate(struct build *b, const struct node *key, const struct node *first)
{
	char line[24], column[24];

	finding_say(b->findings, MSG_YAML_DUPLICATE_KEY, key->start, key->end, node_text(key),
		    text_number(line, first->line + 1), column_words(b, first, column));
}

/* Keys that occur again are reported; the mapping keeps all its pairs and look-up finds the first.
 */
static void find_duplicates(struct build *b, const struct node *map)
{
	struct hash seen = {0};
	uint32_t i, j;

	if (b->unusable)
		return;
	if (map->n <= 24) {
		for (i = 1; i < map->n; i++)
			for (j = 0; j < i; j++)
				if (map->pairs[i].key->hash == map->pairs[j].key->hash &&
				    text_equal(node_text(map->pairs[i].key),
					       node_text(map->pairs[j].key))) {
					say_duplicate(b, map->pairs[i].key, map->pairs[j].key);
					break;
				}
		return;
	}
	for (i = 0; i < map->n; i++) {
		void **place = hash_put(&seen, node_text(map->pairs[i].key));

		if (*place)
			say_duplicate(b, map->pairs[i].key, *place);
		else
			*place = map->pairs[i].key;
	}
	hash_free(&seen);
}

/* A key as a scalar: an alias gives way to its target's text, anything else is reported. */
static struct node *as_key(struct build *b, struct node *key)
{
	static const char *const words[] = {"scalar", "sequence", "mapping"};
	struct node *target = node_target(key), *copy;
	uint32_t start, end;

	if (target->kind == NODE_SCALAR && key->kind == NODE_SCALAR)
		return key;
	copy = arena_alloc(&b->tree->arena, sizeof *copy);
	*copy = *key;
	copy->kind = NODE_SCALAR;
	if (target->kind == NODE_SCALAR) {
		copy->type = target->type;
		copy->n = target->n;
		copy->text = target->text;
		return copy;
	}
	node_mark(target, &start, &end);
	if (key->kind == NODE_ALIAS)
		start = key->start, end = key->end;
	finding_say(b->findings, MSG_YAML_KEY_NOT_SCALAR, start, end, text_of(words[target->kind]));
	b->unusable = true;
	copy->text = "";
	copy->n = 0;
	return copy;
}

static void fill_mapping(struct build *b, struct node *map, struct node **children, size_t n)
{
	size_t i;

	map->n = (uint32_t)(n / 2);
	map->pairs = arena_alloc(&b->tree->arena, map->n * sizeof *map->pairs);
	for (i = 0; i < map->n; i++) {
		map->pairs[i].key = as_key(b, children[2 * i]);
		map->pairs[i].key->hash = text_hash(node_text(map->pairs[i].key));
		map->pairs[i].value = children[2 * i + 1];
	}
	find_duplicates(b, map);
}

bool build_close(struct build *b, uint32_t end)
{
	struct build_frame *frame = &b->frames[--b->depth];
	struct node *c = frame->node, **children = b->stack ? b->stack + frame->first : NULL;
	size_t n = b->nstack - frame->first;
	struct build_anchored *anchored;

	c->end = end ? end : n ? children[n - 1]->end : c->start;
	if (c->kind == NODE_MAPPING) {
		fill_mapping(b, c, children, n);
	} else {
		c->n = (uint32_t)n;
		c->items = arena_alloc(&b->tree->arena, n * sizeof *c->items);
		if (n)
			memcpy(c->items, children, n * sizeof *c->items);
	}
	b->nstack = frame->first;
	if (c->props && c->props->anchor.n) {
		anchored = hash_get(&b->anchors, c->props->anchor);
		if (anchored && anchored->node == c)
			anchored->weight = frame->weight;
	}
	return build_value(b, c, frame->weight);
}

bool build_number(struct build *b, const struct node *n)
{
	bool based = n->n > 2 && n->text[0] == '0' && (n->text[1] | 0x20) >= 'o';
	size_t limit = based ? TREE_BASED_DIGITS : TREE_DIGITS;
	struct decimal d;
	char room[24];

	if (n->n <= limit) {
		if (n->type != TYPE_REAL || n->n < 16 ||
		    decimal_parse(&b->tree->arena, node_text(n), &d) == DECIMAL_OK)
			return true;
		finding_say0(b->findings, MSG_LIMIT_EXPONENT, n->start, n->end);
		return false;
	}
	finding_say(b->findings, MSG_LIMIT_NUMBER, n->start, n->end, text_number(room, limit));
	return false;
}

struct node *build_scalar(struct build *b, struct text text, uint32_t start, uint32_t end)
{
	struct node *n;
	char *copy;

	if (b->nodes >= TREE_NODES)
		return build_node(b, NODE_SCALAR, start, end);
	b->nodes++;
	n = arena_alloc(&b->tree->arena, sizeof *n + text.n + 1);
	copy = (char *)(n + 1);
	*n = (struct node){.kind = NODE_SCALAR, .n = (uint32_t)text.n, .start = start, .end = end};
	n->text = memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	push(b, n);
	if (b->depth)
		b->frames[b->depth - 1].weight += scalar_weight(
			n); /* of one file: far from the limit */
	return n;
}

void build_anchor(struct build *b, struct node *n, struct text name)
{
	struct build_anchored *anchored = arena_alloc(&b->tree->arena, sizeof *anchored);

	anchored->node = n;
	anchored->weight = n->kind == NODE_SCALAR ? scalar_weight(n) : 0;
	*hash_put(&b->anchors, name) = anchored;
}

bool build_alias(struct build *b, struct text name, uint32_t start, uint32_t end, uint32_t line,
		 uint32_t column)
{
	struct build_anchored *anchored = hash_get(&b->anchors, name);
	char at[24], column_at[24];
	struct node *n;

	if (!anchored) {
		finding_say(b->findings, MSG_YAML_ALIAS_UNKNOWN, start, end, name);
		return false;
	}
	if (!anchored->weight) {
		finding_say(b->findings, MSG_YAML_ALIAS_CYCLE, start, end, name,
			    text_number(at, anchored->node->line + 1),
			    column_words(b, anchored->node, column_at));
		return false;
	}
	n = build_node(b, NODE_ALIAS, start, end);
	if (!n)
		return false;
	n->line = line;
	n->column = column;
	n->target = anchored->node;
	return build_value(b, n, anchored->weight);
}

void build_document(struct build *b, struct node *root)
{
	MEM_GROW(b->docs, b->ndocs, b->capdocs);
	b->docs[b->ndocs++] = root;
	b->nstack = 0;
	if (b->anchors.n)
		hash_free(&b->anchors);
}

bool build_finish(struct build *b)
{
	struct tree *t = b->tree;

	if (b->unusable)
		return false;

	t->ndocs = b->ndocs;
	t->docs = arena_alloc(&t->arena, b->ndocs * sizeof *t->docs);
	if (b->ndocs)
		memcpy(t->docs, b->docs, b->ndocs * sizeof *t->docs);
	return true;
}

void build_free(struct build *b)
{
	mem_free(b->docs);
	hash_free(&b->anchors);
}
