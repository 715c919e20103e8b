#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H
/* Command lines: one table of options, from which they are parsed and the short help is printed. */
#include <stdbool.h>
#include <stddef.h>

#include "base/message.h"

struct option_row {
	int id;            /* the short option's letter, or a number from 256 up if it has none */
	const char *name;  /* long, without dashes */
	const char *value; /* what its value is called, or NULL if it takes none */
	const char *help;
};

/* The options every command has, to be put into its table. */
#define OPTION_HELP                                                                                \
	{                                                                                          \
		'h', "help", NULL, "show this help"                                                \
	}
#define OPTION_VERSION                                                                             \
	{                                                                                          \
		256, "version", NULL, "show the version"                                           \
	}
#define OPTION_DIRECTORY                                                                           \
	{                                                                                          \
		'C', "directory", "DIR", "work in DIR"                                             \
	}
#define OPTION_JOBS                                                                                \
	{                                                                                          \
		'j', "jobs", "N", "use N threads (default: the processors)"                        \
	}
#define OPTION_COLOR                                                                               \
	{                                                                                          \
		257, "color", "WHEN", "auto, always or never"                                      \
	}
#define OPTION_END                                                                                 \
	{                                                                                          \
		0, NULL, NULL, NULL                                                                \
	}

struct command {
	const char *name;
	const char *summary; /* one line, no full stop */
	const char *usage;   /* lines, each without the word "usage" */
	const struct option_row *options;
	const char *footer; /* or NULL */
};

struct common_options {
	unsigned jobs; /* at least 1 */
	bool color;    /* of standard output, decided by --color, NO_COLOR and the rest */
};

/* Parses argv; calls `take` for each option that is not common to all commands; a false from it, an
 * unknown option or a bad value ends the process with exit status 2 and a message, --help and
 * --version with 0. Returns the index of the first operand. Changes the folder for -C. */
int options_parse(const struct command *c, int argc, char **argv, struct common_options *common,
		  bool (*take)(void *ctx, int id, char *value), void *ctx);
/* Says what is wrong with a command line on standard error, and how to get help; returns 2. */
#define options_complain(c, m, ...)                                                                \
	options_complain_with((c), (m),                                                            \
			      sizeof((struct text[]){__VA_ARGS__}) / sizeof(struct text),          \
			      (struct text[]){__VA_ARGS__})
int options_complain_with(const struct command *c, enum message m, size_t n,
			  const struct text *args);
/* The same without the hint at --help: for trouble that is not the command line's fault. */
#define options_trouble(c, m, ...)                                                                 \
	options_trouble_with((c), (m), sizeof((struct text[]){__VA_ARGS__}) / sizeof(struct text), \
			     (struct text[]){__VA_ARGS__})
int options_trouble_with(const struct command *c, enum message m, size_t n,
			 const struct text *args);
/* Flushes and closes standard output; 0, or 2 after a message if anything written to it was lost.
 */
int options_finish(const struct command *c);

#endif
