/*
 * An independent opinion on differences: YAML by libyaml and the core schema of YAML 1.2, JSON
 *Patch by the letter of RFC 6902, and generated edits of files that hold one person each. It shares
 *no code with what it tests.
 *
 *	edits same A B            exit status 0: they say the same; 1: they do not
 *	edits patched A PATCH B   exit status 0: PATCH makes of A what B says; 1: not
 *	edits make SEED DIR       writes DIR/a.yaml and DIR/b.yaml, an edit of it
 *	edits shuffle SEED FILE   writes FILE to standard output, otherwise laid out
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum type { NUL, BOOL, NUMBER, TEXT, LIST, MAP };

struct value {
	enum type type;
	char *text;                   /* of BOOL, NUMBER (as written) and TEXT */
	struct value **items, **keys; /* keys: of a MAP, TEXT */
	size_t n;
};

static void die(const char *why)
{
	fprintf(stderr, "edits: %s\n", why);
	exit(2);
}

static void *room(size_t n)
{
	void *p = calloc(1, n + 1);

	if (!p)
		die("out of memory");
	return p;
}

static char *copy(const char *s)
{
	return strcpy(room(strlen(s)), s);
}

static struct value *make(enum type t, const char *text)
{
	struct value *v = room(sizeof *v);

	v->type = t;
	v->text = text ? copy(text) : NULL;
	return v;
}

static void insert(struct value *v, size_t at, struct value *key, struct value *item)
{
	v->items = realloc(v->items, (v->n + 1) * sizeof *v->items);
	v->keys = realloc(v->keys, (v->n + 1) * sizeof *v->keys);
	if (!v->items || !v->keys)
		die("out of memory");
	memmove(v->items + at + 1, v->items + at, (v->n - at) * sizeof *v->items);
	memmove(v->keys + at + 1, v->keys + at, (v->n - at) * sizeof *v->keys);
	v->items[at] = item;
	v->keys[at] = key;
	v->n++;
}

static struct value *take_out(struct value *v, size_t at)
{
	struct value *item = v->items[at];

	memmove(v->items + at, v->items + at + 1, (v->n - at - 1) * sizeof *v->items);
	memmove(v->keys + at, v->keys + at + 1, (v->n - at - 1) * sizeof *v->keys);
	v->n--;
	return item;
}

static struct value *clone(const struct value *v)
{
	struct value *c = make(v->type, v->text);
	size_t i;

	for (i = 0; i < v->n; i++)
		insert(c, i, v->keys[i] ? clone(v->keys[i]) : NULL, clone(v->items[i]));
	return c;
}

static ptrdiff_t find(const struct value *map, const char *key)
{
	size_t i;

	for (i = 0; i < map->n; i++)
		if (strcmp(map->keys[i]->text, key) == 0)
			return (ptrdiff_t)i;
	return -1;
}

/* --- reading --- */

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* -?D+(.D*)?([eE][-+]?D+)? and .D+ */
static bool is_number(const char *s)
{
	size_t whole, part = 0;

	s += *s == '-' || *s == '+';
	whole = digits(s);
	s += whole;
	if (*s == '.') {
		part = digits(++s);
		s += part;
	}
	if (!whole && !part)
		return false;
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '-' || *s == '+';
		if (!digits(s))
			return false;
		s += digits(s);
	}
	return !*s;
}

static bool is_one_of(const char *s, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(s, *words) == 0)
			return true;
	return false;
}

static struct value *resolve(const char *s, bool plain)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
	static const char *const yes[] = {"true", "True", "TRUE", NULL};
	static const char *const no[] = {"false", "False", "FALSE", NULL};
	char number[40];

	if (plain && is_one_of(s, nulls))
		return make(NUL, NULL);
	if (plain && is_one_of(s, yes))
		return make(BOOL, "true");
	if (plain && is_one_of(s, no))
		return make(BOOL, "false");
	if (plain && s[0] == '0' && (s[1] == 'x' || s[1] == 'o') && s[2] && strlen(s) < 12) {
		snprintf(number, sizeof number, "%llu",
			 strtoull(s + 2, NULL, s[1] == 'x' ? 16 : 8));
		return make(NUMBER, number);
	}
	return make(plain && is_number(s) ? NUMBER : TEXT, s);
}

