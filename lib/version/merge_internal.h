#ifndef VERSION_MERGE_INTERNAL_H
#define VERSION_MERGE_INTERNAL_H
/*
 * What the parts of a merge share. merge_plan.c says of every value what becomes of it, from the
 * values alone; merge_write.c makes the text of that, and merge_flow.c what is in brackets;
 * merge_check.c proves it.
 */
#include "base/arena.h"
#include "schema/annotate.h"
#include "version/merge.h"
#include "yaml/format.h"

struct merge_part { /* a value in one version, with its item: lines, or a stretch in brackets */
	struct node *node; /* NULL: not in that version */
	const struct form *form;
	const struct form_item *item; /* of the root: the document's */
	const struct form_node *holder; /* the collection around it; NULL: the root */
	uint32_t lead;   /* of lines: where the comments before it begin */
	uint32_t core;   /* its first byte, of its dash or key */
	uint32_t end;    /* after its last byte; of lines: after the line break */
	bool block;      /* it has lines of its own, but perhaps the first */
	bool compact;    /* its first line is begun by the dash of its holder */
	bool odd;        /* its holder is written in a way that no item can be put into */
};

enum merge_op {
	MERGE_KEEP, /* as in ours */
	MERGE_TAKE, /* as in theirs */
	MERGE_MIX,  /* a collection in both: as its children say */
	MERGE_CLASH /* a conflict */
};

struct merge_place {
	enum merge_op op;
	struct merge_part part[MERGE_SIDES];
	struct merge_place *up;
	struct text key; /* of a pair; p NULL: an item or the root */
	struct node *key_node;
	struct text title;
	struct node *name;  /* what identifies an item, or NULL */
	size_t index;       /* of an item without, from 0 */
	struct merge_place **children; /* of a mix, in the order they are to have */
	size_t n;
	enum message why;   /* of a clash */
	bool whole;  /* of a clash: it is about form or order, not about one value */
};

/* merge_plan.c */
struct merge_plan {
	struct arena arena;
	struct merge_place *root;
	struct format side[MERGE_SIDES];
	long work;
};
/* Pairs everything; the sides are loaded, each with one document, or none (of the base). */
void merge_plan_make(struct merge_plan *p, const struct schema *s);
/* The same of values alone: there is no text to be made of it. */
struct merge_place *merge_plan_values(struct merge_plan *p, const struct schema *s,
				      struct node *const side[MERGE_SIDES]);
/* The value that comes out where conflicts are settled for one side; NULL: none. */
struct node *merge_value(struct merge_plan *p, const struct merge_place *at, int side);
bool merge_has_clash(const struct merge_place *at);

/* merge_plan.c, merge_list.c: making the plan */
struct merge_planner {
	struct merge_plan *p;
	struct arena scratch; /* of long numbers */
};
struct merge_element;
/* The value, aliases followed; NULL: none. */
struct node *merge_value_of(const struct merge_place *pl, int side);
bool merge_equal(struct merge_planner *c, struct node *x, struct node *y);
void merge_clash_at(struct merge_place *pl, enum message why, bool whole);
/* Has a comments, inside or above, that b lacks? */
bool merge_has_new_comments(const struct merge_part *a, const struct merge_part *b);
struct merge_place *merge_new_place(struct merge_planner *c, struct merge_place *up);
struct merge_part merge_part_at(const struct merge_place *pl, int side, size_t i);
/* Says what becomes of a place that both sides have, or one: false if it is gone. */
void merge_decide(struct merge_planner *c, const struct place_schemas *at, struct merge_place *pl);
bool merge_decide_lone(struct merge_planner *c, struct merge_place *pl);
/* What is left of the elements becomes the children of pl, in order. */
void merge_finish_mix(struct merge_planner *c, struct merge_place *pl, struct merge_element *v,
		      size_t n);
void merge_mix_lists(struct merge_planner *c, const struct place_schemas *at,
		     struct merge_place *pl);

/* merge_part.c */
/* The part of a document's root, and of item i of the collection that `of` holds. */
struct merge_part merge_part_root(const struct format *f);
struct merge_part merge_part_item(const struct merge_part *of, uint32_t i);
bool merge_part_is_block(const struct merge_part *p); /* does it hold a block collection? */
bool merge_part_same_bytes(const struct merge_part *a, const struct merge_part *b);
/* The comments that begin in bytes [from, to). */
struct form_range merge_comments(const struct merge_part *p, uint32_t from, uint32_t to);
struct text merge_comment(const struct merge_part *p, uint32_t i);
bool merge_same_comments(const struct merge_part *a, struct form_range x,
			 const struct merge_part *b, struct form_range y);
/* Has a comments that b lacks? */
bool merge_has_more_comments(const struct merge_part *a, struct form_range x,
			     const struct merge_part *b, struct form_range y);

/* merge_order.c */
struct merge_element { /* an index in each version, or DIFF_NONE */
	size_t at[MERGE_SIDES];
	struct merge_place *place;
	bool woven; /* merge_order's own */
};
/* Puts the elements in order. False if the two sides' orders contradict each other: they are then
 * in the order of ours. */
bool merge_order(struct merge_element *v, size_t n);

