#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "tools/schema_text.h"

// One line of the text at a time, one word of the line at a time.
typedef struct Reader {
    Arena *arena;
    Str text;
    const char *path;
    size_t next;   // offset of the line after the current one
    size_t number; // of the current line, from 1
    size_t depth;  // its level, two blanks each
    Str line;
    size_t at; // offset in the line
    bool ended;
    ModelType *type;
} Reader;

static void fail_at_line(const Reader *reader, const char *message) __attribute__((noreturn));
static void fail_at_line(const Reader *reader, const char *message) {
    model_fail("%s:%zu: %s near column %zu", reader->path, reader->number, message, reader->at + 1);
}

// ---- Lines and words

static void next_line(Reader *reader) {
    do {
        if (reader->next >= reader->text.length) {
            reader->ended = true;
            return;
        }
        const size_t end = str_find_byte(reader->text, '\n', reader->next);
        reader->line = str_slice(reader->text, reader->next, end);
        reader->next = end + 1;
        reader->number++;
    } while (reader->line.length == 0 || reader->line.at[0] == '#');
    reader->at = 0;
    while (reader->at < reader->line.length && reader->line.at[reader->at] == ' ') reader->at++;
    reader->depth = reader->at / 2;
}

static char peek(const Reader *reader) { return reader->at < reader->line.length ? reader->line.at[reader->at] : '\0'; }

static bool take(Reader *reader, const char *text) {
    const Str wanted = str_of(text);
    if (!str_starts(str_slice(reader->line, reader->at, reader->line.length), wanted)) return false;
    reader->at += wanted.length;
    return true;
}

static void skip_blanks(Reader *reader) {
    while (peek(reader) == ' ') reader->at++;
}

// ``{HEX}` stands for a code point, a grave accent before any other character for that character.
static void read_escape(Reader *reader, Buffer *out) {
    if (!take(reader, "{")) {
        buffer_add_byte(out, reader->line.at[reader->at++]);
        return;
    }
    char *end;
    const unsigned long code_point = strtoul(reader->line.at + reader->at, &end, 16);
    reader->at = (size_t)(end - reader->line.at);
    if (!take(reader, "}")) fail_at_line(reader, "unfinished escape");
    buffer_add_code_point(out, (uint32_t)code_point);
}

static Str read_quoted(Reader *reader) {
    Buffer out = buffer_new(reader->arena);
    while (!take(reader, "\"")) {
        if (reader->at >= reader->line.length) fail_at_line(reader, "unfinished text");
        if (take(reader, "`"))
            read_escape(reader, &out);
        else
            buffer_add_byte(&out, reader->line.at[reader->at++]);
    }
    return buffer_str(&out);
}

static bool is_bare(char c) { return str_is_alphanumeric(c) || (c != '\0' && strchr("_./:@*+-", c) != NULL); }

static Str read_bare(Reader *reader) {
    const size_t from = reader->at;
    while (is_bare(peek(reader))) {
        if (peek(reader) == '.' && reader->at + 1 < reader->line.length && reader->line.at[reader->at + 1] == '.')
            break;
        if (peek(reader) == '-' && reader->at + 1 < reader->line.length && reader->line.at[reader->at + 1] == '>')
            break;
        reader->at++;
    }
    if (reader->at == from) fail_at_line(reader, "a word is missing");
    return str_slice(reader->line, from, reader->at);
}

static Str read_word(Reader *reader) {
    skip_blanks(reader);
    return take(reader, "\"") ? read_quoted(reader) : read_bare(reader);
}

static SchemaValue read_value(Reader *reader) {
    if (take(reader, "\"")) return (SchemaValue){.text = read_quoted(reader)};
    if (take(reader, "$")) return (SchemaValue){SCHEMA_VALUE_DATA, read_bare(reader), 0};
    const Str word = read_bare(reader);
    if (str_is(word, "true")) return (SchemaValue){.kind = SCHEMA_VALUE_TRUE};
    if (str_is(word, "false")) return (SchemaValue){.kind = SCHEMA_VALUE_FALSE};
    if (str_is(word, "null")) return (SchemaValue){.kind = SCHEMA_VALUE_NULL};
    if (!str_is_digit(word.at[0]) && word.at[0] != '-') return (SchemaValue){.text = word};
    char *end;
    const char *text = str_terminated(reader->arena, word);
    const double number = strtod(text, &end);
    if (*end) fail_at_line(reader, "text that begins like a number must be quoted");
    return (SchemaValue){SCHEMA_VALUE_NUMBER, STR_NONE, number};
}

