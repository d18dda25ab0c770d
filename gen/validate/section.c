// The sections of a template but the properties of its resources.
#include "base/nearest.h"
#include "validate/engine.h"

#define BIT(function) ((uint32_t)1 << INTRINSIC_##function)

uint32_t functions_of_properties(void) {
    return BIT(BASE64) | BIT(CIDR) | BIT(CONTAINS) | BIT(FIND_IN_MAP) | BIT(GET_ATT) | BIT(GET_AZS) |
           BIT(GET_STACK_OUTPUT) | BIT(IF) | BIT(IMPORT_VALUE) | BIT(JOIN) | BIT(LENGTH) | BIT(SELECT) | BIT(SPLIT) |
           BIT(SUB) | BIT(TO_JSON_STRING) | BIT(TRANSFORM) | BIT(REF);
}

Context section_context(const RuleSet *rules) {
    return (Context){.rules = rules, .functions = BIT(TRANSFORM), .strict = true};
}

// ---- the whole and small sections

static void check_as(Walk *walk, const ValueEntry *entry, const RuleSet *rules, const char *node, const Spot *root) {
    const Spot place = place_key(root, entry);
    const Context context = section_context(rules);
    walk_value(walk, &context, entry->value, walk_rules(walk, node), &place, PART_ALL);
}

// How the console shows the parameters.
static const ValueEntry *find_interface(const Value *metadata) {
    for (size_t i = 0; metadata->kind == VALUE_MAP && i < metadata->as.entries.count; i++)
        if (str_ends(metadata->as.entries.at[i].key, STR("::CloudFormation::Interface")))
            return &metadata->as.entries.at[i];
    return NULL;
}

static void check_metadata(Walk *walk, const ValueEntry *entry, const Spot *root) {
    static const RuleSet rules = {{RULE_E4002}}, interface_rules = {{RULE_E4001}};
    const Spot place = place_key(root, entry);
    check_as(walk, entry, &rules, "format/Metadata", root);
    const ValueEntry *interface = find_interface(entry->value);
    if (interface) check_as(walk, interface, &interface_rules, "format/Interface", &place);
}

static void check_interface_name(Walk *walk, Str name, const Spot *place) {
    Nearest nearest = nearest_to(name);
    if (value_get(walk->model->parameters_section, name)) return;
    complain_as(walk, RULE_W4001, place, "there is no parameter `%.*s`", STR_ARG(name));
    for (size_t i = 0; i < walk->model->parameters.count; i++)
        nearest_offer(&nearest, walk->model->parameters.entries[i].key);
    if (nearest_found(&nearest)) suggest(walk, nearest.best);
}

static void check_groups(Walk *walk, const ValueEntry *groups, const Spot *up) {
    const Spot place = place_key(up, groups);
    for (size_t i = 0; groups->value->kind == VALUE_LIST && i < groups->value->as.items.count; i++) {
        const Spot group = place_item(&place, groups->value, i);
        const ValueEntry *names = value_find(groups->value->as.items.at[i], STR("Parameters"));
        if (!names || names->value->kind != VALUE_LIST) continue;
        const Spot list = place_key(&group, names);
        for (size_t j = 0; j < names->value->as.items.count; j++) {
            const Spot at = place_item(&list, names->value, j);
            if (names->value->as.items.at[j]->kind == VALUE_STRING)
                check_interface_name(walk, names->value->as.items.at[j]->as.text, &at);
        }
    }
}

static void check_interface(Walk *walk, const ValueEntry *metadata, const Spot *root) {
    const Spot place = place_key(root, metadata);
    const ValueEntry *interface = find_interface(metadata->value);
    if (!interface) return;
    const Spot at = place_key(&place, interface);
    const ValueEntry *groups = value_find(interface->value, STR("ParameterGroups")),
                     *labels = value_find(interface->value, STR("ParameterLabels"));
    if (groups) check_groups(walk, groups, &at);
    for (size_t i = 0; labels && labels->value->kind == VALUE_MAP && i < labels->value->as.entries.count; i++) {
        const Spot of_labels = place_key(&at, labels), label = place_key(&of_labels, &labels->value->as.entries.at[i]);
        check_interface_name(walk, labels->value->as.entries.at[i].key, &label);
    }
}

// ---- conditions and rules

static void check_conditions(Walk *walk, const ValueEntry *entry, const Spot *root) {
    static const RuleSet rules = {{RULE_E8001}};
    const Spot place = place_key(root, entry);
    Context context = section_context(&rules);
    context.functions = BIT(AND) | BIT(OR) | BIT(NOT) | BIT(EQUALS) | BIT(CONDITION);
    context.strict = false;
    context.no_resources = true;
    walk_value(walk, &context, entry->value, walk_rules(walk, "format/Conditions"), &place, PART_ALL);
}

