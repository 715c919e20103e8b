/* Where a file has been: at each commit in which it came, whatever went in the same commit and is
 * the same record. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "version/blame_internal.h"

enum { PATHS = 64, COMMITS = 500 };

static const char *keep(struct origins *o, const char *s)
{
	return arena_copy(&o->arena, s, strlen(s));
}

static struct text name_of(struct buf *out, const char *commit, const char *path)
{
	buf_clear(out);
	buf_addf(out, "%s %s", commit, path);
	return buf_text(out);
}

const char *origins_before(const struct origins *o, const char *commit, const char *path)
{
	struct buf name = {0};
	const char *before = hash_get(&o->came, name_of(&name, commit, path));

	buf_free(&name);
	return before;
}

void origins_free(struct origins *o)
{
	hash_free(&o->came);
	mem_free(o->paths);
	arena_free(&o->arena);
}

static void add_path(struct origins *o, const char *path)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		if (strcmp(o->paths[i], path) == 0)
			return;
	if (o->n == PATHS)
		return;
	MEM_GROW(o->paths, o->n, o->cap);
	o->paths[o->n++] = keep(o, path);
}

/* --- commits in which a file came --- */

struct coming {
	struct origins *o;
	const char *path;
	const char **commits;
	size_t n, cap;
};

static bool note_coming(void *ctx, const struct git_commit *c)
{
	struct coming *x = ctx;
	size_t i;

	for (i = 0; i < c->nfiles && c->nparents == 1; i++) {
		const struct git_file *f = &c->files[i];

		if (strcmp(f->path, x->path) != 0 || !f->id || f->old_ids[0] || x->n == COMMITS)
			continue;
		MEM_GROW(x->commits, x->n, x->cap);
		x->commits[x->n++] = keep(x->o, c->id);
	}
	return true;
}

/* --- what went in one of them --- */

struct going {
	const char *path;
	bool any;
};

static bool note_going(void *ctx, const struct git_commit *c)
{
	struct going *x = ctx;
	size_t i;

	for (i = 0; i < c->nfiles; i++)
		x->any |= !c->files[i].id || c->files[i].status == 'R';
	return true;
}

struct pairing {
	struct origins *o;
	const char *root, *path, *commit;
	const char *before; /* from the root */
};

static void note_pair(void *ctx, const struct trail_commit *c)
{
	struct pairing *x = ctx;
	size_t i;

	for (i = 0; i < c->nrecords; i++)
		if (c->records[i].path && c->records[i].old_path &&
		    strcmp(c->records[i].path, x->path + strlen(x->root)) == 0)
			x->before = keep(x->o, c->records[i].old_path);
}

/* Most commits in which a file came are those that brought many, and took none away. */
static bool find_before(struct origins *o, const struct trail_options *options, const char *commit,
			const char *path, struct buf *why)
{
	const char *const from[] = {commit};
	struct going going = {.path = path};
	struct pairing pairing = {o, options->root, path, commit, NULL};
	struct git_history h = {.from = from, .nfrom = 1, .renames = true, .alone = true};
	struct trail_options alone = *options;
	struct trail *t;
	struct buf name = {0};
	bool good = git_history(options->git, &h, note_going, &going, why);

	if (!good || !going.any)
		return good;
	alone.from = from;
	alone.nfrom = 1;
	alone.nwithout = 0;
	alone.alone = true;
	alone.note = NULL;
	alone.each = note_pair;
	alone.ctx = &pairing;
	t = trail_new(&alone);
	good = trail_run(t, why);
	trail_free(t);
	if (good && pairing.before && strcmp(pairing.before, path + strlen(options->root)) != 0) {
		buf_addf(&name, "%s%s", options->root, pairing.before);
		pairing.before = keep(o, name.p);
		add_path(o, pairing.before);
		name_of(&name, commit, path);
		*hash_put(&o->came, text_of(keep(o, name.p))) = (void *)(uintptr_t)pairing.before;
	}
	buf_free(&name);
	return good;
}

bool origins_find(struct origins *o, const struct trail_options *options, const char *path,
		  struct buf *why)
{
	bool good = true;
	size_t i, k;

	add_path(o, path);
	for (i = 0; i < o->n && good; i++) { /* it grows meanwhile */
		const char *const paths[] = {o->paths[i]};
		struct coming x = {.o = o, .path = o->paths[i]};
		struct git_history h = {.from = options->from,
					.nfrom = options->nfrom,
					.paths = paths,
					.npaths = 1};

		good = git_history(options->git, &h, note_coming, &x, why);
		for (k = 0; k < x.n && good; k++)
			good = find_before(o, options, x.commits[k], o->paths[i], why);
		mem_free(x.commits);
	}
	return good;
}
