/* The text of a draft. A place that the schema says nothing required of is left out; a value that
 * nobody knows yet is left empty, so that hhcheck asks for it. */
#include "registry/draft.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/finding.h"
#include "base/utf8.h"
#include "registry/registry.h"
#include "schema/annotate.h"
#include "schema/schema.h"
#include "yaml/emit.h"
#include "yaml/format.h"

enum { WIDTH = 100, DEEPEST = 12, LARGEST = 1 << 20 };

struct draft_field *draft_given(const struct draft *d, struct text name)
{
	size_t i;

	for (i = 0; i < d->nfields; i++)
		if (text_equal(d->fields[i].name, name))
			return &d->fields[i];
	return NULL;
}

void draft_give(struct draft *d, struct text name, struct text value)
{
	if (!draft_given(d, name) && d->nfields < DRAFT_FIELDS)
		d->fields[d->nfields++] = (struct draft_field){.name = name, .value = value};
}

/* --- lines --- */

struct writer {
	struct draft *d; /* NULL below the fields that may be given */
	struct buf *out, line;
	unsigned depth;
	unsigned dash; /* + 1: the next key stands after a dash at this column; 0: none does */
	bool wrong;
	struct buf *why;
};

static void pad(struct buf *out, unsigned n)
{
	while (n--)
		buf_addc(out, ' ');
}

/* Adds a comment on lines of its own, broken at blanks. */
static void put_comment(struct buf *out, struct text words, unsigned indent)
{
	size_t at = 0, end, column;

	while (at < words.n) {
		pad(out, indent);
		buf_addc(out, '#');
		column = indent + 1;
		do {
			const char *blank = memchr(words.p + at, ' ', words.n - at);
			size_t width;

			end = blank ? (size_t)(blank - words.p) : words.n;
			width = utf8_width((struct text){words.p + at, end - at}) + 1;
			if (column > indent + 1 && column + width > WIDTH)
				break;
			buf_addc(out, ' ');
			buf_add(out, words.p + at, end - at);
			column += width;
			at = end + (end < words.n);
		} while (at < words.n);
		buf_addc(out, '\n');
	}
}

/* "title: description", on one line. */
static void say_place(const struct place_schemas *at, struct buf *out)
{
	struct text title = annotate_title(at), words = annotate_description(at);
	size_t i;

	buf_clear(out);
	if (title.p)
		buf_addt(out, title);
	if (title.n && words.n)
		buf_adds(out, ": ");
	if (words.p)
		buf_addt(out, words);
	for (i = 0; i < out->n; i++)
		if ((unsigned char)out->p[i] < ' ')
			out->p[i] = ' ';
}

/* Begins the line of a key: its dash or indentation. */
static void begin_line(struct writer *w, unsigned indent)
{
	if (w->dash) {
		pad(w->out, w->dash - 1);
		buf_adds(w->out, "- ");
		w->dash = 0;
	} else {
		pad(w->out, indent);
	}
}

/* Writes the line of a key; `value` without its comment. What is said of it goes beside, or before
 * if there is no room. */
static void put_line(struct writer *w, unsigned indent, struct text key, struct text value,
		     const struct place_schemas *say)
{
	struct buf head = {0}, words = {0};
	size_t width;

	emit_key(&head, key, false);
	buf_addc(&head, ':');
	if (value.n)
		buf_addc(&head, ' ');
	buf_addt(&head, value);
	if (say)
		say_place(say, &words);
	width = indent + utf8_width(buf_text(&head)) + 3 + utf8_width(buf_text(&words));
	if (words.n && width > WIDTH)
		put_comment(w->out, buf_text(&words), w->dash ? w->dash - 1 : indent);
	begin_line(w, indent);
	buf_addt(w->out, buf_text(&head));
	if (words.n && width <= WIDTH) {
		buf_adds(w->out, " # ");
		buf_addt(w->out, buf_text(&words));
	}
	buf_addc(w->out, '\n');
	buf_free(&head);
	buf_free(&words);
}

/* --- values --- */

static void put_map(struct writer *w, const struct place_schemas *at, unsigned indent);

/* Adds a value that is given: as text where the schema wants a string, else as YAML. */
static void put_given(struct writer *w, unsigned types, struct text value, struct buf *out)
{
	struct findings f = {0};
	struct tree t = {0};

	if (types == PLACE_STRING) {
		emit_string(out, value, STYLE_PLAIN, false);
	} else if (tree_load(&t, "value.yaml", value.p, value.n, &f) == 0 && t.ndocs == 1) {
		emit_flow(out, t.docs[0], false);
	} else {
		message_write(w->why, MSG_NEW_VALUE, 2,
			      (struct text[]){value, f.n ? text_of(f.v[0].message) : TEXT("")});
		w->wrong = true;
	}
	findings_clear(&f);
	tree_free(&t);
}

static void count_required(void *ctx, struct text name, bool required)
{
	(void)name;
	*(size_t *)ctx += required;
}

static bool has_required(const struct place_schemas *at)
{
	size_t n = 0;

	annotate_properties(at, count_required, &n);
	return n > 0;
}

static void put_list(struct writer *w, struct text key, const struct place_schemas *at,
		     unsigned indent)
{
	struct place_schemas item = annotate_item(at, 0);

	if (annotate_facts(&item).types != PLACE_MAP || !has_required(&item)) {
		put_line(w, indent, key, TEXT("[]"), at);
		return;
	}
	put_line(w, indent, key, TEXT(""), at);
	w->dash = indent + 2 + 1;
	put_map(w, &item, indent + 4);
}

