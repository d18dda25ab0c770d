#include "unit/suite.h"

#include "cli/deploy.h"

static Value *text(Arena *arena, const char *bytes) { return value_string(arena, SPAN_NONE, str_of(bytes)); }

static Value *put(Arena *arena, Value *map, const char *key, Value *value) {
    value_put(arena, map, str_of(key), SPAN_NONE, value);
    return value;
}

static Value *put_map(Arena *arena, Value *map, const char *key) {
    return put(arena, map, key, value_map(arena, SPAN_NONE));
}

static Template template_of(Arena *arena, const char *environment) {
    Template template = {
        .root = value_map(arena, SPAN_NONE), .stack_name = STR("shop"), .environment = str_of(environment)};
    put_map(arena, template.root, "Parameters");
    put_map(arena, template.root, "Resources");
    return template;
}

static Value *add_resource(Arena *arena, const Template *template, const char *id, const char *type) {
    Value *resource = put_map(arena, value_get(template->root, STR("Resources")), id);
    put(arena, resource, "Type", text(arena, type));
    return put_map(arena, resource, "Properties");
}

static Value *add_parameter(Arena *arena, const Template *template, const char *name) {
    return put_map(arena, value_get(template->root, STR("Parameters")), name);
}

static void what_needs_no_capability_names_none(void **state) {
    const Template template = template_of(*state, "");
    add_resource(*state, &template, "Bucket", "AWS::S3::Bucket");
    assert_str(deploy_capabilities(*state, &template), "");
}

static void a_role_needs_iam_and_a_named_one_more(void **state) {
    const Template template = template_of(*state, "");
    add_resource(*state, &template, "Role", "AWS::IAM::Role");
    assert_str(deploy_capabilities(*state, &template), "CAPABILITY_IAM");
    put(*state, add_resource(*state, &template, "User", "AWS::IAM::User"), "UserName", text(*state, "u"));
    assert_str(deploy_capabilities(*state, &template), "CAPABILITY_NAMED_IAM");
}

static void the_name_of_an_inline_policy_is_no_custom_name(void **state) {
    const Template template = template_of(*state, "");
    put(*state, add_resource(*state, &template, "P", "AWS::IAM::Policy"), "PolicyName", text(*state, "p"));
    assert_str(deploy_capabilities(*state, &template), "CAPABILITY_IAM");
}

static void a_resource_without_properties_is_no_trouble(void **state) {
    const Template template = template_of(*state, "");
    Value *role = put_map(*state, value_get(template.root, STR("Resources")), "Role");
    put(*state, role, "Type", text(*state, "AWS::IAM::Role"));
    put_map(*state, value_get(template.root, STR("Resources")), "Typeless");
    assert_str(deploy_capabilities(*state, &template), "CAPABILITY_IAM");
}

static void a_transform_needs_auto_expand(void **state) {
    const Template template = template_of(*state, "");
    put(*state, template.root, "Transform", text(*state, "Macro"));
    assert_str(deploy_capabilities(*state, &template), "CAPABILITY_AUTO_EXPAND");
}

static void a_transform_deep_inside_counts_as_well(void **state) {
    const Template template = template_of(*state, "");
    Value *properties = add_resource(*state, &template, "Bucket", "AWS::S3::Bucket");
    Value *list = put(*state, properties, "Rules", value_list(*state, SPAN_NONE));
    Value *transform = value_call(*state, SPAN_NONE, INTRINSIC_TRANSFORM, value_map(*state, SPAN_NONE));
    value_add(*state, list, value_call(*state, SPAN_NONE, INTRINSIC_JOIN, transform));
    assert_str(deploy_capabilities(*state, &template), "CAPABILITY_AUTO_EXPAND");
}

static void the_command_has_nothing_that_is_not_needed(void **state) {
    const Template template = template_of(*state, "");
    assert_str(deploy_command(*state, &template, STR("out/shop.yaml"), 100, ""), "aws cloudformation deploy \\\n"
                                                                                 "  --stack-name shop \\\n"
                                                                                 "  --template-file out/shop.yaml\n");
}

static void the_command_has_all_that_is_needed(void **state) {
    const Template template = template_of(*state, "prod");
    add_resource(*state, &template, "Role", "AWS::IAM::Role");
    add_parameter(*state, &template, "AlertEmail");
    put(*state, add_parameter(*state, &template, "ImageTag"), "Default", text(*state, ""));
    add_parameter(*state, &template, "Certificate");
    assert_str(deploy_command(*state, &template, STR("my out/shop.prod.yaml"), 51201, "  "),
               "  aws cloudformation deploy \\\n"
               "    --stack-name shop-prod \\\n"
               "    --template-file 'my out/shop.prod.yaml' \\\n"
               "    --s3-bucket BUCKET \\\n"
               "    --parameter-overrides AlertEmail=... Certificate=... \\\n"
               "    --capabilities CAPABILITY_IAM\n");
}

static void sizes_are_told_beside_the_limit_that_holds(void **state) {
    assert_str(deploy_size(*state, 0), "0 bytes, 0% of the 51,200 that a request holds");
    assert_str(deploy_size(*state, 51200), "51,200 bytes, 100% of the 51,200 that a request holds");
    assert_str(deploy_size(*state, 51201), "51,201 bytes, 5% of the 1,000,000 that S3 may hold");
    assert_str(deploy_size(*state, 1000000), "1,000,000 bytes, 100% of the 1,000,000 that S3 may hold");
    assert_str(deploy_size(*state, 1000001), "1,000,001 bytes: more than the 1,000,000 that CloudFormation takes");
}

static void a_shell_reads_back_what_was_meant(void **state) {
    assert_str(deploy_shell_word(*state, STR("out/a-b_c.yaml")), "out/a-b_c.yaml");
    assert_str(deploy_shell_word(*state, STR("a b")), "'a b'");
    assert_str(deploy_shell_word(*state, STR("it's $HOME")), "'it'\\''s $HOME'");
    assert_str(deploy_shell_word(*state, STR("")), "''");
}

const struct CMUnitTest deploy_tests[] = {
    arena_test(what_needs_no_capability_names_none),
    arena_test(a_role_needs_iam_and_a_named_one_more),
    arena_test(the_name_of_an_inline_policy_is_no_custom_name),
    arena_test(a_resource_without_properties_is_no_trouble),
    arena_test(a_transform_needs_auto_expand),
    arena_test(a_transform_deep_inside_counts_as_well),
    arena_test(the_command_has_nothing_that_is_not_needed),
    arena_test(the_command_has_all_that_is_needed),
    arena_test(sizes_are_told_beside_the_limit_that_holds),
    arena_test(a_shell_reads_back_what_was_meant),
};
SUITE(deploy);
