#include "unit/suite.h"

#include <string.h>
#include <time.h>

#include "schema/schema.h"

static SchemaType find(const char *name) { return schema_find_type(str_of(name)); }

static SchemaNode at(const char *type, const char *path) { return schema_at_path(find(type), str_of(path)); }

static bool is_in(const char *type, SchemaPaths paths, const char *path) {
    return schema_path_is(find(type), paths, str_of(path));
}

static Str unit(const char *type, const char *path) { return schema_unit(find(type), str_of(path)); }

// ---- Types

static void every_type_is_found_under_its_own_name(void **state) {
    (void)state;
    assert_true(schema_count_types() > 1800);
    for (uint32_t i = 0; i < schema_count_types(); i++) {
        const SchemaType type = schema_type_at(i);
        assert_int_equal(schema_find_type(schema_type_name(type)).id, type.id);
        assert_true(schema_has_node(schema_type_root(type)));
    }
}

static void a_name_that_is_no_type_gives_none(void **state) {
    (void)state;
    static const char *const names[] = {"", "AWS", "AWS::EC2::Vpc", "AWS::EC2::VPCs", "AWS::A::A", "ZZZ"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) assert_false(schema_has_type(find(names[i])));
}

static void a_type_is_found_in_under_a_microsecond(void **state) {
    (void)state;
    enum { ROUNDS = 20 };
    struct timespec from, to;
    uint32_t found = 0;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int round = 0; round < ROUNDS; round++)
        for (uint32_t i = 0; i < schema_count_types(); i++)
            found += schema_has_type(schema_find_type(schema_type_name(schema_type_at(i))));
    clock_gettime(CLOCK_MONOTONIC, &to);
    const double nanoseconds = (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
    assert_int_equal(found, ROUNDS * schema_count_types());
#ifndef __SANITIZE_ADDRESS__
    print_message("%.0f ns a type\n", nanoseconds / found);
#endif
    assert_true(nanoseconds / found < 20000); // loose, for sanitizers and busy machines
}

static void a_misspelt_type_has_a_nearest_one(void **state) {
    (void)state;
    assert_str(schema_nearest_type(STR("AWS::EC2::Vpc")), "AWS::EC2::VPC");
    assert_str(schema_nearest_type(STR("AWS::RDS::DBInstanc")), "AWS::RDS::DBInstance");
    assert_str(schema_nearest_type(STR("AWS::EC3::VPC")), "AWS::EC2::VPC");
    assert_str(schema_nearest_type(STR("quite something else")), "");
}

static void nothing_is_said_of_no_type(void **state) {
    (void)state;
    const SchemaType none = {0};
    SchemaIterator attributes = schema_attributes(none);
    SchemaAttribute attribute;
    assert_str(schema_type_name(none), "");
    assert_false(schema_has_node(schema_type_root(none)));
    assert_false(schema_next_attribute(&attributes, &attribute));
    assert_false(schema_path_is(none, SCHEMA_PATHS_CREATE_ONLY, STR("A")));
    assert_str(schema_unit(none, STR("DelaySeconds")), "");
    assert_int_equal(schema_tags(none).form, SCHEMA_TAGS_NONE);
}

// ---- Properties and nodes

static void properties_come_sorted_and_are_found_by_name(void **state) {
    (void)state;
    const SchemaNode root = schema_type_root(find("AWS::EC2::VPC"));
    SchemaIterator properties = schema_properties(root);
    SchemaProperty property;
    Str previous = STR_NONE;
    int count = 0;
    for (; schema_next_property(&properties, &property); count++) {
        assert_true(str_compare(previous, property.name) < 0);
        assert_int_equal(schema_find_property(root, property.name).node.id, property.node.id);
        previous = property.name;
    }
    assert_true(count > 8);
    assert_false(schema_has_node(schema_find_property(root, STR("CidrBlok")).node));
    assert_str(schema_nearest_property(root, STR("CidrBlok")), "CidrBlock");
}

