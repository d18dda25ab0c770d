// Terms -> CloudFormation's values, each at its place in the schema.
//
// Here, and only here, meet what the language means and what a property wants: units come off,
// numbers become strings where AWS wants strings, a map of tags becomes a list of pairs, a resource
// becomes its Ref. Names are known by now, so nothing is linked later.
#include "base/buffer.h"
#include "base/nearest.h"
#include "expand/model.h"

static Str path_of(Expander *e, Str path, Str name) {
    return path.length ? str_format(e->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(name)) : name;
}

static SchemaType type_here(const Expander *e) { return e->lowering ? e->lowering->schema : (SchemaType){0}; }

// ---- findings about properties

static Diag *complain(Expander *e, DiagCode code, Span span, Str message) {
    const Instance *instance = e->lowering ? e->lowering->instance : NULL;
    const Span shown = coerce_blame(e, instance, span);
    Diag *diag = diag_add(e->diags, code, shown, "%.*s", STR_ARG(message));
    coerce_note_template(e, diag, span, shown);
    return diag;
}

static const char *wanted_type(uint8_t types) {
    if (types & SCHEMA_ARRAY) return "a list";
    if (types & SCHEMA_OBJECT) return "a map";
    if (types & SCHEMA_STRING) return "a string";
    if (types & SCHEMA_BOOLEAN) return "true or false";
    return types & SCHEMA_NUMBER ? "a number" : "a whole number";
}

static Value *wrong_type(Expander *e, const Term *term, SchemaNode node, Str path) {
    const Str found = term_description(e->arena, term);
    complain(e, DIAG_PROPERTY_TYPE, term->span,
             str_format(e->arena, "`%.*s` takes %s, not %.*s", STR_ARG(path), wanted_type(schema_types(node)),
                        STR_ARG(found)));
    return NULL;
}

// ---- properties

// The node of a property, also one that only a branch of oneOf and its kin names.
static bool find_property(SchemaNode node, Str name, SchemaNode *found) {
    const SchemaProperty property = schema_find_property(node, name);
    *found = property.node;
    if (schema_has_node(property.node)) return true;
    static const SchemaEdge edges[] = {SCHEMA_EDGE_ONE_OF, SCHEMA_EDGE_ANY_OF, SCHEMA_EDGE_ALL_OF};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        SchemaIterator it = schema_children(node, edges[i]);
        SchemaChild child;
        while (schema_next_child(&it, &child)) {
            const SchemaProperty inner = schema_find_property(child.node, name);
            *found = inner.node;
            if (schema_has_node(inner.node)) return true;
        }
    }
    const SchemaNode pattern = schema_child(node, SCHEMA_EDGE_MAP),
                     additional = schema_child(node, SCHEMA_EDGE_ADDITIONAL);
    *found = schema_has_node(pattern) ? pattern : additional;
    return schema_has_node(pattern) || schema_has_node(additional) || !schema_is_closed(node);
}

static void unknown_property(Expander *e, const TermEntry *entry, SchemaNode node, Str path) {
    const Str nearest = schema_nearest_property(node, entry->key);
    const Str where = path.length ? str_format(e->arena, "`%.*s`", STR_ARG(path)) : e->lowering->type;
    Diag *diag = complain(e, DIAG_PROPERTY_UNKNOWN, entry->key_span,
                          str_format(e->arena, "%.*s has no property `%.*s`", STR_ARG(where), STR_ARG(entry->key)));
    if (diag->span.start == entry->key_span.start) diag_suggest(e->diags, diag, entry->key_span, nearest);
}

static bool is_given(const Term *map, Str name) {
    for (size_t i = 0; i < map->as.map.count; i++)
        if (str_equal(map->as.map.entries[i].key, name))
            return lazy_force(map->as.map.entries[i].value)->kind != TERM_NULL;
    return false;
}

// Whether a key of the map that is no property was told to mean this one.
static bool is_misspelt(const Term *map, SchemaNode node, Str name) {
    for (size_t i = 0; i < map->as.map.count; i++) {
        SchemaNode found;
        const Str key = map->as.map.entries[i].key;
        if (!find_property(node, key, &found) && str_equal(schema_nearest_property(node, key), name)) return true;
    }
    return false;
}

