#ifndef BASE_SAVE_H
#define BASE_SAVE_H
/*
 * Replacing a file whole: at every moment it is the old one or the new one, and what another wrote
 * in between is never overwritten.
 */
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/buf.h"

struct save {
	char *path;        /* as named */
	char *target;      /* the same without links; NULL: not open */
	struct buf bytes;  /* of the file as it was read */
	bool there;        /* false: the file is to be made */
	uint64_t dev, ino; /* of the file that was read */
	struct timespec modified;
};

/* Reads the file at path, to be replaced. False with why, in words that name the path. */
bool save_open(struct save *s, const char *path, struct buf *why);
/* The same for a file that must not be there yet; its folder must. */
bool save_new(struct save *s, const char *path, struct buf *why);
/* Replaces it. The new one is written beside it, flushed, read back and renamed; permissions and
 * owner are kept, links followed. False with why: then nothing is changed, unless `why` says that
 * only the way to the disk is in doubt. s->bytes is what the file holds now. Signals that end the
 * process wait until it is over, if no other thread takes them. */
bool save_write(struct save *s, struct text bytes, struct buf *why);
/* Is this the name of a file that is being written, or was when its writer was killed? The next
 * write of the same file takes it away. */
bool save_is_temporary(const char *name);
void save_close(struct save *s); /* forgets all; usable again. A zeroed one may be closed. */

#endif
