/* Patterns compiled by PCRE2 from what ecma_translate makes of them; JIT where it is to be had. */
#include "schema/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/ecma.h"

enum { MATCH_STEPS = 1000000, MATCH_DEPTH = 100000, MATCH_HEAP = 20000 /* KiB */ };

struct pattern {
	pcre2_code *code;
	bool anchored;
};

struct matcher {
	pcre2_match_context *context;
	pcre2_match_data *data;
};

static void say(struct buf *why, int code)
{
	PCRE2_UCHAR words[256] = "";

	pcre2_get_error_message(code, words, sizeof words);
	buf_adds(why, (const char *)words);
}

struct pattern *pattern_new(struct text source, struct buf *why, size_t *at)
{
	struct ecma_error error = {0};
	struct buf translated = {0};
	struct pattern *p = NULL;
	pcre2_code *code;
	PCRE2_SIZE where = 0;
	uint32_t options = 0;
	int number = 0;

	*at = 0;
	if (!ecma_translate(source, &translated, &error)) {
		buf_adds(why, error.why);
		*at = error.at;
		buf_free(&translated);
		return NULL;
	}
	code = pcre2_compile((PCRE2_SPTR)buf_text(&translated).p, translated.n, PCRE2_UTF, &number,
			     &where, NULL);
	buf_free(&translated);
	if (!code) {
		say(why, number);
		return NULL;
	}
	pcre2_jit_compile(code,
			  PCRE2_JIT_COMPLETE); /* without it, matching is slower and no different */
	pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options);
	p = mem_alloc(sizeof *p);
	p->code = code;
	p->anchored = options & PCRE2_ANCHORED;
	return p;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_code_free(p->code);
	mem_free(p);
}

struct matcher *matcher_new(void)
{
	struct matcher *m = mem_alloc(sizeof *m);

	m->context = pcre2_match_context_create(NULL);
	m->data = pcre2_match_data_create(1, NULL);
	if (m->context) {
		pcre2_set_match_limit(m->context, MATCH_STEPS);
		pcre2_set_depth_limit(m->context, MATCH_DEPTH);
		pcre2_set_heap_limit(m->context, MATCH_HEAP);
	}
	return m;
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	mem_free(m);
}

/* The step limit counts afresh at every starting point, so an unanchored search may be quadratic.
 */
static size_t cost_of(const struct pattern *p, size_t n, int result)
{
	if (result < PCRE2_ERROR_PARTIAL)
		return MATCH_STEPS;
	return 1 + (p->anchored ? n / 16 : n / 16 * (n / 16) / 8);
}

enum match pattern_match(const struct pattern *p, struct matcher *m, struct text subject,
			 size_t *cost)
{
	PCRE2_SPTR bytes = (PCRE2_SPTR)(subject.n ? subject.p : "");
	int result;

	if (subject.n > PATTERN_SUBJECT || !m->context || !m->data)
		return MATCH_LIMIT;
	result = pcre2_match(p->code, bytes, subject.n, 0, PCRE2_NO_UTF_CHECK, m->data, m->context);
	if (result == PCRE2_ERROR_JIT_STACKLIMIT)
		result = pcre2_match(p->code, bytes, subject.n, 0,
				     PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, m->data, m->context);
	*cost += cost_of(p, subject.n, result);
	if (result >= 0)
		return MATCH_YES;
	return result == PCRE2_ERROR_NOMATCH ? MATCH_NO : MATCH_LIMIT;
}
