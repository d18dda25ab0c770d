# The tests, for the Makefile at the top. What each folder is: tests/README.md.

unit_objects := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/*.c)) $(made)/suites.o
case_objects := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/cases/*.c))
unit_tests   := $(BUILD)/unit-tests
case_tests   := $(BUILD)/case-tests
run_tests     = BUILD='$(BUILD)' TIERCE='$(program)' sh tests/run.sh

.PHONY: test unit golden sanitize bench test-tools
test: all $(unit_tests) $(case_tests)
	@sh gen/tools/install-dependencies.sh python
	@$(run_tests) architecture unit cases cli diff foreign lint python deploy

unit: $(program) $(unit_tests) $(case_tests)
	@$(run_tests) architecture unit cases cli diff

# Writes what is there instead of comparing with it.
golden: $(case_tests)
	@TIERCE_GOLDEN=write $(run_tests) cases diff
	@git --no-pager diff --stat -- tests/ 2>/dev/null || true

# The same tests in a build of its own, where each object of an arena is a malloc of its own.
sanitize:
	@BUILD=$(BUILD)/sanitize CPPFLAGS='-DTIERCE_ARENA_DEBUG' \
	    CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all' \
	    $(MAKE) unit

bench: all
	@sh gen/tools/install-dependencies.sh valgrind node
	@BUILD='$(BUILD)' TIERCE='$(program)' CC='$(CC)' sh tests/bench/run.sh

$(BUILD)/cmocka.mk: gen/tools/install-dependencies.sh
	@mkdir -p $(@D)
	@sh $< cmocka
	@{ echo "cmocka_cflags := $$(pkg-config --cflags cmocka)"; \
	   echo "cmocka_libs := $$(pkg-config --libs cmocka)"; } > $@
ifneq ($(filter test unit golden $(BUILD)/unit-tests $(BUILD)/case-tests,$(MAKECMDGOALS)),)
include $(BUILD)/cmocka.mk
endif

# rename is wrapped so that a test can make one in the middle fail.
$(unit_tests): $(unit_objects) $(archive)
	@echo "link     $@"
	$(hush)$(CC) $(CFLAGS) $(LDFLAGS) -Wl,--wrap=rename -o $@ $^ $(library_libs) $(cmocka_libs)

$(case_tests): $(case_objects) $(archive)
	@echo "link     $@"
	$(hush)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(library_libs) $(cmocka_libs)

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo "compile  $<"
	$(hush)$(compile) -Itests $(cmocka_cflags) -c -o $@ $<

$(made)/suites.o: $(made)/suites.c
	$(hush)$(compile) -Itests $(cmocka_cflags) -c -o $@ $<
