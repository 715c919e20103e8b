/*
 * The chart: time from left to right, problems from bottom to top, open ones lowest, so that what
 * is still to be done is read against the ground line. Counts hold from the end of one day to the
 * next that is told, so edges are steps.
 */
#include "report/chart.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/finding.h"
#include "base/utf8.h"
#include "report/table.h"
#include "version/burndown.h"

/* --- table --- */

enum { COLUMNS = STAGES + 3 }; /* the day, the stages, other states, deleted */

static int32_t week_of(int32_t day)
{
	int32_t since = (day + 3) % 7; /* 1970-01-01 was a Thursday */

	return day - (since < 0 ? since + 7 : since);
}

static void set_number(struct table *t, struct cell *cell, int64_t n)
{
	char room[24];
	struct text number = text_number(room, (uint64_t)(n < 0 ? 0 : n));

	*cell = (struct cell){
		.kind = CELL_NUMBER,
		.text = {arena_copy(&t->arena, number.p, number.n), number.n},
	};
}

static void add_row(struct table *t, const struct burndown_day *d, int32_t day)
{
	struct cell *row = table_row(t);
	char date[11];
	size_t i;

	date_write(date, date_from_days(day));
	row[0] = (struct cell){.kind = CELL_DATE, .text = {arena_copy(&t->arena, date, 10), 10}};
	for (i = 0; i <= STAGES; i++)
		set_number(t, &row[i + 1], d->stages[i]);
	set_number(t, &row[COLUMNS - 1], d->deleted);
}

void burndown_table(const struct burndown_day *v, size_t n, bool weeks, struct table *t)
{
	struct text headings[COLUMNS];
	size_t i;

	headings[0] = weeks ? TEXT("week") : TEXT("day");
	for (i = 0; i < STAGES; i++)
		headings[i + 1] = text_of(stage_name((enum stage)i));
	headings[STAGES + 1] = TEXT("other");
	headings[STAGES + 2] = TEXT("deleted");
	table_begin(t, headings, COLUMNS);
	for (i = 0; i < n; i++)
		if (!weeks)
			add_row(t, &v[i], v[i].day);
		else if (i + 1 == n || week_of(v[i + 1].day) != week_of(v[i].day))
			add_row(t, &v[i], week_of(v[i].day));
}

/* --- picture --- */

enum { WIDTH = 960, HEIGHT = 480, LEFT = 64, RIGHT = 150, TOP = 56, BOTTOM = 48 };
#define PLOT_W (WIDTH - LEFT - RIGHT)
#define PLOT_H (HEIGHT - TOP - BOTTOM)

/* Told apart by lightness too. */
static const char *const colors[STAGES + 1] = {"#c0392b", "#e6a23c", "#f3d98b",
					       "#3a7d5d", "#9aa5b1", "#5b6770"};

struct chart {
	const struct burndown_day *v;
	size_t n;
	int32_t first, last; /* days */
	int64_t most;        /* problems at the top */
	bool used[STAGES + 1];
	struct buf out;
};

