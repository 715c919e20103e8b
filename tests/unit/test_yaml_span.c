/*
 * What yaml/tree promises of any YAML: texts are made up from a seed, and what was written is held
 * against what is read. Every scalar is where it was put and says what was meant; its bytes alone
 * say the same; spans nest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/finding.h"
#include "yaml/tree.h"

enum { TEXTS = 3000, SCALARS = 4000, DEEPEST = 6 };

struct meant {
	size_t start, end; /* bytes; SIZE_MAX: an end that is not looked at */
	char text[64];
	bool string;
};

struct maker {
	uint64_t random;
	struct buf out;
	struct meant meant[SCALARS];
	size_t n;
	const char *line_break;
	unsigned keys;
};

static uint32_t pick(struct maker *m, uint32_t below)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return (uint32_t)(m->random >> 33) % below;
}

static void indent(struct maker *m, unsigned depth)
{
	while (depth--)
		buf_adds(&m->out, "  ");
}

/* Ends a line, perhaps with a comment and lines that say nothing. */
static void end_line(struct maker *m)
{
	static const char *const tails[] = {"", "", "", "", "  ", " # 注释: 'x' [", " #", "\t# t"};

	/* libyaml takes no tab after a dash, even before a comment */
	buf_adds(&m->out, tails[pick(m, m->out.p[m->out.n - 1] == '-' ? 7 : 8)]);
	buf_adds(&m->out, m->line_break);
	while (pick(m, 8) == 0) {
		buf_adds(&m->out, pick(m, 2) ? "# \"一 { - : " : "");
		buf_adds(&m->out, m->line_break);
	}
}

struct form {
	const char *source, *text;
	bool string;
};

static const struct form forms[] = {
	{"plain", "plain", true},
	{"张三", "张三", true},
	{"a b  c", "a b  c", true},
	{"x#y", "x#y", true},
	{"http://例.cn/a?b#c", "http://例.cn/a?b#c", true},
	{"-x", "-x", true},
	{"17", "17", false},
	{"-1.5e3", "-1.5e3", false},
	{"true", "true", false},
	{"~", "~", false},
	{"'it''s 😀'", "it's 😀", true},
	{"'# : [ {'", "# : [ {", true},
	{"''", "", true},
	{"\"a\\tb \\u5F20\\x41\\n\"", "a\tb 张A\n", true},
	{"\"\\U0001F600\"", "😀", true},
	{"\"17\"", "17", true},
	{"😀😀", "😀😀", true},
	{"e\u0301é", "e\u0301é", true},
	{"!!str 17", "17", true},
	{"!local '二'", "二", true},
};

static void note(struct maker *m, size_t start, size_t end, const char *text, bool string)
{
	struct meant *x = &m->meant[m->n++];

	assert_true(m->n < SCALARS);
	x->start = start;
	x->end = end;
	x->string = string;
	strcpy(x->text, text);
}

static void scalar(struct maker *m)
{
	const struct form *f = &forms[pick(m, sizeof forms / sizeof *forms)];
	size_t start = m->out.n;

	buf_adds(&m->out, f->source);
	note(m, start, m->out.n, f->text, f->string);
}

static void key(struct maker *m)
{
	static const char *const styles[][3] = {
		{"", "k", ""}, {"'", "键", "'"}, {"\"", "k\u00e9", "\""}, {"", "户主", ""}};
	const char *const *style = styles[pick(m, 4)];
	size_t start = m->out.n;
	char text[64];

	snprintf(text, sizeof text, "%s%u", style[1], m->keys++);
	buf_adds(&m->out, style[0]);
	buf_adds(&m->out, text);
	buf_adds(&m->out, style[2]);
	note(m, start, m->out.n, text, true);
}

static void flow(struct maker *m, unsigned depth)
{
	static const char *const gaps[] = {"", " ", "  "};
	bool map = pick(m, 2);
	unsigned i, n = pick(m, 4);

	buf_addc(&m->out, map ? '{' : '[');
	for (i = 0; i < n; i++) {
		buf_adds(&m->out, gaps[pick(m, 3)]);
		if (map) {
			key(m);
			buf_adds(&m->out, ": ");
		}
		if (depth < DEEPEST && pick(m, 4) == 0)
			flow(m, depth + 1);
		else
			scalar(m);
		buf_adds(&m->out, gaps[pick(m, 3)]);
		if (i + 1 < n || pick(m, 3) == 0)
			buf_adds(&m->out, ", ");
	}
	buf_addc(&m->out, map ? '}' : ']');
}

