#include "unit/suite.h"

#include "base/buffer.h"
#include "emit/emit.h"
#include "load/load.h"

// A template that JSON says.
static Template *template_of(Arena *arena, const char *json) {
    Sources *sources = sources_new(arena);
    Diags *diags = diags_new(arena);
    Template *template = load_template(arena, diags, sources_add(sources, STR("a.json"), str_of(json), false));
    assert_non_null(template);
    template->source_name = STR_NONE;
    return template;
}

// What stands behind `k:` in the YAML of a template with the one entry `k`.
static Str yaml_of(Arena *arena, const char *json) {
    const Str text = str_format(arena, "{\"Metadata\": {\"m\": {\"k\": %s}}}", json);
    const Str yaml = emit_yaml(arena, template_of(arena, text.at));
    const size_t start = str_find(yaml, STR("k:"), 0) + 2;
    return str_slice(yaml, start, yaml.length - 1);
}

static void text_that_every_reader_takes_for_text_is_plain(void **state) {
    static const char *const plain[] = {"AWS::EC2::VPC", "a b, c", "s3:Get*", "/aws/lambda", "yes no", "a=b"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_str(yaml_of(*state, str_format(*state, "\"%s\"", plain[i]).at), str_format(*state, " %s", plain[i]).at);
}

static void text_that_some_reader_takes_for_something_else_is_quoted(void **state) {
    static const char *const quoted[] = {"",     "yes",        "No",   "y",    "on",   "null", "~",   "012345678901",
                                         "1e3",  "e5",         "0x1F", "1:30", "1.0",  ".inf", "nan", "<<",
                                         "=",    "-a",         "a: b", "a:",   "a #b", " a",   "a ",  "a  b",
                                         "it's", "2012-10-17", "*"};
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
        const char *json = str_format(*state, "\"%s\"", quoted[i]).at;
        assert_str(yaml_of(*state, json), str_format(*state, " %s", json).at);
    }
}

static void keys_follow_the_same_rule(void **state) {
    assert_str(yaml_of(*state, "{\"yes\": 1, \"a b\": 2, \"12\": 3}"),
               "\n      \"yes\": 1\n      a b: 2\n      \"12\": 3");
}

static void a_long_key_gets_a_question_mark(void **state) {
    Arena *arena = *state;
    Buffer key = buffer_new(arena);
    buffer_add_repeated(&key, 'x', 1001);
    const char *name = buffer_str(&key).at;
    assert_str(yaml_of(arena, str_format(arena, "{\"%s\": {\"a\": 1}}", name).at),
               str_format(arena, "\n      ? \"%s\"\n      :\n        a: 1", name).at);
}

static void unseen_characters_are_escaped_and_letters_are_not(void **state) {
    assert_str(yaml_of(*state, "\"\\u0085\\u202e\\ufeff\\u0001\\t\\\"\\\\ é日😀\""),
               " \"\\u0085\\u202e\\ufeff\\u0001\\t\\\"\\\\ é日😀\"");
}

static void text_of_several_lines_is_a_block(void **state) {
    assert_str(yaml_of(*state, "\"a\\n\\n  b\\n\""), " |\n      a\n\n        b");
    assert_str(yaml_of(*state, "\"a\\nb: c\""), " |-\n      a\n      b: c");
}

static void text_that_a_block_would_change_is_quoted(void **state) {
    static const char *const quoted[] = {"\" a\\nb\"",  "\"a \\nb\"",   "\"a\\nb\\n\\n\"", "\"\\na\"",
                                         "\"\\ta\\n\"", "\"a\\nb\\t\"", "\"a\\r\\nb\"",    "\"a\\u2028\\nb\""};
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
        assert_str(yaml_of(*state, quoted[i]), str_format(*state, " %s", quoted[i]).at);
}

static void numbers_keep_their_digits(void **state) {
    assert_str(yaml_of(*state, "[1.50, -0, 12345678901234567890]"),
               "\n      - 1.50\n      - -0\n      - 12345678901234567890");
}

static void an_exponent_has_the_form_that_yaml_1_1_takes(void **state) {
    assert_str(yaml_of(*state, "[1e3, 1.5E-7, 2e+10]"), "\n      - 1.0e+3\n      - 1.5e-7\n      - 2.0e+10");
}

static void functions_have_short_tags(void **state) {
    assert_str(yaml_of(*state, "{\"Ref\": \"AWS::Region\"}"), " !Ref AWS::Region");
    assert_str(yaml_of(*state, "{\"Fn::GetAtt\": [\"Db\", \"Endpoint.Port\"]}"), " !GetAtt Db.Endpoint.Port");
    assert_str(yaml_of(*state, "{\"Fn::Sub\": \"${A}\"}"), " !Sub \"${A}\"");
}

static void a_text_of_several_lines_behind_a_tag_is_a_block(void **state) {
    assert_str(yaml_of(*state, "{\"Fn::Sub\": \"a\\nb\\n\"}"), " !Sub |\n      a\n      b");
}

static void a_short_list_of_a_function_stands_on_one_line(void **state) {
    assert_str(yaml_of(*state, "{\"Fn::Select\": [0, {\"Fn::GetAZs\": \"\"}]}"), " !Select [0, !GetAZs \"\"]");
    assert_str(yaml_of(*state, "{\"Fn::Join\": [\",\", [\"a, b\", \"c?\", {\"Ref\": \"D\"}]]}"),
               " !Join [\",\", [\"a, b\", \"c?\", !Ref D]]");
}