static void check_required(Expander *e, const Term *map, SchemaNode node, Str path) {
    SchemaIterator it = schema_properties(node);
    SchemaProperty property;
    while (schema_next_property(&it, &property)) {
        if (!property.required || is_given(map, property.name) || is_misspelt(map, node, property.name)) continue;
        const Str where = path.length ? str_format(e->arena, "`%.*s`", STR_ARG(path)) : e->lowering->type;
        const Span span = path.length ? map->span : e->lowering->decl->name.span;
        complain(e, DIAG_PROPERTY_MISSING, span,
                 str_format(e->arena, "%.*s needs the property `%.*s`", STR_ARG(where), STR_ARG(property.name)));
    }
}

static void check_always_there(Expander *e, const Term *term, SchemaNode node, Str name, Str path) {
    if (!term->guard || !schema_find_property(node, name).required) return;
    const Str words = condition_in_words(e, term->guard);
    Diag *diag =
        complain(e, DIAG_GUARD_MISSING, term->span,
                 str_format(e->arena, "`%.*s` is required, and is here only if %.*s", STR_ARG(path), STR_ARG(words)));
    diag_label(e->diags, diag, "put this under the same `if`, or give another value with `??`");
}

static Value *lower_map(Expander *e, const Term *map, SchemaNode node, Str path) {
    Value *value = value_map(e->arena, map->span);
    for (size_t i = 0; i < map->as.map.count; i++) {
        const TermEntry *entry = &map->as.map.entries[i];
        SchemaNode inner;
        if (!find_property(node, entry->key, &inner)) {
            unknown_property(e, entry, node, path);
            continue;
        }
        const Term *term = lazy_force(entry->value);
        const Str inner_path = path_of(e, path, entry->key);
        check_always_there(e, term, node, entry->key, inner_path);
        Value *made = lower(e, term, inner, inner_path);
        if (made) value_put(e->arena, value, entry->key, entry->key_span, made);
    }
    if (schema_has_node(node)) check_required(e, map, node, path);
    return value;
}

static Value *lower_list(Expander *e, const Term *list, SchemaNode node, Str path) {
    Value *value = value_list(e->arena, list->span);
    const SchemaNode items = schema_child(node, SCHEMA_EDGE_ITEMS);
    for (size_t i = 0; i < list->as.list.items.count; i++) {
        Value *made = lower(e, list->as.list.items.at[i], items, path);
        if (made) value_add(e->arena, value, made);
    }
    return value;
}

// A map of tags where AWS wants pairs.
static Value *lower_tags(Expander *e, const Term *map, Str path) {
    Value *list = value_list(e->arena, map->span);
    const bool group = schema_tags(type_here(e)).form == SCHEMA_TAGS_GROUP;
    for (size_t i = 0; i < map->as.map.count; i++) {
        const TermEntry *entry = &map->as.map.entries[i];
        Value *made = lower(e, lazy_force(entry->value), (SchemaNode){0}, path);
        if (!made) continue;
        if (made->kind == VALUE_NUMBER) made = value_string(e->arena, made->span, made->as.text);
        if (made->kind == VALUE_BOOL)
            made = value_string(e->arena, made->span, made->as.boolean ? STR("true") : STR("false"));
        Value *pair = value_map(e->arena, entry->key_span);
        value_put(e->arena, pair, STR("Key"), entry->key_span, value_string(e->arena, entry->key_span, entry->key));
        value_put(e->arena, pair, STR("Value"), entry->key_span, made);
        if (group)
            value_put(e->arena, pair, STR("PropagateAtLaunch"), entry->key_span,
                      value_bool(e->arena, entry->key_span, true));
        value_add(e->arena, list, pair);
    }
    return list;
}

static bool are_tags(const Expander *e, Str path) {
    const SchemaTags tags = schema_tags(type_here(e));
    return (tags.form == SCHEMA_TAGS_LIST || tags.form == SCHEMA_TAGS_GROUP) && str_equal(tags.path, path);
}

// ---- scalars

static bool wants_only(SchemaNode node, uint8_t type) {
    const uint8_t types = schema_types(node);
    return types && !(types & (uint8_t)~type);
}

static bool allows(SchemaNode node, uint8_t type) {
    const uint8_t types = schema_types(node);
    return !types || (types & type);
}

static bool is_number_text(Str text) {
    Decimal number;
    return decimal_parse(text, &number);
}

