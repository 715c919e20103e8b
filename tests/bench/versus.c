/*
 * Runs two shell commands in turn, A B A B …, after one run of each that does not count, and prints
 *the median wall time of each, the median of the ratios A/B pair by pair, and the peak memory of
 *each (the largest process).
 *
 *	versus [-n RUNS] NAME-A COMMAND-A NAME-B COMMAND-B
 *	versus [-n RUNS] NAME COMMAND
 *
 * Exit status 2 if a command cannot be run or fails.
 */
#define _DEFAULT_SOURCE 1 /* wait4 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 100 };

struct side {
	const char *name, *command;
	double seconds[MOST];
	long peak; /* KiB on Linux */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double run(struct side *s)
{
	struct rusage usage;
	double start = now();
	int status, null;
	pid_t pid = fork();

	if (pid == 0) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execl("/bin/sh", "sh", "-c", s->command, (char *)NULL);
		_exit(127);
	}
	while (wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			exit(2);
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "versus: this failed: %s\n", s->command);
		exit(2);
	}
	if (usage.ru_maxrss > s->peak)
		s->peak = usage.ru_maxrss;
	return now() - start;
}

static int ascending(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

static double median(const double *v, int n)
{
	double sorted[MOST];

	memcpy(sorted, v, (size_t)n * sizeof *v);
	qsort(sorted, (size_t)n, sizeof *sorted, ascending);
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

int main(int argc, char **argv)
{
	struct side sides[2] = {{0}};
	double ratios[MOST];
	int n = 5, first = 1, count, i, k;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		n = (int)strtol(argv[2], NULL, 10);
		first = 3;
	}
	count = (argc - first) / 2;
	if (n < 1 || n > MOST || count < 1 || count > 2 || (argc - first) % 2) {
		fputs("usage: versus [-n RUNS] NAME COMMAND [NAME COMMAND]\n", stderr);
		return 2;
	}
	for (k = 0; k < count; k++) {
		sides[k].name = argv[first + 2 * k];
		sides[k].command = argv[first + 2 * k + 1];
		run(&sides[k]);
	}
	for (i = 0; i < n; i++) {
		for (k = 0; k < count; k++)
			sides[k].seconds[i] = run(&sides[k]);
		ratios[i] = sides[0].seconds[i] / (count == 2 ? sides[1].seconds[i] : 1);
	}
	for (k = 0; k < count; k++)
		printf("  %-44s %7.3f s  %7ld KiB\n", sides[k].name, median(sides[k].seconds, n),
		       sides[k].peak);
	if (count == 2)
		printf("  ratio %.2f\n", median(ratios, n));
	return 0;
}
