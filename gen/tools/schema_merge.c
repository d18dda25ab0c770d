// Partition refinement. Each node has a colour: at first a hash of what it says of itself, then,
// round after round, a hash of that and its children's colours, until a round splits no class any
// more. Nodes of one class cannot be told apart by any path that leads from them, so they are one
// node of the pack; recursive definitions need no care of their own.
#include "tools/schema_merge.h"

#include <stdlib.h>
#include <string.h>

typedef struct Merge {
    Arena *arena;
    VECTOR(ModelNode *) nodes;
    uint64_t *own, *colours, *next;
} Merge;

// ---- Hashing

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash ^= value + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
    hash *= 0xFF51AFD7ED558CCDu;
    return hash ^ (hash >> 32);
}

static uint64_t mix_text(uint64_t hash, Str text) {
    hash = mix(hash, text.length);
    for (size_t i = 0; i < text.length; i++) hash = mix(hash, (unsigned char)text.at[i]);
    return hash;
}

static uint64_t mix_value(uint64_t hash, const SchemaValue *value) {
    uint64_t bits;
    memcpy(&bits, &value->number, sizeof bits);
    return mix(mix_text(mix(hash, value->kind), value->text), bits);
}

static uint64_t own_hash(const ModelNode *node) {
    uint64_t hash = mix(node->types, node->closed);
    for (size_t i = 0; i < node->facts.count; i++) {
        const ModelFact *fact = &node->facts.at[i];
        hash = mix_text(mix(hash, fact->keyword), fact->key);
        for (size_t v = 0; v < fact->values.count; v++) hash = mix_value(hash, &fact->values.at[v]);
    }
    for (size_t i = 0; i < node->edges.count; i++) {
        const ModelEdge *edge = &node->edges.at[i];
        hash = mix_text(mix(mix(hash, edge->kind), edge->required), edge->name);
    }
    return hash;
}

// ---- Collecting

static void collect(Merge *merge, ModelNode *node) {
    if (node->reached) return;
    node->reached = true;
    model_order(node);
    node->number = (uint32_t)merge->nodes.count;
    vector_add(merge->arena, &merge->nodes, node);
    for (size_t i = 0; i < node->edges.count; i++) collect(merge, node->edges.at[i].target);
}

static void collect_all(Merge *merge, Model *model) {
    for (size_t i = 0; i < model->types.count; i++) {
        ModelType *type = model->types.at[i];
        collect(merge, type->root);
        for (size_t a = 0; a < type->attributes.count; a++)
            if (type->attributes.at[a].node) collect(merge, type->attributes.at[a].node);
    }
    for (size_t i = 0; i < model->rules.count; i++)
        if (model->rules.at[i]->root) collect(merge, model->rules.at[i]->root);
    for (size_t i = 0; i < merge->nodes.count; i++) merge->nodes.at[i]->reached = false;
}

// ---- Refining

static int compare_colours(const void *a, const void *b) {
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static size_t count_classes(Merge *merge, const uint64_t *colours) {
    uint64_t *sorted = merge->next;
    const size_t count = merge->nodes.count;
    memcpy(sorted, colours, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_colours);
    size_t classes = count > 0;
    for (size_t i = 1; i < count; i++) classes += sorted[i] != sorted[i - 1];
    return classes;
}

static void refine_once(Merge *merge) {
    for (size_t n = 0; n < merge->nodes.count; n++) {
        const ModelNode *node = merge->nodes.at[n];
        uint64_t hash = merge->own[n];
        for (size_t i = 0; i < node->edges.count; i++)
            hash = mix(hash, merge->colours[node->edges.at[i].target->number]);
        merge->next[n] = hash;
    }
    memcpy(merge->colours, merge->next, merge->nodes.count * sizeof *merge->colours);
}

static void refine(Merge *merge) {
    const size_t size = merge->nodes.count * sizeof(uint64_t);
    merge->own = arena_alloc(merge->arena, size);
    merge->colours = arena_alloc(merge->arena, size);
    merge->next = arena_alloc(merge->arena, size);
    for (size_t n = 0; n < merge->nodes.count; n++) merge->own[n] = own_hash(merge->nodes.at[n]);
    memcpy(merge->colours, merge->own, size);
    size_t classes = count_classes(merge, merge->colours), before;
    do {
        before = classes;
        refine_once(merge);
        classes = count_classes(merge, merge->colours);
    } while (classes != before);
}

// ---- Numbering

typedef struct Class {
    uint64_t colour;
    uint32_t first;      // the node that was collected first
    uint32_t references; // edges that lead to the class
} Class;

static int compare_by_colour(const void *a, const void *b) {
    const Class *left = a, *right = b;
    if (left->colour != right->colour) return left->colour < right->colour ? -1 : 1;
    return (left->first > right->first) - (left->first < right->first);
}

static int compare_by_use(const void *a, const void *b) {
    const Class *left = a, *right = b;
    if (left->references != right->references) return left->references > right->references ? -1 : 1;
    return (left->first > right->first) - (left->first < right->first);
}

static Class *find_class(Class *classes, size_t count, uint64_t colour) {
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (classes[middle].colour < colour)
            low = middle + 1;
        else
            high = middle;
    }
    return &classes[low];
}

// One entry for each class, sorted by colour; returns how many.
static size_t make_classes(const Merge *merge, Class *classes) {
    const size_t total = merge->nodes.count;
    for (size_t n = 0; n < total; n++) classes[n] = (Class){.colour = merge->colours[n], .first = (uint32_t)n};
    qsort(classes, total, sizeof *classes, compare_by_colour);
    size_t count = 0;
    for (size_t n = 0; n < total; n++)
        if (count == 0 || classes[n].colour != classes[count - 1].colour) classes[count++] = classes[n];
    return count;
}

// Of equal nodes only one is written, so only its edges count.
static void count_references(const Merge *merge, Class *classes, size_t count) {
    for (size_t c = 0; c < count; c++) {
        const ModelNode *node = merge->nodes.at[classes[c].first];
        for (size_t i = 0; i < node->edges.count; i++)
            find_class(classes, count, merge->colours[node->edges.at[i].target->number])->references++;
    }
}

static MergedNodes number_classes(Merge *merge) {
    Class *classes = arena_alloc_array(merge->arena, merge->nodes.count, sizeof *classes);
    const size_t count = make_classes(merge, classes);
    count_references(merge, classes, count);
    Class *by_use = arena_alloc_array(merge->arena, count, sizeof *by_use);
    memcpy(by_use, classes, count * sizeof *by_use);
    qsort(by_use, count, sizeof *by_use, compare_by_use);
    MergedNodes merged = {.before = merge->nodes.count};
    vector_add(merge->arena, &merged.nodes, NULL);
    for (size_t i = 0; i < count; i++) {
        find_class(classes, count, by_use[i].colour)->references = (uint32_t)i + 1;
        vector_add(merge->arena, &merged.nodes, merge->nodes.at[by_use[i].first]);
    }
    for (size_t n = 0; n < merge->nodes.count; n++)
        merge->nodes.at[n]->number = find_class(classes, count, merge->colours[n])->references;
    return merged;
}

MergedNodes merge_nodes(Model *model) {
    Merge merge = {.arena = model->arena};
    collect_all(&merge, model);
    refine(&merge);
    return number_classes(&merge);
}
