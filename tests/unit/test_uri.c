/* What schema/uri promises: references resolved as RFC 3986 section 5.4 lists them, and fragments.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "schema/uri.h"

static void assert_resolves(const char *base, const char *ref, const char *expected)
{
	struct buf b = {0};

	uri_resolve(text_of(base), text_of(ref), &b);
	if (strcmp(buf_text(&b).p, expected) != 0)
		fail_msg("%s against %s gives %s, not %s", ref, base, buf_text(&b).p, expected);
	buf_free(&b);
}

static void normal_examples_of_the_standard(void **state) /* 5.4.1 */
{
	static const char *const rows[][2] = {{"g:h", "g:h"},
					      {"g", "http://a/b/c/g"},
					      {"./g", "http://a/b/c/g"},
					      {"g/", "http://a/b/c/g/"},
					      {"/g", "http://a/g"},
					      {"//g", "http://g"},
					      {"?y", "http://a/b/c/d;p?y"},
					      {"g?y", "http://a/b/c/g?y"},
					      {"#s", "http://a/b/c/d;p?q#s"},
					      {"g#s", "http://a/b/c/g#s"},
					      {"g?y#s", "http://a/b/c/g?y#s"},
					      {";x", "http://a/b/c/;x"},
					      {"g;x", "http://a/b/c/g;x"},
					      {"g;x?y#s", "http://a/b/c/g;x?y#s"},
					      {"", "http://a/b/c/d;p?q"},
					      {".", "http://a/b/c/"},
					      {"./", "http://a/b/c/"},
					      {"..", "http://a/b/"},
					      {"../", "http://a/b/"},
					      {"../g", "http://a/b/g"},
					      {"../..", "http://a/"},
					      {"../../", "http://a/"},
					      {"../../g", "http://a/g"}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_resolves("http://a/b/c/d;p?q", rows[i][0], rows[i][1]);
}

static void abnormal_examples_of_the_standard(void **state) /* 5.4.2 */
{
	static const char *const rows[][2] = {{"../../../g", "http://a/g"},
					      {"../../../../g", "http://a/g"},
					      {"/./g", "http://a/g"},
					      {"/../g", "http://a/g"},
					      {"g.", "http://a/b/c/g."},
					      {".g", "http://a/b/c/.g"},
					      {"g..", "http://a/b/c/g.."},
					      {"..g", "http://a/b/c/..g"},
					      {"./../g", "http://a/b/g"},
					      {"./g/.", "http://a/b/c/g/"},
					      {"g/./h", "http://a/b/c/g/h"},
					      {"g/../h", "http://a/b/c/h"},
					      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
					      {"g;x=1/../y", "http://a/b/c/y"},
					      {"g?y/./x", "http://a/b/c/g?y/./x"},
					      {"g?y/../x", "http://a/b/c/g?y/../x"},
					      {"g#s/./x", "http://a/b/c/g#s/./x"},
					      {"g#s/../x", "http://a/b/c/g#s/../x"},
					      {"http:g", "http:g"}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_resolves("http://a/b/c/d;p?q", rows[i][0], rows[i][1]);
}

static void other_kinds_of_base(void **state)
{
	(void)state;
	assert_resolves("file:///d/s.yaml", "parts/x.json#/a", "file:///d/parts/x.json#/a");
	assert_resolves("file:///d/s.yaml", "../../../x", "file:///x");
	assert_resolves("http://a", "b", "http://a/b");
	assert_resolves("http://a?q", "#f", "http://a?q#f");
	assert_resolves("urn:uuid:1234", "#/x", "urn:uuid:1234#/x");
	assert_resolves("urn:uuid:1234", "", "urn:uuid:1234");
	assert_resolves("", "a/b", "a/b");
	assert_resolves("http://a/b//c/", "..", "http://a/b//");
	assert_resolves("http://a/b", "目录/x", "http://a/目录/x");
}

static void fragments_are_cut_at_the_first_hash(void **state)
{
	struct text without, fragment = {0};

	(void)state;
	assert_true(uri_split(TEXT("a#b#c"), &without, &fragment));
	assert_true(text_is(without, "a"));
	assert_true(text_is(fragment, "b#c"));
	assert_true(uri_split(TEXT("#"), &without, &fragment));
	assert_int_equal(without.n, 0);
	assert_int_equal(fragment.n, 0);
	assert_false(uri_split(TEXT("a"), &without, &fragment));
	assert_true(text_is(without, "a"));
	assert_false(uri_split(TEXT(""), &without, &fragment));
}

static void assert_decodes(const char *from, struct text expected)
{
	struct buf b = {0};

	uri_decode(text_of(from), &b);
	assert_true(text_equal(buf_text(&b), expected));
	buf_free(&b);
}

static void escapes_are_decoded_and_broken_ones_kept(void **state)
{
	(void)state;
	assert_decodes("a%20b%2Fc%2f", TEXT("a b/c/"));
	assert_decodes("%E5%BC%A0", TEXT("张"));
	assert_decodes("%", TEXT("%"));
	assert_decodes("%4", TEXT("%4"));
	assert_decodes("%4g%g4%%41", TEXT("%4g%g4%A"));
	assert_decodes("%00", TEXT("\0"));
	assert_decodes("%2541", TEXT("%41")); /* once only */
}

static void any_path_survives_encoding(void **state)
{
	struct buf path = {0}, encoded = {0}, decoded = {0};
	int c;

	(void)state;
	for (c = 1; c < 256; c++)
		buf_addc(&path, (char)c);
	uri_encode_path(buf_text(&path), &encoded);
	for (size_t i = 0; i < encoded.n; i++)
		assert_true(encoded.p[i] > 0x20 && encoded.p[i] < 0x7F &&
			    !strchr("?#[]", encoded.p[i]));
	uri_decode(buf_text(&encoded), &decoded);
	assert_true(text_equal(buf_text(&decoded), buf_text(&path)));
	buf_free(&path);
	buf_free(&encoded);
	buf_free(&decoded);
}

static void a_scheme_makes_a_uri_absolute(void **state)
{
	(void)state;
	assert_true(uri_is_absolute(TEXT("http://a")));
	assert_true(uri_is_absolute(TEXT("urn:x")));
	assert_true(uri_is_absolute(TEXT("a+b-c.1:")));
	assert_false(uri_is_absolute(TEXT("1a:b")));
	assert_false(uri_is_absolute(TEXT("a/b:c")));
	assert_false(uri_is_absolute(TEXT(":a")));
	assert_false(uri_is_absolute(TEXT("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_examples_of_the_standard),
		cmocka_unit_test(abnormal_examples_of_the_standard),
		cmocka_unit_test(other_kinds_of_base),
		cmocka_unit_test(fragments_are_cut_at_the_first_hash),
		cmocka_unit_test(escapes_are_decoded_and_broken_ones_kept),
		cmocka_unit_test(any_path_survives_encoding),
		cmocka_unit_test(a_scheme_makes_a_uri_absolute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
