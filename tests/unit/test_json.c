/* What yaml/json promises: RFC 8259 and nothing else where a file is called .json, the same tree as
 * YAML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/buf.h"
#include "base/finding.h"
#include "yaml/tree.h"

struct loaded {
	struct tree tree;
	struct findings findings;
	int result;
};

static struct loaded load(const char *name, struct text bytes)
{
	struct loaded l = {0};

	l.result = tree_load(&l.tree, name, bytes.p, bytes.n, &l.findings);
	return l;
}

static void unload(struct loaded *l)
{
	tree_free(&l->tree);
	findings_clear(&l->findings);
}

static void what_is_json_is_taken(void **state)
{
	static const char *const texts[] = {"0",
					    "-0",
					    "1.5e+3",
					    "1E400",
					    "true",
					    "null",
					    "\"\"",
					    "[]",
					    "{}",
					    " \t\r\n[ 1 , 2 ]\n",
					    "[[],{},[[]]]",
					    "{\"\":{\"\":[]}}",
					    "\"\\u0000\"",
					    "\"\x7F\"",
					    "\"\xE2\x80\xA8\"",
					    "\"/\\/\"",
					    "{\"a\":\"b\"}",
					    "[0.1,-0.0e-0,123456789012345678901234567890]"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct loaded l = load("x.json", text_of(texts[i]));

		if (l.result || l.findings.n)
			fail_msg("%s: %s", texts[i], l.findings.n ? l.findings.v[0].message : "");
		assert_true(l.tree.json);
		assert_int_equal(l.tree.ndocs, 1);
		unload(&l);
	}
}

static void what_is_not_is_refused_at_its_byte(void **state)
{
	static const struct {
		const char *text;
		uint32_t at;
	} rows[] = {{"", 0},           {"  ", 2},
		    {"{", 1},          {"[1", 2},
		    {"{\"a\"", 4},     {"{\"a\":", 5},
		    {"{\"a\":1,}", 7}, {"[1,]", 3},
		    {"[1 2]", 3},      {"[,1]", 1},
		    {"{a:1}", 1},      {"[\"a", 1},
		    {"[\"\\x\"]", 3},  {"[01]", 1},
		    {"[-]", 1},        {"[+1]", 1},
		    {"[1.]", 1},       {"[.5]", 1},
		    {"[1e]", 1},       {"[NaN]", 1},
		    {"[True]", 1},     {"[nul]", 1},
		    {"[nulll]", 1},    {"[1]]", 3},
		    {"1 2", 2},        {"[1}", 2},
		    {"// c\n1", 0},    {"'a'", 0},
		    {"a: 1", 0},       {"--- 1", 0},
		    {"[1]\n# c", 4},   {"\"a\nb\"", 2},
		    {"\"a\tb\"", 2},   {"[\xE5\xBC\xA0]", 1}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct loaded l = load("x.json", text_of(rows[i].text));

		if (l.result != -1 || l.findings.n != 1 ||
		    strcmp(l.findings.v[0].rule, "json-syntax") != 0 ||
		    l.findings.v[0].start.offset != rows[i].at)
			fail_msg("<%s>: %zu findings, %s at %u, not %u", rows[i].text, l.findings.n,
				 l.findings.n ? l.findings.v[0].message : "",
				 l.findings.n ? l.findings.v[0].start.offset : 0, rows[i].at);
		unload(&l);
	}
}

static void assert_string(const char *json, struct text expected)
{
	struct loaded l = load("x.json", text_of(json));

	assert_int_equal(l.result, 0);
	if (!text_equal(node_text(l.tree.docs[0]), expected))
		fail_msg("%s is read as %s", json, l.tree.docs[0]->text);
	assert_int_equal(l.tree.docs[0]->type, TYPE_STRING);
	unload(&l);
}

static void escapes_are_read(void **state)
{
	(void)state;
	assert_string("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", TEXT("\"\\/\b\f\n\r\t"));
	assert_string("\"\\u5f20\\u5F20\\u0041\"", TEXT("张张A"));
	assert_string("\"\\ud83d\\ude00\"", TEXT("😀"));
	assert_string("\"\\uD800\\uDC00\\udbff\\udfff\"", TEXT("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
	assert_string("\"a\\u0000b\"", TEXT("a\0b"));
	assert_string("\"\\uFFFF\\ue000\"", TEXT("\xEF\xBF\xBF\xEE\x80\x80"));
}

static void half_a_surrogate_pair_is_no_character(void **state)
{
	static const char *const texts[] = {
		"\"\\ud800\"",        "\"\\ud800x\"",      "\"\\ud800\\n\"",
		"\"\\ud800\\u0041\"", "\"\\udc00\"",       "\"\\udc00\\ud800\"",
		"\"\\ud800\\ud800\"", "\"\\ud83d\\ude0\"", "\"\\u12\"",
		"\"\\u12G4\"",        "\"\\u\"",           "\"\\",
		"\"\\ud83d\\u"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct loaded l = load("x.json", text_of(texts[i]));

		if (l.result != -1)
			fail_msg("%s is taken", texts[i]);
		unload(&l);
	}
}

static void keys_given_twice_are_told_with_both_places(void **state)
{
	struct text bytes = TEXT("{\"户\": 1,\n \"\\u6237\": {\"x\": 1, \"x\": 2}}");
	struct loaded l = load("x.json", bytes);

	(void)state;
	findings_finish(&l.findings, bytes.p, bytes.n);
	assert_int_equal(l.findings.n, 2);
	assert_int_equal(l.findings.v[0].start.line, 1);
	assert_int_equal(l.findings.v[0].start.chars, 1);
	assert_non_null(strstr(l.findings.v[0].message, "line 1, column 2"));
	assert_int_equal(l.findings.v[1].start.chars, 20);
	assert_non_null(strstr(l.findings.v[1].message, "line 2, column 13"));
	unload(&l);
}

static void a_text_that_may_be_yaml_falls_back_to_it(void **state)
{
	static const char *const texts[] = {"{a: 1}",
					    "[1, 2,]",
					    "[yes] # c",
					    "\"a\": 1",
					    "{\"a\": 'b'}",
					    "[\"a\n b\"]",
					    "{\"a\": 1}\n---\n{\"b\": 2}",
					    "[+1, .5, 0x1, 1., 01]",
					    "[\"\\x41\\_\\e\"]"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct loaded l = load("x.yaml", text_of(texts[i]));

		if (l.result || l.findings.n)
			fail_msg("%s: %s", texts[i], l.findings.n ? l.findings.v[0].message : "");
		assert_false(l.tree.json);
		unload(&l);
		l = load("x.json", text_of(texts[i]));
		assert_int_equal(l.result, -1);
		unload(&l);
	}
}

/* The same value from JSON and, by a comment at its end, from YAML. */
static void both_loaders_agree(void **state)
{
	static const char *const texts[] = {
		"[1, -0, 1.50, 1e3, 1E+400, true, false, null]",
		"{\"a\": {\"b\": [\"\\u5F20\", \"😀\", \"\\n\\t\\\"\\\\\"]}, \"户\": []}",
		"[{\"a\": 1, \"b\": {}}, [[[\"x\"]]]]",
		"\"1\"",
		"[\"true\", \"null\", \"\", \"~\"]",
		"[\"a\\/b\", \"\\b\\f\\r\"]"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct loaded json = load(NULL, text_of(texts[i])), yaml;
		struct buf b = {0};

		buf_addf(&b, "%s # YAML", texts[i]);
		yaml = load(NULL, buf_text(&b));
		assert_int_equal(json.result + yaml.result, 0);
		assert_true(json.tree.json && !yaml.tree.json);
		if (!node_equal(json.tree.docs[0], yaml.tree.docs[0], &json.tree.arena))
			fail_msg("%s", texts[i]);
		assert_int_equal(json.tree.docs[0]->end, yaml.tree.docs[0]->end);
		unload(&json);
		unload(&yaml);
		buf_free(&b);
	}
}

