#include "unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "load/load.h"

typedef struct Reading {
    Arena *arena;
    Sources *sources;
    Diags *diags;
    const SourceFile *file;
    Template *template;
} Reading;

static Reading read_named(Arena *arena, const char *name, Str text) {
    Reading r = {arena, sources_new(arena), diags_new(arena), NULL, NULL};
    r.file = sources_add(r.sources, str_of(name), text, false);
    r.template = load_template(arena, r.diags, r.file);
    return r;
}

static Reading read_yaml(Arena *arena, const char *text) { return read_named(arena, "a.yaml", str_of(text)); }
static Reading read_json(Arena *arena, const char *text) { return read_named(arena, "a.json", str_of(text)); }

// The value of `k` in a resource that has this entry: `k: ...`.
static Value *value_of(Arena *arena, const char *yaml) {
    const Reading r = read_yaml(arena, str_format(arena, "Resources:\n  A:\n    k: %s\n", yaml).at);
    assert_non_null(r.template);
    return value_get(value_get(value_get(r.template->root, STR("Resources")), STR("A")), STR("k"));
}

static void assert_finding(const Reading *r, DiagCode code, const char *text) {
    assert_true(r->diags->all.count > 0);
    const Diag *diag = r->diags->all.at[0];
    assert_string_equal(diag_code_info(diag->code)->name, diag_code_info(code)->name);
    assert_str(sources_text(r->sources, diag->span), text);
}

// ---- scalars

static void assert_kind(Arena *arena, const char *yaml, ValueKind kind, const char *text) {
    const Value *value = value_of(arena, yaml);
    if (value->kind != kind) fail_msg("%s is of kind %d", yaml, (int)value->kind);
    if (kind == VALUE_NUMBER || kind == VALUE_STRING) assert_str(value->as.text, text);
}

static void a_plain_scalar_is_what_cloudformation_takes_it_for(void **state) {
    static const struct {
        const char *yaml, *text;
        ValueKind kind;
    } scalars[] = {
        {"yes", "", VALUE_BOOL},          {"Off", "", VALUE_BOOL},        {"TRUE", "", VALUE_BOOL},
        {"y", "y", VALUE_STRING},         {"yEs", "yEs", VALUE_STRING},   {"12", "12", VALUE_NUMBER},
        {"-1.50", "-1.50", VALUE_NUMBER}, {"0300", "192", VALUE_NUMBER},  {"-017", "-15", VALUE_NUMBER},
        {"0x1F", "31", VALUE_NUMBER},     {"0b101", "5", VALUE_NUMBER},   {"1_000", "1000", VALUE_NUMBER},
        {"22:22", "1342", VALUE_NUMBER},  {"1:60", "1:60", VALUE_STRING}, {"08:00", "08:00", VALUE_STRING},
        {"1e3", "1e3", VALUE_NUMBER},     {".5", "0.5", VALUE_NUMBER},    {"5.", "5.0", VALUE_NUMBER},
        {"+7", "7", VALUE_NUMBER},        {"5._", "5.0", VALUE_NUMBER},   {"012345678901", "12345678901", VALUE_NUMBER},
        {".inf", ".inf", VALUE_STRING},   {".nan", ".nan", VALUE_STRING}, {"2012-10-17", "2012-10-17", VALUE_STRING},
        {"1.2.3", "1.2.3", VALUE_STRING}, {"e5", "e5", VALUE_STRING},     {".", ".", VALUE_STRING},
        {"=", "=", VALUE_STRING},         {"0o17", "0o17", VALUE_STRING},
    };
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        assert_kind(*state, scalars[i].yaml, scalars[i].kind, scalars[i].text);
}

static void a_number_keeps_all_of_its_digits(void **state) {
    assert_kind(*state, "123456789012345678901234567890.10", VALUE_NUMBER, "123456789012345678901234567890.10");
    assert_kind(*state, "0xFFFFFFFFFFFFFFFFFF", VALUE_STRING, "0xFFFFFFFFFFFFFFFFFF");
}

static void a_quoted_scalar_is_text_and_only_a_plain_one_is_marked(void **state) {
    assert_kind(*state, "\"yes\"", VALUE_STRING, "yes");
    assert_kind(*state, "'012'", VALUE_STRING, "012");
    assert_kind(*state, "!!str 012", VALUE_STRING, "012");
    assert_false(value_of(*state, "\"yes\"")->plain);
    assert_true(value_of(*state, "yes")->plain);
    assert_true(value_of(*state, "0300")->plain);
}

