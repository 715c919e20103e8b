/*
 * The floor that speed is measured against: a bare libyaml event loop. Each file named on the
 * command line or, without any, on standard input (a line each) is read whole and run through a
 * fresh parser; events are taken and deleted to the end of the stream. One thread, nothing else.
 * Prints how many files and events there were.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static unsigned long files, events;

static unsigned char *read_whole(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	unsigned char *bytes = NULL;
	long n;

	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && (bytes = malloc((size_t)n + 1))) {
		rewind(f);
		*size = fread(bytes, 1, (size_t)n, f);
	}
	fclose(f);
	return bytes;
}

static void run(const char *path)
{
	yaml_parser_t parser;
	yaml_event_t event;
	unsigned char *bytes;
	size_t size = 0;
	int end = 0;

	bytes = read_whole(path, &size);
	if (!bytes) {
		perror(path);
		exit(2);
	}
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, bytes, size);
	while (!end && yaml_parser_parse(&parser, &event)) {
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		events++;
	}
	yaml_parser_delete(&parser);
	free(bytes);
	files++;
}

int main(int argc, char **argv)
{
	char line[4096];
	int i;

	for (i = 1; i < argc; i++)
		run(argv[i]);
	while (argc == 1 && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		run(line);
	}
	printf("%lu files, %lu events\n", files, events);
	return 0;
}
