#ifndef SCHEMA_TIDY_H
#define SCHEMA_TIDY_H
/* A file brought into its canonical form, in place. */
#include "base/save.h"
#include "yaml/format.h"

struct findings;
struct schema;
struct validator;

struct tidy { /* zeroed at first */
	struct format format;
	struct buf before; /* the bytes that were read */
	struct save save;
};

enum tidied {
	TIDY_SAME,    /* it was in canonical form */
	TIDY_CHANGED, /* it was not, and is now */
	TIDY_BROKEN,  /* no YAML: left alone, findings say why */
	TIDY_FAILED   /* could not be read or written: left alone, `why` says why */
};

/* Lays out n bytes in t->format.out, by a schema (NULL: none); false with findings. */
bool tidy_bytes(struct tidy *t, const char *bytes, size_t n, const struct schema *s,
		struct validator *v, struct findings *f);
enum tidied tidy_file(struct tidy *t, const char *path, const struct schema *s,
		      struct validator *v, struct findings *f, struct buf *why);
void tidy_free(struct tidy *t);

#endif
