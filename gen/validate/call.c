// Intrinsic functions: their arguments, what they name, and what they give.
#include "base/nearest.h"
#include "validate/engine.h"

typedef struct FunctionInfo {
    Rule rule, resolved;
    uint8_t types;
} FunctionInfo;

#define RULE_NONE_ RULE_NONE
#define FUNCTION(function, error, resolved, types) [INTRINSIC_##function] = {RULE_##error, RULE_##resolved, types},
static const FunctionInfo infos[INTRINSIC_COUNT] = {
#include "validate/functions.def"
};
#undef FUNCTION

typedef struct Call {
    Walk *walk;
    const Context *context; // of the call
    Context inside;         // of its argument
    const Value *call, *argument;
    SchemaNode node; // of the destination
    const Spot *place;
    Spot at; // of the argument
    Intrinsic function;
    const FunctionInfo *info;
    Part part; // of the node, for the branches of Fn::If
} Call;

// ---- types

// What a value of `types` may be converted to.
static uint8_t compatible(uint8_t types) {
    uint8_t result = types;
    if (types & SCHEMA_STRING) result |= SCHEMA_NUMBER | SCHEMA_BOOLEAN | SCHEMA_INTEGER;
    if (types & SCHEMA_INTEGER) result |= SCHEMA_NUMBER | SCHEMA_STRING;
    if (types & (SCHEMA_BOOLEAN | SCHEMA_NUMBER)) result |= SCHEMA_STRING;
    return result;
}

static const char *gives(uint8_t types) {
    if (types == SCHEMA_ARRAY) return "gives a list";
    if (!(types & (SCHEMA_ARRAY | SCHEMA_OBJECT))) return "gives a single value";
    return "does not give that";
}

static const char *wants(uint8_t types) {
    if (types == SCHEMA_ARRAY) return "a list";
    if (types == SCHEMA_OBJECT) return "a map";
    return types & (SCHEMA_ARRAY | SCHEMA_OBJECT) ? "something else" : "a single value";
}

// Errors in a function's argument are those of the outermost function, but a Ref's are its own.
static Rule own_rule(const Call *c) {
    if (c->context->function_rule == RULE_NONE || (c->function == INTRINSIC_REF && !c->context->for_all))
        return c->info->rule;
    return c->context->function_rule;
}

static void say_type(const Call *c, const Spot *place, Rule rule, uint8_t given, uint8_t wanted) {
    complain_as(c->walk, rule, place, "`%s` %s where %s is needed", intrinsic_tag(c->function), gives(given),
                wants(wanted));
}

static bool check_result(const Call *c) {
    const uint8_t wanted = schema_types(c->node);
    if (!wanted || compatible(c->info->types) & wanted) return true;
    say_type(c, c->place, own_rule(c), c->info->types, wanted);
    return false;
}

// ---- names

static void offer_all(Nearest *nearest, const Table *table) {
    for (size_t i = 0; i < table->count; i++) nearest_offer(nearest, table->entries[i].key);
}

static void say_no_resource(const Call *c, Rule rule, const Spot *place, Str name, bool parameters) {
    Nearest nearest = nearest_to(name);
    complain_as(c->walk, rule, place, "there is no %s `%.*s`", parameters ? "parameter or resource" : "resource",
                STR_ARG(name));
    offer_all(&nearest, &c->walk->model->resources);
    if (parameters) offer_all(&nearest, &c->walk->model->parameters);
    if (nearest_found(&nearest)) suggest(c->walk, nearest.best);
}

static bool names_something(const Call *c, Str name) {
    if (model_parameter(c->walk, name) || model_is_pseudo(name)) return true;
    return !c->context->no_resources && (model_resource(c->walk, name) || model_may_be_made(c->walk, name));
}

// ---- Ref

static bool is_single(uint8_t types) {
    return types & (SCHEMA_STRING | SCHEMA_BOOLEAN | SCHEMA_INTEGER | SCHEMA_NUMBER);
}

