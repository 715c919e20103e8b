#ifndef YAML_FORMAT_H
#define YAML_FORMAT_H
/* Bringing a YAML file into its one canonical form, and making sure that nothing was lost. */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "yaml/form.h"
#include "yaml/tree.h"

struct findings;

struct format {
	struct buf text;  /* the file with LF at the end of lines and without byte-order mark */
	struct form form; /* of `text`: may be rearranged, and scalars be marked `quote` */
	struct tree tree; /* of `text`; without documents where a tree cannot be: see format_load */
	bool returns;     /* the file has CR at the end of lines */
	bool moved;       /* to be set by who rearranges the form */
	struct buf out;
	struct form written; /* `out` taken apart, for checking */
	struct tree check;
};

/* Reads a file's bytes; false with findings if they are no YAML. Keys that are no scalars, double
 * keys and the like stop a tree but not this; no findings are left of those. */
bool format_load(struct format *f, const char *bytes, size_t n, struct findings *findings);
/* Lays the form out in f->out; false with a finding if what came out does not say what was meant,
 * which would be a defect here. */
bool format_write(struct format *f, struct findings *findings);
void format_free(struct format *f);

#endif
