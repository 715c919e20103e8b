#ifndef REPORT_SELECTION_H
#define REPORT_SELECTION_H
/* What the commands that select from records have in common: their options, opening the registry,
 * and handing out a table. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/options.h"
#include "registry/registry.h"
#include "report/report.h"
#include "report/table.h"

struct query;
struct revision;

enum {
	SELECTION_WHERE = 400,
	SELECTION_SORT,
	SELECTION_COLUMNS,
	SELECTION_FORMAT,
	SELECTION_BOM,
	SELECTION_SHOW,
	SELECTION_REV,
	SELECTION_AS_OF
};

#define SELECTION_OPTIONS                                                                          \
	{SELECTION_WHERE, "where", "EXPR", "only that for which EXPR is true; may be repeated"},   \
		{SELECTION_SORT, "sort", "COLUMN,...", "sort by columns; -COLUMN: descending"},    \
		{SELECTION_FORMAT, "format", "F", "table, csv, tsv, jsonl, yaml or markdown"},     \
		{SELECTION_BOM, "bom", NULL, "with csv: a byte-order mark, for old spreadsheets"}, \
		{SELECTION_SHOW, "show-sensitive", NULL, "do not mask sensitive values"},          \
		{SELECTION_REV, "rev", "REV", "the registry as of a git revision"},                \
	{                                                                                          \
		SELECTION_AS_OF, "as-of", "DATE", "what `today` is (default: the registry's, or today)"               \
	}

struct selection_ask {
	int id;
	const char *value;
};

/* Zeroed, then `command` set. Values of options are borrowed from argv. */
struct selection {
	const struct command *command;
	struct common_options common;
	struct table_look look;
	bool show, dated;
	int32_t as_of;
	const char *sort, *columns, *rev;
	struct selection_ask *asks; /* SELECTION_WHERE and what commands add, as given */
	size_t nasks, capasks;
	struct revision *revision; /* of --rev, or NULL */
	struct registry registry;
	struct members members; /* those below the paths */
	struct judge *judge;
	struct report report; /* of files, on standard error */
};

/* For options_parse; false for a bad value. */
bool selection_take(struct selection *s, int id, char *value);
void selection_ask(struct selection *s, int id, const char *value);
/* Opens the registry around the first path (none: here) and lists the files below the paths (none:
 * all). 0, or 2 after a message. */
int selection_open(struct selection *s, char **paths, int n);
/* A query with what the options say, but for the conditions. */
struct query *selection_query(struct selection *s);
/* Adds the conditions of --where; false after a message. */
bool selection_conditions(struct selection *s, struct query *q);
/* Says what is wrong with expressions; 2. */
int selection_faulty(struct selection *s, struct query *const *queries, size_t n);
/* Sorts by --sort and keeps --columns. False after a message. */
bool selection_arrange(struct selection *s, struct table *t);
/* Calls `each` for every part of a list with commas, until it gives false; did all give true? */
bool selection_parts(const char *list, bool (*each)(void *ctx, struct text part), void *ctx);
/* Writes the table to standard output. */
void selection_write(struct selection *s, const struct table *t);
/* Ends output; the exit status. */
int selection_finish(struct selection *s);
void selection_close(struct selection *s);

#endif
