// What the files of this room share. Inside of diff/.
#ifndef TIERCE_DIFF_DIFFER_H
#define TIERCE_DIFF_DIFFER_H

#include "base/table.h"
#include "diff/diff.h"
#include "schema/schema.h"

typedef struct Differ {
    Arena *arena;
    DiffSet *set;
    Table old_resources, new_resources; // Value, by logical ID
    Table results;                      // DiffResource, by logical ID; of those that were removed, the old one
    Table renamed;                      // Str *: new logical IDs, by the old ones
} Differ;

// A section's value, or null.
const Value *differ_section(const Template *template, const char *name);
Str differ_scalar(const Value *value); // the text of a scalar, or empty
Str differ_scalar_of(const Value *map, const char *key);

// ---- text.c: values as text

// One canonical text for what is the same: `!Ref A`, `!Sub "${A}"` and `!Join ["", [!Ref A]]` are
// `${A}`. References to IDs that `renamed` (may be null) has are written with their new ones.
Str differ_text(Arena *arena, const Value *value, const Table *renamed);
// Calls `visit` for each reference in `value`: Ref, GetAtt, those within Sub; also the conditions of
// If and the mappings of FindInMap.
typedef enum ReferenceKind { REFERENCE_NAME, REFERENCE_CONDITION, REFERENCE_MAPPING } ReferenceKind;
typedef void VisitReference(void *context, ReferenceKind kind, Str name);
void differ_references(const Value *value, VisitReference *visit, void *context);

// ---- property.c: values against values

// Where a value stands in a resource.
typedef struct Site {
    Str path;        // as shown
    Str schema_path; // as the schema has it: no elements, no keys of maps
    SchemaNode node;
    bool policy; // within a policy document, where no list has an order
} Site;

typedef struct Walk {
    Arena *arena;
    SchemaType type; // none outside of resources
    DiffChanges *changes;
} Walk;

Site differ_root(SchemaType type);
Site differ_member(const Walk *walk, Site site, Str key);
Site differ_element(const Walk *walk, Site site, Str label);
// The same without paths, which cost memory: enough for differ_same.
Site differ_under_key(Site site, Str key);
Site differ_under_list(Site site);
// Whether both mean the same at that site; null is "not there", and so is AWS::NoValue.
bool differ_same(const Walk *walk, Site site, const Value *a, const Value *b);
// Adds to walk->changes what differs.
void differ_compare(const Walk *walk, Site site, const Value *before, const Value *after);
void differ_add_change(const Walk *walk, Site site, const Value *before, const Value *after);
DiffEffect differ_effect(SchemaType type, Str schema_path);
// What tells an element of a list apart: the text of its key, or empty.
Str differ_key_of(const Walk *walk, Site list, const Value *element);
bool differ_is_unordered(Site site);
const Value *differ_present(const Value *value); // null for AWS::NoValue

// ---- list.c
void differ_compare_lists(const Walk *walk, Site site, const Value *before, const Value *after);
bool differ_same_lists(const Walk *walk, Site site, const Value *a, const Value *b);

// ---- the steps of diff.c, in their order
void differ_find_renamed(Differ *d);
void differ_compare_resources(Differ *d);
void differ_follow(Differ *d);
void differ_compare_sections(Differ *d);
void differ_find_access(Differ *d);

// ---- resource.c
DiffAct differ_act_of(DiffEffect effect);
// Adds the change, and makes the resource's act as grave as its effect.
void differ_raise(Differ *d, DiffResource *resource, DiffChange change);
// Fate, risk and the like, once the act is known.
void differ_settle(Differ *d, DiffResource *resource);

// ---- advice.c: sets `advice` of a renamed resource.
void differ_advise(Differ *d, DiffResource *resource);

// ---- show.c: what the three forms of output share
const char *diff_act_words(DiffAct act); // "replaced"
const char *diff_act_word(DiffAct act);  // "may-replace", for programs
const char *diff_effect_word(DiffEffect effect);
const char *diff_fate_word(DiffFate fate);
const char *diff_access_word(DiffAccessKind kind);
// Why and how the data of a resource is at risk: "replaced; the old one is deleted".
Str diff_risk_words(Arena *arena, const DiffResource *resource);
// A value on one line as a person writes it in YAML's flow style, cut to `most` bytes; "-" for none.
Str diff_shown(Arena *arena, const Value *value, size_t most);
// The same for both sides of a change; of long texts, the part that differs.
void diff_shown_pair(Arena *arena, const DiffChange *change, size_t most, Str *before, Str *after);

#endif
