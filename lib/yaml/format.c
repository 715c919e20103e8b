/*
 * Formatting with its proof: what was written is loaded again, held against what was meant, and
 * formatted once more, which must change nothing.
 */
#include "yaml/format.h"

#include <string.h>

#include "base/finding.h"
#include "base/mem.h"

/* Copies the bytes with every line break as LF and without a byte-order mark. */
static void normalize(struct format *f, const char *bytes, size_t n)
{
	const char *end = bytes + n, *cr;

	if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		bytes += 3;
	while (bytes < end && (cr = memchr(bytes, '\r', (size_t)(end - bytes)))) {
		buf_add(&f->text, bytes, (size_t)(cr - bytes));
		buf_addc(&f->text, '\n');
		bytes = cr + 1 + (cr + 1 < end && cr[1] == '\n');
		f->returns = true;
	}
	buf_add(&f->text, bytes, (size_t)(end - bytes));
	buf_add(&f->text, "", 0);
}

/* What a tree cannot hold but a form can. */
static bool is_mild(const struct finding *f)
{
	static const enum message mild[] = {MSG_YAML_KEY_NOT_SCALAR, MSG_YAML_DUPLICATE_KEY,
					    MSG_YAML_EMPTY, MSG_YAML_BAD_TAG};
	size_t i;

	if (f->level < LEVEL_ERROR)
		return true;
	for (i = 0; i < sizeof mild / sizeof *mild; i++)
		if (strcmp(f->rule, message_rule(mild[i])) == 0)
			return true;
	return false;
}

static bool load_tree(struct format *f, struct findings *findings)
{
	struct findings said = {0};
	bool mild = true;
	size_t i;

	if (tree_load(&f->tree, NULL, f->text.p, f->text.n, &said) < 0)
		f->tree.ndocs = 0;
	for (i = 0; i < said.n; i++)
		mild &= is_mild(&said.v[i]);
	if (mild) {
		findings_clear(&said);
		return true;
	}
	*findings = said;
	return false;
}

bool format_load(struct format *f, const char *bytes, size_t n, struct findings *findings)
{
	buf_clear(&f->text);
	form_free(&f->form);
	f->returns = f->moved = false;
	normalize(f, bytes, n);
	return load_tree(f, findings) && form_load(&f->form, f->text.p, f->text.n, findings);
}

static bool same_values(struct format *f)
{
	size_t i;

	if (!f->tree.ndocs)
		return true;
	if (f->check.ndocs != f->tree.ndocs)
		return false;
	for (i = 0; i < f->tree.ndocs; i++)
		if (!node_equal(f->tree.docs[i], f->check.docs[i], &f->check.arena))
			return false;
	return true;
}

/* Loads the output and compares; *at is where in the input it went wrong. */
static bool is_faithful(struct format *f, uint32_t *at)
{
	struct findings said = {0};
	struct buf again = {0};
	bool good;

	*at = 0;
	form_free(&f->written);
	good = form_load(&f->written, f->out.p, f->out.n, &said) &&
	       form_same(&f->form, &f->written, f->moved, at);
	if (good && f->tree.ndocs)
		good = tree_load(&f->check, NULL, f->out.p, f->out.n, &said) == 0 && same_values(f);
	if (good) {
		form_write(&f->written, &again);
		good = text_equal(buf_text(&again), buf_text(&f->out));
	}
	buf_free(&again);
	findings_clear(&said);
	return good;
}

bool format_write(struct format *f, struct findings *findings)
{
	uint32_t at;

	buf_clear(&f->out);
	buf_add(&f->out, "", 0);
	form_write(&f->form, &f->out);
	if (is_faithful(f, &at))
		return true;
	finding_say0(findings, MSG_FORMAT_UNFAITHFUL, at, at);
	return false;
}

void format_free(struct format *f)
{
	buf_free(&f->text);
	buf_free(&f->out);
	form_free(&f->form);
	form_free(&f->written);
	tree_free(&f->tree);
	tree_free(&f->check);
	*f = (struct format){0};
}
