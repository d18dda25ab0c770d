#include "unit/suite.h"

#include "diag/diag.h"

static void a_finding_has_its_codes_severity(void **state) {
    Diags *diags = diags_new(*state);
    assert_int_equal(diag_add(diags, DIAG_STRING_UNCLOSED, SPAN_NONE, "x")->severity, SEVERITY_ERROR);
    assert_int_equal(diag_add(diags, DIAG_DOC_ORPHAN, SPAN_NONE, "x")->severity, SEVERITY_WARNING);
    assert_int_equal(diags->errors, 1);
    assert_int_equal(diags->warnings, 1);
}

static void the_message_is_formatted(void **state) {
    Diags *diags = diags_new(*state);
    assert_str(diag_add(diags, DIAG_UNIT_UNKNOWN, SPAN_NONE, "%d%s", 5, "GB")->message, "5GB");
}

static void the_same_finding_twice_is_one(void **state) {
    Diags *diags = diags_new(*state);
    const Span span = {5, 9};
    diags->environment = 1;
    Diag *first = diag_add(diags, DIAG_UNIT_UNKNOWN, span, "same");
    diags->environment = 4;
    assert_ptr_equal(diag_add(diags, DIAG_UNIT_UNKNOWN, span, "same"), first);
    assert_int_equal(diags->errors, 1);
    assert_int_equal(first->environments, 5);
}

static void another_place_code_or_message_is_another_finding(void **state) {
    Diags *diags = diags_new(*state);
    diag_add(diags, DIAG_UNIT_UNKNOWN, (Span){5, 9}, "same");
    diag_add(diags, DIAG_UNIT_UNKNOWN, (Span){5, 8}, "same");
    diag_add(diags, DIAG_UNIT_UNKNOWN, (Span){5, 9}, "other");
    diag_add(diags, DIAG_NUMBER_FORM, (Span){5, 9}, "same");
    assert_int_equal(diags->all.count, 4);
    assert_int_equal(diags->errors, 4);
}

static void notes_and_fixes_are_not_added_twice(void **state) {
    Diags *diags = diags_new(*state);
    Diag *diag = diag_add(diags, DIAG_UNIT_UNKNOWN, (Span){5, 9}, "x");
    for (int i = 0; i < 2; i++) {
        diag_note(diags, diag, (Span){1, 2}, "note %d", 1);
        diag_note(diags, diag, (Span){1, 2}, "note %d", 2);
        diag_fix(diags, diag, (Span){5, 9}, STR("5GiB"));
    }
    assert_int_equal(diag->notes.count, 2);
    assert_str(diag->notes.at[1].message, "note 2");
    assert_int_equal(diag->fixes.count, 1);
}

static void a_suggestion_is_a_label_and_a_fix(void **state) {
    Diags *diags = diags_new(*state);
    Diag *diag = diag_add(diags, DIAG_UNIT_UNKNOWN, (Span){5, 9}, "x");
    diag_suggest(diags, diag, (Span){5, 9}, STR("GiB"));
    assert_str(diag->label, "did you mean `GiB`?");
    assert_str(diag->fixes.at[0].replacement, "GiB");
}

static void suggesting_nothing_does_nothing(void **state) {
    Diags *diags = diags_new(*state);
    Diag *diag = diag_add(diags, DIAG_UNIT_UNKNOWN, (Span){5, 9}, "x");
    diag_suggest(diags, diag, (Span){5, 9}, STR_NONE);
    assert_int_equal(diag->label.length, 0);
    assert_int_equal(diag->fixes.count, 0);
}

static void a_code_is_found_by_number_and_by_name(void **state) {
    (void)state;
    assert_int_equal(diag_code_find(STR("T0003")), DIAG_STRING_UNCLOSED);
    assert_int_equal(diag_code_find(STR("STRING_UNCLOSED")), DIAG_STRING_UNCLOSED);
    assert_int_equal(diag_code_find(STR("T9999")), DIAG_CODE_COUNT);
    assert_int_equal(diag_code_find(STR("")), DIAG_CODE_COUNT);
}

static bool is_number(Str number) {
    bool digits = number.length == 5 && number.at[0] == 'T';
    for (size_t i = 1; digits && i < 5; i++) digits = str_is_digit(number.at[i]);
    return digits;
}

static void numbers_are_well_formed_unique_and_in_order(void **state) {
    (void)state;
    for (int code = DIAG_NONE + 1; code < DIAG_CODE_COUNT; code++) {
        const DiagCodeInfo *info = diag_code_info((DiagCode)code);
        if (!is_number(str_of(info->number))) fail_msg("%s is no number", info->number);
        assert_int_equal(diag_code_find(str_of(info->number)), code);
        assert_int_equal(diag_code_find(str_of(info->name)), code);
        assert_true(info->title[0] && info->remedy[0]);
        if (code > DIAG_NONE + 1 &&
            str_compare(str_of(diag_code_info((DiagCode)(code - 1))->number), str_of(info->number)) >= 0)
            fail_msg("%s is out of order", info->number);
    }
}

static void severities_have_names(void **state) {
    (void)state;
    assert_string_equal(severity_name(SEVERITY_ERROR), "error");
    assert_string_equal(severity_name(SEVERITY_WARNING), "warning");
    assert_string_equal(severity_name(SEVERITY_INFO), "info");
}

const struct CMUnitTest diag_tests[] = {
    arena_test(a_finding_has_its_codes_severity),
    arena_test(the_message_is_formatted),
    arena_test(the_same_finding_twice_is_one),
    arena_test(another_place_code_or_message_is_another_finding),
    arena_test(notes_and_fixes_are_not_added_twice),
    arena_test(a_suggestion_is_a_label_and_a_fix),
    arena_test(suggesting_nothing_does_nothing),
    cmocka_unit_test(a_code_is_found_by_number_and_by_name),
    cmocka_unit_test(numbers_are_well_formed_unique_and_in_order),
    cmocka_unit_test(severities_have_names),
};
SUITE(diag);
