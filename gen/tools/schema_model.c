#include "tools/schema_model.h"

#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const KeywordInfo keywords[] = {
    {"", KEYWORD_WHOLE, KEYWORD_FLAG, ""},
#define KEYWORD(name, text, half, payload, json) {text, KEYWORD_##half, KEYWORD_##payload, json},
#include "schema/keywords.def"
#undef KEYWORD
};

#define NAMED true
#define PLAIN false
static const EdgeInfo edges[] = {
    {"", true, ""},
#define EDGE(name, text, named, json) {text, named, json},
#include "schema/edges.def"
#undef EDGE
};

static const struct {
    const char *text, *json;
} path_classes[] = {
#define PATHS(name, text, json) {text, json},
#include "schema/paths.def"
#undef PATHS
};

static const char *const tag_forms[] = {"none", "list", "map", "group", "other"};

const KeywordInfo *model_keyword(SchemaKeyword keyword) { return &keywords[keyword]; }
const EdgeInfo *model_edge(SchemaEdge edge) { return &edges[edge]; }
const char *model_paths_text(SchemaPaths paths) { return path_classes[paths].text; }
const char *model_paths_json(SchemaPaths paths) { return path_classes[paths].json; }
const char *model_tag_form_text(SchemaTagForm form) { return tag_forms[form]; }

