/*
 * What version/git promises, on repositories of every kind: linked work trees, bare, shallow,
 * partial, SHA-256; with names of any bytes, and hooks' environments. Each case is told what it
 * sees as text, one line for each commit, change or file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <unistd.h>

#include "base/buf.h"
#include "version/git.h"

static char folder[64];
static struct buf seen, why;

/* One story: a file changed, one renamed, a branch merged with a conflict settled anew. */
static const char story[] =
	"git init -q $1 r && cd r && mkdir 'a b' && echo one >'a b/x.yaml' && echo two >y.yaml &&"
	"git add . && git commit -qm first && git branch topic &&"
	"echo 2 >>'a b/x.yaml' && git mv y.yaml z.yaml && git commit -qam second &&"
	"git checkout -q topic && echo three >>'a b/x.yaml' && echo new >t.yaml && git add . &&"
	"git commit -qm third && git checkout -q main &&"
	"{ git merge -q topic >/dev/null 2>&1 || :; } && echo four >'a b/x.yaml' && git add . &&"
	"git commit -qm merged && cd ..";

static void sh(const char *script)
{
	char command[4000];

	assert_true(snprintf(command, sizeof command, "set -e\n%s", script) < (int)sizeof command);
	assert_int_equal(system(command), 0);
}

static void make_story(const char *option)
{
	char script[4000];

	snprintf(script, sizeof script, "set -- %s\n%s", option, story);
	sh(script);
}

static int setup(void **state)
{
	static const char *const hermetic[] = {
		"GIT_DIR",           "GIT_WORK_TREE",    "GIT_INDEX_FILE",
		"GIT_CONFIG_GLOBAL", "GIT_CONFIG_COUNT", "XDG_CONFIG_HOME",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof hermetic / sizeof *hermetic; i++)
		unsetenv(hermetic[i]);
	snprintf(folder, sizeof folder, "/tmp/hearth-git.XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	setenv("HOME", folder, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CEILING_DIRECTORIES", "/tmp", 1);
	setenv("GIT_AUTHOR_NAME", "Author", 1);
	setenv("GIT_AUTHOR_EMAIL", "author@example.org", 1);
	setenv("GIT_COMMITTER_NAME", "Committer", 1);
	setenv("GIT_COMMITTER_EMAIL", "committer@example.org", 1);
	setenv("GIT_AUTHOR_DATE", "1586563200 +0800", 1);
	setenv("GIT_COMMITTER_DATE", "1586563200 +0800", 1);
	sh("git config --global init.defaultBranch main");
	return 0;
}

static int teardown(void **state)
{
	char script[128];

	(void)state;
	buf_free(&seen);
	buf_free(&why);
	if (chdir("/tmp") < 0)
		return -1;
	snprintf(script, sizeof script, "rm -rf '%s'", folder);
	sh(script);
	return 0;
}

static struct git *open_at(const char *path)
{
	struct git *g;

	buf_clear(&seen);
	buf_clear(&why);
	g = git_open(path, &why);
	if (!g)
		fail_msg("%s", why.p);
	return g;
}

static const char *id_of(struct git *g, const char *revision)
{
	static struct git_id ids[4];
	static unsigned at;
	struct git_id *id = &ids[at++ % 4];

	if (!git_resolve(g, revision, "commit", id, &why))
		fail_msg("%s", why.p);
	return id->hex;
}

static bool see_commit(void *ctx, const struct git_commit *c)
{
	size_t i, k;

	(void)ctx;
	buf_addf(&seen, "%s(%zu)", c->subject, c->nparents);
	for (i = 0; i < c->nfiles; i++) {
		buf_addf(&seen, " %c:", c->files[i].status);
		for (k = 0; k < c->files[i].nold; k++)
			buf_addf(&seen, "%s,", c->files[i].old_paths[k]);
		buf_adds(&seen, c->files[i].path);
	}
	buf_addc(&seen, '\n');
	return true;
}

static bool see_change(void *ctx, const struct git_change *c)
{
	(void)ctx;
	buf_addf(&seen, "%c:%s,%s %d%d\n", c->status, c->old_path, c->path, c->old_id != NULL,
		 c->id != NULL);
	return true;
}

