// A resource: its type, its attributes, its properties.
#include "validate/engine.h"

static const RuleSet property_rules = {.of = {[COMPLAINT_OTHER] = RULE_E3002,
                                              [COMPLAINT_UNKNOWN] = RULE_E3002,
                                              [COMPLAINT_REQUIRED] = RULE_E3003,
                                              [COMPLAINT_TYPE] = RULE_E3012,
                                              [COMPLAINT_ENUM] = RULE_E3030,
                                              [COMPLAINT_PATTERN] = RULE_E3031,
                                              [COMPLAINT_LENGTH] = RULE_E3033,
                                              [COMPLAINT_ITEMS] = RULE_E3032,
                                              [COMPLAINT_RANGE] = RULE_E3034,
                                              [COMPLAINT_UNIQUE] = RULE_E3037,
                                              [COMPLAINT_MAX_UNIQUE] = RULE_E3065,
                                              [COMPLAINT_ANY_OF] = RULE_E3017,
                                              [COMPLAINT_ONE_OF] = RULE_E3018,
                                              [COMPLAINT_REQUIRED_XOR] = RULE_E3014,
                                              [COMPLAINT_REQUIRED_OR] = RULE_E3058,
                                              [COMPLAINT_REQUIRES] = RULE_E3021,
                                              [COMPLAINT_EXCLUDES] = RULE_E3020}};

// ---- the type

static bool exists_in(Walk *walk, const Resource *resource, Str region) {
    Facts facts = {0};
    logic_assume(&facts, resource->condition, true);
    if (resource->condition >= 0 && !logic_possible_in(walk->model->logic, &facts, region)) return true;
    return schema_region_has_type(region, resource->type);
}

static void check_type(Walk *walk, const Resource *resource, const Spot *place) {
    const ValueEntry *type = value_find(resource->entry->value, STR("Type"));
    const Spot at = place_key(place, type);
    if (resource->is_module || (resource->is_custom && str_starts(resource->type_name, STR("Custom::")))) return;
    if (!schema_has_type(resource->type)) {
        complain_as(walk, RULE_E3006, &at, "there is no resource type `%.*s`", STR_ARG(resource->type_name));
        suggest(walk, schema_nearest_type(resource->type_name));
    } else if (!exists_in(walk, resource, walk->region)) {
        complain_as(walk, RULE_E3006, &at, "%.*s has no %.*s", STR_ARG(walk->region), STR_ARG(resource->type_name));
    }
    if (schema_transform(resource->type).length && !walk->model->is_serverless)
        complain_as(walk, RULE_E3038, &at, "%.*s needs `Transform: AWS::Serverless-2016-10-31`",
                    STR_ARG(resource->type_name));
}

// ---- attributes

static bool names_type(SchemaNode node, Str type) { return schema_values_include(node, SCHEMA_ENUM, type); }

static void check_policy(Walk *walk, const Resource *resource, const char *name, Rule rule, const Spot *place) {
    const ValueEntry *entry = value_find(resource->entry->value, str_of(name));
    RuleSet rules = {{rule}};
    Context context = section_context(&rules);
    if (!entry) return;
    const Spot at = place_key(place, entry);
    context.functions = (uint32_t)1 << INTRINSIC_SUB | (uint32_t)1 << INTRINSIC_SELECT |
                        (uint32_t)1 << INTRINSIC_FIND_IN_MAP | (uint32_t)1 << INTRINSIC_IF |
                        (uint32_t)1 << INTRINSIC_REF;
    const bool snapshot = names_type(walk_rules(walk, "attribute/snapshot"), resource->type_name);
    const Str node = str_format(walk->arena, "attribute/%s%s", name, snapshot ? "/snapshot" : "");
    walk_value(walk, &context, entry->value, walk_rules_named(walk, node), &at, PART_ALL);
}

static void check_both_policies(Walk *walk, const Resource *resource, const Spot *place) {
    const ValueEntry *deletion = value_find(resource->entry->value, STR("DeletionPolicy"));
    const ValueEntry *replacement = value_find(resource->entry->value, STR("UpdateReplacePolicy"));
    const ValueEntry *only = deletion ? deletion : replacement;
    if (!deletion == !replacement || names_type(walk_rules(walk, "attribute/one-policy"), resource->type_name)) return;
    if (only->value->kind == VALUE_STRING && str_is(only->value->as.text, "Delete")) return;
    complain_as(walk, RULE_W3011, place, "the resource has %s, but not %s",
                deletion ? "DeletionPolicy" : "UpdateReplacePolicy",
                deletion ? "UpdateReplacePolicy" : "DeletionPolicy");
}

