/* What registry.yaml says of records together: references, the record above, values that occur
 * once, measures and what is added to what, records that were merged. */
#include "base/mem.h"
#include "registry/judge_internal.h"

static size_t sum_of(struct judge *j, struct text name)
{
	size_t i;

	for (i = 0; i < j->nsums; i++)
		if (text_equal(j->sums[i], name))
			return i;
	MEM_GROW(j->sums, j->nsums, j->capsums);
	j->sums[j->nsums] = name;
	return j->nsums++;
}

static struct measures read_measures(struct judge *j, struct node *map)
{
	struct measures m = {0};
	uint32_t i;

	if (!map)
		return m;
	m.v = arena_zero(&j->arena, (map->n + 1) * sizeof *m.v);
	for (i = 0; i < map->n; i++)
		m.v[m.n++] = (struct measure){.name = node_text(map->pairs[i].key),
					      .node = node_target(map->pairs[i].value),
					      .sum = sum_of(j, node_text(map->pairs[i].key))};
	return m;
}

/* A path in records of a kind, that its schema knows; false after a finding. */
static bool read_path(struct judge *j, const struct kind *k, struct node *at, struct path *p)
{
	bool exists;

	if (!path_parse(p, node_text(at), &j->arena) || !p->n) {
		judge_say(&j->root, MSG_REGISTRY_PATH, at, node_text(at));
		return false;
	}
	shape_at(j->shapes, k->schema, p, &exists);
	if (!exists)
		judge_say(&j->root, MSG_JUDGE_PLACE, at, node_text(at));
	return exists;
}

static void read_references(struct judge *j, const struct kind *k, struct node *n, struct law *law)
{
	struct node *map = node_get(n, TEXT("references")), *parent = node_get(n, TEXT("parent"));
	struct node *adds = node_get(n, TEXT("adds"));
	bool found = !parent;
	uint32_t i;

	law->references = arena_zero(&j->arena, ((map ? map->n : 0) + 1) * sizeof *law->references);
	for (i = 0; map && i < map->n; i++) {
		struct reference *r = &law->references[law->nreferences];
		struct node *key = map->pairs[i].key, *kind = node_target(map->pairs[i].value);

		*r = (struct reference){.node = key, .source = node_text(key)};
		r->to = registry_kind(j->r, node_text(kind));
		if (!r->to) {
			judge_say(&j->root, MSG_JUDGE_KIND, kind, node_text(kind));
			continue;
		}
		if (!read_path(j, k, key, &r->path))
			continue;
		r->parent = parent && text_equal(node_text(parent), node_text(key)) &&
			    r->path.n == 1 && !r->path.steps[0].list;
		found |= r->parent;
		r->adds = read_measures(j, node_get(adds, node_text(key)));
		law->nreferences++;
	}
	if (!found)
		judge_say(&j->root, MSG_REGISTRY_PARENT, parent, node_text(parent));
	for (i = 0; adds && i < adds->n; i++)
		if (!node_get(map, node_text(adds->pairs[i].key)))
			judge_say(&j->root, MSG_REGISTRY_ADDS, adds->pairs[i].key,
				  node_text(adds->pairs[i].key));
}

static struct uniqueness *add_unique(struct judge *j, size_t nof)
{
	struct uniqueness *u;

	MEM_GROW(j->unique, j->nunique, j->capunique);
	u = &j->unique[j->nunique++];
	*u = (struct uniqueness){.id = TEXT("record-unique"), .level = LEVEL_ERROR};
	u->of = arena_zero(&j->arena, (nof + 1) * sizeof *u->of);
	return u;
}

static void read_unique(struct judge *j, const struct kind *k, struct node *list)
{
	struct uniqueness *u;
	struct path path;
	uint32_t i;

	for (i = 0; list && i < list->n; i++) {
		struct node *at = node_target(list->items[i]);

		if (!read_path(j, k, at, &path))
			continue;
		u = add_unique(j, 1);
		u->builtin = true;
		u->of[u->nof].kind = k;
		u->of[u->nof].source = node_text(at);
		u->of[u->nof++].path = path;
	}
}