/* What XML 1.0 can hold. */
static void add_text(struct buf *out, struct text t)
{
	uint32_t c;
	size_t n;

	for (; t.n; t.p += n + !n, t.n -= n + !n) {
		n = utf8_decode(t.p, t.n, &c);
		if (c == '&' && n)
			buf_adds(out, "&amp;");
		else if (c == '<' && n)
			buf_adds(out, "&lt;");
		else if (c == '>' && n)
			buf_adds(out, "&gt;");
		else
			buf_addu(out, !n || c < 0x20 || c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
	}
}

static double x_of(const struct chart *c, int32_t day)
{
	return LEFT + (double)PLOT_W * (day - c->first) / (c->last - c->first);
}

static double y_of(const struct chart *c, int64_t n)
{
	return TOP + PLOT_H - (double)PLOT_H * (double)n / (double)c->most;
}

/* Tenths, in the digits of no locale. */
static void add_number(struct buf *out, double x)
{
	long tenths = (long)(x * 10 + 0.5);

	buf_addf(out, "%ld.%ld", tenths / 10, tenths % 10);
}

static void add_point(struct chart *c, const char *command, double x, double y)
{
	buf_adds(&c->out, command);
	add_number(&c->out, x);
	buf_addc(&c->out, ' ');
	add_number(&c->out, y);
}

/* All problems up to and with a stage; of one before the first, none. */
static int64_t sum_to(const struct burndown_day *d, int stage)
{
	int64_t sum = 0;
	int i;

	for (i = 0; i <= stage; i++)
		sum += d->stages[i] < 0 ? 0 : d->stages[i];
	return sum;
}

/* 1, 2 or 5 and zeros, so that `parts` steps of it are enough. */
static int64_t nice_step(int64_t all, int64_t parts)
{
	int64_t step = 1;

	while (step * parts < all) {
		if (step * 2 * parts >= all)
			return step * 2;
		if (step * 5 * parts >= all)
			return step * 5;
		step *= 10;
	}
	return step;
}

static void measure(struct chart *c)
{
	int64_t most = 1, step;
	size_t i, k;

	for (i = 0; i < c->n; i++) {
		if (sum_to(&c->v[i], STAGES) > most)
			most = sum_to(&c->v[i], STAGES);
		for (k = 0; k <= STAGES; k++)
			c->used[k] |= c->v[i].stages[k] > 0;
	}
	step = nice_step(most, 5);
	c->most = (most + step - 1) / step * step;
	c->first = c->n ? c->v[0].day : 0;
	c->last = c->n ? c->v[c->n - 1].day + 1 : 1; /* to the end of the last day */
}

static void draw_area(struct chart *c, int stage)
{
	size_t i;

	buf_addf(&c->out, "<path fill=\"%s\" d=\"", colors[stage]);
	for (i = 0; i < c->n; i++) {
		int32_t until = i + 1 < c->n ? c->v[i + 1].day : c->last;
		double y = y_of(c, sum_to(&c->v[i], stage));

		add_point(c, i ? "L" : "M", x_of(c, c->v[i].day), y);
		add_point(c, "L", x_of(c, until), y);
	}
	for (i = c->n; i-- > 0;) {
		int32_t until = i + 1 < c->n ? c->v[i + 1].day : c->last;
		double y = y_of(c, sum_to(&c->v[i], stage - 1));

		add_point(c, "L", x_of(c, until), y);
		add_point(c, "L", x_of(c, c->v[i].day), y);
	}
	buf_adds(&c->out, "Z\"/>\n");
}

static void draw_label(struct chart *c, double x, double y, const char *anchor, struct text t)
{
	buf_adds(&c->out, "<text x=\"");
	add_number(&c->out, x);
	buf_adds(&c->out, "\" y=\"");
	add_number(&c->out, y);
	buf_addf(&c->out, "\" text-anchor=\"%s\">", anchor);
	add_text(&c->out, t);
	buf_adds(&c->out, "</text>\n");
}

static void draw_line(struct chart *c, double x1, double y1, double x2, double y2,
		      const char *color)
{
	buf_addf(&c->out, "<path stroke=\"%s\" fill=\"none\" d=\"", color);
	add_point(c, "M", x1, y1);
	add_point(c, "L", x2, y2);
	buf_adds(&c->out, "\"/>\n");
}

static void draw_counts(struct chart *c)
{
	int64_t step = nice_step(c->most, 5), n;
	char room[24];

	for (n = 0; n <= c->most; n += step) {
		double y = y_of(c, n);

		if (n)
			draw_line(c, LEFT, y, LEFT + PLOT_W, y, "#e3e6ea");
		draw_label(c, LEFT - 8, y + 4, "end", text_number(room, (uint64_t)n));
	}
}

enum { DAY_LABELS = 6 };

static void draw_days(struct chart *c)
{
	int32_t all = c->last - c->first, step = (all + DAY_LABELS - 1) / DAY_LABELS, day;
	char date[11];

	for (day = c->first; day < c->last; day += step) {
		double x = x_of(c, day);

		draw_line(c, x, TOP + PLOT_H, x, TOP + PLOT_H + 5, "#5b6770");
		date_write(date, date_from_days(day));
		draw_label(c, x, TOP + PLOT_H + 20, "middle", text_of(date));
	}
	draw_line(c, LEFT, TOP + PLOT_H, LEFT + PLOT_W, TOP + PLOT_H, "#5b6770");
}

/* From the top down as the areas are, each with how many there are at last. */
static void draw_legend(struct chart *c)
{
	double y = TOP + 8;
	struct buf words = {0};
	int i;

	for (i = STAGES; i >= 0; i--) {
		if (!c->used[i])
			continue;
		buf_addf(&c->out, "<rect x=\"%d\" y=\"", LEFT + PLOT_W + 16);
		add_number(&c->out, y - 10);
		buf_addf(&c->out, "\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", colors[i]);
		buf_clear(&words);
		buf_addf(&words, "%s %lld", i == STAGES ? "other" : stage_name((enum stage)i),
			 (long long)c->v[c->n - 1].stages[i]);
		draw_label(c, LEFT + PLOT_W + 34, y, "start", buf_text(&words));
		y += 22;
	}
	buf_free(&words);
}

void burndown_chart(const struct burndown_day *v, size_t n, struct text title, FILE *out)
{
	struct chart c = {.v = v, .n = n};
	int i;

	measure(&c);
	buf_addf(
		&c.out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#2b2f33\">\n<title>",
		WIDTH, HEIGHT, WIDTH, HEIGHT);
	add_text(&c.out, title);
	buf_addf(&c.out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH,
		 HEIGHT);
	buf_addf(&c.out, "<g font-size=\"18\">\n");
	draw_label(&c, LEFT, 32, "start", title);
	buf_adds(&c.out, "</g>\n");
	draw_counts(&c);
	for (i = 0; i <= STAGES; i++)
		if (c.used[i])
			draw_area(&c, i);
	draw_days(&c);
	if (n)
		draw_legend(&c);
	buf_adds(&c.out, "</svg>\n");
	fwrite(c.out.p, 1, c.out.n, out);
	buf_free(&c.out);
}
