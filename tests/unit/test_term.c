#include "unit/suite.h"

#include "term/term.h"

static const Span here = {1, 2}, there = {3, 4};

static const Term *text(void **state, const char *s) { return term_string(*state, here, str_of(s)); }

static Term *parameter(void **state, const char *name) {
    Term *term = term_later(*state, there, LATER_PARAMETER, LATER_STRING, LEVEL_START);
    term->as.later.text = str_of(name);
    return term;
}

static TermList list_of(void **state, const Term *a, const Term *b) {
    TermList list = {0};
    vector_add(*state, &list, a);
    vector_add(*state, &list, b);
    return list;
}

static void text_without_holes_is_a_string(void **state) {
    const Term *whole = term_text(*state, here, list_of(state, text(state, "a"), text(state, "b")));
    assert_int_equal(whole->kind, TERM_STRING);
    assert_str(whole->as.text, "ab");
}

static void a_lone_hole_is_itself(void **state) {
    const Term *hole = parameter(state, "tag");
    const Term *whole = term_text(*state, here, list_of(state, hole, text(state, "")));
    assert_int_equal(whole->as.later.kind, LATER_PARAMETER);
}

static void a_text_within_a_text_gives_its_parts(void **state) {
    const Term *inner = term_text(*state, here, list_of(state, text(state, "b"), parameter(state, "tag")));
    const Term *outer = term_text(*state, here, list_of(state, text(state, "a"), inner));
    assert_int_equal(outer->as.later.arguments.count, 2);
    assert_str(outer->as.later.arguments.at[0]->as.text, "ab");
}

static void a_list_knows_whether_something_in_it_is_later(void **state) {
    const Term *known = term_list(*state, here, list_of(state, text(state, "a"), text(state, "b")));
    const Term *later = parameter(state, "tag");
    const Term *mixed = term_list(*state, here, list_of(state, known, later));
    assert_true(term_is_wholly_known(known));
    assert_ptr_equal(term_first_later(term_list(*state, here, list_of(state, known, mixed))), later);
}

static void the_same_is_by_value(void **state) {
    assert_true(term_same(text(state, "a"), text(state, "a")));
    assert_false(term_same(text(state, "a"), text(state, "b")));
    assert_true(term_same(parameter(state, "tag"), parameter(state, "tag")));
    assert_false(term_same(parameter(state, "tag"), text(state, "tag")));
    const Term *one = term_written_number(*state, here, STR("1.0")), *other = term_number(*state, there, decimal_of(1));
    assert_true(term_same(one, other));
}

static void keys_are_equal_only_for_what_is_the_same(void **state) {
    const Str a = term_key(*state, parameter(state, "a")), b = term_key(*state, parameter(state, "b"));
    assert_true(str_equal(a, term_key(*state, parameter(state, "a"))));
    assert_false(str_equal(a, b));
}

static void ranges_of_addresses_are_read_strictly(void **state) {
    const Term *cidr = term_written_cidr(*state, here, STR("10.20.0.0/16"));
    assert_int_equal(cidr->as.cidr.prefix, 16);
    const char *const wrong[] = {"10.20.0.1/16", "10.20.0.0",   "10.20.0.0/33",
                                 "10.20.0/16",   "256.0.0.0/8", "10.20.0.0/16x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(term_written_cidr(*state, here, str_of(wrong[i]))->kind, TERM_POISON);
}

static void what_must_exist_first_is_kept_once(void **state) {
    After one = {.resource = (struct Resource *)(uintptr_t)8}, two = {.resource = (struct Resource *)(uintptr_t)16};
    const After *both = after_join(*state, after_join(*state, &one, &two), &one);
    size_t count = 0;
    for (const After *after = both; after; after = after->next) count++;
    assert_int_equal(count, 2);
}

static void quantities_are_described_in_the_largest_unit_that_is_whole(void **state) {
    assert_str(term_description(*state, term_quantity(*state, here, TERM_SIZE, decimal_of(1073741824))), "1GiB");
    assert_str(term_description(*state, term_quantity(*state, here, TERM_SIZE, decimal_of(1536))), "1536B");
    assert_str(term_description(*state, term_quantity(*state, here, TERM_DURATION, decimal_of(90))), "90s");
}

static void a_missing_key_is_a_null_that_says_what_was_meant(void **state) {
    TermEntry entries[] = {{STR("small"), here, lazy_known(*state, text(state, "s"))}};
    const Term *missing = term_missing(*state, here, STR("smal"), term_map(*state, here, entries, 1));
    assert_true(term_is_null(missing));
    assert_true(term_is_missing(missing));
    assert_str(missing->as.missing.nearest, "small");
    assert_false(term_is_missing(term_null(*state, here)));
}

const struct CMUnitTest term_tests[] = {
    arena_test(text_without_holes_is_a_string),
    arena_test(a_lone_hole_is_itself),
    arena_test(a_text_within_a_text_gives_its_parts),
    arena_test(a_list_knows_whether_something_in_it_is_later),
    arena_test(the_same_is_by_value),
    arena_test(keys_are_equal_only_for_what_is_the_same),
    arena_test(ranges_of_addresses_are_read_strictly),
    arena_test(what_must_exist_first_is_kept_once),
    arena_test(quantities_are_described_in_the_largest_unit_that_is_whole),
    arena_test(a_missing_key_is_a_null_that_says_what_was_meant),
};
SUITE(term);
