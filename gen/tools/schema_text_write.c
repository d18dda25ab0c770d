#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tools/schema_text.h"

// ---- Words and values

static bool is_bare(char c) { return str_is_alphanumeric(c) || (c != '\0' && strchr("_./:@*+-", c) != NULL); }

// Whether a bare word would be read as something else than text.
static bool is_taken(Str word) {
    if (str_is_digit(word.at[0]) || word.at[0] == '-' || word.at[0] == '+' || word.at[0] == '@') return true;
    return str_is(word, "true") || str_is(word, "false") || str_is(word, "null");
}

static void write_quoted(Buffer *out, Str text) {
    buffer_add_byte(out, '"');
    for (size_t i = 0, length; i < text.length; i += length) {
        const uint32_t code_point = utf8_decode(text, i, &length);
        if (code_point == '"' || code_point == '`')
            buffer_add_format(out, "`%c", (char)code_point);
        else if (code_point < 0x20 || code_point > 0x7E)
            buffer_add_format(out, "`{%X}", code_point);
        else
            buffer_add_byte(out, (char)code_point);
    }
    buffer_add_byte(out, '"');
}

static void write_word(Buffer *out, Str text) {
    bool bare = text.length > 0 && !is_taken(text);
    // A double dot would look like a range.
    for (size_t i = 0; bare && i < text.length; i++)
        bare = is_bare(text.at[i]) && !(text.at[i] == '.' && i && text.at[i - 1] == '.');
    if (bare)
        buffer_add(out, text);
    else
        write_quoted(out, text);
}

// The shortest decimal that reads back as the same number.
static void write_number(Buffer *out, double number) {
    char text[40];
    if (floor(number) == number && fabs(number) < 1e15) {
        snprintf(text, sizeof text, "%.0f", number);
    } else {
        for (int digits = 6; digits <= 17; digits++) {
            snprintf(text, sizeof text, "%.*g", digits, number);
            if (strtod(text, NULL) == number) break; // NOLINT: exact by intent
        }
    }
    buffer_add_text(out, text);
}

static void write_value(Buffer *out, const SchemaValue *value) {
    switch (value->kind) {
    case SCHEMA_VALUE_STRING: write_word(out, value->text); break;
    case SCHEMA_VALUE_NUMBER: write_number(out, value->number); break;
    case SCHEMA_VALUE_FALSE: buffer_add_text(out, "false"); break;
    case SCHEMA_VALUE_TRUE: buffer_add_text(out, "true"); break;
    case SCHEMA_VALUE_NULL: buffer_add_text(out, "null"); break;
    case SCHEMA_VALUE_DATA:
        buffer_add_byte(out, '$');
        buffer_add(out, value->text);
        break;
    }
}

// ---- Facts

static void write_values(Buffer *out, const ModelFact *fact) {
    for (size_t i = 0; i < fact->values.count; i++) {
        if (i) buffer_add_byte(out, '|');
        write_value(out, &fact->values.at[i]);
    }
}

// Writes the fact at `index`, with its other half when it is the low end of a range; returns how
// many facts that were.
static size_t write_fact(Buffer *out, const ModelNode *node, size_t index) {
    const ModelFact *fact = &node->facts.at[index];
    const KeywordInfo *info = model_keyword(fact->keyword);
    buffer_add_format(out, " %s", info->text);
    if (info->payload == KEYWORD_FLAG || fact->values.count == 0) return 1;
    buffer_add_byte(out, '=');
    if (info->payload == KEYWORD_KEYED || info->payload == KEYWORD_REGIONAL) {
        write_word(out, fact->key);
        buffer_add_text(out, "->");
    }
    if (info->half == KEYWORD_HIGH) buffer_add_text(out, "..");
    write_values(out, fact);
    if (info->half != KEYWORD_LOW) return 1;
    buffer_add_text(out, "..");
    if (index + 1 == node->facts.count || node->facts.at[index + 1].keyword != fact->keyword + 1) return 1;
    write_values(out, &node->facts.at[index + 1]);
    return 2;
}

