/* What happened, in words. */
#include <string.h>

#include "base/finding.h"
#include "base/message.h"
#include "report/diff.h"
#include "version/event.h"

static void add(struct buf *out, struct text t)
{
	message_escape(out, t);
}

static bool is_problem(const struct event *x)
{
	return x->type <= EVENT_DELETED;
}

/* A signature put under a step together with it is told there. */
static bool goes_with(const struct event *signature, const struct event *step)
{
	return step->type > EVENT_OPENED && step->type < EVENT_REOPENED &&
	       text_equal(signature->pointer, step->pointer) &&
	       text_equal(signature->target, step->target);
}

bool diff_event_is_told(const struct event *x, const struct events *all)
{
	size_t i;

	for (i = 0; x->type == EVENT_SIGNED && i < all->n; i++)
		if (goes_with(x, &all->v[i]))
			return true;
	return false;
}

static void add_signers(struct buf *out, const struct event *x, const struct events *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct event *s = &all->v[i];
		struct text args[2] = {s->role, s->name};

		if (s->type != EVENT_SIGNED || !goes_with(s, x))
			continue;
		buf_adds(out, ", ");
		message_write(out, MSG_EVENT_SIGNED_WITH, 2, args);
	}
}

/* " 2020-04-11 (24 days after it was found)" */
static void add_date(struct buf *out, const struct event *x)
{
	char room[24];
	struct text days = text_number(room, x->days > 0 ? (uint64_t)x->days : 0);

	if (x->on.n) {
		buf_addc(out, ' ');
		add(out, x->on);
	}
	if (!x->dated || x->days < 1 || x->type == EVENT_OPENED)
		return;
	buf_addc(out, ' ');
	message_write(out, x->days == 1 ? MSG_EVENT_DAY : MSG_EVENT_DAYS, 1, &days);
}

static void add_problem(struct buf *out, const struct event *x, const struct events *all)
{
	struct text states[2] = {x->from, x->to};

	switch (x->type) {
	case EVENT_OPENED: message_write(out, MSG_EVENT_OPENED, 1, &x->to); break;
	case EVENT_DELETED: message_write(out, MSG_EVENT_DELETED, 1, &x->from); break;
	case EVENT_REOPENED: message_write(out, MSG_EVENT_REOPENED, 2, states); break;
	default:
		if (x->from.n) {
			add(out, x->from);
			buf_adds(out, " → ");
		}
		add(out, x->to);
	}
	add_date(out, x);
	add_signers(out, x, all);
	if ((x->type == EVENT_OPENED || x->type == EVENT_DELETED) && x->what.n) {
		buf_adds(out, ": ");
		add(out, x->what);
	}
}

static void add_signature(struct buf *out, const struct event *x)
{
	struct text args[4] = {x->role, x->name, x->on, x->what};

	message_write(out,
		      x->type == EVENT_SIGNED     ? MSG_EVENT_SIGNED
		      : x->type == EVENT_UNSIGNED ? MSG_EVENT_UNSIGNED
						  : MSG_EVENT_BROKEN,
		      4, args);
}

void diff_event_subject(struct buf *out, const struct event *x)
{
	struct text way = x->pointer;

	if (x->type >= EVENT_STANDING) {
		if (x->type == EVENT_STANDING || x->type > EVENT_CHANGED_HOUSE)
			return;
		add(out, x->id);
		buf_adds(out, x->id.n ? " " : "");
		add(out, x->what);
	} else if (x->id.n || x->about.n) {
		add(out, x->id);
		buf_adds(out, x->id.n && x->about.n ? " " : "");
		add(out, x->about);
	} else if (way.n) {
		add(out, (struct text){way.p + 1, way.n - 1});
	}
}

static void add_standing(struct buf *out, const struct event *x)
{
	struct text args[4] = {x->about, x->what, x->from, x->to};

	if (!args[2].n)
		args[2] = TEXT("–");
	if (!args[3].n)
		args[3] = TEXT("–");
	message_write(out, MSG_EVENT_STANDING, 4, args);
}

