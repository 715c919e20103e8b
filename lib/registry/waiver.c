#include "registry/waiver.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/finding.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/judge.h"
#include "registry/registry.h"
#include "schema/schema.h"

struct waiver {
	struct node *node;
	struct text pointer; /* p NULL: any place */
	bool over, used;
	struct waiver *next; /* of the same rule and record */
};

struct waivers {
	char *path;
	struct buf bytes;
	struct tree tree;
	struct findings findings;
	struct waiver *v;
	size_t n;
	struct hash index; /* rule, newline, record -> struct waiver */
	struct arena arena;
};

static struct text name_of(struct buf *b, struct text rule, struct text record)
{
	buf_clear(b);
	buf_addt(b, rule);
	buf_addc(b, '\n');
	buf_addt(b, record);
	return buf_text(b);
}

static void add(struct waivers *w, struct node *n, int32_t today, struct buf *b)
{
	struct node *rule = node_get(n, TEXT("rule")), *record = node_get(n, TEXT("record"));
	struct node *pointer = node_get(n, TEXT("pointer")), *until = node_get(n, TEXT("until"));
	struct waiver *x = &w->v[w->n++];
	struct text name = name_of(b, node_text(rule), node_text(record));
	struct date d;
	void **slot;

	x->node = n;
	if (pointer)
		x->pointer = node_text(pointer);
	x->over = date_parse(node_text(until), &d) && date_days(d) < today;
	if (x->over)
		finding_say(&w->findings, MSG_WAIVER_OVER, until->start, until->end,
			    node_text(until), node_text(node_get(n, TEXT("owner"))));
	name.p = arena_copy(&w->arena, name.p, name.n);
	slot = hash_put(&w->index, name);
	x->next = *slot;
	*slot = x;
}

/* Is there a finding of level error inside the node? */
static bool is_spoilt(const struct findings *f, size_t n, const struct node *node)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (f->v[i].start.offset >= node->start && f->v[i].start.offset < node->end)
			return true;
	return false;
}

static void read_list(struct waivers *w, int32_t today)
{
	struct node *top = node_target(w->tree.docs[0]);
	struct schemas *s = schemas_new();
	struct validator *v = validator_new();
	struct buf b = {0};
	size_t faults;
	uint32_t i;

	schemas_assert_formats(s);
	schema_check(schemas_load_embedded(s, "registry/waivers.schema.yaml"), v, top,
		     &w->findings);
	faults = w->findings.n;
	if (top->kind == NODE_SEQUENCE) {
		w->v = mem_zero((top->n + 1) * sizeof *w->v);
		for (i = 0; i < top->n; i++)
			if (!is_spoilt(&w->findings, faults, node_target(top->items[i])))
				add(w, node_target(top->items[i]), today, &b);
	}
	buf_free(&b);
	validator_free(v);
	schemas_free(s);
}

struct waivers *waivers_open(struct registry *r, int32_t today)
{
	const char *path = registry_path(r, "waivers.yaml");
	struct waivers *w = mem_zero(sizeof *w);
	int error = source_read(r->source, path, &w->bytes);

	if (error == ENOENT) {
		mem_free(w);
		return NULL;
	}
	w->path = mem_copy(path, strlen(path));
	if (error)
		file_finding(&w->findings, error);
	else if (tree_load(&w->tree, path, w->bytes.p, w->bytes.n, &w->findings) == 0)
		read_list(w, today);
	return w;
}

void waivers_free(struct waivers *w)
{
	if (!w)
		return;
	mem_free(w->path);
	buf_free(&w->bytes);
	tree_free(&w->tree);
	findings_clear(&w->findings);
	mem_free(w->v);
	hash_free(&w->index);
	arena_free(&w->arena);
	mem_free(w);
}

struct waiving {
	struct waivers *w;
	struct buf name;
};

static bool is_waived(void *ctx, const struct finding *f)
{
	struct waiving *c = ctx;
	struct waiver *x;
	bool waived = false;

	if (!f->record)
		return false;
	x = hash_get(&c->w->index, name_of(&c->name, text_of(f->rule), text_of(f->record)));
	for (; x; x = x->next)
		if (!x->pointer.p || text_equal(x->pointer, text_of(f->place     ? f->place
								    : f->pointer ? f->pointer
										 : ""))) {
			x->used = true;
			waived |= !x->over;
		}
	return waived;
}

size_t waivers_apply(struct waivers *w, struct findings *f)
{
	struct waiving c = {.w = w};
	size_t n = w ? findings_drop_if(f, is_waived, &c) : 0;

	buf_free(&c.name);
	return n;
}

static bool is_needless(const struct waiver *x, const struct judge *j)
{
	return !x->used && !judge_across_versions(j, node_text(node_get(x->node, TEXT("rule"))));
}

void waivers_report(struct waivers *w, const struct judge *j, bool all,
		    void (*each)(void *ctx, const char *path, struct findings *f), void *ctx)
{
	size_t i;

	if (!w)
		return;
	for (i = 0; all && i < w->n; i++)
		if (is_needless(&w->v[i], j))
			finding_say(&w->findings, MSG_WAIVER_NEEDLESS, w->v[i].node->start,
				    w->v[i].node->end,
				    node_text(node_get(w->v[i].node, TEXT("rule"))));
	findings_finish(&w->findings, buf_text(&w->bytes).p, w->bytes.n);
	each(ctx, w->path, &w->findings);
}
