#ifndef MERGE_RECORD_H
#define MERGE_RECORD_H
/*
 * Records of numbers, made, changed and written down at random: fields of maps, items of lists by
 * identity, comments by number. Each is written in a form of its own: indentation, quotes, brackets
 * or blocks, order of keys, blank lines.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

enum { FIELDS = 5, TEXT_FIELD = 4, SUBS = 4, ITEMS = 12, TAGS = 10, SIDES = 3 };
enum { B, O, T };

struct slot {
	int value;         /* 0: not there */
	int above, beside; /* comments; 0: none */
};

struct map {
	struct slot field[FIELDS];
	bool may_flow; /* then it has no comments */
};

struct item {
	int id, above;
	struct map map;
	int sub[SUBS]; /* values of the items of a list in it, by identity; 0: not there */
};

struct record {
	struct map root, box;
	struct item item[ITEMS];
	int nitems;
	int tag[TAGS];
	int ntags;
};

static uint64_t state;
static int next_number;

static inline unsigned roll(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % n);
}

static inline int fresh(void)
{
	return ++next_number;
}

/* --- making records --- */

static inline struct map make_map(bool may_flow)
{
	struct map m = {.may_flow = may_flow};
	int i;

	for (i = 0; i < FIELDS; i++) {
		if (i && !roll(4))
			continue;
		m.field[i].value = fresh();
		if (!may_flow && !roll(4))
			m.field[i].above = fresh();
		if (!may_flow && i != TEXT_FIELD && !roll(4))
			m.field[i].beside = fresh();
	}
	return m;
}

static inline struct item make_item(int id)
{
	struct item it = {.id = id, .map = make_map(roll(3) == 0)};
	int i;

	for (i = 0; i < SUBS; i++)
		it.sub[i] = roll(2) ? fresh() : 0;
	if (!roll(3))
		it.above = fresh();
	return it;
}

static inline struct record make_record(void)
{
	struct record r = {.root = make_map(false)};
	int i;

	r.box = make_map(roll(2));
	r.nitems = 1 + (int)roll(4);
	for (i = 0; i < r.nitems; i++)
		r.item[i] = make_item(fresh());
	r.ntags = 1 + (int)roll(4);
	for (i = 0; i < r.ntags; i++)
		r.tag[i] = fresh();
	return r;
}

/* --- changing them --- */

static inline void change_comment(int *c)
{
	*c = *c && roll(3) == 0 ? 0 : fresh();
}

static inline void change_map(struct map *m, int least)
{
	int i = (int)roll(FIELDS);
	struct slot *s = &m->field[i];

	switch (m->may_flow || !s->value ? roll(2) : roll(4)) {
	case 0: s->value = fresh(); break;
	case 1:
		if (i >= least)
			*s = (struct slot){0};
		break;
	case 2: change_comment(&s->above); break;
	case 3:
		if (i != TEXT_FIELD)
			change_comment(&s->beside);
		break;
	}
}

static inline void move_item(struct record *r)
{
	int from = (int)roll((unsigned)r->nitems), to = (int)roll((unsigned)r->nitems);
	struct item it = r->item[from];

	memmove(r->item + from, r->item + from + 1, (size_t)(r->nitems - from - 1) * sizeof it);
	memmove(r->item + to + 1, r->item + to, (size_t)(r->nitems - to - 1) * sizeof it);
	r->item[to] = it;
}

static inline void insert_item(struct record *r, struct item it)
{
	int at = roll(2) ? r->nitems : (int)roll((unsigned)r->nitems + 1);

	if (r->nitems == ITEMS)
		return;
	memmove(r->item + at + 1, r->item + at, (size_t)(r->nitems - at) * sizeof it);
	r->item[at] = it;
	r->nitems++;
}

static inline void remove_item(struct record *r)
{
	int at = (int)roll((unsigned)r->nitems);

	if (r->nitems < 2)
		return;
	r->nitems--;
	memmove(r->item + at, r->item + at + 1, (size_t)(r->nitems - at) * sizeof *r->item);
}

static inline void change_item(struct item *it)
{
	int i = (int)roll(SUBS);

	if (!roll(3))
		it->sub[i] = it->sub[i] && roll(2) ? 0 : fresh();
	else if (!roll(6))
		change_comment(&it->above);
	else
		change_map(&it->map, 0);
}

