/* Checking a registry: passes over its files, each in parallel. */
#include "registry/check.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/source.h"
#include "registry/across.h"
#include "registry/judge_internal.h"
#include "schema/schema.h"

struct check_pass {
	struct check *c;
	uint32_t *v; /* the files it goes over */
	size_t n;
	bool again;           /* they were read before: sums are known now */
	pthread_mutex_t lock; /* on c->extractors */
};

struct worker {
	struct check *c;
	struct check_pass *pass;
	struct buf bytes;
	struct tree tree;
	struct validator *validator;
	struct judge_run *run;
	struct extractor extractor;
};

void check_init(struct check *c, struct registry *r, const struct judge *j,
		const struct members *members)
{
	size_t i;

	*c = (struct check){.registry = r, .judge = j, .members = members};
	c->files = mem_zero((members->n + 1) * sizeof *c->files);
	c->paths = mem_zero((members->n + 1) * sizeof *c->paths);
	c->extracts = mem_zero((members->n + 1) * sizeof *c->extracts);
	for (i = 0; i < members->n; i++) {
		/* Most often the two are one: thousands of paths need not stand twice. */
		c->paths[i] = *r->root ? registry_path(r, members->v[i].path) : members->v[i].path;
		c->files[i] = (struct check_file){.path = c->paths[i],
						  .member = &members->v[i],
						  .shown = true};
	}
}

void check_free(struct check *c)
{
	size_t i;

	for (i = 0; c->files && i < c->members->n; i++)
		findings_clear(&c->files[i].findings);
	across_free(c->across);
	for (i = 0; i < c->nextractors; i++)
		extractor_free(&c->extractors[i]);
	mem_free(c->extractors);
	mem_free(c->files);
	mem_free(c->paths);
	mem_free(c->extracts);
	*c = (struct check){0};
}

/* --- threads --- */

static void *begin(void *ctx)
{
	struct check_pass *p = ctx;
	struct worker *w = mem_zero(sizeof *w);

	w->c = p->c;
	w->pass = p;
	w->validator = validator_new();
	w->run = p->c->judge ? judge_run_new(p->c->judge) : NULL;
	return w;
}

/* What extracts are made of outlives the thread. */
static void end(void *ctx, void *state)
{
	struct check_pass *p = ctx;
	struct worker *w = state;
	struct check *c = w->c;

	buf_free(&w->bytes);
	tree_free(&w->tree);
	validator_free(w->validator);
	judge_run_free(w->run);
	pthread_mutex_lock(&p->lock);
	c->extractors = mem_resize_array(c->extractors, c->nextractors + 1, sizeof *c->extractors);
	c->extractors[c->nextractors++] = w->extractor;
	pthread_mutex_unlock(&p->lock);
	mem_free(w);
}

static void tick(void *ctx, size_t done)
{
	struct check_pass *p = ctx;

	if (p->c->tick)
		p->c->tick(p->c->ctx, done, p->n);
}

/* --- one file --- */

/* What the registry says of the record. Only if there is something to say is it worth knowing what
 * to mask. */
static void check_record(struct worker *w, struct check_file *file, struct node *root,
			 size_t before)
{
	const struct kind *kind = file->member->kind;
	size_t n = file->findings.n, i;
	char *name;

	registry_check_record(kind, file->member->path, root, &file->findings);
	if (file->findings.n == before)
		return;
	if (kind->schema)
		schema_mark(kind->schema, w->validator, root);
	findings_truncate(&file->findings, n);
	registry_check_record(kind, file->member->path, root, &file->findings);
	name = registry_name_record(kind, root);
	for (i = before; name && i < file->findings.n; i++)
		file->findings.v[i].record = mem_copy(name, strlen(name));
	mem_free(name);
}

static void say_trouble(struct check_file *file)
{
	const struct member *m = file->member;
	struct text args[2] = {{0}};

	if (m->error)
		args[0] = text_of(strerror(m->error));
	if (m->trouble == MSG_FILE_CLAIMED_TWICE) {
		args[0] = m->kind->name;
		args[1] = m->other->name;
	}
	finding_add(&file->findings, m->trouble, 0, 0, 2, args);
}

/* The first time: the file against its schema, the rules that go without sums, the extract. */
static void take_first(struct worker *w, struct check_file *file, size_t i, struct node *root)
{
	const struct kind *kind = file->member->kind;
	size_t before = file->findings.n;

	if (file->shown && kind->schema)
		schema_check(kind->schema, w->validator, root, &file->findings);
	if (file->shown)
		check_record(w, file, root, before);
	if (!w->run)
		return;
	judge_begin(w->run, kind, root, NULL, file->findings.n > before);
	if (file->shown)
		judge_rules(w->run, false, &file->findings);
	path_places(&file->findings, kind->schema, root);
	extract_take(&w->extractor, w->run, false, &w->c->extracts[i]);
}

/* The second time: the rules that wait for sums, and what holds across records. */
static void take_again(struct worker *w, struct check_file *file, size_t i, struct node *root)
{
	const struct kind *kind = file->member->kind;
	const struct judge_sum *totals = across_totals(w->c->across, i);
	bool concerns = across_concerns(w->c->across, i);

	if (concerns && kind->schema)
		schema_mark(kind->schema, w->validator, root);
	judge_begin(w->run, kind, root, totals, concerns);
	if (file->shown) {
		judge_rules(w->run, true, &file->findings);
		across_say(w->c->across, i, root, &file->findings);
		path_places(&file->findings, kind->schema, root);
	}
	extract_take(&w->extractor, w->run, true, &w->c->extracts[i]);
}

