#include "base/source.h"

#include <string.h>

#include "base/file.h"

const char *source_below(const struct source *s, const char *path)
{
	size_t n = strlen(s->prefix);

	return strncmp(path, s->prefix, n) == 0 ? path + n : path;
}

int source_read(const struct source *s, const char *path, struct buf *out)
{
	return s ? s->read(s->ctx, source_below(s, path), out) : file_read(path, out);
}
