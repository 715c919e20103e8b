#ifndef YAML_BUILD_H
#define YAML_BUILD_H
/* Putting a tree together from events, whoever makes them: what the YAML and the JSON loader share.
 */
#include "base/hash.h"
#include "yaml/tree.h"

struct findings;

struct build_frame {
	struct node *node; /* the open collection */
	size_t first;      /* its first child on the stack of nodes */
	uint64_t weight;   /* values in it so far, aliases followed */
};

struct build {
	struct tree *tree;
	struct findings *findings;
	const char *bytes; /* of the file */
	bool unusable;     /* a finding says why; the rest is read for more */
	size_t nodes;
	struct build_frame frames[TREE_DEPTH + 1];
	size_t depth;
	struct node **stack; /* the tree's scratch: finished children of the open collections */
	size_t nstack;
	struct node **docs;
	size_t ndocs, capdocs;
	struct hash anchors; /* of the document: name -> struct build_anchor */
};

/* Each returns false, with a finding, when a limit is passed. */
struct node *build_node(struct build *b, enum node_kind kind, uint32_t start, uint32_t end);
bool build_open(struct build *b, struct node *collection);
bool build_close(struct build *b, uint32_t end); /* end 0: where the last child ends */
bool build_value(struct build *b, struct node *n, uint64_t weight); /* a finished scalar or alias */
void build_document(struct build *b, struct node *root);            /* at the end of a document */
/* A scalar with a copy of the text, pushed as a finished value; its type and style are the caller's
 * to set. */
struct node *build_scalar(struct build *b, struct text text, uint32_t start, uint32_t end);
/* Holds a number against the limits on its digits and exponent. */
bool build_number(struct build *b, const struct node *n);
void build_anchor(struct build *b, struct node *n, struct text name);
bool build_alias(struct build *b, struct text name, uint32_t start, uint32_t end, uint32_t line,
		 uint32_t column);
/* Hands the documents to the tree; false if they are unusable. */
bool build_finish(struct build *b);
void build_free(struct build *b);

#endif
