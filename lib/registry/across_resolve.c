/* Keys and references looked up; what is wrong is noted by member and said when its record is at
 * hand again. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "registry/across_internal.h"
#include "registry/glob.h"
#include "schema/schema.h"

struct issue *across_issue(struct across *a, size_t member, enum issue_kind kind,
			   const struct extract_value *v)
{
	struct issue *x;

	MEM_GROW(a->issues, a->nissues, a->capissues);
	x = &a->issues[a->nissues++];
	*x = (struct issue){.member = (uint32_t)member,
			    .kind = (uint8_t)kind,
			    .slot = EXTRACT_KEY,
			    .next = a->first[member]};
	if (v) {
		x->slot = v->slot;
		x->start = v->start;
		x->end = v->end;
	}
	a->first[member] = (uint32_t)a->nissues;
	return x;
}

/* --- keys --- */

static void find_duplicates(struct across *a)
{
	struct issue *x;
	size_t i, first;

	for (i = 0; i < a->members->n; i++) {
		struct text key = extract_key(&a->extracts[i]);

		if (!key.n)
			continue;
		first = across_find(a, a->members->v[i].kind, key);
		if (first == i)
			continue;
		x = across_issue(a, i, ISSUE_DUPLICATE, &a->extracts[i].values[0]);
		x->other = (uint32_t)first;
		x->line = a->extracts[first].values[0].line;
		x = across_issue(a, first, ISSUE_DUPLICATE, &a->extracts[first].values[0]);
		x->other = (uint32_t)i;
		x->line = a->extracts[i].values[0].line;
	}
}

/* --- records that did not load --- */

/* A name of a kind and (the end of) a key. */
static struct text failed_name(struct buf *b, const struct kind *kind, struct text key)
{
	buf_clear(b);
	buf_addt(b, kind->name);
	buf_addc(b, '\0');
	buf_addt(b, key);
	return buf_text(b);
}

/* What the file's path says of its key: all of it, or its end; if nothing, it may be any. */
static void note_failed(struct across *a, size_t i, struct buf *b)
{
	const struct kind *kind = a->members->v[i].kind;
	struct glob_match m;
	struct text end = {0}, name;
	size_t k, f;
	void **slot;

	for (f = 0; f < kind->nfiles; f++)
		if (glob_match(kind->files[f], text_of(a->members->v[i].path), &m))
			for (k = 0; k < m.n; k++)
				if (!m.v[k].name.n || text_equal(m.v[k].name, kind->key))
					end = m.v[k].value;
	name = failed_name(b, kind, end);
	name.p = arena_copy(&a->arena, name.p, name.n);
	slot = hash_put(&a->failed, name);
	if (!*slot)
		*slot = (void *)(uintptr_t)(i + 1);
}

/* Does every part of the path that names a field stand in the key? */
static bool agrees(const struct across *a, size_t i, struct text key)
{
	const struct kind *kind = a->members->v[i].kind;
	struct glob_match m;
	size_t k, at, f;

	for (f = 0; f < kind->nfiles; f++) {
		if (!glob_match(kind->files[f], text_of(a->members->v[i].path), &m))
			continue;
		for (k = 0; k < m.n; k++) {
			struct text part = m.v[k].value;

			for (at = 0;
			     at + part.n <= key.n && memcmp(key.p + at, part.p, part.n) != 0;)
				at++;
			if (m.v[k].name.n && at + part.n > key.n)
				return false;
		}
		return true;
	}
	return false;
}

/* The member that did not load and probably has this key. */
static size_t find_failed(struct across *a, struct buf *b, const struct kind *kind, struct text key)
{
	size_t from;
	uintptr_t i;

	if (!a->failed.n || key.n > 500)
		return ACROSS_NONE;
	for (from = 0; from < key.n; from++) {
		struct text end = {key.p + from, key.n - from};

		i = (uintptr_t)hash_get(&a->failed, failed_name(b, kind, end));
		if (i && agrees(a, (size_t)i - 1, key))
			return (size_t)i - 1;
	}
	i = (uintptr_t)hash_get(&a->failed, failed_name(b, kind, TEXT("")));
	return i ? (size_t)i - 1 : ACROSS_NONE;
}