static Value *lower_bool(Expander *e, const Term *term, SchemaNode node, Str path) {
    if (allows(node, SCHEMA_BOOLEAN)) return value_bool(e->arena, term->span, term->as.boolean);
    if (allows(node, SCHEMA_STRING))
        return value_string(e->arena, term->span, term->as.boolean ? STR("true") : STR("false"));
    return wrong_type(e, term, node, path);
}

static Value *lower_number(Expander *e, const Term *term, SchemaNode node, Str path) {
    if (term->as.number.inexact) {
        Diag *diag = complain(e, DIAG_NUMBER_INEXACT, term->span, STR("this quotient has no end"));
        diag_label(e->diags, diag, "round it with `floor`");
        return NULL;
    }
    if (allows(node, SCHEMA_INTEGER | SCHEMA_NUMBER)) {
        const bool whole_only = schema_types(node) && !allows(node, SCHEMA_NUMBER);
        if (whole_only && !decimal_is_integer(term->as.number.number)) return wrong_type(e, term, node, path);
        return value_number(e->arena, term->span, term->as.number.text);
    }
    if (allows(node, SCHEMA_STRING)) return value_string(e->arena, term->span, term->as.number.text);
    return wrong_type(e, term, node, path);
}

static Value *lower_string(Expander *e, const Term *term, SchemaNode node, Str path) {
    if (allows(node, SCHEMA_STRING)) return value_string(e->arena, term->span, term->as.text);
    // CloudFormation reads "10" as 10 and "true" as true.
    const bool number = allows(node, SCHEMA_INTEGER | SCHEMA_NUMBER) && is_number_text(term->as.text);
    const bool truth =
        allows(node, SCHEMA_BOOLEAN) && (str_is(term->as.text, "true") || str_is(term->as.text, "false"));
    // A document such as a policy may come as its JSON text; a dynamic reference may be anything.
    const bool document = schema_is_json(node) || str_starts(term->as.text, STR("{{resolve:"));
    return number || truth || document ? value_string(e->arena, term->span, term->as.text)
                                       : wrong_type(e, term, node, path);
}

static int64_t size_of_unit(Str unit) {
    static const struct {
        const char *unit;
        int64_t factor;
    } units[] = {
        {"B", 1},       {"bytes", 1},    {"KiB", 1024},   {"MiB", 1048576}, {"GiB", 1073741824}, {"TiB", 1099511627776},
        {"seconds", 1}, {"minutes", 60}, {"hours", 3600}, {"days", 86400}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(unit, units[i].unit)) return units[i].factor;
    return 0;
}

static Value *lower_quantity(Expander *e, const Term *term, SchemaNode node, Str path) {
    const Str unit = schema_unit(type_here(e), path), found = term_description(e->arena, term);
    const char *example = term->kind == TERM_SIZE ? "1GiB" : "1s";
    const bool size_unit = str_ends(unit, STR("iB")) || str_is(unit, "B") || str_is(unit, "bytes");
    const int64_t factor = size_of_unit(unit);
    if (!factor || size_unit != (term->kind == TERM_SIZE)) {
        Diag *diag =
            complain(e, DIAG_UNIT_MISSING, term->span,
                     str_format(e->arena, "in what unit `%.*s` counts is not known here, so %.*s cannot be put into it",
                                STR_ARG(path), STR_ARG(found)));
        diag_label(e->diags, diag, "take the unit off: `x / %s`", example);
        return NULL;
    }
    Decimal number;
    const bool exact = decimal_divide(term->as.number.number, decimal_of(factor), &number);
    if (!exact || (!decimal_is_integer(number) && !allows(node, SCHEMA_NUMBER))) {
        complain(e, DIAG_UNIT_INEXACT, term->span,
                 str_format(e->arena, "`%.*s` counts in whole %.*s, which %.*s is not", STR_ARG(path), STR_ARG(unit),
                            STR_ARG(found)));
        return NULL;
    }
    return lower_number(e, term_number(e->arena, term->span, number), node, path);
}

// ---- known at deployment

static Value *text_value(Expander *e, Span span, const char *text) {
    return value_string(e->arena, span, str_of(text));
}

static Value *no_value(Expander *e, Span span) {
    return value_call(e->arena, span, INTRINSIC_REF, text_value(e, span, "AWS::NoValue"));
}

