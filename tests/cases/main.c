// Collects the tests and runs them all, or those whose name contains an argument.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases/cases.h"

static int begin(void **state) {
    ((Case *)*state)->arena = arena_new();
    return 0;
}

static int end(void **state) {
    arena_free(((Case *)*state)->arena);
    return 0;
}

void cases_add(Cases *cases, Str name, CMUnitTestFunction function, Case one) {
    Case *kept = arena_make(cases->arena, Case);
    *kept = one;
    const struct CMUnitTest test = {str_terminated(cases->arena, name), function, begin, end, kept};
    vector_add(cases->arena, &cases->tests, test);
}

static bool is_wanted(const char *name, int count, char **arguments) {
    for (int i = 1; i < count; i++)
        if (strstr(name, arguments[i])) return true;
    return count == 1;
}

static void keep_wanted(Cases *cases, int count, char **arguments) {
    size_t kept = 0;
    for (size_t i = 0; i < cases->tests.count; i++)
        if (is_wanted(cases->tests.at[i].name, count, arguments)) cases->tests.at[kept++] = cases->tests.at[i];
    cases->tests.count = kept;
}

int main(int count, char **arguments) {
    Cases cases = {.arena = arena_new()};
    golden_collect(&cases);
    diag_collect(&cases);
    templates_collect(&cases);
    documentation_collect(&cases);
    properties_collect(&cases);
    identity_collect(&cases);
    mistakes_collect(&cases);
    keep_wanted(&cases, count, arguments);
    const size_t run = cases.tests.count;
    const int failures = run ? _cmocka_run_group_tests("cases", cases.tests.at, run, NULL, NULL) : 0;
    const size_t failed = failures > 0 ? (size_t)failures : 0;
    fflush(stderr);
    printf("cases: %zu passed, %zu failed\n", run - failed, failed);
    arena_free(cases.arena);
    return failed ? 1 : 0;
}
