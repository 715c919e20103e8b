/*
 * Looking for a problem. No index is kept: the files whose names say the record's key are read
 * first, then all others that may hold problems.
 */
#include "registry/find.h"

#include <string.h>

#include "base/finding.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/source.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "schema/annotate.h"
#include "yaml/tree.h"

enum { NAMED = 5 }; /* problems of one name that are told */

struct search {
	struct registry *registry;
	struct text key, id; /* key n 0: any record */
	struct found *out;
	size_t count;
	struct buf others; /* where the first of several are */
	struct buf bytes;
	struct tree tree;
	const struct lifecycle_place *place; /* being looked at */
	const struct member *member;
	struct node *root;
};

/* The field that identifies an item of the list. */
static struct text id_field(const struct lifecycle_place *p)
{
	struct place_schemas at = annotate_root(p->kind->schema);
	const struct node *key;
	size_t i;

	for (i = 0; i < p->path.n; i++) {
		at = annotate_key(&at, p->path.steps[i].field);
		if (p->path.steps[i].list && i + 1 < p->path.n)
			at = annotate_item(&at, 0);
	}
	key = annotate_list_key(&at);
	if (key && key->kind == NODE_SEQUENCE && key->n)
		key = node_target(key->items[0]);
	return key && node_is_string(key) ? node_text(key) : TEXT("id");
}

static struct text scalar_at(struct node *n, struct text key)
{
	struct node *v = node_get(n, key);

	return v && v->kind == NODE_SCALAR ? node_text(v) : TEXT("");
}

static void set_text(struct buf *b, struct text t)
{
	buf_clear(b);
	buf_addt(b, t);
	buf_adds(b, "");
}

static void take(void *ctx, struct node *problem, struct node *item)
{
	struct search *s = ctx;
	struct text key = scalar_at(s->root, s->place->kind->key);

	(void)item;
	if (!text_equal(scalar_at(problem, id_field(s->place)), s->id))
		return;
	if (s->count++ < NAMED) {
		if (s->others.n)
			buf_adds(&s->others, ", ");
		buf_addt(&s->others, key);
		buf_addc(&s->others, '/');
		buf_addt(&s->others, s->id);
	}
	if (s->count > 1)
		return;
	set_text(&s->out->path, text_of(registry_path(s->registry, s->member->path)));
	set_text(&s->out->member, text_of(s->member->path));
	set_text(&s->out->key, key);
	buf_clear(&s->out->pointer);
	path_pointer(&s->out->pointer, s->root, problem);
	s->out->kind = s->place->kind;
}

static void look_into(struct search *s, const struct member *m)
{
	const struct lifecycle *l = s->registry->lifecycle;
	struct findings ignored = {0}; /* hhcheck says what does not load */
	size_t i;

	if (source_read(s->registry->source, registry_path(s->registry, m->path), &s->bytes) == 0 &&
	    tree_load(&s->tree, m->path, s->bytes.p, s->bytes.n, &ignored) == 0 &&
	    s->tree.ndocs == 1) {
		s->root = node_target(s->tree.docs[0]);
		s->member = m;
		for (i = 0; i < l->nplaces; i++) {
			s->place = &l->places[i];
			if (s->place->kind == m->kind &&
			    (!s->key.n || text_equal(scalar_at(s->root, m->kind->key), s->key)))
				path_walk(&s->place->path, s->root, take, s);
		}
	}
	findings_clear(&ignored);
}

static bool may_hold(const struct search *s, const struct member *m)
{
	const struct lifecycle *l = s->registry->lifecycle;
	size_t i;

	for (i = 0; i < l->nplaces; i++)
		if (m->kind && m->kind == l->places[i].kind)
			return true;
	return false;
}

/* Does the file's name, or its folder's, speak of the record? */
static bool is_named_so(struct text path, struct text key)
{
	size_t end = path.n, start;
	unsigned parts;

	if (end > 5 && text_ends(path, TEXT(".yaml")))
		end -= 5;
	for (parts = 0; parts < 3 && end > 0; parts++, end = start ? start - 1 : 0) {
		for (start = end; start > 0 && path.p[start - 1] != '/'; start--)
			;
		if (end > start && text_ends(key, (struct text){path.p + start, end - start}))
			return true;
	}
	return false;
}

static void search(struct search *s)
{
	struct members members = {0};
	size_t i, likely;

	registry_scan(s->registry, "", &members);
	for (likely = 2; likely-- > 0 && !s->count;)
		for (i = 0; i < members.n; i++)
			if (may_hold(s, &members.v[i]) &&
			    (s->key.n && is_named_so(text_of(members.v[i].path), s->key)) ==
				    (likely == 1))
				look_into(s, &members.v[i]);
	members_free(&members);
}

bool find_problem(struct registry *r, struct text name, struct found *out, struct buf *why)
{
	struct search s = {.registry = r, .id = name, .out = out};
	size_t slash = name.n;

	*out = (struct found){0};
	if (!r->lifecycle) {
		message_write(why, MSG_SET_LIFECYCLE, 0, NULL);
		return false;
	}
	while (slash > 0 && name.p[slash - 1] != '/')
		slash--;
	if (slash) {
		s.key = (struct text){name.p, slash - 1};
		s.id = (struct text){name.p + slash, name.n - slash};
	}
	search(&s);
	if (s.count != 1)
		message_write(why, s.count ? MSG_SET_PROBLEM_MANY : MSG_SET_PROBLEM_NONE, 2,
			      (struct text[]){name, buf_text(&s.others)});
	buf_free(&s.others);
	buf_free(&s.bytes);
	tree_free(&s.tree);
	return s.count == 1;
}

void found_free(struct found *f)
{
	buf_free(&f->path);
	buf_free(&f->member);
	buf_free(&f->pointer);
	buf_free(&f->key);
}
