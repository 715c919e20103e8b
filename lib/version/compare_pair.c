/* Two versions of one record, or plain file. */
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/message.h"
#include "schema/schema.h"
#include "version/compare_internal.h"
#include "version/diff.h"
#include "version/operands.h"
#include "yaml/tree.h"

bool compare_read(struct side *s, struct edition *e, const struct version *v)
{
	int error = v->file ? file_read(v->file, &s->bytes)
			    : edition_read(e, v->path, v->id, &s->bytes);

	if (error)
		file_error_write(&s->why, error);
	return !error;
}

/* The same, if git was asked for it before. */
static void read_either(struct side *s, struct edition *e, const struct version *v, struct blob *b)
{
	struct buf bytes = s->bytes;

	if (!b->asked) {
		compare_read(s, e, v);
		return;
	}
	s->bytes = b->bytes;
	b->bytes = bytes;
	if (b->error)
		file_error_write(&s->why, b->error);
}

static void say(struct side *s, enum message m, struct text arg)
{
	if (!s->why.n)
		message_write(&s->why, m, 1, &arg);
}

/* Can a version be shown at all? Not if nobody knows what is to be masked in it. */
static bool may_show(struct worker *k, struct side *s, const struct version *v)
{
	struct text args[2];

	if (k->w->c->show_sensitive || (!v->registry && !v->lost))
		return true;
	if (v->lost) {
		say(s, MSG_DIFF_LOST, TEXT(""));
	} else if (v->registry->broken) {
		say(s, MSG_REGISTRY_BROKEN, text_of(v->registry->registry.path));
	} else if (v->kind && !v->kind->schema) {
		args[0] = v->kind->name;
		args[1] = text_of(schemas_why(v->registry->registry.schemas));
		message_write(&s->why, MSG_REGISTRY_SCHEMA, 2, args);
	}
	return s->why.n == 0;
}

static void load(struct worker *k, struct side *s, const struct version *v)
{
	if (v->path && may_show(k, s, v))
		side_load(s, v->path);
}

static bool same_bytes(const struct side *x, const struct side *y)
{
	return text_equal(buf_text(&x->bytes), buf_text(&y->bytes));
}

static struct text key_of(const struct version *v, struct node *root)
{
	struct node *key = v->kind && root ? node_get(root, v->kind->key) : NULL;

	return key && key->kind == NODE_SCALAR ? node_text(key) : TEXT("");
}

/* Do the keys say that these are two records? */
static bool are_two(const struct version_pair *p, const struct worker *k)
{
	struct text x = key_of(&p->before, k->before.root), y = key_of(&p->after, k->after.root);

	return x.n && y.n &&
	       (!text_equal(x, y) || !text_equal(p->before.kind->name, p->after.kind->name));
}

static const struct schema *schema_of(const struct worker *k, const struct version *v)
{
	return k->w->c->schema ? k->w->c->schema : v->kind ? v->kind->schema : NULL;
}

/* Each by its own schema; a side that has none by the other's, so that nothing leaks. */
static void mark(struct worker *k, const struct version_pair *p)
{
	const struct schema *old = schema_of(k, &p->before), *new = schema_of(k, &p->after);

	if (k->w->c->show_sensitive)
		return;
	side_mark(&k->before, old ? old : new, k->validator);
	side_mark(&k->after, new ? new : old, k->validator);
}

/* Folders that are compared may be called differently; what matters is the way below. */
static bool is_moved(const struct worker *k, const struct version_pair *p)
{
	const struct comparison *what = k->w->c->what;
	size_t x = what->listed ? strlen(what->before_folder) : 0;
	size_t y = what->listed ? strlen(what->after_folder) : 0;

	return p->before.path && p->after.path &&
	       strcmp(p->before.path + x, p->after.path + y) != 0;
}

static void tell(struct worker *k, const struct version_pair *p)
{
	const struct version *by = p->after.path && (p->after.kind || !p->before.kind) ? &p->after
										       : &p->before;
	struct events events = {0};
	struct diff d = {0};
	struct compared c = {.before = p->before,
			     .after = p->after,
			     .moved = is_moved(k, p),
			     .registry = by->registry,
			     .kind = by->kind,
			     .schema = schema_of(k, by),
			     .before_root = k->before.root,
			     .after_root = k->after.root,
			     .before_documents = k->before.tree.ndocs,
			     .after_documents = k->after.tree.ndocs,
			     .events = &events};
	const char *why = k->before.why.n ? k->before.why.p : k->after.why.p;
	char *record = NULL;

	if (!c.schema)
		c.schema = schema_of(k, p->before.path ? &p->before : &p->after);
	mark(k, p);
	if (k->before.why.n || k->after.why.n) {
		c.why = why;
	} else {
		diff_values(&d, c.schema, k->before.root, k->after.root);
		c.diff = &d;
	}
	if (c.diff && c.kind && !k->w->c->plain) {
		events_between(&events, &c.registry->registry, c.kind, k->before.root,
			       k->after.root);
		compare_standing(k, &p->before, k->before.root, &p->after, k->after.root, &events);
	}
	if (c.kind && (k->after.root || k->before.root))
		record = registry_name_record(c.kind,
					      k->after.root ? k->after.root : k->before.root);
	c.record = record;
	k->w->c->take(k->w->c->ctx, &c);
	mem_free(record);
	diff_free(&d);
	events_free(&events);
}

void compare_pair(struct worker *k, struct version_pair *p)
{
	struct comparison *what = k->w->c->what;

	side_clear(&k->before);
	side_clear(&k->after);
	if (p->unmerged)
		say(&k->after, MSG_DIFF_UNMERGED, TEXT(""));
	if (p->before.path && !p->unmerged)
		read_either(&k->before, &what->before, &p->before, &p->old);
	if (p->after.path && !p->unmerged)
		read_either(&k->after, &what->after, &p->after, &p->new);
	if (p->before.path && p->after.path && !what->files && !k->before.why.n &&
	    !k->after.why.n && same_bytes(&k->before, &k->after) && !k->w->settled)
		return;
	if (!k->before.why.n && !p->unmerged)
		load(k, &k->before, &p->before);
	if (!k->after.why.n)
		load(k, &k->after, &p->after);
	if (!k->w->settled && are_two(p, k))
		p->parted = true;
	else
		tell(k, p);
}
