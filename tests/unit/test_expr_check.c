/* What is wrong with an expression is said when it is compiled, on the bytes where it stands. */
#include "expr_case.h"

static const struct expr_shape secret = {.kind = SHAPE_STRING, .sensitive = true};
static const struct text states[] = {{"found", 5}, {"fixed", 5}, {"closed", 6}};
static const struct expr_shape state_shape = {.kind = SHAPE_STRING,
					      .choices = states,
					      .nchoices = sizeof states / sizeof *states};
static const struct expr_field member_fields[] = {
	{.name = {"name", sizeof "name" - 1}, .shape = &secret},
	{.name = {"birth", sizeof "birth" - 1}, .shape = &expr_shape_date},
	{.name = {"months", sizeof "months" - 1}, .shape = &expr_shape_number},
};
static const struct expr_shape member = {
	.kind = SHAPE_MAP, .closed = true, .fields = member_fields, .nfields = 3};
static const struct expr_shape members = {.kind = SHAPE_LIST, .item = &member};
static const struct expr_shape numbers = {.kind = SHAPE_LIST, .item = &expr_shape_number};
static const struct expr_shape dates = {.kind = SHAPE_LIST, .item = &expr_shape_date};
static const struct expr_shape open_map = {.kind = SHAPE_MAP,
					   .fields = member_fields,
					   .nfields = 3};
static const struct expr_field fields[] = {
	{.name = {"id", sizeof "id" - 1}, .shape = &expr_shape_string},
	{.name = {"size", sizeof "size" - 1}, .shape = &expr_shape_number},
	{.name = {"state", sizeof "state" - 1}, .shape = &state_shape},
	{.name = {"due", sizeof "due" - 1}, .shape = &expr_shape_date},
	{.name = {"members", sizeof "members" - 1}, .shape = &members},
	{.name = {"parts", sizeof "parts" - 1}, .shape = &numbers},
	{.name = {"days", sizeof "days" - 1}, .shape = &dates},
	{.name = {"open", sizeof "open" - 1}, .shape = &open_map},
	{.name = {"power", sizeof "power" - 1}, .shape = &expr_shape_bool},
	{.name = {"any", sizeof "any" - 1}},
	{.name = {"persons", sizeof "persons" - 1},
	 .shape = &expr_shape_number,
	 .external = true,
	 .id = 7},
};
static const struct expr_shape shape = {.kind = SHAPE_MAP,
					.closed = true,
					.fields = fields,
					.nfields = sizeof fields / sizeof *fields};

static int setup(void **state)
{
	static struct expr_case c;

	case_begin(&c,
		   "id: x\nsize: 3\nstate: fixed\ndue: 2020-05-31\nparts: [1, 2]\n"
		   "days: [2020-01-01, 2020-03-01]\nopen: {more: 1}\npower: true\n"
		   "members: [{name: 柳望山, birth: 1962-03-11}]\n",
		   NULL, NULL);
	c.shape = &shape;
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	case_end(*state);
	return 0;
}

