#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H
/*
 * Exact decimal numbers of any length: (-1)^negative × digits × 10^exp, never rounded unless the
 * name says so.
 * Normal form: no leading or trailing zero digit; zero is "no digits", exp 0, not negative.
 * Up to 19 digits, which every int64_t has and every uint64_t holds, live in `coef`; longer ones in
 * `digits` (ASCII and a NUL), owned by the arena given when it was made. One form for each value.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct buf;

struct decimal {
	uint64_t coef;      /* the digits, when `digits` is NULL */
	const char *digits; /* more than 19 digits, else NULL */
	uint32_t ndigits;   /* how many digits, in either form */
	bool negative;
	int64_t exp;
};

enum decimal_error { DECIMAL_OK, DECIMAL_SYNTAX, DECIMAL_RANGE, DECIMAL_DIVIDE_BY_ZERO };

struct decimal decimal_int(int64_t v);
/* Reads [-+]?(digits(.digits*)?|.digits)([eE][-+]?digits)? to its end; exponents past ±10^15 are
 * DECIMAL_RANGE, except that zero is zero with any exponent. Linear. */
enum decimal_error decimal_parse(struct arena *a, struct text t, struct decimal *out);
/* <0, 0, >0; exact, any exponents; linear. */
int decimal_compare(struct decimal a, struct decimal b);
bool decimal_is_integer(struct decimal d);
bool decimal_is_zero(struct decimal d);
/*
 * of > 0; exact, any exponents, any length. Time is linear in d's digits and a little more than
 * that in of's (some 50 microseconds for 10 000, 1.5 s for 16 million), whatever the exponents.
 */
bool decimal_is_multiple(struct decimal d, struct decimal of);
bool decimal_to_int64(struct decimal d, int64_t *out); /* false unless an integer in range */
uint32_t decimal_hash(struct decimal d); /* equal values, equal hashes; differs by run */
/*
 * From here to decimal_remainder, DECIMAL_RANGE is an operand or a result of more than
 * DECIMAL_DIGITS digits, or a result with an exponent past ±2·10^15; `out` is then not set.
 * A number just read may be longer than that.
 */
enum { DECIMAL_DIGITS = 10000 };
/* Exact. */
enum decimal_error decimal_add(struct arena *a, struct decimal x, struct decimal y,
			       struct decimal *out);
enum decimal_error decimal_subtract(struct arena *a, struct decimal x, struct decimal y,
				    struct decimal *out);
enum decimal_error decimal_multiply(struct arena *a, struct decimal x, struct decimal y,
				    struct decimal *out);
/* x / y rounded half-even to `places` digits after the point. */
enum decimal_error decimal_divide(struct arena *a, struct decimal x, struct decimal y,
				  unsigned places, struct decimal *out);
/* The remainder, with the sign of x (as CEL's % on integers). */
enum decimal_error decimal_remainder(struct arena *a, struct decimal x, struct decimal y,
				     struct decimal *out);
/* d, of any length, rounded half-even to `places` digits after the point. */
enum decimal_error decimal_round(struct arena *a, struct decimal d, unsigned places,
				 struct decimal *out);
/* Plain notation (0.05, 1200) while that takes at most 40 characters, else 1.5e400. */
void decimal_write(struct buf *b, struct decimal d);

#endif
