/* Merging as text, by git merge-file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/process.h"
#include "version/merge_internal.h"

enum { B = MERGE_BASE, O = MERGE_OURS, T = MERGE_THEIRS };

static const char *const names[] = {"/base", "/ours", "/theirs"};

static bool write_file(const char *path, struct text t)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n;

	if (fd < 0)
		return false;
	while (t.n > 0 && (n = write(fd, t.p, t.n)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		t.p += n;
		t.n -= (size_t)n;
	}
	return close(fd) == 0 && t.n == 0;
}

static bool keep_all(const char *variable)
{
	(void)variable;
	return false;
}

static int run(const struct merge_input *in, char *const path[MERGE_SIDES], struct buf *out,
	       struct buf *why)
{
	struct buf size = {0}, label[MERGE_SIDES] = {{0}};
	char room[4096], **env = process_environment(keep_all, (const char *const[]){NULL});
	struct process p;
	ssize_t n;
	int side, status;

	buf_addf(&size, "--marker-size=%u", in->marker ? in->marker : 7);
	for (side = B; side <= T; side++)
		message_escape(&label[side], text_of(in->label[side]));
	{
		char *argv[] = {
			"git",
			"-c",
			in->base_too ? "merge.conflictStyle=diff3" : "merge.conflictStyle=merge",
			"merge-file",
			"-p",
			size.p,
			"-L",
			label[O].p,
			"-L",
			label[B].p,
			"-L",
			label[T].p,
			path[O],
			path[B],
			path[T],
			NULL};

		status = process_start(&p, argv, env, 0);
	}
	mem_free(env);
	buf_free(&size);
	for (side = B; side <= T; side++)
		buf_free(&label[side]);
	if (status) {
		message_write(why, MSG_GIT_NONE, 1, (struct text[]){text_of(strerror(status))});
		return -1;
	}
	while ((n = process_read(&p, room, sizeof room)) > 0)
		buf_add(out, room, (size_t)n);
	status = process_end(&p);
	process_close(&p);
	return status;
}

int merge_text(const struct merge_input *in, struct buf *out, struct buf *why)
{
	const char *tmp = getenv("TMPDIR");
	struct buf folder = {0};
	char *path[MERGE_SIDES] = {NULL};
	int side, status = -1;
	bool good = true;

	buf_adds(&folder, tmp && *tmp ? tmp : "/tmp");
	buf_adds(&folder, "/hhmerge.XXXXXX");
	if (!mkdtemp(folder.p)) {
		message_write(why, MSG_USAGE_PATH, 2,
			      (struct text[]){buf_text(&folder), text_of(strerror(errno))});
		buf_free(&folder);
		return -1;
	}
	for (side = B; side <= T; side++) {
		size_t n = strlen(names[side]);

		path[side] = mem_alloc(folder.n + n + 1);
		memcpy(path[side], folder.p, folder.n);
		memcpy(path[side] + folder.n, names[side], n + 1);
		good = good && write_file(path[side], in->side[side]);
	}
	if (good)
		status = run(in, path, out, why);
	else
		message_write(why, MSG_USAGE_PATH, 2,
			      (struct text[]){buf_text(&folder), text_of(strerror(errno))});
	for (side = B; side <= T; side++) {
		unlink(path[side]);
		mem_free(path[side]);
	}
	rmdir(folder.p);
	buf_free(&folder);
	/* git's status is the number of conflicts, or 255: it is no text. */
	if (status >= 128) {
		buf_clear(out);
		buf_addt(out, in->side[O]);
	}
	return status <= 0 ? status : 1;
}
