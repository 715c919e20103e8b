/* Expressions give the value that CEL and hhexpr(7) say: literals, operators, functions, macros,
 * missing values. */
#include "expr_case.h"

static const char record[] = "id: 990102103204-0017\n"
			     "code: '990102103204'\n"
			     "status: exited\n"
			     "size: 3\n"
			     "none: null\n"
			     "yes: true\n"
			     "exited: {year: 2018, on: 2018-12-01}\n"
			     "found: {on: 2020-03-18}\n"
			     "fixed: {on: 2020-04-11}\n"
			     "bad: {on: 2020-02-30}\n"
			     "odd-key: {'a b': 1}\n"
			     "姓名: 柳望山\n"
			     "wages: 6000.10\n"
			     "parts: [8200.00, 0, 9140.50, -2310]\n"
			     "words: [b, a, c, a]\n"
			     "nested: [[1, 2], [3], 4]\n"
			     "members:\n"
			     "  - &head {name: 柳望山, birth: 1962-03-11, ill: true, months: 12}\n"
			     "  - {name: 柳小满, birth: 2010-07-01, ill: false}\n"
			     "  - {name: 王秀英, birth: 1960-02-29, ill: false, months: 3}\n"
			     "first: *head\n"
			     "empty: []\n"
			     "huge: 123456789012345678901234567890.5\n"
			     "hex: 0x1F\n"
			     "inf: .inf\n";

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

static void literals(void **state)
{
	static const struct expr_row rows[] = {
		{"null", "null"},
		{"true", "true"},
		{"false", "false"},
		{"0", "0"},
		{"12u", "12"},
		{"0xfF", "255"},
		{"0x10u", "16"},
		{"1.50", "1.5"},
		{".5", "0.5"},
		{"1e3", "1000"},
		{"1.5e-3", "0.0015"},
		{"2E+2", "200"},
		{"-7", "-7"},
		{"--7", "7"},
		{"- 7", "-7"},
		{"123456789012345678901234567890", "123456789012345678901234567890"},
		{"0.1 + 0.2 == 0.3", "true"},
		{"\"a\"", "a"},
		{"'a\"b'", "a\"b"},
		{"\"\"\"a\"b\nc\"\"\"", "a\"b\\nc"},
		{"'''it's'''", "it's"},
		{"r'a\\n'", "a\\n"},
		{"R\"\"\"\\d\"\"\"", "\\d"},
		{"'\\x41\\u4e2d\\U0001F600\\101'", "A中😀A"},
		{"'\\t' == \"\\x09\"", "true"},
		{"'\\a\\b\\f\\n\\r\\t\\v' == '\\x07\\x08\\x0c\\x0a\\x0d\\x09\\x0b'", "true"},
		{"'\\\\ \\? \\\" \\' \\`'", "\\ ? \" ' `"},
		{"''", ""},
		{"[1, 'a', [true],]", "[1, a, true]"},
		{"[]", "[]"},
		{"{}", "{}"},
		{"{'a': 1, 2: [3],}", "{a: 1, 2: 3}"},
		{"{'a': {'b': 5}}.a.b", "5"},
		{"{1: 'x'}[1.0]", "x"},
		{"1 // a comment\n + 2", "3"},
	};

	CASE_ROWS(*state, rows);
}

static void precedence(void **state)
{
	static const struct expr_row rows[] = {
		{"1 + 2 * 3", "7"},
		{"(1 + 2) * 3", "9"},
		{"10 - 4 - 3", "3"},
		{"100 / 10 / 5", "2"},
		{"-2 * 3", "-6"},
		{"2 - -3", "5"},
		{"1 + 1 == 2 && 2 < 3", "true"},
		{"true || false && false", "true"},
		{"(true || false) && false", "false"},
		{"!true || true", "true"},
		{"!!true", "true"},
		{"false ? 1 : true ? 2 : 3", "2"},
		{"true ? 1 : true ? 2 : 3", "1"},
		{"1 in [1] == true", "true"},
		{"1 < 2 == true", "true"},
		{"-[1, 2][0]", "-1"},
		{"!{'a': false}.a", "true"},
		{"7 % 4 * 2", "6"},
	};

	CASE_ROWS(*state, rows);
}

