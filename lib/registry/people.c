#include "registry/people.h"

#include <string.h>

#include "base/buf.h"
#include "base/finding.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/registry.h"
#include "yaml/tree.h"

struct people {
	const char *path; /* the registry's */
	struct buf bytes;
	struct tree tree;
	struct person *v;
	size_t n;
};

static struct text text_at(const struct node *n, struct text key)
{
	struct node *value = node_get(n, key);

	return value && value->kind == NODE_SCALAR ? node_text(value) : TEXT("");
}

static void read_emails(struct person *p, const struct node *n, struct arena *a)
{
	struct node *value = node_get(n, TEXT("email"));
	uint32_t i, count = value && value->kind == NODE_SEQUENCE ? value->n : 0;

	p->emails = arena_alloc(a, (count + 1) * sizeof *p->emails);
	if (value && value->kind == NODE_SCALAR)
		p->emails[p->nemails++] = node_text(value);
	for (i = 0; i < count; i++) {
		struct node *item = node_target(value->items[i]);

		if (item->kind == NODE_SCALAR)
			p->emails[p->nemails++] = node_text(item);
	}
}

/* What is no mapping with a name is passed over: to say so is the schema's part. */
static void read_list(struct people *p, const struct node *list)
{
	uint32_t i;

	p->v = mem_zero((list->n + 1) * sizeof *p->v);
	for (i = 0; i < list->n; i++) {
		const struct node *n = node_target(list->items[i]);
		struct person *x = &p->v[p->n];

		x->name = text_at(n, TEXT("name"));
		if (!x->name.n)
			continue;
		x->role = text_at(n, TEXT("role"));
		x->unit = text_at(n, TEXT("unit"));
		x->area = text_at(n, TEXT("area"));
		x->line = n->line;
		read_emails(x, n, &p->tree.arena);
		p->n++;
	}
}

static bool say(struct buf *why, const char *path, struct text words)
{
	message_write(why, MSG_PEOPLE, 2, (struct text[]){text_of(path), words});
	return false;
}

static bool say_message(struct buf *why, const char *path, enum message m)
{
	struct buf b = {0};

	message_write(&b, m, 0, NULL);
	say(why, path, buf_text(&b));
	buf_free(&b);
	return false;
}

static bool load(struct people *p, struct registry *r, struct buf *why)
{
	int error = source_read(r->source, p->path, &p->bytes);
	struct findings f = {0};
	const struct node *list;

	if (error)
		return say(why, p->path, text_of(strerror(error)));
	if (tree_load(&p->tree, p->path, p->bytes.p, p->bytes.n, &f) < 0) {
		say(why, p->path, f.n ? text_of(f.v[0].message) : TEXT(""));
		findings_clear(&f);
		return false;
	}
	findings_clear(&f);
	list = node_target(p->tree.docs[0]);
	if (list->kind == NODE_MAPPING)
		list = node_get(list, TEXT("people"));
	if (!list || list->kind != NODE_SEQUENCE)
		return say_message(why, p->path, MSG_PEOPLE_LIST);
	read_list(p, list);
	return true;
}

struct people *people_open(struct registry *r, struct buf *why)
{
	struct node *n = node_get(node_target(r->tree.docs[0]), TEXT("people"));
	struct people *p;

	if (!n)
		return NULL;
	if (!registry_is_path(node_text(n))) {
		say_message(why, node_text(n).p, MSG_PEOPLE_OUTSIDE);
		return NULL;
	}
	p = mem_zero(sizeof *p);
	p->path = registry_path(r, node_text(n).p);
	if (load(p, r, why))
		return p;
	people_close(p);
	return NULL;
}

void people_close(struct people *p)
{
	if (!p)
		return;
	buf_free(&p->bytes);
	tree_free(&p->tree);
	mem_free(p->v);
	mem_free(p);
}

const char *people_path(const struct people *p)
{
	return p->path;
}

size_t people_count(const struct people *p)
{
	return p->n;
}

const struct person *people_at(const struct people *p, size_t i)
{
	return &p->v[i];
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool person_has_email(const struct person *p, struct text email)
{
	size_t i, k;

	for (i = 0; i < p->nemails; i++) {
		for (k = 0; p->emails[i].n == email.n && k < email.n &&
			    lower(p->emails[i].p[k]) == lower(email.p[k]);
		     k++)
			;
		if (k == email.n && p->emails[i].n == email.n)
			return true;
	}
	return false;
}

bool person_covers(const struct person *p, struct text key)
{
	return text_starts(key, p->area);
}
