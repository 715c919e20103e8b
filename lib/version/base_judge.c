/* What became of each record: the rules across versions, and which of its findings are new. Pairs
 * are gone through in parallel; each has its own findings. */
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "base/source.h"
#include "registry/judge.h"
#include "registry/path.h"
#include "version/base_internal.h"

struct version { /* of a record, loaded */
	struct buf bytes;
	struct tree tree;
	struct node *root; /* NULL: it is not there, or does not load */
};

struct worker {
	struct base *b;
	struct judge_run *run;
	struct base_way way;
	struct version before, after;
};

static void *begin(void *ctx)
{
	struct worker *w = mem_zero(sizeof *w);

	w->b = ctx;
	w->run = judge_run_new(w->b->now->judge);
	return w;
}

static void end(void *ctx, void *state)
{
	struct worker *w = state;

	(void)ctx;
	judge_run_free(w->run);
	base_way_end(&w->way);
	buf_free(&w->before.bytes);
	tree_free(&w->before.tree);
	buf_free(&w->after.bytes);
	tree_free(&w->after.tree);
	mem_free(w);
}

static void load(struct version *v, const struct survey *s, uint32_t i)
{
	struct findings unused = {0};

	v->root = NULL;
	if (!i || !s->check.extracts[i - 1].loaded)
		return;
	if (source_read(s->registry.source, s->check.files[i - 1].path, &v->bytes) == 0 &&
	    tree_load(&v->tree, s->members.v[i - 1].path, v->bytes.p, v->bytes.n, &unused) == 0)
		v->root = node_target(v->tree.docs[0]);
	findings_clear(&unused);
}

/* The kind of today's registry. */
static const struct kind *kind_of(const struct base *b, const struct base_pair *p)
{
	const struct registry *r = &b->now->registry;
	const struct kind *kind;
	size_t i;

	if (p->after)
		return b->now->members.v[p->after - 1].kind;
	kind = b->then.members.v[p->before - 1].kind;
	for (i = 0; kind && i < r->nkinds; i++)
		if (text_equal(r->kinds[i].name, kind->name))
			return &r->kinds[i];
	return NULL;
}

static bool is_loaded(const struct survey *s, uint32_t i)
{
	return i && s->check.extracts[i - 1].loaded;
}

static void finish(struct findings *said, const struct version *v)
{
	size_t i;

	findings_finish(said, buf_text(&v->bytes).p, v->root ? v->bytes.n : 0);
	for (i = 0; i < said->n; i++)
		said->v[i].status = FINDING_NEW;
}

static void say_unloaded(struct worker *w, const struct kind *kind, struct findings *said)
{
	struct finding *f = finding_say0(said, MSG_BASE_UNLOADED, 0, 0);

	if (w->after.root)
		f->record = registry_name_record(kind, w->after.root);
}

/* A version that does not load is an error of its own, then or now; of what was in it nothing can
 * be told. */
static void judge(struct worker *w, struct base_pair *p, const struct kind *kind)
{
	struct base *b = w->b;
	struct findings said = {0};

	if (p->before && !w->before.root) {
		if (w->after.root || !p->after)
			say_unloaded(w, kind, &said);
	} else if (!p->after || w->after.root) {
		judge_versions(w->run, kind, w->before.root, w->after.root, &said, &p->alike);
	}
	if (w->after.root) {
		path_places(&said, kind->schema, w->after.root);
		path_places(&p->alike, kind->schema, w->after.root);
	}
	finish(&said, &w->after);
	finish(&p->alike, &w->after);
	findings_merge(p->after ? &b->now->check.files[p->after - 1].findings : &p->gone, &said);
}

static void match(struct worker *w, struct base_pair *p, const struct kind *kind)
{
	struct base *b = w->b;
	struct findings none = {0};
	struct findings *now = p->after ? &b->now->check.files[p->after - 1].findings : &none;
	struct findings *before = p->before ? &b->then.check.files[p->before - 1].findings : &none;
	struct base_match m = {0};

	if (w->before.root && w->after.root) {
		base_way_begin(&w->way, kind->schema, w->before.root, w->after.root);
		m.way = &w->way;
	}
	base_match(&m, now, before, &p->fixed);
	if (kind && !is_loaded(b->now, p->after))
		findings_clear(&p->fixed); /* what is deleted or broken is not mended */
}

static void take_pair(void *ctx, void *state, size_t i)
{
	struct base *b = ctx;
	struct worker *w = state;
	struct base_pair *p = b->pairs[i];
	const struct kind *kind = kind_of(b, p);

	w->before.root = w->after.root = NULL;
	if (!p->shown)
		return;
	if (kind && !p->same) {
		load(&w->before, &b->then, p->before);
		load(&w->after, b->now, p->after);
		judge(w, p, kind);
	}
	match(w, p, kind);
}

void base_judge(struct base *b)
{
	const struct pool_work work = {begin, take_pair, end, NULL, b};

	pool_run(&work, b->npairs, b->options.threads);
}
