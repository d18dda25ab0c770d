// What the files of this room share: where the walk is, what it takes for given, what it found.
// Inside of validate/.
#ifndef TIERCE_VALIDATE_ENGINE_H
#define TIERCE_VALIDATE_ENGINE_H

#include "base/buffer.h"
#include "base/table.h"
#include "schema/schema.h"
#include "validate/logic.h"
#include "validate/pattern.h"
#include "validate/rule.h"

// ---- places

typedef enum PlaceKind {
    PLACE_KEY,      // the value of a map's key
    PLACE_ITEM,     // an element of a list
    PLACE_FUNCTION, // the argument of an intrinsic function
    PLACE_SAME,     // where the place above is
} PlaceKind;

// A step of the way from the template's root to a value. Places lie on the stack of the walk.
typedef struct Spot Spot;
struct Spot {
    const Spot *up;
    PlaceKind kind;
    Str key;       // KEY
    Span key_span; // KEY
    size_t index;  // ITEM
    const Value *value;
    Str step;     // in the path of a type's property: a name, `*`, or empty for none
    bool is_root; // the value is what the type's root node describes
    unsigned depth;
};

// What stands at `place` is of no key: the start of the template.
Spot place_root(const Value *value);
Spot place_key(const Spot *up, const ValueEntry *entry);
Spot place_item(const Spot *up, const Value *list, size_t index);
Spot place_function(const Spot *up, const Value *call);
// The same place, for a value that was worked out.
Spot place_same(const Spot *up, const Value *value);
// The logical ID of the resource in which a place lies, or the empty text.
Str place_resource(const Spot *place);

// ---- rules by what is wrong

typedef enum Complaint {
    COMPLAINT_OTHER,
    COMPLAINT_UNKNOWN, // a key that is not known
    COMPLAINT_REQUIRED,
    COMPLAINT_TYPE,
    COMPLAINT_ENUM,
    COMPLAINT_PATTERN,
    COMPLAINT_LENGTH,
    COMPLAINT_ITEMS,
    COMPLAINT_RANGE,
    COMPLAINT_UNIQUE,
    COMPLAINT_MAX_UNIQUE,
    COMPLAINT_ENTRIES,
    COMPLAINT_NAME_LENGTH,
    COMPLAINT_ANY_OF,
    COMPLAINT_ONE_OF,
    COMPLAINT_REQUIRED_XOR,
    COMPLAINT_REQUIRED_OR,
    COMPLAINT_REQUIRES,
    COMPLAINT_EXCLUDES,
    COMPLAINT_FORMAT,
    COMPLAINT_COUNT
} Complaint;

// The rule of each complaint; RULE_NONE is that of COMPLAINT_OTHER.
typedef struct RuleSet {
    Rule of[COMPLAINT_COUNT];
} RuleSet;

// ---- what the walk takes for given

typedef struct Resource Resource;

typedef struct Context {
    const RuleSet *rules;
    Rule function_rule;       // of the outermost function that the walk is in
    bool for_all;             // ... and of every function in it, also a Ref
    uint32_t functions;       // bits of Intrinsic: those that may stand here
    bool strict;              // "1" is no number
    bool composite;           // within anyOf and its like: a function's value is unknown
    bool attached;            // rules of properties apply
    bool no_references;       // dynamic references are not looked at
    bool no_resources;        // no resource can be named here
    bool resolved;            // the value was worked out from a function
    bool from_parameter;      // ... and a parameter may be given another value
    Span parameter;           // where the parameter's value stands; none: not only from one
    Facts facts;              // what is assumed of conditions
    const Resource *resource; // within its properties
    const Value *gathered;    // what a rule across resources collected
} Context;

// The part of a node that is to hold: values that Fn::If chooses obey what is said of the value
// itself; what is said of its entries together is judged above, once for each outcome.
typedef enum Part { PART_ALL, PART_STANDARD } Part;

// ---- findings

typedef struct Finding {
    Rule rule;
    Span span;
    Str message, label;
    Str fix;      // replaces the span's text; empty: none
    Str resource; // logical ID of the resource that it is about; empty: none
    unsigned depth;
    bool weak;
    bool aside; // why a form did not fit: another finding says that none did
} Finding;

typedef struct Sink {
    bool muted; // only count
    bool hasty; // the first error decides
    bool unknown;
    size_t errors;
    VECTOR(Finding) findings;
} Sink;

// ---- the template

typedef struct Parameter {
    Str name;
    const ValueEntry *entry;
    Str type;
    bool is_list, is_ssm, is_documented, no_echo;
} Parameter;

struct Resource {
    Str id;
    const ValueEntry *entry;
    Str type_name; // as the template says
    SchemaType type;
    bool is_custom, is_module;
    const Value *properties; // null where there are none
    const ValueEntry *properties_entry;
    int condition; // -1: none
    Str condition_name;
};

typedef struct Model {
    const Value *root;
    const Value *parameters_section, *mappings, *conditions, *resources_section, *outputs, *rules;
    Table parameters; // -> Parameter
    Table resources;  // -> Resource
    Table transforms; // names
    Logic *logic;
    bool has_transform, is_serverless, has_extensions;
    bool has_loops; // Fn::ForEach makes names that are not in the text
    bool is_cdk;
} Model;

