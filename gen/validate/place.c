// Where something stands: for a loaded template the line that cfn-lint names, which is that of the
// innermost key on the way; a short form such as !Sub has no key of its own.
#include "validate/engine.h"

Spot place_root(const Value *value) { return (Spot){.kind = PLACE_SAME, .value = value}; }

static unsigned below(const Spot *up) { return up ? up->depth + 1 : 0; }

Spot place_key(const Spot *up, const ValueEntry *entry) {
    return (Spot){.up = up,
                  .kind = PLACE_KEY,
                  .key = entry->key,
                  .key_span = entry->key_span,
                  .value = entry->value,
                  .step = entry->key,
                  .depth = below(up)};
}

Spot place_item(const Spot *up, const Value *list, size_t index) {
    return (Spot){.up = up,
                  .kind = PLACE_ITEM,
                  .index = index,
                  .value = list->as.items.at[index],
                  .step = STR("*"),
                  .depth = below(up)};
}

Spot place_function(const Spot *up, const Value *call) {
    return (Spot){.up = up, .kind = PLACE_FUNCTION, .value = call, .depth = below(up)};
}

Spot place_same(const Spot *up, const Value *value) {
    return (Spot){.up = up, .kind = PLACE_SAME, .value = value, .depth = up ? up->depth : 0};
}

// ---- spans

// The key of a function that is written out: `Fn::Sub` in `Fn::Sub: x` and in `{"Fn::Sub": "x"}`.
static Span function_key(const Walk *walk, const Value *call) {
    const SourceFile *file = sources_file_at(walk->sources, call->span.start);
    if (!file || walk->options->compiled) return SPAN_NONE;
    size_t at = call->span.start - file->base;
    if (at < file->text.length && file->text.at[at] == '!') return SPAN_NONE;
    if (at < file->text.length && file->text.at[at] == '{')
        for (at++; at < file->text.length &&
                   (file->text.at[at] == ' ' || (file->text.at[at] >= '\t' && file->text.at[at] <= '\r'));)
            at++;
    const size_t length = str_of(intrinsic_name(call->as.call.function)).length;
    const bool quoted = at < file->text.length && (file->text.at[at] == '"' || file->text.at[at] == '\'');
    const uint32_t start = file->base + (uint32_t)at;
    return (Span){start, start + (uint32_t)length + (quoted ? 2 : 0)};
}

// Whether an item has a place of its own. cfn-lint knows none of numbers and truth values.
static bool item_has_mark(const Value *value) {
    return value->kind != VALUE_NUMBER && value->kind != VALUE_BOOL && value->kind != VALUE_NULL;
}

static bool on_one_line(const Walk *walk, Span key, Span value) {
    const SourceFile *file = sources_file_at(walk->sources, key.start);
    if (!file || value.start < key.end || value.end > file->base + file->text.length) return false;
    for (uint32_t at = key.end; at < value.end; at++)
        if (file->text.at[at - file->base] == '\n') return false;
    return true;
}

// A key, or better the value behind it where both stand on one line.
static Span key_or_value(const Walk *walk, const Spot *place) {
    const Value *value = place->value;
    if (!value || !value_is_scalar(value) || !on_one_line(walk, place->key_span, value->span)) return place->key_span;
    return value->span;
}

static Span loaded_span(const Walk *walk, const Spot *place) {
    const bool is_item = place->kind == PLACE_ITEM && place->value && item_has_mark(place->value);
    if (is_item && !span_is_none(place->value->span)) return place->value->span;
    for (const Spot *at = place; at; at = at->up) {
        Span span = SPAN_NONE;
        if (at->kind == PLACE_KEY) span = at == place ? key_or_value(walk, at) : at->key_span;
        if (at->kind == PLACE_FUNCTION) span = function_key(walk, at->value);
        if (!span_is_none(span)) return span;
    }
    return (Span){walk->template->root->span.start, walk->template->root->span.start};
}

// Of a compiled template: where the value was written, else where the nearest one around it was.
static Span compiled_span(const Spot *place) {
    for (const Spot *at = place; at; at = at->up) {
        if (at->value && !span_is_none(at->value->span)) return at->value->span;
        if (at->kind == PLACE_KEY && !span_is_none(at->key_span)) return at->key_span;
    }
    return SPAN_NONE;
}

Str place_resource(const Spot *place) {
    for (; place && place->up; place = place->up) {
        const Spot *section = place->up;
        const bool at_section = section->kind == PLACE_KEY && section->up && !section->up->up;
        if (place->kind == PLACE_KEY && at_section && str_is(section->key, "Resources")) return place->key;
    }
    return STR_NONE;
}

Span place_span(const Walk *walk, const Spot *place) {
    while (place->kind == PLACE_SAME && place->up) place = place->up;
    return walk->options->compiled ? compiled_span(place) : loaded_span(walk, place);
}

// ---- paths

bool place_is_at(const Spot *place, Str path) {
    size_t end = path.length;
    for (; place && !place->is_root; place = place->up) {
        if (place->kind == PLACE_SAME || place->kind == PLACE_FUNCTION || !place->step.length) continue;
        const size_t length = place->step.length;
        if (end < length || !str_equal(str_slice(path, end - length, end), place->step)) return false;
        end -= length;
        if (!end) continue;
        if (path.at[end - 1] != '/') return false;
        end--;
        if (!end) return false;
    }
    return place && end == 0;
}

bool place_has_check(const Context *context, const Spot *place, const char *id) {
    SchemaCheck check;
    if (!context->resource) return false;
    SchemaIterator checks = schema_checks(context->resource->type);
    while (schema_next_check(&checks, &check))
        if (str_is(check.id, id) && place_is_at(place, check.path)) return true;
    return false;
}

bool place_in_function(const Spot *place, bool but_if) {
    for (; place; place = place->up)
        if (place->kind == PLACE_FUNCTION && !(but_if && place->value->as.call.function == INTRINSIC_IF)) return true;
    return false;
}

Str place_key_at(const Spot *place, unsigned level) {
    unsigned keys = 0;
    for (const Spot *at = place; at; at = at->up) keys += at->kind == PLACE_KEY;
    for (; place; place = place->up)
        if (place->kind == PLACE_KEY && --keys == level) return place->key;
    return STR_NONE;
}
