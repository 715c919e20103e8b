/*
 * The tree that a merge of revisions makes, put into the repository by way of an index of its own:
 * the repository's index, work tree and branches stay as they are.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "version/git_internal.h"
#include "version/merge_rev.h"

/* The repository's environment with another index. `index` is NAME=VALUE, borrowed. */
static char **with_index(const struct git *g, char *index)
{
	size_t n = 0, i, k = 0;
	char **env;

	while (g->env[n])
		n++;
	env = mem_alloc((n + 2) * sizeof *env);
	for (i = 0; i < n; i++)
		if (strncmp(g->env[i], "GIT_INDEX_FILE=", 15) != 0)
			env[k++] = g->env[i];
	env[k++] = index;
	env[k] = NULL;
	return env;
}

/* Runs git with something to read; appends the first line of its output, without the break. */
static bool feed(struct git *g, const char *const *args, struct text in, struct buf *out,
		 struct buf *why)
{
	struct process p;
	char room[256];
	ssize_t n;
	bool all;

	if (!git_start(g, &p, args, PROCESS_INPUT, why))
		return false;
	all = process_write(&p, in.p, in.n);
	close(p.in);
	p.in = -1;
	while ((n = process_read(&p, room, sizeof room)) > 0)
		buf_add(out, room, (size_t)n);
	while (out->n && out->p[out->n - 1] == '\n')
		out->p[--out->n] = '\0';
	return git_finish(&p, why) && all;
}

/* Appends the line for an entry of the index. */
static void add_entry(struct buf *out, unsigned mode, const char *id, size_t length,
		      const char *path)
{
	if (mode)
		buf_addf(out, "%o %s\t", mode, id);
	else
		buf_addf(out, "0 %0*d\t", (int)length, 0);
	buf_add(out, path, strlen(path) + 1);
}

static bool write_blob(struct git *g, const struct merge_rev_file *f, struct buf *id,
		       struct buf *why)
{
	static const char *const args[] = {"hash-object", "-w", "--stdin", NULL};

	buf_clear(id);
	if (!f->id)
		return feed(g, args, f->bytes, id, why);
	buf_adds(id, f->id);
	return true;
}

/* Entries that go come first, so that a folder can take the place of a file. */
static bool list_entries(struct git *g, const struct merge_rev *m, struct buf *out, struct buf *why)
{
	size_t length = git_about(g)->id_length, i;
	struct buf id = {0};
	bool good = true;

	buf_adds(out, "");
	for (i = 0; i < m->nfiles; i++)
		if (!m->files[i].mode)
			add_entry(out, 0, "", length, m->files[i].path);
	for (i = 0; good && i < m->nfiles; i++) {
		const struct merge_rev_file *f = &m->files[i];

		good = !f->mode || write_blob(g, f, &id, why);
		if (good && f->mode)
			add_entry(out, f->mode, id.p, length, f->path);
	}
	buf_free(&id);
	return good;
}

static bool write_tree(struct git *g, const char *ours, struct text entries, struct buf *out,
		       struct buf *why)
{
	const char *const read[] = {"read-tree", ours, NULL};
	static const char *const update[] = {"update-index", "-z", "--index-info", NULL};
	static const char *const write[] = {"write-tree", NULL};

	return feed(g, read, TEXT(""), out, why) && feed(g, update, entries, out, why) &&
	       feed(g, write, TEXT(""), out, why);
}

bool merge_rev_write(struct git *g, const char *ours, const struct merge_rev *m,
		     struct git_id *tree, struct buf *why)
{
	const char *tmp = getenv("TMPDIR");
	struct buf folder = {0}, index = {0}, entries = {0}, out = {0};
	struct git own = *g;
	bool good;

	buf_addf(&folder, "%s/hhmerge.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder.p)) {
		message_write(why, MSG_USAGE_PATH, 2,
			      (struct text[]){buf_text(&folder), text_of(strerror(errno))});
		buf_free(&folder);
		return false;
	}
	buf_addf(&index, "GIT_INDEX_FILE=%s/index", folder.p);
	own.env = with_index(g, index.p);
	good = list_entries(&own, m, &entries, why) &&
	       write_tree(&own, ours, buf_text(&entries), &out, why);
	if (good)
		snprintf(tree->hex, sizeof tree->hex, "%s", out.p);
	unlink(index.p + strlen("GIT_INDEX_FILE="));
	rmdir(folder.p);
	mem_free(own.env);
	buf_free(&folder);
	buf_free(&index);
	buf_free(&entries);
	buf_free(&out);
	return good;
}
