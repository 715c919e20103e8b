#include "report/history.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/finding.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/people.h"
#include "schema/schema.h"
#include "version/revision.h"
#include "version/side.h"

static int say_why(struct history *h, struct buf *why)
{
	fprintf(stderr, "%s: %s\n", h->command->name, why->n ? why->p : "");
	buf_free(why);
	return 2;
}

/* --- operands --- */

/* The revision or range, if the first operand is one. */
static int find_range(struct history *h, char **operands, size_t n, bool literal, size_t *taken)
{
	struct buf why = {0}, no_commit = {0};
	bool named = !literal && n && git_range(h->git, operands[0], &h->range, &no_commit);

	*taken = named;
	buf_free(&no_commit);
	if (named)
		return 0;
	if (!literal && n && h->range.is_range) { /* it can be nothing else */
		git_range_free(&h->range);
		git_range(h->git, operands[0], &h->range, &why);
		return say_why(h, &why);
	}
	git_range_free(&h->range);
	return git_range(h->git, "HEAD", &h->range, &why) ? 0 : say_why(h, &why);
}

static bool is_there(struct history *h, const char *path)
{
	const struct source *s = revision_source(h->tip);
	char *below = registry_below_in(&h->registry, path);
	struct buf full = {0};
	bool there = false;

	if (below) {
		buf_addf(&full, "%s%s", h->root, below);
		there = !*below || s->find(s->ctx, full.p, NULL) != SOURCE_NONE;
	}
	mem_free(below);
	buf_free(&full);
	return there;
}

static int find_paths(struct history *h, char **operands, size_t n, bool literal)
{
	size_t i;

	h->paths = mem_zero((n + 1) * sizeof *h->paths);
	for (i = 0; i < n; i++) {
		if (!literal && !is_there(h, operands[i]))
			return options_trouble(h->command, MSG_LOG_NEITHER, text_of(operands[i]));
		h->paths[h->npaths] = registry_below_in(&h->registry, operands[i]);
		if (!h->paths[h->npaths++])
			return options_trouble(h->command, MSG_REGISTRY_OUTSIDE,
					       text_of(operands[i]), text_of(h->registry.root));
	}
	return 0;
}

/* --- opening --- */

static int open_registry(struct history *h, const char *around)
{
	const struct source *s = revision_source(h->tip);
	char *root = registry_find_in(s, around);
	bool usable;

	if (!root)
		return options_trouble(h->command, MSG_REGISTRY_NONE, text_of(around));
	usable = registry_open_in(&h->registry, s, root);
	h->root = mem_copy(source_below(s, root), strlen(source_below(s, root)));
	mem_free(root);
	if (!usable)
		return options_trouble(h->command, MSG_REGISTRY_BROKEN, text_of(h->registry.path));
	h->plan.registry = &h->registry;
	if (!h->registry.lifecycle)
		return options_trouble(h->command, MSG_LOG_NO_PROBLEMS, text_of(h->range.to_name));
	return 0;
}

/* 0, or 2 after a message: git would begin or end now and say nothing. */
static int check_dates(struct history *h)
{
	const char *none = h->since && !git_knows_date(h->git, h->since)   ? h->since
			   : h->until && !git_knows_date(h->git, h->until) ? h->until
									   : NULL;

	return none ? options_trouble(h->command, MSG_LOG_NO_DATE, text_of(none)) : 0;
}

int history_open(struct history *h, char **operands, size_t n, bool literal)
{
	struct buf why = {0};
	size_t taken = 0;
	int status;

	h->git = git_open(".", &why);
	if (!h->git)
		return say_why(h, &why);
	status = check_dates(h);
	if (!status)
		status = find_range(h, operands, n, literal, &taken);
	if (status)
		return status;
	h->tip = revision_open_in(h->git, h->range.to_name, &why);
	if (!h->tip)
		return say_why(h, &why);
	operands += taken;
	n -= taken;
	status = open_registry(h, n ? operands[0] : ".");
	return status ? status : find_paths(h, operands, n, literal);
}

/* --- going through --- */

static void note(void *ctx, const struct git_commit *c, const struct trail_note *n)
{
	struct history *h = ctx;
	struct buf b = {0};

	if (h->nbroken++ >= HISTORY_NOTES)
		return;
	message_write(&b, MSG_LOG_BROKEN, 3,
		      (struct text[]){{c->id, 10}, text_of(n->path), n->why});
	fprintf(stderr, "%s: %s\n", h->command->name, b.p);
	buf_free(&b);
}

