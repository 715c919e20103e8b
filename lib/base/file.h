#ifndef BASE_FILE_H
#define BASE_FILE_H
/* Reading whole files, making folders. */
#include <stddef.h>

#include "base/message.h"

struct buf;
struct findings;

#define FILE_LIMIT                                                                                 \
	((size_t)16 << 20) /* bytes; the largest record, schema or registry file that is read */

/* Reads the regular file at path ("-": standard input) into *out, replacing what it held.
 * 0, or an errno value: EISDIR for a directory, EFBIG past FILE_LIMIT, ENODEV for what is no
 * regular file. */
int file_read(const char *path, struct buf *out);
/* Adds the finding for such an errno value. */
void file_finding(struct findings *f, int error);
/* Makes the folders that lead to path, as far as they are not there. 0, or an errno value. */
int file_make_folders(const char *path);
/* Appends why, in words. */
void file_error_write(struct buf *out, int error);

#endif
