/*
 * Which files there are: one walk over the folder, each path held against the patterns of every
 * kind. Names that begin with a dot are left alone; links are followed only to files inside the
 * registry.
 */
#define _DEFAULT_SOURCE 1 /* glibc and musl show d_type only then */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/save.h"
#include "base/source.h"
#include "registry/glob.h"
#include "registry/registry.h"

#ifdef DT_UNKNOWN
#define TYPE_OF(entry) ((entry)->d_type)
#else
enum { DT_UNKNOWN, DT_DIR, DT_REG, DT_LNK };
#define TYPE_OF(entry) ((void)(entry), DT_UNKNOWN)
#endif

enum { DEEPEST = 100 };

struct scan {
	struct registry *r;
	struct members *out;
	struct buf path; /* relative to the root */
	struct buf full; /* the same with the root before it */
	char *real_root;
	unsigned depth;
};

static struct member *add(struct scan *s, enum message trouble, int error)
{
	struct members *m = s->out;
	struct member *x;

	MEM_GROW(m->v, m->n, m->cap);
	x = &m->v[m->n++];
	*x = (struct member){arena_copy(&m->arena, buf_text(&s->path).p, s->path.n), NULL, trouble,
			     NULL, error};
	return x;
}

static const char *full_path(struct scan *s)
{
	buf_clear(&s->full);
	buf_adds(&s->full, s->r->root);
	buf_addt(&s->full, buf_text(&s->path));
	return s->full.n ? s->full.p : ".";
}

static bool matches_any(const struct text *patterns, size_t n, struct text path)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (glob_match(patterns[i], path, NULL))
			return true;
	return false;
}

/* Files that could be meant as records or as parts of a registry; others are none of its business.
 */
static bool is_data(struct text path)
{
	return text_ends(path, TEXT(".yaml")) || text_ends(path, TEXT(".yml")) ||
	       text_ends(path, TEXT(".json"));
}

/* Schemas and the files named by registry.yaml stand in the registry without being records. */
static bool is_own(const struct registry *r, struct text path)
{
	static const char *const folders[] = {"schema", "rules", "standards", "policies"};
	size_t i, n;

	for (i = 0; i < sizeof folders / sizeof *folders; i++) {
		n = strlen(folders[i]);
		if (text_starts(path, text_of(folders[i])) && (path.n == n || path.p[n] == '/'))
			return true;
	}
	for (i = 0; i < r->nkinds; i++)
		if (text_equal(path, r->kinds[i].schema_path))
			return true;
	return text_is(path, "registry.yaml") || text_is(path, "waivers.yaml");
}

static bool link_stays_inside(struct scan *s)
{
	char *real = realpath(full_path(s), NULL);
	size_t n = s->real_root ? strlen(s->real_root) : 0;
	bool inside = real && n && strncmp(real, s->real_root, n) == 0 &&
		      (real[n] == '/' || n == 1);

	free(real);
	return inside;
}

/* The same of a file from a source. */
static enum message trouble_there(struct scan *s, int *error)
{
	const struct source *from = s->r->source;
	const char *root = source_below(from, s->r->root);
	struct buf real = {0};
	enum source_type type = from->find(from->ctx, source_below(from, full_path(s)), &real);
	bool inside = real.n && strncmp(real.p, root, strlen(root)) == 0;

	*error = type == SOURCE_NONE ? errno : 0;
	buf_free(&real);
	return type == SOURCE_NONE             ? MSG_FILE_UNREADABLE
	       : type == SOURCE_FOLDER         ? MSG_FILE_LINK_FOLDER
	       : type == SOURCE_OTHER          ? MSG_FILE_NOT_REGULAR
	       : type == SOURCE_FILE && inside ? MSG_COUNT
					       : MSG_FILE_LINK_OUTSIDE;
}

/* What is wrong with the thing at the path as a file; MSG_COUNT if nothing. */
static enum message trouble_of(struct scan *s, unsigned char type, int *error)
{
	struct stat st;

	*error = 0;
	if (type == DT_REG)
		return MSG_COUNT;
	if (s->r->source)
		return type == DT_DIR ? MSG_FILE_DIRECTORY : trouble_there(s, error);
	if (lstat(full_path(s), &st) < 0) {
		*error = errno;
		return MSG_FILE_UNREADABLE;
	}
	if (S_ISLNK(st.st_mode)) {
		if (stat(full_path(s), &st) < 0) {
			*error = errno;
			return MSG_FILE_UNREADABLE;
		}
		if (S_ISDIR(st.st_mode))
			return MSG_FILE_LINK_FOLDER;
		if (!link_stays_inside(s))
			return MSG_FILE_LINK_OUTSIDE;
	}
	if (S_ISDIR(st.st_mode))
		return MSG_FILE_DIRECTORY;
	return S_ISREG(st.st_mode) ? MSG_COUNT : MSG_FILE_NOT_REGULAR;
}

static void take_file(struct scan *s, unsigned char type)
{
	struct text path = buf_text(&s->path);
	bool own = is_own(s->r, path);
	struct kind *claims[2] = {NULL, NULL};
	struct member *m;
	enum message trouble;
	size_t i;
	int error;

	if (matches_any(s->r->ignore, s->r->nignore, path))
		return;
	for (i = 0; i < s->r->nkinds && !claims[1] && !own; i++)
		if (matches_any(s->r->kinds[i].files, s->r->kinds[i].nfiles, path))
			claims[claims[0] != NULL] = &s->r->kinds[i];
	if (!claims[0] && type != DT_LNK && (!is_data(path) || own))
		return;
	trouble = trouble_of(s, type, &error);
	if (!claims[0] && trouble != MSG_FILE_LINK_FOLDER && (!is_data(path) || own))
		return;
	if (trouble == MSG_FILE_DIRECTORY && (!claims[0] || !is_data(path)))
		return;
	if (claims[0])
		claims[0]->count++;
	if (claims[1])
		claims[1]->count++;
	if (!claims[0] && trouble == MSG_COUNT && s->r->partial)
		return;
	m = add(s, trouble, error);
	m->kind = claims[0];
	m->other = claims[1];
	if (trouble == MSG_COUNT && !claims[0])
		m->trouble = MSG_FILE_UNCLAIMED;
	else if (trouble == MSG_COUNT && claims[1])
		m->trouble = MSG_FILE_CLAIMED_TWICE;
}

