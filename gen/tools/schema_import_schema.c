// JSON schemas in the dialect of cfn-lint: draft 7, AWS's own keywords, and cfn-lint's.
#include <string.h>

#include "base/buffer.h"
#include "tools/schema_import.h"

// A schema while it is read: where its definitions are.
typedef struct Import {
    Model *model;
    Arena *arena;
    ModelType *type;
    const cJSON *document;
    const cJSON *common; // the other document that references may lead to, or null
} Import;

// Keywords that say nothing about what a value must be, or that another place takes care of.
static const char *const ignored[] = {
    "$comment",
    "$id",
    "$ref",
    "$schema",
    "additionalIdentifiers",
    "default",
    "definitions",
    "description",
    "documentationUrl",
    "examples",
    "handlers",
    "id",
    "insertionOrder",
    "lifecycle",
    "properties",
    "propertyTransform",
    "relationshipRef",
    "replacementStrategy",
    "required",
    "resourceLink",
    "sourceUrl",
    "taggable",
    "tagging",
    "title",
    "type",
    "typeConfiguration",
    "typeName",
    "arrayType",
    "cfnLint",
    "nonPublicProperties",
    "nonPublicDefinitions",
    "$ignore",
};

static void fill(Import *import, const cJSON *json, ModelNode *node);

// cJSON ends its strings at a zero byte: an escaped one is handed on for the pattern compiler.
static Str with_zeros_escaped(Arena *arena, Str text) {
    const Str zero = STR("\\u0000");
    Buffer out = buffer_new(arena);
    size_t from = 0;
    for (size_t at = str_find(text, zero, 0); at < text.length; at = str_find(text, zero, at + 1)) {
        if (at > 0 && text.at[at - 1] == '\\') continue;
        buffer_add(&out, str_slice(text, from, at));
        buffer_add_text(&out, "\\\\x00");
        from = at + zero.length;
    }
    if (from == 0) return text;
    buffer_add(&out, str_slice(text, from, text.length));
    return buffer_str(&out);
}

cJSON *import_parse(Arena *arena, const char *path) {
    const Str text = with_zeros_escaped(arena, model_read_file(arena, path));
    cJSON *json = cJSON_ParseWithLength(text.at, text.length);
    if (!json) model_fail("%s is not JSON", path);
    return json;
}

Str import_string(Arena *arena, const cJSON *json) {
    return cJSON_IsString(json) ? str_copy(arena, str_of(json->valuestring)) : STR_NONE;
}

