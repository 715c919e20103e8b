/*
 * Two trees of files, three ways. Each side's changes are those against a commit where both came
 * from, renames among them; what only one side changed is as that side has it, and a file that both
 * changed is merged by its content, under the name that either gave it. If there are several such
 * commits (a criss-cross history), the merge must come out the same from each.
 */
#include "version/merge_rev.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/registry.h"
#include "version/git_internal.h"
#include "version/merge.h"
#include "version/revision.h"
#include "version/side.h"

enum { MODE_TYPE = 0170000, MODE_FILE = 0100000 };

struct branch { /* what a side changed */
	struct arena *arena;
	struct git_change *v;
	size_t n, cap;
	struct hash by_old, by_new; /* of what was there, of what came: path -> index + 1 */
};

struct merging {
	struct merge_rev *m;
	struct git *git;
	struct revision *revision; /* of ours */
	struct registry registry;
	char *root; /* of the registry; NULL: none opened yet */
	bool usable;
	struct branch ours, theirs;
	struct validator *validator;
	bool show_sensitive;
	struct buf *why;
};

/* changes */

static const char *copy(struct arena *a, const char *s)
{
	return s ? arena_copy(a, s, strlen(s)) : NULL;
}

static bool take_change(void *ctx, const struct git_change *c)
{
	struct branch *b = ctx;

	MEM_GROW(b->v, b->n, b->cap);
	b->v[b->n++] = (struct git_change){
		c->status,
		c->old_mode,
		c->mode,
		copy(b->arena, c->old_id),
		copy(b->arena, c->id),
		copy(b->arena, c->old_path),
		copy(b->arena, c->path),
	};
	return true;
}

static bool comes_new(const struct git_change *c)
{
	return c->status == 'A' || c->status == 'R' || c->status == 'C';
}

static bool was_there(const struct git_change *c)
{
	return c->status != 'A' && c->status != 'C';
}

static void *number(size_t i)
{
	return (void *)(uintptr_t)(i + 1);
}

static const struct git_change *look_up(const struct branch *b, const struct hash *h,
					const char *path)
{
	uintptr_t i = (uintptr_t)hash_get(h, text_of(path));

	return i ? &b->v[i - 1] : NULL;
}

static bool read_branch(struct merging *c, struct branch *b, const char *base, const char *side)
{
	struct git_compare what = {.from = base, .to = side, .renames = true};
	size_t i;

	b->arena = &c->m->arena;
	b->n = 0;
	hash_free(&b->by_old);
	hash_free(&b->by_new);
	b->by_old = b->by_new = (struct hash){0};
	if (!git_changes(c->git, &what, take_change, b, c->why))
		return false;
	for (i = 0; i < b->n; i++) {
		if (was_there(&b->v[i]))
			*hash_put(&b->by_old, text_of(b->v[i].old_path)) = number(i);
		if (comes_new(&b->v[i]))
			*hash_put(&b->by_new, text_of(b->v[i].path)) = number(i);
	}
	return true;
}

/* what comes out */

static void conflict(struct merging *c, const char *path, const char *place, enum message why,
		     const char *other)
{
	struct merge_rev *m = c->m;

	MEM_GROW(m->v, m->n, m->cap);
	m->v[m->n] = (struct merge_rev_conflict){copy(&m->arena, path), copy(&m->arena, place), why,
						 copy(&m->arena, other), m->n};
	m->n++;
}

static void result(struct merging *c, const char *path, unsigned mode, const char *id,
		   struct text bytes)
{
	struct merge_rev *m = c->m;

	MEM_GROW(m->files, m->nfiles, m->capfiles);
	m->files[m->nfiles++] = (struct merge_rev_file){path, mode, id, bytes};
}

static void remove_file(struct merging *c, const char *path)
{
	result(c, path, 0, NULL, TEXT(""));
}

/* content */

