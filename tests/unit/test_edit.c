/* A change of one value leaves every other byte alone. A case is a file, a change, and the file
 * after it; then thousands of random changes of generated files, each held against what it meant.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/finding.h"
#include "yaml/edit.h"
#include "yaml/tree.h"

enum op { SET, ADD, INSERT, REMOVE };

struct sample {
	const char *name;
	enum op op;
	const char *pointer; /* of the value; of ADD and INSERT: of the holder */
	const char *key;
	uint32_t index;
	const char *value;          /* YAML */
	const char *before, *after; /* after NULL: refused, and nothing is changed */
};

/* clang-format off */
static const struct sample samples[] = {
	{"a word", SET, "/a", "", 0, "w", "a: x # c\nb: 1\n", "a: w # c\nb: 1\n"},
	{"quotes stay", SET, "/a", "", 0, "y", "a: 'x'\nb: \"x\"\n", "a: 'y'\nb: \"x\"\n"},
	{"double quotes stay", SET, "/b", "", 0, "it's", "a: 'x'\nb: \"x\"\n", "a: 'x'\nb: \"it's\"\n"},
	{"quotes come where they are needed", SET, "/a", "", 0, "'012'", "a: x\n", "a: '012'\n"},
	{"quotes go with a number", SET, "/a", "", 0, "12", "a: '12'\n", "a: 12\n"},
	{"a date needs no quotes", SET, "/a", "", 0, "2020-03-14", "a: 2020-01-01\n", "a: 2020-03-14\n"},
	{"what YAML 1.1 takes for a number gets quotes", SET, "/a", "", 0, "'1_000'", "a: x\n", "a: '1_000'\n"},
	{"what YAML 1.1 takes for a time gets quotes", SET, "/a", "", 0, "'12:30'", "a: x\n", "a: '12:30'\n"},
	{"what YAML 1.1 takes for true gets quotes", SET, "/a", "", 0, "yes", "a: x\n", "a: 'yes'\n"},
	{"a code of parts needs no quotes", SET, "/a", "", 0, "990102103204-0017", "a: x\n", "a: 990102103204-0017\n"},
	{"a colon gets quotes", SET, "/a", "", 0, "'x: y'", "a: x\n", "a: 'x: y'\n"},
	{"a control character becomes an escape", SET, "/a", "", 0, "\"a\\eb\"", "a: x\n", "a: \"a\\eb\"\n"},
	{"emoji and Chinese stay", SET, "/a", "", 0, "柳望山 🏠", "a: x\n", "a: 柳望山 🏠\n"},
	{"nothing before", SET, "/a", "", 0, "1", "a:\nb: 2\n", "a: 1\nb: 2\n"},
	{"nothing before, with a comment", SET, "/a", "", 0, "1", "a: # c\nb: 2\n", "a: 1 # c\nb: 2\n"},
	{"nothing before, at the end", SET, "/a", "", 0, "1", "a:", "a: 1"},
	{"nothing after", SET, "/a", "", 0, "null", "a: 1 # c\n", "a: null # c\n"},
	{"inside brackets", SET, "/a/b", "", 0, "'x, y'", "a: {c: 1, b: 2} # c\n", "a: {c: 1, b: 'x, y'} # c\n"},
	{"inside brackets, nothing before", SET, "/a/b", "", 0, "1", "a: {c: 1, b}\n", "a: {c: 1, b: 1}\n"},
	{"inside brackets, nothing after a colon", SET, "/a/b", "", 0, "1", "a: {b: , c: 1}\n", "a: {b: 1 , c: 1}\n"},
	{"an item of a list", SET, "/1", "", 0, "z", "- x\n- y # c\n", "- x\n- z # c\n"},
	{"several lines become one", SET, "/a", "", 0, "z", "a: x\n  y\n  w # c\nb: 1\n", "a: z # c\nb: 1\n"},
	{"one line becomes several", SET, "/a", "", 0, "\"x\\ny\\n\"", "a: z # c\nb: 1\n", "a: | # c\n  x\n  y\nb: 1\n"},
	{"a text block", SET, "/a/b", "", 0, "\"x\\n\\ny\"", "a:\n    b: |\n      old\n\n    c: 1\n", "a:\n    b: |-\n      x\n\n      y\n\n    c: 1\n"},
	{"a text block gives way to a word", SET, "/a", "", 0, "x", "a: >- # c\n  old\n  text\n\nb: 1\n", "a: x # c\n\nb: 1\n"},
	{"a mapping in brackets", SET, "/a", "", 0, "{x: 1, w: [2, 3]}", "a: 1 # c\n", "a: {x: 1, w: [2, 3]} # c\n"},
	{"a block stays a block", SET, "/a", "", 0, "{x: 1, w: 2}", "a: # c\n  z: 1\nb: 1\n", "a: # c\n  x: 1\n  w: 2\nb: 1\n"},
	{"a block gives way to a word", SET, "/a", "", 0, "x", "a: # c\n  z: 1\nb: 1\n", "a: x # c\nb: 1\n"},
	{"dashes stand as the others", SET, "/a", "", 0, "[{x: 1}, {x: 2}]", "a: 1\nl:\n- x\n", "a:\n- {x: 1}\n- {x: 2}\nl:\n- x\n"},
	{"an alias gets a value of its own", SET, "/b", "", 0, "1", "a: &x 2\nb: *x\n", "a: &x 2\nb: 1\n"},
	{"an anchor that nothing repeats stays", SET, "/a", "", 0, "1", "a: &x 2\nb: 3\n", "a: &x 1\nb: 3\n"},
	{"what an alias repeats is refused", SET, "/a", "", 0, "1", "a: &x 2\nb: *x\n", NULL},
	{"what is below what an alias repeats is refused", SET, "/a/k", "", 0, "1", "a: &x {k: 2}\nb: *x\n", NULL},
	{"CR LF stays", SET, "/a", "", 0, "\"x\\ny\\n\"", "\xEF\xBB\xBFz: 1\r\na: 1\r\nb: 2\r\n", "\xEF\xBB\xBFz: 1\r\na: |\r\n  x\r\n  y\r\nb: 2\r\n"},
	{"no line end at the end stays", SET, "/b", "", 0, "3", "a: 1\nb: 2", "a: 1\nb: 3"},

	{"a pair at the end", ADD, "", "c", 2, "3", "a: 1\nb: 2 # b\n# end\n", "a: 1\nb: 2 # b\nc: 3\n# end\n"},
	{"a pair in the middle", ADD, "", "c", 1, "3", "a: 1 # a\n\n# b\nb: 2\n", "a: 1 # a\nc: 3\n\n# b\nb: 2\n"},
	{"a pair at the start", ADD, "", "c", 0, "3", "# file\n\n# a\na: 1\n", "# file\n\nc: 3\n# a\na: 1\n"},
	{"a pair at the start, below a line for editors", ADD, "", "c", 0, "3", "# yaml-language-server: $schema=x\na: 1\n", "# yaml-language-server: $schema=x\nc: 3\na: 1\n"},
	{"a pair after a block", ADD, "", "c", 1, "3", "a:\n  - 1\n  # of a\nb: 2\n", "a:\n  - 1\n  # of a\nc: 3\nb: 2\n"},
	{"a pair after a text block", ADD, "", "c", 1, "3", "a: |+\n  x\n\nb: 2\n", "a: |+\n  x\n\nc: 3\nb: 2\n"},
	{"a pair after nothing", ADD, "", "c", 1, "3", "a:\nb: 2\n", "a:\nc: 3\nb: 2\n"},
	{"a pair at the end without line end", ADD, "", "c", 1, "3", "a: 1", "a: 1\nc: 3"},
	{"a pair beside a dash, first", ADD, "/0", "c", 0, "3", "- a: 1\n  b: 2\n", "- c: 3\n  a: 1\n  b: 2\n"},
	{"a pair beside a dash, last", ADD, "/0", "c", 2, "3", "- a: 1\n  b: 2\n- z\n", "- a: 1\n  b: 2\n  c: 3\n- z\n"},
	{"a pair in brackets", ADD, "/a", "c", 1, "'x, y'", "a: { b: 1 } # c\n", "a: { b: 1, c: 'x, y' } # c\n"},
	{"a pair first in brackets", ADD, "/a", "c", 0, "3", "a: {b: 1}\n", "a: {c: 3, b: 1}\n"},
	{"a pair in empty brackets", ADD, "/a", "c", 0, "3", "a: {}\n", "a: {c: 3}\n"},
	{"a pair in brackets over lines", ADD, "/a", "c", 1, "3", "a: {\n    b: 1,\n  }\n", "a: {\n    b: 1,\n    c: 3,\n  }\n"},
	{"a pair in brackets with comments is refused", ADD, "/a", "c", 1, "3", "a: { # c\n  b: 1 }\n", NULL},
	{"a key that needs quotes", ADD, "", "a: b", 1, "3", "a: 1\n", "a: 1\n'a: b': 3\n"},
	{"a long mapping becomes a block", ADD, "", "c", 1, "{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 1, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: 2, ccccccccccccccccccccccccccccccccc: 3}", "a: 1\n", "a: 1\nc:\n  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 1\n  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: 2\n  ccccccccccccccccccccccccccccccccc: 3\n"},
	{"a list of mappings becomes a block", ADD, "", "c", 1, "[{x: 1, w: 2}]", "a: 1\n", "a: 1\nc:\n  - {x: 1, w: 2}\n"},
	{"CR LF, a pair", ADD, "", "c", 1, "3", "a: 1\r\nb: 2\r\n", "a: 1\r\nc: 3\r\nb: 2\r\n"},
	{"CR, a pair", ADD, "", "c", 1, "3", "a: 1\rb: 2\r", "a: 1\rc: 3\rb: 2\r"},

	{"an item at the end", INSERT, "/a", "", 2, "z", "a:\n  - x\n  - y # c\nb: 1\n", "a:\n  - x\n  - y # c\n  - z\nb: 1\n"},
	{"an item at the start", INSERT, "/a", "", 0, "z", "a:\n  # x\n  - x\nb: 1\n", "a:\n  - z\n  # x\n  - x\nb: 1\n"},
	{"an item as a block among blocks", INSERT, "/a", "", 1, "{k: 1, l: 2}", "a:\n- k: 0\n  l: 0\nb: 1\n", "a:\n- k: 0\n  l: 0\n- k: 1\n  l: 2\nb: 1\n"},
	{"an item in brackets among such", INSERT, "/a", "", 1, "{k: 1, l: 2}", "a:\n  - {k: 0}\n", "a:\n  - {k: 0}\n  - {k: 1, l: 2}\n"},
	{"an item into brackets", INSERT, "/a", "", 1, "z", "a: [x, y]\n", "a: [x, z, y]\n"},
	{"a mapping into an empty list", INSERT, "/a", "", 0, "{k: 1}", "a: [] # c\n", "a: # c\n  - {k: 1}\n"},
	{"a word into an empty list", INSERT, "/a", "", 0, "k", "a: [] # c\n", "a: [k] # c\n"},

	{"a pair goes with its comment", REMOVE, "/b", "", 0, "", "a: 1\n# of b\nb: 2 # b\nc: 3\n", "a: 1\n# of b\nc: 3\n"},
	{"the last pair", REMOVE, "/b", "", 0, "", "a: 1\nb: 2\n", "a: 1\n"},
	{"the last pair without line end", REMOVE, "/b", "", 0, "", "a: 1\nb: 2", "a: 1"},
	{"a pair beside a dash", REMOVE, "/0/a", "", 0, "", "- a: 1\n  b: 2\n", "- b: 2\n"},
	{"the only pair", REMOVE, "/a/b", "", 0, "", "a:\n  b: 1 # c\nc: 2\n", "a: {}\nc: 2\n"},
	{"the only pair of all", REMOVE, "/a", "", 0, "", "a: 1\n", "{}\n"},
	{"a pair in brackets", REMOVE, "/a/b", "", 0, "", "a: {b: 1, c: 2}\n", "a: {c: 2}\n"},
	{"the last pair in brackets", REMOVE, "/a/c", "", 0, "", "a: {b: 1, c: 2}\n", "a: {b: 1}\n"},
	{"the only pair in brackets", REMOVE, "/a/b", "", 0, "", "a: {b: 1,}\n", "a: {}\n"},
	{"an item", REMOVE, "/a/0", "", 0, "", "a:\n  - x: 1\n    y: 2\n  - z\n", "a:\n  - z\n"},
	{"the only item", REMOVE, "/a/0", "", 0, "", "a:\n  - x\nb: 1\n", "a: []\nb: 1\n"},
	{"CR LF, a pair", REMOVE, "/b", "", 0, "", "a: 1\r\nb: 2\r\nc: 3\r\n", "a: 1\r\nc: 3\r\n"},
};
/* clang-format on */

