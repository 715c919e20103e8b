/* What version/event promises: each step in a problem's life is told once and by its right name, a
 * signature is broken by a change of what it was put under and by nothing else, and persons are
 * told by who they are. */
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
#include "base/finding.h"
#include "registry/registry.h"
#include "schema/schema.h"
#include "version/event.h"
#include "yaml/tree.h"

static char top[] = "/tmp/hearth-event-XXXXXX";
static struct registry registry;

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(top) || chdir(top))
		return -1;
	put("registry.yaml",
	    "registry: 1\n"
	    "roles: [helper, secretary]\n"
	    "states: {open: [found, confirmed, reopened], fixed: [fixed], accepted: [accepted],\n"
	    "  closed: [closed], dropped: [rejected]}\n"
	    "problems:\n"
	    "  in: ['house.problems[]', 'house.rooms[].problems[]']\n"
	    "  state: state\n"
	    "  what: what\n"
	    "  about: [indicator, policy]\n"
	    "  dates: {found: found.on, fixed: fixed.on, closed: closed.on}\n"
	    "  signed: {list: signed, role: role, name: name, on: on}\n"
	    "persons: {in: ['house.members[]'], name: name, identity: document}\n"
	    "kinds:\n"
	    "  house: {files: '*.house.yaml', schema: s.json, key: id}\n"
	    "ignore: ['registry.yaml']\n");
	put("s.json",
	    "{\"properties\": {"
	    "\"problems\": {\"$ref\": \"#/$defs/problems\"},"
	    "\"rooms\": {\"x-key\": \"id\", \"items\": {\"properties\": {\"problems\":"
	    " {\"$ref\": \"#/$defs/problems\"}}}},"
	    "\"members\": {\"x-key\": \"id\", \"items\": {\"properties\": {\"id\": {}, \"document\":"
	    " {\"x-sensitive\": true}, \"name\": {\"x-sensitive\": {\"keep\": [1, 0]}}}}},"
	    "\"sweep\": {\"properties\": {\"by\": {\"title\": \"swept by\"}, \"signed\":"
	    " {\"x-key\": \"role\"}}}},"
	    "\"$defs\": {\"problems\": {\"x-key\": \"id\", \"items\": {\"properties\": {"
	    "\"id\": {}, \"state\": {}, \"indicator\": {}, \"policy\": {}, \"due\": {},"
	    "\"what\": {\"title\": \"in words\"},"
	    "\"found\": {\"properties\": {\"on\": {}}}, \"fixed\": {\"properties\": {\"on\": {}}},"
	    "\"closed\": {\"properties\": {\"on\": {}}},"
	    "\"signed\": {\"x-key\": \"role\", \"items\": {\"properties\": {\"role\": {}, \"name\":"
	    " {}, \"on\": {}}}}}}}}}");
	return registry_open(&registry, "") && registry.findings.n == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	registry_close(&registry);
	snprintf(command, sizeof command, "rm -r %s", top);
	return chdir("/") || system(command);
}

static struct node *load(struct tree *t, const char *text)
{
	struct findings f = {0};
	struct validator *v;

	if (!text)
		return NULL;
	if (tree_load(t, "t.yaml", text, strlen(text), &f) < 0 || f.n)
		fail_msg("%s: %s", text, f.n ? f.v[0].message : "does not load");
	findings_clear(&f);
	v = validator_new();
	schema_mark(registry.kinds[0].schema, v, t->docs[0]);
	validator_free(v);
	return t->docs[0];
}

static void add(struct buf *b, const char *before, struct text t)
{
	if (!t.n)
		return;
	buf_adds(b, before);
	buf_addt(b, t);
}

static void write_event(struct buf *b, const struct event *x)
{
	buf_adds(b, event_name(x->type));
	add(b, " ", x->id);
	add(b, " about ", x->about);
	add(b, " from ", x->from);
	add(b, " to ", x->to);
	add(b, " on ", x->on);
	if (x->dated)
		buf_addf(b, " after %d", (int)x->days);
	add(b, " role ", x->role);
	add(b, " name ", x->name);
	add(b, " what ", x->what);
	buf_addc(b, '\n');
}

