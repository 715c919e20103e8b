/* Findings: collecting them, and turning byte offsets into lines and columns in one pass over the
 * file. */
#include "base/finding.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

static struct finding *append(struct findings *f, enum level level, const char *rule,
			      size_t rule_size, uint32_t start, uint32_t end)
{
	struct finding *g;

	if (f->n >= FINDINGS_LIMIT) {
		f->dropped++;
		return NULL;
	}
	MEM_GROW(f->v, f->n, f->cap);
	g = &f->v[f->n++];
	*g = (struct finding){.level = level, .rule = mem_copy(rule, rule_size)};
	g->start.offset = start;
	g->end.offset = end < start ? start : end;
	return g;
}

struct finding *finding_add(struct findings *f, enum message m, uint32_t start, uint32_t end,
			    size_t n, const struct text *args)
{
	const char *rule = message_rule(m);
	struct finding *g = append(f, message_level(m), rule, strlen(rule), start, end);
	struct buf words = {0};

	if (!g)
		return NULL;
	message_write(&words, m, n, args);
	g->message = words.p ? words.p : mem_copy("", 0);
	return g;
}

struct finding *finding_own(struct findings *f, enum level level, struct text rule,
			    struct text message, uint32_t start, uint32_t end)
{
	struct finding *g = append(f, level, rule.p, rule.n, start, end);

	if (g)
		g->message = mem_copy(message.p, message.n);
	return g;
}

static int by_place(const void *x, const void *y)
{
	const struct finding *a = x, *b = y;
	int order;

	if (a->start.offset != b->start.offset)
		return a->start.offset < b->start.offset ? -1 : 1;
	if (a->level != b->level)
		return a->level > b->level ? -1 : 1;
	order = strcmp(a->rule, b->rule);
	if (!order)
		order = strcmp(a->message, b->message);
	if (!order)
		order = strcmp(a->pointer ? a->pointer : "", b->pointer ? b->pointer : "");
	return order ? order : (int)a->status - (int)b->status;
}

/* Moves p forward to `offset`, counting lines and characters. */
static void advance(struct place *p, const char *bytes, size_t n, uint32_t offset)
{
	while (p->offset < offset && p->offset < n) {
		unsigned char c = (unsigned char)bytes[p->offset++];

		if (c == '\n') {
			p->line++;
			p->column = p->chars = 0;
			continue;
		}
		p->column++;
		p->chars += (c & 0xC0) != 0x80;
	}
}

static bool same(const struct finding *a, const struct finding *b)
{
	return a->start.offset == b->start.offset && a->level == b->level &&
	       strcmp(a->rule, b->rule) == 0 && strcmp(a->message, b->message) == 0 &&
	       strcmp(a->pointer ? a->pointer : "", b->pointer ? b->pointer : "") == 0;
}

static void clear(struct finding *g)
{
	mem_free(g->rule);
	mem_free(g->message);
	mem_free(g->pointer);
	mem_free(g->place);
	mem_free(g->record);
	mem_free(g->about);
}

/* One mistake may be met by several ways through a schema; once is enough. */
static void drop_repeated(struct findings *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->n; i++) {
		if (n && same(&f->v[n - 1], &f->v[i]))
			clear(&f->v[i]);
		else
			f->v[n++] = f->v[i];
	}
	f->n = n;
}

void findings_finish(struct findings *f, const char *bytes, size_t n)
{
	struct place p = {0};
	char room[24];
	size_t i, dropped = f->dropped;

	if (!f->n && !f->dropped)
		return;
	if (f->n > 1)
		qsort(f->v, f->n, sizeof *f->v, by_place);
	drop_repeated(f);
	for (i = 0; i < f->n; i++) {
		advance(&p, bytes, n, f->v[i].start.offset);
		f->v[i].start = p;
		f->v[i].end.line = p.line;
		f->v[i].end.column = p.column;
		f->v[i].end.chars = p.chars;
		struct place end = p;

		advance(&end, bytes, n, f->v[i].end.offset);
		f->v[i].end = end;
	}
	if (dropped) {
		dropped -= f->n == 0;
		findings_truncate(f, f->n ? f->n - 1 : 0);
		finding_say(f, MSG_LIMIT_FINDINGS, p.offset, p.offset,
			    text_number(room, dropped + 1));
		f->v[f->n - 1].start = f->v[f->n - 1].end = p;
	}
}

static char *copy(const char *s)
{
	return s ? mem_copy(s, strlen(s)) : NULL;
}

void findings_copy(struct findings *f, const struct finding *g)
{
	MEM_GROW(f->v, f->n, f->cap);
	f->v[f->n] = *g;
	f->v[f->n].rule = copy(g->rule);
	f->v[f->n].message = copy(g->message);
	f->v[f->n].pointer = copy(g->pointer);
	f->v[f->n].place = copy(g->place);
	f->v[f->n].record = copy(g->record);
	f->v[f->n++].about = copy(g->about);
}

void findings_merge(struct findings *f, struct findings *from)
{
	size_t i;

	for (i = 0; i < from->n; i++) {
		MEM_GROW(f->v, f->n, f->cap);
		f->v[f->n++] = from->v[i];
	}
	if (from->n && f->n > 1)
		qsort(f->v, f->n, sizeof *f->v, by_place);
	from->n = 0;
	findings_clear(from);
}

void findings_drop(struct findings *f, size_t n)
{
	f->dropped += n;
}

size_t findings_drop_if(struct findings *f, bool (*drop)(void *ctx, const struct finding *g),
			void *ctx)
{
	size_t i, n = 0, before = f->n;

	for (i = 0; i < before; i++) {
		if (drop(ctx, &f->v[i]))
			clear(&f->v[i]);
		else
			f->v[n++] = f->v[i];
	}
	f->n = n;
	return before - n;
}

void findings_truncate(struct findings *f, size_t n)
{
	while (f->n > n)
		clear(&f->v[--f->n]);
}

void findings_clear(struct findings *f)
{
	findings_truncate(f, 0);
	mem_free(f->v);
	*f = (struct findings){0};
}

struct text text_number(char room[24], uint64_t n)
{
	return (struct text){room, (size_t)snprintf(room, 24, "%llu", (unsigned long long)n)};
}