/* The schema of a path in ours; NULL: none. */
static const struct schema *schema_at(struct merging *c, const char *path)
{
	const struct source *s = revision_source(c->revision);
	const struct kind *kind = NULL;
	struct buf shown = {0};
	char *root, *below = NULL;

	buf_addf(&shown, "%s%s", s->prefix, path);
	root = registry_find_in(s, shown.p);
	if (c->root && (!root || strcmp(root, c->root) != 0)) {
		registry_close(&c->registry);
		mem_free(c->root);
		c->root = NULL;
	}
	if (root && !c->root) {
		c->usable = registry_open_in(&c->registry, s, root);
		c->root = root;
		root = NULL;
	}
	if (c->root && c->usable)
		below = registry_below_in(&c->registry, shown.p);
	if (below)
		kind = side_kind(&c->registry, below);
	mem_free(below);
	mem_free(root);
	buf_free(&shown);
	return kind ? kind->schema : NULL;
}

static bool read_blob(struct merging *c, const char *path, const char *id, struct buf *out)
{
	struct buf words = {0};
	int error = id ? git_read(c->git, id, out) : 0;

	if (error) {
		file_error_write(&words, error);
		message_write(c->why, MSG_USAGE_PATH, 2,
			      (struct text[]){text_of(path), buf_text(&words)});
		buf_free(&words);
	}
	return !error;
}

static bool is_record(const char *path)
{
	struct text t = text_of(path);

	return text_ends(t, TEXT(".yaml")) || text_ends(t, TEXT(".yml")) ||
	       text_ends(t, TEXT(".json"));
}

static bool merge_blobs(struct merging *c, const char *path, unsigned mode,
			const char *const id[MERGE_SIDES])
{
	struct merge_input in = {.label = {"base", "ours", "theirs"},
				 .name = path,
				 .text = !is_record(path),
				 .schema = schema_at(c, path),
				 .validator = c->validator,
				 .show_sensitive = c->show_sensitive};
	struct buf bytes[MERGE_SIDES] = {{0}};
	struct merge m = {0};
	bool good = true;
	int side;
	size_t i;

	for (side = 0; side < MERGE_SIDES; side++) {
		good = good && read_blob(c, path, id[side], &bytes[side]);
		in.side[side] = bytes[side].p ? buf_text(&bytes[side]) : TEXT("");
	}
	good = good && merge_files(&m, &in, c->why);
	for (i = 0; good && i < m.n; i++)
		conflict(c, path, m.v[i].place, m.v[i].why, "");
	if (good && !m.n)
		result(c, path, mode, NULL,
		       (struct text){arena_copy(&c->m->arena, m.out.p, m.out.n), m.out.n});
	merge_free(&m);
	for (side = 0; side < MERGE_SIDES; side++)
		buf_free(&bytes[side]);
	return good;
}

static bool same(const char *x, const char *y)
{
	return x && y && strcmp(x, y) == 0;
}

/* A file that both sides have, under `path`, and that was `old` (NULL: nothing) before. */
static bool merge_content(struct merging *c, const char *path, const struct git_change *o,
			  const struct git_change *t, const char *old, unsigned old_mode)
{
	unsigned mode = t->mode != old_mode ? t->mode : o->mode;
	bool moved = strcmp(path, o->path) != 0;

	c->m->merged++;
	if (same(o->id, t->id) || same(old, t->id)) {
		if (moved || mode != o->mode)
			result(c, path, mode, o->id, TEXT(""));
	} else if (same(old, o->id)) {
		result(c, path, mode, t->id, TEXT(""));
	} else if ((o->mode & MODE_TYPE) != MODE_FILE || (t->mode & MODE_TYPE) != MODE_FILE ||
		   (old && (old_mode & MODE_TYPE) != MODE_FILE)) {
		conflict(c, path, "", MSG_MERGE_BOTH_CHANGED, "");
	} else {
		return merge_blobs(c, path, mode, (const char *const[]){old, o->id, t->id});
	}
	return true;
}

/* one change of theirs */

