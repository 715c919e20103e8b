/*
 * hhlist: the lists that registry.yaml defines, each a view of the records and never a copy.
 */
#include <locale.h>
#include <stdio.h>

#include "base/arena.h"
#include "report/selection.h"
#include "report/view.h"

static const struct option_row rows[] = {
	{SELECTION_COLUMNS, "columns", "COLUMN,...", "only these columns, in this order"},
	SELECTION_OPTIONS,
	OPTION_JOBS,
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static bool take(void *ctx, int id, char *value)
{
	struct selection *s = ctx;

	if (id < VIEW_FILTER)
		return selection_take(s, id, value);
	selection_ask(s, id, value);
	return true;
}

/* Names and titles of all lists. */
static int show_names(struct selection *s)
{
	const struct node *section = view_section(&s->registry, "lists");
	struct table t;
	uint32_t i;

	table_begin(&t, (struct text[]){TEXT("list"), TEXT("title")}, 2);
	for (i = 0; section && i < section->n; i++) {
		struct cell *row = table_row(&t);
		struct text name = node_text(section->pairs[i].key);

		row[0] = (struct cell){.kind = CELL_TEXT, .text = name};
		row[1] = (struct cell){.kind = CELL_TEXT,
				       .text = view_title(node_target(section->pairs[i].value),
							  name)};
	}
	selection_write(s, &t);
	table_free(&t);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	const struct command command = {
		"hhlist",
		"show a list that registry.yaml defines",
		"  hhlist [options] [LIST [PATH...]]",
		view_options(rows, "lists", argc, argv, &arena),
		"Without LIST their names are shown. Each list may have filters of its own.\n"
		"Exit status: 0 done, 1 a record could not be read rightly, 2 trouble.",
	};
	struct selection s = {.command = &command};
	int first, n, status;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &s.common, take, &s);
	n = argc - first;
	status = selection_open(&s, argv + first + (n > 0), n > 1 ? n - 1 : 0);
	if (status == 0)
		status = n ? view_show(&s, "lists", text_of(argv[first])) : show_names(&s);
	if (status == 0)
		status = selection_finish(&s);
	selection_close(&s);
	arena_free(&arena);
	return status;
}
