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

struct search {         /* for registry.yaml in the folders of an edition's top */
	struct buf one; /* the first's path */
	size_t n;
};

static void find_on_disk(struct search *s)
{
	struct buf path = {0};
	const struct dirent *d;
	DIR *folder = opendir(".");
	struct stat st;

	while (folder && (d = readdir(folder))) {
		buf_clear(&path);
		buf_addf(&path, "%s/registry.yaml", d->d_name);
		if (*d->d_name != '.' && lstat(path.p, &st) == 0 && S_ISREG(st.st_mode) &&
		    s->n++ == 0)
			buf_addt(&s->one, buf_text(&path));
	}
	if (folder)
		closedir(folder);
	buf_free(&path);
}

static void take_file(void *ctx, const char *path, const char *id)
{
	struct search *s = ctx;
	const char *slash = strchr(path, '/');

	(void)id;
	if (slash && strcmp(slash, "/registry.yaml") == 0 && *path != '.' && s->n++ == 0)
		buf_adds(&s->one, path);
}

struct edition_registry *guess_registry(struct edition *e, struct buf *why)
{
	struct edition_registry *found = edition_registry(e, "registry.yaml", why);
	struct search s = {0};

	if (!found && e->type == EDITION_DISK)
		find_on_disk(&s);
	else if (!found)
		edition_list(e, "", take_file, &s, why);
	if (s.n == 1)
		found = edition_registry(e, s.one.p, why);
	buf_free(&s.one);
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
