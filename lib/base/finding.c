/* Findings: collecting them, and turning byte offsets into lines and columns in one pass over the
 * file. */
#include "base/finding.h"

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
	return order ? order : strcmp(a->message, b->message);
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

void findings_finish(struct findings *f, const char *bytes, size_t n)
{
	struct place p = {0};
	char room[24];
	size_t i, dropped = f->dropped;

	if (!f->n)
		return;
	if (f->n > 1)
		qsort(f->v, f->n, sizeof *f->v, by_place);
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
		findings_truncate(f, f->n - 1);
		finding_say(f, MSG_LIMIT_FINDINGS, p.offset, p.offset,
			    text_number(room, dropped + 1));
		f->v[f->n - 1].start = f->v[f->n - 1].end = p;
	}
}

void findings_truncate(struct findings *f, size_t n)
{
	while (f->n > n) {
		f->n--;
		mem_free(f->v[f->n].rule);
		mem_free(f->v[f->n].message);
		mem_free(f->v[f->n].pointer);
		mem_free(f->v[f->n].record);
	}
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