static void take_folder(struct scan *s);

static void take_entry(struct scan *s, const char *name, unsigned char type)
{
	size_t n = s->path.n;
	struct stat st;

	if (name[0] == '.' && !save_is_temporary(name))
		return;
	if (n)
		buf_addc(&s->path, '/');
	buf_adds(&s->path, name);
	if (type == DT_UNKNOWN && lstat(full_path(s), &st) == 0)
		type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_LNK;
	if (name[0] == '.')
		add(s, MSG_FILE_LEFT, 0);
	else
		take_file(s, type);
	if (type == DT_DIR && name[0] != '.')
		take_folder(s);
	s->path.n = n;
	s->path.p[n] = '\0';
}

static void take_there(void *ctx, const char *name, enum source_type type)
{
	take_entry(ctx, name,
		   type == SOURCE_FOLDER ? DT_DIR
		   : type == SOURCE_FILE ? DT_REG
					 : DT_LNK);
}

static void list_there(struct scan *s)
{
	const struct source *from = s->r->source;
	struct buf folder = {0};

	buf_adds(&folder, source_below(from, full_path(s)));
	if (folder.n && folder.p[folder.n - 1] != '/')
		buf_addc(&folder, '/');
	s->depth++;
	from->list(from->ctx, buf_text(&folder).p ? folder.p : "", take_there, s);
	s->depth--;
	buf_free(&folder);
}

static void take_folder(struct scan *s)
{
	const struct dirent *e;
	DIR *d;

	if (s->depth == DEEPEST) {
		add(s, MSG_FOLDER_UNREADABLE, ELOOP);
		return;
	}
	if (s->r->source) {
		list_there(s);
		return;
	}
	d = opendir(full_path(s));
	if (!d) {
		add(s, MSG_FOLDER_UNREADABLE, errno);
		return;
	}
	s->depth++;
	while ((e = readdir(d)))
		take_entry(s, e->d_name, TYPE_OF(e));
	s->depth--;
	closedir(d);
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct member *)x)->path, ((const struct member *)y)->path);
}

/* Sorts, and drops what was found by more than one way. */
static void settle(struct members *m)
{
	size_t i, n = 0;

	if (m->n)
		qsort(m->v, m->n, sizeof *m->v, by_path);
	for (i = 0; i < m->n; i++)
		if (!n || strcmp(m->v[n - 1].path, m->v[i].path) != 0)
			m->v[n++] = m->v[i];
	m->n = n;
}

static void take_what_is_there(struct scan *s)
{
	const struct source *from = s->r->source;

	switch (from->find(from->ctx, source_below(from, full_path(s)), NULL)) {
	case SOURCE_NONE: add(s, MSG_FILE_UNREADABLE, ENOENT); break;
	case SOURCE_FOLDER: take_folder(s); break;
	default: take_file(s, DT_LNK); break;
	}
}

bool registry_scan(struct registry *r, const char *below, struct members *out)
{
	struct scan s = {.r = r, .out = out};
	size_t before = out->n;
	struct stat st;
	bool own;

	s.real_root = r->source ? NULL : realpath(*r->root ? r->root : ".", NULL);
	buf_adds(&s.path, below);
	own = is_own(r, buf_text(&s.path));
	if (r->source)
		take_what_is_there(&s);
	else if (lstat(full_path(&s), &st) < 0)
		add(&s, MSG_FILE_UNREADABLE, errno);
	else if (S_ISDIR(st.st_mode))
		take_folder(&s);
	else
		take_file(&s, S_ISLNK(st.st_mode) ? DT_LNK : DT_UNKNOWN);
	free(s.real_root);
	buf_free(&s.path);
	buf_free(&s.full);
	own |= out->n > before;
	settle(out);
	return own;
}

static char *below_on_disk(const struct registry *r, const char *path)
{
	char *root = realpath(*r->root ? r->root : ".", NULL), *folder = NULL, *below = NULL;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct buf parent = {0}, full = {0};
	size_t n = root ? strlen(root) : 0;

	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		folder = realpath(path, NULL);
		name = "";
	} else {
		buf_add(&parent, path, (size_t)(name - path));
		folder = realpath(parent.n ? parent.p : ".", NULL);
	}
	buf_adds(&full, folder ? folder : "");
	if (*name && (!full.n || full.p[full.n - 1] != '/'))
		buf_addc(&full, '/');
	buf_adds(&full, name);
	if (folder && n && strncmp(full.p, root, n) == 0 &&
	    (full.p[n] == '/' || !full.p[n] || n == 1))
		below = mem_copy(full.p + n + (full.p[n] == '/'), full.n - n - (full.p[n] == '/'));
	free(root);
	free(folder);
	buf_free(&parent);
	buf_free(&full);
	return below;
}

char *registry_below(const struct registry *r, const char *path)
{
	return r->source ? registry_below_in(r, path) : below_on_disk(r, path);
}

void members_free(struct members *m)
{
	mem_free(m->v);
	arena_free(&m->arena);
	*m = (struct members){0};
}
