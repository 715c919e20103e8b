/*
 * A new item at the end of a list. It is first added as a value, by yaml/edit; where it then stands
 * as a block, its lines are replaced by those of the draft, which say the same and have comments.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/finding.h"
#include "registry/draft.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "schema/annotate.h"
#include "schema/schema.h"
#include "yaml/edit.h"

#define PROBLEM "problem"

enum { DIGITS = 18 };

struct adding {
	struct draft *d;
	struct text list;
	struct place_schemas at; /* of an item */
	struct edit *e;
	struct findings *f;
	struct buf *why;
	bool problem;
};

static bool say(struct adding *a, enum message m, struct text x, struct text y, struct text z)
{
	message_write(a->why, m, 3, (struct text[]){x, y, z});
	return false;
}

/* --- which list --- */

static void name_lists(void *ctx, struct text name, bool required)
{
	struct adding *a = ctx;
	struct place_schemas root = annotate_root(a->d->kind->schema);
	struct place_schemas at = annotate_key(&root, name), item = annotate_item(&at, 0);

	(void)required;
	if (annotate_facts(&at).types != PLACE_LIST || annotate_facts(&item).types != PLACE_MAP)
		return;
	buf_adds(a->why, a->why->n ? ", " : "");
	buf_addt(a->why, name);
}

/* The field with the problems of the kind; n 0: it has none, or they lie deeper. */
static struct text problems_of(const struct draft *d)
{
	const struct lifecycle *l = d->registry->lifecycle;
	size_t i;

	for (i = 0; l && i < l->nplaces; i++)
		if (l->places[i].kind == d->kind && l->places[i].path.n == 1)
			return l->places[i].path.steps[0].field;
	return TEXT("");
}

static bool find_list(struct adding *a)
{
	struct place_schemas root = annotate_root(a->d->kind->schema), list;
	struct text problems = problems_of(a->d);
	struct buf names = {0};
	struct text asked = a->list;

	if (text_is(a->list, PROBLEM) && problems.n)
		a->list = problems;
	a->problem = problems.n && text_equal(a->list, problems);
	list = annotate_key(&root, a->list);
	a->at = annotate_item(&list, 0);
	if (annotate_facts(&list).types == PLACE_LIST && annotate_facts(&a->at).types == PLACE_MAP)
		return true;
	annotate_properties(&root, name_lists, a);
	names = *a->why;
	*a->why = (struct buf){0};
	say(a, MSG_NEW_NO_LIST, asked, a->d->kind->name, buf_text(&names));
	buf_free(&names);
	return false;
}

/* --- what identifies the item, and where a problem begins --- */

/* The digits at the end of a text; their number, if that is no more than can be counted. */
static size_t number_at_end(struct text t, uint64_t *number)
{
	size_t n = 0, i;

	while (n < t.n && t.p[t.n - 1 - n] >= '0' && t.p[t.n - 1 - n] <= '9')
		n++;
	*number = 0;
	for (i = t.n - n; n <= DIGITS && i < t.n; i++)
		*number = *number * 10 + (uint64_t)(t.p[i] - '0');
	return n <= DIGITS ? n : 0;
}

/* The highest number that follows `before` in a field of that name, anywhere in the record: an item
 * that was moved to another list keeps its own. */
static uint64_t highest(const struct node *n, struct text field, struct text before)
{
	uint64_t most = 0, number;
	uint32_t i;

	if (n->kind == NODE_SEQUENCE)
		for (i = 0; i < n->n; i++) {
			number = highest(n->items[i], field, before);
			most = number > most ? number : most;
		}
	for (i = 0; n->kind == NODE_MAPPING && i < n->n; i++) {
		const struct node *value = n->pairs[i].value;
		struct text t = value->kind == NODE_SCALAR ? node_text(value) : TEXT("");
		size_t digits = number_at_end(t, &number);

		if (!text_equal(node_text(n->pairs[i].key), field) || !digits ||
		    !text_equal((struct text){t.p, t.n - digits}, before))
			number = highest(value, field, before);
		most = number > most ? number : most;
	}
	return most;
}

static void number_item(struct adding *a, const struct node *list)
{
	struct place_schemas root = annotate_root(a->d->kind->schema);
	struct place_schemas lists = annotate_key(&root, a->list), at;
	const struct node *key = annotate_list_key(&lists), *known;
	struct text before, field;
	struct buf id = {0};
	uint64_t number, most;
	size_t digits;

	if (!key || !node_is_string(key) || draft_given(a->d, node_text(key)))
		return;
	field = node_text(key);
	at = annotate_key(&a->at, field);
	known = annotate_value(&at);
	if (list && list->n)
		known = node_get(node_target(list->items[list->n - 1]), field);
	if (!known || !node_is_string(known))
		return;
	before = node_text(known);
	digits = number_at_end(before, &number);
	if (!digits)
		return;
	before.n -= digits;
	most = highest(a->e->root, field, before);
	buf_addt(&id, before);
	buf_addf(&id, "%0*llu", before.n + digits == 0 ? 1 : (int)digits,
		 (unsigned long long)(most ? most + 1 : number));
	draft_give(a->d, field, (struct text){arena_copy(a->d->arena, id.p, id.n), id.n});
	buf_free(&id);
}

static void begin_problem(struct adding *a)
{
	const struct lifecycle *l = a->d->registry->lifecycle;

	if (a->problem && l->state.n == 1 && l->nstates)
		draft_give(a->d, l->state.steps[0].field, l->states[0].name);
}

/* --- writing --- */

