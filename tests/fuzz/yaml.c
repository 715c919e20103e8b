/*
 * Writes YAML files at random, in every way that people and other tools write them: comments
 * anywhere, odd indentation, blank lines, anchors and aliases, tags, complex keys, brackets over
 * lines, text of every style with every indicator, several documents, directives, CR LF, tabs,
 * byte-order marks, emoji. Some are no YAML, in the end; that is for the reader to say.
 *
 * usage: yaml FOLDER COUNT SEED
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static FILE *out;
static uint64_t state;
static unsigned comments, anchors, nodes;
static int spread; /* how deep this file is: 0..3 */
static int dash; /* a dash or question mark has just been written: libyaml takes no tab after it */

static unsigned chance(unsigned n) /* 0 .. n - 1 */
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % n;
}

static int one_in(unsigned n)
{
	return chance(n) == 0;
}

static void put(const char *s)
{
	fputs(s, out);
}

static void indent(int n)
{
	while (n-- > 0)
		putc(' ', out);
}

#define PICK(list) ((list)[chance(sizeof(list) / sizeof *(list))])

/* comments and blank lines */

static void comment(void)
{
	static const char *const texts[] = {" 说明",     " a: b",         "",    "\t'quoted",
					    " - [x, {y", "! 🙂 # more", " \"", "|"};

	fprintf(out, "# c%u%s", ++comments, PICK(texts));
	if (one_in(6))
		put(one_in(2) ? "  " : "\t");
}

static void beside(void)
{
	static const char *const gaps[] = {" ", "  ", "\t", "      "};

	if (!one_in(4))
		return;
	put(dash ? " " : PICK(gaps));
	comment();
}

/* Ends the line, perhaps with a comment beside, lines of comments and blank ones. `at` is where the
 * next thing is indented to. */
static void end_line(int at)
{
	beside();
	if (one_in(8))
		put(" ");
	putc('\n', out);
	while (one_in(4)) {
		if (one_in(2)) {
			if (one_in(5))
				indent((int)chance(4));
			putc('\n', out);
			continue;
		}
		indent(one_in(3) ? (int)chance(9) : at);
		comment();
		putc('\n', out);
	}
}

/* scalars */

static void plain(int flow)
{
	static const char *const words[] = {"x",
					    "word",
					    "two words",
					    "12",
					    "0x1F",
					    "1e3",
					    "-7",
					    "true",
					    "no",
					    "null",
					    "~",
					    "2020-03-14",
					    "990102103204-0017",
					    "007",
					    "柳望山",
					    "🏠 emoji",
					    "a:b",
					    "a#b",
					    "http://x.y/z?q=1",
					    "x'y",
					    "x\"y",
					    "@"[0] ? "a@b" : "",
					    "=",
					    "<<",
					    "1_000",
					    "12:30:45",
					    ".inf",
					    ".5",
					    "+1",
					    "é\xCC\x81",
					    "\xC2\xA0nbsp",
					    "-x",
					    "?x",
					    ":x",
					    "100%",
					    "a,b",
					    "a [b] {c}",
					    "1.0",
					    "0o17",
					    "Yes",
					    "a - b",
					    "a ? b"};
	const char *w = PICK(words);

	if (flow &&
	    (strpbrk(w, ",[]{}?") || w[0] == ':' || strcmp(w, "a:b") == 0 || strstr(w, "://")))
		w = "flow word";
	put(w);
}

static void single(int at)
{
	static const char *const texts[] = {"",      "x",      "it''s",  "# no comment",
					    "a: b",  "true",   "12",     "say \"x\"",
					    " lead", "trail ", "柳望山", "2020-03-14",
					    "- a",   "\\n",    "|",      "x\ty"};

	putc('\'', out);
	put(PICK(texts));
	if (at >= 0 && one_in(6)) {
		put(one_in(2) ? "\n" : "  \n");
		if (one_in(3))
			put("\n");
		indent(at + (int)chance(3));
		put("more of it");
	}
	putc('\'', out);
}

static void quoted(int at)
{
	static const char *const texts[] = {
		"",
		"x",
		"a\\nb",
		"\\t",
		"\\u4E2D",
		"\\\"q\\\"",
		"\\\\",
		"it's",
		"# no",
		"\\x00",
		"\\N\\_\\L",
		"true",
		"12",
		" lead",
		"trail ",
		"\\U0001F600",
		"a\\nb\\n",
		"\\e[0m",
		"a\\/b",
		"\\ x",
		"🙂",
		"a long text\\nwith lines in it that go on and on until the line is full of them\\nand one more line at the end",
		"\xC2\x85",
		"\xE2\x80\xA8",
		"\xEF\xBB\xBF"};

	putc('"', out);
	put(PICK(texts));
	if (at >= 0 && one_in(6)) {
		static const char *const ends[] = {"\n", " \n", "\\\n", "\\n\\\n", "\t\n", " \\\n"};

		put(PICK(ends));
		if (one_in(3))
			put("\n");
		indent(at + (int)chance(3));
		put(one_in(3) ? "\\  more" : "more");
	}
	putc('"', out);
}

