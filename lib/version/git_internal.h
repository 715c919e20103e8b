#ifndef VERSION_GIT_INTERNAL_H
#define VERSION_GIT_INTERNAL_H
/* What the parts of git access share: git.c opens and names, git_settings.c asks and sets,
 * git_object.c reads, git_change.c compares, git_history.c goes through commits. */
#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/message.h"
#include "base/process.h"
#include "version/git.h"

struct git {
	struct git_about about;
	struct arena arena;
	char **env;
	const char *from;      /* the folder git is run in */
	struct process batch;  /* cat-file --batch */
	pthread_mutex_t lock;  /* on it */
	struct buf asked;      /* requests; of them written: */
	size_t sent;
	bool stopped;          /* it has once, before it had answered */
	size_t waiting, lost;  /* answers to come, and those that never will since git stopped */
	char *read;            /* what came of it and is not yet taken: */
	size_t at, n;
	struct git_id empty;
};

/* Runs git with the arguments (NULL at the end); adds why and returns false if it cannot start. */
bool git_start(struct git *g, struct process *p, const char *const *args, unsigned flags,
	       struct buf *why);
/* Adds the message to why; always false. */
bool git_say(struct buf *why, enum message m, const char *a, const char *b);
/* Runs it to its end: all of its output, and what it says of errors. Its exit status, or -1 with
 * why. */
int git_run(struct git *g, const char *const *args, struct buf *out, struct buf *said,
	    struct buf *why);
/* Ends it; false with why unless its exit status is 0. Of a stream that was left early, call
 * process_close alone. */
bool git_finish(struct process *p, struct buf *why);

/* One command's arguments, growing. */
struct git_args {
	const char **v;
	size_t n, cap;
};
void git_arg(struct git_args *a, const char *arg);
/* `--` and the paths. */
void git_arg_paths(struct git_args *a, const char *const *paths, size_t n);
const char *const *git_args_end(struct git_args *a);

/* A child's output as texts that end with NUL. */
struct git_stream {
	struct process p;
	struct buf bytes;
	size_t at;
	bool ended;
};
bool git_stream_start(struct git *g, struct git_stream *s, struct git_args *a, struct buf *why);
/* The next; valid until the one after it. NULL at the end. */
char *git_stream_next(struct git_stream *s, size_t *n);
/* stopped: it was left before its end. */
bool git_stream_finish(struct git_stream *s, bool stopped, struct buf *why);

/* A raw diff line, `:mode mode id id status`, of as many parents as it has colons. */
struct git_raw {
	size_t nparents;
	char **modes, **ids; /* nparents + 1 of each: the parents', then the result's */
	char *status;        /* a letter for each parent, or like R100 */
};
/* Cuts the line up; lists live in the arena. False if it is malformed. */
bool git_raw_read(char *line, struct arena *a, struct git_raw *out);
/* An id, or NULL for zeros. */
const char *git_id_or_null(const char *id);

#endif
