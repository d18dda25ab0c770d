// The template by name: parameters, resources, transforms, conditions.
#include "validate/engine.h"

static const Value *section(const Value *root, const char *name) {
    const Value *value = value_get(root, str_of(name));
    return value && value->kind == VALUE_MAP ? value : NULL;
}

// ---- parameters

static bool is_true(const Value *value) {
    return value && (value->kind == VALUE_BOOL
                         ? value->as.boolean
                         : value->kind == VALUE_STRING && str_equal_ignoring_case(value->as.text, STR("true")));
}

static void read_parameter(Walk *walk, const ValueEntry *entry) {
    const Value *type = value_get(entry->value, STR("Type"));
    if (!type || type->kind != VALUE_STRING) return;
    Parameter *parameter = arena_make(walk->arena, Parameter);
    *parameter = (Parameter){.name = entry->key, .entry = entry, .type = type->as.text};
    parameter->is_ssm = str_find(type->as.text, STR("SSM::Parameter::"), 0) < type->as.text.length;
    parameter->is_list = str_is(type->as.text, "CommaDelimitedList") ||
                         str_find(type->as.text, STR("List<"), 0) < type->as.text.length ||
                         str_ends(type->as.text, STR("<CommaDelimitedList>"));
    parameter->is_documented =
        schema_values_include(walk_rules(walk, "format/parameter-types"), SCHEMA_ENUM, type->as.text);
    parameter->no_echo = is_true(value_get(entry->value, STR("NoEcho")));
    table_set(&walk->model->parameters, entry->key, parameter);
}

Parameter *model_parameter(const Walk *walk, Str name) { return table_get(&walk->model->parameters, name); }

bool model_is_pseudo(Str name) {
    static const char *const names[] = {"AccountId", "NoValue", "NotificationARNs", "Partition",
                                        "Region",    "StackId", "StackName",        "URLSuffix"};
    if (!str_starts(name, STR("AWS::"))) return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(str_slice(name, 5, name.length), names[i])) return true;
    return false;
}

// ---- resources

static Str checked_as(Walk *walk, const Resource *resource) {
    SchemaIterator names = schema_values(walk_rules(walk, "format/custom-resource"), SCHEMA_CONST);
    SchemaValue name;
    return resource->is_custom && schema_next_value(&names, &name) ? name.text : resource->type_name;
}

static void read_resource(Walk *walk, const ValueEntry *entry) {
    const Value *type = value_get(entry->value, STR("Type")), *condition = value_get(entry->value, STR("Condition"));
    if (!type || type->kind != VALUE_STRING) return;
    Resource *resource = arena_make(walk->arena, Resource);
    *resource = (Resource){.id = entry->key, .entry = entry, .type_name = type->as.text, .condition = -1};
    resource->is_custom = str_starts(resource->type_name, STR("Custom::"));
    resource->is_module = str_ends(resource->type_name, STR("::MODULE"));
    const Str name = checked_as(walk, resource);
    resource->is_custom = resource->is_custom || str_ends(resource->type_name, STR("::CustomResource"));
    resource->type = schema_find_type(name);
    resource->properties_entry = value_find(entry->value, STR("Properties"));
    resource->properties = resource->properties_entry ? resource->properties_entry->value : NULL;
    if (condition && condition->kind == VALUE_STRING) {
        resource->condition_name = condition->as.text;
        resource->condition = logic_find(walk->model->logic, condition->as.text);
    }
    table_set(&walk->model->resources, entry->key, resource);
}

Resource *model_resource(const Walk *walk, Str name) { return table_get(&walk->model->resources, name); }

// `Topic${Name}` of a loop, as far as it is text.
static bool is_made_of(Str name, Str pattern) {
    const size_t open = str_find(pattern, STR("${"), 0);
    if (open == pattern.length) return str_equal(name, pattern);
    size_t close = open;
    for (size_t at = open; at < pattern.length; at++)
        if (pattern.at[at] == '}') close = at;
    return str_starts(name, str_slice(pattern, 0, open)) &&
           str_ends(name, str_slice(pattern, close + 1, pattern.length));
}