/* Words about a value: {value}, {path}, {other}. */
static struct expr_template *read_words(struct judge *j, struct node *n)
{
	static const struct expr_shape string = {.kind = SHAPE_STRING};
	const struct expr_variable variables[] = {{TEXT("value"), &string},
						  {TEXT("path"), &string},
						  {TEXT("other"), &string}};
	struct judge_plain at = {&j->root, n};
	struct expr_env env = {variables, 3, judge_report_plain, &at};
	struct expr_template *t;

	if (!n)
		return NULL;
	t = expr_template_compile(node_text(n), &env, &j->arena);
	if (t) {
		MEM_GROW(j->templates, j->ntemplates, j->captemplates);
		j->templates[j->ntemplates++] = t;
	}
	return t;
}

static void read_across(struct judge *j, struct node *list, bool apart)
{
	uint32_t i, k;

	for (i = 0; list && i < list->n; i++) {
		struct node *n = node_target(list->items[i]), *of = node_get(n, TEXT("of"));
		struct node *level = node_get(n, TEXT("level")), *id = node_get(n, TEXT("id"));
		struct uniqueness *u = add_unique(j, of->n);
		void **slot = hash_put(&j->ids, node_text(id));

		if (*slot)
			judge_say(&j->root, MSG_RULE_TWICE, id, node_text(id));
		*slot = id;
		u->id = node_text(id);
		u->apart = apart;
		u->level = !level || text_is(node_text(level), "error") ? LEVEL_ERROR
			   : text_is(node_text(level), "warning")       ? LEVEL_WARNING
									: LEVEL_NOTE;
		u->say = read_words(j, node_get(n, TEXT("say")));
		for (k = 0; k < of->n; k++) {
			struct node *at = node_target(of->items[k]);
			const struct kind *kind;
			struct path path;
			bool exists;

			if (!path_parse_target(j->r, node_text(at), &j->arena, &kind, &path) ||
			    !path.n) {
				judge_say(&j->root, MSG_JUDGE_TARGET, at, node_text(at));
				continue;
			}
			shape_at(j->shapes, kind->schema, &path, &exists);
			if (!exists) {
				judge_say(&j->root, MSG_JUDGE_PLACE, at, node_text(at));
				continue;
			}
			u->of[u->nof].kind = kind;
			u->of[u->nof].source = node_text(at);
			u->of[u->nof++].path = path;
		}
	}
}

static void read_merged(struct judge *j, struct node *n)
{
	struct node *list = node_get(n, TEXT("list")), *of = node_get(n, TEXT("kind"));
	struct node *from = node_get(n, TEXT("from")), *into = node_get(n, TEXT("into"));
	struct text sources[2];
	int i;

	if (!n)
		return;
	j->merged.of = registry_kind(j->r, node_text(of));
	if (!j->merged.of) {
		judge_say(&j->root, MSG_JUDGE_KIND, of, node_text(of));
		return;
	}
	sources[0] = node_text(from);
	sources[1] = node_text(into);
	for (i = 0; i < 2; i++) {
		struct path *p = i ? &j->merged.into : &j->merged.from;
		struct buf b = {0};
		bool exists = true;

		buf_addt(&b, node_text(list));
		buf_addc(&b, '.');
		buf_addt(&b, sources[i]);
		if (!path_parse_target(j->r, (struct text){arena_copy(&j->arena, b.p, b.n), b.n},
				       &j->arena, &j->merged.kind, p))
			judge_say(&j->root, MSG_JUDGE_TARGET, list, node_text(list));
		else if (shape_at(j->shapes, j->merged.kind->schema, p, &exists), !exists)
			judge_say(&j->root, MSG_JUDGE_PLACE, list, buf_text(&b));
		buf_free(&b);
		if (!j->merged.kind || !exists) {
			j->merged.kind = NULL;
			return;
		}
	}
}

/* --- slots --- */

static bool is_same_path(const struct path *a, const struct path *b)
{
	size_t i;

	for (i = 0; i < a->n && i < b->n; i++)
		if (!text_equal(a->steps[i].field, b->steps[i].field) ||
		    a->steps[i].list != b->steps[i].list)
			return false;
	return a->n == b->n;
}

