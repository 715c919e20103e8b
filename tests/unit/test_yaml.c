/*
 * What yaml/tree promises of YAML: where every node lies in the file, what it says, and what is
 * refused where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/finding.h"
#include "yaml/tree.h"

struct loaded {
	struct tree tree;
	struct findings findings;
	const char *bytes;
	size_t n;
	int result;
};

static struct loaded load(const char *name, const char *bytes, size_t n)
{
	struct loaded l = {.bytes = bytes, .n = n};

	l.result = tree_load(&l.tree, name, bytes, n, &l.findings);
	findings_finish(&l.findings, bytes, n);
	return l;
}

static void unload(struct loaded *l)
{
	tree_free(&l->tree);
	findings_clear(&l->findings);
}

static struct loaded good(const char *bytes)
{
	struct loaded l = load(NULL, bytes, strlen(bytes));

	if (l.result || l.findings.n)
		fail_msg("%s: %s", bytes, l.findings.n ? l.findings.v[0].message : "no tree");
	return l;
}

/* The node at steps such as "0/k/1": document, then keys ("=k" is the key itself) and indices. */
static struct node *at(const struct loaded *l, const char *steps)
{
	char *end;
	struct node *n = l->tree.docs[strtoul(steps, &end, 10)];

	for (; *end; steps = end) {
		struct text step = {end + 1, strcspn(end + 1, "/")};

		end += step.n + 1;
		n = node_target(n);
		if (n->kind == NODE_SEQUENCE)
			n = n->items[strtoul(step.p, NULL, 10)];
		else if (step.p[0] == '=')
			n = node_pair(n, (struct text){step.p + 1, step.n - 1})->key;
		else
			n = node_pair(n, step)->value;
	}
	return n;
}

static void assert_source(const struct loaded *l, const char *steps, const char *source)
{
	struct node *n = at(l, steps);

	assert_true(n->start <= n->end && n->end <= l->n);
	if (n->end - n->start != strlen(source) ||
	    memcmp(l->bytes + n->start, source, strlen(source)) != 0)
		fail_msg("%s of\n%s\nis <%.*s>, not <%s>", steps, l->bytes,
			 (int)(n->end - n->start), l->bytes + n->start, source);
}

static void assert_place(const struct loaded *l, const char *steps, uint32_t line, uint32_t column)
{
	struct node *n = at(l, steps);

	if (n->line != line || n->column != column)
		fail_msg("%s of\n%s\nis at %u:%u, not %u:%u", steps, l->bytes, n->line, n->column,
			 line, column);
}

