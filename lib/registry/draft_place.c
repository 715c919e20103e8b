/* Where a new record goes: a file pattern of its kind with its fields filled in, and the next free
 * number where the pattern has its `*`. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/message.h"
#include "registry/draft.h"
#include "registry/glob.h"
#include "registry/registry.h"
#include "yaml/tree.h"

enum { DIGITS = 18 };

static struct text next_segment(struct text *rest)
{
	const char *slash = rest->n ? memchr(rest->p, '/', rest->n) : NULL;
	struct text segment = {rest->p, slash ? (size_t)(slash - rest->p) : rest->n};
	size_t n = segment.n + (slash != NULL);

	*rest = (struct text){rest->p + n, rest->n - n};
	return segment;
}

/* Does the segment of a pattern stand for one field and nothing else? */
static bool is_field(struct text segment, struct text *name)
{
	if (segment.n < 3 || segment.p[0] != '{' || segment.p[segment.n - 1] != '}')
		return false;
	*name = (struct text){segment.p + 1, segment.n - 2};
	return !memchr(name->p, '{', name->n);
}

/* Gives the fields that the folders on the way to `here` stand for in the pattern. */
static void give_from_folder(struct draft *d, struct text pattern, const char *here)
{
	struct text rest = text_of(here), names[GLOB_CAPTURES], values[GLOB_CAPTURES];
	size_t n = 0;

	while (rest.n && memchr(rest.p, '/', rest.n) && pattern.n) {
		struct text folder = next_segment(&rest), segment = next_segment(&pattern);

		if (n < GLOB_CAPTURES && is_field(segment, &names[n]))
			values[n++] = folder;
		else if (!text_equal(folder, segment))
			return;
	}
	while (n--)
		draft_give(d, names[n], values[n]);
}

/* Adds the text with each {field} replaced; false if one is not given. *missing is then its name.
 * star: what a `*` becomes (p NULL: it may not occur). */
static bool expand(const struct draft *d, struct text t, struct text star, struct buf *out,
		   struct text *missing)
{
	size_t i;

	for (i = 0; i < t.n; i++) {
		const char *end = t.p[i] == '{' ? memchr(t.p + i, '}', t.n - i) : NULL;
		struct text name = {t.p + i + 1, end ? (size_t)(end - t.p) - i - 1 : 0};
		const struct draft_field *f = end ? draft_given(d, name) : NULL;

		if (end && !f) {
			*missing = name;
			return false;
		}
		if (f) {
			buf_addt(out, f->value);
			i += name.n + 1;
		} else if (t.p[i] == '*' || t.p[i] == '?') {
			*missing = d->kind->key;
			if (t.p[i] == '?' || !star.p)
				return false;
			buf_addt(out, star);
		} else {
			buf_addc(out, t.p[i]);
		}
	}
	return true;
}

static size_t digits_at_end(struct text t)
{
	size_t n = 0;

	while (n < t.n && t.p[t.n - 1 - n] >= '0' && t.p[t.n - 1 - n] <= '9')
		n++;
	return n;
}

/* Do the named captures agree with what is given? */
static bool agrees(const struct draft *d, const struct glob_match *m, struct text *star)
{
	size_t i;

	*star = TEXT("");
	for (i = 0; i < m->n; i++) {
		const struct draft_field *f = draft_given(d, m->v[i].name);

		if (!m->v[i].name.n)
			*star = m->v[i].value;
		else if (!f || !text_equal(f->value, m->v[i].value))
			return false;
	}
	return true;
}

/* The number after the highest that a file of the pattern has, of at least `first`. */
static uint64_t next_number(const struct draft *d, struct text pattern, uint64_t first)
{
	struct members all = {0};
	uint64_t next = first, number;
	struct glob_match m;
	struct text star;
	size_t i, k;

	registry_scan(d->registry, "", &all);
	for (i = 0; i < all.n; i++) {
		if (all.v[i].kind != d->kind || !glob_match(pattern, text_of(all.v[i].path), &m) ||
		    !agrees(d, &m, &star) || !star.n || digits_at_end(star) != star.n ||
		    star.n > DIGITS)
			continue;
		for (k = 0, number = 0; k < star.n; k++)
			number = number * 10 + (uint64_t)(star.p[k] - '0');
		if (number >= next)
			next = number + 1;
	}
	members_free(&all);
	return next;
}

static struct node *first_of(const struct draft *d)
{
	struct node *kinds = node_get(node_target(d->registry->tree.docs[0]), TEXT("kinds"));

	return node_get(node_get(kinds, d->kind->name), TEXT("first"));
}

static bool lacks(struct text field, enum message m, struct buf *why)
{
	message_write(why, m, 1, (struct text[]){field});
	return false;
}

/* The key by `first`, given to the draft; *star is the number in it. */
static bool number_key(struct draft *d, struct text pattern, struct text *star, struct buf *why)
{
	struct node *n = first_of(d);
	struct text first = n ? node_text(n) : TEXT(""), missing;
	size_t width = digits_at_end(first), i;
	struct buf key = {0};
	uint64_t number = 0;
	const char *kept;

	if (!width || width > DIGITS)
		return lacks(d->kind->key, MSG_NEW_KEY, why);
	for (i = first.n - width; i < first.n; i++)
		number = number * 10 + (uint64_t)(first.p[i] - '0');
	first.n -= width;
	if (!expand(d, first, (struct text){0}, &key, &missing)) {
		buf_free(&key);
		return lacks(missing, MSG_NEW_NEEDS, why);
	}
	i = key.n;
	buf_addf(&key, "%0*llu", (int)width, (unsigned long long)next_number(d, pattern, number));
	kept = arena_copy(d->arena, key.p, key.n);
	*star = (struct text){kept + i, key.n - i};
	draft_give(d, d->kind->key, (struct text){kept, key.n});
	buf_free(&key);
	return true;
}

/* What the `*` of the pattern is for a key that is given: what comes after the part of `first` that
 * counts, else all of it. */
static struct text star_of(struct draft *d, struct text key)
{
	struct node *n = first_of(d);
	struct text first = n ? node_text(n) : TEXT(""), missing, star = key;
	struct buf before = {0};

	first.n -= digits_at_end(first);
	if (first.n && expand(d, first, (struct text){0}, &before, &missing) &&
	    text_starts(key, buf_text(&before)) && key.n > before.n)
		star = (struct text){key.p + before.n, key.n - before.n};
	buf_free(&before);
	return star;
}

bool draft_place(struct draft *d, const char *here, struct buf *path, struct buf *why)
{
	struct text pattern = d->kind->nfiles ? d->kind->files[0] : TEXT(""), star = {0}, missing;
	const struct draft_field *key;
	bool counts = pattern.n && memchr(pattern.p, '*', pattern.n);

	give_from_folder(d, pattern, here);
	key = draft_given(d, d->kind->key);
	if (key)
		star = star_of(d, key->value);
	else if (counts && !number_key(d, pattern, &star, why))
		return false;
	if (!expand(d, pattern, star, path, &missing))
		return lacks(missing, MSG_NEW_NEEDS, why);
	if (!glob_match(pattern, buf_text(path), NULL) || !registry_is_path(buf_text(path))) {
		message_write(why, MSG_NEW_PATH, 2, (struct text[]){buf_text(path), pattern});
		return false;
	}
	return true;
}