typedef struct Walk {
    Arena *arena;
    const Sources *sources;
    const Template *template;
    const ValidateOptions *options;
    Str region;
    Model *model;
    Patterns *patterns;
    Table rules_by_name; // -> SchemaRules.id
    Table formats;       // of format.c
    Sink *sink;
    SchemaNode anything;
    uint32_t *traits; // of nodes, by number; 0: not yet looked at
    size_t steps;
} Walk;

// ---- the parts of a template, each in a file

void check_sections(Walk *walk);
void check_resource(Walk *walk, const ValueEntry *entry, const Spot *place);
void check_parameters(Walk *walk, const Spot *place);
void check_names_used(Walk *walk);
void check_graph(Walk *walk);
void check_texts(Walk *walk);
void check_identities(Walk *walk);
void check_overlap(Walk *walk, Rule rule, const Resource *subnet);
void check_inside(Walk *walk, Rule rule, const Resource *vpc);

// A context at the level of a section: `rules` are for what is wrong.
Context section_context(const RuleSet *rules);

uint32_t functions_of_properties(void);

void model_read(Walk *walk, const Template *template);
Parameter *model_parameter(const Walk *walk, Str name);
Resource *model_resource(const Walk *walk, Str name);
bool model_is_pseudo(Str name);
// Whether a resource of a macro's or module's making may have that name.
bool model_may_be_made(const Walk *walk, Str name);

// The node of the rules of that name, or none.
SchemaNode walk_rules(Walk *walk, const char *name);
SchemaNode walk_rules_named(Walk *walk, Str name);

// ---- complaining

// Says what is wrong at `place`. The rule is the context's for `kind`.
void complain(Walk *walk, const Context *context, Complaint kind, const Spot *place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
// The same under a rule of its own.
void complain_as(Walk *walk, Rule rule, const Spot *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// Adds to the last finding what would do instead.
void advise(Walk *walk, const char *format, ...) __attribute__((format(printf, 2, 3)));
// "did you mean ...?", and the fix.
void suggest(Walk *walk, Str best);
void note_unknown(Walk *walk);
Span place_span(const Walk *walk, const Spot *place);

// ---- what a node has

// Bits of SchemaEdge, and these. Decoding a node to find out that it has no children of a kind is
// what a check would spend most of its time on, so it is done once a node.
enum { TRAIT_GROUP = 1 << 28, TRAIT_FACTS = 1 << 29, TRAIT_KNOWN = 1 << 30 };

uint32_t node_traits(Walk *walk, SchemaNode node);
bool node_has(Walk *walk, SchemaNode node, SchemaEdge edge);

// ---- walking

// Checks `value` against `node`.
void walk_value(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place, Part part);
// Whether it obeys the node; silent.
Match walk_probe(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
// The parts of it, each in a file.
void check_scalar_facts(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
void check_group(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
void check_combinations(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
void check_branches(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
void check_format(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
void check_tags(Walk *walk, const Context *context, const Value *properties, const Spot *place);
void check_call(Walk *walk, const Context *context, const Value *call, SchemaNode node, const Spot *place, Part part);
void check_dynamic_reference(Walk *walk, const Context *context, const Value *text, const Spot *place);
void check_attached(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
void check_gathered(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place);
// A rule that is code: what cfn-lint calls by `id`, at a property.
void check_by_code(Walk *walk, const Context *context, Rule rule, const Value *value, const Spot *place);

// Whether the steps to `place`, within a type's properties, are `path`: `A/*/B`.
bool place_is_at(const Spot *place, Str path);
// Whether a rule of that id is attached to the property at `place`.
bool place_has_check(const Context *context, const Spot *place, const char *id);
// Whether any step to `place` is a function; `but_if`: other than Fn::If.
bool place_in_function(const Spot *place, bool but_if);
// The key of the step that is `level` steps from the root (0: the section), or the empty text.
Str place_key_at(const Spot *place, unsigned level);

// ---- values

Str value_scalar_text(const Value *value); // of text, numbers and truth values, else empty
bool value_is_scalar(const Value *value);
bool value_is_no_value(const Value *value); // !Ref AWS::NoValue
// A short text for messages.
Str value_shown(const Walk *walk, const Value *value);
bool value_is_integer(const Value *value, bool strict);
bool value_is_number(const Value *value, bool strict);
bool value_as_number(const Value *value, double *number);
// As JSON Schema compares, with "true" and true alike.
bool value_same(const Value *a, const Value *b);
// A map as the function would be in JSON.
const Value *value_call_as_map(const Walk *walk, const Value *call);
// The value of a text that is JSON, or null.
const Value *value_of_json(Walk *walk, const Value *text);

// ---- outcomes of conditions

enum { SCENARIOS_MOST = 128 };

typedef struct Scenario {
    Facts facts;
    const Value *value; // with the outcomes chosen and NoValue left out; null: nothing is left
} Scenario;

typedef struct Scenarios {
    VECTOR(Scenario) all;
} Scenarios;

// What `value` is for each outcome of the conditions used in it and in its entries.
void scenarios_of(Walk *walk, const Context *context, const Value *value, Scenarios *scenarios);

// ---- what functions give

typedef struct Resolved {
    const Value *value;
    bool from_parameter;
    Span parameter; // where its value stands
    Facts facts;
} Resolved;

typedef struct Resolutions {
    VECTOR(Resolved) all;
    // of Fn::FindInMap: the argument that leads nowhere, or null; and why
    const Value *lost;
    size_t lost_index;
    Str reason;
} Resolutions;

// What can be said of a value now: it itself, or what its functions give.
void resolve_value(Walk *walk, const Context *context, const Value *value, Resolutions *found);

#endif