/* --- references --- */

static void read_merged(struct across *a)
{
	const struct kind *kind = a->j->merged.kind;
	size_t i;
	uint32_t k, into;

	for (i = 0; kind && i < a->members->n; i++) {
		const struct extract *x = &a->extracts[i];
		const struct slot *s;

		if (a->members->v[i].kind != kind)
			continue;
		/* As many of one slot as of the other, in the same order. */
		for (into = 0; into < x->nvalues; into++)
			if ((s = across_slot(a, i, &x->values[into])) && s->use == SLOT_MERGED &&
			    s->of)
				break;
		for (k = 0; k < x->nvalues && into < x->nvalues; k++)
			if ((s = across_slot(a, i, &x->values[k])) && s->use == SLOT_MERGED &&
			    !s->of)
				*hash_put(&a->merged,
					  extract_text(&x->values[k])) = &x->values[into++];
	}
}

/* The record that takes the place of a merged one, by as many steps as it takes. */
static struct text merged_into(const struct across *a, struct text key)
{
	const struct extract_value *next;
	struct text into = {0};
	int steps;

	for (steps = 0; steps < 100 && (next = hash_get(&a->merged, steps ? into : key)); steps++)
		into = extract_text(next);
	return steps < 100 ? into : (struct text){0};
}

static void resolve(struct across *a, size_t i, const struct extract_value *v,
		    const struct reference *r, uint32_t *failures, struct buf *b)
{
	struct text into = {0};
	size_t failed;

	if (across_find(a, r->to, extract_text(v)) != ACROSS_NONE)
		return;
	failed = find_failed(a, b, r->to, extract_text(v));
	if (failed != ACROSS_NONE) {
		failures[failed]++;
		return;
	}
	if (r->to == a->j->merged.of)
		into = merged_into(a, extract_text(v));
	if (into.n)
		across_issue(a, i, ISSUE_MERGED, v)->into = into;
	else
		across_issue(a, i, ISSUE_REFERENCE, v);
}

static void resolve_references(struct across *a)
{
	uint32_t *failures = mem_zero((a->members->n + 1) * sizeof *failures), k;
	struct buf b = {0};
	size_t i;

	for (i = 0; i < a->members->n; i++)
		if (a->members->v[i].kind && !a->extracts[i].loaded)
			note_failed(a, i, &b);
	for (i = 0; i < a->members->n; i++)
		for (k = 0; k < a->extracts[i].nvalues; k++) {
			const struct extract_value *v = &a->extracts[i].values[k];
			const struct slot *s = across_slot(a, i, v);

			if (s && s->use == SLOT_REFERENCE)
				resolve(a, i, v, s->reference, failures, &b);
		}
	for (i = 0; i < a->members->n; i++)
		if (failures[i])
			across_issue(a, i, ISSUE_FAILED, NULL)->other = failures[i];
	mem_free(failures);
	buf_free(&b);
}

void across_resolve(struct across *a)
{
	find_duplicates(a);
	read_merged(a);
	resolve_references(a);
	across_unique(a);
}

bool across_concerns(const struct across *a, size_t i)
{
	return a->first[i] != 0;
}

/* --- saying it --- */

struct seek {
	uint32_t start;
	struct node *found;
};

static void take_node(void *ctx, struct node *value, struct node *item)
{
	struct seek *s = ctx;

	(void)item;
	if (value->start == s->start && !s->found)
		s->found = value;
}

static struct node *node_of(const struct across *a, const struct issue *x, struct node *root)
{
	const struct kind *kind = a->members->v[x->member].kind;
	struct seek s = {x->start, NULL};

