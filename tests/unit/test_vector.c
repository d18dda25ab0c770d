#include "unit/suite.h"

#include "base/vector.h"

typedef struct Pair {
    int a, b;
} Pair;

static void an_empty_vector_needs_no_making(void **state) {
    (void)state;
    VECTOR(int) numbers = {0};
    assert_int_equal(numbers.count, 0);
}

static void additions_stay_in_order(void **state) {
    VECTOR(size_t) numbers = {0};
    for (size_t i = 0; i < 1000; i++) vector_add(*state, &numbers, i * i);
    assert_int_equal(numbers.count, 1000);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(numbers.at[i], i * i);
    assert_int_equal(vector_last(&numbers), 999 * 999);
}

static void what_is_added_is_evaluated_once(void **state) {
    VECTOR(int) numbers = {0};
    int next = 0;
    for (int i = 0; i < 20; i++) vector_add(*state, &numbers, next++);
    assert_int_equal(next, 20);
    assert_int_equal(numbers.at[19], 19);
}

static void structs_with_commas_can_be_added(void **state) {
    VECTOR(Pair) pairs = {0};
    vector_add(*state, &pairs, (Pair){1, 2});
    vector_add(*state, &pairs, (Pair){.a = 3, .b = 4});
    assert_int_equal(pairs.at[0].b, 2);
    assert_int_equal(pairs.at[1].a, 3);
}

static void a_pointer_into_it_outlives_growth(void **state) {
    VECTOR(int) numbers = {0};
    vector_add(*state, &numbers, 7);
    const int *first = &numbers.at[0];
    for (int i = 0; i < 1000; i++) vector_add(*state, &numbers, i);
    assert_int_equal(*first, 7);
}

const struct CMUnitTest vector_tests[] = {
    cmocka_unit_test(an_empty_vector_needs_no_making), arena_test(additions_stay_in_order),
    arena_test(what_is_added_is_evaluated_once),       arena_test(structs_with_commas_can_be_added),
    arena_test(a_pointer_into_it_outlives_growth),
};
SUITE(vector);
