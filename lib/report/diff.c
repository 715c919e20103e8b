/* Keeping what changed, and the order in which it is told. */
#include "report/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "registry/registry.h"
#include "version/compare.h"
#include "version/diff.h"
#include "version/edition.h"
#include "version/event_across.h"
#include "version/event.h"

bool diff_format_find(const char *name, enum diff_format *out)
{
	static const char *const names[] = {"text", "json", "jsonpatch", "markdown"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum diff_format)i;
			return true;
		}
	return false;
}

void diff_report_begin(struct diff_report *r)
{
	pthread_mutex_init(&r->lock, NULL);
}

/* --- taking --- */

static char *copy(const char *s)
{
	return s ? mem_copy(s, strlen(s)) : NULL;
}

static char *copy_text(struct text t)
{
	return mem_copy(t.n ? t.p : "", t.n);
}

/* "kind key" of the record above one, or of the one itself if it is above others. */
static void name_group(struct buf *out, const struct compared *c, struct node *root, bool *own)
{
	const struct kind *parent;
	struct text field;
	struct node *at;
	char *name;

	*own = false;
	if (!c->kind || !root)
		return;
	if (registry_is_parent(&c->registry->registry, c->kind)) {
		*own = true;
		name = registry_name_record(c->kind, root);
		buf_adds(out, name ? name : "");
		mem_free(name);
		return;
	}
	parent = registry_parent(&c->registry->registry, c->kind, &field);
	at = parent ? node_get(root, field) : NULL;
	if (!at || at->kind != NODE_SCALAR || at->sensitive)
		return;
	buf_addt(out, parent->name);
	buf_addc(out, ' ');
	buf_addt(out, node_text(at));
}

/* A record that is elsewhere now: where it was and is, by the records above or by paths. */
static void add_relocated(struct events *e, const struct compared *c)
{
	struct buf from = {0}, to = {0};
	bool own;

	if (!c->kind)
		return;
	name_group(&from, c, c->before_root, &own);
	name_group(&to, c, c->after_root, &own);
	if (own || text_equal(buf_text(&from), buf_text(&to))) {
		buf_clear(&from);
		buf_clear(&to);
		buf_adds(&from, c->before.path);
		buf_adds(&to, c->after.path);
	}
	MEM_GROW(e->v, e->n, e->cap);
	e->v[e->n++] = (struct event){
		.type = EVENT_RELOCATED,
		.from = {arena_copy(&e->arena, buf_text(&from).p, from.n), from.n},
		.to = {arena_copy(&e->arena, buf_text(&to).p, to.n), to.n},
		.from_stage = STAGES,
		.to_stage = STAGES,
	};
	buf_free(&from);
	buf_free(&to);
}

/* The events become the report's; what they borrow of the trees is gone then. */
static struct events *take_events(const struct compared *c)
{
	struct events *e = mem_alloc(sizeof *e);
	size_t i;

	*e = *c->events;
	*c->events = (struct events){0};
	for (i = 0; i < e->n; i++)
		e->v[i].before = e->v[i].after = e->v[i].signature = NULL;
	return e;
}

static void write_entry(struct buf *out, const struct diff_report *r, const struct diff_entry *e)
{
	if (r->summary)
		return;
	switch (r->look.format) {
	case DIFF_TEXT: diff_text_entry(out, &r->look, e); break;
	case DIFF_JSON: diff_json_entry(out, e); break;
	case DIFF_JSONPATCH: diff_patch_entry(out, e); break;
	case DIFF_MARKDOWN: diff_markdown_entry(out, &r->look, e); break;
	}
}

static struct diff_entry entry_of(const struct diff_report *r, const struct compared *c)
{
	const char *shown = r->shown ? r->shown : c->after.path ? c->after.path : c->before.path;

	return (struct diff_entry){
		.before = !c->before.path         ? NULL
			  : c->moved && !r->shown ? c->before.path
						  : shown,
		.after = c->after.path ? shown : NULL,
		.record = c->record,
		.schema = c->schema,
		.diff = c->diff,
		.why = c->why,
		.events = c->events,
	};
}

static void count(struct diff_report *r, const struct diff_entry *e, bool moved)
{
	r->added += !e->before;
	r->removed += !e->after;
	r->moved += moved;
	r->broken += !e->diff;
	r->changed += e->before && e->after && e->diff && e->diff->n;
	r->changes += e->diff ? e->diff->n : 0;
	r->limited |= e->diff && e->diff->limited;
}

/* Remembers a kind whose indicators are not known here. */
static void note_late(struct diff_report *r, const struct compared *c)
{
	struct buf *b = &r->late;

	if (!c->kind || !c->before_root || !c->after_root ||
	    !compare_is_late(c->registry, c->kind) || (b->n && strstr(b->p, c->kind->name.p)))
		return;
	buf_adds(b, b->n ? ", " : "");
	buf_addt(b, c->kind->name);
}

void diff_report_take(struct diff_report *r, const struct compared *c)
{
	struct diff_entry e = entry_of(r, c);
	bool moved = c->moved && !r->shown;
	struct diff_item x = {0};
	struct buf group = {0};

	if (e.diff && !e.diff->n && !moved && r->look.format != DIFF_JSONPATCH)
		return;
	if (moved && r->many)
		add_relocated(c->events, c);
	name_group(&group, c, c->after_root ? c->after_root : c->before_root, &x.above);
	x.group = copy_text(buf_text(&group));
	x.record = copy(c->record);
	x.kind = copy_text(c->kind ? c->kind->name : TEXT(""));
	x.before = moved ? copy(e.before) : NULL;
	x.path = copy(e.after ? e.after : e.before);
	x.added = !e.before;
	x.removed = !e.after;
	write_entry(&x.text, r, &e);
	x.events = take_events(c);
	buf_free(&group);
	pthread_mutex_lock(&r->lock);
	count(r, &e, moved);
	note_late(r, c);
	r->signs |= c->kind && c->registry->registry.lifecycle &&
		    c->registry->registry.lifecycle->signatures.n;
	MEM_GROW(r->items, r->n, r->cap);
	r->items[r->n++] = x;
	pthread_mutex_unlock(&r->lock);
}

