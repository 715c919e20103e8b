/* What base/buf promises: bytes in order, and a NUL after the last one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void an_empty_one_is_empty_text(void **state)
{
	struct buf b = {0};

	(void)state;
	assert_string_equal(buf_text(&b).p, "");
	assert_int_equal(buf_text(&b).n, 0);
	buf_clear(&b);
	buf_free(&b);
	buf_free(&b);
}

static void a_nul_follows_whatever_is_added(void **state)
{
	struct buf b = {0};
	size_t i;

	(void)state;
	buf_add(&b, NULL, 0);
	assert_non_null(b.p);
	assert_int_equal(b.p[0], 0);
	for (i = 0; i < 3000; i++) {
		buf_addc(&b, (char)('a' + i % 26));
		assert_int_equal(b.n, i + 1);
		assert_int_equal(b.p[b.n], 0);
	}
	for (i = 0; i < 3000; i++)
		assert_int_equal(b.p[i], 'a' + i % 26);
	buf_free(&b);
}

static void room_is_made_once(void **state)
{
	struct buf b = {0};
	const char *p;
	size_t i;

	(void)state;
	buf_reserve(&b, 0);
	assert_string_equal(b.p, "");
	buf_adds(&b, "ab");
	buf_reserve(&b, 1000);
	assert_string_equal(b.p, "ab");
	p = b.p;
	for (i = 0; i < 1000; i++)
		buf_addc(&b, 'c');
	assert_ptr_equal(b.p, p);
	assert_int_equal(b.cap, 1003);
	buf_reserve(&b, 0);
	assert_ptr_equal(b.p, p);
	buf_addc(&b, 'd');
	assert_string_equal(b.p + 1000, "ccd");
	buf_free(&b);
}

static void bytes_are_kept_nul_too(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_add(&b, "a\0b", 3);
	buf_addt(&b, TEXT("\0c"));
	assert_int_equal(b.n, 5);
	assert_memory_equal(b.p, "a\0b\0c", 6);
	buf_free(&b);
}

static void characters_are_added_as_utf8(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_addu(&b, 'a');
	buf_addu(&b, 0xE9);
	buf_addu(&b, 0x5F20);
	buf_addu(&b, 0x1F600);
	assert_string_equal(b.p, "aé张😀");
	buf_free(&b);
}

static void formatted_text_of_any_length(void **state)
{
	struct buf b = {0};
	char big[5000];

	(void)state;
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	buf_addf(&b, "%d-%s", 17, "y");
	assert_string_equal(b.p, "17-y");
	buf_addf(&b, "%s", big);
	assert_int_equal(b.n, 4 + sizeof big - 1);
	assert_int_equal(b.p[b.n], 0);
	buf_addf(&b, "%s", "");
	assert_int_equal(b.n, 4 + sizeof big - 1);
	buf_free(&b);
}

static void clearing_keeps_the_memory(void **state)
{
	struct buf b = {0};
	char *p;

	(void)state;
	buf_adds(&b, "something");
	p = b.p;
	buf_clear(&b);
	assert_ptr_equal(b.p, p);
	assert_string_equal(b.p, "");
	buf_adds(&b, "else");
	assert_string_equal(buf_text(&b).p, "else");
	buf_free(&b);
	assert_null(b.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_one_is_empty_text),
		cmocka_unit_test(a_nul_follows_whatever_is_added),
		cmocka_unit_test(room_is_made_once),
		cmocka_unit_test(bytes_are_kept_nul_too),
		cmocka_unit_test(characters_are_added_as_utf8),
		cmocka_unit_test(formatted_text_of_any_length),
		cmocka_unit_test(clearing_keeps_the_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