static void check_test(Walk *walk, Rule rule, const ValueEntry *entry, const Spot *up) {
    RuleSet rules = {{rule}};
    const Spot place = place_key(up, entry);
    Context context = section_context(&rules);
    context.functions = BIT(AND) | BIT(OR) | BIT(NOT) | BIT(EQUALS) | BIT(CONDITION) | BIT(CONTAINS) |
                        BIT(EACH_MEMBER_EQUALS) | BIT(EACH_MEMBER_IN) | BIT(REF_ALL) | BIT(VALUE_OF) |
                        BIT(VALUE_OF_ALL);
    context.no_resources = true;
    walk_value(walk, &context, entry->value, walk_rules(walk, "format/test"), &place, PART_ALL);
}

static void check_rule(Walk *walk, const ValueEntry *rule, const Spot *up) {
    const Spot place = place_key(up, rule);
    const ValueEntry *condition = value_find(rule->value, STR("RuleCondition")),
                     *assertions = value_find(rule->value, STR("Assertions"));
    if (condition) check_test(walk, RULE_E1702, condition, &place);
    if (!assertions || assertions->value->kind != VALUE_LIST) return;
    const Spot list = place_key(&place, assertions);
    for (size_t i = 0; i < assertions->value->as.items.count; i++) {
        const Spot at = place_item(&list, assertions->value, i);
        const ValueEntry *test = value_find(assertions->value->as.items.at[i], STR("Assert"));
        if (test) check_test(walk, RULE_E1701, test, &at);
    }
}

static void check_rules(Walk *walk, const ValueEntry *entry, const Spot *root) {
    static const RuleSet rules = {{RULE_E1700}};
    const Spot place = place_key(root, entry);
    Context context = section_context(&rules);
    context.strict = false;
    walk_value(walk, &context, entry->value, walk_rules(walk, "format/Rules"), &place, PART_ALL);
    for (size_t i = 0; entry->value->kind == VALUE_MAP && i < entry->value->as.entries.count; i++)
        check_rule(walk, &entry->value->as.entries.at[i], &place);
}

// ---- mappings

static void check_mappings(Walk *walk, const ValueEntry *entry, const Spot *root) {
    static const RuleSet rules = {.of = {[COMPLAINT_OTHER] = RULE_E7001,
                                         [COMPLAINT_ENTRIES] = RULE_E7010,
                                         [COMPLAINT_NAME_LENGTH] = RULE_E7002,
                                         [COMPLAINT_LENGTH] = RULE_E7002}};
    const Spot place = place_key(root, entry);
    Context context = section_context(&rules);
    context.strict = false;
    walk_value(walk, &context, entry->value, walk_rules(walk, "format/Mappings"), &place, PART_ALL);
}

// ---- outputs

static void check_output_value(Walk *walk, const Value *output, const ValueEntry *value, const Spot *place) {
    static const RuleSet rules = {{RULE_E6101}};
    const Spot at = place_key(place, value);
    const Value *condition = value_get(output, STR("Condition"));
    Context context = section_context(&rules);
    context.functions = functions_of_properties();
    context.function_rule = RULE_E6101;
    context.for_all = true;
    context.strict = false;
    if (condition && condition->kind == VALUE_STRING)
        logic_assume(&context.facts, logic_find(walk->model->logic, condition->as.text), true);
    walk_value(walk, &context, value->value, walk_rules(walk, "format/text"), &at, PART_ALL);
}

static void check_export(Walk *walk, const ValueEntry *export, const Spot *place) {
    static const RuleSet rules = {{RULE_E6102}};
    const ValueEntry *name = value_find(export->value, STR("Name"));
    const Spot at = place_key(place, export);
    Context context = section_context(&rules);
    if (!name) return;
    const Spot of_name = place_key(&at, name);
    context.functions = functions_of_properties() & ~BIT(GET_STACK_OUTPUT);
    context.no_resources = true;
    walk_value(walk, &context, name->value, walk_rules(walk, "format/text"), &of_name, PART_ALL);
}