struct trail_options history_options(struct history *h)
{
	h->from[0] = h->range.to.hex;
	h->without[0] = h->range.from.hex;
	return (struct trail_options){
		.plan = &h->plan,
		.git = h->git,
		.root = h->root,
		.from = h->from,
		.nfrom = 1,
		.without = h->without,
		.nwithout = h->range.is_range,
		.since = h->since,
		.until = h->until,
		.threads = h->jobs > 1 ? h->jobs - 1 : 1, /* git, beside, is one */
		.note = note,
		.note_ctx = h,
	};
}

struct trail *history_trail(struct history *h, bool first_parent,
			    void (*each)(void *ctx, const struct trail_commit *c), void *ctx)
{
	struct trail_options o = history_options(h);

	o.first_parent = first_parent;
	o.each = each;
	o.ctx = ctx;
	return trail_new(&o);
}

bool history_run(struct history *h, struct trail *t)
{
	struct buf why = {0};
	char room[24];
	bool good = trail_run(t, &why);

	if (!good)
		say_why(h, &why);
	if (h->nbroken > HISTORY_NOTES)
		options_trouble(h->command, MSG_LOG_BROKEN_MORE,
				text_number(room, h->nbroken - HISTORY_NOTES));
	if (git_about(h->git)->shallow)
		options_trouble(h->command, MSG_LOG_SHALLOW, TEXT(""));
	return good;
}

/* --- besides --- */

struct found {
	const struct kind *kind;
	char *path;
	struct digest *digest;
};

struct listing {
	struct trail *trail;
	struct found *v;
	size_t n, cap;
};

static bool add_found(void *ctx, const struct git_entry *e)
{
	struct listing *l = ctx;
	const struct kind *k = (e->mode & 0170000) == 0100000 ? trail_kind(l->trail, e->path)
							      : NULL;

	if (!k)
		return true;
	MEM_GROW(l->v, l->n, l->cap);
	l->v[l->n] = (struct found){.kind = k, .path = mem_copy(e->path, strlen(e->path))};
	l->v[l->n].digest = trail_digest(l->trail, k, l->v[l->n].path, e->id);
	l->n++;
	return true;
}

bool history_each_record(struct history *h, struct trail *t, const char *commit,
			 void (*each)(void *ctx, const char *path, struct digest *d), void *ctx)
{
	struct listing l = {.trail = t};
	struct buf why = {0};
	bool good = git_list(h->git, commit, h->root, add_found, &l, &why);
	size_t i;

	trail_settle(t);
	for (i = 0; i < l.n; i++) {
		if (good)
			each(ctx, l.v[i].path, l.v[i].digest);
		digest_drop(l.v[i].digest);
		mem_free(l.v[i].path);
	}
	if (!good)
		say_why(h, &why);
	mem_free(l.v);
	return good;
}

struct people *history_people(struct history *h)
{
	struct buf why = {0};
	struct people *p = people_open(&h->registry, &why);

	if (!p && why.n)
		say_why(h, &why);
	else if (!p)
		options_trouble(h->command, MSG_VERIFY_PEOPLE, text_of(h->range.to_name));
	return p;
}

const struct kind *history_kind(struct history *h)
{
	const struct kind *k = h->npaths == 1 ? side_kind(&h->registry, h->paths[0]) : NULL;

	if (!k)
		options_trouble(h->command, h->npaths == 1 ? MSG_LOG_NO_RECORD : MSG_LOG_ONE_RECORD,
				text_of(h->npaths ? h->paths[0] : ""));
	return k;
}

struct text history_title(const struct history *h)
{
	struct node *n = node_get(node_target(h->registry.tree.docs[0]), TEXT("title"));

	return n && n->kind == NODE_SCALAR ? node_text(n) : TEXT("");
}

void history_close(struct history *h)
{
	size_t i;

	for (i = 0; i < h->npaths; i++)
		mem_free(h->paths[i]);
	mem_free(h->paths);
	mem_free(h->root);
	registry_close(&h->registry);
	revision_close(h->tip);
	git_range_free(&h->range);
	git_close(h->git);
}