static void add_person(struct buf *out, const struct event *x)
{
	if (x->type == EVENT_CHANGED_HOUSE)
		message_write(out, MSG_EVENT_CHANGED_HOUSE, 1, &x->from);
	else
		message_write(out, x->type == EVENT_CAME ? MSG_EVENT_CAME : MSG_EVENT_WENT, 0,
			      NULL);
}

void diff_event_words(struct buf *out, const struct event *x, const struct events *all)
{
	size_t start = out->n;

	diff_event_subject(out, x);
	buf_adds(out, out->n > start ? "  " : "");
	diff_event_body(out, x, all);
}

void diff_event_body(struct buf *out, const struct event *x, const struct events *all)
{
	struct text way[2] = {x->from, x->to};

	if (is_problem(x)) {
		add_problem(out, x, all);
	} else if (x->type <= EVENT_BROKEN) {
		add_signature(out, x);
	} else if (x->type == EVENT_STANDING) {
		add_standing(out, x);
	} else if (x->type <= EVENT_CHANGED_HOUSE) {
		add_person(out, x);
	} else {
		message_write(out, x->type == EVENT_SPLIT ? MSG_EVENT_SPLIT : MSG_EVENT_RELOCATED,
			      2, way);
	}
}

void diff_event_lines(struct buf *out, const struct diff_look *look, const struct events *e)
{
	size_t i;
	int t;

	for (t = 0; e && t < EVENTS; t++)
		for (i = 0; i < e->n; i++) {
			if ((int)e->v[i].type != t || diff_event_is_told(&e->v[i], e))
				continue;
			buf_adds(out, look->color ? "  \033[1m*\033[0m " : "  * ");
			diff_event_words(out, &e->v[i], e);
			buf_addc(out, '\n');
		}
}

/* --- the headline --- */

struct counts {
	size_t of[EVENTS];
	size_t standing[3]; /* to pass, fail, unknown */
};

static void count(struct counts *c, const struct diff_report *r)
{
	size_t i, k;

	for (i = 0; i < r->n; i++)
		for (k = 0; k < r->items[i].events->n; k++) {
			const struct event *x = &r->items[i].events->v[k];

			c->of[x->type]++;
			if (x->type == EVENT_STANDING && x->to.n)
				c->standing[text_is(x->to, "pass")   ? 0
					    : text_is(x->to, "fail") ? 1
								     : 2]++;
		}
}

static void separate(struct buf *out, size_t start)
{
	if (out->n > start)
		buf_adds(out, " · ");
}

/* "2 problems fixed, 1 opened" */
static void add_types(struct buf *out, const struct counts *c, enum event_type from,
		      enum event_type to, enum message one, enum message many)
{
	static const enum message words[EVENTS] = {
		[EVENT_OPENED] = MSG_WORD_OPENED,     [EVENT_PROGRESSED] = MSG_WORD_PROGRESSED,
		[EVENT_FIXED] = MSG_WORD_FIXED,       [EVENT_ACCEPTED] = MSG_WORD_ACCEPTED,
		[EVENT_CLOSED] = MSG_WORD_CLOSED,     [EVENT_DROPPED] = MSG_WORD_DROPPED,
		[EVENT_REOPENED] = MSG_WORD_REOPENED, [EVENT_DELETED] = MSG_WORD_DELETED,
		[EVENT_SIGNED] = MSG_WORD_SIGNED,     [EVENT_UNSIGNED] = MSG_WORD_UNSIGNED,
		[EVENT_BROKEN] = MSG_WORD_BROKEN,
	};
	bool first = true;
	char room[24];
	int t;

	for (t = from; t <= (int)to; t++) {
		struct buf word = {0};
		struct text args[2] = {text_number(room, c->of[t])};

		if (!c->of[t])
			continue;
		message_write(&word, words[t], 0, NULL);
		args[1] = buf_text(&word);
		buf_adds(out, first ? "" : ", ");
		message_write(out, !first ? MSG_HEAD_MORE : c->of[t] == 1 ? one : many, 2, args);
		first = false;
		buf_free(&word);
	}
}

