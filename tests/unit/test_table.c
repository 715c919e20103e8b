/* Tables: columns stand under one another whatever the script, sums are exact, sorting is by value,
 * and text from records stays text in every format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/markdown.h"
#include "report/table.h"

/* A table from lines of cells with '|' between: n:5 is a number, d: a date, nothing is empty. */
static void fill(struct table *t, const char *lines)
{
	struct cells cells = {0};
	struct text headings[8];
	size_t nheadings = 0, rest, columns;
	const char *p = lines;

	for (; *p && *p != '\n'; p += p[rest] == '|' ? rest + 1 : rest) {
		rest = strcspn(p, "|\n");
		headings[nheadings++] = (struct text){p, rest};
	}
	table_begin(t, headings, nheadings);
	while (*p++ == '\n' && *p)
		for (columns = 0; columns < nheadings; columns++) {
			struct cell *c = cells_add(&cells);

			rest = strcspn(p, "|\n");
			c->kind = !rest ? CELL_EMPTY : CELL_TEXT;
			c->text = (struct text){p, rest};
			if (rest > 1 && strchr("nd", p[0]) && p[1] == ':') {
				c->kind = p[0] == 'n' ? CELL_NUMBER : CELL_DATE;
				c->text = (struct text){p + 2, rest - 2};
			}
			p += rest + (p[rest] == '|');
		}
	table_take(t, cells_pack(&cells), cells.n);
	cells_free(&cells);
}

static char *written(const struct table *t, enum table_format format, size_t width)
{
	struct table_look look = {.format = format, .width = width};
	FILE *f = tmpfile();
	char *s;
	long n;

	assert_non_null(f);
	table_write(t, &look, f);
	n = ftell(f);
	rewind(f);
	s = mem_zero((size_t)n + 1);
	assert_int_equal(fread(s, 1, (size_t)n, f), n);
	fclose(f);
	return s;
}

static void expect(const char *lines, enum table_format format, size_t width, const char *wanted)
{
	struct table t;
	char *s;

	fill(&t, lines);
	s = written(&t, format, width);
	assert_string_equal(s, wanted);
	mem_free(s);
	table_free(&t);
}

static void a_wide_character_takes_two_columns(void **state)
{
	(void)state;
	expect("name|n\n柳望山|n:7\nLi|n:12.50", TABLE_TEXT, 0,
	       "name        n\n柳望山      7\nLi      12.50\n");
}

static void no_line_ends_with_spaces(void **state)
{
	(void)state;
	expect("a|b|c\nx||\nlong|y|z", TABLE_TEXT, 0, "a     b  c\nx\nlong  y  z\n");
}

static void only_a_terminal_cuts_and_only_text(void **state)
{
	const char *lines = "what|n\n公益林补偿十二月未到户|n:123456";

	(void)state;
	expect(lines, TABLE_TEXT, 0,
	       "what                         n\n公益林补偿十二月未到户  123456\n");
	expect(lines, TABLE_TEXT, 17, "what            n\n公益林补…  123456\n");
	expect(lines, TABLE_TEXT, 16, "what           n\n公益林…   123456\n");
	expect(lines, TABLE_TEXT, 12, "what       n\n公…   123456\n");
}

static void dates_are_never_cut(void **state)
{
	(void)state;
	expect("what|on\n一二三四五六七八|d:2020-03-18", TABLE_TEXT, 22,
	       "what        on\n一二三四…   2020-03-18\n");
}

static void what_does_not_fit_is_shown_in_blocks(void **state)
{
	const char *lines = "id|what|by|done\n"
			    "9901-0017|水管冻裂, 停水十九天|water bureau of Qingxi|n:7\n"
			    "9901-0018||nobody at all here|";

	(void)state;
	expect(lines, TABLE_TEXT, 24,
	       "id    9901-0017\n"
	       "what  水管冻裂,\n"
	       "      停水十九天\n"
	       "by    water bureau of\n"
	       "      Qingxi\n"
	       "done  7\n"
	       "\n"
	       "id    9901-0018\n"
	       "by    nobody at all here\n");
}

static void blocks_keep_escapes_away_too(void **state)
{
	(void)state;
	expect("a\x07|b|c\naaaaaaaaaa\033[2J|bbbbbbbbbb|cccccccccc", TABLE_TEXT, 10,
	       "a\\u{7}  aaaaaaaa\n        aa\\u{1B}\n        [2J\n"
	       "b       bbbbbbbb\n        bb\nc       cccccccc\n        cc\n");
}

static void escapes_do_not_reach_the_terminal(void **state)
{
	(void)state;
	expect("a\n\033[2Jx\r", TABLE_TEXT, 0, "a\n\\u{1B}[2Jx\\r\n");
}