static void a_property_knows_its_type_and_whether_it_is_required(void **state) {
    (void)state;
    const SchemaNode root = schema_type_root(find("AWS::IAM::Role"));
    assert_true(schema_find_property(root, STR("AssumeRolePolicyDocument")).required);
    assert_false(schema_find_property(root, STR("RoleName")).required);
    assert_int_equal(schema_types(at("AWS::IAM::Role", "RoleName")), SCHEMA_STRING);
    assert_int_equal(schema_types(at("AWS::SQS::Queue", "DelaySeconds")), SCHEMA_INTEGER);
    assert_int_equal(schema_types(at("AWS::SQS::Queue", "Tags")), SCHEMA_ARRAY);
    assert_int_equal(schema_types(at("AWS::SQS::Queue", "RedrivePolicy")), SCHEMA_OBJECT | SCHEMA_STRING);
}

static void a_root_is_closed_and_a_policy_document_is_free_form(void **state) {
    (void)state;
    assert_true(schema_is_closed(schema_type_root(find("AWS::EC2::VPC"))));
    assert_false(schema_is_json(schema_type_root(find("AWS::EC2::VPC"))));
    assert_true(schema_is_json(at("AWS::IAM::Role", "AssumeRolePolicyDocument")));
    assert_false(schema_is_json(at("AWS::IAM::Role", "RoleName")));
}

static void limits_enumerations_and_patterns_are_read(void **state) {
    (void)state;
    const SchemaNode delay = at("AWS::SQS::Queue", "DelaySeconds");
    const SchemaNode key = at("AWS::SQS::Queue", "Tags/Key");
    const SchemaNode period = at("AWS::RDS::DBInstance", "PerformanceInsightsRetentionPeriod");
    double number = -1;
    assert_true(schema_number(delay, SCHEMA_MINIMUM, &number) && number >= 0 && number <= 0);
    assert_true(schema_number(delay, SCHEMA_MAXIMUM, &number) && number >= 900 && number <= 900);
    assert_true(schema_number(key, SCHEMA_MAX_LENGTH, &number) && number >= 128 && number <= 128);
    assert_false(schema_number(key, SCHEMA_MAX_ITEMS, &number));
    assert_true(schema_text(key, SCHEMA_PATTERN).length > 10);
    SchemaIterator values = schema_values(period, SCHEMA_ENUM);
    SchemaValue value;
    assert_true(schema_next_value(&values, &value));
    assert_int_equal(value.kind, SCHEMA_VALUE_NUMBER);
    assert_int_equal((int)value.number, 7);
    assert_true(
        schema_values_include(at("AWS::RDS::DBInstance", "DatabaseInsightsMode"), SCHEMA_ENUM, STR("advanced")));
}

static void formats_say_what_a_text_stands_for(void **state) {
    (void)state;
    assert_str(schema_text(at("AWS::EC2::VPC", "CidrBlock"), SCHEMA_FORMAT), "ipv4-network");
    assert_str(schema_text(at("AWS::EC2::Subnet", "VpcId"), SCHEMA_FORMAT), "AWS::EC2::VPC.Id");
}

static void what_properties_ask_of_each_other_is_read(void **state) {
    (void)state;
    const SchemaNode subnet = schema_type_root(find("AWS::EC2::Subnet"));
    assert_true(schema_values_include(subnet, SCHEMA_REQUIRED_OR, STR("CidrBlock")));
    SchemaIterator facts = schema_facts(schema_type_root(find("AWS::RDS::DBInstance")));
    SchemaFact fact;
    bool found = false;
    while (schema_next_fact(&facts, &fact))
        found = found || (fact.keyword == SCHEMA_EXCLUDES && str_is(fact.key, "SourceDBInstanceIdentifier"));
    assert_true(found);
}

static void children_are_told_by_kind(void **state) {
    (void)state;
    const SchemaNode key = at("AWS::RDS::DBInstance", "KmsKeyId");
    SchemaIterator children = schema_children(key, SCHEMA_EDGE_ANY_OF);
    SchemaChild child;
    int count = 0;
    while (schema_next_child(&children, &child)) count += child.edge == SCHEMA_EDGE_ANY_OF;
    assert_true(count >= 2);
    assert_false(schema_has_node(schema_child(key, SCHEMA_EDGE_NOT)));
    assert_true(schema_has_node(schema_child(at("AWS::SQS::Queue", "Tags"), SCHEMA_EDGE_ITEMS)));
}

