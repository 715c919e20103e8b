/* What version/diff and version/patch promise: a patch made of any diff turns the one value into
 * the other, nothing is found where only the form differs, and items pair by what they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/finding.h"
#include "report/diff.h"
#include "report/value.h"
#include "version/diff.h"
#include "version/patch.h"
#include "yaml/tree.h"

static struct node *load(struct tree *t, const char *text)
{
	struct findings f = {0};

	if (tree_load(t, "t.yaml", text, strlen(text), &f) < 0 || f.n)
		fail_msg("%s: %s", text, f.n ? f.v[0].message : "does not load");
	findings_clear(&f);
	return node_target(t->docs[0]);
}

/* a patch applied by the letter of RFC 6902, to a copy that may be changed */

static struct node *copy(struct arena *a, struct node *n)
{
	struct node *c = arena_alloc(a, sizeof *c);
	uint32_t i;

	n = node_target(n);
	*c = *n;
	if (n->kind == NODE_MAPPING) {
		c->pairs = arena_alloc(a, (n->n + 1) * sizeof *c->pairs);
		for (i = 0; i < n->n; i++)
			c->pairs[i] = (struct pair){n->pairs[i].key, copy(a, n->pairs[i].value)};
	} else if (n->kind == NODE_SEQUENCE) {
		c->items = arena_alloc(a, (n->n + 1) * sizeof *c->items);
		for (i = 0; i < n->n; i++)
			c->items[i] = copy(a, n->items[i]);
	}
	return c;
}

static struct node *new_key(struct arena *a, const char *key)
{
	struct node *n = arena_zero(a, sizeof *n);

	n->n = (uint32_t)strlen(key);
	n->text = arena_copy(a, key, n->n);
	n->hash = text_hash(text_of(key));
	return n;
}

static struct pair *find_key(struct node *map, const char *key)
{
	return node_pair(map, text_of(key));
}

static void insert(struct arena *a, struct node *at, const char *key, struct node *value)
{
	struct pair *p = at->kind == NODE_MAPPING ? find_key(at, key) : NULL;
	size_t i = at->kind == NODE_SEQUENCE ? strtoul(key, NULL, 10) : 0;

	if (p) {
		p->value = value;
	} else if (at->kind == NODE_MAPPING) {
		struct pair *old = at->pairs;

		at->pairs = arena_alloc(a, (at->n + 1) * sizeof *at->pairs);
		memcpy(at->pairs, old, at->n * sizeof *old);
		at->pairs[at->n++] = (struct pair){new_key(a, key), value};
	} else {
		struct node **old = at->items;

		assert_true(at->kind == NODE_SEQUENCE && i <= at->n);
		at->items = arena_alloc(a, (at->n + 1) * sizeof *at->items);
		memcpy(at->items, old, i * sizeof *old);
		at->items[i] = value;
		memcpy(at->items + i + 1, old + i, (at->n - i) * sizeof *old);
		at->n++;
	}
}

static struct node *take_out(struct node *at, const char *key)
{
	struct node *value;
	size_t i = strtoul(key, NULL, 10);

	if (at->kind == NODE_MAPPING) {
		struct pair *p = find_key(at, key);

		assert_non_null(p);
		value = p->value;
		*p = at->pairs[--at->n];
		return value;
	}
	assert_true(at->kind == NODE_SEQUENCE && i < at->n);
	value = at->items[i];
	memmove(at->items + i, at->items + i + 1, (at->n - 1 - i) * sizeof *at->items);
	at->n--;
	return value;
}

/* The last token, its escapes undone, in `key`; the container that it is in. */
static struct node *resolve(struct node *root, const char *pointer, char key[200])
{
	struct node *at = root;
	size_t n;

	for (;;) {
		assert_int_equal(*pointer, '/');
		pointer++;
		for (n = 0; *pointer && *pointer != '/'; pointer++) {
			key[n++] = *pointer == '~' ? (pointer[1] == '0' ? '~' : '/') : *pointer;
			pointer += *pointer == '~';
		}
		key[n] = '\0';
		if (!*pointer)
			return at;
		if (at->kind == NODE_MAPPING) {
			assert_non_null(find_key(at, key));
			at = find_key(at, key)->value;
		} else {
			assert_true(strtoul(key, NULL, 10) < at->n);
			at = at->items[strtoul(key, NULL, 10)];
		}
	}
}

static struct node *apply(struct arena *a, struct node *root, const struct patch *p)
{
	char key[200], from[200];
	struct node *value;
	size_t i;

	for (i = 0; i < p->n; i++) {
		const struct patch_step *s = &p->v[i];

		if (!*s->path) {
			assert_int_equal(s->op, PATCH_REPLACE);
			root = copy(a, s->value);
			continue;
		}
		value = s->value ? copy(a, s->value) : NULL;
		if (s->op == PATCH_MOVE)
			value = take_out(resolve(root, s->from, from), from);
		else if (s->op != PATCH_ADD)
			take_out(resolve(root, s->path, from), from);
		if (s->op != PATCH_REMOVE)
			insert(a, resolve(root, s->path, key), key, value);
	}
	return root;
}

