#ifndef VERSION_GIT_H
#define VERSION_GIT_H
/*
 * A git repository, by git's own plumbing: worktrees, bare, shallow, partial and SHA-256 ones. What
 * fails says why in a `why`, in words of messages.def. Names are the bytes git has, without quotes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct git;

#define GIT_ID 65 /* an object's id in hexadecimal (SHA-256 at most), and a NUL */

struct git_id {
	char hex[GIT_ID];
};

struct git_about {
	const char *top;    /* the work tree's folder, absolute; NULL: bare, or inside .git */
	const char *prefix; /* from there to the folder it was opened for: "" or ends with '/' */
	const char *dir;    /* the .git folder, absolute */
	bool bare, shallow;
	size_t id_length; /* of an id, in characters: 40 or 64 */
};

/* The repository around a folder; NULL with why: no git, no repository, or git refuses. */
struct git *git_open(const char *folder, struct buf *why);
void git_close(struct git *g); /* may be NULL */
const struct git_about *git_about(const struct git *g);
/* Appends the value of a setting; false if there is none. */
bool git_config(struct git *g, const char *name, struct buf *out);
/* Who the author of a commit would be, now. False with why if git does not know. */
bool git_author(struct git *g, struct buf *name, struct buf *mail, struct buf *why);
/* Does git make anything of a date in words? One that it does not know it takes for now. */
bool git_knows_date(struct git *g, const char *date);
/* Sets it, in the repository's own configuration; false with why. */
bool git_set_config(struct git *g, const char *name, const char *value, struct buf *why);
/* Appends where a part of its folder lies ("hooks"), however that is configured; false with why. */
bool git_part(struct git *g, const char *part, struct buf *out, struct buf *why);
/* Appends the value that an attribute has for a path, from the top; "unspecified" if none. False
 * with why. */
bool git_attribute(struct git *g, const char *name, const char *path, struct buf *out,
		   struct buf *why);
/* Is there no commit yet on the branch that HEAD names? */
bool git_is_unborn(struct git *g);
/* Is much of it left behind on a server, to be fetched when it is asked for? */
bool git_is_partial(struct git *g);

/* --- revisions --- */

/* What a revision, as a person names it, stands for: a `type` ("commit", "tree", "blob"). */
bool git_resolve(struct git *g, const char *revision, const char *type, struct git_id *out,
		 struct buf *why);
/* The id of the tree without anything in it. */
const char *git_empty_tree(const struct git *g);

struct git_range {
	bool is_range;          /* A..B or A...B; else one revision, in `to` */
	struct git_id from, to; /* commits; of A...B, `from` is where both came from */
	char *from_name, *to_name;
};
/* `..B` and `A..` mean HEAD. */
bool git_range(struct git *g, const char *text, struct git_range *out, struct buf *why);
void git_range_free(struct git_range *r);

/* Does git verify the signature of a commit? False with why, in git's words. */
bool git_verify(struct git *g, const char *commit, struct buf *why);
/* Appends whom git takes for the owner of the key: a name and address, or as the list of allowed
 * signers has it; false with why. */
bool git_signer(struct git *g, const char *commit, struct buf *out, struct buf *why);

/* --- objects --- */

/* Reads the blob of that id. 0, or an errno value as file_read has: ENOENT, EFBIG, EISDIR (no
 * blob), EIO (git stopped). Safe from several threads. */
int git_read(struct git *g, const char *id, struct buf *out);
/* The same in two steps, for many: ask for ids, then take as many answers, in that order. Between,
 * nothing else of this part may be called but to ask for more. */
void git_ask(struct git *g, const char *id);
/* Has git answered all that was asked so far, of whatever thread? False with why: what was read is
 * not all there is. */
bool git_is_whole(const struct git *g, struct buf *why);
int git_answer(struct git *g, struct buf *out);

struct git_entry {
	unsigned mode;         /* 0100644, 0100755, 0120000: a link, 0160000: another repository */
	const char *id, *path; /* path: from the folder asked for */
};
/* Calls `each` for every file below a folder ("": all) of a commit or tree, in git's order. A
 * folder that is not there holds nothing. False with why, or when `each` returns false. */
bool git_list(struct git *g, const char *tree, const char *folder,
	      bool (*each)(void *ctx, const struct git_entry *e), void *ctx, struct buf *why);

/* The same for every file of the index that is merged. */
bool git_list_index(struct git *g, bool (*each)(void *ctx, const struct git_entry *e), void *ctx,
		    struct buf *why);

/* --- changes --- */

struct git_change {
	char status; /* A, D, M, T (of type), R, C; U: not merged */
	unsigned old_mode, mode;
	const char *old_id, *id;     /* NULL: not there; an id of zeros: in the work tree */
	const char *old_path, *path; /* the same but for R and C; from the top */
};

struct git_compare {
	const char *from, *to; /* ids of commits or trees; `to` NULL: the index or the work tree */
	bool index;            /* the index */
	bool renames;          /* look for them */
	const char *const *paths; /* only what is there or below, from the top; literal */
	size_t npaths;            /* 0: everything */
};
bool git_changes(struct git *g, const struct git_compare *what,
		 bool (*each)(void *ctx, const struct git_change *c), void *ctx, struct buf *why);
/* The same in two steps, so that git looks while the caller does other things. NULL with why. */
struct git_stream *git_changes_start(struct git *g, const struct git_compare *what,
				     struct buf *why);
/* Frees s. */
bool git_changes_finish(struct git_stream *s, bool (*each)(void *ctx, const struct git_change *c),
			void *ctx, struct buf *why);
void git_changes_drop(struct git_stream *s); /* nobody wants to know; s may be NULL */

/* --- history --- */

struct git_person {
	const char *name, *mail;
	int64_t time; /* seconds since 1970 */
	int zone;     /* minutes east of Greenwich, where the person was */
};

struct git_file {
	const char *path, *id; /* id NULL: gone */
	char status;           /* as above, against the first parent */
	unsigned mode;
	const char *const *old_paths, *const *old_ids; /* in the parents; id NULL: not there */
	size_t nold; /* one for each parent; but 1 of a root, or following first parents */
};

struct git_commit {
	const char *id;
	const char *const *parents;
	size_t nparents;
	struct git_person author, committer;
	const char *subject;
	const struct git_file *files; /* of a commit with no parent or one: what it changed */
	size_t nfiles; /* of a merge: only what is not as in any parent, thus the merge's own */
};

struct git_history {
	const char *const *from;    /* commits and what they came from ... */
	const char *const *without; /* ... without these and what they came from */
	size_t nfrom, nwithout;
	/* Of the committer, as git takes them, or whole days (YYYY-MM-DD); or NULL. */
	const char *since, *until;
	const char *const *paths; /* as above */
	size_t npaths;
	bool renames;
	bool first_parent; /* follow only the first parent, and compare merges with it alone */
	bool alone;        /* only the commits of `from`, not what they came from */
};
/* Calls `each` for every commit, parents before children; what it gets lives until it returns.
 * Objects may be read meanwhile. False with why, or when `each` returns false. Of a shallow
 * repository the last commits there are seem to have no parent. */
bool git_history(struct git *g, const struct git_history *what,
		 bool (*each)(void *ctx, const struct git_commit *c), void *ctx, struct buf *why);

#endif
