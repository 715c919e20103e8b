#ifndef BASE_EMBED_H
#define BASE_EMBED_H
/*
 * The data files that the library carries inside itself: every .json and .yaml below lib/, written
 * into build/embed.c by the build. They live as long as the program and are never freed.
 */
#include <stddef.h>

struct embed {
	const char *name; /* the path below lib/, e.g. "schema/meta/schema.json" */
	const unsigned char *bytes;
	size_t size; /* in bytes; a NUL follows that is not counted */
};

extern const struct embed embed_files[]; /* in order of name; ends with a NULL name */

#endif
