/* How lives stand at the end of the history, and what of them does not lead there. */
#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "registry/lifecycle.h"
#include "version/life_internal.h"
#include "version/revision.h"
#include "version/trail.h"

struct ending {
	struct life_record *record;
	struct digest *digest; /* NULL: it is not there */
};

/* Where the record lies at the end: where it was told of last, or where it was before, if that was
 * on a branch that came to nothing. */
static struct digest *find_end(struct life_record *r, struct trail *t, const struct revision *tip,
			       const char *root)
{
	struct life_name *name;
	struct digest *found = NULL;
	struct buf path = {0};

	for (name = r->names; name && !found; name = name->next) {
		const char *id;

		buf_clear(&path);
		buf_addf(&path, "%s%s", root, name->path);
		id = trail_kind(t, name->path) == r->kind ? revision_id(tip, path.p) : NULL;
		if (!id)
			continue;
		found = trail_digest(t, r->kind, name->path, id);
		r->path = text_of(name->path);
	}
	buf_free(&path);
	return found;
}

static int32_t day_of(struct text t, int32_t otherwise)
{
	struct date d;

	return date_parse(t, &d) ? date_days(d) : otherwise;
}

/* When it began: the first day that is written of any state, or the day of the first commit. */
static void set_days(struct life *life, const struct digest_item *i)
{
	struct life_step *s;
	size_t k;

	life->opened = life_day(&life->first->commit->author);
	for (s = life->first; s; s = s->next)
		if (s->step.kind == STEP_STATE && s->step.on.n) {
			life->opened = day_of(s->step.on, life->opened);
			break;
		}
	if (i && i->ndates)
		life->opened = day_of(i->dates[0].on, life->opened);
	life->over = !life->there || (life->known && life->known->stage >= STAGE_CLOSED);
	life->ended = life_day(&life->last->commit->author);
	for (s = life->first; s && life->over && life->there; s = s->next)
		if (s->step.kind == STEP_STATE && s->step.state == life->known)
			life->ended = day_of(s->step.on, life_day(&s->commit->author));
	for (k = 0; i && life->over && k < i->ndates; k++)
		if (i->dates[k].state == life->known)
			life->ended = day_of(i->dates[k].on, life->ended);
}

enum { EDGES = 200 }; /* of one life that are looked at */

/* Marks the edges from which a way leads to `end`. */
static void find_ways(struct life *life, uint64_t end)
{
	struct life_edge *e, *f;
	bool more = true;

	while (more) {
		more = false;
		for (e = life->edges; e; e = e->next) {
			if (e->arrives)
				continue;
			e->arrives = e->to == end;
			for (f = life->edges; f && !e->arrives; f = f->next)
				e->arrives = f->arrives && f->from == e->to;
			more |= e->arrives;
		}
	}
}

/* A version that no later one was made of, and that is not the last, was left out by a merge. */
static void find_lost(struct life *life, uint64_t end)
{
	struct life_edge *e;
	struct life_step *s;
	size_t n = 0;

	for (e = life->edges; e; e = e->next)
		n++;
	if (n > EDGES)
		return;
	find_ways(life, end);
	for (e = life->edges; e; e = e->next)
		for (s = life->first; s && !e->arrives && e->commit; s = s->next)
			s->lost |= s->commit == e->commit;
}

static void end_record(struct lives *l, struct ending *e, bool whole)
{
	struct life *life;

	e->record->there = e->digest && !digest_is_broken(e->digest);
	if (e->digest && digest_is_broken(e->digest)) /* as it was told of last */
		e->record->there = true;
	for (life = e->record->first; life; life = life->next) {
		const struct digest_item *i = NULL;

		if (e->digest && !digest_is_broken(e->digest)) {
			i = digest_item(e->digest, life->place, life->id);
			life_update(l, life, i);
		} else if (!e->digest) {
			life_update(l, life, NULL);
		}
		if (life->first)
			set_days(life, i);
		if (whole && l->merges && !(e->digest && digest_is_broken(e->digest)))
			find_lost(life, i ? i->content : DELETED);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct life_record *x = *(struct life_record *const *)a;
	const struct life_record *y = *(struct life_record *const *)b;
	int order = x->kind < y->kind ? -1 : x->kind > y->kind;

	if (!order)
		order = text_compare(x->key, y->key);
	return order ? order : text_compare(x->path, y->path);
}

void lives_settle(struct lives *l, struct trail *t, const struct revision *tip, const char *root,
		  bool whole)
{
	struct ending *v = mem_zero((l->n + 1) * sizeof *v);
	size_t i, n = 0;

	for (i = 0; i < l->n; i++)
		if (l->v[i]->first) {
			l->v[n] = l->v[i];
			v[n] = (struct ending){l->v[n], find_end(l->v[n], t, tip, root)};
			n++;
		}
	l->n = n;
	trail_settle(t);
	for (i = 0; i < n; i++) {
		end_record(l, &v[i], whole);
		digest_drop(v[i].digest);
	}
	mem_free(v);
	if (n)
		qsort(l->v, n, sizeof *l->v, by_name);
}
