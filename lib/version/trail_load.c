/*
 * Blobs on their way in: asked of git many at a time in the order of the history, parsed by
 * whoever has time, finished in order. A blob that is asked for twice meanwhile is read once; but
 * at another path it is another record's version, and where it does not load another stands for it.
 */
#include <string.h>

#include "base/arena.h"
#include "base/crew.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/message.h"
#include "version/trail_internal.h"

enum {
	AHEAD = 1024, /* asked of git and not yet answered, at most */
	WAITING = 64  /* pieces left to other threads while this one fetches more */
};

struct load {
	struct load *next; /* of the same blob and path, read as another kind */
	char *name;        /* in by_name */
	const char *path;
	const struct kind *kind;
	struct digest *digest;
	struct buf bytes; /* until it is parsed */
	bool settled;
};

struct loads {
	struct digest_plan plan;
	struct git *git;
	struct crew *crew;
	struct hash by_name; /* the blob's id, a space and the path */
	struct buf name;     /* to look one up */
	struct load **asked; /* of git, in this order */
	size_t nasked;
	struct load **open; /* not finished, in order */
	size_t nopen, cap;
};

static void *begin_thread(void *ctx)
{
	struct loads *l = ctx;

	return digester_new(&l->plan);
}

static void end_thread(void *ctx, void *state)
{
	(void)ctx;
	digester_free(state);
}

static void parse(void *ctx, void *state, void *piece)
{
	struct load *x = piece;

	(void)ctx;
	digest_read(x->digest, state, buf_text(&x->bytes), x->path);
	buf_free(&x->bytes);
}

struct loads *loads_new(const struct digest_plan *p, struct git *g, unsigned threads)
{
	struct loads *l = mem_zero(sizeof *l);
	struct crew_work work = {begin_thread, parse, end_thread, l};

	l->plan = *p;
	l->git = g;
	l->asked = mem_alloc(AHEAD * sizeof *l->asked);
	l->crew = crew_new(&work, threads);
	return l;
}

static void free_load(struct load *x)
{
	digest_drop(x->digest);
	buf_free(&x->bytes);
	mem_free(x->name);
	mem_free(x);
}

static void free_loads(void *ctx, struct text key, void *value)
{
	struct load *x = value, *next;

	(void)ctx;
	(void)key;
	for (; x; x = next) {
		next = x->next;
		free_load(x);
	}
}

void loads_free(struct loads *l)
{
	if (!l)
		return;
	crew_free(l->crew);
	hash_walk(&l->by_name, free_loads, NULL);
	hash_free(&l->by_name);
	buf_free(&l->name);
	mem_free(l->asked);
	mem_free(l->open);
	mem_free(l);
}

/* The next answer of git, to be parsed. What waits is parsed first: git meanwhile writes, and is
 * read by many answers at a time. */
static void receive(struct loads *l, struct load *x)
{
	struct buf why = {0};
	int error;

	while (crew_help(l->crew, WAITING))
		;
	error = git_answer(l->git, &x->bytes);
	if (error) {
		file_error_write(&why, error);
		digest_fail(x->digest, buf_text(&why));
		buf_free(&why);
		buf_free(&x->bytes);
	} else {
		crew_give(l->crew, x);
	}
}

static void receive_some(struct loads *l, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		receive(l, l->asked[i]);
	l->nasked -= n;
	memmove(l->asked, l->asked + n, l->nasked * sizeof *l->asked);
}

void loads_drain(struct loads *l)
{
	receive_some(l, l->nasked);
}

static struct text name_of(struct loads *l, const char *id, const char *path)
{
	buf_clear(&l->name);
	buf_addf(&l->name, "%s %s", id, path);
	return buf_text(&l->name);
}

struct digest *loads_want(struct loads *l, const struct kind *k, const char *path, const char *id,
			  struct digest *base)
{
	struct text name = name_of(l, id, path);
	struct load *first = hash_get(&l->by_name, name), *x;

	for (x = first; x; x = x->next)
		if (x->kind == k)
			return digest_hold(x->digest);
	x = mem_zero(sizeof *x);
	*x = (struct load){.kind = k, .path = path};
	x->digest = digest_new(k, base && digest_kind(base) == k ? base : NULL);
	x->name = mem_copy(name.p, name.n);
	if (first) {
		x->next = first->next;
		first->next = x;
	} else {
		*hash_put(&l->by_name, text_of(x->name)) = x;
	}
	MEM_GROW(l->open, l->nopen, l->cap);
	l->open[l->nopen++] = x;
	if (l->nasked == AHEAD)
		receive_some(l, AHEAD / 2);
	git_ask(l->git, id);
	l->asked[l->nasked++] = x;
	return digest_hold(x->digest);
}

void loads_settle(struct loads *l)
{
	size_t i;

	loads_drain(l);
	crew_wait(l->crew);
	for (i = 0; i < l->nopen; i++) {
		l->open[i]->settled = true;
		digest_finish(l->open[i]->digest);
	}
	l->nopen = 0;
}

void loads_forget(struct loads *l, const char *path, const char *id)
{
	struct text name = name_of(l, id, path);
	struct load *x = hash_get(&l->by_name, name), *next;

	for (next = x; next; next = next->next)
		if (!next->settled) /* it came back */
			return;
	hash_take(&l->by_name, name);
	for (; x; x = next) {
		next = x->next;
		free_load(x);
	}
}