static void assert_events(const char *before, const char *after, const char *expected)
{
	struct tree x = {0}, y = {0};
	struct events e = {0};
	struct buf b = {0};
	size_t i;

	events_between(&e, &registry, &registry.kinds[0], load(&x, before), load(&y, after));
	buf_adds(&b, "");
	for (i = 0; i < e.n; i++)
		write_event(&b, &e.v[i]);
	if (strcmp(b.p, expected) != 0)
		fail_msg("%s\n--\n%s\nexpected:\n%sgot:\n%s", before ? before : "",
			 after ? after : "", expected, b.p);
	buf_free(&b);
	events_free(&e);
	tree_free(&x);
	tree_free(&y);
}

#define FOUND "id: p1, indicator: water, what: no water, found: {on: 2020-03-18}"
#define IN(state) "problems:\n- {" FOUND ", state: " state "}\n"

static void every_step_is_told_by_its_name(void **state)
{
	(void)state;
	assert_events("a: 1\n", IN("found"),
		      "opened p1 about water to found on 2020-03-18 after 0 what no water\n");
	assert_events(IN("found"), IN("confirmed"),
		      "progressed p1 about water from found to confirmed what no water\n");
	assert_events(IN("confirmed"), IN("fixed, fixed: {on: 2020-04-11}"),
		      "fixed p1 about water from confirmed to fixed on 2020-04-11 after 24 what no "
		      "water\n");
	assert_events(IN("fixed"), IN("accepted"),
		      "accepted p1 about water from fixed to accepted what no water\n");
	assert_events(IN("found"), IN("closed"),
		      "closed p1 about water from found to closed what no water\n");
	assert_events(IN("closed"), IN("reopened"),
		      "reopened p1 about water from closed to reopened what no water\n");
	assert_events(IN("closed"), IN("fixed"),
		      "reopened p1 about water from closed to fixed what no water\n");
	assert_events(IN("rejected"), IN("found"),
		      "reopened p1 about water from rejected to found what no water\n");
	assert_events(IN("found"), IN("rejected"),
		      "dropped p1 about water from found to rejected what no water\n");
	assert_events(IN("found"), "problems: []\n",
		      "deleted p1 about water from found what no water\n");
	assert_events(IN("found"), NULL, "deleted p1 about water from found what no water\n");
	assert_events(NULL, IN("found"),
		      "opened p1 about water to found on 2020-03-18 after 0 what no water\n");
	assert_events(IN("found"), IN("odd"),
		      "progressed p1 about water from found to odd what no water\n");
	assert_events(IN("odd"), IN("closed"),
		      "progressed p1 about water from odd to closed what no water\n");
}

static void what_comes_further_than_open_is_told_twice(void **state)
{
	(void)state;
	assert_events("a: 1\n", IN("closed, closed: {on: 2020-03-20}"),
		      "opened p1 about water to closed on 2020-03-18 after 0 what no water\n"
		      "closed p1 about water to closed on 2020-03-20 after 2 what no water\n");
}

static void problems_pair_by_key_and_not_by_place(void **state)
{
	(void)state;
	assert_events("problems:\n- {id: a, state: found}\n- {id: b, state: found}\n",
		      "problems:\n- {id: c, state: found}\n- {id: b, state: fixed}\n",
		      "opened c to found\n"
		      "fixed b from found to fixed\n"
		      "deleted a from found\n");
	assert_events("problems:\n- {id: a, state: found}\n- {id: b, state: fixed}\n",
		      "problems:\n- {id: b, state: fixed}\n- {id: a, state: found, due: x}\n", "");
	assert_events("rooms:\n- {id: x, problems: [{id: a, state: found}]}\n- {id: y}\n",
		      "rooms:\n- {id: y}\n- {id: x, problems: [{id: a, state: closed}]}\n",
		      "closed a from found to closed\n");
}

static void nonsense_tells_nothing(void **state)
{
	(void)state;
	assert_events("problems: 1\n", "problems: [1, null, []]\n", "opened\nopened\nopened\n");
	assert_events("problems: {state: found}\n", "rooms: [{problems: {}}]\nmembers: x\n", "");
	assert_events("a\n", "[b]\n", "");
	assert_events(IN("[a]"), IN("{a: 1}"), "");
}