/* One side takes tags away or adds some: a tag for another could be told in two ways. */
static inline void change_tags(struct record *r, bool adds)
{
	int at;

	if (adds && r->ntags < TAGS) {
		at = (int)roll((unsigned)r->ntags + 1);
		memmove(r->tag + at + 1, r->tag + at, (size_t)(r->ntags - at) * sizeof *r->tag);
		r->tag[at] = fresh();
		r->ntags++;
	} else if (!adds && r->ntags > 1) {
		at = (int)roll((unsigned)r->ntags);
		r->ntags--;
		memmove(r->tag + at, r->tag + at + 1, (size_t)(r->ntags - at) * sizeof *r->tag);
	}
}

static inline void change(struct record *r, unsigned times, bool adds_tags)
{
	for (; times > 0; times--)
		switch (roll(10)) {
		case 0: change_map(&r->root, 1); break;
		case 1: change_map(&r->box, 1); break;
		case 2: insert_item(r, make_item(fresh())); break;
		case 3: remove_item(r); break;
		case 4: move_item(r); break;
		case 5: change_tags(r, adds_tags); break;
		default: change_item(&r->item[roll((unsigned)r->nitems)]); break;
		}
}

/* What both do: the same thing, or the same item with other content. */
static inline void change_both(struct record *o, struct record *t)
{
	struct item it = make_item(fresh());
	uint64_t same = state;
	int keep;

	switch (roll(6)) {
	case 0:
		it.map = make_map(true);
		it.above = 0;
		insert_item(o, it);
		insert_item(t, it);
		break;
	case 1:
		it.map = make_map(true);
		it.above = 0;
		insert_item(o, it);
		it.map.field[0].value = fresh();
		insert_item(t, it);
		break;
	case 2:
		keep = next_number;
		change_map(&o->root, 1);
		state = same;
		next_number = keep;
		roll(6);
		change_map(&t->root, 1);
		next_number += 10;
		break;
	default: break;
	}
}

/* --- writing them down --- */

struct style {
	uint64_t seed;
	int step;
	bool flow, shuffle, dash_in, double_quotes, blank;
};

static inline unsigned choice(const struct style *s, int what, unsigned n)
{
	uint64_t x = (s->seed + (uint64_t)what) * 0x9E3779B97F4A7C15u;

	return (unsigned)((x >> 33) % n);
}

static inline void put_value(struct buf *b, const struct style *s, int v, int field, int indent,
			     bool flow)
{
	char q = s->double_quotes ? '"' : '\'';

	if (field == TEXT_FIELD && !flow && choice(s, v, 2))
		buf_addf(b, "|\n%*sline %d\n%*smore", indent, "", v, indent, "");
	else if (field == TEXT_FIELD)
		buf_addf(b, "\"line %d\\nmore\\n\"", v);
	else if (v % 4 == 0)
		buf_addf(b, "%d", v);
	else if (v % 4 == 1 && choice(s, v, 2))
		buf_addf(b, "w%d", v);
	else if (v % 4 == 1)
		buf_addf(b, "%cw%d%c", q, v, q);
	else if (v % 4 == 2)
		buf_addf(b, "%ca: b, #%d%c", q, v, q);
	else
		buf_addf(b, "%c00%d%c", q, v, q);
}

static inline void line(struct buf *b, int indent)
{
	if (b->n && b->p[b->n - 1] == '-')
		buf_addc(b, ' ');
	else
		buf_addf(b, "%*s", indent, "");
}

static inline void put_above(struct buf *b, int c, int indent)
{
	if (!c)
		return;
	if (b->n && b->p[b->n - 1] == '-')
		buf_addc(b, '\n');
	buf_addf(b, "%*s#c%d.\n", indent, "", c);
}

static inline void put_field(struct buf *b, const struct style *s, const struct map *m, int i,
			     int indent)
{
	const struct slot *f = &m->field[i];

	if (!f->value)
		return;
	put_above(b, f->above, indent);
	line(b, indent);
	buf_addf(b, "f%d: ", i);
	put_value(b, s, f->value, i, indent + s->step, false);
	if (f->beside)
		buf_addf(b, " #c%d.", f->beside);
	buf_addc(b, '\n');
}