static void numbers_are_exact(void **state)
{
	static const struct expr_row rows[] = {
		{"7 / 2", "3.5"},
		{"1 / 3", "0.33333333333333333333"},
		{"2 / 3", "0.66666666666666666667"},
		{"-7 % 3", "-1"},
		{"7 % -3", "1"},
		{"7.5 % 2", "1.5"},
		{"1 / 0", "error: 1 / 0 divides by zero"},
		{"5 % 0", "error: 5 % 0 divides by zero"},
		{"self.huge + 0.5", "123456789012345678901234567891"},
		{"self.wages * 3", "18000.3"},
		{"self.wages", "6000.10"},
		{"self.hex + 1", "32"},
		{"1.0 == 1", "true"},
		{"1e2 == 100", "true"},
		{"-0 == 0", "true"},
		{"abs(-2.5)", "2.5"},
		{"round(2.5)", "2"},
		{"round(3.5)", "4"},
		{"round(2.345, 2)", "2.34"},
		{"round(2.3451, 2)", "2.35"},
		{"(2.675).round(2)", "2.68"},
		{"divide(1, 3, 4)", "0.3333"},
		{"divide(2, 3, 0)", "1"},
		{"divide(1, 8, 2)", "0.12"},
		{"divide(3, 8, 2)", "0.38"},
		{"divide(-1, 8, 2)", "-0.12"},
		{"divide(5 + 1e-30, 1000, 2)", "0.01"},
		{"round((5 + 1e-30) / 1000, 2)", "0"},
		{"divide(1, 3, -1)", "error: divide(1, 3, -1) is out of range"},
		{"divide(1, 0, 2)", "error: divide(1, 0, 2) divides by zero"},
		{"double('1.50')", "1.5"},
		{"math.round(2.5)", "3"},
		{"math.round(-2.5)", "-3"},
		{"math.round(2.4)", "2"},
		{"floor(-1.5)", "-2"},
		{"floor(1.5)", "1"},
		{"ceil(1.1)", "2"},
		{"ceil(-1.1)", "-1"},
		{"math.floor(2)", "2"},
		{"math.ceil(2.000001)", "3"},
		{"math.trunc(-1.9)", "-1"},
		{"math.sign(-3)", "-1"},
		{"math.sign(0)", "0"},
		{"math.abs(-3)", "3"},
		{"math.greatest(1, 3, 2)", "3"},
		{"math.least([4, 2])", "2"},
		{"int('12.9')", "12"},
		{"int(-1.5)", "-1"},
		{"number('6000.10') == 6000.1", "true"},
		{"number('12a')", "unknown: number('12a') is no number"},
		{"string(1.50)", "1.5"},
		{"'' + string(true)", "true"},
		{"1e9999 * 1e9999", "1e19998"},
	};

	CASE_ROWS(*state, rows);
}

