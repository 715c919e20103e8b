/* Digests: sharing what did not change, parsing what did. What a piece holds: digest_piece.c. */
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

/* --- holding --- */

struct digest *digest_new(const struct kind *k)
{
	struct digest *d = mem_zero(sizeof *d);

	d->uses = 1;
	d->kind = k;
	return d;
}

struct digest *digest_hold(struct digest *d)
{
	if (d)
		d->uses++;
	return d;
}

static void piece_drop(struct digest_piece *p)
{
	if (!p || --p->uses)
		return;
	mem_free(p->room);
	mem_free(p);
}

static struct digest_piece *piece_new(void)
{
	struct digest_piece *p = mem_zero(sizeof *p);

	p->uses = 1;
	return p;
}

static void forget_parts(struct digest *d)
{
	size_t i;

	for (i = 0; i < d->nparts; i++)
		piece_drop(d->parts[i].piece);
	mem_free(d->parts);
	d->parts = NULL;
	d->nparts = 0;
	piece_drop(d->whole);
	d->whole = NULL;
	d->shares = false;
}

void digest_drop(struct digest *d)
{
	struct digest *base;

	while (d && !--d->uses) { /* a row of them may be waiting for one another */
		base = d->base;
		forget_parts(d);
		mem_free(d->sections);
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

/* --- beginning --- */

/* The base's part with this text, most often at the same place. */
static const struct digest_part *find_part(const struct digest *base, size_t at, uint64_t hash)
{
	size_t i;

	if (at < base->nparts && base->parts[at].hash == hash)
		return &base->parts[at];
	for (i = 1; i < base->nparts; i++)
		if (base->parts[i].hash == hash)
			return &base->parts[i];
	return NULL;
}

/* Takes over what is as it was. A new preamble is read with the whole: a comment may be malformed.
 */
static void share(struct digest *d, const struct digest *base)
{
	size_t i;

	if (!base || !base->nparts || !d->nparts || base->parts[0].hash != d->parts[0].hash)
		return;
	for (i = 0; i < d->nparts; i++) {
		const struct digest_part *p = find_part(base, i, d->parts[i].hash);

		if (!p)
			continue;
		d->parts[i].piece = p->piece;
		d->parts[i].known = true;
		if (p->piece)
			p->piece->uses++;
	}
	d->shares = true;
}

void digest_begin(const struct digest_plan *p, struct digest *d, struct digest *base,
		  struct text bytes)
{
	struct sections s = {0};
	size_t i;

	d->base = digest_hold(base);
	d->whole = piece_new();
	if (!sections_cut(&s, bytes.p, bytes.n)) {
		sections_free(&s);
		return;
	}
	d->sections = s.v;
	d->nparts = s.n;
	d->parts = mem_zero(s.n * sizeof *d->parts);
	for (i = 0; i < s.n; i++)
		d->parts[i].hash = s.v[i].hash;
	share(d, base);
	for (i = 1; i < s.n; i++)
		if (!d->parts[i].known &&
		    piece_wants(p, d->kind, (struct text){bytes.p + s.v[i].start, s.v[i].key}))
			d->parts[i].piece = piece_new();
}

void digest_fail(struct digest *d, struct digest *base, struct text why)
{
	d->base = digest_hold(base);
	d->broken = true;
	buf_clear(&d->why);
	buf_addt(&d->why, why);
}

/* --- reading --- */

static bool has_errors(struct findings *f)
{
	bool errors = false;
	size_t i;

	for (i = 0; i < f->n; i++)
		errors |= f->v[i].level >= LEVEL_ERROR;
	findings_clear(f);
	return errors;
}

/* One section alone. False if it is not what it was taken for. */
static bool read_part(struct digest *d, struct digester *w, size_t i, struct text bytes)
{
	const struct section *s = &d->sections[i];
	int loaded = tree_load(&w->tree, NULL, bytes.p + s->start, s->end - s->start, &w->findings);
	struct node *root;

	if (has_errors(&w->findings) || loaded < 0 || w->tree.ndocs != 1)
		return false;
	root = w->tree.docs[0];
	if (root->kind != NODE_MAPPING || root->style != STYLE_BLOCK || root->n != 1 ||
	    root->pairs[0].key->start != 0 || root->pairs[0].key->n != s->key)
		return false;
	if (d->parts[i].piece)
		piece_read(w, d->kind, root, d->parts[i].piece);
	return true;
}

static bool read_parts(struct digest *d, struct digester *w, struct text bytes)
{
	size_t i;

	for (i = 0; i < d->nparts; i++)
		if (!d->parts[i].known && !read_part(d, w, i, bytes))
			return false;
	return true;
}

/* Are the pairs of a loaded record its sections, one by one? */
static bool fits(const struct digest *d, const struct node *root)
{
	size_t i;

	if (!d->sections || root->kind != NODE_MAPPING || root->style != STYLE_BLOCK ||
	    root->n + 1 != d->nparts)
		return false;
	for (i = 0; i < root->n; i++)
		if (root->pairs[i].key->start != d->sections[i + 1].start)
			return false;
	return true;
}

static void read_whole(struct digest *d, struct digester *w, struct text bytes, const char *name)
{
	struct side *s = &w->side;
	struct node *root;
	size_t i;

	side_clear(s);
	buf_addt(&s->bytes, bytes);
	if (!side_load(s, name)) {
		d->broken = true;
		buf_addt(&d->why, buf_text(&s->why));
		return;
	}
	root = s->root;
	d->sound = fits(d, root);
	if (!d->sound) {
		piece_read(w, d->kind, root, d->whole);
		return;
	}
	for (i = 0; i < root->n; i++) {
		struct node one = *root;

		one.n = 1;
		one.pairs = &root->pairs[i];
		if (!d->parts[i + 1].known && d->parts[i + 1].piece)
			piece_read(w, d->kind, &one, d->parts[i + 1].piece);
	}
}

void digest_read(struct digest *d, struct digester *w, struct text bytes, const char *name)
{
	if (d->shares && read_parts(d, w, bytes))
		d->sound = true;
	else
		read_whole(d, w, bytes, name);
	mem_free(d->sections);
	d->sections = NULL;
}

/* --- finishing --- */

/* Gives up pieces that say nothing. */
static void thin(struct digest *d)
{
	size_t i;

	for (i = 0; i < d->nparts; i++)
		if (d->parts[i].piece && !d->parts[i].piece->room) {
			piece_drop(d->parts[i].piece);
			d->parts[i].piece = NULL;
		}
}

static void take_all(struct digest *d, const struct digest *base)
{
	size_t i;

	forget_parts(d);
	if (!base)
		return;
	d->nparts = base->nparts;
	d->parts = mem_zero((d->nparts + 1) * sizeof *d->parts);
	for (i = 0; i < d->nparts; i++) {
		d->parts[i] = base->parts[i];
		if (d->parts[i].piece)
			d->parts[i].piece->uses++;
	}
	d->whole = base->whole;
	if (d->whole)
		d->whole->uses++;
}

bool digest_finish(struct digest *d)
{
	struct digest *base = d->base;
	bool good = !d->shares || !d->sound || (base && base->sound);

	d->base = NULL;
	if (d->broken) {
		take_all(d, base);
	} else if (!good) {
		forget_parts(d);
		d->sound = false;
	} else if (d->sound) {
		piece_drop(d->whole);
		d->whole = NULL;
		thin(d);
	} else {
		struct digest_piece *whole = d->whole;

		d->whole = NULL;
		forget_parts(d);
		d->whole = whole;
	}
	digest_drop(base);
	return good;
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
		w->hides[i] = piece_may_hide(p, &p->registry->kinds[i]);
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
