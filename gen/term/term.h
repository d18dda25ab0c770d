// What an expression evaluates to: a value known now, or one that is known at deployment.
//
// Every term is in one of two times. Most kinds are known now; LATER is a parameter, a pseudo
// parameter, what a resource returns, or an intrinsic function over such. A list or map is known
// even when its elements are later. Terms are immutable once made and shared freely.
//
// Two things ride on a term beside its value:
//   after  what must exist before the value is of use (`subnet after route`): whatever resource
//          mentions the term gets the DependsOn;
//   guard  the conditions under which the value exists at all and which the place that mentions it
//          has not asked yet: such a term is null in some deployments.
//
// Entries of a map are evaluated when they are first read, so that two instances may read each
// other's outputs as long as no single value needs itself.
#ifndef TIERCE_TERM_TERM_H
#define TIERCE_TERM_TERM_H

#include "ast/ast.h"
#include "base/decimal.h"
#include "value/value.h"

typedef struct Term Term;
struct Resource; // expand/
struct Instance;
struct Parameter;

typedef enum TermKind {
    TERM_POISON, // its mistake is reported; whoever reads it stays silent
    TERM_NULL,
    TERM_BOOL,
    TERM_NUMBER,
    TERM_STRING,
    TERM_CIDR,
    TERM_SIZE,
    TERM_DURATION,
    TERM_PERCENT,
    TERM_REGEX,
    TERM_RANGE,
    TERM_LIST,
    TERM_MAP,
    TERM_RESOURCE,
    TERM_INSTANCE,
    TERM_LATER,
} TermKind;

// What must exist first: a chain, as a rule of none.
typedef struct After {
    struct Resource *resource; // one of the two
    struct Instance *instance;
    const struct After *next;
} After;

// Conditions that must all hold: a chain. Equal conditions have equal keys.
typedef struct Guard {
    Str key;
    const Term *condition; // a later bool
    const struct Guard *next;
} Guard;

// A value that is worked out when it is first read.
typedef struct Lazy {
    const Term *term; // once it is known
    enum { LAZY_WAITING, LAZY_RUNNING, LAZY_DONE } state;
    enum { LAZY_UNASKED, LAZY_KNOWN, LAZY_LATER } later; // whether a later value stands in it
    const Term *(*work)(struct Lazy *self);
    void *context, *expression, *scope; // of whoever made it
} Lazy;

typedef struct TermEntry {
    Str key;
    Span key_span;
    Lazy *value;
} TermEntry;

typedef VECTOR(const Term *) TermList;

typedef enum LaterKind {
    LATER_PARAMETER, // Ref of a parameter
    LATER_PSEUDO,    // Ref of AWS::Region and the like; `text` is its name
    LATER_REF,       // Ref of a resource
    LATER_ATTRIBUTE, // GetAtt; `text` is the attribute
    LATER_CALL,      // an intrinsic function over `arguments`
    LATER_TEXT,      // text with holes: `arguments` are its parts, STRING and later ones
    LATER_CHOICE,    // Fn::If: condition, yes, no
    LATER_MAPPED,    // Fn::FindInMap: the map, the key; `text` is the mapping's name
} LaterKind;

// What it will be, as far as that is known.
typedef enum LaterType { LATER_ANY, LATER_STRING, LATER_NUMBER, LATER_BOOL, LATER_LIST } LaterType;

struct Term {
    TermKind kind;
    Span span; // the expression it comes from
    const After *after;
    const Guard *guard;
    union {
        bool boolean;
        struct {
            Decimal number; // NUMBER; SIZE in bytes; DURATION in seconds; PERCENT as written
            Str text;       // NUMBER: the digits as written, or as computed
            bool inexact;   // rounded down from a quotient without end: fit to compare, not to emit
        } number;
        Str text; // STRING; REGEX: its pattern
        struct {
            Str key, nearest; // NULL: the key that a map did not have, and what it has like it
        } missing;
        struct {
            uint32_t address;
            int prefix;
        } cidr;
        struct {
            const Term *low, *high;
        } range;
        struct {
            TermList items;
            bool later; // a later value stands somewhere in it
        } list;
        struct {
            TermEntry *entries;
            size_t count;
            bool family; // the resources or instances of one declaration, by key
            Str let;     // the `let` that it is the value of, for a Mapping's name
        } map;
        struct Resource *resource;
        struct Instance *instance;
        struct {
            LaterKind kind;
            LaterType type;
            IntrinsicLevel level; // START or MADE
            Intrinsic function;   // CALL
            Str text;
            struct Parameter *parameter;
            struct Resource *resource;
            TermList arguments;
            Str condition; // of a bool: the logical ID that its `let` gives it, or empty
            bool opposite; // of a bool: it holds where what is written at its place does not
        } later;
    } as;
};

