/*
 * Random three-way merges of generated records, held against a model that knows what each side did.
 * Both sides change a record at random and write it down in a form of their own. What hhmerge makes
 * of the texts must say the model's values where it is clean, tell of the model's conflicts and of
 * no other, and give each side's values where its conflicts are settled for that side; no comment
 * may be missing or stand twice. MERGES and MERGE_FROM say how many, and from which seed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/finding.h"
#include "base/mem.h"
#include "schema/schema.h"
#include "version/merge.h"
#include "yaml/tree.h"
#include "merge_model.h"

/* --- holding what came against the model --- */

static const char *complaint;

static bool wrong(const char *what)
{
	if (!complaint)
		complaint = what;
	return false;
}

static bool is_value(const struct node *n, int v, int field)
{
	struct buf b = {0};
	char text[64];
	bool same;

	if (!n || n->kind != NODE_SCALAR)
		return false;
	if (field == TEXT_FIELD)
		snprintf(text, sizeof text, "line %d\nmore\n", v);
	else
		snprintf(text, sizeof text,
			 v % 4 == 0   ? "%d"
			 : v % 4 == 1 ? "w%d"
			 : v % 4 == 2 ? "a: b, #%d"
				      : "00%d",
			 v);
	same = text_is(node_text(n), text) &&
	       (n->type == TYPE_INTEGER) == (field != TEXT_FIELD && v % 4 == 0);
	buf_free(&b);
	return same;
}

static bool is_map(const struct node *n, const struct map *m, uint32_t extra)
{
	uint32_t count = extra;
	int i;

	if (!n || n->kind != NODE_MAPPING)
		return wrong("a map is no map");
	for (i = 0; i < FIELDS; i++) {
		char key[3] = {'f', (char)('0' + i), 0};
		const struct node *v = node_get(n, text_of(key));

		count += m->field[i].value != 0;
		if ((v != NULL) != (m->field[i].value != 0))
			return wrong(v ? "a field too many" : "a field is missing");
		if (v && !is_value(v, m->field[i].value, i))
			return wrong("a field has another value");
	}
	return n->n == count || wrong("a map has other keys");
}

static int number(const struct node *n)
{
	return n && n->kind == NODE_SCALAR ? (int)strtol(n->text, NULL, 10) : -1;
}

static bool is_item(const struct node *n, const struct item *it)
{
	const struct node *subs = node_get(n, TEXT("subs"));
	uint32_t k, count = 0;
	int i;

	if (!is_map(n, &it->map, 2) || !subs || subs->kind != NODE_SEQUENCE)
		return wrong("an item is no item");
	for (i = 0; i < SUBS; i++) {
		if (!it->sub[i])
			continue;
		count++;
		for (k = 0; k < subs->n; k++)
			if (number(node_get(subs->items[k], TEXT("k"))) == i)
				break;
		if (k == subs->n || number(node_get(subs->items[k], TEXT("v"))) != it->sub[i])
			return wrong("an item of an inner list");
	}
	return count == subs->n || wrong("an inner list has other items");
}

static const struct node *item_node(const struct node *list, int id, uint32_t *at)
{
	for (*at = 0; *at < list->n; (*at)++)
		if (number(node_get(list->items[*at], TEXT("id"))) == id)
			return list->items[*at];
	return NULL;
}

static bool is_ordered(const struct node *list, const struct record v[SIDES], bool settled)
{
	int i, k, side;
	uint32_t x, y;
	bool moved[SIDES] = {false};

	for (i = 0; i < v[O].nitems; i++) /* what both added stands as in ours */
		moved[O] |= !find(&v[B], v[O].item[i].id) && find(&v[T], v[O].item[i].id);

	for (i = 0; i < v[B].nitems; i++)
		for (k = i + 1; k < v[B].nitems; k++)
			for (side = O; side <= T; side++)
				if (find(&v[side], v[B].item[i].id) &&
				    find(&v[side], v[B].item[k].id))
					moved[side] |= place_of(&v[side], v[B].item[i].id) >
						       place_of(&v[side], v[B].item[k].id);
	for (side = B; side <= T; side++)
		for (i = 0; i < v[side].nitems; i++)
			for (k = i + 1; k < v[side].nitems; k++) {
				int a = v[side].item[i].id, b = v[side].item[k].id;

				if (!item_node(list, a, &x) || !item_node(list, b, &y))
					continue;
				if (side == B && find(&v[O], a) && find(&v[O], b) &&
				    find(&v[T], a) && find(&v[T], b) &&
				    (x < y) != precedes(v, a, b))
					return wrong("the order of what all have");
				if (side != B && !settled && !moved[O] && !moved[T] && x > y &&
				    !(find(&v[O], a) && find(&v[O], b)))
					return wrong("the order of what a side added");
			}
	return true;
}