/* merge_comment.c */
struct merge_lines { /* lines of comments, and blank ones */
	const struct merge_part *part; /* NULL: not in that version */
	uint32_t from, to;
	int shift; /* to where it is to stand */
};
/* Appends what becomes of them; false if both sides changed them, each in its way. */
bool merge_comments_of(struct buf *out, const struct merge_lines v[MERGE_SIDES], int column);
/* Appends those of one version. */
void merge_lines_put(struct buf *out, const struct merge_lines *l);

/* merge_write.c */
struct merge_written {
	struct buf text;                 /* with markers; LF at line ends, no byte-order mark */
	struct buf settled[MERGE_SIDES]; /* with conflicts settled for ours, and for theirs */
	bool open;                       /* the last line was left without end, as in ours */
};
/* Writes the planned file and tells m of the conflicts. Marks as clashes the places whose form
 * cannot be merged. */
void merge_write(struct merge_plan *p, const struct merge_input *in, struct merge_written *out,
		 struct merge *m);
/* Gives the last line an end, or takes it away. */
void merge_end_lines(struct merge_written *out, bool end);
/* Makes one conflict of the place and all that is in it. */
void merge_clash(struct merge_place *pl, enum message why);

/* merge_write.c, merge_block.c: writing */
struct merge_writer {
	const struct merge_input *in;
	struct merge_written *out;
	struct merge *m;
	struct buf begun; /* the dashes held back, with what is before them */
	int only;         /* a side: conflicts are settled for it; 0: they are shown */
	uint32_t line;    /* in out->text, up to `counted` */
	size_t counted;
};
/* Adds text that is the same however conflicts are settled. */
void merge_put(struct merge_writer *w, struct text t);
/* Ends a line that was begun, for lines to come between. */
void merge_end_begun(struct merge_writer *w);
/* Adds the lines of an item after its indentation, or the dashes held back. */
void merge_put_line(struct merge_writer *w, struct text core, int column);
/* Tells of the conflicts in a place that are shown as one. */
void merge_tell_all(struct merge_writer *w, const struct merge_place *pl);
void merge_put_alternatives(struct merge_writer *w, const struct buf text[MERGE_SIDES]);
/* Lines of a part that stand in column `at`, for column `column`. */
struct merge_lines merge_lines_of(const struct merge_part *p, uint32_t from, uint32_t to,
				  int column, int at);
/* Adds what becomes of comments on lines of their own; of those above a place; one side's lines. */
void merge_put_comments(struct merge_writer *w, const struct merge_place *pl,
			const struct merge_lines v[MERGE_SIDES], int column);
void merge_put_lead(struct merge_writer *w, const struct merge_place *pl, int column);
void merge_put_side(struct merge_writer *w, struct buf *out, const struct merge_place *pl,
		    int column, int side, bool lead);
void merge_put_clash(struct merge_writer *w, const struct merge_place *pl, int column);
/* Adds whatever becomes of a place with lines of its own, and of all in a collection. */
void merge_put_child(struct merge_writer *w, struct merge_place *pl, int column);
void merge_put_children(struct merge_writer *w, const struct merge_place *pl,
			const struct merge_part first[MERGE_SIDES], bool root, int column);
/* The first item of a side's block. */
struct merge_part merge_first_of(const struct merge_part *p);
/* Is nothing in it, where conflicts are settled for a side (0: however they are)? */
bool merge_is_gone(const struct merge_place *pl, int side);
bool merge_is_map(const struct node *n);

/* merge_leaf.c */
/* Appends the lines of an item that is no block in ours, from its first byte on, its other lines
 * indented for `column`; conflicts in it settled for a side. False if its form cannot be merged. */
bool merge_leaf(struct buf *out, const struct merge_place *pl, int column, int side);
/* The same of one version's item as it stands. */
void merge_core(struct buf *out, const struct merge_place *pl, int column, int side);
/* Appends text with its lines but the first indented by `shift` more, or less. */
void merge_shift(struct buf *out, struct text t, int shift);
/* The column of its first byte. */
int merge_column(const struct merge_part *p);

/* merge_flow.c */
/* Appends the bracketed value of a mix in the form of ours, with conflicts settled for a side;
 * false if it cannot be written so. */
bool merge_flow(struct buf *out, const struct merge_place *at, int side);

/* merge_name.c */
/* Appends what a place is called, by titles and names. */
void merge_name(struct buf *out, const struct merge_place *pl);

/* merge_check.c */
/* Does the text say exactly `meant`? */
bool merge_says(struct text bytes, struct node *meant);
/* Does the clean result hold what each side changed, and nothing else, comments too? */
bool merge_keeps_all(struct merge_plan *p, const struct schema *s, struct text result);
/* Adds to `pointer` where the result breaks the schema though neither side does so; false if it
 * does not. */
bool merge_breaks(struct merge_plan *p, const struct merge_input *in, struct text result,
		  struct buf *pointer);

/* merge_text.c */
/* Merges as text, by git. Its exit status: 0 clean, 1 conflicts; -1 with why. */
int merge_text(const struct merge_input *in, struct buf *out, struct buf *why);

#endif
