#include "unit/suite.h"

#include <string.h>

#include "diff/access.h"
#include "diff/diff.h"
#include "load/load.h"

// ---- templates from a few lines

static Template *template_of(Arena *arena, const char *yaml) {
    Sources *sources = sources_new(arena);
    Diags *diags = diags_new(arena);
    Template *template = load_template(arena, diags, sources_add(sources, STR("a.yaml"), str_of(yaml), false));
    assert_non_null(template);
    assert_int_equal(diags->errors, 0);
    return template;
}

static DiffSet *diff(Arena *arena, const char *before, const char *after) {
    return diff_templates(arena, template_of(arena, before), template_of(arena, after));
}

// One resource `R` of this type with these properties, before and after.
static DiffSet *diff_one(Arena *arena, const char *type, const char *before, const char *after) {
    const char *format = "Resources: {R: {Type: %s, Properties: %s}, X: {Type: 'AWS::SNS::Topic'}}";
    return diff(arena, str_format(arena, format, type, before).at, str_format(arena, format, type, after).at);
}

static const DiffResource *only(const DiffSet *set) {
    assert_int_equal(set->resources.count, 1);
    return set->resources.at[0];
}

static void assert_same(Arena *arena, const char *type, const char *before, const char *after) {
    const DiffSet *set = diff_one(arena, type, before, after);
    if (!diff_is_empty(set)) fail_msg("%s and %s differ", before, after);
    assert_int_equal(set->access.count, 0);
}

// The only change has this path.
static void assert_change(Arena *arena, const char *type, const char *before, const char *after, const char *path) {
    const DiffResource *resource = only(diff_one(arena, type, before, after));
    assert_int_equal(resource->changes.count, 1);
    assert_str(resource->changes.at[0].path, path);
}

static void assert_act(Arena *arena, const char *type, const char *before, const char *after, DiffAct act) {
    const DiffResource *resource = only(diff_one(arena, type, before, after));
    if (resource->act != act) fail_msg("%s -> %s: act %d, not %d", before, after, (int)resource->act, (int)act);
}

// ---- the same

static void ways_of_writing_one_value_are_the_same(void **state) {
    const char *queue = "AWS::SQS::Queue";
    assert_same(*state, queue, "{DelaySeconds: 10}", "{DelaySeconds: '10'}");
    assert_same(*state, queue, "{DelaySeconds: 10}", "{DelaySeconds: 10.0}");
    assert_same(*state, queue, "{FifoQueue: true}", "{FifoQueue: 'true'}");
    assert_same(*state, queue, "{QueueName: !Ref X}", "{QueueName: !Sub '${X}'}");
    assert_same(*state, queue, "{QueueName: !Sub 'a-${X}'}", "{QueueName: !Join ['-', [a, !Ref X]]}");
    assert_same(*state, queue, "{QueueName: !Sub 'a'}", "{QueueName: a}");
    assert_same(*state, queue, "{QueueName: !Sub ['${v}', {v: !Ref X}]}", "{QueueName: !Ref X}");
    assert_same(*state, queue, "{QueueName: !GetAtt X.TopicName}", "{QueueName: {'Fn::GetAtt': [X, TopicName]}}");
    assert_same(*state, queue, "{QueueName: !Ref AWS::NoValue}", "{}");
}

static void texts_that_look_like_numbers_are_not(void **state) {
    assert_change(*state, "AWS::RDS::DBInstance", "{EngineVersion: '14.1'}", "{EngineVersion: '14.10'}",
                  "EngineVersion");
    assert_change(*state, "AWS::RDS::DBInstance", "{EngineVersion: 14.1}", "{EngineVersion: 14.10}", "EngineVersion");
    assert_change(*state, "AWS::SQS::Queue", "{QueueName: '${X}'}", "{QueueName: !Ref X}", "QueueName");
}

static void a_list_without_an_order_is_a_set(void **state) {
    const char *group = "AWS::EC2::SecurityGroup";
    assert_same(*state, group, "{Tags: [{Key: a, Value: 1}, {Key: b, Value: 2}]}",
                "{Tags: [{Key: b, Value: '2'}, {Key: a, Value: 1}]}");
    assert_same(*state, group, "{SecurityGroupEgress: [{IpProtocol: a}, {IpProtocol: b}]}",
                "{SecurityGroupEgress: [{IpProtocol: b}, {IpProtocol: a}]}");
    assert_same(*state, "AWS::IAM::ManagedPolicy", "{PolicyDocument: {Statement: [{Action: [a, b]}]}}",
                "{PolicyDocument: {Statement: {Action: [b, a]}}}");
}