/* Compares two texts, holds the patch to its promise, and returns how many changes there are. */
static size_t compare(const char *before, const char *after)
{
	struct tree x = {0}, y = {0};
	struct node *a = load(&x, before), *b = load(&y, after);
	struct diff d = {0};
	struct patch p;
	struct arena arena = {0};
	size_t n;

	diff_values(&d, NULL, a, b);
	patch_make(&p, &d);
	n = d.n;
	assert_int_equal(d.n == 0, node_equal(a, b, &arena));
	if (!node_equal(apply(&arena, copy(&arena, a), &p), b, &arena))
		fail_msg("the patch of %s does not give %s", before, after);
	patch_free(&p);
	diff_free(&d);
	arena_free(&arena);
	tree_free(&x);
	tree_free(&y);
	return n;
}

/* random values */

static uint32_t state = 1;

static uint32_t random_below(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

static void add_scalar(struct buf *b)
{
	static const char *const some[] = {"null", "true",  "1",         "1.0",       "10e-1",
					   "\"\"", "\"1\"", "\"water\"", "\"a/b~c\"", "-0"};

	if (random_below(2))
		buf_adds(b, some[random_below(sizeof some / sizeof *some)]);
	else
		buf_addf(b, "%u", random_below(6));
}

static void add_value(struct buf *b, unsigned depth)
{
	static const char *const keys[] = {"id", "a", "b/c", "~d", "", "0"};
	uint32_t n = random_below(6), i, kind = depth ? random_below(4) : 0;

	if (kind < 2) {
		add_scalar(b);
	} else if (kind == 2) {
		buf_addc(b, '[');
		for (i = 0; i < n; i++) {
			buf_adds(b, i ? "," : "");
			add_value(b, depth - 1);
		}
		buf_addc(b, ']');
	} else {
		buf_addc(b, '{');
		for (i = 0; i < n; i++) {
			buf_addf(b, "%s\"%s\":", i ? "," : "", keys[i]);
			add_value(b, depth - 1);
		}
		buf_addc(b, '}');
	}
}

/* Changes a value in place in a few ways: swaps, drops, copies and replaces. */
static void edit(struct arena *a, struct node *n, struct node *spare)
{
	uint32_t i, j, k;

	if (n->kind == NODE_SCALAR || !n->n) {
		if (!random_below(8))
			*n = *spare;
		return;
	}
	for (k = random_below(3); k > 0 && n->n; k--) {
		i = random_below(n->n);
		j = random_below(n->n);
		if (n->kind == NODE_MAPPING) {
			struct pair p = n->pairs[i];

			n->pairs[i] = n->pairs[j];
			n->pairs[j] = p;
			n->n -= !random_below(4);
		} else if (random_below(2)) {
			struct node *moved = n->items[i];

			memmove(n->items + i, n->items + i + 1, (n->n - 1 - i) * sizeof moved);
			memmove(n->items + j + 1, n->items + j, (n->n - 1 - j) * sizeof moved);
			n->items[j] = moved;
		} else if (random_below(2)) {
			n->n--;
		} else {
			n->items[i] = copy(a, n->items[j]);
		}
	}
	for (i = 0; i < n->n; i++)
		if (!random_below(3))
			edit(a, n->kind == NODE_MAPPING ? n->pairs[i].value : n->items[i], spare);
}

static void any_patch_gives_the_new_value(void **state_)
{
	struct buf before = {0}, after = {0};
	int i;

	(void)state_;
	for (i = 0; i < 4000; i++) {
		struct tree t = {0};
		struct arena a = {0};
		struct node *n;

		buf_clear(&before);
		buf_clear(&after);
		add_value(&before, 4);
		n = copy(&a, load(&t, before.p));
		edit(&a, n, load(&t, before.p));
		value_json(&after, n);
		compare(before.p, after.p);
		compare(after.p, before.p);
		buf_clear(&after);
		add_value(&after, 3);
		compare(before.p, after.p);
		arena_free(&a);
		tree_free(&t);
	}
	buf_free(&before);
	buf_free(&after);
}

static void form_is_no_change(void **state_)
{
	(void)state_;
	assert_int_equal(compare("{a: 1, b: [x, y]}", "# words\nb:\n- x\n- 'y'\na: 1.0\n"), 0);
	assert_int_equal(compare("{a: &x {k: v}, b: *x}", "{b: {k: v}, a: {k: v}}"), 0);
	assert_int_equal(compare("a: >-\n  one\n  two\n", "a: one two\n"), 0);
	assert_int_equal(compare("a: 0x10", "a: 16"), 0);
	assert_int_equal(compare("a: ~", "a: null"), 0);
}

static void kinds_of_values_differ(void **state_)
{
	(void)state_;
	assert_int_equal(compare("a: '1'", "a: 1"), 1);
	assert_int_equal(compare("a: null", "{}"), 1);
	assert_int_equal(compare("a: []", "a: {}"), 1);
	assert_int_equal(compare("[]", "{}"), 1);
	assert_int_equal(compare("a: false", "a: 0"), 1);
}

static void items_pair_by_what_they_are(void **state_)
{
	(void)state_;
	/* one came first: no other changed */
	assert_int_equal(compare("[a, b, c]", "[x, a, b, c]"), 1);
	assert_int_equal(compare("[a, b, c]", "[b, c]"), 1);
	/* one moved */
	assert_int_equal(compare("[a, b, c, d]", "[b, c, d, a]"), 1);
	/* one changed where another came first */
	assert_int_equal(compare("[{n: p, v: 1, w: 2}, {n: q, v: 3, w: 4}]",
				 "[{n: z, v: 8, w: 9}, {n: p, v: 1, w: 5}, {n: q, v: 3, w: 4}]"),
			 2);
	/* a lone value is that value with another content */
	assert_int_equal(compare("[a, 1, c]", "[a, 2, c]"), 1);
}

static void long_lists_end(void **state_)
{
	struct buf before = {0}, after = {0};
	struct tree x = {0}, y = {0};
	struct diff d = {0};
	struct patch p;
	int i;

	(void)state_;
	buf_addc(&before, '[');
	buf_addc(&after, '[');
	for (i = 0; i < 30000; i++) {
		buf_addf(&before, "%s{a: %d, b: x}", i ? "," : "", i);
		buf_addf(&after, "%s{a: %d, b: x}", i ? "," : "", 100000 - i);
	}
	buf_addc(&before, ']');
	buf_addc(&after, ']');
	diff_values(&d, NULL, load(&x, before.p), load(&y, after.p));
	assert_true(d.n > 0);
	patch_make(&p, &d);
	assert_true(p.n > 0);
	patch_free(&p);
	diff_free(&d);
	tree_free(&x);
	tree_free(&y);
	buf_free(&before);
	buf_free(&after);
}

static void words(const char *before, const char *after, const char *expected)
{
	struct buf b = {0};

	value_words(&b, text_of(before), text_of(after));
	assert_string_equal(buf_text(&b).p, expected);
	buf_free(&b);
}

static void long_texts_differ_by_words(void **state_)
{
	(void)state_;
	words("a b c", "a x c", "a [-b-]{+x+} c");
	words("", "new", "{+new+}");
	words("old", "", "[-old-]");
	words("one two", "one two three", "one two{+ three+}");
	words("二月断水十九天", "二月断水九天", "二月断水[-十-]九天");
	words("1 2 3 4 5 6 7 8 9 10 11 12 x", "1 2 3 4 5 6 7 8 9 10 11 12 y",
	      "…10 11 12 [-x-]{+y+}");
	words("\033[31m a", "\033[31m b", "\\u{1B}[31m [-a-]{+b+}");
}

/* Strips one side's marks from what value_words wrote. */
static void strip(struct buf *out, const char *s, char gone, char kept)
{
	const char *end;

	for (; *s; s++) {
		if (s[0] == (gone == '-' ? '[' : '{') && s[1] == gone) {
			end = strstr(s, gone == '-' ? "-]" : "+}");
			s = end + 1;
		} else if (s[0] == (kept == '-' ? '[' : '{') && s[1] == kept) {
			end = strstr(s, kept == '-' ? "-]" : "+}");
			buf_add(out, s + 2, (size_t)(end - s - 2));
			s = end + 1;
		} else {
			buf_addc(out, *s);
		}
	}
}

static void the_marks_hold_both_texts(void **state_)
{
	int i, k;

	(void)state_;
	for (i = 0; i < 5000; i++) {
		char texts[2][16];
		struct buf b = {0}, old = {0}, new = {0};
		size_t n;

		for (k = 0; k < 2; k++) {
			n = random_below(9);
			texts[k][n] = '\0';
			while (n-- > 0)
				texts[k][n] = ".,;:"[random_below(3)];
		}
		if (strcmp(texts[0], texts[1]) == 0)
			continue;
		value_words(&b, text_of(texts[0]), text_of(texts[1]));
		strip(&old, buf_text(&b).p, '+', '-');
		strip(&new, buf_text(&b).p, '-', '+');
		assert_string_equal(buf_text(&old).p, texts[0]);
		assert_string_equal(buf_text(&new).p, texts[1]);
		buf_free(&b);
		buf_free(&old);
		buf_free(&new);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_patch_gives_the_new_value),
		cmocka_unit_test(form_is_no_change),
		cmocka_unit_test(kinds_of_values_differ),
		cmocka_unit_test(items_pair_by_what_they_are),
		cmocka_unit_test(long_lists_end),
		cmocka_unit_test(long_texts_differ_by_words),
		cmocka_unit_test(the_marks_hold_both_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
