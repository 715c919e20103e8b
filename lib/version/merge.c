/* A merge from its first step to its proof. */
#include "version/merge.h"

#include <string.h>

#include "base/finding.h"
#include "base/mem.h"
#include "schema/schema.h"
#include "version/merge_internal.h"
#include "version/side.h"
#include "yaml/tree.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS };

enum { REPAIRS = 20 }; /* conflicts made of what breaks the schema, before all is one */

static void add_conflict(struct merge *m, uint32_t line, enum message why)
{
	MEM_GROW(m->v, m->n, m->cap);
	m->v[m->n++] = (struct merge_conflict){line, mem_copy("", 0), why};
}

static void forget_conflicts(struct merge *m)
{
	while (m->n)
		mem_free(m->v[--m->n].place);
}

/* Is one the same as another? Then the merge is the third. */
static bool merge_trivial(struct merge *m, const struct merge_input *in)
{
	const struct text *s = in->side;

	if (text_equal(s[O], s[T]) || text_equal(s[B], s[T]))
		buf_addt(&m->out, s[O]);
	else if (text_equal(s[B], s[O]))
		buf_addt(&m->out, s[T]);
	else
		return false;
	buf_adds(&m->out, "");
	return true;
}

/* loading */

/* Do all lines end with CR LF, or all with LF? */
static bool has_even_lines(struct text t)
{
	size_t i, lf = 0, crlf = 0, cr = 0;

	for (i = 0; i < t.n; i++) {
		lf += t.p[i] == '\n';
		cr += t.p[i] == '\r';
		crlf += t.p[i] == '\n' && i && t.p[i - 1] == '\r';
	}
	return cr == crlf && (crlf == 0 || crlf == lf);
}

/* A form may be had where a tree is in doubt, as of double keys: that is not enough here. */
static bool load_strictly(struct format *f, struct text t, struct findings *said)
{
	struct tree tree = {0};
	bool good = format_load(f, t.p, t.n, said);
	size_t i;

	if (good)
		good = tree_load(&tree, NULL, f->text.p, f->text.n, said) == 0;
	for (i = 0; i < said->n; i++)
		good &= said->v[i].level < LEVEL_ERROR;
	tree_free(&tree);
	return good;
}

static bool load(struct format *f, struct text t, struct buf *note)
{
	struct findings said = {0};
	bool good = load_strictly(f, t.n ? t : TEXT(""), &said);
	size_t i;

	if (good && (f->tree.ndocs != 1 || f->form.ndocuments != 1 ||
		     node_target(f->tree.docs[0])->kind == NODE_SCALAR)) {
		message_write(note, MSG_MERGE_DOCUMENTS, 0, NULL);
		good = false;
	}
	findings_finish(&said, f->text.p ? f->text.p : "", f->text.n);
	for (i = 0; !note->n && i < said.n; i++)
		if (said.v[i].level >= LEVEL_ERROR)
			buf_addf(note, "%lu: %s", (unsigned long)said.v[i].start.line + 1,
				 said.v[i].message);
	findings_clear(&said);
	return good;
}

static void add_tags(struct buf *out, const struct form_node *n)
{
	uint32_t i;

	if (n->tag.n)
		buf_addf(out, "%.*s\n", (int)n->tag.n, n->tag.p);
	for (i = 0; i < n->n; i++) {
		if (n->items[i].key)
			add_tags(out, n->items[i].key);
		add_tags(out, n->items[i].value);
	}
}

/* Values are compared as JSON has them, which knows no tags: an edit of one could be lost. */
static bool has_same_tags(const struct format *x, const struct format *y)
{
	struct buf a = {0}, b = {0};
	bool same;

	add_tags(&a, x->form.documents[0].root.value);
	add_tags(&b, y->form.documents[0].root.value);
	same = text_equal(buf_text(&a), buf_text(&b));
	buf_free(&a);
	buf_free(&b);
	return same;
}

static bool load_all(struct merge_plan *p, const struct merge_input *in, struct buf *note)
{
	int side;

	for (side = B; side <= T; side++)
		if ((side != B || in->side[B].n) && !load(&p->side[side], in->side[side], note))
			return false;
	if (!has_even_lines(in->side[O]))
		message_write(note, MSG_MERGE_LINES, 0, NULL);
	else if (!has_same_tags(&p->side[O], &p->side[T]) ||
		 (in->side[B].n && !has_same_tags(&p->side[B], &p->side[O])))
		message_write(note, MSG_MERGE_TAGS, 0, NULL);
	return !note->n;
}