// ---- Facts

static void read_values(Reader *reader, ModelFact *fact) {
    do vector_add(reader->arena, &fact->values, read_value(reader));
    while (take(reader, "|"));
}

static void read_range(Reader *reader, ModelNode *node, SchemaKeyword low) {
    if (!take(reader, "..")) {
        read_values(reader, model_add_fact(reader->arena, node, low, STR_NONE));
        if (!take(reader, "..")) fail_at_line(reader, "a range is written low..high");
    }
    if (peek(reader) == ' ' || peek(reader) == '\0' || peek(reader) == ']') return;
    read_values(reader, model_add_fact(reader->arena, node, low + 1, STR_NONE));
}

static void read_fact(Reader *reader, ModelNode *node, SchemaKeyword keyword) {
    const KeywordInfo *info = model_keyword(keyword);
    const bool may_be_bare = info->payload == KEYWORD_FLAG || info->payload == KEYWORD_LIST;
    if (!take(reader, "=")) {
        if (!may_be_bare) fail_at_line(reader, "a value is missing");
        model_add_fact(reader->arena, node, keyword, STR_NONE);
        return;
    }
    if (info->half == KEYWORD_LOW) {
        read_range(reader, node, keyword);
        return;
    }
    Str key = STR_NONE;
    if (info->payload == KEYWORD_KEYED || info->payload == KEYWORD_REGIONAL) {
        key = read_word(reader);
        if (!take(reader, "->")) fail_at_line(reader, "`->` is missing");
    }
    read_values(reader, model_add_fact(reader->arena, node, keyword, key));
}

static SchemaKeyword find_keyword(Str word) {
    for (SchemaKeyword keyword = 1; keyword < SCHEMA_KEYWORD_COUNT; keyword++)
        if (str_is(word, model_keyword(keyword)->text)) return keyword;
    return SCHEMA_KEYWORD_NONE;
}

// ---- Nodes

static uint8_t find_type(const Reader *reader, Str word) {
    static const char *const names[] = {"array", "boolean", "integer", "number", "object", "string", "null"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(word, names[i])) return (uint8_t)(1u << i);
    if (str_is(word, "any")) return 0;
    fail_at_line(reader, "not a type");
}

// A definition that is used before it is defined is made here and filled there.
static ModelNode *definition(Reader *reader, Str name) {
    ModelNode *node = table_get(&reader->type->definitions, name);
    if (node) return node;
    node = model_node(reader->arena);
    node->name = name;
    table_set(&reader->type->definitions, name, node);
    return node;
}

static ModelNode *read_reference_or_node(Reader *reader);

static void read_items(Reader *reader, ModelNode *node) {
    ModelNode *items = read_reference_or_node(reader);
    model_add_edge(reader->arena, node, (ModelEdge){.kind = SCHEMA_EDGE_ITEMS, .target = items});
    if (!take(reader, "]")) fail_at_line(reader, "`]` is missing");
}

// The rest of a line, up to a closing bracket or the flags of a root property.
static void read_line(Reader *reader, ModelNode *node, bool *openness) {
    skip_blanks(reader);
    if (take(reader, "[")) {
        node->types = SCHEMA_ARRAY;
        read_items(reader, node);
    } else {
        do node->types |= find_type(reader, read_bare(reader));
        while (take(reader, "|"));
        if (take(reader, " [")) read_items(reader, node);
    }
    for (;;) {
        skip_blanks(reader);
        const char c = peek(reader);
        if (c == '\0' || c == ']' || c == '+') return;
        const Str word = read_bare(reader);
        if (str_is(word, "open") || str_is(word, "closed")) {
            node->closed = str_is(word, "closed");
            *openness = true;
            continue;
        }
        const SchemaKeyword keyword = find_keyword(word);
        if (keyword == SCHEMA_KEYWORD_NONE) fail_at_line(reader, "not a keyword");
        read_fact(reader, node, keyword);
    }
}

