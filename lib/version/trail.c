/*
 * Going through the history in windows: commits are kept as they come while what they changed is
 * being read. When there are enough of them and all is read, they are told in order, one for each
 * that comes into the next window: git and the other threads go on meanwhile.
 */
#include "version/trail.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "registry/registry.h"
#include "version/trail_internal.h"

enum { WINDOW_FILES = 8192, WINDOW_COMMITS = 4096 };

struct commit {
	struct git_commit about;
	bool boundary;
	struct pair_file *files;
	size_t n;
};

struct window {
	struct arena arena;
	struct commit *commits;
	size_t n, cap, nfiles;
};

struct trail {
	struct trail_options o;
	size_t root; /* its length */
	const char *registry_path;
	struct eras eras;
	struct loads *loads;
	struct window coming, whole;
	size_t told; /* of the whole one's commits */
	struct arena scratch;
};

struct trail *trail_new(const struct trail_options *o)
{
	struct trail *t = mem_zero(sizeof *t);
	struct buf b = {0};

	t->o = *o;
	t->root = strlen(o->root);
	buf_addf(&b, "%sregistry.yaml", o->root);
	t->registry_path = b.p;
	eras_begin(&t->eras, o->plan);
	t->loads = loads_new(o->plan, o->git, o->threads);
	return t;
}

/* --- telling --- */

/* Is it the same file, of which only the mode is another? */
static bool is_still_there(const struct pair_file *f)
{
	return f->id && strcmp(f->id, f->old_id) == 0 && strcmp(f->path, f->old_path) == 0;
}

static void release(struct trail *t, struct pair_file *f)
{
	size_t i;

	for (i = 0; i < f->nbefore; i++)
		digest_drop(f->before[i]);
	digest_drop(f->now);
	if (f->old_id && !is_still_there(f))
		loads_forget(t->loads, f->old_path, f->old_id);
}

static void tell_notes(struct trail *t, const struct commit *c)
{
	size_t i;

	for (i = 0; t->o.note && i < c->n; i++) {
		const struct pair_file *f = &c->files[i];

		if (f->now && digest_is_broken(f->now))
			t->o.note(t->o.note_ctx, &c->about,
				  &(struct trail_note){f->path, digest_why(f->now)});
	}
}

static void tell_one(struct trail *t)
{
	struct commit *c = &t->whole.commits[t->told++];
	struct trail_commit out = {.about = c->about, .boundary = c->boundary};
	size_t i;

	tell_notes(t, c);
	out.records = pair_records(c->files, c->n, &t->scratch, &out.nrecords);
	t->o.each(t->o.ctx, &out);
	for (i = 0; i < c->n; i++)
		release(t, &c->files[i]);
	arena_reset(&t->scratch);
}

static void tell_rest(struct trail *t)
{
	while (t->told < t->whole.n)
		tell_one(t);
}

/* The window that was coming is whole, and another begins. */
static void turn(struct trail *t)
{
	struct window told;

	tell_rest(t);
	loads_settle(t->loads);
	told = t->whole;
	t->whole = t->coming;
	t->told = 0;
	arena_reset(&told.arena);
	told.n = told.nfiles = 0;
	t->coming = told;
}

/* --- keeping --- */

static const char *keep(struct trail *t, const char *s)
{
	return s ? arena_copy(&t->coming.arena, s, strlen(s)) : NULL;
}

static struct git_person keep_person(struct trail *t, const struct git_person *p)
{
	struct git_person kept = *p;

	kept.name = keep(t, p->name);
	kept.mail = keep(t, p->mail);
	return kept;
}

static struct git_commit keep_commit(struct trail *t, const struct git_commit *c)
{
	struct git_commit kept = {.id = keep(t, c->id), .nparents = c->nparents};
	const char **parents = arena_alloc(&t->coming.arena, (c->nparents + 1) * sizeof *parents);
	size_t i;

	for (i = 0; i < c->nparents; i++)
		parents[i] = keep(t, c->parents[i]);
	kept.parents = parents;
	kept.author = keep_person(t, &c->author);
	kept.committer = keep_person(t, &c->committer);
	kept.subject = keep(t, c->subject);
	return kept;
}

/* The path from the registry's root; NULL: it lies elsewhere. */
static const char *below(const struct trail *t, const char *path)
{
	return path && strncmp(path, t->o.root, t->root) == 0 ? path + t->root : NULL;
}

static const struct kind *kind_at(struct trail *t, struct era *era, const char *path,
				  const char **kept)
{
	path = below(t, path);
	return path ? era_kind(&t->eras, era, path, kept) : NULL;
}