static void syntax_errors_have_their_place(void **state)
{
	static const struct expr_row rows[] = {
		{"", "0-0 the expression ends too early: a value is missing"},
		{"1 +", "3-3 the expression ends too early: a value is missing"},
		{"1 + * 2", "4-5 '*' is not expected here, but a value"},
		{"(1", "2-2 the expression ends too early: ) is missing"},
		{"1)", "1-2 ')' is not expected here, but the end"},
		{"1 2", "2-3 '2' is not expected here, but the end"},
		{"[1, 2", "5-5 the expression ends too early: , is missing"},
		{"[,]", "1-2 ',' is not expected here, but a value"},
		{"size(1,)", "7-8 ')' is not expected here, but a value"},
		{"{1}", "2-3 '}' is not expected here, but :"},
		{"self.", "5-5 the expression ends too early: a field name is missing"},
		{"self.1", "4-6 '.1' is not expected here, but the end"},
		{"self[1", "6-6 the expression ends too early: ] is missing"},
		{"true ? 1", "8-8 the expression ends too early: : is missing"},
		{"true ? false ? 1 : 2 : 3", "13-14 '?' is not expected here, but :"},
		{"'abc", "0-1 this ' is never closed"},
		{"1 + \"\"\"abc\"", "4-7 this \"\"\" is never closed"},
		{"'a\nb'", "0-1 this ' is never closed"},
		{"'a\\qb'",
		 "2-4 '\\q' is no escape; write \\\\ for a backslash, or r'…' for text as "
		 "it "
		 "stands"},
		{"'\\ud800'",
		 "1-3 '\\u' is no escape; write \\\\ for a backslash, or r'…' for text as "
		 "it stands"},
		{"b'abc'", "0-2 strings of bytes (b'…) are not supported; records are text"},
		{"self.size = 3", "10-11 '=' is no operator here; did you mean '=='?"},
		{"true & false", "5-6 '&' is no operator here; did you mean '&&'?"},
		{"true | false", "5-6 '|' is no operator here; did you mean '||'?"},
		{"true and false", "5-8 'and' is no operator here; did you mean '&&'?"},
		{"true or false", "5-7 'or' is no operator here; did you mean '||'?"},
		{"1 $ 2", "2-3 '$' means nothing in an expression"},
		{"self.size（1）", "9-12 '（' is a full-width character; type ("},
		{"self.id == “x”", "11-14 '“' is a full-width character; type \""},
		{"12abc", "0-5 '12abc' is no number"},
		{"0x", "0-2 '0x' is no number"},
		{"1.e", "2-3 a number has no fields, so no 'e' either"},
		{"if", "0-2 'if' is a reserved word"},
		{"`a", "0-1 this ` is never closed"},
		{"a\x01", "1-2 '\\u{1}' means nothing in an expression"},
		{"self.id == '\xff'", "12-13 '\\xFF' means nothing in an expression"},
		{"Name{a: 1}", "4-5 '{' is not expected here, but the end"},
	};

	CASE_ROWS(*state, rows);
}

static void unknown_names_are_found(void **state)
{
	static const struct expr_row rows[] = {
		{"slef.id", "0-4 there is no variable 'slef'; did you mean 'self'?"},
		{"size > 3", "0-4 there is no variable 'size'; did you mean 'self.size'?"},
		{"x", "0-1 there is no variable 'x'"},
		{"self.sise > 3",
		 "5-9 the schema knows no field 'sise' here; did you mean 'size'?"},
		{"1 + self.zzzzzz", "9-15 the schema knows no field 'zzzzzz' here"},
		{"self['sise'] > 3",
		 "5-11 the schema knows no field 'sise' here; did you mean 'size'?"},
		{"has(self.sise)",
		 "9-13 the schema knows no field 'sise' here; did you mean 'size'?"},
		{"self.members.all(m, m.nam == '')",
		 "22-25 the schema knows no field 'nam' here; did you mean 'name'?"},
		{"self.members[0].nome",
		 "16-20 the schema knows no field 'nome' here; did you mean 'name'?"},
		{"self.members.filter(m, m.months > 1)[0].nome",
		 "40-44 the schema knows no field 'nome' here; did you mean 'name'?"},
		{"self.members.all(m, true) && m.name == ''", "29-30 there is no variable 'm'"},
		{"self.size.deep", "10-14 a number has no fields, so no 'deep' either"},
		{"self.sise + self.idd",
		 "5-9 the schema knows no field 'sise' here; did you mean 'size'? | "
		 "17-20 the schema knows no field 'idd' here; did you mean 'id'?"},
		{"self.open.more", "1"},
		{"siez(self.id)", "0-4 there is no function siez(); did you mean size()?"},
		{"self.id.startswith('a')",
		 "8-18 there is no function startswith(); did you mean startsWith()?"},
		{"math.flor(1)",
		 "0-9 there is no function math.flor(); did you mean math.floor()?"},
		{"nonsense(1)", "0-8 there is no function nonsense()"},
		{"self.members.exist(m, m.months > 1)",
		 "13-18 there is no function exist(); did you mean exists()?"},
	};

	CASE_ROWS(*state, rows);
}

