#include "diff/diff.h"

#include "diff/differ.h"

static Table resources_of(Arena *arena, const Template *template) {
    Table table = table_new(arena);
    const Value *resources = differ_section(template, "Resources");
    for (size_t i = 0; resources && i < resources->as.entries.count; i++)
        table_set(&table, resources->as.entries.at[i].key, resources->as.entries.at[i].value);
    return table;
}

static Str name_of(Arena *arena, const Template *template) {
    if (!template || !template->stack_name.length) return STR_NONE;
    if (!template->environment.length) return template->stack_name;
    return str_format(arena, "%.*s, %.*s", STR_ARG(template->stack_name), STR_ARG(template->environment));
}

static void add_results(Differ *d, DiffAct act, bool stateful) {
    for (size_t i = 0; i < d->results.count; i++) {
        DiffResource *resource = d->results.entries[i].value;
        if (resource->act == act && resource->stateful == stateful) vector_add(d->arena, &d->set->resources, resource);
    }
}

// The gravest first, and of those the ones that hold data; else as in the template.
static void collect(Differ *d) {
    for (size_t i = 0; i < d->results.count; i++) {
        DiffResource *resource = d->results.entries[i].value;
        d->set->counts[resource->act]++;
        differ_settle(d, resource);
        differ_advise(d, resource);
    }
    for (int act = DIFF_ACT_COUNT - 1; act > DIFF_UNCHANGED; act--) {
        add_results(d, (DiffAct)act, true);
        add_results(d, (DiffAct)act, false);
    }
}

// The steps. Renames come first, since who was renamed is compared with himself; what follows from
// a replacement comes when all that the texts say is known.
DiffSet *diff_templates(Arena *arena, const Template *before, const Template *after) {
    DiffSet *set = arena_make(arena, DiffSet);
    *set = (DiffSet){.name = name_of(arena, after ? after : before), .before = before, .after = after};
    if (!set->name.length) set->name = name_of(arena, before);
    Differ d = {arena,           set, resources_of(arena, before), resources_of(arena, after), table_new(arena),
                table_new(arena)};
    differ_find_renamed(&d);
    differ_compare_resources(&d);
    differ_follow(&d);
    differ_compare_sections(&d);
    differ_find_access(&d);
    collect(&d);
    return set;
}

bool diff_is_empty(const DiffSet *set) { return !set->resources.count && !set->entries.count; }

bool diff_is_risk(const DiffResource *resource) {
    return resource->stateful && (resource->act >= DIFF_MAY_REPLACE || resource->unprotected);
}

// ---- gates

static const struct {
    const char *word;
} gates[] = {
#define GATE(name, word, help) {word},
#include "diff/gates.def"
#undef GATE
};

const char *diff_gate_word(DiffGate gate) { return gates[gate].word; }

DiffGate diff_gate_find(Str word) {
    int gate = 0;
    while (gate < GATE_COUNT && !str_is(word, gates[gate].word)) gate++;
    return (DiffGate)gate;
}

static bool is_stopped(const DiffResource *resource, DiffGate gate) {
    const DiffAct act = resource->act;
    if (!resource->stateful) return false;
    if (gate == GATE_REPLACE_STATEFUL) return act == DIFF_REPLACED || act == DIFF_RENAMED;
    if (gate == GATE_MAY_REPLACE_STATEFUL) return act == DIFF_MAY_REPLACE;
    const bool goes = act == DIFF_REMOVED || act == DIFF_RENAMED || act == DIFF_MAY_REMOVE;
    return gate == GATE_DELETE_STATEFUL && goes && resource->fate != FATE_KEPT;
}

static bool is_opened(const DiffAccess *access, DiffGate gate) {
    switch (access->kind) {
    case ACCESS_IAM: return gate == GATE_IAM_WIDER;
    case ACCESS_INGRESS: return gate == GATE_INGRESS_WIDER;
    case ACCESS_EGRESS: return gate == GATE_EGRESS_WIDER;
    case ACCESS_KIND_COUNT: break;
    }
    return false;
}

size_t diff_gate_count(const DiffSet *set, DiffGate gate) {
    size_t count = 0;
    for (size_t i = 0; i < set->resources.count; i++) count += is_stopped(set->resources.at[i], gate);
    for (size_t i = 0; i < set->access.count; i++) count += is_opened(&set->access.at[i], gate);
    return count;
}
