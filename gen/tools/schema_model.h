// The schema in memory while it is made: a graph of nodes for each resource type. The importer
// fills it from JSON, the text form is written from it and read back into it, the packer walks it.
#ifndef TIERCE_TOOLS_SCHEMA_MODEL_H
#define TIERCE_TOOLS_SCHEMA_MODEL_H

#include "base/arena.h"
#include "base/str.h"
#include "base/table.h"
#include "base/vector.h"
#include "schema/schema.h"

typedef struct ModelFact {
    SchemaKeyword keyword;
    Str key; // of a keyed keyword
    VECTOR(SchemaValue) values;
} ModelFact;

typedef struct ModelNode ModelNode;

typedef struct ModelEdge {
    SchemaEdge kind;
    Str name;
    bool required; // of a property
    ModelNode *target;
} ModelEdge;

struct ModelNode {
    uint8_t types;
    bool closed;
    bool reached; // by whoever walks the graph; he clears it
    Str name;     // of the definition, or empty: then it has one parent only
    VECTOR(ModelFact) facts;
    VECTOR(ModelEdge) edges;
    uint32_t number; // in the pack
};

typedef VECTOR(Str) Paths;

typedef struct ModelAttribute {
    Str name;
    ModelNode *node; // null while it stands for the node at the path that is its name
} ModelAttribute;

// Where a rule of cfn-lint looks: the rule's id and a path that begins with a type, or with `/`.
typedef struct ModelCheck {
    Str id, path;
} ModelCheck;

// A resource type; or a set of rules, which has checks, and a root if it is data.
typedef struct ModelType {
    Str name, transform, strategy, tags, regions;
    SchemaLifecycle lifecycle;
    SchemaTagForm tag_form;
    bool stateful, partial;
    Paths paths[SCHEMA_PATHS_COUNT];
    Paths ref; // when it is not the primary identifier
    VECTOR(ModelAttribute) attributes;
    ModelNode *root;
    Table definitions; // name -> ModelNode
    VECTOR(ModelCheck) checks;
} ModelType;

typedef struct ModelRegionSet {
    Str name;
    Paths regions;
} ModelRegionSet;

// A row of schema/tables.
typedef struct ModelRow {
    Str table, key;
    VECTOR(SchemaValue) values;
} ModelRow;

typedef struct Model {
    Arena *arena;
    VECTOR(ModelRow) rows;
    VECTOR(ModelType *) types;
    VECTOR(ModelType *) rules;
    VECTOR(ModelRegionSet) region_sets;
    Str cfn_lint, service_spec, date;
} Model;

// How the payload of a keyword is held, and how it is written.
typedef enum KeywordPayload {
    KEYWORD_FLAG,
    KEYWORD_SCALAR,
    KEYWORD_LIST,
    KEYWORD_KEYED,
    KEYWORD_REGIONAL
} KeywordPayload;
typedef enum KeywordHalf { KEYWORD_WHOLE, KEYWORD_LOW, KEYWORD_HIGH } KeywordHalf;

typedef struct KeywordInfo {
    const char *text;
    KeywordHalf half;
    KeywordPayload payload;
    const char *json;
} KeywordInfo;

typedef struct EdgeInfo {
    const char *text;
    bool named;
    const char *json;
} EdgeInfo;

const KeywordInfo *model_keyword(SchemaKeyword keyword);
const EdgeInfo *model_edge(SchemaEdge edge);
const char *model_paths_text(SchemaPaths paths);
const char *model_paths_json(SchemaPaths paths);
const char *model_tag_form_text(SchemaTagForm form);

ModelNode *model_node(Arena *arena);
// Adds an empty fact and returns it; valid until the next one is added.
ModelFact *model_add_fact(Arena *arena, ModelNode *node, SchemaKeyword keyword, Str key);
void model_add_edge(Arena *arena, ModelNode *node, ModelEdge edge);
const ModelFact *model_fact(const ModelNode *node, SchemaKeyword keyword);
// The edge of that kind and name, or null; of several the first.
ModelEdge *model_find_edge(const ModelNode *node, SchemaEdge kind, Str name);
// Whether a node is closed when nothing is written about it: an object that lists its properties.
bool model_closed_by_default(const ModelNode *node);
// Puts facts and edges into their order: facts by keyword and key, properties by name and before
// the other edges, those by kind and name, else as they were.
void model_order(ModelNode *node);

ModelType *model_add_type(Model *model, Str name);
ModelType *model_add_rules(Model *model, Str name);
ModelType *model_find_type(const Model *model, Str name);
// The name of a set of regions, which are in order; the set is added when it is new.
Str model_region_set(Model *model, const Paths *regions);
// The number of a set of regions, from 1 in their order, or 0.
uint32_t model_region_set_number(const Model *model, Str name);
// The node at a path whose segments are separated by `/` or `.`, through lists and maps with or
// without `*`; or null.
ModelNode *model_at_path(ModelNode *root, Str path);
// Adds a path unless it is there.
void model_add_path(Arena *arena, Paths *paths, Str path);
bool model_has_path(const Paths *paths, Str path);
void model_sort_paths(Paths *paths);
void model_sort_types(Model *model);

// `AWS::EC2` of `AWS::EC2::VPC`.
Str model_service(Str type_name);
// Ends the program with a message: our own mistake or data that nobody expected.
void model_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
// Puts the rows of tables into the order of table and key.
void model_sort_rows(Model *model);
// The whole of a file, in the arena; ends the program when it cannot be read.
Str model_read_file(Arena *arena, const char *path);
void model_write_file(const char *path, Str content);

#endif
