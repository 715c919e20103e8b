#include "version/base.h"

#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "base/mem.h"
#include "base/source.h"
#include "version/base_internal.h"
#include "version/git_internal.h"
#include "version/revision.h"

/* --- where it is --- */

/* From the top of the work tree to a folder on disk: "" or ends with '/'; NULL: it is not below. */
static char *below_top(const struct git *g, const char *folder)
{
	const char *top = git_about(g)->top;
	char *real = realpath(*folder ? folder : ".", NULL);
	size_t n = top ? strlen(top) : 0;
	struct buf b = {0};

	if (real && n && strncmp(real, top, n) == 0 && (real[n] == '/' || !real[n] || n == 1)) {
		buf_adds(&b, real + n + (real[n] == '/'));
		buf_adds(&b, b.n ? "/" : "");
	}
	free(real);
	return b.p;
}

static bool locate(struct base *b, const char *root, struct buf *why)
{
	const struct revision *newer = b->options.revision;
	const char *below = newer ? source_below(revision_source(newer), root) : NULL;

	if (newer) {
		b->below = mem_copy(below, strlen(below));
		b->git = revision_git(newer);
		return true;
	}
	b->git = b->own = git_open(*root ? root : ".", why);
	if (!b->git)
		return false;
	b->below = below_top(b->git, root);
	return b->below || git_say(why, MSG_GIT_NO_REPOSITORY, *root ? root : ".", "");
}

/* Of two commits the one where their ways parted. */
static bool find_fork(struct base *b, const struct git_id *older, const struct git_id *newer,
		      struct buf *why)
{
	struct git_range range = {0};
	struct buf both = {0}, no = {0};
	const char *rev = b->options.rev ? b->options.rev : "HEAD";
	bool found;

	if (strcmp(older->hex, newer->hex) == 0) {
		b->from = *older;
		return true;
	}
	buf_addf(&both, "%s...%s", older->hex, newer->hex);
	found = git_range(b->git, both.p, &range, &no);
	b->from = range.from;
	if (!found)
		git_say(why, git_about(b->git)->shallow ? MSG_BASE_SHALLOW : MSG_BASE_UNRELATED,
			b->options.name, rev);
	git_range_free(&range);
	buf_free(&both);
	buf_free(&no);
	return found;
}

static bool resolve(struct base *b, struct buf *why)
{
	const char *rev = b->options.rev ? b->options.rev : "HEAD";
	struct buf no = {0};
	struct git_id older, newer;
	bool commits = git_resolve(b->git, b->options.name, "commit", &older, &no) &&
		       git_resolve(b->git, rev, "commit", &newer, &no);

	buf_free(&no);
	if (b->options.rev && !git_resolve(b->git, rev, "tree", &b->to, why))
		return false;
	return commits ? find_fork(b, &older, &newer, why)
		       : git_resolve(b->git, b->options.name, "tree", &b->from, why);
}

/* The name under which the older version is shown: as given, if it is that. */
static bool open_revision(struct base *b, struct buf *why)
{
	struct git_id named;
	struct buf no = {0}, name = {0};

	if (git_resolve(b->git, b->options.name, "commit", &named, &no) &&
	    strcmp(named.hex, b->from.hex) != 0)
		buf_addf(&name, "%.12s", b->from.hex);
	else
		buf_adds(&name, b->options.name);
	b->revision = revision_open_in(b->git, name.p, why);
	buf_free(&no);
	buf_free(&name);
	return b->revision != NULL;
}

static void lack(struct base *b, enum message m)
{
	struct text args[2] = {text_of(b->options.name), text_of(*b->below ? b->below : "/")};

	message_write(&b->lack, m, 2, args);
}

static void open_then(struct base *b)
{
	const struct source *source = revision_source(b->revision);
	struct buf root = {0};

	buf_adds(&root, source->prefix);
	buf_adds(&root, b->below);
	if (!survey_open(&b->then, source, root.p, b->options.judging))
		lack(b, b->then.registry.bytes && b->then.registry.bytes->n ? MSG_BASE_BROKEN
									    : MSG_BASE_NONE);
	buf_free(&root);
}

/* --- side by side --- */

struct chore {
	void (*run)(struct base *b);
};

static void run_chore(void *ctx, void *state, void *chore)
{
	(void)state;
	((const struct chore *)chore)->run(ctx);
}

/* With one thread it is done at once. */
static void give(struct base *b, struct chore *chore)
{
	const struct crew_work work = {NULL, run_chore, NULL, b};

	if (!b->crew)
		b->crew = crew_new(&work, b->options.threads < 2 ? 1 : 2);
	crew_give(b->crew, chore);
}

static void settle(struct base *b)
{
	if (b->crew)
		crew_wait(b->crew);
}

struct base *base_open(const char *root, const struct base_options *o, struct buf *why)
{
	static struct chore open = {open_then};
	struct base *b = mem_zero(sizeof *b);

	b->options = *o;
	if (!locate(b, root, why) || !resolve(b, why) || !base_seek_changes(b, why) ||
	    !open_revision(b, why)) {
		base_close(b);
		return NULL;
	}
	give(b, &open);
	return b;
}

const char *base_lack(struct base *b)
{
	settle(b);
	return b->lack.n ? b->lack.p : NULL;
}

