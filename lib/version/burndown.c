#include "version/burndown.h"

#include "base/mem.h"
#include "version/digest.h"
#include "version/life.h"
#include "version/trail.h"

struct burndown {
	struct burndown_day *v, now;
	size_t n, cap;
	bool (*wants)(void *ctx, struct text key, struct text parent, struct text id,
		      struct text path);
	void *ctx;
};

struct burndown *burndown_new(bool (*wants)(void *ctx, struct text key, struct text parent,
					    struct text id, struct text path),
			      void *ctx)
{
	struct burndown *b = mem_zero(sizeof *b);

	b->wants = wants;
	b->ctx = ctx;
	return b;
}

void burndown_free(struct burndown *b)
{
	if (b)
		mem_free(b->v);
	mem_free(b);
}

struct counting {
	struct burndown *b;
	struct text key, parent, path;
	struct digest *other; /* the record's other version; NULL: none */
	int sign;             /* +1 of what is there now, -1 of what was before */
};

static void count(void *ctx, const struct digest_item *i)
{
	struct counting *c = ctx;

	if (i->place < 0 || !c->b->wants(c->b->ctx, c->key, c->parent, i->id, c->path))
		return;
	c->b->now.stages[i->known ? i->known->stage : STAGES] += c->sign;
	if (c->sign < 0 && !digest_item(c->other, i->place, i->id))
		c->b->now.deleted++;
}

static void count_record(struct counting *c, const struct trail_record *r)
{
	struct digest *before = r->before[0];

	if (before) {
		c->sign = -1;
		c->key = digest_key(before);
		c->parent = digest_parent(before);
		c->path = text_of(r->old_path);
		c->other = r->now;
		digest_items(before, count, c);
	}
	if (r->now) {
		c->sign = 1;
		c->key = digest_key(r->now);
		c->parent = digest_parent(r->now);
		c->path = text_of(r->path);
		digest_items(r->now, count, c);
	}
}

static void keep_day(struct burndown *b, int32_t day)
{
	if (b->n && b->v[b->n - 1].day > day)
		day = b->v[b->n - 1].day;
	b->now.day = day;
	if (!b->n || b->v[b->n - 1].day != day) {
		MEM_GROW(b->v, b->n, b->cap);
		b->n++;
	}
	b->v[b->n - 1] = b->now;
}

void burndown_begin(struct burndown *b, const char *path, struct digest *d)
{
	struct counting c = {.b = b,
			     .key = digest_key(d),
			     .parent = digest_parent(d),
			     .path = text_of(path),
			     .sign = 1};

	digest_items(d, count, &c);
}

void burndown_add(struct burndown *b, const struct trail_commit *c)
{
	struct counting x = {.b = b};
	const struct git_person *p = &c->about.committer;
	size_t i;

	for (i = 0; i < c->nrecords; i++)
		count_record(&x, &c->records[i]);
	if (c->nrecords)
		keep_day(b, life_day(&(struct life_person){.time = p->time, .zone = p->zone}));
}

const struct burndown_day *burndown_days(const struct burndown *b, size_t *n)
{
	*n = b->n;
	return b->v;
}
