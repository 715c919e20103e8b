/*
 * Do two YAML files say the same? A judge that shares no code with hearth: libyaml's events, one
 * after the other, with anchors, tags and what a plain word resolves to; and the comments, found
 * between libyaml's tokens.
 *
 * usage: same A B     of folders, every file of A and that of the same name in B
 * Says what differs. Exit status: 0 the same, 1 not, 3 A is no YAML, and B is A byte for byte.
 * Of folders, the last line says how many were which: "980 the same, 20 no YAML".
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct file {
	char *p;
	size_t n;
};

static struct file read_file(const char *name)
{
	struct file f = {malloc(1 << 24), 0};
	FILE *in = fopen(name, "rb");

	if (!in || !f.p) {
		perror(name);
		exit(2);
	}
	f.n = fread(f.p, 1, 1 << 24, in);
	fclose(in);
	return f;
}

/* Line ends as LF, no byte-order mark: what the file is read as. */
static void normalize(struct file *f)
{
	size_t i, k = 0, from = f->n >= 3 && memcmp(f->p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	for (i = from; i < f->n; i++) {
		if (f->p[i] == '\r') {
			f->p[k++] = '\n';
			i += i + 1 < f->n && f->p[i + 1] == '\n';
		} else {
			f->p[k++] = f->p[i];
		}
	}
	f->n = k;
}

static void start(yaml_parser_t *p, const struct file *f)
{
	if (!yaml_parser_initialize(p))
		exit(2);
	yaml_parser_set_encoding(p, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(p, (const unsigned char *)f->p, f->n);
}

/* values */

static const char *or_none(const void *s)
{
	return s ? s : "";
}

/* A number, true, false or null: what a plain word is in YAML 1.2, as far as that matters here. */
static int is_word(const char *s)
{
	static const char *const words[] = {"",     "~",    "null",  "Null",  "NULL",  "true",
					    "True", "TRUE", "false", "False", "FALSE", ".inf",
					    ".Inf", ".INF", "-.inf", "+.inf", ".nan"};
	size_t i;
	char *end;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(s, words[i]) == 0)
			return 1;
	if (strchr("iInN", s[s[0] == '-' || s[0] == '+']))
		return 0;
	strtod(s, &end);
	return *s && !*end;
}

static void write_event(FILE *out, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT: {
		const yaml_tag_directive_t *t = e->data.document_start.tag_directives.start;

		fprintf(out, "document %d", e->data.document_start.version_directive != NULL);
		for (; t < e->data.document_start.tag_directives.end; t++)
			fprintf(out, " %s %s", (const char *)t->handle, (const char *)t->prefix);
		putc('\n', out);
		break;
	}
	case YAML_ALIAS_EVENT: fprintf(out, "*%s\n", (const char *)e->data.alias.anchor); break;
	case YAML_SCALAR_EVENT: {
		const char *s = (const char *)e->data.scalar.value;
		int plain = e->data.scalar.plain_implicit &&
			    e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

		fprintf(out, "scalar &%s <%s> %s %zu ", or_none(e->data.scalar.anchor),
			or_none(e->data.scalar.tag), plain && is_word(s) ? "word" : "text",
			e->data.scalar.length);
		fwrite(s, 1, e->data.scalar.length, out);
		putc('\n', out);
		break;
	}
	case YAML_SEQUENCE_START_EVENT:
		fprintf(out, "[ &%s <%s>\n", or_none(e->data.sequence_start.anchor),
			or_none(e->data.sequence_start.tag));
		break;
	case YAML_MAPPING_START_EVENT:
		fprintf(out, "{ &%s <%s>\n", or_none(e->data.mapping_start.anchor),
			or_none(e->data.mapping_start.tag));
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: fputs("end\n", out); break;
	default: break;
	}
}

/* The events as text; NULL if it is no YAML. */
static char *events(const struct file *f)
{
	yaml_parser_t p;
	yaml_event_t e;
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	int more = 1, good = 1;

	start(&p, f);
	while (more && (good = yaml_parser_parse(&p, &e))) {
		write_event(out, &e);
		more = e.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&p);
	fclose(out);
	if (!good) {
		free(text);
		text = NULL;
	}
	return text;
}

/* comments */

static size_t byte_of(const struct file *f, size_t index)
{
	size_t i = 0;

	while (index > 0 && i < f->n) {
		i++;
		while (i < f->n && ((unsigned char)f->p[i] & 0xC0) == 0x80)
			i++;
		index--;
	}
	return i;
}

