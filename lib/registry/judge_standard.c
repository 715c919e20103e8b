/* Standards: reading their versions, choosing those in force, their parameters and indicators. */
#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "registry/judge_internal.h"

static int32_t day_of(const struct node *n, int32_t otherwise)
{
	struct date d;

	return n && date_parse(node_text(n), &d) ? date_days(d) : otherwise;
}

void judge_read_standard(struct judge *j, struct judge_doc *doc, struct node *top)
{
	struct judge_standard *s = arena_zero(&j->arena, sizeof *s);
	struct node *applies = node_get(top, TEXT("applies")), *title;

	s->doc = doc;
	s->top = top;
	s->name = node_text(node_get(top, TEXT("standard")));
	title = node_get(top, TEXT("title"));
	s->title = title ? node_text(title) : s->name;
	s->kind = registry_kind(j->r, node_text(applies));
	s->from = day_of(node_get(top, TEXT("from")), INT32_MIN);
	s->until = day_of(node_get(top, TEXT("until")), INT32_MAX);
	s->open = !node_get(top, TEXT("until"));
	if (!s->kind) {
		judge_say(doc, MSG_JUDGE_KIND, applies, node_text(applies));
		return;
	}
	if (s->until < s->from) {
		struct node *until = node_get(top, TEXT("until"));

		judge_say(doc, MSG_STANDARD_TURNED, until, s->name, node_text(until));
		return;
	}
	MEM_GROW(j->standards, j->nstandards, j->capstandards);
	j->standards[j->nstandards++] = s;
}

/* --- which are in force --- */

static int by_name_and_date(const void *x, const void *y)
{
	const struct judge_standard *a = *(struct judge_standard *const *)x;
	const struct judge_standard *b = *(struct judge_standard *const *)y;
	int order = text_compare(a->name, b->name);

	return order ? order : a->from < b->from ? -1 : a->from > b->from;
}

/* A version without a last day ends when the next begins; one with a last day must end before. */
static void settle_dates(struct judge *j)
{
	size_t i;

	for (i = 0; i + 1 < j->nstandards; i++) {
		struct judge_standard *s = j->standards[i], *next = j->standards[i + 1];
		struct node *from = node_get(next->top, TEXT("from"));
		char day[11];

		if (!text_equal(s->name, next->name))
			continue;
		if (s->kind != next->kind) {
			struct node *n = node_get(next->top, TEXT("applies"));

			judge_say(next->doc, MSG_STANDARD_KIND, n, next->name,
				  text_of(s->doc->path), s->kind->name);
		}
		if (s->open && s->from < next->from) {
			s->until = next->from - 1;
		} else if (s->until >= next->from) {
			date_write(day, date_from_days(s->open ? s->from : s->until));
			judge_say(next->doc, s->open ? MSG_STANDARD_SAME : MSG_STANDARD_OVERLAP,
				  from, next->name, text_of(s->doc->path), text_of(day));
			if (!s->open)
				s->until = next->from - 1;
			else
				s->until = s->from - 1; /* the later file is used */
		}
	}
}

static bool covers(const struct judge_standard *s, int32_t day)
{
	return s->from <= day && day <= s->until;
}

/* A standard that has run out is said: records would be judged by nothing, and nobody the wiser. */
static void warn_of_ends(struct judge *j)
{
	size_t i;
	bool found = false;
	char day[11];

	for (i = 0; i < j->nstandards; i++) {
		struct judge_standard *s = j->standards[i];

		found = s->in_force ||
			(found && i > 0 && text_equal(s->name, j->standards[i - 1]->name));
		if (found || s->open || s->until >= j->today ||
		    (i + 1 < j->nstandards && text_equal(s->name, j->standards[i + 1]->name)))
			continue;
		date_write(day, date_from_days(s->until));
		judge_say(s->doc, MSG_STANDARD_OVER, node_get(s->top, TEXT("until")), s->name,
			  text_of(day));
	}
}