const cJSON *import_member(const cJSON *object, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static bool is_one_of(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

// ---- Types and values

static uint8_t type_bit(const char *name) {
    static const char *const names[] = {"array", "boolean", "integer", "number", "object", "string", "null"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return (uint8_t)(1u << i);
    model_fail("unknown JSON type %s", name);
}

static uint8_t types_of(const cJSON *type) {
    if (cJSON_IsString(type)) return type_bit(type->valuestring);
    uint8_t types = 0;
    const cJSON *each;
    cJSON_ArrayForEach(each, type) types |= type_bit(each->valuestring);
    return types;
}

static SchemaValue value_of(const Import *import, const cJSON *json) {
    const cJSON *data = import_member(json, "$data");
    if (data) return (SchemaValue){SCHEMA_VALUE_DATA, import_string(import->arena, data), 0};
    if (cJSON_IsString(json)) return (SchemaValue){.text = import_string(import->arena, json)};
    if (cJSON_IsTrue(json)) return (SchemaValue){.kind = SCHEMA_VALUE_TRUE};
    if (cJSON_IsFalse(json)) return (SchemaValue){.kind = SCHEMA_VALUE_FALSE};
    if (cJSON_IsNull(json)) return (SchemaValue){.kind = SCHEMA_VALUE_NULL};
    if (!cJSON_IsNumber(json)) model_fail("%.*s: a list or object as a value", STR_ARG(import->type->name));
    return (SchemaValue){SCHEMA_VALUE_NUMBER, STR_NONE, json->valuedouble};
}

static void add_values(const Import *import, ModelFact *fact, const cJSON *json) {
    if (!cJSON_IsArray(json)) {
        vector_add(import->arena, &fact->values, value_of(import, json));
        return;
    }
    const cJSON *each;
    cJSON_ArrayForEach(each, json) vector_add(import->arena, &fact->values, value_of(import, each));
}

static ModelFact *add_fact(const Import *import, ModelNode *node, SchemaKeyword keyword, const cJSON *json) {
    ModelFact *fact = model_add_fact(import->arena, node, keyword, STR_NONE);
    if (json) add_values(import, fact, json);
    return fact;
}

// ---- References

// The target of `DOCUMENT#/a/b` and the name of a definition for it: without `definitions`, and
// with the document's name when that is another one.
typedef struct Target {
    const cJSON *json, *document;
    Str name;
} Target;

static const cJSON *step(const cJSON *json, Str segment) {
    if (!cJSON_IsArray(json)) {
        const cJSON *each;
        cJSON_ArrayForEach(each, json) if (str_is(segment, each->string)) return each;
        return NULL;
    }
    int index = 0;
    for (size_t i = 0; i < segment.length; i++) index = index * 10 + (segment.at[i] - '0');
    return cJSON_GetArrayItem(json, index);
}

static Target referenced(const Import *import, const char *reference) {
    const Str text = str_of(reference);
    size_t at = str_find_byte(text, '#', 0) + 1;
    const Str document = str_slice(text, 0, at - 1);
    Target target = {.document = document.length ? import->common : import->document};
    Buffer name = buffer_new(import->arena);
    if (target.document == import->common) buffer_add_text(&name, "common");
    target.json = target.document;
    while (target.json && ++at <= text.length) {
        const size_t end = str_find_byte(text, '/', at);
        const Str segment = str_slice(text, at, end);
        at = end;
        if (segment.length == 0) continue;
        target.json = step(target.json, segment);
        if (str_is(segment, "definitions")) continue;
        if (name.length) buffer_add_byte(&name, '/');
        buffer_add(&name, segment);
    }
    if (name.length == 0) buffer_add_text(&name, "document");
    if (!target.json) model_fail("%.*s: %s leads nowhere", STR_ARG(import->type->name), reference);
    target.name = buffer_str(&name);
    return target;
}

// A reference with nothing beside it that counts.
static const char *pure_reference(const cJSON *json) {
    static const char *const beside[] = {"$ref", "description", "title", "examples", "$comment", "default"};
    const cJSON *reference = import_member(json, "$ref"), *each;
    if (!reference) return NULL;
    cJSON_ArrayForEach(each, json) {
        if (!is_one_of(each->string, beside, sizeof beside / sizeof *beside)) return NULL;
    }
    return reference->valuestring;
}

static ModelNode *import_node(Import *import, const cJSON *json);

// The node of a definition, made when it is first referred to.
static ModelNode *import_target(Import *import, Target target) {
    ModelNode *node = table_get(&import->type->definitions, target.name);
    if (node) return node;
    const cJSON *document = import->document;
    import->document = target.document;
    if (pure_reference(target.json)) {
        node = import_node(import, target.json);
    } else {
        node = model_node(import->arena);
        node->name = target.name;
        table_set(&import->type->definitions, target.name, node);
        fill(import, target.json, node);
    }
    import->document = document;
    return node;
}

static ModelNode *import_node(Import *import, const cJSON *json) {
    const char *reference = pure_reference(json);
    if (reference) return import_target(import, referenced(import, reference));
    ModelNode *node = model_node(import->arena);
    fill(import, json, node);
    return node;
}

// A reference with keywords beside it: both hold, and those beside it are the nearer ones.
static void fill_merged(Import *import, const cJSON *json, ModelNode *node) {
    const Target target = referenced(import, import_member(json, "$ref")->valuestring);
    cJSON *merged = cJSON_Duplicate(target.json, true);
    const cJSON *each, *document = import->document;
    cJSON_ArrayForEach(each, json) {
        if (strcmp(each->string, "$ref") == 0) continue;
        cJSON_DeleteItemFromObjectCaseSensitive(merged, each->string);
        cJSON_AddItemToObject(merged, each->string, cJSON_Duplicate(each, true));
    }
    // What stands beside the reference speaks of its own document; that of both is only the same
    // where it refers to definitions that the two have under one name.
    import->document = target.document;
    fill(import, merged, node);
    import->document = document;
    cJSON_Delete(merged);
}

// ---- Keywords

static bool is_required(const cJSON *required, const char *name) {
    const cJSON *each;
    cJSON_ArrayForEach(each, required) if (strcmp(each->valuestring, name) == 0) return true;
    return false;
}

static void add_properties(Import *import, const cJSON *json, ModelNode *node) {
    const cJSON *properties = import_member(json, "properties");
    const cJSON *required = import_member(json, "required"), *each;
    cJSON_ArrayForEach(each, properties) {
        model_add_edge(import->arena, node,
                       (ModelEdge){.kind = SCHEMA_EDGE_PROPERTY,
                                   .name = str_copy(import->arena, str_of(each->string)),
                                   .required = is_required(required, each->string),
                                   .target = import_node(import, each)});
    }
    ModelFact *others = NULL;
    cJSON_ArrayForEach(each, required) {
        if (import_member(properties, each->valuestring)) continue;
        if (!others) others = add_fact(import, node, SCHEMA_REQUIRED, NULL);
        add_values(import, others, each);
    }
}

static SchemaValue reference_value(const Import *import, const cJSON *reference) {
    const char *type = import_member(reference, "typeName")->valuestring;
    const char *path = import_member(reference, "propertyPath")->valuestring;
    const char *name = strncmp(path, "/properties/", 12) == 0 ? path + 12 : path;
    return (SchemaValue){.text = str_format(import->arena, "%s.%s", type, name)};
}

static void add_refers_to(const Import *import, ModelNode *node, const cJSON *json) {
    const cJSON *reference = import_member(json, "relationshipRef");
    if (!reference) return;
    const SchemaValue value = reference_value(import, reference);
    for (size_t i = 0; i < node->facts.count; i++) {
        if (node->facts.at[i].keyword != SCHEMA_REFERS_TO) continue;
        vector_add(import->arena, &node->facts.at[i].values, value);
        return;
    }
    ModelFact *fact = model_add_fact(import->arena, node, SCHEMA_REFERS_TO, STR_NONE);
    vector_add(import->arena, &fact->values, value);
}

// An anyOf of which a branch only says what may be referred to constrains nothing; what its
// branches refer to belongs to the node then.
static bool is_only_references(const cJSON *branches) {
    const cJSON *each;
    cJSON_ArrayForEach(each, branches) if (cJSON_GetArraySize(each) == 1 &&
                                           import_member(each, "relationshipRef")) return true;
    return false;
}

static void add_branches(Import *import, ModelNode *node, SchemaEdge kind, const cJSON *json) {
    const cJSON *each;
    if (kind == SCHEMA_EDGE_ANY_OF && is_only_references(json)) {
        cJSON_ArrayForEach(each, json) add_refers_to(import, node, each);
        return;
    }
    cJSON_ArrayForEach(each, json) {
        model_add_edge(import->arena, node, (ModelEdge){.kind = kind, .target = import_node(import, each)});
    }
}

static void add_named(Import *import, ModelNode *node, SchemaEdge kind, const cJSON *json) {
    const cJSON *each;
    cJSON_ArrayForEach(each, json) {
        model_add_edge(import->arena, node,
                       (ModelEdge){.kind = kind,
                                   .name = str_copy(import->arena, str_of(each->string)),
                                   .target = import_node(import, each)});
    }
}

static void add_keyed(Import *import, ModelNode *node, SchemaKeyword keyword, const cJSON *json) {
    const cJSON *each;
    cJSON_ArrayForEach(each, json) {
        const Str key = str_copy(import->arena, str_of(each->string));
        add_values(import, model_add_fact(import->arena, node, keyword, key), each);
    }
}

// Draft 7 has names that need others and names that bring a schema under one keyword.
static void add_dependencies(Import *import, ModelNode *node, const cJSON *json) {
    const cJSON *each;
    cJSON_ArrayForEach(each, json) {
        const Str key = str_copy(import->arena, str_of(each->string));
        if (cJSON_IsArray(each))
            add_values(import, model_add_fact(import->arena, node, SCHEMA_REQUIRES, key), each);
        else
            model_add_edge(import->arena, node,
                           (ModelEdge){.kind = SCHEMA_EDGE_WHEN, .name = key, .target = import_node(import, each)});
    }
}

// ---- Rules that join resources

// An entry of `properties` in a gathered resource: a path, or a path with a default.
static void add_gathered(Import *import, ModelNode *node, const cJSON *json) {
    const cJSON *each;
    cJSON_ArrayForEach(each, json) {
        ModelNode *value = model_node(import->arena);
        const cJSON *path = cJSON_IsString(each) ? each : import_member(each, "path");
        add_fact(import, value, SCHEMA_GATHER_PATH, path);
        if (import_member(each, "default"))
            add_fact(import, value, SCHEMA_GATHER_DEFAULT, import_member(each, "default"));
        model_add_edge(import->arena, node,
                       (ModelEdge){.kind = SCHEMA_EDGE_PROPERTY,
                                   .name = str_copy(import->arena, str_of(each->string)),
                                   .target = value});
    }
}

static void add_gather(Import *import, ModelNode *node, const cJSON *json) {
    const cJSON *each;
    cJSON_ArrayForEach(each, import_member(json, "gather")) {
        ModelNode *source = model_node(import->arena);
        const cJSON *type = import_member(import_member(each, "filter"), "type");
        const cJSON *reference = import_member(each, "reference");
        if (type) add_fact(import, source, SCHEMA_GATHER_TYPE, type);
        if (reference) add_fact(import, source, SCHEMA_GATHER_REFERENCE, reference);
        add_gathered(import, source, import_member(each, "properties"));
        model_add_edge(import->arena, node,
                       (ModelEdge){.kind = SCHEMA_EDGE_GATHER,
                                   .name = str_copy(import->arena, str_of(each->string)),
                                   .target = source});
    }
    ModelNode *checked = import_node(import, import_member(json, "schema"));
    model_add_edge(import->arena, node, (ModelEdge){.kind = SCHEMA_EDGE_ALL_OF, .target = checked});
}

static void add_context(Import *import, ModelNode *node, const cJSON *json) {
    ModelNode *inner = import_node(import, import_member(json, "schema"));
    if (inner->name.length == 0 && import_member(json, "functions"))
        add_fact(import, inner, SCHEMA_FUNCTIONS, import_member(json, "functions"));
    model_add_edge(import->arena, node, (ModelEdge){.kind = SCHEMA_EDGE_CONTEXT, .target = inner});
}

// A pattern that is looked up in a map by a gathered value.
static void add_lookup(const Import *import, ModelNode *node, const cJSON *lookup) {
    add_fact(import, node, SCHEMA_LOOKUP, import_member(lookup, "key"));
    const cJSON *each;
    cJSON_ArrayForEach(each, import_member(lookup, "map")) {
        const Str key = str_copy(import->arena, str_of(each->string));
        add_values(import, model_add_fact(import->arena, node, SCHEMA_PATTERN_FOR, key), each);
    }
}

// ---- A node

static SchemaKeyword find_keyword(const char *name) {
    for (SchemaKeyword keyword = 1; keyword < SCHEMA_KEYWORD_COUNT; keyword++)
        if (strcmp(model_keyword(keyword)->json, name) == 0) return keyword;
    return SCHEMA_KEYWORD_NONE;
}

static SchemaEdge find_edge(const char *name) {
    for (SchemaEdge edge = 1; edge < SCHEMA_EDGE_COUNT; edge++)
        if (strcmp(model_edge(edge)->json, name) == 0) return edge;
    return SCHEMA_EDGE_PROPERTY;
}

static bool is_paths(const char *name) {
    for (SchemaPaths class = 0; class < SCHEMA_PATHS_COUNT; class ++)
        if (strcmp(model_paths_json(class), name) == 0) return true;
    return false;
}

static void add_edge(Import *import, ModelNode *node, SchemaEdge edge, const cJSON *json) {
    if (edge == SCHEMA_EDGE_ADDITIONAL && cJSON_IsBool(json))
        node->closed = cJSON_IsFalse(json);
    else if (model_edge(edge)->named)
        add_named(import, node, edge, json);
    else if (cJSON_IsArray(json))
        add_branches(import, node, edge, json);
    else
        model_add_edge(import->arena, node, (ModelEdge){.kind = edge, .target = import_node(import, json)});
}

static void add_keyword(Import *import, ModelNode *node, const cJSON *json) {
    const char *name = json->string;
    const SchemaKeyword keyword = find_keyword(name);
    const SchemaEdge edge = find_edge(name);
    if (edge != SCHEMA_EDGE_PROPERTY)
        add_edge(import, node, edge, json);
    else if (strcmp(name, "dependencies") == 0)
        add_dependencies(import, node, json);
    else if (strcmp(name, "cfnGather") == 0)
        add_gather(import, node, json);
    else if (import_member(json, "$lookup"))
        add_lookup(import, node, import_member(json, "$lookup"));
    else if (strcmp(name, "cfnContext") == 0)
        add_context(import, node, json);
    else if (keyword == SCHEMA_KEYWORD_NONE) {
        if (!is_paths(name) && !is_one_of(name, ignored, sizeof ignored / sizeof *ignored))
            model_fail("%.*s: unknown keyword %s", STR_ARG(import->type->name), name);
    } else if (model_keyword(keyword)->payload == KEYWORD_KEYED)
        add_keyed(import, node, keyword, json);
    else if (model_keyword(keyword)->payload != KEYWORD_FLAG)
        add_fact(import, node, keyword, json);
    else if (cJSON_IsTrue(json))
        add_fact(import, node, keyword, NULL);
}

static void fill(Import *import, const cJSON *json, ModelNode *node) {
    if (cJSON_IsBool(json)) {
        if (cJSON_IsFalse(json)) add_fact(import, node, SCHEMA_NEVER, NULL);
        return;
    }
    if (import_member(json, "$ref")) {
        fill_merged(import, json, node);
        return;
    }
    if (import_member(json, "type")) node->types = types_of(import_member(json, "type"));
    add_properties(import, json, node);
    add_refers_to(import, node, json);
    if (cJSON_IsFalse(import_member(json, "insertionOrder"))) add_fact(import, node, SCHEMA_UNORDERED, NULL);
    if (import_member(json, "arrayType")) add_fact(import, node, SCHEMA_ATTRIBUTE_LIST, NULL);
    const cJSON *each;
    cJSON_ArrayForEach(each, json) add_keyword(import, node, each);
    model_order(node);
}

void import_schema(Model *model, ModelType *owner, const cJSON *schema, const cJSON *common, ModelNode *node) {
    Import import = {model, model->arena, owner, schema, common};
    fill(&import, schema, node);
}