static bool see_entry(void *ctx, const struct git_entry *e)
{
	(void)ctx;
	buf_addf(&seen, "%o %s\n", e->mode, e->path);
	return true;
}

static void saw(const char *wanted)
{
	assert_string_equal(seen.p ? seen.p : "", wanted);
	buf_clear(&seen);
}

static void look_at_story(struct git *g)
{
	struct git_history all = {.renames = true, .nfrom = 1};
	const char *from[1] = {id_of(g, "main")};
	struct git_compare two = {.from = id_of(g, "main~1"), .to = from[0], .renames = true};
	struct buf text = {0};
	struct git_id blob;

	all.from = from;
	assert_true(git_history(g, &all, see_commit, NULL, &why));
	saw("first(0) A:a b/x.yaml,a b/x.yaml A:y.yaml,y.yaml\n"
	    "second(1) M:a b/x.yaml,a b/x.yaml R:y.yaml,z.yaml\n"
	    "third(1) M:a b/x.yaml,a b/x.yaml A:t.yaml,t.yaml\n"
	    "merged(2) M:a b/x.yaml,a b/x.yaml,a b/x.yaml\n");
	all.first_parent = true;
	assert_true(git_history(g, &all, see_commit, NULL, &why));
	saw("first(0) A:a b/x.yaml,a b/x.yaml A:y.yaml,y.yaml\n"
	    "second(1) M:a b/x.yaml,a b/x.yaml R:y.yaml,z.yaml\n"
	    "merged(2) M:a b/x.yaml,a b/x.yaml A:t.yaml,t.yaml\n");
	assert_true(git_changes(g, &two, see_change, NULL, &why));
	saw("M:a b/x.yaml,a b/x.yaml 11\nA:t.yaml,t.yaml 01\n");
	assert_true(git_list(g, from[0], "", see_entry, NULL, &why));
	saw("100644 a b/x.yaml\n100644 t.yaml\n100644 z.yaml\n");
	assert_true(git_list(g, from[0], "a b", see_entry, NULL, &why));
	saw("100644 x.yaml\n");
	assert_true(git_resolve(g, "main:a b/x.yaml", "blob", &blob, &why));
	assert_int_equal(git_read(g, blob.hex, &text), 0);
	assert_string_equal(text.p, "four\n");
	buf_free(&text);
}

static void reads_history_changes_and_trees(void **state)
{
	struct git *g;

	(void)state;
	make_story("");
	g = open_at("r/a b");
	assert_string_equal(git_about(g)->prefix, "a b/");
	assert_int_equal(git_about(g)->id_length, 40);
	assert_false(git_about(g)->bare || git_about(g)->shallow || git_is_partial(g));
	look_at_story(g);
	git_close(g);
}

static void reads_sha256_repositories(void **state)
{
	struct git *g;

	(void)state;
	make_story("--object-format=sha256");
	g = open_at("r");
	assert_int_equal(git_about(g)->id_length, 64);
	look_at_story(g);
	git_close(g);
}

static void reads_bare_repositories_and_linked_work_trees(void **state)
{
	struct git *g;

	(void)state;
	make_story("");
	sh("git clone -q --bare r bare && git -C r worktree add -q ../linked topic");
	g = open_at("bare");
	assert_true(git_about(g)->bare && !git_about(g)->top);
	look_at_story(g);
	git_close(g);
	g = open_at("linked/a b");
	assert_string_equal(strrchr(git_about(g)->top, '/'), "/linked");
	look_at_story(g);
	git_close(g);
	g = open_at("r/.git");
	assert_null(git_about(g)->top);
	look_at_story(g);
	git_close(g);
}

