/* What version/digest and version/section promise: a version read by its changes alone says the
 * same as one read whole, however it was changed; and what a schema may hide is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "registry/registry.h"
#include "schema/annotate.h"
#include "schema/schema.h"
#include "version/digest.h"
#include "version/section.h"

static char top[] = "/tmp/hearth-digest-XXXXXX";
static struct registry registry;
static struct digest_plan plan = {.registry = &registry};

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(top) || chdir(top))
		return -1;
	put("schema.yaml",
	    "properties:\n"
	    "  id: {type: string}\n"
	    "  who: {type: array, items: {properties: {card: {x-sensitive: true}}}}\n"
	    "  faults:\n"
	    "    type: array\n"
	    "    x-key: id\n"
	    "    items: {properties: {id: {}, how: {}, seen: {}, what: {}}}\n"
	    "  others: {patternProperties: {'^a': {x-sensitive: true}}}\n");
	put("registry.yaml", "registry: 1\n"
			     "states: {open: [seen, again], closed: [gone]}\n"
			     "kinds: {boat: {files: '*.yml', schema: schema.yaml, key: id}}\n"
			     "problems: {in: ['boat.faults[]'], state: how, what: what,"
			     " dates: {seen: seen}}\n"
			     "persons: {in: ['boat.who[]'], identity: card}\n");
	return registry_open(&registry, "") && registry.lifecycle ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	registry_close(&registry);
	snprintf(command, sizeof command, "rm -r %s", top);
	return chdir("/") || system(command);
}

static const char first[] = "# a boat\n"
			    "id: b1\n"
			    "who:\n"
			    "  - {card: '1'}\n"
			    "  - {card: '2'}\n"
			    "note: |\n"
			    "  some words\n"
			    "\n"
			    "  and more\n"
			    "size: {long: 3, wide: [1, 2]}\n"
			    "faults:\n"
			    "- id: f1\n"
			    "  how: seen\n"
			    "  what: a leak\n"
			    "- id: f2\n"
			    "  how: gone\n"
			    "  seen: 2020-03-01\n"
			    "last: true\n";

static struct digest *read_one(struct digest *base, struct text t, struct digester *w)
{
	struct digest *d = digest_new(&registry.kinds[0]);

	digest_begin(&plan, d, base, t);
	digest_read(d, w, t, "a.yml");
	if (!digest_finish(d)) {
		digest_begin(&plan, d, NULL, t);
		digest_read(d, w, t, "a.yml");
		assert_true(digest_finish(d));
	}
	return d;
}

static void write_item(void *ctx, const struct digest_item *i)
{
	buf_addf(ctx, " %d %.*s %.*s %.*s %zu %llx", i->place, (int)i->id.n, i->id.p,
		 (int)i->state.n, i->state.p, (int)i->what.n, i->what.p, i->ndates,
		 (unsigned long long)i->content);
}

static void write_person(void *ctx, uint64_t person)
{
	buf_addf(ctx, " %llx", (unsigned long long)person);
}

/* All it says, but in any order of the entries. */
static void write_all(struct buf *out, const struct digest *d)
{
	buf_clear(out);
	buf_addf(out, "%d %.*s", digest_is_broken(d), (int)digest_key(d).n, digest_key(d).p);
	digest_items(d, write_item, out);
	digest_persons(d, write_person, out);
}

static uint32_t seed = 1;

