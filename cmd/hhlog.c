/*
 * hhlog: the lives of problems, told by the history of a registry.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/options.h"
#include "registry/people.h"
#include "report/blame.h"
#include "report/chart.h"
#include "report/history.h"
#include "report/log.h"
#include "report/table.h"
#include "report/verify.h"
#include "version/blame.h"
#include "version/burndown.h"
#include "version/life.h"
#include "version/verify.h"

enum {
	OPT_FORMAT = 300,
	OPT_PROBLEM,
	OPT_VILLAGE,
	OPT_STATE,
	OPT_SINCE,
	OPT_UNTIL,
	OPT_AS_OF,
	OPT_BOM,
	OPT_SHOW,
	OPT_VERIFY,
	OPT_SIGNED,
	OPT_BURNDOWN,
	OPT_BY,
	OPT_BLAME
};

static const struct option_row rows[] = {
	{OPT_VERIFY, "verify", NULL,
	 "check who signed, in which commits, and that it still stands"},
	{OPT_SIGNED, "signed", NULL, "with --verify: git must verify the commits too"},
	{OPT_BURNDOWN, "burndown", NULL, "how many are open, fixed and closed, by day"},
	{OPT_BY, "by", "PERIOD", "with --burndown: day or week"},
	{OPT_BLAME, "blame", NULL, "of each value of one record the commit that last changed it"},
	{OPT_PROBLEM, "problem", "ID", "only problems called ID, or KEY/ID"},
	{OPT_VILLAGE, "village", "CODE", "only records whose key, or that above, begins with CODE"},
	{OPT_STATE, "state", "STATE", "only problems now in this state or stage, or deleted"},
	{OPT_SINCE, "since", "DATE", "only commits from DATE on"},
	{OPT_UNTIL, "until", "DATE", "only commits up to DATE, that day included"},
	{OPT_AS_OF, "as-of", "DATE",
	 "the day days are counted to (default: the registry's, or today)"},
	{OPT_FORMAT, "format", "F", "text, table, csv, tsv, jsonl, yaml or markdown; svg"},
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
	"Exit status: 0 done, 1 a signature does not hold, 2 trouble.",
};

struct hhlog {
	struct history history;
	struct log_filter filter;
	struct table_look look;
	bool table, svg, dated, verify, commits, burndown, by, weeks, blame;
	bool after, before; /* with --burndown, where days are shown and commits all go through */
	int32_t after_day, before_day;
	int32_t today;
	struct common_options common;
};

static bool take_format(struct hhlog *h, const char *value)
{
	h->svg = strcmp(value, "svg") == 0;
	h->table = !h->svg && strcmp(value, "text") != 0;
	return !h->table || table_format_find(value, &h->look.format);
}