static bool find(struct node *root, const char *pointer, struct edit_place *at)
{
	struct node *n = root, *holder = NULL;
	uint32_t index = 0;
	const char *end;

	for (; *pointer == '/'; pointer = end) {
		struct text key;

		pointer++;
		end = pointer + strcspn(pointer, "/");
		key = (struct text){pointer, (size_t)(end - pointer)};
		holder = n;
		if (n->kind == NODE_SEQUENCE) {
			index = (uint32_t)strtoul(pointer, NULL, 10);
			n = n->items[index];
		} else {
			for (index = 0; !text_equal(node_text(n->pairs[index].key), key); index++)
				if (index + 1 == n->n)
					return false;
			n = n->pairs[index].value;
		}
	}
	*at = (struct edit_place){holder, index};
	return true;
}

static enum edit_result change(struct edit *e, const struct sample *s, struct node *value)
{
	struct edit_place at = {0};
	struct node *holder;

	assert_true(find(e->root, s->pointer, &at));
	if (s->op == SET)
		return edit_replace(e, at, value);
	if (s->op == REMOVE)
		return edit_remove(e, at);
	holder = !at.holder                        ? e->root
		 : at.holder->kind == NODE_MAPPING ? at.holder->pairs[at.index].value
						   : at.holder->items[at.index];
	at = (struct edit_place){holder, s->index};
	return s->op == ADD ? edit_add(e, at, text_of(s->key), value) : edit_insert(e, at, value);
}

static void run(void **state)
{
	const struct sample *s = *state;
	struct findings f = {0};
	struct edit e = {0};
	struct tree value = {0};
	enum edit_result result;

	assert_true(edit_load(&e, text_of(s->before), &f));
	if (*s->value)
		assert_int_equal(tree_load(&value, NULL, s->value, strlen(s->value), &f), 0);
	result = change(&e, s, value.ndocs ? value.docs[0] : NULL);
	assert_int_equal(result == EDIT_DONE, s->after != NULL);
	assert_string_equal(e.bytes.p, s->after ? s->after : s->before);
	if (!s->after) { /* and the tree is as it was */
		struct tree t = {0};

		assert_int_equal(tree_load(&t, NULL, s->before, strlen(s->before), &f), 0);
		assert_true(node_equal(t.docs[0], e.root, &t.arena));
		tree_free(&t);
	}
	findings_clear(&f);
	tree_free(&value);
	edit_free(&e);
}

int main(void)
{
	enum { N = sizeof samples / sizeof *samples };
	static struct CMUnitTest tests[N];
	size_t i;

	for (i = 0; i < N; i++)
		tests[i] = (struct CMUnitTest){samples[i].name, run, NULL, NULL,
					       (void *)&samples[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
