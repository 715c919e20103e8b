/* What schema promises its callers: exact findings, values that do not leak, and stores that
 * threads may share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/finding.h"
#include "schema/schema.h"
#include "yaml/tree.h"

/* A schema from its text, by way of a file. */
struct compiled {
	struct schemas *store;
	const struct schema *schema;
};

static struct compiled compile(const char *text)
{
	char path[] = "/tmp/hearth-schema-XXXXXX";
	int fd = mkstemp(path);
	struct compiled c = {schemas_new(), NULL};

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	schemas_assert_formats(c.store);
	c.schema = schemas_load(c.store, path);
	unlink(path);
	return c;
}

static void say(void *ctx, const char *path, struct findings *f)
{
	(void)path;
	if (f->n)
		buf_adds(ctx, f->v[0].message);
}

static struct compiled must_compile(const char *text)
{
	struct compiled c = compile(text);
	struct buf why = {0};

	if (!c.schema) {
		schemas_each(c.store, say, &why);
		fail_msg("%s\n%s", text, why.p ? why.p : "");
	}
	return c;
}

/* Every message about the document, a line each; to be freed. */
static struct buf check(const struct schema *s, const char *document, bool *good)
{
	struct validator *v = validator_new();
	struct tree t = {0};
	struct findings f = {0};
	struct buf b = {0};
	size_t i;

	if (tree_load(&t, NULL, document, strlen(document), &f) < 0)
		fail_msg("%s: %s", document, f.v[0].message);
	*good = schema_check(s, v, t.docs[0], &f);
	findings_finish(&f, document, strlen(document));
	for (i = 0; i < f.n; i++)
		buf_addf(&b, "%s %s\n", f.v[i].pointer ? f.v[i].pointer : "", f.v[i].message);
	assert_true(*good || f.n > 0);
	findings_clear(&f);
	tree_free(&t);
	validator_free(v);
	return b;
}

static void assert_verdict(const char *schema, const char *document, bool expected)
{
	struct compiled c = must_compile(schema);
	bool good;
	struct buf b = check(c.schema, document, &good);

	if (good != expected)
		fail_msg("%s against %s: %s", document, schema, buf_text(&b).p);
	buf_free(&b);
	schemas_free(c.store);
}