static void every_node_knows_its_bytes(void **state)
{
	static const struct {
		const char *text, *steps, *source;
		uint32_t line, column;
	} rows[] = {
		{"a: b", "0", "a: b", 0, 0},
		{"a: b", "0/=a", "a", 0, 0},
		{"a: b", "0/a", "b", 0, 3},
		{"a: b  # c\n", "0/a", "b", 0, 3},
		{"a:   b c   \n", "0/a", "b c", 0, 5},
		{"户主: 张三\n'住址' : \"x\"\n", "0/户主", "张三", 0, 8},
		{"户主: 张三\n'住址' : \"x\"\n", "0/=住址", "'住址'", 1, 0},
		{"户主: 张三\n'住址' : \"x\"\n", "0/住址", "\"x\"", 1, 11},
		{"😀: [😀, 二]", "0/😀/1", "二", 0, 13},
		{"😀: [😀, 二]", "0/😀", "[😀, 二]", 0, 6},
		{"- a\n- b c\n- 'd'\n", "0/2", "'d'", 2, 2},
		{"- a\n- b c\n- 'd'\n", "0", "- a\n- b c\n- 'd'", 0, 0},
		{"a:\n- x\n-\n  - y\n", "0/a/1/0", "y", 3, 4},
		{"a:\n- x\n-\n  - y\n", "0/a", "- x\n-\n  - y", 1, 0},
		{"- - - z\n", "0/0/0/0", "z", 0, 6},
		{"- a: 1\n  b: 2\n", "0/0", "a: 1\n  b: 2", 0, 2},
		{"{a: {b: [1 , 2 ]} }", "0/a/b", "[1 , 2 ]", 0, 8},
		{"{a: {b: [1 , 2 ]} }", "0/a", "{b: [1 , 2 ]}", 0, 4},
		{"[a: 1, b]", "0/0/a", "1", 0, 4},
		{"{a, b: }", "0/=a", "a", 0, 1},
		{"{a, b: }", "0/a", "", 0, 2},
		{"a:\nb: 1", "0/a", "", 0, 2},
		{"a: plain\n  over lines\nb: 1", "0/a", "plain\n  over lines", 0, 3},
		{"a: 'it''s\n\n  folded'\n", "0/a", "'it''s\n\n  folded'", 0, 3},
		{"a: \"x\\\n  y\" # no\n", "0/a", "\"x\\\n  y\"", 0, 3},
		{"# c\n\n--- x\n...\n--- # d\ny\n", "0", "x", 2, 4},
		{"# c\n\n--- x\n...\n--- # d\ny\n", "1", "y", 5, 0},
		{"%YAML 1.2\n---\na: 1\n", "0/a", "1", 2, 3},
		{"a: &x [1]\nb: *x\n", "0/b", "*x", 1, 3},
		{"? a b\n: c\n", "0/=a b", "a b", 0, 2},
		{"? a b\n: c\n", "0/a b", "c", 1, 2},
		{"a: 1\r\nb: 二\r\nc: 3\r\n", "0/c", "3", 2, 3},
		{"a: 1\r\nb: x\r\n  y\r\nc: 3\r\n", "0/b", "x\r\n  y", 1, 3},
		{"\"k\\u5F20\": v", "0/=k张", "\"k\\u5F20\"", 0, 0},
		{"- 'a\tb'\n- c\td\n", "0/1", "c\td", 1, 2},
		{"[ # one\n  1, # two\n  二 # three\n]", "0/1", "二", 2, 2},
		{"{\"a\": [1, {\"b\": \"\\ud83d\\ude00\"}]}", "0/a/1/b", "\"\\ud83d\\ude00\"", 0,
		 16},
		{"{\"a\": [1, {\"b\": \"\\ud83d\\ude00\"}]}", "0/a/1",
		 "{\"b\": \"\\ud83d\\ude00\"}", 0, 10},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct loaded l = good(rows[i].text);

		assert_source(&l, rows[i].steps, rows[i].source);
		assert_place(&l, rows[i].steps, rows[i].line, rows[i].column);
		unload(&l);
	}
}

static void lines_are_those_that_editors_count(void **state)
{
	struct loaded l;

	(void)state;
	l = good("a: 1\rb: 2\nc: 3\n"); /* CR alone breaks lines of YAML, not of editors */
	assert_place(&l, "0/b", 0, 8);
	assert_source(&l, "0/b", "2");
	assert_place(&l, "0/c", 1, 3);
	assert_source(&l, "0/c", "3");
	unload(&l);
	l = good("a: \"1\xC2\x85\"\nb: \"\xE2\x80\xA8 \xE2\x80\xA9\"\nc: 三\n");
	assert_place(&l, "0/b", 1, 3);
	assert_source(&l, "0/b", "\"\xE2\x80\xA8 \xE2\x80\xA9\"");
	assert_place(&l, "0/c", 2, 3);
	assert_source(&l, "0/c", "三");
	unload(&l);
}

static void a_byte_order_mark_is_told_and_shifts_nothing(void **state)
{
	static const char *const texts[] = {"\xEF\xBB\xBF"
					    "a: 二\nb: 3\n",
					    "\xEF\xBB\xBF{\"a\": \"二\",\n\"b\": 3}"};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct loaded l = load(NULL, texts[i], strlen(texts[i]));

		assert_int_equal(l.result, 0);
		assert_int_equal(l.findings.n, 1);
		assert_string_equal(l.findings.v[0].rule, "yaml-bom");
		assert_source(&l, "0/b", "3");
		assert_source(&l, "0/a", i ? "\"二\"" : "二");
		assert_place(&l, "0/b", 1, i ? 5 : 3);
		unload(&l);
	}
}

