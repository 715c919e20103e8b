/* CSV and TSV: what RFC 4180 asks for, no cell a formula, no code mangled, and every text to be had
 * back exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "report/table.h"

static void expect_cell(enum cell_kind kind, const char *text, const char *csv, const char *tsv)
{
	struct cell row[2] = {{.kind = (uint8_t)kind, .text = text_of(text)},
			      {.kind = CELL_TEXT, .text = TEXT("|")}};
	struct buf b = {0};
	char wanted[100];

	table_csv_row(&b, row, 2);
	snprintf(wanted, sizeof wanted, "%s,|\r\n", csv);
	assert_string_equal(b.p, wanted);
	buf_clear(&b);
	table_tsv_row(&b, row, 2);
	snprintf(wanted, sizeof wanted, "%s\t|\n", tsv);
	assert_string_equal(b.p, wanted);
	buf_free(&b);
}

static void expect_text(const char *text, const char *csv, const char *tsv)
{
	expect_cell(CELL_TEXT, text, csv, tsv);
}

static void delimiters_are_quoted(void **state)
{
	(void)state;
	expect_text("a,b", "\"a,b\"", "a,b");
	expect_text("say \"x\"", "\"say \"\"x\"\"\"", "say \"x\"");
	expect_text("a\nb", "\"a\nb\"", "a\\nb");
	expect_text("a\tb\\n", "\"a\tb\\n\"", "a\\tb\\\\n");
	expect_text("a; b", "\"a; b\"", "a; b");
	expect_text(" a", "\" a\"", " a");
	expect_text("", "", "");
}

static void no_text_is_a_formula(void **state)
{
	(void)state;
	expect_text("=1+1", "'=1+1", "'=1+1");
	expect_text("+86 138", "'+86 138", "'+86 138");
	expect_text("-x", "'-x", "'-x");
	expect_text("@SUM(A1)", "'@SUM(A1)", "'@SUM(A1)");
	expect_text("\t=1", "\"'\t'=1\"", "'\\t=1");
	expect_text("\r=1", "'\\r=1", "'\\r=1");
	expect_text("\n=1", "\"'\n'=1\"", "'\\n=1");
	expect_text("  =1", "'  =1", "'  =1");
	expect_text("＝1", "'＝1", "'＝1");
	expect_text("'=1", "''=1", "''=1");
	expect_text("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"", "'=HYPERLINK(\"x\",1)");
	expect_cell(CELL_JSON, "-1, 2", "\"'-1, 2\"", "'-1, 2");
}

static void nothing_in_a_text_begins_a_formula(void **state)
{
	(void)state;
	expect_text("x;=1;y", "\"x;'=1;y\"", "x;=1;y");
	expect_text("x; -1", "\"x;' -1\"", "x; -1");
	expect_text("x\n=1", "\"x\n'=1\"", "x\\n=1");
	expect_text("x\t@A", "\"x\t'@A\"", "x\\t@A");
	expect_text("x;'=1", "\"x;''=1\"", "x;'=1");
	expect_text("a\n\nb;\n", "\"a\n\nb;\n\"", "a\\n\\nb;\\n");
}

static void no_line_is_a_command(void **state)
{
	(void)state;
	expect_text("::error::x", "'::error::x", "'::error::x");
	expect_text("x\n ::error::x", "\"x\n' ::error::x\"", "x\\n ::error::x");
	expect_text("x ::error::x", "x ::error::x", "x ::error::x");
	expect_text(":x", ":x", ":x");
}

/* Each of these has a code point whose last byte is that of a sign or of nothing. */
static void no_character_is_taken_for_another(void **state)
{
	static const char *const words[] = {"上报",         "开工",         "销号",
					    "有卫生厕所",   "\u4e2b\u4e00", "\u4e0d\u59d3",
					    "\u4e3d\u6c5f", "\u4e40",       "\u0140"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof words / sizeof *words; i++)
		expect_text(words[i], words[i], words[i]);
}

static void numbers_and_dates_stay_what_they_are(void **state)
{
	(void)state;
	expect_cell(CELL_NUMBER, "-12.50", "-12.50", "-12.50");
	expect_cell(CELL_NUMBER, "123456789012345678", "123456789012345678", "123456789012345678");
	expect_cell(CELL_DATE, "2020-03-18", "2020-03-18", "2020-03-18");
	expect_cell(CELL_BOOL, "true", "true", "true");
	expect_text("2020-03-18", "2020-03-18", "2020-03-18");
}

static void codes_are_not_mangled(void **state)
{
	(void)state;
	expect_text("990102196203110012", "'990102196203110012", "990102196203110012");
	expect_text("99010219620311001X", "99010219620311001X", "99010219620311001X");
	expect_text("990102103201", "'990102103201", "990102103201");
	expect_text("990102103201-0017", "990102103201-0017", "990102103201-0017");
	expect_text("0017", "'0017", "0017");
	expect_text("0", "0", "0");
	expect_text("13812345678", "13812345678", "13812345678");
	expect_text("3-1", "'3-1", "3-1");
	expect_text("1/2", "'1/2", "1/2");
	expect_text("1E5", "'1E5", "1E5");
	expect_text("1.50", "'1.50", "1.50");
	expect_text("12345678901234567.5", "'12345678901234567.5", "12345678901234567.5");
	expect_text("3组", "3组", "3组");
}

static void nothing_disturbs_who_looks(void **state)
{
	(void)state;
	expect_text("a\033[2J", "a\\u{1B}[2J", "a\\u{1B}[2J");
	expect_text("a\xE2\x80\xAE"
		    "b",
		    "a\\u{202E}b", "a\\u{202E}b");
	expect_text("a\xFF", "a\\xFF", "a\\xFF");
}

static void a_row_of_nothing_is_a_row(void **state)
{
	struct cell empty = {0};
	struct buf b = {0};

	(void)state;
	table_csv_row(&b, &empty, 1);
	assert_string_equal(b.p, "\"\"\r\n");
	buf_free(&b);
}

static void a_byte_order_mark_comes_first_if_asked(void **state)
{
	struct text heading = TEXT("=h");
	struct table_look look = {.format = TABLE_CSV, .bom = true};
	struct table t;
	char room[20] = "";
	FILE *f = tmpfile();

	(void)state;
	assert_non_null(f);
	table_begin(&t, &heading, 1);
	table_write(&t, &look, f);
	rewind(f);
	assert_int_equal(fread(room, 1, sizeof room - 1, f), 8);
	assert_string_equal(room, "\xEF\xBB\xBF'=h\r\n");
	fclose(f);
	table_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delimiters_are_quoted),
		cmocka_unit_test(no_text_is_a_formula),
		cmocka_unit_test(nothing_in_a_text_begins_a_formula),
		cmocka_unit_test(no_line_is_a_command),
		cmocka_unit_test(no_character_is_taken_for_another),
		cmocka_unit_test(numbers_and_dates_stay_what_they_are),
		cmocka_unit_test(codes_are_not_mangled),
		cmocka_unit_test(nothing_disturbs_who_looks),
		cmocka_unit_test(a_row_of_nothing_is_a_row),
		cmocka_unit_test(a_byte_order_mark_comes_first_if_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