// ---- Nodes

static ModelNode *items_of(const ModelNode *node) {
    const ModelEdge *edge = model_find_edge(node, SCHEMA_EDGE_ITEMS, STR_NONE);
    return edge ? edge->target : NULL;
}

static size_t count_edges(const ModelNode *node, SchemaEdge kind) {
    size_t count = 0;
    for (size_t i = 0; i < node->edges.count; i++) count += node->edges.at[i].kind == kind;
    return count;
}

// Whether a node fits on its line, so that it can stand in brackets.
static bool fits_line(const ModelNode *node) {
    if (node->name.length) return true;
    for (size_t i = 0; i < node->facts.count; i++)
        if (model_keyword(node->facts.at[i].keyword)->payload == KEYWORD_REGIONAL) return false;
    if (node->edges.count == 0) return true;
    return node->edges.count == 1 && node->edges.at[0].kind == SCHEMA_EDGE_ITEMS && fits_line(node->edges.at[0].target);
}

static bool has_inline_items(const ModelNode *node) {
    const ModelNode *items = items_of(node);
    return items && count_edges(node, SCHEMA_EDGE_ITEMS) == 1 && fits_line(items);
}

static void write_types(Buffer *out, uint8_t types) {
    static const char *const names[] = {"array", "boolean", "integer", "number", "object", "string", "null"};
    bool first = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(types & (1u << i))) continue;
        if (!first) buffer_add_byte(out, '|');
        buffer_add_text(out, names[i]);
        first = false;
    }
    if (types == 0) buffer_add_text(out, "any");
}

static bool is_regional(const ModelFact *fact) { return model_keyword(fact->keyword)->payload == KEYWORD_REGIONAL; }

static void begin_line(Buffer *out, size_t depth) { buffer_add_repeated(out, ' ', 2 * depth); }

// What differs by region stands on lines of its own, which `&` joins to the node's.
static void write_regional(Buffer *out, const ModelNode *node, size_t depth) {
    for (size_t i = 0; i < node->facts.count; i++) {
        if (!is_regional(&node->facts.at[i])) continue;
        begin_line(out, depth);
        buffer_add_byte(out, '&');
        write_fact(out, node, i);
        buffer_add_byte(out, '\n');
    }
}

static void write_line(Buffer *out, ModelNode *node) {
    if (node->name.length) {
        buffer_add_byte(out, '@');
        buffer_add(out, node->name);
        return;
    }
    model_order(node);
    const bool inline_items = has_inline_items(node);
    if (!inline_items || node->types != SCHEMA_ARRAY) write_types(out, node->types);
    if (inline_items) {
        buffer_add_text(out, node->types == SCHEMA_ARRAY ? "[" : " [");
        write_line(out, items_of(node));
        buffer_add_byte(out, ']');
    }
    if (node->closed != model_closed_by_default(node)) buffer_add_text(out, node->closed ? " closed" : " open");
    for (size_t i = 0; i < node->facts.count;) i += is_regional(&node->facts.at[i]) ? 1 : write_fact(out, node, i);
}

static void write_edge(Buffer *out, const ModelEdge *edge, size_t depth) {
    Buffer slot = buffer_new(out->arena);
    if (edge->kind == SCHEMA_EDGE_PROPERTY) {
        write_word(&slot, edge->name);
        if (edge->required) buffer_add_byte(&slot, '!');
    } else {
        buffer_add_text(&slot, model_edge(edge->kind)->text);
        if (model_edge(edge->kind)->named) {
            buffer_add_byte(&slot, ' ');
            write_word(&slot, edge->name);
        }
    }
    text_write_node(out, edge->target, buffer_str(&slot), depth);
}

