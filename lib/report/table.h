#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H
/*
 * Tables: headings and rows of cells, to be sorted, summed and written in one of several formats.
 * Cells are made by many threads, each into a scratch `cells`, then packed and handed to the table.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"

struct buf;

enum cell_kind { CELL_EMPTY, CELL_BOOL, CELL_NUMBER, CELL_DATE, CELL_TEXT, CELL_JSON };

struct cell {
	uint8_t kind;
	struct text text; /* raw UTF-8, unescaped; a NUMBER as written, always a number of JSON */
	struct text json; /* of CELL_JSON, a list or mapping: the same as JSON */
};

/* Cells in the making, row after row; their text is in the arena. A zeroed one is empty. */
struct cells {
	struct cell *v;
	size_t n, cap;
	struct arena arena;
};

/* Adds an empty cell; valid until the next call. */
struct cell *cells_add(struct cells *c);
/* A copy of all cells and their text in one piece, for mem_free; NULL if there are none. */
struct cell *cells_pack(const struct cells *c);
void cells_clear(struct cells *c); /* empties, keeps memory */
void cells_free(struct cells *c);

struct table {
	struct arena arena; /* holds headings and whatever else rows need */
	struct text *headings;
	size_t ncolumns;
	struct cell **rows; /* each ncolumns cells */
	size_t n, cap;
	struct cell **packs; /* owned */
	size_t npacks, cappacks;
};

/* Copies the headings. */
void table_begin(struct table *t, const struct text *headings, size_t ncolumns);
/* Takes over n cells of cells_pack, whole rows; NULL is none. */
void table_take(struct table *t, struct cell *pack, size_t n);
/* Adds a row of empty cells, which lives in the table's arena. */
struct cell *table_row(struct table *t);
void table_free(struct table *t);
/* The column with this heading, or -1. */
ptrdiff_t table_column(const struct table *t, struct text heading);

struct table_key {
	size_t column;
	bool descending;
};

/* Sorts rows, numbers by value, the rest by character; empty cells last; equal rows stay in order.
 */
void table_sort(struct table *t, const struct table_key *keys, size_t n);
/* Adds the rows of `in` to `out`, begun with the same columns and perhaps more. */
void table_extend(const struct table *in, struct table *out);
/* Makes a cell of t a copy, or adds a number to it exactly (what is no number adds nothing). */
void table_set(struct table *t, struct cell *cell, const struct cell *from);
void table_add(struct table *t, struct cell *sum, const struct cell *more);
/* Rows of `in` that agree in the first `group` columns become one row of `out` (begun, with the
 * same columns and perhaps more), in the order of the first; the numbers of the other columns are
 * added, exactly. Empty cells add nothing. */
void table_sum(const struct table *in, size_t group, struct table *out);
/* Keeps the columns named, in that order; false, with the name in *missing, if one is not there. */
bool table_choose(struct table *t, const struct text *headings, size_t n, struct text *missing);

enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_TSV, TABLE_JSONL, TABLE_YAML, TABLE_MARKDOWN };

struct table_look {
	enum table_format format;
	size_t width; /* of TABLE_TEXT: columns to fit into; 0: no limit */
	bool color;   /* of TABLE_TEXT */
	bool bom;     /* of TABLE_CSV */
};

bool table_format_find(const char *name, enum table_format *out);
/* The columns of the terminal that `out` is, 0 if it is none. */
size_t table_terminal_width(FILE *out);
/* Writes the table; errors show in ferror(out). */
void table_write(const struct table *t, const struct table_look *look, FILE *out);

/* How each format writes, for table_write: appends one row to `out`. */
void table_csv_row(struct buf *out, const struct cell *row, size_t n);
void table_tsv_row(struct buf *out, const struct cell *row, size_t n);
void table_jsonl_row(struct buf *out, const struct table *t, const struct cell *row);
void table_yaml_row(struct buf *out, const struct table *t, const struct cell *row);
void table_markdown_head(struct buf *out, const struct table *t, const bool *numeric);
void table_markdown_row(struct buf *out, const struct cell *row, size_t n);
void table_aligned(const struct table *t, const struct table_look *look, const bool *numeric,
		   FILE *out);

#endif
