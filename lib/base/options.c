/* Command lines by getopt_long, which every system that hearth is for has, from one table of rows.
 */
#include "base/options.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/pool.h"

enum { MOST = 64 };

static void print_help(const struct command *c)
{
	const struct option_row *o;
	char left[64];

	printf("%s - %s\n\nUsage:\n%s\n\nOptions:\n", c->name, c->summary, c->usage);
	for (o = c->options; o->name; o++) {
		int n = o->id < 256 ? snprintf(left, sizeof left, "-%c, ", o->id)
				    : snprintf(left, sizeof left, "    ");

		snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", o->name,
			 o->value ? " " : "", o->value ? o->value : "");
		printf("  %-24s %s\n", left, o->help);
	}
	if (c->footer)
		printf("\n%s\n", c->footer);
}

int options_trouble_with(const struct command *c, enum message m, size_t n, const struct text *args)
{
	struct buf words = {0};

	message_write(&words, m, n, args);
	fprintf(stderr, "%s: %s\n", c->name, words.p);
	buf_free(&words);
	return 2;
}

int options_complain_with(const struct command *c, enum message m, size_t n,
			  const struct text *args)
{
	struct text name = text_of(c->name);
	struct buf words = {0};

	options_trouble_with(c, m, n, args);
	message_write(&words, MSG_USAGE_TRY, 1, &name);
	fprintf(stderr, "%s\n", words.p);
	buf_free(&words);
	return 2;
}

int options_finish(const struct command *c)
{
	bool lost = ferror(stdout);
	int error;

	errno = 0;
	if (lost) { /* the reason is gone: try once more to learn it */
		clearerr(stdout);
		putchar('\n');
	}
	lost |= fflush(stdout) != 0;
	error = errno;
	lost |= fclose(stdout) != 0 && errno != EBADF;
	if (!lost)
		return 0;
	return options_trouble(c, MSG_OUTPUT_LOST, text_of(strerror(error ? error : EIO)));
}

static bool color_wanted(void) /* when --color says auto */
{
	const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE"),
		   *may = getenv("CLICOLOR");
	const char *term = getenv("TERM");

	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0 &&
	       !(may && strcmp(may, "0") == 0);
}

static bool take_color(struct common_options *common, const char *when)
{
	if (strcmp(when, "always") == 0)
		common->color = true;
	else if (strcmp(when, "never") == 0)
		common->color = false;
	else if (strcmp(when, "auto") != 0)
		return false;
	return true;
}

static bool take_jobs(struct common_options *common, const char *value)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(value, &end, 10);
	if (errno || *end || end == value || *value == '-' || n < 1 || n > 1024)
		return false;
	common->jobs = (unsigned)n;
	return true;
}

/* The common options; 1 taken, 0 not one of them, -1 a bad value. */
static int take_common(const struct command *c, struct common_options *common, int id, char *value)
{
	switch (id) {
	case 'h': print_help(c); exit(options_finish(c));
	case 256: printf("%s (hearth) %s\n", c->name, HEARTH_VERSION); exit(options_finish(c));
	case 257: return take_color(common, value) ? 1 : -1;
	case 'j': return take_jobs(common, value) ? 1 : -1;
	case 'C':
		if (chdir(value) == 0)
			return 1;
		exit(options_trouble(c, MSG_USAGE_DIRECTORY, text_of(value),
				     text_of(strerror(errno))));
	}
	return 0;
}

static const struct option_row *row_of(const struct command *c, int id)
{
	const struct option_row *o = c->options;

	while (o->name && o->id != id)
		o++;
	return o;
}

static int complain_option(const struct command *c, char **argv, int id)
{
	char letter[3] = {'-', (char)optopt, '\0'};
	bool is_long = strncmp(argv[optind - 1], "--", 2) == 0;
	const char *given = optopt && optopt < 256 && !is_long ? letter : argv[optind - 1];

	return options_complain(c, id == ':' ? MSG_USAGE_NO_VALUE : MSG_USAGE_OPTION,
				text_of(given));
}

int options_parse(const struct command *c, int argc, char **argv, struct common_options *common,
		  bool (*take)(void *ctx, int id, char *value), void *ctx)
{
	struct option longs[MOST + 1] = {{0}};
	char shorts[2 * MOST + 2] = ":";
	size_t i, n = 1;
	int id, taken;

	signal(SIGPIPE, SIG_IGN); /* a closed pipe or a file's limit is an error to be told, */
	signal(SIGXFSZ, SIG_IGN); /* not a death */
	for (i = 0; c->options[i].name && i < MOST; i++) {
		const struct option_row *o = &c->options[i];

		longs[i] = (struct option){o->name, o->value ? required_argument : no_argument,
					   NULL, o->id};
		if (o->id < 256) {
			shorts[n++] = (char)o->id;
			if (o->value)
				shorts[n++] = ':';
		}
	}
	*common = (struct common_options){.jobs = pool_processors(), .color = color_wanted()};
	while ((id = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (id == '?' || id == ':')
			exit(complain_option(c, argv, id));
		taken = take_common(c, common, id, optarg);
		if (taken == 0)
			taken = take(ctx, id, optarg) ? 1 : -1;
		if (taken < 0)
			exit(options_complain(c, MSG_USAGE_VALUE, text_of(optarg ? optarg : ""),
					      text_of(row_of(c, id)->name)));
	}
	return optind;
}