static void numbers_sort_by_value_and_gaps_come_last(void **state)
{
	struct table_key key = {1, false};
	struct table t;
	char *s;

	(void)state;
	fill(&t, "k|n\na|n:10\nb|\nc|n:9.5\nd|n:-1e3\ne|n:10.0");
	table_sort(&t, &key, 1);
	s = written(&t, TABLE_TSV, 0);
	assert_string_equal(s, "k\tn\nd\t-1e3\nc\t9.5\na\t10\ne\t10.0\nb\t\n");
	mem_free(s);
	key.descending = true;
	table_sort(&t, &key, 1);
	s = written(&t, TABLE_TSV, 0);
	assert_string_equal(s, "k\tn\na\t10\ne\t10.0\nc\t9.5\nd\t-1e3\nb\t\n");
	mem_free(s);
	table_free(&t);
}

static void sums_are_exact_and_keep_their_cents(void **state)
{
	struct table t, sums;
	char *s;

	(void)state;
	fill(&t, "k|m|n\na|n:0.10|n:1\nb|n:12345678901234567890.01|\na|n:0.20|n:2\na|n:0.7|x");
	table_begin(&sums, t.headings, t.ncolumns);
	table_sum(&t, 1, &sums);
	s = written(&sums, TABLE_TSV, 0);
	assert_string_equal(s, "k\tm\tn\na\t1.00\t3\nb\t12345678901234567890.01\t\n");
	mem_free(s);
	table_free(&sums);
	table_free(&t);
}

static void groups_are_told_apart_by_kind_and_bounds(void **state)
{
	struct table t, sums;
	char *s;

	(void)state;
	fill(&t, "a|b|n\nx|yz|n:1\nxy|z|n:2\n1|z|n:4\nn:1|z|n:8\nx|yz|n:16");
	table_begin(&sums, t.headings, t.ncolumns);
	table_sum(&t, 2, &sums);
	s = written(&sums, TABLE_TSV, 0);
	assert_string_equal(s, "a\tb\tn\nx\tyz\t17\nxy\tz\t2\n1\tz\t4\n1\tz\t8\n");
	mem_free(s);
	table_free(&sums);
	table_free(&t);
}

static void columns_are_chosen_in_the_order_asked(void **state)
{
	struct text wanted[] = {TEXT("c"), TEXT("a")}, wrong[] = {TEXT("a"), TEXT("x")}, missing;
	struct table t;
	char *s;

	(void)state;
	fill(&t, "a|b|c\n1|2|3");
	assert_false(table_choose(&t, wrong, 2, &missing));
	assert_true(text_is(missing, "x"));
	assert_true(table_choose(&t, wanted, 2, &missing));
	s = written(&t, TABLE_TSV, 0);
	assert_string_equal(s, "c\ta\n3\t1\n");
	mem_free(s);
	table_free(&t);
}

static void json_lines_keep_numbers_as_written(void **state)
{
	(void)state;
	expect("a\"|n|d\nx\\y|n:500.00|d:2020-03-18\n|n:123456789012345678901|", TABLE_JSONL, 0,
	       "{\"a\\\"\":\"x\\\\y\",\"n\":500.00,\"d\":\"2020-03-18\"}\n"
	       "{\"a\\\"\":null,\"n\":123456789012345678901,\"d\":null}\n");
}

static void yaml_quotes_what_would_read_as_something_else(void **state)
{
	(void)state;
	expect("a|b|c\ntrue|007|柳望山\nx: y||- z", TABLE_YAML, 0,
	       "- a: \"true\"\n  b: \"007\"\n  c: 柳望山\n- a: \"x: y\"\n  b: null\n  c: \"- z\"\n");
	expect("a", TABLE_YAML, 0, "[]\n");
}

static void markdown_shows_text_and_obeys_none(void **state)
{
	struct buf b = {0};

	(void)state;
	expect("a|n\n<b>&`x`|n:5", TABLE_MARKDOWN, 0,
	       "| a | n |\n| --- | ---: |\n| &lt;b&gt;&amp;\\`x\\` | 5 |\n");
	markdown_text(&b, TEXT("a|b\n[x](y) *z*\n"));
	assert_string_equal(b.p, "a\\|b<br>\\[x\\](y) \\*z\\*");
	buf_clear(&b);
	markdown_text(&b, TEXT("@all"));
	assert_string_equal(b.p, "@\xE2\x81\xA0"
				 "all");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wide_character_takes_two_columns),
		cmocka_unit_test(no_line_ends_with_spaces),
		cmocka_unit_test(only_a_terminal_cuts_and_only_text),
		cmocka_unit_test(dates_are_never_cut),
		cmocka_unit_test(what_does_not_fit_is_shown_in_blocks),
		cmocka_unit_test(blocks_keep_escapes_away_too),
		cmocka_unit_test(escapes_do_not_reach_the_terminal),
		cmocka_unit_test(numbers_sort_by_value_and_gaps_come_last),
		cmocka_unit_test(sums_are_exact_and_keep_their_cents),
		cmocka_unit_test(groups_are_told_apart_by_kind_and_bounds),
		cmocka_unit_test(columns_are_chosen_in_the_order_asked),
		cmocka_unit_test(json_lines_keep_numbers_as_written),
		cmocka_unit_test(yaml_quotes_what_would_read_as_something_else),
		cmocka_unit_test(markdown_shows_text_and_obeys_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
