// The walk: a value beside the node that says what it may be.
#include "validate/engine.h"

// Nodes may lead back to themselves and templates nest as they like.
enum { MOST_DEPTH = 150, MOST_STEPS = 4000000 };

SchemaNode walk_rules_named(Walk *walk, Str name) {
    if (!walk->rules_by_name.count)
        for (uint32_t i = 0; i < schema_count_rules(); i++) {
            const SchemaRules rules = schema_rules_at(i);
            table_set(&walk->rules_by_name, schema_rules_name(rules), (void *)(uintptr_t)rules.id);
        }
    const SchemaRules rules = {(uint32_t)(uintptr_t)table_get(&walk->rules_by_name, name)};
    return schema_rules_node(rules);
}

SchemaNode walk_rules(Walk *walk, const char *name) { return walk_rules_named(walk, str_of(name)); }

// ---- types

static const struct {
    uint8_t bit;
    const char *name;
} type_names[] = {{SCHEMA_OBJECT, "a map"},       {SCHEMA_ARRAY, "a list"},    {SCHEMA_STRING, "text"},
                  {SCHEMA_INTEGER, "an integer"}, {SCHEMA_NUMBER, "a number"}, {SCHEMA_BOOLEAN, "true or false"},
                  {SCHEMA_NULL, "null"}};

static Str types_text(const Walk *walk, uint8_t types) {
    Buffer text = buffer_new(walk->arena);
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (!(types & type_names[i].bit)) continue;
        if (text.length) buffer_add_text(&text, " or ");
        buffer_add_text(&text, type_names[i].name);
    }
    return buffer_str(&text);
}

// CloudFormation converts between text, numbers and truth values; never to or from lists and maps.
static bool has_type(const Value *value, uint8_t types, bool strict) {
    switch (value->kind) {
    case VALUE_NULL: return types & SCHEMA_NULL;
    case VALUE_LIST: return types & SCHEMA_ARRAY;
    case VALUE_MAP:
    case VALUE_CALL: return types & SCHEMA_OBJECT;
    case VALUE_BOOL: return types & (SCHEMA_BOOLEAN | (strict ? 0 : SCHEMA_STRING));
    case VALUE_NUMBER:
        if (types & (SCHEMA_NUMBER | (strict ? 0 : SCHEMA_STRING))) return true;
        return types & SCHEMA_INTEGER && value_is_integer(value, strict);
    case VALUE_STRING:
        if (types & SCHEMA_STRING) return true;
        if (strict) return false;
        if (types & SCHEMA_INTEGER && value_is_integer(value, false)) return true;
        if (types & SCHEMA_NUMBER && value_is_number(value, false)) return true;
        return types & SCHEMA_BOOLEAN && (str_equal_ignoring_case(value->as.text, STR("true")) ||
                                          str_equal_ignoring_case(value->as.text, STR("false")));
    }
    return true;
}

static void check_type(Walk *walk, const Context *context, const Value *value, uint8_t types, const Spot *place) {
    if (!types || has_type(value, types, context->strict && !context->resolved)) return;
    // A property that `aws cloudformation package` fills in may hold the path of a local file.
    if (value->kind == VALUE_STRING && !context->strict && place_has_check(context, place, "W3002")) return;
    const Str shown = value_shown(walk, value), wanted = types_text(walk, types);
    complain(walk, context, COMPLAINT_TYPE, place, "%.*s is not %.*s", STR_ARG(shown), STR_ARG(wanted));
}

// ---- maps

static bool is_made_by_macro(Str key) { return str_is(key, "Fn::Transform") || str_starts(key, STR("Fn::ForEach::")); }

static void say_unknown_key(Walk *walk, const Context *context, const ValueEntry *entry, SchemaNode node,
                            const Spot *place) {
    complain(walk, context, COMPLAINT_UNKNOWN, place, "`%.*s` is not known here", STR_ARG(entry->key));
    if (walk->sink->muted || !walk->sink->findings.count) return;
    vector_last(&walk->sink->findings).span = walk->options->compiled ? place_span(walk, place) : entry->key_span;
    const Str best = schema_nearest_property(node, entry->key);
    if (best.length) suggest(walk, best);
}

