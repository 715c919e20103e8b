#ifndef VERSION_GUESS_H
#define VERSION_GUESS_H
/* Of which kind a record is when only a copy of its file is known, somewhere else: git hands out
 * such. */
struct buf;
struct edition;
struct edition_registry;
struct kind;
struct node;

/* The registry that is meant where one stands: around the folder of the edition's top, or in one of
 * the folders below it; NULL if there is none, or more than one, or with why: trouble. */
struct edition_registry *guess_registry(struct edition *e, struct buf *why);
/* The kind whose files are called so and whose schema the record fits best; NULL: none. */
const struct kind *guess_kind(const struct edition_registry *r, const char *path,
			      struct node *root);

#endif