static uint32_t random_below(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* What could make a cut wrong, and what could not. */
static const char *const lines[] = {
	"plain: text\n",
	"  indented: 1\n",
	"\"quoted\": 1\n",
	"open: \"a\n",
	"close\"\n",
	"flow: {a: 1,\n",
	"b: 2}\n",
	"- item\n",
	"? key\n",
	": value\n",
	"---\n",
	"...\n",
	"%TAG ! x\n",
	"anchor: &a 1\n",
	"alias: *a\n",
	"\ttab: 1\n",
	"# comment\n",
	"\n",
	"id: b2\n",
	"note: >-\n",
	"  folded\n",
	"'single': 1\n",
	"tag: !x 1\n",
	"a b: c\n",
	"- id: f3\n",
	"  how: again\n",
	"faults: []\n",
	"k: [1,\n",
	"z: 2]\n",
	"\xC2\x85x: 1\n",
	"cr: 1\rcr2: 2\n",
	"k:v\n",
	"k : v\n",
	"\xEF\xBB\xBFk: 1\n",
	"null: 1\n",
	"\x01\n",
	"|\n",
	"multi: a\n",
	"  b\n",
	"q: 'it''s\n",
	"  two'\n",
	"<<<<<<< ours\n",
	"k: 1 # c\n",
};

/* Takes some lines away, puts others in. */
static void change(struct buf *t)
{
	struct buf out = {0};
	uint32_t at = random_below(22), drop = random_below(3), n = 0;
	const char *p = t->p, *end;

	for (; *p; p = end + 1, n++) {
		end = strchr(p, '\n');
		if (n == at)
			buf_adds(&out, lines[random_below(sizeof lines / sizeof *lines)]);
		if (n < at || n >= at + drop)
			buf_add(&out, p, (size_t)(end + 1 - p));
	}
	if (n <= at)
		buf_adds(&out, lines[random_below(sizeof lines / sizeof *lines)]);
	buf_free(t);
	*t = out;
}

static void changes_alone_say_what_the_whole_says(void **state)
{
	struct digester *w = digester_new(&plan);
	struct buf text = {0}, one = {0}, other = {0};
	size_t i, broken = 0;

	(void)state;
	for (i = 0; i < 30000; i++) {
		struct digest *before, *shared, *alone;

		buf_clear(&text);
		buf_adds(&text, first);
		before = read_one(NULL, buf_text(&text), w);
		if (random_below(4) == 0) { /* a base of any kind */
			change(&text);
			digest_drop(before);
			before = read_one(NULL, buf_text(&text), w);
		}
		change(&text);
		if (random_below(2))
			change(&text);
		shared = read_one(before, buf_text(&text), w);
		alone = read_one(NULL, buf_text(&text), w);
		assert_int_equal(digest_is_broken(shared), digest_is_broken(alone));
		if (digest_is_broken(alone)) {
			broken++;
			assert_string_equal(digest_why(shared).p, digest_why(alone).p);
			write_all(&one, shared);
			write_all(&other, before); /* what does not load is as it was */
			assert_string_equal(one.p + 1, other.p + 1);
		} else {
			write_all(&one, shared);
			write_all(&other, alone);
			assert_string_equal(one.p, other.p);
		}
		digest_drop(before);
		digest_drop(shared);
		digest_drop(alone);
	}
	assert_in_range(broken, 3000, 27000); /* both kinds were met */
	buf_free(&text);
	buf_free(&one);
	buf_free(&other);
	digester_free(w);
}

static void sections_are_where_keys_begin(void **state)
{
	struct sections s = {0};

	(void)state;
	assert_true(sections_cut(&s, first, sizeof first - 1));
	assert_int_equal(s.n, 7);
	assert_int_equal(s.v[0].key, 0);
	assert_memory_equal(first + s.v[5].start, "faults:", 7);
	assert_memory_equal(first + s.v[5].end, "last:", 5);
	assert_false(sections_cut(&s, "a: &x 1\nb: *x\n", 14));
	assert_false(sections_cut(&s, "{a: 1}\n", 7));
	assert_false(sections_cut(&s, "a: 1\na: 2\n", 10));
	assert_false(sections_cut(&s, "", 0));
	sections_free(&s);
}

static void an_item_is_found_among_many(void **state)
{
	struct digester *w = digester_new(&plan);
	struct buf text = {0};
	struct digest *d;
	char id[12];
	int i;

	(void)state;
	buf_adds(&text, "id: b1\nfaults:\n");
	for (i = 0; i < 100; i++)
		buf_addf(&text, "- {id: f%d, how: seen}\n", i % 90);
	d = read_one(NULL, buf_text(&text), w);
	for (i = 0; i < 90; i++) {
		snprintf(id, sizeof id, "f%d", i);
		assert_non_null(digest_item(d, 0, text_of(id)));
	}
	assert_non_null(digest_item(d, 0, TEXT("f0#91"))); /* a twin is told apart */
	assert_null(digest_item(d, 0, TEXT("f90")));
	assert_null(digest_item(d, 1, TEXT("f1")));
	digest_drop(d);
	buf_free(&text);
	digester_free(w);
}

static void what_may_be_hidden_is_found(void **state)
{
	const struct schema *s = registry.kinds[0].schema;
	const struct text item = {NULL, 0};

	(void)state;
	assert_false(annotate_may_hide(s, &TEXT("id"), 1));
	assert_false(annotate_may_hide(s, (struct text[]){TEXT("faults"), item}, 2));
	assert_true(annotate_may_hide(s, &TEXT("who"), 1));
	assert_true(annotate_may_hide(s, (struct text[]){TEXT("who"), item, TEXT("card")}, 3));
	assert_false(annotate_may_hide(s, (struct text[]){TEXT("who"), item, TEXT("name")}, 3));
	assert_true(annotate_may_hide(s, (struct text[]){TEXT("others"), TEXT("b")}, 2));
	assert_true(annotate_may_hide(s, NULL, 0));
	assert_false(annotate_may_hide(NULL, NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_are_where_keys_begin),
		cmocka_unit_test(changes_alone_say_what_the_whole_says),
		cmocka_unit_test(an_item_is_found_among_many),
		cmocka_unit_test(what_may_be_hidden_is_found),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
