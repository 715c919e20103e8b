/*
 * An operand is looked for on the disk and among the revisions; what could be either is refused
 * unless `--` decides. `./NAME` is never a revision, and REV:PATH never a file if there is such a
 * revision.
 */
#include "version/operands.h"

#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "version/git_internal.h"

enum role {
	ROLE_NONE,
	ROLE_FILE,
	ROLE_FOLDER, /* on the disk */
	ROLE_COMMIT, /* or a tree without a path */
	ROLE_RANGE,
	ROLE_BLOB, /* in git, by REV:PATH or id */
	ROLE_TREE  /* REV:PATH */
};

struct operand {
	const char *text;
	enum role role;
	struct git_id id;
	struct git_range range;
};

struct opening {
	struct comparison *c;
	const struct operands *o;
	struct operand *v;
	struct buf no_git; /* why there is none, once it was looked for */
	bool looked;
	struct buf *why;
};

static struct git *git_of(struct opening *p)
{
	if (!p->looked)
		p->c->git = git_open(".", &p->no_git);
	p->looked = true;
	return p->c->git;
}

static bool say(struct opening *p, enum message m, const char *a, const char *b)
{
	return git_say(p->why, m, a, b);
}

/* A repository is needed; false with why. */
static bool need_git(struct opening *p)
{
	if (git_of(p))
		return true;
	if (!p->why->n)
		buf_addt(p->why, buf_text(&p->no_git));
	return false;
}

/* --- paths --- */

/* Appends a path to `out`, "" or ending with '/', going through "." and ".."; false if it leads
 * out. */
static bool join(struct buf *out, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && strncmp(path, "..", 2) == 0) {
			if (!out->n)
				return false;
			for (out->n--; out->n && out->p[out->n - 1] != '/';)
				out->n--;
		} else if (n && !(n == 1 && *path == '.')) {
			buf_add(out, path, n);
			buf_addc(out, '/');
		}
		path += n + (path[n] == '/');
	}
	return true;
}

/* The path of what a person calls `path`, from the top of the work tree; NULL: outside. */
static char *from_top(struct git *g, const char *path)
{
	const struct git_about *about = git_about(g);
	size_t n = about->top ? strlen(about->top) : 0;
	struct buf b = {0};
	bool inside = true;

	buf_adds(&b, "");
	if (*path == '/') {
		inside = n && strncmp(path, about->top, n) == 0 && (path[n] == '/' || !path[n]);
		path += inside ? n : 0;
	} else {
		buf_adds(&b, about->prefix);
	}
	if (!inside || !join(&b, path)) {
		buf_free(&b);
		return NULL;
	}
	if (b.n)
		b.n--; /* the last slash */
	b.p[b.n] = '\0';
	return b.p;
}

/* --- what an operand is --- */

static enum role role_on_disk(const char *text)
{
	struct stat st;

	if (strcmp(text, "-") == 0)
		return ROLE_FILE;
	if (stat(text, &st) < 0)
		return lstat(text, &st) < 0 ? ROLE_NONE : ROLE_FILE;
	return S_ISDIR(st.st_mode) ? ROLE_FOLDER : ROLE_FILE;
}

/* Can it be meant for a revision? A path that says it is one cannot. */
static bool is_path_by_form(const char *text)
{
	return *text == '/' || *text == '-' || strcmp(text, ".") == 0 || strcmp(text, "..") == 0 ||
	       strncmp(text, "./", 2) == 0 || strncmp(text, "../", 3) == 0;
}

/* What it is among the revisions; why, if it is none. */
static enum role role_in_git(struct opening *p, struct operand *x, struct buf *why)
{
	struct git *g;
	struct buf unread = {0};
	bool is_range;

	if (is_path_by_form(x->text) || !(g = git_of(p)))
		return ROLE_NONE;
	if (git_range(g, x->text, &x->range, why)) {
		x->id = x->range.to;
		return x->range.is_range ? ROLE_RANGE : ROLE_COMMIT;
	}
	is_range = x->range.is_range;
	git_range_free(&x->range);
	if (!is_range && git_resolve(g, x->text, "blob", &x->id, &unread))
		x->role = ROLE_BLOB;
	else if (!is_range && git_resolve(g, x->text, "tree", &x->id, &unread))
		x->role = strchr(x->text, ':') ? ROLE_TREE : ROLE_COMMIT;
	buf_free(&unread);
	return x->role;
}

