/* Mending records in place. See mend.h. */
#include "registry/mend.h"

#include <sys/stat.h>

#include "base/finding.h"
#include "registry/survey.h"
#include "schema/schema.h"

static bool is_plain_file(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

void mend_records(struct survey *s,
		  void (*say)(void *ctx, const char *path, enum tidied done, const char *why),
		  void *ctx)
{
	struct validator *validator = validator_new();
	struct tidy tidy = {0};
	size_t i;

	for (i = 0; i < s->members.n; i++) {
		const struct check_file *file = &s->check.files[i];
		const struct kind *kind = file->member->kind;
		struct findings ignored = {0};
		struct buf why = {0};
		enum tidied done;

		if (!file->shown || !kind || !kind->schema || !is_plain_file(file->path) ||
		    text_ends(text_of(file->path), TEXT(".json")))
			continue;
		done = tidy_file(&tidy, file->path, kind->schema, validator, &ignored, &why);
		if (done == TIDY_CHANGED || done == TIDY_FAILED)
			say(ctx, file->path, done, why.n ? why.p : "");
		findings_clear(&ignored);
		buf_free(&why);
	}
	tidy_free(&tidy);
	validator_free(validator);
}
