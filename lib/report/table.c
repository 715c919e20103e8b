/* Rows of cells: put together from many threads, sorted, summed, and sent to the format wanted. */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/hash.h"
#include "base/mem.h"

struct cell *cells_add(struct cells *c)
{
	MEM_GROW(c->v, c->n, c->cap);
	c->v[c->n] = (struct cell){0};
	return &c->v[c->n++];
}

static struct text move(char **at, struct text t)
{
	struct text moved = {*at, t.n};

	if (t.n)
		memcpy(*at, t.p, t.n);
	*at += t.n;
	return moved;
}

struct cell *cells_pack(const struct cells *c)
{
	size_t bytes = 0, i;
	struct cell *v;
	char *at;

	if (!c->n)
		return NULL;
	for (i = 0; i < c->n; i++)
		bytes += c->v[i].text.n + c->v[i].json.n;
	v = mem_alloc(c->n * sizeof *v + bytes);
	at = (char *)(v + c->n);
	for (i = 0; i < c->n; i++) {
		v[i].kind = c->v[i].kind;
		v[i].text = move(&at, c->v[i].text);
		v[i].json = move(&at, c->v[i].json);
	}
	return v;
}

void cells_clear(struct cells *c)
{
	c->n = 0;
	arena_reset(&c->arena);
}

void cells_free(struct cells *c)
{
	mem_free(c->v);
	arena_free(&c->arena);
	*c = (struct cells){0};
}

void table_begin(struct table *t, const struct text *headings, size_t ncolumns)
{
	size_t i;

	*t = (struct table){.ncolumns = ncolumns};
	t->headings = arena_zero(&t->arena, (ncolumns + 1) * sizeof *t->headings);
	for (i = 0; i < ncolumns; i++)
		t->headings[i] = (struct text){arena_copy(&t->arena, headings[i].p, headings[i].n),
					       headings[i].n};
}

static void add_row(struct table *t, struct cell *row)
{
	MEM_GROW(t->rows, t->n, t->cap);
	t->rows[t->n++] = row;
}

void table_take(struct table *t, struct cell *pack, size_t n)
{
	size_t i;

	if (!pack)
		return;
	MEM_GROW(t->packs, t->npacks, t->cappacks);
	t->packs[t->npacks++] = pack;
	for (i = 0; t->ncolumns && i + t->ncolumns <= n; i += t->ncolumns)
		add_row(t, pack + i);
}

struct cell *table_row(struct table *t)
{
	struct cell *row = arena_zero(&t->arena, (t->ncolumns + 1) * sizeof *row);

	add_row(t, row);
	return row;
}

void table_free(struct table *t)
{
	size_t i;

	for (i = 0; i < t->npacks; i++)
		mem_free(t->packs[i]);
	mem_free(t->packs);
	mem_free(t->rows);
	arena_free(&t->arena);
	*t = (struct table){0};
}

ptrdiff_t table_column(const struct table *t, struct text heading)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (text_equal(t->headings[i], heading))
			return (ptrdiff_t)i;
	return -1;
}

/* sorting */

struct sorting { /* a row with its cells to sort by read once */
	struct cell *row;
	const struct table_key *keys;
	size_t nkeys, at;
	struct decimal *numbers; /* by key */
};

static int compare_cells(const struct cell *x, const struct cell *y, const struct decimal *dx,
			 const struct decimal *dy)
{
	if (x->kind != y->kind && (x->kind == CELL_NUMBER || y->kind == CELL_NUMBER))
		return x->kind == CELL_NUMBER ? -1 : 1;
	if (x->kind == CELL_NUMBER)
		return decimal_compare(*dx, *dy);
	return text_compare(x->text, y->text);
}

static int by_keys(const void *a, const void *b)
{
	const struct sorting *x = a, *y = b;
	size_t i;

	for (i = 0; i < x->nkeys; i++) {
		const struct cell *cx = &x->row[x->keys[i].column],
				  *cy = &y->row[x->keys[i].column];
		int order;

		if ((cx->kind == CELL_EMPTY) != (cy->kind == CELL_EMPTY))
			return cx->kind == CELL_EMPTY ? 1 : -1;
		order = compare_cells(cx, cy, &x->numbers[i], &y->numbers[i]);
		if (order)
			return x->keys[i].descending ? -order : order;
	}
	return x->at < y->at ? -1 : x->at > y->at;
}

static struct decimal number_of(const struct cell *c, struct arena *a)
{
	struct decimal d;

	if (c->kind != CELL_NUMBER || decimal_parse(a, c->text, &d) != DECIMAL_OK)
		d = decimal_int(0);
	return d;
}

void table_sort(struct table *t, const struct table_key *keys, size_t n)
{
	struct sorting *v;
	struct arena a = {0};
	size_t i, k;

	if (!n || t->n < 2)
		return;
	v = mem_resize_array(NULL, t->n, sizeof *v);
	for (i = 0; i < t->n; i++) {
		v[i] = (struct sorting){t->rows[i], keys, n, i, NULL};
		v[i].numbers = arena_alloc(&a, n * sizeof *v[i].numbers);
		for (k = 0; k < n; k++)
			v[i].numbers[k] = number_of(&t->rows[i][keys[k].column], &a);
	}
	qsort(v, t->n, sizeof *v, by_keys);
	for (i = 0; i < t->n; i++)
		t->rows[i] = v[i].row;
	mem_free(v);
	arena_free(&a);
}

/* summing */

static void group_key(struct buf *key, const struct cell *row, size_t group)
{
	size_t i;

	buf_clear(key);
	for (i = 0; i < group; i++) {
		buf_addf(key, "%u:%zu:", row[i].kind, row[i].text.n);
		buf_addt(key, row[i].text);
	}
}

static struct text keep(struct arena *a, struct text t)
{
	return (struct text){arena_copy(a, t.p ? t.p : "", t.n), t.n};
}

void table_set(struct table *t, struct cell *cell, const struct cell *from)
{
	cell->kind = from->kind;
	cell->text = keep(&t->arena, from->text);
	cell->json = keep(&t->arena, from->json);
}

static struct cell *new_group(struct table *out, const struct cell *from, size_t group)
{
	struct cell *row = table_row(out);
	size_t i;

	for (i = 0; i < group; i++)
		table_set(out, &row[i], &from[i]);
	return row;
}

/* Digits after the point stay as many as the most precise addend wrote: 0.50 + 0.50 is 1.00. */
static unsigned places_of(struct text t)
{
	const char *point = t.n ? memchr(t.p, '.', t.n) : NULL;
	size_t places = point ? t.n - (size_t)(point - t.p) - 1 : 0;

	if (places > 40 || (t.n && (memchr(t.p, 'e', t.n) || memchr(t.p, 'E', t.n))))
		return 0;
	return (unsigned)places;
}

static void pad_places(struct buf *b, unsigned places)
{
	unsigned have = places_of(buf_text(b));

	if (b->n && memchr(b->p, 'e', b->n))
		return;
	if (places && !have)
		buf_addc(b, '.');
	for (; have < places; have++)
		buf_addc(b, '0');
}

void table_add(struct table *out, struct cell *sum, const struct cell *more)
{
	unsigned places = places_of(sum->text), other = places_of(more->text);
	struct decimal total;
	struct buf b = {0};

	if (more->kind != CELL_NUMBER)
		return;
	if (decimal_add(&out->arena, number_of(sum, &out->arena), number_of(more, &out->arena),
			&total) != DECIMAL_OK)
		return;
	decimal_write(&b, total);
	pad_places(&b, places > other ? places : other);
	sum->kind = CELL_NUMBER;
	sum->text = keep(&out->arena, buf_text(&b));
	buf_free(&b);
}

void table_extend(const struct table *in, struct table *out)
{
	size_t i, k;

	for (i = 0; i < in->n; i++) {
		struct cell *row = table_row(out);

		for (k = 0; k < in->ncolumns; k++)
			table_set(out, &row[k], &in->rows[i][k]);
	}
}

void table_sum(const struct table *in, size_t group, struct table *out)
{
	struct hash groups = {0};
	struct buf key = {0};
	struct arena keys = {0};
	size_t i, k;

	for (i = 0; i < in->n; i++) {
		struct cell *row;

		group_key(&key, in->rows[i], group);
		row = hash_get(&groups, buf_text(&key));
		if (!row) {
			row = new_group(out, in->rows[i], group);
			*hash_put(&groups, keep(&keys, buf_text(&key))) = row;
		}
		for (k = group; k < in->ncolumns; k++)
			table_add(out, &row[k], &in->rows[i][k]);
	}
	hash_free(&groups);
	arena_free(&keys);
	buf_free(&key);
}

bool table_choose(struct table *t, const struct text *headings, size_t n, struct text *missing)
{
	size_t *from = arena_alloc(&t->arena, (n + 1) * sizeof *from), i, k;
	ptrdiff_t column;

	for (k = 0; k < n; k++) {
		column = table_column(t, headings[k]);
		if (column < 0) {
			*missing = headings[k];
			return false;
		}
		from[k] = (size_t)column;
	}
	for (i = 0; i < t->n; i++) {
		struct cell *row = arena_zero(&t->arena, (n + 1) * sizeof *row);

		for (k = 0; k < n; k++)
			row[k] = t->rows[i][from[k]];
		t->rows[i] = row;
	}
	t->headings = arena_zero(&t->arena, (n + 1) * sizeof *t->headings);
	for (k = 0; k < n; k++)
		t->headings[k] = keep(&t->arena, headings[k]);
	t->ncolumns = n;
	return true;
}