/* A literal or folded scalar after its key or dash. */
static void block_scalar(struct maker *m, unsigned depth)
{
	bool folded = pick(m, 2);
	size_t start = m->out.n;

	buf_adds(&m->out, folded ? ">" : "|");
	buf_adds(&m->out, m->line_break);
	indent(m, depth + 1);
	buf_adds(&m->out, "一: # two");
	buf_adds(&m->out, m->line_break);
	indent(m, depth + 1);
	buf_adds(&m->out, "- 'x");
	buf_adds(&m->out, m->line_break);
	note(m, start, SIZE_MAX, folded ? "一: # two - 'x\n" : "一: # two\n- 'x\n", true);
}

/* A plain or quoted scalar over two lines. */
static void long_scalar(struct maker *m, unsigned depth)
{
	static const char *const quotes[] = {"", "'", "\""};
	const char *quote = quotes[pick(m, 3)];
	size_t start = m->out.n;

	buf_adds(&m->out, quote);
	buf_adds(&m->out, "一 two");
	buf_adds(&m->out, m->line_break);
	indent(m, depth + 1);
	buf_adds(&m->out, "三");
	buf_adds(&m->out, quote);
	note(m, start, m->out.n, "一 two 三", true);
	end_line(m);
}

static void block(struct maker *m, unsigned depth);

/* What stands after "key:" or "-", and the end of its line. */
static void value(struct maker *m, unsigned depth)
{
	switch (depth < DEEPEST ? pick(m, 8) : 0) {
	case 1:
	case 2:
		end_line(m);
		block(m, depth + 1);
		break;
	case 3:
		buf_addc(&m->out, ' ');
		flow(m, depth);
		end_line(m);
		break;
	case 4:
		buf_addc(&m->out, ' ');
		block_scalar(m, depth);
		break;
	case 5:
		buf_addc(&m->out, ' ');
		long_scalar(m, depth);
		break;
	default:
		buf_adds(&m->out, pick(m, 2) ? " " : "   ");
		scalar(m);
		end_line(m);
	}
}

static void block(struct maker *m, unsigned depth)
{
	bool map = pick(m, 2);
	unsigned i, n = 1 + pick(m, 4);

	for (i = 0; i < n; i++) {
		indent(m, depth);
		if (map) {
			key(m);
			buf_adds(&m->out, pick(m, 2) ? ":" : " :");
		} else {
			buf_addc(&m->out, '-');
		}
		value(m, depth);
	}
}

static void make(struct maker *m, uint64_t seed)
{
	unsigned documents;

	m->random = seed * 0x9E3779B97F4A7C15u + 1;
	m->n = m->keys = 0;
	buf_clear(&m->out);
	m->line_break = pick(m, 3) ? "\n" : "\r\n";
	for (documents = 1 + pick(m, 3); documents--;) {
		buf_adds(&m->out, "---");
		end_line(m);
		block(m, 0);
		if (pick(m, 3) == 0) {
			buf_adds(&m->out, "...");
			buf_adds(&m->out, m->line_break);
		}
	}
}

/* Reading */

struct reader {
	const struct maker *m;
	size_t next; /* scalar */
};

#define WRONG(r, n, what)                                                                          \
	fail_msg("%s: bytes %u-%u of\n%s", (what), (n)->start, (n)->end, (r)->m->out.p)

/* A scalar's bytes alone are a document of the same value. */
static void read_alone(struct reader *r, const struct node *n)
{
	struct tree t = {0};
	struct findings f = {0};
	const struct node *again;

	if (tree_load(&t, NULL, r->m->out.p + n->start, n->end - n->start, &f) < 0 || t.ndocs != 1)
		WRONG(r, n, f.n ? f.v[0].message : "no document of its own");
	again = t.docs[0];
	if (again->kind != NODE_SCALAR || again->type != n->type || again->style != n->style ||
	    !text_equal(node_text(again), node_text(n)))
		WRONG(r, n, "alone it is something else");
	tree_free(&t);
	findings_clear(&f);
}

static void read_scalar(struct reader *r, const struct node *n)
{
	const struct meant *x = &r->m->meant[r->next++];

	if (r->next > r->m->n)
		WRONG(r, n, "one scalar too many");
	if (n->start != x->start || (x->end != SIZE_MAX && n->end != x->end))
		WRONG(r, n, "not where it was put");
	if (!text_is(node_text(n), x->text) || (n->type == TYPE_STRING) != x->string)
		WRONG(r, n, "not what was meant");
	if (n->style != STYLE_LITERAL && n->style != STYLE_FOLDED)
		read_alone(r, n);
}