// Whether a loop in `map` makes the name, or has it for its variable.
static bool loop_makes(const Value *map, Str name, int depth) {
    for (size_t i = 0; map && map->kind == VALUE_MAP && depth < 8 && i < map->as.entries.count; i++) {
        const ValueEntry *entry = &map->as.entries.at[i];
        const bool is_loop = str_starts(entry->key, STR("Fn::ForEach::")) && entry->value->kind == VALUE_LIST &&
                             entry->value->as.items.count == 3;
        if (depth && !is_loop && is_made_of(name, entry->key)) return true;
        if (!is_loop) continue;
        if (str_equal(value_scalar_text(entry->value->as.items.at[0]), name)) return true;
        if (loop_makes(entry->value->as.items.at[2], name, depth + 1)) return true;
    }
    return false;
}

bool model_may_be_made(const Walk *walk, Str name) {
    const Model *model = walk->model;
    if (str_find(name, STR("${"), 0) < name.length) return model->has_loops;
    if (model->has_loops && model->has_extensions &&
        (loop_makes(model->resources_section, name, 0) || loop_makes(model->outputs, name, 0) ||
         loop_makes(model->conditions, name, 0)))
        return true;
    if (model->is_serverless && str_starts(name, STR("Serverless"))) return true;
    for (size_t i = 0; i < model->resources.count; i++) {
        const Resource *resource = model->resources.entries[i].value;
        const bool makes = resource->is_module || schema_transform(resource->type).length;
        if (makes && name.length > resource->id.length && str_starts(name, resource->id)) return true;
    }
    return false;
}

// ---- transforms

static void read_transform(Walk *walk, const Value *value) {
    Model *model = walk->model;
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++) read_transform(walk, value->as.items.at[i]);
    if (value->kind != VALUE_STRING) return;
    model->has_transform = true;
    model->is_serverless = model->is_serverless || str_is(value->as.text, "AWS::Serverless-2016-10-31");
    model->has_extensions = model->has_extensions || str_is(value->as.text, "AWS::LanguageExtensions");
}

static bool has_loop(const Value *map) {
    for (size_t i = 0; map && i < map->as.entries.count; i++)
        if (str_starts(map->as.entries.at[i].key, STR("Fn::ForEach::"))) return true;
    return false;
}

static bool is_made_by_cdk(const Model *model) {
    for (size_t i = 0; i < model->resources.count; i++) {
        const Resource *resource = model->resources.entries[i].value;
        if (str_ends(resource->type_name, STR("::CDK::Metadata"))) return true;
    }
    return false;
}

void model_read(Walk *walk, const Template *template) {
    Model *model = arena_make(walk->arena, Model);
    const Value *root = template->root, *transform = value_get(root, STR("Transform"));
    *model = (Model){.root = root,
                     .parameters_section = section(root, "Parameters"),
                     .mappings = section(root, "Mappings"),
                     .conditions = section(root, "Conditions"),
                     .resources_section = section(root, "Resources"),
                     .outputs = section(root, "Outputs"),
                     .rules = section(root, "Rules"),
                     .parameters = table_new(walk->arena),
                     .resources = table_new(walk->arena)};
    walk->model = model;
    model->logic = logic_new(walk->arena, model->parameters_section, model->conditions);
    if (transform) read_transform(walk, transform);
    for (size_t i = 0; model->parameters_section && i < model->parameters_section->as.entries.count; i++)
        read_parameter(walk, &model->parameters_section->as.entries.at[i]);
    for (size_t i = 0; model->resources_section && i < model->resources_section->as.entries.count; i++)
        read_resource(walk, &model->resources_section->as.entries.at[i]);
    model->has_loops = has_loop(model->resources_section) || has_loop(model->outputs) || has_loop(model->conditions);
    model->is_cdk = is_made_by_cdk(model);
}
