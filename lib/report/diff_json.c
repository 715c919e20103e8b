/* Differences for programs: JSON Lines, one for each change, and JSON Patch (RFC 6902). */
#include <string.h>

#include "report/diff.h"
#include "report/json.h"
#include "report/value.h"
#include "version/diff.h"
#include "version/event.h"
#include "version/patch.h"

static const char *const ops[] = {"add", "remove", "replace", "move"};

static void text_field(struct buf *b, const char *name, struct text t)
{
	json_name(b, name);
	json_string(b, t);
}

static void pointer_field(struct buf *b, const char *name, const struct diff_step *step,
			  bool before)
{
	struct buf pointer = {0};

	diff_pointer(&pointer, step, before);
	text_field(b, name, buf_text(&pointer));
	buf_free(&pointer);
}

static void begin(struct buf *b, const struct diff_entry *e, const char *op)
{
	buf_addc(b, '{');
	text_field(b, "path", text_of(e->after ? e->after : e->before));
	if (e->before && e->after && strcmp(e->before, e->after) != 0)
		text_field(b, "oldPath", text_of(e->before));
	text_field(b, "record", text_of(e->record ? e->record : ""));
	text_field(b, "op", text_of(op));
}

static void write_change(struct buf *b, const struct diff_entry *e, const struct change *c)
{
	struct buf title = {0};

	begin(b, e, ops[c->op]);
	if (c->op != CHANGE_ADD)
		pointer_field(b, "oldPointer", c->step, true);
	if (c->op != CHANGE_REMOVE)
		pointer_field(b, "pointer", c->step, false);
	diff_way(&title, c->step);
	text_field(b, "title", buf_text(&title));
	buf_free(&title);
	if (c->before && c->op != CHANGE_MOVE) {
		json_name(b, "from");
		value_json(b, c->before);
	}
	if (c->after && c->op != CHANGE_MOVE) {
		json_name(b, "to");
		value_json(b, c->after);
	}
	buf_adds(b, "}\n");
}

void diff_json_entry(struct buf *b, const struct diff_entry *e)
{
	size_t i;

	if (!e->diff) {
		begin(b, e, "unreadable");
		text_field(b, "message", text_of(e->why ? e->why : ""));
		buf_adds(b, "}\n");
		return;
	}
	if (!e->diff->n) {
		begin(b, e, "rename");
		buf_adds(b, "}\n");
	}
	for (i = 0; i < e->diff->n; i++)
		write_change(b, e, &e->diff->v[i]);
}

void diff_patch_entry(struct buf *b, const struct diff_entry *e)
{
	static const char *const names[] = {"add", "remove", "replace", "move"};
	struct patch p;
	size_t i;

	if (!e->diff)
		return;
	patch_make(&p, e->diff);
	buf_addc(b, '[');
	for (i = 0; i < p.n; i++) {
		buf_adds(b, i ? ",\n {" : "{");
		text_field(b, "op", text_of(names[p.v[i].op]));
		if (p.v[i].from)
			text_field(b, "from", text_of(p.v[i].from));
		text_field(b, "path", text_of(p.v[i].path));
		if (p.v[i].value) {
			json_name(b, "value");
			value_json(b, p.v[i].value);
		}
		buf_addc(b, '}');
	}
	buf_adds(b, "]\n");
	patch_free(&p);
}

static void field_if(struct buf *b, const char *name, struct text t)
{
	if (t.n)
		text_field(b, name, t);
}

static void write_signature(struct buf *b, const struct event *x)
{
	if (!x->role.n && !x->name.n)
		return;
	json_name(b, "signature");
	buf_addc(b, '{');
	text_field(b, "role", x->role);
	text_field(b, "name", x->name);
	field_if(b, "on", x->on);
	buf_addc(b, '}');
}

static void write_problem(struct buf *b, const struct event *x)
{
	field_if(b, "problem", x->id);
	field_if(b, "about", x->about);
	field_if(b, x->type == EVENT_BROKEN ? "changed" : "what", x->what);
	field_if(b, "from", x->from);
	field_if(b, "to", x->to);
	if (x->type <= EVENT_DELETED)
		field_if(b, "on", x->on);
	if (x->dated)
		buf_addf(b, ",\"days\":%d", (int)x->days);
	write_signature(b, x);
}

static void write_event(struct buf *b, const struct diff_item *item, const struct event *x)
{
	buf_addc(b, '{');
	text_field(b, "event", text_of(event_name(x->type)));
	text_field(b, "path", text_of(item->path));
	if (item->before)
		text_field(b, "oldPath", text_of(item->before));
	text_field(b, "record", text_of(item->record ? item->record : ""));
	field_if(b, "pointer", x->pointer);
	if (x->type <= EVENT_BROKEN) {
		write_problem(b, x);
	} else {
		field_if(b, "indicator", x->type == EVENT_STANDING ? x->about : TEXT(""));
		field_if(b, x->type == EVENT_STANDING ? "title" : "name", x->what);
		field_if(b, "person", x->id);
		field_if(b, "from", x->from);
		field_if(b, "to", x->to);
	}
	buf_adds(b, "}\n");
}

void diff_json_events(struct buf *out, const struct diff_item *item)
{
	size_t i;

	for (i = 0; i < item->events->n; i++)
		write_event(out, item, &item->events->v[i]);
}
