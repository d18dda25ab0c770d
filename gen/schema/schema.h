// The schema: what AWS says about each resource type, read from a pack that is part of the binary.
//
// Takes nothing at run time; gives answers by value: a type or a node is a small number, text is a
// slice into the pack. Nothing is allocated, nothing is set up, every function may be called from
// any thread at any time, and everything returned lives as long as the program.
//
// The data is made by `make schema-update` (text form, schema/aws/) and packed by
// gen/tools/schema_pack.c at build time; schema/README.md says where each fact comes from.
// This room checks nothing: what a value must be to satisfy a node is for validate/ to say.
//
// The pack keeps nodes in a few bytes each and decodes them while they are read. That costs some
// nanoseconds a fact, and saves a table of objects that every start would have to build.
#ifndef TIERCE_SCHEMA_SCHEMA_H
#define TIERCE_SCHEMA_SCHEMA_H

#include "base/str.h"

// A resource type; 0 is none.
typedef struct SchemaType {
    uint32_t id;
} SchemaType;

// What is known of a value at some place in a resource; 0 is none. Equal nodes of different types
// are one node, and a node may lead back to itself.
typedef struct SchemaNode {
    uint32_t id;
} SchemaNode;

typedef enum SchemaKeyword {
    SCHEMA_KEYWORD_NONE,
#define KEYWORD(name, text, half, payload, json) SCHEMA_##name,
#include "schema/keywords.def"
#undef KEYWORD
    SCHEMA_KEYWORD_COUNT
} SchemaKeyword;

typedef enum SchemaEdge {
    SCHEMA_EDGE_PROPERTY, // not among schema_children(): see schema_properties()
#define EDGE(name, text, named, json) SCHEMA_EDGE_##name,
#include "schema/edges.def"
#undef EDGE
    SCHEMA_EDGE_COUNT
} SchemaEdge;

typedef enum SchemaPaths {
#define PATHS(name, text, json) SCHEMA_PATHS_##name,
#include "schema/paths.def"
#undef PATHS
    SCHEMA_PATHS_COUNT
} SchemaPaths;

// The JSON types a value may have, as a set. No bit: the node says nothing about the type.
enum {
    SCHEMA_ARRAY = 1,
    SCHEMA_BOOLEAN = 2,
    SCHEMA_INTEGER = 4,
    SCHEMA_NUMBER = 8,
    SCHEMA_OBJECT = 16,
    SCHEMA_STRING = 32,
    SCHEMA_NULL = 64
};

// ---- Types

// The type of that name, or none. A binary search, well under a microsecond.
SchemaType schema_find_type(Str name);
// How many types there are, and the one at `index` (0 to count - 1) in the order of names.
uint32_t schema_count_types(void);
SchemaType schema_type_at(uint32_t index);
// Whether a handle stands for something.
bool schema_has_type(SchemaType type);
bool schema_has_node(SchemaNode node);
// Its name: `AWS::EC2::VPC`. Of none, the empty text; so with every function below.
Str schema_type_name(SchemaType type);
// The name most like `name` among all types, those of the same service first, or the empty text.
Str schema_nearest_type(Str name);
// The node of the type's properties.
SchemaNode schema_type_root(SchemaType type);

// Whether losing the resource loses data.
bool schema_is_stateful(SchemaType type);
// Whether only names and types are known, because only the second source has the type.
bool schema_is_partial(SchemaType type);
// The template transform that the type needs, or the empty text.
Str schema_transform(SchemaType type);
// `delete_then_create`, `create_then_delete`, or the empty text.
Str schema_replacement_strategy(SchemaType type);

// What AWS has announced for the type's service.
typedef struct SchemaLifecycle {
    Str status; // maintenance, sunset, shutdown; empty: nothing announced
    Str date;   // YYYY-MM-DD, or empty
} SchemaLifecycle;
SchemaLifecycle schema_lifecycle(SchemaType type);

typedef enum SchemaTagForm {
    SCHEMA_TAGS_NONE,
    SCHEMA_TAGS_LIST,  // [{Key, Value}]
    SCHEMA_TAGS_MAP,   // {key: value}
    SCHEMA_TAGS_GROUP, // [{Key, Value, PropagateAtLaunch}], as Auto Scaling groups have
    SCHEMA_TAGS_OTHER
} SchemaTagForm;