static Value *lower_choice(Expander *e, const Term *term, SchemaNode node, Str path) {
    const TermList *parts = &term->as.later.arguments;
    const Guard *guard = e->lowering ? e->lowering->guard : NULL;
    const int settled = condition_settled(e, guard, parts->at[0]);
    if (settled >= 0) return lower(e, parts->at[settled ? 1 : 2], node, path);
    bool negated; // the opposite of a named condition is that condition with its arms changed over
    const Term *test = condition_named(parts->at[0], &negated);
    Value *list = value_list(e->arena, term->span);
    value_add(e->arena, list, value_string(e->arena, term->span, condition_name(e, test)));
    for (size_t i = 1; i < 3; i++) {
        Value *arm = lower(e, parts->at[negated ? 3 - i : i], node, path);
        value_add(e->arena, list, arm ? arm : no_value(e, term->span));
    }
    return value_call(e->arena, term->span, INTRINSIC_IF, list);
}

static void register_mapping(Expander *e, const Term *term) {
    for (size_t i = 0; i < e->mappings.count; i++)
        if (str_equal(e->mappings.at[i].name, term->as.later.text)) return;
    vector_add(e->arena, &e->mappings, (NamedMapping){term->as.later.text, term->as.later.arguments.at[0]});
}

static Value *lower_mapped(Expander *e, const Term *term) {
    register_mapping(e, term);
    Value *list = value_list(e->arena, term->span);
    value_add(e->arena, list, value_string(e->arena, term->span, term->as.later.text));
    value_add(e->arena, list, lower(e, term->as.later.arguments.at[1], (SchemaNode){0}, STR_NONE));
    value_add(e->arena, list, text_value(e, term->span, "Value"));
    return value_call(e->arena, term->span, INTRINSIC_FIND_IN_MAP, list);
}

static bool takes_one(Intrinsic function) {
    switch ((int)function) {
    case INTRINSIC_GET_AZS:
    case INTRINSIC_IMPORT_VALUE:
    case INTRINSIC_BASE64:
    case INTRINSIC_LENGTH:
    case INTRINSIC_TO_JSON_STRING: return true;
    default: return false;
    }
}

static Value *lower_call(Expander *e, const Term *term) {
    const TermList *arguments = &term->as.later.arguments;
    if (intrinsic_level(term->as.later.function) == LEVEL_TEST) { // a condition as a value
        const Term *yes = term_string(e->arena, term->span, STR("true")),
                   *no = term_string(e->arena, term->span, STR("false"));
        return lower(e, term_choice(e->arena, term->span, term, yes, no), (SchemaNode){0}, STR_NONE);
    }
    if (takes_one(term->as.later.function) && arguments->count == 1)
        return value_call(e->arena, term->span, term->as.later.function,
                          lower(e, arguments->at[0], (SchemaNode){0}, STR_NONE));
    Value *list = value_list(e->arena, term->span);
    for (size_t i = 0; i < arguments->count; i++) {
        Value *argument = lower(e, arguments->at[i], (SchemaNode){0}, STR_NONE);
        if (argument) value_add(e->arena, list, argument);
    }
    return value_call(e->arena, term->span, term->as.later.function, list);
}

// ---- text with holes

typedef struct Sub {
    Expander *e;
    Buffer text;
    Value *variables;
    const Term *term;
} Sub;

static void add_escaped(Sub *sub, Str text) {
    for (size_t at = 0; at < text.length;) {
        const size_t hole = str_find(text, STR("${"), at);
        buffer_add(&sub->text, str_slice(text, at, hole));
        if (hole < text.length) buffer_add_text(&sub->text, "${!");
        at = hole + 2;
    }
}

// The last name in the text that a hole was written as: `join(xs, ",")` gives Join, `xs[0]` Xs.
static Str name_of_hole(Expander *e, const Term *hole) {
    const Str text = sources_text(e->sources, hole->span);
    const size_t end = str_find_byte(text, '(', 0);
    Str last = STR("value");
    bool quoted = false;
    for (size_t at = 0; at < end; at++) {
        if (text.at[at] == '"') quoted = !quoted;
        if (quoted || !str_is_letter(text.at[at])) continue;
        const size_t start = at;
        while (at < end && (str_is_alphanumeric(text.at[at]) || text.at[at] == '_')) at++;
        last = str_slice(text, start, at--);
    }
    return identifier_pascal(e->arena, last);
}