static void assert_place(struct reader *r, const struct node *n)
{
	const char *p = r->m->out.p;
	uint32_t line = 0, from = 0, i;

	for (i = 0; i < n->start; i++)
		if (p[i] == '\n') {
			line++;
			from = i + 1;
		}
	if (n->line != line || n->column != n->start - from)
		WRONG(r, n, "wrong line or column");
}

/* Reads n, which must lie in [from, to); returns where it ends. */
static uint32_t read_node(struct reader *r, const struct node *n, uint32_t from, uint32_t to)
{
	uint32_t i, last = n->start;

	if (n->start < from || n->end > to || n->start > n->end)
		WRONG(r, n, "lies outside of what holds it, or before what comes before");
	assert_place(r, n);
	if (n->kind == NODE_SCALAR)
		read_scalar(r, n);
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++)
		last = read_node(r, n->items[i], last, n->end);
	for (i = 0; n->kind == NODE_MAPPING && i < n->n; i++) {
		last = read_node(r, n->pairs[i].key, last, n->end);
		last = read_node(r, n->pairs[i].value, last, n->end);
	}
	return n->end;
}

static void what_is_read_is_what_was_written(void **state)
{
	static struct maker m;
	struct tree t = {0};
	uint64_t seed;
	size_t i;

	(void)state;
	for (seed = 1; seed <= TEXTS; seed++) {
		struct findings f = {0};
		struct reader r = {&m, 0};
		uint32_t last = 0;

		make(&m, seed);
		if (tree_load(&t, NULL, m.out.p, m.out.n, &f) < 0 || f.n)
			fail_msg("seed %d: %s\n%s", (int)seed, f.n ? f.v[0].message : "", m.out.p);
		for (i = 0; i < t.ndocs; i++)
			last = read_node(&r, t.docs[i], last, (uint32_t)m.out.n);
		if (r.next != m.n)
			fail_msg("seed %d: %zu scalars of %zu\n%s", (int)seed, r.next, m.n,
				 m.out.p);
		findings_clear(&f);
	}
	tree_free(&t);
	buf_free(&m.out);
}

/* Cutting a text off anywhere gives a tree or a finding, whose place is in the text. */
static void any_beginning_is_read_or_told(void **state)
{
	static struct maker m;
	struct tree t = {0};
	uint64_t seed;
	size_t n, i;

	(void)state;
	for (seed = 1; seed <= 12; seed++) {
		make(&m, seed);
		for (n = 0; n <= m.out.n && n < 1500; n++) {
			struct findings f = {0};
			char *cut = malloc(n + 1); /* so that a sanitizer sees one byte too many */
			int result;

			memcpy(cut, m.out.p, n);
			cut = realloc(cut, n ? n : 1);
			result = tree_load(&t, NULL, cut, n, &f);
			assert_true(result == 0 || f.n > 0);
			findings_finish(&f, cut, n);
			for (i = 0; i < f.n; i++)
				assert_true(f.v[i].end.offset <= n && f.v[i].start.offset <= n);
			findings_clear(&f);
			free(cut);
		}
	}
	tree_free(&t);
	buf_free(&m.out);
}

/* Any byte changed, too. */
static void any_damage_is_read_or_told(void **state)
{
	static const char bad[] = "\0\t\n\r -:#'\"[]{},&*!|>%@`\\?~\x7F\xC3\xE4\xFF";
	static struct maker m;
	struct tree t = {0};
	uint64_t seed;
	int i;

	(void)state;
	for (seed = 1; seed <= 12; seed++) {
		make(&m, seed);
		for (i = 0; i < 1000; i++) {
			struct findings f = {0};
			size_t at = pick(&m, (uint32_t)m.out.n);
			char before = m.out.p[at];
			int result;

			m.out.p[at] = bad[pick(&m, sizeof bad - 1)];
			result = tree_load(&t, NULL, m.out.p, m.out.n, &f);
			assert_true(result == 0 || f.n > 0);
			findings_finish(&f, m.out.p, m.out.n);
			findings_clear(&f);
			m.out.p[at] = before;
		}
	}
	tree_free(&t);
	buf_free(&m.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_what_was_written),
		cmocka_unit_test(any_beginning_is_read_or_told),
		cmocka_unit_test(any_damage_is_read_or_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
