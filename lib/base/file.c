/* Files and folders. Files are read safely: never blocks on a pipe or device, never follows a
 * growing file for ever. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/finding.h"
#include "base/mem.h"

static void reserve(struct buf *b, size_t size)
{
	if (b->cap >= size)
		return;
	mem_free(b->p);
	b->p = mem_alloc(size);
	b->cap = size;
}

/* Reads to the end of fd. `expected` bytes are likely; more or fewer are right too. */
static int read_all(int fd, size_t expected, struct buf *out)
{
	ssize_t got;

	reserve(out, expected + 2);
	out->n = 0;
	for (;;) {
		if (out->n + 1 >= out->cap) {
			out->cap = mem_double(out->cap);
			out->p = mem_resize(out->p, out->cap);
		}
		got = read(fd, out->p + out->n, out->cap - out->n - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if (got == 0)
			break;
		out->n += (size_t)got;
		if (out->n > FILE_LIMIT)
			return EFBIG;
		if (out->n == expected && expected)
			break;
	}
	out->p[out->n] = '\0';
	return 0;
}

int file_read(const char *path, struct buf *out)
{
	struct stat st;
	int fd, error;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, 65536, out);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errno == ENXIO ? ENODEV : errno; /* ENXIO: a socket */
	if (fstat(fd, &st) < 0)
		error = errno;
	else if (S_ISDIR(st.st_mode))
		error = EISDIR;
	else if (!S_ISREG(st.st_mode))
		error = ENODEV;
	else if (st.st_size > (off_t)FILE_LIMIT)
		error = EFBIG;
	else
		error = read_all(fd, (size_t)st.st_size, out);
	close(fd);
	return error;
}

static enum message message_of(int error)
{
	return error == EISDIR   ? MSG_FILE_DIRECTORY
	       : error == EFBIG  ? MSG_FILE_TOO_LARGE
	       : error == ENODEV ? MSG_FILE_NOT_REGULAR
				 : MSG_FILE_UNREADABLE;
}

static struct text argument_of(int error, char room[24])
{
	return error == EFBIG ? text_number(room, FILE_LIMIT) : text_of(strerror(error));
}

void file_finding(struct findings *f, int error)
{
	char room[24];

	finding_say(f, message_of(error), 0, 0, argument_of(error, room));
}

void file_error_write(struct buf *out, int error)
{
	char room[24];
	struct text argument = argument_of(error, room);

	message_write(out, message_of(error), 1, &argument);
}

int file_make_folders(const char *path)
{
	char *copy = mem_copy(path, strlen(path)), *slash;
	int error = 0;

	for (slash = copy; !error && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(copy, 0777) < 0 && errno != EEXIST && errno != EISDIR)
			error = errno;
		*slash = '/';
	}
	mem_free(copy);
	return error;
}
