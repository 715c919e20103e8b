#include "registry/survey.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/source.h"
#include "registry/waiver.h"
#include "schema/schema.h"

struct findings *survey_findings(struct survey_file *file)
{
	return file->member ? &file->member->findings : &file->own;
}

struct survey_file *survey_add(struct survey_files *files, const char *path, struct findings *f)
{
	struct survey_file *file;

	MEM_GROW(files->v, files->n, files->cap);
	file = &files->v[files->n++];
	*file = (struct survey_file){.path = path, .own = *f};
	*f = (struct findings){0};
	return file;
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct survey_file *)x)->path, ((const struct survey_file *)y)->path);
}

void survey_sort(struct survey_files *files)
{
	if (files->n)
		qsort(files->v, files->n, sizeof *files->v, by_path);
}

void survey_files_free(struct survey_files *files)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		findings_clear(&files->v[i].own);
	mem_free(files->v);
	*files = (struct survey_files){0};
}

/* A file that is no record is worth a line only if there is something to say of it. */
static void add_other(void *ctx, const char *path, struct findings *f)
{
	struct survey *s = ctx;

	if (f->n)
		survey_add(&s->files, path, f);
}

bool survey_open(struct survey *s, const struct source *source, const char *root,
		 const struct judge_options *o)
{
	*s = (struct survey){0};
	s->usable = registry_open_in(&s->registry, source, root);
	if (!s->usable)
		return false;
	registry_scan(&s->registry, "", &s->members);
	s->judge = judge_open(&s->registry, o);
	if (o && o->also)
		o->also(&s->registry, s->judge);
	check_init(&s->check, &s->registry, s->judge, &s->members);
	return true;
}

void survey_close(struct survey *s)
{
	size_t i;

	for (i = 0; i < s->nparts; i++)
		mem_free(s->parts[i]);
	mem_free(s->parts);
	survey_files_free(&s->files);
	waivers_free(s->waivers);
	check_free(&s->check);
	judge_close(s->judge);
	registry_close(&s->registry);
	members_free(&s->members);
	*s = (struct survey){0};
}

/* --- what is shown --- */

void survey_hide(struct survey *s)
{
	size_t i;

	s->part = true;
	for (i = 0; i < s->members.n; i++)
		s->check.files[i].shown = false;
}

static int by_member(const void *x, const void *y)
{
	return strcmp(((const struct member *)x)->path, ((const struct member *)y)->path);
}

bool survey_show(struct survey *s, const char *below)
{
	struct members some = {0};
	struct findings f = {0};
	struct member *m;
	bool found = registry_scan(&s->registry, below, &some);
	struct buf folder = {0};
	size_t i;

	for (i = 0; i < some.n; i++) {
		m = bsearch(&some.v[i], s->members.v, s->members.n, sizeof *m, by_member);
		if (m)
			s->check.files[m - s->members.v].shown = true;
		if (m || some.v[i].trouble != MSG_FILE_UNREADABLE)
			continue;
		finding_say(&f, MSG_FILE_UNREADABLE, 0, 0, text_of(strerror(some.v[i].error)));
		add_other(s, registry_path(&s->registry, some.v[i].path), &f);
	}
	members_free(&some);
	buf_adds(&folder, below);
	buf_addc(&folder, '/');
	MEM_GROW(s->parts, s->nparts, s->capparts);
	s->parts[s->nparts++] = folder.p;
	s->part = s->part && *below;
	return found;
}

bool survey_covers(const struct survey *s, const char *member)
{
	struct text path = text_of(member);
	bool covered = !s->part;
	size_t i;

	for (i = 0; i < s->nparts && !covered; i++)
		covered = strcmp(s->parts[i], "/") == 0 || text_starts(path, text_of(s->parts[i]));
	return covered;
}

/* --- two versions --- */

struct law_files {
	struct registry *r;
	struct buf names; /* paths from the root, a NUL after each */
};

static void add_law_file(void *ctx, const char *path, struct findings *f)
{
	struct law_files *l = ctx;
	char *below = registry_below(l->r, path);

	(void)f;
	buf_adds(&l->names, below ? below : path);
	buf_addc(&l->names, '\0');
	mem_free(below);
}

static bool same_file(struct registry *a, struct registry *b, const char *below)
{
	struct buf x = {0}, y = {0};
	bool same = source_read(a->source, registry_path(a, below), &x) == 0 &&
		    source_read(b->source, registry_path(b, below), &y) == 0 &&
		    text_equal(buf_text(&x), buf_text(&y));

	buf_free(&x);
	buf_free(&y);
	return same;
}

bool survey_is_alike(struct survey *a, struct survey *b)
{
	struct law_files x = {.r = &a->registry}, y = {.r = &b->registry};
	bool alike = judge_is_alike(a->judge, b->judge);
	const char *name;

	if (alike) {
		schemas_each(a->registry.schemas, add_law_file, &x);
		schemas_each(b->registry.schemas, add_law_file, &y);
		alike = text_equal(buf_text(&x.names), buf_text(&y.names));
	}
	for (name = x.names.p; alike && name < x.names.p + x.names.n; name += strlen(name) + 1)
		alike = same_file(&a->registry, &b->registry, name);
	buf_free(&x.names);
	buf_free(&y.names);
	return alike;
}

/* --- checking --- */

void survey_begin(struct survey *s, unsigned threads)
{
	if (!s->part)
		registry_check_kinds(&s->registry);
	check_begin(&s->check, threads);
}

void survey_end(struct survey *s, unsigned threads)
{
	check_end(&s->check, threads);
}

/* --- what came of it --- */

static void add_record(struct survey *s, struct check_file *member)
{
	struct findings none = {0};
	struct survey_file *file = survey_add(&s->files, member->path, &none);

	file->member = member;
	file->counted = member->member->kind != NULL;
}

static void collect_records(struct survey *s)
{
	size_t i;

	s->waivers = waivers_open(&s->registry, judge_today(s->judge));
	for (i = 0; i < s->files.n; i++)
		waivers_apply(s->waivers, &s->files.v[i].own);
	for (i = 0; i < s->members.n; i++)
		if (s->check.files[i].shown) {
			add_record(s, &s->check.files[i]);
			waivers_apply(s->waivers, &s->check.files[i].findings);
		}
	waivers_report(s->waivers, s->judge, !s->part, add_other, s);
	judge_each(s->judge, add_other, s);
}

void survey_collect(struct survey *s)
{
	struct registry *r = &s->registry;

	if (s->usable)
		collect_records(s);
	findings_finish(&r->findings, buf_text(r->bytes).p, r->bytes->n);
	add_other(s, r->path, &r->findings);
	schemas_each(r->schemas, add_other, s);
	survey_sort(&s->files);
}
