# hearth: `make help` lists the targets. A new command is one new line in COMMANDS.

VERSION = 0.1.0

COMMANDS = \
	hhcheck \
	hhsel \
	hhlist \
	hhstat \
	hhdiff \
	hhlog \
	hhfmt \
	hhset \
	hhinit \
	hhnew \
	hhmerge

# What the library and the tests stand on, by pkg-config name. .ci/setup knows their packages.
PACKAGES = yaml-0.1 libpcre2-8 libutf8proc libidn2 gmp
TEST_PACKAGES = cmocka

CC = cc
CFLAGS = -O2 -g
LDFLAGS =
PREFIX = /usr/local
DESTDIR =
SUITE = tests/conformance
COUNT = 2000
SEED = 1

# B holds what is built, BIN the commands; other kinds of build (asan) set both.
B = build
BIN = bin

help_goals = help clean uninstall format
goals := $(or $(MAKECMDGOALS),all)
wanted := $(filter-out $(help_goals),$(goals))
test_goals = test check unit asan lint

all: commands

# --- what the machine must have -------------------------------------------------------------
# The flags of the packages are kept in build/config.mk. Making it installs what is missing, and
# make then starts again by itself with the flags known.
ifneq ($(wanted),)
include build/config.mk
ifneq ($(filter $(test_goals) build/unit/%,$(wanted)),)
include build/config-test.mk
endif
endif

build/config.mk: Makefile .ci/setup
	@mkdir -p $(@D)
	@CC='$(CC)' .ci/setup $(PACKAGES)
	@{ printf 'PACKAGE_CFLAGS = '; pkg-config --cflags $(PACKAGES); \
	   printf 'PACKAGE_LIBS = '; pkg-config --libs $(PACKAGES); \
	   printf 'SYSTEM = '; uname -s; } >$@.new
	@mv $@.new $@

build/config-test.mk: build/config.mk
	@CC='$(CC)' .ci/setup $(TEST_PACKAGES)
	@{ printf 'TEST_CFLAGS = '; pkg-config --cflags $(TEST_PACKAGES); \
	   printf 'TEST_LIBS = '; pkg-config --libs $(TEST_PACKAGES); } >$@.new
	@mv $@.new $@

# --- flags ----------------------------------------------------------------------------------
system_Darwin = -D_DARWIN_C_SOURCE
STANDARD = -std=c11 -D_XOPEN_SOURCE=700 $(system_$(SYSTEM)) -DHEARTH_VERSION='"$(VERSION)"' \
	-Ilib $(PACKAGE_CFLAGS)
WARNINGS = -Wall -Wextra
# What is run is shown in short; V=1 shows all of it.
Q = $(if $(V),,@echo "  $@";)
COMPILE = $(CC) $(STANDARD) $(WARNINGS) -pthread $(CFLAGS)
LIBS = $(PACKAGE_LIBS) -lm

