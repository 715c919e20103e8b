/*
 * Random three-way merges of generated records, held against a model that knows what each side did.
 *
 * A record is numbers here: fields of maps, items of lists by identity, comments by number. Both
 * sides change it at random and write it down in a form of their own: indentation, quotes, brackets
 * or blocks, order of keys, blank lines. The model merges the numbers, slot by slot, and knows
 * nothing of YAML. What hhmerge makes of the texts must say the model's values where it is clean,
 * tell of the model's conflicts and of no other, and give each side's values where its conflicts
 * are settled for that side; no comment may be missing or stand twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/finding.h"
#include "base/mem.h"
#include "schema/schema.h"
#include "version/merge.h"
#include "yaml/tree.h"

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

static unsigned roll(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % n);
}

static int fresh(void)
{
	return ++next_number;
}

/* --- making records --- */

static struct map make_map(bool may_flow)
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

static struct item make_item(int id)
{
	struct item it = {.id = id, .map = make_map(roll(3) == 0)};
	int i;

	for (i = 0; i < SUBS; i++)
		it.sub[i] = roll(2) ? fresh() : 0;
	if (!roll(3))
		it.above = fresh();
	return it;
}

static struct record make_record(void)
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

static void change_comment(int *c)
{
	*c = *c && roll(3) == 0 ? 0 : fresh();
}

static void change_map(struct map *m, int least)
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

static void move_item(struct record *r)
{
	int from = (int)roll((unsigned)r->nitems), to = (int)roll((unsigned)r->nitems);
	struct item it = r->item[from];

	memmove(r->item + from, r->item + from + 1, (size_t)(r->nitems - from - 1) * sizeof it);
	memmove(r->item + to + 1, r->item + to, (size_t)(r->nitems - to - 1) * sizeof it);
	r->item[to] = it;
}

static void insert_item(struct record *r, struct item it)
{
	int at = roll(2) ? r->nitems : (int)roll((unsigned)r->nitems + 1);

	if (r->nitems == ITEMS)
		return;
	memmove(r->item + at + 1, r->item + at, (size_t)(r->nitems - at) * sizeof it);
	r->item[at] = it;
	r->nitems++;
}

static void remove_item(struct record *r)
{
	int at = (int)roll((unsigned)r->nitems);

	if (r->nitems < 2)
		return;
	r->nitems--;
	memmove(r->item + at, r->item + at + 1, (size_t)(r->nitems - at) * sizeof *r->item);
}

static void change_item(struct item *it)
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
static void change_tags(struct record *r, bool adds)
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

static void change(struct record *r, unsigned times, bool adds_tags)
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
static void change_both(struct record *o, struct record *t)
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

static unsigned choice(const struct style *s, int what, unsigned n)
{
	uint64_t x = (s->seed + (uint64_t)what) * 0x9E3779B97F4A7C15u;

	return (unsigned)((x >> 33) % n);
}

static void put_value(struct buf *b, const struct style *s, int v, int field, int indent, bool flow)
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

static void line(struct buf *b, int indent)
{
	if (b->n && b->p[b->n - 1] == '-')
		buf_addc(b, ' ');
	else
		buf_addf(b, "%*s", indent, "");
}

static void put_above(struct buf *b, int c, int indent)
{
	if (!c)
		return;
	if (b->n && b->p[b->n - 1] == '-')
		buf_addc(b, '\n');
	buf_addf(b, "%*s#c%d.\n", indent, "", c);
}

static void put_field(struct buf *b, const struct style *s, const struct map *m, int i, int indent)
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

