// YAML for reviewers. What an entry can look like:
//
//     Type: AWS::ECS::Service                   plain where every reader agrees, else quoted
//     Cluster: !Ref Cluster                     short tags
//     Role: !GetAtt ApiRole.Arn
//     Zone: !Select [0, !GetAZs ""]             a function's list on one line while it is short
//     Tags:                                     everything else in block style
//       - Key: Name
//         Value: api
//     UserData:
//       Fn::Base64: !Sub |                      the long form where there would be two tags
//         #!/bin/sh
//         echo ${AWS::Region}
#include "emit/emit.h"

#include <assert.h>

#include "emit/scalar.h"

enum {
    INDENT = 2,
    FLOW_WIDTH = 100, // the last column that a function's list may reach on one line
    FLOW_DEPTH = 3,   // lists in each other on one line
    // A reader need not take a key for one when its colon comes later than 1024 characters on
    // (section 7.4.2 of YAML 1.2, "implicit keys"); beyond this it gets a `?`.
    IMPLICIT_KEY_BYTES = 1000,
    ESCAPE_BYTES = 6, // the longest escape: \uXXXX
};

typedef struct YamlWriter {
    Buffer out;
    size_t line_start; // where in `out` the line that is being written begins
} YamlWriter;

static void write_value(YamlWriter *w, const Value *value, size_t indent, bool after_dash);

static void end_line(YamlWriter *w) {
    buffer_add_byte(&w->out, '\n');
    w->line_start = w->out.length;
}

static void start_line(YamlWriter *w, size_t indent) { buffer_add_repeated(&w->out, ' ', indent); }

// ---- scalars

static void write_text(YamlWriter *w, Str text, bool in_flow) {
    if (emit_is_plain(text, in_flow))
        buffer_add(&w->out, text);
    else
        emit_add_quoted(&w->out, text);
}

// The lines of a literal block, each behind `indent` blanks; empty ones have none.
static void write_block(YamlWriter *w, Str text, size_t indent) {
    const bool ends_line = text.at[text.length - 1] == '\n';
    buffer_add_text(&w->out, ends_line ? "|" : "|-");
    end_line(w);
    for (size_t at = 0; at < text.length;) {
        const size_t end = str_find_byte(text, '\n', at);
        if (end > at) start_line(w, indent);
        buffer_add(&w->out, str_slice(text, at, end));
        end_line(w);
        at = end + 1;
    }
}

static void write_string(YamlWriter *w, Str text, size_t indent) {
    buffer_add_byte(&w->out, ' ');
    if (emit_is_block(text)) {
        write_block(w, text, indent);
        return;
    }
    write_text(w, text, false);
    end_line(w);
}

static void write_number(YamlWriter *w, Str digits) {
    assert(value_is_number_text(digits));
    emit_add_yaml_number(&w->out, digits);
}

// ---- functions

static bool is_string(const Value *value) { return value->kind == VALUE_STRING; }

// Resource and attribute of a GetAtt that can be joined by a dot and found apart again.
static bool is_dotted(const Value *call) {
    const Value *argument = call->as.call.argument;
    if (call->as.call.function != INTRINSIC_GET_ATT || argument->kind != VALUE_LIST) return false;
    if (argument->as.items.count != 2 || !is_string(argument->as.items.at[0])) return false;
    const Str resource = argument->as.items.at[0]->as.text;
    return is_string(argument->as.items.at[1]) && resource.length && str_find_byte(resource, '.', 0) == resource.length;
}

// The text that may stand behind the short tag, of a call for which is_tagged_text().
static Str tagged_text(YamlWriter *w, const Value *call) {
    const Value *argument = call->as.call.argument;
    if (is_string(argument)) return argument->as.text;
    Buffer dotted = buffer_new(w->out.arena);
    buffer_add(&dotted, argument->as.items.at[0]->as.text);
    buffer_add_byte(&dotted, '.');
    buffer_add(&dotted, argument->as.items.at[1]->as.text);
    return buffer_str(&dotted);
}

// Behind a tag every scalar is a string, so a number or boolean argument takes the long form.
static bool is_tagged_text(const Value *call) { return is_string(call->as.call.argument) || is_dotted(call); }

static bool is_tagged_list(const Value *call) { return call->as.call.argument->kind == VALUE_LIST; }

static void write_tag(YamlWriter *w, const Value *call) {
    buffer_add_text(&w->out, intrinsic_tag(call->as.call.function));
    buffer_add_byte(&w->out, ' ');
}

// ---- lists on one line
//
// Tried by writing; what does not fit is taken back. Each try stops at FLOW_WIDTH, so it costs no
// more than a line however large the value is.

static bool flow_value(YamlWriter *w, const Value *value, int depth);

static bool has_room(const YamlWriter *w, size_t more) { return w->out.length - w->line_start + more <= FLOW_WIDTH; }