static bool is_record(const char *text, size_t n, const struct record *r,
		      const struct record v[SIDES], bool orders)
{
	struct findings f = {0};
	struct tree t = {0};
	const struct node *root, *list, *tags;
	bool good = true;
	uint32_t at;
	int i, k;

	if (tree_load(&t, NULL, text, n, &f) < 0 || t.ndocs != 1) {
		findings_clear(&f);
		tree_free(&t);
		return wrong("it does not load");
	}
	root = t.docs[0];
	list = node_get(root, TEXT("items"));
	tags = node_get(root, TEXT("tags"));
	good = is_map(root, &r->root, 3) && is_map(node_get(root, TEXT("box")), &r->box, 0);
	if (good && (!list || list->kind != NODE_SEQUENCE || (int)list->n != r->nitems))
		good = wrong("the list has other items");
	for (i = 0; good && i < r->nitems; i++) {
		const struct node *it = item_node(list, r->item[i].id, &at);

		good = it ? is_item(it, &r->item[i]) : wrong("an item is missing");
	}
	if (good && orders)
		good = is_ordered(list, v, false);
	if (good && (!tags || tags->kind != NODE_SEQUENCE || (int)tags->n != r->ntags))
		good = wrong("other tags");
	for (i = 0; good && i < r->ntags; i++) {
		for (k = 0; k < r->ntags && number(tags->items[k]) != r->tag[i]; k++)
			;
		good = k < r->ntags || wrong("a tag is missing");
	}
	findings_clear(&f);
	tree_free(&t);
	return good;
}

static int occurrences(const struct buf *text, int c)
{
	char mark[24];
	const char *at = text->p;
	int n = 0;

	snprintf(mark, sizeof mark, "#c%d.", c);
	while ((at = strstr(at, mark))) {
		n++;
		at++;
	}
	return n;
}

static bool has_comments(const struct buf *text, const struct model *m)
{
	const char *at = text->p;
	int i, total = 0;

	for (i = 0; i < m->nkept; i++)
		if (occurrences(text, m->kept[i]) < 1)
			return wrong("a comment is missing");
	for (; m->n == 0 && (at = strstr(at, "#c")); at++)
		total++;
	return m->n || total == m->nkept || wrong("a comment too many");
}

static bool told_same(const struct merge *got, struct model *m)
{
	size_t i;
	int k;

	if ((int)got->n != m->n)
		return wrong((int)got->n > m->n ? "a conflict too many" : "a conflict is missing");
	for (i = 0; i < got->n; i++) {
		for (k = 0; k < m->n && strcmp(m->v[k].place, got->v[i].place) != 0; k++)
			;
		if (k == m->n)
			return wrong("another conflict");
		m->v[k].place[0] = '\1';
	}
	return true;
}

/* The text with conflicts settled for a side. */
static void settle(struct buf *out, const struct buf *text, int side)
{
	const char *at = text->p, *end = text->p + text->n, *next;
	int where = B; /* outside */

	buf_clear(out);
	buf_adds(out, "");
	for (; at < end; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next + 1 : end;
		if (strncmp(at, "<<<<<<<", 7) == 0)
			where = O;
		else if (strncmp(at, "=======", 7) == 0)
			where = T;
		else if (strncmp(at, ">>>>>>>", 7) == 0)
			where = B;
		else if (where == B || where == side)
			buf_add(out, at, (size_t)(next - at));
	}
}