static void strings(void **state)
{
	static const struct expr_row rows[] = {
		{"size('柳望山')", "3"},
		{"'柳望山'.size()", "3"},
		{"size('')", "0"},
		{"'a' + 'b' + 'c'", "abc"},
		{"'hello'.contains('ell')", "true"},
		{"'hello'.contains('')", "true"},
		{"contains('hello', 'x')", "false"},
		{"'hello'.startsWith('he')", "true"},
		{"'hello'.endsWith('lo')", "true"},
		{"'hello'.matches('l+o$')", "true"},
		{"'hello'.matches('^l')", "false"},
		{"self.status.matches('^e' + 'x')", "true"},
		{"self.status.matches('(' + self.status)",
		 "error: self.status.matches('(' + self.status): no regular expression, or "
		 "one that takes too long"},
		{"'AbÉ'.lowerAscii()", "abÉ"},
		{"'aé'.upperAscii()", "Aé"},
		{"' \\t a b\\u3000'.trim()", "a b"},
		{"'   '.trim()", ""},
		{"'柳望山'.substring(1)", "望山"},
		{"'柳望山'.substring(0, 1)", "柳"},
		{"'abc'.substring(3)", ""},
		{"'abc'.substring(4)", "unknown: 'abc'.substring(4) is missing"},
		{"'abc'.substring(2, 1)", "unknown: 'abc'.substring(2, 1) is missing"},
		{"'柳望山'.charAt(2)", "山"},
		{"'abc'.charAt(3)", ""},
		{"'a,b,,c'.split(',')", "[a, b, , c]"},
		{"'a,b,c'.split(',', 2)", "[a, b,c]"},
		{"'abc'.split('')", "[a, b, c]"},
		{"'abc'.split(',', 0)", "[]"},
		{"''.split(',').size()", "1"},
		{"['a', 'b'].join()", "ab"},
		{"['a', 'b'].join('、')", "a、b"},
		{"[].join(',')", ""},
		{"'banana'.replace('an', 'AN')", "bANANa"},
		{"'banana'.replace('a', '', 2)", "bnna"},
		{"'banana'.replace('', 'x')", "banana"},
		{"'aaa'.replace('aa', 'b')", "ba"},
		{"'望山望'.indexOf('望')", "0"},
		{"'望山望'.indexOf('望', 1)", "2"},
		{"'abc'.indexOf('x')", "-1"},
		{"'abc'.indexOf('')", "0"},
		{"'望山望'.lastIndexOf('望')", "2"},
		{"'柳望山'.reverse()", "山望柳"},
		{"'a' < 'b'", "true"},
		{"'Z' < 'a'", "true"},
		{"'a' < 'ab'", "true"},
		{"'a' == 'A'", "false"},
		{"self.姓名", "柳望山"},
		{"self['odd-key']['a b']", "1"},
		{"self.`odd-key`.`a b`", "1"},
		{"type('a') + type(1) + type([]) + type(null)", "stringnumberlistnull"},
		{"bool('true')", "true"},
	};

	CASE_ROWS(*state, rows);
}

static void dates(void **state)
{
	static const struct expr_row rows[] = {
		{"date('2020-03-18')", "2020-03-18"},
		{"date(2020, 2, 29)", "2020-02-29"},
		{"date('20200318')", "2020-03-18"},
		{"date('990102196203110010'.substring(6, 14))", "1962-03-11"},
		{"date('20200230')", "unknown: '20200230' is no date"},
		{"date('2020031')", "5-14 '2020031' is no date; a date is written like 2020-03-18"},
		{"date(2019, 2, 29)", "unknown: date(2019, 2, 29) is no date"},
		{"date(self.bad.on)", "unknown: self.bad.on is no date"},
		{"date(self.fixed.on) - date(self.found.on)", "24"},
		{"self.fixed.on - date(self.found.on)", "24"},
		{"self.fixed.on > date('2020-04-10')", "true"},
		{"date('2020-04-11') == self.fixed.on", "true"},
		{"date('2020-01-31') + 1", "2020-02-01"},
		{"1 + date('2020-01-31')", "2020-02-01"},
		{"date('2020-03-01') - 1", "2020-02-29"},
		{"date('9999-12-31') + 1", "error: date('9999-12-31') + 1 is out of range"},
		{"date('0001-01-01') - 1", "error: date('0001-01-01') - 1 is out of range"},
		{"days('2020-03-01', '2020-02-01')", "-29"},
		{"self.found.on.days(self.fixed.on)", "24"},
		{"months('2020-01-31', '2020-02-29')", "0"},
		{"months('2020-01-15', '2021-02-15')", "13"},
		{"years('2010-07-01', '2020-06-30')", "9"},
		{"years('2020-06-30', '2010-07-01')", "-9"},
		{"age('2010-07-01', '2020-07-01')", "10"},
		{"age(self.members[0].birth, self.found.on)", "58"},
		{"addMonths('2020-01-31', 1)", "2020-02-29"},
		{"addMonths('2020-03-31', -13)", "2019-02-28"},
		{"date('2020-02-29').addYears(1)", "2021-02-28"},
		{"addYears('9999-01-01', 1)", "error: addYears('9999-01-01', 1) is out of range"},
		{"year('2020-03-18')", "2020"},
		{"month(self.found.on)", "3"},
		{"day('2020-03-18')", "18"},
		{"date('2020-03-18').getFullYear()", "2020"},
		{"date('2020-03-18').getMonth()", "2"},
		{"date('2020-03-18').getDate()", "18"},
		{"date('2020-03-18').getDayOfMonth()", "17"},
		{"date('2020-03-18').getDayOfWeek()", "3"},
		{"date('1969-12-28').getDayOfWeek()", "0"},
		{"date('2020-03-01').getDayOfYear()", "60"},
		{"string(date('2020-03-18') + 1)", "2020-03-19"},
		{"date('2020-03-18').startsWith('2020-')", "true"},
		{"[date('2020-03-18'), date('2019-01-01')].min()", "2019-01-01"},
		{"date('2020-03-18') in ['2020-03-18']", "true"},
		{"type(date('2020-03-18'))", "date"},
	};

	CASE_ROWS(*state, rows);
}

