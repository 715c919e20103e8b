/* Which files were records: by the registry.yaml of the time. Only its patterns are looked at; what
 * a record of a kind says is read as it is now. */
#include <string.h>

#include "base/buf.h"
#include "base/finding.h"
#include "registry/glob.h"
#include "registry/registry.h"
#include "version/trail_internal.h"
#include "yaml/tree.h"

struct pattern {
	const struct kind *kind; /* NULL: to be ignored */
	struct text text;
};

struct known { /* what was found out of a path */
	const char *path;
	const struct kind *kind;
};

struct era {
	struct pattern *v; /* those that ignore come first */
	size_t n;
	struct hash paths;
};

static struct text keep(struct eras *e, struct text t)
{
	return (struct text){arena_copy(&e->arena, t.p, t.n), t.n};
}

static void add(struct eras *e, struct era *era, const struct kind *k, struct node *n)
{
	if (n && n->kind == NODE_SCALAR && !glob_fault(node_text(n)))
		era->v[era->n++] = (struct pattern){k, keep(e, node_text(n))};
}

static void add_all(struct eras *e, struct era *era, const struct kind *k, struct node *n)
{
	uint32_t i;

	if (!n || n->kind != NODE_SEQUENCE) {
		add(e, era, k, n);
		return;
	}
	for (i = 0; i < n->n; i++)
		add(e, era, k, node_target(n->items[i]));
}

static size_t count(struct node *n)
{
	return !n ? 0 : n->kind == NODE_SEQUENCE ? n->n : 1;
}

static const struct kind *kind_named(const struct registry *r, struct text name)
{
	size_t i;

	for (i = 0; i < r->nkinds; i++)
		if (text_equal(r->kinds[i].name, name))
			return &r->kinds[i];
	return NULL;
}

static struct era *read_era(struct eras *e, struct node *top)
{
	struct node *kinds = node_get(top, TEXT("kinds")), *ignore = node_get(top, TEXT("ignore"));
	struct era *era = arena_zero(&e->arena, sizeof *era);
	size_t n = count(ignore);
	uint32_t i;

	if (kinds && kinds->kind != NODE_MAPPING)
		kinds = NULL;
	for (i = 0; kinds && i < kinds->n; i++)
		n += count(node_get(kinds->pairs[i].value, TEXT("files")));
	era->v = arena_alloc(&e->arena, (n + 1) * sizeof *era->v);
	add_all(e, era, NULL, ignore);
	for (i = 0; kinds && i < kinds->n; i++) {
		const struct kind *k = kind_named(e->registry, node_text(kinds->pairs[i].key));

		if (k && digest_wants(e->plan, k))
			add_all(e, era, k, node_get(kinds->pairs[i].value, TEXT("files")));
	}
	return era;
}

void eras_begin(struct eras *e, const struct digest_plan *plan)
{
	e->plan = plan;
	e->registry = plan->registry;
	e->now = read_era(e, node_target(plan->registry->tree.docs[0]));
}

static void free_paths(void *ctx, struct text key, void *value)
{
	struct era *era = value;

	(void)ctx;
	(void)key;
	hash_free(&era->paths);
}

void eras_free(struct eras *e)
{
	hash_walk(&e->by_id, free_paths, NULL);
	if (e->now)
		hash_free(&e->now->paths);
	hash_free(&e->by_id);
	hash_free(&e->by_commit);
	arena_free(&e->arena);
}

struct era *era_of_blob(struct eras *e, const char *id, struct text bytes)
{
	struct era *era = hash_get(&e->by_id, text_of(id));
	struct findings f = {0};
	struct tree t = {0};

	if (era)
		return era;
	if (text_equal(bytes, buf_text(e->registry->bytes)))
		return e->now;
	if (tree_load(&t, NULL, bytes.p ? bytes.p : "", bytes.n, &f) == 0 && t.ndocs == 1) {
		era = read_era(e, node_target(t.docs[0]));
		*hash_put(&e->by_id, keep(e, text_of(id))) = era;
	}
	findings_clear(&f);
	tree_free(&t);
	return era ? era : e->now;
}

struct era *era_of_commit(const struct eras *e, const char *id)
{
	struct era *era = id ? hash_get(&e->by_commit, text_of(id)) : NULL;

	return era ? era : e->now;
}

void era_keep(struct eras *e, const char *commit, struct era *era)
{
	if (era != e->now)
		*hash_put(&e->by_commit, keep(e, text_of(commit))) = era;
}

static const struct kind *look_up(const struct era *era, const char *path)
{
	size_t i;

	for (i = 0; i < era->n; i++)
		if (glob_match(era->v[i].text, text_of(path), NULL))
			return era->v[i].kind;
	return NULL;
}

const struct kind *era_kind(struct eras *e, struct era *era, const char *path, const char **kept)
{
	struct known *k = hash_get(&era->paths, text_of(path));

	if (!k) {
		k = arena_alloc(&e->arena, sizeof *k);
		k->path = arena_copy(&e->arena, path, strlen(path));
		k->kind = look_up(era, path);
		*hash_put(&era->paths, text_of(k->path)) = k;
	}
	*kept = k->path;
	return k->kind;
}
