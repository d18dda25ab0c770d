// Values against values: what is the same, and what differs at which path.
#include "base/decimal.h"
#include "diff/differ.h"

// ---- sites

Site differ_root(SchemaType type) { return (Site){.node = schema_type_root(type)}; }

static Str extended(Arena *arena, Str path, Str name) {
    return path.length ? str_format(arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(name)) : name;
}

static SchemaNode node_of_values(SchemaNode node) {
    const SchemaNode inside = schema_child(node, SCHEMA_EDGE_MAP);
    return schema_has_node(inside) ? inside : schema_child(node, SCHEMA_EDGE_ADDITIONAL);
}

Site differ_under_key(Site site, Str key) {
    const SchemaNode property = schema_find_property(site.node, key).node;
    return (Site){.node = schema_has_node(property) ? property : node_of_values(site.node), .policy = site.policy};
}

Site differ_under_list(Site site) {
    return (Site){.node = schema_child(site.node, SCHEMA_EDGE_ITEMS), .policy = site.policy};
}

// A key of a map, unlike a property, is no part of a schema's path.
Site differ_member(const Walk *walk, Site site, Str key) {
    const SchemaNode property = schema_find_property(site.node, key).node, values = node_of_values(site.node);
    const bool is_key = !schema_has_node(property) && schema_has_node(values);
    return (Site){.path = extended(walk->arena, site.path, key),
                  .schema_path = is_key ? site.schema_path : extended(walk->arena, site.schema_path, key),
                  .node = is_key ? values : property,
                  .policy = site.policy};
}

Site differ_element(const Walk *walk, Site site, Str label) {
    site.path = str_format(walk->arena, "%.*s[%.*s]", STR_ARG(site.path), STR_ARG(label));
    site.node = schema_child(site.node, SCHEMA_EDGE_ITEMS);
    return site;
}

// IAM's elements are sets of statements, actions and so on:
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
static bool is_policy(const Value *map) { return value_find(map, STR("Statement")) != NULL; }

bool differ_is_unordered(Site site) { return site.policy || schema_has(site.node, SCHEMA_UNORDERED); }

const Value *differ_present(const Value *value) {
    if (!value || value->kind == VALUE_NULL) return NULL;
    const bool is_none =
        value_is_call(value, INTRINSIC_REF) && str_is(differ_scalar(value->as.call.argument), "AWS::NoValue");
    return is_none ? NULL : value;
}

// ---- the same

static bool is_scalar(const Value *value) {
    return value->kind == VALUE_BOOL || value->kind == VALUE_NUMBER || value->kind == VALUE_STRING;
}

static bool is_textual(SchemaNode node) {
    const uint8_t types = schema_types(node);
    return types & SCHEMA_STRING && !(types & (SCHEMA_NUMBER | SCHEMA_INTEGER));
}

// CloudFormation makes of "10" a number and of 10 a string, as the property needs. Of two texts
// "14.1" and "14.10" are versions as likely as numbers, and differ.
static bool same_scalars(Site site, const Value *a, const Value *b) {
    Decimal left, right;
    if (str_equal(differ_scalar(a), differ_scalar(b))) return true;
    if (a->kind != VALUE_NUMBER && b->kind != VALUE_NUMBER) return false;
    if (is_textual(site.node)) return false;
    return decimal_parse(differ_scalar(a), &left) && decimal_parse(differ_scalar(b), &right) &&
           decimal_compare(left, right) == 0;
}

static bool same_maps(const Walk *walk, Site site, const Value *a, const Value *b) {
    site.policy = site.policy || is_policy(a);
    for (size_t i = 0; i < a->as.entries.count; i++) {
        const ValueEntry *entry = &a->as.entries.at[i];
        if (!differ_same(walk, differ_under_key(site, entry->key), entry->value, value_get(b, entry->key)))
            return false;
    }
    for (size_t i = 0; i < b->as.entries.count; i++) {
        const ValueEntry *entry = &b->as.entries.at[i];
        if (differ_present(entry->value) && !value_find(a, entry->key)) return false;
    }
    return true;
}

static bool same_calls(const Walk *walk, Site site, const Value *a, const Value *b) {
    if (a->kind == VALUE_CALL && b->kind == VALUE_CALL && a->as.call.function == b->as.call.function &&
        differ_same(walk, (Site){.policy = site.policy}, a->as.call.argument, b->as.call.argument))
        return true;
    return str_equal(differ_text(walk->arena, a, NULL), differ_text(walk->arena, b, NULL));
}

// In a policy `Action: a` is `Action: [a]`.
static bool same_as_list_of_one(const Walk *walk, Site site, const Value *a, const Value *b) {
    if (!site.policy) return false;
    if (b->kind == VALUE_LIST) return same_as_list_of_one(walk, site, b, a);
    return a->kind == VALUE_LIST && a->as.items.count == 1 && differ_same(walk, site, a->as.items.at[0], b);
}