static void lists_and_maps(void **state)
{
	static const struct expr_row rows[] = {
		{"size(self.members)", "3"},
		{"size({'a': 1})", "1"},
		{"self.exited.size()", "2"},
		{"self.parts[2]", "9140.50"},
		{"self.parts[3.0]", "-2310"},
		{"self.parts[4]", "unknown: self.parts[4] is missing"},
		{"self.parts[-1]", "unknown: self.parts[-1] is missing"},
		{"self.parts[0.5]", "unknown: self.parts[0.5] is missing"},
		{"'a' in self.words", "true"},
		{"'z' in self.words", "false"},
		{"'year' in self.exited", "true"},
		{"2 in [1, 2.0]", "true"},
		{"'x' in []", "false"},
		{"[1, 2] + [3]", "[1, 2, 3]"},
		{"self.words + ['z']", "[b, a, c, a, z]"},
		{"[1, [2]] == [1, [2.0]]", "true"},
		{"[1] == [1, 2]", "false"},
		{"{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true"},
		{"{'a': 1} == {'a': 2}", "false"},
		{"self.exited == {'on': '2018-12-01', 'year': 2018}", "true"},
		{"self.first == self.members[0]", "true"},
		{"self.first.name", "柳望山"},
		{"sum(self.parts)", "15030.5"},
		{"self.parts.sum() + self.wages", "21030.6"},
		{"sum([])", "0"},
		{"sum(1, 2, 3)", "6"},
		{"avg([1, 2])", "1.5"},
		{"avg([])", "unknown: avg([]) has no items to choose from"},
		{"max(self.parts)", "9140.50"},
		{"min(self.parts)", "-2310"},
		{"max(1, 5, 3)", "5"},
		{"min('b', 'a')", "a"},
		{"min(self.empty)", "unknown: min(self.empty) has no items to choose from"},
		{"max([1, 'a'])", "unknown: max([1, 'a']) is of an unexpected type"},
		{"self.words.distinct()", "[b, a, c]"},
		{"self.words.duplicates()", "[a]"},
		{"[1, 1.0, 1, 2].duplicates()", "[1]"},
		{"self.words.sort()", "[a, a, b, c]"},
		{"[3, 1, 2].sort()", "[1, 2, 3]"},
		{"[3, 1, 2].isSorted()", "false"},
		{"[1, 1, 2].isSorted()", "true"},
		{"[].isSorted()", "true"},
		{"self.nested.flatten()", "[1, 2, 3, 4]"},
		{"[[[1]]].flatten().size()", "1"},
		{"[[[1]], 2].flatten(2)", "[1, 2]"},
		{"self.words.slice(1, 3)", "[a, c]"},
		{"self.words.slice(2)", "[c, a]"},
		{"self.words.slice(3, 9)", "unknown: self.words.slice(3, 9) is missing"},
		{"[1, 2, 3].reverse()", "[3, 2, 1]"},
		{"self.words.indexOf('a')", "1"},
		{"self.words.lastIndexOf('a')", "3"},
		{"[1].indexOf(2)", "-1"},
		{"self.words.first() + self.words.last()", "ba"},
		{"self.empty.first()", "unknown: self.empty.first() is missing"},
		{"lists.range(3)", "[0, 1, 2]"},
	};

	CASE_ROWS(*state, rows);
}

