/* Opening and closing what a registry judges by. */
#include "registry/judge_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/hash.h"
#include "base/mem.h"

static const struct expr_shape list_of_strings = {.kind = SHAPE_LIST, .item = &expr_shape_string};
static const struct expr_field gap_fields[] = {{TEXT("policy"), &expr_shape_string, false, 0},
					       {TEXT("title"), &expr_shape_string, false, 0},
					       {TEXT("why"), &expr_shape_string, false, 0},
					       {TEXT("of"), NULL, false, 0}};
static const struct expr_shape shape_gap = {
	.kind = SHAPE_MAP, .closed = true, .fields = gap_fields, .nfields = 4};
static const struct expr_shape list_of_gaps = {.kind = SHAPE_LIST, .item = &shape_gap};

/* A map with the keys of a mapping of registry.yaml, and no others. */
static struct expr_shape shape_of_keys(struct judge *j, const struct node *map,
				       const struct expr_shape *value)
{
	size_t n = map && map->kind == NODE_MAPPING ? map->n : 0, i;
	struct expr_field *v = arena_zero(&j->arena, (n + 1) * sizeof *v);

	for (i = 0; i < n; i++)
		v[i] = (struct expr_field){.name = node_text(map->pairs[i].key), .shape = value};
	return (struct expr_shape){.kind = SHAPE_MAP, .closed = true, .fields = v, .nfields = n};
}

static void make_laws(struct judge *j)
{
	struct node *top = node_target(j->r->tree.docs[0]);
	size_t i;

	j->deadlines = node_get(top, TEXT("deadlines"));
	j->roles = node_get(top, TEXT("roles"));
	j->states = node_get(top, TEXT("states"));
	j->laws = arena_zero(&j->arena, (j->r->nkinds + 1) * sizeof *j->laws);
	for (i = 0; i < j->r->nkinds; i++) {
		struct expr_shape *shapes = j->laws[i].shapes;

		shapes[VAR_TODAY] = expr_shape_date;
		shapes[VAR_DEADLINE] = shape_of_keys(j, j->deadlines, &expr_shape_date);
		shapes[VAR_ROLES] = list_of_strings;
		shapes[VAR_STATES] = shape_of_keys(j, j->states, &list_of_strings);
		shapes[VAR_GAPS] = list_of_gaps;
	}
}

/* NAME or NAME@DATE. */
static void take_wanted(struct judge *j, const char *wanted)
{
	const char *at = strrchr(wanted, '@');
	struct date d;

	j->wanted_on = j->today;
	if (at && date_parse(text_of(at + 1), &d))
		j->wanted_on = date_days(d);
	else
		at = wanted + strlen(wanted);
	j->wanted = mem_copy(wanted, (size_t)(at - wanted));
}

struct judge *judge_open(struct registry *r, const struct judge_options *o)
{
	struct judge *j = mem_zero(sizeof *j);

	j->r = r;
	j->today = o->dated ? o->today : registry_today(r);
	j->shapes = shapes_new(&j->arena);
	j->root.findings = &r->findings;
	j->root.path = r->path;
	j->root.raw = buf_text(r->bytes);
	if (o->standard)
		take_wanted(j, o->standard);
	make_laws(j);
	judge_check_patterns(j);
	judge_read_relations(j);
	judge_read_files(j);
	return j;
}

void judge_close(struct judge *j)
{
	size_t i;

	if (!j)
		return;
	for (i = 0; i < j->ncompiled; i++)
		expr_free(j->compiled[i]);
	for (i = 0; i < j->ntemplates; i++)
		expr_template_free(j->templates[i]);
	for (i = 0; i < j->ndocs; i++) {
		mem_free(j->docs[i]->path);
		mem_free(j->docs[i]->below);
		buf_free(&j->docs[i]->bytes);
		tree_free(&j->docs[i]->tree);
		findings_clear(&j->docs[i]->own);
		mem_free(j->docs[i]);
	}
	for (i = 0; i < j->r->nkinds; i++) {
		mem_free(j->laws[i].standards);
		mem_free(j->laws[i].parameters);
		mem_free(j->laws[i].slots);
	}
	hash_free(&j->ids);
	shapes_free(j->shapes);
	mem_free(j->compiled);
	mem_free(j->templates);
	mem_free(j->docs);
	mem_free(j->standards);
	mem_free(j->sums);
	mem_free(j->unique);
	mem_free(j->wanted);
	arena_free(&j->arena);
	mem_free(j);
}

int32_t judge_today(const struct judge *j)
{
	return j->today;
}

bool judge_is_alike(const struct judge *a, const struct judge *b)
{
	bool alike = a->today == b->today && a->ndocs == b->ndocs &&
		     text_equal(a->root.raw, b->root.raw);
	size_t i;

	for (i = 0; alike && i < a->ndocs; i++)
		alike = strcmp(a->docs[i]->below, b->docs[i]->below) == 0 &&
			text_equal(a->docs[i]->raw, b->docs[i]->raw);
	return alike;
}

static const struct judge_rule *find_across(const struct judge *j, struct text id)
{
	const struct judge_group *g;
	const struct judge_rule *r;
	size_t i;

	for (i = 0; i < j->r->nkinds; i++)
		for (g = j->laws[i].groups; g; g = g->next)
			for (r = g->versions ? g->rules : NULL; r; r = r->next)
				if (r->versions && text_equal(r->id, id))
					return r;
	return NULL;
}

bool judge_across_versions(const struct judge *j, struct text id)
{
	return find_across(j, id) != NULL;
}

void judge_each_gone(const struct judge *a, const struct judge *b,
		     void (*each)(void *ctx, struct text id), void *ctx)
{
	const struct judge_group *g;
	const struct judge_rule *r;
	size_t i;

	for (i = 0; i < a->r->nkinds; i++)
		for (g = a->laws[i].groups; g; g = g->next)
			for (r = g->versions ? g->rules : NULL; r; r = r->next)
				if (r->versions && !find_across(b, r->id))
					each(ctx, r->id);
}

size_t judge_many(const struct judge *j, struct text id)
{
	const struct judge_rule *r = find_across(j, id);

	return r ? r->files : 0;
}

bool judge_standard_found(const struct judge *j)
{
	return j->found;
}

void judge_each(struct judge *j, void (*each)(void *ctx, const char *path, struct findings *f),
		void *ctx)
{
	size_t i;

	for (i = 0; i < j->ndocs; i++) {
		findings_finish(&j->docs[i]->own, j->docs[i]->raw.p, j->docs[i]->raw.n);
		each(ctx, j->docs[i]->path, &j->docs[i]->own);
	}
}

void judge_want(struct judge *j, const struct kind *kind, uint64_t uses)
{
	struct law *law = law_of(j, kind);

	law->judged |= (uses & VAR_BIT(VAR_INDICATOR)) != 0;
	law->gapped |= (uses & VAR_BIT(VAR_GAPS)) != 0;
}

bool judge_is_late(const struct judge *j, const struct kind *kind, uint64_t uses)
{
	return (uses & VAR_BIT(VAR_TOTAL)) ||
	       ((uses & (VAR_BIT(VAR_INDICATOR) | VAR_BIT(VAR_GAPS))) && law_of(j, kind)->late);
}

size_t judge_sums(const struct judge *j)
{
	return j->nsums;
}