/* The comments between bytes [from, to), which hold nothing else but white space. */
static void write_comments(FILE *out, const struct file *f, size_t from, size_t to)
{
	for (; from < to; from++) {
		size_t end, trim;

		if (f->p[from] != '#')
			continue;
		for (end = from; end < f->n && f->p[end] != '\n'; end++)
			;
		for (trim = end; trim > from && strchr(" \t", f->p[trim - 1]); trim--)
			;
		fwrite(f->p + from, 1, trim - from, out);
		putc('\n', out);
		from = end;
	}
}

/* A text block's token begins with its header, where a comment may be. */
static size_t end_of_header(const struct file *f, size_t at)
{
	while (at < f->n && f->p[at] != '\n' && f->p[at] != '#')
		at++;
	return at;
}

static char *all_comments(const struct file *f)
{
	yaml_parser_t p;
	yaml_token_t t;
	char *text = NULL;
	size_t n, from = 0, begin, line;
	FILE *out = open_memstream(&text, &n);
	int more = 1;

	start(&p, f);
	while (more && yaml_parser_scan(&p, &t)) {
		more = t.type != YAML_STREAM_END_TOKEN;
		begin = more ? byte_of(f, t.start_mark.index) : f->n;
		if (begin > from) {
			write_comments(out, f, from, begin);
			from = begin;
		}
		if (t.type == YAML_SCALAR_TOKEN &&
		    (t.data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
		     t.data.scalar.style == YAML_FOLDED_SCALAR_STYLE)) {
			line = end_of_header(f, begin);
			if (line < f->n && f->p[line] == '#')
				write_comments(out, f, line, line + 1);
		}
		if (byte_of(f, t.end_mark.index) > from)
			from = byte_of(f, t.end_mark.index);
		yaml_token_delete(&t);
	}
	yaml_parser_delete(&p);
	fclose(out);
	return text;
}

/* comparing */

static int by_line(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_lines(char *text)
{
	char *copy = strdup(text), *lines[20000], *line;
	size_t n = 0, i;

	for (line = strtok(copy, "\n"); line && n < 20000; line = strtok(NULL, "\n"))
		lines[n++] = line;
	qsort(lines, n, sizeof *lines, by_line);
	*text = '\0';
	for (i = 0; i < n; i++) {
		text = stpcpy(text, lines[i]);
		*text++ = '\n';
		*text = '\0';
	}
	free(copy);
}

/* Shows the first line in which two texts differ. */
static void show(const char *name, const char *what, const char *a, const char *b)
{
	const char *x = a, *y = b;

	while (*x && *x == *y) {
		if (*x == '\n') {
			a = x + 1;
			b = y + 1;
		}
		x++;
		y++;
	}
	printf("%s: %s: '%.*s' became '%.*s'\n", name, what, (int)strcspn(a, "\n"), a,
	       (int)strcspn(b, "\n"), b);
}

static int compare(const char *name, const char *other)
{
	struct file a = read_file(name), b = read_file(other);
	int equal = a.n == b.n && memcmp(a.p, b.p, a.n) == 0, result = 0;
	char *x, *y, *c, *d;

	normalize(&a);
	normalize(&b);
	x = events(&a);
	y = events(&b);
	if (!x || !y) {
		result = !x && equal ? 3 : 1;
		if (result == 1)
			printf("%s: %s is no YAML\n", name,
			       x ? "what came of it" : "it was changed, and");
	} else if (strcmp(x, y) != 0) {
		show(name, "value", x, y);
		result = 1;
	} else {
		c = all_comments(&a);
		d = all_comments(&b);
		sort_lines(c);
		sort_lines(d);
		if (strcmp(c, d) != 0) {
			show(name, "comment", c, d);
			result = 1;
		}
		free(c);
		free(d);
	}
	free(x);
	free(y);
	free(a.p);
	free(b.p);
	return result;
}

static int compare_folders(const char *a, const char *b)
{
	unsigned long counts[4] = {0};
	struct dirent *e;
	DIR *d = opendir(a);
	char x[4096], y[4096];

	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(x, sizeof x, "%s/%s", a, e->d_name);
		snprintf(y, sizeof y, "%s/%s", b, e->d_name);
		counts[compare(x, y)]++;
	}
	closedir(d);
	printf("%lu the same, %lu no YAML", counts[0], counts[3]);
	printf(counts[1] ? ", %lu NOT the same\n" : "\n", counts[1]);
	return counts[1] != 0;
}

int main(int argc, char **argv)
{
	DIR *d;

	if (argc != 3)
		return 2;
	d = opendir(argv[1]);
	if (!d)
		return compare(argv[1], argv[2]);
	closedir(d);
	return compare_folders(argv[1], argv[2]);
}