static void check_stateful(Walk *walk, const Resource *resource, const Spot *place) {
    static const char *const names[] = {"DeletionPolicy", "UpdateReplacePolicy"};
    if (!names_type(walk_rules(walk, "attribute/stateful"), resource->type_name)) return;
    for (size_t i = 0; i < 2; i++)
        if (!value_find(resource->entry->value, str_of(names[i])))
            complain_as(walk, RULE_I3011, place, "without %s its data are deleted", names[i]);
}

static void check_depends(Walk *walk, const Resource *resource, const Value *value, const Spot *place) {
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++) {
            const Spot at = place_item(place, value, i);
            if (value->as.items.at[i]->kind != VALUE_LIST) check_depends(walk, resource, value->as.items.at[i], &at);
        }
    if (value->kind != VALUE_STRING ||
        (model_may_be_made(walk, value->as.text) && !model_resource(walk, value->as.text)))
        return;
    const Resource *other = model_resource(walk, value->as.text);
    if (!other || other == resource) {
        complain_as(walk, RULE_E3005, place, other ? "`%.*s` is this resource itself" : "there is no resource `%.*s`",
                    STR_ARG(value->as.text));
        return;
    }
    Facts facts = {0};
    logic_assume(&facts, resource->condition, true);
    if (other->condition >= 0 && !logic_implies(walk->model->logic, &facts, other->condition))
        complain_as(walk, RULE_E3005, place, "`%.*s` does not exist unless `%.*s` holds", STR_ARG(value->as.text),
                    STR_ARG(other->condition_name));
}

static void check_custom_attributes(Walk *walk, const Resource *resource, const Spot *place) {
    static const RuleSet rules = {{RULE_E3001}};
    const Context context = section_context(&rules);
    const char *node = resource->is_custom ? "format/Resources/custom" : "format/Resources/other";
    walk_value(walk, &context, resource->entry->value, walk_rules(walk, node), place, PART_ALL);
}

static bool is_select(const Value *value) { return value_is_call(value, INTRINSIC_SELECT); }

static void check_update_policy(Walk *walk, const Resource *resource, const Spot *place) {
    static const RuleSet rules = {{RULE_E3016}};
    const ValueEntry *entry = value_find(resource->entry->value, STR("UpdatePolicy"));
    Context context = section_context(&rules);
    if (!entry) return;
    const Spot at = place_key(place, entry);
    if (is_select(entry->value) && !walk->model->has_extensions) {
        complain(walk, &context, COMPLAINT_TYPE, &at, "a policy cannot be selected by `!Select`");
        return;
    }
    context.functions = functions_of_properties();
    context.strict = false;
    walk_value(walk, &context, resource->entry->value, walk_rules(walk, "attribute/UpdatePolicy"), place, PART_ALL);
}

static void check_creation_policy(Walk *walk, const Resource *resource, const Spot *place) {
    static const RuleSet rules = {{RULE_E3055}};
    const ValueEntry *entry = value_find(resource->entry->value, STR("CreationPolicy"));
    Context context = section_context(&rules);
    if (!entry) return;
    const Spot at = place_key(place, entry);
    const SchemaNode node =
        walk_rules_named(walk, str_format(walk->arena, "attribute/CreationPolicy/%.*s", STR_ARG(resource->type_name)));
    context.functions = functions_of_properties();
    context.strict = false;
    walk_value(walk, &context, entry->value, node, &at, PART_ALL);
}

static void check_condition(Walk *walk, const Resource *resource, const Spot *place) {
    const ValueEntry *entry = value_find(resource->entry->value, STR("Condition"));
    if (!entry || entry->value->kind != VALUE_STRING || value_get(walk->model->conditions, entry->value->as.text))
        return;
    const Spot at = place_key(place, entry);
    complain_as(walk, RULE_E3015, &at, "there is no condition `%.*s`", STR_ARG(entry->value->as.text));
}

static void check_metadata(Walk *walk, const Resource *resource, const Spot *place) {
    static const RuleSet rules = {{RULE_E3028}};
    const ValueEntry *entry = value_find(resource->entry->value, STR("Metadata"));
    Context context = section_context(&rules);
    if (!entry) return;
    const Spot at = place_key(place, entry);
    context.functions = functions_of_properties();
    walk_value(walk, &context, entry->value, walk_rules(walk, "format/Resources/Metadata"), &at, PART_ALL);
}