static bool check_ref_type(const Call *c, Str name, const Spot *place) {
    const uint8_t wanted = schema_types(c->node);
    const Parameter *parameter = model_parameter(c->walk, name);
    const bool is_list = parameter ? parameter->is_list : str_is(name, "AWS::NotificationARNs");
    if (!wanted || str_is(name, "AWS::NoValue")) return true;
    const bool odd = parameter && !parameter->is_documented; // nobody knows what such a type gives
    const bool wrong = !is_single(wanted) ? !is_list || odd : !(wanted & SCHEMA_ARRAY) && (is_list || odd);
    if (!wrong) return true;
    say_type(c, place, own_rule(c), is_list ? SCHEMA_ARRAY : SCHEMA_STRING, wanted);
    return false;
}

static Str format_of(SchemaNode node) { return schema_text(node, SCHEMA_FORMAT); }

// Whether something of node `source` may stand where `format` is asked for.
static bool has_format(SchemaNode source, Str format) {
    SchemaIterator branches = schema_children(source, SCHEMA_EDGE_ANY_OF);
    SchemaChild branch;
    if (str_equal(format_of(source), format)) return true;
    while (schema_next_child(&branches, &branch))
        if (str_equal(format_of(branch.node), format)) return true;
    return false;
}

// A security group's Ref gives its ID in a VPC, and its name outside: such types give one of several
// formats, the first where they name a VPC.
static bool ref_has_format(const Resource *resource, SchemaNode source, Str format) {
    SchemaIterator branches = schema_children(source, SCHEMA_EDGE_ANY_OF);
    SchemaChild branch;
    const bool names_vpc = schema_has_node(schema_find_property(schema_type_root(resource->type), STR("VpcId")).node);
    if (!names_vpc || !schema_next_child(&branches, &branch) ||
        !schema_has_node(schema_find_attribute(resource->type, STR("GroupId")).node))
        return has_format(source, format);
    if (!value_get(resource->properties, STR("VpcId"))) schema_next_child(&branches, &branch);
    return str_equal(format_of(branch.node), format);
}

static void check_ref_format(const Call *c, const Resource *resource) {
    const Str format = format_of(c->node);
    if (!format.length || resource->is_custom || !schema_type_name(resource->type).length) return;
    const SchemaNode source = schema_ref_node(resource->type);
    if (ref_has_format(resource, source, format)) return;
    complain_as(c->walk, RULE_E1041, c->place, "`!Ref %.*s` gives no %.*s", STR_ARG(resource->id), STR_ARG(format));
}

static void check_ref_uses(const Call *c, const Parameter *parameter) {
    const Str section = place_key_at(c->place, 0), attribute = place_key_at(c->place, 2);
    const bool shows = str_is(section, "Metadata") || str_is(section, "Outputs") ||
                       (str_is(section, "Resources") && str_is(attribute, "Metadata"));
    if (parameter->no_echo && shows) {
        complain_as(c->walk, RULE_W2010, &c->at, "`%.*s` is hidden by NoEcho, but shown here",
                    STR_ARG(parameter->name));
    }
    if (!c->context->attached || !c->context->resource) return;
    if (place_has_check(c->context, c->place, "W1011") && !place_in_function(c->place, true))
        complain_as(c->walk, RULE_W1011, c->place, "a secret comes from the parameter `%.*s`",
                    STR_ARG(parameter->name));
    const bool of_image =
        schema_values_include(walk_rules(c->walk, "format/image-types"), SCHEMA_ENUM, parameter->type);
    if (!of_image && place_has_check(c->context, c->place, "W2506") && !place_in_function(c->place, false)) {
        const ValueEntry *type = value_find(parameter->entry->value, STR("Type"));
        const Spot at = place_key(c->place, type);
        complain_as(c->walk, RULE_W2506, &at, "`%.*s` is used as an image's ID, but is of type %.*s",
                    STR_ARG(parameter->name), STR_ARG(parameter->type));
    }
}

