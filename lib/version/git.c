/*
 * Finding a repository and naming what is in it. Git is run by argument vector, at the top of the
 * work tree, with an environment in which nothing can change what its plumbing prints; a revision
 * never stands where an option could.
 */
#include "version/git.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "version/git_internal.h"

/* --- running --- */

static const char *const dropped[] = {
	"GIT_EXTERNAL_DIFF=",   "GIT_DIFF_OPTS=",
	"GIT_PAGER=",           "GIT_LITERAL_PATHSPECS=",
	"GIT_GLOB_PATHSPECS=",  "GIT_NOGLOB_PATHSPECS=",
	"GIT_ICASE_PATHSPECS=", "GIT_PREFIX=",
	"GIT_OPTIONAL_LOCKS=",  "GIT_TRACE",
	"GIT_NOTES_REF=",       "GIT_FLUSH=",
	"GIT_TERMINAL_PROMPT=", "LC_ALL=",
	"LC_MESSAGES=",         "LANGUAGE=",
};

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_dropped(const char *variable)
{
	size_t i;

	for (i = 0; i < sizeof dropped / sizeof *dropped; i++)
		if (starts(variable, dropped[i]))
			return true;
	return false;
}

/* A hook gets the repository named from where the hook began; the folder knows better. */
static bool is_dropped_place(const char *variable)
{
	return is_dropped(variable) || starts(variable, "GIT_DIR=") ||
	       starts(variable, "GIT_INDEX_FILE=");
}

static const char *const more[] = {
	"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", NULL, NULL,
};

bool git_say(struct buf *why, enum message m, const char *a, const char *b)
{
	struct text args[2] = {text_of(a), text_of(b)};

	if (!why->n)
		message_write(why, m, 2, args);
	return false;
}

void git_arg(struct git_args *a, const char *arg)
{
	MEM_GROW(a->v, a->n, a->cap);
	a->v[a->n++] = arg;
}

void git_arg_paths(struct git_args *a, const char *const *paths, size_t n)
{
	size_t i;

	git_arg(a, "--");
	for (i = 0; i < n; i++)
		git_arg(a, paths[i]);
}

const char *const *git_args_end(struct git_args *a)
{
	git_arg(a, NULL);
	return a->v;
}

bool git_start(struct git *g, struct process *p, const char *const *args, unsigned flags,
	       struct buf *why)
{
	static const char *const common[] = {
		"git",
		"--no-pager",
		"--literal-pathspecs",
		"-c",
		"core.quotePath=false",
		"-c",
		"core.fsmonitor=false",
		"-C",
	};
	struct git_args a = {0};
	size_t i;
	int error;

	for (i = 0; i < sizeof common / sizeof *common; i++)
		git_arg(&a, common[i]);
	git_arg(&a, g->from);
	for (i = 0; args[i]; i++)
		git_arg(&a, args[i]);
	git_arg(&a, NULL);
	error = process_start(p, (char *const *)(uintptr_t)a.v, g->env, flags);
	mem_free(a.v);
	return !error || git_say(why, MSG_GIT_NONE, strerror(error), "");
}

bool git_finish(struct process *p, struct buf *why)
{
	struct buf said = {0};
	int status = process_end(p);
	char number[32];

	process_complaint(p, &said);
	snprintf(number, sizeof number, "exit status %d", status);
	if (status)
		git_say(why, MSG_GIT_REFUSED, said.n ? said.p : number, "");
	buf_free(&said);
	process_close(p);
	return status == 0;
}

int git_run(struct git *g, const char *const *args, struct buf *out, struct buf *said,
	    struct buf *why)
{
	struct process p;
	char room[4096];
	ssize_t got;
	int status;

	if (!git_start(g, &p, args, 0, why))
		return -1;
	while ((got = process_read(&p, room, sizeof room)) > 0)
		buf_add(out, room, (size_t)got);
	status = process_end(&p);
	process_complaint(&p, said);
	process_close(&p);
	return status;
}

