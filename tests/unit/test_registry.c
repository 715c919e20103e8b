/* What registry promises: its folder is found from anywhere, paths lead below it, and every file is
 * met once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "registry/registry.h"

static char top[] = "/tmp/hearth-registry-XXXXXX";

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* top/reg with kinds a and b; top/other outside. */
static int set_up(void **state)
{
	static const char *const folders[] = {"reg",   "reg/schema", "reg/a",     "reg/a/deep",
					      "reg/b", "reg/.git",   "reg/empty", "other"};
	size_t i;

	(void)state;
	if (!mkdtemp(top) || chdir(top))
		return -1;
	for (i = 0; i < sizeof folders / sizeof *folders; i++)
		mkdir(folders[i], 0777);
	put("reg/registry.yaml",
	    "registry: 1\n"
	    "ignore: ['*.draft.yaml']\n"
	    "kinds:\n"
	    "  a: {files: 'a/**/*.yaml', schema: schema/any.yaml, key: id}\n"
	    "  b: {files: ['b/{id}.json', 'both.yaml'], schema: schema/any.yaml, key: id}\n"
	    "  c: {files: '{x}th.yaml', schema: schema/any.yaml, key: id}\n");
	put("reg/schema/any.yaml", "true\n");
	put("reg/a/1.yaml", "id: '1'\n");
	put("reg/a/deep/2.yaml", "id: '2'\n");
	put("reg/b/3.json", "{}");
	put("reg/both.yaml", "id: '1'\n");
	put("reg/x.draft.yaml", "");
	put("reg/stray.yml", "");
	put("reg/notes.txt", "");
	put("reg/.git/x.yaml", "");
	put("other/1.yaml", "");
	return 0;
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof command, "rm -r %s", top);
	return chdir("/") || system(command);
}

static void go(const char *folder)
{
	assert_int_equal(chdir(top), 0);
	assert_int_equal(chdir(folder), 0);
}

static void assert_found(const char *folder, const char *path, const char *expected)
{
	char *found;

	go(folder);
	found = registry_find(path);
	if (!found || strcmp(found, expected) != 0)
		fail_msg("%s from %s: %s", path, folder, found ? found : "none");
	mem_free(found);
}

static void the_folder_is_found_by_walking_up(void **state)
{
	char absolute[100];

	(void)state;
	assert_found("reg", ".", "");
	assert_found("reg", "a", "");
	assert_found("reg", "a/1.yaml", "");
	assert_found("reg", "not/there.yaml", "");
	assert_found("reg/a/deep", ".", "../../");
	assert_found("reg/a/deep", "2.yaml", "../../");
	assert_found(".", "reg", "reg/");
	assert_found(".", "reg/", "reg/");
	assert_found(".", "reg/a/1.yaml", "reg/");
	snprintf(absolute, sizeof absolute, "%s/reg/a", top);
	go("other");
	char *found = registry_find(absolute);

	assert_non_null(found);
	assert_int_equal(found[strlen(found) - 1], '/');
	assert_int_equal(strncmp(found, absolute, strlen(found)), 0);
	mem_free(found);
	assert_null(registry_find("."));
	assert_null(registry_find("/nonexistent/x"));
}

static void assert_below(struct registry *r, const char *path, const char *expected)
{
	char *below = registry_below(r, path);

	if (!expected != !below || (below && strcmp(below, expected) != 0))
		fail_msg("%s is %s, not %s", path, below ? below : "outside",
			 expected ? expected : "outside");
	mem_free(below);
}

static void ways_to_one_file_are_one(void **state)
{
	struct registry r;
	char absolute[100];

	(void)state;
	go("reg/a");
	assert_true(registry_open(&r, "../"));
	assert_below(&r, "1.yaml", "a/1.yaml");
	assert_below(&r, "./1.yaml", "a/1.yaml");
	assert_below(&r, ".//deep/..//1.yaml", "a/1.yaml");
	assert_below(&r, "../a/1.yaml", "a/1.yaml");
	assert_below(&r, "../../reg/a/1.yaml", "a/1.yaml");
	assert_below(&r, ".", "a");
	assert_below(&r, "..", "");
	assert_below(&r, "../", "");
	assert_below(&r, "deep/", "a/deep");
	assert_below(&r, "../..", NULL);
	assert_below(&r, "../../other/1.yaml", NULL);
	assert_below(&r, "/etc/passwd", NULL);
	snprintf(absolute, sizeof absolute, "%s/reg/a/1.yaml", top);
	assert_below(&r, absolute, "a/1.yaml");
	snprintf(absolute, sizeof absolute, "%s/regular", top); /* begins as the root does */
	mkdir(absolute, 0777);
	assert_below(&r, absolute, NULL);
	registry_close(&r);
}

