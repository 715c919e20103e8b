/*
 * What yaml/quick.h promises: whatever it reads, libyaml reads too, and to the same tree to the
 * last byte. Random texts of both kinds, put together of pieces and spoilt records, go both ways;
 * COUNT and SEED, if set, say how many and which.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/finding.h"
#include "yaml/bytes.h"
#include "yaml/load.h"
#include "yaml/quick.h"
#include "yaml/tree.h"

static const char record[] = "# yaml-language-server: $schema=../household.yaml\n"
			     "id: 990102102300-0014\n"
			     "village: '990102102300'\n"
			     "group: 3\n"
			     "exited: {year: 2018, on: 2018-12-19}\n"
			     "  # said twice\n"
			     "members:\n"
			     "  - id: m1 # the head\n"
			     "    name: 涂水波\n"
			     "    health: [healthy, \"well\"]\n"
			     "    work:\n"
			     "      monthly: 4746.00\n"
			     "      none:\n"
			     "    benefits:\n"
			     "    - {kind: travel, of: {year: 2019}, amount: -300.5}\n"
			     "    -\n"
			     "      - - a b\n"
			     "        - ''\n"
			     "  - id: m2\n"
			     "\n"
			     "income:\n"
			     "- 1\n"
			     "-\n"
			     "- [[], {}]\n"
			     "power: true\n"
			     "note : it is 12:30, see http://x/#y\n"
			     "last:";

static const char *const pieces[] = {
	"a",        "b",      "key",       "1",      "-2.5",   "true",   "null",   "~",
	"x y",      "水",     "é",         "'q'",    "\"d\"",  "''",     "'a b'",  ":",
	": ",       ": ",     ":\n",       ":\n",    "- ",     "- ",     "-",      "-\n",
	"\n",       "\n",     "\n",        "\n",     "\n  ",   "\n  ",   "\n    ", "\n - ",
	"\n  - ",   " ",      "  ",        "#",      " # c",   "[",      "]",      "{",
	"}",        ", ",     ",",         "[a, b]", "{k: v}", "[]",     "{}",     "|",
	">-",       "&x ",    "*x",        "!t ",    "? ",     "%",      "@",      "'",
	"\"",       "\\",     "\t",        "...",    "---",    "--- ",   "\r\n",   "\xEF\xBB\xBF",
	"\xC2\x85", "\xFF",   "0x1F",      ".inf",   "k: v\n", "k: v\n", "- v\n",  "  k: v\n",
	"  - v\n",  "l:\n- ", "m:\n  n: ",
};

enum { VALUES = 15 }; /* the first of them */

static uint64_t random_next(uint64_t *state) /* splitmix64 */
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static const char *random_piece(uint64_t *state)
{
	return pieces[random_next(state) % (sizeof pieces / sizeof *pieces)];
}

/* Lines of an indentation, dashes, a key and a value, each or not; now and then something else. */
static void write_lines(struct buf *b, uint64_t *state)
{
	size_t n = 1 + random_next(state) % 7, k;
	uint64_t r;

	while (n--) {
		r = random_next(state);
		for (k = r % 16 < 9 ? r % 3 * 2 : r % 5; k; k--)
			buf_addc(b, ' ');
		for (k = r >> 8 & 3; k > 1; k--)
			buf_adds(b, r >> 10 & 3 ? "- " : "-   ");
		if (r >> 12 & 3)
			buf_addf(b, "%c: ", (int)('a' + (r >> 16) % 26));
		if (r >> 14 & 1)
			buf_adds(b,
				 (r >> 32) % 8 ? pieces[(r >> 40) % VALUES] : random_piece(state));
		buf_adds(b, (r >> 24) % 16 ? "\n" : random_piece(state));
	}
}

static void write_pieces(struct buf *b, uint64_t *state)
{
	size_t n = 1 + random_next(state) % 12;

	while (n--)
		buf_adds(b, random_piece(state));
}

/* A piece put in or in place of some bytes, up to three times. */
static void write_spoilt(struct buf *b, uint64_t *state)
{
	size_t n = random_next(state) % 4, at, gone;
	struct buf rest = {0};

	buf_add(b, record, sizeof record - 1);
	while (n--) {
		at = random_next(state) % (b->n + 1);
		gone = random_next(state) % 4;
		gone = gone < b->n - at ? gone : b->n - at;
		buf_clear(&rest);
		buf_add(&rest, b->p + at + gone, b->n - at - gone);
		b->n = at;
		buf_adds(b, random_piece(state));
		buf_addt(b, buf_text(&rest));
	}
	buf_free(&rest);
}

static bool same(const struct node *x, const struct node *y)
{
	uint32_t i;
	bool equal = x->kind == y->kind && x->type == y->type && x->style == y->style &&
		     x->truth == y->truth && x->n == y->n && x->start == y->start &&
		     x->end == y->end && x->line == y->line && x->column == y->column &&
		     x->hash == y->hash && !x->props && !y->props;

	if (!equal)
		return false;
	if (x->kind == NODE_SCALAR)
		return memcmp(x->text, y->text, x->n + 1) == 0;
	for (i = 0; i < x->n && equal; i++)
		equal = x->kind == NODE_SEQUENCE
				? same(x->items[i], y->items[i])
				: same(x->pairs[i].key, y->pairs[i].key) &&
					  same(x->pairs[i].value, y->pairs[i].value);
	return equal;
}

