/*
 * What base/save promises: the old file or the new one, whole, whatever happens in between; and
 * nothing of another's is overwritten. A writer is killed before each of its system calls in turn,
 * where the system has ptrace as Linux does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/ptrace.h>
#endif

#include "base/buf.h"
#include "base/file.h"
#include "base/save.h"

#define OLD "a: 1\r\n# kept\r\n"

static char folder[64];

static void put(const char *name, const char *text)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/hearth-save.XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	put("f.yaml", OLD);
	return 0;
}

static size_t entries(void) /* of the folder */
{
	DIR *d = opendir(".");
	size_t n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static int teardown(void **state)
{
	char command[256];

	(void)state;
	snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", folder, folder);
	return chdir("/") < 0 || system(command) != 0;
}

static bool holds(const char *name, const char *text)
{
	struct buf b = {0};
	bool same = file_read(name, &b) == 0 && text_is(buf_text(&b), text);

	buf_free(&b);
	return same;
}

static bool replace(const char *name, struct text with, struct buf *why)
{
	struct save s = {0};
	bool good = save_open(&s, name, why) && save_write(&s, with, why);

	save_close(&s);
	return good;
}

static bool says(struct buf *why, const char *words)
{
	bool found = strstr(buf_text(why).p, words) != NULL;

	if (!found)
		print_message("said: %s\n", buf_text(why).p);
	buf_free(why);
	return found;
}

static void the_new_file_stands_in_place_of_the_old(void **state)
{
	struct buf why = {0};
	struct stat st;

	(void)state;
	chmod("f.yaml", 0640);
	assert_true(replace("f.yaml", TEXT("b: 2\n"), &why));
	assert_true(holds("f.yaml", "b: 2\n"));
	assert_int_equal(stat("f.yaml", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(entries(), 1);
	assert_true(replace("f.yaml", TEXT(""), &why));
	assert_true(holds("f.yaml", ""));
	assert_int_equal(why.n, 0);
}

static void one_reading_allows_many_writings(void **state)
{
	struct buf why = {0};
	struct save s;

	(void)state;
	assert_true(save_open(&s, "f.yaml", &why));
	assert_true(save_write(&s, TEXT("1"), &why));
	assert_true(save_write(&s, TEXT("2"), &why));
	assert_true(text_is(buf_text(&s.bytes), "2"));
	assert_true(holds("f.yaml", "2"));
	save_close(&s);
}

static void links_are_followed_to_their_file(void **state)
{
	struct buf why = {0};
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("d", 0700), 0);
	assert_int_equal(symlink("../f.yaml", "d/link"), 0);
	assert_true(replace("d/link", TEXT("x"), &why));
	assert_int_equal(lstat("d/link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_true(holds("f.yaml", "x"));
	assert_int_equal(link("f.yaml", "twin"), 0);
	assert_false(replace("f.yaml", TEXT("y"), &why));
	assert_true(says(&why, "hard links"));
	assert_true(holds("f.yaml", "x"));
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_false(replace("dangling", TEXT("y"), &why));
	assert_true(says(&why, "dangling"));
	assert_false(replace("d", TEXT("y"), &why));
	assert_true(says(&why, "directory"));
}

static void what_another_wrote_is_left(void **state)
{
	struct buf why = {0};
	struct save s;

	(void)state;
	assert_true(save_open(&s, "f.yaml", &why));
	put("f.yaml", "theirs");
	assert_false(save_write(&s, TEXT("ours"), &why));
	assert_true(says(&why, "changed by another"));
	assert_true(holds("f.yaml", "theirs"));
	save_close(&s);
	assert_true(save_open(&s, "f.yaml", &why));
	assert_int_equal(unlink("f.yaml"), 0);
	assert_false(save_write(&s, TEXT("ours"), &why));
	assert_true(says(&why, "changed by another"));
	assert_int_equal(entries(), 0);
	save_close(&s);
	assert_true(save_new(&s, "n.yaml", &why));
	put("n.yaml", "theirs");
	assert_false(save_write(&s, TEXT("ours"), &why));
	assert_true(says(&why, "there already"));
	assert_true(holds("n.yaml", "theirs"));
	assert_int_equal(entries(), 1);
	save_close(&s);
}

static void a_new_file_is_made_only_where_none_is(void **state)
{
	struct buf why = {0};
	struct save s;

	(void)state;
	assert_true(save_new(&s, "n.yaml", &why));
	assert_true(save_write(&s, TEXT("n"), &why));
	assert_true(save_write(&s, TEXT("m"), &why));
	save_close(&s);
	assert_true(holds("n.yaml", "m"));
	assert_int_equal(entries(), 2);
	assert_false(save_new(&s, "n.yaml", &why));
	assert_true(says(&why, "there already"));
	assert_false(save_new(&s, "no/n.yaml", &why));
	assert_true(says(&why, "its folder"));
}

/* Two hundred writers at once, each of which adds a line to what it read: as many lines as writers
 * that succeeded. */
static void two_writers_never_both_win(void **state)
{
	int i, status, won = 0;
	struct buf b = {0};
	size_t k, lines = 0;

	(void)state;
	put("f.yaml", "");
	for (i = 0; i < 200; i++)
		if (fork() == 0) {
			struct buf why = {0}, text = {0};
			struct save s;

			if (!save_open(&s, "f.yaml", &why))
				_exit(1);
			buf_addt(&text, buf_text(&s.bytes));
			buf_adds(&text, "line\n");
			_exit(!save_write(&s, buf_text(&text), &why));
		}
	while (wait(&status) > 0)
		won += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	assert_int_equal(file_read("f.yaml", &b), 0);
	for (k = 0; k < b.n; k++)
		lines += b.p[k] == '\n';
	buf_free(&b);
	assert_true(won > 0);
	assert_int_equal(lines, won);
	assert_int_equal(entries(), 1);
}

static void a_locked_file_is_left(void **state)
{
	struct buf why = {0};
	int ready[2], fd;
	pid_t child;
	char c;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

		fd = open(".f.yaml.hh-new", O_RDWR | O_CREAT, 0600);
		if (fcntl(fd, F_SETLK, &whole) < 0 || write(ready[1], "x", 1) < 0)
			_exit(1);
		pause();
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_false(replace("f.yaml", TEXT("x"), &why));
	assert_true(says(&why, "being written by another"));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_true(holds("f.yaml", OLD));
	/* What the killed one left stands in nobody's way. */
	assert_true(replace("f.yaml", TEXT("x"), &why));
	assert_int_equal(entries(), 1);
	close(ready[0]);
	close(ready[1]);
}

static void nothing_is_written_through_what_lies_in_the_way(void **state)
{
	struct buf why = {0};

	(void)state;
	put("victim", "v");
	assert_int_equal(symlink("victim", ".f.yaml.hh-new"), 0);
	assert_false(replace("f.yaml", TEXT("x"), &why));
	assert_true(says(&why, "f.yaml"));
	assert_int_equal(unlink(".f.yaml.hh-new"), 0);
	assert_int_equal(link("victim", ".f.yaml.hh-new"), 0);
	assert_false(replace("f.yaml", TEXT("x"), &why));
	assert_true(says(&why, "in the way"));
	assert_int_equal(unlink(".f.yaml.hh-new"), 0);
	assert_int_equal(mkfifo(".f.yaml.hh-new", 0600), 0);
	assert_false(replace("f.yaml", TEXT("x"), &why));
	assert_true(says(&why, "in the way"));
	assert_true(holds("victim", "v"));
	assert_true(holds("f.yaml", OLD));
}

/* In a child, as somebody who is not root. */
static int unprivileged(int (*act)(void))
{
	int status;

	if (fork() == 0) {
		if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
			_exit(77);
		_exit(act());
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int act_read_only(void)
{
	struct buf why = {0};

	return replace("f.yaml", TEXT("x"), &why)           ? 1
	       : strstr(buf_text(&why).p, "left as it was") ? 0
							    : 2;
}

static void what_may_not_be_written_is_left(void **state)
{
	(void)state;
	chmod(".", 0555);
	assert_int_equal(unprivileged(act_read_only), 0);
	chmod(".", 0777);
	chmod("f.yaml", 0444);
	assert_int_equal(unprivileged(act_read_only), 0);
	assert_true(holds("f.yaml", OLD));
	assert_int_equal(entries(), 1);
}

static void a_full_disk_leaves_the_old_file(void **state)
{
	static char large[100000];
	int status;

	(void)state;
	memset(large, 'x', sizeof large);
	if (fork() == 0) {
		struct rlimit limit = {50000, 50000};
		struct buf why = {0};

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(replace("f.yaml", (struct text){large, sizeof large}, &why) ? 1
		      : strstr(buf_text(&why).p, "left as it was")                ? 0
										  : 2);
	}
	wait(&status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(holds("f.yaml", OLD));
	assert_int_equal(entries(), 1);
}

#ifdef __linux__
/* Replaces the file in a child that is killed before its n-th system call; false if it ended by
 * itself before. */
static bool killed_before(int n, const char *name)
{
	struct buf why = {0};
	pid_t child = fork();
	int status, calls = 0;

	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(77);
		raise(SIGSTOP);
		_exit(!replace(name, TEXT("new: file\n"), &why));
	}
	waitpid(child, &status, 0);
	if (WIFEXITED(status))
		return false;
	while (ptrace(PTRACE_SYSCALL, child, NULL, NULL) == 0 &&
	       waitpid(child, &status, 0) == child && !WIFEXITED(status))
		if (++calls == n) { /* each call stops twice: before it and after */
			kill(child, SIGKILL);
			waitpid(child, &status, 0);
			return true;
		}
	assert_int_equal(WEXITSTATUS(status), 0);
	return false;
}

static void a_writer_killed_anywhere_leaves_a_whole_file(void **state)
{
	struct buf why = {0};
	int n, olds = 0, news = 0;

	(void)state;
	for (n = 1; n < 1000; n++) {
		put("f.yaml", OLD);
		if (!killed_before(n, "f.yaml"))
			break;
		if (holds("f.yaml", OLD))
			olds++;
		else if (holds("f.yaml", "new: file\n"))
			news++;
		else
			fail_msg("neither the old file nor the new one after stop %d", n);
		assert_true(entries() <= 2);
		/* The next writer clears up. */
		assert_true(replace("f.yaml", TEXT("next"), &why));
		assert_int_equal(entries(), 1);
	}
	if (n == 1) /* no tracing here */
		skip();
	assert_true(olds > 10);
	assert_true(news > 2);
}
#endif

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_new_file_stands_in_place_of_the_old),
		TEST(one_reading_allows_many_writings),
		TEST(links_are_followed_to_their_file),
		TEST(what_another_wrote_is_left),
		TEST(a_new_file_is_made_only_where_none_is),
		TEST(two_writers_never_both_win),
		TEST(a_locked_file_is_left),
		TEST(nothing_is_written_through_what_lies_in_the_way),
		TEST(what_may_not_be_written_is_left),
		TEST(a_full_disk_leaves_the_old_file),
#ifdef __linux__
		TEST(a_writer_killed_anywhere_leaves_a_whole_file),
#endif
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