static void put_subs(struct buf *b, const struct style *s, const struct item *it, int indent,
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

static void order_of(const struct style *s, int what, int *v, int n)
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

static void put_flow_map(struct buf *b, const struct style *s, const struct map *m,
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

static void put_item(struct buf *b, const struct style *s, const struct item *it, int indent)
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

static void put_box(struct buf *b, const struct style *s, const struct map *m)
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

static void write_record(struct buf *b, const struct style *s, const struct record *r)
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

/* --- the model --- */

struct told {
	char place[64];
};

struct model {
	struct record result[SIDES]; /* with conflicts settled for O or T */
	struct told v[200];
	int n;
	int lost[400], nlost; /* comments that are to be gone, and those that are to stay */
	int kept[400], nkept;
};

static void conflict(struct model *m, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(m->v[m->n++].place, sizeof m->v->place, format, ap);
	va_end(ap);
}

static void keep(struct model *m, int c)
{
	if (c)
		m->kept[m->nkept++] = c;
}

/* A comment above, three ways. False: a conflict, where both stay. */
static bool merge_above(struct model *m, int b, int o, int t)
{
	if (o == t || t == b) {
		keep(m, o);
	} else if (o == b) {
		keep(m, t);
	} else {
		keep(m, o);
		keep(m, t);
		return b == 0;
	}
	return true;
}

static bool more(int t, int b)
{
	return t && t != b;
}

/* One field. `at`: what the map is called. */
static void merge_slot(struct model *m, const char *at, int i, const struct slot *b,
		       const struct slot *o, const struct slot *t, struct slot *ro, struct slot *rt)
{
	bool clash = false;

	if (!o->value || !t->value) {
		const struct slot *has = o->value ? o : t;

		clash = b->value && has->value &&
			(has->value != b->value || more(has->above, b->above) ||
			 more(has->beside, b->beside));
		if (clash) {
			*ro = *o;
			*rt = *t;
			keep(m, has->above);
			keep(m, has->beside);
		} else if (!b->value && has->value) {
			*ro = *rt = *has;
			keep(m, has->above);
			keep(m, has->beside);
		}
	} else {
		bool value = o->value != t->value && o->value != b->value && t->value != b->value;
		bool beside = o->beside != t->beside && o->beside != b->beside &&
			      t->beside != b->beside;

		if (!merge_above(m, b->above, o->above, t->above))
			conflict(m, "%sf%d", at, i);
		clash = value || beside;
		if (clash) {
			*ro = *o;
			*rt = *t;
			keep(m, o->beside);
			if (o->beside != t->beside)
				keep(m, t->beside);
		} else {
			*ro = o->value == b->value ? *t : *o;
			ro->beside = o->beside == b->beside ? t->beside : o->beside;
			keep(m, ro->beside);
			*rt = *ro;
		}
	}
	if (clash)
		conflict(m, "%sf%d", at, i);
}

static void merge_maps(struct model *m, const char *at, const struct map *b, const struct map *o,
		       const struct map *t, struct map *ro, struct map *rt)
{
	int i;

	for (i = 0; i < FIELDS; i++)
		merge_slot(m, at, i, &b->field[i], &o->field[i], &t->field[i], &ro->field[i],
			   &rt->field[i]);
}

static const struct item *find(const struct record *r, int id)
{
	int i;

	for (i = 0; i < r->nitems; i++)
		if (r->item[i].id == id)
			return &r->item[i];
	return NULL;
}

static int place_of(const struct record *r, int id)
{
	const struct item *it = find(r, id);

	return it ? (int)(it - r->item) : -1;
}

/* Has x what b has not? */
static bool item_changed(const struct item *b, const struct item *x)
{
	int i;

	if (memcmp(b->sub, x->sub, sizeof b->sub) != 0 || more(x->above, b->above))
		return true;
	for (i = 0; i < FIELDS; i++)
		if (b->map.field[i].value != x->map.field[i].value ||
		    more(x->map.field[i].above, b->map.field[i].above) ||
		    more(x->map.field[i].beside, b->map.field[i].beside))
			return true;
	return false;
}

static void keep_item(struct model *m, const struct item *it)
{
	int i;

	keep(m, it->above);
	for (i = 0; i < FIELDS; i++) {
		keep(m, it->map.field[i].above);
		keep(m, it->map.field[i].beside);
	}
}

static void add_item(struct record *r, const struct item *it)
{
	if (it)
		r->item[r->nitems++] = *it;
}

static void merge_subs(struct model *m, const char *at, const struct item *b, const struct item *o,
		       const struct item *t, struct item *ro, struct item *rt)
{
	int i;

	for (i = 0; i < SUBS; i++) {
		int x = b->sub[i], y = o->sub[i], z = t->sub[i];

		ro->sub[i] = y == x ? z : y;
		rt->sub[i] = y == z || z == x ? y : z;
		if (ro->sub[i] == rt->sub[i])
			continue;
		if (x && y && z)
			conflict(m, "%ssubs %d › v", at, i);
		else
			conflict(m, "%ssubs %d", at, i);
	}
}

static void merge_item(struct model *m, int id, const struct record v[SIDES])
{
	const struct item *b = find(&v[B], id), *o = find(&v[O], id), *t = find(&v[T], id);
	struct item ro, rt;
	char at[48];

	if (!b && o && t) {
		add_item(&m->result[O], o);
		add_item(&m->result[T], t);
		keep_item(m, o);
		if (item_changed(o, t)) {
			keep_item(m, t);
			conflict(m, "items %d", id);
		}
	} else if (!o || !t) {
		const struct item *has = o ? o : t;

		if (!has || (b && !item_changed(b, has)))
			return;
		keep_item(m, has);
		add_item(&m->result[O], b ? o : has);
		add_item(&m->result[T], b ? t : has);
		if (b)
			conflict(m, "items %d", id);
	} else {
		snprintf(at, sizeof at, "items %d › ", id);
		ro = rt = *o;
		memset(&ro.map.field, 0, sizeof ro.map.field);
		memset(&rt.map.field, 0, sizeof rt.map.field);
		if (!merge_above(m, b->above, o->above, t->above))
			conflict(m, "items %d", id);
		merge_maps(m, at, &b->map, &o->map, &t->map, &ro.map, &rt.map);
		merge_subs(m, at, b, o, t, &ro, &rt);
		add_item(&m->result[O], &ro);
		add_item(&m->result[T], &rt);
	}
}

/* Which of two items in all versions comes first: as the side has it that turned them round. */
static bool precedes(const struct record v[SIDES], int x, int y)
{
	bool b = place_of(&v[B], x) < place_of(&v[B], y);
	bool o = place_of(&v[O], x) < place_of(&v[O], y);
	bool t = place_of(&v[T], x) < place_of(&v[T], y);

	return o != b ? o : t;
}

/* Do the orders of both sides go round in a circle? */
static bool orders_clash(const struct record v[SIDES])
{
	int id[ITEMS], n = 0, i, k, l;

	for (i = 0; i < v[B].nitems; i++)
		if (find(&v[O], v[B].item[i].id) && find(&v[T], v[B].item[i].id))
			id[n++] = v[B].item[i].id;
	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			for (l = 0; l < n; l++)
				if (i != k && k != l && i != l && precedes(v, id[i], id[k]) &&
				    precedes(v, id[k], id[l]) && precedes(v, id[l], id[i]))
					return true;
	return false;
}

static bool has_tag(const struct record *r, int tag)
{
	int i;

	for (i = 0; i < r->ntags; i++)
		if (r->tag[i] == tag)
			return true;
	return false;
}

static void merge_model(struct model *m, const struct record v[SIDES])
{
	int side, i;

	merge_maps(m, "", &v[B].root, &v[O].root, &v[T].root, &m->result[O].root,
		   &m->result[T].root);
	merge_maps(m, "box › ", &v[B].box, &v[O].box, &v[T].box, &m->result[O].box,
		   &m->result[T].box);
	for (side = B; side <= T; side++)
		for (i = 0; i < v[side].nitems; i++) {
			int id = v[side].item[i].id;

			if (side == B || (!find(&v[B], id) && (side == O || !find(&v[O], id))))
				merge_item(m, id, v);
		}
	for (side = B; side <= T; side++)
		for (i = 0; i < v[side].ntags; i++) {
			int tag = v[side].tag[i];
			bool b = has_tag(&v[B], tag), o = has_tag(&v[O], tag),
			     t = has_tag(&v[T], tag);

			if (!has_tag(&m->result[O], tag) && (b ? o && t : o || t))
				m->result[O].tag[m->result[O].ntags++] = tag;
		}
	memcpy(m->result[T].tag, m->result[O].tag, sizeof m->result[O].tag);
	m->result[T].ntags = m->result[O].ntags;
}

/* --- holding what came against the model --- */

static const char *complaint;

static bool wrong(const char *what)
{
	if (!complaint)
		complaint = what;
	return false;
}

static bool is_value(const struct node *n, int v, int field)
{
	struct buf b = {0};
	char text[64];
	bool same;

	if (!n || n->kind != NODE_SCALAR)
		return false;
	if (field == TEXT_FIELD)
		snprintf(text, sizeof text, "line %d\nmore\n", v);
	else
		snprintf(text, sizeof text,
			 v % 4 == 0   ? "%d"
			 : v % 4 == 1 ? "w%d"
			 : v % 4 == 2 ? "a: b, #%d"
				      : "00%d",
			 v);
	same = text_is(node_text(n), text) &&
	       (n->type == TYPE_INTEGER) == (field != TEXT_FIELD && v % 4 == 0);
	buf_free(&b);
	return same;
}

static bool is_map(const struct node *n, const struct map *m, uint32_t extra)
{
	uint32_t count = extra;
	int i;

	if (!n || n->kind != NODE_MAPPING)
		return wrong("a map is no map");
	for (i = 0; i < FIELDS; i++) {
		char key[3] = {'f', (char)('0' + i), 0};
		const struct node *v = node_get(n, text_of(key));

		count += m->field[i].value != 0;
		if ((v != NULL) != (m->field[i].value != 0))
			return wrong(v ? "a field too many" : "a field is missing");
		if (v && !is_value(v, m->field[i].value, i))
			return wrong("a field has another value");
	}
	return n->n == count || wrong("a map has other keys");
}

static int number(const struct node *n)
{
	return n && n->kind == NODE_SCALAR ? (int)strtol(n->text, NULL, 10) : -1;
}

static bool is_item(const struct node *n, const struct item *it)
{
	const struct node *subs = node_get(n, TEXT("subs"));
	uint32_t k, count = 0;
	int i;

	if (!is_map(n, &it->map, 2) || !subs || subs->kind != NODE_SEQUENCE)
		return wrong("an item is no item");
	for (i = 0; i < SUBS; i++) {
		if (!it->sub[i])
			continue;
		count++;
		for (k = 0; k < subs->n; k++)
			if (number(node_get(subs->items[k], TEXT("k"))) == i)
				break;
		if (k == subs->n || number(node_get(subs->items[k], TEXT("v"))) != it->sub[i])
			return wrong("an item of an inner list");
	}
	return count == subs->n || wrong("an inner list has other items");
}

static const struct node *item_node(const struct node *list, int id, uint32_t *at)
{
	for (*at = 0; *at < list->n; (*at)++)
		if (number(node_get(list->items[*at], TEXT("id"))) == id)
			return list->items[*at];
	return NULL;
}

static bool is_ordered(const struct node *list, const struct record v[SIDES], bool settled)
{
	int i, k, side;
	uint32_t x, y;
	bool moved[SIDES] = {false};

	for (i = 0; i < v[O].nitems; i++) /* what both added stands as in ours */
		moved[O] |= !find(&v[B], v[O].item[i].id) && find(&v[T], v[O].item[i].id);

	for (i = 0; i < v[B].nitems; i++)
		for (k = i + 1; k < v[B].nitems; k++)
			for (side = O; side <= T; side++)
				if (find(&v[side], v[B].item[i].id) &&
				    find(&v[side], v[B].item[k].id))
					moved[side] |= place_of(&v[side], v[B].item[i].id) >
						       place_of(&v[side], v[B].item[k].id);
	for (side = B; side <= T; side++)
		for (i = 0; i < v[side].nitems; i++)
			for (k = i + 1; k < v[side].nitems; k++) {
				int a = v[side].item[i].id, b = v[side].item[k].id;

				if (!item_node(list, a, &x) || !item_node(list, b, &y))
					continue;
				if (side == B && find(&v[O], a) && find(&v[O], b) &&
				    find(&v[T], a) && find(&v[T], b) &&
				    (x < y) != precedes(v, a, b))
					return wrong("the order of what all have");
				if (side != B && !settled && !moved[O] && !moved[T] && x > y &&
				    !(find(&v[O], a) && find(&v[O], b)))
					return wrong("the order of what a side added");
			}
	return true;
}

static bool is_record(const char *text, size_t n, const struct record *r,
		      const struct record v[SIDES], bool orders)
{
	struct findings f = {0};
	struct tree t = {0};
	const struct node *root, *list, *tags;
	bool good = true;
	uint32_t at;
	int i, k;

	if (tree_load(&t, NULL, text, n, &f) < 0 || t.ndocs != 1) {
		findings_clear(&f);
		tree_free(&t);
		return wrong("it does not load");
	}
	root = t.docs[0];
	list = node_get(root, TEXT("items"));
	tags = node_get(root, TEXT("tags"));
	good = is_map(root, &r->root, 3) && is_map(node_get(root, TEXT("box")), &r->box, 0);
	if (good && (!list || list->kind != NODE_SEQUENCE || (int)list->n != r->nitems))
		good = wrong("the list has other items");
	for (i = 0; good && i < r->nitems; i++) {
		const struct node *it = item_node(list, r->item[i].id, &at);

		good = it ? is_item(it, &r->item[i]) : wrong("an item is missing");
	}
	if (good && orders)
		good = is_ordered(list, v, false);
	if (good && (!tags || tags->kind != NODE_SEQUENCE || (int)tags->n != r->ntags))
		good = wrong("other tags");
	for (i = 0; good && i < r->ntags; i++) {
		for (k = 0; k < r->ntags && number(tags->items[k]) != r->tag[i]; k++)
			;
		good = k < r->ntags || wrong("a tag is missing");
	}
	findings_clear(&f);
	tree_free(&t);
	return good;
}

static int occurrences(const struct buf *text, int c)
{
	char mark[24];
	const char *at = text->p;
	int n = 0;

	snprintf(mark, sizeof mark, "#c%d.", c);
	while ((at = strstr(at, mark))) {
		n++;
		at++;
	}
	return n;
}

static bool has_comments(const struct buf *text, const struct model *m)
{
	const char *at = text->p;
	int i, total = 0;

	for (i = 0; i < m->nkept; i++)
		if (occurrences(text, m->kept[i]) < 1)
			return wrong("a comment is missing");
	for (; m->n == 0 && (at = strstr(at, "#c")); at++)
		total++;
	return m->n || total == m->nkept || wrong("a comment too many");
}

static bool told_same(const struct merge *got, struct model *m)
{
	size_t i;
	int k;

	if ((int)got->n != m->n)
		return wrong((int)got->n > m->n ? "a conflict too many" : "a conflict is missing");
	for (i = 0; i < got->n; i++) {
		for (k = 0; k < m->n && strcmp(m->v[k].place, got->v[i].place) != 0; k++)
			;
		if (k == m->n)
			return wrong("another conflict");
		m->v[k].place[0] = '\1';
	}
	return true;
}

/* The text with conflicts settled for a side. */
static void settle(struct buf *out, const struct buf *text, int side)
{
	const char *at = text->p, *end = text->p + text->n, *next;
	int where = B; /* outside */

	buf_clear(out);
	buf_adds(out, "");
	for (; at < end; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next + 1 : end;
		if (strncmp(at, "<<<<<<<", 7) == 0)
			where = O;
		else if (strncmp(at, "=======", 7) == 0)
			where = T;
		else if (strncmp(at, ">>>>>>>", 7) == 0)
			where = B;
		else if (where == B || where == side)
			buf_add(out, at, (size_t)(next - at));
	}
}

static bool holds(const struct merge *got, struct model *m, const struct record v[SIDES])
{
	struct buf text = {0};
	bool good = told_same(got, m) && has_comments(&got->out, m);
	int side;

	if (got->note.n)
		good = wrong("merged as text");
	for (side = O; good && side <= T; side++) {
		settle(&text, &got->out, side);
		good = is_record(text.p, text.n, &m->result[side], v, m->n == 0);
	}
	buf_free(&text);
	return good;
}

/* --- the test --- */

static struct style make_style(void)
{
	return (struct style){(uint64_t)roll(1u << 30) + 1,
			      2 + 2 * (int)roll(2),
			      roll(2),
			      roll(2) == 0,
			      roll(2),
			      roll(2),
			      roll(2)};
}

static void show(uint64_t seed, const struct buf text[SIDES], const struct merge *got,
		 const struct model *m)
{
	static const char *const names[] = {"base", "ours", "theirs"};
	int i;
	size_t k;

	fprintf(stderr, "seed %llu: %s\n", (unsigned long long)seed, complaint);
	for (i = 0; i < SIDES; i++)
		fprintf(stderr, "--- %s\n%s", names[i], text[i].p);
	fprintf(stderr, "--- result (%s)\n%s", got->note.n ? got->note.p : "", got->out.p);
	for (k = 0; k < got->n; k++)
		fprintf(stderr, "told: %s (%d)\n", got->v[k].place, (int)got->v[k].why);
	for (i = 0; i < m->n; i++)
		fprintf(stderr, "model: %s\n", m->v[i].place);
}

static const char schema_text[] = "properties:\n"
				  "  items:\n"
				  "    x-key: id\n"
				  "    items: {properties: {subs: {x-key: k}}}\n";

static struct schemas *store;
static const struct schema *schema;

static bool try_one(uint64_t seed, struct validator *validator)
{
	struct record v[SIDES];
	struct style style, s;
	struct buf text[SIDES] = {{0}}, why = {0};
	struct model m = {0};
	struct merge got;
	struct merge_input in = {.label = {"base", "ours", "theirs"},
				 .schema = schema,
				 .validator = validator};
	bool good, circle;
	int side;

	state = seed * 0x9E3779B97F4A7C15u + 1;
	roll(2);
	next_number = 0;
	complaint = NULL;
	v[B] = make_record();
	v[O] = v[T] = v[B];
	change_both(&v[O], &v[T]);
	change(&v[O], roll(8), true);
	change(&v[T], roll(8), roll(2));
	style = make_style();
	for (side = B; side <= T; side++) {
		s = side && !roll(3) ? make_style() : style;
		write_record(&text[side], &s, &v[side]);
		in.side[side] = buf_text(&text[side]);
	}
	merge_model(&m, v);
	circle = orders_clash(v);
	good = merge_files(&got, &in, &why);
	if (circle) /* shown as one conflict of the whole list, so nothing is said of what is in it
		     */
		good = good && got.n > 0;
	else
		good = good && holds(&got, &m, v);
	if (!good)
		show(seed, text, &got, &m);
	merge_free(&got);
	buf_free(&why);
	for (side = B; side <= T; side++)
		buf_free(&text[side]);
	return good;
}

static void test_random_merges_agree_with_the_model(void **unused)
{
	const char *count = getenv("MERGES"), *from = getenv("MERGE_FROM");
	uint64_t n = count ? strtoull(count, NULL, 10) : 20000,
		 i = from ? strtoull(from, NULL, 10) : 1;
	struct validator *validator = validator_new();
	uint64_t end = i + n, bad = 0;

	(void)unused;
	for (; i < end && bad < 3; i++)
		bad += !try_one(i, validator);
	validator_free(validator);
	assert_int_equal(bad, 0);
}

int main(void)
{
	char path[] = "/tmp/hearth-merge.XXXXXX";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_merges_agree_with_the_model),
	};
	int fd = mkstemp(path), failed;

	if (fd < 0 || write(fd, schema_text, sizeof schema_text - 1) < 0)
		return 1;
	close(fd);
	store = schemas_new();
	schema = schemas_load(store, path);
	unlink(path);
	if (!schema)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	schemas_free(store);
	return failed;
}