static void reads_shallow_and_partial_repositories(void **state)
{
	struct git_history all = {.nfrom = 1, .renames = true};
	const char *from[1];
	struct git *g;

	(void)state;
	make_story("");
	sh("git -C r config uploadpack.allowFilter true &&"
	   "git -C r config uploadpack.allowAnySHA1InWant true &&"
	   "git clone -q --depth 1 file://$PWD/r shallow &&"
	   "git clone -q --no-checkout --filter=blob:none file://$PWD/r partial");
	g = open_at("shallow");
	assert_true(git_about(g)->shallow);
	all.from = from;
	from[0] = id_of(g, "HEAD");
	assert_true(git_history(g, &all, see_commit, NULL, &why));
	saw("merged(0) A:a b/x.yaml,a b/x.yaml A:t.yaml,t.yaml A:z.yaml,z.yaml\n");
	git_close(g);
	g = open_at("partial");
	assert_true(git_is_partial(g));
	look_at_story(g);
	git_close(g);
}

static void names_are_bytes(void **state)
{
	struct git *g;

	(void)state;
	sh("git init -q r && cd r && mkdir -- \"$(printf -- '-d\\nx')\" &&"
	   "cd -- \"$(printf -- '-d\\nx')\" && echo 1 >\"$(printf 'q\"\\t\\377*')\" && echo 2 >:x &&"
	   "git add . && git commit -qm \"$(printf 'a\\001b')\"");
	g = open_at("r/-d\nx");
	assert_string_equal(git_about(g)->prefix, "-d\nx/");
	assert_true(git_list(g, id_of(g, "@"), "-d\nx", see_entry, NULL, &why));
	saw("100644 :x\n100644 q\"\t\377*\n");
	assert_true(git_history(g,
				&(struct git_history){.from = (const char *[1]){id_of(g, "@")},
						      .nfrom = 1,
						      .paths = (const char *[1]){"-d\nx/:x"},
						      .npaths = 1},
				see_commit, NULL, &why));
	saw("a\001b(0) A:-d\nx/:x,-d\nx/:x\n");
	git_close(g);
}

static void compares_with_index_and_work_tree(void **state)
{
	struct git_compare what = {0};
	struct git *g;

	(void)state;
	make_story("");
	sh("cd r && echo 5 >>z.yaml && git add z.yaml && rm t.yaml && touch -d 2001-01-01 'a b/x.yaml'");
	g = open_at("r");
	what.from = id_of(g, "HEAD");
	assert_true(git_changes(g, &what, see_change, NULL, &why));
	saw("D:t.yaml,t.yaml 10\nM:z.yaml,z.yaml 11\n");
	what.index = true;
	assert_true(git_changes(g, &what, see_change, NULL, &why));
	saw("M:z.yaml,z.yaml 11\n");
	git_close(g);
}

static void settings_do_not_reach_it(void **state)
{
	struct git *g;

	(void)state;
	make_story("");
	sh("cd r && git config color.ui always && git config log.showSignature true &&"
	   "git config diff.orderFile nothing && git config log.showRoot false &&"
	   "git config diff.relative true && git config core.pager false &&"
	   "git config log.diffMerges off && git config diff.noprefix true &&"
	   "git config log.date iso && git config log.mailmap true && git config diff.renames false &&"
	   "git config format.pretty oneline && git config log.follow true");
	setenv("GIT_EXTERNAL_DIFF", "false", 1);
	setenv("GIT_DIFF_OPTS", "-u1", 1);
	setenv("GIT_GLOB_PATHSPECS", "1", 1);
	setenv("GIT_TRACE", "1", 1); /* on standard error, which must not matter */
	g = open_at("r");
	look_at_story(g);
	git_close(g);
	unsetenv("GIT_EXTERNAL_DIFF");
	unsetenv("GIT_DIFF_OPTS");
	unsetenv("GIT_GLOB_PATHSPECS");
	unsetenv("GIT_TRACE");
}

static void a_hook_may_have_named_the_repository(void **state)
{
	struct git *g;

	(void)state;
	make_story("");
	setenv("GIT_DIR", ".git", 1);
	setenv("GIT_INDEX_FILE", ".git/index", 1);
	g = open_at("r/a b");
	assert_string_equal(git_about(g)->prefix, "a b/");
	look_at_story(g);
	assert_true(git_changes(g, &(struct git_compare){.from = id_of(g, "HEAD"), .index = true},
				see_change, NULL, &why));
	saw("");
	git_close(g);
	unsetenv("GIT_INDEX_FILE");
	setenv("GIT_DIR", "r/.git", 1);
	g = open_at(".");
	assert_int_equal(git_about(g)->id_length, 40);
	look_at_story(g);
	git_close(g);
	unsetenv("GIT_DIR");
}