static void any_template_is_the_same_as_itself_and_nothing_is_all_added(void **state) {
    Arena *arena = *state;
    Template *template = template_of(arena, "Resources: {A: {Type: 'AWS::S3::Bucket'}, B: {Type: 'AWS::SNS::Topic'}}");
    assert_true(diff_is_empty(diff_templates(arena, template, template)));
    assert_true(diff_is_empty(diff_templates(arena, NULL, NULL)));
    assert_int_equal(diff_templates(arena, NULL, template)->counts[DIFF_ADDED], 2);
    assert_int_equal(diff_templates(arena, template, NULL)->counts[DIFF_REMOVED], 2);
}

// ---- lists

static void elements_are_matched_by_their_key(void **state) {
    assert_change(*state, "AWS::EC2::VPC", "{Tags: [{Key: a, Value: 1}, {Key: b, Value: 2}]}",
                  "{Tags: [{Key: b, Value: 3}, {Key: a, Value: 1}]}", "Tags[b].Value");
    assert_change(*state, "AWS::ECS::TaskDefinition",
                  "{ContainerDefinitions: [{Name: a, Image: x}, {Name: b, Image: y}]}",
                  "{ContainerDefinitions: [{Name: a, Image: x}, {Name: c, Image: z}, {Name: b, Image: y}]}",
                  "ContainerDefinitions[c]");
}

static void an_element_inserted_is_one_change(void **state) {
    assert_change(*state, "AWS::ECS::TaskDefinition", "{ContainerDefinitions: [{Name: a, Command: [x, y, z]}]}",
                  "{ContainerDefinitions: [{Name: a, Command: [w, x, y, z]}]}", "ContainerDefinitions[a].Command[0]");
}

static void an_order_that_means_something_is_a_change(void **state) {
    const DiffResource *resource =
        only(diff_one(*state, "AWS::CloudFront::Distribution",
                      "{DistributionConfig: {CacheBehaviors: [{PathPattern: a}, {PathPattern: b}]}}",
                      "{DistributionConfig: {CacheBehaviors: [{PathPattern: b}, {PathPattern: a}]}}"));
    assert_int_equal(resource->changes.count, 1);
    assert_true(resource->changes.at[0].reordered);
}

static void an_element_under_a_condition_keeps_its_key(void **state) {
    assert_change(*state, "AWS::EC2::VPC", "{Tags: [!If [c, {Key: a, Value: 1}, !Ref AWS::NoValue]]}",
                  "{Tags: [!If [c, {Key: a, Value: 2}, !Ref AWS::NoValue]]}", "Tags[a](if c).Value");
}

// ---- what becomes of resources

static void facts_of_the_schema_say_what_an_update_does(void **state) {
    assert_act(*state, "AWS::SQS::Queue", "{DelaySeconds: 1}", "{DelaySeconds: 2}", DIFF_UPDATED);
    assert_act(*state, "AWS::SQS::Queue", "{QueueName: a}", "{QueueName: b}", DIFF_REPLACED);
    assert_act(*state, "AWS::RDS::DBInstance", "{BackupRetentionPeriod: 1}", "{BackupRetentionPeriod: 2}",
               DIFF_MAY_REPLACE);
    assert_act(*state, "AWS::EC2::VPCEndpoint", "{DnsOptions: {PrivateDnsPreference: a}}", "{}", DIFF_REPLACED);
    assert_act(*state, "No::Such::Type", "{A: 1}", "{A: 2}", DIFF_UPDATED);
}

static void a_replacement_goes_on_through_references(void **state) {
    const char *format = "Resources: {V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: %s}},"
                         " S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Sub '${V}', CidrBlock: b}},"
                         " I: {Type: 'AWS::EC2::Instance', Properties: {SubnetId: !Ref S}},"
                         " T: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !GetAtt V.VpcId}}}";
    const DiffSet *set = diff(*state, str_format(*state, format, "a").at, str_format(*state, format, "c").at);
    assert_int_equal(set->counts[DIFF_REPLACED], 3);
    assert_int_equal(set->counts[DIFF_UPDATED], 1);
    assert_str(set->resources.at[2]->changes.at[0].cause, "S");
}

static void circles_of_references_end(void **state) {
    const char *format = "Resources: {A: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub '${B}%s'}},"
                         " B: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Ref A}}}";
    const DiffSet *set = diff(*state, str_format(*state, format, "a").at, str_format(*state, format, "b").at);
    assert_int_equal(set->counts[DIFF_REPLACED], 2);
}