static bool check_ref(const Call *c) {
    if (c->argument->kind != VALUE_STRING) return true;
    const Str name = c->argument->as.text;
    if (!names_something(c, name)) {
        say_no_resource(c, own_rule(c), &c->at, name, true);
        return false;
    }
    return true;
}

static void check_ref_more(const Call *c) {
    if (c->argument->kind != VALUE_STRING) return;
    const Str name = c->argument->as.text;
    const Parameter *parameter = model_parameter(c->walk, name);
    const Resource *resource = model_resource(c->walk, name);
    if (!check_ref_type(c, name, c->place)) return;
    if (parameter) check_ref_uses(c, parameter);
    if (resource && !parameter) check_ref_format(c, resource);
}

// ---- GetAtt

static void say_no_attribute(const Call *c, Rule rule, const Spot *place, const Resource *resource, Str name) {
    Nearest nearest = nearest_to(name);
    SchemaIterator attributes = schema_attributes(resource->type);
    SchemaAttribute attribute;
    complain_as(c->walk, rule, place, "%.*s has no attribute `%.*s`", STR_ARG(resource->type_name), STR_ARG(name));
    while (schema_next_attribute(&attributes, &attribute)) nearest_offer(&nearest, attribute.name);
    if (nearest_found(&nearest)) suggest(c->walk, nearest.best);
}

// What an attribute is must fit without conversion, except where a number or truth value is asked
// for: what the attribute's value will be then decides.
static bool attribute_fits(const Call *c, SchemaNode attribute) {
    const uint8_t given = schema_types(attribute), wanted = schema_types(c->node);
    return !given || !wanted || wanted & (SCHEMA_BOOLEAN | SCHEMA_INTEGER) || given & wanted;
}

static void check_attribute_format(const Call *c, const Resource *resource, SchemaNode attribute) {
    const Str format = format_of(c->node);
    if (!format.length || resource->is_custom || has_format(attribute, format)) return;
    // What a stack or a product puts out is known to its template alone.
    if (schema_has_node(schema_find_attribute(resource->type, STR("Outputs.x")).node)) return;
    complain_as(c->walk, RULE_E1040, c->place, "this attribute of %.*s is no %.*s", STR_ARG(resource->type_name),
                STR_ARG(format));
}

static bool check_attribute(const Call *c, const Value *id, const Value *name, const Spot *id_place,
                            const Spot *name_place, Rule rule) {
    if (id->kind != VALUE_STRING) return true;
    const Resource *resource = c->context->no_resources ? NULL : model_resource(c->walk, id->as.text);
    if (!resource) {
        if (!c->context->no_resources && model_may_be_made(c->walk, id->as.text)) return true;
        say_no_resource(c, rule, id_place, id->as.text, false);
        return false;
    }
    if (name->kind != VALUE_STRING || resource->is_module || !schema_type_name(resource->type).length) return true;
    const SchemaAttribute attribute = schema_find_attribute(resource->type, name->as.text);
    if (!schema_has_node(attribute.node)) {
        if (schema_is_partial(resource->type)) return true;
        say_no_attribute(c, rule, name_place, resource, name->as.text);
        return false;
    }
    if (!attribute_fits(c, attribute.node)) {
        complain_as(c->walk, rule, &c->at, "`%.*s` is %s where %s is needed", STR_ARG(name->as.text),
                    schema_types(attribute.node) & SCHEMA_ARRAY    ? "a list"
                    : schema_types(attribute.node) & SCHEMA_OBJECT ? "a map"
                                                                   : "a single value",
                    wants(schema_types(c->node)));
        return false;
    }
    check_attribute_format(c, resource, attribute.node);
    return true;
}

static bool check_get_att(const Call *c) {
    const Value *list = c->argument;
    if (list->kind != VALUE_LIST || list->as.items.count != 2) return true;
    const Spot id = place_item(&c->at, list, 0), name = place_item(&c->at, list, 1);
    // A short form, or a text with a dot, has no elements to point at.
    const bool plain = list->as.items.at[0]->span.start == list->span.start;
    return check_attribute(c, list->as.items.at[0], list->as.items.at[1], plain ? &c->at : &id, plain ? &c->at : &name,
                           own_rule(c));
}

