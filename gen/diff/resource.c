// Resources: what each of them undergoes, as far as its own text says.
#include "diff/differ.h"

// ---- acts

DiffAct differ_act_of(DiffEffect effect) {
    switch (effect) {
    case EFFECT_NONE: return DIFF_TEMPLATE_ONLY;
    case EFFECT_UPDATE: return DIFF_UPDATED;
    case EFFECT_MAY_REPLACE: return DIFF_MAY_REPLACE;
    case EFFECT_MAY_REMOVE: return DIFF_MAY_REMOVE;
    case EFFECT_REPLACE: return DIFF_REPLACED;
    }
    return DIFF_UPDATED;
}

static bool is_settled(DiffAct act) { return act == DIFF_ADDED || act == DIFF_RENAMED || act == DIFF_REMOVED; }

static void raise(DiffResource *resource, DiffEffect effect) {
    const DiffAct act = differ_act_of(effect);
    if (!is_settled(resource->act) && act > resource->act) resource->act = act;
}

void differ_raise(Differ *d, DiffResource *resource, DiffChange change) {
    vector_add(d->arena, &resource->changes, change);
    raise(resource, change.effect);
}

// ---- attributes

// "Retain" protects most; nothing at all is CloudFormation's default, which depends on the type.
// docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
static int protection(Str policy) {
    static const char *const policies[] = {"Delete", "Snapshot", "RetainExceptOnCreate", "Retain"};
    for (int i = 3; i > 0; i--)
        if (str_is(policy, policies[i])) return i;
    return 0;
}

static bool is_policy(Str attribute) {
    return str_is(attribute, "DeletionPolicy") || str_is(attribute, "UpdateReplacePolicy");
}

// To write out the default is no change, where the type has no default of its own.
static bool is_default_policy(const DiffResource *resource, Str attribute, const Value *before, const Value *after) {
    const Value *there = before ? before : after;
    return is_policy(attribute) && !resource->stateful && (!before || !after) && str_is(differ_scalar(there), "Delete");
}

static DiffEffect effect_of_attribute(Str attribute) {
    return str_is(attribute, "Condition") ? EFFECT_MAY_REMOVE : EFFECT_NONE;
}

static void compare_attribute(Differ *d, DiffResource *resource, Str name, const Value *before, const Value *after) {
    const size_t first = resource->changes.count;
    const Walk walk = {d->arena, {0}, &resource->changes};
    const Site site = {.path = name, .policy = str_is(name, "DependsOn")}; // a set, and one stands for a list of one
    if (is_default_policy(resource, name, before, after)) return;
    differ_compare(&walk, site, before, after);
    if (is_policy(name) && protection(differ_scalar(after)) < protection(differ_scalar(before)))
        resource->unprotected = true;
    for (size_t i = first; i < resource->changes.count; i++) {
        // Without a condition, or no longer with one: it stays.
        resource->changes.at[i].effect = after ? effect_of_attribute(name) : EFFECT_NONE;
        raise(resource, resource->changes.at[i].effect);
    }
}

static bool is_attribute(Str name) { return !str_is(name, "Type") && !str_is(name, "Properties"); }

static void compare_attributes(Differ *d, DiffResource *resource, const Value *before, const Value *after) {
    for (size_t i = 0; i < before->as.entries.count; i++) {
        const ValueEntry *entry = &before->as.entries.at[i];
        if (is_attribute(entry->key))
            compare_attribute(d, resource, entry->key, entry->value, value_get(after, entry->key));
    }
    for (size_t i = 0; i < after->as.entries.count; i++) {
        const ValueEntry *entry = &after->as.entries.at[i];
        if (is_attribute(entry->key) && !value_find(before, entry->key))
            compare_attribute(d, resource, entry->key, NULL, entry->value);
    }
}

// ---- properties

static void compare_properties(Differ *d, DiffResource *resource, const Value *before, const Value *after) {
    const size_t first = resource->changes.count;
    const SchemaType type = schema_find_type(resource->type);
    const Value *none = value_map(d->arena, SPAN_NONE);
    const Value *old = value_get(before, STR("Properties")), *new = value_get(after, STR("Properties"));
    const Walk walk = {d->arena, type, &resource->changes};
    differ_compare(&walk, differ_root(type), old ? old : none, new ? new : none);
    for (size_t i = first; i < resource->changes.count; i++) {
        DiffChange *change = &resource->changes.at[i];
        if (!schema_has_type(type)) change->effect = EFFECT_UPDATE; // what more, only its owner knows
        raise(resource, change->effect);
    }
}

static void compare_types(Differ *d, DiffResource *resource, const Value *before, const Value *after) {
    const DiffChange change = {.path = STR("Type"),
                               .before = value_get(before, STR("Type")),
                               .after = value_get(after, STR("Type")),
                               .effect = EFFECT_REPLACE};
    differ_raise(d, resource, change);
}