#define SIGNED(more) "problems:\n- {" FOUND ", state: fixed, fixed: {on: 2020-04-11}" more "}\n"
#define HELPER "{role: helper, name: A, on: 2020-04-12}"

static void signatures_come_and_go(void **state)
{
	(void)state;
	assert_events(SIGNED(""), SIGNED(", signed: [" HELPER "]"),
		      "signed p1 about water on 2020-04-12 role helper name A\n");
	assert_events(SIGNED(", signed: [" HELPER "]"), SIGNED(""),
		      "unsigned p1 about water on 2020-04-12 role helper name A\n");
	assert_events(SIGNED(", signed: [" HELPER "]"),
		      SIGNED(", signed: [{role: helper, name: B, on: 2020-04-12}]"),
		      "unsigned p1 about water on 2020-04-12 role helper name A\n"
		      "signed p1 about water on 2020-04-12 role helper name B\n");
}

static void a_signature_is_broken_by_what_it_was_put_under(void **state)
{
	(void)state;
	assert_events(
		"problems:\n- {" FOUND ", state: fixed, fixed: {on: 2020-04-11}, signed: [" HELPER
		"]}\n",
		"problems:\n- {id: p1, indicator: water, what: little water, found: {on: 2020-03-18}, "
		"state: fixed, fixed: {on: 2020-04-10}, due: 1, signed: [" HELPER
		", {role: secretary, name: B, on: 2020-04-13}]}\n",
		"broken p1 about water on 2020-04-12 role helper name A what in words, fixed, due\n"
		"signed p1 about water on 2020-04-13 role secretary name B\n");
	/* The next step is no change of what was signed. */
	assert_events(
		"problems:\n- {" FOUND ", state: fixed, fixed: {on: 2020-04-11}, signed: [" HELPER
		"]}\n",
		"problems:\n- {" FOUND ", state: closed, fixed: {on: 2020-04-11}, closed: {on: "
		"2020-04-20}, signed: [" HELPER "]}\n",
		"closed p1 about water from fixed to closed on 2020-04-20 after 33 what no water\n");
	/* Of anything else that is signed, everything is. */
	assert_events("sweep: {by: A, state: x, signed: [" HELPER "]}\n",
		      "sweep: {by: B, state: y, signed: [" HELPER "]}\n",
		      "broken on 2020-04-12 role helper name A what swept by, state\n");
	assert_events("sweep: {by: A, signed: [" HELPER "]}\n", "a: 1\n",
		      "unsigned on 2020-04-12 role helper name A\n");
	assert_events("sweep: {signed: [" HELPER "], by: A}\n",
		      "sweep:\n  by: 'A'\n  signed:\n  - {on: 2020-04-12, name: A, role: helper}\n",
		      "");
}

#define M1 "{id: m1, name: Ada, document: '1'}"
#define M2 "{id: m2, name: Bob, document: '2'}"

static void persons_are_who_they_are(void **state)
{
	(void)state;
	assert_events("members: [" M1 "]\n", "members: [" M1 ", " M2 "]\n", "came m2 what B**\n");
	assert_events("members: [" M1 ", " M2 "]\n", "members: [" M1 "]\n", "went m2 what B**\n");
	/* another number for the same person; a corrected identity */
	assert_events("members: [" M1 ", " M2 "]\n",
		      "members: [{id: m1, name: Bob, document: '2'}]\n", "went m1 what A**\n");
	assert_events("members: [" M1 "]\n", "members: [{id: m1, name: Ada, document: '9'}]\n", "");
	assert_events("members: [" M1 "]\n", "members: [{id: m1, name: Eve, document: '9'}]\n",
		      "came m1 what E**\nwent m1 what A**\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_is_told_by_its_name),
		cmocka_unit_test(what_comes_further_than_open_is_told_twice),
		cmocka_unit_test(problems_pair_by_key_and_not_by_place),
		cmocka_unit_test(nonsense_tells_nothing),
		cmocka_unit_test(signatures_come_and_go),
		cmocka_unit_test(a_signature_is_broken_by_what_it_was_put_under),
		cmocka_unit_test(persons_are_who_they_are),
	};

	return cmocka_run_group_tests_name("event", tests, set_up, tear_down);
}