/* The era of a commit: its own registry.yaml's if it changed it, or that of where it came from. */
static struct era *era_of(struct trail *t, const struct git_commit *c)
{
	struct era *era = era_of_commit(&t->eras, c->nparents ? c->parents[0] : NULL);
	struct buf bytes = {0};
	size_t i;

	for (i = 0; i < c->nfiles; i++) {
		if (strcmp(c->files[i].path, t->registry_path) != 0)
			continue;
		era = t->eras.now;
		loads_drain(t->loads);
		if (c->files[i].id && git_read(t->o.git, c->files[i].id, &bytes) == 0)
			era = era_of_blob(&t->eras, c->files[i].id, buf_text(&bytes));
	}
	buf_free(&bytes);
	era_keep(&t->eras, c->id, era);
	return era;
}

static bool is_regular(unsigned mode)
{
	return (mode & 0170000) == 0100000;
}

/* One file; false if it is no record, nor was one. */
static bool keep_file(struct trail *t, const struct git_commit *c, const struct git_file *f,
		      struct era *era, struct pair_file *out)
{
	const char *path = NULL, *old = NULL;
	size_t i;

	*out = (struct pair_file){.nbefore = f->nold};
	if (f->id && is_regular(f->mode))
		out->kind = kind_at(t, era, f->path, &path);
	out->before = arena_zero(&t->coming.arena, (f->nold + 1) * sizeof *out->before);
	for (i = 0; i < f->nold; i++) {
		const char *parent = i < c->nparents ? c->parents[i] : NULL;
		const struct kind *k = f->old_ids[i] ? kind_at(t, era_of_commit(&t->eras, parent),
							       f->old_paths[i], &old)
						     : NULL;

		if (!k)
			continue;
		out->before[i] = loads_want(t->loads, k, old, f->old_ids[i], NULL);
		if (!out->old_kind) {
			out->old_kind = k;
			out->old_path = old;
			out->old_id = keep(t, f->old_ids[i]);
		}
	}
	out->renamed = f->status == 'R' && out->old_kind;
	if (out->kind) {
		out->path = path;
		out->id = keep(t, f->id);
		for (i = 0; i + 1 < f->nold && !out->before[i]; i++)
			;
		out->now = loads_want(t->loads, out->kind, path, f->id,
				      f->nold ? out->before[i] : NULL);
	}
	return out->kind || out->old_kind;
}

static bool add_commit(void *ctx, const struct git_commit *c)
{
	struct trail *t = ctx;
	struct window *w = &t->coming;
	struct era *era = era_of(t, c);
	struct commit kept = {.about = keep_commit(t, c)};
	size_t i;

	kept.boundary = !c->nparents && git_about(t->o.git)->shallow;
	kept.files = arena_alloc(&t->coming.arena, (c->nfiles + 1) * sizeof *kept.files);
	for (i = 0; i < c->nfiles; i++)
		kept.n += keep_file(t, c, &c->files[i], era, &kept.files[kept.n]);
	MEM_GROW(w->commits, w->n, w->cap);
	w->commits[w->n++] = kept;
	w->nfiles += kept.n;
	if (t->told < t->whole.n)
		tell_one(t);
	if (w->n >= WINDOW_COMMITS || w->nfiles >= WINDOW_FILES)
		turn(t);
	return true;
}

bool trail_run(struct trail *t, struct buf *why)
{
	const char *const paths[] = {t->o.root};
	struct git_history h = {
		.from = t->o.from,
		.without = t->o.without,
		.nfrom = t->o.nfrom,
		.nwithout = t->o.nwithout,
		.since = t->o.since,
		.until = t->o.until,
		.paths = paths,
		.npaths = t->root != 0,
		.renames = true,
		.first_parent = t->o.first_parent,
		.alone = t->o.alone,
	};
	bool good = git_history(t->o.git, &h, add_commit, t, why);

	turn(t);
	tell_rest(t);
	return good && git_is_whole(t->o.git, why);
}

struct digest *trail_digest(struct trail *t, const struct kind *k, const char *path, const char *id)
{
	return loads_want(t->loads, k, path, id, NULL);
}

void trail_settle(struct trail *t)
{
	loads_settle(t->loads);
}

const struct kind *trail_kind(struct trail *t, const char *path)
{
	const char *kept;

	return era_kind(&t->eras, t->eras.now, path, &kept);
}

static void window_free(struct window *w)
{
	arena_free(&w->arena);
	mem_free(w->commits);
}

void trail_free(struct trail *t)
{
	if (!t)
		return;
	loads_free(t->loads);
	eras_free(&t->eras);
	window_free(&t->coming);
	window_free(&t->whole);
	arena_free(&t->scratch);
	mem_free((void *)(uintptr_t)t->registry_path);
	mem_free(t);
}