# --- the library ----------------------------------------------------------------------------
SOURCES := $(sort $(wildcard lib/*/*.c))
OBJECTS := $(SOURCES:%.c=$(B)/%.o) $(B)/embed.o
# Files that the library carries inside itself, found by lib/base/embed.h: its own, and what hhinit lays out.
EMBED := $(sort $(wildcard $(foreach x,json yaml,lib/*/*.$x lib/*/*/*.$x lib/*/*/*/*.$x) lib/*/template/* \
	records/registry.yaml $(foreach d,schema rules standards policies,records/$d/*.yaml)))
LIBRARY = $(B)/libhearth.a

$(LIBRARY): $(OBJECTS) $(B)/sources
	@rm -f $@
	$(Q)$(AR) rcs $@ $(OBJECTS)

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/embed.o: $(B)/embed.c $(B)/flags
	$(Q)$(COMPILE) -c -o $@ $<

$(B)/embed.c: lib/base/embed.sh $(EMBED) $(B)/sources
	@mkdir -p $(@D)
	$(Q)sh lib/base/embed.sh $(EMBED) >$@.new
	@mv $@.new $@

# Both change only when what they hold does: other flags, or a file that came or went.
$(B)/flags: export held = $(COMPILE) $(LDFLAGS) $(LIBS)
$(B)/sources: export held = $(SOURCES) $(EMBED)
$(B)/flags $(B)/sources: always
	@mkdir -p $(@D)
	@printf '%s\n' "$$held" | cmp -s - $@ || printf '%s\n' "$$held" >$@

# --- the commands ---------------------------------------------------------------------------
commands: $(LIBRARY) $(COMMANDS:%=$(BIN)/%)

$(BIN)/%: cmd/%.c $(LIBRARY)
	@mkdir -p $(@D) $(B)/cmd
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $(B)/cmd/$*.d $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

# --- tests ----------------------------------------------------------------------------------
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))
TOOLS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/conformance/*.c tests/edits/*.c tests/hostile/*.c)))
FUZZ := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/fuzz/*.c)))
GEN = $(B)/tests/bench/gen
BENCH := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/bench/*.c)))

$(B)/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(TEST_CFLAGS) -Itests/unit -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< \
		$(LIBRARY) $(TEST_LIBS) $(LIBS)

$(BENCH): $(B)/%: %.c $(LIBRARY)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

# Helpers of the tests stand by themselves: what is tested must not help to test itself.
$(TOOLS): $(B)/%: %.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(PACKAGE_LIBS)

# The judge of the random tests reads YAML with libyaml alone.
$(FUZZ): $(B)/%: %.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(LIBS)

places = BIN='$(BIN)' TOOLS='$(B)/tests'

# Every suite runs, whatever becomes of the others, several at a time with -j; each ends with a line of its own.
SUITES = cmd unit domain hostile writes edits fuzz generated conformance story
test check: commands $(UNIT) $(TOOLS) $(FUZZ) $(GEN)
	@$(MAKE) --no-print-directory --keep-going --output-sync $(SUITES)

unit: $(UNIT)
	@sh tests/unit/run $(UNIT)

cmd domain story: commands
	@$(places) sh tests/$@/run

hostile edits: commands $(TOOLS)
	@$(places) sh tests/$@/run

writes: commands $(TOOLS)
	@$(places) sh tests/hostile/writes

# What the benchmarks measure with.
generated: commands $(GEN)
	@$(places) sh tests/bench/clean

# Random files, COUNT of them from SEED on.
fuzz: commands $(FUZZ)
	@$(places) COUNT='$(COUNT)' SEED='$(SEED)' sh tests/fuzz/run

conformance: commands $(TOOLS)
	@$(places) sh tests/conformance/run '$(SUITE)'

# The same with other flags, in a folder of its own.
asan:
	@$(MAKE) --no-print-directory B=build/asan BIN=build/asan/bin test \
		CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'

valgrind: commands $(TOOLS)
	@sh tests/hostile/valgrind '$(BIN)' $(B)/valgrind $(COMMANDS)
	@BIN=$(B)/valgrind TOOLS='$(B)/tests' SLOW=1 sh tests/hostile/run

lint: commands
	@BIN='$(BIN)' COMMANDS='$(COMMANDS)' FLAGS="$$flags" sh tests/lint/run
lint: export flags = $(STANDARD) $(WARNINGS) $(TEST_CFLAGS) -pthread

# Lays out the C files as `make lint` wants them.
format:
	clang-format -i $(sort $(wildcard lib/*/*.c cmd/*.c tests/*/*.c))

bench: commands $(BENCH)
	@$(places) sh tests/bench/run
	@$(places) sh tests/bench/versions

demo: commands
	@BIN='$(BIN)' sh tests/demo.sh

# --- installation ---------------------------------------------------------------------------
bindir = $(PREFIX)/bin
mandir = $(PREFIX)/share/man
completiondir = $(PREFIX)/share/bash-completion/completions
MANUALS := $(sort $(wildcard cmd/*.[1-9]))
manual = $(mandir)/man$(patsubst .%,%,$(suffix $1))/$(notdir $1)
installed = $(COMMANDS:%=$(bindir)/%) $(COMMANDS:%=$(completiondir)/%) \
	$(foreach m,$(MANUALS),$(call manual,$m))

install: commands
	@mkdir -p '$(DESTDIR)$(bindir)' '$(DESTDIR)$(completiondir)' $(foreach n,1 5 7,'$(DESTDIR)$(mandir)/man$n')
	@for c in $(COMMANDS); do install -m 755 "$(BIN)/$$c" "$(DESTDIR)$(bindir)/$$c" || exit 1; done
	@for c in $(COMMANDS); do { cat cmd/completion.bash; \
		echo "complete -o default -F _hearth $$c"; } >"$(DESTDIR)$(completiondir)/$$c" || exit 1; done
	@for m in $(MANUALS); do \
		install -m 644 "$$m" "$(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/}" || exit 1; done
	@printf '%s\n' $(installed:%='$(DESTDIR)%')

uninstall:
	rm -f $(installed:%='$(DESTDIR)%')

clean:
	rm -rf build bin

help:
	@printf '%s\n' \
		'make              the commands, into bin/' \
		'make demo         check the sample registry and see what a finding looks like' \
		'make test         every test' \
		'make lint         what holds for the source without running it' \
		'make asan         every test under the address and undefined behaviour sanitizers' \
		'make valgrind     the hostile inputs under valgrind' \
		'make conformance SUITE=DIR   a JSON Schema Test Suite through hhcheck --schema' \
		'make fuzz COUNT=N SEED=N   random YAML files through hhfmt' \
		'make bench        how fast, beside the floor' \
		'make format       lay out the C files' \
		'make install      into PREFIX ($(PREFIX)), below DESTDIR; make uninstall takes it away' \
		'make clean        remove build/ and bin/' \
		'' \
		'CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR are yours to set; V=1 shows what is run.'

-include $(OBJECTS:.o=.d) $(COMMANDS:%=$(B)/cmd/%.d) $(patsubst %,%.d,$(UNIT) $(TOOLS) $(FUZZ) $(BENCH))

always:
.PHONY: all always commands test check $(SUITES) asan valgrind lint format bench demo install uninstall clean help
.DELETE_ON_ERROR:
.SUFFIXES:
