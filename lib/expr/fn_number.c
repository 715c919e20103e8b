/* Functions on numbers: all exact but round(), which says how. */
#include "expr/function.h"

#define UNUSED (void)r, (void)x, (void)v, (void)n

void number_number(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	struct decimal d;

	(void)n;
	*out = v[0];
	if (v[0].kind == EXPR_NUMBER)
		return;
	if (v[0].kind != EXPR_STRING) {
		run_fail(r, x, EXPR_WHY_TYPE, out);
		return;
	}
	run_spend(r, v[0].text.n / 16);
	if (v[0].text.n > 10000 || decimal_parse(&r->arena, v[0].text, &d) != DECIMAL_OK) {
		run_fail(r, x, EXPR_WHY_NUMBER, out);
		return;
	}
	run_number(r, x, DECIMAL_OK, d, out);
	out->node = v[0].node;
}

/* d without its fraction. */
static enum decimal_error truncate(struct expr_run *r, struct decimal d, struct decimal *out)
{
	struct decimal fraction;
	enum decimal_error error;

	*out = d;
	if (decimal_is_integer(d))
		return DECIMAL_OK;
	error = decimal_remainder(&r->arena, d, decimal_int(1), &fraction);
	return error == DECIMAL_OK ? decimal_subtract(&r->arena, d, fraction, out) : error;
}

void number_int(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	struct decimal d = {0};

	number_number(r, x, v, n, out);
	if (out->kind == EXPR_NUMBER && !decimal_is_integer(out->number)) {
		enum decimal_error error = truncate(r, out->number, &d);

		run_number(r, x, error, d, out);
		if (v[0].kind == EXPR_STRING)
			out->node = v[0].node; /* as secret as the text */
	}
}

void number_abs(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		struct expr_value *out)
{
	UNUSED;
	v[0].number.negative = false;
	*out = expr_number(v[0].number);
}

static bool is_places(const struct expr_value *v, int64_t *places)
{
	return decimal_to_int64(v->number, places) && *places >= 0 && *places <= 1000;
}

void number_round(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	struct decimal d = {0};
	int64_t places = 0;

	if (n == 2 && !is_places(&v[1], &places)) {
		run_fail(r, x, EXPR_WHY_RANGE, out);
		return;
	}
	run_number(r, x, decimal_round(&r->arena, v[0].number, (unsigned)places, &d), d, out);
}

/* Rounded once, where round(x / y, n) rounds twice. */
void number_divide(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		   struct expr_value *out)
{
	struct decimal d = {0};
	enum decimal_error error;
	int64_t places = 0;

	(void)n;
	if (!is_places(&v[2], &places)) {
		run_fail(r, x, EXPR_WHY_RANGE, out);
		return;
	}
	run_spend(r, v[0].number.ndigits / 64 + v[1].number.ndigits + (size_t)places / 64);
	error = decimal_divide(&r->arena, v[0].number, v[1].number, (unsigned)places, &d);
	run_number(r, x, error, d, out);
}

/* Half away from zero, as CEL's math.round. */
void number_math_round(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		       struct expr_value *out)
{
	struct decimal half = {.coef = 5,
			       .ndigits = 1,
			       .exp = -1,
			       .negative = v[0].number.negative},
		       d = {0};
	enum decimal_error error = DECIMAL_OK;

	(void)n;
	if (decimal_is_integer(v[0].number))
		d = v[0].number;
	else if ((error = decimal_add(&r->arena, v[0].number, half, &d)) == DECIMAL_OK)
		error = truncate(r, d, &d);
	run_number(r, x, error, d, out);
}

/* The whole number next to d on the side of the sign. */
static void step_to(struct expr_run *r, const struct ast *x, struct decimal d, int side,
		    struct expr_value *out)
{
	struct decimal whole = d;
	enum decimal_error error = truncate(r, d, &whole);

	if (error == DECIMAL_OK && !decimal_is_integer(d) && d.negative == (side < 0))
		error = decimal_add(&r->arena, whole, decimal_int(side), &whole);
	run_number(r, x, error, whole, out);
}

void number_floor(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	(void)n;
	step_to(r, x, v[0].number, -1, out);
}

void number_ceil(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		 struct expr_value *out)
{
	(void)n;
	step_to(r, x, v[0].number, 1, out);
}

void number_trunc(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		  struct expr_value *out)
{
	struct decimal d = {0};
	enum decimal_error error = truncate(r, v[0].number, &d);

	(void)n;
	run_number(r, x, error, d, out);
}

void number_sign(struct expr_run *r, const struct ast *x, struct expr_value *v, size_t n,
		 struct expr_value *out)
{
	UNUSED;
	*out = expr_number(decimal_int(decimal_is_zero(v[0].number) ? 0
				       : v[0].number.negative       ? -1
								    : 1));
}
