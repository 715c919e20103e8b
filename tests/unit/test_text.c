/* What base/text promises: order, hashes, and distances in characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void order_is_by_bytes_and_shorter_first(void **state)
{
	(void)state;
	assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
	assert_true(text_compare(TEXT("b"), TEXT("a")) > 0);
	assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
	assert_true(text_compare(TEXT("ab"), TEXT("a")) > 0);
	assert_true(text_compare(TEXT(""), TEXT("")) == 0);
	assert_true(text_compare((struct text){NULL, 0}, TEXT("")) == 0);
	assert_true(text_compare(TEXT("z"), TEXT("\xE4")) < 0); /* unsigned */
	assert_true(text_compare(TEXT("a\0b"), TEXT("a\0c")) < 0);
}

static void equality_looks_past_nul(void **state)
{
	(void)state;
	assert_true(text_equal(TEXT("a\0b"), TEXT("a\0b")));
	assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
	assert_false(text_equal(TEXT("a"), TEXT("a\0")));
	assert_true(text_equal((struct text){NULL, 0}, TEXT("")));
	assert_false(text_is(TEXT("a\0"), "a"));
}

static void equal_texts_have_equal_hashes_wherever_they_lie(void **state)
{
	char room[64];
	size_t n, shift;

	(void)state;
	for (n = 0; n < 40; n++)
		for (shift = 0; shift < 8; shift++) {
			memset(room, '#', sizeof room);
			memset(room + shift, 'x', n);
			assert_true(text_hash64((struct text){room + shift, n}) ==
				    text_hash64((struct text){
					    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", n}));
		}
}

static void near_texts_hash_apart(void **state)
{
	(void)state;
	assert_true(text_hash64(TEXT("")) != text_hash64(TEXT("\0")));
	assert_true(text_hash64(TEXT("a")) != text_hash64(TEXT("a\0")));
	assert_true(text_hash64(TEXT("12345678")) != text_hash64(TEXT("12345679")));
	assert_true(text_hash64(TEXT("aaaaaaaabbbbbbbb")) != text_hash64(TEXT("bbbbbbbbaaaaaaaa")));
}

static void beginnings_and_ends(void **state)
{
	(void)state;
	assert_true(text_starts(TEXT("abc"), TEXT("ab")));
	assert_true(text_starts(TEXT("abc"), TEXT("")));
	assert_false(text_starts(TEXT("ab"), TEXT("abc")));
	assert_true(text_ends(TEXT("x.yaml"), TEXT(".yaml")));
	assert_false(text_ends(TEXT("yaml"), TEXT(".yaml")));
}

static size_t distance(const char *a, const char *b, size_t limit)
{
	size_t there = text_distance(text_of(a), text_of(b), limit);

	assert_int_equal(there, text_distance(text_of(b), text_of(a), limit));
	return there;
}

static void distance_counts_slips_in_characters(void **state)
{
	(void)state;
	assert_int_equal(distance("same", "same", 2), 0);
	assert_int_equal(distance("name", "nmae", 2), 1); /* two that changed places */
	assert_int_equal(distance("name", "nam", 2), 1);
	assert_int_equal(distance("name", "namne", 2), 1);
	assert_int_equal(distance("name", "nome", 2), 1);
	assert_int_equal(distance("低保户", "低宝户", 2), 1);
	assert_int_equal(distance("户主", "户主人", 2), 1);
	assert_int_equal(distance("", "ab", 2), 2);
	assert_int_equal(distance("", "", 0), 0);
	assert_int_equal(distance("ca", "abc", 3), 3); /* no part is changed twice */
}

static void distance_past_the_limit_is_the_limit_and_one(void **state)
{
	char longer[200];

	(void)state;
	assert_int_equal(distance("abcdef", "uvwxyz", 2), 3);
	assert_int_equal(distance("a", "abcdefgh", 3), 4);
	memset(longer, 'a', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_int_equal(distance(longer, longer, 2), 3); /* too long for a slip of the pen */
	assert_int_equal(distance(longer, "a", 250), 251);
}

static void distance_survives_malformed_text(void **state)
{
	(void)state;
	assert_int_equal(distance("\xFF\xFE", "\xFF\xFE", 2), 0);
	assert_int_equal(distance("\xE4\xBD", "ab", 2), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_is_by_bytes_and_shorter_first),
		cmocka_unit_test(equality_looks_past_nul),
		cmocka_unit_test(equal_texts_have_equal_hashes_wherever_they_lie),
		cmocka_unit_test(near_texts_hash_apart),
		cmocka_unit_test(beginnings_and_ends),
		cmocka_unit_test(distance_counts_slips_in_characters),
		cmocka_unit_test(distance_past_the_limit_is_the_limit_and_one),
		cmocka_unit_test(distance_survives_malformed_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
