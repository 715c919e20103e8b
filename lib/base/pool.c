/* Threads that take small runs of indices from a common counter until none is left. */
#include "base/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

enum { RUN = 16, STACK = 8 * 1024 * 1024, TICK_NS = 200000000 };

struct pool {
	const struct pool_work *work;
	size_t n;
	atomic_size_t next, done;
	unsigned running;
	pthread_mutex_t lock;
	pthread_cond_t finished;
};

/* Works until nothing is left; ticks now and then if it is the calling thread that works. */
static void work_on(struct pool *p, int ticks)
{
	const struct pool_work *w = p->work;
	void *state = w->begin ? w->begin(w->ctx) : NULL;
	size_t from, to, i;

	while ((from = atomic_fetch_add(&p->next, RUN)) < p->n) {
		to = from + RUN < p->n ? from + RUN : p->n;
		for (i = from; i < to; i++)
			w->each(w->ctx, state, i);
		atomic_fetch_add(&p->done, to - from);
		if (ticks && w->tick)
			w->tick(w->ctx, to);
	}
	if (w->end)
		w->end(w->ctx, state);
}

static void *thread(void *arg)
{
	struct pool *p = arg;

	work_on(p, 0);
	pthread_mutex_lock(&p->lock);
	p->running--;
	pthread_cond_signal(&p->finished);
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static unsigned start(struct pool *p, pthread_t *threads, unsigned count)
{
	pthread_attr_t attr;
	unsigned i;

	if (pthread_attr_init(&attr))
		return 0;
	pthread_attr_setstacksize(&attr, STACK);
	for (i = 0; i < count; i++) {
		p->running++;
		if (pthread_create(&threads[i], &attr, thread, p)) {
			p->running--;
			break;
		}
	}
	pthread_attr_destroy(&attr);
	return i;
}

static void wait_for(struct pool *p)
{
	struct timespec until;

	while (p->running) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += TICK_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (pthread_cond_timedwait(&p->finished, &p->lock, &until) == ETIMEDOUT &&
		    p->work->tick)
			p->work->tick(p->work->ctx, atomic_load(&p->done));
	}
}

void pool_run(const struct pool_work *work, size_t n, unsigned threads)
{
	struct pool p = {.work = work, .n = n};
	unsigned most = (unsigned)((n + RUN - 1) / RUN), started, i;
	pthread_t *ids;

	if (threads > most)
		threads = most;
	if (threads <= 1) {
		work_on(&p, 1);
		return;
	}
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.finished, NULL);
	ids = mem_alloc(threads * sizeof *ids);
	pthread_mutex_lock(&p.lock);
	started = start(&p, ids, threads);
	wait_for(&p);
	pthread_mutex_unlock(&p.lock);
	for (i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
	if (started == 0)
		work_on(&p, 1);
	mem_free(ids);
	pthread_cond_destroy(&p.finished);
	pthread_mutex_destroy(&p.lock);
}

unsigned pool_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 256 ? 256 : (unsigned)n;
}