/* Did the quick reader take it? If so, libyaml says the same. */
static bool compare(const char *bytes, size_t n)
{
	struct tree quick = {0}, full = {0};
	struct findings f = {0};
	size_t skip;
	bool odd, taken = bytes_check(bytes, n, &skip, &odd, &f) && !skip && !odd &&
			  quick_load(&quick, bytes, n, &f) == 0;

	if (taken) {
		if (f.n || load_events(&full, bytes, n, 0, false, &f) || f.n || full.ndocs != 1 ||
		    quick.ndocs != 1 || !same(quick.docs[0], full.docs[0]))
			fail_msg("libyaml takes this for something else%s%s:\n%.*s",
				 f.n ? ": " : "", f.n ? f.v[0].message : "", (int)n, bytes);
	}
	tree_free(&quick);
	tree_free(&full);
	findings_clear(&f);
	return taken;
}

static bool quick(const char *s)
{
	return compare(s, strlen(s));
}

static size_t setting(const char *name, size_t otherwise)
{
	const char *s = getenv(name);

	return s && *s ? strtoul(s, NULL, 10) : otherwise;
}

static void same_as_libyaml(void **state)
{
	size_t count = setting("COUNT", 60000), i, taken[3] = {0};
	uint64_t random = setting("SEED", 1);
	struct buf b = {0};

	(void)state;
	for (i = 0; i < count; i++) {
		buf_clear(&b);
		buf_adds(&b, "");
		(i % 3 == 0 ? write_pieces : i % 3 == 1 ? write_lines : write_spoilt)(&b, &random);
		taken[i % 3] += compare(b.p, b.n);
	}
	buf_free(&b);
	print_message("read: %zu of pieces, %zu of lines, %zu of records\n", taken[0], taken[1],
		      taken[2]);
	assert_true(taken[0] > count / 200 && taken[1] > count / 100 && taken[2] > count / 10);
}

static void what_records_are_written_like(void **state)
{
	(void)state;
	assert_true(quick(record));
	assert_true(quick("a: 1"));
	assert_true(quick("- a\n- b: c\n  d:\n- - e\n  - f\n"));
	assert_true(quick("a:\n- b\n-\nc:\n  d: {e: [f, {g: h}], 'i j': \"k\"} # l\n"));
	assert_true(quick("'a': b\n\"c d\" : e\nf#g: h#i\nj: -1 #k\n"));
	assert_true(quick("a:\n\n    # b\n  c: d\n    \n  e: f\n"));
	assert_true(quick("a:\n  - b:\n    - c\n  - d\ne:\n"));
}

static void what_is_left_to_libyaml(void **state)
{
	static const char *const texts[] = {
		"",
		"# nothing\n",
		"a",
		"- a\n b",
		"a: b\n  c",
		"a: b\n  c: d",
		"a: 'b\n  c'",
		"a: |\n  b",
		"a: 'it''s'",
		"a: \"\\n\"",
		"a: &b c",
		"a: !b c",
		"a: *b",
		"? a",
		"a:\tb",
		"a: b\r\n",
		"--- a: b",
		"a: b\n...",
		"... : b",
		"%YAML 1.2",
		"a: b: c",
		"a: [b\n  c]",
		"a: [b,]",
		"a: [b: c]",
		"a: {b}",
		"a: {b:c}",
		"a: [b] c",
		"a: 'b' c",
		"a: 'b'#c",
		"a: -",
		"a: - b",
		"a: 1\na: 2",
		" a: b",
		"a:\n  b: c\n d: e",
		"a:\n- b\nc",
		"- a\nb: c",
		"a: b\n- c",
		"a: \x7F",
		"a: \xC2\x80",
		"a: \xED\xA0\x80",
		"a: \xEF\xBF\xBF",
		"a: \xF4\x90\x80\x80",
		"a: \xE6\xB0",
		"a: \xC0\xAF",
		"a: [?b]",
		"a: [b:,c]",
		"{a: b}",
		"[a]",
		"a: @b",
		"a: `b",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		if (quick(texts[i]))
			fail_msg("read: %s", texts[i]);
}

/* The limits are libyaml's way's too. */
static void limits(void **state)
{
	struct buf b = {0};
	size_t i;

	(void)state;
	for (i = 0; i < TREE_DEPTH + 1; i++)
		buf_adds(&b, "- ");
	assert_false(compare(b.p, b.n));
	buf_clear(&b);
	buf_adds(&b, "a: ");
	for (i = 0; i < TREE_DEPTH; i++)
		buf_addc(&b, '[');
	for (i = 0; i < TREE_DEPTH; i++)
		buf_addc(&b, ']');
	assert_false(compare(b.p, b.n));
	assert_true(compare("a: [[]]", 7));
	buf_clear(&b);
	for (i = 0; i < 1100; i++)
		buf_addc(&b, 'k');
	buf_adds(&b, ": v");
	assert_false(compare(b.p, b.n));
	assert_true(compare(b.p + 200, b.n - 200));
	buf_clear(&b);
	buf_adds(&b, "a: ");
	for (i = 0; i <= TREE_DIGITS; i++)
		buf_addc(&b, '1');
	assert_false(compare(b.p, b.n));
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_records_are_written_like),
		cmocka_unit_test(what_is_left_to_libyaml),
		cmocka_unit_test(limits),
		cmocka_unit_test(same_as_libyaml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
