/* The one table of functions, and how calls are made: arguments evaluated, fitted to a row's
 * signature, passed on. */
#include "expr/function.h"

/* Rows of one name stand together. The manual hhexpr.7 has each name; a test holds the two against
 * each other. */
static const struct expr_function functions[] = {
	{"has", NULL, NULL},
	{"all", NULL, NULL},
	{"exists", NULL, NULL},
	{"exists_one", NULL, NULL},
	{"filter", NULL, NULL},
	{"map", NULL, NULL},
	{"sortBy", NULL, NULL},
	{"orValue", "uu:0", value_or},
	{"hasValue", "u:b", value_has},
	{"size", "s:n", text_size},
	{"size", "l:n", list_size},
	{"size", "m:n", list_size},
	{"contains", "ss:b", text_contains},
	{"startsWith", "ss:b", text_starts_with},
	{"endsWith", "ss:b", text_ends_with},
	{"matches", "ss:b", text_matches},
	{"lowerAscii", "s:s", text_lower},
	{"upperAscii", "s:s", text_upper},
	{"trim", "s:s", text_trim},
	{"substring", "sn?n:s", text_substring},
	{"charAt", "sn:s", text_char_at},
	{"split", "ss?n:S", text_split},
	{"join", "l?s:s", text_join},
	{"replace", "sss?n:s", text_replace},
	{"indexOf", "ss?n:n", text_index_of},
	{"indexOf", "la:n", list_index_of},
	{"lastIndexOf", "ss:n", text_last_index_of},
	{"lastIndexOf", "la:n", list_last_index_of},
	{"reverse", "s:s", text_reverse},
	{"reverse", "l:0", list_reverse},
	{"string", "a:s", text_string},
	{"type", "a:s", text_type},
	{"bool", "a:b", value_bool},
	{"number", "a:n", number_number},
	{"double", "a:n", number_number},
	{"int", "a:n", number_int},
	{"abs", "n:n", number_abs},
	{"round", "n?n:n", number_round},
	{"divide", "nnn:n", number_divide},
	{"floor", "n:n", number_floor},
	{"ceil", "n:n", number_ceil},
	{"math.abs", "n:n", number_abs},
	{"math.round", "n:n", number_math_round},
	{"math.floor", "n:n", number_floor},
	{"math.ceil", "n:n", number_ceil},
	{"math.trunc", "n:n", number_trunc},
	{"math.sign", "n:n", number_sign},
	{"math.greatest", "l:i", list_max},
	{"math.greatest", "na*:n", list_max},
	{"math.least", "l:i", list_min},
	{"math.least", "na*:n", list_min},
	{"max", "l:i", list_max},
	{"max", "aa*:0", list_max},
	{"min", "l:i", list_min},
	{"min", "aa*:0", list_min},
	{"sum", "q:n", list_sum},
	{"sum", "nn*:n", list_sum},
	{"avg", "q:n", list_avg},
	{"avg", "nn*:n", list_avg},
	{"distinct", "l:0", list_distinct},
	{"duplicates", "l:0", list_duplicates},
	{"sort", "l:0", list_sort},
	{"isSorted", "l:b", list_is_sorted},
	{"flatten", "l?n:l", list_flatten},
	{"slice", "ln?n:0", list_slice},
	{"first", "l:i", list_first},
	{"last", "l:i", list_last},
	{"lists.range", "n:Q", list_range},
	{"date", "d:d", date_date},
	{"date", "s:d", date_basic},
	{"date", "nnn:d", date_of},
	{"year", "d:n", date_get_year},
	{"month", "d:n", date_get_month},
	{"day", "d:n", date_get_day},
	{"days", "dd:n", date_in_days},
	{"months", "dd:n", date_in_months},
	{"years", "dd:n", date_in_years},
	{"age", "dd:n", date_in_years},
	{"addMonths", "dn:d", date_add_months},
	{"addYears", "dn:d", date_add_years},
	{"getFullYear", "d:n", date_get_year},
	{"getMonth", "d:n", date_month0},
	{"getDate", "d:n", date_get_day},
	{"getDayOfMonth", "d:n", date_day0},
	{"getDayOfWeek", "d:n", date_week_day},
	{"getDayOfYear", "d:n", date_year_day},
	{NULL, NULL, NULL},
};

const char *expr_function_name(size_t i)
{
	return i < sizeof functions / sizeof *functions ? functions[i].name : NULL;
}

const struct expr_function *function_find(struct text name)
{
	const struct expr_function *f;

	for (f = functions; f->name; f++)
		if (text_is(name, f->name))
			return f;
	return NULL;
}

