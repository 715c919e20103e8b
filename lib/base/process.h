#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H
/* Other programs, run by argument vector: never a shell. */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/text.h"

struct buf;

struct process {
	pid_t pid;     /* 0: not running */
	int in;        /* to its standard input; -1: it has none */
	int out;       /* from its standard output; -1: closed */
	int said;      /* what it wrote to standard error, in a file of no name; -1: lost */
};

enum { PROCESS_INPUT = 1 }; /* there is something to be written to it */

/* Starts argv[0], found in PATH, with this environment. 0, or an errno value (ENOENT: there is no
 * such program). Safe from several threads. */
int process_start(struct process *p, char *const *argv, char *const *env, unsigned flags);
/* Writes all n bytes to its input; false if it no longer listens. No signal comes of it. */
bool process_write(struct process *p, const void *bytes, size_t n);
/* Writes of `rest` what it takes without waiting, and shortens it by that; false if it no longer
 * listens. From then on process_write is not for it. */
bool process_offer(struct process *p, struct text *rest);
/* Up to n bytes of its output; 0 at the end, negative when reading fails. */
ssize_t process_read(struct process *p, void *bytes, size_t n);
/* The same, and offers it `rest` until there is something to read: neither waits for the other,
 * however much each has to write. */
ssize_t process_exchange(struct process *p, struct text *rest, void *bytes, size_t n);
/* Closes both ends, so that it stops, and waits. Its exit status, or 128 and a signal. */
int process_end(struct process *p);
/* Appends the line of its standard error that tells most, without a line break; after process_end
 * or before. */
void process_complaint(struct process *p, struct buf *out);
void process_close(struct process *p); /* forgets it, ending it if need be */

/* This process's environment without the variables for which `drop` is true, and with `more`
 * (NAME=VALUE, NULL at the end), in one block that mem_free frees. `more` is borrowed. */
char **process_environment(bool (*drop)(const char *variable), const char *const *more);

#endif
