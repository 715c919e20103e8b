/* Who may sign what, and in which order. */
#include <string.h>

#include "base/date.h"
#include "registry/lifecycle.h"
#include "registry/people.h"
#include "registry/registry.h"
#include "version/git.h"
#include "version/trail.h"
#include "version/verify_internal.h"

/* Are these who commits? By an address; of somebody who has none, by name. */
static bool is_committer(const struct person *p, const struct git_commit *c)
{
	if (!p->nemails)
		return text_equal(p->name, text_of(c->author.name)) ||
		       text_equal(p->name, text_of(c->committer.name));
	return person_has_email(p, text_of(c->author.mail)) ||
	       person_has_email(p, text_of(c->committer.mail));
}

enum { KNOWN = 1, ROLE = 2, AREA = 4, COMMIT = 8, ALL = 15 };

static unsigned count_bits(unsigned x)
{
	unsigned n = 0;

	for (; x; x &= x - 1)
		n++;
	return n;
}

/* What holds of whoever of that name fits best. */
static unsigned ask(const struct verify *v, const struct verify_at *at)
{
	const struct digest_signature *g = at->signature;
	unsigned best = 0, holds;
	size_t i;

	for (i = 0; i < people_count(v->o.people) && best != ALL; i++) {
		const struct person *p = people_at(v->o.people, i);

		if (!text_equal(p->name, g->name))
			continue;
		holds = KNOWN;
		holds |= !g->role.n || text_equal(p->role, g->role) ? ROLE : 0;
		holds |= person_covers(p, digest_key(at->digest)) ? AREA : 0;
		holds |= is_committer(p, &at->commit->about) ? COMMIT : 0;
		if (count_bits(holds) > count_bits(best))
			best = holds;
	}
	return best;
}

/* The next address in whom git names as the owner of a key; n 0: no more. */
static struct text next_address(const char **at)
{
	static const char around[] = " \t\n,<>\"";
	struct text t;

	do {
		*at += strspn(*at, around);
		t = (struct text){*at, strcspn(*at, around)};
		*at += t.n;
	} while (t.n && !memchr(t.p, '@', t.n));
	return t;
}

static bool has_address(const struct verify *v, struct text name, struct text address)
{
	size_t i;

	for (i = 0; i < people_count(v->o.people); i++) {
		const struct person *p = people_at(v->o.people, i);

		if (text_equal(p->name, name) && (!p->nemails || person_has_email(p, address)))
			return true;
	}
	return false;
}

/* Whoever has a key could write the name of another into a commit. Without an address there is
 * nothing to go by. */
static bool is_signer(const struct verify *v, struct text name)
{
	const char *at = v->signer.n ? v->signer.p : "";
	struct text address = next_address(&at);
	bool is = address.n == 0;

	for (; address.n && !is; address = next_address(&at))
		is = has_address(v, name, address);
	return is;
}

static void ask_git(struct verify *v, const struct verify_at *at)
{
	const struct digest_signature *g = at->signature;
	const char *id = at->commit->about.id;
	struct buf why = {0};

	if (v->verified == VERIFY_NOT_ASKED) {
		buf_clear(&v->signer);
		v->verified = git_verify(v->o.git, id, &why) &&
					      git_signer(v->o.git, id, &v->signer, &why)
				      ? VERIFY_GOOD
				      : VERIFY_BAD;
	}
	buf_free(&why);
	if (v->verified == VERIFY_BAD)
		verify_say(v, at, MSG_VERIFY_COMMIT, 2, (struct text[]){g->shown, g->role});
	else if (!is_signer(v, g->name))
		verify_say(v, at, MSG_VERIFY_SIGNER, 3,
			   (struct text[]){g->shown, g->role, buf_text(&v->signer)});
}

void verify_person(struct verify *v, const struct verify_at *at)
{
	const struct digest_signature *g = at->signature;
	const struct git_commit *c = &at->commit->about;
	unsigned holds = ask(v, at);

	if (!(holds & KNOWN))
		verify_say(v, at, MSG_VERIFY_UNKNOWN, 2, (struct text[]){g->shown, g->role});
	if ((holds & (KNOWN | ROLE)) == KNOWN)
		verify_say(v, at, MSG_VERIFY_ROLE, 2, (struct text[]){g->shown, g->role});
	if ((holds & (KNOWN | AREA)) == KNOWN)
		verify_say(v, at, MSG_VERIFY_AREA, 2, (struct text[]){g->shown, g->role});
	if ((holds & (KNOWN | COMMIT)) == KNOWN)
		verify_say(v, at, MSG_VERIFY_COMMITTER, 4,
			   (struct text[]){g->shown, g->role, text_of(c->author.name),
					   text_of(c->author.mail)});
	if (v->o.commits)
		ask_git(v, at);
}

static const struct digest_signature *signature_of(const struct digest_item *i, struct text role)
{
	size_t k;

	for (k = 0; k < i->nsignatures; k++)
		if (text_equal(i->signatures[k].role, role))
			return &i->signatures[k];
	return NULL;
}

void verify_order(struct verify *v, const struct verify_at *at)
{
	const struct lifecycle *l = v->o.registry->lifecycle;
	const struct digest_signature *g = at->signature, *earlier;
	size_t i, role = lifecycle_role(l, g->role);
	struct date mine, theirs;

	if (role == l->nroles) {
		verify_say(v, at, MSG_VERIFY_NO_ROLE, 2, (struct text[]){g->shown, g->role});
		return;
	}
	for (i = 0; i < role; i++) {
		earlier = signature_of(at->item, l->roles[i]);
		if (!earlier)
			verify_say(v, at, MSG_VERIFY_BEFORE, 3,
				   (struct text[]){g->shown, g->role, l->roles[i]});
		else if (date_parse(g->on, &mine) && date_parse(earlier->on, &theirs) &&
			 date_compare(theirs, mine) > 0)
			verify_say(v, at, MSG_VERIFY_DATE, 4,
				   (struct text[]){g->shown, g->role, earlier->shown,
						   earlier->role});
	}
}
