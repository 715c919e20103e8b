#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H
/*
 * Views: the lists and statistics that registry.yaml defines under `lists` and `stats`, each a
 * selection with a title, columns, conditions that options switch on (filters), sums by group,
 * and what is computed of those. See registry.yaml(5).
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/options.h"
#include "base/text.h"

struct expr;
struct judge;
struct node;
struct registry;
struct selection;
struct table;

enum { VIEW_FILTER = 1000 }; /* the id of the first filter's option; the others follow */

/* The options of a command whose views have filters: its own rows, and one for every filter that a
 * view of the registry around names. Looks at argv only to find the registry. Rows live in a. */
const struct option_row *view_options(const struct option_row *own, const char *section, int argc,
				      char **argv, struct arena *a);

/* The views of a section, "lists" or "stats": a mapping from name to view, NULL if there is none. */
struct node *view_section(const struct registry *r, const char *section);
/* What people call it, or its name. */
struct text view_title(const struct node *view, struct text name);
/* Adds to the findings of r what is wrong with its views, none of which is run. */
void view_check(struct registry *r, struct judge *j);
/* What a ratio says, compiled in the arena; NULL after a finding. */
struct expr *view_ratio(struct registry *r, const struct node *at, struct arena *a);
/* Does it know all filters that were asked for? *missing is the first it does not know. */
bool view_knows(const struct selection *s, const struct node *view, struct text *missing);
/* Runs n views over the records at once, with what the options ask for, and begins out[i] of each:
 * 0, or 2 after a message. All of out is then to be freed. */
int view_run(struct selection *s, const struct node *const *views, size_t n, struct table *out);
/* Runs one view of a section and writes what comes of it: 0, or 2 after a message. */
int view_show(struct selection *s, const char *section, struct text name);
/* Writes names, joined with commas, into an arena. */
struct text view_names(const struct node *section, struct arena *a);

#endif
