#ifndef VERSION_SECTION_H
#define VERSION_SECTION_H
/*
 * A record cut into its top-level entries without being parsed, so that of its next version only
 * what changed need be. Each line that begins with a plain key begins a section. The cut holds if
 * each section, loaded alone, is a block mapping of one pair: YAML then says the same of the parts
 * as of the whole, for at the left margin nothing of one entry reaches into the next. Texts in
 * which that might not be so (anchors, aliases, directives, several documents, JSON, anything else
 * at the margin) are not cut.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct section {
	uint64_t hash, key_hash; /* of its bytes; of its key */
	uint32_t start, end;     /* bytes; comments before a key belong to the section before */
	uint32_t key;            /* the key's length, at `start` */
};

struct sections {
	struct section *v; /* the first, perhaps empty, is what comes before any key: key 0 */
	size_t n, cap;
};

#define SECTION_LARGEST                                                                            \
	((size_t)256 << 10) /* bytes of a text that is cut: far from the loader's                  \
			       limits on a whole file */

/* False if the text is not to be cut: it has no sections then. *s keeps its memory. */
bool sections_cut(struct sections *s, const char *bytes, size_t n);
void sections_free(struct sections *s);

#endif
