/*
 * Writes a history for the bench, as `git fast-import` reads it: one commit that adds the files
 * named on standard input, and COMMITS - 1 that change so many households each that CHANGED files
 * came or changed in all. Of every three changes two take a problem one state further and one sets
 * a fact. It stands in one file and on the C library alone.
 *
 *	history -c COMMITS -n CHANGED [-s SEED] <NAMES >STREAM
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define FIRST_DAY 1583020800 /* 2020-03-01, in seconds */

struct file {
	char *path, *text;
	size_t n;
};

struct files {
	struct file *v;
	size_t n, cap;
};

static void die(const char *what)
{
	fprintf(stderr, "history: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint64_t random_next(uint64_t *state) /* splitmix64 */
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static void *allocate(void *p, size_t n)
{
	p = realloc(p, n);
	if (!p)
		die("memory");
	return p;
}

static void read_text(struct file *f)
{
	FILE *in = fopen(f->path, "rb");
	long size = 0;

	if (!in || fseek(in, 0, SEEK_END) || (size = ftell(in)) < 0)
		die(f->path);
	rewind(in);
	f->n = (size_t)size;
	f->text = allocate(NULL, f->n + 1);
	if (fread(f->text, 1, f->n, in) != f->n)
		die(f->path);
	f->text[f->n] = '\0';
	fclose(in);
}

static void read_names(struct files *all)
{
	char line[4096];
	struct file f;

	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		f.path = strdup(strncmp(line, "./", 2) == 0 ? line + 2 : line);
		if (!f.path)
			die("memory");
		read_text(&f);
		if (all->n == all->cap) {
			all->cap = all->cap ? all->cap * 2 : 1024;
			all->v = allocate(all->v, all->cap * sizeof *all->v);
		}
		all->v[all->n++] = f;
	}
}

static void replace(struct file *f, size_t at, size_t n, const char *with)
{
	size_t more = strlen(with);
	char *text = allocate(NULL, f->n - n + more + 1);

	memcpy(text, f->text, at);
	memcpy(text + at, with, more);
	memcpy(text + at + more, f->text + at + n, f->n - at - n + 1);
	free(f->text);
	f->text = text;
	f->n += more - n;
}

/* Takes a problem to its next state, with the entry that says when; false if there is none. */
static bool progress(struct file *f, uint64_t random, const char *date)
{
	static const char *const states[] = {"found", "reported", "confirmed", "remedying",
					     "fixed", "accepted", "closed",    "reopened"};
	char *problems = strstr(f->text, "\nproblems:\n"), *at, *item, *end, entry[100], word[20];
	size_t i, n, skip = random % 2;

	if (!problems || !(at = strstr(problems, "\n    state: ")))
		return false;
	if (skip && (item = strstr(at + 1, "\n    state: ")))
		at = item;
	at += strlen("\n    state: ");
	n = strcspn(at, "\n");
	for (i = 0; i < COUNT(states) && strncmp(at, states[i], n) != 0; i++)
		;
	i = i + 1 < COUNT(states) ? i + 1 : 3;
	snprintf(word, sizeof word, "\n    %s:", states[i]);
	item = strstr(at, word);
	end = strstr(at, "\n  - ");
	if (i != 3 && (!item || (end && item > end)))
		snprintf(entry, sizeof entry, "%s%s {on: %s}", states[i], word, date);
	else
		snprintf(entry, sizeof entry, "%s", states[i]);
	replace(f, (size_t)(at - f->text), n, entry);
	return true;
}

static bool set_fact(struct file *f, uint64_t random)
{
	char *at = strstr(f->text, "days_without: "), number[24];

	if (!at)
		return false;
	at += strlen("days_without: ");
	snprintf(number, sizeof number, "%d", (int)(random % 30));
	replace(f, (size_t)(at - f->text), strspn(at, "0123456789"), number);
	return true;
}

static void write_file(const struct file *f)
{
	printf("M 100644 inline %s\ndata %zu\n", f->path, f->n);
	fwrite(f->text, 1, f->n, stdout);
	putchar('\n');
}

static void begin_commit(size_t i)
{
	printf("commit refs/heads/main\nmark :%zu\n"
	       "committer Recorder <recorder@example.org> %ld +0800\ndata 7\nchange\n\n",
	       i + 1, FIRST_DAY + (long)i * 3600);
	if (i)
		printf("from :%zu\n", i);
}

/* The households follow one another in steps that meet each once in a round. */
static void write_change(struct files *all, size_t *at, uint64_t *state, long day)
{
	char date[48];
	uint64_t random = random_next(state);
	struct file *f;
	bool done;

	snprintf(date, sizeof date, "2020-%02ld-%02ld", 3 + day / 28, 1 + day % 28);
	do {
		*at = (*at + 7919) % all->n;
		f = &all->v[*at];
		done = strstr(f->path, "/households/") &&
		       ((random % 3 && progress(f, random, date)) || set_fact(f, random));
	} while (!done);
	write_file(f);
}

int main(int argc, char **argv)
{
	size_t commits = 1000, changed = 100000, i, k, at = 0, each;
	uint64_t state = 1;
	struct files all = {0};
	int option;

	while ((option = getopt(argc, argv, "c:n:s:")) != -1)
		switch (option) {
		case 'c': commits = strtoul(optarg, NULL, 10); break;
		case 'n': changed = strtoul(optarg, NULL, 10); break;
		case 's': state = strtoull(optarg, NULL, 10); break;
		default: return 2;
		}
	read_names(&all);
	begin_commit(0);
	for (i = 0; i < all.n; i++)
		write_file(&all.v[i]);
	each = commits > 1 && changed > all.n ? (changed - all.n) / (commits - 1) : 0;
	for (i = 1; i < commits; i++) {
		begin_commit(i);
		for (k = 0; k < each; k++)
			write_change(&all, &at, &state, (long)i / 24);
	}
	if (fflush(stdout) || ferror(stdout))
		die("standard output");
	return 0;
}
