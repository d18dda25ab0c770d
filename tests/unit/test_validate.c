#include "unit/suite.h"

#include <string.h>

#include "base/buffer.h"
#include "load/load.h"
#include "validate/validate.h"

typedef struct Checked {
    Sources *sources;
    Diags *diags;
} Checked;

static Checked check_with(Arena *arena, const char *yaml, ValidateOptions options) {
    Checked c = {sources_new(arena), diags_new(arena)};
    const SourceFile *file = sources_add(c.sources, STR("a.yaml"), str_of(yaml), false);
    const Template *template = load_template(arena, c.diags, file);
    assert_non_null(template);
    validate_template(arena, c.diags, c.sources, template, &options);
    return c;
}

// The findings as "E3012:7 W2001:2", in the order in which they were found.
static Str findings(Arena *arena, const char *yaml, ValidateOptions options) {
    const Checked c = check_with(arena, yaml, options);
    Buffer text = buffer_new(arena);
    for (size_t i = 0; i < c.diags->all.count; i++) {
        const Diag *diag = c.diags->all.at[i];
        const Str id = diag_id(diag);
        buffer_add_format(&text, "%s%.*s:%zu", i ? " " : "", STR_ARG(id), sources_place(c.sources, diag->span.start).line);
    }
    return buffer_str(&text);
}

#define assert_findings(yaml, expected)                                                                                \
    do {                                                                                                               \
        Arena *arena = arena_new();                                                                                    \
        assert_str(findings(arena, yaml, (ValidateOptions){0}), expected);                                             \
        arena_free(arena);                                                                                             \
    } while (0)

#define QUEUE "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n"

static void a_right_template_has_no_findings(void **state) {
    (void)state;
    assert_findings(QUEUE "      DelaySeconds: 5\n      QueueName: !Sub \"${AWS::StackName}-q\"\n", "");
    assert_findings("Resources: {}\n", "");
}

static void sections_are_known(void **state) {
    (void)state;
    assert_findings("Foo: 1\nResources: {}\n", "E1001:1");
    assert_findings("Description: x\n", "E1001:1");
    assert_findings("Resources:\n  A:\n    Typ: AWS::SNS::Topic\n", "E3001:2 E3001:3");
    assert_findings("Resources:\n  A:\n    Type: AWS::SNS::Topik\n", "E3006:3");
}

static void properties_obey_the_schema(void **state) {
    (void)state;
    assert_findings(QUEUE "      DelaySecond: 5\n", "E3002:5");
    assert_findings(QUEUE "      DelaySeconds: many\n", "E3012:5");
    assert_findings(QUEUE "      DelaySeconds: 901\n", "E3034:5");
    assert_findings(QUEUE "      Arn: x\n", "E3040:5");
    assert_findings("Resources:\n  A:\n    Type: AWS::SNS::Subscription\n    Properties:\n      Protocol: sms\n", "E3003:4");
    assert_findings("Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccelerateConfiguration: {AccelerationStatus: On1}\n", "E3030:5");
}

static void functions_are_checked(void **state) {
    (void)state;
    assert_findings(QUEUE "      QueueName: !Ref Missing\n", "E1020:5");
    assert_findings(QUEUE "      QueueName: !GetAtt Q.Missing\n", "E1010:5 E3004:2");
    assert_findings(QUEUE "      QueueName: !Sub \"${Missing}\"\n", "E1019:5");
    assert_findings(QUEUE "      QueueName: !Join [\"-\", x]\n", "E1022:5");
    assert_findings(QUEUE "      QueueName: !GetAZs \"\"\n", "E1015:5");
    assert_findings(QUEUE "      QueueName: !If [Missing, a, b]\n", "E1028:5");
}

static void each_outcome_of_conditions_is_judged(void **state) {
    (void)state;
    static const char yaml[] = "Parameters:\n  P:\n    Type: String\nConditions:\n  C: !Equals [!Ref P, x]\n"
                               "Resources:\n  S:\n    Type: AWS::SNS::Subscription\n    Properties:\n      Protocol: sms\n"
                               "      TopicArn: !If [C, !Ref P, !Ref AWS::NoValue]\n";
    assert_findings(yaml, "E3003:9");
}

static void unreachable_branches_are_told(void **state) {
    (void)state;
    static const char yaml[] = "Parameters:\n  P:\n    Type: String\nConditions:\n  C: !Equals [!Ref P, x]\n" QUEUE
                               "      QueueName: !If [C, !If [C, a, b], c]\n";
    assert_findings(yaml, "W1028:10");
}

