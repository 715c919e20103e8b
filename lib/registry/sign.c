/* Signing a problem off. See sign.h. */
#include "registry/sign.h"

#include "base/date.h"
#include "base/message.h"
#include "registry/find.h"
#include "registry/lifecycle.h"
#include "registry/people.h"
#include "registry/registry.h"
#include "registry/set.h"
#include "yaml/tree.h"

static bool fails(struct buf *why, enum message m, struct text a, struct text b)
{
	message_write(why, m, 2, (struct text[]){a, b});
	return false;
}

/* "helper, first-secretary" */
static bool fails_role(struct buf *why, const struct lifecycle *l, struct text role)
{
	struct buf roles = {0};
	size_t i;

	for (i = 0; i < l->nroles; i++) {
		buf_adds(&roles, i ? ", " : "");
		buf_addt(&roles, l->roles[i]);
	}
	fails(why, MSG_SIGN_ROLE, role, buf_text(&roles));
	buf_free(&roles);
	return false;
}

static bool has_signed(const struct lifecycle *l, const struct node *list, struct text role)
{
	uint32_t i;

	for (i = 0; list && list->kind == NODE_SEQUENCE && i < list->n; i++)
		if (text_equal(path_field_text(&l->role, node_target(list->items[i])), role))
			return true;
	return false;
}

/* All before have signed, this one and those after have not. */
static bool is_next(const struct lifecycle *l, const struct node *list, struct text role,
		    struct buf *why)
{
	size_t at = lifecycle_role(l, role), i;

	if (at == l->nroles)
		return fails_role(why, l, role);
	if (has_signed(l, list, role))
		return fails(why, MSG_SIGN_DONE, role, TEXT(""));
	for (i = 0; i < l->nroles; i++) {
		if (i < at && !has_signed(l, list, l->roles[i]))
			return fails(why, MSG_SIGN_ORDER, role, l->roles[i]);
		if (i > at && has_signed(l, list, l->roles[i]))
			return fails(why, MSG_SIGN_LATER, role, l->roles[i]);
	}
	return true;
}

/* The signer's name as the people file has it; as git has it, if there is no such file. */
static bool find_name(struct registry *r, const struct signer *signer, struct text key,
		      struct buf *name, struct buf *why)
{
	struct people *people = people_open(r, why);
	const struct person *p;
	struct text args[4] = {signer->name, signer->mail, signer->role, TEXT("")};
	bool found = false;
	size_t i;

	if (!people) {
		buf_addt(name, signer->name);
		return !why->n;
	}
	for (i = 0; i < people_count(people) && !found; i++) {
		p = people_at(people, i);
		found = person_has_email(p, signer->mail) && text_equal(p->role, signer->role) &&
			person_covers(p, key);
		if (found)
			buf_addt(name, p->name);
	}
	args[3] = text_of(people_path(people));
	if (!found)
		message_write(why, MSG_SIGN_PERSON, 4, args);
	people_close(people);
	return found;
}

/* The signature */

static struct node *scalar(struct arena *a, struct text t)
{
	struct node *n = arena_zero(a, sizeof *n);

	n->kind = NODE_SCALAR;
	n->style = STYLE_PLAIN;
	n->text = arena_copy(a, t.p, t.n);
	n->n = (uint32_t)t.n;
	n->hash = text_hash(t);
	return n;
}

/* Puts a value into a mapping, at the end of a path. */
static void put(struct arena *a, struct node *map, const struct path *path, struct text value)
{
	struct pair *pairs;
	struct node *next;
	size_t i;

	for (i = 0; i < path->n; i++, map = next) {
		bool last = i + 1 == path->n;

		next = last ? NULL : node_get(map, path->steps[i].field);
		if (next)
			continue;
		next = last ? scalar(a, value) : arena_zero(a, sizeof *next);
		if (!last)
			next->kind = NODE_MAPPING;
		pairs = arena_alloc(a, (map->n + 1) * sizeof *pairs);
		if (map->n)
			memcpy(pairs, map->pairs, map->n * sizeof *pairs);
		pairs[map->n++] = (struct pair){scalar(a, path->steps[i].field), next};
		map->pairs = pairs;
	}
}

static bool add(struct set *s, const struct lifecycle *l, const struct found *problem,
		const struct signer *signer, struct text name, struct buf *why)
{
	struct node *signature = arena_zero(&s->arena, sizeof *signature);
	struct address to = {0};
	char on[11];
	struct buf pointer = {0};
	size_t i;
	bool good;

	date_write(on, date_from_days(signer->on));
	signature->kind = NODE_MAPPING;
	put(&s->arena, signature, &l->role, signer->role);
	put(&s->arena, signature, &l->name, name);
	put(&s->arena, signature, &l->on, text_of(on));
	buf_addt(&pointer, buf_text(&problem->pointer));
	for (i = 0; i < l->signatures.n; i++)
		pointer_add_key(&pointer, l->signatures.steps[i].field);
	address_pointer(&to, buf_text(&pointer), &s->arena);
	address_append(&to, &s->arena);
	good = set_node(s, &to, signature, why);
	buf_free(&pointer);
	return good;
}

bool sign_problem(struct set *s, struct registry *r, const struct found *problem,
		  const struct signer *signer, struct buf *why)
{
	const struct lifecycle *l = r->lifecycle;
	struct address to = {0};
	struct address_found at;
	struct buf name = {0};
	bool good;

	if (!l || !l->signatures.n || !l->role.n || !l->name.n || !l->on.n)
		return fails(why, MSG_SIGN_NOTHING, TEXT(""), TEXT(""));
	address_pointer(&to, buf_text(&problem->pointer), &s->arena);
	if (!address_find(&to, s->edit.root, s->schema, &at, why))
		return false;
	if (!at.value || at.missing)
		return fails(why, MSG_SET_NOT_THERE, TEXT(""), TEXT(""));
	good = is_next(l, path_field(&l->signatures, node_target(at.value)), signer->role, why) &&
	       find_name(r, signer, buf_text(&problem->key), &name, why) &&
	       add(s, l, problem, signer, buf_text(&name), why);
	buf_free(&name);
	return good;
}