static void kinds_that_do_not_meet_are_found(void **state)
{
	static const struct expr_row rows[] = {
		{"self.due > 3", "0-12 '>' cannot compare a date with a number"},
		{"self.due == self.size", "0-21 '==' cannot compare a date with a number"},
		{"date('2020-01-01') < 1", "0-22 '<' cannot compare a date with a number"},
		{"self.id == 3", "0-12 '==' cannot compare a string with a number"},
		{"self.parts < 3", "0-14 '<' cannot compare a list with a number"},
		{"self.any < [1]", "0-14 '<' cannot compare a any with a list"},
		{"self.due == null", "false"},
		{"self.due > '2020-1-1'",
		 "11-21 '2020-1-1' is no date; a date is written like 2020-03-18"},
		{"date('soon')", "5-11 'soon' is no date; a date is written like 2020-03-18"},
		{"self.days.all(d, d > 3)", "17-22 '>' cannot compare a date with a number"},
		{"self.id + 1", "0-11 '+' does not go with a string and a number"},
		{"self.due + self.due", "0-19 '+' does not go with a date and a date"},
		{"self.due * 2", "0-12 '*' does not go with a date and a number"},
		{"1 - [1]", "0-7 '-' does not go with a number and a list"},
		{"-self.id", "0-8 '-' does not go with a string"},
		{"!self.size", "1-10 ! wants true or false here; this is a number"},
		{"self.power && self.size", "14-23 && wants true or false here; this is a number"},
		{"self.size ? 1 : 2", "0-9 ?: wants true or false here; this is a number"},
		{"self.parts.all(p, p + 1)",
		 "18-23 all() wants true or false here; this is a number"},
		{"self.size.all(p, true)", "0-9 all() wants a list here; this is a number"},
		{"self.parts.all(1, true)",
		 "15-16 all() wants a name for the items first, as in all(x, …)"},
		{"self.parts.all(p)",
		 "11-14 all() does not go with this number of arguments (1); see hhexpr(7)"},
		{"all(self.parts, p, true)",
		 "0-3 all() does not go with this number of arguments (3); see hhexpr(7)"},
		{"size()",
		 "0-4 size() does not go with this number of arguments (0); see hhexpr(7)"},
		{"size(1, 2)",
		 "0-4 size() does not go with this number of arguments (2); see hhexpr(7)"},
		{"self.id.substring()",
		 "8-17 substring() does not go with this number of arguments (0); see "
		 "hhexpr(7)"},
		{"size(self.size)", "5-14 size() wants a string here; this is a number"},
		{"self.id.startsWith(self.size)",
		 "19-28 startsWith() wants a string here; this is a number"},
		{"sum(['a'])", "4-9 sum() wants a list of numbers here; this is a list"},
		{"year(self.size)", "5-14 year() wants a date here; this is a number"},
		{"has(1)", "0-6 has() takes one field, as in has(self.name)"},
		{"has(self.id, self.id)", "0-21 has() takes one field, as in has(self.name)"},
		{"3 in self.id", "0-12 'in' wants a list or map on its right; this is a string"},
		{"'a' in self.parts",
		 "0-17 a string is never in a list whose items are of kind number"},
		{"self.parts['a']", "11-14 items of a list are numbered; this is a string"},
		{"self.size[0]", "0-12 a number has no items"},
		{"{[1]: 2}", "1-4 a key is a string, number or boolean; this is a list"},
		{"self.id.matches('(a')",
		 "16-20 this is no regular expression: this bracket is never closed"},
		{"self.state == 'fixd'",
		 "14-20 the schema never allows the value 'fixd' here; did you mean "
		 "'fixed'?"},
		{"'nowhere' != self.state", "0-9 the schema never allows the value 'nowhere' here"},
		{"self.state in ['found', 'closd']",
		 "24-31 the schema never allows the value 'closd' here; did you mean "
		 "'closed'?"},
	};

	CASE_ROWS(*state, rows);
}

static void what_fits_its_shape_is_right(void **state)
{
	static const struct expr_row rows[] = {
		{"self.due > '2020-05-30' && self.due <= date('2020-05-31')", "true"},
		{"self.due - '2020-05-01'", "30"},
		{"self.days[1] - self.days[0]", "60"},
		{"self.days.map(d, self.due - d)", "[151, 91]"},
		{"max(self.days) - min(self.days)", "60"},
		{"self.days.filter(d, d > '2020-02-01').size()", "1"},
		{"type(self.due)", "date"},
		{"self.due.startsWith('2020')", "true"},
		{"self.state in ['found', 'fixed']", "true"},
		{"self.members.map(m, m.birth.year())", "[1962]"},
		{"self.any == 3 || self.any == 'x'", "unknown: self.any is missing"},
		{"self.any.thing[3](1)", "17-18 '(' is not expected here, but the end"},
	};

	CASE_ROWS(*state, rows);
}

