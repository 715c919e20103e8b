/* Writing JSON. */
#include "report/json.h"

#include "base/buf.h"
#include "base/utf8.h"

static void add_char(struct buf *out, uint32_t c, const char *bytes, size_t n)
{
	if (c == '"' || c == '\\') {
		buf_addc(out, '\\');
		buf_addc(out, (char)c);
	} else if (c == '\n') {
		buf_adds(out, "\\n");
	} else if (c == '\t') {
		buf_adds(out, "\\t");
	} else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029) {
		buf_addf(out, "\\u%04x", (unsigned)c);
	} else {
		buf_add(out, bytes, n);
	}
}

void json_string(struct buf *out, struct text t)
{
	size_t i = 0, n;
	uint32_t c;

	buf_addc(out, '"');
	while (i < t.n) {
		n = utf8_decode(t.p + i, t.n - i, &c);
		if (n) {
			add_char(out, c, t.p + i, n);
			i += n;
		} else {
			buf_adds(out, "\xEF\xBF\xBD");
			i++;
		}
	}
	buf_addc(out, '"');
}

void json_name(struct buf *out, const char *name)
{
	if (out->n && out->p[out->n - 1] != '{' && out->p[out->n - 1] != '[')
		buf_addc(out, ',');
	buf_addf(out, "\"%s\":", name);
}