static void plan_free(struct merge_plan *p)
{
	int side;

	for (side = B; side <= T; side++)
		format_free(&p->side[side]);
	arena_free(&p->arena);
}

/* by identity */

static void written_free(struct merge_written *w)
{
	buf_free(&w->text);
	buf_free(&w->settled[O]);
	buf_free(&w->settled[T]);
	*w = (struct merge_written){0};
}

/* The byte-order mark and line ends of ours. */
static void finish(struct merge *m, const struct merge_input *in, struct text t)
{
	bool returns = memchr(in->side[O].p, '\r', in->side[O].n) != NULL;
	size_t i;

	if (text_starts(in->side[O], TEXT("\xEF\xBB\xBF")))
		buf_adds(&m->out, "\xEF\xBB\xBF");
	for (i = 0; i < t.n; i++) {
		if (t.p[i] == '\n' && returns)
			buf_addc(&m->out, '\r');
		buf_addc(&m->out, t.p[i]);
	}
	buf_adds(&m->out, "");
}

static bool says(struct merge_plan *p, const struct merge_written *w, int side)
{
	struct node *meant = merge_value(p, p->root, side);

	return merge_says(buf_text(&w->settled[side]), meant);
}

/* The child that a step of a pointer leads to; NULL: it leads into one side's value. */
static struct merge_place *step_down(const struct merge_place *at, const char *step, size_t n)
{
	struct buf name = {0};
	struct merge_place *found = NULL;
	size_t i;

	for (i = 0; at->op == MERGE_MIX && !found && i < at->n; i++) {
		buf_clear(&name);
		if (at->children[i]->key.p)
			pointer_add_key(&name, at->children[i]->key);
		else
			pointer_add_index(&name, i);
		if (name.n == n + 1 && memcmp(name.p + 1, step, n) == 0)
			found = at->children[i];
	}
	buf_free(&name);
	return found;
}

/* Makes a conflict of the smallest place around what breaks the schema that has parts of both. */
static void mark_broken(struct merge_plan *p, const char *pointer)
{
	struct merge_place *at = p->root, *next;
	const char *end;

	while (*pointer == '/') {
		end = pointer + 1 + strcspn(pointer + 1, "/");
		next = step_down(at, pointer + 1, (size_t)(end - pointer - 1));
		if (!next || next->op != MERGE_MIX)
			break;
		at = next;
		pointer = end;
	}
	merge_clash(at, MSG_MERGE_SCHEMA);
}

/* Is what was written proven? A text block at the end may need the line end that ours has not. */
static bool is_proven(struct merge_plan *p, const struct merge_input *in, const struct merge *m,
		      struct merge_written *w)
{
	bool good = says(p, w, O) && says(p, w, T);

	if (!good && w->open) {
		merge_end_lines(w, true);
		good = says(p, w, O) && says(p, w, T);
	}
	return good && (m->n || merge_keeps_all(p, in->schema, buf_text(&w->text)));
}

static bool merge_records(struct merge *m, struct merge_plan *p, const struct merge_input *in)
{
	struct merge_written w = {0};
	struct buf pointer = {0};
	int i, side;
	bool good;

	for (side = B; in->schema && !in->show_sensitive && side <= T; side++)
		if (p->side[side].tree.ndocs)
			schema_mark(in->schema, in->validator, p->side[side].tree.docs[0]);
	merge_plan_make(p, in->schema);
	merge_write(p, in, &w, m);
	good = is_proven(p, in, m, &w);
	for (i = 0; good && !m->n && i < REPAIRS; i++) {
		buf_clear(&pointer);
		if (!merge_breaks(p, in, buf_text(&w.text), &pointer))
			break;
		mark_broken(p, i + 1 < REPAIRS ? pointer.p : "");
		written_free(&w);
		merge_write(p, in, &w, m);
		good = is_proven(p, in, m, &w);
	}
	if (good)
		finish(m, in, buf_text(&w.text));
	else
		forget_conflicts(m);
	buf_free(&pointer);
	written_free(&w);
	return good;
}

/* as text */

