// Values as one canonical text, and the references within them.
#include "diff/differ.h"

typedef struct Writer {
    Buffer *out;
    const Table *renamed;
} Writer;

static void write_value(Writer *w, const Value *value);

// ---- references

static Str current_name(const Writer *w, Str name) {
    const Str *other = w->renamed ? table_get(w->renamed, name) : NULL;
    return other ? *other : name;
}

// `A` or `A.Attribute`.
static void write_reference(Writer *w, Str dotted) {
    const size_t dot = str_find_byte(dotted, '.', 0);
    buffer_add_text(w->out, "${");
    buffer_add(w->out, current_name(w, str_slice(dotted, 0, dot)));
    buffer_add(w->out, str_slice(dotted, dot, dotted.length));
    buffer_add_byte(w->out, '}');
}

// A text that is no template may hold `${`; in the canonical text that is `${!`, as in Fn::Sub.
static void write_literal(Writer *w, Str text) {
    size_t at = 0;
    for (size_t next; (next = str_find(text, STR("${"), at)) < text.length; at = next + 2) {
        buffer_add(w->out, str_slice(text, at, next));
        buffer_add_text(w->out, "${!");
    }
    buffer_add(w->out, str_slice(text, at, text.length));
}

static void write_hole(Writer *w, Str name, const Value *variables) {
    const Value *variable = value_get(variables, name);
    if (variable)
        write_value(w, variable);
    else
        write_reference(w, str_trim(name));
}

// Calls for each hole of a Sub's text; what stands between goes to `w`, if there is one.
static void write_sub(Writer *w, Str text, const Value *variables) {
    size_t at = 0;
    for (size_t open; (open = str_find(text, STR("${"), at)) < text.length;) {
        const size_t close = str_find_byte(text, '}', open);
        buffer_add(w->out, str_slice(text, at, open));
        at = close == text.length ? close : close + 1;
        if (close == text.length || text.at[open + 2] == '!')
            buffer_add(w->out, str_slice(text, open, at));
        else
            write_hole(w, str_slice(text, open + 2, close), variables);
    }
    buffer_add(w->out, str_slice(text, at, text.length));
}

// ---- functions

static const Value *argument_at(const Value *call, size_t index) {
    const Value *list = call->as.call.argument;
    if (!list || list->kind != VALUE_LIST) return index ? NULL : list;
    return index < list->as.items.count ? list->as.items.at[index] : NULL;
}

static bool write_join(Writer *w, const Value *call) {
    const Value *delimiter = argument_at(call, 0), *parts = argument_at(call, 1);
    if (!delimiter || delimiter->kind != VALUE_STRING || !parts || parts->kind != VALUE_LIST) return false;
    for (size_t i = 0; i < parts->as.items.count; i++) {
        if (i) write_literal(w, delimiter->as.text);
        write_value(w, parts->as.items.at[i]);
    }
    return true;
}

static bool write_get_att(Writer *w, const Value *call) {
    const Str name = differ_scalar(argument_at(call, 0)), attribute = differ_scalar(argument_at(call, 1));
    if (!name.length || !attribute.length) return false;
    write_reference(w, str_format(w->out->arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(attribute)));
    return true;
}

static bool write_known(Writer *w, const Value *call) {
    const Value *argument = call->as.call.argument, *first = argument_at(call, 0);
    if (value_is_call(call, INTRINSIC_REF) && argument && argument->kind == VALUE_STRING) {
        write_reference(w, argument->as.text);
        return true;
    }
    if (value_is_call(call, INTRINSIC_SUB) && first && first->kind == VALUE_STRING) {
        write_sub(w, first->as.text, argument_at(call, 1));
        return true;
    }
    if (value_is_call(call, INTRINSIC_GET_ATT)) return write_get_att(w, call);
    return value_is_call(call, INTRINSIC_JOIN) && write_join(w, call);
}

static void write_call(Writer *w, const Value *call) {
    if (write_known(w, call)) return;
    buffer_add_format(w->out, "${%s(", intrinsic_name(call->as.call.function));
    write_value(w, call->as.call.argument);
    buffer_add_text(w->out, ")}");
}

