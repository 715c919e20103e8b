/* What version/trail promises of a history of more commits than it keeps at a time: each is told
 * once, in order, with what its records said before and after, though the same few versions go and
 * come back all the time; on any number of threads. */
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
#include "version/trail.h"

enum { COMMITS = 5000 };

static char top[] = "/tmp/hearth-trail-XXXXXX";
static const char *const states[] = {"found", "fixed", "closed"};

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* One house whose problem changes its state, round and round; each thousandth version is broken. */
static void write_history(void)
{
	FILE *f = fopen("history", "w");
	char text[200];
	int i;

	assert_non_null(f);
	for (i = 0; i < COMMITS; i++) {
		snprintf(text, sizeof text, "id: a\nproblems: %s{id: p, state: %s}]\n",
			 i % 1000 == 500 ? "" : "[", states[i % 3]);
		fprintf(f,
			"commit refs/heads/main\ncommitter C <c@example.org> %d +0000\ndata <<.\n"
			"%d\n.\nM 100644 inline a.house.yaml\ndata %zu\n%s\n",
			1586563200 + i, i, strlen(text), text);
	}
	fclose(f);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(top) || chdir(top))
		return -1;
	put("registry.yaml", "registry: 1\n"
			     "states: {open: [found], fixed: [fixed], closed: [closed]}\n"
			     "problems: {in: ['house.problems[]'], state: state}\n"
			     "kinds: {house: {files: '*.house.yaml', schema: s.json, key: id}}\n");
	put("s.json", "{\"properties\": {\"problems\": {\"x-key\": \"id\"}}}");
	write_history();
	return system("git init -q . && git symbolic-ref HEAD refs/heads/main &&"
		      "git fast-import --quiet <history");
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", top);
	return chdir("/") || system(command);
}

struct seen {
	int commits, notes;
};

static const char *state_of(int i) /* a version that does not load is as the one before */
{
	return states[(i % 1000 == 500 ? i - 1 : i) % 3];
}

static void assert_state(struct digest *d, int i)
{
	const struct digest_item *p = digest_item(d, 0, TEXT("p"));

	assert_non_null(p);
	assert_true(text_is(p->state, state_of(i)));
}

static void see(void *ctx, const struct trail_commit *c)
{
	struct seen *seen = ctx;
	int i = seen->commits++;

	assert_int_equal(strtol(c->about.subject, NULL, 10), i);
	assert_int_equal(c->nrecords, 1);
	assert_state(c->records->now, i);
	if (i)
		assert_state(c->records->before[0], i - 1);
}

static void note(void *ctx, const struct git_commit *c, const struct trail_note *n)
{
	struct seen *seen = ctx;

	assert_string_equal(n->path, "a.house.yaml");
	assert_int_equal(strtol(c->subject, NULL, 10), 500 + 1000 * seen->notes++);
}

static void all_is_told_in_order(void **state)
{
	const char *const from[] = {"HEAD"};
	struct registry registry = {0};
	struct buf why = {0};
	unsigned threads;

	(void)state;
	assert_true(registry_open(&registry, ""));
	for (threads = 1; threads <= 4; threads *= 2) {
		struct digest_plan plan = {.registry = &registry};
		struct seen seen = {0};
		struct trail_options o = {.plan = &plan,
					  .git = git_open(".", &why),
					  .root = "",
					  .from = from,
					  .nfrom = 1,
					  .threads = threads,
					  .note = note,
					  .each = see,
					  .note_ctx = &seen,
					  .ctx = &seen};
		struct trail *t = trail_new(&o);

		assert_true(trail_run(t, &why));
		assert_int_equal(seen.commits, COMMITS);
		assert_int_equal(seen.notes, COMMITS / 1000);
		trail_free(t);
		git_close(o.git);
	}
	registry_close(&registry);
	buf_free(&why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_is_told_in_order, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