static void blocks_are_text(void **state) {
    assert_kind(*state, "|\n      a\n       b\n", VALUE_STRING, "a\n b\n");
    assert_kind(*state, ">-\n      a\n      b\n", VALUE_STRING, "a b");
}

// ---- functions

static void a_tag_and_a_long_form_are_the_same_call(void **state) {
    static const char *const pairs[][2] = {
        {"!Ref 012", "{Ref: \"012\"}"},
        {"!GetAtt a.b.c", "{\"Fn::GetAtt\": [a, b.c]}"},
        {"!GetAtt [a, b]", "{\"Fn::GetAtt\": a.b}"},
        {"!Sub [\"${x}\", {x: !Ref y}]", "{\"Fn::Sub\": [\"${x}\", {x: {Ref: y}}]}"},
        {"!Select [0, !GetAZs \"\"]", "{\"Fn::Select\": [0, {\"Fn::GetAZs\": \"\"}]}"},
        {"!ImportValue {\"Fn::Sub\": a}", "{\"Fn::ImportValue\": !Sub a}"},
        {"!Transform {Name: a}", "{\"Fn::Transform\": {Name: a}}"},
        {"!Ref", "{Ref: \"\"}"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const Value *tag = value_of(*state, pairs[i][0]);
        assert_int_equal(tag->kind, VALUE_CALL);
        assert_true(value_equal(tag, value_of(*state, pairs[i][1])));
    }
}

static void a_map_of_two_is_no_call(void **state) {
    assert_int_equal(value_of(*state, "{\"Fn::Transform\": a, b: c}")->kind, VALUE_MAP);
    assert_int_equal(value_of(*state, "{\"Fn::Unknown\": a}")->kind, VALUE_MAP);
}

static void condition_is_a_function_only_among_conditions(void **state) {
    const Reading r = read_json(*state, "{\"Conditions\": {\"A\": {\"Condition\": \"B\"}}, \"Resources\": "
                                        "{\"A\": {\"Condition\": \"B\"}, \"S\": {\"P\": {\"Condition\": {}}}}}");
    const Value *test = value_get(value_get(r.template->root, STR("Conditions")), STR("A"));
    const Value *resources = value_get(r.template->root, STR("Resources"));
    assert_true(value_is_call(test, INTRINSIC_CONDITION));
    assert_int_equal(value_get(resources, STR("A"))->kind, VALUE_MAP);
    assert_int_equal(value_get(value_get(resources, STR("S")), STR("P"))->kind, VALUE_MAP);
}

static void a_parameter_may_be_called_ref(void **state) {
    const Reading r = read_json(*state, "{\"Parameters\": {\"Ref\": {\"Type\": \"String\"}}}");
    assert_int_equal(value_get(r.template->root, STR("Parameters"))->kind, VALUE_MAP);
}

// ---- places

static void assert_place(const Reading *r, Span span, const char *text) {
    assert_str(sources_text(r->sources, span), text);
}

static void spans_are_bytes_whatever_stands_before(void **state) {
    const Reading r = read_yaml(
        *state, "Description: \"é日😀\"\r\nResources:\r\n  日: # é\r\n    é: &x !GetAtt A.b\r\n"
                "    L: [é, {b: c}]\r\n    B: |\r\n      é\r\n\r\n    M:\r\n    - x: 1\r\n      y: 2\r\n# end\r\n");
    const ValueEntry *resource = &value_get(r.template->root, STR("Resources"))->as.entries.at[0];
    const Value *call = value_get(resource->value, STR("é")), *list = value_get(resource->value, STR("L"));
    assert_place(&r, resource->key_span, "日");
    assert_place(&r, call->span, "&x !GetAtt A.b");
    assert_place(&r, call->as.call.argument->as.items.at[1]->span, "b");
    assert_place(&r, list->span, "[é, {b: c}]");
    assert_place(&r, list->as.items.at[1]->span, "{b: c}");
    assert_place(&r, value_get(resource->value, STR("B"))->span, "|\r\n      é");
    assert_place(&r, value_get(resource->value, STR("M"))->span, "- x: 1\r\n      y: 2");
}

static void spans_of_json_are_exact(void **state) {
    const Reading r = read_json(*state, "{ \"Resources\" : {\"é\": {\"Fn::GetAtt\": \"a.b\"}, \"n\": [ -1.5e3 ]} }");
    const ValueEntry *section = &r.template->root->as.entries.at[0];
    const Value *call = section->value->as.entries.at[0].value;
    assert_place(&r, section->key_span, "\"Resources\"");
    assert_place(&r, section->value->as.entries.at[0].key_span, "\"é\"");
    assert_place(&r, call->span, "{\"Fn::GetAtt\": \"a.b\"}");
    assert_place(&r, section->value->as.entries.at[1].value->span, "[ -1.5e3 ]");
    assert_place(&r, section->value->as.entries.at[1].value->as.items.at[0]->span, "-1.5e3");
}

// ---- JSON that libyaml does not take

static void json_may_have_all_that_json_has(void **state) {
    const Reading r = read_json(*state, "\xEF\xBB\xBF{\"a\"\n:\n{\"s\": \"\\ud83d\\ude00\\u00e9\\/\\n\", \"\": 1e5}}");
    assert_non_null(r.template);
    assert_str(value_get(value_get(r.template->root, STR("a")), STR("s"))->as.text, "😀é/\n");
}

static void what_begins_like_json_is_json_under_any_name(void **state) {
    assert_null(read_named(*state, "a.template", STR("{\"a\": 1,}")).template);
    assert_non_null(read_named(*state, "a.template", STR("{a: 1,}")).template);
}

static void json_is_read_to_its_letter(void **state) {
    static const struct {
        const char *json, *place;
    } bad[] = {
        {"{\"a\": 1,}", "}"},
        {"{\"a\": [1,]}", "]"},
        {"{\"a\" 1}", "1"},
        {"{\"a\": 01}", "01"},
        {"{\"a\": True}", "True"},
        {"{\"a\": 'b'}", "'"},
        {"{\"a\": 1 // b\n}", "/"},
        {"{\"a\": \"b\n\"}", "\"b"},
        {"{\"a\": \"\\x\"}", "\\x"},
        {"{\"a\": \"\\ud83d\"}", "\\ud83d"},
        {"{\"a\": 1} b", "b"},
        {"{\"a\": \"\x01\"}", "\x01"},
        {"{\"a\": 1.}", "1."},
        {"{\"a\": ", ""},
        {"{\"a\": \"b", "\"b"},
        {"{a: 1}", "a"},
        {"", ""},
        {"{\"a\": \"\\u12", "\\u12"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const Reading r = read_json(*state, bad[i].json);
        assert_null(r.template);
        assert_int_equal(r.diags->all.count, 1);
        assert_finding(&r, DIAG_TEMPLATE_SYNTAX, bad[i].place);
    }
}

// ---- findings

static void what_is_not_yaml_is_reported_at_its_place(void **state) {
    Reading r = read_yaml(*state, "Resources:\n  A: é b: c\n");
    assert_null(r.template);
    assert_finding(&r, DIAG_TEMPLATE_SYNTAX, ":");
    r = read_yaml(*state, "Resources:\n\tA: b\n");
    assert_finding(&r, DIAG_TEMPLATE_SYNTAX, "\t");
    r = read_yaml(*state, "a: b\x01\n");
    assert_finding(&r, DIAG_TEMPLATE_SYNTAX, "\x01");
}

static void what_is_not_utf8_is_reported(void **state) {
    Reading r = read_yaml(*state, "a: \xff\n");
    assert_finding(&r, DIAG_TEMPLATE_ENCODING, "\xff");
    r = read_named(*state, "a.yaml",
                   (Str){"\xff\xfe"
                         "a\0",
                         4});
    assert_finding(&r, DIAG_TEMPLATE_ENCODING, "");
    assert_null(r.template);
}

static void a_template_is_a_map(void **state) {
    static const char *const bad[] = {"", "# a\n", "---\n", "a", "- a", "[a]", "12"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const Reading r = read_yaml(*state, bad[i]);
        assert_null(r.template);
        assert_int_equal(r.diags->all.count, 1);
        assert_int_equal(r.diags->all.at[0]->code, DIAG_TEMPLATE_NOT_A_MAP);
    }
}

static void a_key_that_stands_twice_is_reported_with_both_places(void **state) {
    Reading r = read_yaml(*state, "a:\n  k: 1\n  l: 2\n  k: 3\n");
    assert_finding(&r, DIAG_TEMPLATE_KEY_TWICE, "k");
    assert_int_equal(sources_place(r.sources, r.diags->all.at[0]->span.start).line, 4);
    assert_int_equal(sources_place(r.sources, r.diags->all.at[0]->notes.at[0].span.start).line, 2);
    assert_int_equal(value_get(r.template->root, STR("a"))->as.entries.count, 3);
    r = read_json(*state, "{\"k\": 1, \"\\u006b\": 2}");
    assert_finding(&r, DIAG_TEMPLATE_KEY_TWICE, "\"\\u006b\"");
}

static void each_of_what_cloudformation_refuses_is_reported_once(void **state) {
    static const struct {
        const char *yaml, *place;
        DiagCode code;
    } bad[] = {
        {"a: &x 1\nb: *x\n", "*x", DIAG_TEMPLATE_ALIAS},
        {"a: &x {k: 1}\nb:\n  <<: *x\n", "<<", DIAG_TEMPLATE_MERGE},
        {"a: 1\n---\nb: 2\n", "---", DIAG_TEMPLATE_DOCUMENTS},
        {"a: {~: 1}\n", "~", DIAG_TEMPLATE_KEY_NULL},
        {"a: {[b]: 1}\n", "[b]", DIAG_TEMPLATE_KEY_FORM},
        {"a: {!Ref b : 1}\n", "b", DIAG_TEMPLATE_KEY_FORM},
        {"a: null\n", "null", DIAG_TEMPLATE_NULL},
        {"a:\nb: 1\n", "", DIAG_TEMPLATE_NULL},
        {"a: !GetAttr b.c\n", "!GetAttr", DIAG_TEMPLATE_TAG},
        {"a: !!binary aGk=\n", "!!binary", DIAG_TEMPLATE_TAG},
        {"a: !!set {b: 1}\n", "!!set", DIAG_TEMPLATE_TAG},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const Reading r = read_yaml(*state, bad[i].yaml);
        assert_non_null(r.template);
        assert_finding(&r, bad[i].code, bad[i].place);
        assert_int_equal(r.diags->all.count, 1);
    }
}

static void an_unknown_tag_gets_the_nearest_function(void **state) {
    const Reading r = read_yaml(*state, "a: !GetAttr b.c\n");
    assert_str(r.diags->all.at[0]->fixes.at[0].replacement, "!GetAtt");
}

static void aliases_and_merge_keys_are_read_as_they_were_meant(void **state) {
    const Reading r =
        read_yaml(*state, "a: &x {k: 1, l: 2}\nb: *x\nc:\n  k: 3\n  <<: *x\nd:\n  <<: [{m: 1}, {m: 2, n: 3}]\n");
    const Value *root = r.template->root;
    assert_true(value_equal(value_get(root, STR("a")), value_get(root, STR("b"))));
    assert_ptr_not_equal(value_get(root, STR("a")), value_get(root, STR("b")));
    assert_str(value_get(value_get(root, STR("c")), STR("k"))->as.text, "3");
    assert_str(value_get(value_get(root, STR("c")), STR("l"))->as.text, "2");
    assert_str(value_get(value_get(root, STR("d")), STR("m"))->as.text, "1");
    assert_str(value_get(value_get(root, STR("d")), STR("n"))->as.text, "3");
}

static void an_alias_of_nothing_or_of_itself_is_no_yaml(void **state) {
    Reading r = read_yaml(*state, "a: *x\n");
    assert_finding(&r, DIAG_TEMPLATE_SYNTAX, "*x");
    r = read_yaml(*state, "a: &x [*x]\n");
    assert_finding(&r, DIAG_TEMPLATE_SYNTAX, "*x");
    assert_null(r.template);
}

// ---- limits

static Str repeated(Arena *arena, const char *before, const char *what, size_t times) {
    Buffer text = buffer_new(arena);
    buffer_add_text(&text, before);
    for (size_t i = 0; i < times; i++) buffer_add_text(&text, what);
    return buffer_str(&text);
}

static bool has_code(const Reading *r, DiagCode code) {
    for (size_t i = 0; i < r->diags->all.count; i++)
        if (r->diags->all.at[i]->code == code) return true;
    return false;
}

static void nesting_has_a_limit_whatever_nests(void **state) {
    static const char *const openers[] = {"[", "{a: ", "- ", "? ", "!If [", "{\"a\":", "&a ["};
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        const char *before = openers[i][0] == '-' || openers[i][0] == '?' ? "" : "a: ";
        const Reading r = read_named(*state, "a.yaml", repeated(*state, before, openers[i], 100000));
        assert_null(r.template);
        assert_true(has_code(&r, DIAG_TEMPLATE_NESTING));
    }
    const Reading r = read_named(*state, "a.json", repeated(*state, "{\"a\":", "[", 100000));
    assert_true(has_code(&r, DIAG_TEMPLATE_NESTING));
}

static void aliases_of_aliases_are_kept_small(void **state) {
    Buffer text = buffer_new(*state);
    buffer_add_text(&text, "a: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
        buffer_add_format(&text, "b%d: &a%d [", i, i);
        for (int j = 0; j < 9; j++) buffer_add_format(&text, "*a%d,", i - 1);
        buffer_add_text(&text, "]\n");
    }
    const Reading laughs = read_named(*state, "a.yaml", buffer_str(&text));
    assert_null(laughs.template);
    assert_true(has_code(&laughs, DIAG_TEMPLATE_EXPANSION));
    assert_true(arena_used(*state) < (size_t)200 * 1024 * 1024);
}

static void aliases_in_each_other_do_not_pass_the_limit_of_nesting(void **state) {
    Buffer text = buffer_new(*state);
    buffer_add_text(&text, "a: &a0 [x]\n");
    for (int i = 1; i < 200; i++) buffer_add_format(&text, "b%d: &a%d [*a%d]\n", i, i, i - 1);
    const Reading r = read_named(*state, "a.yaml", buffer_str(&text));
    assert_null(r.template);
    assert_true(has_code(&r, DIAG_TEMPLATE_NESTING));
}

static void findings_of_one_file_have_a_limit(void **state) {
    const Reading r = read_named(*state, "a.yaml", repeated(*state, "a:\n", " k: 1\n", 5000));
    assert_non_null(r.template);
    assert_int_equal(r.diags->all.count, LOAD_MOST_FINDINGS + 1);
    assert_true(has_code(&r, DIAG_TEMPLATE_FINDINGS));
}

static void a_long_name_is_cut_in_a_message(void **state) {
    const Reading r = read_named(*state, "a.yaml", repeated(*state, "a: !", "é", 5000));
    assert_true(has_code(&r, DIAG_TEMPLATE_TAG) || has_code(&r, DIAG_TEMPLATE_SYNTAX));
    for (size_t i = 0; i < r.diags->all.count; i++) assert_true(r.diags->all.at[i]->message.length < 200);
}

static const char everything[] =
    "AWSTemplateFormatVersion: 2010-09-09\r\nDescription: é日😀 \"x\"\nConditions:\n  C: !Not [!Equals [!Ref E, "
    "'a''b']]\n"
    "Resources:\n  A: &a\n    Type: A::B::C\n    P: {\"k\\u00e9\": [1, *b, ~], l: !Sub [\"${x}\", {x: !GetAtt D.e}]}\n"
    "    ? [k]\n    : |2-\n        text\n\n      # c\n    <<: *a\n    F: >+\n      folded\n\n  B: *a\n--- # d\n...\n";

// Every cut, so that each state of the readers meets the end.
static void a_template_cut_anywhere_is_read_or_reported(void **state) {
    (void)state;
    for (size_t end = 0; end <= sizeof everything - 1; end++) {
        for (int json = 0; json < 2; json++) {
            Arena *arena = arena_new();
            char *exact = malloc(end + 1); // so that the address sanitizer sees one byte too many
            memcpy(exact, everything, end);
            const Reading r = read_named(arena, json ? "a.json" : "a.yaml", (Str){exact, end});
            assert_true(r.template || r.diags->errors);
            arena_free(arena);
            free(exact);
        }
    }
}

const struct CMUnitTest load_tests[] = {
    arena_test(a_plain_scalar_is_what_cloudformation_takes_it_for),
    arena_test(a_number_keeps_all_of_its_digits),
    arena_test(a_quoted_scalar_is_text_and_only_a_plain_one_is_marked),
    arena_test(blocks_are_text),
    arena_test(a_tag_and_a_long_form_are_the_same_call),
    arena_test(a_map_of_two_is_no_call),
    arena_test(condition_is_a_function_only_among_conditions),
    arena_test(a_parameter_may_be_called_ref),
    arena_test(spans_are_bytes_whatever_stands_before),
    arena_test(spans_of_json_are_exact),
    arena_test(json_may_have_all_that_json_has),
    arena_test(what_begins_like_json_is_json_under_any_name),
    arena_test(json_is_read_to_its_letter),
    arena_test(what_is_not_yaml_is_reported_at_its_place),
    arena_test(what_is_not_utf8_is_reported),
    arena_test(a_template_is_a_map),
    arena_test(a_key_that_stands_twice_is_reported_with_both_places),
    arena_test(each_of_what_cloudformation_refuses_is_reported_once),
    arena_test(an_unknown_tag_gets_the_nearest_function),
    arena_test(aliases_and_merge_keys_are_read_as_they_were_meant),
    arena_test(an_alias_of_nothing_or_of_itself_is_no_yaml),
    arena_test(nesting_has_a_limit_whatever_nests),
    arena_test(aliases_of_aliases_are_kept_small),
    arena_test(aliases_in_each_other_do_not_pass_the_limit_of_nesting),
    arena_test(findings_of_one_file_have_a_limit),
    arena_test(a_long_name_is_cut_in_a_message),
    arena_test(a_template_cut_anywhere_is_read_or_reported),
};
SUITE(load);