	if (x->slot == EXTRACT_KEY)
		return node_get(root, kind->key);
	path_walk(law_of(a->j, kind)->slots[x->slot].path, root, take_node, &s);
	return s.found;
}

/* "path:line" of the other place. */
static void write_other(const struct across *a, const struct issue *x, struct buf *out)
{
	buf_addf(out, "%s:%lu", a->paths[x->other], (unsigned long)x->line + 1);
}

static struct finding *say_unique(const struct issue *x, const struct slot *s, struct text value,
				  struct text other, struct findings *f)
{
	const struct uniqueness *u = s->unique;
	struct expr_value v[3] = {expr_string(value), expr_string(u->of[s->of].source),
				  expr_string(other)};
	struct expr_run *run;
	struct finding *g;
	struct buf words = {0};

	if (!u->say) {
		message_write(&words, u->apart ? MSG_VALUE_APART : MSG_VALUE_TWICE, 3,
			      (struct text[]){value, other, u->of[s->of].source});
	} else {
		run = expr_run_new();
		expr_template_write(&words, run, u->say, v, NULL, NULL);
		expr_run_free(run);
	}
	g = finding_own(f, u->level, u->id, buf_text(&words), x->start, x->end);
	buf_free(&words);
	return g;
}

static struct finding *say_of_value(const struct across *a, const struct issue *x,
				    struct text value, struct text other, struct findings *f)
{
	const struct kind *kind = a->members->v[x->member].kind;
	const struct slot *s = x->slot == EXTRACT_KEY ? NULL : &law_of(a->j, kind)->slots[x->slot];

	switch (x->kind) {
	case ISSUE_DUPLICATE:
		return finding_say(f, MSG_RECORD_DUPLICATE, x->start, x->end, value, other);
	case ISSUE_MERGED:
		return finding_say(f, MSG_REFERENCE_MERGED, x->start, x->end,
				   s->reference->to->name, value, x->into);
	case ISSUE_REFERENCE:
		return finding_say(f, MSG_REFERENCE_DANGLING, x->start, x->end,
				   s->reference->to->name, value);
	default: return say_unique(x, s, value, other, f);
	}
}

static void say_of_record(const struct issue *x, struct node *root, struct findings *f)
{
	uint32_t start = 0, end = 0;
	char room[24];

	if (root)
		node_mark(root, &start, &end);
	if (x->kind == ISSUE_CIRCLE)
		finding_say0(f, MSG_RECORD_CIRCLE, start, end);
	else
		finding_say(f, x->other == 1 ? MSG_RECORD_FAILED_ONE : MSG_RECORD_FAILED, start,
			    end, text_number(room, x->other));
}

static void say(const struct across *a, const struct issue *x, struct node *root,
		struct findings *f)
{
	struct node *n = root && x->kind < ISSUE_CIRCLE ? node_of(a, x, root) : NULL;
	struct buf value = {0}, other = {0}, pointer = {0};
	struct finding *g;

	if (x->kind >= ISSUE_CIRCLE) {
		say_of_record(x, root, f);
		return;
	}
	if (n)
		schema_mask(&value, n);
	else
		buf_adds(&value, "***");
	if (x->kind == ISSUE_DUPLICATE || x->kind == ISSUE_UNIQUE)
		write_other(a, x, &other);
	g = say_of_value(a, x, buf_text(&value), buf_text(&other), f);
	if (g && n) {
		path_pointer(&pointer, root, n);
		g->pointer = pointer.p;
		g->record = registry_name_record(a->members->v[x->member].kind, root);
	}
	buf_free(&value);
	buf_free(&other);
}

void across_say(const struct across *a, size_t i, struct node *root, struct findings *f)
{
	uint32_t k;

	for (k = a->first[i]; k; k = a->issues[k - 1].next)
		say(a, &a->issues[k - 1], root, f);
}
