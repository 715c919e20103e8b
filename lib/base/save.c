/*
 * Replacing a file whole. The new bytes go into `.NAME.hh-new` beside the target. That file is also
 * the lock: its writer holds a record lock on it, which ends with the process, so what a killed
 * writer left behind is taken over by the next one instead of standing in its way. Whoever holds it
 * looks whether the target is still what was read; other programs that do not know the lock are
 * noticed there.
 */
#include "base/save.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/message.h"

#define ENDING ".hh-new"

enum { PERMISSIONS = 07777, TRIES = 100 };

struct writing {
	struct save *s;
	struct buf *why;
	char *temporary;
	char *folder;
	int fd;
	struct stat old; /* of the target */
};

static bool say(struct buf *why, enum message m, const char *path, const char *other)
{
	message_write(why, m, 2, (struct text[]){text_of(path), text_of(other)});
	return false;
}

static bool say_error(struct buf *why, enum message m, const char *path)
{
	return say(why, m, path, strerror(errno));
}

/* opening */

static bool same_time(const struct timespec *x, const struct timespec *y)
{
	return x->tv_sec == y->tv_sec && x->tv_nsec == y->tv_nsec;
}

/* The path without links, or NULL and errno. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL), *copy = real ? mem_copy(real, strlen(real)) : NULL;

	free(real);
	return copy;
}

bool save_open(struct save *s, const char *path, struct buf *why)
{
	struct stat st;
	int error;

	*s = (struct save){.path = mem_copy(path, strlen(path)), .there = true};
	s->target = real_path(path);
	if (!s->target || stat(s->target, &st) < 0) {
		say_error(why, MSG_USAGE_PATH, path);
		save_close(s);
		return false;
	}
	s->dev = (uint64_t)st.st_dev;
	s->ino = (uint64_t)st.st_ino;
	s->modified = st.st_mtim;
	error = file_read(s->target, &s->bytes);
	if (!error)
		return true;
	message_write(why, MSG_SAVE_FILE, 1, (struct text[]){text_of(path)});
	file_error_write(why, error);
	save_close(s);
	return false;
}

/* The folder part of a path, with its slash; "./" if it has none. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? mem_copy(path, (size_t)(slash - path) + 1) : mem_copy("./", 2);
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool save_new(struct save *s, const char *path, struct buf *why)
{
	char *folder = folder_of(path), *real = real_path(folder);
	struct buf target = {0};
	struct stat st;
	bool good = false;

	*s = (struct save){.path = mem_copy(path, strlen(path))};
	if (!real || !*name_of(path)) {
		say_error(why, MSG_SAVE_FOLDER, path);
	} else {
		buf_adds(&target, real);
		if (strcmp(real, "/") != 0)
			buf_addc(&target, '/');
		buf_adds(&target, name_of(path));
		s->target = target.p;
		good = lstat(s->target, &st) < 0 && errno == ENOENT;
		if (!good)
			say(why, MSG_SAVE_THERE, path, "");
	}
	mem_free(real);
	mem_free(folder);
	if (!good)
		save_close(s);
	return good;
}

void save_close(struct save *s)
{
	mem_free(s->path);
	mem_free(s->target);
	buf_free(&s->bytes);
	*s = (struct save){0};
}

/* the temporary file */

static void name_temporary(struct writing *w)
{
	struct buf b = {0};

	w->folder = folder_of(w->s->target);
	buf_adds(&b, w->folder);
	buf_addc(&b, '.');
	buf_adds(&b, name_of(w->s->target));
	buf_adds(&b, ENDING);
	w->temporary = b.p;
}

bool save_is_temporary(const char *name)
{
	return name[0] == '.' && text_ends(text_of(name), TEXT(ENDING));
}

static bool lock(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return fcntl(fd, F_SETLK, &whole) == 0;
}

/* Is the file behind fd still the one under that name? Its writer may have renamed or removed it
 * before the lock was free. */
static bool is_named(int fd, const char *path)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && lstat(path, &named) == 0 && held.st_dev == named.st_dev &&
	       held.st_ino == named.st_ino;
}

/* Nobody can have prepared it: a plain file of our own under one name. */
static bool is_ours(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink <= 1 &&
	       st.st_uid == geteuid();
}

static bool open_temporary(struct writing *w)
{
	const int how = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	int i;

	for (i = 0; i < TRIES; i++) {
		w->fd = open(w->temporary, how, S_IRUSR | S_IWUSR);
		if (w->fd < 0)
			return say_error(w->why, MSG_SAVE_TEMPORARY, w->s->path);
		if (!is_ours(w->fd) && is_named(w->fd, w->temporary)) {
			close(w->fd);
			return say(w->why, MSG_SAVE_IN_THE_WAY, w->s->path, w->temporary);
		}
		if (!lock(w->fd)) {
			int error = errno;

			close(w->fd);
			errno = error;
			return error == EAGAIN || error == EACCES
				       ? say(w->why, MSG_SAVE_BUSY, w->s->path, "")
				       : say_error(w->why, MSG_SAVE_TEMPORARY, w->s->path);
		}
		if (is_named(w->fd, w->temporary))
			return true;
		close(w->fd);
	}
	return say(w->why, MSG_SAVE_BUSY, w->s->path, "");
}