/* A name that theirs gives to a file; false: ours gave it to another. */
static bool name_is_free(struct merging *c, const struct git_change *t)
{
	const struct git_change *taken = look_up(&c->ours, &c->ours.by_new, t->path);

	if (!taken ||
	    (taken->status == 'R' && t->status == 'R' && strcmp(taken->old_path, t->old_path) == 0))
		return true;
	conflict(c, t->path, "", MSG_MERGE_ONE_NAME,
		 taken->status == 'R' ? taken->old_path
		 : t->status == 'R'   ? t->old_path
				      : "");
	return false;
}

static bool merge_added(struct merging *c, const struct git_change *t)
{
	const struct git_change *o = look_up(&c->ours, &c->ours.by_new, t->path);

	if (o && o->status != 'R')
		return merge_content(c, t->path, o, t, NULL, 0);
	if (name_is_free(c, t))
		result(c, t->path, t->mode, t->id, TEXT(""));
	return true;
}

static bool merge_moved(struct merging *c, const struct git_change *o, const struct git_change *t)
{
	const char *path = t->status == 'R' ? t->path : o ? o->path : t->path;

	if (o && o->status == 'R' && t->status == 'R' && strcmp(o->path, t->path) != 0) {
		conflict(c, o->path, "", MSG_MERGE_TWO_NAMES, t->path);
		return true;
	}
	if (t->status == 'R' && !name_is_free(c, t))
		return true;
	if (t->status == 'R' && (!o || o->status != 'R'))
		remove_file(c, t->old_path);
	if (o)
		return merge_content(c, path, o, t, t->old_id, t->old_mode);
	result(c, t->path, t->mode, t->id, TEXT(""));
	return true;
}

static bool merge_change(struct merging *c, const struct git_change *t)
{
	const struct git_change *o = look_up(&c->ours, &c->ours.by_old, t->old_path);

	if (!was_there(t))
		return merge_added(c, t);
	if (t->status == 'D') {
		if (!o)
			remove_file(c, t->path);
		else if (o->status != 'D')
			conflict(c, o->path, "", MSG_MERGE_REMOVED_THEIRS, "");
		return true;
	}
	if (o && o->status == 'D') {
		conflict(c, t->path, "", MSG_MERGE_REMOVED_OURS, "");
		return true;
	}
	return merge_moved(c, o, t);
}

/* A file of one side where the other has a folder. */
static void find_folders(struct merging *c, const struct branch *files, const struct branch *other)
{
	struct buf folder = {0};
	const char *slash;
	size_t i;

	for (i = 0; i < other->n; i++) {
		const char *path = other->v[i].path;

		for (slash = comes_new(&other->v[i]) ? strchr(path, '/') : NULL; slash;
		     slash = strchr(slash + 1, '/')) {
			buf_clear(&folder);
			buf_add(&folder, path, (size_t)(slash - path));
			if (look_up(files, &files->by_new, folder.p))
				conflict(c, folder.p, "", MSG_MERGE_FOLDER, path);
		}
	}
	buf_free(&folder);
}

/* all of them, from one base */

static int by_path(const void *x, const void *y)
{
	const struct merge_rev_file *a = x, *b = y;
	int order = strcmp(a->path, b->path);

	/* A name may be given up and taken: what it becomes comes last. */
	return order ? order : (a->mode != 0) - (b->mode != 0);
}

static bool merge_from(struct merging *c, const char *base, const char *ours, const char *theirs)
{
	struct merge_rev *m = c->m;
	size_t i, n;

	if (!read_branch(c, &c->ours, base, ours) || !read_branch(c, &c->theirs, base, theirs))
		return false;
	for (i = 0; i < c->theirs.n; i++)
		if (!merge_change(c, &c->theirs.v[i]))
			return false;
	find_folders(c, &c->ours, &c->theirs);
	find_folders(c, &c->theirs, &c->ours);
	if (m->nfiles)
		qsort(m->files, m->nfiles, sizeof *m->files, by_path);
	for (i = 0, n = 0; i < m->nfiles; i++)
		if (i + 1 == m->nfiles || strcmp(m->files[i].path, m->files[i + 1].path) != 0)
			m->files[n++] = m->files[i];
	m->nfiles = n;
	return true;
}

