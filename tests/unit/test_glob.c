/* What registry/glob promises: which paths a pattern takes, and what its wildcards stand for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>

#include "registry/glob.h"

static bool matches(const char *pattern, const char *path)
{
	if (glob_fault(text_of(pattern)))
		fail_msg("pattern %s: %s", pattern, glob_fault(text_of(pattern)));
	return glob_match(text_of(pattern), text_of(path), NULL);
}

static void names_stand_for_themselves(void **state)
{
	(void)state;
	assert_true(matches("a/b.yaml", "a/b.yaml"));
	assert_false(matches("a/b.yaml", "a/bxyaml"));
	assert_false(matches("a/b.yaml", "a/b.yam"));
	assert_false(matches("a/b.yaml", "a/b.yamll"));
	assert_false(matches("a/b.yaml", "A/b.yaml"));
	assert_false(matches("a", ""));
	assert_true(matches("[a]/(b)+", "[a]/(b)+"));
	assert_false(matches("[a]", "a"));
}

static void a_star_stops_at_a_slash(void **state)
{
	(void)state;
	assert_true(matches("a/*.yaml", "a/0017.yaml"));
	assert_true(matches("a/*.yaml", "a/.yaml"));
	assert_true(matches("a/*.yaml", "a/x.yaml.yaml"));
	assert_false(matches("a/*.yaml", "a/b/0017.yaml"));
	assert_false(matches("*.yaml", "a/b.yaml"));
	assert_true(matches("*-*-*", "1-2-3-4"));
	assert_false(matches("a*", "a/b"));
}

static void a_question_mark_is_one_character(void **state)
{
	(void)state;
	assert_true(matches("v/?.yaml", "v/a.yaml"));
	assert_true(matches("v/?.yaml", "v/张.yaml"));
	assert_true(matches("?", "😀"));
	assert_false(matches("?", "张三"));
	assert_false(matches("v?a", "v/a"));
	assert_false(matches("?", ""));
	assert_true(matches("??", "张三"));
}

static void two_stars_are_any_number_of_segments(void **state)
{
	(void)state;
	assert_true(matches("**/x.yaml", "x.yaml"));
	assert_true(matches("**/x.yaml", "a/b/c/x.yaml"));
	assert_false(matches("**/x.yaml", "ax.yaml"));
	assert_true(matches("a/**/x", "a/x"));
	assert_true(matches("a/**/x", "a/b/c/x"));
	assert_false(matches("a/**/x", "ab/x"));
	assert_true(matches("a/**", "a/b/c"));
	assert_true(matches("a/**", "a/b"));
	assert_true(matches("**", "a/b/c"));
	assert_true(matches("**/a/**/b", "x/a/y/z/a/b"));
	assert_false(matches("**/a/**/b", "x/y/b"));
}

static void two_stars_within_a_segment_cross_no_slash(void **state)
{
	(void)state;
	assert_true(matches("x**/c", "xyz/c"));
	assert_false(matches("x**/c", "xy/z/c"));
	assert_false(matches("{a}**/c", "v/x/c"));
	assert_false(matches("a**", "a/b"));
	assert_false(matches("***/c", "x/y/c"));
}

static void captures_are_what_wildcards_stand_for(void **state)
{
	struct glob_match m;

	(void)state;
	assert_true(
		glob_match(TEXT("v/{village}/h/*-{n}.yaml"), TEXT("v/990102/h/x-y-0017.yaml"), &m));
	assert_int_equal(m.n, 3);
	assert_true(text_is(m.v[0].name, "village"));
	assert_true(text_is(m.v[0].value, "990102"));
	assert_int_equal(m.v[1].name.n, 0);
	assert_true(text_is(m.v[1].value, "x-y"));
	assert_true(text_is(m.v[2].name, "n"));
	assert_true(text_is(m.v[2].value, "0017"));
	assert_true(glob_match(TEXT("{名}/**/{id}"), TEXT("村/a/b/9"), &m));
	assert_int_equal(m.n, 2);
	assert_true(text_is(m.v[0].value, "村"));
	assert_true(text_is(m.v[1].value, "9"));
}

static void captures_before_a_last_double_star_are_counted(void **state)
{
	struct glob_match m;

	(void)state;
	memset(&m, 0xFF, sizeof m);
	assert_true(glob_match(TEXT("a/**"), TEXT("a/b/c"), &m));
	assert_int_equal(m.n, 0);
	memset(&m, 0xFF, sizeof m);
	assert_true(glob_match(TEXT("{a}/*-x/**"), TEXT("v/b-x/c/d"), &m));
	assert_int_equal(m.n, 2);
	assert_true(text_is(m.v[1].value, "b"));
}

static void a_capture_holds_at_least_one_character(void **state)
{
	(void)state;
	assert_false(matches("a/{id}.yaml", "a/.yaml"));
	assert_true(matches("a/{id}.yaml", "a/x.yaml"));
	assert_false(matches("a/{id}.yaml", "a/b/x.yaml"));
}

static void faulty_patterns_are_told(void **state)
{
	static const char *const bad[] = {"",
					  "/etc/x",
					  "../x",
					  "a/../b",
					  "a/..",
					  "{",
					  "a{}",
					  "{a/b}",
					  "{a",
					  "a}",
					  "a\nb",
					  "a/*/*/*/*/*/*/*/*/*",
					  "{a}{b}{c}{d}{e}{f}{g}{h}{i}"};
	static const char *const good[] = {"a..b", "...", "a/.x/*", "*/*/*/*/*/*/*/*",
					   "**/x", "a b", "{a}{b}"};
	char longest[2000];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!glob_fault(text_of(bad[i])))
			fail_msg("pattern '%s' should not be taken", bad[i]);
	for (i = 0; i < sizeof good / sizeof *good; i++)
		if (glob_fault(text_of(good[i])))
			fail_msg("pattern '%s' should be taken", good[i]);
	memset(longest, 'a', sizeof longest);
	assert_non_null(glob_fault((struct text){longest, sizeof longest}));
}

static void time_is_bounded(void **state)
{
	char path[20000];
	clock_t before = clock();

	(void)state;
	memset(path, 'a', sizeof path);
	assert_false(glob_match(TEXT("*a*a*a*a*a*a*a*b"), (struct text){path, sizeof path}, NULL));
	for (size_t i = 1; i < sizeof path; i += 2)
		path[i] = '/';
	assert_false(
		glob_match(TEXT("**/a/**/a/**/a/**/b"), (struct text){path, sizeof path}, NULL));
	assert_true((clock() - before) / CLOCKS_PER_SEC < 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stand_for_themselves),
		cmocka_unit_test(a_star_stops_at_a_slash),
		cmocka_unit_test(a_question_mark_is_one_character),
		cmocka_unit_test(two_stars_are_any_number_of_segments),
		cmocka_unit_test(two_stars_within_a_segment_cross_no_slash),
		cmocka_unit_test(captures_are_what_wildcards_stand_for),
		cmocka_unit_test(captures_before_a_last_double_star_are_counted),
		cmocka_unit_test(a_capture_holds_at_least_one_character),
		cmocka_unit_test(faulty_patterns_are_told),
		cmocka_unit_test(time_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
