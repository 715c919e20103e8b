/* What report promises: JSON strings that any reader takes, and a status that the worst finding
 * sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "report/json.h"
#include "report/report.h"

static void assert_json(struct text t, const char *expected)
{
	struct buf b = {0};

	json_string(&b, t);
	assert_string_equal(b.p, expected);
	assert_int_equal(b.n, strlen(expected));
	buf_free(&b);
}

static void strings_are_quoted_and_escaped(void **state)
{
	(void)state;
	assert_json(TEXT(""), "\"\"");
	assert_json(TEXT("张三 😀 é"), "\"张三 😀 é\"");
	assert_json(TEXT("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
	assert_json(TEXT("\n\t"), "\"\\n\\t\"");
	assert_json(TEXT("\0\x01\x1b\x1f\r"), "\"\\u0000\\u0001\\u001b\\u001f\\u000d\"");
	assert_json(TEXT("\x7F\xC2\x80\xC2\x9F"), "\"\\u007f\\u0080\\u009f\"");
	assert_json(TEXT("\xE2\x80\xA8\xE2\x80\xA9"), "\"\\u2028\\u2029\"");
	assert_json(TEXT("a\xFFz\xE5\xBC"), "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void names_are_parted_by_commas(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_addc(&b, '{');
	json_name(&b, "a");
	buf_addc(&b, '1');
	json_name(&b, "b");
	json_string(&b, TEXT("{"));
	json_name(&b, "c");
	buf_adds(&b, "2}");
	assert_string_equal(b.p, "{\"a\":1,\"b\":\"{\",\"c\":2}");
	buf_free(&b);
}

/* What the report of one finding of each level looks like. */
static struct buf written(enum report_format format, enum level least, bool color, int *status)
{
	static const char bytes[] = "一: x\n二: y\nz\n";
	struct report r = {.format = format, .least = least, .color = color};
	struct findings f = {0};
	struct buf b = {0};
	size_t size;

	finding_own(&f, LEVEL_ERROR, TEXT("rule-e"), TEXT("50%, a:b"), 12, 13)->pointer = strdup(
		"/二");
	finding_own(&f, LEVEL_WARNING, TEXT("rule-w"), TEXT("warned"), 5, 6);
	finding_own(&f, LEVEL_NOTE, TEXT("rule-n"), TEXT("noted"), 0, 13);
	findings_finish(&f, bytes, sizeof bytes - 1);
	r.out = open_memstream(&b.p, &size);
	report_begin(&r);
	report_file(&r, "a,b.yaml", &f);
	report_end(&r);
	fclose(r.out);
	b.n = size;
	*status = report_status(&r);
	report_free(&r);
	findings_clear(&f);
	return b;
}

static void assert_written(enum report_format format, enum level least, bool color, int status,
			   const char *expected)
{
	int got;
	struct buf b = written(format, least, color, &got);

	assert_string_equal(b.p, expected);
	assert_int_equal(got, status);
	free(b.p);
}

static void text_is_sorted_and_counts_characters(void **state)
{
	(void)state;
	assert_written(REPORT_TEXT, LEVEL_NOTE, false, 1,
		       "a,b.yaml:1:1: note: noted [rule-n]\n"
		       "a,b.yaml:1:4: warning: warned [rule-w]\n"
		       "a,b.yaml:2:4: error: 50%, a:b [rule-e]\n");
}

static void json_has_its_members_in_order(void **state)
{
	(void)state;
	assert_written(
		REPORT_JSON, LEVEL_ERROR, true, 1,
		"{\"path\":\"a,b.yaml\",\"line\":2,\"column\":4,\"endLine\":2,\"endColumn\":5,"
		"\"level\":\"error\",\"rule\":\"rule-e\",\"record\":\"\",\"pointer\":\"/二\","
		"\"message\":\"50%, a:b\"}\n");
}

static void github_puts_errors_first(void **state)
{
	int status;
	struct buf b = written(REPORT_GITHUB, LEVEL_NOTE, false, &status);
	char *error = strstr(b.p, "::error file=a%2Cb.yaml,line=2,"),
	     *warning = strstr(b.p, "\n::warning file="), *notice = strstr(b.p, "\n::notice file=");

	(void)state;
	assert_ptr_equal(error, b.p);
	assert_true(error < warning && warning < notice);
	assert_non_null(strstr(b.p, "title=rule-e::50%25, a:b\n"));
	assert_int_equal(status, 1);
	free(b.p);
}

static void what_is_not_shown_does_not_count(void **state)
{
	struct report r = {.least = LEVEL_ERROR};
	struct findings f = {0};
	struct buf b = {0};

	(void)state;
	finding_own(&f, LEVEL_WARNING, TEXT("w"), TEXT("w"), 0, 0);
	r.out = open_memstream(&b.p, &b.n);
	report_file(&r, "a", &f);
	report_end(&r);
	fclose(r.out);
	assert_int_equal(b.n, 0);
	assert_int_equal(r.warnings, 0);
	assert_int_equal(report_status(&r), 0);
	report_free(&r);
	findings_clear(&f);
	free(b.p);
}

