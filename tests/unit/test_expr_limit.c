/* Whatever an expression is, compiling and evaluating it ends, within its limits, and says which
 * one it met. */
#include "expr_case.h"

#include "base/mem.h"

enum { LONG = 10000, RANDOM = 20000 };

static const char record[] =
	"id: x\nsize: 3\nwords: [b, a, c]\nparts: [1, 2.5, -3]\non: 2020-03-18\n"
	"members: [{name: a, ill: true}, {name: b}]\nnull: null\n";

static int setup(void **state)
{
	static struct expr_case c;

	case_begin(&c, record, NULL, "line: 4100\n");
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	case_end(*state);
	return 0;
}

/* n times `open`, `middle`, n times `close`. */
static struct text nest(struct buf *b, size_t n, const char *open, const char *middle,
			const char *close)
{
	size_t i;

	buf_clear(b);
	for (i = 0; i < n; i++)
		buf_adds(b, open);
	buf_adds(b, middle);
	for (i = 0; i < n; i++)
		buf_adds(b, close);
	return buf_text(b);
}

static void deep_nesting_is_refused_by_name(void **state)
{
	static const char *const forms[][3] = {
		{"(", "1", ")"},          {"[", "1", "]"},
		{"-", "1", ""},           {"!", "true", ""},
		{"{1:", "1", "}"},        {"size(", "''", ")"},
		{"self[", "1", "]"},      {"true ? 1 : ", "1", ""},
		{"", "1", " + 1"},        {"", "self", ".a"},
		{"", "self", "[0]"},      {"", "'a'", ".trim()"},
		{"1 + (", "1", ")"},      {"1 < ", "1", ""},
		{"has(self[", "1", "])"}, {"[1].all(x, ", "true", ")"},
	};
	struct expr_case *c = *state;
	struct buf b = {0};
	size_t i;

	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		assert_null(case_compile(
			c, nest(&b, LONG / 2, forms[i][0], forms[i][1], forms[i][2]), NULL));
		if (!strstr(c->said.p, "nested deeper than the limit of"))
			fail_msg("%s: %s", forms[i][0], c->said.p);
	}
	buf_free(&b);
}

static void long_chains_of_logic_are_no_nesting(void **state)
{
	struct expr_case *c = *state;
	struct buf b = {0};
	struct expr *e = case_compile(c, nest(&b, LONG / 2, "", "true", " && true"), NULL);
	struct expr_value v;

	assert_non_null(e);
	v = expr_eval(c->run, e, c->variables);
	assert_true(expr_is_true(&v));
	buf_free(&b);
}

static void a_long_source_is_refused_by_name(void **state)
{
	struct expr_case *c = *state;
	struct buf b = {0};

	assert_null(case_compile(c, nest(&b, EXPR_SOURCE, " ", "1", ""), NULL));
	assert_non_null(strstr(c->said.p, "longer than the limit of 65536 bytes"));
	assert_non_null(case_compile(c, nest(&b, EXPR_SOURCE - 1, " ", "1", ""), NULL));
	buf_free(&b);
}

static void what_costs_too_much_is_an_error(void **state)
{
	static const char *const dear[] = {
		"lists.range(1000).map(a, lists.range(1000).map(b, lists.range(1000).sum()))",
		"lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, "
		"true)))",
		"lists.range(1000).exists(a, lists.range(1000).exists(b, lists.range(9).exists(c, "
		"false)))",
		"true || lists.range(10000).exists(a, lists.range(10000).exists(b, false)) || true",
		"lists.range(20000).map(a, string(a % 5000)).distinct().size() > 0",
		"lists.range(100000).map(a, "
		"'x').join('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')"
		".split('').size() > 0",
		"lists.range(50000).map(a, lists.range(50000)).flatten().size() > 0",
		"lists.range(200000).map(a, 9e9990 * (1 + 9e-9000)).size() > 0",
		"lists.range(1000).map(a, [1, 2].map(b, lists.range(9999))).size() > 0",
	};
	struct expr_case *c = *state;
	struct expr *e;
	struct expr_value v;
	size_t i;

	for (i = 0; i < sizeof dear / sizeof *dear; i++) {
		e = case_compile(c, text_of(dear[i]), NULL);
		if (!e)
			fail_msg("%s: %s", dear[i], c->said.p);
		expr_run_begin(c->run);
		v = expr_eval(c->run, e, c->variables);
		if (i == 3) { /* decided before the dear part */
			assert_true(expr_is_true(&v));
			continue;
		}
		if (v.kind != EXPR_ERROR || (v.why != EXPR_WHY_COST && v.why != EXPR_WHY_MEMORY))
			fail_msg("%s: kind %d, why %d", dear[i], v.kind, v.why);
	}
}

