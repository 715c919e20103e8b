/*
 * hhstat: the statistics that registry.yaml defines: sums by group over the records, what is
 * computed of them, and whatever else is to be seen of where things stand.
 */
#include <locale.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "report/markdown.h"
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

static void write_title(const struct selection *s, struct text title, bool first)
{
	struct buf b = {0};

	if (!first)
		buf_addc(&b, '\n');
	if (s->look.format == TABLE_MARKDOWN) {
		buf_adds(&b, "### ");
		markdown_text(&b, title);
		buf_addc(&b, '\n');
	} else {
		if (s->common.color)
			buf_adds(&b, "\033[1m");
		message_escape(&b, title);
		if (s->common.color)
			buf_adds(&b, "\033[0m");
	}
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_free(&b);
}

static int show_all(struct selection *s, const struct node *section)
{
	size_t most = section ? section->n : 0, n = 0, i;
	const struct node **views = mem_zero((most + 1) * sizeof *views);
	struct text *titles = mem_zero((most + 1) * sizeof *titles), missing;
	struct table *tables = mem_zero((most + 1) * sizeof *tables);
	int status;

	for (i = 0; i < most; i++) {
		views[n] = node_target(section->pairs[i].value);
		titles[n] = view_title(views[n], node_text(section->pairs[i].key));
		n += view_knows(s, views[n], &missing);
	}
	status = view_run(s, views, n, tables);
	for (i = 0; i < n; i++) {
		if (status == 0) {
			write_title(s, titles[i], i == 0);
			selection_write(s, &tables[i]);
		}
		table_free(&tables[i]);
	}
	mem_free(views);
	mem_free(titles);
	mem_free(tables);
	return status;
}

/* Only people can read several tables in one; and what is sorted or left out is of one. */
static bool fits_all(const struct selection *s)
{
	size_t i;

	for (i = 0; i < s->nasks; i++)
		if (s->asks[i].id == SELECTION_WHERE)
			return false;
	return !s->sort && !s->columns &&
	       (s->look.format == TABLE_TEXT || s->look.format == TABLE_MARKDOWN);
}

static int show(struct selection *s, const char *name)
{
	const struct node *section = view_section(&s->registry, "stats");
	struct arena names = {0};
	int status;

	if (name)
		return view_show(s, "stats", text_of(name));
	if (fits_all(s))
		return show_all(s, section);
	status = options_complain(s->command, MSG_VIEW_ONE, view_names(section, &names));
	arena_free(&names);
	return status;
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	const struct command command = {
		"hhstat",
		"show where things stand: sums over the records of a registry",
		"  hhstat [options] [STATISTIC [PATH...]]",
		view_options(rows, "stats", argc, argv, &arena),
		"Without STATISTIC all that registry.yaml defines are shown.\n"
		"Exit status: 0 done, 1 a record could not be read rightly, 2 trouble.",
	};
	struct selection s = {.command = &command};
	int first, n, status;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &s.common, take, &s);
	n = argc - first;
	status = selection_open(&s, argv + first + (n > 0), n > 1 ? n - 1 : 0);
	if (status == 0)
		status = show(&s, n ? argv[first] : NULL);
	if (status == 0)
		status = selection_finish(&s);
	selection_close(&s);
	arena_free(&arena);
	return status;
}