static void write_children(Buffer *out, const ModelNode *node, size_t depth) {
    const bool skip_items = has_inline_items(node);
    for (size_t i = 0; i < node->edges.count; i++)
        if (!skip_items || node->edges.at[i].kind != SCHEMA_EDGE_ITEMS) write_edge(out, &node->edges.at[i], depth);
}

void text_write_node(Buffer *out, ModelNode *node, Str slot, size_t depth) {
    begin_line(out, depth);
    buffer_add(out, slot);
    buffer_add_byte(out, ' ');
    write_line(out, node);
    buffer_add_byte(out, '\n');
    if (node->name.length) return;
    write_regional(out, node, depth + 1);
    write_children(out, node, depth + 1);
}

// ---- Types

static void write_header_words(Buffer *out, const char *word, const Paths *values) {
    if (values->count == 0) return;
    buffer_add_format(out, "  %s", word);
    for (size_t i = 0; i < values->count; i++) {
        buffer_add_byte(out, ' ');
        write_word(out, values->at[i]);
    }
    buffer_add_byte(out, '\n');
}

static void write_header_word(Buffer *out, const char *word, Str value) {
    if (value.length == 0) return;
    buffer_add_format(out, "  %s ", word);
    write_word(out, value);
    buffer_add_byte(out, '\n');
}

static bool is_property(const ModelType *type, Str path) {
    return model_find_edge(type->root, SCHEMA_EDGE_PROPERTY, path) != NULL;
}

// Paths that are no property of the root; the others stand as flags behind their property. The
// primary identifier stays together, for its order tells how Ref is composed.
static Paths header_paths(Arena *arena, const ModelType *type, SchemaPaths class) {
    Paths result = {0};
    const Paths *paths = &type->paths[class];
    for (size_t i = 0; i < paths->count; i++)
        if (class == SCHEMA_PATHS_PRIMARY || !is_property(type, paths->at[i])) vector_add(arena, &result, paths->at[i]);
    return result;
}

static void write_attributes(Buffer *out, const ModelType *type) {
    for (size_t i = 0; i < type->attributes.count; i++) {
        const ModelAttribute *attribute = &type->attributes.at[i];
        if (!attribute->node && is_property(type, attribute->name)) continue;
        Buffer slot = buffer_new(out->arena);
        buffer_add_text(&slot, "get ");
        write_word(&slot, attribute->name);
        if (attribute->node) {
            text_write_node(out, attribute->node, buffer_str(&slot), 1);
        } else {
            begin_line(out, 1);
            buffer_add(out, buffer_str(&slot));
            buffer_add_byte(out, '\n');
        }
    }
}

static void write_header(Buffer *out, const ModelType *type) {
    write_header_word(out, "regions", type->regions);
    if (type->partial) buffer_add_text(out, "  partial\n");
    if (type->stateful) buffer_add_text(out, "  stateful\n");
    if (type->lifecycle.status.length) {
        const Str both[] = {type->lifecycle.status, type->lifecycle.date};
        const Paths words = {.at = (Str *)(uintptr_t)both, .count = both[1].length ? 2 : 1};
        write_header_words(out, "lifecycle", &words);
    }
    write_header_word(out, "replacement", type->strategy);
    write_header_word(out, "transform", type->transform);
    if (type->tag_form != SCHEMA_TAGS_NONE)
        buffer_add_format(out, "  tags %s %.*s\n", model_tag_form_text(type->tag_form), STR_ARG(type->tags));
    write_header_words(out, "ref", &type->ref);
    for (SchemaPaths class = 0; class < SCHEMA_PATHS_COUNT; class ++) {
        const Paths paths = header_paths(out->arena, type, class);
        write_header_words(out, model_paths_text(class), &paths);
    }
    write_attributes(out, type);
}

static const ModelAttribute *find_attribute(const ModelType *type, Str name) {
    for (size_t i = 0; i < type->attributes.count; i++)
        if (str_equal(type->attributes.at[i].name, name)) return &type->attributes.at[i];
    return NULL;
}