static void refused(const char *wanted)
{
	assert_string_equal(buf_text(&why).p, wanted);
	buf_clear(&why);
}

static void says_what_is_missing(void **state)
{
	struct buf text = {0};
	struct git_range r;
	struct git_id id;
	struct git *g;

	(void)state;
	assert_null(git_open(".", &why));
	refused("'.' lies in no git repository");
	make_story("");
	g = open_at("r");
	assert_false(git_resolve(g, "mian", "commit", &id, &why));
	refused("there is no revision 'mian'");
	assert_false(git_resolve(g, "--all", "commit", &id, &why));
	refused("there is no revision '--all'");
	assert_false(git_resolve(g, "main\nmain", "commit", &id, &why));
	refused("there is no revision 'main\\nmain'");
	assert_false(git_resolve(g, "main^{tree}", "commit", &id, &why));
	refused("'main^{tree}' is no commit");
	assert_true(git_resolve(g, ":/first", "commit", &id, &why));
	assert_int_equal(git_read(g, id.hex, &text), EISDIR);
	assert_int_equal(git_read(g, "0123456789012345678901234567890123456789", &text), ENOENT);
	sh("cd r && git checkout -q --orphan alone && git commit -qm alone");
	assert_false(git_range(g, "main...alone", &r, &why));
	refused("'main' and 'alone' have no commit in common");
	git_range_free(&r);
	git_close(g);
	buf_free(&text);
}

static void says_that_there_is_no_git(void **state)
{
	char *path = strdup(getenv("PATH"));

	(void)state;
	setenv("PATH", folder, 1);
	assert_null(git_open(".", &why));
	setenv("PATH", path, 1);
	refused("git cannot be run: No such file or directory");
	free(path);
}

static void reads_ranges(void **state)
{
	struct git_range r;
	struct git *g;

	(void)state;
	make_story("");
	g = open_at("r");
	assert_true(git_range(g, "main~1..", &r, &why));
	assert_string_equal(r.from.hex, id_of(g, "main~1"));
	assert_string_equal(r.to_name, "HEAD");
	git_range_free(&r);
	assert_true(git_range(g, "main~1...topic", &r, &why));
	assert_string_equal(r.from.hex, id_of(g, ":/first"));
	assert_string_equal(r.to.hex, id_of(g, "topic"));
	git_range_free(&r);
	assert_true(git_range(g, "HEAD^{/fi..t}", &r, &why));
	assert_false(r.is_range);
	git_range_free(&r);
	git_close(g);
}

static void reads_many_and_skips_what_is_too_large(void **state)
{
	enum { MANY = 48 };
	struct buf text = {0};
	struct git_id big, small;
	struct git *g;
	int i, k;

	(void)state;
	sh("git init -q r && cd r && head -c 17000000 /dev/zero >big && echo small >small &&"
	   "git add . && git commit -qm x");
	g = open_at("r");
	assert_true(git_resolve(g, "HEAD:big", "blob", &big, &why));
	assert_true(git_resolve(g, "HEAD:small", "blob", &small, &why));
	for (i = 0; i < 2; i++) {
		for (k = 0; k < MANY; k++)
			git_ask(g, k == 20 ? big.hex : small.hex);
		for (k = 0; k < MANY; k++)
			assert_int_equal(git_answer(g, &text), k == 20 ? EFBIG : 0);
	}
	assert_string_equal(text.p, "small\n");
	git_close(g);
	buf_free(&text);
}

struct ids {
	struct git_id v[2000];
	size_t n;
};

static bool keep_id(void *ctx, const struct git_entry *e)
{
	struct ids *ids = ctx;

	assert_true(ids->n < sizeof ids->v / sizeof *ids->v);
	strcpy(ids->v[ids->n++].hex, e->id);
	return true;
}