/* REV:./PATH is from the current folder, and git is run at the top. */
static const char *without_dots(struct opening *p, const char *text)
{
	const char *colon = strchr(text, ':');
	struct buf b = {0};
	char *path;

	if (!colon || (strncmp(colon, ":./", 3) != 0 && strncmp(colon, ":../", 4) != 0) ||
	    !git_of(p))
		return text;
	path = from_top(p->c->git, colon + 1);
	if (!path)
		return text;
	buf_add(&b, text, (size_t)(colon + 1 - text));
	buf_adds(&b, path);
	text = arena_copy(&p->c->arena, b.p, b.n);
	mem_free(path);
	buf_free(&b);
	return text;
}

/* Says why an operand is nothing. */
static void say_nothing(struct opening *p, const struct operand *x, struct buf *why)
{
	struct git *g = git_of(p);

	if (!p->o->dashes && is_path_by_form(x->text))
		say(p, MSG_DIFF_NO_FILE, x->text, "");
	else if (!g)
		say(p, MSG_DIFF_NEITHER, x->text, buf_text(&p->no_git).p);
	else if (strstr(x->text, "..") && why->n)
		buf_addt(p->why, buf_text(why));
	else
		say(p, p->o->dashes ? MSG_GIT_REVISION : MSG_DIFF_NOTHING, x->text, "");
	if (g && git_about(g)->shallow) {
		buf_adds(p->why, "; ");
		message_write(p->why, MSG_DIFF_SHALLOW, 0, NULL);
	}
}

static bool classify(struct opening *p, struct operand *x, const char *text)
{
	enum role disk = p->o->dashes ? ROLE_NONE : role_on_disk(text), git;
	struct buf why = {0};
	bool good;

	x->text = without_dots(p, text);
	git = role_in_git(p, x, &why);
	/* Where there is no work tree, git's own files are not what is meant. */
	if (git != ROLE_NONE && !git_about(p->c->git)->top)
		disk = ROLE_NONE;
	x->role = git != ROLE_NONE ? git : disk;
	good = x->role != ROLE_NONE && (git == ROLE_NONE || disk == ROLE_NONE);
	if (!good && git != ROLE_NONE)
		say(p, MSG_DIFF_AMBIGUOUS, text, "");
	else if (!good)
		say_nothing(p, x, &why);
	buf_free(&why);
	return good;
}

/* --- limits --- */

static bool add_limit(struct opening *p, const char *path)
{
	struct comparison *c = p->c;
	char *below;

	if (!need_git(p))
		return false;
	below = from_top(c->git, path);
	if (!below)
		return say(p, MSG_DIFF_OUTSIDE, path, "");
	MEM_GROW(c->paths, c->npaths, c->cappaths);
	/* The top itself is everything; git has no empty path. */
	c->paths[c->npaths++] = arena_copy(&c->arena, *below ? below : ".",
					   strlen(below) + !*below);
	mem_free(below);
	return true;
}

static bool add_limits(struct opening *p, size_t from)
{
	size_t i;

	for (i = from; i < p->o->n; i++) {
		if (p->v[i].role != ROLE_FILE && p->v[i].role != ROLE_FOLDER)
			return say(p, MSG_DIFF_OPERANDS, p->v[i].text, "");
		if (!add_limit(p, p->v[i].text))
			return false;
	}
	for (i = 0; i < p->o->nlimits; i++)
		if (!add_limit(p, p->o->limits[i]))
			return false;
	return true;
}

/* --- sides --- */

/* The way from here to the top of the work tree. */
static bool work_tree(struct opening *p, struct edition *e)
{
	const struct git_about *about = git_about(p->c->git);
	const char *at;
	struct buf up = {0};
	struct stat here, there;

	if (!about->top)
		return say(p, MSG_DIFF_BARE, about->dir, "");
	buf_adds(&up, "");
	for (at = about->prefix; (at = strchr(at, '/')); at++)
		buf_adds(&up, "../");
	if (stat(up.n ? up.p : ".", &here) < 0 || stat(about->top, &there) < 0 ||
	    here.st_ino != there.st_ino || here.st_dev != there.st_dev) {
		buf_clear(&up);
		buf_addf(&up, "%s/", about->top);
	}
	edition_disk(e, p->c->git, up.p);
	buf_free(&up);
	return true;
}

