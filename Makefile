# hearth: `make help` lists the targets. A new command is one new line in COMMANDS.

VERSION = 0.1.0

COMMANDS = \
	hhcheck

COMMANDS := $(filter $(patsubst cmd/%.c,%,$(wildcard cmd/*.c)),$(COMMANDS)) # until it is there

# What the library and the tests stand on, by pkg-config name. .ci/setup knows their packages.
PACKAGES = yaml-0.1 libpcre2-8 libutf8proc libidn2 gmp
TEST_PACKAGES = cmocka

CC = cc
CFLAGS = -O2 -g
LDFLAGS =
PREFIX = /usr/local
DESTDIR =
SUITE =

# B holds what is built, BIN the commands; other kinds of build (asan) set both.
B = build
BIN = bin

help_goals = help clean uninstall
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
# Files that the library carries inside itself, found by lib/base/embed.h.
EMBED := $(sort $(wildcard $(foreach x,json yaml,lib/*/*.$x lib/*/*/*.$x lib/*/*/*/*.$x)))
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
TOOLS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/conformance/*.c tests/hostile/*.c)))
BENCH := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/bench/*.c)))

$(B)/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(TEST_CFLAGS) -Itests/unit -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(LIBRARY) \
		$(TEST_LIBS) $(LIBS)

$(TOOLS) $(BENCH): $(B)/%: %.c $(LIBRARY)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

test check: unit

unit: $(UNIT)
	@sh tests/unit/run $(UNIT)

-include $(OBJECTS:.o=.d) $(UNIT:%=%.d) $(COMMANDS:%=$(B)/cmd/%.d) $(TOOLS:%=%.d) $(BENCH:%=%.d)

clean:
	rm -rf build bin

always:
.PHONY: all always commands test check unit clean
.DELETE_ON_ERROR:
.SUFFIXES:
