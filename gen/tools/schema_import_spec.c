// The second source: aws-service-spec. It knows what Ref gives, more attributes, what an update
// replaces, what is stateful and what a property may refer to; it has no patterns and no limits.
#include <stdlib.h>
#include <string.h>

#include "tools/schema_import.h"

typedef struct Spec {
    Model *model;
    Arena *arena;
    ModelType *type;
    Table definitions; // id of a type definition -> its cJSON
} Spec;

// The pair a walk has met: a node of the first source and a type definition of the second.
static ModelNode *node_of_type(Spec *spec, const cJSON *type);

static const char *kind_of(const cJSON *type) {
    const cJSON *kind = import_member(type, "type");
    return kind ? kind->valuestring : "";
}

// ---- Types that only this source has

static void add_allowed(Spec *spec, ModelNode *node, const cJSON *allowed) {
    if (!allowed) return;
    ModelFact *fact = model_add_fact(spec->arena, node, SCHEMA_ENUM, STR_NONE);
    const cJSON *each;
    cJSON_ArrayForEach(each, allowed) {
        SchemaValue value = {.text = import_string(spec->arena, each)};
        if (cJSON_IsNumber(each)) value = (SchemaValue){SCHEMA_VALUE_NUMBER, STR_NONE, each->valuedouble};
        vector_add(spec->arena, &fact->values, value);
    }
}

static void add_properties(Spec *spec, ModelNode *node, const cJSON *properties) {
    node->types = SCHEMA_OBJECT;
    node->closed = true;
    const cJSON *each;
    cJSON_ArrayForEach(each, properties) {
        model_add_edge(spec->arena, node,
                       (ModelEdge){.kind = SCHEMA_EDGE_PROPERTY,
                                   .name = str_copy(spec->arena, str_of(each->string)),
                                   .required = cJSON_IsTrue(import_member(each, "required")),
                                   .target = node_of_type(spec, import_member(each, "type"))});
    }
    model_order(node);
}

static const cJSON *definition_of(const Spec *spec, const cJSON *type) {
    const cJSON *id = import_member(import_member(type, "reference"), "$ref");
    return table_get(&spec->definitions, str_of(id->valuestring));
}

static ModelNode *node_of_reference(Spec *spec, const cJSON *type) {
    const cJSON *definition = definition_of(spec, type);
    const Str name = import_string(spec->arena, import_member(definition, "name"));
    ModelNode *node = table_get(&spec->type->definitions, name);
    if (node) return node;
    node = model_node(spec->arena);
    node->name = name;
    table_set(&spec->type->definitions, name, node);
    add_properties(spec, node, import_member(definition, "properties"));
    return node;
}