// A property of the root, with the classes of paths that it belongs to behind it.
static void write_root_property(Buffer *out, const ModelType *type, const ModelEdge *edge) {
    Buffer lines = buffer_new(out->arena);
    write_edge(&lines, edge, 2);
    const Str text = buffer_str(&lines);
    const size_t end = str_find_byte(text, '\n', 0);
    buffer_add(out, str_slice(text, 0, end));
    for (SchemaPaths class = SCHEMA_PATHS_PRIMARY + 1; class < SCHEMA_PATHS_COUNT; class ++)
        if (model_has_path(&type->paths[class], edge->name)) buffer_add_format(out, " +%s", model_paths_text(class));
    const ModelAttribute *attribute = find_attribute(type, edge->name);
    if (attribute && !attribute->node) buffer_add_text(out, " +get");
    buffer_add(out, str_slice(text, end, text.length));
}

static void write_root(Buffer *out, const ModelType *type) {
    begin_line(out, 1);
    buffer_add_text(out, "root ");
    write_line(out, type->root);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < type->root->edges.count; i++) {
        const ModelEdge *edge = &type->root->edges.at[i];
        if (edge->kind == SCHEMA_EDGE_PROPERTY)
            write_root_property(out, type, edge);
        else
            write_edge(out, edge, 2);
    }
}

static void reach(ModelNode *node) {
    if (node->reached) return;
    node->reached = true;
    for (size_t i = 0; i < node->edges.count; i++) reach(node->edges.at[i].target);
}

static void write_definitions(Buffer *out, const ModelType *type) {
    if (type->root) reach(type->root);
    for (size_t i = 0; i < type->attributes.count; i++)
        if (type->attributes.at[i].node) reach(type->attributes.at[i].node);
    Paths names = {0};
    for (size_t i = 0; i < type->definitions.count; i++) {
        const ModelNode *node = type->definitions.entries[i].value;
        if (node->reached) vector_add(out->arena, &names, type->definitions.entries[i].key);
    }
    model_sort_paths(&names);
    for (size_t i = 0; i < names.count; i++) {
        ModelNode *node = table_get(&type->definitions, names.at[i]);
        ModelNode anonymous = *node;
        anonymous.name = STR_NONE;
        text_write_node(out, &anonymous, str_format(out->arena, "define %.*s", STR_ARG(names.at[i])), 1);
    }
}

static int compare_attributes(const void *a, const void *b) {
    return str_compare(((const ModelAttribute *)a)->name, ((const ModelAttribute *)b)->name);
}

void text_write_type(Buffer *out, ModelType *type) {
    model_order(type->root);
    for (SchemaPaths class = SCHEMA_PATHS_PRIMARY + 1; class < SCHEMA_PATHS_COUNT; class ++)
        model_sort_paths(&type->paths[class]);
    if (type->attributes.count)
        qsort(type->attributes.at, type->attributes.count, sizeof *type->attributes.at, compare_attributes);
    buffer_add_format(out, "type %.*s\n", STR_ARG(type->name));
    write_header(out, type);
    write_root(out, type);
    write_definitions(out, type);
}

void text_write_rules(Buffer *out, ModelType *rules) {
    buffer_add_format(out, "rules %.*s\n", STR_ARG(rules->name));
    for (size_t i = 0; i < rules->checks.count; i++) {
        const ModelCheck *check = &rules->checks.at[i];
        buffer_add_format(out, "  check %.*s %.*s\n", STR_ARG(check->id), STR_ARG(check->path));
    }
    if (!rules->root) return;
    text_write_node(out, rules->root, STR("root"), 1);
    write_definitions(out, rules);
}

void text_write_row(Buffer *out, const ModelRow *row) {
    write_word(out, row->table);
    buffer_add_byte(out, ' ');
    write_word(out, row->key);
    for (size_t i = 0; i < row->values.count; i++) {
        buffer_add_byte(out, ' ');
        write_value(out, &row->values.at[i]);
    }
    buffer_add_byte(out, '\n');
}
