/* Walking a folder. Only what is asked for is opened; links to folders could lead in circles. */
#include "base/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"

enum { DEEPEST = 100 };

static void add(struct walk *w, const struct buf *path, int error)
{
	MEM_GROW(w->v, w->n, w->cap);
	w->v[w->n++] = (struct walk_file){arena_copy(&w->arena, buf_text(path).p, path->n), error};
}

bool walk_is_yaml(struct text name)
{
	return text_ends(name, TEXT(".yaml")) || text_ends(name, TEXT(".yml"));
}

bool walk_is_data(struct text name)
{
	return walk_is_yaml(name) || text_ends(name, TEXT(".json"));
}

static void walk(struct walk *w, struct buf *path, bool (*wanted)(struct text name), unsigned depth)
{
	const struct dirent *e;
	size_t n = path->n;
	struct stat st;
	DIR *d = depth < DEEPEST ? opendir(n ? path->p : ".") : NULL;

	if (!d) {
		add(w, path, depth < DEEPEST ? errno : ELOOP);
		return;
	}
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		if (n && path->p[n - 1] != '/')
			buf_addc(path, '/');
		buf_adds(path, e->d_name);
		if (lstat(path->p, &st) == 0 && S_ISDIR(st.st_mode))
			walk(w, path, wanted, depth + 1);
		else if (wanted(text_of(e->d_name)) &&
			 !(stat(path->p, &st) == 0 && S_ISDIR(st.st_mode)))
			add(w, path, 0);
		path->n = n;
		path->p[n] = '\0';
	}
	closedir(d);
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct walk_file *)x)->path, ((const struct walk_file *)y)->path);
}

void walk_files(struct walk *w, const char *folder, bool (*wanted)(struct text name))
{
	struct buf path = {0};
	size_t before = w->n;

	buf_adds(&path, strcmp(folder, ".") == 0 ? "" : folder);
	walk(w, &path, wanted, 0);
	buf_free(&path);
	if (w->n > before)
		qsort(w->v + before, w->n - before, sizeof *w->v, by_path);
}

void walk_folder(struct walk *w, const char *folder)
{
	walk_files(w, folder, walk_is_yaml);
}

void walk_free(struct walk *w)
{
	mem_free(w->v);
	arena_free(&w->arena);
	*w = (struct walk){0};
}
