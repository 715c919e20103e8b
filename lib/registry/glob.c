/* File patterns, matched by backtracking with a budget. */
#include "registry/glob.h"

#include "base/utf8.h"

enum { BUDGET = 20000, LONGEST = 1024 };

const char *glob_fault(struct text t)
{
	size_t i, captures = 0, segment = 0;

	if (!t.n || t.n > LONGEST)
		return "it is empty or too long";
	if (t.p[0] == '/')
		return "it must be relative to the registry's folder";
	for (i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i];

		if (c < 0x20)
			return "it holds a control character";
		if (c == '/') {
			segment = i + 1;
		} else if (c == '}') {
			return "a '}' without '{'";
		} else if (c == '*') {
			captures++;
		} else if (c == '{') {
			size_t from = i + 1;

			while (i < t.n && t.p[i] != '}' && t.p[i] != '/')
				i++;
			if (i == t.n || t.p[i] != '}' || i == from)
				return "'{' must be followed by a name and '}'";
			captures++;
		}
		if (i == segment + 1 && t.p[segment] == '.' && t.p[i] == '.' &&
		    (i + 1 == t.n || t.p[i + 1] == '/'))
			return "'..' may not stand in it";
	}
	return captures > GLOB_CAPTURES ? "it has more than 8 wildcards" : NULL;
}

struct matching {
	const char *pattern, *pattern_end, *path_end;
	struct glob_match *m;
	unsigned budget;
};

static bool match(struct matching *g, const char *p, const char *s, size_t n);

/* A wildcard of `least` or more characters but '/', the rest of the pattern after `p`. */
static bool match_run(struct matching *g, struct text name, const char *p, const char *s,
		      size_t least, size_t n)
{
	const char *end = s;

	while (end < g->path_end && *end != '/')
		end++;
	for (;; end--) {
		if ((size_t)(end - s) < least)
			return false;
		g->m->v[n] = (struct glob_capture){name, {s, (size_t)(end - s)}};
		if (match(g, p, end, n + 1))
			return true;
		if (end == s || g->budget == 0)
			return false;
	}
}

/* A segment `**` at p: nothing, or any number of segments. */
static bool match_deep(struct matching *g, const char *p, const char *s, size_t n)
{
	const char *rest = p + 2 < g->pattern_end ? p + 3 : p + 2;

	if (rest == g->pattern_end) {
		g->m->n = n;
		return true;
	}
	for (;;) {
		if (match(g, rest, s, n))
			return true;
		while (s < g->path_end && *s != '/')
			s++;
		if (s == g->path_end || g->budget == 0)
			return false;
		s++;
	}
}

static bool is_deep(const struct matching *g, const char *p)
{
	return g->pattern_end - p >= 2 && p[0] == '*' && p[1] == '*' &&
	       (p + 2 == g->pattern_end || p[2] == '/') && (p == g->pattern || p[-1] == '/');
}

/* The bytes of the character at s, one if it is malformed. */
static size_t character(const char *s, const char *end)
{
	uint32_t c;
	size_t n = utf8_decode(s, (size_t)(end - s), &c);

	return n ? n : 1;
}

static bool match(struct matching *g, const char *p, const char *s, size_t n)
{
	const char *from;

	for (; p < g->pattern_end; p++) {
		if (g->budget == 0)
			return false;
		g->budget--;
		if (*p == '*') {
			if (is_deep(g, p))
				return match_deep(g, p, s, n);
			return match_run(g, (struct text){"", 0}, p + 1, s, 0, n);
		}
		if (*p == '{') {
			from = p + 1;
			while (*p != '}')
				p++;
			return match_run(g, (struct text){from, (size_t)(p - from)}, p + 1, s, 1,
					 n);
		}
		if (s == g->path_end || (*p == '?' ? *s == '/' : *p != *s))
			return false;
		s += *p == '?' ? character(s, g->path_end) : 1;
	}
	if (s != g->path_end)
		return false;
	g->m->n = n;
	return true;
}

bool glob_match(struct text pattern, struct text path, struct glob_match *m)
{
	struct glob_match unwanted;
	struct matching g = {pattern.p, pattern.p + pattern.n, path.p + path.n, m ? m : &unwanted,
			     BUDGET};

	return match(&g, pattern.p, path.p, 0);
}