static inline void put_subs(struct buf *b, const struct style *s, const struct item *it, int indent,
			    bool flow)
{
	int i, n = 0;

	for (i = 0; i < SUBS; i++)
		n += it->sub[i] != 0;
	if (!flow)
		line(b, indent);
	buf_adds(b, "subs: ");
	if (flow || !n) {
		buf_addc(b, '[');
		for (i = 0, n = 0; i < SUBS; i++)
			if (it->sub[i])
				buf_addf(b, "%s{k: %d, v: %d}", n++ ? ", " : "", i, it->sub[i]);
		buf_adds(b, flow ? "]" : "]\n");
		return;
	}
	b->p[--b->n] = '\n';
	b->n++;
	for (i = 0; i < SUBS; i++)
		if (it->sub[i] && choice(s, it->sub[i], 2))
			buf_addf(b, "%*s- {k: %d, v: %d}\n", indent + (s->dash_in ? s->step : 0),
				 "", i, it->sub[i]);
		else if (it->sub[i])
			buf_addf(b, "%*s- k: %d\n%*s  v: %d\n", indent + (s->dash_in ? s->step : 0),
				 "", i, indent + (s->dash_in ? s->step : 0), "", it->sub[i]);
}

static inline void order_of(const struct style *s, int what, int *v, int n)
{
	int i, k, x;

	for (i = 0; i < n; i++)
		v[i] = i;
	for (i = n - 1; s->shuffle && i > 0; i--) {
		k = (int)choice(s, what * 31 + i, (unsigned)i + 1);
		x = v[i];
		v[i] = v[k];
		v[k] = x;
	}
}

static inline void put_flow_map(struct buf *b, const struct style *s, const struct map *m,
				const struct item *it, int what)
{
	int order[FIELDS + 2], i, n = 0;

	order_of(s, what, order, FIELDS + 2);
	buf_addc(b, '{');
	for (i = 0; i < FIELDS + 2; i++) {
		int k = order[i];

		if (k < FIELDS && m->field[k].value) {
			buf_addf(b, "%sf%d: ", n++ ? ", " : "", k);
			put_value(b, s, m->field[k].value, k, 0, true);
		} else if (k == FIELDS && it) {
			buf_addf(b, "%sid: %d", n++ ? ", " : "", it->id);
		} else if (k == FIELDS + 1 && it) {
			buf_adds(b, n++ ? ", " : "");
			put_subs(b, s, it, 0, true);
		}
	}
	buf_adds(b, "}\n");
}

static inline void put_item(struct buf *b, const struct style *s, const struct item *it, int indent)
{
	int order[FIELDS + 2], i;

	put_above(b, it->above, indent);
	buf_addf(b, "%*s-", indent, "");
	if (it->map.may_flow && s->flow && choice(s, it->id, 2)) {
		buf_addc(b, ' ');
		put_flow_map(b, s, &it->map, it, it->id);
		return;
	}
	order_of(s, it->id, order, FIELDS + 2);
	for (i = 0; i < FIELDS + 2; i++) {
		int k = order[i];

		if (k < FIELDS) {
			put_field(b, s, &it->map, k, indent + 2);
		} else if (k == FIELDS) {
			line(b, indent + 2);
			buf_addf(b, "id: %d\n", it->id);
		} else {
			put_subs(b, s, it, indent + 2, false);
		}
	}
}

static inline void put_box(struct buf *b, const struct style *s, const struct map *m)
{
	int order[FIELDS], i;

	buf_adds(b, "box:");
	if (m->may_flow && s->flow) {
		buf_addc(b, ' ');
		put_flow_map(b, s, m, NULL, 5);
		return;
	}
	buf_addc(b, '\n');
	order_of(s, 5, order, FIELDS);
	for (i = 0; i < FIELDS; i++)
		put_field(b, s, m, order[i], s->step);
}

static inline void write_record(struct buf *b, const struct style *s, const struct record *r)
{
	int order[FIELDS + 3], i, k, j;
	bool flow_tags = choice(s, 77, 2);

	buf_adds(b, "# yaml-language-server: $schema=x.yaml\n");
	order_of(s, 9, order, FIELDS + 3);
	for (i = 0; i < FIELDS + 3; i++) {
		k = order[i];
		if (s->blank && choice(s, k + 300, 3) == 0)
			buf_addc(b, '\n');
		if (k < FIELDS) {
			put_field(b, s, &r->root, k, 0);
		} else if (k == FIELDS) {
			put_box(b, s, &r->box);
		} else if (k == FIELDS + 1) {
			buf_adds(b, "items:\n");
			for (j = 0; j < r->nitems; j++)
				put_item(b, s, &r->item[j], s->dash_in ? s->step : 0);
		} else {
			buf_adds(b, flow_tags ? "tags: [" : "tags:\n");
			for (j = 0; j < r->ntags; j++)
				buf_addf(b, flow_tags ? "%s%d" : "%s- %d\n",
					 flow_tags && j ? ", " : "", r->tag[j]);
			buf_adds(b, flow_tags ? "]\n" : "");
		}
	}
}

#endif
