#include "report/verify.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/finding.h"
#include "base/message.h"
#include "report/log.h"
#include "report/table.h"
#include "version/verify.h"

enum { COLUMNS = 10 };

void verify_report_begin(struct verify_report *r)
{
	static const struct text headings[COLUMNS] = {
		{"commit", 6}, {"path", 4}, {"kind", 4},  {"record", 6}, {"item", 4},
		{"role", 4},   {"name", 4}, {"level", 5}, {"rule", 4},   {"message", 7},
	};

	if (r->table)
		table_begin(r->table, headings, COLUMNS);
}

static struct text short_id(struct text id)
{
	return (struct text){id.p, id.n < LOG_ID ? id.n : LOG_ID};
}

/* As git names a file in a commit, so that it can be shown. */
static void write_line(const struct verify_finding *f)
{
	struct buf b = {0};

	buf_addt(&b, short_id(f->commit));
	buf_addc(&b, ':');
	message_escape(&b, f->path);
	buf_addf(&b, ": %s: ", level_name(message_level(f->message)));
	message_escape(&b, f->kind);
	buf_addc(&b, ' ');
	message_escape(&b, f->key);
	buf_addc(&b, ' ');
	message_escape(&b, f->item);
	buf_adds(&b, ": ");
	buf_addt(&b, f->words);
	buf_addf(&b, " [%s]\n", message_rule(f->message));
	fwrite(b.p, 1, b.n, stdout);
	buf_free(&b);
}

static void add_row(struct table *t, const struct verify_finding *f)
{
	struct text cells[COLUMNS] = {
		f->commit,
		f->path,
		f->kind,
		f->key,
		f->item,
		f->role,
		f->name,
		text_of(level_name(message_level(f->message))),
		text_of(message_rule(f->message)),
		f->words,
	};
	struct cell *row = table_row(t);
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		if (cells[i].n)
			row[i] = (struct cell){
				.kind = CELL_TEXT,
				.text = {arena_copy(&t->arena, cells[i].p, cells[i].n), cells[i].n},
			};
}

bool verify_report_wants(void *ctx, struct text key, struct text parent, struct text id,
			 struct text path)
{
	const struct verify_report *r = ctx;

	return log_wants(r->filter, key, parent, id, path);
}

void verify_report_add(void *ctx, const struct verify_finding *f)
{
	struct verify_report *r = ctx;

	if (!log_wants(r->filter, f->key, f->parent, f->item, f->path))
		return;
	r->n++;
	if (r->table)
		add_row(r->table, f);
	else
		write_line(f);
}

void verify_report_summary(const struct verify_report *r, size_t signatures)
{
	struct buf b = {0};
	struct text counted[1];
	char room[24];

	counted[0] = text_number(room, signatures);
	message_write(&b, signatures == 1 ? MSG_VERIFY_ONE : MSG_VERIFY_MANY, 1, counted);
	buf_adds(&b, ", ");
	counted[0] = text_number(room, r->n);
	message_write(&b, r->n == 1 ? MSG_COUNT_ERROR : MSG_COUNT_ERRORS, 1, counted);
	fprintf(stderr, "%s\n", b.p);
	buf_free(&b);
}
