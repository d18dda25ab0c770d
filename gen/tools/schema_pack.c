// Packs the text form of the schema into the bytes that become part of the binary.
//
// usage: schema_pack FOLDER OUT FILE.types...
//   FOLDER  schema/, for its small files: regions, versions, units, keys, patterns
// Fails when a pattern does not compile, when a path in units leads nowhere, or when the pack is
// larger than it may be.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/schema_encode.h"
#include "tools/schema_merge.h"
#include "tools/schema_pattern.h"
#include "tools/schema_text.h"

enum { LARGEST_PACK = 1500000 };

typedef struct Pack {
    Arena *arena;
    Model *model;
    Encoder *encoder;
    const MergedNodes *merged;
    Str units, keys;
} Pack;

// ---- Nodes

static uint32_t region_set_number(const Model *model, Str name) {
    const uint32_t number = model_region_set_number(model, name);
    if (!number && name.length) model_fail("regions %.*s are not in schema/regions", STR_ARG(name));
    return number;
}

static void pack_facts(const Pack *pack, const ModelNode *node) {
    Encoder *encoder = pack->encoder;
    for (size_t i = 0; i < node->facts.count; i++) {
        const ModelFact *fact = &node->facts.at[i];
        const KeywordPayload payload = model_keyword(fact->keyword)->payload;
        encode_byte(encoder, fact->keyword);
        if (payload == KEYWORD_KEYED) encode_text(encoder, fact->key);
        if (payload == KEYWORD_SCALAR) encode_value(encoder, &fact->values.at[0]);
        if (payload == KEYWORD_REGIONAL) encode_varint(encoder, region_set_number(pack->model, fact->key));
        if (payload != KEYWORD_SCALAR && payload != KEYWORD_FLAG)
            encode_list(encoder, fact->values.at, fact->values.count);
    }
}

static void pack_properties(const Pack *pack, const ModelNode *node, size_t count) {
    encode_varint(pack->encoder, count);
    for (size_t i = 0; i < count; i++) {
        const ModelEdge *edge = &node->edges.at[i];
        const uint64_t name = encode_text_number(pack->encoder, edge->name);
        encode_varint(pack->encoder, name << 1 | edge->required);
        encode_varint(pack->encoder, edge->target->number);
    }
}

static void pack_children(const Pack *pack, const ModelNode *node, size_t from) {
    encode_varint(pack->encoder, node->edges.count - from);
    for (size_t i = from; i < node->edges.count; i++) {
        const ModelEdge *edge = &node->edges.at[i];
        encode_byte(pack->encoder, edge->kind);
        if (model_edge(edge->kind)->named) encode_text(pack->encoder, edge->name);
        encode_varint(pack->encoder, edge->target->number);
    }
}

static void pack_node(const Pack *pack, const ModelNode *node) {
    size_t properties = 0;
    while (properties < node->edges.count && node->edges.at[properties].kind == SCHEMA_EDGE_PROPERTY) properties++;
    const bool children = properties < node->edges.count;
    encode_begin_entry(pack->encoder, LAYOUT_NODES);
    encode_byte(pack->encoder, node->types | (node->closed ? LAYOUT_CLOSED : 0));
    encode_varint(pack->encoder, node->facts.count << 2 | (properties ? 2u : 0u) | (children ? 1u : 0u));
    pack_facts(pack, node);
    if (properties) pack_properties(pack, node, properties);
    if (children) pack_children(pack, node, properties);
}

// ---- Types

static void pack_attributes(const Pack *pack, const ModelType *type) {
    encode_varint(pack->encoder, type->attributes.count);
    for (size_t i = 0; i < type->attributes.count; i++) {
        const ModelAttribute *attribute = &type->attributes.at[i];
        const ModelNode *node = attribute->node;
        if (!node) node = model_at_path(type->root, attribute->name);
        if (!node) model_fail("%.*s: attribute %.*s leads nowhere", STR_ARG(type->name), STR_ARG(attribute->name));
        encode_text(pack->encoder, attribute->name);
        encode_varint(pack->encoder, node->number);
    }
}

