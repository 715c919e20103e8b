/*
 * Which findings are the same in two versions: those of one rule about the same place of a record,
 * whatever their words and lines; items of lists are the same by what identifies them. Of several
 * that are alike, those with the same words pair first.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/annotate.h"
#include "version/base_internal.h"
#include "version/diff.h"
#include "version/match.h"

/* --- places --- */

void base_way_begin(struct base_way *w, const struct schema *schema, struct node *before,
		    struct node *after)
{
	arena_reset(&w->arena);
	hash_free(&w->lists);
	w->lists = (struct hash){0};
	w->schema = schema;
	w->before = before;
	w->after = after;
	w->work = DIFF_WORK;
}

void base_way_end(struct base_way *w)
{
	arena_free(&w->arena);
	hash_free(&w->lists);
}

static const struct matches *matches_of(struct base_way *w, const struct place_schemas *at,
					struct node *before, struct node *after)
{
	struct text name = {arena_copy(&w->arena, &before, sizeof before), sizeof before};
	void **slot = hash_put(&w->lists, name);
	struct matches *m;

	if (!*slot) {
		m = arena_alloc(&w->arena, sizeof *m);
		*m = match_items(&w->arena, annotate_list_key(at), before, after, &w->work);
		*slot = m;
	}
	return *slot;
}

/* The next name of a pointer, without escapes; NULL at its end. */
static char *next_name(struct arena *a, const char **at)
{
	size_t n, i, k = 0;
	char *name;

	if (**at != '/')
		return NULL;
	n = strcspn(++*at, "/");
	name = arena_copy(a, *at, n);
	for (i = 0; i < n; i++, k++) {
		name[k] = name[i];
		if (name[i] == '~' && (name[i + 1] == '0' || name[i + 1] == '1'))
			name[k] = name[++i] == '0' ? '~' : '/';
	}
	name[k] = '\0';
	*at += n;
	return name;
}

/* Where the place is now; false if it is gone. What cannot be followed, as a name that is masked,
 * stays as it is. */
static bool translate(struct base_way *w, const char *pointer, struct buf *out)
{
	struct place_schemas at = annotate_root(w->schema);
	struct node *before = w->before, *after = w->after;
	const char *rest = pointer;
	char *name;

	while (before && (name = next_name(&w->arena, &rest))) {
		if (before->kind == NODE_SEQUENCE) {
			size_t i = strtoul(name, NULL, 10), to;

			if (i >= before->n || after->kind != NODE_SEQUENCE)
				return false;
			to = matches_of(w, &at, before, after)->to[i];
			if (to == DIFF_NONE)
				return false;
			pointer_add_index(out, to);
			before = node_target(before->items[i]);
			after = node_target(after->items[to]);
			at = annotate_item(&at, i);
			continue;
		}
		pointer_add_key(out, text_of(name));
		before = node_get(before, text_of(name));
		after = before ? node_get(after, text_of(name)) : after;
		if (!after)
			return false;
		at = annotate_key(&at, text_of(name));
	}
	buf_adds(out, rest);
	return true;
}

/* --- findings --- */

struct entry { /* a finding of the older version */
	struct finding *f;
	bool taken;
	struct entry *next; /* of the same name */
};

struct names {
	const struct base_match *m;
	struct arena arena;
	struct hash entries;
	struct entry *all;
};

static void add_part(struct buf *b, const char *s)
{
	buf_adds(b, s ? s : "");
	buf_addc(b, '\0');
}

/* False: the place is gone. */
static bool write_name(const struct names *n, const struct finding *f, bool old, struct buf *b)
{
	buf_clear(b);
	add_part(b, f->rule);
	add_part(b, f->about);
	buf_addc(b, f->pointer ? '=' : '-');
	if (!f->pointer) {
		buf_adds(b, n->m->words ? f->message : "");
		return true;
	}
	if (old && n->m->way)
		return translate(n->m->way, f->pointer, b);
	buf_adds(b, f->pointer);
	return true;
}

static void enter(struct names *n, struct findings *before)
{
	struct buf b = {0};
	size_t i;

	n->all = mem_zero((before->n + 1) * sizeof *n->all);
	for (i = before->n; i-- > 0;) {
		struct entry *e = &n->all[i];
		struct text name;
		void **slot;

		e->f = &before->v[i];
		if (!write_name(n, e->f, true, &b))
			continue;
		name = (struct text){arena_copy(&n->arena, b.p, b.n), b.n};
		slot = hash_put(&n->entries, name);
		e->next = *slot;
		*slot = e;
	}
	buf_free(&b);
}

static struct entry *find(struct names *n, const struct finding *f, bool same_words, struct buf *b)
{
	struct entry *e;

	write_name(n, f, false, b);
	for (e = hash_get(&n->entries, buf_text(b)); e; e = e->next)
		if (!e->taken && (!same_words || strcmp(e->f->message, f->message) == 0))
			return e;
	return NULL;
}

static void mark(struct names *n, struct findings *now, bool same_words)
{
	struct buf b = {0};
	struct entry *e;
	size_t i;

	for (i = 0; i < now->n; i++) {
		struct finding *f = &now->v[i];

		if (f->status != FINDING_PLAIN || !(e = find(n, f, same_words, &b)))
			continue;
		e->taken = true;
		f->status = FINDING_OLD;
	}
	buf_free(&b);
}

static void move(struct finding *f, struct findings *to)
{
	MEM_GROW(to->v, to->n, to->cap);
	to->v[to->n] = *f;
	to->v[to->n++].status = FINDING_FIXED;
	*f = (struct finding){0};
}

void base_match(const struct base_match *m, struct findings *now, struct findings *before,
		struct findings *fixed)
{
	struct names n = {.m = m};
	size_t i, kept = 0;

	enter(&n, before);
	mark(&n, now, true);
	mark(&n, now, false);
	for (i = 0; i < now->n; i++)
		if (now->v[i].status == FINDING_PLAIN)
			now->v[i].status = FINDING_NEW;
	for (i = 0; i < before->n; i++) {
		if (!n.all[i].taken)
			move(&before->v[i], fixed);
		else
			before->v[kept++] = before->v[i];
	}
	before->n = kept;
	hash_free(&n.entries);
	mem_free(n.all);
	arena_free(&n.arena);
}
