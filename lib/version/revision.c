/*
 * A revision's tree is listed once, whole: a file is then found by its path among the sorted, and a
 * folder is the run of files that begin with its name.
 */
#include "version/revision.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/source.h"
#include "version/git.h"
#include "version/git_internal.h"

enum { MODE_LINK = 0120000, MODE_FILE = 0100000, MODE_TYPE = 0170000, LINKS = 16 };

struct file {
	const char *path, *id;
	unsigned mode;
};

struct revision {
	struct git *git, *own;
	struct arena arena;
	struct source source;
	struct file *v; /* sorted by path, bytewise */
	size_t n, cap;
};

/* --- files --- */

/* The first file whose path is not before it. */
static size_t lower(const struct revision *r, const char *path, size_t n)
{
	size_t from = 0, to = r->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (strncmp(r->v[mid].path, path, n) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static const struct file *file_at(const struct revision *r, const char *path)
{
	size_t i = lower(r, path, strlen(path) + 1);

	return i < r->n && strcmp(r->v[i].path, path) == 0 ? &r->v[i] : NULL;
}

/* path ends with '/', or is the top. */
static bool is_folder(const struct revision *r, const char *path)
{
	size_t n = strlen(path), i = lower(r, path, n);

	return n == 0 || (i < r->n && strncmp(r->v[i].path, path, n) == 0);
}

/* The target of a link becomes part of the path: what stood before it, then the target, then what
 * stood after it. False with errno; EXDEV: it leads elsewhere. */
static bool follow(const struct revision *r, const struct file *link, struct buf *done,
		   struct buf *rest)
{
	struct buf target = {0};
	bool good = git_read(r->git, link->id, &target) == 0 && target.n &&
		    !memchr(target.p, '\0', target.n);

	if (good && *target.p == '/') {
		errno = EXDEV;
		good = false;
	} else if (good) {
		buf_addc(&target, '/');
		buf_addt(&target, buf_text(rest));
		buf_clear(rest);
		buf_addt(rest, buf_text(&target));
		while (done->n && done->p[done->n - 1] != '/')
			done->n--;
		if (done->p)
			done->p[done->n] = '\0';
	}
	buf_free(&target);
	return good;
}

static bool go_up(struct buf *done)
{
	errno = EXDEV;
	if (!done->n)
		return false;
	done->n--; /* the slash */
	while (done->n && done->p[done->n - 1] != '/')
		done->n--;
	done->p[done->n] = '\0';
	return true;
}

static void drop_first(struct buf *rest, size_t n)
{
	memmove(rest->p, rest->p + n, rest->n - n);
	rest->n -= n;
	rest->p[rest->n] = '\0';
}

/* Goes one step of `rest` from the folder `done` ("" or ends with '/'); false at a dead end. */
static bool step(const struct revision *r, struct buf *done, struct buf *rest, unsigned *links,
		 const struct file **found)
{
	const char *slash = strchr(rest->p, '/');
	size_t n = slash ? (size_t)(slash - rest->p) : rest->n;
	const struct file *f;

	*found = NULL;
	if (n == 2 && memcmp(rest->p, "..", 2) == 0) {
		drop_first(rest, n + (slash != NULL));
		return go_up(done);
	}
	if (n > 1 || (n == 1 && *rest->p != '.')) {
		buf_add(done, rest->p, n);
		drop_first(rest, n + (slash != NULL));
		f = file_at(r, done->p);
		errno = ++*links > LINKS ? ELOOP : ENOENT;
		if (f && (f->mode & MODE_TYPE) == MODE_LINK)
			return *links <= LINKS && follow(r, f, done, rest);
		*links -= 1;
		*found = f;
		if (f)
			return !rest->n;
		buf_addc(done, '/');
		return is_folder(r, done->p);
	}
	drop_first(rest, n + (slash != NULL));
	return true;
}

/* What is at the path, links followed; NULL: a folder or nothing. `done` is the way there. */
static const struct file *resolve(const struct revision *r, const char *path, struct buf *done,
				  bool *there)
{
	const struct file *found = NULL;
	struct buf rest = {0};
	unsigned links = 0;

	buf_adds(&rest, path + (*path == '/'));
	*there = true;
	while (rest.n && *there)
		*there = step(r, done, &rest, &links, &found);
	buf_free(&rest);
	return *there ? found : NULL;
}

/* --- the source --- */

static int read_file(void *ctx, const char *path, struct buf *out)
{
	const struct revision *r = ctx;
	const struct file *f = file_at(r, path);
	struct buf done = {0};
	bool there = true;

	if (!f || (f->mode & MODE_TYPE) != MODE_FILE)
		f = resolve(r, path, &done, &there);
	buf_free(&done);
	if (!f)
		return there ? EISDIR : ENOENT;
	return (f->mode & MODE_TYPE) == MODE_FILE ? git_read(r->git, f->id, out) : ENODEV;
}

static enum source_type type_of(const struct file *f)
{
	unsigned type = f->mode & MODE_TYPE;

	return type == MODE_FILE ? SOURCE_FILE : type == MODE_LINK ? SOURCE_LINK : SOURCE_OTHER;
}

static enum source_type find(void *ctx, const char *path, struct buf *real)
{
	struct buf done = {0};
	bool there;
	const struct file *f = resolve(ctx, path, &done, &there);
	enum source_type type = f                ? type_of(f)
				: there          ? SOURCE_FOLDER
				: errno == EXDEV ? SOURCE_LINK
						 : SOURCE_NONE;

	if (real && there)
		buf_add(real, done.p, done.n - (done.n && done.p[done.n - 1] == '/'));
	buf_free(&done);
	return type;
}

static void list(void *ctx, const char *folder,
		 void (*each)(void *to, const char *name, enum source_type type), void *to)
{
	const struct revision *r = ctx;
	size_t n = strlen(folder), i = lower(r, folder, n);
	struct buf name = {0};

	while (i < r->n && strncmp(r->v[i].path, folder, n) == 0) {
		const char *below = r->v[i].path + n, *slash = strchr(below, '/');

		if (!slash) {
			each(to, below, type_of(&r->v[i++]));
			continue;
		}
		buf_clear(&name);
		buf_add(&name, below, (size_t)(slash - below));
		each(to, name.p, SOURCE_FOLDER);
		for (slash++; i < r->n && strncmp(r->v[i].path, folder, n) == 0 &&
			      strncmp(r->v[i].path + n, name.p, name.n) == 0 &&
			      r->v[i].path[n + name.n] == '/';)
			i++;
	}
	buf_free(&name);
}

/* --- opening --- */

static bool add_file(void *ctx, const struct git_entry *e)
{
	struct revision *r = ctx;

	MEM_GROW(r->v, r->n, r->cap);
	r->v[r->n++] = (struct file){
		.path = arena_copy(&r->arena, e->path, strlen(e->path)),
		.id = arena_copy(&r->arena, e->id, strlen(e->id)),
		.mode = e->mode,
	};
	return true;
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct file *)x)->path, ((const struct file *)y)->path);
}

