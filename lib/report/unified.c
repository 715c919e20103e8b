/*
 * Unified diffs by E. Myers' greedy algorithm ("An O(ND) difference algorithm and its variations",
 * 1986). Its trace takes the square of the number of differences; past a limit the rest counts as
 * replaced, which is right too, only longer.
 */
#include "report/unified.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/message.h"
#include "schema/schema.h"
#include "yaml/tree.h"

enum { DIFFERENCES = 1000, CONTEXT = 3 };

struct lines {
	struct text *v, *shown;
	size_t n;
};

struct script {
	struct lines a, b;
	size_t prefix, suffix; /* lines that are equal at both ends */
	bool *gone, *come;     /* of a and b */
	struct buf *out;
	bool color;
};

/* masking */

/* Masks one scalar's bytes, line by line, quotes and all. */
static void mask_scalar(struct buf *out, struct text raw, const struct node *n)
{
	const char *nl = raw.n ? memchr(raw.p, '\n', raw.n) : NULL;

	if (!nl) {
		bool quoted = n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE;

		if (quoted)
			buf_addc(out, raw.p[raw.n - 1]);
		schema_mask(out, n);
		if (quoted)
			buf_addc(out, raw.p[raw.n - 1]);
		return;
	}
	for (; raw.n; raw.p++, raw.n--)
		if (*raw.p == '\n')
			buf_adds(out, "***\n");
	buf_adds(out, "***");
}

static void mask_node(struct buf *out, struct text text, size_t *at, const struct node *n)
{
	uint32_t i;

	if (n->kind == NODE_SCALAR && n->sensitive && n->end > n->start && n->start >= *at) {
		buf_add(out, text.p + *at, n->start - *at);
		mask_scalar(out, (struct text){text.p + n->start, n->end - n->start}, n);
		*at = n->end;
	}
	for (i = 0; n->kind == NODE_SEQUENCE && i < n->n; i++)
		mask_node(out, text, at, n->items[i]);
	for (i = 0; n->kind == NODE_MAPPING && i < n->n; i++) {
		mask_node(out, text, at, n->pairs[i].key);
		mask_node(out, text, at, n->pairs[i].value);
	}
}

void unified_mask(struct buf *out, struct text text, const struct tree *tree)
{
	size_t at = 0, i;

	for (i = 0; i < tree->ndocs; i++)
		mask_node(out, text, &at, tree->docs[i]);
	buf_add(out, text.p + at, text.n - at);
}

/* comparing */

static struct text *split(struct text t, size_t *n)
{
	struct text *v = NULL;
	size_t cap = 0;
	const char *p = t.p, *end = t.p + t.n, *nl;

	for (*n = 0; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		MEM_GROW(v, *n, cap);
		v[(*n)++] = (struct text){p, (size_t)((nl ? nl + 1 : end) - p)};
		if (!nl)
			break;
	}
	return v;
}

static bool same_line(const struct script *s, size_t i, size_t j)
{
	return text_equal(s->a.v[i], s->b.v[j]);
}

static void set(bool *v, size_t from, size_t to)
{
	for (; from < to; from++)
		v[from] = true;
}

/* Walks back through the trace, noting what goes and comes. v[d] holds the furthest x of diagonal k
 * at d + k. */
static void walk_back(struct script *s, long **v, long d, long x, long y)
{
	for (; d > 0; d--) {
		const long *before = v[d - 1] + d - 1;
		long k = x - y, from;
		bool down = k == -d || (k != d && before[k - 1] < before[k + 1]);

		from = down ? before[k + 1] : before[k - 1] + 1;
		x = down ? from : from - 1;
		y = down ? from - k - 1 : from - k;
		if (down)
			s->come[s->prefix + (size_t)y] = true;
		else
			s->gone[s->prefix + (size_t)x] = true;
	}
}

/* The furthest reaching paths with d differences; true if one reaches the end. */
static bool extend(const struct script *s, long **v, long d, long n, long m)
{
	long *now = v[d] + d, k, x, y;
	const long *before = d ? v[d - 1] + d - 1 : NULL;

	for (k = -d; k <= d; k += 2) {
		if (!d)
			x = 0;
		else if (k == -d || (k != d && before[k - 1] < before[k + 1]))
			x = before[k + 1];
		else
			x = before[k - 1] + 1;
		for (y = x - k; x < n && y < m && y >= 0 &&
				same_line(s, s->prefix + (size_t)x, s->prefix + (size_t)y);
		     y++)
			x++;
		now[k] = x;
		if (x >= n && x - k >= m)
			return true;
	}
	return false;
}

