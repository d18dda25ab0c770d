// tierce schema: a resource type, or one of its properties, as a person wants to read it.
#include <stdio.h>

#include "base/buffer.h"
#include "cli/command.h"
#include "schema/schema.h"

enum { STATS };

static const OptionSyntax schema_options[] = {
    [STATS] = {"stats", 0, NULL, NULL, "print what is known of how much, and from when it is"},
    {0},
};

// ---- nodes in words

static const struct {
    uint8_t bit;
    const char *name;
} type_names[] = {{SCHEMA_OBJECT, "map"},      {SCHEMA_ARRAY, "list"},    {SCHEMA_STRING, "text"},
                  {SCHEMA_INTEGER, "integer"}, {SCHEMA_NUMBER, "number"}, {SCHEMA_BOOLEAN, "true/false"},
                  {SCHEMA_NULL, "null"}};

static void add_types(Buffer *out, SchemaNode node) {
    const uint8_t types = schema_types(node);
    bool any = false;
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (!(types & type_names[i].bit)) continue;
        buffer_add_format(out, "%s%s", any ? " or " : "", type_names[i].name);
        any = true;
        const SchemaNode items = schema_child(node, SCHEMA_EDGE_ITEMS);
        if (type_names[i].bit != SCHEMA_ARRAY || !schema_has_node(items)) continue;
        buffer_add_text(out, " of ");
        add_types(out, items);
    }
    if (!any) buffer_add_text(out, "anything");
}

static void add_value(Buffer *out, const SchemaValue *value) {
    if (value->kind == SCHEMA_VALUE_NUMBER)
        buffer_add_format(out, "%.15g", value->number);
    else if (value->kind == SCHEMA_VALUE_TRUE || value->kind == SCHEMA_VALUE_FALSE)
        buffer_add_text(out, value->kind == SCHEMA_VALUE_TRUE ? "true" : "false");
    else
        buffer_add(out, value->text);
}

static void add_values(Buffer *out, const char *lead, SchemaIterator values, size_t most) {
    SchemaValue value;
    size_t count = 0;
    while (schema_next_value(&values, &value)) {
        if (count == most) buffer_add_text(out, ", ...");
        if (count++ >= most) continue;
        buffer_add_text(out, count == 1 ? lead : ", ");
        add_value(out, &value);
    }
}

static void add_limits(Buffer *out, SchemaNode node, SchemaKeyword low, SchemaKeyword high, const char *what) {
    double least = 0, most = 0;
    const bool has_least = schema_number(node, low, &least), has_most = schema_number(node, high, &most);
    if (has_least && has_most) buffer_add_format(out, "; %s%.15g to %.15g", what, least, most);
    if (has_least && !has_most) buffer_add_format(out, "; %sat least %.15g", what, least);
    if (!has_least && has_most) buffer_add_format(out, "; %sat most %.15g", what, most);
}

enum { SHORT = 8, LONG = 1000 };

static void add_facts(Buffer *out, SchemaNode node, size_t most) {
    const Str format = schema_text(node, SCHEMA_FORMAT), pattern = schema_text(node, SCHEMA_PATTERN);
    add_values(out, "; one of ", schema_values(node, SCHEMA_ENUM), most);
    add_values(out, "; one of ", schema_values(node, SCHEMA_ENUM_ANY_CASE), most);
    add_limits(out, node, SCHEMA_MINIMUM, SCHEMA_MAXIMUM, "");
    add_limits(out, node, SCHEMA_MIN_LENGTH, SCHEMA_MAX_LENGTH, "characters ");
    add_limits(out, node, SCHEMA_MIN_ITEMS, SCHEMA_MAX_ITEMS, "elements ");
    if (schema_has(node, SCHEMA_UNIQUE)) buffer_add_text(out, "; none twice");
    if (format.length) buffer_add_format(out, "; %.*s", STR_ARG(format));
    if (pattern.length && most > SHORT) buffer_add_format(out, "; pattern %.*s", STR_ARG(pattern));
    if (most > SHORT) add_values(out, "; refers to ", schema_values(node, SCHEMA_REFERS_TO), most);
}

// ---- a property

static const char *replacement_of(SchemaType type, Str path) {
    if (schema_path_is(type, SCHEMA_PATHS_CREATE_ONLY, path)) return "; an update replaces the resource";
    return schema_path_is(type, SCHEMA_PATHS_MAY_REPLACE, path) ? "; an update may replace the resource" : "";
}

static void add_property(Buffer *out, SchemaType type, Str path, const SchemaProperty *property, size_t most) {
    const Str unit = schema_unit(type, path);
    buffer_add_format(out, "  %.*s%s  ", STR_ARG(property->name), property->required ? " (required)" : "");
    add_types(out, property->node);
    if (unit.length) buffer_add_format(out, " in %.*s", STR_ARG(unit));
    add_facts(out, property->node, most);
    buffer_add_text(out, replacement_of(type, path));
    if (schema_path_is(type, SCHEMA_PATHS_WRITE_ONLY, path)) buffer_add_text(out, "; cannot be read back");
    if (schema_path_is(type, SCHEMA_PATHS_DEPRECATED, path)) buffer_add_text(out, "; deprecated");
    buffer_add_byte(out, '\n');
}

