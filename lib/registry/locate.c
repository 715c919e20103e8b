/* Finding a registry, and what lies below it, in a source of files that is not the disk. What
 * people name is read as on disk: from the current folder, "." and ".." as they stand. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/registry.h"

static void take_step(struct buf *out, const char *name, size_t n, bool *outside)
{
	if (n == 0 || (n == 1 && *name == '.'))
		return;
	if (n != 2 || memcmp(name, "..", 2) != 0) {
		if (out->n)
			buf_addc(out, '/');
		buf_add(out, name, n);
		return;
	}
	*outside |= !out->n;
	while (out->n && out->p[out->n - 1] != '/')
		out->n--;
	out->n -= out->n > 0;
	if (out->p)
		out->p[out->n] = '\0';
}

/* The path from the top of the source; false if there is no such place. */
static bool from_top(const struct source *s, const char *path, struct buf *out)
{
	bool shown = strncmp(path, s->prefix, strlen(s->prefix)) == 0, outside = false;
	struct buf full = {0};
	const char *at, *end;

	if (*path == '/')
		return false;
	buf_adds(&full, shown ? "" : s->here);
	buf_adds(&full, shown ? source_below(s, path) : path);
	buf_adds(&full, "/");
	for (at = full.p; (end = strchr(at, '/')); at = end + 1)
		take_step(out, at, (size_t)(end - at), &outside);
	buf_free(&full);
	return !outside;
}

static bool is_root(const struct source *s, struct buf *folder)
{
	size_t n = folder->n;
	bool found;

	buf_adds(folder, n ? "/registry.yaml" : "registry.yaml");
	found = s->find(s->ctx, folder->p, NULL) != SOURCE_NONE;
	folder->n = n;
	folder->p[n] = '\0';
	return found;
}

char *registry_find_in(const struct source *s, const char *path)
{
	struct buf folder = {0}, root = {0};
	bool found = false, outside = false;

	if (!s)
		return registry_find(path);
	if (!from_top(s, path, &folder)) {
		buf_free(&folder);
		return NULL;
	}
	while (!(found = is_root(s, &folder)) && folder.n)
		take_step(&folder, "..", 2, &outside);
	if (found) {
		buf_adds(&root, s->prefix);
		buf_addt(&root, buf_text(&folder));
		buf_adds(&root, folder.n ? "/" : "");
	}
	buf_free(&folder);
	return root.p;
}

/* The way from the root of the registry; to be freed. */
char *registry_below_in(const struct registry *r, const char *path)
{
	const char *root = source_below(r->source, r->root);
	size_t n = strlen(root);
	struct buf full = {0};
	char *below = NULL;

	if (from_top(r->source, path, &full)) {
		if (full.n >= n && strncmp(full.n ? full.p : "", root, n) == 0)
			below = mem_copy(buf_text(&full).p + n, full.n - n);
		else if (full.n + 1 == n && strncmp(full.p, root, full.n) == 0)
			below = mem_copy("", 0);
	}
	buf_free(&full);
	return below;
}