static void depth_is_limited(void **state)
{
	static const char *const names[] = {"x.json", "x.yaml"};
	char bytes[3 * TREE_DEPTH];
	size_t i, n;

	(void)state;
	for (i = 0; i < 2; i++)
		for (n = TREE_DEPTH; n <= TREE_DEPTH + 1; n++) {
			struct loaded l;

			memset(bytes, '[', n);
			memset(bytes + n, ']', n);
			l = load(names[i], (struct text){bytes, 2 * n});
			assert_int_equal(l.result, n == TREE_DEPTH ? 0 : -1);
			if (l.result) {
				assert_string_equal(l.findings.v[0].rule, "limit-depth");
				assert_int_equal(l.findings.v[0].start.offset, TREE_DEPTH);
			}
			unload(&l);
		}
}

static void a_hundred_thousand_brackets_are_soon_refused(void **state)
{
	static const char *const starts[] = {"[", "{\"a\":", "- ", "{", "[{"};
	static const char *const names[] = {"x.json", "x.yaml"};
	size_t i, k;

	(void)state;
	for (k = 0; k < sizeof starts / sizeof *starts; k++)
		for (i = 0; i < 2; i++) {
			struct buf b = {0};
			struct loaded l;
			int n;

			for (n = 0; n < 100000; n++)
				buf_adds(&b, starts[k]);
			l = load(names[i], buf_text(&b));
			assert_int_equal(l.result, -1);
			assert_int_equal(l.findings.n, 1);
			unload(&l);
			buf_free(&b);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_json_is_taken),
		cmocka_unit_test(what_is_not_is_refused_at_its_byte),
		cmocka_unit_test(escapes_are_read),
		cmocka_unit_test(half_a_surrogate_pair_is_no_character),
		cmocka_unit_test(keys_given_twice_are_told_with_both_places),
		cmocka_unit_test(a_text_that_may_be_yaml_falls_back_to_it),
		cmocka_unit_test(both_loaders_agree),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(a_hundred_thousand_brackets_are_soon_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