static void past_the_limit_nothing_decides(void **state)
{
	struct expr_case *c = *state;
	struct expr *e = case_compile(
		c, TEXT("lists.range(9000).exists(a, lists.range(9000).exists(b, false)) || true"),
		NULL);
	struct expr_value v;

	assert_non_null(e);
	expr_run_begin(c->run);
	v = expr_eval(c->run, e, c->variables);
	assert_int_equal(v.kind, EXPR_ERROR);
	assert_int_equal(v.why, EXPR_WHY_COST);
	assert_true(expr_run_steps(c->run) > EXPR_STEPS);
}

static void a_given_limit_holds(void **state)
{
	struct expr_case *c = *state;
	struct expr *e = case_compile(c, TEXT("self.words.all(w, w != 'z')"), NULL);
	struct expr_value v;

	assert_non_null(e);
	v = expr_eval(c->run, e, c->variables);
	assert_true(expr_is_true(&v));
	expr_run_limit(c->run, expr_run_steps(c->run) - 1, EXPR_MEMORY);
	v = expr_eval(c->run, e, c->variables);
	expr_run_limit(c->run, EXPR_STEPS, EXPR_MEMORY);
	assert_int_equal(v.why, EXPR_WHY_COST);
}

static void results_without_end_do_not_pile_up(void **state)
{
	struct expr_case *c = *state;
	struct expr *e = case_compile(c, TEXT("lists.range(20000).map(x, x).size() > self.size"),
				      NULL);
	struct expr_value v;
	int i;

	assert_non_null(e);
	expr_run_begin(c->run);
	for (i = 0; i < 100; i++) {
		v = expr_eval(c->run, e, c->variables);
		assert_true(expr_is_true(&v));
	}
}

/* A small generator of our own: the same on every machine. */
static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static const char *const pieces[] = {"self",
				     ".",
				     "members",
				     "words",
				     "parts",
				     "[",
				     "]",
				     "(",
				     ")",
				     "{",
				     "}",
				     ",",
				     ":",
				     "?",
				     "1",
				     "0",
				     "2.5",
				     "'a'",
				     "\"\"",
				     "'",
				     "r'",
				     "&&",
				     "||",
				     "!",
				     "==",
				     "<",
				     "+",
				     "-",
				     "*",
				     "/",
				     "%",
				     " in ",
				     "x",
				     ".all(x, ",
				     ".map(x, ",
				     ".filter(x, ",
				     "has(",
				     "size(",
				     "true",
				     "false",
				     "null",
				     "date(",
				     "'2020-01-01'",
				     ".on",
				     ".id",
				     "0x",
				     "1e9",
				     "\\",
				     "\n",
				     "//",
				     "`",
				     "\xe5\xa7\x93",
				     "\xff",
				     ".sum()",
				     ".sort()",
				     ".split(",
				     ".join(",
				     ".matches(",
				     ".substring(",
				     "param.line",
				     "oldSelf",
				     ".orValue(",
				     "sum(",
				     "max("};

static void random_source(struct buf *b, uint32_t *seed)
{
	size_t n = next_random(seed) % 24;

	buf_clear(b);
	while (n--) {
		if (next_random(seed) % 32 == 0)
			buf_addc(b, (char)next_random(seed));
		else
			buf_adds(b, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
	}
}

static void ignore_fact(void *ctx, const struct expr_fact *fact)
{
	expr_fact_write(ctx, fact, NULL, NULL);
}

static void random_sources_never_crash(void **state)
{
	struct expr_case *c = *state;
	struct buf b = {0}, out = {0};
	uint32_t seed = 20200318;
	size_t i, compiled = 0;
	struct expr_value v;
	struct expr *e;

	for (i = 0; i < RANDOM; i++) {
		random_source(&b, &seed);
		e = case_compile(c, buf_text(&b), NULL);
		assert_true(e || c->said.n);
		if (e) {
			compiled++;
			expr_run_begin(c->run);
			v = expr_explain(c->run, e, c->variables, ignore_fact, &out);
			expr_value_write(&out, &v, false, NULL, NULL);
			expr_free(e);
		}
		buf_clear(&out);
		arena_reset(&c->arena);
	}
	assert_true(compiled > RANDOM / 100);
	buf_free(&b);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deep_nesting_is_refused_by_name),
		cmocka_unit_test(long_chains_of_logic_are_no_nesting),
		cmocka_unit_test(a_long_source_is_refused_by_name),
		cmocka_unit_test(what_costs_too_much_is_an_error),
		cmocka_unit_test(past_the_limit_nothing_decides),
		cmocka_unit_test(a_given_limit_holds),
		cmocka_unit_test(results_without_end_do_not_pile_up),
		cmocka_unit_test(random_sources_never_crash),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
