/* Loading one version of one file. */
#include "version/side.h"

#include "base/file.h"
#include "base/finding.h"
#include "registry/glob.h"
#include "registry/registry.h"
#include "schema/schema.h"

bool side_read(struct side *s, const char *path)
{
	int error = file_read(path, &s->bytes);

	if (error)
		file_error_write(&s->why, error);
	return !error;
}

/* The first error, with its place. */
static void say_why(struct side *s, struct findings *f)
{
	size_t i;

	findings_finish(f, s->bytes.p, s->bytes.n);
	for (i = 0; i < f->n && !s->why.n; i++)
		if (f->v[i].level >= LEVEL_ERROR)
			buf_addf(&s->why, "%lu:%lu: %s", (unsigned long)f->v[i].start.line + 1,
				 (unsigned long)f->v[i].start.chars + 1, f->v[i].message);
}

/* Several documents as one list. */
static struct node *list_of(struct tree *t)
{
	struct node *n = arena_zero(&t->arena, sizeof *n);

	n->kind = NODE_SEQUENCE;
	n->style = STYLE_BLOCK;
	n->n = (uint32_t)t->ndocs;
	n->items = t->docs;
	return n;
}

bool side_load(struct side *s, const char *name)
{
	struct findings f = {0};
	int loaded = tree_load(&s->tree, name, s->bytes.p ? s->bytes.p : "", s->bytes.n, &f);

	say_why(s, &f);
	findings_clear(&f);
	if (s->why.n || loaded < 0 || !s->tree.ndocs)
		return false;
	s->root = s->tree.ndocs == 1 ? node_target(s->tree.docs[0]) : list_of(&s->tree);
	return true;
}

void side_mark(struct side *s, const struct schema *schema, struct validator *v)
{
	size_t i;

	for (i = 0; schema && s->root && i < s->tree.ndocs; i++)
		schema_mark(schema, v, s->tree.docs[i]);
}

void side_clear(struct side *s)
{
	buf_clear(&s->bytes);
	buf_clear(&s->why);
	s->root = NULL;
	s->tree.ndocs = 0;
}

void side_free(struct side *s)
{
	buf_free(&s->bytes);
	buf_free(&s->why);
	tree_free(&s->tree);
	*s = (struct side){0};
}

const struct kind *side_kind(const struct registry *r, const char *path)
{
	size_t i, k;

	for (i = 0; i < r->nignore; i++)
		if (glob_match(r->ignore[i], text_of(path), NULL))
			return NULL;
	for (i = 0; i < r->nkinds; i++)
		for (k = 0; k < r->kinds[i].nfiles; k++)
			if (glob_match(r->kinds[i].files[k], text_of(path), NULL))
				return &r->kinds[i];
	return NULL;
}
