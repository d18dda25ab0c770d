#include "unit/suite.h"

#include "base/decimal.h"

static Decimal of(const char *text) {
    Decimal value = {0};
    assert_true(decimal_parse(str_of(text), &value));
    return value;
}

typedef bool Operation(Decimal, Decimal, Decimal *);

static void assert_gives(void **state, Operation *operation, const char *a, const char *b, const char *expected) {
    Decimal result;
    assert_true(operation(of(a), of(b), &result));
    assert_str(decimal_text(*state, result), expected);
}

static void assert_refuses(Operation *operation, const char *a, const char *b) {
    Decimal result = {77, 1};
    assert_false(operation(of(a), of(b), &result));
    assert_int_equal(result.units, 77);
    assert_int_equal(result.scale, 1);
}

static void text_comes_back_in_its_shortest_form(void **state) {
    const char *const pairs[][2] = {
        {"0", "0"},         {"16.10", "16.1"}, {"4294967296", "4294967296"},
        {"-0.50", "-0.5"},  {"007", "7"},      {"1.000", "1"},
        {"0.001", "0.001"}, {"-12", "-12"},    {"0.000000000000000001", "0.000000000000000001"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_str(decimal_text(*state, of(pairs[i][0])), pairs[i][1]);
}

static void what_is_no_number_is_refused(void **state) {
    (void)state;
    const char *const wrong[] = {"",
                                 "-",
                                 ".5",
                                 "5.",
                                 "1.2.3",
                                 "1e5",
                                 "+1",
                                 " 1",
                                 "1 ",
                                 "0x10",
                                 "--1",
                                 "1_000",
                                 "99999999999999999999",
                                 "0.0000000000000000001"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Decimal result = {77, 0};
        if (decimal_parse(str_of(wrong[i]), &result)) fail_msg("`%s` was read", wrong[i]);
        assert_int_equal(result.units, 77);
    }
}

static void the_four_operations_are_exact(void **state) {
    assert_gives(state, decimal_add, "0.1", "0.2", "0.3");
    assert_gives(state, decimal_add, "1.5", "-2", "-0.5");
    assert_gives(state, decimal_subtract, "1", "0.999", "0.001");
    assert_gives(state, decimal_subtract, "-1", "-1", "0");
    assert_gives(state, decimal_multiply, "0.25", "4", "1");
    assert_gives(state, decimal_multiply, "-1.5", "1.5", "-2.25");
    assert_gives(state, decimal_divide, "1", "8", "0.125");
    assert_gives(state, decimal_divide, "-10", "4", "-2.5");
    assert_gives(state, decimal_divide, "0", "3", "0");
    assert_gives(state, decimal_divide, "0.3", "0.1", "3");
}

static void the_remainder_has_the_sign_of_the_left(void **state) {
    assert_gives(state, decimal_remainder, "7", "3", "1");
    assert_gives(state, decimal_remainder, "-7", "3", "-1");
    assert_gives(state, decimal_remainder, "7", "-3", "1");
    assert_gives(state, decimal_remainder, "7.5", "2", "1.5");
}

static void every_number_divides_by_minus_one(void **state) {
    assert_gives(state, decimal_remainder, "7", "-1", "0");
    assert_gives(state, decimal_divide, "7", "-1", "-7");
}

static void what_is_not_exact_is_refused(void **state) {
    (void)state;
    assert_refuses(decimal_divide, "1", "3");
    assert_refuses(decimal_divide, "1", "0");
    assert_refuses(decimal_remainder, "1", "0");
    assert_refuses(decimal_add, "9223372036854775807", "1");
    assert_refuses(decimal_subtract, "-9223372036854775807", "2");
    assert_refuses(decimal_multiply, "9223372036854775807", "10");
    assert_refuses(decimal_multiply, "0.0000000001", "0.0000000001");
}

static void floors_go_down_also_below_zero(void **state) {
    assert_str(decimal_text(*state, decimal_floor(of("2.7"))), "2");
    assert_str(decimal_text(*state, decimal_floor(of("-2.1"))), "-3");
    assert_str(decimal_text(*state, decimal_floor(of("-2.01"))), "-3");
    assert_str(decimal_text(*state, decimal_floor(of("-2"))), "-2");
    assert_str(decimal_text(*state, decimal_floor(of("0.99"))), "0");
}

static void comparing_looks_at_values_not_at_digits(void **state) {
    (void)state;
    assert_int_equal(decimal_compare(of("1.0"), of("1")), 0);
    assert_true(decimal_compare(of("0.9"), of("1")) < 0);
    assert_true(decimal_compare(of("-1"), of("-2")) > 0);
    assert_true(decimal_compare(of("9223372036854775807"), of("0.000000000000000001")) > 0);
    assert_true(decimal_compare(of("-9223372036854775807"), of("0.000000000000000001")) < 0);
}

static void integers_are_told_from_fractions(void **state) {
    (void)state;
    assert_true(decimal_is_integer(of("4.00")));
    assert_false(decimal_is_integer(of("4.01")));
    assert_true(decimal_is_integer(decimal_of(-3)));
}

static void the_least_integer_is_written_right(void **state) {
    assert_str(decimal_text(*state, decimal_of(INT64_MIN)), "-9223372036854775808");
}

const struct CMUnitTest decimal_tests[] = {
    arena_test(text_comes_back_in_its_shortest_form),   cmocka_unit_test(what_is_no_number_is_refused),
    arena_test(the_four_operations_are_exact),          arena_test(the_remainder_has_the_sign_of_the_left),
    arena_test(every_number_divides_by_minus_one),      cmocka_unit_test(what_is_not_exact_is_refused),
    arena_test(floors_go_down_also_below_zero),         cmocka_unit_test(comparing_looks_at_values_not_at_digits),
    cmocka_unit_test(integers_are_told_from_fractions), arena_test(the_least_integer_is_written_right),
};
SUITE(decimal);
