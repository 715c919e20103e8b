#ifndef REPORT_HISTORY_H
#define REPORT_HISTORY_H
/* What hhlog needs before it can ask anything: the repository, a range of its commits, the registry
 * as of the end of that, and which of its paths are meant. */
#include <stdbool.h>
#include <stddef.h>

#include "base/options.h"
#include "registry/registry.h"
#include "version/digest.h"
#include "version/git.h"
#include "version/trail.h"

struct people;
struct revision;

enum { HISTORY_NOTES = 20 }; /* versions that do not load, of which it is said one by one */

struct history { /* zeroed, then `command` set */
	const struct command *command;
	struct git *git;
	struct git_range range;
	const char *from[1], *without[1]; /* its ends */
	const char *since, *until;
	unsigned jobs;
	struct revision *tip;
	struct registry registry;
	char *root;   /* of the registry, from the top */
	char **paths; /* from the registry's root */
	size_t npaths;
	struct digest_plan plan;
	size_t nbroken;
};

/* Opens it for the operands [REVISION] [PATH...]; literal: all are paths. 0, or 2 after a message.
 */
int history_open(struct history *h, char **operands, size_t n, bool literal);
/* A trail through it; borrowed things live in h. */
struct trail *history_trail(struct history *h, bool first_parent,
			    void (*each)(void *ctx, const struct trail_commit *c), void *ctx);
/* What a trail of it all is made of. */
struct trail_options history_options(struct history *h);
/* Goes through it. False after a message. */
bool history_run(struct history *h, struct trail *t);
/* Calls `each` for every record of a commit; from within a trail's `each`, too. False after a
 * message. */
bool history_each_record(struct history *h, struct trail *t, const char *commit,
			 void (*each)(void *ctx, const char *path, struct digest *d), void *ctx);
/* Who is who; NULL after a message. */
struct people *history_people(struct history *h);
/* The kind of the one record that is named; NULL after a message. */
const struct kind *history_kind(struct history *h);
/* What the registry is called; empty: nothing. */
struct text history_title(const struct history *h);
void history_close(struct history *h);

#endif
