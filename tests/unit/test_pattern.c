/* What schema/pattern promises: ECMA-262 on any text, with a place for mistakes and limits on work.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>

#include "base/buf.h"
#include "schema/pattern.h"

static enum match match(const char *source, struct text subject)
{
	struct buf why = {0};
	struct matcher *m = matcher_new();
	size_t at, cost = 0;
	struct pattern *p = pattern_new(text_of(source), &why, &at);
	enum match result;

	if (!p)
		fail_msg("pattern %s: %s at %zu", source, buf_text(&why).p, at);
	result = pattern_match(p, m, subject, &cost);
	assert_true(cost > 0 || result == MATCH_LIMIT);
	pattern_free(p);
	matcher_free(m);
	buf_free(&why);
	return result;
}

static void patterns_match_anywhere_unless_anchored(void **state)
{
	(void)state;
	assert_int_equal(match("b", TEXT("abc")), MATCH_YES);
	assert_int_equal(match("^b", TEXT("abc")), MATCH_NO);
	assert_int_equal(match("", TEXT("")), MATCH_YES);
	assert_int_equal(match("^$", TEXT("")), MATCH_YES);
	assert_int_equal(match("^.$", TEXT("张")), MATCH_YES);
	assert_int_equal(match("^.$", TEXT("😀")), MATCH_YES);
	assert_int_equal(match("x", (struct text){NULL, 0}), MATCH_NO);
}

static void the_end_is_the_end(void **state)
{
	(void)state;
	assert_int_equal(match("^a$", TEXT("a\n")), MATCH_NO);
	assert_int_equal(match("^b", TEXT("a\nb")), MATCH_NO);
	assert_int_equal(match("^a.b$", TEXT("a\nb")), MATCH_NO);
	assert_int_equal(match("^a.b$", TEXT("a\rb")), MATCH_NO);
	assert_int_equal(match("^a.b$", TEXT("a\xE2\x80\xA8"
					     "b")),
			 MATCH_NO); /* U+2028 */
	assert_int_equal(match("^a.b$", TEXT("a\x0B"
					     "b")),
			 MATCH_YES);
	assert_int_equal(match("^a\\sb$", TEXT("a\x0B"
					       "b")),
			 MATCH_YES);
}

static void nul_is_a_character(void **state)
{
	(void)state;
	assert_int_equal(match("^a\\0b$", TEXT("a\0b")), MATCH_YES);
	assert_int_equal(match("b$", TEXT("a\0b")), MATCH_YES);
	assert_int_equal(match("^a$", TEXT("a\0b")), MATCH_NO);
}

static void classes_are_those_of_ecma(void **state)
{
	(void)state;
	assert_int_equal(match("^\\d$", TEXT("٣")), MATCH_NO);
	assert_int_equal(match("^\\w$", TEXT("é")), MATCH_NO);
	assert_int_equal(match("^\\s$", TEXT("\xC2\xA0")), MATCH_YES);
	assert_int_equal(match("^\\s$", TEXT("\xEF\xBB\xBF")), MATCH_YES);
	assert_int_equal(match("^\\p{L}+$", TEXT("张é")), MATCH_YES);
	assert_int_equal(match("^\\p{Script=Han}$", TEXT("张")), MATCH_YES);
	assert_int_equal(match("^[^]$", TEXT("\n")), MATCH_YES);
	assert_int_equal(match("[]", TEXT("a")), MATCH_NO);
	assert_int_equal(match("^\\u5F20\\x41$", TEXT("张A")), MATCH_YES);
	assert_int_equal(match("^\\u{1F600}$", TEXT("😀")), MATCH_YES);
	assert_int_equal(match("^\\ud83d\\ude00$", TEXT("😀")), MATCH_YES);
}

