/* ECMA-262 patterns: what they match once translated and compiled, which are refused and where. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/ecma.h"

struct match {
	const char *pattern, *subject;
	bool matches;
};

struct fault {
	const char *pattern;
	size_t at;
};

static bool matches(struct text pattern, struct text subject)
{
	struct buf out = {0};
	struct ecma_error error = {0};
	pcre2_match_data *data;
	pcre2_code *code;
	PCRE2_SIZE at;
	int status;

	if (!ecma_translate(pattern, &out, &error))
		fail_msg("%.*s: %s at %zu", (int)pattern.n, pattern.p, error.why, error.at);
	assert_non_null(out.p);
	code = pcre2_compile((PCRE2_SPTR)out.p, out.n, PCRE2_UTF, &status, &at, NULL);
	if (!code)
		fail_msg("%.*s: PCRE2 refuses %s", (int)pattern.n, pattern.p, out.p);
	data = pcre2_match_data_create(1, NULL);
	status = pcre2_match(code, (PCRE2_SPTR)subject.p, subject.n, 0, 0, data, NULL);
	assert_true(status >= 0 || status == PCRE2_ERROR_NOMATCH);
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	buf_free(&out);
	return status >= 0;
}

static void check(const struct match *m, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (matches(text_of(m[i].pattern), text_of(m[i].subject)) != m[i].matches)
			fail_msg("%s on \"%s\" should %smatch", m[i].pattern, m[i].subject,
				 m[i].matches ? "" : "not ");
}

static void check_faults(const struct fault *f, size_t count, bool unsupported)
{
	struct ecma_error error;
	struct buf out = {0};
	size_t i;

	for (i = 0; i < count; i++) {
		buf_clear(&out);
		buf_adds(&out, "kept");
		if (ecma_translate(text_of(f[i].pattern), &out, &error))
			fail_msg("%s should be refused", f[i].pattern);
		if (error.at != f[i].at || error.unsupported != unsupported)
			fail_msg("%s: %s at %zu, not %zu", f[i].pattern, error.why, error.at,
				 f[i].at);
		assert_string_equal(out.p, "kept");
		assert_int_equal(out.n, 4);
	}
	buf_free(&out);
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void anchors_hold_at_the_very_ends(void **state)
{
	static const struct match table[] = {
		{"^a$", "a", true},    {"^a$", "a\n", false},    {"^a", "b\na", false},
		{"a$", "a\nb", false}, {"a", "bab", true},       {"", "", true},
		{"^$", "", true},      {"^$", "\n", false},      {"^a*$", "abc", false},
		{"a|", "b", true},     {"^(?:a|b)$", "b", true},
	};

	(void)state;
	check(table, COUNT(table));
}

static void dot_stops_at_line_terminators_only(void **state)
{
	static const struct match table[] = {
		{"^.$", "a", true},
		{"^.$", "\n", false},
		{"^.$", "\r", false},
		{"^.$", "\u2028", false},
		{"^.$", "\u2029", false},
		{"^.$", "\u00A0", true},
		{"^.$", "\xC2\x85", true},
		{"^.$", "\v", true},
		{"^.$", "\U0001F432", true},
		{"^\U0001F432*$", "", true},
		{"^\U0001F432*$", "\U0001F432\U0001F432", true},
		{"^\U0001F432*$", "\U0001F409", false},
	};

	(void)state;
	check(table, COUNT(table));
}

static void digits_and_words_are_ascii(void **state)
{
	static const struct match table[] = {
		{"^\\d$", "0", true},
		{"^\\d$", "\u07C0", false},
		{"^\\d$", "\u09EA", false},
		{"^\\D$", "\u0E54", true},
		{"^\\D$", "4", false},
		{"^\\w$", "a", true},
		{"^\\w$", "_", true},
		{"^\\w$", "\u00E9", false},
		{"^\\W$", "\u00E9", true},
		{"^\\W$", "a", false},
		{"[a-z]cole", "l'\u00E9cole", false},
		{"\\bcole", "\u00E9cole", true},
		{"\\Bcole", "ecole", true},
		{"\\bcole", "ecole", false},
		{"\\bcole\\b", "a cole", true},
		{"^[\\d_]+$", "1_2", true},
		{"^[^\\w]$", "\u5B57", true},
		{"^[\\W]$", "a", false},
	};

	(void)state;
	check(table, COUNT(table));
}

static void white_space_is_that_of_ecma(void **state)
{
	static const char *const spaces[] = {
		" ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00A0", "\u1680",
		"\u2000", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF",
	};
	static const char *const others[] = {
		"a", "\xC2\x85", "\u180E", "\u200B", "\u2060", "\x1f", "\U0001F432", "\u2027",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(spaces); i++) {
		assert_true(matches(TEXT("^\\s$"), text_of(spaces[i])));
		assert_true(matches(TEXT("^[a\\s]$"), text_of(spaces[i])));
		assert_false(matches(TEXT("^\\S$"), text_of(spaces[i])));
		assert_false(matches(TEXT("^[\\S]$"), text_of(spaces[i])));
	}
	for (i = 0; i < COUNT(others); i++) {
		assert_false(matches(TEXT("^\\s$"), text_of(others[i])));
		assert_true(matches(TEXT("^\\S$"), text_of(others[i])));
		assert_true(matches(TEXT("^[^\\s]$"), text_of(others[i])));
	}
}

static void escapes_name_characters(void **state)
{
	static const struct match table[] = {
		{"^\\cA\\cc\\cZ$", "\x01\x03\x1a", true},
		{"^\\t\\n\\v\\f\\r$", "\t\n\v\f\r", true},
		{"^\\x41\\u0042\\u{43}$", "ABC", true},
		{"^\\u{000041}$", "A", true},
		{"^\\ud83d\\udc32$", "\U0001F432", true},
		{"^\\u{1F432}{2}$", "\U0001F432\U0001F432", true},
		{"^[\\ud83d\\udc32-\\ud83d\\udc34]$", "\U0001F433", true},
		{"\\ud83d", "\U0001F432", false},
		{"^[^\\ud83d]$", "\U0001F432", true},
		{"[\\ud800-\\udfff]", "\U0001F432", false},
		{"^[\\0-\\udfff]$", "\uD7FF", true},
		{"^[\\0-\\udfff]$", "\uE000", false},
		{"^[\\ud800-\\ue000]$", "\uE000", true},
		{"^\\/\\.\\*\\[\\]\\{\\}\\^\\$\\(\\)\\|\\?\\+\\\\$", "/.*[]{}^$()|?+\\", true},
		{"^[\\b]$", "\b", true},
		{"^[\\-a\\]]+$", "]-a", true},
		{"^#x y$", "#x y", true},
	};

	(void)state;
	check(table, COUNT(table));
	assert_true(matches(TEXT("^\\0[\\0]\\x00$"), TEXT("\0\0\0")));
	assert_true(matches(TEXT("^a\0b$"), TEXT("a\0b")));
	assert_false(matches(TEXT("^a\0b$"), TEXT("a")));
}

static void what_annex_b_makes_literal_is_literal(void **state)
{
	static const struct match table[] = {
		{"^\\-\\_\\@\\#\\\"\\'\\ $", "-_@#\"' ", true},
		{"^{$", "{", true},
		{"^a{,2}$", "a{,2}", true},
		{"^a{,2}$", "aa", false},
		{"^a{b}]$", "a{b}]", true},
		{"^{{x}}$", "{{x}}", true},
		{"^a{1$", "a{1", true},
		{"^}+$", "}}", true},
	};

	(void)state;
	check(table, COUNT(table));
}

static void classes_may_be_empty_or_hold_anything(void **state)
{
	static const struct match table[] = {
		{"[]", "a", false},
		{"[]|a", "a", true},
		{"^[]*$", "", true},
		{"^[^]$", "\n", true},
		{"^[^]$", "", false},
		{"^[a-]+$", "a-", true},
		{"^[-a]+$", "a-", true},
		{"^[a^]+$", "^a", true},
		{"^[(?#*]+$", "(?#*", true},
		{"^[[:alpha:]]$", ":]", true},
		{"^[[:alpha:]]$", "z", false},
		{"^[[.a.]]$", ".]", true},
		{"^[!--]$", "-", true},
		{"^[\u4E00-\u9FFF]+$", "\u6C49\u5B57", true},
		{"^[^a-c]$", "b", false},
		{"^[\\w-]+$", "a-b", true},
		{"^[&&a]$", "&", true},
	};

	(void)state;
	check(table, COUNT(table));
}

static void properties_go_by_all_their_names(void **state)
{
	static const struct match table[] = {
		{"^\\p{Letter}+$", "Hello\u03C0", true},
		{"^\\p{Letter}+$", "123", false},
		{"\\p{Letter}cole", "l'\u00E9cole", true},
		{"^\\p{digit}+$", "42", true},
		{"^\\p{digit}+$", "-%#", false},
		{"^\\p{digit}+$", "\u09EA\u09E8", true},
		{"^\\p{L}\\p{Lu}\\p{Uppercase_Letter}$", "aBC", true},
		{"^\\p{punct}$", "!", true},
		{"^\\p{gc=Nd}\\p{General_Category=Decimal_Number}$", "12", true},
		{"^\\P{L}$", "1", true},
		{"^\\P{L}$", "a", false},
		{"^\\p{LC}\\p{Cased_Letter}$", "aB", true},
		{"^\\p{LC}$", "\u5B57", false},
		{"^\\p{Script=Han}+$", "\u6C49\u5B57", true},
		{"^\\p{sc=Hani}$", "\u3042", false},
		{"^\\p{sc=Greek}$", "\u03B1", true},
		{"^\\p{sc=Han}$", "\u3001", false},
		{"^\\p{scx=Han}\\p{Script_Extensions=Hani}$", "\u3001\u5B57", true},
		{"^\\p{ASCII}$", "a", true},
		{"^\\p{ASCII}$", "\u00E9", false},
		{"^\\P{ASCII}$", "\u00E9", true},
		{"^[\\P{ASCII}x]+$", "x\u00E9", true},
		{"^\\p{Any}$", "\n", true},
		{"^\\P{Any}$", "a", false},
		{"^\\p{Assigned}$", "a", true},
		{"^\\P{Assigned}$", "\u0378", true},
		{"^\\p{Alpha}$", "\u5B57", true},
		{"^\\p{White_Space}$", " ", true},
		{"^\\p{Emoji}$", "\U0001F432", true},
		{"^[^\\P{Lowercase}a]$", "b", true},
		{"^[^\\P{Lowercase}a]$", "a", false},
	};

	(void)state;
	check(table, COUNT(table));
}

static void quantifiers_bind_as_in_ecma(void **state)
{
	static const struct match table[] = {
		{"^a{2}$", "aa", true},
		{"^a{2}$", "a", false},
		{"^a{2,}$", "aaa", true},
		{"^a{0,1}?$", "a", true},
		{"^(?:ab)+?$", "abab", true},
		{"^a{0}$", "", true},
		{"^\\d{17}[\\dX]$", "11010119900101123X", true},
		{"^(|a)*$", "aaa", true},
		{"^a{002}$", "aa", true},
		{"^(?:a?){3}$", "aa", true},
	};

	(void)state;
	check(table, COUNT(table));
}

static void references_to_unset_groups_match_empty(void **state)
{
	static const struct match table[] = {
		{"^(a|b)\\1$", "bb", true},
		{"^(a|b)\\1$", "ba", false},
		{"^(?<x>a|b)\\k<x>$", "aa", true},
		{"^\\1(a)$", "a", true},
		{"^\\k<x>(?<x>a)$", "a", true},
		{"^(a\\1)$", "a", true},
		{"^(a\\1)+$", "aa", true},
		{"^(a)?b\\1$", "b", true},
		{"^(a)?b\\1$", "aba", true},
		{"^(a)?b\\1$", "ab", false},
		{"^(?:(a)|b\\1)+$", "ab", true},
		{"^(?:(a)|b\\1)+$", "aba", true},
		{"^(?:(a)|b\\1c)+$", "abac", false},
		{"^(?:\\1(a))+$", "aa", true},
		{"^(?!(b))\\1a$", "a", true},
		{"^(?=(a))\\1$", "a", true},
		{"^(?:(a|b)\\1)+$", "aabb", true},
		{"^(?:(a|b)\\1)+$", "aab", false},
		{"^(a)\\1{2}$", "aaa", true},
		{"^()()()()()()()()()(a)\\10$", "aa", true},
		{"^(a)\\1(?:)0$", "aa0", true},
		{"^(?<\u540D>a)\\k<\\u540d>$", "aa", true},
		{"^(?<$_\u200D>a)\\k<$_\u200D>$", "aa", true},
		{"^(?<\\u{61}>a)\\k<a>$", "aa", true},
		{"^(?:(a)|(b))\\1\\2$", "bb", true},
		{"^(?:(a)|(b))\\1\\2$", "b", false},
	};

	(void)state;
	check(table, COUNT(table));
}

static void looking_around_works_within_fixed_width(void **state)
{
	static const struct match table[] = {
		{"^(?=.*\\d)(?!.*x).+$", "a1", true},
		{"^(?=.*\\d)(?!.*x).+$", "x1", false},
		{"(?<=a)b", "ab", true},
		{"(?<=a)b", "cb", false},
		{"(?<!a|bc)d", "bcd", false},
		{"(?<!a|bc)d", "cd", true},
		{"(?<=(?:a|b){2})c", "bac", true},
		{"(?<=(a))b\\1", "aba", true},
		{"(?<=(?=a*b)a)b", "ab", true},
		{"(?<=\\u{1F432})a", "\U0001F432a", true},
		{"(?<=(?=(a)\\1)a)a", "aa", true},
	};

	(void)state;
	check(table, COUNT(table));
}

static void faults_are_found_where_they_are(void **state)
{
	static const struct fault table[] = {
		{"\\a", 0},
		{"^\\S(|(.|\\n)*\\S)\\Z", 15},
		{"[a-z", 0},
		{"^(abc]", 1},
		{"a)", 1},
		{"((a)", 0},
		{"x\\", 1},
		{"[a\\", 2},
		{"\\A", 0},
		{"\\z", 0},
		{"\\e", 0},
		{"\\8", 0},
		{"(a)\\2", 3},
		{"\\01", 0},
		{"[\\1]", 1},
		{"\\c", 0},
		{"\\c1", 0},
		{"[\\c]", 1},
		{"\\x4", 0},
		{"\\u12", 0},
		{"\\u{}", 0},
		{"\\u{110000}", 0},
		{"\\u{41", 0},
		{"[\\B]", 1},
		{"\\\u00E9", 0},
		{"*", 0},
		{"a**", 2},
		{"a|*", 2},
		{"(?:+)", 3},
		{"{1}", 0},
		{"a{1}{2}", 4},
		{"^*", 1},
		{"\\b+", 2},
		{"(?=a)*", 5},
		{"(?<=a){2}", 6},
		{"a{2,1}", 1},
		{"a{99999999999999999999999,1}", 1},
		{"[z-a]", 1},
		{"[\\w-z]", 1},
		{"[a-\\d]", 1},
		{"[\\p{L}-z]", 1},
		{"[\\u{1F432}-a]", 1},
		{"\\k", 0},
		{"\\k<a>", 0},
		{"(?<a>b)\\k<c>", 7},
		{"(?<a>b)\\k<a", 10},
		{"(?<1>a)", 3},
		{"(?<>a)", 3},
		{"(?<a-b>a)", 3},
		{"(?<\\ud83d>a)", 3},
		{"(?<a>x)(?<a>y)", 7},
		{"(?<a>x)|(?<\\u0061>y)", 8},
		{"[\\k<a>](?<a>)", 1},
		{"\\p", 0},
		{"\\pL", 0},
		{"\\p{", 0},
		{"\\p{L", 0},
		{"\\p{}", 0},
		{"\\p{^L}", 0},
		{"\\p{letter}", 0},
		{"\\p{L }", 0},
		{"\\p{Han}", 0},
		{"\\p{sc=L}", 0},
		{"\\p{gc=Han}", 0},
		{"\\p{sc=}", 0},
		{"\\p{Alphabetic=Y}", 0},
		{"\\p{Script}", 0},
		{"a[\\p{x}]", 2},
		{"\\p{;}", 0},
		{"(?<!a*)b(", 8}, /* a fault outranks what is not supported before it */
	};

	(void)state;
	check_faults(table, COUNT(table), false);
}