/* The documents of the file; false after findings. */
static bool load(struct worker *w, const struct check_file *file, struct findings *f)
{
	int error = source_read(w->c->registry->source, file->path, &w->bytes);

	if (error) {
		file_finding(f, error);
		return false;
	}
	return tree_load(&w->tree, file->path, w->bytes.p, w->bytes.n, f) == 0;
}

static void check_first(struct worker *w, struct check_file *file, size_t i)
{
	size_t k;

	if (file->member->trouble != MSG_COUNT) {
		say_trouble(file);
		return;
	}
	if (!load(w, file, &file->findings))
		return;
	for (k = 1; k < w->tree.ndocs; k++)
		finding_say0(&file->findings, MSG_ONE_DOCUMENT, w->tree.docs[k]->start,
			     w->tree.docs[k]->start + 1);
	take_first(w, file, i, node_target(w->tree.docs[0]));
}

static void check_again(struct worker *w, struct check_file *file, size_t i)
{
	struct findings unused = {0};
	size_t before = file->findings.n;

	if (load(w, file, &unused))
		take_again(w, file, i, node_target(w->tree.docs[0]));
	else
		across_say(w->c->across, i, NULL, &file->findings);
	findings_clear(&unused);
	for (; before < file->findings.n; before++)
		file->findings.v[before].across = true;
}

static void check_file(void *ctx, void *state, size_t at)
{
	struct check_pass *p = ctx;
	struct worker *w = state;
	size_t i = p->v[at];
	struct check_file *file = &p->c->files[i];

	if (p->again)
		check_again(w, file, i);
	else
		check_first(w, file, i);
	if (file->shown)
		findings_finish(&file->findings, buf_text(&w->bytes).p, w->bytes.n);
	else
		findings_clear(&file->findings);
	w->bytes.n = 0;
}

/* --- passes --- */

static void run_pass(struct check_pass *p, unsigned threads)
{
	const struct pool_work work = {begin, check_file, end, tick, p};

	pthread_mutex_init(&p->lock, NULL);
	if (p->n)
		pool_run(&work, p->n, threads);
	pthread_mutex_destroy(&p->lock);
	mem_free(p->v);
	p->v = NULL;
}

static bool is_wanted(const struct check *c, const struct check_file *file)
{
	const struct law *law;

	if (c->same && c->same[file - c->files])
		return false;
	if (file->shown || file->needed)
		return true;
	if (!c->judge || !file->member->kind || file->member->trouble != MSG_COUNT)
		return false;
	law = law_of(c->judge, file->member->kind);
	return law->nslots || law->measures.n || c->judge->nunique || c->judge->nsums;
}

static void first_pass(struct check *c, unsigned threads)
{
	struct check_pass p = {.c = c};
	size_t i;

	p.v = mem_alloc((c->members->n + 1) * sizeof *p.v);
	for (i = 0; i < c->members->n; i++)
		if (is_wanted(c, &c->files[i]))
			p.v[p.n++] = (uint32_t)i;
	run_pass(&p, threads);
}

/* The records of one kind that sums or other records have something to say of. */
static void second_pass(struct check *c, const struct kind *kind, unsigned threads)
{
	const struct law *law = law_of(c->judge, kind);
	struct check_pass p = {.c = c, .again = true};
	size_t i;

	p.v = mem_alloc((c->members->n + 1) * sizeof *p.v);
	for (i = 0; i < c->members->n; i++) {
		bool loaded = c->extracts[i].loaded, shown = c->files[i].shown;

		if (c->members->v[i].kind == kind &&
		    ((shown && across_concerns(c->across, i)) ||
		     (loaded && (law->late_measures || (shown && law->late_rules)))))
			p.v[p.n++] = (uint32_t)i;
	}
	run_pass(&p, threads);
}

static void across(struct check *c, unsigned threads)
{
	const struct kind *kind;
	size_t i;

	c->across = across_new(c->judge, c->members, c->paths, c->extracts);
	across_resolve(c->across);
	for (i = 0; (kind = across_kind(c->across, i)); i++) {
		across_settle(c->across, i);
		second_pass(c, kind, threads);
		across_add_up(c->across, i);
	}
}

void check_begin(struct check *c, unsigned threads)
{
	size_t i;

	first_pass(c, threads);
	for (i = 0; c->same && i < c->members->n; i++)
		if (c->same[i])
			c->extracts[i] = c->like->extracts[c->same[i] - 1];
}

void check_share(struct check *c, const struct check *from, const uint32_t *same)
{
	c->like = from;
	c->same = same;
}

void check_end(struct check *c, unsigned threads)
{
	if (c->judge)
		across(c, threads);
}

void check_run(struct check *c, unsigned threads)
{
	check_begin(c, threads);
	check_end(c, threads);
}

void check_sums(struct check *c, unsigned threads)
{
	size_t i;

	for (i = 0; i < c->members->n; i++)
		c->files[i].shown = false;
	check_run(c, threads);
}

const struct judge_sum *check_totals(const struct check *c, size_t i)
{
	return across_totals(c->across, i);
}
