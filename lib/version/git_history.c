/*
 * The history, from one `git log`. Each commit is a text that begins with the byte 1 and its id,
 * the other fields of FORMAT after it, and then its changes, raw. A merge is compared with all its
 * parents at once (git's `-c`): a change on one side is told by the commit that made it, so that
 * only what the merge itself brought in is left.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "version/git_internal.h"

#define FORMAT "--format=tformat:%x01%H%x00%P%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%s%x00"

struct reading {
	struct git_stream s;
	struct arena a;
	struct git_commit c;
	struct git_file *files;
	size_t cap;
	char *ahead; /* the id that begins the next commit, in `a` only when it is begun */
	size_t nahead;
};

static char *next(struct reading *r)
{
	size_t n;
	char *text = git_stream_next(&r->s, &n);

	return text ? arena_copy(&r->a, text, n) : NULL;
}

/* `SECONDS +HHMM` */
static void read_date(struct git_person *p, const char *text)
{
	char *end;
	long zone;

	p->time = strtoll(text, &end, 10);
	zone = strtol(end, NULL, 10);
	p->zone = (int)(zone / 100 * 60 + zone % 100);
}

static bool read_person(struct reading *r, struct git_person *p)
{
	char *date;

	p->name = next(r);
	p->mail = next(r);
	date = next(r);
	if (!date)
		return false;
	read_date(p, date);
	return true;
}

static void read_parents(struct reading *r, char *list)
{
	const char **v;
	size_t n = 0;
	char *at;

	for (at = list; *at; at++)
		n += *at == ' ';
	v = arena_alloc(&r->a, (n + 1) * sizeof *v);
	for (n = 0; list && *list; n++) {
		v[n] = list;
		list = strchr(list, ' ');
		if (list)
			*list++ = '\0';
	}
	r->c.parents = v;
	r->c.nparents = n;
}

/* The raw line is read, the paths follow: one for each parent and one for the result of a merge;
 * one of anything else, or two. */
static bool read_file(struct reading *r, char *line)
{
	struct git_raw raw;
	struct git_file *f;
	const char **paths, **ids;
	size_t i, n;
	bool two;

	if (!git_raw_read(line, &r->a, &raw))
		return false;
	n = raw.nparents;
	two = n > 1 || *raw.status == 'R' || *raw.status == 'C';
	paths = arena_alloc(&r->a, n * sizeof *paths);
	ids = arena_alloc(&r->a, n * sizeof *ids);
	MEM_GROW(r->files, r->c.nfiles, r->cap);
	f = &r->files[r->c.nfiles++];
	for (i = 0; i < n; i++) {
		paths[i] = next(r);
		ids[i] = strtoul(raw.modes[i], NULL, 8) ? raw.ids[i] : NULL;
		if (!paths[i])
			return false;
	}
	f->path = two ? next(r) : paths[0];
	f->mode = (unsigned)strtoul(raw.modes[n], NULL, 8);
	f->id = f->mode ? raw.ids[n] : NULL;
	f->status = *raw.status;
	f->nold = n;
	f->old_paths = paths;
	f->old_ids = ids;
	return f->path != NULL;
}

/* The commit whose id stands in r->ahead, with all that follows up to the next. */
static bool read_commit(struct reading *r)
{
	char *text, *id = r->ahead;
	size_t n, skip;

	r->c = (struct git_commit){0};
	arena_reset(&r->a);
	r->c.id = arena_copy(&r->a, id + 1, r->nahead - 1);
	mem_free(r->ahead);
	r->ahead = NULL;
	text = next(r);
	if (!text)
		return false;
	read_parents(r, text);
	if (!read_person(r, &r->c.author) || !read_person(r, &r->c.committer))
		return false;
	r->c.subject = next(r);
	while ((text = git_stream_next(&r->s, &n))) {
		skip = strspn(text, "\n");
		if (text[skip] == ':') { /* whose paths take the place of the text */
			if (!read_file(r, arena_copy(&r->a, text + skip, n - skip)))
				return false;
		} else if (text[skip] == '\1') {
			r->nahead = n - skip;
			r->ahead = mem_copy(text + skip, r->nahead);
			break;
		}
	}
	r->c.files = r->files;
	return r->c.subject != NULL;
}