typedef struct SchemaTags {
    SchemaTagForm form;
    Str path; // the property that takes them, mostly `Tags`; nested as in `A/*/Tags`
} SchemaTags;
SchemaTags schema_tags(SchemaType type);

// ---- Regions

// Number of regions known, and the code of one (`eu-west-1`), in the order of codes.
uint32_t schema_count_regions(void);
Str schema_region_at(uint32_t index);
// Whether any type is known to exist in that region.
bool schema_knows_region(Str region);
// Whether a set of regions, as ENUM_IN has it, includes `region`.
bool schema_region_is_in(Str region, uint32_t set);
// Whether `region` has the type. True where nothing is known about the type's regions.
bool schema_region_has_type(Str region, SchemaType type);

// ---- Nodes

// The JSON types allowed, SCHEMA_STRING and so on; 0 allows every type.
uint8_t schema_types(SchemaNode node);
// Whether an object here may have only the properties and patterns that the node lists.
bool schema_is_closed(SchemaNode node);
// Whether an object here is free-form JSON, such as a policy document.
bool schema_is_json(SchemaNode node);
// Whether the node says nothing at all.
bool schema_is_empty(SchemaNode node);

typedef struct SchemaProperty {
    Str name;
    SchemaNode node; // none when there is no such property
    bool required;
} SchemaProperty;

// The property of that name, or one with no node.
SchemaProperty schema_find_property(SchemaNode node, Str name);
// All properties, sorted by name: `for (it = schema_properties(n); schema_next_property(&it, &p);)`
typedef struct SchemaIterator {
    const unsigned char *at;
    uint32_t left;
    uint32_t previous;
    uint8_t kind;
} SchemaIterator;
SchemaIterator schema_properties(SchemaNode node);
bool schema_next_property(SchemaIterator *iterator, SchemaProperty *property);
// The property most like `name`, or the empty text.
Str schema_nearest_property(SchemaNode node, Str name);

typedef struct SchemaChild {
    SchemaEdge edge;
    Str name; // the pattern of a MAP, the property of a WHEN, the alias of a GATHER; else empty
    SchemaNode node;
} SchemaChild;

// The first child of that kind (ITEMS, NOT, IF, ...), or none.
SchemaNode schema_child(SchemaNode node, SchemaEdge edge);
// All children of that kind (ONE_OF, ANY_OF, ALL_OF, MAP, ...) in order; SCHEMA_EDGE_COUNT: of all.
SchemaIterator schema_children(SchemaNode node, SchemaEdge edge);
bool schema_next_child(SchemaIterator *iterator, SchemaChild *child);

// ---- Facts of a node

typedef enum SchemaValueKind {
    SCHEMA_VALUE_STRING,
    SCHEMA_VALUE_NUMBER,
    SCHEMA_VALUE_FALSE,
    SCHEMA_VALUE_TRUE,
    SCHEMA_VALUE_NULL,
    SCHEMA_VALUE_DATA // `text` is a path into what a rule gathered
} SchemaValueKind;

typedef struct SchemaValue {
    SchemaValueKind kind;
    Str text;
    double number;
} SchemaValue;

// Whether the node has the keyword.
bool schema_has(SchemaNode node, SchemaKeyword keyword);
// The number of a keyword such as SCHEMA_MAX_LENGTH (characters), SCHEMA_MAX_ITEMS (elements) or
// SCHEMA_MINIMUM; false, with `*number` untouched, when the node does not have it as a number.
bool schema_number(SchemaNode node, SchemaKeyword keyword, double *number);
// The text of a keyword such as SCHEMA_PATTERN or SCHEMA_FORMAT, or the empty text.
Str schema_text(SchemaNode node, SchemaKeyword keyword);
// The values of a keyword: those of an ENUM, the single one of a CONST, the names of a REQUIRED_XOR.
SchemaIterator schema_values(SchemaNode node, SchemaKeyword keyword);
bool schema_next_value(SchemaIterator *iterator, SchemaValue *value);
// Whether a keyword's values include `text`; ENUM_ANY_CASE ignores the case of ASCII letters.
bool schema_values_include(SchemaNode node, SchemaKeyword keyword, Str text);

typedef struct SchemaFact {
    SchemaKeyword keyword;
    Str key;               // of REQUIRES and EXCLUDES: the property that asks for or rules out others
    uint32_t regions;      // of ENUM_IN: the set of regions that have these values
    SchemaIterator values; // for schema_next_value(); empty for a flag
} SchemaFact;