/* Files are named by numbers, and each begins with its own: are the answers those asked for? */
static void ask_and_look(struct git *g, const struct ids *ids, size_t many)
{
	struct buf text = {0};
	char name[32];
	size_t i;

	for (i = 0; i < many; i++)
		git_ask(g, ids->v[i % ids->n].hex);
	for (i = 0; i < many; i++) {
		assert_int_equal(git_answer(g, &text), 0);
		snprintf(name, sizeof name, "%zu\n", 1000 + i % ids->n);
		assert_int_equal(strncmp(text.p, name, strlen(name)), 0);
	}
	buf_free(&text);
}

/* More than any pipe holds, of requests as of answers: neither side may wait for the other. */
static void asks_for_more_than_pipes_hold(void **state)
{
	static struct ids ids;
	struct git *g;

	(void)state;
	sh("git init -q tiny && cd tiny &&"
	   "seq 1000 2999 | while read -r i; do echo $i >$i; done && git add . && git commit -qm x &&"
	   "git repack -adq");
	g = open_at("tiny");
	ids.n = 0;
	assert_true(git_list(g, "HEAD", "", keep_id, &ids, &why));
	assert_int_equal(ids.n, 2000);
	ask_and_look(g, &ids, 30000);
	git_close(g);
	sh("git init -q large && cd large && git config core.compression 0 &&"
	   "for i in 1000 1001 1002; do { echo $i; head -c 3000000 /dev/zero; } >$i; done &&"
	   "git add . && git commit -qm x");
	g = open_at("large");
	ids.n = 0;
	assert_true(git_list(g, "HEAD", "", keep_id, &ids, &why));
	ask_and_look(g, &ids, 40);
	git_close(g);
}

/* Git hears three requests and ends amid the third answer. What was asked of it is lost; what is
 * asked later is not taken for that. */
static void says_so_when_git_stops(void **state)
{
	const char *path = getenv("PATH");
	char *old = strdup(path), with[4096];
	struct buf text = {0};
	struct git_id a, b;
	struct git *g;
	int i;

	(void)state;
	sh("git init -q r && cd r && echo a >a && echo b >b && git add . && git commit -qm x &&"
	   "cd .. && mkdir path && { echo '#!/bin/sh' && echo \"PATH='$PATH'\" &&"
	   "echo 'case \"$*\" in *cat-file*) test ! -e stop || { rm stop; head -n 3 |' &&"
	   "echo 'git \"$@\" | head -c 120; exit; };; esac' && echo 'exec git \"$@\"'; } >path/git &&"
	   "chmod +x path/git");
	g = open_at("r");
	assert_true(git_resolve(g, "HEAD:a", "blob", &a, &why));
	assert_true(git_resolve(g, "HEAD:b", "blob", &b, &why));
	git_close(g);
	snprintf(with, sizeof with, "%s/path:%s", folder, path);
	setenv("PATH", with, 1);
	sh(": >stop");
	g = open_at("r");
	for (i = 0; i < 4; i++)
		git_ask(g, a.hex);
	for (i = 0; i < 3; i++)
		assert_int_equal(git_answer(g, &text), i < 2 ? 0 : EIO);
	git_ask(g, b.hex);
	assert_int_equal(git_answer(g, &text), EIO);
	assert_int_equal(git_answer(g, &text), 0);
	assert_string_equal(text.p, "b\n");
	git_close(g);
	setenv("PATH", old, 1);
	free(old);
	buf_free(&text);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(reads_history_changes_and_trees),
		CASE(reads_sha256_repositories),
		CASE(reads_bare_repositories_and_linked_work_trees),
		CASE(reads_shallow_and_partial_repositories),
		CASE(names_are_bytes),
		CASE(compares_with_index_and_work_tree),
		CASE(settings_do_not_reach_it),
		CASE(a_hook_may_have_named_the_repository),
		CASE(says_what_is_missing),
		CASE(says_that_there_is_no_git),
		CASE(reads_ranges),
		CASE(reads_many_and_skips_what_is_too_large),
		CASE(asks_for_more_than_pipes_hold),
		CASE(says_so_when_git_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