/* A text block for something indented by `at`; ends its last line. */
static void text_block(int at)
{
	static const char *const lines[] = {
		"text",   "# no comment", "  deeper",
		"- a",    "a: b",         "x  ",
		"柳望山", "\ttab",        "'",
		"%",      "...x",         "more text that is a bit longer than the others"};
	int step = 1 + (int)chance(4), n = (int)chance(5), i, indicator = one_in(3);
	char chomp = "\0-+"[chance(3)];

	putc(one_in(2) ? '|' : '>', out);
	if (chomp && one_in(2)) {
		putc(chomp, out);
		chomp = '\0';
	}
	if (indicator)
		fprintf(out, "%d", step);
	if (chomp)
		putc(chomp, out);
	beside();
	putc('\n', out);
	for (i = 0; i < n; i++) {
		const char *line = PICK(lines);

		if (i == 0 && !indicator)
			line = "first";
		if (one_in(4))
			put("\n");
		if (one_in(9)) {
			indent((int)chance((unsigned)(at + step) + 1));
			put("\n");
		}
		indent(at + step);
		put(line);
		put("\n");
	}
	while (one_in(4))
		put("\n");
}

static void props(void)
{
	static const char *const tags[] = {"!local", "!!str", "!<tag:x,y>", "!", "!e!x"};

	if (one_in(12)) {
		fprintf(out, "&a%u", anchors++);
		putc(' ', out);
	}
	if (one_in(16)) {
		put(tags[chance(4)]);
		putc(' ', out);
	}
}

/* brackets */

static void flow_break(int at)
{
	if (at < 0 || !one_in(6)) {
		if (one_in(4))
			put(" ");
		return;
	}
	if (one_in(3)) {
		put(" ");
		comment();
	}
	put("\n");
	if (one_in(5))
		put("\n");
	if (one_in(6)) {
		indent(at);
		comment();
		put("\n");
	}
	indent(at + (int)chance(4));
}

static void flow(int at, int depth);

static void flow_scalar(int at)
{
	props();
	switch (chance(6)) {
	case 0: single(at); break;
	case 1: quoted(at); break;
	case 2:
		if (anchors) {
			fprintf(out, "*a%u ", chance(anchors));
			break;
		}
		/* fall through */
	default: plain(1);
	}
}

static void flow_node(int at, int depth)
{
	nodes++;
	if (depth > 0 && one_in(4))
		flow(at, depth - 1);
	else
		flow_scalar(at);
}

static void flow(int at, int depth)
{
	int map = one_in(2), n = (int)chance(4), i;

	putc(map ? '{' : '[', out);
	for (i = 0; i < n; i++) {
		flow_break(at);
		if (map || one_in(10)) {
			if (map && one_in(9)) {
				put("? ");
				flow_node(at, depth);
			} else {
				fprintf(out, "k%u", nodes++);
			}
			if (map && one_in(8))
				put(one_in(2) ? "" : ":");
			else {
				put(one_in(6) ? " : " : ": ");
				flow_node(at, depth);
			}
		} else {
			flow_node(at, depth);
		}
		flow_break(at);
		if (i + 1 < n || one_in(5))
			putc(',', out);
		else
			break;
		flow_break(at);
	}
	putc(map ? '}' : ']', out);
}

/* blocks */

static void block(int at, int depth, int beside_ok);

/* What stands after a colon or dash at column `at`, to the end of its lines. */
static void value(int at, int depth)
{
	int inside = at + 1 + (int)chance(4);

	int tab = !dash;

	nodes++;
	switch (chance(depth > 0 ? 14u : 9u)) {
	case 0:
		end_line(at);
		dash = 0;
		return; /* nothing */
	case 1:
		put(tab && one_in(5) ? "\t" : " ");
		props();
		single(inside);
		break;
	case 2:
		put(" ");
		props();
		quoted(inside);
		break;
	case 3:
		put(" ");
		props();
		dash = 0;
		text_block(at);
		return;
	case 4:
		put(" ");
		props();
		flow(inside, 2);
		break;
	case 5:
		if (anchors) {
			fprintf(out, " *a%u", chance(anchors));
			break;
		}
		/* fall through */
	case 6:
		put(" ");
		plain(0);
		if (one_in(3)) {
			putc('\n', out);
			if (one_in(3))
				put("\n");
			indent(inside);
			put("and more");
		}
		break;
	case 7: /* on a line of its own */
		end_line(inside);
		dash = 0;
		indent(inside);
		props();
		plain(0);
		break;
	case 8:
		put("  ");
		props();
		plain(0);
		break;
	default:
		if (one_in(8)) {
			fprintf(out, one_in(2) ? " &a%u" : " !x%u",
				one_in(2) ? 1000 + nodes : nodes);
		}
		end_line(inside);
		dash = 0;
		block(inside, depth - 1, 0);
		return;
	}
	dash = 0;
	end_line(at);
}

