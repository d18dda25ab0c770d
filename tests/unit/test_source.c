#include "unit/suite.h"

#include "source/source.h"

static void assert_place(const Sources *sources, uint32_t offset, const SourceFile *file, size_t line, size_t column) {
    const Place place = sources_place(sources, offset);
    assert_ptr_equal(place.file, file);
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

static void nowhere_is_in_no_file(void **state) {
    Sources *sources = sources_new(*state);
    assert_null(sources_file_at(sources, 0));
    sources_add(sources, STR("a"), STR("abc"), false);
    assert_null(sources_file_at(sources, SPAN_NONE.start));
    assert_null(sources_place(sources, 0).file);
    assert_str(sources_text(sources, SPAN_NONE), "");
    assert_true(span_is_none(SPAN_NONE));
}

static void files_lie_one_behind_the_other(void **state) {
    Sources *sources = sources_new(*state);
    const SourceFile *files[100];
    for (size_t i = 0; i < 100; i++)
        files[i] = sources_add(sources, str_format(*state, "f%zu", i), str_format(*state, "%0*d", (int)i, 0), i % 2);
    for (size_t i = 0; i < 100; i++) {
        assert_ptr_equal(sources_file_at(sources, files[i]->base), files[i]);
        assert_ptr_equal(sources_file_at(sources, files[i]->base + (uint32_t)files[i]->text.length), files[i]);
        assert_int_equal(files[i]->built_in, i % 2);
    }
}

static void lines_and_columns_count_from_one(void **state) {
    Sources *sources = sources_new(*state);
    const SourceFile *file = sources_add(sources, STR("a"), STR("ab\ncd\n\ne"), false);
    assert_place(sources, file->base, file, 1, 1);
    assert_place(sources, file->base + 1, file, 1, 2);
    assert_place(sources, file->base + 2, file, 1, 3); // the line's end is of the line
    assert_place(sources, file->base + 3, file, 2, 1);
    assert_place(sources, file->base + 6, file, 3, 1);
    assert_place(sources, file->base + 7, file, 4, 1);
    assert_place(sources, file->base + 8, file, 4, 2); // the end of the file is a place too
}

static void columns_count_code_points(void **state) {
    Sources *sources = sources_new(*state);
    const SourceFile *file = sources_add(sources, STR("a"), STR("\xC3\xA9\xF0\x9F\x98\x80x"), false);
    assert_place(sources, file->base + 6, file, 1, 3);
}

static void the_end_of_one_file_is_not_the_start_of_the_next(void **state) {
    Sources *sources = sources_new(*state);
    const SourceFile *first = sources_add(sources, STR("a"), STR("x\n"), false);
    const SourceFile *empty = sources_add(sources, STR("b"), STR_NONE, false);
    const SourceFile *last = sources_add(sources, STR("c"), STR("y"), false);
    assert_place(sources, first->base + 2, first, 2, 1);
    assert_place(sources, empty->base, empty, 1, 1);
    assert_place(sources, last->base, last, 1, 1);
}

static void a_span_gives_its_text(void **state) {
    Sources *sources = sources_new(*state);
    sources_add(sources, STR("a"), STR("first"), false);
    const SourceFile *file = sources_add(sources, STR("b"), STR("let x = 1"), false);
    assert_str(sources_text(sources, (Span){file->base + 4, file->base + 5}), "x");
    assert_str(sources_text(sources, (Span){file->base + 4, file->base + 99}), "x = 1");
}

static void a_line_comes_without_its_end(void **state) {
    Sources *sources = sources_new(*state);
    const SourceFile *file = sources_add(sources, STR("a"), STR("unix\nwindows\r\n\r\nlast"), false);
    assert_str(source_line(sources, file, 1), "unix");
    assert_str(source_line(sources, file, 2), "windows");
    assert_str(source_line(sources, file, 3), "");
    assert_str(source_line(sources, file, 4), "last");
    assert_str(source_line(sources, file, 0), "");
    assert_str(source_line(sources, file, 5), "");
}

static void joining_spans_covers_both(void **state) {
    (void)state;
    const Span a = {3, 5}, b = {8, 9};
    const Span joined = span_join(a, b);
    assert_int_equal(joined.start, 3);
    assert_int_equal(joined.end, 9);
    assert_int_equal(span_join(SPAN_NONE, b).start, 8);
    assert_int_equal(span_join(a, SPAN_NONE).end, 5);
}

const struct CMUnitTest source_tests[] = {
    arena_test(nowhere_is_in_no_file),
    arena_test(files_lie_one_behind_the_other),
    arena_test(lines_and_columns_count_from_one),
    arena_test(columns_count_code_points),
    arena_test(the_end_of_one_file_is_not_the_start_of_the_next),
    arena_test(a_span_gives_its_text),
    arena_test(a_line_comes_without_its_end),
    cmocka_unit_test(joining_spans_covers_both),
};
SUITE(source);