static void every_file_is_met_once_in_order(void **state)
{
	struct registry r;
	struct members m = {0};
	size_t i;
	static const struct {
		const char *path, *kind;
		enum message trouble;
	} expected[] = {{"a/1.yaml", "a", MSG_COUNT},
			{"a/deep/2.yaml", "a", MSG_COUNT},
			{"b/3.json", "b", MSG_COUNT},
			{"both.yaml", "b", MSG_FILE_CLAIMED_TWICE},
			{"stray.yml", NULL, MSG_FILE_UNCLAIMED}};

	(void)state;
	go("reg");
	assert_true(registry_open(&r, ""));
	assert_true(registry_scan(&r, "a", &m));
	assert_int_equal(m.n, 2);
	assert_true(registry_scan(&r, "", &m));
	assert_true(registry_scan(&r, "a/1.yaml", &m));
	assert_int_equal(m.n, 5);
	for (i = 0; i < m.n; i++) {
		assert_string_equal(m.v[i].path, expected[i].path);
		assert_int_equal(m.v[i].trouble, expected[i].trouble);
		if (expected[i].kind)
			assert_true(text_is(m.v[i].kind->name, expected[i].kind));
		else
			assert_null(m.v[i].kind);
	}
	members_free(&m);
	registry_close(&r);
}

static void nothing_to_check_is_said(void **state)
{
	struct registry r;
	struct members m = {0};

	(void)state;
	go("reg");
	assert_true(registry_open(&r, ""));
	assert_false(registry_scan(&r, "empty", &m));
	assert_false(registry_scan(&r, "notes.txt", &m));
	assert_false(registry_scan(&r, "x.draft.yaml", &m));
	assert_true(registry_scan(&r, "schema/any.yaml", &m)); /* part of the registry itself */
	assert_int_equal(m.n, 0);
	members_free(&m);
	registry_close(&r);
}

static void records_are_named_by_kind_and_key(void **state)
{
	struct registry r;
	struct findings f = {0};
	struct tree t = {0};
	char *name;

	(void)state;
	go("reg");
	assert_true(registry_open(&r, ""));
	assert_int_equal(tree_load(&t, NULL, "id: 7", 5, &f), 0);
	name = registry_name_record(&r.kinds[0], t.docs[0]);
	assert_string_equal(name, "a 7");
	mem_free(name);
	assert_int_equal(tree_load(&t, NULL, "id: [7]", 7, &f), 0);
	assert_null(registry_name_record(&r.kinds[0], t.docs[0]));
	assert_int_equal(tree_load(&t, NULL, "- 1", 3, &f), 0);
	assert_null(registry_name_record(&r.kinds[0], t.docs[0]));
	assert_int_equal(f.n, 0);
	tree_free(&t);
	registry_close(&r);
}

static void a_registry_that_cannot_be_used_is_none(void **state)
{
	static const char *const texts[] = {
		"",
		"- 1",
		"registry: 1",
		"registry: 2\nkinds: {}",
		"registry: 1\nkinds: {}",
		"registry: 1\nkinds: {a: }",
		"registry: 1\nkinds: [",
		"registry: 1\nkinds: {a: {files: x, schema: y, key: z, kye: z}}",
		"registry: 1\nkinds: {a: {files: x, schema: y, key: z}}\n---\n1\n"};
	struct registry r;
	size_t i;

	(void)state;
	go("other");
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		put("registry.yaml", texts[i]);
		if (registry_open(&r, ""))
			fail_msg("%s is taken", texts[i]);
		assert_true(r.findings.n > 0);
		registry_close(&r);
	}
	unlink("registry.yaml");
	assert_false(registry_open(&r, ""));
	registry_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_folder_is_found_by_walking_up),
		cmocka_unit_test(ways_to_one_file_are_one),
		cmocka_unit_test(every_file_is_met_once_in_order),
		cmocka_unit_test(nothing_to_check_is_said),
		cmocka_unit_test(records_are_named_by_kind_and_key),
		cmocka_unit_test(a_registry_that_cannot_be_used_is_none),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
