/* Paths into records. Depth is that of the path, or of the tree (TREE_DEPTH). */
#include "registry/path.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "registry/registry.h"
#include "yaml/tree.h"

/* The part of *rest before the next dot, which is taken off. */
static struct text take_part(struct text *rest)
{
	const char *dot = rest->n ? memchr(rest->p, '.', rest->n) : NULL;
	size_t n = dot ? (size_t)(dot - rest->p) : rest->n;
	struct text part = {rest->p, n};

	n += dot != NULL;
	*rest = (struct text){rest->p + n, rest->n - n};
	return part;
}

bool path_parse(struct path *p, struct text t, struct arena *a)
{
	struct path_step steps[PATH_STEPS];
	struct text part;

	p->n = 0;
	if (t.n && t.p[t.n - 1] == '.')
		return false;
	while (t.n) {
		struct path_step *s = &steps[p->n];

		if (p->n++ == PATH_STEPS)
			return false;
		part = take_part(&t);
		s->list = text_ends(part, TEXT("[]"));
		part.n -= s->list ? 2 : 0;
		if (!part.n || memchr(part.p, '[', part.n))
			return false;
		s->field = part;
	}
	p->steps = arena_alloc(a, (p->n + 1) * sizeof *p->steps);
	memcpy(p->steps, steps, p->n * sizeof *steps);
	return true;
}

bool path_parse_target(const struct registry *r, struct text t, struct arena *a,
		       const struct kind **kind, struct path *p)
{
	struct text rest = t, name = take_part(&rest);

	*kind = registry_kind(r, name);
	return *kind && (rest.n || name.n == t.n) && path_parse(p, rest, a);
}

struct walk {
	const struct path *path;
	void (*each)(void *ctx, struct node *value, struct node *item);
	void *ctx;
};

static void walk(const struct walk *w, size_t step, struct node *n, struct node *item)
{
	const struct path_step *s = &w->path->steps[step];
	uint32_t i;

	if (step == w->path->n) {
		w->each(w->ctx, n, item);
		return;
	}
	n = node_get(n, s->field);
	if (!n)
		return;
	if (!s->list) {
		walk(w, step + 1, n, item);
		return;
	}
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++)
		walk(w, step + 1, node_target(n->items[i]), node_target(n->items[i]));
}

void path_walk(const struct path *p, struct node *from,
	       void (*each)(void *ctx, struct node *value, struct node *item), void *ctx)
{
	struct walk w = {p, each, ctx};

	walk(&w, 0, from, from);
}

static bool holds(const struct node *n, const struct node *to)
{
	return n->kind != NODE_ALIAS && n->start <= to->start && to->end <= n->end;
}

/* Follows places down to `to`, adding the steps to out (may be NULL). */
static bool follow(struct node *root, const struct node *to, struct buf *out)
{
	struct node *n = root;
	uint32_t i;

	while (n != to && (n->kind == NODE_MAPPING || n->kind == NODE_SEQUENCE)) {
		struct node *next = NULL;

		for (i = 0; i < n->n && !next; i++) {
			struct node *child = n->kind == NODE_MAPPING ? n->pairs[i].value
								     : n->items[i];

			if (child == to || holds(child, to))
				next = child;
			else if (n->kind == NODE_MAPPING && n->pairs[i].key == to)
				return true;
		}
		if (!next)
			return false;
		if (out && n->kind == NODE_MAPPING)
			pointer_add_key(out, node_text(n->pairs[i - 1].key));
		else if (out)
			pointer_add_index(out, i - 1);
		n = next;
	}
	return n == to;
}

bool path_holds(struct node *root, const struct node *to)
{
	return follow(root, to, NULL);
}

void path_pointer(struct buf *out, struct node *root, const struct node *to)
{
	follow(root, to, out);
}