static void mistakes_are_told_with_their_place(void **state)
{
	static const struct {
		const char *source;
		size_t at;
	} rows[] = {{"^(abc", 1}, {"ab[", 2}, {"*", 0}, {"a**", 2}, {"中(?", 3}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf why = {0};
		size_t at = 99;

		assert_null(pattern_new(text_of(rows[i].source), &why, &at));
		assert_true(why.n > 0);
		if (at != rows[i].at)
			fail_msg("%s: at %zu: %s", rows[i].source, at, why.p);
		buf_free(&why);
	}
}

static void extensions_of_other_engines_are_refused(void **state)
{
	static const char *const sources[] = {"(?P<n>a)", "a++",         "(?>a)",   "(?#c)", "\\Aa",
					      "a\\z",     "[[:alpha:]]", "\\Qa\\E", "(?i)a", "(?R)",
					      "\\K",      "(*ACCEPT)",   "\\h"};
	size_t i, at, cost;

	(void)state;
	for (i = 0; i < sizeof sources / sizeof *sources; i++) {
		struct buf why = {0};
		struct pattern *p = pattern_new(text_of(sources[i]), &why, &at);
		struct matcher *m = matcher_new();

		/* [[:alpha:]] means something else in ECMA: a class and then "]" */
		if (p && pattern_match(p, m, TEXT("a"), &cost) == MATCH_YES)
			fail_msg("%s means what it means in PCRE", sources[i]);
		pattern_free(p);
		matcher_free(m);
		buf_free(&why);
	}
}

static void a_pattern_that_backtracks_gives_up(void **state)
{
	char subject[60000];
	clock_t before = clock();

	(void)state;
	memset(subject, 'a', sizeof subject);
	subject[59] = '!';
	assert_int_equal(match("^(a|aa)+$", (struct text){subject, 60}), MATCH_LIMIT);
	subject[59] = 'a';
	assert_int_equal(match("^(([a-z])+.)+[A-Z]([a-z])+$", (struct text){subject, 100}),
			 MATCH_LIMIT);
	match("(.*)*x(.*)*y", (struct text){subject, sizeof subject});
	match("^(?:a|a|a)*$", (struct text){subject, sizeof subject});
	assert_true((clock() - before) / CLOCKS_PER_SEC < 5);
}

static void long_texts_are_not_matched(void **state)
{
	char *subject = calloc(1, PATTERN_SUBJECT + 1);

	(void)state;
	memset(subject, 'a', PATTERN_SUBJECT + 1);
	assert_int_equal(match("^a", (struct text){subject, PATTERN_SUBJECT}), MATCH_YES);
	assert_int_equal(match("^a", (struct text){subject, PATTERN_SUBJECT + 1}), MATCH_LIMIT);
	free(subject);
}

static void a_matcher_serves_many_patterns(void **state)
{
	struct matcher *m = matcher_new();
	struct buf why = {0};
	size_t at, cost = 0;
	struct pattern *a = pattern_new(TEXT("(a)(b)(c)(d)(e)(f)"), &why, &at),
		       *b = pattern_new(TEXT("^x?$"), &why, &at);
	int i;

	(void)state;
	for (i = 0; i < 50; i++) {
		assert_int_equal(pattern_match(a, m, TEXT("abcdef"), &cost), MATCH_YES);
		assert_int_equal(pattern_match(b, m, TEXT("abcdef"), &cost), MATCH_NO);
	}
	pattern_free(a);
	pattern_free(b);
	pattern_free(NULL);
	matcher_free(m);
	matcher_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match_anywhere_unless_anchored),
		cmocka_unit_test(the_end_is_the_end),
		cmocka_unit_test(nul_is_a_character),
		cmocka_unit_test(classes_are_those_of_ecma),
		cmocka_unit_test(mistakes_are_told_with_their_place),
		cmocka_unit_test(extensions_of_other_engines_are_refused),
		cmocka_unit_test(a_pattern_that_backtracks_gives_up),
		cmocka_unit_test(long_texts_are_not_matched),
		cmocka_unit_test(a_matcher_serves_many_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