/* Takes the temporary file away, or says that it is still there. */
static bool discard(struct writing *w)
{
	if (unlink(w->temporary) < 0 && errno != ENOENT) {
		buf_adds(w->why, "; ");
		say_error(w->why, MSG_SAVE_LEFT, w->temporary);
	}
	close(w->fd);
	return false;
}

/* the target */

/* It is what was read, byte for byte, and may be replaced. */
static bool check_target(struct writing *w)
{
	struct save *s = w->s;
	struct buf now = {0};
	bool same;

	if (!s->there) {
		if (lstat(s->target, &w->old) < 0 && errno == ENOENT)
			return true;
		return say(w->why, MSG_SAVE_THERE, s->path, "");
	}
	if (lstat(s->target, &w->old) < 0)
		return say_error(w->why, MSG_SAVE_CHANGED, s->path);
	if (w->old.st_nlink > 1)
		return say(w->why, MSG_SAVE_HARD_LINK, s->path, "");
	if (access(s->target, W_OK) < 0)
		return say_error(w->why, MSG_SAVE_TEMPORARY, s->path);
	same = S_ISREG(w->old.st_mode) && (uint64_t)w->old.st_dev == s->dev &&
	       (uint64_t)w->old.st_ino == s->ino && same_time(&w->old.st_mtim, &s->modified) &&
	       file_read(s->target, &now) == 0 && text_equal(buf_text(&now), buf_text(&s->bytes));
	buf_free(&now);
	return same || say(w->why, MSG_SAVE_CHANGED, s->path, "");
}

/* Owner and permissions of the old file. Only a privileged process may give files away; for others
 * the group is kept where they may, and bits that would then mean another owner are not. */
static bool keep_mode(struct writing *w)
{
	mode_t mode = w->old.st_mode & PERMISSIONS, mask;
	bool owner = true, group = true;

	if (!w->s->there) {
		umask(mask = umask(0));
		return fchmod(w->fd, 0666 & ~mask) == 0;
	}
	if (fchown(w->fd, w->old.st_uid, w->old.st_gid) < 0) {
		owner = w->old.st_uid == geteuid();
		group = fchown(w->fd, (uid_t)-1, w->old.st_gid) == 0;
	}
	if (!owner)
		mode &= (mode_t)~S_ISUID;
	if (!group)
		mode &= (mode_t) ~(S_ISGID | S_IRWXG);
	return fchmod(w->fd, mode) == 0;
}

/* writing */

static bool write_all(int fd, struct text t)
{
	ssize_t done;

	if (ftruncate(fd, 0) < 0)
		return false;
	while (t.n) {
		done = write(fd, t.p, t.n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		t.p += done;
		t.n -= (size_t)done;
	}
	return true;
}

/* Through the same descriptor: closing another of the same file would end the lock. */
static bool reads_back(int fd, struct text bytes)
{
	char block[65536];
	ssize_t got;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return false;
	for (;;) {
		got = read(fd, block, sizeof block);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0 && bytes.n == 0)
			return true;
		if (got == 0 || (size_t)got > bytes.n || memcmp(block, bytes.p, (size_t)got) != 0) {
			errno = EIO;
			return false;
		}
		bytes.p += got;
		bytes.n -= (size_t)got;
	}
}

/* A new file comes into being under its name only if nobody else made one meanwhile. */
static bool put_in_place(struct writing *w)
{
	if (w->s->there)
		return rename(w->temporary, w->s->target) == 0;
	if (link(w->temporary, w->s->target) < 0)
		return false;
	unlink(w->temporary);
	return true;
}

/* Not every file system can flush a folder; those that cannot say EINVAL. */
static bool flush_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
	bool good;

	if (fd < 0)
		return errno == EACCES;
	good = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
	close(fd);
	return good;
}

static void remember(struct save *s, int fd, struct text bytes)
{
	struct stat st;

	s->there = true;
	buf_clear(&s->bytes);
	buf_addt(&s->bytes, bytes);
	if (fstat(fd, &st) == 0) {
		s->dev = (uint64_t)st.st_dev;
		s->ino = (uint64_t)st.st_ino;
		s->modified = st.st_mtim;
	}
}

static bool replace(struct writing *w, struct text bytes)
{
	bool good;

	if (!open_temporary(w))
		return false;
	/* Before it is written, so that a full disk is not told of a file that is refused anyway;
	 * and after, as close to the renaming as can be. */
	if (!check_target(w))
		return discard(w);
	if (!write_all(w->fd, bytes) || !keep_mode(w) || fsync(w->fd) < 0 ||
	    !reads_back(w->fd, bytes)) {
		say_error(w->why, MSG_SAVE_TEMPORARY, w->s->path);
		return discard(w);
	}
	if (!check_target(w))
		return discard(w);
	if (!put_in_place(w)) {
		say_error(w->why, MSG_SAVE_TEMPORARY, w->s->path);
		return discard(w);
	}
	remember(w->s, w->fd, bytes);
	close(w->fd);
	good = flush_folder(w->folder);
	return good || say_error(w->why, MSG_SAVE_FLUSH, w->s->path);
}

bool save_write(struct save *s, struct text bytes, struct buf *why)
{
	struct writing w = {.s = s, .why = why};
	sigset_t held, before;
	bool good;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGQUIT);
	pthread_sigmask(SIG_BLOCK, &held, &before);
	name_temporary(&w);
	good = replace(&w, bytes);
	mem_free(w.temporary);
	mem_free(w.folder);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return good;
}