static void macros(void **state)
{
	static const struct expr_row rows[] = {
		{"self.members.all(m, m.name != '')", "true"},
		{"self.members.exists(m, m.ill)", "true"},
		{"self.members.exists_one(m, m.ill)", "true"},
		{"self.members.exists_one(m, !m.ill)", "false"},
		{"[].all(x, false)", "true"},
		{"[].exists(x, true)", "false"},
		{"self.members.filter(m, !m.ill).map(m, m.name)", "[柳小满, 王秀英]"},
		{"self.members.map(m, !m.ill, m.name)", "[柳小满, 王秀英]"},
		{"[1, 2, 3].map(x, x * x)", "[1, 4, 9]"},
		{"[[1, 2], [3]].map(x, x.map(y, y + size(x)))", "[3, 4, 4]"},
		{"[1, 2].map(x, [3].map(x, x))", "[3, 3]"},
		{"[1, 2].map(self, self)", "[1, 2]"},
		{"[1, 2].exists(x, [2, 3].exists(y, x == y))", "true"},
		{"{'a': 1, 'b': 2}.map(k, k)", "[a, b]"},
		{"self.exited.all(k, k in ['year', 'on'])", "true"},
		{"self.members.sortBy(m, m.birth).map(m, m.name)", "[王秀英, 柳望山, 柳小满]"},
		{"self.members.filter(m, has(m.months)).map(m, m.months).sum()", "15"},
		{"self.members.map(m, m.months)", "unknown: m.months is missing"},
		{"self.members.filter(m, m.months > 3)", "unknown: m.months is missing"},
		{"self.members.exists(m, m.months == 12)", "true"},
		{"self.members.exists(m, m.months == 11)", "unknown: m.months is missing"},
		{"self.members.all(m, m.months == 12)", "false"},
		{"self.members.all(m, m.months > 0)", "unknown: m.months is missing"},
		{"[1, 0].all(x, 1 / x > 2)", "false"},
		{"[0, 1].all(x, 1 / x > 2)", "false"},
		{"[0, 2].exists(x, 1 / x < 1)", "true"},
		{"[0, 1].exists(x, 1 / x < 1)", "error: 1 / x divides by zero"},
		{"[0, 1].exists_one(x, 1 / x == 1)", "error: 1 / x divides by zero"},
		{"self.words.map(w, w.size()).sum()", "4"},
	};

	CASE_ROWS(*state, rows);
}

static void what_is_bad_is_absorbed_in_either_order(void **state)
{
	static const struct expr_row rows[] = {
		{"false && 1 / 0 > 1", "false"},
		{"1 / 0 > 1 && false", "false"},
		{"true || 1 / 0 > 1", "true"},
		{"1 / 0 > 1 || true", "true"},
		{"true && 1 / 0 > 1", "error: 1 / 0 divides by zero"},
		{"1 / 0 > 1 || false", "error: 1 / 0 divides by zero"},
		{"self.nope && false", "false"},
		{"false && self.nope", "false"},
		{"self.nope || true", "true"},
		{"true || self.nope", "true"},
		{"self.nope && true", "unknown: self.nope is missing"},
		{"self.nope || 1 / 0 > 1", "error: 1 / 0 divides by zero"},
		{"1 / 0 > 1 || self.nope", "error: 1 / 0 divides by zero"},
		{"!self.nope", "unknown: self.nope is missing"},
		{"self.nope ? 1 : 2", "unknown: self.nope is missing"},
		{"true ? 1 : 1 / 0", "1"},
		{"self.size && false", "false"},
		{"self.size && true", "unknown: self.size is of an unexpected type"},
	};

	CASE_ROWS(*state, rows);
}

