#include "value/value.h"

static const struct {
    const char *name, *tag;
    IntrinsicLevel level;
} intrinsics[] = {
#define INTRINSIC(name, long_form, tag, level) {long_form, tag, LEVEL_##level},
#include "value/intrinsics.def"
#undef INTRINSIC
};

static Value *make(Arena *arena, Span span, ValueKind kind) {
    Value *value = arena_make(arena, Value);
    value->kind = kind;
    value->span = span;
    return value;
}

Value *value_null(Arena *arena, Span span) { return make(arena, span, VALUE_NULL); }

Value *value_bool(Arena *arena, Span span, bool boolean) {
    Value *value = make(arena, span, VALUE_BOOL);
    value->as.boolean = boolean;
    return value;
}

Value *value_number(Arena *arena, Span span, Str digits) {
    Value *value = make(arena, span, VALUE_NUMBER);
    value->as.text = digits;
    return value;
}

Value *value_string(Arena *arena, Span span, Str text) {
    Value *value = make(arena, span, VALUE_STRING);
    value->as.text = text;
    return value;
}

Value *value_list(Arena *arena, Span span) { return make(arena, span, VALUE_LIST); }
Value *value_map(Arena *arena, Span span) { return make(arena, span, VALUE_MAP); }

Value *value_call(Arena *arena, Span span, Intrinsic function, Value *argument) {
    Value *value = make(arena, span, VALUE_CALL);
    value->as.call.function = function;
    value->as.call.argument = argument;
    return value;
}

void value_add(Arena *arena, Value *list, Value *item) { vector_add(arena, &list->as.items, item); }

void value_put(Arena *arena, Value *map, Str key, Span key_span, Value *value) {
    vector_add(arena, &map->as.entries, (ValueEntry){key, key_span, value});
}

const ValueEntry *value_find(const Value *map, Str key) {
    if (!map || map->kind != VALUE_MAP) return NULL;
    for (size_t i = 0; i < map->as.entries.count; i++)
        if (str_equal(map->as.entries.at[i].key, key)) return &map->as.entries.at[i];
    return NULL;
}

void value_set(Arena *arena, Value *map, Str key, Span key_span, Value *value) {
    for (size_t i = 0; i < map->as.entries.count; i++) {
        if (!str_equal(map->as.entries.at[i].key, key)) continue;
        map->as.entries.at[i] = (ValueEntry){key, key_span, value};
        return;
    }
    value_put(arena, map, key, key_span, value);
}

Value *value_get(const Value *map, Str key) {
    const ValueEntry *entry = value_find(map, key);
    return entry ? entry->value : NULL;
}

void value_remove(Value *map, Str key) {
    size_t kept = 0;
    for (size_t i = 0; i < map->as.entries.count; i++)
        if (!str_equal(map->as.entries.at[i].key, key)) map->as.entries.at[kept++] = map->as.entries.at[i];
    map->as.entries.count = kept;
}

bool value_is_call(const Value *value, Intrinsic function) {
    return value && value->kind == VALUE_CALL && value->as.call.function == function;
}

static bool equal_lists(const Value *a, const Value *b) {
    if (a->as.items.count != b->as.items.count) return false;
    for (size_t i = 0; i < a->as.items.count; i++)
        if (!value_equal(a->as.items.at[i], b->as.items.at[i])) return false;
    return true;
}

static bool equal_maps(const Value *a, const Value *b) {
    if (a->as.entries.count != b->as.entries.count) return false;
    for (size_t i = 0; i < a->as.entries.count; i++) {
        const Value *other = value_get(b, a->as.entries.at[i].key);
        if (!other || !value_equal(a->as.entries.at[i].value, other)) return false;
    }
    return true;
}

bool value_equal(const Value *a, const Value *b) {
    if (a == b) return true;
    if (!a || !b || a->kind != b->kind) return false;
    switch (a->kind) {
    case VALUE_NULL: return true;
    case VALUE_BOOL: return a->as.boolean == b->as.boolean;
    case VALUE_NUMBER:
    case VALUE_STRING: return str_equal(a->as.text, b->as.text);
    case VALUE_LIST: return equal_lists(a, b);
    case VALUE_MAP: return equal_maps(a, b);
    case VALUE_CALL:
        return a->as.call.function == b->as.call.function && value_equal(a->as.call.argument, b->as.call.argument);
    }
    return false;
}

const char *intrinsic_name(Intrinsic function) { return intrinsics[function].name; }
const char *intrinsic_tag(Intrinsic function) { return intrinsics[function].tag; }
IntrinsicLevel intrinsic_level(Intrinsic function) { return intrinsics[function].level; }

Intrinsic intrinsic_find(Str long_form) {
    int function = 0;
    while (function < INTRINSIC_COUNT && !str_is(long_form, intrinsics[function].name)) function++;
    return (Intrinsic)function;
}

// ---- numbers

static size_t skip_digits(Str text, size_t at) {
    while (at < text.length && str_is_digit(text.at[at])) at++;
    return at;
}

// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?  (ECMA-404)
bool value_is_number_text(Str digits) {
    size_t at = str_starts(digits, STR("-")) ? 1 : 0;
    size_t end = skip_digits(digits, at);
    if (end == at || (digits.at[at] == '0' && end > at + 1)) return false;
    if (end < digits.length && digits.at[end] == '.') {
        at = end + 1;
        end = skip_digits(digits, at);
        if (end == at) return false;
    }
    if (end == digits.length) return true;
    if (digits.at[end] != 'e' && digits.at[end] != 'E') return false;
    at = end + 1;
    if (at < digits.length && (digits.at[at] == '+' || digits.at[at] == '-')) at++;
    end = skip_digits(digits, at);
    return end > at && end == digits.length;
}