static void references_to_what_may_be_missing_are_told(void **state) {
    (void)state;
    static const char yaml[] = "Parameters:\n  P:\n    Type: String\nConditions:\n  C: !Equals [!Ref P, x]\n"
                               "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Condition: C\n"
                               "Outputs:\n  O:\n    Value: !Ref T\n";
    assert_findings(yaml, "W1001:12");
}

static void names_nobody_uses_are_told(void **state) {
    (void)state;
    assert_findings("Parameters:\n  P:\n    Type: String\nMappings:\n  M:\n    a:\n      b: c\nConditions:\n"
                    "  C: !Equals [!Ref AWS::Region, x]\nResources: {}\n",
                    "W2001:2 W7001:5 W8001:9");
}

static void circles_show_their_path(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Checked c = check_with(arena,
                                 "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    DependsOn: B\n"
                                 "  B:\n    Type: AWS::SNS::Topic\n    DependsOn: A\n",
                                 (ValidateOptions){0});
    assert_int_equal(c.diags->all.count, 2);
    assert_str(c.diags->all.at[0]->message, "these resources wait for one another: A -> B -> A");
    arena_free(arena);
}

static void parameters_values_are_judged_where_they_are_used(void **state) {
    (void)state;
    assert_findings("Parameters:\n  P:\n    Type: Number\n    Default: 901\n" QUEUE "      DelaySeconds: !Ref P\n", "W1030:4");
    assert_findings("Parameters:\n  P:\n    Type: String\n    AllowedValues: [a]\n    Default: b\n" QUEUE "      QueueName: !Ref P\n", "E2015:5");
}

static void suppressions_hold(void **state) {
    (void)state;
    assert_findings("Metadata:\n  cfn-lint:\n    config:\n      ignore_checks: [E3034]\n" QUEUE "      DelaySeconds: 901\n", "");
    assert_findings("Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Metadata:\n      cfn-lint:\n        config:\n"
                    "          ignore_checks: [E30]\n    Properties:\n      DelaySeconds: 901\n",
                    "");
}

static void rules_may_depend_on_the_day(void **state) {
    (void)state;
    static const char yaml[] = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: !Sub "
                               "\"arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x\"\n      Code: {ZipFile: x}\n      Handler: a.b\n"
                               "      Runtime: nodejs14.x\n";
    Arena *arena = arena_new();
    assert_str(findings(arena, yaml, (ValidateOptions){.today = STR("2023-01-01")}), "");
    assert_str(findings(arena, yaml, (ValidateOptions){.today = STR("2023-12-31")}), "W2531:8");
    arena_free(arena);
}

static void many_conditions_stay_fast(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Buffer yaml = buffer_new(arena);
    buffer_add_text(&yaml, "Parameters:\n");
    for (int i = 0; i < 26; i++) buffer_add_format(&yaml, "  P%d:\n    Type: String\n", i);
    buffer_add_text(&yaml, "Conditions:\n");
    for (int i = 0; i < 26; i++) buffer_add_format(&yaml, "  C%d: !Equals [!Ref P%d, x]\n", i, i);
    buffer_add_text(&yaml, QUEUE "      Tags:\n");
    for (int i = 0; i < 26; i++)
        buffer_add_format(&yaml, "        - !If [C%d, {Key: k%d, Value: v}, !Ref AWS::NoValue]\n", i, i);
    assert_str(findings(arena, buffer_str(&yaml).at, (ValidateOptions){0}), "");
    arena_free(arena);
}

static void all_rules_are_sorted_and_explained(void **state) {
    (void)state;
    for (size_t i = 0; i < validate_count_rules(); i++) {
        const RuleInfo *rule = validate_rule_at(i);
        assert_true(strlen(rule->title) > 0 && strlen(rule->remedy) > 0);
        assert_ptr_equal(validate_find_rule(str_of(rule->id)), rule);
    }
    assert_null(validate_find_rule(STR("E0")));
}

const struct CMUnitTest validate_tests[] = {
    cmocka_unit_test(a_right_template_has_no_findings),
    cmocka_unit_test(sections_are_known),
    cmocka_unit_test(properties_obey_the_schema),
    cmocka_unit_test(functions_are_checked),
    cmocka_unit_test(each_outcome_of_conditions_is_judged),
    cmocka_unit_test(unreachable_branches_are_told),
    cmocka_unit_test(references_to_what_may_be_missing_are_told),
    cmocka_unit_test(names_nobody_uses_are_told),
    cmocka_unit_test(circles_show_their_path),
    cmocka_unit_test(parameters_values_are_judged_where_they_are_used),
    cmocka_unit_test(suppressions_hold),
    cmocka_unit_test(rules_may_depend_on_the_day),
    cmocka_unit_test(many_conditions_stay_fast),
    cmocka_unit_test(all_rules_are_sorted_and_explained),
};
SUITE(validate);
