/*
 * hhinit: lay out a new registry, and set up a clone of one.
 */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/save.h"
#include "registry/layout.h"
#include "registry/registry.h"
#include "version/git.h"
#include "version/setup.h"

enum { OPT_GIT = 300, OPT_DOCTOR };

static const struct option_row rows[] = {
	{OPT_GIT, "git", NULL, "register git's drivers and hook in this clone"},
	{OPT_DOCTOR, "doctor", NULL, "say what is not set up, and what to type"},
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhinit",
	"lay out a new registry, or set up a clone of one",
	"  hhinit [DIR]\n  hhinit --git | --doctor",
	rows,
	"Without DIR the registry is laid out in the current folder. No file is ever replaced.\n"
	"Exit status: 0 done, or all is set up; 1 something is not; 2 trouble.",
};

struct init {
	bool git, doctor;
	const char *folder; /* what paths begin with: "" or ends with '/' */
	bool failed, lacks;
	struct common_options common;
};

static bool take(void *ctx, int id, char *value)
{
	struct init *h = ctx;

	(void)value;
	h->git |= id == OPT_GIT;
	h->doctor |= id == OPT_DOCTOR;
	return true;
}

static void say(enum message m, const char *a, const char *b)
{
	struct buf line = {0};

	message_write(&line, m, 2, (struct text[]){text_of(a), text_of(b)});
	fprintf(stderr, "%s\n", line.p);
	buf_free(&line);
}

static int fail(struct buf *why)
{
	fprintf(stderr, "%s: %s\n", command.name, buf_text(why).p);
	buf_free(why);
	return 2;
}

/* --- a new registry --- */

static void lay_out(void *ctx, const struct layout_file *f)
{
	struct init *h = ctx;
	struct buf path = {0}, why = {0}, shown = {0};
	struct save s = {0};
	struct stat st;
	int error;

	if (h->failed)
		return;
	buf_adds(&path, h->folder);
	buf_adds(&path, f->path);
	error = file_make_folders(path.p);
	if (error) {
		options_trouble(&command, MSG_SAVE_FOLDER, text_of(path.p),
				text_of(strerror(error)));
		h->failed = true;
	} else if (lstat(path.p, &st) == 0) {
		options_trouble(&command, MSG_SAVE_THERE, text_of(path.p));
	} else if (save_new(&s, path.p, &why) && save_write(&s, f->bytes, &why)) {
		message_escape(&shown, text_of(path.p));
		puts(shown.p);
	} else {
		h->failed = true;
	}
	if (why.n)
		fail(&why);
	save_close(&s);
	buf_free(&path);
	buf_free(&shown);
}

/* The registry's folder as seen from the top of its repository: "." or a path. */
static void folder_in(const struct git *g, struct buf *out)
{
	const char *prefix = g ? git_about(g)->prefix : "";

	buf_adds(out, prefix);
	while (out->n && out->p[out->n - 1] == '/')
		out->p[--out->n] = '\0';
	if (!out->n)
		buf_adds(out, ".");
}

/* Takes the last folder off a path that ends with '/', if it is a name. */
static void go_up(struct buf *path)
{
	size_t n = path->n;

	while (n > 1 && path->p[n - 2] != '/')
		n--;
	if (path->n < 2 || strcmp(path->p + n - 1, "../") == 0 ||
	    strcmp(path->p + n - 1, "./") == 0) {
		buf_adds(path, "../");
		return;
	}
	path->n = n - 1;
	path->p[path->n] = '\0';
}

/* Forges look for these at the top of the repository, or of what will be one. */
static void lay_out_workflows(struct init *h)
{
	struct buf why = {0}, folder = {0}, top = {0};
	struct git *g = git_open(*h->folder ? h->folder : ".", &why);
	const char *at;

	folder_in(g, &folder);
	buf_adds(&top, h->folder);
	for (at = g ? git_about(g)->prefix : ""; (at = strchr(at, '/')); at++)
		go_up(&top);
	h->folder = top.n ? top.p : "";
	layout_workflows(folder.p, lay_out, h);
	git_close(g);
	buf_free(&why);
	buf_free(&folder);
	buf_free(&top);
}