static void nothing_of_pcre_leaks_through(void **state)
{
	static const struct fault table[] = {
		{"(?i)abc", 0},   {"(?ims)abc", 0}, {"(?i:a)", 0},   {"(?#x)", 0},
		{"(?>a)", 0},     {"(?|a)", 0},     {"(?P<a>x)", 0}, {"(?'a'x)", 0},
		{"(?R)", 0},      {"(?1)", 0},      {"(?&a)", 0},    {"(?(1)a)", 0},
		{"(?C)", 0},      {"(*UTF)a", 1},   {"a(*FAIL)", 2}, {"(*pla:a)", 1},
		{"a++", 2},       {"a?+", 2},       {"a{1}+", 4},    {"\\Qa\\E", 0},
		{"\\K", 0},       {"\\R", 0},       {"\\h", 0},      {"\\H", 0},
		{"\\N", 0},       {"\\X", 0},       {"\\C", 0},      {"\\G", 0},
		{"\\V", 0},       {"\\o{1}", 0},    {"\\x{41}", 0},  {"\\g{1}", 0},
		{"\\N{U+41}", 0}, {"[\\Q]", 1},     {"[\\h]", 1},
	};
	static const struct match literals[] = {
		{"^a b # c$", "a b # c", true}, {"^[a\\\\E]$", "E", true},
		{"^<[[:<:]]$", "<<]", true},    {"^[[=a=]]$", "=]", true},
		{"^a{,3}$", "a{,3}", true},
	};

	(void)state;
	check_faults(table, COUNT(table), false);
	check(literals, COUNT(literals));
}