static void compare(Differ *d, DiffResource *resource, const Value *before, const Value *after) {
    if (before->kind != VALUE_MAP || after->kind != VALUE_MAP) { // a Fn::ForEach is a list
        const Walk walk = {d->arena, {0}, &resource->changes};
        differ_compare(&walk, (Site){0}, before, after);
        if (resource->changes.count) raise(resource, EFFECT_UPDATE);
        return;
    }
    if (!str_equal(resource->type, resource->new_type))
        compare_types(d, resource, before, after);
    else
        compare_properties(d, resource, before, after);
    compare_attributes(d, resource, before, after);
}

// ---- all of them

static Str path_of(const Template *template, Str id) {
    for (size_t i = 0; template && i < template->resources.count; i++)
        if (str_equal(template->resources.at[i].logical_id, id)) return template->resources.at[i].path;
    return STR_NONE;
}

static DiffResource *new_result(Differ *d, Str id, Str old_id, const Value *before, const Value *after) {
    DiffResource *resource = arena_make(d->arena, DiffResource);
    const Str old_type = differ_scalar_of(before, "Type"), new_type = differ_scalar_of(after, "Type");
    *resource = (DiffResource){.id = id,
                               .old_id = old_id,
                               .type = before ? old_type : new_type,
                               .new_type = after ? new_type : old_type,
                               .path = after ? path_of(d->set->after, id) : path_of(d->set->before, id)};
    const SchemaType type = schema_find_type(resource->type);
    resource->known = schema_has_type(type);
    resource->stateful = schema_is_stateful(type);
    table_set(&d->results, id, resource);
    return resource;
}

static Str old_id_of(const Differ *d, Str id) {
    for (size_t i = 0; i < d->renamed.count; i++)
        if (str_equal(*(const Str *)d->renamed.entries[i].value, id)) return d->renamed.entries[i].key;
    return id;
}

static void compare_new(Differ *d, Str id, const Value *after) {
    const Str old_id = old_id_of(d, id);
    const Value *before = table_get(&d->old_resources, old_id);
    DiffResource *resource = new_result(d, id, old_id, before, after);
    if (!before) {
        resource->act = DIFF_ADDED;
        return;
    }
    if (!str_equal(id, old_id)) resource->act = DIFF_RENAMED;
    compare(d, resource, before, after);
}

void differ_compare_resources(Differ *d) {
    for (size_t i = 0; i < d->new_resources.count; i++)
        compare_new(d, d->new_resources.entries[i].key, d->new_resources.entries[i].value);
    for (size_t i = 0; i < d->old_resources.count; i++) {
        const TableEntry *entry = &d->old_resources.entries[i];
        if (table_has(&d->new_resources, entry->key) || table_has(&d->renamed, entry->key)) continue;
        new_result(d, entry->key, entry->key, entry->value, NULL)->act = DIFF_REMOVED;
    }
}

// ---- what becomes of the old ones

static DiffFate fate_of_policy(Str policy) {
    if (str_is(policy, "Retain") || str_is(policy, "RetainExceptOnCreate")) return FATE_KEPT;
    return str_is(policy, "Snapshot") ? FATE_SNAPSHOT : FATE_DELETED;
}

// A removed resource goes by the policy that the stack has for it, a replaced one by the new one.
static DiffFate fate_of(const Differ *d, const DiffResource *resource) {
    const Value *old = table_get(&d->old_resources, resource->old_id),
                *new = table_get(&d->new_resources, resource->id);
    switch (resource->act) {
    case DIFF_UNCHANGED:
    case DIFF_TEMPLATE_ONLY:
    case DIFF_UPDATED:
    case DIFF_ADDED:
    case DIFF_ACT_COUNT: return FATE_NONE;
    case DIFF_MAY_REMOVE:
    case DIFF_RENAMED:
    case DIFF_REMOVED: return fate_of_policy(differ_scalar_of(old, "DeletionPolicy"));
    case DIFF_MAY_REPLACE:
    case DIFF_REPLACED: return fate_of_policy(differ_scalar_of(new, "UpdateReplacePolicy"));
    }
    return FATE_NONE;
}

// The one property that names a resource for AWS, if both templates set it to the same text:
// CloudFormation makes the new one before it removes the old one, and two cannot have one name.
static Str fixed_name(const Differ *d, const DiffResource *resource) {
    const SchemaType type = schema_find_type(resource->type);
    SchemaIterator primary = schema_paths(type, SCHEMA_PATHS_PRIMARY);
    SchemaValue path;
    if (resource->act != DIFF_REPLACED || primary.left != 1 || !schema_next_value(&primary, &path)) return STR_NONE;
    if (str_is(schema_replacement_strategy(type), "delete_then_create")) return STR_NONE;
    const Value *old =
        value_get(value_get(table_get(&d->old_resources, resource->old_id), STR("Properties")), path.text);
    const Value *new = value_get(value_get(table_get(&d->new_resources, resource->id), STR("Properties")), path.text);
    const Str name = differ_scalar(new);
    return str_equal(differ_scalar(old), name) ? name : STR_NONE;
}

void differ_settle(Differ *d, DiffResource *resource) {
    resource->fate = fate_of(d, resource);
    resource->fixed_name = fixed_name(d, resource);
}
