/*
 * Which files there are: one walk over the folder, each path held against the patterns of every kind. Names that
 * begin with a dot are left alone; links are followed only to files inside the registry.
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
	*x = (struct member){
		arena_copy(&m->arena, buf_text(&s->path).p, s->path.n), NULL, trouble, NULL, error};
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

/* Files that could be meant as records or as parts of a registry; others are none of its business. */
static bool is_data(struct text path)
{
	return text_ends(path, TEXT(".yaml")) || text_ends(path, TEXT(".yml")) ||
		text_ends(path, TEXT(".json"));
}

/* Schemas and the files named by registry.yaml stand in the registry without being records. */
static bool is_own(struct text path)
{
	return text_is(path, "registry.yaml") || text_starts(path, TEXT("schema/")) ||
		text_starts(path, TEXT("rules/")) || text_starts(path, TEXT("standards/")) ||
		text_starts(path, TEXT("policies/"));
}

static bool link_stays_inside(struct scan *s)
{
	char *real = realpath(full_path(s), NULL);
	size_t n = s->real_root ? strlen(s->real_root) : 0;
	bool inside =
		real && n && strncmp(real, s->real_root, n) == 0 && (real[n] == '/' || n == 1);

	free(real);
	return inside;
}

/* What is wrong with the thing at the path as a file; MSG_COUNT if nothing. */
static enum message trouble_of(struct scan *s, unsigned char type, int *error)
{
	struct stat st;

	*error = 0;
	if (type == DT_REG)
		return MSG_COUNT;
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
	struct kind *claims[2] = {NULL, NULL};
	struct member *m;
	enum message trouble;
	size_t i;
	int error;

	if (matches_any(s->r->ignore, s->r->nignore, path))
		return;
	for (i = 0; i < s->r->nkinds && !claims[1]; i++)
		if (matches_any(s->r->kinds[i].files, s->r->kinds[i].nfiles, path))
			claims[claims[0] != NULL] = &s->r->kinds[i];
	if (!claims[0] && (!is_data(path) || is_own(path)))
		return;
	trouble = trouble_of(s, type, &error);
	if (trouble == MSG_FILE_DIRECTORY && !claims[0])
		return;
	if (claims[0])
		claims[0]->count++;
	m = add(s, trouble, error);
	m->kind = claims[0];
	m->other = claims[1];
	if (trouble == MSG_COUNT && !claims[0])
		m->trouble = MSG_FILE_UNCLAIMED;
	else if (trouble == MSG_COUNT && claims[1])
		m->trouble = MSG_FILE_CLAIMED_TWICE;
}

static void take_folder(struct scan *s);

static void take_entry(struct scan *s, const struct dirent *e)
{
	size_t n = s->path.n;
	unsigned char type = TYPE_OF(e);
	struct stat st;

	if (e->d_name[0] == '.')
		return;
	if (n)
		buf_addc(&s->path, '/');
	buf_adds(&s->path, e->d_name);
	if (type == DT_UNKNOWN && lstat(full_path(s), &st) == 0)
		type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_LNK;
	take_file(s, type);
	if (type == DT_DIR)
		take_folder(s);
	s->path.n = n;
	s->path.p[n] = '\0';
}

static void take_folder(struct scan *s)
{
	const struct dirent *e;
	DIR *d;

	if (s->depth == DEEPEST) {
		add(s, MSG_FOLDER_UNREADABLE, ELOOP);
		return;
	}
	d = opendir(full_path(s));
	if (!d) {
		add(s, MSG_FOLDER_UNREADABLE, errno);
		return;
	}
	s->depth++;
	while ((e = readdir(d)))
		take_entry(s, e);
	s->depth--;
	closedir(d);
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct member *)x)->path, ((const struct member *)y)->path);
}

void registry_scan(struct registry *r, const char *below, struct members *out)
{
	struct scan s = {.r = r, .out = out};
	struct stat st;

	s.real_root = realpath(*r->root ? r->root : ".", NULL);
	buf_adds(&s.path, below);
	while (s.path.n && s.path.p[s.path.n - 1] == '/')
		s.path.p[--s.path.n] = '\0';
	if (lstat(full_path(&s), &st) == 0 && S_ISDIR(st.st_mode))
		take_folder(&s);
	else
		take_file(&s, DT_UNKNOWN);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_path);
	free(s.real_root);
	buf_free(&s.path);
	buf_free(&s.full);
}

void members_free(struct members *m)
{
	mem_free(m->v);
	arena_free(&m->arena);
	*m = (struct members){0};
}
