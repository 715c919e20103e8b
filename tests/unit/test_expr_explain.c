/* An expression says which fact decided it, and a template fills in values without showing what is
 * secret. */
#include "expr_case.h"

static const struct expr_shape secret = {.kind = SHAPE_STRING, .sensitive = true};
static const struct expr_field fields[] = {
	{.name = {"document", 8}, .shape = &secret},
};
static const struct expr_shape shape = {.kind = SHAPE_MAP, .fields = fields, .nfields = 1};

static const char record[] = "id: 990102103204-0017\n"
			     "document: '990102196203110010'\n"
			     "money: 500.00\n"
			     "status: exited\n"
			     "water: {litres: 20, minutes: 25, passed: true}\n"
			     "found: {on: 2020-03-18}\n"
			     "tags: [a, b]\n"
			     "evil: \"a\\tb\\e[31m\\n\"\n"
			     "members:\n"
			     "  - {name: m1, insured: true}\n"
			     "  - {name: m2, insured: false}\n"
			     "  - {name: m3}\n";

static int setup(void **state)
{
	static struct expr_case c;

	case_begin(&c, record, NULL, "{litres: 35, roles: [helper, secretary]}\n");
	c.shape = &shape;
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	case_end(*state);
	return 0;
}

static bool stars(void *ctx, struct node *origin, bool sensitive, struct buf *out)
{
	(void)ctx;
	(void)origin;
	if (sensitive)
		buf_adds(out, "***");
	return sensitive;
}

static void add_fact(void *ctx, const struct expr_fact *fact)
{
	struct buf *out = ctx;

	if (out->n)
		buf_adds(out, "; ");
	buf_addf(out, "%u-%u", (unsigned)fact->start, (unsigned)fact->end);
	if (fact->node)
		buf_addf(out, "@%u", (unsigned)fact->node->line + 1);
	buf_addc(out, ' ');
	expr_fact_write(out, fact, stars, NULL);
}

static void the_smallest_deciding_facts_are_told(void **state)
{
	static const struct expr_row rows[] = {
		{"self.water.litres >= 35", "0-23@5 water.litres is 20, at least 35 wanted"},
		{"self.water.litres >= param.litres && self.water.passed && self.water.minutes <= 20",
		 "0-33@5 water.litres is 20, at least 35 wanted; "
		 "58-82@5 water.minutes is 25, at most 20 wanted"},
		{"self.water.litres >= 20 && self.water.passed",
		 "0-23@5 water.litres is 20; 27-44@5 water.passed is true"},
		{"self.water.litres > 30 || self.water.minutes == 20",
		 "0-22@5 water.litres is 20, more than 30 wanted; "
		 "26-50@5 water.minutes is 25, 20 wanted"},
		{"self.water.litres < 30 || self.water.minutes == 20", "0-22@5 water.litres is 20"},
		{"!(self.status == 'exited')", "1-26@4 status is exited"},
		{"self.status in ['poor', 'returned']",
		 "0-35@4 status is exited, one of poor, returned wanted"},
		{"'chief' in param.roles",
		 "0-22 param.roles is helper, secretary, chief wanted in it"},
		{"'helper' in param.roles && true",
		 "0-23 param.roles is helper, secretary; 27-31 true is true"},
		{"self.status != 'exited'", "0-23@4 status is exited, anything else wanted"},
		{"self.water.minutes < self.water.litres",
		 "0-38@5 water.minutes is 25, less than 20 wanted"},
		{"self.water.minutes > self.water.litres",
		 "0-38@5 water.minutes is 25 (beside 20)"},
		{"has(self.phone)", "0-15@1 phone is missing"},
		{"has(self.status)", "0-16@4 status is there: exited"},
		{"self.members.all(m, m.insured)", "20-29@11 m.insured is false"},
		{"self.members.all(m, m.name == 'm1')", "20-34@11 m.name is m2, m1 wanted"},
		{"self.members.exists(m, m.name == 'm2')", "23-37@11 m.name is m2"},
		{"self.members.exists(m, m.name == 'm9')",
		 "0-38@10 self.members.exists(m, m.name == 'm9') is false"},
		{"self.status == 'x' ? self.water.passed : self.water.minutes < 20",
		 "41-64@5 water.minutes is 25, less than 20 wanted"},
		{"self.water.depth > 1", "0-20@5 self.water.depth is missing"},
		{"self.water.depth > 1 && self.water.passed", "0-20@5 self.water.depth is missing"},
		{"self.members.filter(m, m.name == 'm3').all(m, m.insured)",
		 "46-55@12 m.insured is missing"},
		{"1 / (self.water.litres - 20) > 1",
		 "0-32@5 1 / (self.water.litres - 20) divides by zero"},
		{"param.litres == 3 && true", "0-17 param.litres is 35, 3 wanted"},
		{"param.nope == 3", "0-15 param.nope is missing"},
		{"param.litres < self.water.litres",
		 "0-32@5 param.litres is 35, less than 20 wanted"},
		{"param.roles.all(r, r == self.status)", "19-35@4 r is helper, exited wanted"},
		{"self.members.filter(m, m.name != 'm1').size() > 5",
		 "0-49@10 self.members.filter(m, m.name != 'm1').size() is 2, more than 5 wanted"},
		{"self.document == 'x'", "0-20@2 document is ***, x wanted"},
	};
	struct expr_case *c = *state;
	struct buf out = {0};
	struct expr *e;
	size_t i, wrong = 0;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		e = case_compile(c, text_of(rows[i].source), NULL);
		if (!e)
			fail_msg("%s: %s", rows[i].source, c->said.p);
		buf_clear(&out);
		expr_run_begin(c->run);
		expr_explain(c->run, e, c->variables, add_fact, &out);
		if (strcmp(out.p ? out.p : "", rows[i].value) != 0) {
			print_error("%s\n  gives  %s\n  wanted %s\n", rows[i].source, out.p,
				    rows[i].value);
			wrong++;
		}
	}
	buf_free(&out);
	assert_int_equal(wrong, 0);
}

