// CloudFormation's values: what a template consists of, whether it was compiled or loaded.
//
// A tree of scalars, lists and ordered maps, with intrinsic functions as nodes of their own, so
// that `!Ref x` and `{"Ref": "x"}` are one thing. Numbers keep the digits they were written with.
// Each value and each key knows the text it came from: the line of the .tier file, or of the
// template that was loaded.
#ifndef TIERCE_VALUE_VALUE_H
#define TIERCE_VALUE_VALUE_H

#include "base/vector.h"
#include "source/source.h"

typedef struct Value Value;

typedef enum Intrinsic {
#define INTRINSIC(name, long_form, tag, level) INTRINSIC_##name,
#include "value/intrinsics.def"
#undef INTRINSIC
    INTRINSIC_COUNT
} Intrinsic;

typedef enum IntrinsicLevel { LEVEL_START, LEVEL_MADE, LEVEL_TEST } IntrinsicLevel;

typedef enum ValueKind {
    VALUE_NULL, // only in loaded templates; a compiled one has no null
    VALUE_BOOL,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_CALL, // an intrinsic function
} ValueKind;

typedef struct ValueEntry {
    Str key;
    Span key_span;
    Value *value;
} ValueEntry;

struct Value {
    ValueKind kind;
    bool plain; // a scalar that was loaded from YAML without quotes: readers may differ about it
    Span span;
    union {
        bool boolean;
        Str text; // NUMBER: its digits; STRING
        VECTOR(Value *) items;
        VECTOR(ValueEntry) entries; // in order; a loaded map may have a key twice
        struct {
            Intrinsic function;
            Value *argument; // as JSON has it: `Ref` a string, `Fn::GetAtt` a list of two, ...
        } call;
    } as;
};

Value *value_null(Arena *arena, Span span);
Value *value_bool(Arena *arena, Span span, bool boolean);
Value *value_number(Arena *arena, Span span, Str digits); // `digits` must live as long
Value *value_string(Arena *arena, Span span, Str text);   // `text` must live as long
Value *value_list(Arena *arena, Span span);
Value *value_map(Arena *arena, Span span);
Value *value_call(Arena *arena, Span span, Intrinsic function, Value *argument);

void value_add(Arena *arena, Value *list, Value *item);
// Adds at the end, whether the key is there or not.
void value_put(Arena *arena, Value *map, Str key, Span key_span, Value *value);
// Replaces the value of `key`, or adds it at the end.
void value_set(Arena *arena, Value *map, Str key, Span key_span, Value *value);
// The value of `key`, or null where `map` is none or has none.
Value *value_get(const Value *map, Str key);
const ValueEntry *value_find(const Value *map, Str key);
void value_remove(Value *map, Str key);

// Deep equality: entries in any order; "10" and 10 differ.
bool value_equal(const Value *a, const Value *b);
// Whether `digits` are a number as JSON has it (ECMA-404); those of every NUMBER are.
bool value_is_number_text(Str digits);
bool value_is_call(const Value *value, Intrinsic function);

const char *intrinsic_name(Intrinsic function); // "Fn::GetAtt"
const char *intrinsic_tag(Intrinsic function);  // "!GetAtt"
IntrinsicLevel intrinsic_level(Intrinsic function);
// The function of this long form ("Fn::GetAtt"), or INTRINSIC_COUNT.
Intrinsic intrinsic_find(Str long_form);

#endif
