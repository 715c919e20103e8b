/* What base/options promises: one table parsed and shown, and complaints that end with status 2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/options.h"

enum { OPT_NAME = 300 };

static const struct option_row rows[] = {
	{OPT_NAME, "name", "NAME", "a name"},
	{'q', "quiet", NULL, "say less"},
	OPTION_JOBS,
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};
static const struct command command = {"hhtest", "try options", "  hhtest [options]", rows, NULL};

struct taken {
	const char *name;
	int quiet;
};

static bool take(void *ctx, int id, char *value)
{
	struct taken *t = ctx;

	if (id == OPT_NAME)
		t->name = value;
	t->quiet += id == 'q';
	return id == 'q' || strcmp(value, "bad") != 0;
}

/* Parses in a process of its own, since a complaint ends it: the status, or 100 + the first
 * operand. */
static int status_of(char **argv, char *output, size_t size)
{
	struct taken taken = {0};
	struct common_options common;
	int argc = 0, status, fds[2];
	ssize_t n;
	pid_t child;

	while (argv[argc])
		argc++;
	assert_int_equal(pipe(fds), 0);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		status = 100 + options_parse(&command, argc, argv, &common, take, &taken);
		_exit(status);
	}
	close(fds[1]);
	for (size_t have = 0; (n = read(fds[0], output + have, size - 1 - have)) > 0;)
		output[have += (size_t)n] = '\0';
	close(fds[0]);
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#define STATUS(output, ...)                                                                        \
	status_of((char *[]){"hhtest", __VA_ARGS__, NULL}, (output), sizeof(output))

static void complaints_name_the_option_and_the_help(void **state)
{
	char out[4000] = "";

	(void)state;
	assert_int_equal(STATUS(out, "--nonsense"), 2);
	assert_non_null(strstr(out, "hhtest: "));
	assert_non_null(strstr(out, "--nonsense"));
	assert_non_null(strstr(out, "hhtest --help"));
	assert_int_equal(STATUS(out, "-x"), 2);
	assert_non_null(strstr(out, "'-x'"));
	assert_int_equal(STATUS(out, "--name"), 2);
	assert_non_null(strstr(out, "--name"));
	assert_int_equal(STATUS(out, "--name", "bad"), 2);
	assert_non_null(strstr(out, "'bad'"));
	assert_int_equal(STATUS(out, "--quiet=x"), 2);
	assert_int_equal(STATUS(out, "-C", "/nonexistent/dir"), 2);
	assert_non_null(strstr(out, "/nonexistent/dir"));
}

static void complaints_cannot_disturb_the_terminal(void **state)
{
	char out[4000] = "";

	(void)state;
	assert_int_equal(STATUS(out, "--no\033[31m\n"), 2);
	assert_null(strchr(out, '\033'));
}

static void jobs_are_a_number_from_1_to_1024(void **state)
{
	static char *const bad[] = {"0",  "-1", "x", "", "1x", "1025", "99999999999999999999",
				    "1.5"};
	char out[4000] = "";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(STATUS(out, "-j", bad[i]), 2);
	assert_int_equal(STATUS(out, "-j", "1"), 103);
	assert_int_equal(STATUS(out, "-j1024"), 102);
	assert_int_equal(STATUS(out, "--jobs=7"), 102);
}

static void operands_come_after_options_or_two_dashes(void **state)
{
	char out[4000] = "";

	(void)state;
	assert_int_equal(STATUS(out, "a", "b"), 101);
	assert_int_equal(STATUS(out, "-q", "--", "-x"), 103);
	assert_int_equal(STATUS(out, "-q", "-"), 102);
}

static void help_shows_every_option_and_ends_well(void **state)
{
	char out[4000] = "", again[4000] = "";
	size_t i;

	(void)state;
	assert_int_equal(STATUS(out, "--help"), 0);
	assert_int_equal(STATUS(again, "-q", "-h", "--nonsense"), 0);
	assert_string_equal(out, again);
	for (i = 0; rows[i].name; i++) {
		assert_non_null(strstr(out, rows[i].name));
		assert_non_null(strstr(out, rows[i].help));
	}
	assert_int_equal(STATUS(out, "--version"), 0);
	assert_string_equal(out, "hhtest (hearth) " HEARTH_VERSION "\n");
}

static struct common_options parse(char *option)
{
	char *argv[] = {"hhtest", option, NULL};
	struct taken taken = {0};
	struct common_options common;

	optind = 1;
	options_parse(&command, 2, argv, &common, take, &taken);
	return common;
}

static void colour_is_as_asked_for(void **state)
{
	(void)state;
	setenv("NO_COLOR", "1", 1);
	setenv("CLICOLOR_FORCE", "1", 1);
	assert_false(parse("-q").color);
	assert_true(parse("--color=always").color);
	setenv("NO_COLOR", "", 1);
	assert_true(parse("-q").color);
	assert_true(parse("--color=auto").color);
	assert_false(parse("--color=never").color);
	setenv("CLICOLOR_FORCE", "0", 1);
	setenv("TERM", "dumb", 1);
	assert_false(parse("--color=auto").color);
	unsetenv("NO_COLOR");
	unsetenv("CLICOLOR_FORCE");
}

static void options_are_given_to_the_command(void **state)
{
	char *argv[] = {"hhtest", "--name", "x y", "-qq", "-j3", "rest", NULL};
	struct taken taken = {0};
	struct common_options common;

	(void)state;
	optind = 1;
	assert_int_equal(options_parse(&command, 6, argv, &common, take, &taken), 5);
	assert_string_equal(taken.name, "x y");
	assert_int_equal(taken.quiet, 2);
	assert_int_equal(common.jobs, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complaints_name_the_option_and_the_help),
		cmocka_unit_test(complaints_cannot_disturb_the_terminal),
		cmocka_unit_test(jobs_are_a_number_from_1_to_1024),
		cmocka_unit_test(operands_come_after_options_or_two_dashes),
		cmocka_unit_test(help_shows_every_option_and_ends_well),
		cmocka_unit_test(colour_is_as_asked_for),
		cmocka_unit_test(options_are_given_to_the_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
