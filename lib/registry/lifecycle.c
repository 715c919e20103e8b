/* The lifecycle of problems, and persons, as registry.yaml has them. */
#include "registry/lifecycle.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/finding.h"
#include "registry/registry.h"
#include "registry/shape.h"
#include "yaml/tree.h"

static const char *const stage_names[] = {
#define X(id, name) name,
	STAGE_LIST(X)
#undef X
		"",
};

const char *stage_name(enum stage s)
{
	return stage_names[s];
}

/* reading */

struct reader {
	struct registry *r;
	struct shapes *shapes;
	const struct lifecycle_place *places;
	size_t nplaces;
	const struct path *below; /* from a place's items to where fields are; NULL: the items */
};

static void read_places(struct reader *rd, struct node *list, struct lifecycle_place **out)
{
	struct lifecycle_place *v = arena_zero(&rd->r->arena, (list->n + 1) * sizeof *v);
	uint32_t i;

	for (i = 0; i < list->n; i++) {
		struct node *at = node_target(list->items[i]);
		struct lifecycle_place p = {.target = node_text(at)};
		bool exists;

		if (!path_parse_target(rd->r, p.target, &rd->r->arena, &p.kind, &p.path) ||
		    !p.path.n || !p.path.steps[p.path.n - 1].list) {
			finding_say(&rd->r->findings, MSG_LIFECYCLE_PLACE, at->start, at->end,
				    p.target);
			continue;
		}
		shape_at(rd->shapes, p.kind->schema, &p.path, &exists);
		if (exists)
			v[rd->nplaces++] = p;
		else
			finding_say(&rd->r->findings, MSG_JUDGE_PLACE, at->start, at->end,
				    p.target);
	}
	rd->places = *out = v;
}

static void add_steps(struct path *to, const struct path *p)
{
	size_t i;

	for (i = 0; p && i < p->n && to->n < PATH_STEPS; i++)
		to->steps[to->n++] = p->steps[i];
}

/* Does the schema of any place know the field? */
static bool is_known(struct reader *rd, const struct path *field)
{
	struct path_step steps[PATH_STEPS];
	bool exists = rd->nplaces == 0;
	size_t i;

	for (i = 0; i < rd->nplaces && !exists; i++) {
		struct path whole = {steps, 0};

		add_steps(&whole, &rd->places[i].path);
		add_steps(&whole, rd->below);
		add_steps(&whole, field);
		shape_at(rd->shapes, rd->places[i].kind->schema, &whole, &exists);
	}
	return exists;
}

/* A path to a field or (lists) a list of an item; no steps if there is none or it is bad. */
static struct path read_field(struct reader *rd, struct node *at)
{
	struct path p = {0};
	size_t i;

	if (!at)
		return p;
	if (!path_parse(&p, node_text(at), &rd->r->arena) || !p.n) {
		finding_say(&rd->r->findings, MSG_LIFECYCLE_FIELD, at->start, at->end,
			    node_text(at));
		return (struct path){0};
	}
	for (i = 0; i < p.n; i++)
		if (p.steps[i].list) {
			finding_say(&rd->r->findings, MSG_LIFECYCLE_FIELD, at->start, at->end,
				    node_text(at));
			return (struct path){0};
		}
	if (is_known(rd, &p))
		return p;
	finding_say(&rd->r->findings, MSG_JUDGE_PLACE, at->start, at->end, node_text(at));
	return (struct path){0};
}

static void read_about(struct reader *rd, struct node *list, struct lifecycle *l)
{
	uint32_t i;

	l->about = arena_zero(&rd->r->arena, ((list ? list->n : 0) + 1) * sizeof *l->about);
	for (i = 0; list && i < list->n; i++) {
		l->about[l->nabout] = read_field(rd, node_target(list->items[i]));
		l->nabout += l->about[l->nabout].n != 0;
	}
}

static void read_states(struct reader *rd, struct node *lists, struct node *dates,
			struct lifecycle *l)
{
	size_t n = 0, s;
	uint32_t i;

	for (s = 0; s < STAGES; s++) {
		struct node *list = node_get(lists, text_of(stage_names[s]));

		n += list ? list->n : 0;
	}
	l->states = arena_zero(&rd->r->arena, (n + 1) * sizeof *l->states);
	for (s = 0; s < STAGES; s++) {
		struct node *list = node_get(lists, text_of(stage_names[s]));

		for (i = 0; list && i < list->n; i++) {
			struct text name = node_text(node_target(list->items[i]));

			if (!lifecycle_state_named(l, name))
				l->states[l->nstates++] = (struct lifecycle_state){
					.name = name, .stage = (enum stage)s};
		}
	}
	for (i = 0; dates && i < dates->n; i++) {
		struct node *key = dates->pairs[i].key;
		struct lifecycle_state *state =
			(struct lifecycle_state *)lifecycle_state_named(l, node_text(key));

		if (state)
			state->date = read_field(rd, node_target(dates->pairs[i].value));
		else
			finding_say(&rd->r->findings, MSG_LIFECYCLE_STATE, key->start, key->end,
				    node_text(key));
	}
}