static void recursive_definitions_lead_back_to_themselves(void **state) {
    (void)state;
    const char *path = "Rules.Statement.NotStatement.Statement";
    const SchemaNode outer = at("AWS::WAFv2::WebACL", "Rules.Statement");
    assert_true(schema_has_node(outer));
    assert_int_equal(at("AWS::WAFv2::WebACL", path).id, outer.id);
}

// ---- Attributes, Ref, tags, regions

static void attributes_are_found_with_their_types(void **state) {
    (void)state;
    const SchemaType instance = find("AWS::RDS::DBInstance");
    assert_int_equal(schema_types(schema_find_attribute(instance, STR("Endpoint.Address")).node), SCHEMA_STRING);
    assert_true(schema_has_node(schema_find_attribute(find("AWS::SQS::Queue"), STR("Arn")).node));
    assert_false(schema_has_node(schema_find_attribute(instance, STR("Endpoint.Adress")).node));
    assert_true(schema_has_node(schema_find_attribute(find("AWS::CloudFormation::CustomResource"), STR("Any")).node));
    assert_true(schema_has_node(schema_find_attribute(find("AWS::CloudFormation::Stack"), STR("Outputs.Vpc")).node));
}

static void ref_names_the_properties_that_it_gives(void **state) {
    (void)state;
    SchemaIterator ref = schema_ref(find("AWS::SQS::Queue"));
    SchemaValue path;
    assert_true(schema_next_value(&ref, &path));
    assert_str(path.text, "QueueUrl");
    assert_false(schema_next_value(&ref, &path));
    ref = schema_ref(find("AWS::ApiGateway::Resource"));
    assert_true(schema_next_value(&ref, &path));
    assert_str(path.text, "ResourceId");
    assert_int_equal(schema_types(schema_ref_node(find("AWS::SQS::Queue"))), SCHEMA_STRING);
}

static void tags_know_their_property_and_form(void **state) {
    (void)state;
    assert_int_equal(schema_tags(find("AWS::EC2::VPC")).form, SCHEMA_TAGS_LIST);
    assert_str(schema_tags(find("AWS::EC2::VPC")).path, "Tags");
    assert_int_equal(schema_tags(find("AWS::AutoScaling::AutoScalingGroup")).form, SCHEMA_TAGS_GROUP);
    assert_int_equal(schema_tags(find("AWS::SSM::Parameter")).form, SCHEMA_TAGS_MAP);
    assert_str(schema_tags(find("AWS::Cognito::UserPool")).path, "UserPoolTags");
    assert_int_equal(schema_tags(find("AWS::EC2::Route")).form, SCHEMA_TAGS_NONE);
}

static void regions_are_known_with_the_types_they_have(void **state) {
    (void)state;
    assert_true(schema_count_regions() > 30);
    assert_true(schema_knows_region(STR("eu-central-1")));
    assert_false(schema_knows_region(STR("eu-central-9")));
    assert_true(schema_region_has_type(STR("us-east-1"), find("AWS::EC2::VPC")));
    assert_false(schema_region_has_type(STR("eu-central-9"), find("AWS::EC2::VPC")));
}

static void stateful_types_are_told_apart(void **state) {
    (void)state;
    assert_true(schema_is_stateful(find("AWS::RDS::DBInstance")));
    assert_false(schema_is_stateful(find("AWS::EC2::Subnet")));
}

// ---- Paths

static void create_only_holds_for_the_path_and_what_is_under_it(void **state) {
    (void)state;
    assert_true(is_in("AWS::EC2::VPC", SCHEMA_PATHS_CREATE_ONLY, "CidrBlock"));
    assert_false(is_in("AWS::EC2::VPC", SCHEMA_PATHS_CREATE_ONLY, "EnableDnsSupport"));
    assert_true(is_in("AWS::ECS::TaskDefinition", SCHEMA_PATHS_CREATE_ONLY, "ContainerDefinitions.Name"));
    assert_true(is_in("AWS::RDS::DBInstance", SCHEMA_PATHS_MAY_REPLACE, "Engine"));
    assert_true(is_in("AWS::RDS::DBInstance", SCHEMA_PATHS_WRITE_ONLY, "MasterUserPassword"));
    assert_true(is_in("AWS::RDS::DBInstance", SCHEMA_PATHS_READ_ONLY, "Endpoint.Address"));
}

