/* Findings as text lines, JSON Lines and GitHub annotations. Lines and columns become 1-based here
 * and only here. */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/json.h"

bool report_format_find(const char *name, enum report_format *out)
{
	static const char *const names[] = {"text", "json", "github"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum report_format)i;
			return true;
		}
	return false;
}

bool report_level_find(const char *name, enum level *out)
{
	int l;

	for (l = LEVEL_NOTE; l <= LEVEL_ERROR; l++)
		if (strcmp(name, level_name((enum level)l)) == 0) {
			*out = (enum level)l;
			return true;
		}
	return false;
}

static void number_field(struct buf *b, const char *name, uint32_t n)
{
	json_name(b, name);
	buf_addf(b, "%lu", (unsigned long)n + 1);
}

static void text_field(struct buf *b, const char *name, const char *value)
{
	json_name(b, name);
	json_string(b, text_of(value ? value : ""));
}

static const char *status_name(enum finding_status s)
{
	static const char *const names[] = {"", "new", "old", "fixed"};

	return names[s];
}

/* Columns are in characters; endColumn is the one after the last. */
static void write_json(struct buf *b, const char *path, const struct finding *g)
{
	buf_addc(b, '{');
	text_field(b, "path", path);
	number_field(b, "line", g->start.line);
	number_field(b, "column", g->start.chars);
	number_field(b, "endLine", g->end.line);
	number_field(b, "endColumn", g->end.chars);
	text_field(b, "level", level_name(g->level));
	text_field(b, "rule", g->rule);
	text_field(b, "record", g->record);
	text_field(b, "pointer", g->pointer);
	if (g->place)
		text_field(b, "place", g->place);
	text_field(b, "message", g->message);
	if (g->status != FINDING_PLAIN)
		text_field(b, "status", status_name(g->status));
	buf_adds(b, "}\n");
}

/* What is fixed alarms nobody. */
static size_t color_of(const struct finding *g)
{
	return g->status == FINDING_FIXED ? 4 : g->level;
}

static void write_text(struct buf *b, const char *path, const struct finding *g, bool color)
{
	static const char *const colors[] = {"\033[36m", "\033[33m", "\033[31m", "\033[31m",
					     "\033[32m"};

	if (color)
		buf_adds(b, "\033[1m");
	if (*path == ':' || *path == ' ')
		buf_adds(b, "./"); /* no line of ours may begin like a command to a CI runner */
	message_escape(b, text_of(path));
	buf_addc(b, ':');
	if (g->status != FINDING_FIXED) /* which has no line any more */
		buf_addf(b, "%lu:%lu:", (unsigned long)g->start.line + 1,
			 (unsigned long)g->start.chars + 1);
	buf_addf(b, "%s %s", color ? "\033[0m" : "", color ? colors[color_of(g)] : "");
	buf_adds(b, status_name(g->status));
	buf_addf(b, "%s%s:%s ", g->status == FINDING_PLAIN ? "" : " ", level_name(g->level),
		 color ? "\033[0m" : "");
	buf_adds(b, g->message);
	buf_addf(b, "%s [%s]%s\n", color ? "\033[2m" : "", g->rule, color ? "\033[0m" : "");
}

/* Data of a workflow command; properties also escape ':' and ','. */
static void github_escape(struct buf *b, struct text t, bool property)
{
	size_t i;

	for (i = 0; i < t.n; i++) {
		char c = t.p[i];

		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			buf_addf(b, "%%%02X", (unsigned char)c);
		else
			buf_addc(b, c);
	}
}

/* The path from the workspace, without "..": GitHub shows no annotation of others. */
static void add_plain_path(struct report *r, const char *path)
{
	struct buf whole = {0}, plain = {0};
	const char *p, *slash;

	if (*path != '/')
		buf_addt(&whole, buf_text(&r->prefix));
	buf_adds(&whole, path);
	for (p = whole.p; *p; p = *slash ? slash + 1 : slash) {
		slash = p + strcspn(p, "/");
		if (slash - p == 2 && strncmp(p, "..", 2) == 0 && plain.n &&
		    strcmp(plain.p, "../") != 0) {
			plain.n--;
			while (plain.n && plain.p[plain.n - 1] != '/')
				plain.n--;
			plain.p[plain.n] = '\0';
		} else if (!(slash - p == 1 && *p == '.')) {
			buf_add(&plain, p, (size_t)(slash - p) + (*slash == '/'));
		}
	}
	message_escape(&r->line, buf_text(&plain));
	buf_free(&whole);
	buf_free(&plain);
}

static void write_annotation(struct report *r, struct buf *b, const char *path,
			     const struct finding *g)
{
	static const char *const words[] = {"notice", "warning", "error", "error"};
	bool one_line = g->start.line == g->end.line;

	buf_clear(&r->line);
	add_plain_path(r, path);
	buf_addf(b, "::%s file=", words[g->level]);
	github_escape(b, buf_text(&r->line), true);
	buf_addf(b, ",line=%lu,endLine=%lu", (unsigned long)g->start.line + 1,
		 (unsigned long)g->end.line + 1);
	if (one_line)
		buf_addf(b, ",col=%lu,endColumn=%lu", (unsigned long)g->start.chars + 1,
			 (unsigned long)(g->end.chars > g->start.chars ? g->end.chars
								       : g->start.chars + 1));
	buf_adds(b, ",title=");
	github_escape(b, text_of(g->rule), true);
	buf_adds(b, "::");
	github_escape(b, text_of(g->message), false);
	buf_addc(b, '\n');
}

/* GitHub shows ten annotations a level a step: the rest become plain log lines, indented so that
 * none of them can be read as a command. */