static bool is_taken(const Sub *sub, Str name) {
    if (value_get(sub->variables, name)) return true;
    for (size_t i = 0; i < sub->term->as.later.arguments.count; i++) {
        const Term *part = sub->term->as.later.arguments.at[i];
        if (part->kind != TERM_LATER) continue;
        if (part->as.later.parameter && str_equal(part->as.later.parameter->logical_id, name)) return true;
        if (part->as.later.resource && str_equal(part->as.later.resource->logical_id, name)) return true;
    }
    return false;
}

static void add_variable(Sub *sub, const Term *hole) {
    Value *value = lower(sub->e, hole, (SchemaNode){0}, STR_NONE);
    if (!value) return;
    for (size_t i = 0; i < sub->variables->as.entries.count; i++) {
        if (!value_equal(sub->variables->as.entries.at[i].value, value)) continue;
        buffer_add_format(&sub->text, "${%.*s}", STR_ARG(sub->variables->as.entries.at[i].key));
        return;
    }
    const Str base = name_of_hole(sub->e, hole);
    Str name = base;
    for (int n = 2; is_taken(sub, name); n++) name = str_format(sub->e->arena, "%.*s%d", STR_ARG(base), n);
    value_put(sub->e->arena, sub->variables, name, hole->span, value);
    buffer_add_format(&sub->text, "${%.*s}", STR_ARG(name));
}

static void add_hole(Sub *sub, const Term *hole) {
    Resource *resource = hole->as.later.resource;
    switch (hole->as.later.kind) {
    case LATER_PARAMETER:
        hole->as.later.parameter->used = true;
        buffer_add_format(&sub->text, "${%.*s}", STR_ARG(hole->as.later.parameter->logical_id));
        break;
    case LATER_PSEUDO: buffer_add_format(&sub->text, "${%.*s}", STR_ARG(hole->as.later.text)); break;
    case LATER_REF:
        resource_mention(sub->e, resource);
        buffer_add_format(&sub->text, "${%.*s}", STR_ARG(resource->logical_id));
        break;
    case LATER_ATTRIBUTE:
        resource_mention(sub->e, resource);
        resource_check_attribute(sub->e, hole);
        buffer_add_format(&sub->text, "${%.*s.%.*s}", STR_ARG(resource->logical_id), STR_ARG(hole->as.later.text));
        break;
    case LATER_CALL:
    case LATER_TEXT:
    case LATER_CHOICE:
    case LATER_MAPPED: add_variable(sub, hole); break;
    }
}

static Value *lower_text(Expander *e, const Term *term) {
    Sub sub = {e, buffer_new(e->arena), value_map(e->arena, term->span), term};
    for (size_t i = 0; i < term->as.later.arguments.count; i++) {
        const Term *part = term->as.later.arguments.at[i];
        if (part->kind == TERM_STRING)
            add_escaped(&sub, part->as.text);
        else
            add_hole(&sub, part);
        if (e->lowering) resource_wait(e, e->lowering, part->after);
    }
    Value *text = value_string(e->arena, term->span, buffer_str(&sub.text));
    if (!sub.variables->as.entries.count) return value_call(e->arena, term->span, INTRINSIC_SUB, text);
    Value *list = value_list(e->arena, term->span);
    value_add(e->arena, list, text);
    value_add(e->arena, list, sub.variables);
    return value_call(e->arena, term->span, INTRINSIC_SUB, list);
}

static Value *lower_attribute(Expander *e, const Term *term) {
    Resource *resource = term->as.later.resource;
    resource_mention(e, resource);
    resource_check_attribute(e, term);
    Value *list = value_list(e->arena, term->span);
    value_add(e->arena, list, value_string(e->arena, term->span, resource->logical_id));
    value_add(e->arena, list, value_string(e->arena, term->span, term->as.later.text));
    return value_call(e->arena, term->span, INTRINSIC_GET_ATT, list);
}

static Value *lower_ref(Expander *e, Span span, Str name) {
    return value_call(e->arena, span, INTRINSIC_REF, value_string(e->arena, span, name));
}

static bool is_list_where_scalar_wanted(const Term *term, SchemaNode node) {
    const uint8_t types = schema_types(node);
    return term->as.later.type == LATER_LIST && types && !(types & (SCHEMA_ARRAY | SCHEMA_OBJECT));
}