static void check_condition_name(Walk *walk, Rule rule, const ValueEntry *condition, const Spot *up) {
    const Spot place = place_key(up, condition);
    if (condition->value->kind != VALUE_STRING || value_get(walk->model->conditions, condition->value->as.text)) return;
    Nearest nearest = nearest_to(condition->value->as.text);
    const Value *all = walk->model->conditions;
    complain_as(walk, rule, &place, "there is no condition `%.*s`", STR_ARG(condition->value->as.text));
    for (size_t i = 0; all && i < all->as.entries.count; i++) nearest_offer(&nearest, all->as.entries.at[i].key);
    if (nearest_found(&nearest)) suggest(walk, nearest.best);
}

static void check_output(Walk *walk, const ValueEntry *entry, const Spot *up) {
    const Spot place = place_key(up, entry);
    const ValueEntry *value = value_find(entry->value, STR("Value")), *export = value_find(entry->value, STR("Export"));
    const ValueEntry *condition = value_find(entry->value, STR("Condition"));
    if (value) check_output_value(walk, entry->value, value, &place);
    if (export) check_export(walk, export, &place);
    if (condition) check_condition_name(walk, RULE_E6005, condition, &place);
}

static bool is_name(Str name) {
    for (size_t i = 0; i < name.length; i++)
        if (!str_is_alphanumeric(name.at[i])) return false;
    return name.length > 0;
}

static void check_outputs(Walk *walk, const ValueEntry *entry, const Spot *root) {
    static const RuleSet rules = {.of = {[COMPLAINT_OTHER] = RULE_E6001,
                                         [COMPLAINT_NAME_LENGTH] = RULE_E6011,
                                         [COMPLAINT_LENGTH] = RULE_E6011,
                                         [COMPLAINT_PATTERN] = RULE_E6004,
                                         [COMPLAINT_REQUIRED] = RULE_E6002,
                                         [COMPLAINT_TYPE] = RULE_E6003,
                                         [COMPLAINT_ENTRIES] = RULE_E6010}};
    const Spot place = place_key(root, entry);
    Context context = section_context(&rules);
    context.strict = false;
    walk_value(walk, &context, entry->value, walk_rules(walk, "format/Outputs"), &place, PART_ALL);
    for (size_t i = 0; entry->value->kind == VALUE_MAP && i < entry->value->as.entries.count; i++)
        if (is_name(entry->value->as.entries.at[i].key)) check_output(walk, &entry->value->as.entries.at[i], &place);
}

// ---- resources

static void check_resources(Walk *walk, const ValueEntry *entry, const Spot *root) {
    static const RuleSet rules = {
        .of = {[COMPLAINT_OTHER] = RULE_E3001, [COMPLAINT_ENTRIES] = RULE_E3010, [COMPLAINT_NAME_LENGTH] = RULE_E3011}};
    const Spot place = place_key(root, entry);
    Context context = section_context(&rules);
    walk_value(walk, &context, entry->value, walk_rules(walk, "format/Resources"), &place, PART_ALL);
    for (size_t i = 0; entry->value->kind == VALUE_MAP && i < entry->value->as.entries.count; i++)
        if (is_name(entry->value->as.entries.at[i].key)) check_resource(walk, &entry->value->as.entries.at[i], &place);
}

// ---- all sections

static void check_section(Walk *walk, const ValueEntry *entry, const Spot *root) {
    static const RuleSet description = {.of = {[COMPLAINT_OTHER] = RULE_E1004, [COMPLAINT_LENGTH] = RULE_E1003}},
                         transform = {{RULE_E1005}};
    if (str_is(entry->key, "Description")) check_as(walk, entry, &description, "format/Description", root);
    if (str_is(entry->key, "Transform")) check_as(walk, entry, &transform, "format/Transform", root);
    if (str_is(entry->key, "Metadata")) check_metadata(walk, entry, root), check_interface(walk, entry, root);
    if (str_is(entry->key, "Parameters")) {
        const Spot place = place_key(root, entry);
        check_parameters(walk, &place);
    }
    if (str_is(entry->key, "Mappings")) check_mappings(walk, entry, root);
    if (str_is(entry->key, "Conditions")) check_conditions(walk, entry, root);
    if (str_is(entry->key, "Rules")) check_rules(walk, entry, root);
    if (str_is(entry->key, "Resources")) check_resources(walk, entry, root);
    if (str_is(entry->key, "Outputs")) check_outputs(walk, entry, root);
}

void check_sections(Walk *walk) {
    static const RuleSet rules = {{RULE_E1001}};
    const Value *root = walk->template->root;
    const Spot place = place_root(root);
    const Context context = section_context(&rules);
    walk_value(walk, &context, root, walk_rules(walk, "format/template"), &place, PART_ALL);
    for (size_t i = 0; i < root->as.entries.count; i++) check_section(walk, &root->as.entries.at[i], &place);
}
