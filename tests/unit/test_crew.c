/* What base/crew promises: each piece of work is done once, on any number of threads, and all are
 * done when crew_wait returns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdatomic.h>

#include "base/crew.h"

enum { MANY = 20000 };

struct count {
	atomic_int done, begun, ended;
	atomic_uchar each[MANY];
};

static void *begin(void *ctx)
{
	atomic_fetch_add(&((struct count *)ctx)->begun, 1);
	return calloc(1, 1); /* for a leak to be seen, if it were not ended */
}

static void end(void *ctx, void *state)
{
	atomic_fetch_add(&((struct count *)ctx)->ended, 1);
	free(state);
}

static void each(void *ctx, void *state, void *piece)
{
	struct count *c = ctx;

	(void)state;
	atomic_fetch_add((atomic_uchar *)piece, 1);
	atomic_fetch_add(&c->done, 1);
}

static void each_piece_is_done_once(void **state)
{
	static struct count c;
	unsigned threads;
	size_t i, round;

	(void)state;
	for (threads = 1; threads <= 5; threads += 2) {
		struct crew_work work = {begin, each, end, &c};
		struct crew *crew;

		c = (struct count){0};
		crew = crew_new(&work, threads);
		for (round = 0; round < 4; round++) {
			for (i = round; i < MANY; i += 4)
				crew_give(crew, &c.each[i]);
			crew_wait(crew);
			assert_int_equal(c.done, (round + 1) * MANY / 4);
		}
		crew_wait(crew);
		crew_free(crew);
		for (i = 0; i < MANY; i++)
			assert_int_equal(c.each[i], 1);
		assert_int_equal(c.begun, c.ended);
		assert_in_range(c.begun, 1, threads);
	}
	crew_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_done_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