static void colour_surrounds_and_adds_nothing_else(void **state)
{
	int status;
	struct buf b = written(REPORT_TEXT, LEVEL_ERROR, true, &status), plain = {0};
	const char *p;

	(void)state;
	for (p = b.p; *p; p++) {
		if (*p == '\033')
			p = strchr(p, 'm');
		else
			buf_addc(&plain, *p);
	}
	assert_string_equal(plain.p, "a,b.yaml:2:4: error: 50%, a:b [rule-e]\n");
	assert_true(plain.n < b.n);
	buf_free(&plain);
	free(b.p);
}

static void trouble_outranks_errors(void **state)
{
	struct report r = {.worst = LEVEL_NOTE};

	(void)state;
	assert_int_equal(report_status(&r), 0);
	r.worst = LEVEL_WARNING;
	assert_int_equal(report_status(&r), 0);
	r.worst = LEVEL_ERROR;
	assert_int_equal(report_status(&r), 1);
	r.worst = LEVEL_TROUBLE;
	assert_int_equal(report_status(&r), 2);
}

static void names_of_formats_and_levels_are_exact(void **state)
{
	enum report_format format = REPORT_TEXT;
	enum level level = LEVEL_NOTE;

	(void)state;
	assert_true(report_format_find("github", &format));
	assert_int_equal(format, REPORT_GITHUB);
	assert_true(report_format_find("json", &format));
	assert_int_equal(format, REPORT_JSON);
	assert_false(report_format_find("JSON", &format));
	assert_false(report_format_find("", &format));
	assert_true(report_level_find("warning", &level));
	assert_int_equal(level, LEVEL_WARNING);
	assert_false(report_level_find("trouble", &level));
	assert_false(report_level_find("err", &level));
}

static void findings_stand_where_their_bytes_are(void **state)
{
	static const char bytes[] = "一二\r\n😀x\n";
	struct findings f = {0};

	(void)state;
	finding_own(&f, LEVEL_ERROR, TEXT("b"), TEXT("m"), 8, 13);
	finding_own(&f, LEVEL_ERROR, TEXT("a"), TEXT("m"), 8, 12);
	finding_own(&f, LEVEL_WARNING, TEXT("a"), TEXT("m"), 3, 12);
	finding_own(&f, LEVEL_ERROR, TEXT("z"), TEXT("m"), 999, 5);
	findings_finish(&f, bytes, sizeof bytes - 1);
	assert_int_equal(f.n, 4);
	assert_int_equal(f.v[0].start.offset, 3);
	assert_int_equal(f.v[0].start.column, 3);
	assert_int_equal(f.v[0].start.chars, 1);
	assert_int_equal(f.v[0].end.line, 1);
	assert_int_equal(f.v[0].end.chars, 1);
	assert_int_equal(f.v[0].end.column, 4);
	assert_string_equal(f.v[1].rule, "a"); /* at one place: by level, then rule */
	assert_int_equal(f.v[1].start.line, 1);
	assert_int_equal(f.v[2].end.chars, 2);
	assert_int_equal(f.v[3].start.offset, sizeof bytes - 1); /* never past the end */
	assert_int_equal(f.v[3].start.line, 2);
	findings_clear(&f);
}

static void findings_past_the_limit_are_counted(void **state)
{
	struct findings f = {0};
	int i;

	(void)state;
	for (i = 0; i < FINDINGS_LIMIT + 5; i++)
		finding_own(&f, LEVEL_ERROR, TEXT("r"), TEXT("m"), (uint32_t)i, (uint32_t)i);
	findings_finish(&f, "", 0);
	assert_int_equal(f.n, FINDINGS_LIMIT);
	assert_string_equal(f.v[f.n - 1].rule, "limit-findings");
	assert_int_equal(strncmp(f.v[f.n - 1].message, "6 more", 6), 0);
	findings_clear(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_quoted_and_escaped),
		cmocka_unit_test(names_are_parted_by_commas),
		cmocka_unit_test(text_is_sorted_and_counts_characters),
		cmocka_unit_test(json_has_its_members_in_order),
		cmocka_unit_test(github_puts_errors_first),
		cmocka_unit_test(what_is_not_shown_does_not_count),
		cmocka_unit_test(colour_surrounds_and_adds_nothing_else),
		cmocka_unit_test(trouble_outranks_errors),
		cmocka_unit_test(names_of_formats_and_levels_are_exact),
		cmocka_unit_test(findings_stand_where_their_bytes_are),
		cmocka_unit_test(findings_past_the_limit_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