static bool flow_text(YamlWriter *w, Str text) {
    if (!has_room(w, text.length) || str_find_byte(text, '\n', 0) < text.length) return false;
    write_text(w, text, true);
    return true;
}

static bool flow_list(YamlWriter *w, const Value *list, int depth) {
    if (depth == FLOW_DEPTH) return false;
    buffer_add_byte(&w->out, '[');
    for (size_t i = 0; i < list->as.items.count; i++) {
        if (i) buffer_add_text(&w->out, ", ");
        if (!flow_value(w, list->as.items.at[i], depth + 1) || !has_room(w, 1)) return false;
    }
    buffer_add_byte(&w->out, ']');
    return true;
}

static bool flow_call(YamlWriter *w, const Value *call, int depth) {
    write_tag(w, call);
    if (is_tagged_text(call)) return flow_text(w, tagged_text(w, call));
    return is_tagged_list(call) && flow_list(w, call->as.call.argument, depth);
}

static bool flow_value(YamlWriter *w, const Value *value, int depth) {
    switch (value->kind) {
    case VALUE_NULL: buffer_add_text(&w->out, "null"); return true;
    case VALUE_BOOL: buffer_add_text(&w->out, value->as.boolean ? "true" : "false"); return true;
    case VALUE_NUMBER: write_number(w, value->as.text); return true;
    case VALUE_STRING: return flow_text(w, value->as.text);
    case VALUE_LIST: return flow_list(w, value, depth);
    case VALUE_MAP: return false;
    case VALUE_CALL: return flow_call(w, value, depth);
    }
    return false;
}

static bool write_flow(YamlWriter *w, const Value *list) {
    const size_t before = w->out.length;
    if (flow_list(w, list, 0) && has_room(w, 0)) {
        end_line(w);
        return true;
    }
    w->out.length = before;
    return false;
}

// ---- maps and lists

static void write_list(YamlWriter *w, const Value *list, size_t indent, bool on_this_line) {
    for (size_t i = 0; i < list->as.items.count; i++) {
        if (i || !on_this_line) start_line(w, indent);
        buffer_add_byte(&w->out, '-');
        write_value(w, list->as.items.at[i], indent + INDENT, true);
    }
}

static void write_long_key(YamlWriter *w, Str key, size_t indent) {
    buffer_add_text(&w->out, "? ");
    emit_add_quoted(&w->out, key);
    end_line(w);
    start_line(w, indent);
    buffer_add_byte(&w->out, ':');
}

static bool may_be_implicit(Str key) {
    return key.length <= IMPLICIT_KEY_BYTES / ESCAPE_BYTES ||
           (key.length <= IMPLICIT_KEY_BYTES && emit_is_plain(key, false));
}

static void write_key(YamlWriter *w, Str key, size_t indent) {
    if (!may_be_implicit(key)) {
        write_long_key(w, key, indent);
        return;
    }
    write_text(w, key, false);
    buffer_add_byte(&w->out, ':');
}

static void write_entry(YamlWriter *w, Str key, const Value *value, size_t indent) {
    write_key(w, key, indent);
    write_value(w, value, indent + INDENT, false);
}

static void write_map(YamlWriter *w, const Value *map, size_t indent, bool on_this_line) {
    for (size_t i = 0; i < map->as.entries.count; i++) {
        if (i || !on_this_line) start_line(w, indent);
        write_entry(w, map->as.entries.at[i].key, map->as.entries.at[i].value, indent);
    }
}

static void write_long_call(YamlWriter *w, const Value *call, size_t indent, bool after_dash) {
    if (after_dash) {
        buffer_add_byte(&w->out, ' ');
    } else {
        end_line(w);
        start_line(w, indent);
    }
    write_entry(w, str_of(intrinsic_name(call->as.call.function)), call->as.call.argument, indent);
}

static void write_tagged_list(YamlWriter *w, const Value *call, size_t indent) {
    buffer_add_byte(&w->out, ' ');
    write_tag(w, call);
    if (write_flow(w, call->as.call.argument)) return;
    w->out.length--; // no blank before the end of the line
    end_line(w);
    write_list(w, call->as.call.argument, indent, false);
}

static void write_call(YamlWriter *w, const Value *call, size_t indent, bool after_dash) {
    if (is_tagged_text(call)) {
        buffer_add_byte(&w->out, ' ');
        write_tag(w, call);
        w->out.length--; // write_string() puts its own blank
        write_string(w, tagged_text(w, call), indent);
    } else if (is_tagged_list(call)) {
        write_tagged_list(w, call, indent);
    } else {
        write_long_call(w, call, indent, after_dash);
    }
}

static void write_word(YamlWriter *w, const char *word) {
    buffer_add_byte(&w->out, ' ');
    buffer_add_text(&w->out, word);
    end_line(w);
}