static void add_slot(struct judge *j, const struct kind *k, struct slot s)
{
	struct law *law = law_of(j, k);
	size_t i;

	for (i = law->nslots; i-- > 0;)
		if (is_same_path(law->slots[i].path, s.path))
			s.twin = i + 1;
	law->slots = mem_resize_array(law->slots, law->nslots + 1, sizeof *law->slots);
	law->slots[law->nslots++] = s;
}

static void make_slots(struct judge *j)
{
	size_t i, k;

	for (i = 0; i < j->r->nkinds; i++)
		for (k = 0; k < j->laws[i].nreferences; k++)
			add_slot(j, &j->r->kinds[i],
				 (struct slot){.use = SLOT_REFERENCE,
					       .path = &j->laws[i].references[k].path,
					       .reference = &j->laws[i].references[k]});
	for (i = 0; i < j->nunique; i++)
		for (k = 0; k < j->unique[i].nof; k++)
			add_slot(j, j->unique[i].of[k].kind,
				 (struct slot){.use = SLOT_UNIQUE,
					       .path = &j->unique[i].of[k].path,
					       .unique = &j->unique[i],
					       .of = k});
	if (j->merged.kind) {
		add_slot(j, j->merged.kind,
			 (struct slot){.use = SLOT_MERGED, .path = &j->merged.from});
		add_slot(j, j->merged.kind,
			 (struct slot){.use = SLOT_MERGED, .path = &j->merged.into, .of = 1});
	}
}

/* --- which sums reach which kinds --- */

static bool add_sum(struct law *law, size_t sum)
{
	bool news = !law->summed[sum];

	law->summed[sum] = law->has_totals = true;
	return news;
}

/* Until nothing more follows: what a kind has, of its own or summed, its parent has summed. */
static void spread_sums(struct judge *j)
{
	bool news = true;
	size_t i, k, s;

	for (i = 0; i < j->r->nkinds; i++)
		j->laws[i].summed = arena_zero(&j->arena, j->nsums + 1);
	while (news) {
		news = false;
		for (i = 0; i < j->r->nkinds; i++) {
			const struct law *law = &j->laws[i];

			for (k = 0; k < law->nreferences; k++) {
				const struct reference *r = &law->references[k];
				struct law *to = law_of(j, r->to);

				for (s = 0; s < r->adds.n; s++)
					news |= add_sum(to, r->adds.v[s].sum);
				for (s = 0; r->parent && s < law->measures.n; s++)
					news |= add_sum(to, law->measures.v[s].sum);
				for (s = 0; r->parent && s < j->nsums; s++)
					news |= law->summed[s] && add_sum(to, s);
			}
		}
	}
}

static void make_total_shapes(struct judge *j)
{
	size_t i, s;

	for (i = 0; i < j->r->nkinds; i++) {
		struct law *law = &j->laws[i];
		struct expr_field *v = arena_zero(&j->arena, (j->nsums + 1) * sizeof *v);
		size_t n = 0;

		for (s = 0; s < j->nsums; s++)
			if (law->summed[s])
				v[n++] = (struct expr_field){.name = j->sums[s],
							     .shape = &expr_shape_number};
		law->shapes[VAR_TOTAL] = (struct expr_shape){
			.kind = SHAPE_MAP, .closed = true, .fields = v, .nfields = n};
	}
}

void judge_read_relations(struct judge *j)
{
	struct node *top = node_target(j->r->tree.docs[0]);
	size_t i;

	for (i = 0; i < j->r->nkinds; i++) {
		const struct kind *k = &j->r->kinds[i];
		struct node *n = node_get(node_get(top, TEXT("kinds")), k->name);

		j->laws[i].measures = read_measures(j, node_get(n, TEXT("measures")));
		read_references(j, k, n, &j->laws[i]);
		read_unique(j, k, node_get(n, TEXT("unique")));
	}
	read_across(j, node_get(top, TEXT("unique")), false);
	read_across(j, node_get(top, TEXT("apart")), true);
	read_merged(j, node_get(top, TEXT("successor")));
	make_slots(j);
	spread_sums(j);
	make_total_shapes(j);
}

/* --- measures --- */