static ModelNode *read_reference_or_node(Reader *reader) {
    skip_blanks(reader);
    if (take(reader, "@")) return definition(reader, read_bare(reader));
    ModelNode *node = model_node(reader->arena);
    bool openness = false;
    read_line(reader, node, &openness);
    return node;
}

static void read_root_flags(Reader *reader, Str property) {
    while (take(reader, "+")) {
        const Str word = read_bare(reader);
        skip_blanks(reader);
        bool known = str_is(word, "get");
        if (known) vector_add(reader->arena, &reader->type->attributes, (ModelAttribute){property, NULL});
        for (SchemaPaths class = 0; class < SCHEMA_PATHS_COUNT; class ++) {
            if (!str_is(word, model_paths_text(class))) continue;
            vector_add(reader->arena, &reader->type->paths[class], property);
            known = true;
        }
        if (!known) fail_at_line(reader, "not a flag");
    }
}

static void read_children(Reader *reader, ModelNode *node, size_t depth);

// Reads the node that the current line goes on with, and what is under it, into `node` (a
// definition or the root) or into a new one.
static ModelNode *read_node(Reader *reader, ModelNode *node, Str root_property) {
    const size_t depth = reader->depth;
    skip_blanks(reader);
    if (!node && peek(reader) == '@') {
        node = read_reference_or_node(reader);
        skip_blanks(reader);
        read_root_flags(reader, root_property);
        next_line(reader);
        return node;
    }
    if (!node) node = model_node(reader->arena);
    bool openness = false;
    read_line(reader, node, &openness);
    read_root_flags(reader, root_property);
    if (reader->at < reader->line.length) fail_at_line(reader, "too much on the line");
    next_line(reader);
    read_children(reader, node, depth + 1);
    if (!openness) node->closed = model_closed_by_default(node);
    return node;
}

static ModelEdge read_slot(Reader *reader) {
    ModelEdge edge = {0};
    if (peek(reader) != ':') {
        edge.name = read_word(reader);
        edge.required = take(reader, "!");
        return edge;
    }
    const Str word = read_bare(reader);
    for (SchemaEdge kind = 1; kind < SCHEMA_EDGE_COUNT; kind++)
        if (str_is(word, model_edge(kind)->text)) edge.kind = kind;
    if (edge.kind == SCHEMA_EDGE_PROPERTY) fail_at_line(reader, "not an edge");
    if (model_edge(edge.kind)->named) edge.name = read_word(reader);
    return edge;
}

static void read_children(Reader *reader, ModelNode *node, size_t depth) {
    while (!reader->ended && reader->depth == depth) {
        if (take(reader, "& ")) {
            read_fact(reader, node, find_keyword(read_bare(reader)));
            next_line(reader);
            continue;
        }
        ModelEdge edge = read_slot(reader);
        const bool of_root = node == reader->type->root && edge.kind == SCHEMA_EDGE_PROPERTY;
        edge.target = read_node(reader, NULL, of_root ? edge.name : STR_NONE);
        model_add_edge(reader->arena, node, edge);
    }
    if (!reader->ended && reader->depth > depth) fail_at_line(reader, "indented too far");
}

// ---- Types

static void read_words(Reader *reader, Paths *words) {
    for (skip_blanks(reader); peek(reader) != '\0'; skip_blanks(reader))
        vector_add(reader->arena, words, read_word(reader));
}

static SchemaTagForm find_tag_form(const Reader *reader, Str word) {
    for (SchemaTagForm form = SCHEMA_TAGS_NONE; form <= SCHEMA_TAGS_OTHER; form++)
        if (str_is(word, model_tag_form_text(form))) return form;
    fail_at_line(reader, "not a form of tags");
}

static void read_attribute(Reader *reader) {
    ModelAttribute attribute = {.name = read_word(reader)};
    skip_blanks(reader);
    if (peek(reader) != '\0')
        attribute.node = read_node(reader, NULL, STR_NONE);
    else
        next_line(reader);
    vector_add(reader->arena, &reader->type->attributes, attribute);
}

static void read_root(Reader *reader) {
    reader->type->root = model_node(reader->arena);
    read_node(reader, reader->type->root, STR_NONE);
}