static char *joined(struct arena *a, const char *option, const char *value, const char *more)
{
	struct buf b = {0};
	char *arg;

	buf_adds(&b, option);
	buf_adds(&b, value);
	buf_adds(&b, more);
	arg = arena_copy(a, b.p, b.n);
	buf_free(&b);
	return arg;
}

/* A day alone is all of that day: git would take the time of day it is now. Of days that git does
 * not know it would make others: it gets the first or last that it does in every time zone. */
static char *dated(struct arena *a, const char *option, const char *date, const char *time)
{
	struct date day;

	if (!date_parse(text_of(date), &day))
		return joined(a, option, date, "");
	if (date_days(day) < 1)
		date = "1970-01-02";
	if (day.year > 2099)
		date = "2099-12-31";
	return joined(a, option, date, time);
}

static void add_options(struct git_args *args, const struct git_history *what)
{
	static const char *const fixed[] = {
		"log",
		"-z",
		"--raw",
		"--no-abbrev",
		"--topo-order",
		"--reverse",
		FORMAT,
		"--date=raw",
		"--encoding=UTF-8",
		"--no-color",
		"--no-show-signature",
		"--no-notes",
		"--no-ext-diff",
		"--no-relative",
		"--ignore-submodules=all",
		"-O/dev/null",
	};
	size_t i;

	git_arg(args, "-c"); /* before the command: settings without an option */
	git_arg(args, "log.showRoot=true");
	git_arg(args, "-c");
	git_arg(args, "log.diffMerges=separate"); /* what -m means */
	for (i = 0; i < sizeof fixed / sizeof *fixed; i++)
		git_arg(args, fixed[i]);
	git_arg(args, what->renames ? "-M" : "--no-renames");
	if (what->first_parent) {
		git_arg(args, "--first-parent");
		git_arg(args, "-m");
	} else {
		git_arg(args, "-c");
		git_arg(args, "--combined-all-paths");
	}
	if (what->alone)
		git_arg(args, "--no-walk=unsorted");
	if (what->npaths) /* or else what was undone again on a branch would not be told */
		git_arg(args, "--full-history");
}

static void add_commits(struct git_args *args, const struct git_history *what, struct arena *a)
{
	size_t i;

	if (what->since)
		git_arg(args, dated(a, "--since=", what->since, " 00:00:00"));
	if (what->until)
		git_arg(args, dated(a, "--until=", what->until, " 23:59:59"));
	for (i = 0; i < what->nfrom; i++)
		git_arg(args, what->from[i]);
	for (i = 0; i < what->nwithout; i++)
		git_arg(args, joined(a, "^", what->without[i], ""));
	git_arg_paths(args, what->paths, what->npaths);
}

bool git_history(struct git *g, const struct git_history *what,
		 bool (*each)(void *ctx, const struct git_commit *c), void *ctx, struct buf *why)
{
	struct git_args args = {0};
	struct reading r = {0};
	struct arena options = {0};
	bool stopped = false, started;
	char *text;
	size_t n;

	if (!what->nfrom)
		return true;
	add_options(&args, what);
	add_commits(&args, what, &options);
	started = git_stream_start(g, &r.s, &args, why);
	arena_free(&options);
	if (!started)
		return false;
	text = git_stream_next(&r.s, &n);
	if (text && *text == '\1') {
		r.ahead = mem_copy(text, n);
		r.nahead = n;
	}
	while (r.ahead && !stopped)
		stopped = !read_commit(&r) || !each(ctx, &r.c);
	mem_free(r.ahead);
	mem_free(r.files);
	arena_free(&r.a);
	return git_stream_finish(&r.s, stopped, why);
}