static void tree_of(struct opening *p, struct edition *e, const struct operand *x)
{
	edition_tree(e, p->c->git, x->text, &x->id);
}

/* HEAD, or nothing if there is no commit yet. */
static bool head(struct opening *p, struct edition *e)
{
	struct git *g = p->c->git;
	struct buf why = {0};
	struct git_id id;
	bool good = git_resolve(g, "HEAD", "commit", &id, &why);

	if (good) {
		edition_tree(e, g, "HEAD", &id);
	} else if (git_is_unborn(g)) {
		strcpy(id.hex, git_empty_tree(g));
		edition_tree(e, g, id.hex, &id);
		good = true;
	} else {
		buf_addt(p->why, buf_text(&why));
	}
	buf_free(&why);
	return good;
}

static bool against(struct opening *p, struct edition *e)
{
	if (!p->o->cached)
		return work_tree(p, e);
	edition_index(e, p->c->git);
	return true;
}

/* A folder or file on disk; of a file, the folder it lies in. */
static char *disk_side(struct edition *e, const char *path, bool folder)
{
	const char *slash = strrchr(path, '/'), *name = folder || !slash ? path : slash + 1;
	struct buf b = {0};

	buf_adds(&b, "");
	if (folder && strcmp(path, ".") != 0)
		buf_addf(&b, "%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/");
	else if (!folder)
		buf_add(&b, path, (size_t)(name - path));
	edition_disk(e, NULL, b.p);
	buf_free(&b);
	return mem_copy(folder ? "" : name, folder ? 0 : strlen(name));
}

/* REV:PATH, with an edition of REV and the path from its top; of a bare id, nothing is known but
 * the bytes. */
static void git_side(struct opening *p, struct edition *e, const struct operand *x, char **path)
{
	const char *colon = strchr(x->text, ':'), *way = colon ? colon + 1 : x->text;
	char *name = mem_copy(x->text, colon ? (size_t)(colon - x->text) : 0);
	struct git_id id;
	struct buf why = {0};

	if (colon == x->text) {
		edition_index(e, p->c->git);
		if (way[0] >= '0' && way[0] <= '3' && way[1] == ':')
			way += 2;
	} else if (colon && git_resolve(p->c->git, name, "tree", &id, &why)) {
		edition_tree(e, p->c->git, name, &id);
	} else {
		edition_disk(e, p->c->git, "");
	}
	*path = mem_copy(way, strlen(way));
	mem_free(name);
	buf_free(&why);
}

static void one_side(struct opening *p, const struct operand *x, struct edition *e, char **path,
		     struct git_id *id)
{
	if (x->role == ROLE_FILE || x->role == ROLE_FOLDER) {
		*path = disk_side(e, x->text, x->role == ROLE_FOLDER);
		return;
	}
	*id = x->id;
	git_side(p, e, x, path);
}

static void end_folder(char **path)
{
	struct buf b = {0};

	buf_adds(&b, *path);
	if (b.n && b.p[b.n - 1] != '/')
		buf_addc(&b, '/');
	mem_free(*path);
	*path = b.p;
}

static bool is_file(const struct operand *x)
{
	return x->role == ROLE_FILE || x->role == ROLE_BLOB;
}

static bool is_folder(const struct operand *x)
{
	return x->role == ROLE_FOLDER || x->role == ROLE_TREE;
}

/* Two things by their paths: both files or both folders. */
static bool two_things(struct opening *p)
{
	struct comparison *c = p->c;
	char **before = is_file(&p->v[0]) ? &c->before_file : &c->before_folder;
	char **after = is_file(&p->v[0]) ? &c->after_file : &c->after_folder;

	c->files = is_file(&p->v[0]);
	c->listed = !c->files;
	one_side(p, &p->v[0], &c->before, before, &c->before_id);
	one_side(p, &p->v[1], &c->after, after, &c->after_id);
	if (c->listed) {
		end_folder(before);
		end_folder(after);
	}
	return true;
}

