/* Signatures followed from the commit that made them. Who may sign: verify_person.c. */
#include "version/verify.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/mem.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "version/step.h"
#include "version/trail.h"
#include "version/verify_internal.h"

struct signing { /* a signature, with what it was put under */
	struct digest_field *fields;
	size_t nfields;
	bool reopened; /* since: it may be taken back */
};

struct verify *verify_new(const struct verify_options *o)
{
	struct verify *v = mem_zero(sizeof *v);

	v->o = *o;
	return v;
}

void verify_free(struct verify *v)
{
	if (!v)
		return;
	hash_free(&v->signings);
	hash_free(&v->names);
	arena_free(&v->arena);
	buf_free(&v->words);
	buf_free(&v->signer);
	mem_free(v);
}

size_t verify_signatures(const struct verify *v)
{
	return v->count;
}

size_t verify_unknown(const struct verify *v)
{
	return v->unknown;
}

/* --- what was signed --- */

static struct text intern(struct verify *v, struct text t)
{
	const char *known = t.n ? hash_get(&v->names, t) : "";

	if (!known) {
		known = arena_copy(&v->arena, t.p, t.n);
		*hash_put(&v->names, (struct text){known, t.n}) = (void *)(uintptr_t)known;
	}
	return (struct text){known, t.n};
}

/* Kind, key (or path) of the record, place, item and signature, as one text. */
static struct text name_of(struct buf *out, const struct digest *d, const char *path,
			   const struct digest_item *i, const struct digest_signature *g)
{
	const struct kind *k = digest_kind(d);
	struct text key = digest_key(d);

	buf_clear(out);
	buf_add(out, &k, sizeof k);
	buf_add(out, &i->place, sizeof i->place);
	buf_add(out, &g->hash, sizeof g->hash);
	buf_addf(out, "%c%zu:", key.n ? 'k' : 'p', i->id.n);
	buf_addt(out, i->id);
	buf_addt(out, key.n ? key : text_of(path ? path : ""));
	return buf_text(out);
}

static void remember(struct verify *v, struct text name, struct signing *s)
{
	if (!hash_get(&v->signings, name))
		name = (struct text){arena_copy(&v->arena, name.p, name.n), name.n};
	*hash_put(&v->signings, name) = s;
}

static struct signing *new_signing(struct verify *v, const struct digest_item *i)
{
	struct signing *s = arena_zero(&v->arena, sizeof *s);
	size_t k;

	s->nfields = i->nfields;
	s->fields = arena_alloc(&v->arena, (i->nfields + 1) * sizeof *s->fields);
	for (k = 0; k < i->nfields; k++) {
		s->fields[k] = i->fields[k];
		s->fields[k].name = intern(v, i->fields[k].name);
	}
	return s;
}

static const struct digest_field *field_named(const struct digest_field *v, size_t n,
					      struct text name, size_t hint)
{
	size_t i;

	if (hint < n && text_equal(v[hint].name, name))
		return &v[hint];
	for (i = 0; i < n; i++)
		if (text_equal(v[i].name, name))
			return &v[i];
	return NULL;
}

/* The names of what is not as it was signed, with commas; in *out unless that is NULL. */
static bool is_changed(const struct signing *s, const struct digest_item *now, struct buf *out)
{
	bool changed = false;
	size_t i;

	for (i = 0; i < s->nfields + now->nfields; i++) {
		bool old = i < s->nfields;
		const struct digest_field *f = old ? &s->fields[i] : &now->fields[i - s->nfields];
		const struct digest_field *other =
			old ? field_named(now->fields, now->nfields, f->name, i)
			    : field_named(s->fields, s->nfields, f->name, i - s->nfields);

		if (old ? other && other->hash == f->hash : other || f->may_come)
			continue;
		changed = true;
		if (!out)
			break;
		buf_adds(out, out->n ? ", " : "");
		buf_addt(out, f->name);
	}
	return changed;
}

/* --- telling --- */

void verify_say(struct verify *v, const struct verify_at *at, enum message m, size_t n,
		const struct text *args)
{
	const struct digest_signature *g = at->signature;
	struct verify_finding f = {
		.message = m,
		.commit = text_of(at->commit->about.id),
		.path = text_of(at->record->path ? at->record->path : at->record->old_path),
		.kind = at->record->kind->name,
		.key = digest_key(at->digest),
		.parent = digest_parent(at->digest),
		.item = at->item->id,
		.role = g->role,
		.name = g->shown,
	};

	buf_clear(&v->words);
	message_write(&v->words, m, n, args);
	f.words = buf_text(&v->words);
	v->o.found(v->o.ctx, &f);
}

/* --- one signature --- */

