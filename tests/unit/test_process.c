/* What base/process promises of programs that read and write at once: neither side waits for the
 * other, and one that ended is no danger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/pipe.h"
#include "base/process.h"

extern char **environ;

static void start(struct process *p, const char *script)
{
	char *argv[] = {"sh", "-c", (char *)(uintptr_t)script, NULL};

	assert_int_equal(process_start(p, argv, environ, PROCESS_INPUT), 0);
}

/* Far more than two pipes hold, each way. */
static void both_may_write_at_once(void **state)
{
	enum { SIZE = 8000000 };
	struct buf in = {0}, out = {0};
	struct process p;
	struct text rest;
	char room[5000];
	ssize_t got = 1;
	size_t i;

	(void)state;
	for (i = 0; i < SIZE; i++)
		buf_addc(&in, (char)('a' + i % 23));
	start(&p, "exec cat");
	for (rest = buf_text(&in); got > 0 && out.n < SIZE;) {
		got = process_exchange(&p, &rest, room, sizeof room);
		if (got > 0)
			buf_add(&out, room, (size_t)got);
	}
	assert_int_equal(rest.n, 0);
	assert_true(text_equal(buf_text(&in), buf_text(&out)));
	assert_int_equal(process_end(&p), 0);
	process_close(&p);
	buf_free(&in);
	buf_free(&out);
}

/* It takes what it takes; what it says is read though it listens no more. */
static void one_that_ended_is_read_to_its_end(void **state)
{
	static char much[3000000];
	struct text rest = {much, sizeof much};
	struct process p;
	char room[100];

	(void)state;
	start(&p, "exec <&-; echo said");
	assert_int_equal(process_exchange(&p, &rest, room, sizeof room), 5);
	assert_memory_equal(room, "said\n", 5);
	assert_int_equal(process_exchange(&p, &rest, room, sizeof room), 0);
	assert_int_equal(rest.n, 0);
	rest = (struct text){much, sizeof much};
	assert_false(process_offer(&p, &rest));
	rest.n = 0;
	assert_true(process_offer(&p, &rest));
	assert_int_equal(process_end(&p), 0);
	process_close(&p);
}

static size_t capacity(int in)
{
	static const char page[4096];
	size_t n = 0;

	fcntl(in, F_SETFL, O_NONBLOCK);
	while (write(in, page, sizeof page) == sizeof page)
		n += sizeof page;
	return n;
}

static void an_enlarged_pipe_holds_no_less(void **state)
{
	int plain[2], large[2], i;

	(void)state;
	assert_int_equal(pipe(plain) | pipe(large), 0);
	pipe_enlarge(large[0]);
	assert_true(capacity(large[1]) >= capacity(plain[1]));
	for (i = 0; i < 2; i++) {
		close(plain[i]);
		close(large[i]);
	}
	pipe_enlarge(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_may_write_at_once),
		cmocka_unit_test(one_that_ended_is_read_to_its_end),
		cmocka_unit_test(an_enlarged_pipe_holds_no_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
