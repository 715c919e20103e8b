/* Configuration, attributes, and where the parts of a repository lie. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "version/git_internal.h"

bool git_config(struct git *g, const char *name, struct buf *out)
{
	const char *const args[] = {"config", "--null", "--get", name, NULL};
	struct buf said = {0}, why = {0};
	size_t before = out->n;
	bool found = git_run(g, args, out, &said, &why) == 0;

	if (found && out->n > before)
		out->p[--out->n] = '\0';
	buf_free(&said);
	buf_free(&why);
	return found;
}

/* Git's `--max-age=SECONDS` of a date: is it this minute? */
static bool is_now(struct git *g, const char *date)
{
	struct buf since = {0}, out = {0}, said = {0}, why = {0};
	const char *args[] = {"rev-parse", NULL, NULL}, *equals = NULL;
	long long seconds = 0;

	buf_addf(&since, "--since=%s", date);
	args[1] = since.p;
	if (git_run(g, args, &out, &said, &why) == 0 && out.n)
		equals = strchr(out.p, '=');
	if (equals)
		seconds = strtoll(equals + 1, NULL, 10);
	buf_free(&since);
	buf_free(&out);
	buf_free(&said);
	buf_free(&why);
	return llabs(seconds - (long long)time(NULL)) < 60;
}

bool git_knows_date(struct git *g, const char *date)
{
	return strpbrk(date, "0123456789") || strcmp(date, "now") == 0 ||
	       strcmp(date, "today") == 0 || !is_now(g, date);
}

bool git_is_partial(struct git *g)
{
	static const char *const args[] = {"config", "--get-regexp",
					   "^(extensions\\.partialclone|remote\\..*\\.promisor)$",
					   NULL};
	struct buf out = {0}, said = {0}, why = {0};
	bool found = git_run(g, args, &out, &said, &why) == 0 && out.n;

	buf_free(&out);
	buf_free(&said);
	buf_free(&why);
	return found;
}

/* Runs it, with why unless its exit status is 0. */
static bool run_well(struct git *g, const char *const *args, struct buf *out, struct buf *why)
{
	struct buf said = {0};
	int status = git_run(g, args, out, &said, why);
	char number[32];

	snprintf(number, sizeof number, "exit status %d", status);
	if (status > 0)
		git_say(why, MSG_GIT_REFUSED, said.n ? said.p : number, "");
	buf_free(&said);
	return status == 0;
}

/* `Name <mail> seconds zone` */
bool git_author(struct git *g, struct buf *name, struct buf *mail, struct buf *why)
{
	static const char *const args[] = {"var", "GIT_AUTHOR_IDENT", NULL};
	struct buf out = {0}, said = {0};
	const char *open, *close = NULL;
	bool good = git_run(g, args, &out, &said, why) == 0;

	open = good && out.n ? strchr(out.p, '<') : NULL;
	if (open)
		close = strchr(open, '>');
	good = close && open > out.p + 1;
	if (good) {
		buf_add(name, out.p, (size_t)(open - out.p) - 1);
		buf_add(mail, open + 1, (size_t)(close - open) - 1);
	} else {
		git_say(why, MSG_GIT_IDENTITY, "", "");
	}
	buf_free(&out);
	buf_free(&said);
	return good;
}

bool git_set_config(struct git *g, const char *name, const char *value, struct buf *why)
{
	const char *const args[] = {"config", "--local", "--replace-all", name, value, NULL};
	struct buf out = {0};
	bool good = run_well(g, args, &out, why);

	buf_free(&out);
	return good;
}

bool git_part(struct git *g, const char *part, struct buf *out, struct buf *why)
{
	const char *const args[] = {"rev-parse", "--git-path", part, NULL};
	struct buf path = {0};
	bool good = run_well(g, args, &path, why) && path.n;

	if (good) {
		path.p[--path.n] = '\0';
		if (*path.p != '/')
			buf_addf(out, "%s/", g->from);
		buf_addt(out, buf_text(&path));
	}
	buf_free(&path);
	return good;
}

bool git_attribute(struct git *g, const char *name, const char *path, struct buf *out,
		   struct buf *why)
{
	const char *const args[] = {"check-attr", "-z", name, "--", path, NULL};
	struct buf said = {0};
	bool good = run_well(g, args, &said, why);
	const char *at = said.p, *end = good && said.n ? said.p + said.n : said.p;
	unsigned i;

	/* PATH NUL NAME NUL VALUE NUL */
	for (i = 0; i < 2 && at && at < end; i++)
		at += strlen(at) + 1;
	good = good && at && at < end;
	if (good)
		buf_adds(out, at);
	buf_free(&said);
	return good;
}

bool git_is_unborn(struct git *g)
{
	static const char *const branch[] = {"symbolic-ref", "-q", "HEAD", NULL};
	static const char *const head[] = {"rev-parse", "-q", "--verify", "HEAD^{commit}", NULL};
	struct buf out = {0}, said = {0}, why = {0};
	bool unborn = git_run(g, branch, &out, &said, &why) == 0 &&
		      git_run(g, head, &out, &said, &why) != 0;

	buf_free(&out);
	buf_free(&said);
	buf_free(&why);
	return unborn;
}
