/*
 * What changed between two trees, or a tree and the index or work tree. Git writes it raw and with
 * NULs: `:MODE MODE ID ID STATUS`, then one path, or two of a rename or copy.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "version/git_internal.h"

/* The next field of the line, up to a space. */
static char *field(char **at)
{
	char *start = *at, *end = strchr(start, ' ');

	if (end)
		*end = '\0';
	*at = end ? end + 1 : start + strlen(start);
	return start;
}

bool git_raw_read(char *line, struct arena *a, struct git_raw *out)
{
	size_t n = strspn(line, ":"), i;
	char *at = line + n;

	*out = (struct git_raw){.nparents = n};
	if (!n)
		return false;
	out->modes = arena_alloc(a, (n + 1) * sizeof *out->modes);
	out->ids = arena_alloc(a, (n + 1) * sizeof *out->ids);
	for (i = 0; i <= n; i++)
		out->modes[i] = field(&at);
	for (i = 0; i <= n; i++)
		out->ids[i] = field(&at);
	out->status = field(&at);
	return *out->status != '\0';
}

/* One change from the stream; false at the end. */
static bool next_change(struct git_stream *s, struct arena *a, struct git_change *c)
{
	struct git_raw raw;
	size_t n;
	char *line = git_stream_next(s, &n), *path;

	if (!line || !git_raw_read(arena_copy(a, line, n), a, &raw) || raw.nparents != 1 ||
	    !(path = git_stream_next(s, &n)))
		return false;
	c->status = *raw.status;
	c->path = c->old_path = arena_copy(a, path, n);
	if (c->status == 'R' || c->status == 'C') {
		path = git_stream_next(s, &n);
		if (!path)
			return false;
		c->path = arena_copy(a, path, n);
	}
	c->old_mode = (unsigned)strtoul(raw.modes[0], NULL, 8);
	c->mode = (unsigned)strtoul(raw.modes[1], NULL, 8);
	c->old_id = c->old_mode ? raw.ids[0] : NULL;
	c->id = c->mode ? raw.ids[1] : NULL;
	return true;
}

static void add_command(struct git_args *args, const struct git_compare *what)
{
	/* Only `git diff` looks into files whose dates alone are new. */
	if (what->to) {
		git_arg(args, "diff-tree");
		git_arg(args, "-r");
	} else if (what->index) {
		git_arg(args, "diff-index");
		git_arg(args, "--cached");
	} else {
		git_arg(args, "diff");
		git_arg(args, "--no-color");
		git_arg(args, "--no-ext-diff");
	}
	git_arg(args, "--raw");
	git_arg(args, "-z");
	git_arg(args, "--no-abbrev");
	git_arg(args, "--no-relative");
	git_arg(args, "--ignore-submodules=all");
	git_arg(args, "-O/dev/null");
	git_arg(args, what->renames ? "-M" : "--no-renames");
	git_arg(args, what->from);
	if (what->to)
		git_arg(args, what->to);
	git_arg_paths(args, what->paths, what->npaths);
}

struct git_stream *git_changes_start(struct git *g, const struct git_compare *what, struct buf *why)
{
	struct git_args args = {0};
	struct git_stream *s = mem_zero(sizeof *s);

	add_command(&args, what);
	if (git_stream_start(g, s, &args, why))
		return s;
	mem_free(s);
	return NULL;
}

bool git_changes_finish(struct git_stream *s, bool (*each)(void *ctx, const struct git_change *c),
			void *ctx, struct buf *why)
{
	struct git_change c;
	struct arena a = {0};
	bool stopped = false, good;

	while (!stopped && next_change(s, &a, &c)) {
		stopped = !each(ctx, &c);
		arena_reset(&a);
	}
	arena_free(&a);
	good = git_stream_finish(s, stopped, why);
	mem_free(s);
	return good;
}

void git_changes_drop(struct git_stream *s)
{
	if (s)
		git_stream_finish(s, true, NULL);
	mem_free(s);
}

bool git_changes(struct git *g, const struct git_compare *what,
		 bool (*each)(void *ctx, const struct git_change *c), void *ctx, struct buf *why)
{
	struct git_stream *s = git_changes_start(g, what, why);

	return s && git_changes_finish(s, each, ctx, why);
}
