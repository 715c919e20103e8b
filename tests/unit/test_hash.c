/* What base/hash promises: every key finds its own value, whatever the key holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/hash.h"

enum { MANY = 20000 };

static void every_key_finds_its_own_value(void **state)
{
	static char keys[MANY][12];
	static int values[MANY];
	struct hash h = {0};
	size_t i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		snprintf(keys[i], sizeof keys[i], "k%zu", i);
		assert_null(*hash_put(&h, text_of(keys[i])));
		*hash_put(&h, text_of(keys[i])) = &values[i];
	}
	assert_int_equal(h.n, MANY);
	for (i = 0; i < MANY; i++)
		assert_ptr_equal(hash_get(&h, text_of(keys[i])), &values[i]);
	assert_null(hash_get(&h, TEXT("k")));
	assert_null(hash_get(&h, TEXT("k20000")));
	hash_free(&h);
}

static void keys_are_bytes_and_may_be_empty(void **state)
{
	static const struct text keys[] = {{"", 0},    {"\0", 1},   {"\0\0", 2}, {"a", 1},
					   {"a\0", 2}, {"a\0b", 3}, {"张", 3},   {"\xFF", 1}};
	struct hash h = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		*hash_put(&h, keys[i]) = (void *)&keys[i];
	assert_int_equal(h.n, sizeof keys / sizeof *keys);
	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_ptr_equal(hash_get(&h, keys[i]), &keys[i]);
	assert_ptr_equal(hash_get(&h, (struct text){NULL, 0}), &keys[0]);
	hash_free(&h);
}

static void what_is_taken_out_is_gone_and_the_rest_is_found(void **state)
{
	static char keys[MANY][12];
	struct hash h = {0};
	size_t i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		snprintf(keys[i], sizeof keys[i], "k%zu", i);
		*hash_put(&h, text_of(keys[i])) = keys[i];
	}
	for (i = 0; i < MANY; i += 3) {
		assert_ptr_equal(hash_take(&h, text_of(keys[i])), keys[i]);
		assert_null(hash_take(&h, text_of(keys[i])));
	}
	for (i = 0; i < MANY; i++)
		assert_ptr_equal(hash_get(&h, text_of(keys[i])), i % 3 ? keys[i] : NULL);
	assert_int_equal(h.n, MANY - (MANY + 2) / 3);
	for (i = 0; i < MANY; i++)
		hash_take(&h, text_of(keys[i]));
	assert_int_equal(h.n, 0);
	hash_free(&h);
	assert_null(hash_take(&h, TEXT("a")));
}

static void an_empty_table_has_nothing(void **state)
{
	struct hash h = {0};

	(void)state;
	assert_null(hash_get(&h, TEXT("a")));
	assert_null(hash_get(&h, (struct text){NULL, 0}));
	hash_free(&h);
	*hash_put(&h, (struct text){NULL, 0}) = &h;
	assert_ptr_equal(hash_get(&h, TEXT("")), &h);
	hash_free(&h);
	hash_free(&h);
	assert_null(hash_get(&h, TEXT("")));
}

static void a_value_can_be_changed(void **state)
{
	struct hash h = {0};
	int one, two;

	(void)state;
	*hash_put(&h, TEXT("a")) = &one;
	*hash_put(&h, TEXT("a")) = &two;
	assert_int_equal(h.n, 1);
	assert_ptr_equal(hash_get(&h, TEXT("a")), &two);
	hash_free(&h);
}

static void tick_off(void *ctx, struct text key, void *value)
{
	size_t *sum = ctx;

	assert_string_equal(key.p, value);
	*sum += strlen(value);
}

static void a_walk_meets_every_entry_once(void **state)
{
	static char *const words[] = {"a", "bb", "ccc", "dddd"};
	struct hash h = {0};
	size_t sum = 0, i;

	(void)state;
	hash_walk(&h, tick_off, &sum);
	assert_int_equal(sum, 0);
	for (i = 0; i < 4; i++)
		*hash_put(&h, text_of(words[i])) = words[i];
	hash_walk(&h, tick_off, &sum);
	assert_int_equal(sum, 10);
	hash_free(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_finds_its_own_value),
		cmocka_unit_test(keys_are_bytes_and_may_be_empty),
		cmocka_unit_test(what_is_taken_out_is_gone_and_the_rest_is_found),
		cmocka_unit_test(an_empty_table_has_nothing),
		cmocka_unit_test(a_value_can_be_changed),
		cmocka_unit_test(a_walk_meets_every_entry_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
