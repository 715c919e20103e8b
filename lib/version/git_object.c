/*
 * Objects, by one long-lived `git cat-file --batch`: a line with a name goes in; out come
 * `ID TYPE SIZE\n`, that many bytes and a line break, or `NAME missing\n` or `NAME ambiguous\n`.
 * Requests go out as git takes them, never waiting while there is something to read, so that git
 * is not waited on by somebody it waits for.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "version/git_internal.h"

enum { ROOM = 1 << 20, STREAM_ROOM = 65536, LINE = 4096, SOME = 64 };

struct answer {
	char line[LINE]; /* its head, without the line break */
	const char *type;
	size_t size;
	enum { ANSWER_OBJECT, ANSWER_MISSING, ANSWER_AMBIGUOUS, ANSWER_BROKEN } outcome;
};

static bool start_batch(struct git *g, struct buf *why)
{
	static const char *const args[] = {"cat-file", "--batch", NULL};

	if (g->batch.pid)
		return true;
	process_close(&g->batch);
	g->at = g->n = 0;
	if (!g->read)
		g->read = mem_alloc(ROOM);
	return git_start(g, &g->batch, args, PROCESS_INPUT, why);
}

/* Those that were asked for have no answer any more. */
static void break_off(struct git *g)
{
	process_close(&g->batch);
	g->stopped = true;
	buf_clear(&g->asked);
	g->sent = 0;
	g->lost += g->waiting;
	g->waiting = 0;
}

static struct text unsent(const struct git *g)
{
	return (struct text){g->asked.p + g->sent, g->asked.n - g->sent};
}

static void keep_unsent(struct git *g, struct text rest)
{
	g->sent = g->asked.n - rest.n;
	if (!rest.n) {
		buf_clear(&g->asked);
		g->sent = 0;
	}
}

/* So that git has something to do before it is waited for. */
static void send(struct git *g)
{
	struct text rest = unsent(g);

	process_offer(&g->batch, &rest);
	keep_unsent(g, rest);
}

static bool fill(struct git *g)
{
	struct text rest = unsent(g);
	ssize_t got = process_exchange(&g->batch, &rest, g->read, ROOM);

	keep_unsent(g, rest);
	g->at = 0;
	g->n = got > 0 ? (size_t)got : 0;
	return got > 0;
}

static bool read_line(struct git *g, char line[LINE])
{
	size_t n = 0;

	for (;;) {
		if (g->at == g->n && !fill(g))
			return false;
		if (g->read[g->at] == '\n')
			break;
		if (n < LINE - 1)
			line[n++] = g->read[g->at];
		g->at++;
	}
	g->at++;
	line[n] = '\0';
	return true;
}

/* Takes n bytes, into out unless it is NULL. */
static bool take(struct git *g, size_t n, struct buf *out)
{
	while (n) {
		size_t some;

		if (g->at == g->n && !fill(g))
			return false;
		some = g->n - g->at < n ? g->n - g->at : n;
		if (out)
			buf_add(out, g->read + g->at, some);
		g->at += some;
		n -= some;
	}
	return true;
}

static bool ends(const char *line, const char *with)
{
	size_t n = strlen(line), k = strlen(with);

	return n >= k && strcmp(line + n - k, with) == 0;
}

static void read_head(struct git *g, struct answer *a)
{
	char *space, *end;

	a->outcome = ANSWER_BROKEN;
	if (!read_line(g, a->line))
		return;
	if (ends(a->line, " missing")) {
		a->outcome = ANSWER_MISSING;
	} else if (ends(a->line, " ambiguous")) {
		a->outcome = ANSWER_AMBIGUOUS;
	} else if ((space = strchr(a->line, ' ')) && strlen(a->line) < 100) {
		*space = '\0';
		a->type = space + 1;
		space = strchr(a->type, ' ');
		a->size = space ? strtoull(space + 1, &end, 10) : 0;
		if (!space || *end ||
		    (size_t)(strchr(a->line, '\0') - a->line) != g->about.id_length)
			return;
		*space = '\0';
		a->outcome = ANSWER_OBJECT;
	}
}

