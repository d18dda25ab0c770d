// Runs every suite, or those named on the command line.
#include <stdio.h>
#include <string.h>

#include "unit/suite.h"

void assert_text(Str actual, const char *expected, const char *file, int line) {
    if (str_is(actual, expected)) return;
    print_error("expected: %s\n  actual: %.*s\n", expected, STR_ARG(actual));
    _fail(file, line);
}

int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static int is_wanted(const char *name, int count, char **arguments) {
    for (int i = 1; i < count; i++)
        if (strcmp(arguments[i], name) == 0) return 1;
    return count == 1;
}

int main(int count, char **arguments) {
    size_t run = 0, failed = 0;
    for (const Suite *suite = suites; suite->name; suite++) {
        if (!is_wanted(suite->name, count, arguments)) continue;
        const int failures = _cmocka_run_group_tests(suite->name, suite->tests, *suite->count, NULL, NULL);
        failed += failures > 0 ? (size_t)failures : 0;
        run += *suite->count;
    }
    fflush(stderr);
    printf("unit: %zu passed, %zu failed\n", run - failed, failed);
    return failed ? 1 : 0;
}