/* --- opening --- */

static char *take_line(struct git *g, char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	*at = end ? end + 1 : line + strlen(line);
	return arena_copy(&g->arena, line, end ? (size_t)(end - line) : strlen(line));
}

/* What rev-parse was asked for, in lines; the top comes last and begins with a '/'. */
static void read_about(struct git *g, char *lines)
{
	bool work;
	char *at = lines, *top, *line;

	g->about.bare = strcmp(take_line(g, &at), "true") == 0;
	work = strcmp(take_line(g, &at), "true") == 0;
	g->about.shallow = strcmp(take_line(g, &at), "true") == 0;
	g->about.id_length = strcmp(take_line(g, &at), "sha256") == 0 ? 64 : 40;
	g->about.dir = take_line(g, &at);
	g->about.prefix = "";
	if (!work)
		return;
	for (top = at, line = strstr(at, "\n/"); line; line = strstr(line + 1, "\n/"))
		top = line;
	g->about.prefix = arena_copy(&g->arena, at, (size_t)(top - at));
	top += *top == '\n';
	g->about.top = arena_copy(&g->arena, top, strlen(top) - (*top != '\0'));
}

static bool ask_about(struct git *g, struct buf *said, struct buf *why)
{
	static const char *const args[] = {"rev-parse",
					   "--is-bare-repository",
					   "--is-inside-work-tree",
					   "--is-shallow-repository",
					   "--show-object-format",
					   "--absolute-git-dir",
					   "--show-prefix",
					   "--show-toplevel",
					   NULL};
	struct buf out = {0};
	int status = git_run(g, args, &out, said, why);
	/* A bare repository has no top, and git says so once it has answered the rest. */
	bool good = status >= 0 && out.n && memchr(out.p, '/', out.n);

	if (good)
		read_about(g, out.p);
	good &= status == 0 || !g->about.top;
	buf_free(&out);
	return good;
}

/* Paths in the environment of a hook are from the top. */
static const char *absolute_index(struct git *g)
{
	const char *index = getenv("GIT_INDEX_FILE"), *path;
	struct buf b = {0};

	if (!index || !*index)
		return NULL;
	buf_adds(&b, "GIT_INDEX_FILE=");
	if (*index != '/' && g->about.top)
		buf_addf(&b, "%s/", g->about.top);
	buf_adds(&b, index);
	path = arena_copy(&g->arena, b.p, b.n);
	buf_free(&b);
	return path;
}

static bool find(struct git *g, struct buf *said, struct buf *why)
{
	const char *variables[sizeof more / sizeof *more];
	bool named = getenv("GIT_DIR") && *getenv("GIT_DIR");

	if (!getenv("GIT_WORK_TREE")) {
		g->env = process_environment(is_dropped_place, more);
		if (ask_about(g, said, why)) {
			mem_free(g->env);
			memcpy(variables, more, sizeof more);
			variables[3] = absolute_index(g);
			g->env = process_environment(is_dropped_place, variables);
			return true;
		}
		if (!named || why->n)
			return false;
		mem_free(g->env);
		buf_clear(said);
	}
	g->env = process_environment(is_dropped, more);
	return ask_about(g, said, why);
}

struct git *git_open(const char *folder, struct buf *why)
{
	struct git *g = mem_zero(sizeof *g);
	struct buf said = {0};

	pthread_mutex_init(&g->lock, NULL);
	g->batch = (struct process){.in = -1, .out = -1, .said = -1};
	g->from = *folder ? folder : ".";
	if (find(g, &said, why)) {
		g->from = g->about.top ? g->about.top : g->about.dir;
	} else {
		if (!said.n || strstr(said.p, "not a git repository"))
			git_say(why, MSG_GIT_NO_REPOSITORY, g->from, "");
		else
			git_say(why, MSG_GIT_REFUSED, said.p, "");
		git_close(g);
		g = NULL;
	}
	buf_free(&said);
	return g;
}

