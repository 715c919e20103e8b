#ifndef VERSION_EVENT_ACROSS_H
#define VERSION_EVENT_ACROSS_H
/* What events of several records say together: who came into one had left another. */
#include <stdbool.h>
#include <stddef.h>

struct events;

struct event_record {
	const char *name; /* "kind key" */
	bool added, removed; /* the record came, or went */
	struct events *events;
};

/* Turns each pair of a person who went and came into one event CHANGED_HOUSE of the record now
 * lived in, with `from`; and adds SPLIT to a record that came out of one that is still there. */
void events_across(struct event_record *records, size_t n);

#endif