/* --- what they are together --- */

static bool from_revisions(struct opening *p, size_t n)
{
	struct comparison *c = p->c;
	struct operand *x = p->v;
	struct operand from = {0};

	if (!need_git(p) || !add_limits(p, n))
		return false;
	if (n == 0)
		return head(p, &c->before) && against(p, &c->after);
	if (n == 1 && x->role != ROLE_RANGE) {
		tree_of(p, &c->before, x);
		return against(p, &c->after);
	}
	if (p->o->cached)
		return say(p, MSG_DIFF_CACHED, "", "");
	if (n == 1) {
		from = (struct operand){.text = x->range.from_name, .id = x->range.from};
		/* Where both came from has no name. */
		if (strstr(x->text, "..."))
			from.text = x->range.from.hex;
		edition_tree(&c->before, c->git, from.text, &from.id);
		edition_tree(&c->after, c->git, x->range.to_name, &x->range.to);
		return true;
	}
	tree_of(p, &c->before, &x[0]);
	tree_of(p, &c->after, &x[1]);
	return true;
}

static bool open_all(struct opening *p)
{
	const struct operands *o = p->o;
	size_t n, revisions = 0;

	for (n = 0; n < o->n; n++)
		if (!classify(p, &p->v[n], o->v[n]))
			return false;
	if (n == 2 && !o->nlimits && !o->cached &&
	    ((is_file(&p->v[0]) && is_file(&p->v[1])) ||
	     (is_folder(&p->v[0]) && is_folder(&p->v[1]))))
		return two_things(p);
	while (revisions < n &&
	       (p->v[revisions].role == ROLE_COMMIT || p->v[revisions].role == ROLE_RANGE))
		revisions++;
	/* Two or more paths, and no revision: which are to be compared, which to be shown? */
	if (revisions > 2 ||
	    (revisions == 2 && (p->v[0].role == ROLE_RANGE || p->v[1].role == ROLE_RANGE)) ||
	    (revisions == 0 && n > 1))
		return say(p, MSG_DIFF_OPERANDS, p->v[n - 1].text, "");
	return from_revisions(p, revisions);
}

bool comparison_open(struct comparison *c, const struct operands *o, struct buf *why)
{
	struct opening p = {.c = c, .o = o, .why = why};
	size_t i;
	bool good;

	*c = (struct comparison){0};
	p.v = mem_zero((o->n + 1) * sizeof *p.v);
	good = open_all(&p);
	for (i = 0; i < o->n; i++)
		git_range_free(&p.v[i].range);
	mem_free(p.v);
	buf_free(&p.no_git);
	return good;
}

/* A folder that looks like git's is asked for; others need not wait for that. */
static bool open_bare(struct comparison *c, struct git_id *head)
{
	struct buf why = {0};
	struct stat st;
	bool bare = stat("HEAD", &st) == 0 && stat("objects", &st) == 0 && stat("refs", &st) == 0;

	if (bare)
		c->git = git_open(".", &why);
	bare = c->git && git_about(c->git)->bare &&
	       git_resolve(c->git, "HEAD", "commit", head, &why);
	buf_free(&why);
	return bare;
}

void comparison_disk(struct comparison *c)
{
	struct git_id head;

	*c = (struct comparison){.files = true};
	if (open_bare(c, &head)) {
		edition_tree(&c->before, c->git, "HEAD", &head);
		edition_tree(&c->after, c->git, "HEAD", &head);
		c->before.lender = &c->after;
	} else {
		edition_disk(&c->before, NULL, "");
		edition_disk(&c->after, NULL, "");
	}
}

void comparison_free(struct comparison *c)
{
	edition_free(&c->before);
	edition_free(&c->after);
	mem_free(c->before_file);
	mem_free(c->after_file);
	mem_free(c->before_folder);
	mem_free(c->after_folder);
	mem_free(c->paths);
	git_close(c->git);
	arena_free(&c->arena);
	*c = (struct comparison){0};
}