static void check_entry(Walk *walk, const Context *context, const ValueEntry *entry, SchemaNode node,
                        const Spot *place) {
    SchemaChild child;
    bool known = false;
    Spot at = place_key(place, entry);
    const SchemaProperty property = schema_find_property(node, entry->key);
    if (schema_has_node(property.node)) {
        walk_value(walk, context, entry->value, property.node, &at, PART_ALL);
        known = true;
    }
    at.step = STR("*");
    SchemaIterator maps = {0};
    if (node_has(walk, node, SCHEMA_EDGE_MAP)) maps = schema_children(node, SCHEMA_EDGE_MAP);
    while (schema_next_child(&maps, &child)) {
        if (pattern_search(walk->patterns, child.name, entry->key) == MATCH_NO) continue;
        walk_value(walk, context, entry->value, child.node, &at, PART_ALL);
        known = true;
    }
    if (known) return;
    const SchemaNode additional = schema_child(node, SCHEMA_EDGE_ADDITIONAL);
    if (schema_has_node(additional))
        walk_value(walk, context, entry->value, additional, &at, PART_ALL);
    else if (schema_is_closed(node) && !(context->functions && is_made_by_macro(entry->key)))
        say_unknown_key(walk, context, entry, node, &at);
}

// Nothing is said of what stands in free-form JSON but that functions in it must be right.
static void check_free_entries(Walk *walk, const Context *context, const Value *map, const Spot *place) {
    for (size_t i = 0; i < map->as.entries.count; i++) {
        Spot at = place_key(place, &map->as.entries.at[i]);
        at.step = STR("*");
        walk_value(walk, context, map->as.entries.at[i].value, walk->anything, &at, PART_ALL);
    }
}

static void check_names(Walk *walk, const Context *context, const Value *map, SchemaNode names, const Spot *place) {
    RuleSet rules = *context->rules;
    Context inner = *context;
    rules.of[COMPLAINT_LENGTH] = rules.of[COMPLAINT_NAME_LENGTH];
    rules.of[COMPLAINT_ENUM] = rules.of[COMPLAINT_OTHER];
    inner.rules = &rules;
    for (size_t i = 0; i < map->as.entries.count; i++) {
        const ValueEntry *entry = &map->as.entries.at[i];
        Spot at = place_key(place, entry);
        const Value *name = value_string(walk->arena, entry->key_span, entry->key);
        at.value = NULL;
        walk_value(walk, &inner, name, names, &at, PART_ALL);
    }
}

// Of an open node with a few names, the names are looked up in the map: rules ask about two or
// three properties of a resource that has dozens.
static void check_named_entries(Walk *walk, const Context *context, const Value *map, SchemaNode node,
                                const Spot *place) {
    SchemaIterator properties = schema_properties(node);
    SchemaProperty property;
    while (schema_next_property(&properties, &property)) {
        const ValueEntry *entry = value_find(map, property.name);
        if (!entry) continue;
        const Spot at = place_key(place, entry);
        walk_value(walk, context, entry->value, property.node, &at, PART_ALL);
    }
}

static void check_map(Walk *walk, const Context *context, const Value *map, SchemaNode node, const Spot *place) {
    const SchemaNode names =
        node_has(walk, node, SCHEMA_EDGE_NAMES) ? schema_child(node, SCHEMA_EDGE_NAMES) : (SchemaNode){0};
    const bool is_listed = node_has(walk, node, SCHEMA_EDGE_MAP) || node_has(walk, node, SCHEMA_EDGE_ADDITIONAL);
    const bool says_object = !is_listed && schema_types(node) & SCHEMA_OBJECT;
    if (schema_has_node(names)) check_names(walk, context, map, names, place);
    if (says_object && context->functions && schema_is_json(node))
        check_free_entries(walk, context, map, place);
    else if (!is_listed && !schema_is_closed(node))
        check_named_entries(walk, context, map, node, place);
    else
        for (size_t i = 0; i < map->as.entries.count; i++)
            check_entry(walk, context, &map->as.entries.at[i], node, place);
}

// ---- lists

static void check_list(Walk *walk, const Context *context, const Value *list, SchemaNode node, const Spot *place) {
    SchemaNode items = schema_child(node, SCHEMA_EDGE_ITEMS);
    SchemaIterator prefixes = {0};
    if (node_has(walk, node, SCHEMA_EDGE_PREFIX)) prefixes = schema_children(node, SCHEMA_EDGE_PREFIX);
    SchemaChild prefix;
    size_t next = 0;
    while (next < list->as.items.count && schema_next_child(&prefixes, &prefix)) {
        const Spot at = place_item(place, list, next);
        walk_value(walk, context, list->as.items.at[next++], prefix.node, &at, PART_ALL);
    }
    if (!schema_has_node(items) && schema_types(node) & SCHEMA_ARRAY && context->functions && next == 0)
        items = walk->anything;
    if (!schema_has_node(items)) return;
    for (; next < list->as.items.count; next++) {
        const Spot at = place_item(place, list, next);
        walk_value(walk, context, list->as.items.at[next], items, &at, PART_ALL);
    }
}