static bool is_scalar_where_list_wanted(const Term *term, SchemaNode node) {
    const LaterType type = term->as.later.type;
    return wants_only(node, SCHEMA_ARRAY) && (type == LATER_STRING || type == LATER_NUMBER || type == LATER_BOOL) &&
           term->as.later.kind != LATER_CHOICE;
}

static Value *lower_later(Expander *e, const Term *term, SchemaNode node, Str path) {
    if (is_list_where_scalar_wanted(term, node) || is_scalar_where_list_wanted(term, node))
        return wrong_type(e, term, node, path);
    switch (term->as.later.kind) {
    case LATER_PARAMETER:
        term->as.later.parameter->used = true;
        return lower_ref(e, term->span, term->as.later.parameter->logical_id);
    case LATER_PSEUDO: return lower_ref(e, term->span, term->as.later.text);
    case LATER_REF:
        resource_mention(e, term->as.later.resource);
        return lower_ref(e, term->span, term->as.later.resource->logical_id);
    case LATER_ATTRIBUTE: return lower_attribute(e, term);
    case LATER_CALL: return lower_call(e, term);
    case LATER_TEXT: return lower_text(e, term);
    case LATER_CHOICE: return lower_choice(e, term, node, path);
    case LATER_MAPPED: return lower_mapped(e, term);
    }
    return NULL;
}

// ---- the whole

static Value *lower_kind(Expander *e, const Term *term, SchemaNode node, Str path) {
    switch (term->kind) {
    case TERM_POISON:
    case TERM_NULL: return NULL;
    case TERM_BOOL: return lower_bool(e, term, node, path);
    case TERM_NUMBER: return lower_number(e, term, node, path);
    case TERM_STRING: return lower_string(e, term, node, path);
    case TERM_CIDR: {
        Str text;
        term_text_of(e->arena, term, &text);
        return allows(node, SCHEMA_STRING) ? value_string(e->arena, term->span, text) : wrong_type(e, term, node, path);
    }
    case TERM_SIZE:
    case TERM_DURATION: return lower_quantity(e, term, node, path);
    case TERM_PERCENT: return lower_number(e, term_number(e->arena, term->span, term->as.number.number), node, path);
    case TERM_LIST:
        if (!allows(node, SCHEMA_ARRAY) && !schema_is_json(node)) return wrong_type(e, term, node, path);
        return lower_list(e, term, node, path);
    case TERM_MAP:
        if ((schema_types(node) & SCHEMA_ARRAY) && are_tags(e, path)) return lower_tags(e, term, path);
        if (!allows(node, SCHEMA_OBJECT) && !schema_is_json(node)) return wrong_type(e, term, node, path);
        return lower_map(e, term, node, path);
    case TERM_RESOURCE: return lower_later(e, resource_ref(e, term, term->span), node, path);
    case TERM_LATER: return lower_later(e, term, node, path);
    case TERM_REGEX:
    case TERM_RANGE:
    case TERM_INSTANCE: return wrong_type(e, term, node, path);
    }
    return NULL;
}

Value *lower(Expander *e, const Term *term, SchemaNode node, Str path) {
    if (!evaluate_count(e, term->span)) return NULL;
    if (e->depth >= MOST_EVALUATION_DEPTH) {
        e->out_of_bounds = true;
        diag_add(e->diags, DIAG_LIMIT_DEPTH, term->span, "the value is nested more than %d deep",
                 MOST_EVALUATION_DEPTH);
        return NULL;
    }
    if (e->lowering) resource_wait(e, e->lowering, term->after);
    if (term_is_missing(term))
        term = evaluate_present(e, term, coerce_blame(e, e->lowering ? e->lowering->instance : NULL, term->span));
    if (term->guard) { // absent in some deployments: so is what it is put into
        const Guard *missing = guard_missing(e->arena, term->guard, e->lowering ? e->lowering->guard : NULL);
        const Term *plain = term_guarded(e->arena, term, NULL);
        term = missing ? term_choice(e->arena, term->span, condition_of_guard(e, missing, term->span), plain,
                                     term_null(e->arena, term->span))
                       : plain;
    }
    e->depth++;
    Value *value = lower_kind(e, term, node, path);
    e->depth--;
    return value;
}
