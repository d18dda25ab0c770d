// Makes the text form of the schema from the contents of the two registry packages.
//
// usage: schema_import CFNLINT_DATA DATABASE EXTRA_ATTRIBUTES RULES CFNLINT_VERSION SPEC_VERSION OUT
//   CFNLINT_DATA      the wheel's folder data/schemas
//   DATABASE          aws-service-spec's db.json, unpacked
//   EXTRA_ATTRIBUTES  lines `TYPE PROPERTY`, `TYPE PREFIX.*` or `TYPE *`: what Fn::GetAtt reads besides
//   RULES             what list-cfn-lint-rules.py prints
//   OUT               the folder schema/ to write
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "tools/schema_import.h"
#include "tools/schema_text.h"

// Which regions have a type, by name of the type; SAM's types are in a file of their own, for they
// are in every region that the transform is in.
typedef struct Providers {
    Arena *arena;
    const char *folder; // data/schemas
    Paths regions;      // sorted
    Table hashes;       // type -> its file's name, as Str *
    Table available;    // type -> Paths * of regions
} Providers;

// ---- The first source

static int compare_names(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

static void list_regions(Providers *providers) {
    const Str folder = str_format(providers->arena, "%s/providers", providers->folder);
    DIR *directory = opendir(folder.at);
    if (!directory) model_fail("cannot open %s", folder.at);
    for (const struct dirent *entry; (entry = readdir(directory));) {
        const Str name = str_of(entry->d_name);
        if (!str_ends(name, STR(".json"))) continue;
        vector_add(providers->arena, &providers->regions,
                   str_copy(providers->arena, str_slice(name, 0, name.length - 5)));
    }
    closedir(directory);
    qsort(providers->regions.at, providers->regions.count, sizeof(Str), compare_names);
}

static void note_type(Providers *providers, Str region, const cJSON *entry) {
    const Str type = str_copy(providers->arena, str_of(entry->string));
    Str *hash = arena_make(providers->arena, Str);
    *hash = import_string(providers->arena, entry);
    // One variant per type is kept: us-east-1's, else that of the first region that has it.
    if (!table_has(&providers->hashes, type) || str_is(region, "us-east-1")) table_set(&providers->hashes, type, hash);
    if (str_is(region, "sam")) return;
    Paths *regions = table_get(&providers->available, type);
    if (!regions) {
        regions = arena_make(providers->arena, Paths);
        table_set(&providers->available, type, regions);
    }
    vector_add(providers->arena, regions, region);
}

static void read_region(Providers *providers, Str region) {
    const Str path = str_format(providers->arena, "%s/providers/%.*s.json", providers->folder, STR_ARG(region));
    cJSON *json = import_parse(providers->arena, path.at);
    const cJSON *each;
    cJSON_ArrayForEach(each, json) note_type(providers, region, each);
    cJSON_Delete(json);
}

static void import_types(Model *model, Providers *providers) {
    for (size_t i = 0; i < providers->hashes.count; i++) {
        const Str *hash = providers->hashes.entries[i].value;
        const Str path = str_format(model->arena, "%s/resources/%.*s.json", providers->folder, STR_ARG(*hash));
        cJSON *json = import_parse(model->arena, path.at);
        import_provider_schema(model, json);
        cJSON_Delete(json);
    }
}

// ---- Regions

static void set_regions(Model *model, const Providers *providers) {
    for (size_t i = 0; i < model->types.count; i++) {
        ModelType *type = model->types.at[i];
        const Paths *regions = table_get(&providers->available, type->name);
        if (!regions) continue;
        type->regions = model_region_set(model, regions);
    }
}

static int compare_sets(const void *a, const void *b) {
    return str_compare(((const ModelRegionSet *)a)->name, ((const ModelRegionSet *)b)->name);
}

static void write_regions(Model *model, const char *out) {
    Buffer text = buffer_new(model->arena);
    buffer_add_text(&text, "# Sets of regions, each named by its content.\n");
    qsort(model->region_sets.at, model->region_sets.count, sizeof(ModelRegionSet), compare_sets);
    for (size_t i = 0; i < model->region_sets.count; i++) {
        const ModelRegionSet *set = &model->region_sets.at[i];
        buffer_add(&text, set->name);
        for (size_t r = 0; r < set->regions.count; r++) buffer_add_format(&text, " %.*s", STR_ARG(set->regions.at[r]));
        buffer_add_byte(&text, '\n');
    }
    model_write_file(str_format(model->arena, "%s/regions", out).at, buffer_str(&text));
}

// ---- Attributes that cfn-lint lists apart

static bool has_attribute(const ModelType *type, Str name) {
    for (size_t i = 0; i < type->attributes.count; i++)
        if (str_equal(type->attributes.at[i].name, name)) return true;
    return false;
}

// `Outputs.*`: whatever begins so, as text; `.*`: whatever there is, as anything.
static void add_open_attribute(Model *model, ModelType *type, Str name) {
    ModelNode *text = model_node(model->arena);
    text->types = str_is(name, ".*") ? 0 : SCHEMA_STRING;
    vector_add(model->arena, &type->attributes, (ModelAttribute){name, text});
}

static void add_attribute(Model *model, ModelType *type, Str name) {
    if (has_attribute(type, name) || !model_at_path(type->root, name)) return;
    vector_add(model->arena, &type->attributes, (ModelAttribute){name, NULL});
}

// Every property that is no list of objects, and those of objects inside.
static void add_all_attributes(Model *model, ModelType *type, ModelNode *node, Str prefix) {
    if (node->reached) return;
    node->reached = true;
    for (size_t i = 0; i < node->edges.count; i++) {
        const ModelEdge *edge = &node->edges.at[i];
        if (edge->kind != SCHEMA_EDGE_PROPERTY) continue;
        const Str name = str_format(model->arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(edge->name));
        const ModelEdge *items = model_find_edge(edge->target, SCHEMA_EDGE_ITEMS, STR_NONE);
        if (edge->target->types & SCHEMA_OBJECT)
            add_all_attributes(model, type, edge->target, str_format(model->arena, "%.*s.", STR_ARG(name)));
        else if (!items || !(items->target->types & (SCHEMA_OBJECT | SCHEMA_ARRAY)))
            add_attribute(model, type, name);
    }
    node->reached = false;
}

void import_extra_attributes(Model *model, Str lines) {
    for (size_t at = 0; at < lines.length;) {
        const size_t end = str_find_byte(lines, '\n', at);
        const Str line = str_slice(lines, at, end);
        at = end + 1;
        const size_t space = str_find_byte(line, ' ', 0);
        ModelType *type = model_find_type(model, str_slice(line, 0, space));
        if (!type) continue;
        const Str name = str_slice(line, space + 1, line.length);
        if (str_is(name, "*"))
            add_all_attributes(model, type, type->root, STR_NONE);
        else if (str_ends(name, STR(".*")))
            add_open_attribute(model, type, name);
        else
            add_attribute(model, type, name);
    }
}

// ---- Files

static Str file_name(Arena *arena, const char *out, Str service) {
    const Str name = str_slice(service, str_find(service, STR("::"), 0) + 2, service.length);
    Buffer lower = buffer_new(arena);
    for (size_t i = 0; i < name.length; i++) buffer_add_byte(&lower, str_to_lower(name.at[i]));
    return str_format(arena, "%s/aws/%.*s.types", out, STR_ARG(buffer_str(&lower)));
}

static void write_types(Model *model, const char *out) {
    model_sort_types(model);
    for (size_t i = 0; i < model->types.count;) {
        const Str service = model_service(model->types.at[i]->name);
        Buffer text = buffer_new(model->arena);
        for (; i < model->types.count && str_equal(model_service(model->types.at[i]->name), service); i++) {
            if (text.length) buffer_add_byte(&text, '\n');
            text_write_type(&text, model->types.at[i]);
        }
        model_write_file(file_name(model->arena, out, service).at, buffer_str(&text));
    }
}

// One file for each folder of cfn-lint's data, and one for the rules that are code there.
static void write_rules(Model *model, const char *out) {
    for (size_t i = 0; i < model->rules.count;) {
        const Str name = model->rules.at[i]->name;
        const Str folder = str_slice(name, 0, str_find_byte(name, '/', 0));
        const Str file = model->rules.at[i]->root ? folder : STR("code");
        Buffer text = buffer_new(model->arena);
        for (; i < model->rules.count; i++) {
            const Str next = model->rules.at[i]->name;
            const bool same = str_equal(str_slice(next, 0, str_find_byte(next, '/', 0)), folder);
            if (model->rules.at[i]->root ? !same : !str_is(file, "code")) break;
            if (text.length) buffer_add_byte(&text, '\n');
            text_write_rules(&text, model->rules.at[i]);
        }
        model_write_file(str_format(model->arena, "%s/rules/%.*s.rules", out, STR_ARG(file)).at, buffer_str(&text));
    }
}

// ---- Tables

// Dates from which a Lambda runtime is deprecated, takes no new function, takes no update; and what
// takes its place.
static void import_runtimes(Model *model, const char *folder) {
    static const char *const columns[] = {"deprecated", "create-block", "update-block", "successor"};
    const Str path = str_format(model->arena, "%s/../AdditionalSpecs/LmbdRuntimeLifecycle.json", folder);
    cJSON *json = import_parse(model->arena, path.at);
    const cJSON *each;
    cJSON_ArrayForEach(each, json) {
        ModelRow row = {.table = STR("lambda-runtime"), .key = str_copy(model->arena, str_of(each->string))};
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
            const cJSON *cell = import_member(each, columns[i]);
            SchemaValue value = {.kind = SCHEMA_VALUE_NULL};
            if (cJSON_IsString(cell)) value = (SchemaValue){.text = import_string(model->arena, cell)};
            vector_add(model->arena, &row.values, value);
        }
        vector_add(model->arena, &model->rows, row);
    }
    cJSON_Delete(json);
    model_sort_rows(model);
}