static void missing_is_neither_true_nor_false(void **state)
{
	static const struct expr_row rows[] = {
		{"self.nope", "unknown: self.nope is missing"},
		{"self.nope.deeper", "unknown: self.nope is missing"},
		{"self.exited.nope", "unknown: self.exited.nope is missing"},
		{"self.nope == 1", "unknown: self.nope is missing"},
		{"self.nope != 1", "unknown: self.nope is missing"},
		{"1 < self.nope", "unknown: self.nope is missing"},
		{"self.nope == null", "unknown: self.nope is missing"},
		{"self.none == null", "true"},
		{"null == self.none", "true"},
		{"self.size == null", "false"},
		{"self.nope + 1", "unknown: self.nope is missing"},
		{"[self.nope]", "unknown: self.nope is missing"},
		{"{'a': self.nope}", "unknown: self.nope is missing"},
		{"size(self.nope)", "unknown: self.nope is missing"},
		{"has(self.size)", "true"},
		{"has(self.nope)", "false"},
		{"has(self.nope.deeper)", "false"},
		{"has(self.none)", "true"},
		{"has(self.none.deeper)", "false"},
		{"has(self.size.deeper)", "false"},
		{"has(self['odd-key'])", "true"},
		{"has(self.parts[3]) && !has(self.parts[4])", "true"},
		{"has(oldSelf)", "false"},
		{"has(oldSelf.id) && !has(self.id)", "false"},
		{"oldSelf.id", "unknown: oldSelf is missing"},
		{"self.nope.orValue(7)", "7"},
		{"self.?nope.orValue(7)", "7"},
		{"self.none.orValue(7)", "7"},
		{"self.size.orValue(7)", "3"},
		{"self.nope.hasValue()", "false"},
		{"self.none.hasValue()", "false"},
		{"self.size.hasValue()", "true"},
		{"(1 / 0).orValue(1)", "error: (1 / 0) divides by zero"},
		{"self.inf > 1", "unknown: self.inf is no number"},
		{"self.size < 'a'", "unknown: self.size < 'a' is of an unexpected type"},
		{"self.size == 'a'", "false"},
		{"self.size + 'a'", "unknown: self.size + 'a' is of an unexpected type"},
		{"self.size.name", "unknown: self.size.name is of an unexpected type"},
		{"self.yes.all(x, true)",
		 "unknown: self.yes.all(x, true) is of an unexpected type"},
		{"self.size.startsWith('a')", "unknown: self.size is of an unexpected type"},
		{"-self.status", "unknown: -self.status is of an unexpected type"},
	};

	CASE_ROWS(*state, rows);
}

static void a_variable_may_be_given_or_not(void **state)
{
	struct expr_case c;
	static const struct expr_row rows[] = {
		{"has(oldSelf.id) && !has(self.id)", "true"},
		{"oldSelf.id + 1", "8"},
	};

	(void)state;
	case_begin(&c, "name: x\n", "id: 7\n", NULL);
	CASE_ROWS(&c, rows);
	case_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals),
		cmocka_unit_test(precedence),
		cmocka_unit_test(numbers_are_exact),
		cmocka_unit_test(strings),
		cmocka_unit_test(dates),
		cmocka_unit_test(lists_and_maps),
		cmocka_unit_test(macros),
		cmocka_unit_test(what_is_bad_is_absorbed_in_either_order),
		cmocka_unit_test(missing_is_neither_true_nor_false),
		cmocka_unit_test(a_variable_may_be_given_or_not),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
