/*
 * Running other programs. Pipes are kept from programs that another thread starts at the same time
 * by a lock around the start, and standard error goes to a file without a name, so that nobody can
 * be left waiting for somebody who waits for him.
 */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/pipe.h"

extern char **environ;

static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Above the standard three, so that none is in the way of another, and not inherited. */
static int lift(int fd)
{
	int lifted = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);

	if (fd >= 0)
		close(fd);
	return lifted;
}

static bool open_pipe(int ends[2])
{
	if (pipe(ends) < 0) {
		ends[0] = ends[1] = -1;
		return false;
	}
	ends[0] = lift(ends[0]);
	ends[1] = lift(ends[1]);
	return ends[0] >= 0 && ends[1] >= 0;
}

static int open_unnamed(void)
{
	FILE *f = tmpfile();
	int fd = f ? fcntl(fileno(f), F_DUPFD_CLOEXEC, 3) : -1;

	if (f)
		fclose(f);
	return fd;
}

/* Signals as a program expects them, whatever this one blocks or ignores. */
static void reset_signals(posix_spawnattr_t *attr)
{
	sigset_t none, pipe_only;

	sigemptyset(&none);
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &pipe_only);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int spawn(struct process *p, char *const *argv, char *const *env, int in, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	reset_signals(&attr);
	if (in >= 0)
		posix_spawn_file_actions_adddup2(&files, in, 0);
	else
		posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	if (p->said >= 0)
		posix_spawn_file_actions_adddup2(&files, p->said, 2);
	else
		posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	error = posix_spawnp(&p->pid, argv[0], &files, &attr, argv, env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return error;
}

int process_start(struct process *p, char *const *argv, char *const *env, unsigned flags)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1}, error = 0;

	*p = (struct process){.in = -1, .out = -1, .said = -1};
	pthread_mutex_lock(&starting);
	if (!open_pipe(out) || (flags & PROCESS_INPUT && !open_pipe(in)))
		error = errno ? errno : EMFILE;
	if (!error) {
		p->said = open_unnamed();
		error = spawn(p, argv, env, in[0], out[1]);
	}
	close_one(&in[0]);
	close_one(&out[1]);
	pthread_mutex_unlock(&starting);
	p->in = in[1];
	p->out = out[0];
	pipe_enlarge(p->out);
	if (!error)
		return 0;
	p->pid = 0;
	process_close(p);
	return error;
}

/* As write(). To a pipe that nobody reads it sends SIGPIPE: that is held back, and taken if it
 * came. */
static ssize_t put(int fd, const void *bytes, size_t n)
{
	sigset_t sigpipe, old, pending;
	bool was_pending;
	ssize_t done;
	int taken, error;

	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &sigpipe, &old);
	do
		done = write(fd, bytes, n);
	while (done < 0 && errno == EINTR);
	error = errno;
	sigpending(&pending);
	if (!was_pending && sigismember(&pending, SIGPIPE))
		sigwait(&sigpipe, &taken);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	errno = error;
	return done;
}

bool process_write(struct process *p, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n) {
		ssize_t done = put(p->in, at, n);

		if (done < 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

bool process_offer(struct process *p, struct text *rest)
{
	ssize_t done = 1;

	if (rest->n)
		fcntl(p->in, F_SETFL, O_NONBLOCK);
	while (rest->n && done > 0) {
		done = put(p->in, rest->p, rest->n);
		if (done > 0) {
			rest->p += done;
			rest->n -= (size_t)done;
		}
	}
	return done >= 0 || errno == EAGAIN || errno == EWOULDBLOCK;
}

ssize_t process_exchange(struct process *p, struct text *rest, void *bytes, size_t n)
{
	struct pollfd ends[2] = {{.fd = p->out, .events = POLLIN},
				 {.fd = p->in, .events = POLLOUT}};

	while (rest->n) {
		if (!process_offer(p, rest))
			rest->n = 0; /* what it says before it ends is still to be read */
		else if (rest->n && poll(ends, 2, -1) > 0 && ends[0].revents)
			break;
	}
	return process_read(p, bytes, n);
}

ssize_t process_read(struct process *p, void *bytes, size_t n)
{
	ssize_t got;

	do
		got = read(p->out, bytes, n);
	while (got < 0 && errno == EINTR);
	return got;
}

int process_end(struct process *p)
{
	int status = 0;

	close_one(&p->in);
	close_one(&p->out);
	if (!p->pid)
		return 127;
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The first line that says it is fatal, or else the first. */
void process_complaint(struct process *p, struct buf *out)
{
	char said[4097], *line, *fatal, *end;
	ssize_t n = p->said >= 0 ? pread(p->said, said, sizeof said - 1, 0) : 0;

	said[n > 0 ? n : 0] = '\0';
	line = said + strspn(said, "\n");
	fatal = strncmp(line, "fatal: ", 7) == 0 ? line : strstr(line, "\nfatal: ");
	if (fatal)
		line = strchr(fatal, ' ') + 1;
	else if (strncmp(line, "error: ", 7) == 0)
		line += 7;
	end = strchr(line, '\n');
	buf_add(out, line, end ? (size_t)(end - line) : strlen(line));
}

void process_close(struct process *p)
{
	if (p->pid)
		process_end(p);
	close_one(&p->in);
	close_one(&p->out);
	close_one(&p->said);
}

char **process_environment(bool (*drop)(const char *variable), const char *const *more)
{
	size_t n = 0, k = 0, i;
	char **env;

	while (environ && environ[n])
		n++;
	while (more[k])
		k++;
	env = mem_alloc((n + k + 1) * sizeof *env);
	for (i = n = 0; environ && environ[i]; i++)
		if (!drop(environ[i]))
			env[n++] = environ[i];
	for (i = 0; i < k; i++)
		env[n++] = (char *)(uintptr_t)more[i];
	env[n] = NULL;
	return env;
}
