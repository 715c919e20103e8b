/* What lifecycle promises: problems and persons are what registry.yaml says, and what it says
 * wrongly is said with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/date.h"
#include "registry/lifecycle.h"
#include "registry/people.h"
#include "registry/registry.h"
#include "yaml/tree.h"

static char top[] = "/tmp/hearth-lifecycle-XXXXXX";

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static const char schema[] =
	"properties:\n"
	"  id: {type: string}\n"
	"  guests: {type: array, items: {properties: {called: {type: string}, card: {type: string}},"
	" additionalProperties: false}}\n"
	"  faults:\n"
	"    type: array\n"
	"    items:\n"
	"      additionalProperties: false\n"
	"      properties:\n"
	"        id: {type: string}\n"
	"        how: {type: string}\n"
	"        part: {type: string}\n"
	"        seen: {properties: {on: {type: string}}, additionalProperties: false}\n"
	"        hands: {type: array, items: {properties: {who: {type: string}, as: {type: string},"
	" day: {type: string}}, additionalProperties: false}}\n"
	"additionalProperties: false\n";

#define KINDS "kinds:\n  boat: {files: 'boats/*.yaml', schema: schema.yaml, key: id}\n"

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(top) || chdir(top))
		return -1;
	put("schema.yaml", schema);
	return 0;
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof command, "rm -r %s", top);
	return chdir("/") || system(command);
}

static void open_with(struct registry *r, const char *rest)
{
	char all[2000];

	snprintf(all, sizeof all, "registry: 1\n" KINDS "%s", rest);
	put("registry.yaml", all);
	assert_true(registry_open(r, ""));
}

#define LIFE                                                                                       \
	"roles: [mate, captain]\n"                                                                 \
	"states: {open: [seen, again], fixed: [mended], closed: [gone], other: [x]}\n"

static void problems_are_what_the_registry_says(void **state)
{
	static const char record[] = "{id: f1, how: again, part: mast, seen: {on: 2020-03-01}, "
				     "hands: [{who: A, as: captain, day: 2020-03-02}]}";
	struct registry r;
	struct findings f = {0};
	struct tree t = {0};
	const struct lifecycle *l;
	struct node *problem;

	(void)state;
	open_with(&r, LIFE "problems:\n"
			   "  in: ['boat.faults[]']\n"
			   "  state: how\n"
			   "  about: [part]\n"
			   "  dates: {seen: seen.on}\n"
			   "  signed: {list: hands, role: as, name: who, on: day}\n");
	l = r.lifecycle;
	assert_non_null(l);
	assert_int_equal(r.findings.n, 0);
	assert_null(r.persons);
	assert_int_equal(l->nplaces, 1);
	assert_int_equal(l->nstates, 4);
	assert_int_equal(l->nroles, 2);
	assert_int_equal(lifecycle_role(l, TEXT("captain")), 1);
	assert_int_equal(lifecycle_role(l, TEXT("cook")), 2);
	assert_int_equal(lifecycle_state_named(l, TEXT("mended"))->stage, STAGE_FIXED);
	assert_null(lifecycle_state_named(l, TEXT("x")));
	assert_int_equal(tree_load(&t, "x.yaml", record, sizeof record - 1, &f), 0);
	problem = t.docs[0];
	assert_int_equal(lifecycle_stage_of(l, problem), STAGE_OPEN);
	assert_true(text_is(node_text(lifecycle_about(l, problem)), "mast"));
	assert_true(text_is(path_field_text(&lifecycle_state_named(l, TEXT("seen"))->date, problem),
			    "2020-03-01"));
	assert_null(path_field(&l->due, problem));
	assert_int_equal(path_field(&l->signatures, problem)->n, 1);
	assert_true(
		text_is(path_field_text(&l->role, path_field(&l->signatures, problem)->items[0]),
			"captain"));
	tree_free(&t);
	registry_close(&r);
}

static void persons_are_found_by_their_identity(void **state)
{
	struct registry r;

	(void)state;
	open_with(&r, "persons: {in: ['boat.guests[]'], name: called, identity: card}\n");
	assert_int_equal(r.findings.n, 0);
	assert_null(r.lifecycle);
	assert_int_equal(r.persons->nplaces, 1);
	assert_int_equal(r.persons->identity.n, 1);
	registry_close(&r);
}

static void assert_said(const char *rest, uint32_t line, const char *words)
{
	struct registry r;

	open_with(&r, rest);
	assert_int_equal(r.findings.n, 1);
	findings_finish(&r.findings, buf_text(r.bytes).p, r.bytes->n);
	if (!strstr(r.findings.v[0].message, words))
		fail_msg("%s", r.findings.v[0].message);
	assert_int_equal(r.findings.v[0].start.line, line);
	registry_close(&r);
}

static void mistakes_are_said_where_they_stand(void **state)
{
	(void)state;
	assert_said("problems:\n  in: [boat.faults]\n  state: how\n", 4, "boat.faults");
	assert_said("problems:\n  in: ['ship.faults[]']\n  state: how\n", 4, "ship.faults[]");
	assert_said("problems:\n  in: ['boat.guests[]']\n  state: how\n", 5, "how");
	assert_said("problems:\n  in: ['boat.faults[]']\n  state: 'hands[].as'\n", 5, "hands[].as");
	assert_said(LIFE "problems:\n  in: ['boat.faults[]']\n  state: how\n"
			 "  dates: {x: seen.on}\n",
		    8, "'x'");
	assert_said("persons: {in: ['boat.guests[]'], identity: passport}\n", 3, "passport");
}

static void the_day_is_the_registrys_or_today(void **state)
{
	struct registry r;

	(void)state;
	open_with(&r, "as-of: 2020-04-20\n");
	assert_int_equal(registry_today(&r), date_days((struct date){2020, 4, 20}));
	registry_close(&r);
	open_with(&r, "");
	assert_int_equal(registry_today(&r), date_days(date_today()));
	registry_close(&r);
}

static void people_are_known_by_name_and_address(void **state)
{
	struct registry r;
	struct buf why = {0};
	struct people *p;
	const struct person *x;

	(void)state;
	put("crew.yaml",
	    "people:\n"
	    "- {name: Ada, role: mate, area: '99', email: [ada@example.org, A@x.example]}\n"
	    "- {role: nobody}\n"
	    "- {name: Bo, email: bo@example.org}\n");
	open_with(&r, "people: crew.yaml\n");
	p = people_open(&r, &why);
	assert_non_null(p);
	assert_int_equal(why.n, 0);
	assert_int_equal(people_count(p), 2);
	x = people_at(p, 0);
	assert_true(person_has_email(x, TEXT("a@X.example")));
	assert_false(person_has_email(x, TEXT("bo@example.org")));
	assert_true(person_covers(x, TEXT("990102")));
	assert_false(person_covers(x, TEXT("980102")));
	x = people_at(p, 1);
	assert_int_equal(x->line, 3);
	assert_true(person_covers(x, TEXT("980102")));
	people_close(p);
	registry_close(&r);
}

static void assert_no_people(const char *rest, const char *words)
{
	struct registry r;
	struct buf why = {0};

	open_with(&r, rest);
	assert_null(people_open(&r, &why));
	if (words ? !why.n || !strstr(why.p, words) : why.n != 0)
		fail_msg("%s", buf_text(&why).p);
	buf_free(&why);
	registry_close(&r);
}

static void people_that_cannot_be_read_are_said(void **state)
{
	(void)state;
	put("bad.yaml", "people: {a: 1}\n");
	put("worse.yaml", "a: 'b\n");
	assert_no_people("", NULL);
	assert_no_people("people: none.yaml\n", "none.yaml");
	assert_no_people("people: bad.yaml\n", "no list");
	assert_no_people("people: worse.yaml\n", "quotation mark");
	assert_no_people("people: ../crew.yaml\n", "no path inside");
	assert_no_people("people: /etc/passwd\n", "no path inside");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(problems_are_what_the_registry_says),
		cmocka_unit_test(persons_are_found_by_their_identity),
		cmocka_unit_test(mistakes_are_said_where_they_stand),
		cmocka_unit_test(people_are_known_by_name_and_address),
		cmocka_unit_test(people_that_cannot_be_read_are_said),
		cmocka_unit_test(the_day_is_the_registrys_or_today),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