static void read_definition(Reader *reader) {
    const Str name = read_word(reader);
    ModelNode *node = definition(reader, name);
    if (node->types || node->facts.count || node->edges.count) fail_at_line(reader, "defined a second time");
    read_node(reader, node, STR_NONE);
}

// Lines of the header that are over with their line.
static bool read_simple_header(Reader *reader, Str word) {
    ModelType *type = reader->type;
    if (str_is(word, "partial"))
        type->partial = true;
    else if (str_is(word, "stateful"))
        type->stateful = true;
    else if (str_is(word, "regions"))
        type->regions = read_word(reader);
    else if (str_is(word, "replacement"))
        type->strategy = read_word(reader);
    else if (str_is(word, "transform"))
        type->transform = read_word(reader);
    else if (str_is(word, "ref"))
        read_words(reader, &type->ref);
    else if (str_is(word, "tags")) {
        type->tag_form = find_tag_form(reader, read_word(reader));
        type->tags = read_word(reader);
    } else if (str_is(word, "lifecycle")) {
        type->lifecycle.status = read_word(reader);
        if (peek(reader) != '\0') type->lifecycle.date = read_word(reader);
    } else {
        for (SchemaPaths class = 0; class < SCHEMA_PATHS_COUNT; class ++) {
            if (!str_is(word, model_paths_text(class))) continue;
            read_words(reader, &type->paths[class]);
            return true;
        }
        return false;
    }
    return true;
}

static void read_check(Reader *reader) {
    ModelCheck check = {.id = read_word(reader)};
    skip_blanks(reader);
    check.path = str_slice(reader->line, reader->at, reader->line.length);
    vector_add(reader->arena, &reader->type->checks, check);
    next_line(reader);
}

static void read_body(Reader *reader) {
    next_line(reader);
    while (!reader->ended && reader->depth > 0) {
        const Str word = read_bare(reader);
        if (str_is(word, "get"))
            read_attribute(reader);
        else if (str_is(word, "root"))
            read_root(reader);
        else if (str_is(word, "define"))
            read_definition(reader);
        else if (str_is(word, "check"))
            read_check(reader);
        else if (read_simple_header(reader, word))
            next_line(reader);
        else
            fail_at_line(reader, "not a line of a type");
    }
}

void text_read_types(Model *model, Str text, const char *path) {
    Reader reader = {.arena = model->arena, .text = text, .path = path};
    next_line(&reader);
    while (!reader.ended) {
        const Str word = read_bare(&reader), name = read_word(&reader);
        const bool is_type = str_is(word, "type");
        if (!is_type && !str_is(word, "rules")) fail_at_line(&reader, "`type` or `rules` expected");
        reader.type = is_type ? model_add_type(model, name) : model_add_rules(model, name);
        read_body(&reader);
        if (is_type && !reader.type->root) fail_at_line(&reader, "a type without root");
    }
}

// ---- The small files

void text_read_regions(Model *model, Str text) {
    Reader reader = {.arena = model->arena, .text = text, .path = "regions"};
    for (next_line(&reader); !reader.ended; next_line(&reader)) {
        ModelRegionSet set = {.name = read_word(&reader)};
        read_words(&reader, &set.regions);
        vector_add(model->arena, &model->region_sets, set);
    }
}

void text_read_tables(Model *model, Str text) {
    Reader reader = {.arena = model->arena, .text = text, .path = "tables"};
    for (next_line(&reader); !reader.ended; next_line(&reader)) {
        ModelRow row = {.table = read_word(&reader)};
        row.key = read_word(&reader);
        for (skip_blanks(&reader); peek(&reader) != '\0'; skip_blanks(&reader))
            vector_add(model->arena, &row.values, read_value(&reader));
        vector_add(model->arena, &model->rows, row);
    }
    model_sort_rows(model);
}

void text_read_versions(Model *model, Str text) {
    Reader reader = {.arena = model->arena, .text = text, .path = "versions"};
    for (next_line(&reader); !reader.ended; next_line(&reader)) {
        const Str word = read_word(&reader);
        skip_blanks(&reader);
        const Str value = str_slice(reader.line, reader.at, reader.line.length);
        if (str_is(word, "cfn-lint"))
            model->cfn_lint = value;
        else if (str_is(word, "aws-service-spec"))
            model->service_spec = value;
        else if (str_is(word, "date"))
            model->date = value;
    }
}
