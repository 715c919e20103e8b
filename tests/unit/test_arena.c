/* What base/arena promises: memory that is aligned, apart, kept until it is freed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void every_piece_is_aligned_and_apart(void **state)
{
	struct arena a = {0};
	unsigned char *pieces[500];
	size_t sizes[500], i, k;

	(void)state;
	for (i = 0; i < 500; i++) {
		sizes[i] = i * 37 % 900;
		if (i % 3 == 0)
			arena_copy(&a, "odd", i % 4); /* puts the next piece out of step */
		pieces[i] = arena_alloc(&a, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % 8, 0);
		memset(pieces[i], (int)(i & 0xFF), sizes[i]);
	}
	for (i = 0; i < 500; i++)
		for (k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], i & 0xFF);
	arena_free(&a);
}

static void zeroed_memory_is_zero_also_when_used_again(void **state)
{
	struct arena a = {0};
	unsigned char *p;
	size_t i;

	(void)state;
	memset(arena_alloc(&a, 4000), 0xAA, 4000);
	arena_reset(&a);
	p = arena_zero(&a, 4000);
	for (i = 0; i < 4000; i++)
		assert_int_equal(p[i], 0);
	arena_free(&a);
}

static void copies_end_with_nul_and_hold_any_bytes(void **state)
{
	struct arena a = {0};
	char *p = arena_copy(&a, "a\0b", 3), *empty = arena_copy(&a, NULL, 0);
	char big[5000];

	(void)state;
	assert_memory_equal(p, "a\0b", 4);
	assert_string_equal(empty, "");
	memset(big, 'x', sizeof big);
	for (int i = 0; i < 20; i++) {
		p = arena_copy(&a, big, sizeof big);
		assert_memory_equal(p, big, sizeof big);
		assert_int_equal(p[sizeof big], 0);
	}
	arena_free(&a);
}

static void large_requests_are_met(void **state)
{
	struct arena a = {0};
	char *p, *q;

	(void)state;
	p = arena_alloc(&a, (size_t)5 << 20);
	memset(p, 1, (size_t)5 << 20);
	q = arena_alloc(&a, 10);
	memset(q, 2, 10);
	assert_int_equal(p[((size_t)5 << 20) - 1], 1);
	arena_reset(&a);
	p = arena_alloc(&a, 100);
	memset(p, 3, 100);
	arena_free(&a);
}

static void an_empty_arena_can_be_reset_and_freed(void **state)
{
	struct arena a = {0};

	(void)state;
	arena_reset(&a);
	arena_free(&a);
	assert_non_null(arena_alloc(&a, 0));
	arena_free(&a);
	arena_free(&a);
	assert_non_null(arena_alloc(&a, 1));
	arena_free(&a);
}

static void a_reset_arena_does_not_grow(void **state)
{
	struct arena a = {0};
	struct arena_block *kept;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		arena_alloc(&a, 1000);
	arena_reset(&a);
	kept = a.blocks;
	for (i = 0; i < 50; i++) {
		assert_ptr_equal(a.blocks, kept);
		arena_alloc(&a, 1000);
		arena_reset(&a);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_piece_is_aligned_and_apart),
		cmocka_unit_test(zeroed_memory_is_zero_also_when_used_again),
		cmocka_unit_test(copies_end_with_nul_and_hold_any_bytes),
		cmocka_unit_test(large_requests_are_met),
		cmocka_unit_test(an_empty_arena_can_be_reset_and_freed),
		cmocka_unit_test(a_reset_arena_does_not_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
