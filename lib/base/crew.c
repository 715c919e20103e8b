/* A ring of waiting pieces. The giver works too, when the ring is full and when it waits. */
#include "base/crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

#include "base/mem.h"

enum { ROOM = 256, STACK = 8 * 1024 * 1024 };

struct crew {
	struct crew_work work;
	void *state; /* of the giver */
	void *waiting[ROOM];
	size_t first, n; /* those that wait */
	size_t running;  /* those that others work on */
	bool over;
	pthread_mutex_t lock;
	pthread_cond_t more, done;
	pthread_t *threads;
	unsigned nthreads;
};

static void *take(struct crew *c) /* locked, and n > 0 */
{
	void *piece = c->waiting[c->first];

	c->first = (c->first + 1) % ROOM;
	c->n--;
	return piece;
}

static void *thread(void *arg)
{
	struct crew *c = arg;
	void *state = c->work.begin ? c->work.begin(c->work.ctx) : NULL, *piece;

	pthread_mutex_lock(&c->lock);
	for (;;) {
		while (!c->n && !c->over)
			pthread_cond_wait(&c->more, &c->lock);
		if (!c->n)
			break;
		piece = take(c);
		c->running++;
		pthread_mutex_unlock(&c->lock);
		c->work.each(c->work.ctx, state, piece);
		pthread_mutex_lock(&c->lock);
		if (!--c->running && !c->n)
			pthread_cond_signal(&c->done);
	}
	pthread_mutex_unlock(&c->lock);
	if (c->work.end)
		c->work.end(c->work.ctx, state);
	return NULL;
}

/* Records may be nested as deep as the loader lets them: the stack is the main thread's size. */
static void start(struct crew *c, unsigned more)
{
	pthread_attr_t attr;

	if (!more || pthread_attr_init(&attr))
		return;
	pthread_attr_setstacksize(&attr, STACK);
	c->threads = mem_alloc(more * sizeof *c->threads);
	while (c->nthreads < more &&
	       pthread_create(&c->threads[c->nthreads], &attr, thread, c) == 0)
		c->nthreads++;
	pthread_attr_destroy(&attr);
}

struct crew *crew_new(const struct crew_work *work, unsigned threads)
{
	struct crew *c = mem_zero(sizeof *c);

	c->work = *work;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->more, NULL);
	pthread_cond_init(&c->done, NULL);
	c->state = work->begin ? work->begin(work->ctx) : NULL;
	start(c, threads > 1 ? threads - 1 : 0);
	return c;
}

void crew_give(struct crew *c, void *piece)
{
	void *own = NULL;

	if (!c->nthreads) {
		c->work.each(c->work.ctx, c->state, piece);
		return;
	}
	pthread_mutex_lock(&c->lock);
	if (c->n == ROOM)
		own = take(c);
	c->waiting[(c->first + c->n++) % ROOM] = piece;
	pthread_cond_signal(&c->more);
	pthread_mutex_unlock(&c->lock);
	if (own)
		c->work.each(c->work.ctx, c->state, own);
}

bool crew_help(struct crew *c, size_t most)
{
	void *own = NULL;

	if (!c->nthreads)
		return false;
	pthread_mutex_lock(&c->lock);
	if (c->n > most)
		own = take(c);
	pthread_mutex_unlock(&c->lock);
	if (own)
		c->work.each(c->work.ctx, c->state, own);
	return own != NULL;
}

void crew_wait(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	while (c->n || c->running) {
		if (c->n) {
			void *piece = take(c);

			pthread_mutex_unlock(&c->lock);
			c->work.each(c->work.ctx, c->state, piece);
			pthread_mutex_lock(&c->lock);
		} else {
			pthread_cond_wait(&c->done, &c->lock);
		}
	}
	pthread_mutex_unlock(&c->lock);
}

void crew_free(struct crew *c)
{
	unsigned i;

	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->over = true;
	pthread_cond_broadcast(&c->more);
	pthread_mutex_unlock(&c->lock);
	for (i = 0; i < c->nthreads; i++)
		pthread_join(c->threads[i], NULL);
	if (c->work.end)
		c->work.end(c->work.ctx, c->state);
	pthread_cond_destroy(&c->more);
	pthread_cond_destroy(&c->done);
	pthread_mutex_destroy(&c->lock);
	mem_free(c->threads);
	mem_free(c);
}