static void key(int at)
{
	switch (chance(24)) {
	case 0: fprintf(out, "'k%u'", nodes); break;
	case 1: fprintf(out, "\"k%u\"", nodes); break;
	case 2: fprintf(out, "&a%u k%u", anchors, nodes), anchors++; break;
	case 3: fprintf(out, "键%u", nodes); break;
	case 4: fprintf(out, "k %u#x", nodes); break;
	case 5: fprintf(out, "!t k%u", nodes); break;
	case 6: fprintf(out, "[k%u, l]", nodes); break;
	case 7: fprintf(out, "%u", nodes); break;
	case 8:
		if (anchors) {
			fprintf(out, "*a%u ", chance(anchors));
			break;
		}
		/* fall through */
	default: fprintf(out, "k%u", nodes);
	}
	(void)at;
}

static void mapping(int at, int depth, int first_beside)
{
	int n = 1 + (int)chance(4), i;

	for (i = 0; i < n; i++) {
		if (i || !first_beside)
			indent(at);
		nodes++;
		if (one_in(20)) {
			put("?");
			dash = 1;
			value(at, depth > 1 ? 1 : 0);
			if (one_in(5))
				continue;
			indent(at);
			put(":");
			value(at, depth);
			continue;
		}
		key(at);
		put(one_in(12) ? " :" : ":");
		if (depth > 0 && one_in(6)) { /* dashes as deep as the key */
			int k = 1 + (int)chance(3);

			end_line(at);
			while (k-- > 0) {
				indent(at);
				put("-");
				dash = 1;
				value(at, depth - 1);
			}
			continue;
		}
		value(at, depth);
	}
}

static void sequence(int at, int depth, int first_beside)
{
	int n = 1 + (int)chance(4), i;

	for (i = 0; i < n; i++) {
		if (i || !first_beside)
			indent(at);
		put("-");
		dash = 1;
		if (depth > 0 && one_in(3)) {
			int gap = 1 + (int)chance(3);

			indent(gap);
			dash = 0;
			block(at + 1 + gap, depth - 1, 1);
			continue;
		}
		value(at, depth);
	}
}

static void block(int at, int depth, int beside_ok)
{
	if (one_in(3))
		sequence(at, depth, beside_ok);
	else
		mapping(at, depth, beside_ok);
}

/* files */

static void document(int more)
{
	int marked = more || one_in(4);

	while (one_in(5)) {
		comment();
		putc('\n', out);
		if (one_in(2))
			putc('\n', out);
	}
	if (more && one_in(8)) {
		put("...\n%YAML 1.1\n");
		marked = 1;
	} else if (!more && one_in(12)) {
		put("%TAG !e! tag:e.org,2020:\n");
		if (one_in(2)) {
			comment();
			put("\n");
		}
		marked = 1;
	}
	if (marked)
		put("---");
	anchors = 0;
	if (marked && one_in(5)) {
		value(-1, 2);
	} else {
		if (marked)
			end_line(0);
		if (!one_in(12))
			block(one_in(8) ? (int)chance(4) : 0, 1 + spread, 0);
	}
	if (one_in(10)) {
		put("...");
		end_line(0);
	}
}

static void file(void)
{
	int n = one_in(4) ? 1 + (int)chance(3) : 1, i;

	comments = nodes = 0;
	spread = (int)chance(4);
	for (i = 0; i < n; i++)
		document(i > 0);
	while (one_in(5)) {
		comment();
		putc('\n', out);
	}
}

/* Writes the text with other line ends, a byte-order mark, or without its last line end. */
static void put_file(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(name, "wb");
	int returns = one_in(8);
	size_t i;

	if (!f) {
		perror(name);
		exit(2);
	}
	if (one_in(20))
		fputs("\xEF\xBB\xBF", f);
	if (n && one_in(8))
		n--;
	for (i = 0; i < n; i++) {
		if (text[i] == '\n' && returns)
			putc('\r', f);
		putc(text[i], f);
	}
	if (fclose(f) != 0)
		exit(2);
}

int main(int argc, char **argv)
{
	unsigned long count, seed, i;
	char name[4096], *text;
	size_t n;

	if (argc != 4)
		return 2;
	count = strtoul(argv[2], NULL, 10);
	seed = strtoul(argv[3], NULL, 10);
	if (mkdir(argv[1], 0777) < 0 && errno != EEXIST)
		return 2;
	for (i = 0; i < count; i++) {
		state = (seed + i) * 0x9E3779B97F4A7C15u + 1;
		chance(2);
		out = open_memstream(&text, &n);
		if (!out)
			return 2;
		file();
		fclose(out);
		snprintf(name, sizeof name, "%s/%lu.yaml", argv[1], seed + i);
		put_file(name, text, n);
		free(text);
	}
	return 0;
}
