#include "unit/suite.h"

#include "base/buffer.h"
#include "base/utf8.h"

static void valid_text_has_no_invalid_byte(void **state) {
    (void)state;
    const Str text = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\0z");
    assert_int_equal(utf8_first_invalid(text), text.length);
    assert_int_equal(utf8_first_invalid(STR_NONE), 0);
}

static void the_first_invalid_byte_is_named(void **state) {
    (void)state;
    const Str wrong[] = {
        STR("ab\x80"),             // a continuation without a start
        STR("ab\xC0\x80"),         // overlong
        STR("ab\xC1\xBF"),         // overlong
        STR("ab\xE0\x9F\xBF"),     // overlong
        STR("ab\xF0\x8F\xBF\xBF"), // overlong
        STR("ab\xED\xA0\x80"),     // a surrogate
        STR("ab\xED\xBF\xBF"),     // a surrogate
        STR("ab\xF4\x90\x80\x80"), // beyond U+10FFFF
        STR("ab\xF5\x80\x80\x80"), // a byte that begins nothing
        STR("ab\xFF"),
        STR("ab\xC3"),         // cut short
        STR("ab\xE2\x82"),     // cut short
        STR("ab\xF0\x9F\x98"), // cut short
        STR("ab\xC3z"),        // broken off
        STR("ab\xE2\x82z"),
        STR("ab\xF0\x9F\x98z"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_int_equal(utf8_first_invalid(wrong[i]), 2);
}

static void surrogates_are_excluded_to_the_code_point(void **state) {
    (void)state;
    assert_int_equal(utf8_first_invalid(STR("\xED\x9F\xBF")), 3); // U+D7FF
    assert_int_equal(utf8_first_invalid(STR("\xEE\x80\x80")), 3); // U+E000
}

static void every_code_point_survives_writing_and_reading(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Buffer buffer = buffer_new(arena);
    for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 211)
        if (c < 0xD800 || c > 0xDFFF) buffer_add_code_point(&buffer, c);
    const Str text = buffer_str(&buffer);
    assert_int_equal(utf8_first_invalid(text), text.length);
    size_t at = 0, length, count = 0;
    for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 211) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        assert_int_equal(utf8_decode(text, at, &length), c);
        at += length;
        count++;
    }
    assert_int_equal(at, text.length);
    assert_int_equal(utf8_count(text), count);
    arena_free(arena);
}

static void counting_counts_code_points(void **state) {
    (void)state;
    assert_int_equal(utf8_count(STR("")), 0);
    assert_int_equal(utf8_count(STR("a\xC3\xA9\xF0\x9F\x98\x80")), 3);
}

const struct CMUnitTest utf8_tests[] = {
    cmocka_unit_test(valid_text_has_no_invalid_byte),
    cmocka_unit_test(the_first_invalid_byte_is_named),
    cmocka_unit_test(surrogates_are_excluded_to_the_code_point),
    cmocka_unit_test(every_code_point_survives_writing_and_reading),
    cmocka_unit_test(counting_counts_code_points),
};
SUITE(utf8);