static bool take(void *ctx, int id, char *value)
{
	struct hhlog *h = ctx;
	struct date d;

	switch (id) {
	case OPT_FORMAT: return take_format(h, value);
	case OPT_VERIFY: return h->verify = true;
	case OPT_SIGNED: return h->commits = true;
	case OPT_BURNDOWN: return h->burndown = true;
	case OPT_BLAME: return h->blame = true;
	case OPT_BY:
		h->by = true;
		h->weeks = strcmp(value, "week") == 0;
		return h->weeks || strcmp(value, "day") == 0;
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

static void write_table(struct hhlog *h, const struct table *t)
{
	h->look.width = table_terminal_width(stdout);
	h->look.color = h->common.color;
	table_write(t, &h->look, stdout);
}

static int show_lives(struct hhlog *h)
{
	struct lives *l = lives_new(h->history.registry.lifecycle);
	struct trail *t = history_trail(&h->history, false, add, l);
	int status = history_run(&h->history, t) ? 0 : 2;
	struct table table = {0};

	if (status == 0)
		lives_settle(l, t, h->history.tip, h->history.root, !h->history.until);
	if (status == 0 && h->table) {
		log_table(l, &h->filter, h->today, &table);
		write_table(h, &table);
	} else if (status == 0) {
		log_text(l, &h->filter, h->today, stdout);
	}
	if (status == 0)
		log_summary(l, &h->filter);
	table_free(&table);
	trail_free(t);
	lives_free(l);
	return status;
}

/* --verify */

static void add_verify(void *ctx, const struct trail_commit *c)
{
	verify_add(ctx, c);
}

static int verify(struct hhlog *h)
{
	struct history *y = &h->history;
	struct table table = {0};
	struct verify_report report = {.filter = &h->filter, .table = h->table ? &table : NULL};
	struct people *people = history_people(y);
	char room[24];
	struct verify_options o = {.registry = &y->registry,
				   .people = people,
				   .git = y->git,
				   .commits = h->commits,
				   .found = verify_report_add,
				   .wants = verify_report_wants,
				   .ctx = &report};
	struct verify *v;
	struct trail *t;
	int status;

	if (!people)
		return 2;
	y->plan.signatures = true;
	v = verify_new(&o);
	verify_report_begin(&report);
	t = history_trail(y, false, add_verify, v);
	status = history_run(y, t) ? report.n != 0 : 2;
	if (report.table)
		write_table(h, &table);
	if (status != 2) {
		verify_report_summary(&report, verify_signatures(v));
		if (verify_unknown(v))
			status = options_trouble(&command, MSG_VERIFY_SHALLOW,
						 text_number(room, verify_unknown(v)));
	}
	trail_free(t);
	verify_free(v);
	people_close(people);
	table_free(&table);
	return status;
}

/* --blame */

static int blame(struct hhlog *h)
{
	struct history *y = &h->history;
	const struct kind *kind = history_kind(y);
	struct trail_options o;
	struct table table = {0};
	struct buf why = {0};
	struct blame *b;

	if (!kind)
		return 2;
	y->plan.signatures = true; /* records of all kinds are looked at */
	o = history_options(y);
	b = blame_new(&o, kind, y->paths[0], &why);
	if (b) {
		blame_table(y, b, h->table, &table);
		write_table(h, &table);
	} else {
		fprintf(stderr, "%s: %s\n", command.name, why.n ? why.p : "");
	}
	table_free(&table);
	buf_free(&why);
	if (!b)
		return 2;
	blame_free(b);
	return 0;
}

/* --burndown */

struct counting {
	struct hhlog *h;
	struct burndown *burndown;
	struct trail *trail;
	bool begun;
};

static bool wants(void *ctx, struct text key, struct text parent, struct text id, struct text path)
{
	return log_wants(ctx, key, parent, id, path);
}

static void add_baseline(void *ctx, const char *path, struct digest *d)
{
	burndown_begin(ctx, path, d);
}

/* Before the first commit of a range stands all that its parent has. */
static void add_burndown(void *ctx, const struct trail_commit *c)
{
	struct counting *x = ctx;

	if (!x->begun && c->about.nparents)
		history_each_record(&x->h->history, x->trail, c->about.parents[0], add_baseline,
				    x->burndown);
	x->begun = true;
	burndown_add(x->burndown, c);
}

/* Only days within --since and --until. */
static void narrow(const struct hhlog *h, const struct burndown_day **v, size_t *n)
{
	while (*n && h->after && (*v)->day < h->after_day) {
		++*v;
		--*n;
	}
	while (*n && h->before && (*v)[*n - 1].day > h->before_day)
		--*n;
}

static void write_burndown(struct hhlog *h, const struct burndown_day *v, size_t n)
{
	struct table table = {0};

	narrow(h, &v, &n);
	if (h->svg) {
		burndown_chart(v, n, history_title(&h->history), stdout);
		return;
	}
	burndown_table(v, n, h->weeks, &table);
	write_table(h, &table);
	table_free(&table);
}

static int burn_down(struct hhlog *h)
{
	struct counting x = {.h = h, .burndown = burndown_new(wants, &h->filter)};
	const struct burndown_day *v;
	size_t n;
	int status;

	x.trail = history_trail(&h->history, true, add_burndown, &x);
	status = history_run(&h->history, x.trail) ? 0 : 2;
	v = burndown_days(x.burndown, &n);
	if (status == 0)
		write_burndown(h, v, n);
	trail_free(x.trail);
	burndown_free(x.burndown);
	return status;
}

static bool take_day(const char *value, bool *given, int32_t *day)
{
	struct date d;

	*given = value != NULL;
	if (value && !date_parse(text_of(value), &d))
		return false;
	if (value)
		*day = date_days(d);
	return true;
}

/* Nothing, or written like a day that no calendar has: git would take it for now. */
static bool is_no_day(const char *value)
{
	struct date d;

	return value && (!*value || (strlen(value) == 10 && value[4] == '-' && value[7] == '-' &&
				     !date_parse(text_of(value), &d)));
}

/* Options that do not go together; 0, or 2 after a message. */
static int complain(struct hhlog *h)
{
	struct history *y = &h->history;

	if (h->verify + h->burndown + h->blame > 1)
		return options_complain(&command, MSG_LOG_APART, TEXT(""));
	if (h->commits && !h->verify)
		return options_complain(&command, MSG_VERIFY_NEEDED, TEXT("signed"),
					TEXT("verify"));
	if (h->by && !h->burndown)
		return options_complain(&command, MSG_VERIFY_NEEDED, TEXT("by"), TEXT("burndown"));
	if (is_no_day(y->since))
		return options_complain(&command, MSG_USAGE_VALUE, text_of(y->since),
					TEXT("since"));
	if (is_no_day(y->until))
		return options_complain(&command, MSG_USAGE_VALUE, text_of(y->until),
					TEXT("until"));
	if (h->svg && !h->burndown)
		return options_complain(&command, MSG_VERIFY_NEEDED, TEXT("format svg"),
					TEXT("burndown"));
	if (!h->burndown)
		return 0;
	if (!take_day(y->since, &h->after, &h->after_day))
		return options_complain(&command, MSG_USAGE_VALUE, text_of(y->since),
					TEXT("since"));
	if (!take_day(y->until, &h->before, &h->before_day))
		return options_complain(&command, MSG_USAGE_VALUE, text_of(y->until),
					TEXT("until"));
	y->since = y->until = NULL;
	return 0;
}

/* A word that --state can never find; 0, or 2 after a message. */
static int complain_of_state(struct hhlog *h)
{
	struct buf known = {0};
	int status = 0;

	if (h->filter.state &&
	    !log_knows_state(h->history.registry.lifecycle, h->filter.state, &known))
		status = options_trouble(&command, MSG_LOG_NO_STATE, text_of(h->filter.state),
					 buf_text(&known));
	buf_free(&known);
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
	status = complain(&h);
	if (status == 0)
		status = history_open(&h.history, argv + first, (size_t)(argc - first), literal);
	if (status == 0)
		status = complain_of_state(&h);
	if (status == 0) {
		h.filter.paths = h.history.paths;
		h.filter.npaths = h.history.npaths;
		if (!h.dated)
			h.today = registry_today(&h.history.registry);
		status = h.verify     ? verify(&h)
			 : h.blame    ? blame(&h)
			 : h.burndown ? burn_down(&h)
				      : show_lives(&h);
	}
	lost = options_finish(&command);
	history_close(&h.history);
	return lost ? lost : status;
}