static ModelNode *tag_node(Spec *spec) {
    ModelNode *node = model_node(spec->arena), *text = model_node(spec->arena);
    text->types = SCHEMA_STRING;
    node->types = SCHEMA_OBJECT;
    node->closed = true;
    static const char *const names[] = {"Key", "Value"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        model_add_edge(spec->arena, node, (ModelEdge){.name = str_of(names[i]), .required = true, .target = text});
    return node;
}

static ModelNode *node_of_union(Spec *spec, const cJSON *types) {
    ModelNode *node = model_node(spec->arena);
    const cJSON *each;
    cJSON_ArrayForEach(each, types) {
        model_add_edge(spec->arena, node, (ModelEdge){.kind = SCHEMA_EDGE_ANY_OF, .target = node_of_type(spec, each)});
    }
    return node;
}

static ModelNode *node_of_type(Spec *spec, const cJSON *type) {
    const char *kind = kind_of(type);
    if (strcmp(kind, "ref") == 0) return node_of_reference(spec, type);
    if (strcmp(kind, "tag") == 0) return tag_node(spec);
    if (strcmp(kind, "union") == 0) return node_of_union(spec, import_member(type, "types"));
    ModelNode *node = model_node(spec->arena);
    add_allowed(spec, node, import_member(type, "allowedValues"));
    if (strcmp(kind, "string") == 0 || strcmp(kind, "date-time") == 0)
        node->types = SCHEMA_STRING;
    else if (strcmp(kind, "integer") == 0)
        node->types = SCHEMA_INTEGER;
    else if (strcmp(kind, "number") == 0)
        node->types = SCHEMA_NUMBER;
    else if (strcmp(kind, "boolean") == 0)
        node->types = SCHEMA_BOOLEAN;
    else if (strcmp(kind, "json") == 0)
        node->types = SCHEMA_OBJECT;
    else if (strcmp(kind, "null") == 0)
        node->types = SCHEMA_NULL;
    else if (strcmp(kind, "array") == 0 || strcmp(kind, "map") == 0) {
        const bool array = kind[0] == 'a';
        node->types = array ? SCHEMA_ARRAY : SCHEMA_OBJECT;
        node->closed = !array;
        model_add_edge(spec->arena, node,
                       (ModelEdge){.kind = array ? SCHEMA_EDGE_ITEMS : SCHEMA_EDGE_MAP,
                                   .target = node_of_type(spec, import_member(type, "element"))});
    } else
        model_fail("aws-service-spec: unknown type %s", kind);
    return node;
}

static ModelType *add_type(Spec *spec, const cJSON *resource, Str name) {
    ModelType *type = model_add_type(spec->model, name);
    spec->type = type;
    type->partial = true;
    type->root = model_node(spec->arena);
    add_properties(spec, type->root, import_member(resource, "properties"));
    const cJSON *each;
    cJSON_ArrayForEach(each, import_member(resource, "primaryIdentifier")) {
        vector_add(spec->arena, &type->paths[SCHEMA_PATHS_PRIMARY], import_string(spec->arena, each));
    }
    return type;
}

// ---- What it adds to types of the first source

static void add_replacement(const Spec *spec, const cJSON *properties) {
    ModelType *type = spec->type;
    const cJSON *each;
    cJSON_ArrayForEach(each, properties) {
        const cJSON *cause = import_member(each, "causesReplacement");
        const Str name = str_copy(spec->arena, str_of(each->string));
        if (!cause || !model_find_edge(type->root, SCHEMA_EDGE_PROPERTY, name)) continue;
        if (model_has_path(&type->paths[SCHEMA_PATHS_CREATE_ONLY], name)) continue;
        if (model_has_path(&type->paths[SCHEMA_PATHS_MAY_REPLACE], name)) continue;
        if (strcmp(cause->valuestring, "yes") == 0)
            model_add_path(spec->arena, &type->paths[SCHEMA_PATHS_ALSO_CREATE_ONLY], name);
        else if (strcmp(cause->valuestring, "maybe") == 0)
            model_add_path(spec->arena, &type->paths[SCHEMA_PATHS_ALSO_MAY_REPLACE], name);
    }
}

static bool has_attribute(const ModelType *type, Str name) {
    for (size_t i = 0; i < type->attributes.count; i++)
        if (str_equal(type->attributes.at[i].name, name)) return true;
    return false;
}

static void add_attributes(Spec *spec, const cJSON *attributes) {
    ModelType *type = spec->type;
    const cJSON *each;
    cJSON_ArrayForEach(each, attributes) {
        const Str name = str_copy(spec->arena, str_of(each->string));
        if (has_attribute(type, name)) continue;
        ModelAttribute attribute = {name, NULL};
        if (!model_at_path(type->root, name)) attribute.node = node_of_type(spec, import_member(each, "type"));
        vector_add(spec->arena, &type->attributes, attribute);
    }
}

static void add_ref(const Spec *spec, const cJSON *identifier) {
    ModelType *type = spec->type;
    Paths ref = {0};
    const cJSON *each;
    cJSON_ArrayForEach(each, identifier) vector_add(spec->arena, &ref, import_string(spec->arena, each));
    const Paths *primary = &type->paths[SCHEMA_PATHS_PRIMARY];
    bool same = ref.count == primary->count;
    for (size_t i = 0; same && i < ref.count; i++) same = str_equal(ref.at[i], primary->at[i]);
    if (!same) type->ref = ref;
}

static void add_tags(const Spec *spec, const cJSON *information) {
    ModelType *type = spec->type;
    if (!information || type->tag_form != SCHEMA_TAGS_NONE) return;
    const Str property = import_string(spec->arena, import_member(information, "tagPropertyName"));
    const char *variant = import_member(information, "variant")->valuestring;
    if (!model_find_edge(type->root, SCHEMA_EDGE_PROPERTY, property)) return;
    type->tags = property;
    type->tag_form = strcmp(variant, "map") == 0   ? SCHEMA_TAGS_MAP
                     : strcmp(variant, "asg") == 0 ? SCHEMA_TAGS_GROUP
                                                   : SCHEMA_TAGS_LIST;
}

// ---- What a property may refer to

static void add_references(const Spec *spec, ModelEdge *edge, const cJSON *references) {
    if (cJSON_GetArraySize(references) == 0 || edge->target->name.length) return;
    if (model_fact(edge->target, SCHEMA_REFERS_TO)) return;
    ModelFact *fact = model_add_fact(spec->arena, edge->target, SCHEMA_REFERS_TO, STR_NONE);
    const cJSON *each;
    cJSON_ArrayForEach(each, references) {
        const char *type = import_member(each, "cloudFormationType")->valuestring;
        const char *property = import_member(each, "propertyName")->valuestring;
        const SchemaValue value = {.text = str_format(spec->arena, "%s.%s", type, property)};
        vector_add(spec->arena, &fact->values, value);
    }
    model_order(edge->target);
}

static void walk_references(Spec *spec, ModelNode *node, const cJSON *properties);

static void walk_type(Spec *spec, ModelNode *node, const cJSON *type) {
    const char *kind = kind_of(type);
    if (strcmp(kind, "array") == 0 || strcmp(kind, "map") == 0) {
        const SchemaEdge wanted = kind[0] == 'a' ? SCHEMA_EDGE_ITEMS : SCHEMA_EDGE_MAP;
        for (size_t i = 0; i < node->edges.count; i++)
            if (node->edges.at[i].kind == wanted)
                walk_type(spec, node->edges.at[i].target, import_member(type, "element"));
    } else if (strcmp(kind, "ref") == 0 && !node->reached) {
        walk_references(spec, node, import_member(definition_of(spec, type), "properties"));
    }
}

static void walk_references(Spec *spec, ModelNode *node, const cJSON *properties) {
    node->reached = true;
    for (size_t i = 0; i < node->edges.count; i++) {
        ModelEdge *edge = &node->edges.at[i];
        if (edge->kind != SCHEMA_EDGE_PROPERTY) continue;
        const cJSON *property = import_member(properties, str_terminated(spec->arena, edge->name));
        if (!property) continue;
        add_references(spec, edge, import_member(property, "relationshipRefs"));
        walk_type(spec, edge->target, import_member(property, "type"));
    }
    node->reached = false;
}

// ---- All of it

static void import_resource(Spec *spec, const cJSON *resource) {
    const Str name = import_string(spec->arena, import_member(resource, "cloudFormationType"));
    spec->type = model_find_type(spec->model, name);
    const cJSON *properties = import_member(resource, "properties");
    if (!spec->type) spec->type = add_type(spec, resource, name);
    spec->type->stateful = cJSON_IsTrue(import_member(resource, "isStateful"));
    spec->type->transform = import_string(spec->arena, import_member(resource, "cloudFormationTransform"));
    add_replacement(spec, properties);
    add_attributes(spec, import_member(resource, "attributes"));
    add_ref(spec, import_member(resource, "cfnRefIdentifier"));
    add_tags(spec, import_member(resource, "tagInformation"));
    walk_references(spec, spec->type->root, properties);
}

void import_service_spec(Model *model, const cJSON *database) {
    Spec spec = {.model = model, .arena = model->arena, .definitions = table_new(model->arena)};
    const cJSON *schema = import_member(database, "schema"), *each;
    const cJSON *definitions = import_member(import_member(schema, "typeDefinition"), "entities");
    cJSON_ArrayForEach(each, definitions) {
        // A table's values are not constant; these are only read.
        table_set(&spec.definitions, str_of(import_member(each, "$id")->valuestring), (void *)(uintptr_t)each);
    }
    const cJSON *resources = import_member(import_member(schema, "resource"), "entities");
    cJSON_ArrayForEach(each, resources) import_resource(&spec, each);
}