static void block_scalars_begin_at_their_indicator(void **state)
{
	struct loaded l = good("a: |\n  one\n  二\nb: >-\n  three\n  four\n\n# c\nc: 1\n");

	(void)state;
	assert_string_equal(at(&l, "0/a")->text, "one\n二\n");
	assert_string_equal(at(&l, "0/b")->text, "three four");
	assert_int_equal(at(&l, "0/a")->style, STYLE_LITERAL);
	assert_int_equal(at(&l, "0/b")->style, STYLE_FOLDED);
	assert_place(&l, "0/a", 0, 3);
	assert_int_equal(l.bytes[at(&l, "0/a")->start], '|');
	assert_int_equal(l.bytes[at(&l, "0/b")->start], '>');
	assert_true(at(&l, "0/a")->end <= at(&l, "0/=b")->start);
	assert_true(at(&l, "0/b")->end <= at(&l, "0/=c")->start);
	assert_source(&l, "0/c", "1");
	unload(&l);
}

static void properties_are_kept_and_part_of_the_span(void **state)
{
	struct loaded l = good("a: &x !!str 5\nb: !local\n  k: 1\nc: &y\n- 2\n");

	(void)state;
	assert_source(&l, "0/a", "&x !!str 5");
	assert_true(text_is(at(&l, "0/a")->props->anchor, "x"));
	assert_true(text_is(at(&l, "0/a")->props->tag, "tag:yaml.org,2002:str"));
	assert_int_equal(at(&l, "0/a")->type, TYPE_STRING);
	assert_true(text_is(at(&l, "0/b")->props->tag, "!local"));
	assert_true(text_is(at(&l, "0/c")->props->anchor, "y"));
	assert_null(at(&l, "0/b/k")->props);
	unload(&l);
}

static void an_alias_is_a_node_that_points(void **state)
{
	struct loaded l = good("a: &x [1, 二]\nb: *x\nc: [*x, *x]\n");
	struct node *b = at(&l, "0/b");

	(void)state;
	assert_int_equal(b->kind, NODE_ALIAS);
	assert_ptr_equal(b->target, at(&l, "0/a"));
	assert_ptr_equal(at(&l, "0/c/1")->target, at(&l, "0/a"));
	assert_ptr_equal(node_get(l.tree.docs[0], TEXT("b")), at(&l, "0/a"));
	assert_true(node_equal(b, at(&l, "0/c/0"), &l.tree.arena));
	unload(&l);
}

static void an_anchor_given_again_is_another(void **state)
{
	struct loaded l = good("[&a 1, *a, &a 2, *a, &a [&a 3, *a], *a]");

	(void)state;
	assert_string_equal(at(&l, "0/1")->target->text, "1");
	assert_string_equal(at(&l, "0/3")->target->text, "2");
	assert_string_equal(at(&l, "0/4/1")->target->text, "3");
	assert_string_equal(at(&l, "0/5")->target->text, "3");
	unload(&l);
}

/* Findings */

static void assert_finding(const char *name, const char *text, size_t n, const char *rule,
			   uint32_t start, uint32_t end)
{
	struct loaded l = load(name, text, n);

	if (!l.findings.n)
		fail_msg("<%s> has no finding", text);
	if (strcmp(l.findings.v[0].rule, rule) != 0 || l.findings.v[0].start.offset != start ||
	    l.findings.v[0].end.offset != end)
		fail_msg("<%s>: %u-%u %s [%s], not %u-%u [%s]", text, l.findings.v[0].start.offset,
			 l.findings.v[0].end.offset, l.findings.v[0].message, l.findings.v[0].rule,
			 start, end, rule);
	unload(&l);
}

