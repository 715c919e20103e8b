/* How much changed, in numbers. */
#include "base/finding.h"
#include "base/message.h"
#include "report/diff.h"

static void add_count(struct buf *out, size_t n, enum message one, enum message many)
{
	char room[24];
	struct text number = text_number(room, n);

	if (!n)
		return;
	buf_adds(out, out->n ? ", " : "");
	message_write(out, n == 1 ? one : many, 1, &number);
}

void diff_counts(struct buf *out, const struct diff_report *r)
{
	struct buf b = {0};

	add_count(&b, r->changed, MSG_DIFF_FILE_CHANGED, MSG_DIFF_FILES_CHANGED);
	add_count(&b, r->added, MSG_DIFF_FILE_ADDED, MSG_DIFF_FILES_ADDED);
	add_count(&b, r->removed, MSG_DIFF_FILE_REMOVED, MSG_DIFF_FILES_REMOVED);
	add_count(&b, r->moved, MSG_DIFF_FILE_MOVED, MSG_DIFF_FILES_MOVED);
	add_count(&b, r->broken, MSG_DIFF_FILE_BROKEN, MSG_DIFF_FILES_BROKEN);
	add_count(&b, r->changes, MSG_DIFF_VALUE, MSG_DIFF_VALUES);
	if (!b.n)
		message_write(&b, MSG_DIFF_NONE, 0, NULL);
	add_count(&b, r->others, MSG_DIFF_OTHER, MSG_DIFF_OTHERS);
	buf_addt(out, buf_text(&b));
	buf_free(&b);
}