/* A value that the schema names, or nothing: to be filled in. */
static void put_scalar(struct writer *w, struct text key, const struct place_schemas *at,
		       unsigned indent)
{
	const struct node *known = annotate_value(at);

	buf_clear(&w->line);
	if (known)
		emit_flow(&w->line, node_target((struct node *)(uintptr_t)known), false);
	put_line(w, indent, key, buf_text(&w->line), known ? NULL : at);
}

static void put_field(struct writer *w, struct text key, const struct place_schemas *at,
		      unsigned indent)
{
	unsigned types = annotate_facts(at).types;
	struct draft_field *given = w->d && w->depth == 1 ? draft_given(w->d, key) : NULL;

	if (given) {
		given->used = true;
		buf_clear(&w->line);
		put_given(w, types, given->value, &w->line);
		put_line(w, indent, key, buf_text(&w->line), NULL);
	} else if (types == PLACE_MAP && has_required(at) && w->depth < DEEPEST) {
		put_line(w, indent, key, TEXT(""), at);
		put_map(w, at, indent + 2);
	} else if (types == PLACE_MAP) {
		put_line(w, indent, key, TEXT("{}"), at);
	} else if (types == PLACE_LIST && w->depth < DEEPEST) {
		put_list(w, key, at, indent);
	} else {
		put_scalar(w, key, at, indent);
	}
}

struct map {
	struct writer *w;
	const struct place_schemas *at;
	unsigned indent;
	struct buf optional; /* names, for a comment */
};

static void put_property(void *ctx, struct text name, bool required)
{
	struct map *m = ctx;
	struct place_schemas below;

	if (m->w->out->n > LARGEST)
		return;
	if (!required && !(m->w->depth == 1 && draft_given(m->w->d, name))) {
		buf_adds(&m->optional, m->optional.n ? ", " : "");
		buf_addt(&m->optional, name);
		return;
	}
	below = annotate_key(m->at, name);
	put_field(m->w, name, &below, m->indent);
}

static void put_map(struct writer *w, const struct place_schemas *at, unsigned indent)
{
	struct map m = {.w = w, .at = at, .indent = indent};
	struct buf words = {0};

	w->depth++;
	annotate_properties(at, put_property, &m);
	w->depth--;
	if (m.optional.n && !w->dash) {
		message_write(&words, MSG_NEW_OPTIONAL, 1, (struct text[]){buf_text(&m.optional)});
		put_comment(w->out, buf_text(&words), indent);
	}
	buf_free(&words);
	buf_free(&m.optional);
}

/* All that was given must have found its place. */
static bool finish(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->d->nfields && !w->wrong; i++)
		if (!w->d->fields[i].used) {
			message_write(w->why, MSG_NEW_FIELD, 1,
				      (struct text[]){w->d->fields[i].name});
			w->wrong = true;
		}
	buf_free(&w->line);
	return !w->wrong;
}

bool draft_record(struct draft *d, const char *path, struct buf *out, struct buf *why)
{
	struct place_schemas at = annotate_root(d->kind->schema);
	struct writer w = {.d = d, .out = out, .why = why};

	buf_adds(out, "# yaml-language-server: $schema=");
	for (; (path = strchr(path, '/')); path++)
		buf_adds(out, "../");
	buf_addt(out, d->kind->schema_path);
	buf_addc(out, '\n');
	put_map(&w, &at, 0);
	return finish(&w);
}

bool draft_item(struct draft *d, const struct place_schemas *at, unsigned indent, struct buf *out,
		struct buf *why)
{
	struct writer w = {.d = d, .out = out, .why = why, .dash = indent + 1};

	put_map(&w, at, indent + 2);
	if (w.dash) {
		begin_line(&w, indent);
		buf_adds(out, "{}\n");
	}
	return finish(&w);
}

bool draft_is_given(const struct draft *d, const char *pointer)
{
	struct buf step = {0};
	bool found = false;
	size_t i;

	for (i = 0; pointer && i < d->nfields && !found; i++) {
		buf_clear(&step);
		pointer_add_key(&step, d->fields[i].name);
		found = strncmp(pointer, step.p, step.n) == 0 &&
			(pointer[step.n] == '\0' || pointer[step.n] == '/');
	}
	buf_free(&step);
	return found;
}

static bool is_beside(void *ctx, const struct finding *f)
{
	return !draft_is_given(ctx, f->pointer);
}

static bool check(struct draft *d, const struct format *form, struct findings *f, size_t *lacking)
{
	struct validator *v = validator_new();

	schema_check(d->kind->schema, v, node_target(form->check.docs[0]), f);
	*lacking = findings_drop_if(f, is_beside, d);
	validator_free(v);
	return f->n == 0;
}

bool draft_finish(struct draft *d, struct buf *text, struct findings *f, size_t *lacking)
{
	struct format form = {0};
	bool good = format_load(&form, text->p, text->n, f) && format_write(&form, f);

	if (good) {
		buf_clear(text);
		buf_addt(text, buf_text(&form.out));
		good = form.check.ndocs == 1 && check(d, &form, f, lacking);
	}
	format_free(&form);
	return good;
}
