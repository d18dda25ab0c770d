// A DiffSet as a value, for programs: emit_json makes text of it.
#include "diff/differ.h"

typedef struct Object {
    Arena *arena;
    Value *map;
} Object;

static Object new_object(Arena *arena) { return (Object){arena, value_map(arena, SPAN_NONE)}; }

static void put(Object o, const char *key, Value *value) { value_put(o.arena, o.map, str_of(key), SPAN_NONE, value); }
static void put_text(Object o, const char *key, Str text) { put(o, key, value_string(o.arena, SPAN_NONE, text)); }
static void put_word(Object o, const char *key, const char *word) { put_text(o, key, str_of(word)); }
static void put_flag(Object o, const char *key, bool flag) { put(o, key, value_bool(o.arena, SPAN_NONE, flag)); }

static void put_text_if(Object o, const char *key, Str text) {
    if (text.length) put_text(o, key, text);
}

static void put_count(Object o, const char *key, size_t count) {
    put(o, key, value_number(o.arena, SPAN_NONE, str_format(o.arena, "%zu", count)));
}

// What is not there is null; the tree is only written, so the templates' values can be part of it.
static void put_value(Object o, const char *key, const Value *value) {
    put(o, key, value ? (Value *)(uintptr_t)value : value_null(o.arena, SPAN_NONE));
}

static Value *change_value(Arena *arena, const DiffChange *change, bool secret) {
    const Object o = new_object(arena);
    put_text(o, "path", change->path);
    put_word(o, "effect", diff_effect_word(change->effect));
    if (change->cause.length) put_text(o, "cause", change->cause);
    if (change->reordered) put_flag(o, "reordered", true);
    if (!secret) put_value(o, "before", change->before);
    if (!secret) put_value(o, "after", change->after);
    return o.map;
}

static void put_changes(Object o, const DiffChanges *changes, bool secret) {
    Value *list = value_list(o.arena, SPAN_NONE);
    for (size_t i = 0; i < changes->count; i++)
        value_add(o.arena, list, change_value(o.arena, &changes->at[i], secret));
    put(o, "changes", list);
}

static Value *resource_value(Arena *arena, const DiffResource *resource) {
    const Object o = new_object(arena);
    put_text(o, "id", resource->id);
    if (!str_equal(resource->id, resource->old_id)) put_text(o, "oldId", resource->old_id);
    put_text(o, "type", resource->type);
    if (!str_equal(resource->type, resource->new_type)) put_text(o, "newType", resource->new_type);
    put_text_if(o, "path", resource->path);
    put_word(o, "act", diff_act_word(resource->act));
    put_flag(o, "stateful", resource->stateful);
    put_flag(o, "knownType", resource->known);
    put_flag(o, "dataAtRisk", diff_is_risk(resource));
    if (resource->fate != FATE_NONE) put_word(o, "fate", diff_fate_word(resource->fate));
    put_text_if(o, "fixedName", resource->fixed_name);
    put_text_if(o, "toKeep", resource->advice);
    put_changes(o, &resource->changes, false);
    return o.map;
}

static Value *entry_value(Arena *arena, const DiffEntry *entry) {
    const Object o = new_object(arena);
    put_text(o, "section", entry->section);
    put_text_if(o, "name", entry->name);
    put_word(o, "act", !entry->before ? "added" : !entry->after ? "removed" : "updated");
    put_text_if(o, "note", entry->note);
    if (!entry->before && !entry->secret) put_value(o, "after", entry->after);
    if (!entry->after && !entry->secret) put_value(o, "before", entry->before);
    put_changes(o, &entry->changes, entry->secret);
    return o.map;
}

static Value *access_value(Arena *arena, const DiffAccess *access) {
    const Object o = new_object(arena);
    const bool policy = access->kind == ACCESS_IAM;
    put_word(o, "kind", diff_access_word(access->kind));
    put_text(o, "resource", access->resource);
    put_text_if(o, "path", access->path);
    put_text_if(o, policy ? "principals" : "peer", access->who);
    put_text_if(o, policy ? "actions" : "ports", access->what);
    put_text_if(o, policy ? "resources" : "group", access->on);
    put_text_if(o, "conditions", access->when);
    put_text(o, "why", access->why);
    return o.map;
}

static Value *counts_value(Arena *arena, const DiffSet *set) {
    const Object o = new_object(arena);
    for (int act = DIFF_ACT_COUNT - 1; act >= 0; act--) put_count(o, diff_act_word((DiffAct)act), set->counts[act]);
    return o.map;
}

static Value *gates_value(Arena *arena, const DiffSet *set) {
    const Object o = new_object(arena);
    for (int gate = 0; gate < GATE_COUNT; gate++)
        put_count(o, diff_gate_word((DiffGate)gate), diff_gate_count(set, (DiffGate)gate));
    return o.map;
}

Value *diff_to_value(Arena *arena, const DiffSet *set) {
    const Object o = new_object(arena);
    Value *resources = value_list(arena, SPAN_NONE), *sections = value_list(arena, SPAN_NONE),
          *access = value_list(arena, SPAN_NONE);
    for (size_t i = 0; i < set->resources.count; i++)
        value_add(arena, resources, resource_value(arena, set->resources.at[i]));
    for (size_t i = 0; i < set->entries.count; i++) value_add(arena, sections, entry_value(arena, &set->entries.at[i]));
    for (size_t i = 0; i < set->access.count; i++) value_add(arena, access, access_value(arena, &set->access.at[i]));
    put_text(o, "name", set->name);
    put_text(o, "summary", diff_summary(arena, set));
    put(o, "counts", counts_value(arena, set));
    put(o, "gates", gates_value(arena, set));
    put(o, "resources", resources);
    put(o, "access", access);
    put(o, "sections", sections);
    return o.map;
}