static void compare(struct script *s)
{
	long n = (long)(s->a.n - s->prefix - s->suffix), m = (long)(s->b.n - s->prefix - s->suffix);
	long *v[DIFFERENCES + 1], d, used = 0;
	bool done = false;

	for (d = 0; !done && d <= DIFFERENCES; d++) {
		v[d] = mem_zero((size_t)(2 * d + 3) * sizeof **v);
		used++;
		done = extend(s, v, d, n, m);
	}
	if (done) {
		walk_back(s, v, d - 1, n, m);
	} else {
		set(s->gone, s->prefix, s->a.n - s->suffix);
		set(s->come, s->prefix, s->b.n - s->suffix);
	}
	while (used)
		mem_free(v[--used]);
}

/* writing */

static void put_line(struct script *s, char sign, struct text line)
{
	bool ends = line.n && line.p[line.n - 1] == '\n';
	const char *tab;

	if (s->color && sign != ' ')
		buf_adds(s->out, sign == '-' ? "\033[31m" : "\033[32m");
	buf_addc(s->out, sign);
	for (line.n -= ends; (tab = line.n ? memchr(line.p, '\t', line.n) : NULL);) {
		message_escape(s->out, (struct text){line.p, (size_t)(tab - line.p)});
		buf_addc(s->out, '\t');
		line = (struct text){tab + 1, line.n - (size_t)(tab + 1 - line.p)};
	}
	message_escape(s->out, line);
	if (s->color && sign != ' ')
		buf_adds(s->out, "\033[0m");
	buf_adds(s->out, ends ? "\n" : "\n\\ No newline at end of file\n");
}

static void put_span(struct buf *out, char sign, size_t from, size_t n)
{
	buf_addf(out, "%c%lu", sign, (unsigned long)(n ? from + 1 : from));
	if (n != 1)
		buf_addf(out, ",%lu", (unsigned long)n);
}

/* The lines [i, iend) of a and [j, jend) of b. */
static void put_hunk(struct script *s, size_t i, size_t iend, size_t j, size_t jend)
{
	buf_adds(s->out, s->color ? "\033[36m@@ " : "@@ ");
	put_span(s->out, '-', i, iend - i);
	buf_addc(s->out, ' ');
	put_span(s->out, '+', j, jend - j);
	buf_adds(s->out, s->color ? " @@\033[0m\n" : " @@\n");
	while (i < iend || j < jend) {
		if (i < iend && s->gone[i])
			put_line(s, '-', s->a.shown[i++]);
		else if (j < jend && s->come[j])
			put_line(s, '+', s->b.shown[j++]);
		else
			j++, put_line(s, ' ', s->a.shown[i++]);
	}
}

/* Finds each stretch of differences less than two contexts apart, and writes it. */
static void put_hunks(struct script *s)
{
	size_t i = 0, j = 0, start_i, start_j, equal;

	for (;;) {
		while (i < s->a.n && j < s->b.n && !s->gone[i] && !s->come[j])
			i++, j++;
		if (i == s->a.n && j == s->b.n)
			return;
		equal = i < CONTEXT ? i : CONTEXT;
		start_i = i - equal;
		start_j = j - equal;
		for (equal = 0; equal <= (size_t)2 * CONTEXT && (i < s->a.n || j < s->b.n);) {
			bool gone = i < s->a.n && s->gone[i], come = j < s->b.n && s->come[j];

			equal = gone || come ? 0 : equal + 1;
			i += gone || !come;
			j += come || !gone;
			if (gone && come)
				continue;
		}
		if (equal > CONTEXT) {
			i -= equal - CONTEXT;
			j -= equal - CONTEXT;
		}
		put_hunk(s, start_i, i, start_j, j);
	}
}

static void load(struct lines *l, const struct unified_side *side)
{
	size_t n;

	l->v = split(side->text, &l->n);
	l->shown = split(side->shown, &n);
}

void unified_write(struct buf *out, const char *path, const struct unified_side *before,
		   const struct unified_side *after, bool color)
{
	struct script s = {.out = out, .color = color};
	size_t least;

	if (text_equal(before->text, after->text))
		return;
	load(&s.a, before);
	load(&s.b, after);
	least = s.a.n < s.b.n ? s.a.n : s.b.n;
	while (s.prefix < least && same_line(&s, s.prefix, s.prefix))
		s.prefix++;
	while (s.suffix < least - s.prefix &&
	       same_line(&s, s.a.n - 1 - s.suffix, s.b.n - 1 - s.suffix))
		s.suffix++;
	s.gone = mem_zero(s.a.n + 1);
	s.come = mem_zero(s.b.n + 1);
	compare(&s);
	buf_adds(out, color ? "\033[1m--- " : "--- ");
	message_escape(out, text_of(path));
	buf_adds(out, "\n+++ ");
	message_escape(out, text_of(path));
	buf_adds(out, color ? "\033[0m\n" : "\n");
	put_hunks(&s);
	mem_free(s.a.v);
	mem_free(s.a.shown);
	mem_free(s.b.v);
	mem_free(s.b.shown);
	mem_free(s.gone);
	mem_free(s.come);
}