static const char *fill(struct expr_case *c, const char *source, struct buf *out)
{
	struct expr_variable v[3];
	struct expr_env env = case_env(c, v);
	struct expr_template *t = expr_template_compile(text_of(source), &env, &c->arena);

	buf_clear(out);
	if (t)
		expr_template_write(out, c->run, t, c->variables, stars, NULL);
	else
		buf_addt(out, buf_text(&c->said));
	buf_addc(out, '\0');
	expr_template_free(t);
	return out->p;
}

static void templates_are_filled_in(void **state)
{
	static const struct expr_row rows[] = {
		{"", ""},
		{"plain", "plain"},
		{"问题 {self.id} 日期 {self.found.on}", "问题 990102103204-0017 日期 2020-03-18"},
		{"{self.found.on - date('2020-03-01')} days", "17 days"},
		{"{{{self.status}}}", "{exited}"},
		{"{{}} a", "{} a"},
		{"{ {'a': '}'}.a }!", "}!"},
		{"{self.tags} {size(self.tags)}", "a, b 2"},
		{"{self.water}", "{litres: 20, minutes: 25, passed: true}"},
		{"{self.nope} {1 / 0}", "? ?"},
		{"{self.money} {self.money + 0}", "500.00 500"},
		{"{self.evil}", "a\\tb\\u{1B}[31m\\n"},
		{"{self.document}", "***"},
		{"{self.document.substring(0, 6)}", "***"},
		{"{'x' + self.document}", "***"},
		{"{[self.document]}", "***"},
		{"{size(self.document)}", "18"},
		{"a {self.id", "10-10 the expression ends too early: } is missing"},
		{"a } b", "2-3 '}' closes nothing; write '}}' for the character itself"},
		{"a {} b", "3-4 '}' is not expected here, but a value"},
		{"a {slef} b", "3-7 there is no variable 'slef'; did you mean 'self'?"},
		{"\xff {self.id}", "0-1 '\\xFF' means nothing in an expression"},
		{"a {1 2} b", "5-6 '2' is not expected here, but }"},
	};
	struct buf out = {0};
	size_t i, wrong = 0;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(fill(*state, rows[i].source, &out), rows[i].value) != 0) {
			print_error("%s\n  gives  %s\n  wanted %s\n", rows[i].source, out.p,
				    rows[i].value);
			wrong++;
		}
	buf_free(&out);
	assert_int_equal(wrong, 0);
}

static void without_a_mask_secrets_are_stars(void **state)
{
	struct expr_case *c = *state;
	struct buf out = {0};

	expr_value_write(&out, &c->variables[0], true, NULL, NULL);
	assert_true(text_is(buf_text(&out), "***"));
	buf_free(&out);
}

/* Masks by node alone, as a caller does that knows the schema only at run time. */
static bool hide_document(void *ctx, struct node *origin, bool sensitive, struct buf *out)
{
	struct expr_case *c = ctx;

	(void)sensitive;
	if (!origin || origin != node_get(c->self.docs[0], TEXT("document")))
		return false;
	buf_adds(out, "#");
	return true;
}

static bool is_document(void *ctx, struct node *n)
{
	struct expr_case *c = ctx;

	return n == node_get(c->self.docs[0], TEXT("document"));
}

static void what_is_made_of_a_node_is_masked_as_it(void **state)
{
	static const struct expr_row rows[] = {
		{"{self.document}", "#"},
		{"{self.document.substring(0, 6)}", "#"},
		{"{self.document.reverse().lowerAscii()}", "#"},
		{"{'x' + self.document}", "#"},
		{"{self.document + 'x'}", "#"},
		{"{self.id + self.document}", "#"},
		{"{[self.id, self.document]}", "990102103204-0017, #"},
		{"{[self.id, self.document].join('-')}", "#"},
		{"{'abc'.replace('b', self.document)}", "#"},
		{"{number(self.document)}", "#"},
		{"{self.document.split('')}",
		 "#, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #"},
	};
	struct expr_case *c = *state;
	struct buf out = {0};
	size_t i, wrong = 0;

	c->shape = NULL;
	expr_run_secret(c->run, is_document, c);
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct expr_variable v[3];
		struct expr_env env = case_env(c, v);
		struct expr_template *t = expr_template_compile(text_of(rows[i].source), &env,
								&c->arena);

		buf_clear(&out);
		assert_non_null(t);
		expr_template_write(&out, c->run, t, c->variables, hide_document, c);
		if (!text_is(buf_text(&out), rows[i].value)) {
			print_error("%s gives %.*s\n", rows[i].source, (int)out.n, out.p);
			wrong++;
		}
	}
	c->shape = &shape;
	buf_free(&out);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_smallest_deciding_facts_are_told),
		cmocka_unit_test(templates_are_filled_in),
		cmocka_unit_test(without_a_mask_secrets_are_stars),
		cmocka_unit_test(what_is_made_of_a_node_is_masked_as_it),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