static void a_long_or_nested_one_stands_on_several(void **state) {
    assert_str(yaml_of(*state, "{\"Fn::If\": [\"C\", {\"a\": 1}, {\"Ref\": \"AWS::NoValue\"}]}"),
               " !If\n      - C\n      - a: 1\n      - !Ref AWS::NoValue");
    const Str yaml = yaml_of(*state, "{\"Fn::Join\": [\"\", [\"0123456789012345678901234567890123456789\","
                                     "\"0123456789012345678901234567890123456789\", \"01234567\"]]}");
    assert_true(str_starts(yaml, STR(" !Join\n      - \"\"\n      - - \"0123")));
}

static void a_function_of_a_function_has_the_long_form(void **state) {
    assert_str(yaml_of(*state, "{\"Fn::Base64\": {\"Fn::Sub\": \"a\"}}"), "\n      Fn::Base64: !Sub a");
    assert_str(yaml_of(*state, "[{\"Fn::ImportValue\": {\"Fn::Sub\": \"a\"}}]"), "\n      - Fn::ImportValue: !Sub a");
}

static void an_argument_that_a_tag_would_make_text_has_the_long_form(void **state) {
    assert_str(yaml_of(*state, "{\"Fn::Base64\": 5}"), "\n      Fn::Base64: 5");
    assert_str(yaml_of(*state, "{\"Fn::Transform\": {\"Name\": \"a\"}}"), "\n      Fn::Transform:\n        Name: a");
}

static void empty_lists_and_maps_stand_on_one_line(void **state) {
    assert_str(yaml_of(*state, "[[], {}, {\"a\": {}}]"), "\n      - []\n      - {}\n      - a: {}");
}

static void a_list_in_a_list_begins_on_its_line(void **state) {
    assert_str(yaml_of(*state, "[[1, [2, 3]]]"), "\n      - - 1\n        - - 2\n          - 3");
}

static void sections_stand_apart_and_headings_above_what_is_theirs(void **state) {
    Arena *arena = *state;
    Template *template = template_of(
        arena, "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Description\": \"d\", \"Parameters\": {\"P\": {}},"
               "\"Resources\": {\"A\": {}, \"B\": {}, \"C\": {}, \"D\": {}}, \"Outputs\": {\"O\": {}}}");
    template->source_name = STR("examples/a.tier");
    vector_add(arena, &template->resources, (TemplateResource){.logical_id = STR("A"), .heading = STR("network main")});
    vector_add(arena, &template->resources, (TemplateResource){.logical_id = STR("B"), .heading = STR("network main")});
    vector_add(arena, &template->resources, (TemplateResource){.logical_id = STR("C"), .heading = STR("service api")});
    vector_add(arena, &template->resources, (TemplateResource){.logical_id = STR("D")});
    assert_str(emit_yaml(arena, template),
               "# Made from examples/a.tier by tierce; edit that file, not this one.\n"
               "AWSTemplateFormatVersion: \"2010-09-09\"\nDescription: d\n\n"
               "Parameters:\n  P: {}\n\n"
               "Resources:\n  # network main\n  A: {}\n  B: {}\n\n  # service api\n  C: {}\n\n  D: {}\n\n"
               "Outputs:\n  O: {}\n");
}

static void a_name_cannot_end_the_comment_that_it_stands_in(void **state) {
    Template *template = template_of(*state, "{\"Resources\": {}}");
    template->source_name = STR("a\nb.tier");
    assert_str(emit_yaml(*state, template),
               "# Made from a?b.tier by tierce; edit that file, not this one.\nResources: {}\n");
}

static void json_is_indented_by_two_or_compact(void **state) {
    Template *template = template_of(*state, "{\"Resources\": {\"A\": [1, {\"Ref\": \"B\"}], \"C\": {}, \"D\": []}}");
    assert_str(emit_json(*state, template, false),
               "{\n  \"Resources\": {\n    \"A\": [\n      1,\n      {\n        \"Ref\": \"B\"\n      }\n    ],\n"
               "    \"C\": {},\n    \"D\": []\n  }\n}\n");
    assert_str(emit_json(*state, template, true), "{\"Resources\":{\"A\":[1,{\"Ref\":\"B\"}],\"C\":{},\"D\":[]}}\n");
}

const struct CMUnitTest emit_tests[] = {
    arena_test(text_that_every_reader_takes_for_text_is_plain),
    arena_test(text_that_some_reader_takes_for_something_else_is_quoted),
    arena_test(keys_follow_the_same_rule),
    arena_test(a_long_key_gets_a_question_mark),
    arena_test(unseen_characters_are_escaped_and_letters_are_not),
    arena_test(text_of_several_lines_is_a_block),
    arena_test(text_that_a_block_would_change_is_quoted),
    arena_test(numbers_keep_their_digits),
    arena_test(an_exponent_has_the_form_that_yaml_1_1_takes),
    arena_test(functions_have_short_tags),
    arena_test(a_text_of_several_lines_behind_a_tag_is_a_block),
    arena_test(a_short_list_of_a_function_stands_on_one_line),
    arena_test(a_long_or_nested_one_stands_on_several),
    arena_test(a_function_of_a_function_has_the_long_form),
    arena_test(an_argument_that_a_tag_would_make_text_has_the_long_form),
    arena_test(empty_lists_and_maps_stand_on_one_line),
    arena_test(a_list_in_a_list_begins_on_its_line),
    arena_test(sections_stand_apart_and_headings_above_what_is_theirs),
    arena_test(a_name_cannot_end_the_comment_that_it_stands_in),
    arena_test(json_is_indented_by_two_or_compact),
};
SUITE(emit);
