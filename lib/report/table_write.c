/* Tables on their way out: the formats for programs that read JSON or YAML, and the choice among
 * all. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/table.h"
#include "yaml/scalar.h"

bool table_format_find(const char *name, enum table_format *out)
{
	static const char *const names[] = {"table", "csv", "tsv", "jsonl", "yaml", "markdown"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum table_format)i;
			return true;
		}
	return false;
}

/* JSON is YAML too, so that both show a value alike. */
static void add_json(struct buf *out, const struct cell *c)
{
	switch (c->kind) {
	case CELL_EMPTY: buf_adds(out, "null"); break;
	case CELL_BOOL:
	case CELL_NUMBER: buf_addt(out, c->text); break;
	case CELL_JSON: buf_addt(out, c->json); break;
	default: json_string(out, c->text);
	}
}

void table_jsonl_row(struct buf *out, const struct table *t, const struct cell *row)
{
	size_t i;

	buf_addc(out, '{');
	for (i = 0; i < t->ncolumns; i++) {
		if (i)
			buf_addc(out, ',');
		json_string(out, t->headings[i]);
		buf_addc(out, ':');
		add_json(out, &row[i]);
	}
	buf_adds(out, "}\n");
}

/* Letters, digits, - and _ and whatever is not ASCII, read back as a string: no quotes needed. */
static bool is_plain(struct text t)
{
	bool truth;
	size_t i;

	for (i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i];

		if (!(c >= 0x80 || (c >= '0' && c <= '9') ||
		      ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || (i && c == '-')))
			return false;
	}
	return t.n && t.n < 200 && scalar_resolve(t, &truth) == TYPE_STRING;
}

static void add_yaml_text(struct buf *out, struct text t)
{
	struct buf quoted = {0};

	json_string(&quoted, t);
	/* What JSON had to escape between the quotation marks needs them. */
	if (is_plain(t) && quoted.n == t.n + 2)
		buf_addt(out, t);
	else
		buf_addt(out, buf_text(&quoted));
	buf_free(&quoted);
}

void table_yaml_row(struct buf *out, const struct table *t, const struct cell *row)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		buf_adds(out, i ? "  " : "- ");
		add_yaml_text(out, t->headings[i]);
		buf_adds(out, ": ");
		if (row[i].kind == CELL_TEXT)
			add_yaml_text(out, row[i].text);
		else if (row[i].kind == CELL_DATE)
			buf_addt(out, row[i].text);
		else
			add_json(out, &row[i]);
		buf_addc(out, '\n');
	}
}

static void add_row(struct buf *out, const struct table *t, enum table_format format,
		    const struct cell *row)
{
	switch (format) {
	case TABLE_CSV: table_csv_row(out, row, t->ncolumns); break;
	case TABLE_TSV: table_tsv_row(out, row, t->ncolumns); break;
	case TABLE_JSONL: table_jsonl_row(out, t, row); break;
	case TABLE_YAML: table_yaml_row(out, t, row); break;
	case TABLE_MARKDOWN: table_markdown_row(out, row, t->ncolumns); break;
	case TABLE_TEXT: break;
	}
}

static void add_head(struct buf *out, const struct table *t, const struct table_look *look,
		     const bool *numeric)
{
	struct cell *head;
	size_t i;

	if (look->format == TABLE_CSV && look->bom)
		buf_adds(out, "\xEF\xBB\xBF");
	if (look->format == TABLE_MARKDOWN)
		table_markdown_head(out, t, numeric);
	if (look->format == TABLE_YAML && !t->n)
		buf_adds(out, "[]\n");
	if (look->format != TABLE_CSV && look->format != TABLE_TSV)
		return;
	head = mem_zero((t->ncolumns + 1) * sizeof *head);
	for (i = 0; i < t->ncolumns; i++)
		head[i] = (struct cell){.kind = CELL_TEXT, .text = t->headings[i]};
	add_row(out, t, look->format, head);
	mem_free(head);
}

/* A column of numbers and nothing else but gaps stands to the right. */
static bool is_numeric(const struct table *t, size_t column)
{
	bool any = false;
	size_t i;

	for (i = 0; i < t->n; i++) {
		uint8_t kind = t->rows[i][column].kind;

		if (kind != CELL_NUMBER && kind != CELL_EMPTY)
			return false;
		any |= kind == CELL_NUMBER;
	}
	return any;
}

void table_write(const struct table *t, const struct table_look *look, FILE *out)
{
	bool *numeric = mem_zero(t->ncolumns + 1);
	struct buf b = {0};
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		numeric[i] = is_numeric(t, i);
	if (look->format == TABLE_TEXT) {
		table_aligned(t, look, numeric, out);
	} else {
		add_head(&b, t, look, numeric);
		for (i = 0; i <= t->n; i++) {
			fwrite(b.p ? b.p : "", 1, b.n, out);
			buf_clear(&b);
			if (i < t->n)
				add_row(&b, t, look->format, t->rows[i]);
		}
	}
	buf_free(&b);
	mem_free(numeric);
}
