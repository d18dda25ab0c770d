// A resource type of the first source: its properties, and what stands beside them.
#include <string.h>

#include "base/buffer.h"
#include "tools/schema_import.h"

typedef struct TypeImport {
    Arena *arena;
    ModelType *type;
} TypeImport;

// `/properties/A/*/B` -> `A/*/B`; some pointers of AWS repeat `properties` or begin otherwise.
static Str path_of_pointer(const TypeImport *import, const char *pointer) {
    static const char prefix[] = "/properties/";
    const size_t length = strlen(prefix);
    const char *rest = strncmp(pointer, prefix, length) == 0 ? pointer + length : pointer;
    Buffer out = buffer_new(import->arena);
    for (; *rest; rest++) {
        if (strncmp(rest, prefix, length) == 0) rest += length - 1, buffer_add_byte(&out, '/');
        if (*rest != '/' || rest[1]) buffer_add_byte(&out, *rest);
    }
    return buffer_str(&out);
}

static void import_paths(const TypeImport *import, const cJSON *json) {
    for (SchemaPaths class = 0; class < SCHEMA_PATHS_COUNT; class ++) {
        const cJSON *pointer;
        cJSON_ArrayForEach(pointer, import_member(json, model_paths_json(class))) {
            if (cJSON_IsString(pointer) && pointer->valuestring[0] == '/')
                model_add_path(import->arena, &import->type->paths[class],
                               path_of_pointer(import, pointer->valuestring));
        }
    }
}

// Lists of objects, maps, and Auto Scaling's list, which says of each tag whether instances get it.
static SchemaTagForm tag_form(const ModelNode *node) {
    if (!node) return SCHEMA_TAGS_NONE;
    const ModelEdge *items = model_find_edge(node, SCHEMA_EDGE_ITEMS, STR_NONE);
    if (!items) return node->types & SCHEMA_OBJECT ? SCHEMA_TAGS_MAP : SCHEMA_TAGS_OTHER;
    const ModelNode *tag = items->target;
    if (!model_find_edge(tag, SCHEMA_EDGE_PROPERTY, STR("Key")) ||
        !model_find_edge(tag, SCHEMA_EDGE_PROPERTY, STR("Value")))
        return SCHEMA_TAGS_OTHER;
    const bool group = model_find_edge(tag, SCHEMA_EDGE_PROPERTY, STR("PropagateAtLaunch"));
    return group ? SCHEMA_TAGS_GROUP : SCHEMA_TAGS_LIST;
}

static void import_tags(const TypeImport *import, const cJSON *json) {
    ModelType *type = import->type;
    const cJSON *tagging = import_member(json, "tagging");
    if (cJSON_IsFalse(import_member(tagging, "taggable"))) return;
    const cJSON *property = import_member(tagging, "tagProperty");
    type->tags = property ? path_of_pointer(import, property->valuestring) : STR("Tags");
    type->tag_form = tag_form(model_at_path(type->root, type->tags));
}

static void import_attributes(const TypeImport *import) {
    ModelType *type = import->type;
    const Paths *paths = &type->paths[SCHEMA_PATHS_READ_ONLY];
    for (size_t i = 0; i < paths->count; i++) {
        const Str path = paths->at[i];
        if (str_find_byte(path, '*', 0) < path.length || !model_at_path(type->root, path)) continue;
        char *name = (char *)(uintptr_t)str_copy(import->arena, path).at;
        for (size_t c = 0; c < path.length; c++)
            if (name[c] == '/') name[c] = '.';
        vector_add(import->arena, &type->attributes, (ModelAttribute){(Str){name, path.length}, NULL});
    }
}

ModelType *import_provider_schema(Model *model, const cJSON *json) {
    Arena *arena = model->arena;
    ModelType *type = model_add_type(model, import_string(arena, import_member(json, "typeName")));
    const TypeImport import = {arena, type};
    type->root = model_node(arena);
    import_schema(model, type, json, NULL, type->root);
    type->root->types = SCHEMA_OBJECT;
    type->root->closed = true;
    type->strategy = import_string(arena, import_member(json, "replacementStrategy"));
    const cJSON *lifecycle = import_member(json, "lifecycle");
    type->lifecycle.status = import_string(arena, import_member(lifecycle, "status"));
    type->lifecycle.date = import_string(arena, import_member(lifecycle, "date"));
    import_paths(&import, json);
    import_tags(&import, json);
    import_attributes(&import);
    return type;
}