static void paths_take_dots_slashes_and_stars(void **state) {
    (void)state;
    const uint32_t id = at("AWS::ECS::TaskDefinition", "ContainerDefinitions.Environment.Name").id;
    assert_true(id != 0);
    assert_int_equal(at("AWS::ECS::TaskDefinition", "ContainerDefinitions/*/Environment/*/Name").id, id);
    assert_int_equal(at("AWS::ECS::TaskDefinition", "ContainerDefinitions.Nothing").id, 0);
}

static void units_come_from_the_list_or_the_name(void **state) {
    (void)state;
    assert_str(unit("AWS::RDS::DBInstance", "AllocatedStorage"), "GiB");
    assert_str(unit("AWS::ECS::TaskDefinition", "ContainerDefinitions/*/StopTimeout"), "seconds");
    assert_str(unit("AWS::Logs::LogGroup", "RetentionInDays"), "days");
    assert_str(unit("AWS::SQS::Queue", "DelaySeconds"), "seconds");
    assert_str(unit("AWS::Lambda::Function", "MemorySize"), "MiB");
    assert_str(unit("AWS::Lambda::Function", "FunctionName"), "");
}

static void lists_of_objects_know_what_tells_their_elements_apart(void **state) {
    (void)state;
    const SchemaType task = find("AWS::ECS::TaskDefinition");
    const SchemaNode none = {0};
    assert_str(schema_list_key(task, STR("Tags"), none), "Key");
    assert_str(schema_list_key(task, STR("ContainerDefinitions.Environment"), none), "Name");
    assert_str(schema_list_key(find("AWS::S3::Bucket"), STR("LifecycleConfiguration.Rules"), none), "Id");
    assert_str(schema_list_key(task, STR("ContainerDefinitions.Command"), none), "");
    const SchemaNode other = schema_type_root(find("AWS::EC2::VPC"));
    assert_str(schema_list_key(task, STR("Volumes"), other), "");
}

// ---- Rules

static void the_rules_of_a_type_are_found_by_id(void **state) {
    (void)state;
    SchemaIterator checks = schema_checks(find("AWS::RDS::DBInstance"));
    SchemaCheck check;
    Str previous = STR_NONE;
    bool found = false;
    while (schema_next_check(&checks, &check)) {
        assert_true(str_compare(previous, check.id) <= 0);
        previous = check.id;
        if (!str_is(check.id, "E3062")) continue;
        found = true;
        assert_str(schema_rules_name(check.rules), "aws_rds_dbinstance/db_instance_class");
        assert_true(schema_has_node(schema_rules_node(check.rules)));
    }
    assert_true(found);
    checks = schema_checks(find("AWS::CloudFormation::WaitConditionHandle"));
    assert_false(schema_next_check(&checks, &check));
}

static SchemaNode node_of_rule(const char *type, const char *id) {
    SchemaIterator checks = schema_checks(find(type));
    SchemaCheck check;
    while (schema_next_check(&checks, &check))
        if (str_is(check.id, id)) return schema_rules_node(check.rules);
    return (SchemaNode){0};
}

static void instance_types_are_known_by_region(void **state) {
    (void)state;
    const SchemaNode types = node_of_rule("AWS::EC2::Instance", "E3628");
    SchemaRegional answer = schema_regional(types, STR("t3.micro"), STR("us-east-1"));
    assert_true(answer.knows_region && answer.knows_value && answer.has_value);
    assert_true(schema_region_is_in(STR("us-east-1"), answer.regions));
    answer = schema_regional(types, STR("t3.mikro"), STR("us-east-1"));
    assert_true(answer.knows_region && !answer.knows_value && !answer.has_value);
    assert_false(schema_regional(types, STR("t3.micro"), STR("nowhere-1")).knows_region);
}