void git_close(struct git *g)
{
	if (!g)
		return;
	process_close(&g->batch);
	pthread_mutex_destroy(&g->lock);
	buf_free(&g->asked);
	mem_free(g->read);
	mem_free(g->env);
	arena_free(&g->arena);
	mem_free(g);
}

const struct git_about *git_about(const struct git *g)
{
	return &g->about;
}

bool git_verify(struct git *g, const char *commit, struct buf *why)
{
	const char *const args[] = {"verify-commit", commit, NULL};
	struct buf out = {0}, said = {0};
	int status = git_run(g, args, &out, &said, why);

	if (status > 0)
		git_say(why, MSG_GIT_REFUSED, said.n ? said.p : "verify-commit", "");
	buf_free(&out);
	buf_free(&said);
	return status == 0;
}

bool git_signer(struct git *g, const char *commit, struct buf *out, struct buf *why)
{
	const char *const args[] = {"log",          "-1",   "--no-show-signature",
				    "--format=%GS", commit, NULL};
	struct buf said = {0};
	int status = git_run(g, args, out, &said, why);

	if (status > 0)
		git_say(why, MSG_GIT_REFUSED, said.n ? said.p : "log", "");
	while (out->n && out->p[out->n - 1] == '\n')
		out->p[--out->n] = '\0';
	buf_free(&said);
	return status == 0;
}

const char *git_empty_tree(const struct git *g)
{
	return g->about.id_length == 64
		       ? "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
		       : "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
}

const char *git_id_or_null(const char *id)
{
	return id[strspn(id, "0")] ? id : NULL;
}

/* --- ranges --- */

/* Where the two dots are that part a range, past what stands in braces; NULL: it is none. */
static const char *find_dots(const char *text)
{
	unsigned depth = 0;

	if (starts(text, ":/"))
		return NULL;
	for (; *text; text++) {
		depth += *text == '{';
		depth -= *text == '}' && depth;
		if (*text == ':' && !depth) /* a path follows */
			return NULL;
		if (!depth && text[0] == '.' && text[1] == '.')
			return text;
	}
	return NULL;
}

static bool merge_base(struct git *g, struct git_range *r, struct buf *why)
{
	const char *const args[] = {"merge-base", r->from.hex, r->to.hex, NULL};
	struct buf out = {0}, said = {0};
	int status = git_run(g, args, &out, &said, why);
	bool good = status == 0 && out.n >= g->about.id_length;

	if (good)
		snprintf(r->from.hex, sizeof r->from.hex, "%.*s", (int)g->about.id_length, out.p);
	else if (status == 1)
		git_say(why, MSG_GIT_UNRELATED, r->from_name, r->to_name);
	else
		git_say(why, MSG_GIT_REFUSED, said.n ? said.p : "merge-base", "");
	buf_free(&out);
	buf_free(&said);
	return good;
}

bool git_range(struct git *g, const char *text, struct git_range *out, struct buf *why)
{
	const char *dots = find_dots(text), *after;
	bool three;

	*out = (struct git_range){.is_range = dots != NULL};
	if (!dots) {
		out->to_name = mem_copy(text, strlen(text));
		return git_resolve(g, text, "commit", &out->to, why);
	}
	three = dots[2] == '.';
	after = dots + (three ? 3 : 2);
	out->from_name = dots == text ? mem_copy("HEAD", 4) : mem_copy(text, (size_t)(dots - text));
	out->to_name = *after ? mem_copy(after, strlen(after)) : mem_copy("HEAD", 4);
	return git_resolve(g, out->from_name, "commit", &out->from, why) &&
	       git_resolve(g, out->to_name, "commit", &out->to, why) &&
	       (!three || merge_base(g, out, why));
}

void git_range_free(struct git_range *r)
{
	mem_free(r->from_name);
	mem_free(r->to_name);
	*r = (struct git_range){0};
}