static void numbers_are_compared_exactly(void **state)
{
	static const struct {
		const char *schema, *document;
		bool good;
	} rows[] = {
		{"{const: 990101199001011234}", "990101199001011234", true},
		{"{const: 990101199001011234}", "990101199001011235", false},
		{"{const: 990101199001011234}", "9.90101199001011234e17", true},
		{"{maximum: 9007199254740992}", "9007199254740993", false},
		{"{maximum: 1e400}", "1e400", true},
		{"{maximum: 1e400}", "1.1e400", false},
		{"{exclusiveMinimum: 0}", "1e-400", true},
		{"{multipleOf: 0.01}", "99999999999999.99", true},
		{"{multipleOf: 0.01}", "99999999999999.995", false},
		{"{multipleOf: 0.1}", "0.3", true},
		{"{multipleOf: 1e-8}", "12345678901234567890", true},
		{"{multipleOf: 7}", "1e308", false},
		{"{multipleOf: 1e-300}", "1e300", true},
		{"{type: integer}", "1.0", true},
		{"{type: integer}", "1e3", true},
		{"{type: integer}", "1.5e0", false},
		{"{type: integer}", "123456789012345678901234567890", true},
		{"{enum: [0.1, 2]}", "1e-1", true},
		{"{uniqueItems: true}", "[1, 1.0]", false},
		{"{uniqueItems: true}", "[9007199254740993, 9007199254740992]", true},
		{"{uniqueItems: true}", "[{a: 1, b: 2}, {b: 2, a: 1}]", false},
		{"{uniqueItems: true}", "[1, '1', true, 'true', null, 'null', 0, false]", true},
		{"{minLength: 1e0}", "''", false},
		{"{maxLength: 99999999999999999999}", "x", true},
		{"{type: number}", ".nan", false},
		{"{type: string}", "2020-03-14", true},
		{"{type: string}", "yes", true},
		{"{type: boolean}", "yes", false},
		{"{maxLength: 1}", "😀", true},
		{"{properties: {1: {type: string}}}", "1: x", true},
		{"{properties: {'1': {type: string}}}", "1: 1", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_verdict(rows[i].schema, rows[i].document, rows[i].good);
}

/* Schemas that say no to anything, put together at random, with the mark somewhere among them. */

struct maker {
	uint64_t random;
	struct buf out;
};

static uint32_t pick(struct maker *m, uint32_t below)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return (uint32_t)(m->random >> 33) % below;
}

static void schema(struct maker *m, unsigned depth)
{
	static const char *const leaves[] = {"type: integer",
					     "type: [boolean, 'null']",
					     "const: x",
					     "enum: [SECREC, y]",
					     "maxLength: 2",
					     "minLength: 99",
					     "pattern: '^q'",
					     "format: date",
					     "format: cn-resident-id",

					     "maxProperties: 0",
					     "minProperties: 9",
					     "maxItems: 0",
					     "minItems: 9",

					     "uniqueItems: true",
					     "propertyNames: {maxLength: 0}",
					     "required: [nothing]",
					     "minimum: 99999999",
					     "maximum: 1",
					     "multipleOf: 7.3",
					     "dependentRequired: {a: [nothing]}"};
	static const char *const one[] = {"items",
					  "additionalProperties",
					  "unevaluatedProperties",
					  "unevaluatedItems",
					  "contains",
					  "not",
					  "if",
					  "then",
					  "else"};
	static const char *const lists[] = {"anyOf", "oneOf", "allOf", "prefixItems"};
	uint32_t what = depth < 4 ? pick(m, 4) : 3;

	buf_addc(&m->out, '{');
	if (what == 0) {
		buf_addf(&m->out, "%s: ", one[pick(m, 9)]);
		schema(m, depth + 1);
	} else if (what == 1) {
		buf_addf(&m->out, "%s: [", lists[pick(m, 4)]);
		schema(m, depth + 1);
		buf_adds(&m->out, ", ");
		schema(m, depth + 1);
		buf_addc(&m->out, ']');
	} else if (what == 2) {
		buf_adds(&m->out, pick(m, 2) ? "properties: {a: " : "patternProperties: {'': ");
		schema(m, depth + 1);
		buf_addc(&m->out, '}');
	}
	if (what != 3)
		buf_adds(&m->out, ", ");
	buf_adds(&m->out, leaves[pick(m, sizeof leaves / sizeof *leaves)]);
	buf_addc(&m->out, '}');
}

static void marked_values_never_leak(void **state)
{
	static const char *const documents[] = {"SECRET",
						"[SECRET, SECRET]",
						"{a: SECRET, b: [SECRET, {a: SECRET}]}",
						"[&x SECRET, {a: *x}, [[SECRET]]]",
						"{a: [735735735], b: {a: 735735735}}",
						"735735735",
						"{a: {b: {a: 'SECRET SECRET'}}}"};
	struct maker m = {.random = 7};
	int round;
	size_t i;

	(void)state;
	for (round = 0; round < 3000; round++) {
		struct compiled c;

		buf_clear(&m.out);
		buf_adds(&m.out, pick(&m, 2) ? "{x-sensitive: true, allOf: [" : "{allOf: [");
		schema(&m, 0);
		buf_adds(&m.out, ", ");
		schema(&m, 0);
		buf_adds(&m.out, "], anyOf: [{x-sensitive: {keep: [1, 1]}}, {x-sensitive: true}]}");
		c = must_compile(m.out.p);
		for (i = 0; i < sizeof documents / sizeof *documents; i++) {
			bool good;
			struct buf b = check(c.schema, documents[i], &good);

			if (strstr(buf_text(&b).p, "SECRET") || strstr(buf_text(&b).p, "735735"))
				fail_msg("%s\n%s\n%s", m.out.p, documents[i], b.p);
			buf_free(&b);
		}
		schemas_free(c.store);
	}
	buf_free(&m.out);
}

static void marks_are_there_without_violations_when_asked_for(void **state)
{
	struct compiled c = must_compile(
		"{properties: {id: {x-sensitive: {keep: [2, 3]}}, all: {x-sensitive: true}}}");
	struct validator *v = validator_new();
	struct tree t = {0};
	struct findings f = {0};
	struct buf b = {0};
	static const char document[] = "{id: '9901011234', all: [张三, {k: x}], open: 1}";

	(void)state;
	assert_int_equal(tree_load(&t, NULL, document, sizeof document - 1, &f), 0);
	schema_mark(c.schema, v, t.docs[0]);
	schema_mask(&b, node_get(t.docs[0], TEXT("id")));
	buf_addc(&b, ' ');
	schema_mask(&b, node_get(t.docs[0], TEXT("all"))->items[0]);
	buf_addc(&b, ' ');
	schema_mask(&b, node_get(node_get(t.docs[0], TEXT("all"))->items[1], TEXT("k")));
	buf_addc(&b, ' ');
	schema_mask(&b, node_get(t.docs[0], TEXT("open")));
	assert_string_equal(b.p, "99*****234 *** *** 1");
	buf_free(&b);
	tree_free(&t);
	findings_clear(&f);
	validator_free(v);
	schemas_free(c.store);
}

static void a_schema_with_a_mistake_is_none(void **state)
{
	static const char *const texts[] = {"{type: strng}",
					    "{$ref: '#/no'}",
					    "{pattern: '('}",
					    "[1]",
					    "{a: 1, a: 2}",
					    "{properties: {a: 5}}",
					    "{",
					    "{$schema: 'http://x/y'}",
					    "{multipleOf: 0}",
					    "{minLength: -1}",
					    "{x-sensitive: maybe}",
					    "a: 1\n---\nb: 2\n"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct compiled c = compile(texts[i]);
		struct buf why = {0};

		if (c.schema)
			fail_msg("%s is taken for a schema", texts[i]);
		schemas_each(c.store, say, &why);
		assert_true(why.n > 0);
		buf_free(&why);
		schemas_free(c.store);
	}
}

static void schemas_without_end_are_told(void **state)
{
	static const char *const texts[] = {"{$ref: '#'}",
					    "{allOf: [{$ref: '#'}]}",
					    "{not: {$ref: '#'}}",
					    "{if: {$ref: '#'}}",
					    "{$dynamicRef: '#a', $dynamicAnchor: a}",
					    "{dependentSchemas: {a: {$ref: '#'}}}",
					    "{unevaluatedProperties: false, $ref: '#'}"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct compiled c = must_compile(texts[i]);
		bool good;
		struct buf b = check(c.schema, "{a: 1}", &good);

		assert_false(good);
		if (!strstr(buf_text(&b).p, "without end"))
			fail_msg("%s: %s", texts[i], b.p);
		buf_free(&b);
		schemas_free(c.store);
	}
}

static void work_is_bounded(void **state)
{
	/* each level doubles the work */
	struct compiled c = must_compile(
		"{$defs: {n: {anyOf: [{items: {$ref: '#/$defs/n'}, minItems: 9}, "
		"{items: {$ref: '#/$defs/n'}, minItems: 9}]}}, $ref: '#/$defs/n'}");
	char document[200];
	bool good;
	struct buf b;

	(void)state;
	memset(document, '[', 99);
	memset(document + 99, ']', 99);
	document[198] = '\0';
	b = check(c.schema, document, &good);
	assert_false(good);
	assert_non_null(strstr(b.p, "limit"));
	buf_free(&b);
	schemas_free(c.store);
}

struct shared {
	const struct schema *schema;
	bool right;
};

static void *work(void *arg)
{
	struct shared *shared = arg;
	struct validator *v = validator_new();
	int i;

	shared->right = true;
	for (i = 0; i < 200; i++) {
		const char *document = i % 2 ? "{id: '1', born: '2020-02-30'}"
					     : "{id: 'abc', born: '2020-02-29'}";
		struct tree t = {0};
		struct findings f = {0};

		shared->right &= tree_load(&t, NULL, document, strlen(document), &f) == 0;
		shared->right &= schema_check(shared->schema, v, t.docs[0], &f) == !(i % 2);
		shared->right &= f.n == (i % 2 ? 2 : 0);
		findings_clear(&f);
		tree_free(&t);
	}
	validator_free(v);
	return NULL;
}

static void threads_share_a_schema(void **state)
{
	struct compiled c = must_compile(
		"{properties: {id: {pattern: '^[a-z]+$'}, born: {format: date}}}");
	struct shared shared[4];
	pthread_t threads[4];
	int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		shared[i].schema = c.schema;
		assert_int_equal(pthread_create(&threads[i], NULL, work, &shared[i]), 0);
	}
	for (i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_true(shared[i].right);
	}
	schemas_free(c.store);
}

static void a_store_may_be_empty_or_freed_twice_over(void **state)
{
	struct schemas *s = schemas_new();

	(void)state;
	assert_null(schemas_load(s, "/nonexistent/schema.yaml"));
	assert_non_null(schemas_load_embedded(s, "registry/registry.schema.yaml"));
	schemas_free(s);
	schemas_free(NULL);
	validator_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_compared_exactly),
		cmocka_unit_test(marked_values_never_leak),
		cmocka_unit_test(marks_are_there_without_violations_when_asked_for),
		cmocka_unit_test(a_schema_with_a_mistake_is_none),
		cmocka_unit_test(schemas_without_end_are_told),
		cmocka_unit_test(work_is_bounded),
		cmocka_unit_test(threads_share_a_schema),
		cmocka_unit_test(a_store_may_be_empty_or_freed_twice_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
