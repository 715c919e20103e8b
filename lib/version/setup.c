#include "version/setup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/save.h"
#include "registry/layout.h"
#include "registry/people.h"
#include "registry/registry.h"
#include "version/git.h"

/* git's pattern for the line shown above a hunk: a key at the margin or below, in any script. */
static const struct setting {
	const char *name, *value;
} settings[] = {
	{"diff.hearth.command", "hhdiff --driver"},
	{"diff.hearth.textconv", "hhdiff --textconv"},
	{"diff.hearth.xfuncname", "^([^ #:-][^:]*):.*$"},
	{"merge.hearth.name", "merge records by their identity"},
	{"merge.hearth.driver", "hhmerge --driver %O %A %B %L %P"},
};
enum { SETTINGS = sizeof settings / sizeof *settings };

/* --- registering --- */

static bool hook_path(struct git *g, struct buf *path, struct buf *why)
{
	bool good = git_part(g, "hooks", path, why);

	buf_adds(path, "/pre-commit");
	return good;
}

static bool write_hook(const char *path, struct text bytes, struct buf *why)
{
	struct save s = {0};
	int error = file_make_folders(path);
	mode_t mask;
	bool good;

	if (error) {
		message_write(why, MSG_SAVE_FOLDER, 2,
			      (struct text[]){text_of(path), text_of(strerror(error))});
		return false;
	}
	good = save_new(&s, path, why) && save_write(&s, bytes, why);
	save_close(&s);
	umask(mask = umask(0));
	if (good && chmod(path, 0777 & ~mask) < 0) {
		message_write(why, MSG_USAGE_PATH, 2,
			      (struct text[]){text_of(path), text_of(strerror(errno))});
		good = false;
	}
	return good;
}

static bool put_hook(struct git *g, const char *folder, bool *kept, struct buf *why)
{
	struct buf path = {0}, bytes = {0}, old = {0};
	bool good = hook_path(g, &path, why);
	struct stat st;

	layout_hook(folder, &bytes);
	*kept = false;
	if (good && lstat(path.p, &st) == 0)
		*kept = file_read(path.p, &old) != 0 ||
			!text_equal(buf_text(&old), buf_text(&bytes));
	else if (good)
		good = write_hook(path.p, buf_text(&bytes), why);
	buf_free(&path);
	buf_free(&bytes);
	buf_free(&old);
	return good;
}

bool setup_register(struct git *g, const char *folder, bool *kept, struct buf *why)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (!git_set_config(g, settings[i].name, settings[i].value, why))
			return false;
	return put_hook(g, folder, kept, why);
}

/* --- examining --- */

struct examination {
	struct git *git;
	struct registry *registry;
	const char *folder;
	void (*each)(void *ctx, const char *lacks, const char *remedy);
	void *ctx;
};

static void tell(struct examination *x, enum message m, const char *a, const char *b,
		 const char *remedy)
{
	struct buf lacks = {0};

	message_write(&lacks, m, 2, (struct text[]){text_of(a), text_of(b)});
	x->each(x->ctx, lacks.p, remedy);
	buf_free(&lacks);
}

static bool is_in_path(const char *command)
{
	const char *at = getenv("PATH"), *end;
	struct buf b = {0};
	bool found = false;

	for (; at && !found; at = *end ? end + 1 : NULL) {
		end = at + strcspn(at, ":");
		buf_clear(&b);
		buf_add(&b, at, (size_t)(end - at));
		buf_adds(&b, b.n ? "/" : "./");
		buf_adds(&b, command);
		found = access(b.p, X_OK) == 0;
	}
	buf_free(&b);
	return found;
}

static void examine_commands(struct examination *x)
{
	static const char *const commands[] = {"hhcheck", "hhdiff", "hhmerge"};
	size_t i;

	for (i = 0; i < sizeof commands / sizeof *commands; i++)
		if (!is_in_path(commands[i]))
			tell(x, MSG_SETUP_COMMAND, commands[i], "", NULL);
}

/* The first that is not as it should be says enough: one command mends all. */
static void examine_settings(struct examination *x)
{
	struct buf value = {0};
	bool there = true;
	size_t i;

	for (i = 0; i < SETTINGS; i++) {
		buf_clear(&value);
		there = git_config(x->git, settings[i].name, &value);
		if (!there || !text_is(buf_text(&value), settings[i].value))
			break;
	}
	if (i < SETTINGS)
		tell(x, there ? MSG_SETUP_SETTING : MSG_SETUP_NO_SETTING, settings[i].name,
		     there && value.n ? value.p : "", "hhinit --git");
	buf_free(&value);
}

static void examine_attribute(struct examination *x, const char *name)
{
	struct buf value = {0}, why = {0}, path = {0};

	if (strcmp(x->folder, ".") != 0)
		buf_addf(&path, "%s/", x->folder);
	buf_adds(&path, "registry.yaml");
	if (!git_attribute(x->git, name, path.p, &value, &why))
		buf_adds(&value, "unspecified");
	if (!text_is(buf_text(&value), "hearth"))
		tell(x, MSG_SETUP_ATTRIBUTE, name, value.p,
		     "echo '*.yaml text eol=lf diff=hearth merge=hearth' >>.gitattributes");
	buf_free(&value);
	buf_free(&why);
	buf_free(&path);
}

static void examine_hook(struct examination *x)
{
	struct buf path = {0}, why = {0}, bytes = {0};

	if (!hook_path(x->git, &path, &why))
		tell(x, MSG_SETUP_WORDS, buf_text(&why).p, "", NULL);
	else if (file_read(path.p, &bytes) != 0)
		tell(x, MSG_SETUP_NO_HOOK, "", "", "hhinit --git");
	else if (!bytes.n || !strstr(bytes.p, "hhcheck"))
		tell(x, MSG_SETUP_OTHER_HOOK, path.p, "", NULL);
	else if (access(path.p, X_OK) != 0)
		tell(x, MSG_SETUP_HOOK_MODE, path.p, "", "chmod +x .git/hooks/pre-commit");
	buf_free(&path);
	buf_free(&why);
	buf_free(&bytes);
}

/* Does somebody on the registry's list have the address that commits are made with? */
static void examine_person(struct examination *x)
{
	struct buf email = {0}, why = {0};
	struct people *p = people_open(x->registry, &why);
	bool known = !p;
	size_t i;

	if (!git_config(x->git, "user.email", &email))
		buf_adds(&email, "");
	for (i = 0; p && i < people_count(p) && !known; i++)
		known = person_has_email(people_at(p, i), buf_text(&email));
	if (why.n)
		tell(x, MSG_SETUP_WORDS, why.p, "", NULL);
	else if (!email.n)
		tell(x, MSG_SETUP_NO_EMAIL, "", "", "git config user.email NAME@EXAMPLE.ORG");
	else if (!known)
		tell(x, MSG_SETUP_NO_PERSON, email.p, people_path(p), NULL);
	people_close(p);
	buf_free(&email);
	buf_free(&why);
}

void setup_examine(struct git *g, const char *why, struct registry *r, const char *folder,
		   void (*each)(void *ctx, const char *lacks, const char *remedy), void *ctx)
{
	struct examination x = {g, r, folder, each, ctx};

	examine_commands(&x);
	if (!g) {
		tell(&x, MSG_SETUP_WORDS, why, "", "git init");
		return;
	}
	examine_settings(&x);
	examine_attribute(&x, "diff");
	examine_attribute(&x, "merge");
	examine_hook(&x);
	examine_person(&x);
}
