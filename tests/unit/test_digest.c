/* What version/digest promises: what matters is found however it is written, what does not load is
 * as it was, and what a schema may hide is found. */
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

static struct digest *read_one(struct digest *base, const char *text, struct digester *w)
{
	struct digest *d = digest_new(&registry.kinds[0], base);

	digest_read(d, w, text_of(text), "a.yml");
	digest_finish(d);
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

static void it_says_what_matters(void **state)
{
	struct digester *w = digester_new(&plan);
	struct digest *d = read_one(NULL, first, w), *other;
	struct buf one = {0}, two = {0};

	(void)state;
	assert_true(text_is(digest_key(d), "b1"));
	assert_true(text_is(digest_item(d, 0, TEXT("f1"))->what, "a leak"));
	assert_true(text_is(digest_item(d, 0, TEXT("f2"))->dates[0].on, "2020-03-01"));
	write_all(&one, d);
	other = read_one(NULL,
			 "faults: [{what: 'a leak', how: seen, id: \"f1\"},\n"
			 "  {id: f2, seen: 2020-03-01, how: gone}] # as before\n"
			 "who: [{card: '1'}, {card: '2'}]\nid: b1\n",
			 w);
	write_all(&two, other); /* however it is written */
	assert_string_equal(one.p, two.p);
	digest_drop(other);
	other = read_one(NULL, "id: b1\n---\nid: b2\n", w); /* two documents are no record */
	assert_false(digest_is_broken(other));
	assert_int_equal(digest_key(other).n, 0);
	digest_drop(other);
	digest_drop(d);
	buf_free(&one);
	buf_free(&two);
	digester_free(w);
}

static void what_does_not_load_is_as_it_was(void **state)
{
	struct digester *w = digester_new(&plan);
	struct digest *d = read_one(NULL, first, w), *next;
	struct buf was = {0}, now = {0};
	int i;

	(void)state;
	write_all(&was, d);
	for (i = 0; i < 3; i++) { /* also if what was before it is broken too */
		next = read_one(d, i == 1 ? "a: 1\na: 2\n" : "a: [1\n", w);
		digest_drop(d);
		d = next;
		assert_true(digest_is_broken(d));
		assert_true(digest_why(d).n > 0);
		write_all(&now, d);
		assert_string_equal(was.p + 1, now.p + 1);
		assert_non_null(digest_item(d, 0, TEXT("f2")));
	}
	next = read_one(d, "id: b2\n", w);
	digest_drop(d);
	assert_true(text_is(digest_key(next), "b2"));
	assert_null(digest_item(next, 0, TEXT("f2")));
	digest_drop(next);
	d = digest_new(&registry.kinds[0], NULL);
	digest_fail(d, TEXT("gone"));
	digest_finish(d);
	assert_string_equal(digest_why(d).p, "gone");
	assert_int_equal(digest_key(d).n, 0);
	assert_null(digest_item(d, 0, TEXT("f1")));
	digest_drop(d);
	buf_free(&was);
	buf_free(&now);
	digester_free(w);
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
	d = read_one(NULL, text.p, w);
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
		cmocka_unit_test(it_says_what_matters),
		cmocka_unit_test(what_does_not_load_is_as_it_was),
		cmocka_unit_test(an_item_is_found_among_many),
		cmocka_unit_test(what_may_be_hidden_is_found),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