static void write_number_line(YamlWriter *w, Str digits) {
    buffer_add_byte(&w->out, ' ');
    write_number(w, digits);
    end_line(w);
}

static bool is_empty(const Value *value) {
    if (value->kind == VALUE_LIST) return value->as.items.count == 0;
    return value->kind == VALUE_MAP && value->as.entries.count == 0;
}

// Brings the writer to where the first line of a map or list stands.
static void open_block(YamlWriter *w, bool after_dash) {
    if (after_dash)
        buffer_add_byte(&w->out, ' ');
    else
        end_line(w);
}

// Writes what stands behind `key:` or `-`, up to the end of its last line; `indent` is where the
// lines of a value of several lines begin.
static void write_value(YamlWriter *w, const Value *value, size_t indent, bool after_dash) {
    if (is_empty(value)) {
        write_word(w, value->kind == VALUE_LIST ? "[]" : "{}");
        return;
    }
    switch (value->kind) {
    case VALUE_NULL: write_word(w, "null"); break;
    case VALUE_BOOL: write_word(w, value->as.boolean ? "true" : "false"); break;
    case VALUE_NUMBER: write_number_line(w, value->as.text); break;
    case VALUE_STRING: write_string(w, value->as.text, indent); break;
    case VALUE_LIST:
        open_block(w, after_dash);
        write_list(w, value, indent, after_dash);
        break;
    case VALUE_MAP:
        open_block(w, after_dash);
        write_map(w, value, indent, after_dash);
        break;
    case VALUE_CALL: write_call(w, value, indent, after_dash); break;
    }
}

// ---- the file

// A name within a comment; what would end the line or hide in it becomes `?`.
static void write_name(YamlWriter *w, Str name) {
    for (size_t i = 0; i < name.length; i++) {
        const unsigned char c = (unsigned char)name.at[i];
        buffer_add_byte(&w->out, c < 0x20 || c == 0x7F ? '?' : name.at[i]);
    }
}

static void write_first_line(YamlWriter *w, Str source_name) {
    if (!source_name.length) return;
    buffer_add_text(&w->out, "# Made from ");
    write_name(w, source_name);
    buffer_add_text(&w->out, " by tierce; edit that file, not this one.");
    end_line(w);
}

static void write_heading(YamlWriter *w, Str heading, bool first) {
    if (!first) end_line(w);
    if (!heading.length) return;
    start_line(w, INDENT);
    buffer_add_text(&w->out, "# ");
    write_name(w, heading);
    end_line(w);
}

// Whose the resource `logical_id` is. Resources are listed in the order of the template, so the
// search goes on where it ended; one that is not listed belongs to nobody.
static Str heading_of(const Template *template, Str logical_id, size_t *next) {
    for (size_t i = *next; i < template->resources.count; i++) {
        if (!str_equal(template->resources.at[i].logical_id, logical_id)) continue;
        *next = i + 1;
        return template->resources.at[i].heading;
    }
    return STR_NONE;
}

static void write_resources(YamlWriter *w, const Template *template, const Value *resources) {
    Str heading = STR_NONE;
    size_t next = 0;
    end_line(w);
    for (size_t i = 0; i < resources->as.entries.count; i++) {
        const ValueEntry *entry = &resources->as.entries.at[i];
        const Str own = heading_of(template, entry->key, &next);
        if (!str_equal(own, heading)) write_heading(w, own, i == 0);
        heading = own;
        start_line(w, INDENT);
        write_entry(w, entry->key, entry->value, INDENT);
    }
}

static bool is_section(const Value *value) { return value->kind == VALUE_MAP || value->kind == VALUE_LIST; }

static void write_section(YamlWriter *w, const Template *template, const ValueEntry *entry) {
    write_key(w, entry->key, 0);
    if (str_is(entry->key, "Resources") && entry->value->kind == VALUE_MAP && !is_empty(entry->value))
        write_resources(w, template, entry->value);
    else
        write_value(w, entry->value, INDENT, false);
}

// Lines such as the format version and the description stand together; sections stand apart.
static void write_sections(YamlWriter *w, const Template *template) {
    const Value *root = template->root;
    for (size_t i = 0; i < root->as.entries.count; i++) {
        const bool apart = is_section(root->as.entries.at[i].value);
        if (i && (apart || is_section(root->as.entries.at[i - 1].value))) end_line(w);
        write_section(w, template, &root->as.entries.at[i]);
    }
}

Str emit_yaml(Arena *arena, const Template *template) {
    assert(template->root->kind == VALUE_MAP);
    YamlWriter w = {.out = buffer_new_sized(arena, 256 + template->resources.count * 600)};
    write_first_line(&w, template->source_name);
    if (is_empty(template->root))
        buffer_add_text(&w.out, "{}\n");
    else
        write_sections(&w, template);
    return buffer_str(&w.out);
}