void base_close(struct base *b)
{
	size_t i;

	if (!b)
		return;
	settle(b);
	crew_free(b->crew);
	for (i = 0; i < b->npairs; i++) {
		findings_clear(&b->pairs[i]->fixed);
		findings_clear(&b->pairs[i]->gone);
		findings_clear(&b->pairs[i]->alike);
	}
	git_changes_drop(b->changes);
	survey_close(&b->then);
	revision_close(b->revision);
	git_close(b->own);
	mem_free(b->below);
	mem_free(b->like);
	mem_free(b->pairs);
	mem_free(b->of_before);
	mem_free(b->of_after);
	buf_free(&b->lack);
	hash_free(&b->gone);
	arena_free(&b->arena);
	mem_free(b);
}

/* --- the survey of both --- */

static void mark_new(struct findings *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].status == FINDING_PLAIN)
			f->v[i].status = FINDING_NEW;
}

/* There is nothing to hold it against. */
static void survey_alone(struct base *b)
{
	struct survey *s = b->now;
	size_t i;

	survey_begin(s, b->options.threads);
	survey_end(s, b->options.threads);
	survey_collect(s);
	for (i = 0; i < s->files.n; i++)
		mark_new(survey_findings(&s->files.v[i]));
}

/* What is said of a file by itself, where it is the same in both. */
static void share_findings(struct base *b)
{
	size_t i, k;

	for (i = 0; b->alike && i < b->then.members.n; i++) {
		const struct findings *f = b->like[i]
						   ? &b->now->check.files[b->like[i] - 1].findings
						   : NULL;

		for (k = 0; f && k < f->n; k++)
			if (!f->v[k].across)
				findings_copy(&b->then.check.files[i].findings, &f->v[k]);
	}
}

static void end_one(struct base *b, struct survey *s)
{
	survey_end(s, b->options.threads > 1 ? b->options.threads / 2 : 1);
}

static void end_then(struct base *b)
{
	end_one(b, &b->then);
}

/* Much of it is not for many threads. */
static void end_both(struct base *b)
{
	static struct chore end = {end_then};

	give(b, &end);
	end_one(b, b->now);
	settle(b);
}

/* Both go the same way; the older one only as far as it differs. */
static void survey_both(struct base *b)
{
	unsigned threads = b->options.threads;

	b->then.part = b->now->part;
	b->alike = survey_is_alike(&b->then, b->now);
	if (b->alike)
		check_share(&b->then.check, &b->now->check, b->like);
	survey_begin(b->now, threads);
	survey_begin(&b->then, threads);
	end_both(b);
	share_findings(b);
	survey_collect(&b->then);
}

/* The path it had, as it would be shown. */
static const char *old_path(struct base *b, const struct base_pair *p)
{
	return registry_path(&b->now->registry, b->then.members.v[p->before - 1].path);
}

/* What is said of records that are gone stands there. */
static void add_gone(struct base *b)
{
	size_t i;

	for (i = 0; i < b->npairs; i++) {
		struct base_pair *p = b->pairs[i];

		if (p->gone.n)
			survey_add(&b->now->files, old_path(b, p), &p->gone);
	}
}

/* Once waivers had their say of what is new. */
static void add_fixed(struct base *b)
{
	size_t i;

	for (i = 0; i < b->npairs; i++) {
		struct base_pair *p = b->pairs[i];

		if (p->fixed.n && p->after)
			findings_merge(&b->now->check.files[p->after - 1].findings, &p->fixed);
		else if (p->fixed.n)
			survey_add(&b->now->files, old_path(b, p), &p->fixed);
	}
}

/* --- files that are no records --- */

/* The file of the newer version at the same path. */
static struct survey_file *find_file(struct survey *now, const char *path)
{
	size_t i;

	for (i = 0; i < now->files.n; i++)
		if (!now->files.v[i].member && strcmp(now->files.v[i].path, path) == 0)
			return &now->files.v[i];
	return NULL;
}

static void match_others(struct base *b)
{
	const struct base_match m = {.words = true};
	struct survey_files *files = &b->now->files;
	size_t i;

	for (i = 0; i < b->then.files.n; i++) {
		struct survey_file *then = &b->then.files.v[i], *now;
		char *below = then->member ? NULL : registry_below(&b->then.registry, then->path);
		struct findings none = {0}, fixed = {0};
		const char *path;

		if (!below)
			continue;
		path = registry_path(&b->now->registry, below);
		now = find_file(b->now, path);
		base_match(&m, now ? &now->own : &none, &then->own, &fixed);
		survey_add(files, path, &fixed);
		mem_free(below);
	}
	for (i = 0; i < files->n; i++)
		mark_new(survey_findings(&files->v[i]));
}

/* --- rules --- */

/* Once each. */
static void say_rule_gone(void *ctx, struct text id)
{
	struct base *b = ctx;
	struct findings *f = &b->now->registry.findings;
	void **said = hash_put(&b->gone, id);

	if (!*said)
		finding_say(f, MSG_BASE_RULE_GONE, 0, 0, id);
	*said = b;
}

bool base_survey(struct base *b, struct survey *s, struct buf *why)
{
	b->now = s;
	settle(b);
	if (b->lack.n) {
		survey_alone(b);
		return true;
	}
	if (!base_find_same(b, why))
		return false;
	survey_both(b);
	base_pair_up(b);
	base_judge(b);
	base_take_alike(b);
	add_gone(b);
	judge_each_gone(b->then.judge, b->now->judge, say_rule_gone, b);
	survey_collect(b->now);
	match_others(b);
	add_fixed(b);
	survey_sort(&b->now->files);
	return git_is_whole(b->git, why);
}