void judge_choose_standards(struct judge *j)
{
	const struct kind *kind = NULL;
	size_t i;

	if (j->nstandards)
		qsort(j->standards, j->nstandards, sizeof *j->standards, by_name_and_date);
	settle_dates(j);
	for (i = 0; j->wanted && i < j->nstandards; i++)
		if (text_is(j->standards[i]->name, j->wanted) &&
		    covers(j->standards[i], j->wanted_on)) {
			kind = j->standards[i]->kind;
			j->standards[i]->in_force = true;
		}
	j->found = !j->wanted || kind;
	for (i = 0; i < j->nstandards; i++)
		if (j->standards[i]->kind != kind)
			j->standards[i]->in_force = covers(j->standards[i], j->today);
	warn_of_ends(j);
	for (i = 0; i < j->nstandards; i++) {
		struct law *law = law_of(j, j->standards[i]->kind);

		law->standards = mem_resize_array(law->standards, law->nstandards + 1,
						  sizeof *law->standards);
		if (j->standards[i]->in_force)
			law->standards[law->nstandards++] = j->standards[i];
	}
}

/* --- parameters --- */

static int year_in_force(const struct judge *j, const struct judge_standard *s)
{
	bool named = j->wanted && text_is(s->name, j->wanted);

	return date_from_days(named ? j->wanted_on : j->today).year;
}

/* A map from each year, as a string, to its value; and the value of the year in force. */
static void read_years(struct judge *j, struct judge_standard *s, struct node *key,
		       struct judge_parameter *p)
{
	struct expr_value *v = arena_zero(&j->arena, (2 * (size_t)p->node->n + 1) * sizeof *v);
	int64_t year;
	char room[24];
	uint32_t i, k;

	for (i = 0; i < p->node->n; i++) {
		struct node *line = node_target(p->node->items[i]);
		struct node *n = node_get(line, TEXT("year"));
		struct text words;

		if (!decimal_to_int64(node_decimal(n, &j->arena), &year))
			year = 0;
		words = text_number(room, (uint64_t)year);
		for (k = 0; k < i; k++)
			if (text_equal(v[2 * k].text, words))
				judge_say(s->doc, MSG_PARAMETER_YEAR_TWICE, n, node_text(key),
					  words);
		v[2 * i] = expr_string(
			(struct text){arena_copy(&j->arena, words.p, words.n), words.n});
		v[2 * i + 1] = expr_from_node(node_get(line, TEXT("value")), &j->arena);
		v[2 * i + 1].node = NULL;
		if (year == year_in_force(j, s))
			p->value = v[2 * i + 1];
	}
	p->yearly = (struct expr_value){.kind = EXPR_MAP, .n = p->node->n, .items = v};
	if (p->value.kind == EXPR_UNKNOWN) {
		struct text missing = text_number(room, (uint64_t)year_in_force(j, s));

		judge_say(s->doc, MSG_PARAMETER_NO_YEAR, key, node_text(key), missing);
	}
}

static void read_parameters(struct judge *j, struct judge_standard *s)
{
	struct law *law = law_of(j, s->kind);
	struct node *map = node_get(s->top, TEXT("parameters"));
	uint32_t i;
	size_t k;

	for (i = 0; map && i < map->n; i++) {
		struct node *key = map->pairs[i].key;
		struct judge_parameter p = {.name = node_text(key),
					    .node = node_target(map->pairs[i].value),
					    .value = expr_missing(),
					    .yearly = expr_missing()};

		for (k = 0; k < law->nparameters; k++)
			if (text_equal(law->parameters[k].name, p.name))
				judge_say(s->doc, MSG_PARAMETER_TWICE, key, p.name);
		if (p.node->kind == NODE_SEQUENCE) {
			read_years(j, s, key, &p);
		} else {
			p.value = expr_from_node(p.node, &j->arena);
			p.value.node = NULL;
		}
		MEM_GROW(law->parameters, law->nparameters, law->capparameters);
		law->parameters[law->nparameters++] = p;
	}
}

