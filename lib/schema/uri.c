/* URI references (RFC 3986), as far as naming and finding schemas needs them. */
#include "schema/uri.h"

#include "base/buf.h"

struct parts {
	struct text scheme, authority, path, query, fragment;
	bool has_scheme, has_authority, has_query, has_fragment;
};

static struct text upto(struct text *t, const char *stops)
{
	size_t i = 0;

	while (i < t->n && !(t->p[i] && strchr(stops, t->p[i])))
		i++;
	struct text head = {t->p, i};

	*t = (struct text){t->p + i, t->n - i};
	return head;
}

static struct text rest(struct text t, size_t n)
{
	return (struct text){t.p + n, t.n - n};
}

static bool scheme_char(char c, bool first)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

	return letter || (!first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
}

static size_t scheme_length(struct text t)
{
	size_t i = 0;

	while (i < t.n && scheme_char(t.p[i], i == 0))
		i++;
	return i && i < t.n && t.p[i] == ':' ? i : 0;
}

bool uri_is_absolute(struct text uri)
{
	return scheme_length(uri) > 0;
}

static struct parts split(struct text t)
{
	struct parts p = {0};
	size_t scheme = scheme_length(t);

	if (scheme) {
		p.scheme = (struct text){t.p, scheme};
		p.has_scheme = true;
		t = rest(t, scheme + 1);
	}
	if (text_starts(t, TEXT("//"))) {
		t = rest(t, 2);
		p.authority = upto(&t, "/?#");
		p.has_authority = true;
	}
	p.path = upto(&t, "?#");
	if (t.n && t.p[0] == '?') {
		t = rest(t, 1);
		p.query = upto(&t, "#");
		p.has_query = true;
	}
	if (t.n && t.p[0] == '#') {
		p.fragment = rest(t, 1);
		p.has_fragment = true;
	}
	return p;
}

/* Section 5.2.4, on whole segments: "." goes, ".." takes the segment before it along. */
static void add_without_dots(struct buf *out, struct text path)
{
	size_t floor = out->n;
	bool rooted = path.n && path.p[0] == '/';

	if (rooted) {
		buf_addc(out, '/');
		floor = out->n;
		path = rest(path, 1);
	}
	for (;;) {
		struct text segment = upto(&path, "/");
		bool last = path.n == 0;

		if (text_is(segment, "..")) {
			if (out->n > floor)
				out->n--; /* the slash that ends the segment before */
			while (out->n > floor && out->p[out->n - 1] != '/')
				out->n--;
		} else if (!text_is(segment, ".")) {
			buf_addt(out, segment);
			if (!last)
				buf_addc(out, '/');
		}
		if (last)
			break;
		path = rest(path, 1);
	}
	if (out->p)
		out->p[out->n] = '\0';
}

static void add_merged(struct buf *out, const struct parts *base, struct text path)
{
	struct buf merged = {0};
	size_t slash = base->path.n;

	if (base->has_authority && base->path.n == 0) {
		buf_addc(&merged, '/');
	} else {
		while (slash && base->path.p[slash - 1] != '/')
			slash--;
		buf_add(&merged, base->path.p, slash);
	}
	buf_addt(&merged, path);
	add_without_dots(out, buf_text(&merged));
	buf_free(&merged);
}

static void add_path(struct buf *out, const struct parts *b, const struct parts *r)
{
	if (r->has_scheme || r->has_authority || (r->path.n && r->path.p[0] == '/'))
		add_without_dots(out, r->path);
	else if (r->path.n == 0)
		buf_addt(out, b->path);
	else
		add_merged(out, b, r->path);
}

void uri_resolve(struct text base, struct text ref, struct buf *out)
{
	struct parts b = split(base), r = split(ref);
	const struct parts *authority = r.has_scheme || r.has_authority ? &r : &b;
	bool keep_query = !r.has_query && !r.has_scheme && !r.has_authority && r.path.n == 0;

	if (r.has_scheme || b.has_scheme) {
		buf_addt(out, r.has_scheme ? r.scheme : b.scheme);
		buf_addc(out, ':');
	}
	if (authority->has_authority) {
		buf_adds(out, "//");
		buf_addt(out, authority->authority);
	}
	add_path(out, &b, &r);
	if (r.has_query || (keep_query && b.has_query)) {
		buf_addc(out, '?');
		buf_addt(out, r.has_query ? r.query : b.query);
	}
	if (r.has_fragment) {
		buf_addc(out, '#');
		buf_addt(out, r.fragment);
	}
}

bool uri_split(struct text uri, struct text *without, struct text *fragment)
{
	struct text t = uri;

	*without = upto(&t, "#");
	if (!t.n)
		return false;
	*fragment = rest(t, 1);
	return true;
}

static int hex(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							: -1;
}

void uri_decode(struct text t, struct buf *out)
{
	size_t i;

	for (i = 0; i < t.n; i++) {
		if (t.p[i] == '%' && t.n - i > 2 && hex(t.p[i + 1]) >= 0 && hex(t.p[i + 2]) >= 0) {
			buf_addc(out, (char)(hex(t.p[i + 1]) << 4 | hex(t.p[i + 2])));
			i += 2;
		} else {
			buf_addc(out, t.p[i]);
		}
	}
}

void uri_encode_path(struct text path, struct buf *out)
{
	size_t i;

	for (i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c && strchr("/-._~!$&'()*+,;=:@", c)))
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}
