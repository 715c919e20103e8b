/* Git knows what changed between what it holds and the work tree; other folders are listed and held
 * against each other name by name. */
#include "version/changed.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/walk.h"
#include "version/operands.h"

enum { MODE_TYPE = 0170000, MODE_FILE = 0100000 };

static struct changed_file *add(struct changed *c)
{
	MEM_GROW(c->v, c->n, c->cap);
	c->v[c->n] = (struct changed_file){0};
	return &c->v[c->n++];
}

static const char *keep(struct changed *c, const char *s)
{
	return s ? arena_copy(&c->arena, s, strlen(s)) : NULL;
}

static bool is_zero(const char *id)
{
	return id[strspn(id, "0")] == '\0';
}

static bool take_change(void *ctx, const struct git_change *g)
{
	struct changed *c = ctx;
	bool was = g->old_id && (g->old_mode & MODE_TYPE) == MODE_FILE;
	bool is = g->id && (g->mode & MODE_TYPE) == MODE_FILE;
	struct changed_file *f, *last = c->n ? &c->v[c->n - 1] : NULL;

	if (!walk_is_data(text_of(g->path))) {
		c->others++;
		return true;
	}
	/* A conflict comes first as such and then as a change of the work tree's file. */
	if (last && last->unmerged && strcmp(last->after, g->path) == 0) {
		c->n--;
	} else if (g->status != 'U' && !was && !is) {
		return true;
	}
	f = add(c);
	if (g->status == 'U') {
		f->before = f->after = keep(c, g->path);
		f->unmerged = true;
		return true;
	}
	if (was) {
		f->before = keep(c, g->old_path);
		f->before_id = keep(c, g->old_id);
	}
	if (is) {
		f->after = keep(c, g->path);
		f->after_id = is_zero(g->id) ? NULL : keep(c, g->id);
	}
	return true;
}

bool changed_start(struct changed *c, struct comparison *what, struct buf *why)
{
	const struct git_compare compare = {
		.from = what->before.tree.hex,
		.to = what->after.type == EDITION_TREE ? what->after.tree.hex : NULL,
		.index = what->after.type == EDITION_INDEX,
		.paths = what->paths,
		.npaths = what->npaths,
	};

	*c = (struct changed){0};
	if (!what->listed && !what->files)
		c->looking = git_changes_start(what->git, &compare, why);
	return what->listed || what->files || c->looking;
}

/* --- two folders --- */

struct listed {
	struct changed *c;
	struct changed_file *v;
	size_t n, cap, skip; /* bytes of the folder before each path */
	bool after;
};

static void take_file(void *ctx, const char *path, const char *id)
{
	struct listed *l = ctx;
	struct changed_file *f;

	MEM_GROW(l->v, l->n, l->cap);
	f = &l->v[l->n++];
	*f = (struct changed_file){0};
	if (l->after) {
		f->after = keep(l->c, path);
		f->after_id = keep(l->c, id);
	} else {
		f->before = keep(l->c, path);
		f->before_id = keep(l->c, id);
	}
}

static int order(const struct listed *x, size_t i, const struct listed *y, size_t j)
{
	if (i == x->n || j == y->n)
		return i == x->n ? 1 : -1;
	return strcmp(x->v[i].before + x->skip, y->v[j].after + y->skip);
}

static bool list_both(struct changed *c, struct comparison *what, struct buf *why)
{
	struct listed x = {.c = c, .skip = strlen(what->before_folder)};
	struct listed y = {.c = c, .skip = strlen(what->after_folder), .after = true};
	size_t i = 0, j = 0;
	bool good = edition_list(&what->before, what->before_folder, take_file, &x, why) &&
		    edition_list(&what->after, what->after_folder, take_file, &y, why);

	while (good && (i < x.n || j < y.n)) {
		int o = order(&x, i, &y, j);
		struct changed_file *f = add(c);

		if (o <= 0) {
			f->before = x.v[i].before;
			f->before_id = x.v[i++].before_id;
		}
		if (o >= 0) {
			f->after = y.v[j].after;
			f->after_id = y.v[j++].after_id;
		}
		if (f->before_id && f->after_id && strcmp(f->before_id, f->after_id) == 0)
			c->n--;
	}
	mem_free(x.v);
	mem_free(y.v);
	return good;
}

/* --- two files --- */

static const char *id_of(struct git_id *id)
{
	return *id->hex ? id->hex : NULL;
}

bool changed_find(struct changed *c, struct comparison *what, struct buf *why)
{
	struct git_stream *looking = c->looking;
	struct changed_file *f;

	c->looking = NULL;
	if (looking)
		return git_changes_finish(looking, take_change, c, why);
	if (what->listed)
		return list_both(c, what, why);
	f = add(c);
	*f = (struct changed_file){.before = what->before_file,
				   .after = what->after_file,
				   .before_id = id_of(&what->before_id),
				   .after_id = id_of(&what->after_id)};
	return true;
}

void changed_free(struct changed *c)
{
	git_changes_drop(c->looking);
	mem_free(c->v);
	arena_free(&c->arena);
	*c = (struct changed){0};
}
