/* What all formats of differences share: which entries count, and the counts. */
#include "report/diff.h"

#include <string.h>

#include "base/finding.h"
#include "base/message.h"
#include "version/diff.h"

bool diff_format_find(const char *name, enum diff_format *out)
{
	static const char *const names[] = {"text", "json", "jsonpatch", "markdown"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum diff_format)i;
			return true;
		}
	return false;
}

static void count(struct diff_report *r, const struct diff_entry *e, bool moved)
{
	r->added += !e->before;
	r->removed += !e->after;
	r->moved += moved;
	r->broken += !e->diff;
	r->changed += e->before && e->after && e->diff && e->diff->n;
	r->changes += e->diff ? e->diff->n : 0;
}

void diff_report_entry(struct diff_report *r, const struct diff_entry *e)
{
	bool moved = e->before && e->after && strcmp(e->before, e->after) != 0;

	if (e->diff && !e->diff->n && !moved && r->format != DIFF_JSONPATCH)
		return;
	count(r, e, moved);
	if (r->summary)
		return;
	buf_clear(&r->line);
	switch (r->format) {
	case DIFF_TEXT: diff_text_entry(r, e); break;
	case DIFF_JSON: diff_json_entry(r, e); break;
	case DIFF_JSONPATCH: diff_patch_entry(r, e); break;
	case DIFF_MARKDOWN: diff_markdown_entry(r, e); return;
	}
	if (r->line.n)
		fwrite(r->line.p, 1, r->line.n, r->out);
}

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
	buf_addt(out, buf_text(&b));
	buf_free(&b);
}

void diff_report_end(struct diff_report *r)
{
	if (r->format == DIFF_MARKDOWN) {
		diff_markdown_end(r);
		return;
	}
	if (!r->stat && !r->summary)
		return;
	buf_clear(&r->line);
	diff_counts(&r->line, r);
	fprintf(r->out, "%s\n", r->line.p);
}

bool diff_report_differs(const struct diff_report *r)
{
	return r->changed || r->added || r->removed || r->moved;
}

void diff_report_free(struct diff_report *r)
{
	buf_free(&r->line);
	buf_free(&r->body);
}
