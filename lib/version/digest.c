/* Digests: whose they are and how they come to be. What is taken out of a record: digest_take.c. */
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/mem.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "schema/schema.h"
#include "version/digest_internal.h"
#include "yaml/tree.h"

bool digest_wants(const struct digest_plan *p, const struct kind *k)
{
	const struct lifecycle *l = p->registry->lifecycle;
	size_t i;

	for (i = 0; l && i < l->nplaces; i++)
		if (l->places[i].kind == k)
			return true;
	return l && l->signatures.n && p->signatures;
}

struct digest *digest_new(const struct kind *k, struct digest *base)
{
	struct digest *d = mem_zero(sizeof *d);

	d->uses = 1;
	d->kind = k;
	d->base = digest_hold(base);
	return d;
}

struct digest *digest_hold(struct digest *d)
{
	if (d)
		d->uses++;
	return d;
}

void digest_drop(struct digest *d)
{
	struct digest *base;

	while (d && !--d->uses) { /* a row of them may be waiting for one another */
		base = d->base;
		mem_free(d->room);
		buf_free(&d->why);
		if (d->index) {
			hash_free(&d->index->hash);
			arena_free(&d->index->arena);
		}
		mem_free(d->index);
		mem_free(d);
		d = base;
	}
}

void digest_fail(struct digest *d, struct text why)
{
	d->broken = true;
	buf_addt(&d->why, why);
}

static bool has_errors(struct findings *f)
{
	bool errors = false;
	size_t i;

	for (i = 0; i < f->n; i++)
		errors |= f->v[i].level >= LEVEL_ERROR;
	findings_clear(f);
	return errors;
}

/* What is several documents, or does not load. */
static void read_other(struct digest *d, struct digester *w, struct text bytes, const char *name)
{
	struct side *s = &w->side;

	side_clear(s);
	buf_addt(&s->bytes, bytes);
	if (side_load(s, name))
		digest_take(w, s->root, d);
	else
		digest_fail(d, buf_text(&s->why));
}

void digest_read(struct digest *d, struct digester *w, struct text bytes, const char *name)
{
	int loaded = tree_load(&w->tree, name, bytes.p, bytes.n, &w->findings);

	if (!has_errors(&w->findings) && loaded == 0 && w->tree.ndocs == 1)
		digest_take(w, node_target(w->tree.docs[0]), d);
	else
		read_other(d, w, bytes, name);
}

void digest_finish(struct digest *d)
{
	struct digest *base = d->base;

	if (!base)
		return;
	d->base = !d->broken ? NULL : digest_hold(base->broken ? base->base : base);
	digest_drop(base);
}

/* --- digesters --- */

static const struct node *key_of(const struct lifecycle_place *p)
{
	struct place_schemas at = annotate_root(p->kind->schema);
	size_t i;

	for (i = 0; i < p->path.n; i++) {
		at = annotate_key(&at, p->path.steps[i].field);
		if (p->path.steps[i].list && i + 1 < p->path.n)
			at = annotate_item(&at, 0);
	}
	return annotate_list_key(&at);
}

struct digester *digester_new(const struct digest_plan *p)
{
	struct digester *w = mem_zero(sizeof *w);
	const struct lifecycle *l = p->registry->lifecycle;
	size_t i;

	w->plan = *p;
	w->keys = mem_zero((l->nplaces + 1) * sizeof *w->keys);
	for (i = 0; i < l->nplaces; i++)
		w->keys[i] = key_of(&l->places[i]);
	w->hides = mem_zero((p->registry->nkinds + 1) * sizeof *w->hides);
	for (i = 0; i < p->registry->nkinds && !p->show; i++)
		w->hides[i] = digest_may_hide(p, &p->registry->kinds[i]);
	w->validator = validator_new();
	return w;
}

void digester_free(struct digester *w)
{
	tree_free(&w->tree);
	side_free(&w->side);
	findings_clear(&w->findings);
	validator_free(w->validator);
	arena_free(&w->scratch);
	mem_free(w->keys);
	mem_free(w->hides);
	mem_free(w);
}