// ---- Sub

// The next `${name}` at or after `*at`, without blanks around; false when there is none.
static bool next_variable(Str text, size_t *at, Str *name) {
    for (;;) {
        const size_t open = str_find(text, STR("${"), *at), close = str_find_byte(text, '}', open);
        if (open == text.length || close == text.length) return false;
        *at = close + 1;
        *name = str_trim(str_slice(text, open + 2, close));
        if (name->length && name->at[0] != '!') return true;
        *at = open + 2;
    }
}

static bool check_variable(Call *c, Str name, const Value *given, uint8_t *text_only) {
    (void)text_only;
    const size_t dot = str_find_byte(name, '.', 0);
    Value *id = value_string(c->walk->arena, c->argument->span, str_slice(name, 0, dot));
    if (dot == name.length) {
        const Value *own = given ? value_get(given, name) : NULL;
        const bool itself = own && value_is_call(own, INTRINSIC_REF) && own->as.call.argument->kind == VALUE_STRING &&
                            str_equal(own->as.call.argument->as.text, name);
        if (own && !itself) return true;
        if (!names_something(c, name)) {
            say_no_resource(c, own_rule(c), &c->at, name, true);
            return false;
        }
        const Parameter *parameter = model_parameter(c->walk, name);
        if ((parameter && parameter->is_list) || str_is(name, "AWS::NotificationARNs")) {
            complain_as(c->walk, own_rule(c), &c->at, "`%.*s` is a list; only single values can stand in text",
                        STR_ARG(name));
            return false;
        }
        return true;
    }
    Value *attribute = value_string(c->walk->arena, c->argument->span, str_slice(name, dot + 1, name.length));
    return check_attribute(c, id, attribute, &c->at, &c->at, own_rule(c));
}

static void check_use_of_variables(Call *c, Str text, const Value *given) {
    Str name;
    size_t at = 0;
    const bool any = next_variable(text, &at, &name);
    if (!any && !c->walk->model->is_serverless) {
        const Spot place = given ? place_item(&c->at, c->argument, 0) : c->at;
        complain_as(c->walk, RULE_W1020, &place, "`!Sub` has nothing to replace here");
        advise(c->walk, "write the text without it");
    }
    for (size_t i = 0; given && i < given->as.entries.count; i++) {
        bool used = false;
        for (at = 0; !used && next_variable(text, &at, &name);) used = str_equal(name, given->as.entries.at[i].key);
        if (used) continue;
        const Spot map = place_item(&c->at, c->argument, 1), place = place_key(&map, &given->as.entries.at[i]);
        complain_as(c->walk, RULE_W1019, &place, "the text has no `${%.*s}`", STR_ARG(given->as.entries.at[i].key));
    }
}

static bool check_sub(Call *c) {
    const Value *text = c->argument, *given = NULL;
    Call inner = *c;
    Str name;
    size_t at = 0;
    bool fine = true;
    if (text->kind == VALUE_LIST && text->as.items.count == 2) {
        given = text->as.items.at[1];
        text = text->as.items.at[0];
    }
    if (text->kind != VALUE_STRING || (given && given->kind != VALUE_MAP)) return true;
    inner.node = walk_rules(c->walk, "format/text");
    while (next_variable(text->as.text, &at, &name)) fine = check_variable(&inner, name, given, NULL) && fine;
    if (fine && !c->context->composite) check_use_of_variables(c, text->as.text, given);
    return fine;
}

// ---- If

static void check_branch(const Call *c, size_t index, bool holds, int condition) {
    Walk *walk = c->walk;
    Context context = *c->context;
    const Value *value = c->argument->as.items.at[index];
    Spot at = place_item(&c->at, c->argument, index);
    at.step = STR_NONE;
    const int known = logic_known(&context.facts, condition);
    logic_assume(&context.facts, condition, holds);
    const bool reachable =
        condition < 0 || (known < 0 ? logic_possible(walk->model->logic, &context.facts, false) : known == (int)holds);
    if (!reachable) {
        context.facts = c->context->facts;
        if (!c->context->composite)
            complain_as(walk, RULE_W1028, &at, "`%.*s` is never %s here", STR_ARG(c->argument->as.items.at[0]->as.text),
                        holds ? "true" : "false");
    }
    walk_value(walk, &context, value, c->node, &at, c->part);
}