bool differ_same(const Walk *walk, Site site, const Value *a, const Value *b) {
    a = differ_present(a);
    b = differ_present(b);
    if (a == b) return true;
    if (!a || !b) return false;
    if (value_equal(a, b)) return true;
    if (is_scalar(a) && is_scalar(b)) return same_scalars(site, a, b);
    if (a->kind == VALUE_MAP && b->kind == VALUE_MAP) return same_maps(walk, site, a, b);
    if (a->kind == VALUE_LIST && b->kind == VALUE_LIST) return differ_same_lists(walk, site, a, b);
    if (a->kind == VALUE_CALL || b->kind == VALUE_CALL) return same_calls(walk, site, a, b);
    return a->kind != b->kind && (a->kind == VALUE_LIST || b->kind == VALUE_LIST) &&
           same_as_list_of_one(walk, site, a, b);
}

// ---- what a change does

static DiffEffect worse(DiffEffect a, DiffEffect b) { return a > b ? a : b; }

DiffEffect differ_effect(SchemaType type, Str schema_path) {
    if (schema_path_is(type, SCHEMA_PATHS_CREATE_ONLY, schema_path)) return EFFECT_REPLACE;
    if (schema_path_is(type, SCHEMA_PATHS_MAY_REPLACE, schema_path)) return EFFECT_MAY_REPLACE;
    return EFFECT_UPDATE;
}

// The gravest effect of anything in a value that comes or goes as a whole.
static DiffEffect effect_within(const Walk *walk, Site site, const Value *value) {
    DiffEffect effect = differ_effect(walk->type, site.schema_path);
    if (!value || effect == EFFECT_REPLACE) return effect;
    if (value->kind == VALUE_MAP)
        for (size_t i = 0; i < value->as.entries.count; i++) {
            const ValueEntry *entry = &value->as.entries.at[i];
            effect = worse(effect, effect_within(walk, differ_member(walk, site, entry->key), entry->value));
        }
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++)
            effect = worse(effect, effect_within(walk, differ_element(walk, site, STR_NONE), value->as.items.at[i]));
    if (value_is_call(value, INTRINSIC_IF) && value->as.call.argument->kind == VALUE_LIST)
        for (size_t i = 1; i < value->as.call.argument->as.items.count; i++)
            effect = worse(effect, effect_within(walk, site, value->as.call.argument->as.items.at[i]));
    return effect;
}

void differ_add_change(const Walk *walk, Site site, const Value *before, const Value *after) {
    DiffChange change = {.path = site.path, .before = before, .after = after, .effect = EFFECT_NONE};
    if (schema_has_type(walk->type))
        change.effect = worse(effect_within(walk, site, before), effect_within(walk, site, after));
    vector_add(walk->arena, walk->changes, change);
}

// ---- what differs

static void compare_maps(const Walk *walk, Site site, const Value *before, const Value *after) {
    site.policy = site.policy || is_policy(before) || is_policy(after);
    for (size_t i = 0; i < before->as.entries.count; i++) {
        const ValueEntry *entry = &before->as.entries.at[i];
        differ_compare(walk, differ_member(walk, site, entry->key), entry->value, value_get(after, entry->key));
    }
    for (size_t i = 0; i < after->as.entries.count; i++) {
        const ValueEntry *entry = &after->as.entries.at[i];
        if (!value_find(before, entry->key))
            differ_compare(walk, differ_member(walk, site, entry->key), NULL, entry->value);
    }
}

// A condition around both sides that stays: the branches are compared each for itself.
static bool compare_branches(const Walk *walk, Site site, const Value *before, const Value *after) {
    if (!value_is_call(before, INTRINSIC_IF) || !value_is_call(after, INTRINSIC_IF)) return false;
    const Value *old = before->as.call.argument, *new = after->as.call.argument;
    if (old->kind != VALUE_LIST || new->kind != VALUE_LIST || old->as.items.count != 3 || new->as.items.count != 3)
        return false;
    if (!value_equal(old->as.items.at[0], new->as.items.at[0])) return false;
    const Str path = site.path, condition = differ_scalar(old->as.items.at[0]);
    for (size_t i = 1; i < 3; i++) {
        site.path =
            str_format(walk->arena, "%.*s(%s%.*s)", STR_ARG(path), i == 1 ? "if " : "if not ", STR_ARG(condition));
        differ_compare(walk, site, old->as.items.at[i], new->as.items.at[i]);
    }
    return true;
}

void differ_compare(const Walk *walk, Site site, const Value *before, const Value *after) {
    before = differ_present(before);
    after = differ_present(after);
    if (differ_same(walk, site, before, after)) return;
    const bool both = before && after;
    if (both && before->kind == VALUE_MAP && after->kind == VALUE_MAP)
        compare_maps(walk, site, before, after);
    else if (both && before->kind == VALUE_LIST && after->kind == VALUE_LIST)
        differ_compare_lists(walk, site, before, after);
    else if (!compare_branches(walk, site, before, after))
        differ_add_change(walk, site, before, after);
}