// The properties below a path; those of a list are those of its elements.
static void add_properties(Buffer *out, SchemaType type, Str prefix, SchemaNode node) {
    SchemaNode inner = node;
    while (!schema_is_closed(inner) && schema_has_node(schema_child(inner, SCHEMA_EDGE_ITEMS)))
        inner = schema_child(inner, SCHEMA_EDGE_ITEMS);
    SchemaIterator properties = schema_properties(inner);
    SchemaProperty property;
    while (schema_next_property(&properties, &property)) {
        const Str path = prefix.length ? str_format(out->arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(property.name))
                                       : property.name;
        if (!schema_path_is(type, SCHEMA_PATHS_READ_ONLY, path)) add_property(out, type, path, &property, SHORT);
    }
}

// ---- a type

static void add_header(Buffer *out, SchemaType type) {
    const Str name = schema_type_name(type), transform = schema_transform(type);
    const SchemaTags tags = schema_tags(type);
    const SchemaLifecycle life = schema_lifecycle(type);
    buffer_add_format(out, "%.*s\n", STR_ARG(name));
    if (schema_is_stateful(type)) buffer_add_text(out, "  losing it loses data\n");
    if (life.status.length)
        buffer_add_format(out, "  its service: %.*s %.*s\n", STR_ARG(life.status), STR_ARG(life.date));
    if (schema_is_partial(type)) buffer_add_text(out, "  only names and types are known, no limits and patterns\n");
    if (transform.length) buffer_add_format(out, "  needs the transform %.*s\n", STR_ARG(transform));
    if (tags.form != SCHEMA_TAGS_NONE) buffer_add_format(out, "  tags: %.*s\n", STR_ARG(tags.path));
}

static void add_results(Buffer *out, SchemaType type) {
    SchemaIterator attributes = schema_attributes(type);
    SchemaAttribute attribute;
    const size_t before = out->length;
    add_values(out, "\nRef gives ", schema_ref(type), LONG);
    buffer_add_text(out, out->length > before ? "\n" : "\nRef gives a name\n");
    bool any = false;
    while (schema_next_attribute(&attributes, &attribute)) {
        buffer_add_format(out, "%s  %.*s  ", any ? "" : "\nGetAtt gives\n", STR_ARG(attribute.name));
        add_types(out, attribute.node);
        buffer_add_byte(out, '\n');
        any = true;
    }
}

static void add_type(Buffer *out, SchemaType type) {
    add_header(out, type);
    buffer_add_text(out, "\nProperties\n");
    add_properties(out, type, STR_NONE, schema_type_root(type));
    add_results(out, type);
}

static bool add_path(Buffer *out, SchemaType type, Str path) {
    const SchemaNode node = schema_at_path(type, path);
    const Str name = schema_type_name(type);
    if (!schema_has_node(node)) return false;
    const SchemaProperty property = {.name = path, .node = node};
    buffer_add_format(out, "%.*s\n", STR_ARG(name));
    add_property(out, type, path, &property, LONG);
    add_properties(out, type, path, node);
    return true;
}

// ---- the command

static ExitStatus print_stats(void) {
    const SchemaStats stats = schema_stats();
    printf("%u types of %u services, %u regions, %u sets of rules\n", stats.types, stats.services, stats.regions,
           stats.rules);
    printf("%u nodes, %u texts, %zu bytes\n", stats.nodes, stats.strings, stats.bytes);
    printf("from cfn-lint %.*s (%.*s) and aws-service-spec %.*s\n", STR_ARG(stats.cfn_lint), STR_ARG(stats.date),
           STR_ARG(stats.service_spec));
    return EXIT_DONE;
}

static ExitStatus refuse(Arena *arena, const char *what, Str name, Str likely) {
    const Str hint = likely.length ? str_format(arena, "; did you mean %.*s?", STR_ARG(likely)) : STR_NONE;
    return command_usage_error("schema",
                               str_format(arena, "there is no %s %.*s%.*s", what, STR_ARG(name), STR_ARG(hint)));
}

static ExitStatus run(Arena *arena, const Options *options) {
    Buffer text = buffer_new(arena);
    if (options_given(options, STATS)) return print_stats();
    if (!options->operands.count) return command_usage_error("schema", STR("a type is missing"));
    const Str name = options->operands.at[0];
    const SchemaType type = schema_find_type(name);
    if (!schema_has_type(type)) return refuse(arena, "type", name, schema_nearest_type(name));
    if (options->operands.count == 1) add_type(&text, type);
    for (size_t i = 1; i < options->operands.count; i++)
        if (!add_path(&text, type, options->operands.at[i]))
            return refuse(arena, "property", options->operands.at[i],
                          schema_nearest_property(schema_type_root(type), options->operands.at[i]));
    fwrite(text.at, 1, text.length, stdout);
    return EXIT_DONE;
}

const Command command_schema = {
    .syntax = {.name = "schema",
               .summary = "Shows what is known of a resource type.",
               .operands = "[TYPE [PROPERTY...]]",
               .options = schema_options,
               .details = "PROPERTY may be a path such as Ebs.VolumeSize.\n"},
    .run = run,
};
