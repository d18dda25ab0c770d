#include "unit/suite.h"

#include <string.h>

#include "report/report.h"

typedef struct Setting {
    Arena *arena;
    Sources *sources;
    Diags *diags;
    SourceFile *file;
} Setting;

static Setting setting_of(Arena *arena, const char *text) {
    Setting s = {arena, sources_new(arena), diags_new(arena), NULL};
    s.file = sources_add(s.sources, STR("shop.tier"), str_of(text), false);
    return s;
}

// The place of the first `part` in the file.
static Span span_of(const Setting *s, const char *part) {
    const size_t start = str_find(s->file->text, str_of(part), 0);
    return (Span){s->file->base + (uint32_t)start, s->file->base + (uint32_t)(start + str_of(part).length)};
}

static Diag *find(const Setting *s, const char *part, const char *message) {
    return diag_add(s->diags, DIAG_BRACKET_UNCLOSED, span_of(s, part), "%s", message);
}

static Str human(const Setting *s) {
    Buffer out = buffer_new(s->arena);
    report_human(&out, s->sources, s->diags, (ReportOptions){0});
    return buffer_str(&out);
}

static void no_findings_are_no_text(void **state) {
    const Setting s = setting_of(*state, "a\n");
    assert_str(human(&s), "");
}

static void a_finding_shows_its_line_with_a_mark_and_its_notes(void **state) {
    const Setting s = setting_of(*state, "1\n2\n3\n4\n5\n6\n7\n8\n9\n  class:   \"db.t3.mirco\"\n");
    SourceFile *template = sources_add(s.sources, STR("templates/database.tier"), STR("a\nb\n"), true);
    Diag *diag = find(&s, "\"db.t3.mirco\"", "`db.t3.mirco` is no instance class");
    diag_suggest(s.diags, diag, diag->span, STR("db.t3.micro"));
    diag_note(s.diags, diag, SPAN_NONE, "checked against the schema");
    diag_note(s.diags, diag, (Span){template->base + 2, template->base + 3}, "set by template database");
    assert_str(human(&s), "error[T0101]: `db.t3.mirco` is no instance class\n"
                          "  --> shop.tier:10:12\n"
                          "   |\n"
                          "10 |   class:   \"db.t3.mirco\"\n"
                          "   |            ^^^^^^^^^^^^^ did you mean `db.t3.micro`?\n"
                          "   = checked against the schema\n"
                          "   = set by template database, templates/database.tier:2\n"
                          "\n"
                          "1 error in shop.tier\n");
}

static void findings_come_by_place_and_those_without_first(void **state) {
    const Setting s = setting_of(*state, "a b c\n");
    find(&s, "c", "third");
    find(&s, "a", "second");
    diag_add(s.diags, DIAG_DOC_ORPHAN, SPAN_NONE, "first");
    const Str text = human(&s);
    assert_true(str_starts(text, STR("warning[T0109]: first\n\nerror[T0101]: second\n")));
    assert_true(str_ends(text, STR("third\n  --> shop.tier:1:5\n   |\n 1 | a b c\n   |     ^\n\n"
                                   "2 errors, 1 warning in shop.tier\n")));
}

static void several_files_are_counted(void **state) {
    const Setting s = setting_of(*state, "a\n");
    SourceFile *other = sources_add(s.sources, STR("b.tier"), STR("b"), false);
    find(&s, "a", "m");
    diag_add(s.diags, DIAG_BRACKET_UNCLOSED, (Span){other->base, other->base + 1}, "n");
    assert_true(str_ends(human(&s), STR("\n2 errors in 2 files\n")));
}

static void an_empty_span_has_one_mark(void **state) {
    const Setting s = setting_of(*state, "ab\n");
    const uint32_t end = s.file->base + 3;
    diag_add(s.diags, DIAG_BRACKET_UNCLOSED, (Span){end, end}, "the end");
    assert_str(human(&s), "error[T0101]: the end\n  --> shop.tier:2:1\n   |\n 2 |\n   | ^\n\n1 error in shop.tier\n");
}

static void a_span_of_several_lines_shows_the_first_and_the_last(void **state) {
    const Setting s = setting_of(*state, "service api {\n  a\n  b\n}\n");
    diag_label(s.diags, find(&s, "service api {\n  a\n  b\n}", "m"), "here");
    const Str text = human(&s);
    assert_true(str_find(text, STR(" 1 | service api {\n   | ^^^^^^^^^^^^^ here\n...\n 4 | }\n   | ^\n"), 0) <
                text.length);
}

static void the_end_of_a_line_belongs_to_the_line(void **state) {
    const Setting s = setting_of(*state, "abc\r\nd\n");
    find(&s, "abc\r\n", "m");
    assert_true(str_ends(human(&s), STR(" 1 | abc\n   | ^^^\n\n1 error in shop.tier\n")));
}

static void marks_stand_under_what_they_mark_behind_tabs_and_wide_letters(void **state) {
    const Setting s = setting_of(*state, "\t日本 = x\n");
    find(&s, "x", "m");
    assert_true(str_ends(human(&s), STR(" 1 |     日本 = x\n   |            ^\n\n1 error in shop.tier\n")));
}