static void rules_gather_properties_of_other_resources(void **state) {
    (void)state;
    const SchemaNode rule = node_of_rule("AWS::SQS::Queue", "E3502");
    SchemaIterator gathered = schema_children(rule, SCHEMA_EDGE_GATHER);
    SchemaChild child;
    assert_true(schema_next_child(&gathered, &child));
    assert_str(child.name, "dlq");
    assert_str(schema_text(child.node, SCHEMA_GATHER_TYPE), "AWS::SQS::Queue");
    const SchemaNode fifo = schema_find_property(child.node, STR("fifo")).node;
    assert_str(schema_text(fifo, SCHEMA_GATHER_PATH), "/FifoQueue");
    const SchemaNode checked = schema_child(rule, SCHEMA_EDGE_ALL_OF);
    const SchemaNode source = schema_find_property(checked, STR("sourceQueue")).node;
    SchemaIterator values = schema_values(schema_find_property(source, STR("fifo")).node, SCHEMA_CONST);
    SchemaValue value;
    assert_true(schema_next_value(&values, &value));
    assert_int_equal(value.kind, SCHEMA_VALUE_DATA);
    assert_str(value.text, "/dlq/fifo");
}

static void tables_have_rows_of_values(void **state) {
    (void)state;
    SchemaIterator row = schema_table_row(STR("lambda-runtime"), STR("nodejs8.10"));
    SchemaValue value;
    int count = 0;
    for (; schema_next_value(&row, &value); count++)
        if (count == 0) assert_int_equal(value.text.length, strlen("YYYY-MM-DD"));
    assert_int_equal(count, 4);
    row = schema_table_row(STR("lambda-runtime"), STR("cobol"));
    assert_false(schema_next_value(&row, &value));
}

// ---- The pack

static void the_pack_knows_its_size_and_its_sources(void **state) {
    (void)state;
    const SchemaStats stats = schema_stats();
    assert_int_equal(stats.types, schema_count_types());
    assert_true(stats.services > 250);
    assert_true(stats.bytes <= 1500000);
    assert_int_equal(stats.date.length, 10);
    assert_true(stats.cfn_lint.length > 0 && stats.service_spec.length > 0);
}

const struct CMUnitTest schema_tests[] = {
    cmocka_unit_test(every_type_is_found_under_its_own_name),
    cmocka_unit_test(a_name_that_is_no_type_gives_none),
    cmocka_unit_test(a_type_is_found_in_under_a_microsecond),
    cmocka_unit_test(a_misspelt_type_has_a_nearest_one),
    cmocka_unit_test(nothing_is_said_of_no_type),
    cmocka_unit_test(properties_come_sorted_and_are_found_by_name),
    cmocka_unit_test(a_property_knows_its_type_and_whether_it_is_required),
    cmocka_unit_test(a_root_is_closed_and_a_policy_document_is_free_form),
    cmocka_unit_test(limits_enumerations_and_patterns_are_read),
    cmocka_unit_test(formats_say_what_a_text_stands_for),
    cmocka_unit_test(what_properties_ask_of_each_other_is_read),
    cmocka_unit_test(children_are_told_by_kind),
    cmocka_unit_test(recursive_definitions_lead_back_to_themselves),
    cmocka_unit_test(attributes_are_found_with_their_types),
    cmocka_unit_test(ref_names_the_properties_that_it_gives),
    cmocka_unit_test(tags_know_their_property_and_form),
    cmocka_unit_test(regions_are_known_with_the_types_they_have),
    cmocka_unit_test(stateful_types_are_told_apart),
    cmocka_unit_test(create_only_holds_for_the_path_and_what_is_under_it),
    cmocka_unit_test(paths_take_dots_slashes_and_stars),
    cmocka_unit_test(units_come_from_the_list_or_the_name),
    cmocka_unit_test(lists_of_objects_know_what_tells_their_elements_apart),
    cmocka_unit_test(the_rules_of_a_type_are_found_by_id),
    cmocka_unit_test(instance_types_are_known_by_region),
    cmocka_unit_test(rules_gather_properties_of_other_resources),
    cmocka_unit_test(tables_have_rows_of_values),
    cmocka_unit_test(the_pack_knows_its_size_and_its_sources),
};
SUITE(schema);