static bool holds(const struct merge *got, struct model *m, const struct record v[SIDES])
{
	struct buf text = {0};
	bool good = told_same(got, m) && has_comments(&got->out, m);
	int side;

	if (got->note.n)
		good = wrong("merged as text");
	for (side = O; good && side <= T; side++) {
		settle(&text, &got->out, side);
		good = is_record(text.p, text.n, &m->result[side], v, m->n == 0);
	}
	buf_free(&text);
	return good;
}

/* --- the test --- */

static struct style make_style(void)
{
	return (struct style){(uint64_t)roll(1u << 30) + 1,
			      2 + 2 * (int)roll(2),
			      roll(2),
			      roll(2) == 0,
			      roll(2),
			      roll(2),
			      roll(2)};
}

static void show(uint64_t seed, const struct buf text[SIDES], const struct merge *got,
		 const struct model *m)
{
	static const char *const names[] = {"base", "ours", "theirs"};
	int i;
	size_t k;

	fprintf(stderr, "seed %llu: %s\n", (unsigned long long)seed, complaint);
	for (i = 0; i < SIDES; i++)
		fprintf(stderr, "--- %s\n%s", names[i], text[i].p);
	fprintf(stderr, "--- result (%s)\n%s", got->note.n ? got->note.p : "", got->out.p);
	for (k = 0; k < got->n; k++)
		fprintf(stderr, "told: %s (%d)\n", got->v[k].place, (int)got->v[k].why);
	for (i = 0; i < m->n; i++)
		fprintf(stderr, "model: %s\n", m->v[i].place);
}

static const char schema_text[] = "properties:\n"
				  "  items:\n"
				  "    x-key: id\n"
				  "    items: {properties: {subs: {x-key: k}}}\n";

static struct schemas *store;
static const struct schema *schema;

static bool try_one(uint64_t seed, struct validator *validator)
{
	struct record v[SIDES];
	struct style style, s;
	struct buf text[SIDES] = {{0}}, why = {0};
	struct model m = {0};
	struct merge got;
	struct merge_input in = {.label = {"base", "ours", "theirs"},
				 .schema = schema,
				 .validator = validator};
	bool good, circle;
	int side;

	state = seed * 0x9E3779B97F4A7C15u + 1;
	roll(2);
	next_number = 0;
	complaint = NULL;
	v[B] = make_record();
	v[O] = v[T] = v[B];
	change_both(&v[O], &v[T]);
	change(&v[O], roll(8), true);
	change(&v[T], roll(8), roll(2));
	style = make_style();
	for (side = B; side <= T; side++) {
		s = side && !roll(3) ? make_style() : style;
		write_record(&text[side], &s, &v[side]);
		in.side[side] = buf_text(&text[side]);
	}
	merge_model(&m, v);
	circle = orders_clash(v);
	good = merge_files(&got, &in, &why);
	if (circle) /* shown as one conflict of the whole list, so nothing is said of what is in it
		     */
		good = good && got.n > 0;
	else
		good = good && holds(&got, &m, v);
	if (!good)
		show(seed, text, &got, &m);
	merge_free(&got);
	buf_free(&why);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
	return good;
}

static void test_random_merges_agree_with_the_model(void **unused)
{
	const char *count = getenv("MERGES"), *from = getenv("MERGE_FROM");
	uint64_t n = count ? strtoull(count, NULL, 10) : 20000,
		 i = from ? strtoull(from, NULL, 10) : 1;
	struct validator *validator = validator_new();
	uint64_t end = i + n, bad = 0;

	(void)unused;
	for (; i < end && bad < 3; i++)
		bad += !try_one(i, validator);
	validator_free(validator);
	assert_int_equal(bad, 0);
}

int main(void)
{
	char path[] = "/tmp/hearth-merge.XXXXXX";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_merges_agree_with_the_model),
	};
	int fd = mkstemp(path), failed;

	if (fd < 0 || write(fd, schema_text, sizeof schema_text - 1) < 0)
		return 1;
	close(fd);
	store = schemas_new();
	schema = schemas_load(store, path);
	unlink(path);
	if (!schema)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	schemas_free(store);
	return failed;
}