/* What git answers next; its bytes go to `out` if it is of that type and no larger than a file may
 * be, and nowhere otherwise. */
static void next_answer(struct git *g, struct answer *a, const char *type, struct buf *out)
{
	bool wanted;

	read_head(g, a);
	if (a->outcome == ANSWER_OBJECT) {
		wanted = out && strcmp(a->type, type) == 0 && a->size <= FILE_LIMIT;
		if (wanted)
			buf_reserve(out, a->size);
		if (!take(g, a->size, wanted ? out : NULL) || !take(g, 1, NULL))
			a->outcome = ANSWER_BROKEN;
	}
	if (a->outcome == ANSWER_BROKEN)
		break_off(g);
}

void git_ask(struct git *g, const char *id)
{
	buf_adds(&g->asked, id);
	buf_addc(&g->asked, '\n');
	if (++g->waiting % SOME == 0 && g->batch.pid)
		send(g);
}

int git_answer(struct git *g, struct buf *out)
{
	struct answer a = {.outcome = ANSWER_BROKEN};
	struct buf why = {0};

	buf_clear(out);
	if (g->lost) {
		g->lost--;
		return EIO;
	}
	g->waiting--;
	if (start_batch(g, &why)) {
		send(g);
		next_answer(g, &a, "blob", out);
	} else {
		break_off(g);
	}
	buf_free(&why);
	if (a.outcome == ANSWER_OBJECT)
		return strcmp(a.type, "blob") != 0 ? EISDIR : a.size > FILE_LIMIT ? EFBIG : 0;
	return a.outcome == ANSWER_BROKEN ? EIO : ENOENT;
}

bool git_is_whole(const struct git *g, struct buf *why)
{
	return !g->stopped || git_say(why, MSG_GIT_STOPPED, "", "");
}

int git_read(struct git *g, const char *id, struct buf *out)
{
	int error;

	pthread_mutex_lock(&g->lock);
	git_ask(g, id);
	error = git_answer(g, out);
	pthread_mutex_unlock(&g->lock);
	return error;
}

/* Asks for one name and takes the answer without its bytes. */
static void look_up(struct git *g, const char *name, const char *suffix, struct answer *a,
		    struct buf *why)
{
	a->outcome = ANSWER_BROKEN;
	if (!start_batch(g, why))
		return;
	buf_addf(&g->asked, "%s%s\n", name, suffix);
	send(g);
	next_answer(g, a, "", NULL);
	if (a->outcome == ANSWER_BROKEN)
		git_say(why, MSG_GIT_STOPPED, "", "");
}

/* The name alone first: what looks like part of it could otherwise be taken by the suffix. */
bool git_resolve(struct git *g, const char *revision, const char *type, struct git_id *out,
		 struct buf *why)
{
	struct answer a;
	struct git_id id;
	char suffix[16];
	bool good = false;

	if (!*revision || *revision == '-' || strchr(revision, '\n') || strlen(revision) > LINE / 2)
		return git_say(why, MSG_GIT_REVISION, revision, "");
	pthread_mutex_lock(&g->lock);
	look_up(g, revision, "", &a, why);
	if (a.outcome == ANSWER_OBJECT) {
		strcpy(id.hex, a.line);
		snprintf(suffix, sizeof suffix, "^{%s}", type);
		look_up(g, id.hex, suffix, &a, why);
		good = a.outcome == ANSWER_OBJECT;
		if (good)
			strcpy(out->hex, a.line);
		else
			git_say(why, MSG_GIT_TYPE, revision, type);
	} else if (a.outcome == ANSWER_AMBIGUOUS) {
		git_say(why, MSG_GIT_AMBIGUOUS, revision, "");
	} else {
		git_say(why, MSG_GIT_REVISION, revision, "");
	}
	pthread_mutex_unlock(&g->lock);
	return good;
}

/* --- streams --- */

bool git_stream_start(struct git *g, struct git_stream *s, struct git_args *a, struct buf *why)
{
	bool good;

	*s = (struct git_stream){0};
	good = git_start(g, &s->p, git_args_end(a), 0, why);
	mem_free(a->v);
	*a = (struct git_args){0};
	return good;
}