static void what_pcre_cannot_do_is_refused_not_wrong(void **state)
{
	static const struct fault table[] = {
		{"(?<=a*)b", 0},
		{"x(?<!a|b?)", 1},
		{"(?<=(?:a|bc))d", 0},
		{"(?<=(?:)+)a", 0},
		{"(?<=(a)\\1)", 0},
		{"(?<=a{65535}b)", 0},
		{"(?<=\\1(a))", 0},
		{"a{65536}", 1},
		{"(?<=(?=\\1)(a))", 7},
		{"a{1,65536}", 1},
		{"a{1,99999999999999999999999}", 1},
		{"^(?:(a)|b)*\\1$", 11},
		{"^(?:(a)?b\\1)*$", 9},
		{"^(a*)*\\1$", 6},
		{"^(?:(?=(a)))?\\1", 13},
		{"\\p{Changes_When_NFKC_Casefolded}", 0},
		{"[a\\P{CWKCF}]", 2},
	};

	(void)state;
	check_faults(table, COUNT(table), true);
}

static struct text repeated(struct buf *b, const char *s, size_t count)
{
	while (count--)
		buf_adds(b, s);
	return buf_text(b);
}

static void great_depth_and_length_end_cleanly(void **state)
{
	struct buf in = {0}, out = {0};
	struct ecma_error error;

	(void)state;
	assert_false(ecma_translate(repeated(&in, "(", 30000), &out, &error));
	assert_true(error.unsupported);
	assert_int_equal(error.at, 240);
	assert_false(ecma_translate(repeated(&in, "(", 70000), &out, &error));
	assert_true(error.unsupported);
	buf_clear(&in);
	repeated(&in, "(", 240);
	assert_true(matches(repeated(&in, ")", 240), TEXT("")));
	buf_clear(&in);
	assert_true(matches(repeated(&in, "a|", 8000), TEXT("b")));
	buf_clear(&in);
	assert_false(ecma_translate(repeated(&in, "[", 65536), &out, &error));
	assert_int_equal(error.at, 0);
	assert_false(error.unsupported);
	buf_free(&in);
	buf_free(&out);
}