/* --- telling --- */

/* Records below others first, by those; each after the one above it; then the rest by kind. */
static int by_place(const void *x, const void *y)
{
	const struct diff_item *a = x, *b = y;
	int o;

	if (!*a->group != !*b->group)
		return !*a->group - !*b->group;
	if ((o = strcmp(a->group, b->group)) || (o = b->above - a->above))
		return o;
	if (!*a->kind != !*b->kind)
		return !*a->kind - !*b->kind;
	if ((o = strcmp(a->kind, b->kind)) ||
	    (a->record && b->record && (o = strcmp(a->record, b->record))))
		return o;
	if ((o = strcmp(a->path, b->path)))
		return o;
	return a->added - b->added;
}

static void meet(struct diff_report *r)
{
	struct event_record *v = mem_alloc((r->n + 1) * sizeof *v);
	size_t i;

	for (i = 0; i < r->n; i++)
		v[i] = (struct event_record){r->items[i].record ? r->items[i].record
								: r->items[i].path,
					     r->items[i].added, r->items[i].removed,
					     r->items[i].events};
	events_across(v, r->n);
	mem_free(v);
}

/* What happened, by its weight, each with its record. */
static void write_events(struct diff_report *r)
{
	struct buf b = {0};
	size_t i, k;
	int t;

	for (t = 0; t < EVENTS; t++)
		for (i = 0; i < r->n; i++)
			for (k = 0; k < r->items[i].events->n; k++) {
				const struct events *all = r->items[i].events;

				if ((int)all->v[k].type != t || diff_event_is_told(&all->v[k], all))
					continue;
				message_escape(&b, text_of(r->items[i].record ? r->items[i].record
									      : r->items[i].path));
				buf_adds(&b, "  ");
				diff_event_words(&b, &all->v[k], all);
				buf_addc(&b, '\n');
			}
	if (b.n)
		fprintf(r->out, "\n%s", b.p);
	buf_free(&b);
}

static bool has_records(const struct diff_report *r)
{
	size_t i;

	for (i = 0; i < r->n && !*r->items[i].kind; i++)
		;
	return i < r->n;
}

static void write_text(struct diff_report *r)
{
	const char *group = NULL;
	struct buf b = {0};
	size_t i;

	/* Of plain files, the headline is the counts, which come last. */
	if (r->many && (!r->look.stat || has_records(r))) {
		diff_headline(&b, r);
		fprintf(r->out, "%s\n", b.p);
		if (!r->look.stat)
			write_events(r);
	}
	for (i = 0; i < r->n; i++) {
		const struct diff_item *x = &r->items[i];

		if (r->many && (!group || strcmp(group, x->group) != 0)) {
			buf_clear(&b);
			message_escape(&b, text_of(x->group));
			fprintf(r->out, "\n%s%s", b.n ? b.p : "", b.n ? "\n" : "");
			group = x->group;
		}
		if (x->text.n)
			fwrite(x->text.p, 1, x->text.n, r->out);
	}
	buf_free(&b);
}

static void write_json(struct diff_report *r)
{
	struct buf b = {0};
	size_t i;

	for (i = 0; i < r->n; i++)
		diff_json_events(&b, &r->items[i]);
	for (i = 0; i < r->n; i++)
		buf_addt(&b, buf_text(&r->items[i].text));
	if (b.n)
		fwrite(b.p, 1, b.n, r->out);
	buf_free(&b);
}

static void write_counts(struct diff_report *r)
{
	struct buf b = {0};

	if (r->many && r->summary && has_records(r)) {
		diff_headline(&b, r);
		buf_addc(&b, '\n');
	} else if (r->many && !r->summary && r->n) {
		buf_addc(&b, '\n');
	}
	diff_counts(&b, r);
	fprintf(r->out, "%s\n", b.p);
	buf_free(&b);
}

void diff_report_end(struct diff_report *r)
{
	if (r->n)
		qsort(r->items, r->n, sizeof *r->items, by_place);
	meet(r);
	if (r->look.format == DIFF_MARKDOWN) {
		diff_markdown_write(r);
		return;
	}
	if (!r->summary && r->n)
		(r->look.format == DIFF_TEXT ? write_text : write_json)(r);
	if (r->look.stat || r->summary)
		write_counts(r);
}

bool diff_report_differs(const struct diff_report *r)
{
	return r->changed || r->added || r->removed || r->moved;
}

void diff_report_free(struct diff_report *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		struct diff_item *x = &r->items[i];

		mem_free(x->group);
		mem_free(x->record);
		mem_free(x->kind);
		mem_free(x->before);
		mem_free(x->path);
		buf_free(&x->text);
		events_free(x->events);
		mem_free(x->events);
	}
	buf_free(&r->late);
	mem_free(r->items);
	pthread_mutex_destroy(&r->lock);
}

void diff_report_unmerged(struct diff_report *r, const char *path)
{
	struct buf b = {0};

	buf_adds(&b, "! ");
	message_escape(&b, text_of(path));
	fprintf(r->out, "%s\n", b.p);
	buf_free(&b);
}