struct number { /* of the headline */
	size_t n;
	enum message word;
};

/* "persons: 2 came, 1 went"; nothing if there is none of them. */
static void add_numbers(struct buf *out, enum message head, const struct number *v, size_t n)
{
	struct buf list = {0}, word = {0};
	char room[24];
	size_t i;

	for (i = 0; i < n; i++) {
		struct text args[2] = {text_number(room, v[i].n)};

		if (!v[i].n)
			continue;
		buf_clear(&word);
		message_write(&word, v[i].word, 0, NULL);
		args[1] = buf_text(&word);
		buf_adds(&list, list.n ? ", " : "");
		message_write(&list, MSG_HEAD_MORE, 2, args);
	}
	if (list.n) {
		buf_adds(out, " · ");
		message_write(out, head, 0, NULL);
		buf_addt(out, buf_text(&list));
	}
	buf_free(&list);
	buf_free(&word);
}

/* "household 3, village 1"; items are sorted by place, so kinds are met again and again. */
static bool add_kinds(struct buf *out, const struct diff_report *r)
{
	size_t i, k, n;
	bool first = true;

	for (i = 0; i < r->n; i++) {
		const char *kind = r->items[i].kind;

		for (k = 0; k < i && strcmp(r->items[k].kind, kind) != 0; k++)
			;
		if (!*kind || k < i)
			continue;
		for (k = i, n = 0; k < r->n; k++)
			n += strcmp(r->items[k].kind, kind) == 0;
		buf_adds(out, first ? "" : ", ");
		add(out, text_of(kind));
		buf_addf(out, " %zu", n);
		first = false;
	}
	return !first;
}

void diff_headline(struct buf *out, const struct diff_report *r)
{
	struct counts c = {{0}, {0}};
	size_t start = out->n;

	count(&c, r);
	add_types(out, &c, EVENT_OPENED, EVENT_DELETED, MSG_HEAD_PROBLEM, MSG_HEAD_PROBLEMS);
	separate(out, start);
	if (!add_kinds(out, r)) {
		diff_counts(out, r);
		return;
	}
	if (r->signs) {
		buf_adds(out, " · ");
		if (c.of[EVENT_SIGNED] + c.of[EVENT_UNSIGNED] + c.of[EVENT_BROKEN])
			add_types(out, &c, EVENT_SIGNED, EVENT_BROKEN, MSG_HEAD_SIGNATURE,
				  MSG_HEAD_SIGNATURES);
		if (!c.of[EVENT_BROKEN]) {
			buf_adds(out, c.of[EVENT_SIGNED] + c.of[EVENT_UNSIGNED] ? ", " : "");
			message_write(out, MSG_HEAD_NONE_BROKEN, 0, NULL);
		}
	}
	add_numbers(out, MSG_HEAD_STANDING,
		    (struct number[]){{c.standing[0], MSG_WORD_TO_PASS},
				      {c.standing[1], MSG_WORD_TO_FAIL},
				      {c.standing[2], MSG_WORD_TO_UNKNOWN}},
		    3);
	add_numbers(out, MSG_HEAD_PERSONS,
		    (struct number[]){{c.of[EVENT_CAME], MSG_EVENT_CAME},
				      {c.of[EVENT_WENT], MSG_EVENT_WENT},
				      {c.of[EVENT_CHANGED_HOUSE], MSG_DIFF_MOVED}},
		    3);
	add_numbers(out, MSG_HEAD_RECORDS,
		    (struct number[]){{c.of[EVENT_RELOCATED], MSG_DIFF_MOVED},
				      {c.of[EVENT_SPLIT], MSG_WORD_SPLIT}},
		    2);
	if (r->broken) {
		buf_adds(out, " · ");
		message_write(out, r->broken == 1 ? MSG_DIFF_FILE_BROKEN : MSG_DIFF_FILES_BROKEN, 1,
			      (struct text[]){text_number((char[24]){0}, r->broken)});
	}
}
