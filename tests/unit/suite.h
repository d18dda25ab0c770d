// What every file of unit tests includes: cmocka with what it needs, and the form of a suite.
//
// test_X.c defines `const struct CMUnitTest X_tests[]` and `const size_t X_tests_count`; the list
// of suites is made from the file names. A test's name is a sentence that says what is true.
#ifndef TIERCE_TESTS_UNIT_SUITE_H
#define TIERCE_TESTS_UNIT_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

typedef struct Suite {
    const char *name;
    const struct CMUnitTest *tests;
    const size_t *count;
} Suite;

extern const Suite suites[]; // ended by one without a name

#define SUITE(name) const size_t name##_tests_count = sizeof name##_tests / sizeof *name##_tests

// Compares, and shows both where they differ.
#define assert_str(actual, expected) assert_text((actual), (expected), __FILE__, __LINE__)
void assert_text(Str actual, const char *expected, const char *file, int line);

// An arena for one test, given back after it.
int arena_setup(void **state);
int arena_teardown(void **state);
#define arena_test(function) cmocka_unit_test_setup_teardown(function, arena_setup, arena_teardown)

#endif
