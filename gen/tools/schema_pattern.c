#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

#include "schema/pattern.h"
#include "tools/schema_pattern.h"

typedef struct Patterns {
    Model *model;
    Table fixes; // pattern -> Str * of what takes its place
    Table seen;
    size_t bad;
} Patterns;

// Lines in pairs: a pattern as AWS has it, then the one to use, each after a word and a blank.
static void read_fixes(Patterns *patterns, Str text) {
    Arena *arena = patterns->model->arena;
    Str wrong = STR_NONE;
    for (size_t at = 0; at < text.length;) {
        const size_t end = str_find_byte(text, '\n', at);
        const Str line = str_slice(text, at, end);
        at = end + 1;
        if (str_starts(line, STR("bad "))) wrong = str_slice(line, 4, line.length);
        if (!str_starts(line, STR("use "))) continue;
        Str *right = arena_make(arena, Str);
        *right = str_slice(line, 4, line.length);
        table_set(&patterns->fixes, wrong, right);
    }
}

static void compile(Patterns *patterns, const ModelType *type, Str pattern) {
    if (table_has(&patterns->seen, pattern)) return;
    table_set(&patterns->seen, pattern, patterns);
    int error = 0;
    size_t offset = 0;
    pcre2_code *code = schema_compile_pattern(pattern.at, pattern.length, &error, &offset);
    pcre2_code_free(code);
    if (code) return;
    PCRE2_UCHAR message[200] = "";
    pcre2_get_error_message(error, message, sizeof message);
    fprintf(stderr, "%.*s: %s at %zu in\n%.*s\n", STR_ARG(type->name), (const char *)message, offset, STR_ARG(pattern));
    patterns->bad++;
}

static void mend(Patterns *patterns, const ModelType *type, Str *pattern) {
    const Str *right = table_get(&patterns->fixes, *pattern);
    if (right) *pattern = *right;
    compile(patterns, type, *pattern);
}

static void visit(Patterns *patterns, const ModelType *type, ModelNode *node) {
    if (!node || node->reached) return;
    node->reached = true;
    for (size_t i = 0; i < node->facts.count; i++) {
        const ModelFact *fact = &node->facts.at[i];
        if (fact->keyword == SCHEMA_PATTERN || fact->keyword == SCHEMA_PATTERN_FOR)
            mend(patterns, type, &fact->values.at[0].text);
    }
    for (size_t i = 0; i < node->edges.count; i++) {
        if (node->edges.at[i].kind == SCHEMA_EDGE_MAP) mend(patterns, type, &node->edges.at[i].name);
        visit(patterns, type, node->edges.at[i].target);
    }
}

static void forget(ModelNode *node) {
    if (!node || !node->reached) return;
    node->reached = false;
    for (size_t i = 0; i < node->edges.count; i++) forget(node->edges.at[i].target);
}

static void visit_type(Patterns *patterns, ModelType *type) {
    visit(patterns, type, type->root);
    for (size_t a = 0; a < type->attributes.count; a++) visit(patterns, type, type->attributes.at[a].node);
    forget(type->root);
    for (size_t a = 0; a < type->attributes.count; a++) forget(type->attributes.at[a].node);
}

size_t pattern_check_all(Model *model, Str fixes) {
    Patterns patterns = {.model = model, .fixes = table_new(model->arena), .seen = table_new(model->arena)};
    read_fixes(&patterns, fixes);
    for (size_t i = 0; i < model->types.count; i++) visit_type(&patterns, model->types.at[i]);
    for (size_t i = 0; i < model->rules.count; i++) visit_type(&patterns, model->rules.at[i]);
    return patterns.bad;
}