static struct value *build(yaml_document_t *d, yaml_node_t *n)
{
	struct value *v;

	if (n->type == YAML_SCALAR_NODE)
		return resolve((char *)n->data.scalar.value,
			       n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
	v = make(n->type == YAML_SEQUENCE_NODE ? LIST : MAP, NULL);
	if (n->type == YAML_SEQUENCE_NODE) {
		yaml_node_item_t *i;

		for (i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++)
			insert(v, v->n, NULL, build(d, yaml_document_get_node(d, *i)));
	} else {
		yaml_node_pair_t *p;

		for (p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
			yaml_node_t *key = yaml_document_get_node(d, p->key);

			insert(v, v->n, make(TEXT, (char *)key->data.scalar.value),
			       build(d, yaml_document_get_node(d, p->value)));
		}
	}
	return v;
}

static struct value *load(const char *path)
{
	FILE *f = fopen(path, "rb");
	yaml_parser_t parser;
	yaml_document_t document;
	struct value *v;

	if (!f || !yaml_parser_initialize(&parser))
		die(path);
	yaml_parser_set_input_file(&parser, f);
	if (!yaml_parser_load(&parser, &document) || !yaml_document_get_root_node(&document))
		die(path);
	v = build(&document, yaml_document_get_root_node(&document));
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
	fclose(f);
	return v;
}

/* --- comparing --- */

/* A number as its digits without zeros at either end, and the power of ten of the last. */
static char *canonical(const char *s)
{
	char *out = room(strlen(s) + 40), *d = out + 1;
	long power = 0;
	bool point = false, any = false;

	out[0] = *s == '-' ? '-' : '+';
	for (s += *s == '-' || *s == '+'; *s && *s != 'e' && *s != 'E'; s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		power -= point;
		any |= *s != '0';
		if (any)
			*d++ = *s;
	}
	if (*s)
		power += strtol(s + 1, NULL, 10);
	for (; d > out + 1 && d[-1] == '0'; d--)
		power++;
	if (!any)
		return strcpy(out, "0");
	sprintf(d, "e%ld", power);
	return out;
}

static bool same(const struct value *x, const struct value *y)
{
	size_t i;
	ptrdiff_t at;

	if (x->type != y->type || x->n != y->n)
		return false;
	if (x->type == NUMBER)
		return strcmp(canonical(x->text), canonical(y->text)) == 0;
	if (x->text && strcmp(x->text, y->text) != 0)
		return false;
	for (i = 0; i < x->n; i++) {
		at = x->type == LIST ? (ptrdiff_t)i : find(y, x->keys[i]->text);
		if (at < 0 || !same(x->items[i], y->items[at]))
			return false;
	}
	return true;
}

/* --- JSON Patch --- */

struct place {            /* what a pointer names, by what holds it */
	struct value *in; /* NULL: the whole */
	char *key;
};

static char *unescape(char *token)
{
	char *to = token, *from = token;

	for (; *from; from++)
		*to++ = *from != '~' ? *from : *++from == '1' ? '/' : '~';
	*to = '\0';
	return token;
}

static size_t index_of(const struct value *v, const char *key, bool end)
{
	ptrdiff_t at = v->type == MAP ? find(v, key) : (ptrdiff_t)strtoul(key, NULL, 10);

	if (v->type == LIST && end && strcmp(key, "-") == 0)
		return v->n;
	if (at < 0 || (size_t)at > v->n || ((size_t)at == v->n && !end) ||
	    (v->type != MAP && v->type != LIST))
		die("a pointer leads nowhere");
	return (size_t)at;
}

static struct place follow(struct value *root, const char *pointer)
{
	struct place p = {NULL, NULL};
	char *at = copy(pointer), *slash;