static void make_parameter_maps(struct judge *j, struct law *law)
{
	size_t n = law->nparameters, i;
	struct expr_value *now = arena_zero(&j->arena, (2 * n + 1) * sizeof *now);
	struct expr_value *years = arena_zero(&j->arena, (2 * n + 1) * sizeof *years);

	for (i = 0; i < n; i++) {
		now[2 * i] = years[2 * i] = expr_string(law->parameters[i].name);
		now[2 * i + 1] = law->parameters[i].value;
		years[2 * i + 1] = law->parameters[i].yearly;
	}
	law->param = (struct expr_value){.kind = EXPR_MAP, .n = (uint32_t)n, .items = now};
	law->yearly = (struct expr_value){.kind = EXPR_MAP, .n = (uint32_t)n, .items = years};
}

/* --- shapes: of every version, so that rules may speak of what is to come --- */

struct fields {
	struct expr_field *v;
	size_t n, cap;
};

static void add_field(struct fields *f, struct text name, const struct expr_shape *shape)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (text_equal(f->v[i].name, name)) {
			if (f->v[i].shape != shape)
				f->v[i].shape = NULL;
			return;
		}
	MEM_GROW(f->v, f->n, f->cap);
	f->v[f->n++] = (struct expr_field){.name = name, .shape = shape};
}

static void set_shape(struct judge *j, struct law *law, enum judge_variable v, struct fields *f)
{
	struct expr_field *copy = arena_zero(&j->arena, (f->n + 1) * sizeof *copy);

	if (f->n)
		memcpy(copy, f->v, f->n * sizeof *copy);
	mem_free(f->v);
	law->shapes[v] = (struct expr_shape){
		.kind = SHAPE_MAP, .closed = true, .fields = copy, .nfields = f->n};
	*f = (struct fields){0};
}

static const struct expr_shape *shape_of(const struct node *n)
{
	if (node_is_number(n))
		return &expr_shape_number;
	if (n->type == TYPE_BOOL)
		return &expr_shape_bool;
	return &expr_shape_string;
}

static const struct expr_shape years_of_numbers = {.kind = SHAPE_MAP, .item = &expr_shape_number};
static const struct text results[] = {TEXT("pass"), TEXT("fail"), TEXT("unknown")};
static const struct expr_shape shape_result = {.kind = SHAPE_STRING,
					       .choices = results,
					       .nchoices = 3};
static const struct expr_field indicator_fields[] = {{TEXT("name"), &expr_shape_string, false, 0},
						     {TEXT("title"), &expr_shape_string, false, 0},
						     {TEXT("standard"), &expr_shape_string, false,
						      0},
						     {TEXT("result"), &shape_result, false, 0},
						     {TEXT("why"), &expr_shape_string, false, 0}};
static const struct expr_shape shape_indicator = {
	.kind = SHAPE_MAP, .closed = true, .fields = indicator_fields, .nfields = 5};

static void make_shapes(struct judge *j, const struct kind *kind, struct law *law)
{
	struct fields param = {0}, yearly = {0}, indicator = {0};
	struct node *map;
	size_t i;
	uint32_t k;

	for (i = 0; i < j->nstandards; i++) {
		if (j->standards[i]->kind != kind)
			continue;
		map = node_get(j->standards[i]->top, TEXT("parameters"));
		for (k = 0; map && k < map->n; k++) {
			struct node *n = node_target(map->pairs[k].value), *value = n;

			if (n->kind == NODE_SEQUENCE) {
				value = node_get(node_target(n->items[0]), TEXT("value"));
				add_field(&yearly, node_text(map->pairs[k].key),
					  node_is_number(value) ? &years_of_numbers : NULL);
			}
			add_field(&param, node_text(map->pairs[k].key), shape_of(value));
		}
		map = node_get(j->standards[i]->top, TEXT("indicators"));
		for (k = 0; k < map->n; k++)
			add_field(&indicator, node_text(map->pairs[k].key), &shape_indicator);
	}
	set_shape(j, law, VAR_PARAM, &param);
	set_shape(j, law, VAR_YEARLY, &yearly);
	set_shape(j, law, VAR_INDICATOR, &indicator);
}

/* --- indicators --- */

