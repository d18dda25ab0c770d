// Values as the checks look at them.
#include "validate/engine.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

bool value_is_scalar(const Value *value) {
    return value->kind == VALUE_STRING || value->kind == VALUE_NUMBER || value->kind == VALUE_BOOL;
}

Str value_scalar_text(const Value *value) {
    if (value->kind == VALUE_BOOL) return value->as.boolean ? STR("true") : STR("false");
    return value->kind == VALUE_STRING || value->kind == VALUE_NUMBER ? value->as.text : STR_NONE;
}

bool value_is_no_value(const Value *value) {
    return value_is_call(value, INTRINSIC_REF) && value->as.call.argument->kind == VALUE_STRING &&
           str_is(value->as.call.argument->as.text, "AWS::NoValue");
}

enum { MOST_SHOWN = 60 };

static Str shortened(const Walk *walk, Str text) {
    size_t end = MOST_SHOWN;
    if (text.length <= MOST_SHOWN) return text;
    while (end > 0 && ((unsigned char)text.at[end] & 0xC0) == 0x80) end--; // not within a character
    return str_format(walk->arena, "%.*s...", (int)end, text.at);
}

Str value_shown(const Walk *walk, const Value *value) {
    if (walk->sink->muted) return STR_NONE;
    switch (value->kind) {
    case VALUE_NULL: return STR("null");
    case VALUE_LIST: return STR("this list");
    case VALUE_MAP: return STR("this map");
    case VALUE_CALL: return str_format(walk->arena, "`%s`", intrinsic_tag(value->as.call.function));
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_STRING: {
        const Str text = shortened(walk, value_scalar_text(value));
        return str_format(walk->arena, "`%.*s`", STR_ARG(text));
    }
    }
    return STR_NONE;
}

// ---- numbers

static bool all_digits(Str text) {
    size_t at = text.length && (text.at[0] == '-' || text.at[0] == '+') ? 1 : 0;
    if (at == text.length) return false;
    while (at < text.length && str_is_digit(text.at[at])) at++;
    return at == text.length;
}

bool value_is_integer(const Value *value, bool strict) {
    double number;
    if (value->kind == VALUE_STRING) return !strict && all_digits(str_trim(value->as.text));
    if (value->kind != VALUE_NUMBER) return false;
    if (all_digits(value->as.text) || !strict) return true;
    return value_as_number(value, &number) && number < 9e15 && number > -9e15 && (double)(long long)number == number;
}

bool value_as_number(const Value *value, double *number) {
    char text[64];
    char *end;
    if (value->kind != VALUE_STRING && value->kind != VALUE_NUMBER) return false;
    const Str trimmed = str_trim(value->as.text);
    if (!trimmed.length || trimmed.length >= sizeof text) return false;
    for (size_t i = 0; i < trimmed.length; i++) {
        if (trimmed.at[i] == 'x' || trimmed.at[i] == 'X' || trimmed.at[i] == 'p') return false; // C's hexadecimal
        text[i] = trimmed.at[i];
    }
    text[trimmed.length] = 0;
    *number = strtod(text, &end);
    return end == text + trimmed.length;
}

bool value_is_number(const Value *value, bool strict) {
    double number;
    if (value->kind == VALUE_STRING) return !strict && value_as_number(value, &number);
    return value->kind == VALUE_NUMBER;
}

// ---- comparing

static bool is_truth(Str text) {
    return str_equal_ignoring_case(text, STR("true")) || str_equal_ignoring_case(text, STR("false"));
}

static bool same_scalars(const Value *a, const Value *b) {
    const Str one = value_scalar_text(a), other = value_scalar_text(b);
    double x, y;
    if (str_equal(one, other)) return true;
    if (a->kind == VALUE_NUMBER && b->kind == VALUE_NUMBER)
        return value_as_number(a, &x) && value_as_number(b, &y) && x == y;
    return is_truth(one) && is_truth(other) && str_equal_ignoring_case(one, other);
}

static bool same_maps(const Value *a, const Value *b) {
    if (a->as.entries.count != b->as.entries.count) return false;
    for (size_t i = 0; i < a->as.entries.count; i++) {
        const Value *other = value_get(b, a->as.entries.at[i].key);
        if (!other || !value_same(a->as.entries.at[i].value, other)) return false;
    }
    return true;
}

bool value_same(const Value *a, const Value *b) {
    if (value_is_scalar(a) && value_is_scalar(b)) return same_scalars(a, b);
    if (a->kind != b->kind) return false;
    if (a->kind == VALUE_MAP) return same_maps(a, b);
    if (a->kind == VALUE_CALL)
        return a->as.call.function == b->as.call.function && value_same(a->as.call.argument, b->as.call.argument);
    if (a->kind != VALUE_LIST) return true;
    if (a->as.items.count != b->as.items.count) return false;
    for (size_t i = 0; i < a->as.items.count; i++)
        if (!value_same(a->as.items.at[i], b->as.items.at[i])) return false;
    return true;
}

// ---- other forms

const Value *value_call_as_map(const Walk *walk, const Value *call) {
    Value *map = value_map(walk->arena, call->span);
    const Spot place = place_function(NULL, call);
    value_put(walk->arena, map, str_of(intrinsic_name(call->as.call.function)), place_span(walk, &place),
              call->as.call.argument);
    return map;
}

static Value *value_of_cjson(Arena *arena, const cJSON *json, Span span, int depth) {
    if (depth > 80) return value_null(arena, span);
    if (cJSON_IsBool(json)) return value_bool(arena, span, cJSON_IsTrue(json));
    if (cJSON_IsNumber(json)) return value_number(arena, span, str_format(arena, "%.15g", json->valuedouble));
    if (cJSON_IsString(json)) return value_string(arena, span, str_copy(arena, str_of(json->valuestring)));
    if (cJSON_IsArray(json)) {
        Value *list = value_list(arena, span);
        const cJSON *each;
        cJSON_ArrayForEach(each, json) value_add(arena, list, value_of_cjson(arena, each, span, depth + 1));
        return list;
    }
    if (cJSON_IsObject(json)) {
        Value *map = value_map(arena, span);
        const cJSON *each;
        cJSON_ArrayForEach(each, json) value_put(arena, map, str_copy(arena, str_of(each->string)), SPAN_NONE,
                                                 value_of_cjson(arena, each, span, depth + 1));
        return map;
    }
    return value_null(arena, span);
}

const Value *value_of_json(Walk *walk, const Value *text) {
    const char *terminated = str_terminated(walk->arena, text->as.text), *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(terminated, &end, 0);
    if (!json) return NULL;
    while (*end == ' ' || (*end >= '\t' && *end <= '\r')) end++;
    Value *value = *end ? NULL : value_of_cjson(walk->arena, json, text->span, 0);
    cJSON_Delete(json);
    return value;
}
