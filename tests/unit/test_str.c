#include "unit/suite.h"

static void a_slice_of_null_is_empty(void **state) {
    (void)state;
    assert_int_equal(str_of(NULL).length, 0);
    assert_true(str_is(STR_NONE, ""));
}

static void equality_looks_at_bytes_and_length(void **state) {
    (void)state;
    assert_true(str_equal(STR("abc"), str_of("abc")));
    assert_false(str_equal(STR("abc"), STR("abcd")));
    assert_false(str_equal(STR("abc"), STR("abC")));
    assert_true(str_equal(STR("a\0b"), STR("a\0b")));
    assert_false(str_equal(STR("a\0b"), STR("a\0c")));
}

static void ignoring_case_is_for_ascii_letters_alone(void **state) {
    (void)state;
    assert_true(str_equal_ignoring_case(STR("VpcId"), STR("vpcID")));
    assert_false(str_equal_ignoring_case(STR("a["), STR("A{")));
    assert_false(str_equal_ignoring_case(STR("a"), STR("ab")));
}

static void comparing_orders_by_bytes_then_by_length(void **state) {
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("b"), STR("a")) > 0);
    assert_int_equal(str_compare(STR("a"), STR("a")), 0);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("Z"), STR("a")) < 0);
    assert_true(str_compare(STR("z"), STR("\xC3\xA9")) < 0);
    assert_int_equal(str_compare(STR_NONE, STR("")), 0);
}

static void equal_texts_have_equal_hashes(void **state) {
    assert_int_equal(str_hash(STR("network")), str_hash(str_copy(*state, STR("network"))));
    assert_int_not_equal(str_hash(STR("network")), str_hash(STR("networl")));
}

static void a_copy_is_terminated_and_separate(void **state) {
    char original[] = "abc";
    const Str copy = str_copy(*state, str_of(original));
    original[0] = 'x';
    assert_str(copy, "abc");
    assert_int_equal(copy.at[3], 0);
    assert_int_equal(str_copy(*state, STR_NONE).at[0], 0);
}

static void formatting_gives_exactly_what_printf_would(void **state) {
    assert_str(str_format(*state, "%s is %d of %.*s", "x", 3, STR_ARG(STR("abc"))), "x is 3 of abc");
    assert_str(str_format(*state, "%s", ""), "");
    const Str longer = str_format(*state, "%0*d", 5000, 7);
    assert_int_equal(longer.length, 5000);
    assert_int_equal(longer.at[4999], '7');
    assert_int_equal(longer.at[5000], 0);
}

static void starts_and_ends(void **state) {
    (void)state;
    assert_true(str_starts(STR("AWS::EC2"), STR("AWS::")));
    assert_true(str_starts(STR("a"), STR("")));
    assert_false(str_starts(STR("AWS"), STR("AWS::")));
    assert_true(str_ends(STR("main.tier"), STR(".tier")));
    assert_false(str_ends(STR("tier"), STR(".tier")));
    assert_true(str_ends(STR(""), STR("")));
}

static void slices_are_cut_to_what_there_is(void **state) {
    (void)state;
    assert_str(str_slice(STR("abcdef"), 2, 4), "cd");
    assert_str(str_slice(STR("abcdef"), 4, 99), "ef");
    assert_str(str_slice(STR("abcdef"), 6, 9), "");
    assert_str(str_slice(STR("abcdef"), 4, 2), "");
    assert_str(str_slice(STR("abcdef"), 99, 100), "");
}

static void finding_gives_the_first_or_the_length(void **state) {
    (void)state;
    assert_int_equal(str_find(STR("a::b::c"), STR("::"), 0), 1);
    assert_int_equal(str_find(STR("a::b::c"), STR("::"), 2), 4);
    assert_int_equal(str_find(STR("a::b::c"), STR("::"), 5), 7);
    assert_int_equal(str_find(STR("abc"), STR("abcd"), 0), 3);
    assert_int_equal(str_find(STR("abc"), STR("c"), 99), 3);
    assert_int_equal(str_find_byte(STR("abc"), 'c', 0), 2);
    assert_int_equal(str_find_byte(STR("abc"), 'a', 1), 3);
    assert_int_equal(str_find_byte(STR_NONE, 'a', 0), 0);
}

static void trimming_takes_blanks_at_both_ends(void **state) {
    (void)state;
    assert_str(str_trim(STR(" \t\r\n a b \n")), "a b");
    assert_str(str_trim(STR(" \n ")), "");
    assert_str(str_trim(STR("\xC2\xA0x")), "\xC2\xA0x");
}

static void classes_are_those_of_ascii(void **state) {
    (void)state;
    for (int c = -128; c < 128; c++) {
        const bool digit = c >= '0' && c <= '9', lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
        assert_int_equal(str_is_digit((char)c), digit);
        assert_int_equal(str_is_lower((char)c), lower);
        assert_int_equal(str_is_upper((char)c), upper);
        assert_int_equal(str_is_letter((char)c), lower || upper);
        assert_int_equal(str_is_alphanumeric((char)c), lower || upper || digit);
        assert_int_equal(str_to_upper((char)c), lower ? c - 32 : c);
        assert_int_equal(str_to_lower((char)c), upper ? c + 32 : c);
    }
}

const struct CMUnitTest str_tests[] = {
    cmocka_unit_test(a_slice_of_null_is_empty),
    cmocka_unit_test(equality_looks_at_bytes_and_length),
    cmocka_unit_test(ignoring_case_is_for_ascii_letters_alone),
    cmocka_unit_test(comparing_orders_by_bytes_then_by_length),
    arena_test(equal_texts_have_equal_hashes),
    arena_test(a_copy_is_terminated_and_separate),
    arena_test(formatting_gives_exactly_what_printf_would),
    cmocka_unit_test(starts_and_ends),
    cmocka_unit_test(slices_are_cut_to_what_there_is),
    cmocka_unit_test(finding_gives_the_first_or_the_length),
    cmocka_unit_test(trimming_takes_blanks_at_both_ends),
    cmocka_unit_test(classes_are_those_of_ascii),
};
SUITE(str);