static void read_signatures(struct reader *rd, struct node *n, struct node *roles,
			    struct lifecycle *l)
{
	struct path below;
	uint32_t i;

	l->roles = arena_zero(&rd->r->arena, ((roles ? roles->n : 0) + 1) * sizeof *l->roles);
	for (i = 0; roles && i < roles->n; i++)
		l->roles[l->nroles++] = node_text(node_target(roles->items[i]));
	l->signatures = read_field(rd, node_get(n, TEXT("list")));
	if (!l->signatures.n)
		return;
	below = l->signatures;
	below.steps = arena_alloc(&rd->r->arena, below.n * sizeof *below.steps);
	memcpy(below.steps, l->signatures.steps, below.n * sizeof *below.steps);
	below.steps[below.n - 1].list = true;
	rd->below = &below;
	l->role = read_field(rd, node_get(n, TEXT("role")));
	l->name = read_field(rd, node_get(n, TEXT("name")));
	l->on = read_field(rd, node_get(n, TEXT("on")));
	rd->below = NULL;
}

static struct node *top_of(const struct registry *r)
{
	return node_target(r->tree.docs[0]);
}

const struct lifecycle *lifecycle_read(struct registry *r)
{
	struct node *n = node_get(top_of(r), TEXT("problems"));
	struct reader rd = {.r = r};
	struct arena scratch = {0};
	struct lifecycle *l;

	if (!n)
		return NULL;
	l = arena_zero(&r->arena, sizeof *l);
	rd.shapes = shapes_new(&scratch);
	read_places(&rd, node_get(n, TEXT("in")), &l->places);
	l->nplaces = rd.nplaces;
	l->state = read_field(&rd, node_get(n, TEXT("state")));
	l->what = read_field(&rd, node_get(n, TEXT("what")));
	l->due = read_field(&rd, node_get(n, TEXT("due")));
	read_about(&rd, node_get(n, TEXT("about")), l);
	read_states(&rd, node_get(top_of(r), TEXT("states")), node_get(n, TEXT("dates")), l);
	read_signatures(&rd, node_get(n, TEXT("signed")), node_get(top_of(r), TEXT("roles")), l);
	shapes_free(rd.shapes);
	arena_free(&scratch);
	return l;
}

const struct persons *persons_read(struct registry *r)
{
	struct node *n = node_get(top_of(r), TEXT("persons"));
	struct reader rd = {.r = r};
	struct arena scratch = {0};
	struct persons *p;

	if (!n)
		return NULL;
	p = arena_zero(&r->arena, sizeof *p);
	rd.shapes = shapes_new(&scratch);
	read_places(&rd, node_get(n, TEXT("in")), &p->places);
	p->nplaces = rd.nplaces;
	p->name = read_field(&rd, node_get(n, TEXT("name")));
	p->identity = read_field(&rd, node_get(n, TEXT("identity")));
	shapes_free(rd.shapes);
	arena_free(&scratch);
	return p;
}

/* looking */

struct node *path_field(const struct path *p, const struct node *from)
{
	struct node *n = NULL;
	size_t i;

	for (i = 0; i < p->n && from; i++)
		from = n = node_get(from, p->steps[i].field);
	return n;
}

struct text path_field_text(const struct path *p, const struct node *from)
{
	struct node *n = path_field(p, from);

	return n && n->kind == NODE_SCALAR ? node_text(n) : TEXT("");
}

const struct lifecycle_state *lifecycle_state_named(const struct lifecycle *l, struct text name)
{
	size_t i;

	for (i = 0; i < l->nstates; i++)
		if (text_equal(l->states[i].name, name))
			return &l->states[i];
	return NULL;
}

const struct lifecycle_state *lifecycle_state_of(const struct lifecycle *l,
						 const struct node *problem)
{
	return lifecycle_state_named(l, path_field_text(&l->state, problem));
}

enum stage lifecycle_stage_of(const struct lifecycle *l, const struct node *problem)
{
	const struct lifecycle_state *s = lifecycle_state_of(l, problem);

	return s ? s->stage : STAGES;
}

struct node *lifecycle_about(const struct lifecycle *l, const struct node *problem)
{
	struct node *n = NULL;
	size_t i;

	for (i = 0; i < l->nabout && !n; i++)
		n = path_field(&l->about[i], problem);
	return n;
}

size_t lifecycle_role(const struct lifecycle *l, struct text role)
{
	size_t i;

	for (i = 0; i < l->nroles && !text_equal(l->roles[i], role); i++)
		;
	return i;
}
