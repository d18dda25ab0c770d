// Everything but resources: parameters, mappings, conditions, outputs and the rest.
#include "diff/differ.h"

static bool is_by_name(Str section) {
    static const char *const sections[] = {"Parameters", "Mappings", "Conditions", "Rules", "Outputs", "Hooks"};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (str_is(section, sections[i])) return true;
    return false;
}

// ---- notes

static bool is_secret(const Value *parameter) { return str_is(differ_scalar_of(parameter, "NoEcho"), "true"); }

static Str export_of(Arena *arena, const Value *output) {
    const Value *name = value_get(value_get(output, STR("Export")), STR("Name"));
    return name ? differ_text(arena, name, NULL) : STR_NONE;
}

static Str note_of_output(Arena *arena, const DiffEntry *entry) {
    const Str old = export_of(arena, entry->before), new = export_of(arena, entry->after);
    if (!old.length) return STR_NONE;
    if (!str_equal(old, new)) return STR("its export goes: CloudFormation refuses that while another stack imports it");
    return STR("exported: CloudFormation refuses another value while another stack imports it");
}

static Str note_of_parameter(const DiffEntry *entry) {
    if (!entry->before && !value_find(entry->after, STR("Default")))
        return STR("has no default: deploying needs a value");
    const Str old = differ_scalar_of(entry->before, "Type"), new = differ_scalar_of(entry->after, "Type");
    if (entry->before && entry->after && str_equal(old, new) && value_find(entry->after, STR("Default")))
        return STR("a deployed stack keeps the value that it has");
    return STR_NONE;
}

static void annotate(Arena *arena, DiffEntry *entry) {
    if (str_is(entry->section, "Outputs")) entry->note = note_of_output(arena, entry);
    if (!str_is(entry->section, "Parameters")) return;
    entry->secret = is_secret(entry->before) || is_secret(entry->after);
    entry->note = note_of_parameter(entry);
}

// ---- entries

static void compare_entry(Differ *d, Str section, Str name, const Value *before, const Value *after) {
    DiffEntry entry = {.section = section, .name = name, .before = before, .after = after};
    const Walk walk = {d->arena, {0}, &entry.changes};
    if (differ_same(&walk, (Site){0}, before, after)) return;
    if (before && after) differ_compare(&walk, (Site){0}, before, after);
    annotate(d->arena, &entry);
    vector_add(d->arena, &d->set->entries, entry);
}

static void compare_by_name(Differ *d, Str section, const Value *before, const Value *after) {
    for (size_t i = 0; before && i < before->as.entries.count; i++) {
        const ValueEntry *entry = &before->as.entries.at[i];
        compare_entry(d, section, entry->key, entry->value, value_get(after, entry->key));
    }
    for (size_t i = 0; after && i < after->as.entries.count; i++) {
        const ValueEntry *entry = &after->as.entries.at[i];
        if (!value_find(before, entry->key)) compare_entry(d, section, entry->key, NULL, entry->value);
    }
}

static bool is_map_or_none(const Value *value) { return !value || value->kind == VALUE_MAP; }

static void compare_section(Differ *d, Str section, const Value *before, const Value *after) {
    if (str_is(section, "Resources") || str_is(section, "AWSTemplateFormatVersion")) return; // of that there is one
    if (is_by_name(section) && is_map_or_none(before) && is_map_or_none(after))
        compare_by_name(d, section, before, after);
    else
        compare_entry(d, section, STR_NONE, before, after);
}

// ---- outputs that change with what they read

typedef struct Tracing {
    Differ *d;
    Str cause;
} Tracing;

static void trace(void *context, ReferenceKind kind, Str name) {
    Tracing *tracing = context;
    const DiffResource *resource = kind == REFERENCE_NAME ? table_get(&tracing->d->results, name) : NULL;
    if (resource && resource->act == DIFF_REPLACED) tracing->cause = name;
}

static bool is_listed(const Differ *d, Str section, Str name) {
    for (size_t i = 0; i < d->set->entries.count; i++)
        if (str_equal(d->set->entries.at[i].section, section) && str_equal(d->set->entries.at[i].name, name))
            return true;
    return false;
}

static void follow_output(Differ *d, const ValueEntry *output) {
    const Value *value = value_get(output->value, STR("Value"));
    Tracing tracing = {d, STR_NONE};
    differ_references(value, trace, &tracing);
    if (!tracing.cause.length || is_listed(d, STR("Outputs"), output->key)) return;
    DiffEntry entry = {.section = STR("Outputs"), .name = output->key, .before = output->value, .after = output->value};
    const DiffChange change = {STR("Value"), value, value, EFFECT_UPDATE, false, tracing.cause};
    vector_add(d->arena, &entry.changes, change);
    annotate(d->arena, &entry);
    vector_add(d->arena, &d->set->entries, entry);
}

// ---- all of them

static const Value *root_of(const Template *template) { return template ? template->root : NULL; }

void differ_compare_sections(Differ *d) {
    const Value *before = root_of(d->set->before), *after = root_of(d->set->after), *outputs;
    for (size_t i = 0; after && i < after->as.entries.count; i++) {
        const ValueEntry *entry = &after->as.entries.at[i];
        compare_section(d, entry->key, value_get(before, entry->key), entry->value);
    }
    for (size_t i = 0; before && i < before->as.entries.count; i++) {
        const ValueEntry *entry = &before->as.entries.at[i];
        if (!value_find(after, entry->key)) compare_section(d, entry->key, entry->value, NULL);
    }
    outputs = differ_section(d->set->after, "Outputs");
    for (size_t i = 0; outputs && before && i < outputs->as.entries.count; i++)
        follow_output(d, &outputs->as.entries.at[i]);
}