char *git_stream_next(struct git_stream *s, size_t *n)
{
	char room[STREAM_ROOM], *start, *end = NULL;
	size_t searched = s->at;
	ssize_t got;

	for (;;) {
		if (s->bytes.n > searched)
			end = memchr(s->bytes.p + searched, '\0', s->bytes.n - searched);
		if (end || s->ended)
			break;
		searched = s->bytes.n - s->at;
		if (s->at)
			memmove(s->bytes.p, s->bytes.p + s->at, searched);
		s->bytes.n = searched;
		s->at = 0;
		got = process_read(&s->p, room, sizeof room);
		s->ended = got <= 0;
		if (got > 0)
			buf_add(&s->bytes, room, (size_t)got);
	}
	if (!end)
		return NULL;
	start = s->bytes.p + s->at;
	*n = (size_t)(end - start);
	s->at += *n + 1;
	return start;
}

bool git_stream_finish(struct git_stream *s, bool stopped, struct buf *why)
{
	bool good = !stopped && git_finish(&s->p, why);

	process_close(&s->p);
	buf_free(&s->bytes);
	return good;
}

/* --- trees --- */

/* `MODE TYPE ID\tPATH` */
static bool read_entry(char *line, struct git_entry *e)
{
	char *space = strchr(line, ' '), *tab = strchr(line, '\t');

	if (!space || !tab)
		return false;
	e->mode = (unsigned)strtoul(line, NULL, 8);
	space = strchr(space + 1, ' ');
	if (!space || space > tab)
		return false;
	*tab = '\0';
	e->id = space + 1;
	e->path = tab + 1;
	return true;
}

bool git_list(struct git *g, const char *tree, const char *folder,
	      bool (*each)(void *ctx, const struct git_entry *e), void *ctx, struct buf *why)
{
	struct git_args args = {0};
	struct git_stream s;
	struct git_entry e;
	struct buf below = {0};
	bool stopped = false, started;
	size_t n;
	char *line;

	buf_adds(&below, folder);
	if (below.n && below.p[below.n - 1] != '/')
		buf_addc(&below, '/');
	git_arg(&args, "ls-tree");
	git_arg(&args, "-r");
	git_arg(&args, "-z");
	git_arg(&args, "--full-tree");
	git_arg(&args, "--");
	git_arg(&args, tree);
	if (below.n)
		git_arg(&args, below.p);
	started = git_stream_start(g, &s, &args, why);
	while (started && !stopped && (line = git_stream_next(&s, &n)))
		if (read_entry(line, &e) && strlen(e.path) > below.n) {
			e.path += below.n;
			stopped = !each(ctx, &e);
		}
	buf_free(&below);
	return started && git_stream_finish(&s, stopped, why);
}

/* `MODE ID STAGE\tPATH` */
static bool read_index_entry(char *line, struct git_entry *e)
{
	char *space = strchr(line, ' '), *tab = strchr(line, '\t'), *stage;

	if (!space || !tab || space > tab)
		return false;
	*tab = '\0';
	stage = strchr(space + 1, ' ');
	if (!stage || strcmp(stage, " 0") != 0)
		return false;
	*stage = '\0';
	*e = (struct git_entry){(unsigned)strtoul(line, NULL, 8), space + 1, tab + 1};
	return true;
}

bool git_list_index(struct git *g, bool (*each)(void *ctx, const struct git_entry *e), void *ctx,
		    struct buf *why)
{
	struct git_args args = {0};
	struct git_stream s;
	struct git_entry e;
	bool stopped = false;
	size_t n;
	char *line;

	git_arg(&args, "ls-files");
	git_arg(&args, "--stage");
	git_arg(&args, "-z");
	if (!git_stream_start(g, &s, &args, why))
		return false;
	while (!stopped && (line = git_stream_next(&s, &n)))
		if (read_index_entry(line, &e))
			stopped = !each(ctx, &e);
	return git_stream_finish(&s, stopped, why);
}
