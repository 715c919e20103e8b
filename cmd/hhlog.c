/*
 * hhlog: the lives of problems, told by the history of a registry.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/options.h"
#include "report/history.h"
#include "report/log.h"
#include "report/table.h"
#include "version/life.h"

enum {
	OPT_FORMAT = 300,
	OPT_PROBLEM,
	OPT_VILLAGE,
	OPT_STATE,
	OPT_SINCE,
	OPT_UNTIL,
	OPT_AS_OF,
	OPT_BOM,
	OPT_SHOW
};

static const struct option_row rows[] = {
	{OPT_PROBLEM, "problem", "ID", "only problems called ID, or KEY/ID"},
	{OPT_VILLAGE, "village", "CODE", "only records whose key, or that above, begins with CODE"},
	{OPT_STATE, "state", "STATE", "only problems now in this state or stage, or deleted"},
	{OPT_SINCE, "since", "DATE", "only commits after DATE"},
	{OPT_UNTIL, "until", "DATE", "only commits before DATE"},
	{OPT_AS_OF, "as-of", "DATE",
	 "the day days are counted to (default: the registry's, or today)"},
	{OPT_FORMAT, "format", "F", "text, table, csv, tsv, jsonl, yaml or markdown"},
	{OPT_BOM, "bom", NULL, "with csv: a byte-order mark, for old spreadsheets"},
	{OPT_SHOW, "show-sensitive", NULL, "do not mask sensitive values"},
	OPTION_JOBS,
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhlog",
	"the lives of problems, told by the history",
	"  hhlog [options] [REVISION | A..B] [--] [PATH...]",
	rows,
	"Exit status: 0 done, 2 trouble.",
};

struct hhlog {
	struct history history;
	struct log_filter filter;
	struct table_look look;
	bool table, dated;
	int32_t today;
	struct common_options common;
};

static bool take(void *ctx, int id, char *value)
{
	struct hhlog *h = ctx;
	struct date d;

	switch (id) {
	case OPT_FORMAT:
		h->table = strcmp(value, "text") != 0;
		return !h->table || table_format_find(value, &h->look.format);
	case OPT_PROBLEM: h->filter.problem = value; return true;
	case OPT_VILLAGE: h->filter.area = value; return true;
	case OPT_STATE: h->filter.state = value; return true;
	case OPT_SINCE: h->history.since = value; return true;
	case OPT_UNTIL: h->history.until = value; return true;
	case OPT_BOM: h->look.bom = true; return true;
	case OPT_SHOW: h->history.plan.show = true; return true;
	case OPT_AS_OF:
		h->dated = date_parse(text_of(value), &d);
		if (h->dated)
			h->today = date_days(d);
		return h->dated;
	}
	return false;
}

static void add(void *ctx, const struct trail_commit *c)
{
	lives_add(ctx, c);
}

static void write_table(struct hhlog *h, struct lives *l)
{
	struct table t;

	log_table(l, &h->filter, h->today, &t);
	h->look.width = table_terminal_width(stdout);
	h->look.color = h->common.color;
	table_write(&t, &h->look, stdout);
	table_free(&t);
}

static int show_lives(struct hhlog *h)
{
	struct lives *l = lives_new(h->history.registry.lifecycle);
	struct trail *t = history_trail(&h->history, false, add, l);
	int status = history_run(&h->history, t) ? 0 : 2;

	if (status == 0) {
		lives_settle(l, t, h->history.tip, h->history.root);
		if (h->table)
			write_table(h, l);
		else
			log_text(l, &h->filter, h->today, stdout);
		log_summary(l, &h->filter);
	}
	trail_free(t);
	lives_free(l);
	return status;
}

int main(int argc, char **argv)
{
	struct hhlog h = {.history = {.command = &command}};
	int first, status, lost;
	bool literal;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &h.common, take, &h);
	literal = first > 0 && strcmp(argv[first - 1], "--") == 0;
	h.history.jobs = h.common.jobs;
	status = history_open(&h.history, argv + first, (size_t)(argc - first), literal);
	if (status == 0) {
		h.filter.paths = h.history.paths;
		h.filter.npaths = h.history.npaths;
		if (!h.dated)
			h.today = registry_today(&h.history.registry);
		status = show_lives(&h);
	}
	lost = options_finish(&command);
	history_close(&h.history);
	return lost ? lost : status;
}