	if (!*at)
		return p;
	p.in = root;
	for (at++; (slash = strchr(at, '/')); at = slash + 1) {
		*slash = '\0';
		p.in = p.in->items[index_of(p.in, unescape(at), false)];
	}
	p.key = unescape(at);
	return p;
}

static void put(struct value **root, const char *pointer, struct value *v)
{
	struct place p = follow(*root, pointer);
	ptrdiff_t at;

	if (!p.in) {
		*root = v;
	} else if (p.in->type == MAP && (at = find(p.in, p.key)) >= 0) {
		p.in->items[at] = v;
	} else if (p.in->type == MAP) {
		insert(p.in, p.in->n, make(TEXT, p.key), v);
	} else {
		insert(p.in, index_of(p.in, p.key, true), NULL, v);
	}
}

static struct value *take(struct value *root, const char *pointer)
{
	struct place p = follow(root, pointer);

	if (!p.in)
		die("the whole cannot be taken out");
	return take_out(p.in, index_of(p.in, p.key, false));
}

static const char *member(const struct value *op, const char *name)
{
	ptrdiff_t at = find(op, name);

	if (at < 0)
		die("a member of an operation is missing");
	return op->items[at]->text;
}

static void apply(struct value **root, const struct value *op)
{
	const char *name = member(op, "op"), *path = member(op, "path");
	ptrdiff_t value = find(op, "value");

	if (strcmp(name, "remove") == 0) {
		take(*root, path);
	} else if (strcmp(name, "move") == 0) {
		put(root, path, take(*root, member(op, "from")));
	} else if (value < 0) {
		die("an operation has no value");
	} else if (strcmp(name, "replace") == 0) {
		struct place p = follow(*root, path);

		if (p.in)
			p.in->items[index_of(p.in, p.key, false)] = op->items[value];
		else
			*root = op->items[value];
	} else if (strcmp(name, "add") == 0) {
		put(root, path, op->items[value]);
	} else {
		die("there is no such operation");
	}
}

static int patched(const char *a, const char *patch, const char *b)
{
	struct value *v = load(a), *p = load(patch);
	size_t i;

	if (p->type != LIST)
		die("a patch is a list");
	for (i = 0; i < p->n; i++)
		apply(&v, p->items[i]);
	return !same(v, load(b));
}

/* --- writing, each time otherwise --- */

static uint64_t state;

static unsigned below(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state >> 33) % n);
}

static void write_quoted(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			fprintf(f, "\\%c", *s);
		else if (*s == '\n')
			fputs("\\n", f);
		else if ((unsigned char)*s < 0x20)
			fprintf(f, "\\x%02x", (unsigned char)*s);
		else
			fputc(*s, f);
	fputc('"', f);
}

/* May the text stand without quotes, anywhere? */
static bool is_plain(const char *s)
{
	size_t i, n = strlen(s);

	for (i = 0; i < n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ",
			    s[i]) &&
		    (unsigned char)s[i] < 0x80)
			return false;
	return n && s[0] != ' ' && s[n - 1] != ' ' && resolve(s, true)->type == TEXT;
}

static void write_scalar(FILE *f, const struct value *v)
{
	static const char *const nulls[] = {"null", "~", "Null"};

	if (v->type == NUL)
		fputs(nulls[below(3)], f);
	else if (v->type != TEXT || (is_plain(v->text) && below(2)))
		fputs(v->text, f);
	else if (!strchr(v->text, '\'') && !strchr(v->text, '\n') && below(2))
		fprintf(f, "'%s'", v->text);
	else
		write_quoted(f, v->text);
}

static void write_flow(FILE *f, const struct value *v);