/* several bases */

static bool same_file(const struct merge_rev_file *x, const struct merge_rev_file *y)
{
	return x->mode == y->mode && (x->id == y->id || same(x->id, y->id)) &&
	       text_equal(x->bytes, y->bytes);
}

/* Says of the files that come out otherwise than from the base before. */
static void compare(struct merging *c, const struct merge_rev_file *before, size_t n)
{
	struct merge_rev *m = c->m;
	size_t i = 0, k = 0;

	while (i < n || k < m->nfiles) {
		int order = i == n           ? 1
			    : k == m->nfiles ? -1
					     : strcmp(before[i].path, m->files[k].path);

		if (order || !same_file(&before[i], &m->files[k]))
			conflict(c, order <= 0 ? before[i].path : m->files[k].path, "",
				 MSG_MERGE_BASES, "");
		i += order <= 0;
		k += order >= 0;
	}
}

static bool merge_all(struct merging *c, const char *bases, const char *ours, const char *theirs)
{
	struct merge_rev *m = c->m;
	struct merge_rev_file *before = NULL;
	size_t length = git_about(c->git)->id_length, nbefore = 0;
	bool good = true;

	for (; good && *bases; bases += length + (bases[length] == '\n')) {
		struct git_id base = {{0}};

		memcpy(base.hex, bases, length);
		m->nfiles = m->merged = 0;
		good = merge_from(c, base.hex, ours, theirs);
		if (good && m->bases++ && !m->n)
			compare(c, before, nbefore);
		mem_free(before);
		before = (void *)mem_copy(m->files ? (char *)m->files : "",
					  m->nfiles * sizeof *before);
		nbefore = m->nfiles;
	}
	mem_free(before);
	return good;
}

static int by_place(const void *x, const void *y)
{
	const struct merge_rev_conflict *a = x, *b = y;
	int order = strcmp(a->path, b->path);

	return order ? order : (a->number > b->number) - (a->number < b->number);
}

static bool find_bases(struct git *g, const char *ours, const char *theirs, const char *names[2],
		       struct buf *out, struct buf *why)
{
	const char *args[] = {"merge-base", "--all", ours, theirs, NULL};
	struct buf said = {0};
	int status = git_run(g, args, out, &said, why);

	if (status == 1)
		git_say(why, MSG_GIT_UNRELATED, names[0], names[1]);
	else if (status > 0)
		git_say(why, MSG_GIT_REFUSED, said.n ? said.p : "merge-base", "");
	buf_free(&said);
	return status == 0 && out->n >= git_about(g)->id_length;
}

bool merge_revisions(struct merge_rev *m, struct git *g, const char *ours, const char *theirs,
		     struct validator *v, bool show_sensitive, struct buf *why)
{
	struct merging c = {
		.m = m, .git = g, .validator = v, .show_sensitive = show_sensitive, .why = why};
	struct git_id o, t;
	struct buf bases = {0};
	bool good = git_resolve(g, ours, "commit", &o, why) &&
		    git_resolve(g, theirs, "commit", &t, why) &&
		    find_bases(g, o.hex, t.hex, (const char *[]){ours, theirs}, &bases, why);

	if (good)
		good = (c.revision = revision_open_in(g, o.hex, why)) != NULL;
	if (good)
		good = merge_all(&c, bases.p, o.hex, t.hex);
	if (m->n)
		qsort(m->v, m->n, sizeof *m->v, by_place);
	if (c.root)
		registry_close(&c.registry);
	mem_free(c.root);
	revision_close(c.revision);
	mem_free(c.ours.v);
	mem_free(c.theirs.v);
	hash_free(&c.ours.by_old);
	hash_free(&c.ours.by_new);
	hash_free(&c.theirs.by_old);
	hash_free(&c.theirs.by_new);
	buf_free(&bases);
	return good;
}

void merge_rev_free(struct merge_rev *m)
{
	mem_free(m->files);
	mem_free(m->v);
	arena_free(&m->arena);
	*m = (struct merge_rev){0};
}
