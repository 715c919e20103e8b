/* Runs of bytes: order, hash, edit distance. */
#include "base/text.h"

#include <time.h>
#include <unistd.h>

#include "base/utf8.h"

/* Longer words are not compared: a near miss is a short word's matter. */
enum { DISTANCE_LONGEST = 64 };

int text_compare(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

static uint64_t seed;

__attribute__((constructor)) static void make_seed(void) /* before main: threads only read it */
{
	struct timespec now = {0};

	clock_gettime(CLOCK_REALTIME, &now);
	seed = (uint64_t)now.tv_nsec * 0x9E3779B97F4A7C15u ^ (uint64_t)now.tv_sec ^
	       (uint64_t)getpid() << 32 ^ (uint64_t)(uintptr_t)&now;
}

/* The n < 8 bytes at p as a number, in order. */
static uint64_t tail(const char *p, size_t n)
{
	uint64_t word = 0;
	uint32_t four;
	uint16_t two;

	if (n & 4) {
		memcpy(&four, p, sizeof four);
		word = four;
		p += 4;
	}
	if (n & 2) {
		memcpy(&two, p, sizeof two);
		word = word << 16 | two;
		p += 2;
	}
	return n & 1 ? word << 8 | (unsigned char)*p : word;
}

uint64_t text_hash64(struct text t)
{
	uint64_t h = seed ^ t.n * 0x9E3779B97F4A7C15u, word;

	for (; t.n >= sizeof word; t.p += sizeof word, t.n -= sizeof word) {
		memcpy(&word, t.p, sizeof word);
		h = (h ^ word) * 0xD6E8FEB86659FD93u;
		h ^= h >> 32;
	}
	if (t.n) {
		h = (h ^ tail(t.p, t.n)) * 0xD6E8FEB86659FD93u;
		h ^= h >> 32;
	}
	return h ^ h >> 29;
}

bool text_starts(struct text t, struct text prefix)
{
	return t.n >= prefix.n && text_equal((struct text){t.p, prefix.n}, prefix);
}

bool text_ends(struct text t, struct text suffix)
{
	return t.n >= suffix.n && text_equal((struct text){t.p + t.n - suffix.n, suffix.n}, suffix);
}

/* Decodes at most DISTANCE_LONGEST characters; returns their number, or DISTANCE_LONGEST + 1 if
 * there are more. */
static size_t characters(struct text t, uint32_t *out)
{
	size_t i = 0, count = 0, length;

	while (i < t.n) {
		if (count == DISTANCE_LONGEST)
			return DISTANCE_LONGEST + 1;
		length = utf8_decode(t.p + i, t.n - i, &out[count]);
		if (!length) {
			out[count] = 0xFFFD;
			length = 1;
		}
		i += length;
		count++;
	}
	return count;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t text_distance(struct text a, struct text b, size_t limit)
{
	uint32_t x[DISTANCE_LONGEST], y[DISTANCE_LONGEST];
	size_t rows[3][DISTANCE_LONGEST + 1], *before = rows[0], *last = rows[1], *now = rows[2],
					      *spare;
	size_t n = characters(a, x), m = characters(b, y), i, j;

	if (n > DISTANCE_LONGEST || m > DISTANCE_LONGEST || (n > m ? n - m : m - n) > limit)
		return limit + 1;
	for (j = 0; j <= m; j++)
		last[j] = j;
	for (i = 1; i <= n; i++) {
		now[0] = i;
		for (j = 1; j <= m; j++) {
			now[j] = least(least(last[j] + 1, now[j - 1] + 1),
				       last[j - 1] + (x[i - 1] != y[j - 1]));
			if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[m] <= limit ? last[m] : limit + 1;
}
