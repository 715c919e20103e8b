/* What the places of a merge are called. */
#include "version/merge_internal.h"
#include "schema/schema.h"
#include "yaml/tree.h"

static void put_step(struct buf *out, const struct merge_place *pl)
{
	if (pl->key.p) {
		buf_adds(out, out->n ? " › " : "");
		message_escape(out, pl->title.p ? pl->title : pl->key);
		return;
	}
	buf_adds(out, out->n ? " " : "");
	if (pl->name) {
		struct buf name = {0};

		schema_mask(&name, pl->name);
		message_escape(out, buf_text(&name));
		buf_free(&name);
	} else {
		buf_addf(out, "#%zu", pl->index + 1);
	}
}

void merge_name(struct buf *out, const struct merge_place *pl)
{
	if (!pl->up)
		return;
	merge_name(out, pl->up);
	put_step(out, pl);
}
