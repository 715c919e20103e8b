#ifndef EXPR_FUNCTION_H
#define EXPR_FUNCTION_H
/* The functions of the language: inside lib/expr only. Each is one row of the table in function.c.
 */
#include "expr/ast.h"

/* v: n good values of the kinds that the signature asks for. x is the call, for faults. */
typedef void function_call(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
			   struct expr_value *out);

/*
 * A signature is a letter for each argument, a colon, and one for the result. ? makes what follows
 * optional, * repeats the last. Arguments: a anything, n number, b boolean, s string (dates too), d
 * date (strings too), l list, q list of numbers, m map, u anything or unknown. Results: also 0 as
 * the first argument, i as its items, S list of strings, Q list of numbers.
 */
struct expr_function {
	const char *name;
	const char *signature; /* NULL: a macro, known to check.c */
	function_call *call;
};

/* The first row of a name, or NULL; rows of one name stand together and end where `name` differs.
 */
const struct expr_function *function_find(struct text name);
/* The name nearest to what was written, or NULL. */
const char *function_near(struct text name);
/* Does the row take n arguments? */
bool function_takes(const struct expr_function *f, size_t n);
/* The letter for argument i. */
char function_letter(const struct expr_function *f, size_t i);
char function_result(const struct expr_function *f);

function_call text_size, text_contains, text_starts_with, text_ends_with, text_matches, text_lower,
	text_upper, text_trim, text_substring, text_split, text_join, text_replace, text_index_of,
	text_last_index_of, text_char_at, text_reverse, text_string, text_type;
function_call list_size, list_sum, list_avg, list_min, list_max, list_distinct, list_duplicates,
	list_sort, list_is_sorted, list_flatten, list_slice, list_reverse, list_index_of,
	list_last_index_of, list_first, list_last, list_range;
function_call number_number, number_int, number_abs, number_round, number_divide, number_math_round,
	number_floor, number_ceil, number_trunc, number_sign;
function_call date_date, date_basic, date_of, date_get_year, date_get_month, date_get_day,
	date_month0, date_day0, date_week_day, date_year_day, date_in_days, date_in_months,
	date_in_years, date_add_months, date_add_years;
function_call value_or, value_has, value_bool;

#endif
