#include "report/log.h"

#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/finding.h"
#include "base/message.h"
#include "base/utf8.h"
#include "registry/lifecycle.h"
#include "registry/registry.h"
#include "report/table.h"
#include "version/life.h"

/* --- which of them --- */

static bool is_called(struct text wanted, struct text key, struct text id)
{
	if (text_equal(id, wanted))
		return true;
	return wanted.n == key.n + 1 + id.n && text_starts(wanted, key) && wanted.p[key.n] == '/' &&
	       text_ends(wanted, id);
}

static bool is_state(const struct life *life, struct text wanted)
{
	if (!life->there)
		return text_is(wanted, "deleted");
	return text_equal(life->state, wanted) ||
	       (life->known && text_is(wanted, stage_name(life->known->stage)));
}

static bool is_word(struct buf *known, struct text word, const char *state)
{
	if (!known->n)
		buf_adds(known, "deleted");
	buf_adds(known, ", ");
	buf_addt(known, word);
	return text_is(word, state);
}

bool log_knows_state(const struct lifecycle *l, const char *state, struct buf *known)
{
	bool is = strcmp(state, "deleted") == 0;
	size_t i;

	for (i = 0; i < STAGES; i++)
		is |= is_word(known, text_of(stage_name(i)), state);
	for (i = 0; i < l->nstates; i++)
		if (!text_is(l->states[i].name, stage_name(l->states[i].stage)))
			is |= is_word(known, l->states[i].name, state);
	return is;
}

static bool is_below(struct text path, const char *folder)
{
	size_t n = strlen(folder);

	while (n && folder[n - 1] == '/')
		n--;
	return n == 0 ||
	       (path.n >= n && memcmp(path.p, folder, n) == 0 && (path.n == n || path.p[n] == '/'));
}

static bool is_at(const struct life_record *r, const struct log_filter *f)
{
	struct text path;
	size_t i, k;

	for (i = 0; i < f->npaths; i++)
		for (k = 0; life_path(r, k, &path); k++)
			if (is_below(path, f->paths[i]))
				return true;
	return f->npaths == 0;
}

static bool is_in(const struct log_filter *f, struct text key, struct text parent)
{
	return !f->area || text_starts(key, text_of(f->area)) ||
	       text_starts(parent, text_of(f->area));
}

static bool is_wanted(const struct life *life, const struct log_filter *f)
{
	const struct life_record *r = life->record;

	if (!life->first || (f->problem && !is_called(text_of(f->problem), r->key, life->id)) ||
	    (f->state && !is_state(life, text_of(f->state))))
		return false;
	return is_in(f, r->key, r->parent) && is_at(r, f);
}

bool log_wants(const struct log_filter *f, struct text key, struct text parent, struct text id,
	       struct text path)
{
	bool at = f->npaths == 0;
	size_t i;

	for (i = 0; i < f->npaths && !at; i++)
		at = is_below(path, f->paths[i]);
	return at && (!f->problem || is_called(text_of(f->problem), key, id)) &&
	       is_in(f, key, parent);
}

/* Calls `each` for every life that is wanted, in order. */
static void each_life(struct lives *l, const struct log_filter *f,
		      void (*each)(void *ctx, const struct life *life), void *ctx)
{
	size_t i, n;
	struct life_record *const *v = lives_records(l, &n);
	const struct life *life;

	for (i = 0; i < n; i++)
		for (life = v[i]->first; life; life = life->next)
			if (is_wanted(life, f))
				each(ctx, life);
}

/* --- days --- */

int32_t log_days(const struct life *life, int32_t today)
{
	int32_t days = (life->over ? life->ended : today) - life->opened;

	return days < 0 ? -1 : days;
}

void log_day(struct buf *out, const struct life_person *p)
{
	char day[11];

	date_write(day, date_from_days(life_day(p)));
	buf_adds(out, day);
}

void log_name(struct buf *out, struct text t)
{
	uint32_t c;
	size_t n;

	for (; t.n; t.p += n + !n, t.n -= n + !n) {
		n = utf8_decode(t.p, t.n, &c);
		buf_addu(out, n ? c : 0xFFFD);
	}
}

/* --- text --- */

#define SAY(out, m, ...)                                                                           \
	message_write((out), (m), sizeof((struct text[]){__VA_ARGS__}) / sizeof(struct text),      \
		      (struct text[]){__VA_ARGS__})

