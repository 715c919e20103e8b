/* hhexpr(7) and the table of functions agree: each function is there, and every example is true. */
#include "expr_case.h"

#include "base/file.h"

enum { EXAMPLES = 80 }; /* at least so many, or the page was not understood */

static struct buf held;
static const char *page;

static int setup(void **state)
{
	(void)state;
	if (file_read("cmd/hhexpr.7", &held) != 0)
		return -1;
	page = held.p;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	buf_free(&held);
	return 0;
}

static bool has_item(const char *format, const char *name)
{
	char room[80];

	snprintf(room, sizeof room, format, name);
	return strstr(page, room) != NULL;
}

static void every_function_is_in_the_manual(void **state)
{
	const char *name;
	size_t i, missing = 0;

	(void)state;
	for (i = 0; (name = expr_function_name(i)); i++)
		if (!has_item("\n.It Ic %s Ns ", name) &&
		    !has_item("\n.It Ar list Ns Ic .%s Ns ", name)) {
			print_error("%s() is not in hhexpr.7\n", name);
			missing++;
		}
	assert_true(i > 50);
	assert_int_equal(missing, 0);
}

static void every_function_in_the_manual_is_there(void **state)
{
	const char *p = page, *name;
	size_t i, n, unknown = 0;

	(void)state;
	while ((p = strstr(p, "\n.It "))) {
		p += 5;
		if (strncmp(p, "Ar list Ns Ic .", 15) == 0)
			p += 15;
		else if (strncmp(p, "Ic ", 3) == 0)
			p += 3;
		else
			continue;
		n = strcspn(p, " \n");
		for (i = 0; (name = expr_function_name(i)); i++)
			if (strlen(name) == n && strncmp(name, p, n) == 0)
				break;
		if (!name) {
			print_error("%.*s() is no function\n", (int)n, p);
			unknown++;
		}
	}
	assert_int_equal(unknown, 0);
}

/* One line of a literal display without roff's escapes. */
static void unescape(struct buf *out, const char *line, size_t n)
{
	size_t i;

	buf_clear(out);
	for (i = 0; i < n; i++) {
		if (line[i] == '\\' && i + 1 < n) {
			i++;
			if (line[i] == 'e')
				buf_addc(out, '\\');
			else if (line[i] != '&')
				fail_msg("escape \\%c in a display of hhexpr.7", line[i]);
			continue;
		}
		buf_addc(out, line[i]);
	}
	buf_addc(out, '\0');
}

static bool line_is(const char *p, const char *line)
{
	return strncmp(p, line, strlen(line)) == 0;
}

/* Calls `each` for every line of the literal displays from p on; returns where the first one ends.
 */
static const char *walk_displays(const char *p, bool first_only,
				 void (*each)(void *ctx, const char *line), void *ctx)
{
	struct buf line = {0};
	bool inside = false;

	for (; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		if (line_is(p, ".Bd -literal")) {
			inside = true;
		} else if (line_is(p, ".Ed")) {
			inside = false;
			if (first_only)
				break;
		} else if (inside) {
			unescape(&line, p, strcspn(p, "\n"));
			each(ctx, line.p);
		}
	}
	buf_free(&line);
	return p;
}

static void add_line(void *ctx, const char *line)
{
	buf_addf(ctx, "%s\n", line);
}

struct examples {
	struct expr_case c;
	struct buf value;
	size_t n, wrong;
};

static void example(void *ctx, const char *line)
{
	struct examples *x = ctx;

	x->n++;
	if (strcmp(case_eval(&x->c, line, &x->value), "true") != 0) {
		print_error("%s\n  gives %s\n", line, x->value.p);
		x->wrong++;
	}
}

static void every_example_is_true(void **state)
{
	struct examples x = {0};
	struct buf record = {0};
	const char *rest = walk_displays(page, true, add_line, &record);

	(void)state;
	assert_non_null(record.p);
	case_begin(&x.c, record.p, NULL, NULL);
	walk_displays(rest, false, example, &x);
	case_end(&x.c);
	buf_free(&x.value);
	buf_free(&record);
	assert_int_equal(x.wrong, 0);
	assert_true(x.n >= EXAMPLES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_function_is_in_the_manual),
		cmocka_unit_test(every_function_in_the_manual_is_there),
		cmocka_unit_test(every_example_is_true),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
