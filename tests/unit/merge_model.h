#ifndef MERGE_MODEL_H
#define MERGE_MODEL_H
/*
 * The model of a three-way merge: it merges the numbers of records, slot by slot, and knows nothing
 * of YAML.
 */
#include <stdarg.h>
#include <stdio.h>

#include "merge_record.h"

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

static inline void conflict(struct model *m, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(m->v[m->n++].place, sizeof m->v->place, format, ap);
	va_end(ap);
}

static inline void keep(struct model *m, int c)
{
	if (c)
		m->kept[m->nkept++] = c;
}

/* A comment above, three ways. False: a conflict, where both stay. */
static inline bool merge_above(struct model *m, int b, int o, int t)
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

static inline bool more(int t, int b)
{
	return t && t != b;
}

/* One field. `at`: what the map is called. */
static inline void merge_slot(struct model *m, const char *at, int i, const struct slot *b,
			      const struct slot *o, const struct slot *t, struct slot *ro,
			      struct slot *rt)
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

static inline void merge_maps(struct model *m, const char *at, const struct map *b,
			      const struct map *o, const struct map *t, struct map *ro,
			      struct map *rt)
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

static inline int place_of(const struct record *r, int id)
{
	const struct item *it = find(r, id);

	return it ? (int)(it - r->item) : -1;
}

/* Has x what b has not? */
static inline bool item_changed(const struct item *b, const struct item *x)
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

static inline void keep_item(struct model *m, const struct item *it)
{
	int i;

	keep(m, it->above);
	for (i = 0; i < FIELDS; i++) {
		keep(m, it->map.field[i].above);
		keep(m, it->map.field[i].beside);
	}
}

static inline void add_item(struct record *r, const struct item *it)
{
	if (it)
		r->item[r->nitems++] = *it;
}

static inline void merge_subs(struct model *m, const char *at, const struct item *b,
			      const struct item *o, const struct item *t, struct item *ro,
			      struct item *rt)
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

static inline void merge_item(struct model *m, int id, const struct record v[SIDES])
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
static inline bool precedes(const struct record v[SIDES], int x, int y)
{
	bool b = place_of(&v[B], x) < place_of(&v[B], y);
	bool o = place_of(&v[O], x) < place_of(&v[O], y);
	bool t = place_of(&v[T], x) < place_of(&v[T], y);

	return o != b ? o : t;
}

/* Do the orders of both sides go round in a circle? */
static inline bool orders_clash(const struct record v[SIDES])
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

static inline bool has_tag(const struct record *r, int tag)
{
	int i;

	for (i = 0; i < r->ntags; i++)
		if (r->tag[i] == tag)
			return true;
	return false;
}

static inline void merge_model(struct model *m, const struct record v[SIDES])
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

#endif
