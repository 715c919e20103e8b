#ifndef BASE_PIPE_H
#define BASE_PIPE_H

/* Lets whoever writes run ahead of the reader by more than a few pages, where the system can. */
void pipe_enlarge(int fd);

#endif