static void hold_github(struct report *r, const char *path, const struct finding *g)
{
	size_t level = g->level >= LEVEL_ERROR ? 0 : g->level == LEVEL_WARNING ? 1 : 2;

	if (r->shown[level] < 10) {
		r->shown[level]++;
		write_annotation(r, &r->later[level], path, g);
		return;
	}
	r->nrest++;
	buf_adds(&r->rest, "  ");
	write_text(&r->rest, path, g, false);
}

/* The way from GITHUB_WORKSPACE to the current folder, if that is below it. */
static void find_prefix(struct report *r)
{
	const char *workspace = getenv("GITHUB_WORKSPACE");
	char *top = workspace && *workspace ? realpath(workspace, NULL) : NULL,
	     *here = realpath(".", NULL);
	size_t n = top ? strlen(top) : 0;

	if (n && here && strncmp(here, top, n) == 0 && here[n] == '/') {
		buf_adds(&r->prefix, here + n + 1);
		buf_addc(&r->prefix, '/');
	}
	free(top);
	free(here);
}

void report_begin(struct report *r)
{
	if (r->format == REPORT_GITHUB)
		find_prefix(r);
}

static void count(struct report *r, const struct finding *g)
{
	if (g->status == FINDING_OLD || g->status == FINDING_FIXED)
		(g->status == FINDING_OLD ? r->old : r->fixed)[g->level]++;
	if (g->status == FINDING_FIXED || (g->status == FINDING_OLD && g->level < LEVEL_TROUBLE))
		return;
	if (g->level > r->worst)
		r->worst = g->level;
	if (g->status == FINDING_OLD)
		return;
	r->errors += g->level >= LEVEL_ERROR;
	r->warnings += g->level == LEVEL_WARNING;
	r->notes += g->level == LEVEL_NOTE;
}

/* People want to read what a change did; programs, everything. */
static bool shows(const struct report *r, const struct finding *g)
{
	return r->format == REPORT_JSON || (r->format == REPORT_TEXT && g->status == FINDING_FIXED);
}

void report_file(struct report *r, const char *path, const struct findings *f)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct finding *g = &f->v[i];

		if (g->level < r->least)
			continue;
		count(r, g);
		if (g->status != FINDING_PLAIN && g->status != FINDING_NEW && !shows(r, g))
			continue;
		if (r->format == REPORT_GITHUB) {
			hold_github(r, path, g);
			continue;
		}
		buf_clear(&r->line);
		if (r->format == REPORT_JSON)
			write_json(&r->line, path, g);
		else
			write_text(&r->line, path, g, r->color);
		fwrite(r->line.p, 1, r->line.n, r->out);
	}
}

static void put(struct report *r, const struct buf *b)
{
	if (b->n)
		fwrite(b->p, 1, b->n, r->out);
}

void report_end(struct report *r)
{
	char room[24];
	struct text count = text_number(room, r->nrest);
	size_t i;

	for (i = 0; i < 3; i++)
		put(r, &r->later[i]);
	if (!r->nrest)
		return;
	buf_clear(&r->line);
	message_write(&r->line, MSG_GITHUB_MORE, 1, &count);
	buf_adds(&r->line, "\n");
	put(r, &r->rest);
	put(r, &r->line);
}

static struct text count_words(struct buf *b, size_t n, enum message one, enum message many)
{
	char room[24];
	struct text count = text_number(room, n);

	message_write(b, n == 1 ? one : many, 1, &count);
	return buf_text(b);
}

static struct text count_new(struct buf *b, size_t n, size_t old, size_t fixed, enum message one,
			     enum message many)
{
	char rooms[3][24];
	struct text counts[3] = {text_number(rooms[0], n), text_number(rooms[1], old),
				 text_number(rooms[2], fixed)};

	message_write(b, n == 1 ? one : many, 3, counts);
	return buf_text(b);
}

static void count_beside(const struct report *r, struct buf words[2], struct text args[2])
{
	args[0] = count_new(&words[0], r->errors, r->old[LEVEL_ERROR] + r->old[LEVEL_TROUBLE],
			    r->fixed[LEVEL_ERROR] + r->fixed[LEVEL_TROUBLE], MSG_COUNT_NEW_ERROR,
			    MSG_COUNT_NEW_ERRORS);
	args[1] = count_new(&words[1], r->warnings, r->old[LEVEL_WARNING], r->fixed[LEVEL_WARNING],
			    MSG_COUNT_NEW_WARNING, MSG_COUNT_NEW_WARNINGS);
}

void report_summary(struct report *r, size_t count, enum message one, enum message many)
{
	struct buf words[3] = {{0}};
	struct text args[3];
	size_t i;

	args[0] = count_words(&words[0], count, one, many);
	if (r->beside) {
		count_beside(r, words + 1, args + 1);
	} else {
		args[1] = count_words(&words[1], r->errors, MSG_COUNT_ERROR, MSG_COUNT_ERRORS);
		args[2] = count_words(&words[2], r->warnings, MSG_COUNT_WARNING,
				      MSG_COUNT_WARNINGS);
	}
	buf_clear(&r->line);
	message_write(&r->line, MSG_SUMMARY, 3, args);
	fprintf(stderr, "%s\n", r->line.p);
	for (i = 0; i < 3; i++)
		buf_free(&words[i]);
}

int report_status(const struct report *r)
{
	return r->worst == LEVEL_TROUBLE ? 2 : r->worst == LEVEL_ERROR ? 1 : 0;
}

void report_free(struct report *r)
{
	size_t i;

	for (i = 0; i < 3; i++)
		buf_free(&r->later[i]);
	buf_free(&r->rest);
	buf_free(&r->prefix);
	buf_free(&r->line);
}