static void say_step(struct buf *out, const struct step *s)
{
	switch (s->kind) {
	case STEP_STATE:
		if (s->back)
			SAY(out, MSG_LOG_BACK, s->name, s->was);
		else
			SAY(out, MSG_LOG_STATE, s->name);
		break;
	case STEP_DATE:
		if (s->on.n)
			SAY(out, MSG_LOG_DATE, s->name, s->was, s->on);
		else
			SAY(out, MSG_LOG_DATE_GONE, s->name, s->was);
		break;
	case STEP_SIGNED: SAY(out, MSG_LOG_SIGNED, s->who, s->name); break;
	case STEP_UNSIGNED: SAY(out, MSG_LOG_UNSIGNED, s->who, s->name); break;
	case STEP_DELETED: SAY(out, MSG_LOG_DELETED, TEXT("")); break;
	case STEP_RESTORED: SAY(out, MSG_LOG_RESTORED, TEXT("")); break;
	case STEP_MOVED: SAY(out, MSG_LOG_MOVED, s->was, s->name); break;
	}
}

static void pad(struct buf *out, size_t width, size_t to)
{
	for (; width < to; width++)
		buf_addc(out, ' ');
}

enum { WORDS = 32 }; /* columns that a step's words take at least */

static void write_step(struct buf *out, const struct life_step *s)
{
	const struct life_commit *c = s->commit;
	char room[24];
	size_t from;

	buf_adds(out, "  ");
	from = out->n;
	if (s->step.kind != STEP_DATE)
		message_escape(out, s->step.on);
	pad(out, utf8_width((struct text){out->p + from, out->n - from}), 12);
	from = out->n;
	say_step(out, &s->step);
	pad(out, utf8_width((struct text){out->p + from, out->n - from}), WORDS);
	buf_adds(out, c->boundary ? " ^" : "  ");
	buf_addt(out, (struct text){c->id.p, c->id.n < LOG_ID ? c->id.n : LOG_ID});
	buf_addc(out, ' ');
	log_day(out, &c->author);
	buf_addc(out, ' ');
	message_escape(out, c->author.name);
	if (s->lost) {
		buf_addc(out, ' ');
		SAY(out, MSG_LOG_LOST, TEXT(""));
	}
	if (s->again) {
		buf_addc(out, ' ');
		SAY(out, s->nagain > 1 ? MSG_LOG_AGAIN_MORE : MSG_LOG_AGAIN,
		    (struct text){s->again->id.p, LOG_ID}, text_number(room, s->nagain));
	}
	buf_addc(out, '\n');
}

static void write_standing(struct buf *out, const struct life *life, int32_t today)
{
	int32_t days = log_days(life, today);
	struct buf words = {0};
	char room[24];

	if (days >= 0)
		SAY(&words, days == 1 ? MSG_LOG_DAY : MSG_LOG_DAYS,
		    text_number(room, (uint64_t)days));
	if (days < 0)
		SAY(out, MSG_LOG_STATE, life->there ? life->state : TEXT("deleted"));
	else if (!life->there)
		SAY(out, MSG_LOG_WAS_DELETED, life->state, buf_text(&words));
	else
		SAY(out, life->over ? MSG_LOG_AFTER : MSG_LOG_FOR, life->state, buf_text(&words));
	buf_free(&words);
}

struct writing {
	FILE *out;
	struct buf b;
	int32_t today;
	bool more;
};

static void write_life(void *ctx, const struct life *life)
{
	struct writing *w = ctx;
	const struct life_record *r = life->record;
	const struct life_step *s;
	struct buf *b = &w->b;

	buf_clear(b);
	if (w->more)
		buf_addc(b, '\n');
	w->more = true;
	message_escape(b, r->kind->name);
	buf_addc(b, ' ');
	message_escape(b, r->key.n ? r->key : r->path);
	buf_addc(b, ' ');
	message_escape(b, life->id);
	if (life->about.n) {
		buf_addc(b, ' ');
		message_escape(b, life->about);
	}
	buf_adds(b, ": ");
	write_standing(b, life, w->today);
	buf_addc(b, '\n');
	if (life->what.n) {
		buf_adds(b, "  ");
		message_escape(b, life->what);
		buf_addc(b, '\n');
	}
	for (s = life->first; s; s = s->next)
		write_step(b, s);
	fwrite(b->p, 1, b->n, w->out);
}

void log_text(struct lives *l, const struct log_filter *f, int32_t today, FILE *out)
{
	struct writing w = {.out = out, .today = today};

	each_life(l, f, write_life, &w);
	buf_free(&w.b);
}

/* --- table --- */

enum {
	COLUMN_KIND,
	COLUMN_RECORD,
	COLUMN_PROBLEM,
	COLUMN_ABOUT,
	COLUMN_STATE,
	COLUMN_DAYS,
	COLUMN_STEP,
	COLUMN_NAME,
	COLUMN_WAS,
	COLUMN_ON,
	COLUMN_WHO,
	COLUMN_LOST,
	COLUMN_DATE,
	COLUMN_AUTHOR,
	COLUMN_COMMIT,
	COLUMN_PATH,
	COLUMNS
};