static void the_policies_decide_about_the_old_one(void **state) {
    Arena *arena = *state;
    const char *kept = "Resources: {B: {Type: 'AWS::S3::Bucket', DeletionPolicy: Retain}}", *none = "Resources: {}";
    const DiffSet *set = diff(arena, kept, none);
    assert_int_equal(only(set)->fate, FATE_KEPT);
    assert_int_equal(diff_gate_count(set, GATE_DELETE_STATEFUL), 0);
    set = diff(arena, "Resources: {B: {Type: 'AWS::S3::Bucket'}}", none);
    assert_int_equal(only(set)->fate, FATE_DELETED);
    assert_int_equal(diff_gate_count(set, GATE_DELETE_STATEFUL), 1);
    set = diff(arena, kept, "Resources: {B: {Type: 'AWS::S3::Bucket'}}");
    assert_true(diff_is_risk(only(set)));
    assert_int_equal(only(set)->act, DIFF_TEMPLATE_ONLY);
}

static void the_same_under_another_id_is_renamed(void **state) {
    const DiffSet *set = diff(*state, "Resources: {A: {Type: 'AWS::S3::Bucket', Properties: {BucketName: x}}}",
                              "Resources: {B: {Type: 'AWS::S3::Bucket', Properties: {BucketName: x}}}");
    assert_int_equal(only(set)->act, DIFF_RENAMED);
    assert_str(only(set)->old_id, "A");
    assert_int_equal(diff_gate_count(set, GATE_REPLACE_STATEFUL), 1);
    assert_int_equal(diff_gate_count(set, GATE_DELETE_STATEFUL), 1);
}

static void another_condition_may_remove(void **state) {
    const char *format = "Conditions: {C: !Equals [a, %s]}\nResources: {T: {Type: 'AWS::SNS::Topic', Condition: C}}";
    const DiffSet *set = diff(*state, str_format(*state, format, "a").at, str_format(*state, format, "b").at);
    assert_int_equal(only(set)->act, DIFF_MAY_REMOVE);
}

// ---- access

static void patterns_cover_what_they_match(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool covers;
    } pairs[] = {
        {"*", "", true},
        {"*", "s3:*", true},
        {"s3:Get*", "s3:GetObject", true},
        {"s3:Get*", "s3:Put*", false},
        {"s3:?et", "s3:get", true},
        {"a?", "a*", false},
        {"a*", "a?", true},
        {"a*b*c", "axxbyyc", true},
        {"a*b*c", "axxbyy", false},
        {"", "a", false},
        {"", "", true},
        {"a", "ab", false},
        {"**a", "ba", true},
        {"s3:get*", "S3:GetX", true},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (access_pattern_covers(str_of(pairs[i].pattern), str_of(pairs[i].text), true) != pairs[i].covers)
            fail_msg("%s and %s", pairs[i].pattern, pairs[i].text);
    assert_false(access_pattern_covers(STR("arn:A"), STR("arn:a"), false));
}