static void write_tables(Model *model, const char *out) {
    Buffer text = buffer_new(model->arena);
    buffer_add_text(&text, "# lambda-runtime RUNTIME DEPRECATED NO-CREATE NO-UPDATE SUCCESSOR\n");
    for (size_t i = 0; i < model->rows.count; i++) text_write_row(&text, &model->rows.at[i]);
    model_write_file(str_format(model->arena, "%s/tables", out).at, buffer_str(&text));
}

static void write_versions(Model *model, const char *const *arguments, const char *out) {
    const Str path = str_format(model->arena, "%s/version.json", arguments[1]);
    cJSON *json = import_parse(model->arena, path.at);
    const Str date = import_string(model->arena, import_member(json, "schema_date"));
    cJSON_Delete(json);
    const Str text =
        str_format(model->arena, "cfn-lint %s\naws-service-spec %s\ndate %.10s\n", arguments[5], arguments[6], date.at);
    model_write_file(str_format(model->arena, "%s/versions", out).at, text);
}

int main(int count, char **arguments) {
    if (count != 8) model_fail("usage: see the head of schema_import.c");
    Arena *arena = arena_new();
    Model model = {.arena = arena};
    Providers providers = {
        .arena = arena, .folder = arguments[1], .hashes = table_new(arena), .available = table_new(arena)};
    list_regions(&providers);
    for (size_t i = 0; i < providers.regions.count; i++) read_region(&providers, providers.regions.at[i]);
    import_types(&model, &providers);
    cJSON *database = import_parse(arena, arguments[2]);
    import_service_spec(&model, database);
    import_extra_attributes(&model, model_read_file(arena, arguments[3]));
    import_runtimes(&model, arguments[1]);
    import_rules(&model, arguments[1], model_read_file(arena, arguments[4]));
    set_regions(&model, &providers);
    write_types(&model, arguments[7]);
    write_rules(&model, arguments[7]);
    write_tables(&model, arguments[7]);
    write_regions(&model, arguments[7]);
    write_versions(&model, (const char *const *)arguments, arguments[7]);
    cJSON_Delete(database);
    arena_free(arena);
    return 0;
}
