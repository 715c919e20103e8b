/* What base/crew promises: each piece of work is done once, on any number of threads, and all are
 * done when crew_wait returns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sched.h>
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

/* A piece that holds the thread that does it until it is let go; others are counted. */
struct gate {
	atomic_bool taken, open;
	atomic_int done;
};

static void pass(void *ctx, void *state, void *piece)
{
	struct gate *g = ctx;

	(void)state;
	if (piece != g) {
		atomic_fetch_add(&g->done, 1);
		return;
	}
	atomic_store(&g->taken, true);
	while (!atomic_load(&g->open))
		sched_yield();
}

static void the_giver_helps_with_what_waits(void **state)
{
	struct gate g = {0};
	struct crew_work work = {NULL, pass, NULL, &g};
	struct crew *crew = crew_new(&work, 2);
	int i;

	(void)state;
	crew_give(crew, &g);
	while (!atomic_load(&g.taken))
		sched_yield();
	assert_false(crew_help(crew, 0));
	for (i = 0; i < 4; i++)
		crew_give(crew, &i);
	assert_false(crew_help(crew, 4));
	assert_true(crew_help(crew, 2));
	assert_true(crew_help(crew, 2));
	assert_false(crew_help(crew, 2));
	assert_int_equal(g.done, 2);
	atomic_store(&g.open, true);
	crew_wait(crew);
	assert_int_equal(g.done, 4);
	assert_false(crew_help(crew, 0));
	crew_free(crew);
	crew = crew_new(&work, 1);
	crew_give(crew, &i);
	assert_false(crew_help(crew, 0));
	assert_int_equal(g.done, 5);
	crew_free(crew);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_done_once),
		cmocka_unit_test(the_giver_helps_with_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
