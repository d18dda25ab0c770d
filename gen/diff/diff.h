// Two templates -> what a deployment of the second over the first would do, by meaning.
//
// Takes Templates, compiled or loaded, either of which may be missing; gives a DiffSet, and a DiffSet
// as text, Markdown or JSON. What is compared is what CloudFormation would see: "10" is 10, a list
// whose order means nothing is a set, lists of named things are matched by name, `!Sub "${A}"` is
// `!Ref A`. Whether a change replaces a resource comes from the schema, and goes on through
// references: what reads something of a replaced resource changes as well.
//
// No access to an account: values that are known at deployment only (parameters, attributes) count
// as equal when they are written the same.
#ifndef TIERCE_DIFF_DIFF_H
#define TIERCE_DIFF_DIFF_H

#include "base/buffer.h"
#include "stack/template.h"

// What happens to a resource, the gravest last.
typedef enum DiffAct {
    DIFF_UNCHANGED,
    DIFF_TEMPLATE_ONLY, // DependsOn, a policy, metadata: the resource itself stays as it is
    DIFF_UPDATED,
    DIFF_ADDED,
    DIFF_MAY_REPLACE, // whether AWS replaces it depends on values that are not in the template
    DIFF_MAY_REMOVE,  // the condition under which it exists is another one
    DIFF_RENAMED,     // the same under another logical ID: created anew, and the old one removed
    DIFF_REPLACED,
    DIFF_REMOVED,
    DIFF_ACT_COUNT,
} DiffAct;

// What one change alone would do.
typedef enum DiffEffect {
    EFFECT_NONE, // to the template only
    EFFECT_UPDATE,
    EFFECT_MAY_REPLACE,
    EFFECT_MAY_REMOVE,
    EFFECT_REPLACE,
} DiffEffect;

// What becomes of the thing that a removed or replaced resource stood for.
typedef enum DiffFate {
    FATE_NONE, // it goes on being what it was
    FATE_DELETED,
    FATE_SNAPSHOT, // deleted behind a snapshot of it
    FATE_KEPT,     // left behind, no longer part of the stack
} DiffFate;

typedef struct DiffChange {
    Str path;            // `ContainerDefinitions[api].Image`
    const Value *before; // null: it was not there
    const Value *after;  // null: it is gone
    DiffEffect effect;
    bool reordered; // the same elements in another order; `before` and `after` are the lists
    Str cause;      // the value is written as before, but what it reads is another: of this name
} DiffChange;

typedef VECTOR(DiffChange) DiffChanges;

typedef struct DiffResource {
    Str id;       // in the new template; of a removed one, in the old
    Str old_id;   // differs from `id` for a renamed one only
    Str type;     // as it was, unless it was added
    Str new_type; // differs from `type` where that changed, which CloudFormation refuses
    Str path;     // where the source makes it; empty when that is not known
    DiffAct act;
    bool stateful;    // losing it loses data
    bool known;       // the schema knows the type, so effects are more than a guess
    bool unprotected; // a policy that kept or saved it is taken away
    DiffFate fate;
    Str fixed_name; // replaced although it has this name of its own, which CloudFormation refuses
    Str advice;     // of a renamed one: the line for the source that keeps the ID; may be empty
    DiffChanges changes;
} DiffResource;

// A parameter, condition, mapping, output ... that is another now.
typedef struct DiffEntry {
    Str section;         // "Parameters"
    Str name;            // empty for a section that is a single value
    const Value *before; // null: it is new
    const Value *after;  // null: it is gone
    DiffChanges changes; // where both are there
    Str note;            // what to know about it; may be empty
    bool secret;         // its values must not be shown
} DiffEntry;

typedef enum DiffAccessKind { ACCESS_IAM, ACCESS_INGRESS, ACCESS_EGRESS, ACCESS_KIND_COUNT } DiffAccessKind;

// Something that is allowed now and was not.
typedef struct DiffAccess {
    DiffAccessKind kind;
    Str resource; // logical ID
    Str path;     // the property that says it
    Str who;      // principals; for networks the peer. Empty: whoever has the resource
    Str what;     // actions; for networks protocol and ports
    Str on;       // resources of a statement
    Str when;     // its conditions, or empty
    Str why;      // "new", "less conditions", "a Deny is gone" ...
} DiffAccess;

typedef struct DiffSet {
    Str name;                         // "three-tier, prod"; may be empty
    const Template *before, *after;   // either may be null
    VECTOR(DiffResource *) resources; // those that change, the gravest first
    size_t counts[DIFF_ACT_COUNT];    // of resources
    VECTOR(DiffEntry) entries;        // the other sections
    VECTOR(DiffAccess) access;
} DiffSet;

// Compares; the result lives in `arena` and points into both templates.
DiffSet *diff_templates(Arena *arena, const Template *before, const Template *after);
// Whether both mean the same.
bool diff_is_empty(const DiffSet *set);
// Whether data is lost, kept outside of the stack or less protected than before.
bool diff_is_risk(const DiffResource *resource);

// ---- reasons to stop a change

typedef enum DiffGate {
#define GATE(name, word, help) GATE_##name,
#include "diff/gates.def"
#undef GATE
    GATE_COUNT
} DiffGate;

// The gate of that word ("replace-stateful"), or GATE_COUNT.
DiffGate diff_gate_find(Str word);
const char *diff_gate_word(DiffGate gate);
// How many resources or permissions of `set` the gate is about.
size_t diff_gate_count(const DiffSet *set, DiffGate gate);

// ---- as text

typedef struct DiffTextOptions {
    bool color;
    bool brief; // resources without their changes
} DiffTextOptions;

void diff_write_text(Buffer *out, const DiffSet *set, DiffTextOptions options);
// Made for a comment on a pull request: GitHub's Markdown, details folded.
void diff_write_markdown(Buffer *out, const DiffSet *set);
// As a map for emit_json: values as the templates have them, words for acts and effects.
Value *diff_to_value(Arena *arena, const DiffSet *set);
// "1 replaced, 2 updated, 1 added", or "no differences".
Str diff_summary(Arena *arena, const DiffSet *set);

#endif