static size_t *order_of(const struct value *v)
{
	size_t *order = room(v->n * sizeof *order), i, j, t;

	for (i = 0; i < v->n; i++)
		order[i] = i;
	for (i = v->n; v->type == MAP && i > 1; i--) {
		j = below((unsigned)i);
		t = order[i - 1];
		order[i - 1] = order[j];
		order[j] = t;
	}
	return order;
}

static void write_flow(FILE *f, const struct value *v)
{
	size_t *order = order_of(v), i;

	if (v->type != LIST && v->type != MAP) {
		write_scalar(f, v);
		return;
	}
	fputc(v->type == LIST ? '[' : '{', f);
	for (i = 0; i < v->n; i++) {
		fputs(!i ? "" : below(2) ? ", " : ",  ", f);
		if (v->type == MAP) {
			write_scalar(f, v->keys[order[i]]);
			fputs(": ", f);
		}
		write_flow(f, v->items[order[i]]);
	}
	fputc(v->type == LIST ? ']' : '}', f);
}

static void write_block(FILE *f, const struct value *v, int indent)
{
	size_t *order = order_of(v), i;

	for (i = 0; i < v->n; i++) {
		const struct value *item = v->items[order[i]];

		if (!below(8))
			fprintf(f, "%*s# %u\n", indent, "", below(1000));
		fprintf(f, "%*s", indent, "");
		if (v->type == LIST)
			fputs("-", f);
		else {
			write_scalar(f, v->keys[order[i]]);
			fputc(':', f);
		}
		if (item->n && below(4)) {
			fputc('\n', f);
			write_block(f, item, indent + 1 + (int)below(3));
		} else {
			fputc(' ', f);
			write_flow(f, item);
			fputs(below(8) ? "\n" : " # note\n", f);
		}
	}
}

static void write_file(FILE *f, const struct value *v)
{
	if (v->n)
		write_block(f, v, 0);
	else
		write_flow(f, v), fputc('\n', f);
}

/* --- a person, and what happens to one --- */

static const char *const words[] = {"1",    "true",  "null", "0x1f",   "2020-03-14",
				    "yes",  "12.50", "Ada",  "O'Hara", "柳望山",
				    "a: b", "- x",   "# c",  "\"q\"",  "a/b~c",
				    "",     " lead", "é",    "1e3",    "-0.0"};

static struct value *word(void)
{
	return make(TEXT, words[below(sizeof words / sizeof *words)]);
}

static struct value *long_text(void)
{
	static const char *const parts[] = {"no water",          "in February",
					    "for nineteen days", "the pipe is\nfrozen",
					    "冬季管道冻裂",      "again"};
	struct value *v = make(TEXT, NULL);
	unsigned i, n = 3 + below(12);

	v->text = room(64 * n);
	for (i = 0; i < n; i++) {
		strcat(v->text, i ? " " : "");
		strcat(v->text, parts[below(6)]);
	}
	return v;
}

static struct value *scalar(void)
{
	char number[40];

	switch (below(6)) {
	case 0: return make(NUL, NULL);
	case 1: return make(BOOL, below(2) ? "true" : "false");
	case 2: return long_text();
	case 3:
		snprintf(number, sizeof number, "%s%u%s", below(4) ? "" : "-", below(100000),
			 below(2) ? "" : ".50");
		return make(NUMBER, number);
	}
	return word();
}

static void set(struct value *map, const char *key, struct value *v)
{
	ptrdiff_t at = find(map, key);

	if (at >= 0)
		map->items[at] = v;
	else
		insert(map, map->n, make(TEXT, key), v);
}

static struct value *term(void)
{
	static const char *const fields[] = {"type",     "start", "end", "state",
					     "district", "party", "url", "class"};
	struct value *v = make(MAP, NULL);
	size_t i;

	for (i = 0; i < sizeof fields / sizeof *fields; i++)
		if (below(5))
			set(v, fields[i], scalar());
	return v;
}