static void address_ranges_cover_their_parts(void **state) {
    (void)state;
    static const struct {
        const char *outer, *inner;
        bool covers;
    } pairs[] = {
        {"0.0.0.0/0", "10.0.0.0/8", true},
        {"10.0.0.0/8", "10.255.0.0/16", true},
        {"10.0.0.0/9", "10.128.0.0/9", false},
        {"10.0.0.0/16", "10.0.0.0/8", false},
        {"10.0.0.1", "10.0.0.1/32", true},
        {"::/0", "2001:db8::/32", true},
        {"2001:db8::/32", "2001:db8:1::/48", true},
        {"2001:db8::/32", "2001:db9::/48", false},
        {"0.0.0.0/0", "::/0", false},
        {"::ffff/128", "0:0:0:0:0:0:0:ffff", true},
        {"10.0.0.0/33", "10.0.0.0/33", false},
        {"256.0.0.0/8", "256.0.0.0/8", false},
        {"", "", false},
        {"${A}", "${A}", false},
        {"1.2.3/8", "1.2.3.0/24", false},
        {"1:2:3:4:5:6:7:8:9/64", "1::/64", false},
        {":::/0", "::/0", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (access_range_covers(str_of(pairs[i].outer), str_of(pairs[i].inner)) != pairs[i].covers)
            fail_msg("%s and %s", pairs[i].outer, pairs[i].inner);
}

// How many permissions are new between two policies of a role, each a list of statements.
static size_t wider(Arena *arena, const char *before, const char *after) {
    const char *format = "{Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]}";
    const DiffSet *set =
        diff_one(arena, "AWS::IAM::Role", str_format(arena, format, before).at, str_format(arena, format, after).at);
    return diff_gate_count(set, GATE_IAM_WIDER);
}

static void only_what_was_not_allowed_before_is_wider(void **state) {
    Arena *arena = *state;
    const char *get = "{Effect: Allow, Action: 's3:GetObject', Resource: a}";
    const char *any = "{Effect: Allow, Action: 's3:*', Resource: '*'}";
    const char *only_if = "{Effect: Allow, Action: 's3:GetObject', Resource: a, Condition: {Bool: {x: true}}}";
    const char *all_but = "{Effect: Allow, NotAction: 'iam:*', Resource: '*'}";
    const char *deny = "{Effect: Deny, Action: 's3:*', Resource: '*'}";
    assert_int_equal(wider(arena, get, any), 1);
    assert_int_equal(wider(arena, any, get), 0);
    assert_int_equal(wider(arena, only_if, get), 1);
    assert_int_equal(wider(arena, get, only_if), 0);
    assert_int_equal(wider(arena, all_but, get), 0);
    assert_int_equal(wider(arena, all_but, "{Effect: Allow, Action: 'iam:PassRole', Resource: a}"), 1);
    assert_int_equal(wider(arena, deny, ""), 1);
    assert_int_equal(wider(arena, "", deny), 0);
    assert_int_equal(
        wider(arena, get, "!If [C, {Effect: Allow, Action: 's3:GetObject', Resource: a}, !Ref AWS::NoValue]"), 0);
    assert_int_equal(
        wider(arena, "!If [C, {Effect: Allow, Action: 's3:GetObject', Resource: a}, !Ref AWS::NoValue]", get), 1);
}

static void a_group_without_egress_rules_sends_anything(void **state) {
    const DiffSet *set = diff_one(*state, "AWS::EC2::SecurityGroup",
                                  "{SecurityGroupEgress: [{IpProtocol: tcp, CidrIp: 10.0.0.0/8}]}", "{}");
    assert_int_equal(diff_gate_count(set, GATE_EGRESS_WIDER), 1);
    set = diff_one(*state, "AWS::EC2::SecurityGroup", "{}",
                   "{SecurityGroupEgress: [{IpProtocol: tcp, CidrIp: 10.0.0.0/8}]}");
    assert_int_equal(diff_gate_count(set, GATE_EGRESS_WIDER), 0);
}

// ---- output

static void no_output_shows_a_secret_default(void **state) {
    Arena *arena = *state;
    const DiffSet *set = diff(arena, "Parameters: {P: {Type: String, NoEcho: true, Default: hush-one}}",
                              "Parameters: {P: {Type: String, NoEcho: true, Default: hush-two}, Q: {Type: String, "
                              "NoEcho: true, Default: hush-three}}");
    Buffer out = buffer_new(arena);
    diff_write_text(&out, set, (DiffTextOptions){0});
    diff_write_markdown(&out, set);
    assert_int_equal(str_find(buffer_str(&out), STR("hush"), 0), out.length);
    assert_true(out.length > 0);
}

static void words_of_gates_are_found(void **state) {
    (void)state;
    for (int gate = 0; gate < GATE_COUNT; gate++)
        assert_int_equal(diff_gate_find(str_of(diff_gate_word((DiffGate)gate))), gate);
    assert_int_equal(diff_gate_find(STR("anything")), GATE_COUNT);
}

const struct CMUnitTest diff_tests[] = {
    arena_test(ways_of_writing_one_value_are_the_same),
    arena_test(texts_that_look_like_numbers_are_not),
    arena_test(a_list_without_an_order_is_a_set),
    arena_test(any_template_is_the_same_as_itself_and_nothing_is_all_added),
    arena_test(elements_are_matched_by_their_key),
    arena_test(an_element_inserted_is_one_change),
    arena_test(an_order_that_means_something_is_a_change),
    arena_test(an_element_under_a_condition_keeps_its_key),
    arena_test(facts_of_the_schema_say_what_an_update_does),
    arena_test(a_replacement_goes_on_through_references),
    arena_test(circles_of_references_end),
    arena_test(the_policies_decide_about_the_old_one),
    arena_test(the_same_under_another_id_is_renamed),
    arena_test(another_condition_may_remove),
    arena_test(patterns_cover_what_they_match),
    arena_test(address_ranges_cover_their_parts),
    arena_test(only_what_was_not_allowed_before_is_wider),
    arena_test(a_group_without_egress_rules_sends_anything),
    arena_test(no_output_shows_a_secret_default),
    arena_test(words_of_gates_are_found),
};
SUITE(diff);
