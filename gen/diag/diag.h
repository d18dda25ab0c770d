// What a compilation has to say: one record for every finding, collected, never printed here.
//
// A phase adds findings and goes on; report/ shows them. Two findings of the same code, place and
// message are one: compiling each environment meets the same mistake again, and the record then
// lists the environments.
#ifndef TIERCE_DIAG_DIAG_H
#define TIERCE_DIAG_DIAG_H

#include "base/table.h"
#include "source/source.h"

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_INFO } Severity;

// One enumerator a line of codes.def.
typedef enum DiagCode {
    DIAG_NONE, // no finding
#define CODE(number, name, severity, title, remedy) DIAG_##name,
#include "diag/codes.def"
#undef CODE
    DIAG_CODE_COUNT
} DiagCode;

// What codes.def says of a code.
typedef struct DiagCodeInfo {
    const char *number; // "T0203": stable for ever, what people search for
    const char *name;   // "NAME_UNKNOWN"
    Severity severity;
    const char *title;  // what is wrong, in general
    const char *remedy; // what to do about it, in general
} DiagCodeInfo;

typedef struct DiagNote {
    Span span; // may be SPAN_NONE
    Str message;
} DiagNote;

// The edit that applies the finding's one safe remedy.
typedef struct DiagFix {
    Span span; // what to replace; an empty span inserts
    Str replacement;
} DiagFix;

typedef struct Diag {
    DiagCode code;
    Severity severity;
    Str rule;    // of a finding about a template: its rule's id, "E3012"; else empty
    Span span;   // SPAN_NONE when the finding is of no place in a file
    Str message; // what is wrong here
    Str label;   // short text to stand under the place, as a rule the remedy; may be empty
    VECTOR(DiagNote) notes;
    VECTOR(DiagFix) fixes;
    uint64_t environments; // bit n: found in environment n; 0: found before environments matter
} Diag;

typedef struct Diags {
    Arena *arena;
    VECTOR(Diag *) all;
    Table by_content; // code, place and message: Diag
    size_t errors, warnings;
    uint64_t environment; // bit of the environment that is being compiled, or 0
} Diags;

Diags *diags_new(Arena *arena);

// Adds a finding and returns it for notes and fixes; of one that is there already, that one.
Diag *diag_add(Diags *diags, DiagCode code, Span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
// Adds a finding by a rule about templates, which has a severity and an id of its own.
Diag *diag_add_rule(Diags *diags, Severity severity, Str rule, Span span, Str message);
// What the finding is known by: its rule's id, else its code's number.
Str diag_id(const Diag *diag);
// Each returns `diag`; notes and fixes that it has already are not added twice.
Diag *diag_label(Diags *diags, Diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
Diag *diag_note(Diags *diags, Diag *diag, Span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
Diag *diag_fix(Diags *diags, Diag *diag, Span span, Str replacement);
// Labels `diag` "did you mean `best`?" and adds the replacement of `span` as its fix; nothing for
// an empty `best`.
Diag *diag_suggest(Diags *diags, Diag *diag, Span span, Str best);

const DiagCodeInfo *diag_code_info(DiagCode code);
// The code with this number ("T0203") or name ("NAME_UNKNOWN"); DIAG_CODE_COUNT when there is none.
DiagCode diag_code_find(Str text);
// Whether a finding is about a single token: nothing but its value is missing from the tree then.
bool diag_is_lexical(DiagCode code);
const char *severity_name(Severity severity);

#endif
