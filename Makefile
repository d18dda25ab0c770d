# make                build/tierce, and examples/*.tier compiled into out/
# make test           every test; installs what the tests need
# make unit           the tests that need neither network nor more than seconds
# make golden         writes the expectations of tests/ anew; review the diff
# make sanitize       `make unit` under the address and undefined-behaviour sanitizers
# make bench          time, memory and growth, as ratios from one run
# make schema-update  packs the resource schemas anew
# make reference      writes templates/README.md and templates/FINDINGS.md anew
# make install        to $(DESTDIR)$(PREFIX); and: uninstall, format, clean
#
# CC, CFLAGS, PREFIX, DESTDIR and BUILD (where objects go) may be set; V=1 shows the commands.

PREFIX ?= /usr/local
BUILD  ?= build
CFLAGS ?= -O2 -g

hush     := $(if $(V),,@)
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wswitch-enum -Wvla $(if $(filter true,$(CI)),-Werror)
compile   = $(CC) -std=c11 -D_XOPEN_SOURCE=700 -Igen $(warnings) $(CPPFLAGS) $(CFLAGS) $(library_cflags) -MMD -MP

# What is compiled is what is there: a new file needs no line here.
sources  := $(filter-out gen/tools/%,$(wildcard gen/*/*.c))
commands := $(wildcard gen/cli/command_*.c)
built_in := $(filter-out %.md,$(wildcard templates/*.*))
suites   := $(wildcard tests/unit/test_*.c)
made     := $(BUILD)/made
objects  := $(sources:%.c=$(BUILD)/%.o) $(made)/built_ins.o $(made)/commands.o
program  := $(BUILD)/tierce
archive  := $(BUILD)/libtierce.a

.PHONY: all examples
all: examples

-include gen/schema/schema.mk

# ---- libraries: this file is made, and what is missing installed, before anything else is
ifneq ($(filter-out clean format uninstall,$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/libraries.mk
endif
$(BUILD)/libraries.mk: gen/tools/install-dependencies.sh
	@mkdir -p $(@D)
	@sh $< compiler libraries
	@{ echo "library_cflags := $$(pkg-config --cflags yaml-0.1 libcjson libpcre2-8)"; \
	   echo "library_libs := $$(pkg-config --libs yaml-0.1 libcjson libpcre2-8)"; } > $@

# ---- the program
$(program): $(BUILD)/gen/cli/main.o $(archive)
	@echo "link     $@"
	$(hush)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(library_libs)

$(archive): $(filter-out %/main.o,$(objects))
	@rm -f $@
	$(hush)$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "compile  $<"
	$(hush)$(compile) -c -o $@ $<

$(made)/%.o: $(made)/%.c
	$(hush)$(compile) -c -o $@ $<

# ---- what is made from the names of files; a folder is newer when a file came or went
$(made)/built_ins.c: gen/tools/list-built-ins.sh $(wildcard templates) $(built_in)
	@mkdir -p $(@D)
	@sh $< $(built_in) > $@

$(made)/commands.c: gen/tools/list-commands.sh gen/cli
	@mkdir -p $(@D)
	@sh $< $(commands) > $@

$(made)/suites.c: gen/tools/list-suites.sh tests/unit
	@mkdir -p $(@D)
	@sh $< $(suites) > $@

# ---- examples: those with a `stack`; others are templates that they use
programs := $(shell grep -l '^stack ' examples/*.tier 2>/dev/null)
examples: $(program)
	@$(if $(programs),$(program) build $(programs) -o out)

# ---- pages that are made from what the program is made of; an example is taken from the first
.PHONY: reference reference-check
pages  := README.md FINDINGS.md
quoted := $(filter %/three-tier.tier,$(programs)) $(filter-out %/three-tier.tier,$(programs))
$(BUILD)/write-reference: $(BUILD)/gen/tools/write_reference.o $(archive)
	$(hush)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(library_libs)

$(made)/pages/README.md: $(BUILD)/write-reference $(quoted)
	@mkdir -p $(@D)
	@$< templates $(quoted) > $@ || { rm -f $@; exit 1; }

$(made)/pages/FINDINGS.md: $(BUILD)/write-reference
	@mkdir -p $(@D)
	@$< findings > $@ || { rm -f $@; exit 1; }

reference: $(pages:%=$(made)/pages/%)
	@cp $^ templates/

reference-check: $(pages:%=$(made)/pages/%)
	@for page in $(pages); do cmp -s $(made)/pages/$$page templates/$$page || \
	    { echo "templates/$$page is stale: run make reference" >&2; exit 1; }; done
test: reference-check

# ---- installing
.PHONY: install uninstall
install: $(program)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(program) $(DESTDIR)$(PREFIX)/bin/tierce

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/tierce

# ---- tests
include tests/tests.mk

# ---- upkeep
.PHONY: clean format
clean:
	rm -rf $(BUILD)

format:
	clang-format -i $(wildcard gen/*/*.[ch] tests/*/*.[ch])

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d $(BUILD)/*/*/*/*.d)
