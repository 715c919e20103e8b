#include "report/blame.h"

#include "base/buf.h"
#include "report/history.h"
#include "report/log.h"
#include "report/table.h"
#include "schema/schema.h"
#include "version/blame.h"
#include "version/side.h"
#include "yaml/tree.h"

enum {
	COLUMN_COMMIT,
	COLUMN_DATE,
	COLUMN_AUTHOR,
	COLUMN_PATH,
	COLUMN_TITLE,
	COLUMN_VALUE,
	COLUMNS
};

struct filling {
	struct table *t;
	bool full;
	struct buf text;
};

static void set(struct filling *x, struct cell *cell, enum cell_kind kind, struct text t)
{
	if (t.n)
		*cell = (struct cell){
			.kind = (uint8_t)kind,
			.text = {arena_copy(&x->t->arena, t.p, t.n), t.n},
		};
}

static void add_commit(struct filling *x, struct cell *row, const struct life_commit *c)
{
	buf_clear(&x->text);
	if (c->boundary && !x->full)
		buf_addc(&x->text, '^');
	buf_addt(&x->text, x->full || c->id.n < LOG_ID ? c->id : (struct text){c->id.p, LOG_ID});
	set(x, &row[COLUMN_COMMIT], CELL_TEXT, buf_text(&x->text));
	buf_clear(&x->text);
	log_day(&x->text, &c->author);
	set(x, &row[COLUMN_DATE], CELL_DATE, buf_text(&x->text));
	buf_clear(&x->text);
	log_name(&x->text, c->author.name);
	set(x, &row[COLUMN_AUTHOR], CELL_TEXT, buf_text(&x->text));
}

static void add_value(void *ctx, const struct blame_value *v)
{
	struct filling *x = ctx;
	struct cell *row = table_row(x->t);

	add_commit(x, row, v->commit);
	set(x, &row[COLUMN_PATH], CELL_TEXT, v->path);
	if (v->title.p)
		set(x, &row[COLUMN_TITLE], CELL_TEXT, v->title);
	buf_clear(&x->text);
	if (v->node->kind == NODE_SCALAR)
		schema_mask(&x->text, v->node);
	else
		buf_adds(&x->text, v->node->kind == NODE_MAPPING ? "{}" : "[]");
	set(x, &row[COLUMN_VALUE], CELL_TEXT, buf_text(&x->text));
}

void blame_table(struct history *h, struct blame *b, bool full, struct table *t)
{
	static const struct text headings[COLUMNS] = {{"commit", 6}, {"date", 4},  {"author", 6},
						      {"path", 4},   {"title", 5}, {"value", 5}};
	struct filling x = {.t = t, .full = full};
	struct validator *v = validator_new();

	if (!h->plan.show)
		side_mark(blame_side(b), history_kind(h)->schema, v);
	table_begin(t, headings, COLUMNS);
	blame_each(b, add_value, &x);
	validator_free(v);
	buf_free(&x.text);
}