static struct text line_break_of(const struct buf *bytes)
{
	return bytes->n && strstr(bytes->p, "\r\n") ? TEXT("\r\n") : TEXT("\n");
}

/* The lines of bytes [start, end): from the start of the first to the end of the last. */
static void widen(const struct buf *b, size_t *start, size_t *end)
{
	while (*start && b->p[*start - 1] != '\n')
		--*start;
	while (*end < b->n && b->p[*end] != '\n' && b->p[*end] != '\r')
		++*end;
}

/* Puts the draft's lines, of `text` (its dash in column 0), in the place of an item's. */
static void put_lines(struct adding *a, const struct node *item, struct text text, struct buf *out)
{
	const struct buf *b = &a->e->bytes;
	size_t start = item->start, end = item->end, indent, i;
	struct text line_break = line_break_of(b);

	widen(b, &start, &end);
	indent = strspn(b->p + start, " ");
	buf_add(out, b->p, start);
	for (i = 0; i < text.n;) {
		const char *stop = memchr(text.p + i, '\n', text.n - i);
		size_t n = stop ? (size_t)(stop - text.p) - i : text.n - i;
		size_t k;

		if (i)
			buf_addt(out, line_break);
		for (k = 0; k < indent; k++)
			buf_addc(out, ' ');
		buf_add(out, text.p + i, n);
		i += n + 1;
	}
	buf_add(out, b->p + end, b->n - end);
}

static bool is_null(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->type == TYPE_NULL;
}

/* Is something in it empty, to be filled in? */
static bool has_gap(const struct node *n)
{
	bool found = is_null(n);
	uint32_t i;

	for (i = 0; n->kind == NODE_MAPPING && i < n->n && !found; i++)
		found = has_gap(n->pairs[i].value);
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n && !found; i++)
		found = has_gap(n->items[i]);
	return found;
}

/* The item with the comments, if something is to be filled in yet, and if that says the same. */
static void add_comments(struct adding *a, struct text text)
{
	struct node *list = node_get(a->e->root, a->list), *item;
	struct edit commented = {0};
	struct findings f = {0};
	struct buf bytes = {0};

	item = list ? node_target(list->items[list->n - 1]) : NULL;
	if (!item || list->style != STYLE_BLOCK || !has_gap(item))
		return;
	put_lines(a, item, text, &bytes);
	if (edit_load(&commented, buf_text(&bytes), &f) &&
	    node_equal(commented.root, a->e->root, a->d->arena)) {
		edit_free(a->e);
		*a->e = commented;
		commented = (struct edit){0};
	}
	edit_free(&commented);
	findings_clear(&f);
	buf_free(&bytes);
}

static uint32_t place_of(const struct adding *a)
{
	struct place_schemas root = annotate_root(a->d->kind->schema);
	uint64_t rank = annotate_rank(&root, a->list);
	uint32_t i;

	for (i = a->e->root->n; i > 0; i--)
		if (annotate_rank(&root, node_text(a->e->root->pairs[i - 1].key)) <= rank)
			break;
	return i;
}

/* Adds the item, which is the only one of `items`. */
static enum edit_result add_value(struct adding *a, struct node *list, struct node *items)
{
	uint32_t i;

	if (list && is_null(list)) {
		for (i = 0; a->e->root->pairs[i].value != list; i++)
			;
		return edit_replace(a->e, (struct edit_place){a->e->root, i}, items);
	}
	if (list)
		return edit_insert(a->e, (struct edit_place){list, list->n}, items->items[0]);
	return edit_add(a->e, (struct edit_place){a->e->root, place_of(a)}, a->list, items);
}

struct new_item {
	const struct draft *d;
	struct buf pointer;
};

static bool is_beside(void *ctx, const struct finding *f)
{
	const struct new_item *n = ctx;

	return !f->pointer || strncmp(f->pointer, n->pointer.p, n->pointer.n) != 0 ||
	       !draft_is_given(n->d, f->pointer + n->pointer.n);
}

/* Holds the record against its schema, for what is given of the new item. */
static bool check(struct adding *a)
{
	struct node *list = node_get(a->e->root, a->list);
	struct validator *v = validator_new();
	struct new_item item = {.d = a->d};

	pointer_add_key(&item.pointer, a->list);
	pointer_add_index(&item.pointer, list->n - 1);
	schema_check(a->d->kind->schema, v, a->e->root, a->f);
	findings_drop_if(a->f, is_beside, &item);
	validator_free(v);
	buf_free(&item.pointer);
	return a->f->n == 0;
}

bool draft_add(struct draft *d, struct text name, struct edit *e, struct findings *f,
	       struct buf *why)
{
	struct adding a = {.d = d, .list = name, .e = e, .f = f, .why = why};
	struct node *list;
	struct buf text = {0};
	struct tree t = {0};
	bool good;

	if (!find_list(&a))
		return false;
	list = node_get(e->root, a.list);
	if (e->root->kind != NODE_MAPPING ||
	    (list && list->kind != NODE_SEQUENCE && !is_null(list)))
		return say(&a, MSG_NEW_NOT_LIST, a.list, TEXT(""), TEXT(""));
	number_item(&a, list);
	begin_problem(&a);
	good = draft_item(d, &a.at, 0, &text, why) &&
	       tree_load(&t, "item.yaml", text.p, text.n, f) == 0;
	if (good && add_value(&a, list, t.docs[0]) != EDIT_DONE)
		good = say(&a, MSG_NEW_FORM, a.list, TEXT(""), TEXT(""));
	if (good)
		add_comments(&a, buf_text(&text));
	good = good && check(&a);
	buf_free(&text);
	tree_free(&t);
	return good;
}