static const struct text headings[COLUMNS] = {
	{"kind", 4}, {"record", 6}, {"problem", 7}, {"about", 5}, {"state", 5}, {"days", 4},
	{"step", 4}, {"name", 4},   {"was", 3},     {"on", 2},    {"who", 3},   {"lost", 4},
	{"date", 4}, {"author", 6}, {"commit", 6},  {"path", 4},
};

struct filling {
	struct table *t;
	int32_t today;
};

static void set(struct filling *x, struct cell *row, int column, enum cell_kind kind, struct text t)
{
	if (t.n)
		row[column] = (struct cell){
			.kind = (uint8_t)kind,
			.text = {arena_copy(&x->t->arena, t.p, t.n), t.n},
		};
}

static enum cell_kind kind_of(struct text t)
{
	struct date d;

	return date_parse(t, &d) ? CELL_DATE : CELL_TEXT;
}

static void fill_life(struct filling *x, struct cell *row, const struct life *life)
{
	const struct life_record *r = life->record;
	int32_t days = log_days(life, x->today);
	char room[24];

	set(x, row, COLUMN_KIND, CELL_TEXT, r->kind->name);
	set(x, row, COLUMN_RECORD, CELL_TEXT, r->key);
	set(x, row, COLUMN_PROBLEM, CELL_TEXT, life->id);
	set(x, row, COLUMN_ABOUT, CELL_TEXT, life->about);
	set(x, row, COLUMN_STATE, CELL_TEXT, life->there ? life->state : TEXT("deleted"));
	if (days >= 0)
		set(x, row, COLUMN_DAYS, CELL_NUMBER, text_number(room, (uint64_t)days));
	set(x, row, COLUMN_PATH, CELL_TEXT, r->path);
}

static void fill_step(struct filling *x, struct cell *row, const struct life_step *s)
{
	struct buf author = {0}, day = {0};

	set(x, row, COLUMN_STEP, CELL_TEXT, text_of(step_kind_name(s->step.kind)));
	set(x, row, COLUMN_NAME, CELL_TEXT, s->step.name);
	set(x, row, COLUMN_WAS, kind_of(s->step.was), s->step.was);
	set(x, row, COLUMN_ON, kind_of(s->step.on), s->step.on);
	set(x, row, COLUMN_WHO, CELL_TEXT, s->step.who);
	if (s->lost)
		set(x, row, COLUMN_LOST, CELL_BOOL, TEXT("true"));
	log_day(&day, &s->commit->author);
	set(x, row, COLUMN_DATE, CELL_DATE, buf_text(&day));
	log_name(&author, s->commit->author.name);
	set(x, row, COLUMN_AUTHOR, CELL_TEXT, buf_text(&author));
	set(x, row, COLUMN_COMMIT, CELL_TEXT, s->commit->id);
	buf_free(&author);
	buf_free(&day);
}

static void add_rows(void *ctx, const struct life *life)
{
	struct filling *x = ctx;
	const struct life_step *s;

	for (s = life->first; s; s = s->next) {
		struct cell *row = table_row(x->t);

		fill_life(x, row, life);
		fill_step(x, row, s);
	}
}

void log_table(struct lives *l, const struct log_filter *f, int32_t today, struct table *t)
{
	struct filling x = {t, today};

	table_begin(t, headings, COLUMNS);
	each_life(l, f, add_rows, &x);
}

/* --- summary --- */

struct counts {
	uint64_t all, deleted, stages[STAGES + 1];
};

static void count(void *ctx, const struct life *life)
{
	struct counts *c = ctx;

	c->all++;
	if (!life->there)
		c->deleted++;
	else
		c->stages[life->known ? life->known->stage : STAGES]++;
}

void log_summary(struct lives *l, const struct log_filter *f)
{
	struct counts c = {0};
	struct buf b = {0};
	char room[24];
	size_t i;

	each_life(l, f, count, &c);
	SAY(&b, c.all == 1 ? MSG_LOG_ONE : MSG_LOG_MANY, text_number(room, c.all));
	for (i = 0; i < STAGES; i++)
		if (c.stages[i]) {
			buf_adds(&b, ", ");
			SAY(&b, MSG_LOG_COUNT, text_number(room, c.stages[i]),
			    text_of(stage_name((enum stage)i)));
		}
	if (c.deleted) {
		buf_adds(&b, ", ");
		SAY(&b, MSG_LOG_COUNT, text_number(room, c.deleted), TEXT("deleted"));
	}
	fprintf(stderr, "%s\n", b.p);
	buf_free(&b);
}