static void nothing_in_a_file_acts_on_the_terminal(void **state) {
    const Setting s = setting_of(*state, "a\x1b[31m\xe2\x80\xae\xff b\n");
    find(&s, "b", "m\x1b]0;\x07");
    const Str text = human(&s);
    assert_int_equal(str_find_byte(text, '\x1b', 0), text.length);
    assert_true(str_find(text, STR(" 1 | a␛[31m\xef\xbf\xbd\xef\xbf\xbd b\n   |          ^\n"), 0) < text.length);
}

static void a_long_line_is_shown_around_the_place(void **state) {
    char line[5001];
    memset(line, 'x', 5000);
    line[5000] = '\0';
    memcpy(line + 3000, "HERE", 4);
    const Setting s = setting_of(*state, line);
    find(&s, "HERE", "m");
    const Str text = human(&s);
    assert_true(text.length < 600);
    assert_true(str_find(text, STR(" 1 | ...xxxx"), 0) < text.length);
    assert_true(str_find(text,
                         STR("xxx...\n   |                                                                ^^^^\n"),
                         0) < text.length);
}

static void environments_are_named_where_they_are_not_all(void **state) {
    const Str names[] = {STR("dev"), STR("stage"), STR("prod")};
    const Setting s = setting_of(*state, "a b c d\n");
    find(&s, "a", "in all")->environments = 7;
    find(&s, "b", "in none")->environments = 0;
    find(&s, "c", "in one")->environments = 4;
    find(&s, "d", "in two")->environments = 5;
    Buffer out = buffer_new(s.arena);
    report_human(&out, s.sources, s.diags, (ReportOptions){.environments = names, .environment_count = 3});
    const Str text = buffer_str(&out);
    const size_t first = str_find(text, STR("   = in environment"), 0);
    assert_true(first > str_find(text, STR("in one"), 0));
    assert_true(str_starts(str_slice(text, first, text.length), STR("   = in environment prod\n")));
    assert_true(str_find(text, STR("   = in environments dev and prod\n"), 0) < text.length);
}

static void colour_is_there_only_when_asked_for(void **state) {
    const Setting s = setting_of(*state, "a\n");
    find(&s, "a", "m");
    Buffer out = buffer_new(s.arena);
    report_human(&out, s.sources, s.diags, (ReportOptions){.color = true});
    assert_true(str_starts(buffer_str(&out), STR("\x1b[1;31merror[T0101]\x1b[0m")));
    assert_int_equal(str_find_byte(human(&s), '\x1b', 0), human(&s).length);
}

static void json_has_every_part_of_a_finding(void **state) {
    const Str names[] = {STR("dev"), STR("prod")};
    const Setting s = setting_of(*state, "é ab\n");
    Diag *diag = find(&s, "ab", "m\x01");
    diag_suggest(s.diags, diag, diag->span, STR("cd"));
    diag_note(s.diags, diag, SPAN_NONE, "n");
    diag->environments = 2;
    Buffer out = buffer_new(s.arena);
    report_json(&out, s.sources, s.diags, (ReportOptions){.environments = names, .environment_count = 2});
    Buffer packed = buffer_new(s.arena); // without the blanks that the library puts
    for (size_t i = 0; i < out.length; i++)
        if (out.at[i] != '\t' && out.at[i] != '\n') buffer_add_byte(&packed, out.at[i]);
    assert_str(buffer_str(&packed),
               "[{\"code\":\"T0101\",\"severity\":\"error\",\"file\":\"shop.tier\",\"line\":1,\"column\":3,"
               "\"endLine\":1,\"endColumn\":5,\"message\":\"m\\u0001\",\"label\":\"did you mean `cd`?\","
               "\"notes\":[{\"message\":\"n\",\"file\":null}],"
               "\"fixes\":[{\"file\":\"shop.tier\",\"line\":1,\"column\":3,\"endLine\":1,\"endColumn\":5,"
               "\"replacement\":\"cd\"}],\"environments\":[\"prod\"]}]");
}

const struct CMUnitTest report_tests[] = {
    arena_test(no_findings_are_no_text),
    arena_test(a_finding_shows_its_line_with_a_mark_and_its_notes),
    arena_test(findings_come_by_place_and_those_without_first),
    arena_test(several_files_are_counted),
    arena_test(an_empty_span_has_one_mark),
    arena_test(a_span_of_several_lines_shows_the_first_and_the_last),
    arena_test(the_end_of_a_line_belongs_to_the_line),
    arena_test(marks_stand_under_what_they_mark_behind_tabs_and_wide_letters),
    arena_test(nothing_in_a_file_acts_on_the_terminal),
    arena_test(a_long_line_is_shown_around_the_place),
    arena_test(environments_are_named_where_they_are_not_all),
    arena_test(colour_is_there_only_when_asked_for),
    arena_test(json_has_every_part_of_a_finding),
};
SUITE(report);
