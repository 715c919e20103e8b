/* The listing of an index or tree is made when the first registry is looked for in it. */
#include "version/edition.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/source.h"
#include "base/walk.h"
#include "registry/judge.h"
#include "version/revision.h"

enum { MODE_TYPE = 0170000, MODE_FILE = 0100000 };

void edition_disk(struct edition *e, struct git *g, const char *prefix)
{
	*e = (struct edition){.type = EDITION_DISK, .git = g};
	e->prefix = mem_copy(prefix, strlen(prefix));
}

void edition_index(struct edition *e, struct git *g)
{
	*e = (struct edition){.type = EDITION_INDEX, .git = g};
}

void edition_tree(struct edition *e, struct git *g, const char *name, const struct git_id *id)
{
	*e = (struct edition){.type = EDITION_TREE, .git = g, .tree = *id};
	e->name = mem_copy(name, strlen(name));
}

void edition_free(struct edition *e)
{
	size_t i;

	for (i = 0; i < e->n; i++) {
		judge_close(e->registries[i]->judge);
		registry_close(&e->registries[i]->registry);
		mem_free(e->registries[i]->root);
		mem_free(e->registries[i]);
	}
	mem_free(e->registries);
	hash_free(&e->folders);
	revision_close(e->revision);
	mem_free(e->prefix);
	mem_free(e->name);
	buf_free(&e->lost);
	arena_free(&e->arena);
	*e = (struct edition){0};
}

/* Where its files come from; false with why. *s NULL: the disk. */
static bool source_of(struct edition *e, const struct source **s, struct buf *why)
{
	*s = NULL;
	if (e->type == EDITION_DISK)
		return true;
	if (!e->tried)
		e->revision = e->type == EDITION_INDEX
				      ? revision_open_index(e->git, &e->lost)
				      : revision_open_in(e->git, e->name, &e->lost);
	e->tried = true;
	if (!e->revision) {
		buf_addt(why, buf_text(&e->lost));
		return false;
	}
	*s = revision_source(e->revision);
	return true;
}

static char *full_path(const struct edition *e, const struct source *s, const char *path, size_t n)
{
	struct buf b = {0};

	buf_adds(&b, s ? s->prefix : e->prefix);
	buf_add(&b, path, n);
	return b.p;
}

int edition_read(struct edition *e, const char *path, const char *id, struct buf *out)
{
	char *full;
	int error;

	if (id)
		return git_read(e->git, id, out);
	full = full_path(e, NULL, path, strlen(path));
	error = file_read(full, out);
	mem_free(full);
	return error;
}

/* --- registries --- */

/* What is told of a registry's folder as people know it: without what leads to the top. */
static char *root_below(const struct edition *e, const struct source *s, const char *root)
{
	const char *prefix = s ? s->prefix : e->prefix;
	size_t n = strlen(prefix);

	return strncmp(root, prefix, n) == 0 ? mem_copy(root + n, strlen(root) - n) : NULL;
}

static struct edition_registry *open_registry(struct edition *e, const struct source *s,
					      const char *root)
{
	struct edition_registry *r;
	size_t i;

	for (i = 0; i < e->n; i++)
		if (strcmp(e->registries[i]->registry.root, root) == 0)
			return e->registries[i];
	r = mem_zero(sizeof *r);
	r->broken = !registry_open_in(&r->registry, s, root);
	r->root = root_below(e, s, root);
	MEM_GROW(e->registries, e->n, e->cap);
	return e->registries[e->n++] = r;
}

struct edition_registry *edition_registry(struct edition *e, const char *path, struct buf *why)
{
	const char *slash = strrchr(path, '/');
	struct text folder = {path, slash ? (size_t)(slash + 1 - path) : 0};
	static struct edition_registry none;
	const struct source *s;
	char *full, *root;
	void **slot;

	if (e->lender)
		return edition_registry(e->lender, path, why);
	if (!hash_get(&e->folders, folder)) {
		if (!source_of(e, &s, why))
			return NULL;
		folder.p = arena_copy(&e->arena, folder.p, folder.n);
		full = full_path(e, s, folder.p, folder.n);
		root = registry_find_in(s, full && *full ? full : ".");
		slot = hash_put(&e->folders, folder);
		*slot = root ? open_registry(e, s, root) : &none;
		mem_free(full);
		mem_free(root);
	}
	slot = hash_put(&e->folders, folder);
	return *slot == &none ? NULL : *slot;
}

struct judge *edition_judge(struct edition_registry *r, const struct judge_options *o)
{
	if (!r->judge && !r->broken)
		r->judge = judge_open(&r->registry, o);
	return r->judge;
}

char *edition_below(struct edition *e, const struct edition_registry *r, const char *path)
{
	size_t n = r->root ? strlen(r->root) : 0;
	char *full, *below;

	if (e->lender)
		return edition_below(e->lender, r, path);
	if (r->root && strncmp(path, r->root, n) == 0)
		return mem_copy(path + n, strlen(path) - n);
	if (e->type != EDITION_DISK)
		return NULL;
	full = full_path(e, NULL, path, strlen(path));
	below = registry_below(&r->registry, full);
	mem_free(full);
	return below;
}

/* --- lists --- */

struct listing {
	const char *folder;
	void (*each)(void *ctx, const char *path, const char *id);
	void *ctx;
};

static void list_entry(void *ctx, const struct git_entry *f)
{
	struct listing *l = ctx;
	size_t n = strlen(l->folder);

	if ((f->mode & MODE_TYPE) == MODE_FILE && walk_is_data(text_of(f->path)) &&
	    strncmp(f->path, l->folder, n) == 0)
		l->each(l->ctx, f->path, f->id);
}

static void say_folder(struct buf *why, const char *path, int error)
{
	struct buf words = {0};
	struct text args[2] = {text_of(path)};

	file_error_write(&words, error);
	args[1] = buf_text(&words);
	message_write(why, MSG_DIFF_UNREADABLE, 2, args);
	buf_free(&words);
}

static bool list_disk(struct edition *e, struct listing *l, struct buf *why)
{
	bool good = true;
	char *full = full_path(e, NULL, l->folder, strlen(l->folder));
	struct walk w = {0};
	size_t i;

	walk_files(&w, *full ? full : ".", walk_is_data);
	for (i = 0; i < w.n && good; i++) {
		good = !w.v[i].error;
		if (good)
			l->each(l->ctx, w.v[i].path + strlen(e->prefix), NULL);
		else
			say_folder(why, w.v[i].path, w.v[i].error);
	}
	walk_free(&w);
	mem_free(full);
	return good;
}

bool edition_list(struct edition *e, const char *folder,
		  void (*each)(void *ctx, const char *path, const char *id), void *ctx,
		  struct buf *why)
{
	struct listing l = {folder, each, ctx};
	const struct source *s;

	if (!source_of(e, &s, why))
		return false;
	if (!e->revision)
		return list_disk(e, &l, why);
	revision_each(e->revision, list_entry, &l);
	return true;
}

const char *edition_id(struct edition *e, const char *path, struct buf *why)
{
	const struct source *s;

	return source_of(e, &s, why) && e->revision ? revision_id(e->revision, path) : NULL;
}