/* Git lists them so, as a rule. */
static void sort(struct revision *r)
{
	size_t i;

	for (i = 1; i < r->n; i++)
		if (by_path(&r->v[i - 1], &r->v[i]) > 0) {
			qsort(r->v, r->n, sizeof *r->v, by_path);
			return;
		}
}

/* What git takes as NAME:PATH is shown so; a name that git would read on into the path is shown as
 * an id. */
static void choose_prefix(struct revision *r, const char *name, const struct git_id *id,
			  bool is_commit)
{
	const char *colon = strchr(name, ':');
	struct buf b = {0};

	if (is_commit && colon)
		buf_addf(&b, "%.12s:", id->hex);
	else if (colon)
		buf_addf(&b, "%s%s", name,
			 colon[1] && !strchr("/", name[strlen(name) - 1]) ? "/" : "");
	else
		buf_addf(&b, "%s:", name);
	r->source.prefix = arena_copy(&r->arena, b.p, b.n);
	r->source.here = is_commit || !colon ? git_about(r->git)->prefix : "";
	buf_free(&b);
}

static struct revision *new_revision(struct git *g)
{
	struct revision *r = mem_zero(sizeof *r);

	r->git = g;
	r->source = (struct source){NULL, NULL, read_file, find, list, r};
	return r;
}

struct revision *revision_open_in(struct git *g, const char *name, struct buf *why)
{
	struct revision *r = new_revision(g);
	struct buf no_commit = {0};
	struct git_id id;
	bool is_commit = git_resolve(g, name, "commit", &id, &no_commit);

	buf_free(&no_commit);
	if ((!is_commit && !git_resolve(g, name, "tree", &id, why)) ||
	    !git_list(g, id.hex, "", add_file, r, why)) {
		revision_close(r);
		return NULL;
	}
	choose_prefix(r, name, &id, is_commit);
	sort(r);
	return r;
}

struct revision *revision_open_index(struct git *g, struct buf *why)
{
	struct revision *r = new_revision(g);

	r->source.prefix = ":";
	r->source.here = git_about(g)->prefix;
	if (!git_list_index(g, add_file, r, why)) {
		revision_close(r);
		return NULL;
	}
	sort(r);
	return r;
}

struct revision *revision_open(const char *folder, const char *name, struct buf *why)
{
	struct git *g = git_open(folder, why);
	struct revision *r = g ? revision_open_in(g, name, why) : NULL;

	if (r)
		r->own = g;
	else
		git_close(g);
	return r;
}

void revision_close(struct revision *r)
{
	if (!r)
		return;
	git_close(r->own);
	mem_free(r->v);
	arena_free(&r->arena);
	mem_free(r);
}

const struct source *revision_source(const struct revision *r)
{
	return &r->source;
}

struct git *revision_git(const struct revision *r)
{
	return r->git;
}

const char *revision_id(const struct revision *r, const char *path)
{
	const struct file *f = file_at(r, path);

	return f ? f->id : NULL;
}

bool revision_is_file(const struct revision *r, const char *path)
{
	const struct file *f = file_at(r, path);

	return f && (f->mode & MODE_TYPE) == MODE_FILE;
}

void revision_each(const struct revision *r, void (*each)(void *ctx, const struct git_entry *e),
		   void *ctx)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		struct git_entry e = {r->v[i].mode, r->v[i].id, r->v[i].path};

		each(ctx, &e);
	}
}
