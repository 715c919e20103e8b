/* Reading, laying out, checking and replacing one file. */
#include "schema/tidy.h"

#include "schema/arrange.h"

bool tidy_bytes(struct tidy *t, const char *bytes, size_t n, const struct schema *s,
		struct validator *v, struct findings *f)
{
	if (!format_load(&t->format, bytes, n, f))
		return false;
	if (s) {
		arrange_quotes(&t->format, s, v);
		arrange_order(&t->format, s);
	}
	return format_write(&t->format, f);
}

enum tidied tidy_file(struct tidy *t, const char *path, const struct schema *s, struct validator *v,
		      struct findings *f, struct buf *why)
{
	enum tidied done = TIDY_FAILED;

	buf_clear(&t->before);
	if (!save_open(&t->save, path, why))
		return TIDY_FAILED;
	buf_addt(&t->before, buf_text(&t->save.bytes));
	if (!tidy_bytes(t, t->before.p ? t->before.p : "", t->before.n, s, v, f))
		done = TIDY_BROKEN;
	else if (text_equal(buf_text(&t->before), buf_text(&t->format.out)))
		done = TIDY_SAME;
	else if (save_write(&t->save, buf_text(&t->format.out), why))
		done = TIDY_CHANGED;
	save_close(&t->save);
	return done;
}

void tidy_free(struct tidy *t)
{
	format_free(&t->format);
	buf_free(&t->before);
	save_close(&t->save);
}