static void a_result_of_another_kind_is_found(void **state)
{
	struct expr_case *c = *state;

	assert_null(case_compile(c, TEXT("self.size + 1"), &expr_shape_bool));
	assert_string_equal(c->said.p, "0-13 a boolean is wanted; this expression gives a number");
	assert_non_null(case_compile(c, TEXT("self.size > 1"), &expr_shape_bool));
	assert_non_null(case_compile(c, TEXT("self.any"), &expr_shape_bool));
}

static void what_is_used_is_known(void **state)
{
	struct expr_case *c = *state;
	struct expr *e = case_compile(c, TEXT("self.size > oldSelf.size"), NULL);

	assert_non_null(e);
	assert_int_equal(expr_uses(e), 3);
	assert_false(expr_uses_external(e));
	assert_int_equal(expr_result(e)->kind, SHAPE_BOOL);
	e = case_compile(c, TEXT("param.x + self.persons"), NULL);
	assert_non_null(e);
	assert_int_equal(expr_uses(e), 5);
	assert_true(expr_uses_external(e));
}

static void give_external(void *ctx, uint32_t id, struct node *of, struct expr_value *out)
{
	*(uint32_t *)ctx = id;
	assert_non_null(of);
	*out = expr_number(decimal_int(250));
}

static void external_fields_are_asked_for(void **state)
{
	struct expr_case *c = *state;
	uint32_t asked = 0;
	struct expr *e = case_compile(c, TEXT("self.persons > 200"), NULL);
	struct expr_value v;

	assert_non_null(e);
	v = expr_eval(c->run, e, c->variables);
	assert_int_equal(v.kind, EXPR_UNKNOWN);
	expr_run_external(c->run, give_external, &asked);
	v = expr_eval(c->run, e, c->variables);
	expr_run_external(c->run, NULL, NULL);
	assert_true(expr_is_true(&v));
	assert_int_equal(asked, 7);
}

static void give_reason(void *ctx, uint32_t id, struct node *of, struct expr_value *out)
{
	(void)ctx;
	(void)id;
	(void)of;
	*out = expr_missing();
	out->why = EXPR_WHY_OWN;
	out->reason.about = TEXT("a household did not load");
}

static void what_callers_do_not_know_is_unknown_to_has_too(void **state)
{
	static const struct expr_row rows[] = {
		{"self.persons > 200", "unknown: a household did not load"},
		{"has(self.persons)", "unknown: a household did not load"},
		{"self.persons.orValue(1)", "1"},
	};
	struct expr_case *c = *state;

	expr_run_external(c->run, give_reason, NULL);
	CASE_ROWS(c, rows);
	expr_run_external(c->run, NULL, NULL);
}

static void secrets_stay_so_in_what_is_made_of_them(void **state)
{
	static const struct {
		const char *source;
		bool sensitive;
	} rows[] = {
		{"self.members[0].name", true},
		{"self.members.map(m, m.name)", true},
		{"self.members.map(m, m.name).join(',')", true},
		{"'x' + self.members[0].name.substring(0, 1)", true},
		{"[self.members[0].name]", true},
		{"true ? self.members[0].name : 'x'", true},
		{"int(self.members[0].name) + 1", true},
		{"size(self.members[0].name)", false},
		{"self.members[0].name == 'x'", false},
		{"self.members[0].birth", false},
		{"self.id", false},
	};
	struct expr *e;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		e = case_compile(*state, text_of(rows[i].source), NULL);
		assert_non_null(e);
		if (expr_is_sensitive(e) != rows[i].sensitive)
			fail_msg("%s", rows[i].source);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_errors_have_their_place),
		cmocka_unit_test(unknown_names_are_found),
		cmocka_unit_test(kinds_that_do_not_meet_are_found),
		cmocka_unit_test(what_fits_its_shape_is_right),
		cmocka_unit_test(a_result_of_another_kind_is_found),
		cmocka_unit_test(what_is_used_is_known),
		cmocka_unit_test(external_fields_are_asked_for),
		cmocka_unit_test(what_callers_do_not_know_is_unknown_to_has_too),
		cmocka_unit_test(secrets_stay_so_in_what_is_made_of_them),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