// ---- a value

static void check_standard(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    if (value->kind == VALUE_CALL) value = value_call_as_map(walk, value);
    check_type(walk, context, value, schema_types(node), place);
    if (node_traits(walk, node) & TRAIT_FACTS) check_scalar_facts(walk, context, value, node, place);
    check_combinations(walk, context, value, node, place);
    if (value->kind == VALUE_MAP) check_map(walk, context, value, node, place);
    if (value->kind == VALUE_LIST) check_list(walk, context, value, node, place);
    if (context->attached) check_attached(walk, context, value, node, place);
}

static uint32_t functions_of(SchemaNode node) {
    uint32_t functions = 0;
    SchemaValue name;
    SchemaIterator names = schema_values(node, SCHEMA_FUNCTIONS);
    while (schema_next_value(&names, &name)) {
        const Intrinsic function = intrinsic_find(name.text);
        if (function != INTRINSIC_COUNT) functions |= (uint32_t)1 << function;
    }
    return functions;
}

static bool may_stand(const Context *context, const Value *value) {
    return value->kind == VALUE_CALL && context->functions & ((uint32_t)1 << value->as.call.function);
}

static bool is_reference(Str text) {
    const size_t open = str_find(text, STR("{{"), 0);
    return open < text.length && str_find(text, STR("resolve:"), open) < text.length &&
           str_find(text, STR("}}"), open) < text.length;
}

// Whether the text is judged as what it stands for instead of as text.
static bool stands_for_another(Walk *walk, const Context *context, const Value *value, const Spot *place) {
    if (value->kind != VALUE_STRING) return false;
    if (!context->no_references && is_reference(value->as.text)) {
        if (!place_in_function(place, true) || str_find(value->as.text, STR("{{resolve:"), 0) == value->as.text.length)
            check_dynamic_reference(walk, context, value, place);
        return true;
    }
    if (!model_is_pseudo(value->as.text)) return false;
    for (const Spot *at = place; at; at = at->up)
        if (at->kind == PLACE_FUNCTION ? at->value->as.call.function == INTRINSIC_REF
                                       : at->kind == PLACE_KEY && str_is(at->key, "Ref"))
            return false;
    complain_as(walk, RULE_W1054, place, "`%.*s` is only text here", STR_ARG(value->as.text));
    advise(walk, "write `!Ref %.*s`", STR_ARG(value->as.text));
    return true;
}

static void walk_inside(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place,
                        Part part) {
    if (node_has(walk, node, SCHEMA_EDGE_CONTEXT)) {
        const SchemaNode inside = schema_child(node, SCHEMA_EDGE_CONTEXT);
        Context inner = *context;
        inner.functions = functions_of(inside);
        walk_value(walk, &inner, value, inside, place, PART_ALL);
        return;
    }
    if (node_has(walk, node, SCHEMA_EDGE_GATHER)) {
        check_gathered(walk, context, value, node, place);
        return;
    }
    if (stands_for_another(walk, context, value, place)) return;
    // The types' schemas name their objects: what is said of one is said of each branch's own.
    const bool by_branch = part == PART_ALL && context->attached && value_is_call(value, INTRINSIC_IF) &&
                           schema_types(node) & SCHEMA_OBJECT;
    if (part == PART_ALL && !by_branch) check_group(walk, context, value, node, place);
    if (walk->sink->hasty && walk->sink->errors) return;
    if (may_stand(context, value))
        check_call(walk, context, value, node, place, by_branch ? PART_ALL : PART_STANDARD);
    else
        check_standard(walk, context, value, node, place);
}

void walk_value(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place, Part part) {
    if (!schema_has_node(node) || place->depth > MOST_DEPTH || walk->steps++ > MOST_STEPS) return;
    if (walk->sink->hasty && walk->sink->errors) return;
    walk_inside(walk, context, value, node, place, part);
}

Match walk_probe(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    Sink quiet = {.muted = true}, *before = walk->sink;
    walk->sink = &quiet;
    walk_value(walk, context, value, node, place, PART_ALL);
    walk->sink = before;
    return quiet.unknown ? MATCH_UNKNOWN : quiet.errors ? MATCH_NO : MATCH_YES;
}
