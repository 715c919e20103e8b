/* A line that says how far the work is, for a person who waits. */
#include <time.h>
#include <unistd.h>

#include "report/report.h"

static long seconds(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec + 1;
}

void progress_show(struct progress *p, size_t done, size_t all)
{
	char rooms[2][24];
	struct text args[2] = {text_number(rooms[0], done), text_number(rooms[1], all)};
	struct buf words = {0};

	if (!p->started)
		p->started = seconds();
	if (seconds() - p->started < 2 || !isatty(STDERR_FILENO))
		return;
	message_write(&words, MSG_PROGRESS, 2, args);
	fprintf(stderr, "\r%s\033[K", words.p);
	fflush(stderr);
	p->shown = true;
	buf_free(&words);
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
