/* What POSIX does not know of pipes, apart from all else: these definitions change what headers
 * declare. */
#define _GNU_SOURCE
#include "base/pipe.h"

#include <fcntl.h>

enum { LARGE = 1 << 20 };

void pipe_enlarge(int fd)
{
#ifdef F_SETPIPE_SZ
	fcntl(fd, F_SETPIPE_SZ, LARGE);
#else
	(void)fd;
#endif
}