// All facts of a node, in the order of keywords; a keyed keyword appears once for each key.
SchemaIterator schema_facts(SchemaNode node);
bool schema_next_fact(SchemaIterator *iterator, SchemaFact *fact);

typedef struct SchemaRegional {
    bool knows_region; // some value is known to exist in the region
    bool knows_value;  // some region is known to have the value
    bool has_value;    // the region is known to have the value
    uint32_t regions;  // those that have the value
} SchemaRegional;

// What a node's ENUM_IN facts say of a value in a region. Without `knows_region` there is no data
// for the region, and nothing follows.
SchemaRegional schema_regional(SchemaNode node, Str value, Str region);

// ---- Attributes and Ref

typedef struct SchemaAttribute {
    Str name;        // `Endpoint.Address`; `Outputs.*` stands for all that begin so, `.*` for all
    SchemaNode node; // what it gives; none when there is no such attribute
} SchemaAttribute;

// The attribute that Fn::GetAtt knows under that name, or one with no node.
SchemaAttribute schema_find_attribute(SchemaType type, Str name);
// All attributes, sorted by name.
SchemaIterator schema_attributes(SchemaType type);
bool schema_next_attribute(SchemaIterator *iterator, SchemaAttribute *attribute);
// The properties whose values make up what Ref gives (several: joined in a way of the service's
// own); empty when Ref gives a name of which no more is known. Each is a text value.
SchemaIterator schema_ref(SchemaType type);
// What Ref gives, if it is a single property; else none. Ref is a string in every case.
SchemaNode schema_ref_node(SchemaType type);

// ---- Paths
// A path names properties from the type's root, separated by dots: `Ebs.VolumeSize`. Elements of
// lists and values of maps may be written `*` or left out; `/` is taken for a dot.

// Whether the path, or one that it lies under, is of that class. CREATE_ONLY and MAY_REPLACE
// include what the second source adds.
bool schema_path_is(SchemaType type, SchemaPaths paths, Str path);
// The paths of a class, as text values.
SchemaIterator schema_paths(SchemaType type, SchemaPaths paths);
// The node at a path, or none.
SchemaNode schema_at_path(SchemaType type, Str path);
// The unit in which the property counts (`GiB`, `seconds`, ...), or the empty text: what the file
// schema/units says of the path, else what it says of the end of the name (`DelaySeconds`).
Str schema_unit(SchemaType type, Str path);
// The property that tells the elements of a list of objects apart (`Key` for `Tags`), or the empty
// text. `list` is the path of the list, `element` the node of an element, which may be none.
Str schema_list_key(SchemaType type, Str list, SchemaNode element);

// ---- Rules
// What cfn-lint's rules know of values that depend on each other, on the region or on another
// resource, as nodes. Beside what a type's own nodes have they use CONTEXT, GATHER (another
// resource's properties under a name, with OF_TYPE, BY_REFERENCE, PATH and DEFAULT), values of kind
// DATA (a path into what was gathered) and NEVER (no value at all).

// A set of rules; 0 is none.
typedef struct SchemaRules {
    uint32_t id;
} SchemaRules;

uint32_t schema_count_rules(void);
SchemaRules schema_rules_at(uint32_t index);
// Where the data is from: a folder and file of cfn-lint's; or the rule's id when it is only known
// where the rule looks.
Str schema_rules_name(SchemaRules rules);
// What must hold, or none.
SchemaNode schema_rules_node(SchemaRules rules);

typedef struct SchemaCheck {
    Str id;   // cfn-lint's: E3062
    Str path; // of the property within the type, with `*` for elements; empty for all properties
    SchemaRules rules;
} SchemaCheck;

// The checks of a type, sorted by id; those of none are the ones whose paths begin with no known
// type.
SchemaIterator schema_checks(SchemaType type);
bool schema_next_check(SchemaIterator *iterator, SchemaCheck *check);

// ---- Tables
// Facts about single values that no type's schema has, such as until when a runtime may be used.

// The row of a table of schema/tables, as values in the order of its columns; null where nothing is
// known. Empty when there is no such row.
SchemaIterator schema_table_row(Str table, Str key);

// ---- About the pack

typedef struct SchemaStats {
    uint32_t types, services, nodes, strings, lists, regions, rules;
    size_t bytes;
    Str cfn_lint;     // version
    Str service_spec; // version
    Str date;         // of the first source's data, YYYY-MM-DD
} SchemaStats;
SchemaStats schema_stats(void);

#endif