const char *function_near(struct text name)
{
	const struct expr_function *f;
	const char *near = NULL;
	size_t limit = name.n < 4 ? 1 : name.n < 8 ? 2 : 3, distance;

	for (f = functions; f->name; f++) {
		distance = text_distance(name, text_of(f->name), limit);
		if (distance <= limit && distance < name.n) {
			near = f->name;
			limit = distance ? distance - 1 : 0;
			if (!distance)
				break;
		}
	}
	return near;
}

/* Walks a signature's letters: the one for argument i, or ':' past the last; *optional: it may be
 * left out. */
static char letter(const char *s, size_t i, bool *optional)
{
	*optional = false;
	for (;; s++) {
		if (*s == '?') {
			*optional = true;
			continue;
		}
		if (*s == ':')
			return ':';
		if (s[1] == '*') {
			*optional |= i > 0;
			return *s;
		}
		if (i-- == 0)
			return *s;
	}
}

bool function_takes(const struct expr_function *f, size_t n)
{
	bool optional;

	if (n && letter(f->signature, n - 1, &optional) == ':')
		return false;
	return letter(f->signature, n, &optional) == ':' || optional;
}

char function_letter(const struct expr_function *f, size_t i)
{
	bool optional;

	return letter(f->signature, i, &optional);
}

char function_result(const struct expr_function *f)
{
	return strchr(f->signature, ':')[1];
}

/* Makes the value what the letter asks for; false if it cannot be. *why: what is wrong with it. */
static bool fit(struct expr_run *r, char wanted, struct expr_value *v, enum expr_why *why)
{
	*why = EXPR_WHY_TYPE;
	switch (wanted) {
	case 'n': return v->kind == EXPR_NUMBER;
	case 'b': return v->kind == EXPR_BOOL;
	case 's': value_to_string(r, v); return v->kind == EXPR_STRING;
	case 'd':
		if (v->kind == EXPR_STRING)
			*why = EXPR_WHY_DATE;
		return value_to_date(v);
	case 'l':
	case 'q': return v->kind == EXPR_LIST;
	case 'm': return v->kind == EXPR_MAP;
	default: return true;
	}
}

/* Fits all arguments to a row; the place and reason of the first that does not fit otherwise. */
static bool fit_all(struct expr_run *r, const struct expr_function *f, struct expr_value *v,
		    size_t n, size_t *at, enum expr_why *why)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!fit(r, function_letter(f, i), &v[i], why)) {
			*at = i;
			return false;
		}
	return true;
}

static const struct ast *operand(const struct ast *x, size_t i)
{
	const struct ast *o = x->first;

	while (i--)
		o = o->next;
	return o;
}

void eval_call(struct expr_run *r, const struct ast *x, struct expr_value *out)
{
	const struct expr_function *f = x->function, *row;
	struct expr_value v[EXPR_ARGUMENTS];
	const struct ast *o = x->first;
	size_t i, n = x->n, at = 0;
	enum expr_why why = EXPR_WHY_TYPE;

	for (i = 0; i < n; i++, o = o->next) {
		eval(r, o, &v[i]);
		if (v[i].kind == EXPR_ERROR ||
		    (v[i].kind == EXPR_UNKNOWN && function_letter(f, i) != 'u')) {
			*out = v[i];
			return;
		}
	}
	for (row = f; row->name && strcmp(row->name, f->name) == 0; row++) {
		if (!function_takes(row, n) || !fit_all(r, row, v, n, &at, &why))
			continue;
		out->node = NULL;
		row->call(r, x, v, n, out);
		if (out->kind == EXPR_STRING && x->date && !value_to_date(out))
			run_fail(r, x, EXPR_WHY_DATE, out);
		return;
	}
	*out = v[at];
	run_fail(r, operand(x, at), why, out);
}

void value_or(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	      struct expr_value *out)
{
	(void)r;
	(void)x;
	(void)n;
	*out = v[0].kind == EXPR_UNKNOWN || v[0].kind == EXPR_NULL ? v[1] : v[0];
}

void value_has(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
	       struct expr_value *out)
{
	(void)r;
	(void)x;
	(void)n;
	*out = expr_bool(v[0].kind != EXPR_UNKNOWN && v[0].kind != EXPR_NULL);
}

void value_bool(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	(void)n;
	*out = v[0];
	if (v[0].kind == EXPR_STRING && (text_is(v[0].text, "true") || text_is(v[0].text, "false")))
		*out = expr_bool(text_is(v[0].text, "true"));
	else if (v[0].kind != EXPR_BOOL)
		run_fail(r, x, EXPR_WHY_TYPE, out);
}
