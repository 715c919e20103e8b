#include "version/step.h"

#include "base/mem.h"
#include "registry/lifecycle.h"
#include "version/digest.h"

const char *step_kind_name(enum step_kind k)
{
	static const char *const names[] = {"state",   "date",     "signed", "unsigned",
					    "deleted", "restored", "moved"};

	return names[k];
}

static void add(struct steps *s, struct step step)
{
	MEM_GROW(s->v, s->n, s->cap);
	s->v[s->n++] = step;
}

static struct text date_of(const struct digest_item *i, const struct lifecycle_state *state)
{
	size_t k;

	for (k = 0; i && state && k < i->ndates; k++)
		if (i->dates[k].state == state)
			return i->dates[k].on;
	return TEXT("");
}

/* Days of states: those that came, but for the state it is in now, and those that changed. */
static void add_dates(struct steps *s, const struct digest_item *before,
		      const struct digest_item *now, bool moved)
{
	size_t i;

	for (i = 0; i < now->ndates; i++) {
		const struct digest_date *d = &now->dates[i];
		struct text was = date_of(before, d->state);

		if (text_equal(was, d->on) || (moved && d->state == now->known))
			continue;
		add(s, (struct step){
			       .kind = was.n ? STEP_DATE : STEP_STATE,
			       .name = d->state->name,
			       .on = d->on,
			       .was = was,
			       .state = d->state,
		       });
	}
	for (i = 0; before && i < before->ndates; i++) {
		const struct digest_date *d = &before->dates[i];

		if (!date_of(now, d->state).n)
			add(s, (struct step){.kind = STEP_DATE,
					     .name = d->state->name,
					     .was = d->on,
					     .state = d->state});
	}
}

static void add_state(struct steps *s, const struct digest_item *before,
		      const struct digest_item *now)
{
	struct text on = date_of(now, now->known), was = date_of(before, now->known);

	add(s, (struct step){
		       .kind = STEP_STATE,
		       .name = now->state,
		       .on = text_equal(was, on) ? TEXT("") : on,
		       .was = before ? before->state : TEXT(""),
		       .state = now->known,
		       .back = before && before->known && now->known &&
			       now->known->stage < before->known->stage,
	       });
}

static bool is_signed(const struct digest_item *i, const struct digest_signature *g)
{
	size_t k;

	for (k = 0; i && k < i->nsignatures && k < STEP_SIGNATURES; k++)
		if (i->signatures[k].hash == g->hash)
			return true;
	return false;
}

/* The signatures of x that y has not. */
static void add_signatures(struct steps *s, enum step_kind kind, const struct digest_item *x,
			   const struct digest_item *y)
{
	size_t i;

	for (i = 0; x && i < x->nsignatures && i < STEP_SIGNATURES; i++) {
		const struct digest_signature *g = &x->signatures[i];

		if (!is_signed(y, g))
			add(s,
			    (struct step){
				    .kind = kind, .name = g->role, .on = g->on, .who = g->shown});
	}
}

void steps_between(struct steps *s, const struct digest_item *before, const struct digest_item *now)
{
	bool moved;

	if (!now) {
		if (before)
			add(s, (struct step){.kind = STEP_DELETED, .was = before->state});
		return;
	}
	if (before && before->content == now->content)
		return;
	moved = !before || !text_equal(before->state, now->state);
	add_signatures(s, STEP_UNSIGNED, before, now);
	add_dates(s, before, now, moved);
	if (moved && now->state.n)
		add_state(s, before, now);
	add_signatures(s, STEP_SIGNED, now, before);
}

bool step_equal(const struct step *x, const struct step *y)
{
	return x->kind == y->kind && text_equal(x->name, y->name) && text_equal(x->on, y->on) &&
	       text_equal(x->who, y->who);
}

void steps_keep_common(struct steps *s, const struct steps *other)
{
	size_t i, k, n = 0;

	for (i = 0; i < s->n; i++) {
		for (k = 0; k < other->n && !step_equal(&s->v[i], &other->v[k]); k++)
			;
		if (k < other->n)
			s->v[n++] = s->v[i];
	}
	s->n = n;
}

void steps_free(struct steps *s)
{
	mem_free(s->v);
	*s = (struct steps){0};
}
