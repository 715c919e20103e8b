#include "version/guess.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/finding.h"
#include "registry/glob.h"
#include "schema/schema.h"
#include "version/edition.h"
#include "yaml/tree.h"

/* Is there a registry.yaml in the folder? Appends its path from the edition's top. */
static bool holds_registry(const char *folder, struct buf *path)
{
	struct stat st;

	buf_clear(path);
	buf_addf(path, "%s/registry.yaml", folder);
	return *folder != '.' && lstat(path->p, &st) == 0 && S_ISREG(st.st_mode);
}

struct edition_registry *guess_registry(struct edition *e)
{
	struct edition_registry *found = edition_registry(e, "registry.yaml", NULL);
	struct buf path = {0}, one = {0};
	const struct dirent *d;
	DIR *folder = found ? NULL : opendir(".");
	size_t n = 0;

	while (folder && (d = readdir(folder)))
		if (holds_registry(d->d_name, &path) && n++ == 0)
			buf_addt(&one, buf_text(&path));
	if (folder)
		closedir(folder);
	if (n == 1)
		found = edition_registry(e, one.p, NULL);
	buf_free(&path);
	buf_free(&one);
	return found;
}

static struct text last_part(struct text path)
{
	size_t i = path.n;

	while (i && path.p[i - 1] != '/')
		i--;
	return (struct text){path.p + i, path.n - i};
}

/* Git before 2.37 puts letters of its own before the name. */
static bool is_called(const struct kind *k, struct text name)
{
	const char *rest = memchr(name.p, '_', name.n);
	struct text after = {rest ? rest + 1 : NULL, 0};
	size_t i;

	if (rest)
		after.n = name.n - (size_t)(after.p - name.p);
	for (i = 0; i < k->nfiles; i++)
		if (glob_match(last_part(k->files[i]), name, NULL) ||
		    (after.n && glob_match(last_part(k->files[i]), after, NULL)))
			return true;
	return false;
}

const struct kind *guess_kind(const struct edition_registry *r, const char *path, struct node *root)
{
	struct validator *v = validator_new();
	const struct kind *best = NULL;
	size_t i, least = 0;

	for (i = 0; i < r->registry.nkinds; i++) {
		const struct kind *k = &r->registry.kinds[i];
		struct findings f = {0};

		if (!k->schema || !is_called(k, last_part(text_of(path))) ||
		    !node_get(root, k->key))
			continue;
		schema_check(k->schema, v, root, &f);
		if (!best || f.n + f.dropped < least) {
			best = k;
			least = f.n + f.dropped;
		}
		findings_clear(&f);
	}
	validator_free(v);
	return best;
}
