/*
 * Takes a file of the JSON Schema Test Suite apart: a list of groups
 *     {"description": …, "schema": …, "tests": [{"description": …, "data": …, "valid": true|false},
 * …]} For each group the schema goes to FOLDER/N-schema.json and each test's data to
 * FOLDER/N-M.json, byte for byte as it stood, since what is measured is how the command under test
 * reads it. A line on standard output says of each test, between tabs: schema, data, valid or
 * invalid, group's description, test's description. It knows just enough JSON to find where a value
 * ends, and shares no code with the library under test.
 *
 * usage: split FOLDER FILE
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 1000 }; /* nesting; the suite's own tests stay far below */

struct span {
	const char *p, *end;
};

static void die(const char *what, const char *where)
{
	fprintf(stderr, "split: %s: %s\n", where, what);
	exit(2);
}

static const char *skip_space(struct span in)
{
	while (in.p < in.end && memchr(" \t\r\n", *in.p, 4))
		in.p++;
	return in.p;
}

/* in.p is at the opening quote; returns the place after the closing one, or NULL. */
static const char *skip_string(struct span in)
{
	for (in.p++; in.p < in.end; in.p++) {
		if (*in.p == '"')
			return in.p + 1;
		if (*in.p == '\\' && ++in.p == in.end)
			return NULL;
	}
	return NULL;
}

/* in.p is at the first byte of a value; returns the place after it, or NULL. Brackets are only
 * counted. */
static const char *skip_value(struct span in)
{
	int depth = 0;

	while (in.p && in.p < in.end) {
		switch (*in.p) {
		case '"': in.p = skip_string(in); break;
		case '[':
		case '{':
			if (++depth > DEEPEST)
				return NULL;
			in.p++;
			break;
		case ']':
		case '}':
			if (--depth < 0)
				return NULL;
			in.p++;
			break;
		default: in.p += depth ? 1 : strcspn(in.p, ",]} \t\r\n");
		}
		if (depth == 0)
			return in.p;
	}
	return NULL;
}

/*
 * Steps through a list or mapping. Before the first call *at is just after the opening bracket.
 * Gives the next key (of a mapping) and value and moves *at past them; false at the closing
 * bracket.
 */
static bool next_item(struct span *at, struct span *key, struct span *value, const char *file)
{
	const char *p = at->p = skip_space(*at);

	if (p < at->end && *p == ',')
		p = at->p = skip_space((struct span){p + 1, at->end});
	if (p == at->end)
		die("it ends too early", file);
	if (*p == ']' || *p == '}')
		return false;
	if (key) {
		key->p = p;
		key->end = *p == '"' ? skip_string(*at) : NULL;
		if (!key->end)
			die("a key is expected", file);
		p = skip_space((struct span){key->end, at->end});
		if (p == at->end || *p != ':')
			die("a colon is expected", file);
		p = skip_space((struct span){p + 1, at->end});
	}
	value->p = p;
	value->end = skip_value((struct span){p, at->end});
	if (!value->end || value->end == value->p)
		die("a value does not end, or is nested too deeply", file);
	at->p = value->end;
	return true;
}

static bool is(struct span s, const char *word)
{
	return (size_t)(s.end - s.p) == strlen(word) && memcmp(s.p, word, strlen(word)) == 0;
}

/* The items of s, which must open with the bracket given. */
static struct span inside(struct span s, char bracket, const char *file)
{
	if (s.p == s.end || *s.p != bracket)
		die("a list of groups, each with a list of tests, is expected", file);
	s.p++;
	return s;
}

static void write_span(const char *path, struct span s)
{
	FILE *f = fopen(path, "wb");
	size_t n = (size_t)(s.end - s.p);

	if (!f || fwrite(s.p, 1, n, f) != n || fclose(f) != 0) {
		perror(path);
		exit(2);
	}
}

/* The text of a JSON string for one field of a line: escapes stay, so it has no tab and no end of
 * line. */
static void print_description(struct span s)
{
	putchar('\t');
	if (s.p && s.end - s.p >= 2)
		fwrite(s.p + 1, 1, (size_t)(s.end - s.p - 2), stdout);
}

static void split_test(const char *folder, int group, int n, struct span test, struct span about,
		       const char *file)
{
	struct span at = inside(test, '{', file), key, value;
	struct span data = {0}, valid = {0}, description = {0};
	char path[4096];

	while (next_item(&at, &key, &value, file)) {
		if (is(key, "\"data\""))
			data = value;
		else if (is(key, "\"valid\""))
			valid = value;
		else if (is(key, "\"description\""))
			description = value;
	}
	if (!data.p || !valid.p || !(is(valid, "true") || is(valid, "false")))
		die("a test has no data, or does not say whether it is valid", file);
	snprintf(path, sizeof path, "%s/%d-%d.json", folder, group, n);
	write_span(path, data);
	printf("%s/%d-schema.json\t%s\t%s", folder, group, path,
	       is(valid, "true") ? "valid" : "invalid");
	print_description(about);
	print_description(description);
	putchar('\n');
}

static void split_group(const char *folder, int n, struct span group, const char *file)
{
	struct span at = inside(group, '{', file), key, value;
	struct span schema = {0}, tests = {0}, description = {0};
	char path[4096];
	int i = 0;

	while (next_item(&at, &key, &value, file)) {
		if (is(key, "\"schema\""))
			schema = value;
		else if (is(key, "\"tests\""))
			tests = value;
		else if (is(key, "\"description\""))
			description = value;
	}
	if (!schema.p || !tests.p)
		die("a group has no schema or no tests", file);
	snprintf(path, sizeof path, "%s/%d-schema.json", folder, n);
	write_span(path, schema);
	at = inside(tests, '[', file);
	while (next_item(&at, NULL, &value, file))
		split_test(folder, n, ++i, value, description, file);
}

/* The whole file and a NUL after it. */
static char *read_file(const char *path, size_t *n)
{
	size_t cap = 1 << 16;
	char *p = malloc(cap);
	FILE *f = fopen(path, "rb");

	*n = 0;
	while (f && p && !feof(f) && !ferror(f)) {
		*n += fread(p + *n, 1, cap - *n - 1, f);
		if (*n + 1 == cap)
			p = realloc(p, cap *= 2);
	}
	if (!f || !p || ferror(f)) {
		perror(path);
		exit(2);
	}
	fclose(f);
	p[*n] = '\0';
	return p;
}

int main(int argc, char **argv)
{
	struct span at, group;
	size_t n;
	char *text;
	int i = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: split FOLDER FILE\n");
		return 2;
	}
	text = read_file(argv[2], &n);
	at.end = text + n;
	at.p = skip_space((struct span){text, at.end});
	at = inside(at, '[', argv[2]);
	while (next_item(&at, NULL, &group, argv[2]))
		split_group(argv[1], ++i, group, argv[2]);
	free(text);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("standard output");
		return 2;
	}
	return 0;
}
