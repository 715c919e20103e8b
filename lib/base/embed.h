#ifndef BASE_EMBED_H
#define BASE_EMBED_H
/*
 * The data files that the library carries inside itself: every .json, .yaml and template below
 * lib/, and of the sample registry what every registry needs. They are written into build/embed.c
 * by the build, live as long as the program and are never freed.
 */
#include <stddef.h>

struct embed {
	const char *name; /* below lib/, "schema/meta/schema.json", or "records/registry.yaml" */
	const unsigned char *bytes;
	size_t size; /* in bytes; a NUL follows that is not counted */
};

extern const struct embed embed_files[]; /* in order of name; ends with a NULL name */

#endif