static bool check_if(const Call *c) {
    const Value *list = c->argument;
    if (list->kind != VALUE_LIST || list->as.items.count != 3 || list->as.items.at[0]->kind != VALUE_STRING)
        return true;
    const Str name = list->as.items.at[0]->as.text;
    const int condition = logic_find(c->walk->model->logic, name);
    if (!value_get(c->walk->model->conditions, name)) {
        const Spot at = place_item(&c->at, list, 0);
        Nearest nearest = nearest_to(name);
        const Value *conditions = c->walk->model->conditions;
        complain_as(c->walk, own_rule(c), &at, "there is no condition `%.*s`", STR_ARG(name));
        for (size_t i = 0; conditions && conditions->kind == VALUE_MAP && i < conditions->as.entries.count; i++)
            nearest_offer(&nearest, conditions->as.entries.at[i].key);
        if (nearest_found(&nearest)) suggest(c->walk, nearest.best);
        return false;
    }
    check_branch(c, 1, true, condition);
    check_branch(c, 2, false, condition);
    return true;
}

// ---- others

static bool check_condition(const Call *c) {
    if (c->argument->kind != VALUE_STRING || value_get(c->walk->model->conditions, c->argument->as.text)) return true;
    complain_as(c->walk, own_rule(c), &c->at, "there is no condition `%.*s`", STR_ARG(c->argument->as.text));
    return false;
}

// A comparison whose outcome is known now.
static void check_equals(const Call *c) {
    const Value *list = c->argument;
    if (list->kind != VALUE_LIST || list->as.items.count != 2) return;
    const Value *left = list->as.items.at[0], *right = list->as.items.at[1];
    if (value_is_scalar(left) && value_is_scalar(right))
        complain_as(c->walk, RULE_W8003, c->place, "this comparison is always %s",
                    str_equal(value_scalar_text(left), value_scalar_text(right)) ? "true" : "false");
    else if (value_equal(left, right))
        complain_as(c->walk, RULE_W8003, c->place, "this comparison is always true");
}

static bool is_plain_part(const Value *part) {
    if (part->kind == VALUE_LIST || part->kind == VALUE_MAP)
        return part->kind == VALUE_LIST || part->as.entries.count != 1;
    if (part->kind != VALUE_CALL) return true;
    if (part->as.call.function == INTRINSIC_SUB) return part->as.call.argument->kind == VALUE_STRING;
    return part->as.call.function == INTRINSIC_REF || part->as.call.function == INTRINSIC_GET_ATT;
}

static void check_join(const Call *c) {
    const Value *list = c->argument;
    if (list->kind != VALUE_LIST || list->as.items.count != 2 || c->walk->model->is_cdk) return;
    const Value *delimiter = list->as.items.at[0], *parts = list->as.items.at[1];
    if (delimiter->kind != VALUE_STRING || delimiter->as.text.length || parts->kind != VALUE_LIST) return;
    for (size_t i = 0; i < parts->as.items.count; i++)
        if (!is_plain_part(parts->as.items.at[i])) return;
    const Spot at = place_item(&c->at, list, 0);
    complain_as(c->walk, RULE_I1022, &at, "`!Sub` is easier to read than `!Join` with an empty delimiter");
}

static void check_import(const Call *c) {
    if (str_is(place_key_at(c->place, 0), "Outputs") && str_is(place_key_at(c->place, 2), "Value"))
        complain_as(c->walk, RULE_W6001, &c->at, "this output passes on what another stack puts out");
}