static void pack_type(const Pack *pack, const ModelType *type, Buffer *records) {
    Encoder *encoder = pack->encoder;
    Buffer *section = &encoder->sections[LAYOUT_TYPES];
    encode_fixed(section, encode_text_number(encoder, type->name));
    encode_fixed(section, (uint32_t)records->length);
    encoder->counts[LAYOUT_TYPES]++;
    encoder->out = records;
    encode_varint(encoder, type->root->number);
    encode_varint(encoder, (type->stateful ? LAYOUT_STATEFUL : 0u) | (type->partial ? LAYOUT_PARTIAL : 0u));
    encode_text(encoder, type->transform);
    encode_text(encoder, type->strategy);
    encode_text(encoder, type->lifecycle.status);
    encode_text(encoder, type->lifecycle.date);
    encode_varint(encoder, type->tag_form);
    encode_text(encoder, type->tags);
    encode_varint(encoder, region_set_number(pack->model, type->regions));
    encode_path_list(encoder, &type->ref);
    for (SchemaPaths class = 0; class < SCHEMA_PATHS_COUNT; class ++) encode_path_list(encoder, &type->paths[class]);
    pack_attributes(pack, type);
}

// ---- Regions

static int compare_text(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

static Paths all_regions(const Pack *pack) {
    Paths regions = {0};
    for (size_t i = 0; i < pack->model->region_sets.count; i++) {
        const Paths *set = &pack->model->region_sets.at[i].regions;
        for (size_t r = 0; r < set->count; r++) model_add_path(pack->arena, &regions, set->at[r]);
    }
    if (regions.count) qsort(regions.at, regions.count, sizeof *regions.at, compare_text);
    if (regions.count > 64) model_fail("more than 64 regions: widen the sets in the pack");
    return regions;
}

static void pack_regions(const Pack *pack) {
    const Paths regions = all_regions(pack);
    Encoder *encoder = pack->encoder;
    for (size_t i = 0; i < regions.count; i++)
        encode_fixed(&encoder->sections[LAYOUT_REGIONS], encode_text_number(encoder, regions.at[i]));
    encoder->counts[LAYOUT_REGIONS] = (uint32_t)regions.count;
    for (size_t i = 0; i < pack->model->region_sets.count; i++) {
        const Paths *set = &pack->model->region_sets.at[i].regions;
        uint64_t bits = 0;
        for (size_t r = 0; r < regions.count; r++)
            if (model_has_path(set, regions.at[r])) bits |= (uint64_t)1 << r;
        encode_fixed(&encoder->sections[LAYOUT_REGION_SETS], (uint32_t)bits);
        encode_fixed(&encoder->sections[LAYOUT_REGION_SETS], (uint32_t)(bits >> 32));
        encoder->counts[LAYOUT_REGION_SETS]++;
    }
}

// ---- Units and keys

typedef struct Pair {
    Str first, second;
} Pair;

static int compare_pairs(const void *a, const void *b) {
    return str_compare(((const Pair *)a)->first, ((const Pair *)b)->first);
}

typedef VECTOR(Pair) Pairs;

// Lines of two words; what follows `#` is a comment.
static Pairs read_pairs(Arena *arena, Str text) {
    Pairs pairs = {0};
    for (size_t at = 0; at < text.length;) {
        const size_t end = str_find_byte(text, '\n', at);
        Str line = str_slice(text, at, end);
        at = end + 1;
        line = str_trim(str_slice(line, 0, str_find_byte(line, '#', 0)));
        const size_t blank = str_find_byte(line, ' ', 0);
        if (blank == line.length) continue;
        vector_add(arena, &pairs, (Pair){str_slice(line, 0, blank), str_trim(str_slice(line, blank, line.length))});
    }
    if (pairs.count) qsort(pairs.at, pairs.count, sizeof *pairs.at, compare_pairs);
    return pairs;
}

static uint32_t find_type_number(const Pack *pack, Str name) {
    for (size_t i = 0; i < pack->model->types.count; i++)
        if (str_equal(pack->model->types.at[i]->name, name)) return (uint32_t)i + 1;
    return 0;
}

static uint32_t type_number(const Pack *pack, Str name) {
    const uint32_t number = find_type_number(pack, name);
    if (!number) model_fail("%.*s is no type", STR_ARG(name));
    return number;
}

// The node at TYPE.PATH, a line of schema/units or schema/keys; `*type` gets the type's number.
static ModelNode *listed_node(const Pack *pack, Str line, uint32_t *type, Str *path) {
    const size_t dot = str_find_byte(line, '.', 0);
    *type = type_number(pack, str_slice(line, 0, dot));
    *path = str_slice(line, dot + 1, line.length);
    ModelNode *node = model_at_path(pack->model->types.at[*type - 1]->root, *path);
    if (!node) model_fail("%.*s leads nowhere", STR_ARG(line));
    return node;
}

static void pack_units(const Pack *pack) {
    const Pairs units = read_pairs(pack->arena, pack->units);
    Buffer *section = &pack->encoder->sections[LAYOUT_UNITS];
    for (size_t i = 0; i < units.count; i++) {
        Str path = str_slice(units.at[i].first, 1, units.at[i].first.length);
        uint32_t type = 0;
        if (units.at[i].first.at[0] != '*') (void)listed_node(pack, units.at[i].first, &type, &path);
        encode_fixed(section, type);
        encode_fixed(section, encode_text_number(pack->encoder, path));
        encode_fixed(section, encode_text_number(pack->encoder, units.at[i].second));
        pack->encoder->counts[LAYOUT_UNITS]++;
    }
}

// A line about one list must name a list whose elements have the key.
static void check_key(const Pack *pack, const Pair *line) {
    if (str_find_byte(line->first, '.', 0) == line->first.length) return;
    uint32_t type;
    Str path;
    const ModelNode *list = listed_node(pack, line->first, &type, &path);
    const ModelEdge *items = model_find_edge(list, SCHEMA_EDGE_ITEMS, STR_NONE);
    if (!items || !model_find_edge(items->target, SCHEMA_EDGE_PROPERTY, line->second))
        model_fail("%.*s has no elements with %.*s", STR_ARG(line->first), STR_ARG(line->second));
}

static void pack_keys(const Pack *pack) {
    const Pairs keys = read_pairs(pack->arena, pack->keys);
    Buffer *section = &pack->encoder->sections[LAYOUT_KEYS];
    for (size_t i = 0; i < keys.count; i++) {
        check_key(pack, &keys.at[i]);
        encode_fixed(section, encode_text_number(pack->encoder, keys.at[i].first));
        encode_fixed(section, encode_text_number(pack->encoder, keys.at[i].second));
        pack->encoder->counts[LAYOUT_KEYS]++;
    }
}

// ---- Rules

typedef struct Check {
    uint32_t type, rules; // numbers from 1; type 0 for a path that begins with no type of ours
    Str id, path;
} Check;

static int compare_checks(const void *a, const void *b) {
    const Check *left = a, *right = b;
    if (left->type != right->type) return left->type < right->type ? -1 : 1;
    const int order = str_compare(left->id, right->id);
    return order ? order : str_compare(left->path, right->path);
}

static Check check_of(const Pack *pack, const ModelCheck *line, uint32_t rules) {
    const size_t end = str_find_byte(line->path, '/', 0);
    const Str name = str_slice(line->path, 0, end);
    const uint32_t type = name.length ? find_type_number(pack, name) : 0;
    if (!type) return (Check){0, rules, line->id, line->path};
    return (Check){type, rules, line->id, str_slice(line->path, end + 1, line->path.length)};
}

static void pack_checks(const Pack *pack) {
    VECTOR(Check) checks = {0};
    for (size_t i = 0; i < pack->model->rules.count; i++) {
        const ModelType *rules = pack->model->rules.at[i];
        for (size_t c = 0; c < rules->checks.count; c++)
            vector_add(pack->arena, &checks, check_of(pack, &rules->checks.at[c], (uint32_t)i + 1));
    }
    if (checks.count) qsort(checks.at, checks.count, sizeof *checks.at, compare_checks);
    Buffer *section = &pack->encoder->sections[LAYOUT_CHECKS];
    for (size_t i = 0; i < checks.count; i++) {
        encode_fixed(section, checks.at[i].type);
        encode_fixed(section, checks.at[i].rules);
        encode_fixed(section, encode_text_number(pack->encoder, checks.at[i].id));
        encode_fixed(section, encode_text_number(pack->encoder, checks.at[i].path));
        pack->encoder->counts[LAYOUT_CHECKS]++;
    }
}

static void pack_rules(const Pack *pack) {
    Buffer *section = &pack->encoder->sections[LAYOUT_RULES];
    for (size_t i = 0; i < pack->model->rules.count; i++) {
        const ModelType *rules = pack->model->rules.at[i];
        encode_fixed(section, encode_text_number(pack->encoder, rules->name));
        encode_fixed(section, rules->root ? rules->root->number : 0);
        pack->encoder->counts[LAYOUT_RULES]++;
    }
    pack_checks(pack);
}

static void pack_tables(const Pack *pack) {
    Buffer *section = &pack->encoder->sections[LAYOUT_TABLES];
    for (size_t i = 0; i < pack->model->rows.count; i++) {
        const ModelRow *row = &pack->model->rows.at[i];
        encode_fixed(section, encode_text_number(pack->encoder, row->table));
        encode_fixed(section, encode_text_number(pack->encoder, row->key));
        encode_fixed(section, encode_list_number(pack->encoder, row->values.at, row->values.count));
        pack->encoder->counts[LAYOUT_TABLES]++;
    }
}

static void pack_versions(const Pack *pack) {
    const Str versions[] = {pack->model->cfn_lint, pack->model->service_spec, pack->model->date};
    const size_t count = sizeof versions / sizeof *versions;
    for (size_t i = 0; i < count; i++)
        encode_fixed(&pack->encoder->sections[LAYOUT_VERSIONS], encode_text_number(pack->encoder, versions[i]));
    pack->encoder->counts[LAYOUT_VERSIONS] = (uint32_t)count;
}

// ---- All of it

static void pack_all(const Pack *pack) {
    for (size_t i = 1; i < pack->merged->nodes.count; i++) pack_node(pack, pack->merged->nodes.at[i]);
    Buffer records = buffer_new(pack->arena);
    for (size_t i = 0; i < pack->model->types.count; i++) pack_type(pack, pack->model->types.at[i], &records);
    buffer_add(&pack->encoder->sections[LAYOUT_TYPES], buffer_str(&records));
    pack_regions(pack);
    pack_units(pack);
    pack_keys(pack);
    pack_rules(pack);
    pack_tables(pack);
    pack_versions(pack);
}

static Str read_small(Arena *arena, const char *folder, const char *name) {
    return model_read_file(arena, str_format(arena, "%s/%s", folder, name).at);
}

static Model *read_model(Arena *arena, const char *folder, char **files, int count) {
    Model *model = arena_make(arena, Model);
    model->arena = arena;
    for (int i = 0; i < count; i++) text_read_types(model, model_read_file(arena, files[i]), files[i]);
    model_sort_types(model);
    text_read_regions(model, read_small(arena, folder, "regions"));
    text_read_tables(model, read_small(arena, folder, "tables"));
    text_read_versions(model, read_small(arena, folder, "versions"));
    return model;
}

static void report(const Pack *pack, Str bytes) {
    printf("schema: %zu types, %zu nodes merged to %zu, %zu texts, %zu bytes\n", pack->model->types.count,
           pack->merged->before, pack->merged->nodes.count - 1, pack->encoder->texts.count, bytes.length);
}

int main(int count, char **arguments) {
    if (count < 4) model_fail("usage: schema_pack FOLDER OUT FILE.types...");
    Arena *arena = arena_new();
    const char *folder = arguments[1];
    Model *model = read_model(arena, folder, arguments + 3, count - 3);
    const size_t bad = pattern_check_all(model, read_small(arena, folder, "patterns"));
    if (bad) model_fail("%zu patterns do not compile; schema/patterns is the place to mend them", bad);
    const MergedNodes merged = merge_nodes(model);
    Encoder encoder = encoder_new(arena);
    const Pack pack = {.arena = arena,
                       .model = model,
                       .encoder = &encoder,
                       .merged = &merged,
                       .units = read_small(arena, folder, "units"),
                       .keys = read_small(arena, folder, "keys")};
    pack_all(&pack);
    encoder_begin_writing(&encoder);
    pack_all(&pack);
    const Str bytes = encoder_finish(&encoder);
    if (bytes.length > LARGEST_PACK) model_fail("the pack has %zu bytes, more than %d", bytes.length, LARGEST_PACK);
    model_write_file(arguments[2], bytes);
    report(&pack, bytes);
    arena_free(arena);
    return 0;
}
