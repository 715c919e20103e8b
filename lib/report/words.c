/*
 * What changed between two texts, by words: the longest common subsequence of them, found by the
 * shortest edit script (greedy over diagonals, D steps of at most D diagonals). A text so different
 * that more than MOST_STEPS are needed is shown as a whole, as is one of too many words.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "report/value.h"

enum {
	MOST_WORDS = 20000,
	MOST_STEPS = 400, /* words that went or came */
	CONTEXT = 6,      /* words shown beside a change */
	SHOWN = 1000      /* bytes of a whole text */
};

struct words {
	struct text *v;
	size_t n, cap;
};

static bool is_wordy(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || (c >= 0xC0 && c < 0x2000);
}

/* A run of letters and digits, a run of spaces, or one other character. */
static size_t word_length(const char *p, size_t n)
{
	size_t length = 0, size;
	bool wordy = false;
	uint32_t c;

	while (length < n) {
		size = utf8_decode(p + length, n - length, &c);
		if (!size) {
			size = 1;
			c = 0;
		}
		if (length && (!wordy || !is_wordy(c)))
			break;
		wordy = is_wordy(c);
		length += size;
	}
	return length;
}

static struct words split(struct text t)
{
	struct words w = {0};
	size_t i, n;

	for (i = 0; i < t.n; i += n) {
		n = word_length(t.p + i, t.n - i);
		MEM_GROW(w.v, w.n, w.cap);
		w.v[w.n++] = (struct text){t.p + i, n};
	}
	return w;
}

struct script {
	const struct words *a, *b;
	int **rows; /* of each step: the furthest x on each diagonal */
	int steps;
};

/* The furthest along diagonal k that one more step leads, from the row before. */
static int reach(const int *row, int d, int k, int most)
{
	if (d == 0)
		return 0;
	if (k == -d || (k != d && row[most + k - 1] < row[most + k + 1]))
		return row[most + k + 1];
	return row[most + k - 1] + 1;
}

/* Fills rows until both ends are reached; false if that takes too many steps. */
static bool find_script(struct script *s)
{
	int n = (int)s->a->n, m = (int)s->b->n, most = MOST_STEPS + 1, d, k, x, y;
	size_t size = (size_t)(2 * most + 1) * sizeof(int);

	for (d = 0; d <= MOST_STEPS; d++) {
		int *row = mem_zero(size);

		if (d)
			memcpy(row, s->rows[d - 1], size);
		s->rows[d] = row;
		s->steps = d + 1;
		for (k = -d; k <= d; k += 2) {
			x = reach(row, d, k, most);
			y = x - k;
			while (x < n && y >= 0 && y < m && text_equal(s->a->v[x], s->b->v[y])) {
				x++;
				y++;
			}
			row[most + k] = x;
			if (x >= n && y >= m)
				return true;
		}
	}
	return false;
}

/* Marks the words that are in one text only, going back over the rows. */
static void mark(const struct script *s, bool *gone, bool *come)
{
	int x = (int)s->a->n, y = (int)s->b->n, most = MOST_STEPS + 1, d, k, was;

	for (d = s->steps - 1; d > 0; d--) {
		const int *row = s->rows[d - 1];

		k = x - y;
		was = k == -d || (k != d && row[most + k - 1] < row[most + k + 1]) ? k + 1 : k - 1;
		if (was == k + 1) {
			x = row[most + was];
			y = x - was;
			if (y >= 0 && y < (int)s->b->n)
				come[y] = true;
		} else {
			x = row[most + was];
			y = x - was;
			if (x >= 0 && x < (int)s->a->n)
				gone[x] = true;
		}
	}
}

static void write_run(struct buf *out, const struct words *w, size_t from, size_t to)
{
	if (from < to)
		message_escape(out,
			       (struct text){w->v[from].p, (size_t)(w->v[to - 1].p - w->v[from].p) +
								   w->v[to - 1].n});
}

/* What did not change, words [from, to): its middle, or its outer end, is left out when long. */
static void write_same(struct buf *out, const struct words *w, size_t from, size_t to)
{
	size_t head = from == 0 ? 0 : CONTEXT, tail = to == w->n ? 0 : CONTEXT;

	if (to - from <= head + tail + CONTEXT) {
		write_run(out, w, from, to);
		return;
	}
	write_run(out, w, from, from + head);
	buf_adds(out, "…");
	write_run(out, w, to - tail, to);
}

static void write_marked(struct buf *out, const char *open, const struct words *w, size_t from,
			 size_t to, const char *close)
{
	if (from == to)
		return;
	buf_adds(out, open);
	write_run(out, w, from, to);
	buf_adds(out, close);
}

static void write_script(struct buf *out, const struct words *a, const struct words *b,
			 const bool *gone, const bool *come)
{
	size_t i = 0, j = 0, from;

	while (i < a->n || j < b->n) {
		for (from = i; i < a->n && gone[i]; i++)
			;
		write_marked(out, "[-", a, from, i, "-]");
		for (from = j; j < b->n && come[j]; j++)
			;
		write_marked(out, "{+", b, from, j, "+}");
		for (from = i; i < a->n && j < b->n && !gone[i] && !come[j]; i++)
			j++;
		if (from < i)
			write_same(out, a, from, i);
	}
}

static void write_whole(struct buf *out, struct text t)
{
	size_t n = t.n;

	if (n > SHOWN)
		for (n = SHOWN; n && ((unsigned char)t.p[n] & 0xC0) == 0x80; n--)
			;
	message_escape(out, (struct text){t.p, n});
	buf_adds(out, n < t.n ? "…" : "");
}

void value_words(struct buf *out, struct text before, struct text after)
{
	struct words a = split(before), b = split(after);
	struct script s = {&a, &b, mem_zero((MOST_STEPS + 1) * sizeof(int *)), 0};
	bool *gone = mem_zero(a.n + 1), *come = mem_zero(b.n + 1);

	if (a.n <= MOST_WORDS && b.n <= MOST_WORDS && find_script(&s)) {
		mark(&s, gone, come);
		write_script(out, &a, &b, gone, come);
	} else {
		buf_adds(out, "[-");
		write_whole(out, before);
		buf_adds(out, "-]{+");
		write_whole(out, after);
		buf_adds(out, "+}");
	}
	while (s.steps)
		mem_free(s.rows[--s.steps]);
	mem_free(s.rows);
	mem_free(gone);
	mem_free(come);
	mem_free(a.v);
	mem_free(b.v);
}