static void many_references_deep_inside_are_resolved(void **state)
{
	struct buf in = {0}, out = {0};
	struct ecma_error error;

	(void)state;
	repeated(&in, "(?:", 239);
	repeated(&in, "(a)", 1);
	repeated(&in, "\\1", 20000);
	assert_true(ecma_translate(repeated(&in, ")", 239), &out, &error));
	assert_int_equal(out.n, 239 * 4 + 3 + 20000 * strlen("\\g{1}"));
	buf_free(&in);
	buf_free(&out);
}

/* Every beginning of a pattern that uses all there is: no read past the end, no leak. */
static void any_truncation_is_an_answer(void **state)
{
	static const char whole[] = "^(?<n\\u0061>[^\\ud83d\\udc32-\\u{1F433}\\s]{1,2}?)\\k<na>"
				    "(?<=a)(?<!\\cA)\\p{sc=Han}\\x41$";
	struct ecma_error error;
	struct buf out = {0};
	size_t n, good = 0;
	char *copy;

	(void)state;
	for (n = 0; n < sizeof whole; n++) {
		copy = mem_alloc(n);
		memcpy(copy, whole, n);
		buf_clear(&out);
		if (ecma_translate((struct text){copy, n}, &out, &error))
			good++;
		else
			assert_true(error.at <= n);
		mem_free(copy);
	}
	assert_int_equal(good, 9); /* after "", ^, the group, \k<na>, each look-behind, \p, \x, $ */
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anchors_hold_at_the_very_ends),
		cmocka_unit_test(dot_stops_at_line_terminators_only),
		cmocka_unit_test(digits_and_words_are_ascii),
		cmocka_unit_test(white_space_is_that_of_ecma),
		cmocka_unit_test(escapes_name_characters),
		cmocka_unit_test(what_annex_b_makes_literal_is_literal),
		cmocka_unit_test(classes_may_be_empty_or_hold_anything),
		cmocka_unit_test(properties_go_by_all_their_names),
		cmocka_unit_test(quantifiers_bind_as_in_ecma),
		cmocka_unit_test(references_to_unset_groups_match_empty),
		cmocka_unit_test(looking_around_works_within_fixed_width),
		cmocka_unit_test(faults_are_found_where_they_are),
		cmocka_unit_test(nothing_of_pcre_leaks_through),
		cmocka_unit_test(what_pcre_cannot_do_is_refused_not_wrong),
		cmocka_unit_test(great_depth_and_length_end_cleanly),
		cmocka_unit_test(many_references_deep_inside_are_resolved),
		cmocka_unit_test(any_truncation_is_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