// The index of a list that is written out must be in it.
static bool check_select(const Call *c) {
    const Value *list = c->argument;
    double index;
    if (list->kind != VALUE_LIST || list->as.items.count != 2 || list->as.items.at[1]->kind != VALUE_LIST) return true;
    const size_t count = list->as.items.at[1]->as.items.count;
    if (!value_as_number(list->as.items.at[0], &index) || index < (double)count) return true;
    const Spot at = place_item(&c->at, list, 0);
    complain_as(c->walk, own_rule(c), &at, "the list has only %zu element%s", count, count == 1 ? "" : "s");
    advise(c->walk, "indices begin at 0");
    return false;
}

static bool check_azs(const Call *c) {
    if (c->argument->kind != VALUE_STRING || !c->argument->as.text.length || schema_knows_region(c->argument->as.text))
        return true;
    complain_as(c->walk, own_rule(c), &c->at, "`%.*s` is no region", STR_ARG(c->argument->as.text));
    return false;
}

static bool check_split(const Call *c) {
    const Value *list = c->argument;
    if (list->kind != VALUE_LIST || list->as.items.count != 2 || list->as.items.at[1]->kind != VALUE_STRING)
        return true;
    const Str text = list->as.items.at[1]->as.text;
    if (str_find(text, STR("{{resolve:"), 0) == text.length) return true;
    const Spot at = place_item(&c->at, list, 1);
    complain_as(c->walk, own_rule(c), &at, "a dynamic reference is not yet resolved when `!Split` looks at it");
    return false;
}

static bool needs_extensions(const Call *c) {
    if ((c->function != INTRINSIC_LENGTH && c->function != INTRINSIC_TO_JSON_STRING) || c->walk->model->has_extensions)
        return false;
    complain_as(c->walk, c->info->rule, c->place, "`%s` needs the transform AWS::LanguageExtensions",
                intrinsic_tag(c->function));
    return true;
}

// ---- a call

static SchemaNode shape_of(const Call *c) {
    const char *name = intrinsic_name(c->function);
    const char *variant = c->walk->model->has_extensions               ? "+extensions"
                          : str_is(place_key_at(c->place, 0), "Rules") ? "+rules"
                                                                       : "";
    const SchemaNode special =
        *variant ? walk_rules_named(c->walk, str_format(c->walk->arena, "function/%s%s", name, variant))
                 : (SchemaNode){0};
    return schema_has_node(special) ? special
                                    : walk_rules_named(c->walk, str_format(c->walk->arena, "function/%s", name));
}

// Whether the argument has the shape that the function needs.
static bool check_argument(Call *c) {
    Sink *sink = c->walk->sink;
    const size_t before = sink->errors;
    walk_value(c->walk, &c->inside, c->argument, shape_of(c), &c->at, PART_ALL);
    return sink->errors == before;
}

static bool check_names(Call *c) {
    switch ((int)c->function) {
    case INTRINSIC_REF: return check_ref(c);
    case INTRINSIC_GET_ATT: return check_get_att(c);
    case INTRINSIC_SUB: return check_sub(c);
    case INTRINSIC_SELECT: return check_select(c);
    case INTRINSIC_GET_AZS: return check_azs(c);
    case INTRINSIC_CONDITION: return check_condition(c);
    case INTRINSIC_SPLIT: return check_split(c);
    default: return true;
    }
}

static void check_habits(const Call *c) {
    switch ((int)c->function) {
    case INTRINSIC_REF: check_ref_more(c); break;
    case INTRINSIC_EQUALS: check_equals(c); break;
    case INTRINSIC_JOIN: check_join(c); break;
    case INTRINSIC_IMPORT_VALUE: check_import(c); break;
    default: break;
    }
}