static void check_serverless_attributes(Walk *walk, const Resource *resource, const Spot *place) {
    static const char *const names[] = {"Connectors", "IgnoreGlobals"};
    for (size_t i = 0; i < 2; i++) {
        const ValueEntry *entry = value_find(resource->entry->value, str_of(names[i]));
        if (!entry || walk->model->is_serverless) continue;
        const Spot at = place_key(place, entry);
        complain_as(walk, RULE_E3066, &at, "`%s` needs `Transform: AWS::Serverless-2016-10-31`", names[i]);
    }
}

// ---- properties

static void check_lifecycle(Walk *walk, const Resource *resource, const Spot *place) {
    const SchemaLifecycle life = schema_lifecycle(resource->type);
    if (!life.status.length) return;
    const Rule rule = str_is(life.status, "shutdown") ? RULE_E3710
                      : str_is(life.status, "sunset") ? RULE_W3696
                                                      : RULE_W3697;
    complain_as(walk, rule, place, "the service of %.*s %s%s%.*s", STR_ARG(resource->type_name),
                rule == RULE_E3710   ? "was shut down"
                : rule == RULE_W3696 ? "is being shut down"
                                     : "gets no new features",
                life.date.length ? ": " : "", STR_ARG(life.date));
}

static bool is_function_error(Rule rule) { return (rule >= RULE_E1010 && rule <= RULE_E1041) || rule == RULE_W1001; }

// What is wrong with functions in tags has been said already; here they are unknown.
void check_tags(Walk *walk, const Context *context, const Value *properties, const Spot *place) {
    static const RuleSet rules = {{RULE_E3024}};
    Context inner = *context;
    inner.rules = &rules;
    inner.attached = false;
    inner.composite = true;
    const size_t before = walk->sink->findings.count;
    walk_value(walk, &inner, properties, walk_rules(walk, "attribute/tags"), place, PART_ALL);
    size_t kept = before;
    for (size_t i = before; i < walk->sink->findings.count; i++)
        if (!is_function_error(walk->sink->findings.at[i].rule))
            walk->sink->findings.at[kept++] = walk->sink->findings.at[i];
    walk->sink->findings.count = kept;
}

static void check_properties(Walk *walk, const Resource *resource, const Spot *place) {
    Context context = section_context(&property_rules);
    const ValueEntry none = {.key = STR("Properties"), .value = value_map(walk->arena, SPAN_NONE)};
    const ValueEntry *entry = resource->properties_entry ? resource->properties_entry : &none;
    Spot at = place_key(place, entry);
    context.functions = functions_of_properties();
    context.strict = false;
    context.attached = true;
    context.resource = resource;
    logic_assume(&context.facts, resource->condition, true);
    at.is_root = true;
    if ((entry->value->kind != VALUE_MAP && entry->value->kind != VALUE_CALL) || value_is_no_value(entry->value)) {
        complain_as(walk, RULE_E3012, &at, "properties are a map");
        return;
    }
    if (!schema_has_type(resource->type) || resource->is_module || schema_is_partial(resource->type)) return;
    check_lifecycle(walk, resource, &at);
    walk_value(walk, &context, entry->value, schema_type_root(resource->type), &at, PART_ALL);
    if (schema_tags(resource->type).form != SCHEMA_TAGS_NONE) check_tags(walk, &context, entry->value, &at);
}

// ---- all of it

void check_resource(Walk *walk, const ValueEntry *entry, const Spot *up) {
    const Spot place = place_key(up, entry);
    const Resource *resource = model_resource(walk, entry->key);
    if (!resource) return;
    const ValueEntry *depends = value_find(entry->value, STR("DependsOn"));
    check_type(walk, resource, &place);
    check_custom_attributes(walk, resource, &place);
    check_condition(walk, resource, &place);
    if (depends) {
        const Spot at = place_key(&place, depends);
        check_depends(walk, resource, depends->value, &at);
    }
    check_policy(walk, resource, "DeletionPolicy", RULE_E3035, &place);
    check_policy(walk, resource, "UpdateReplacePolicy", RULE_E3036, &place);
    check_both_policies(walk, resource, &place);
    check_stateful(walk, resource, &place);
    check_update_policy(walk, resource, &place);
    check_creation_policy(walk, resource, &place);
    check_metadata(walk, resource, &place);
    check_serverless_attributes(walk, resource, &place);
    check_properties(walk, resource, &place);
}