void model_fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("schema: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

ModelNode *model_node(Arena *arena) { return arena_make(arena, ModelNode); }

ModelFact *model_add_fact(Arena *arena, ModelNode *node, SchemaKeyword keyword, Str key) {
    vector_add(arena, &node->facts, (ModelFact){.keyword = keyword, .key = key});
    return &vector_last(&node->facts);
}

void model_add_edge(Arena *arena, ModelNode *node, ModelEdge edge) { vector_add(arena, &node->edges, edge); }

const ModelFact *model_fact(const ModelNode *node, SchemaKeyword keyword) {
    for (size_t i = 0; i < node->facts.count; i++)
        if (node->facts.at[i].keyword == keyword) return &node->facts.at[i];
    return NULL;
}

ModelEdge *model_find_edge(const ModelNode *node, SchemaEdge kind, Str name) {
    for (size_t i = 0; i < node->edges.count; i++) {
        ModelEdge *edge = &node->edges.at[i];
        if (edge->kind == kind && str_equal(edge->name, name)) return edge;
    }
    return NULL;
}

bool model_closed_by_default(const ModelNode *node) {
    if (node->types != SCHEMA_OBJECT) return false;
    for (size_t i = 0; i < node->edges.count; i++)
        if (node->edges.at[i].kind == SCHEMA_EDGE_PROPERTY) return true;
    return false;
}

// Insertion sorts: stable, and the lists are short.
static bool fact_precedes(const ModelFact *a, const ModelFact *b) {
    return a->keyword != b->keyword ? a->keyword < b->keyword : str_compare(a->key, b->key) < 0;
}

static bool edge_precedes(const ModelEdge *a, const ModelEdge *b) {
    return a->kind != b->kind ? a->kind < b->kind : str_compare(a->name, b->name) < 0;
}

void model_order(ModelNode *node) {
    for (size_t i = 1; i < node->facts.count; i++) {
        const ModelFact fact = node->facts.at[i];
        size_t to = i;
        for (; to > 0 && fact_precedes(&fact, &node->facts.at[to - 1]); to--)
            node->facts.at[to] = node->facts.at[to - 1];
        node->facts.at[to] = fact;
    }
    for (size_t i = 1; i < node->edges.count; i++) {
        const ModelEdge edge = node->edges.at[i];
        size_t to = i;
        for (; to > 0 && edge_precedes(&edge, &node->edges.at[to - 1]); to--)
            node->edges.at[to] = node->edges.at[to - 1];
        node->edges.at[to] = edge;
    }
}

static ModelType *make_type(Model *model, Str name) {
    ModelType *type = arena_make(model->arena, ModelType);
    type->name = name;
    type->definitions = table_new(model->arena);
    return type;
}

ModelType *model_add_type(Model *model, Str name) {
    vector_add(model->arena, &model->types, make_type(model, name));
    return vector_last(&model->types);
}

ModelType *model_add_rules(Model *model, Str name) {
    vector_add(model->arena, &model->rules, make_type(model, name));
    return vector_last(&model->rules);
}

// ---- Regions

// A set of regions is named by its content, so that a renewal leaves other sets' names alone.
static Str region_set_name(Arena *arena, const Paths *regions) {
    Buffer text = buffer_new(arena);
    for (size_t i = 0; i < regions->count; i++) {
        buffer_add(&text, regions->at[i]);
        buffer_add_byte(&text, ' ');
    }
    return str_format(arena, "r%06x", str_hash(buffer_str(&text)) & 0xFFFFFF);
}

uint32_t model_region_set_number(const Model *model, Str name) {
    for (size_t i = 0; i < model->region_sets.count; i++)
        if (str_equal(model->region_sets.at[i].name, name)) return (uint32_t)i + 1;
    return 0;
}

static bool same_paths(const Paths *a, const Paths *b) {
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (!str_equal(a->at[i], b->at[i])) return false;
    return true;
}

Str model_region_set(Model *model, const Paths *regions) {
    const Str name = region_set_name(model->arena, regions);
    const uint32_t known = model_region_set_number(model, name);
    if (!known)
        vector_add(model->arena, &model->region_sets, (ModelRegionSet){name, *regions});
    else if (!same_paths(&model->region_sets.at[known - 1].regions, regions))
        model_fail("two sets of regions would both be named %.*s", STR_ARG(name));
    return name;
}

ModelType *model_find_type(const Model *model, Str name) {
    for (size_t i = 0; i < model->types.count; i++)
        if (str_equal(model->types.at[i]->name, name)) return model->types.at[i];
    return NULL;
}

// The node behind lists and maps, where a path goes on.
static ModelNode *step_inside(ModelNode *node) {
    static const SchemaEdge inside[] = {SCHEMA_EDGE_ITEMS, SCHEMA_EDGE_MAP, SCHEMA_EDGE_ADDITIONAL};
    for (size_t i = 0; i < node->edges.count; i++)
        for (size_t j = 0; j < sizeof inside / sizeof *inside; j++)
            if (node->edges.at[i].kind == inside[j]) return node->edges.at[i].target;
    return NULL;
}

ModelNode *model_at_path(ModelNode *root, Str path) {
    ModelNode *node = root;
    size_t at = 0;
    while (node && at < path.length) {
        size_t end = at;
        while (end < path.length && path.at[end] != '/' && path.at[end] != '.') end++;
        const Str segment = str_slice(path, at, end);
        at = end + 1;
        if (str_is(segment, "*")) {
            node = step_inside(node);
            continue;
        }
        ModelEdge *edge = model_find_edge(node, SCHEMA_EDGE_PROPERTY, segment);
        for (int depth = 0; node && !edge && depth < 3; depth++) {
            node = step_inside(node);
            if (node) edge = model_find_edge(node, SCHEMA_EDGE_PROPERTY, segment);
        }
        node = edge ? edge->target : NULL;
    }
    return node;
}

bool model_has_path(const Paths *paths, Str path) {
    for (size_t i = 0; i < paths->count; i++)
        if (str_equal(paths->at[i], path)) return true;
    return false;
}

void model_add_path(Arena *arena, Paths *paths, Str path) {
    if (!model_has_path(paths, path)) vector_add(arena, paths, path);
}

static int compare_paths(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

void model_sort_paths(Paths *paths) {
    if (paths->count) qsort(paths->at, paths->count, sizeof *paths->at, compare_paths);
}

static int compare_types(const void *a, const void *b) {
    return str_compare((*(ModelType *const *)a)->name, (*(ModelType *const *)b)->name);
}

void model_sort_types(Model *model) {
    if (model->types.count) qsort(model->types.at, model->types.count, sizeof *model->types.at, compare_types);
    if (model->rules.count) qsort(model->rules.at, model->rules.count, sizeof *model->rules.at, compare_types);
}

static int compare_rows(const void *a, const void *b) {
    const ModelRow *left = a, *right = b;
    const int order = str_compare(left->table, right->table);
    return order ? order : str_compare(left->key, right->key);
}

void model_sort_rows(Model *model) {
    if (model->rows.count) qsort(model->rows.at, model->rows.count, sizeof *model->rows.at, compare_rows);
}

Str model_service(Str type_name) {
    const size_t first = str_find(type_name, STR("::"), 0);
    return str_slice(type_name, 0, str_find(type_name, STR("::"), first + 2));
}

Str model_read_file(Arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) model_fail("cannot open %s", path);
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    if (size < 0) model_fail("cannot read %s", path);
    rewind(file);
    char *text = arena_alloc(arena, (size_t)size + 1);
    if (fread(text, 1, (size_t)size, file) != (size_t)size) model_fail("cannot read %s", path);
    fclose(file);
    return (Str){text, (size_t)size};
}

void model_write_file(const char *path, Str content) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(content.at, 1, content.length, file) != content.length || fclose(file))
        model_fail("cannot write %s", path);
}
