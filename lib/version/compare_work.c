/* Going through pairs of versions, in parallel, while git reads ahead. */
#include "base/crew.h"
#include "base/mem.h"
#include "schema/schema.h"
#include "version/compare_internal.h"
#include "version/git.h"
#include "version/operands.h"

enum {
	AHEAD = 64,  /* pairs whose blobs git is asked for before the first of them is there */
	WAITING = 64 /* pairs that may wait to be compared */
};

void *compare_begin(void *ctx)
{
	struct worker *k = mem_zero(sizeof *k);

	k->w = ctx;
	k->validator = validator_new();
	return k;
}

void compare_end(void *ctx, void *worker)
{
	struct worker *k = worker;

	(void)ctx;
	side_free(&k->before);
	side_free(&k->after);
	validator_free(k->validator);
	compare_end_judging(k);
	mem_free(k);
}

static void ask(struct git *g, const struct version *v, struct blob *b)
{
	b->asked = v->path && v->id && !v->file;
	if (b->asked)
		git_ask(g, v->id);
}

static void receive(struct git *g, struct blob *b)
{
	if (b->asked)
		b->error = git_answer(g, &b->bytes);
}

static void compare_one(void *ctx, void *state, void *piece)
{
	struct version_pair *p = piece;

	(void)ctx;
	compare_pair(state, p);
	buf_free(&p->old.bytes);
	buf_free(&p->new.bytes);
}

void compare_pairs(struct working *w, size_t first)
{
	const struct crew_work work = {compare_begin, compare_one, compare_end, w};
	size_t n = w->n - first;
	struct crew *crew = crew_new(&work, n < w->c->threads ? (unsigned)n : w->c->threads);
	struct git *g = w->c->what->git;
	struct version_pair *v = w->pairs + first;
	size_t i, asked = 0;

	for (i = 0; i < n; i++) {
		for (; asked < n && asked < i + AHEAD; asked++) {
			ask(g, &v[asked].before, &v[asked].old);
			ask(g, &v[asked].after, &v[asked].new);
		}
		while (crew_help(crew, WAITING))
			;
		receive(g, &v[i].old);
		receive(g, &v[i].new);
		crew_give(crew, &v[i]);
	}
	crew_wait(crew);
	crew_free(crew);
}
