/*
 * hhsel: select records, or items of lists in them, and show what expressions make of them.
 */
#include <ctype.h>
#include <locale.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/query.h"
#include "report/selection.h"

static const struct option_row rows[] = {
	{'e', "expression", "[NAME=]EXPR", "a column: the value of EXPR; may be repeated"},
	{SELECTION_COLUMNS, "columns", "FIELD,...", "columns: fields of what is selected"},
	SELECTION_OPTIONS,
	OPTION_JOBS,
	OPTION_DIRECTORY,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct command command = {
	"hhsel",
	"select records and fields of a registry",
	"  hhsel [options] KIND[.PATH[]] [PATH...]",
	rows,
	"EXPR is about self: the record, or the item of the list that KIND.PATH[] names; see hhexpr(7).\n"
	"Exit status: 0 done, 1 a record could not be read rightly, 2 trouble.",
};

static bool take(void *ctx, int id, char *value)
{
	struct selection *s = ctx;

	if (id != 'e' && id != SELECTION_COLUMNS)
		return selection_take(s, id, value);
	selection_ask(s, id, value);
	return true;
}

static bool is_name(int c)
{
	return c >= 0x80 || isalnum(c) || c == '_';
}

/* NAME=EXPR has a single = after a name that no expression could begin with. */
static bool add_expression(struct query *q, const char *value)
{
	struct query_origin from = {.option = "expression"};
	const char *p = value;

	while (*p && (is_name((unsigned char)*p) || strchr(" -.%/", *p)))
		p++;
	if (p == value || *p != '=' || p[1] == '=')
		return query_column(q, text_of(value), text_of(value), from);
	return query_column(q, (struct text){value, (size_t)(p - value)}, text_of(p + 1), from);
}

/* One field name, between backquotes if it must be, with its [index]. */
static void add_name(struct buf *b, struct text name)
{
	bool plain = !isdigit((unsigned char)name.p[0]);
	size_t n = 0, i;

	while (n < name.n && name.p[n] != '[')
		n++;
	for (i = 0; i < n; i++)
		plain &= is_name((unsigned char)name.p[i]);
	if (!plain)
		buf_addc(b, '`');
	buf_add(b, name.p, n);
	if (!plain)
		buf_addc(b, '`');
	buf_add(b, name.p + n, name.n - n);
}

static bool add_field(void *ctx, struct text field)
{
	struct query_origin from = {.option = "columns"};
	struct buf b = {0};
	size_t i, start = 0;
	bool good;

	if (!text_is(field, "self") && !text_is(field, "record") &&
	    !text_starts(field, TEXT("self.")) && !text_starts(field, TEXT("record.")))
		buf_adds(&b, "self.");
	for (i = 0; i <= field.n; i++)
		if (i == field.n || field.p[i] == '.') {
			if (start)
				buf_addc(&b, '.');
			if (i > start)
				add_name(&b, (struct text){field.p + start, i - start});
			start = i + 1;
		}
	good = query_column(ctx, field, buf_text(&b), from);
	buf_free(&b);
	return good;
}

static bool add_columns(struct selection *s, struct query *q)
{
	bool good = true;
	size_t i;

	for (i = 0; i < s->nasks; i++)
		if (s->asks[i].id == 'e')
			good &= add_expression(q, s->asks[i].value);
		else if (s->asks[i].id == SELECTION_COLUMNS)
			good &= selection_parts(s->asks[i].value, add_field, q);
	if (good && !query_columns(q))
		query_default_columns(q);
	return good;
}

static int complain_kind(const struct selection *s, const char *target)
{
	const struct registry *r = &s->registry;
	struct buf kinds = {0};

	registry_list_kinds(r, &kinds);
	if (target)
		options_complain(&command, MSG_SELECT_KIND, text_of(target), buf_text(&kinds));
	else
		options_complain(&command, MSG_SELECT_NO_KIND, buf_text(&kinds));
	buf_free(&kinds);
	return 2;
}

static int run(struct selection *s, struct query *q, const char *target)
{
	struct table t = {0};
	bool good;

	if (!target || !query_target(q, text_of(target)))
		return complain_kind(s, target);
	good = selection_conditions(s, q);
	good &= add_columns(s, q);
	if (!good)
		return selection_faulty(s, &q, 1);
	query_run(&q, 1, s->common.jobs, &s->report, &t);
	good = selection_arrange(s, &t);
	if (good)
		selection_write(s, &t);
	table_free(&t);
	return good ? 0 : 2;
}

int main(int argc, char **argv)
{
	struct selection s = {.command = &command};
	struct query *q;
	int first, status, n;

	setlocale(LC_ALL, "");
	first = options_parse(&command, argc, argv, &s.common, take, &s);
	n = argc - first;
	status = selection_open(&s, argv + first + (n > 0), n > 1 ? n - 1 : 0);
	if (status == 0) {
		q = selection_query(&s);
		status = run(&s, q, n ? argv[first] : NULL);
		query_free(q);
	}
	if (status == 0)
		status = selection_finish(&s);
	selection_close(&s);
	return status;
}