static void whole_conflict(struct merge *m, const struct merge_input *in, enum message why)
{
	static const char marks[] = "|<=>";
	static const int order[] = {O, B, T};
	size_t i, k, n = in->marker ? in->marker : 7;

	forget_conflicts(m);
	buf_clear(&m->out);
	for (i = 0; i < 3; i++) {
		int side = order[i];

		if (side == B && !in->base_too)
			continue;
		for (k = 0; side == T && k < n; k++)
			buf_addc(&m->out, '=');
		buf_adds(&m->out, side == T ? "\n" : "");
		for (k = 0; side != T && k < n; k++)
			buf_addc(&m->out, marks[side]);
		if (side != T) {
			buf_addc(&m->out, ' ');
			message_escape(&m->out, text_of(in->label[side]));
			buf_addc(&m->out, '\n');
		}
		buf_addt(&m->out, in->side[side]);
		if (in->side[side].n && in->side[side].p[in->side[side].n - 1] != '\n')
			buf_addc(&m->out, '\n');
	}
	for (k = 0; k < n; k++)
		buf_addc(&m->out, '>');
	buf_addc(&m->out, ' ');
	message_escape(&m->out, text_of(in->label[T]));
	buf_addc(&m->out, '\n');
	add_conflict(m, 0, why);
}

/* Finds the markers that git wrote. */
static void find_markers(struct merge *m, const struct merge_input *in)
{
	size_t n = in->marker ? in->marker : 7, i, k;
	uint32_t line = 0;

	for (i = 0; i < m->out.n; line++) {
		for (k = 0; k < n && i + k < m->out.n && m->out.p[i + k] == '<'; k++)
			;
		if (k == n && i + k < m->out.n && m->out.p[i + k] == ' ')
			add_conflict(m, line, MSG_MERGE_TEXT);
		while (i < m->out.n && m->out.p[i++] != '\n')
			;
	}
	if (!m->n)
		add_conflict(m, 0, MSG_MERGE_TEXT);
}

static bool load_side(struct side *s, struct text t, const char *name)
{
	buf_addt(&s->bytes, t);
	return side_load(s, name);
}

/* Does what git made say what was meant? *yaml: both sides are YAML. */
static bool is_meant(const struct merge *m, const struct merge_input *in, bool *yaml)
{
	struct side s[MERGE_SIDES] = {0}, result = {0};
	struct merge_plan p = {0};
	struct node *root[MERGE_SIDES];
	struct merge_place *plan;
	bool good = true, both[MERGE_SIDES] = {false};
	int side;

	for (side = B; side <= T; side++) {
		both[side] = load_side(&s[side], in->side[side], in->name);
		root[side] = s[side].root;
	}
	*yaml = both[O] || both[T];
	good = both[O] && both[T] && (both[B] || !in->side[B].n) &&
	       load_side(&result, buf_text(&m->out), in->name);
	if (good) {
		plan = merge_plan_values(&p, result.tree.ndocs == 1 ? in->schema : NULL, root);
		good = !merge_has_clash(plan) &&
		       node_equal(merge_value(&p, plan, O), result.root, &p.arena);
	}
	for (side = B; side <= T; side++)
		side_free(&s[side]);
	side_free(&result);
	plan_free(&p);
	return good;
}

static bool is_yaml_name(const char *name)
{
	struct text t = text_of(name ? name : "");

	return text_ends(t, TEXT(".yaml")) || text_ends(t, TEXT(".yml")) ||
	       text_ends(t, TEXT(".json"));
}

static bool merge_as_text(struct merge *m, const struct merge_input *in, struct buf *why)
{
	bool yaml;
	int status;

	buf_clear(&m->out);
	status = merge_text(in, &m->out, why);
	buf_adds(&m->out, "");
	if (status < 0)
		return false;
	if (status > 0)
		find_markers(m, in);
	else if (!in->text && !is_meant(m, in, &yaml) && (yaml || is_yaml_name(in->name)))
		whole_conflict(m, in, MSG_MERGE_UNPROVEN);
	return true;
}

bool merge_files(struct merge *m, const struct merge_input *in, struct buf *why)
{
	struct merge_plan p = {0};
	bool good = true;

	*m = (struct merge){0};
	if (merge_trivial(m, in))
		return true;
	if (in->text || !load_all(&p, in, &m->note)) {
		good = merge_as_text(m, in, why);
	} else if (!merge_records(m, &p, in)) {
		message_write(&m->note, MSG_MERGE_NO_FORM, 0, NULL);
		good = merge_as_text(m, in, why);
	}
	plan_free(&p);
	return good;
}

void merge_free(struct merge *m)
{
	forget_conflicts(m);
	mem_free(m->v);
	buf_free(&m->out);
	buf_free(&m->note);
	*m = (struct merge){0};
}