static void write_list(Writer *w, const Value *list) {
    buffer_add_byte(w->out, '[');
    for (size_t i = 0; i < list->as.items.count; i++) {
        if (i) buffer_add_text(w->out, ", ");
        write_value(w, list->as.items.at[i]);
    }
    buffer_add_byte(w->out, ']');
}

static void write_map(Writer *w, const Value *map) {
    buffer_add_byte(w->out, '{');
    for (size_t i = 0; i < map->as.entries.count; i++) {
        buffer_add_format(w->out, "%s%.*s: ", i ? ", " : "", STR_ARG(map->as.entries.at[i].key));
        write_value(w, map->as.entries.at[i].value);
    }
    buffer_add_byte(w->out, '}');
}

static void write_value(Writer *w, const Value *value) {
    if (!value) return;
    switch (value->kind) {
    case VALUE_NULL: buffer_add_text(w->out, "null"); return;
    case VALUE_BOOL: buffer_add_text(w->out, value->as.boolean ? "true" : "false"); return;
    case VALUE_NUMBER: buffer_add(w->out, value->as.text); return;
    case VALUE_STRING: write_literal(w, value->as.text); return;
    case VALUE_LIST: write_list(w, value); return;
    case VALUE_MAP: write_map(w, value); return;
    case VALUE_CALL: write_call(w, value); return;
    }
}

Str differ_text(Arena *arena, const Value *value, const Table *renamed) {
    Buffer out = buffer_new(arena);
    Writer w = {&out, renamed};
    write_value(&w, value);
    return buffer_str(&out);
}

// ---- references within a value

typedef struct Search {
    VisitReference *visit;
    void *context;
} Search;

static void search(const Search *s, const Value *value);

static void found(const Search *s, ReferenceKind kind, Str name) {
    if (name.length) s->visit(s->context, kind, name);
}

static void search_text(const Search *s, Str text, const Value *variables) {
    for (size_t open = 0; (open = str_find(text, STR("${"), open)) < text.length;) {
        const size_t close = str_find_byte(text, '}', open);
        const Str hole = str_trim(str_slice(text, open + 2, close));
        if (close == text.length) return;
        if (!str_starts(hole, STR("!")) && !value_find(variables, hole))
            found(s, REFERENCE_NAME, str_slice(hole, 0, str_find_byte(hole, '.', 0)));
        open = close;
    }
}

static void search_call(const Search *s, const Value *call) {
    const Value *first = argument_at(call, 0);
    if (value_is_call(call, INTRINSIC_REF) || value_is_call(call, INTRINSIC_GET_ATT))
        found(s, REFERENCE_NAME, differ_scalar(first));
    if (value_is_call(call, INTRINSIC_IF) || value_is_call(call, INTRINSIC_CONDITION))
        found(s, REFERENCE_CONDITION, differ_scalar(first));
    if (value_is_call(call, INTRINSIC_FIND_IN_MAP)) found(s, REFERENCE_MAPPING, differ_scalar(first));
    if (value_is_call(call, INTRINSIC_SUB) && first && first->kind == VALUE_STRING)
        search_text(s, first->as.text, argument_at(call, 1));
    search(s, call->as.call.argument);
}

static void search(const Search *s, const Value *value) {
    if (!value) return;
    if (value->kind == VALUE_CALL) search_call(s, value);
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++) search(s, value->as.items.at[i]);
    if (value->kind == VALUE_MAP)
        for (size_t i = 0; i < value->as.entries.count; i++) search(s, value->as.entries.at[i].value);
}

void differ_references(const Value *value, VisitReference *visit, void *context) {
    search(&(Search){visit, context}, value);
}

// ---- scalars

Str differ_scalar(const Value *value) {
    if (!value) return STR_NONE;
    if (value->kind == VALUE_STRING || value->kind == VALUE_NUMBER) return value->as.text;
    if (value->kind == VALUE_BOOL) return value->as.boolean ? STR("true") : STR("false");
    return STR_NONE;
}

Str differ_scalar_of(const Value *map, const char *key) { return differ_scalar(value_get(map, str_of(key))); }

const Value *differ_section(const Template *template, const char *name) {
    const Value *section = template ? value_get(template->root, str_of(name)) : NULL;
    return section && section->kind == VALUE_MAP ? section : NULL;
}