// ---- making; all in `arena`, all with the place they come from

const Term *term_poison(Arena *arena, Span span);
const Term *term_null(Arena *arena, Span span);
// What a map gives for a key that it does not have: null for `??` and `?.`, a mistake elsewhere.
const Term *term_missing(Arena *arena, Span span, Str key, const Term *map);
const Term *term_bool(Arena *arena, Span span, bool boolean);
const Term *term_string(Arena *arena, Span span, Str text); // `text` must live as long
const Term *term_number(Arena *arena, Span span, Decimal number);
const Term *term_written_number(Arena *arena, Span span, Str digits);              // POISON if too long
const Term *term_quantity(Arena *arena, Span span, TermKind kind, Decimal number); // SIZE, DURATION, PERCENT
const Term *term_cidr(Arena *arena, Span span, uint32_t address, int prefix);
// Reads "10.0.0.0/16"; POISON if `text` is no address range whose host bits are zero.
const Term *term_written_cidr(Arena *arena, Span span, Str text);
const Term *term_range(Arena *arena, Span span, const Term *low, const Term *high);
const Term *term_resource(Arena *arena, Span span, struct Resource *resource);
const Term *term_instance(Arena *arena, Span span, struct Instance *instance);
const Term *term_list(Arena *arena, Span span, TermList items);
const Term *term_map(Arena *arena, Span span, TermEntry *entries, size_t count);
const Term *term_call(Arena *arena, Span span, Intrinsic function, LaterType type, TermList arguments);
const Term *term_text(Arena *arena, Span span, TermList parts);
const Term *term_choice(Arena *arena, Span span, const Term *condition, const Term *yes, const Term *no);
// A copy with another place, with more that must exist first, or with another guard.
const Term *term_at(Arena *arena, const Term *term, Span span);
const Term *term_after(Arena *arena, const Term *term, const After *after);
const Term *term_guarded(Arena *arena, const Term *term, const Guard *guard);
// An unguarded, blank LATER of this kind, for the caller to complete.
Term *term_later(Arena *arena, Span span, LaterKind kind, LaterType type, IntrinsicLevel level);

// ---- lazy values

// A lazy value that is known already.
Lazy *lazy_known(Arena *arena, const Term *term);
// The value, worked out if need be. A value that needs itself is POISON; `work` reports that.
const Term *lazy_force(Lazy *lazy);

// ---- reading

// The value of `key` in a map, or null (the C one) where there is no such key.
const Term *term_get(const Term *map, Str key);
// A map's entries without those that are null; forces each. In `arena`.
const Term *term_settled(Arena *arena, const Term *map);
// A map's values in order, without nulls.
TermList term_values(Arena *arena, const Term *map);

bool term_is_later(const Term *term);
bool term_is_poison(const Term *term);
bool term_is_null(const Term *term);
bool term_is_missing(const Term *term); // a null that stands for a key that a map does not have
// Whether no later value stands anywhere in it; forces what is lazy.
bool term_is_wholly_known(const Term *term);
// The first later value in it, for a message; null when there is none.
const Term *term_first_later(const Term *term);
// Whether two are the same: equal if known, the same function of the same things if later.
bool term_same(const Term *a, const Term *b);
// A text that two later terms share only if they are the same; for conditions.
Str term_key(Arena *arena, const Term *term);
// Text of a known scalar as it stands in a string ("10.0.0.0/16", "true"); false for others.
bool term_text_of(Arena *arena, const Term *term, Str *text);
// What a message calls it: "a list", "the parameter `tag`", "what `AWS::Region` will be".
Str term_description(Arena *arena, const Term *term);
// The same of a later one, at its own place: "the parameter `tag`", or "this".
Str term_source(Arena *arena, const Term *later);
// The kind alone: "a string", "a number".
const char *term_kind_name(TermKind kind);

const After *after_join(Arena *arena, const After *a, const After *b);
const Guard *guard_join(Arena *arena, const Guard *a, const Guard *b);
bool guard_has(const Guard *guard, Str key);
// The conditions of `wanted` that `given` does not have.
const Guard *guard_missing(Arena *arena, const Guard *wanted, const Guard *given);

#endif
