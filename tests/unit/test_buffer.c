#include "unit/suite.h"

#include "base/buffer.h"

static void an_empty_buffer_is_empty_text(void **state) {
    Buffer buffer = buffer_new(*state);
    const Str text = buffer_str(&buffer);
    assert_str(text, "");
    assert_int_equal(text.at[0], 0);
}

static void additions_follow_one_another(void **state) {
    Buffer buffer = buffer_new(*state);
    buffer_add(&buffer, STR("ab"));
    buffer_add_text(&buffer, "cd");
    buffer_add_byte(&buffer, 'e');
    buffer_add_repeated(&buffer, '-', 3);
    buffer_add_format(&buffer, "%d!", 42);
    assert_str(buffer_str(&buffer), "abcde---42!");
}

static void adding_nothing_changes_nothing(void **state) {
    Buffer buffer = buffer_new(*state);
    buffer_add(&buffer, STR_NONE);
    buffer_add_text(&buffer, "");
    buffer_add_repeated(&buffer, 'x', 0);
    buffer_add_format(&buffer, "%s", "");
    assert_str(buffer_str(&buffer), "");
}

static void it_grows_to_any_length_and_is_always_terminated(void **state) {
    Buffer buffer = buffer_new(*state);
    for (int i = 0; i < 10000; i++) {
        buffer_add_byte(&buffer, (char)('a' + i % 26));
        if (i % 997 == 0) assert_int_equal(buffer_str(&buffer).at[buffer.length], 0);
    }
    const Str text = buffer_str(&buffer);
    assert_int_equal(text.length, 10000);
    for (int i = 0; i < 10000; i++) assert_int_equal(text.at[i], 'a' + i % 26);
}

static void a_long_format_fits(void **state) {
    Buffer buffer = buffer_new(*state);
    buffer_add_format(&buffer, "%0*d", 1000, 5);
    buffer_add_format(&buffer, "%0*d", 64, 5);
    assert_int_equal(buffer.length, 1064);
    assert_int_equal(buffer_str(&buffer).at[1063], '5');
}

static void zero_bytes_are_bytes_like_others(void **state) {
    Buffer buffer = buffer_new(*state);
    buffer_add(&buffer, STR("a\0b"));
    assert_int_equal(buffer_str(&buffer).length, 3);
}

static void code_points_become_utf8(void **state) {
    Buffer buffer = buffer_new(*state);
    const uint32_t edges[] = {0x24, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) buffer_add_code_point(&buffer, edges[i]);
    assert_str(buffer_str(&buffer), "$\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
}

const struct CMUnitTest buffer_tests[] = {
    arena_test(an_empty_buffer_is_empty_text),
    arena_test(additions_follow_one_another),
    arena_test(adding_nothing_changes_nothing),
    arena_test(it_grows_to_any_length_and_is_always_terminated),
    arena_test(a_long_format_fits),
    arena_test(zero_bytes_are_bytes_like_others),
    arena_test(code_points_become_utf8),
};
SUITE(buffer);
