#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H
/*
 * Where files come from when it is not the disk: something with folders and files that somebody
 * else holds, as a git revision. Its paths, as shown and as given to source_read, begin with a
 * prefix that no file on disk is meant by; the functions of the holder get them without it.
 */
#include <stddef.h>

struct buf;

enum source_type { SOURCE_NONE, SOURCE_FILE, SOURCE_FOLDER, SOURCE_LINK, SOURCE_OTHER };

struct source {
	const char *prefix;
	const char *here; /* the current folder in it: "" or ends with '/' */
	/* As file_read, links followed. From any thread. */
	int (*read)(void *ctx, const char *path, struct buf *out);
	/* What is at the path, links followed: SOURCE_LINK is one that leads out of the source,
	 * SOURCE_NONE has an errno value. *real (may be NULL) gets the path without links. */
	enum source_type (*find)(void *ctx, const char *path, struct buf *real);
	/* Calls `each` for what is in a folder ("" or ends with '/'), sorted by name. */
	void (*list)(void *ctx, const char *folder,
		     void (*each)(void *to, const char *name, enum source_type type), void *to);
	void *ctx;
};

/* s NULL: the disk. */
int source_read(const struct source *s, const char *path, struct buf *out);
/* A path as shown, without the prefix; as it is if it has none. */
const char *source_below(const struct source *s, const char *path);

#endif