/* What is added to records that are referred to must be known at once (`early`). */
static void compile_measures(struct judge *j, const struct kind *k, const struct path *path,
			     struct measures *m, bool early)
{
	const struct compile c = {.j = j,
				  .doc = &j->root,
				  .kind = k,
				  .path = path,
				  .offered = VARS_RECORD & ~VAR_BIT(VAR_GAPS)};
	struct law *law = law_of(j, k);
	size_t i;

	for (i = 0; i < m->n; i++) {
		struct measure *x = &m->v[i];

		x->e = judge_expression(&c, x->node, &expr_shape_number);
		if (!x->e)
			continue;
		x->late = judge_is_late(j, k, expr_uses(x->e));
		if (x->late && early) {
			judge_say(&j->root, MSG_ADDS_LATE, x->node, x->name);
			x->e = NULL;
			continue;
		}
		law->judged |= (expr_uses(x->e) & VAR_BIT(VAR_INDICATOR)) != 0;
		law->early_measures |= !early && !x->late;
		law->late_measures |= x->late;
	}
}

/* The path of the innermost list item on the way to what is referred to. */
static struct path item_path(const struct path *p)
{
	struct path item = *p;

	while (item.n && !item.steps[item.n - 1].list)
		item.n--;
	return item;
}

/* Does what is summed for the kind of `from` come, by way of late measures, from `to`? */
static bool reaches(const struct judge *j, size_t from, size_t to, bool *visited)
{
	size_t k;

	if (from == to)
		return true;
	if (visited[from])
		return false;
	visited[from] = true;
	for (k = 0; k < j->laws[from].nreferences; k++) {
		const struct reference *r = &j->laws[from].references[k];

		if ((r->parent || r->adds.n) &&
		    reaches(j, (size_t)(r->to - j->r->kinds), to, visited))
			return true;
	}
	return false;
}

/* Totals that need measures that need the same totals. */
static void check_circles(struct judge *j)
{
	bool *visited = mem_alloc(j->r->nkinds + 1);
	size_t i, k;

	for (i = 0; i < j->r->nkinds; i++) {
		struct law *law = &j->laws[i];

		for (k = 0; law->late_measures && k < law->nreferences; k++) {
			const struct reference *r = &law->references[k];

			memset(visited, 0, j->r->nkinds);
			if ((!r->parent && !r->adds.n) ||
			    !reaches(j, (size_t)(r->to - j->r->kinds), i, visited))
				continue;
			judge_say(&j->root, MSG_MEASURE_CIRCLE, r->node, j->r->kinds[i].name);
			law->late_measures = false;
		}
	}
	mem_free(visited);
}

void judge_compile_measures(struct judge *j)
{
	const struct path none = {.n = 0};
	size_t i, k;

	for (i = 0; i < j->r->nkinds; i++) {
		struct law *law = &j->laws[i];

		compile_measures(j, &j->r->kinds[i], &none, &law->measures, false);
		for (k = 0; k < law->nreferences; k++) {
			struct path *item = arena_alloc(&j->arena, sizeof *item);

			*item = item_path(&law->references[k].path);
			compile_measures(j, &j->r->kinds[i], item, &law->references[k].adds, true);
		}
	}
	check_circles(j);
}

struct order {
	const struct judge *j;
	size_t *v, n;
	char *state; /* 0 new, 1 under way, 2 done */
};

/* Those that add to a kind come first; where they go round in a circle, in any order. */
static void visit(struct order *o, size_t kind)
{
	size_t i, k;

	if (o->state[kind])
		return;
	o->state[kind] = 1;
	for (i = 0; i < o->j->r->nkinds; i++)
		for (k = 0; k < o->j->laws[i].nreferences; k++) {
			const struct reference *r = &o->j->laws[i].references[k];

			if ((size_t)(r->to - o->j->r->kinds) == kind && (r->parent || r->adds.n))
				visit(o, i);
		}
	o->v[o->n++] = kind;
	o->state[kind] = 2;
}

size_t *judge_kind_order(const struct judge *j)
{
	struct order o = {.j = j};
	size_t i;

	o.v = mem_zero((j->r->nkinds + 1) * sizeof *o.v);
	o.state = mem_zero(j->r->nkinds + 1);
	for (i = 0; i < j->r->nkinds; i++)
		visit(&o, i);
	mem_free(o.state);
	return o.v;
}
