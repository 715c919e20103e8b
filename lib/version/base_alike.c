/* What many files of one change have in common, as a text that was copied from one to the next. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "version/base_internal.h"

enum { NAMED = 4 }; /* files that a message names */

struct common { /* a text of a rule, in several files */
	const char *paths[NAMED];
	size_t n;
	struct base_pair *last, *first;
	struct finding *f; /* of the first */
	struct common *next;
};

struct commons {
	struct base *b;
	struct arena arena;
	struct hash names;           /* rule, newline, text -> struct common */
	struct common *first, **end; /* in the order of paths */
};

static const char *path_of(const struct base *b, const struct base_pair *p)
{
	return p->after ? b->now->check.files[p->after - 1].path
			: b->then.check.files[p->before - 1].path;
}

static void add(struct commons *c, struct base_pair *p, struct finding *f)
{
	struct buf name = {0};
	struct common *x;
	void **slot;

	buf_addf(&name, "%s\n%s", f->rule, f->about);
	slot = hash_put(&c->names, (struct text){arena_copy(&c->arena, name.p, name.n), name.n});
	buf_free(&name);
	x = *slot;
	if (!x) {
		x = *slot = arena_zero(&c->arena, sizeof *x);
		x->first = p;
		x->f = f;
		*c->end = x;
		c->end = &x->next;
	}
	if (x->last == p)
		return;
	x->last = p;
	if (x->n++ < NAMED)
		x->paths[x->n - 1] = path_of(c->b, p);
}

/* Says how many there are and names some. */
static void say(struct commons *c, struct common *x)
{
	struct findings *to = x->first->after
				      ? &c->b->now->check.files[x->first->after - 1].findings
				      : &x->first->gone;
	struct findings one = {0};
	struct buf words = {0}, paths = {0};
	char room[24];
	size_t i;

	for (i = 0; i < x->n && i < NAMED; i++)
		buf_addf(&paths, "%s%s", i ? ", " : "", x->paths[i]);
	if (x->n > NAMED)
		buf_adds(&paths, ", …");
	buf_adds(&words, x->f->message);
	message_write(&words, MSG_BASE_ALIKE, 2,
		      (struct text[]){text_number(room, x->n), buf_text(&paths)});
	mem_free(x->f->message);
	x->f->message = words.p;
	MEM_GROW(one.v, one.n, one.cap);
	one.v[one.n++] = *x->f;
	*x->f = (struct finding){0};
	findings_merge(to, &one);
	buf_free(&paths);
}

static int by_path(const void *x, const void *y)
{
	const struct base_pair *a = *(struct base_pair *const *)x,
			       *b = *(struct base_pair *const *)y;

	return a->after < b->after ? -1 : a->after > b->after;
}

void base_take_alike(struct base *b)
{
	struct commons c = {.b = b, .end = &c.first};
	struct common *x;
	size_t i, k;

	if (b->npairs)
		qsort(b->pairs, b->npairs, sizeof *b->pairs, by_path);
	for (i = 0; i < b->npairs; i++)
		for (k = 0; k < b->pairs[i]->alike.n; k++)
			add(&c, b->pairs[i], &b->pairs[i]->alike.v[k]);
	for (x = c.first; x; x = x->next)
		if (x->n >= judge_many(b->now->judge, text_of(x->f->rule)))
			say(&c, x);
	hash_free(&c.names);
	arena_free(&c.arena);
}
