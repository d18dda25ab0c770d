#include "emit/emit.h"

#include <assert.h>

#include "emit/scalar.h"

typedef struct JsonWriter {
    Buffer out;
    bool compact;
} JsonWriter;

static void write_value(JsonWriter *w, const Value *value, size_t indent);

static void start_line(JsonWriter *w, size_t indent) {
    if (w->compact) return;
    buffer_add_byte(&w->out, '\n');
    buffer_add_repeated(&w->out, ' ', indent);
}

static void write_key(JsonWriter *w, Str key) {
    emit_add_quoted(&w->out, key);
    buffer_add_text(&w->out, w->compact ? ":" : ": ");
}

static void write_list(JsonWriter *w, const Value *list, size_t indent) {
    buffer_add_byte(&w->out, '[');
    for (size_t i = 0; i < list->as.items.count; i++) {
        if (i) buffer_add_byte(&w->out, ',');
        start_line(w, indent + 2);
        write_value(w, list->as.items.at[i], indent + 2);
    }
    if (list->as.items.count) start_line(w, indent);
    buffer_add_byte(&w->out, ']');
}

static void write_map(JsonWriter *w, const Value *map, size_t indent) {
    buffer_add_byte(&w->out, '{');
    for (size_t i = 0; i < map->as.entries.count; i++) {
        if (i) buffer_add_byte(&w->out, ',');
        start_line(w, indent + 2);
        write_key(w, map->as.entries.at[i].key);
        write_value(w, map->as.entries.at[i].value, indent + 2);
    }
    if (map->as.entries.count) start_line(w, indent);
    buffer_add_byte(&w->out, '}');
}

static void write_call(JsonWriter *w, const Value *call, size_t indent) {
    buffer_add_byte(&w->out, '{');
    start_line(w, indent + 2);
    write_key(w, str_of(intrinsic_name(call->as.call.function)));
    write_value(w, call->as.call.argument, indent + 2);
    start_line(w, indent);
    buffer_add_byte(&w->out, '}');
}

static void write_number(JsonWriter *w, Str digits) {
    assert(value_is_number_text(digits));
    buffer_add(&w->out, digits);
}

static void write_value(JsonWriter *w, const Value *value, size_t indent) {
    switch (value->kind) {
    case VALUE_NULL: buffer_add_text(&w->out, "null"); break;
    case VALUE_BOOL: buffer_add_text(&w->out, value->as.boolean ? "true" : "false"); break;
    case VALUE_NUMBER: write_number(w, value->as.text); break;
    case VALUE_STRING: emit_add_quoted(&w->out, value->as.text); break;
    case VALUE_LIST: write_list(w, value, indent); break;
    case VALUE_MAP: write_map(w, value, indent); break;
    case VALUE_CALL: write_call(w, value, indent); break;
    }
}

Str emit_json(Arena *arena, const Template *template, bool compact) {
    JsonWriter w = {.out = buffer_new_sized(arena, 256 + template->resources.count * 900), .compact = compact};
    write_value(&w, template->root, 0);
    buffer_add_byte(&w.out, '\n');
    return buffer_str(&w.out);
}