static bool constrains(SchemaNode node, int depth) {
    SchemaIterator facts = schema_facts(node), properties = schema_properties(node);
    SchemaFact fact;
    SchemaProperty property;
    while (schema_next_fact(&facts, &fact)) switch ((int)fact.keyword) {
        case SCHEMA_CONST:
        case SCHEMA_ENUM:
        case SCHEMA_ENUM_ANY_CASE:
        case SCHEMA_ENUM_IN:
        case SCHEMA_FORMAT:
        case SCHEMA_PATTERN:
        case SCHEMA_MIN_LENGTH:
        case SCHEMA_MAX_LENGTH:
        case SCHEMA_MINIMUM:
        case SCHEMA_MAXIMUM:
        case SCHEMA_ABOVE:
        case SCHEMA_BELOW:
        case SCHEMA_MULTIPLE_OF: return true;
        default: break;
        }
    static const SchemaEdge edges[] = {SCHEMA_EDGE_ANY_OF, SCHEMA_EDGE_ONE_OF, SCHEMA_EDGE_ALL_OF, SCHEMA_EDGE_NOT,
                                       SCHEMA_EDGE_IF};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (schema_has_node(schema_child(node, edges[i]))) return true;
    if (depth > 3) return true;
    const SchemaNode items = schema_child(node, SCHEMA_EDGE_ITEMS);
    if (schema_has_node(items) && constrains(items, depth + 1)) return true;
    return schema_next_property(&properties, &property);
}

static void say_lost(const Call *c, const Resolutions *found) {
    Spot at = place_item(&c->at, c->argument, found->lost_index);
    complain_as(c->walk, own_rule(c), &at, "%.*s", STR_ARG(found->reason));
}

// Judges what the function may give. One value that fits and is certain is enough.
static void check_given(Call *c) {
    Resolutions found = {0};
    Sink own = {0}, *before = c->walk->sink;
    if (c->info->resolved == RULE_NONE || !constrains(c->node, 0)) return;
    Context context = *c->context;
    context.strict = false;
    context.resolved = true;
    resolve_value(c->walk, &context, c->call, &found);
    if (found.lost && c->function == INTRINSIC_FIND_IN_MAP) {
        say_lost(c, &found);
        return;
    }
    c->walk->sink = &own;
    for (size_t i = 0; i < found.all.count; i++) {
        const Resolved *each = &found.all.at[i];
        const size_t errors = own.findings.count;
        const Spot at = place_function(c->place, c->call);
        context.from_parameter = each->from_parameter;
        context.parameter = each->parameter;
        context.facts = each->facts;
        walk_value(c->walk, &context, each->value, c->node, &at, PART_STANDARD);
        if (own.findings.count == errors && !each->from_parameter) {
            own.findings.count = 0;
            break;
        }
    }
    c->walk->sink = before;
    for (size_t i = 0; i < own.findings.count; i++) {
        Finding finding = own.findings.at[i];
        finding.rule = c->info->resolved;
        finding.depth = c->place->depth;
        finding.label = STR_NONE;
        finding.fix = STR_NONE;
        if (c->context->parameter.start == 0 && finding.span.start != context.parameter.start)
            finding.span = place_span(c->walk, &c->at);
        before->errors += rule_info(finding.rule)->severity == SEVERITY_ERROR;
        if (!before->muted) vector_add(c->walk->arena, &before->findings, finding);
    }
}

void check_call(Walk *walk, const Context *context, const Value *call, SchemaNode node, const Spot *place, Part part) {
    Call c = {.walk = walk,
              .part = part,
              .context = context,
              .inside = *context,
              .call = call,
              .argument = call->as.call.argument,
              .node = node,
              .place = place,
              .at = place_function(place, call),
              .function = call->as.call.function,
              .info = &infos[call->as.call.function]};
    if (context->composite && c.function != INTRINSIC_IF) note_unknown(walk);
    if (c.info->rule == RULE_NONE || (context->composite && c.function != INTRINSIC_IF)) return;
    if (needs_extensions(&c)) return;
    c.inside.strict = false;
    c.inside.attached = false;
    c.inside.function_rule = own_rule(&c);
    const bool fits = check_result(&c);
    if (!check_argument(&c) || !fits) return;
    if (c.function == INTRINSIC_IF) {
        check_if(&c);
        return;
    }
    if (!check_names(&c)) return;
    check_habits(&c);
    check_given(&c);
}
