/* From the text of a scalar back to the bytes it was written as. */
#include "yaml/tree.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The byte of the file for byte `to` of the scalar's text, walking both side by side: folding
 * changes white space only. False where escapes make it impossible to tell. */
static bool find_byte(const struct node *n, struct text raw, uint32_t to, uint32_t *at)
{
	struct text t = node_text(n);
	uint32_t i = 0, p = n->start;

	if (n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE)
		p++;
	if (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		while (p < n->end && raw.p[p] != '\n')
			p++;
	for (; i < to && i < t.n; i++) {
		if (is_space(t.p[i])) {
			if (p < n->end && is_space(raw.p[p]))
				p++;
			continue;
		}
		while (p < n->end && is_space(raw.p[p]))
			p++;
		if (p >= n->end || raw.p[p] != t.p[i])
			return false;
		p += t.p[i] == '\'' && n->style == STYLE_SINGLE ? 2 : 1;
	}
	while (i < t.n && !is_space(t.p[i]) && p < n->end && is_space(raw.p[p]))
		p++;
	*at = p;
	return p <= n->end;
}

void node_span(const struct node *n, struct text raw, uint32_t *from, uint32_t *to)
{
	uint32_t start = n->start, end = n->end;

	if (n->kind == NODE_SCALAR && find_byte(n, raw, *from, &start) && *to > *from)
		if (!find_byte(n, raw, *to - 1, &end) || end++ < start)
			end = start + 1;
	*from = start;
	*to = end;
}
