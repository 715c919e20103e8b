/* What base/pool promises: each piece of work is done once, on any number of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "base/pool.h"

enum { MOST = 5000 };

struct count {
	atomic_uchar done[MOST];
	atomic_int begun, ended, wrong_ticks;
	pthread_t caller;
};

static void *begin(void *ctx)
{
	struct count *c = ctx;

	atomic_fetch_add(&c->begun, 1);
	return calloc(1, sizeof(int));
}

static void each(void *ctx, void *state, size_t i)
{
	struct count *c = ctx;

	atomic_fetch_add(&c->done[i], 1);
	++*(int *)state; /* a state that two threads shared would lose some */
}

static atomic_int sum;

static void end(void *ctx, void *state)
{
	struct count *c = ctx;

	atomic_fetch_add(&c->ended, 1);
	atomic_fetch_add(&sum, *(int *)state);
	free(state);
}

static void tick(void *ctx, size_t done)
{
	struct count *c = ctx;

	if (done > MOST || !pthread_equal(pthread_self(), c->caller))
		atomic_fetch_add(&c->wrong_ticks, 1);
}

static void all_work_is_done_once(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 15, 16, 17, 31, 33, 1000, MOST};
	static const unsigned threads[] = {1, 2, 3, 7, 64};
	size_t s, t, i;

	(void)state;
	for (s = 0; s < sizeof sizes / sizeof *sizes; s++)
		for (t = 0; t < sizeof threads / sizeof *threads; t++) {
			struct count *c = calloc(1, sizeof *c);
			const struct pool_work work = {begin, each, end, tick, c};

			c->caller = pthread_self();
			atomic_store(&sum, 0);
			pool_run(&work, sizes[s], threads[t]);
			for (i = 0; i < MOST; i++)
				assert_int_equal(c->done[i], i < sizes[s]);
			assert_int_equal(atomic_load(&sum), sizes[s]);
			assert_int_equal(c->begun, c->ended);
			assert_int_equal(c->wrong_ticks, 0);
			assert_true((unsigned)c->begun <= threads[t]);
			free(c);
		}
}

static void each_alone(void *ctx, void *state, size_t i)
{
	struct count *c = ctx;

	atomic_fetch_add(&c->done[i], state ? 100 : 1);
}

static void state_and_ticks_may_be_left_out(void **state)
{
	struct count *c = calloc(1, sizeof *c);
	const struct pool_work work = {NULL, each_alone, NULL, NULL, c};
	size_t i;

	(void)state;
	pool_run(&work, 100, 1);
	pool_run(&work, 100, 4);
	for (i = 0; i < 100; i++)
		assert_int_equal(c->done[i], 2);
	free(c);
}

static void there_is_a_processor(void **state)
{
	(void)state;
	assert_in_range(pool_processors(), 1, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_work_is_done_once),
		cmocka_unit_test(state_and_ticks_may_be_left_out),
		cmocka_unit_test(there_is_a_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