static void mistakes_are_told_at_their_bytes(void **state)
{
	static const struct {
		const char *text, *rule;
		uint32_t start, end;
	} rows[] = {
		{"", "yaml-empty", 0, 0},
		{"# 注\n", "yaml-empty", 0, 0},
		{"二: 1\n二: 2\n", "yaml-duplicate-key", 7, 10},
		{"{a: 1, \"a\": 2}", "yaml-duplicate-key", 7, 10},
		{"{\"a\": 1, \"\\u0061\": 2}", "yaml-duplicate-key", 9, 17},
		{"? [a]\n: 1\n", "yaml-key", 2, 3},
		{"a: *b\n", "yaml-alias", 3, 5},
		{"二: &b\n  [*b]\n", "yaml-alias", 11, 13},
		{"a: !!int 二\n", "yaml-tag", 3, 12},
		{"a:\n\t- b\n", "yaml-tab", 3, 4},
		{"a: '二\n", "yaml-syntax", 3, 4},
		{"二: \"x\n", "yaml-syntax", 5, 6},
		{"a: b: c\n", "yaml-syntax", 4, 5},
		{"二: b: c\n", "yaml-syntax", 6, 7},
		{"a: 1\n<<<<<<< x\n", "merge-conflict", 5, 14},
		{"a: \x01\n", "yaml-control", 3, 3},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_finding(NULL, rows[i].text, strlen(rows[i].text), rows[i].rule,
			       rows[i].start, rows[i].end);
	assert_finding(NULL, "a: \0", 4, "yaml-control", 3, 4);
	assert_finding(NULL,
		       "\xFF\xFE"
		       "a\0",
		       4, "yaml-encoding", 0, 0);
	assert_finding(NULL, "a: \xFF\n", 5, "yaml-encoding", 3, 3);
}

/* Types */

static void assert_type(const char *text, enum node_type type)
{
	struct buf b = {0};
	struct loaded l;

	buf_addf(&b, "- %s\n", text);
	l = good(b.p);
	if (at(&l, "0/0")->type != type)
		fail_msg("%s is of type %d, not %d", text, at(&l, "0/0")->type, type);
	unload(&l);
	buf_free(&b);
}

static void types_are_those_of_the_core_schema(void **state)
{
	static const char *const types[][24] = {
		[TYPE_STRING] = {"yes",   "no",    "on",   "off",     "y",   "2020-03-14",
				 "12:30", "1_000", "0b1",  "0o8",     "0xG", "-0x1",
				 "+",     "-a",    ".",    "1e",      "e5",  "nULL",
				 "tRUE",  "'1'",   "\"\"", "!!str 1", "! 1"},
		[TYPE_NULL] = {"~", "null", "Null", "NULL", "", "!!null ''"},
		[TYPE_BOOL] = {"true", "True", "TRUE", "false", "False", "FALSE", "!!bool 'true'"},
		[TYPE_INTEGER] = {"0", "-0", "+1", "007", "0o17", "0xfF", "!!int '5'",
				  "123456789012345678901234567890"},
		[TYPE_REAL] = {"1.", ".5", "-1.5e-3", "+.5E+1", "1e3", "1E400", "!!float 1.5"},
		[TYPE_NONFINITE] = {".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"},
	};
	size_t type, i;

	(void)state;
	for (type = TYPE_STRING; type <= TYPE_NONFINITE; type++)
		for (i = 0; types[type][i]; i++)
			assert_type(types[type][i], (enum node_type)type);
}

static void numbers_are_exact(void **state)
{
	static const char *const rows[][2] = {{"990101199001011234", "990101199001011234"},
					      {"0.10", "0.1"},
					      {"1e400", "1e400"},
					      {"99999999999999.99", "99999999999999.99"},
					      {"0x1F", "31"},
					      {"0o17", "15"},
					      {"007", "7"},
					      {"-0", "0"},
					      {"+.5", "0.5"},
					      {"0xFFFFFFFFFFFFFFFFFFFFFFFF",
					       "79228162514264337593543950335"}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct loaded l = good(rows[i][0]);
		struct buf b = {0};

		decimal_write(&b, node_decimal(l.tree.docs[0], &l.tree.arena));
		assert_string_equal(b.p, rows[i][1]);
		buf_free(&b);
		unload(&l);
	}
}

static void equality_is_that_of_values(void **state)
{
	static const struct {
		const char *text;
		bool equal;
	} rows[] = {{"[1, 1.0]", true},
		    {"[10, 1e1]", true},
		    {"[1, '1']", false},
		    {"[~, '']", false},
		    {"[{a: 1, b: 2}, {b: 2.0, a: 1}]", true},
		    {"[{a: 1}, {a: 1, b: 2}]", false},
		    {"[[1, 2], [2, 1]]", false},
		    {"[true, 'true']", false},
		    {"[null, ~]", true},
		    {"[-0, 0]", true},
		    {"[&a [x], *a]", true},
		    {"[9007199254740993, 9007199254740992]", false},
		    {"[[], {}]", false},
		    {"['é', \"\\u00e9\"]", true},
		    {"[é, \"e\\u0301\"]", false}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct loaded l = good(rows[i].text);
		struct node *x = at(&l, "0/0"), *y = at(&l, "0/1");

		if (node_equal(x, y, &l.tree.arena) != rows[i].equal ||
		    node_equal(y, x, &l.tree.arena) != rows[i].equal)
			fail_msg("%s", rows[i].text);
		if (rows[i].equal)
			assert_int_equal(node_hash(x, &l.tree.arena), node_hash(y, &l.tree.arena));
		unload(&l);
	}
}

static void large_mappings_are_equal_in_any_order(void **state)
{
	struct buf b = {0};
	struct loaded l;
	int i;

	(void)state;
	buf_adds(&b, "[{");
	for (i = 0; i < 100; i++)
		buf_addf(&b, "k%d: %d, ", i, i);
	buf_adds(&b, "}, {");
	for (i = 100; i-- > 0;)
		buf_addf(&b, "k%d: %d.0, ", i, i);
	buf_adds(&b, "}]");
	l = good(b.p);
	assert_true(node_equal(at(&l, "0/0"), at(&l, "0/1"), &l.tree.arena));
	assert_int_equal(node_hash(at(&l, "0/0"), &l.tree.arena),
			 node_hash(at(&l, "0/1"), &l.tree.arena));
	unload(&l);
	buf_free(&b);
}

static void pointers_escape_what_they_must(void **state)
{
	struct buf b = {0};

	(void)state;
	pointer_add_key(&b, TEXT("a/b~c"));
	pointer_add_index(&b, 10);
	pointer_add_key(&b, TEXT(""));
	pointer_add_key(&b, TEXT("户主"));
	assert_string_equal(b.p, "/a~1b~0c/10//户主");
	buf_free(&b);
}

static void a_tree_can_be_loaded_again(void **state)
{
	struct tree t = {0};
	struct findings f = {0};
	int i;

	(void)state;
	for (i = 0; i < 20; i++) {
		assert_int_equal(tree_load(&t, NULL, "a: [1, 2]", 9, &f), 0);
		assert_string_equal(node_get(t.docs[0], TEXT("a"))->items[1]->text, "2");
		assert_int_equal(tree_load(&t, NULL, "a: [", 4, &f), -1);
		assert_int_equal(tree_load(&t, "x.json", "{\"b\":", 5, &f), -1);
		assert_int_equal(tree_load(&t, NULL, "", 0, &f), -1);
	}
	tree_free(&t);
	findings_clear(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_knows_its_bytes),
		cmocka_unit_test(lines_are_those_that_editors_count),
		cmocka_unit_test(a_byte_order_mark_is_told_and_shifts_nothing),
		cmocka_unit_test(block_scalars_begin_at_their_indicator),
		cmocka_unit_test(properties_are_kept_and_part_of_the_span),
		cmocka_unit_test(an_alias_is_a_node_that_points),
		cmocka_unit_test(an_anchor_given_again_is_another),
		cmocka_unit_test(mistakes_are_told_at_their_bytes),
		cmocka_unit_test(types_are_those_of_the_core_schema),
		cmocka_unit_test(numbers_are_exact),
		cmocka_unit_test(equality_is_that_of_values),
		cmocka_unit_test(large_mappings_are_equal_in_any_order),
		cmocka_unit_test(pointers_escape_what_they_must),
		cmocka_unit_test(a_tree_can_be_loaded_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