static struct value *some_list(struct value *(*item)(void), unsigned most)
{
	struct value *v = make(LIST, NULL);
	unsigned n = below(most + 1);

	while (n--)
		insert(v, v->n, NULL, item());
	return v;
}

static struct value *person(void)
{
	struct value *v = make(MAP, NULL), *id = make(MAP, NULL), *name = make(MAP, NULL);

	set(id, "bioguide", word());
	set(id, "fec", some_list(word, 4));
	set(id, "a/b", word());
	set(name, "first", word());
	set(name, "last", word());
	set(v, "id", id);
	set(v, "name", name);
	set(v, "notes", long_text());
	set(v, "terms", some_list(term, 12));
	set(v, "other_names", some_list(scalar, 6));
	return v;
}

static struct value *anywhere(struct value *v, enum type t, unsigned *left)
{
	struct value *found = NULL;
	size_t i;

	if (v->type == t && (*left)-- == 0)
		return v;
	for (i = 0; i < v->n && !found; i++)
		found = anywhere(v->items[i], t, left);
	return found;
}

static struct value *pick(struct value *root, enum type t)
{
	unsigned left = below(20);
	struct value *v = anywhere(root, t, &left);

	left = 0;
	return v ? v : anywhere(root, t, &left);
}

static void edit_list(struct value *list)
{
	size_t n = list->n;
	struct value *item;

	switch (n ? below(6) : 0) {
	case 0: insert(list, n, NULL, below(2) ? term() : scalar()); break;
	case 1: insert(list, 0, NULL, term()); break;
	case 2:
		insert(list, below((unsigned)n), NULL, clone(list->items[below((unsigned)n)]));
		break;
	case 3: take_out(list, below((unsigned)n)); break;
	case 4: /* elsewhere */
		item = take_out(list, below((unsigned)n));
		insert(list, below((unsigned)n), NULL, item);
		break;
	case 5: list->items[below((unsigned)n)] = scalar(); break;
	}
}

static void edit_map(struct value *map)
{
	static const char *const keys[] = {"new", "", "~", "a/b", "键", "1", "null"};

	if (map->n && below(2))
		take_out(map, below((unsigned)map->n));
	else
		set(map, keys[below(7)], below(3) ? scalar() : some_list(term, 3));
}

static void edit_scalar(struct value *v)
{
	if (v->type == NUMBER && below(2))
		v->type = TEXT; /* the same, in quotes */
	else
		*v = *scalar();
}

static void edit(struct value **root)
{
	enum type t = (enum type)below(6);
	struct value *v = pick(*root, t);

	if (!below(60))
		*root = below(2) ? scalar() : some_list(term, 3);
	else if (v && v->type == LIST)
		edit_list(v);
	else if (v && v->type == MAP)
		edit_map(v);
	else if (v)
		edit_scalar(v);
}

static void write_to(const char *dir, const char *name, const struct value *v)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (!f)
		die(path);
	write_file(f, v);
	if (fclose(f))
		die(path);
}

int main(int argc, char **argv)
{
	struct value *v;
	unsigned n;

	if (argc == 4 && strcmp(argv[1], "same") == 0)
		return !same(load(argv[2]), load(argv[3]));
	if (argc == 5 && strcmp(argv[1], "patched") == 0)
		return patched(argv[2], argv[3], argv[4]);
	if (argc != 4)
		die("see the top of edits.c");
	state = strtoull(argv[2], NULL, 10) * 2654435761u + 1;
	below(1);
	if (strcmp(argv[1], "shuffle") == 0) {
		write_file(stdout, load(argv[3]));
		return 0;
	}
	v = person();
	write_to(argv[3], "a.yaml", v);
	v = clone(v);
	for (n = below(5); n; n--) /* none: only the layout changes */
		edit(&v);
	write_to(argv[3], "b.yaml", v);
	return 0;
}
