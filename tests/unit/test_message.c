/* What base/message promises: whole sentences, and data that cannot disturb the reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/message.h"

static void assert_escaped(struct text t, const char *expected)
{
	struct buf b = {0};

	message_escape(&b, t);
	assert_string_equal(buf_text(&b).p, expected);
	assert_int_equal(b.n, strlen(expected));
	buf_free(&b);
}

static void words_of_any_language_stay_as_they_are(void **state)
{
	(void)state;
	assert_escaped(TEXT(""), "");
	assert_escaped(TEXT("plain: 'quoted' \\n {0} %s"), "plain: 'quoted' \\n {0} %s");
	assert_escaped(TEXT("张三 é e\u0301 😀 한 ية"), "张三 é e\u0301 😀 한 ية");
}

static void control_characters_are_shown(void **state)
{
	(void)state;
	assert_escaped(TEXT("a\tb\nc\rd"), "a\\tb\\nc\\rd");
	assert_escaped(TEXT("\x1b[31m"), "\\u{1B}[31m");
	assert_escaped(TEXT("a\0b"), "a\\u{0}b");
	assert_escaped(TEXT("\x7f\x01"), "\\u{7F}\\u{1}");
	assert_escaped(TEXT("\xC2\x9B"), "\\u{9B}"); /* CSI in one character */
	assert_escaped(TEXT("\xC2\x85"), "\\u{85}");
}

static void text_cannot_turn_the_line_around(void **state)
{
	static const char *const turns[] = {"\u200E", "\u200F", "\u061C", "\u202A", "\u202B",
					    "\u202C", "\u202D", "\u202E", "\u2066", "\u2067",
					    "\u2068", "\u2069", "\u2028", "\u2029", "\uFEFF"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof turns / sizeof *turns; i++) {
		struct buf b = {0};

		message_escape(&b, text_of(turns[i]));
		if (strncmp(b.p, "\\u{", 3) != 0)
			fail_msg("turn %zu is written as it is", i);
		buf_free(&b);
	}
}

static void malformed_bytes_are_shown_as_hex(void **state)
{
	(void)state;
	assert_escaped(TEXT("a\xFFz"), "a\\xFFz");
	assert_escaped(TEXT("\xC3("), "\\xC3(");
	assert_escaped(TEXT("\xE5\xBC"), "\\xE5\\xBC");
	assert_escaped(TEXT("\xED\xA0\x80"), "\\xED\\xA0\\x80");
	assert_escaped(TEXT("\xC0\xAF"), "\\xC0\\xAF");
}

static void old_workflow_commands_are_broken(void **state)
{
	struct buf b = {0};

	(void)state;
	message_escape(&b, TEXT("x ##[error]y ###[z #[ok] ##"));
	assert_null(strstr(b.p, "##["));
	assert_non_null(strstr(b.p, " #[ok] ##"));
	buf_free(&b);
}

static void assert_filled(const char *template, size_t n, const struct text *args,
			  const char *expected)
{
	struct buf b = {0};

	message_fill(&b, text_of(template), n, args);
	assert_string_equal(buf_text(&b).p, expected);
	buf_free(&b);
}

static void arguments_go_where_their_numbers_are(void **state)
{
	const struct text args[] = {{"A", 1}, {"{0}", 3}, {"c\n", 2}};

	(void)state;
	assert_filled("{1} {0}{0}", 2, args, "{0} AA"); /* what is filled in is not filled again */
	assert_filled("{2}", 3, args, "c\\n");
	assert_filled("{3}|{9}|", 3, args, "||"); /* there is none */
	assert_filled("{x} {} {00} { 0}", 3, args, "{x} {} {00} { 0}");
	assert_filled("{", 3, args, "{");
	assert_filled("{0", 3, args, "{0");
	assert_filled("no data", 0, NULL, "no data");
}

static void every_row_has_a_level_and_words_without_format_directives(void **state)
{
	static const char *const texts[] = {
#define MSG(name, level, rule, text) text,
#include "base/messages.def"
#undef MSG
	};
	size_t i;
	const char *p;

	(void)state;
	assert_int_equal(sizeof texts / sizeof *texts, MSG_COUNT);
	for (i = 0; i < MSG_COUNT; i++) {
		assert_true(message_level((enum message)i) <= LEVEL_TROUBLE);
		assert_true(*texts[i]);
		for (p = message_rule((enum message)i); *p; p++)
			if (!strchr("abcdefghijklmnopqrstuvwxyz-", *p))
				fail_msg("rule %s", message_rule((enum message)i));
	}
}

static void levels_are_named(void **state)
{
	(void)state;
	assert_string_equal(level_name(LEVEL_NOTE), "note");
	assert_string_equal(level_name(LEVEL_WARNING), "warning");
	assert_string_equal(level_name(LEVEL_ERROR), "error");
	assert_string_equal(level_name(LEVEL_TROUBLE), "error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_any_language_stay_as_they_are),
		cmocka_unit_test(control_characters_are_shown),
		cmocka_unit_test(text_cannot_turn_the_line_around),
		cmocka_unit_test(malformed_bytes_are_shown_as_hex),
		cmocka_unit_test(old_workflow_commands_are_broken),
		cmocka_unit_test(arguments_go_where_their_numbers_are),
		cmocka_unit_test(every_row_has_a_level_and_words_without_format_directives),
		cmocka_unit_test(levels_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