static bool has_signature(const struct digest_item *i, const struct digest_signature *g)
{
	size_t k;

	for (k = 0; i && k < i->nsignatures && k < STEP_SIGNATURES; k++)
		if (i->signatures[k].hash == g->hash)
			return true;
	return false;
}

static bool goes_back(const struct digest_item *before, const struct digest_item *now)
{
	return before && now && before->known && now->known && now->known->stage == STAGE_OPEN &&
	       before->known->stage > STAGE_OPEN;
}

/* One that a parent has too. */
static void follow(struct verify *v, const struct verify_at *at)
{
	const struct trail_record *r = at->record;
	struct buf name = {0}, fields = {0};
	struct signing *s = NULL;
	bool before = false, now;
	size_t p;

	for (p = 0; p < r->nbefore; p++) {
		const struct digest_item *old = digest_item(r->before[p], at->item->place,
							    at->item->id);

		if (!has_signature(old, at->signature))
			continue;
		name_of(&name, r->before[p], r->old_path, old, at->signature);
		if (!s)
			s = hash_get(&v->signings, buf_text(&name));
		if (!s) { /* it was there before the history that is looked at */
			s = new_signing(v, old);
			remember(v, buf_text(&name), s);
		}
		before |= is_changed(s, old, NULL);
		s->reopened |= goes_back(old, at->item);
	}
	now = s && is_changed(s, at->item, &fields);
	if (now && !before)
		verify_say(v, at, MSG_VERIFY_CHANGED, 3,
			   (struct text[]){at->signature->shown, at->signature->role,
					   buf_text(&fields)});
	if (s)
		remember(v, name_of(&name, r->now, r->path, at->item, at->signature), s);
	buf_free(&fields);
	buf_free(&name);
}

static void check(struct verify *v, struct verify_at *at)
{
	const struct trail_record *r = at->record;
	struct buf name = {0};
	bool old = false;
	size_t p;

	for (p = 0; p < r->nbefore && !old; p++)
		old = has_signature(digest_item(r->before[p], at->item->place, at->item->id),
				    at->signature);
	if (old) {
		follow(v, at);
		return;
	}
	if (v->o.wants(v->o.ctx, digest_key(at->digest), digest_parent(at->digest), at->item->id,
		       text_of(r->path))) {
		v->count++;
		if (at->commit->boundary)
			v->unknown++;
		else
			verify_person(v, at);
	}
	verify_order(v, at);
	remember(v, name_of(&name, r->now, r->path, at->item, at->signature),
		 new_signing(v, at->item));
	buf_free(&name);
}

static void check_item(void *ctx, const struct digest_item *i)
{
	struct verify_at *at = ctx;
	size_t k;

	at->item = i;
	for (k = 0; k < i->nsignatures && k < STEP_SIGNATURES; k++) {
		at->signature = &i->signatures[k];
		check(at->verify, at);
	}
}

/* --- what is gone --- */

/* One that the first parent has: it is taken back if all have it and it is not there now. */
static void check_gone(struct verify *v, struct verify_at *at)
{
	const struct trail_record *r = at->record;
	const struct digest_item *now = digest_item(r->now, at->item->place, at->item->id);
	struct buf name = {0};
	struct signing *s;
	size_t p;

	if (has_signature(now, at->signature))
		return;
	for (p = 1; p < r->nbefore; p++)
		if (!has_signature(digest_item(r->before[p], at->item->place, at->item->id),
				   at->signature))
			return;
	name_of(&name, at->digest, r->old_path, at->item, at->signature);
	s = hash_get(&v->signings, buf_text(&name));
	buf_free(&name);
	if (!now)
		verify_say(v, at, MSG_VERIFY_DELETED, 2,
			   (struct text[]){at->signature->shown, at->signature->role});
	else if (!goes_back(at->item, now) && !(s && s->reopened))
		verify_say(v, at, MSG_VERIFY_REMOVED, 2,
			   (struct text[]){at->signature->shown, at->signature->role});
}

static void check_old_item(void *ctx, const struct digest_item *i)
{
	struct verify_at *at = ctx;
	size_t k;

	at->item = i;
	for (k = 0; k < i->nsignatures && k < STEP_SIGNATURES; k++) {
		at->signature = &i->signatures[k];
		check_gone(at->verify, at);
	}
}

void verify_add(struct verify *v, const struct trail_commit *c)
{
	size_t i;

	v->verified = VERIFY_NOT_ASKED;
	for (i = 0; i < c->nrecords; i++) {
		const struct trail_record *r = &c->records[i];
		struct verify_at at = {.verify = v, .commit = c, .record = r};

		if (r->before[0]) {
			at.digest = r->before[0];
			digest_items(r->before[0], check_old_item, &at);
		}
		if (r->now) {
			at.digest = r->now;
			digest_items(r->now, check_item, &at);
		}
	}
}