static struct expr_value result_map(struct judge *j, const struct judge_standard *s,
				    const struct judge_indicator *x, enum judge_result result)
{
	struct expr_value *v = arena_zero(&j->arena, 8 * sizeof *v);

	v[0] = expr_string(TEXT("name"));
	v[1] = expr_string(x->name);
	v[2] = expr_string(TEXT("title"));
	v[3] = expr_string(x->title);
	v[4] = expr_string(TEXT("standard"));
	v[5] = expr_string(s->name);
	v[6] = expr_string(TEXT("result"));
	v[7] = expr_string(results[result]);
	return (struct expr_value){.kind = EXPR_MAP, .n = 4, .items = v};
}

/* Every version is compiled, for its faults; only those in force are used. */
static void compile_standard(struct judge *j, struct judge_standard *s)
{
	const struct path none = {.n = 0};
	struct compile c = {.j = j,
			    .doc = s->doc,
			    .kind = s->kind,
			    .path = &none,
			    .offered = VARS_RECORD & ~VAR_BIT(VAR_INDICATOR) & ~VAR_BIT(VAR_GAPS)};
	struct node *map = node_get(s->top, TEXT("indicators")), *when;
	uint32_t i;
	int result;

	when = node_get(s->top, TEXT("when"));
	s->when = judge_expression(&c, when, &expr_shape_bool);
	s->nindicators = map->n;
	s->indicators = arena_zero(&j->arena, (map->n + 1) * sizeof *s->indicators);
	for (i = 0; i < map->n; i++) {
		struct judge_indicator *x = &s->indicators[i];
		struct node *n = node_target(map->pairs[i].value);
		struct node *applies = node_get(n, TEXT("applies"));

		x->name = node_text(map->pairs[i].key);
		x->title = node_text(node_get(n, TEXT("title")));
		x->applies = judge_expression(&c, applies, &expr_shape_bool);
		x->pass = judge_expression(&c, node_get(n, TEXT("pass")), &expr_shape_bool);
		x->fit = x->pass && (x->applies || !applies) && (s->when || !when);
		for (result = JUDGE_PASS; result <= JUDGE_UNKNOWN; result++)
			x->results[result] = result_map(j, s, x, (enum judge_result)result);
	}
}

static bool uses_totals(const struct judge_standard *s)
{
	uint64_t uses = s->when ? expr_uses(s->when) : 0;
	size_t i;

	for (i = 0; i < s->nindicators; i++) {
		uses |= s->indicators[i].pass ? expr_uses(s->indicators[i].pass) : 0;
		uses |= s->indicators[i].applies ? expr_uses(s->indicators[i].applies) : 0;
	}
	return uses & VAR_BIT(VAR_TOTAL);
}

static void check_names(const struct law *law)
{
	size_t i, k, a, b;

	for (i = 0; i < law->nstandards; i++)
		for (k = 0; k < i; k++)
			for (a = 0; a < law->standards[i]->nindicators; a++)
				for (b = 0; b < law->standards[k]->nindicators; b++) {
					struct judge_indicator *x =
						&law->standards[i]->indicators[a];

					if (!text_equal(x->name,
							law->standards[k]->indicators[b].name))
						continue;
					x->fit = false;
					judge_say(law->standards[i]->doc, MSG_INDICATOR_TWICE,
						  node_pair(node_get(law->standards[i]->top,
								     TEXT("indicators")),
							    x->name)
							  ->key,
						  x->name, text_of(law->standards[k]->doc->path));
				}
}

void judge_compile_standards(struct judge *j)
{
	size_t i, k;

	for (i = 0; i < j->r->nkinds; i++) {
		struct law *law = &j->laws[i];

		make_shapes(j, &j->r->kinds[i], law);
		for (k = 0; k < law->nstandards; k++)
			read_parameters(j, law->standards[k]);
		make_parameter_maps(j, law);
	}
	for (i = 0; i < j->nstandards; i++)
		compile_standard(j, j->standards[i]);
	for (i = 0; i < j->r->nkinds; i++) {
		struct law *law = &j->laws[i];

		for (k = 0; k < law->nstandards; k++)
			law->late |= uses_totals(law->standards[k]);
		check_names(law);
	}
}