/* Is it in a bare repository or a .git folder? */
static bool is_git_directory(const char *folder)
{
	struct buf why = {0};
	struct git *g = git_open(*folder ? folder : ".", &why);
	bool inside = g && !git_about(g)->top;

	git_close(g);
	buf_free(&why);
	return inside;
}

static int new_registry(struct init *h, const char *folder)
{
	struct buf path = {0};
	char *above;
	int error;

	buf_adds(&path, folder);
	if (path.n && path.p[path.n - 1] != '/')
		buf_addc(&path, '/');
	h->folder = path.n ? path.p : "";
	error = path.n ? file_make_folders(path.p) : 0;
	above = registry_find(path.n ? path.p : ".");
	if (error) {
		options_trouble(&command, MSG_SAVE_FOLDER, text_of(path.p),
				text_of(strerror(error)));
		h->failed = true;
	} else if (above) {
		options_trouble(&command, MSG_INIT_INSIDE, text_of(*h->folder ? h->folder : "."),
				text_of(*above ? above : "."));
		h->failed = true;
	} else if (is_git_directory(h->folder)) {
		options_trouble(&command, MSG_INIT_NO_WORK_TREE,
				text_of(*h->folder ? h->folder : "."));
		h->failed = true;
	} else {
		layout_registry(lay_out, h);
		lay_out_workflows(h);
		buf_adds(&path, "registry.yaml");
		if (!h->failed)
			say(MSG_INIT_NEXT, path.p, "");
	}
	mem_free(above);
	buf_free(&path);
	return h->failed ? 2 : 0;
}

/* --- a clone --- */

static void tell(void *ctx, const char *lacks, const char *remedy)
{
	struct init *h = ctx;
	struct buf line = {0};

	h->lacks = true;
	if (remedy)
		message_write(&line, MSG_INIT_LACKS, 2,
			      (struct text[]){text_of(lacks), text_of(remedy)});
	else
		buf_adds(&line, lacks);
	puts(line.p);
	buf_free(&line);
}

static int register_drivers(struct git *g, const char *folder, const char *top)
{
	struct buf why = {0};
	bool kept;

	if (!g)
		return options_trouble(&command, MSG_SETUP_WORDS, text_of(top));
	if (!setup_register(g, folder, &kept, &why))
		return fail(&why);
	say(MSG_INIT_REGISTERED, "", "");
	if (kept)
		say(MSG_INIT_HOOK_KEPT, "", "");
	buf_free(&why);
	return 0;
}

static int set_up_clone(struct init *h)
{
	struct buf why = {0}, folder = {0};
	char *root = registry_find(".");
	struct registry r;
	struct git *g;
	int status;

	if (!root)
		return options_trouble(&command, MSG_REGISTRY_NONE, TEXT("."));
	if (!registry_open(&r, root)) {
		status = options_trouble(&command, MSG_REGISTRY_BROKEN, text_of(r.path));
		registry_close(&r);
		mem_free(root);
		return status;
	}
	g = git_open(*root ? root : ".", &why);
	folder_in(g, &folder);
	if (h->git) {
		status = register_drivers(g, folder.p, buf_text(&why).p);
	} else {
		setup_examine(g, buf_text(&why).p, &r, folder.p, tell, h);
		if (!h->lacks)
			say(MSG_INIT_WELL, "", "");
		status = h->lacks;
	}
	git_close(g);
	registry_close(&r);
	mem_free(root);
	buf_free(&why);
	buf_free(&folder);
	return status;
}

int main(int argc, char **argv)
{
	struct init h = {0};
	int first, n, status, lost;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &h.common, take, &h);
	n = argc - first;
	if ((n && (h.git || h.doctor)) || (h.git && h.doctor))
		status = options_complain(&command, MSG_INIT_TWO, TEXT(""));
	else if (n > 1 || (n && !*argv[first]))
		status = options_complain(&command, MSG_INIT_ONE, TEXT(""));
	else if (h.git || h.doctor)
		status = set_up_clone(&h);
	else
		status = new_registry(&h, n ? argv[first] : "");
	lost = options_finish(&command);
	return lost ? lost : status;
}
