// The rules of cfn-lint that are data: which properties a rule looks at, and what must hold there.
#include <stdlib.h>
#include <string.h>

#include "tools/schema_import.h"

typedef struct Rules {
    Model *model;
    Arena *arena;
    const char *folder;
    const cJSON *policy; // the document that all IAM policies share
    ModelType *owner;
} Rules;

// ---- What differs by region
// A regional file has a schema for each region; they differ in what their enumerations list. Here
// they become one schema, whose enumerations say of each value which regions have it.

typedef struct Variant {
    Str region;
    const cJSON *json;
} Variant;

typedef VECTOR(Variant) Variants;

static ModelNode *merge_variants(Rules *rules, const Variants *variants);

// The regions of those variants that list the value.
static Str regions_with(Rules *rules, const Variants *variants, const char *value) {
    Paths regions = {0};
    for (size_t i = 0; i < variants->count; i++) {
        const cJSON *each;
        cJSON_ArrayForEach(each, import_member(variants->at[i].json, "enum")) {
            if (strcmp(each->valuestring, value) != 0) continue;
            vector_add(rules->arena, &regions, variants->at[i].region);
            break;
        }
    }
    return model_region_set(rules->model, &regions);
}

static ModelFact *fact_of_set(Rules *rules, ModelNode *node, Str set) {
    for (size_t i = 0; i < node->facts.count; i++)
        if (node->facts.at[i].keyword == SCHEMA_ENUM_IN && str_equal(node->facts.at[i].key, set))
            return &node->facts.at[i];
    return model_add_fact(rules->arena, node, SCHEMA_ENUM_IN, set);
}

static int compare_values(const void *a, const void *b) {
    return str_compare(((const SchemaValue *)a)->text, ((const SchemaValue *)b)->text);
}

static void add_regional_values(Rules *rules, const Variants *variants, ModelNode *node) {
    Table seen = table_new(rules->arena);
    for (size_t i = 0; i < variants->count; i++) {
        const cJSON *each;
        cJSON_ArrayForEach(each, import_member(variants->at[i].json, "enum")) {
            const Str value = import_string(rules->arena, each);
            if (table_has(&seen, value)) continue;
            table_set(&seen, value, rules);
            ModelFact *fact = fact_of_set(rules, node, regions_with(rules, variants, each->valuestring));
            vector_add(rules->arena, &fact->values, (SchemaValue){.text = value});
        }
    }
    for (size_t i = 0; i < node->facts.count; i++)
        qsort(node->facts.at[i].values.at, node->facts.at[i].values.count, sizeof(SchemaValue), compare_values);
}

// Members of that name, of those variants that have it.
static Variants members(Rules *rules, const Variants *variants, const char *name) {
    Variants found = {0};
    for (size_t i = 0; i < variants->count; i++) {
        const cJSON *json = import_member(variants->at[i].json, name);
        if (json) vector_add(rules->arena, &found, (Variant){variants->at[i].region, json});
    }
    return found;
}

// `allOf` of `if` and `then`: branches with the same `if` belong together.
static void add_branches(Rules *rules, const Variants *variants, ModelNode *node) {
    Table branches = table_new(rules->arena);
    for (size_t i = 0; i < variants->count; i++) {
        const cJSON *each;
        cJSON_ArrayForEach(each, import_member(variants->at[i].json, "allOf")) {
            char *printed = cJSON_PrintUnformatted(import_member(each, "if"));
            const Str key = str_copy(rules->arena, str_of(printed));
            cJSON_free(printed);
            Variants *branch = table_get(&branches, key);
            if (!branch) {
                branch = arena_make(rules->arena, Variants);
                table_set(&branches, key, branch);
            }
            vector_add(rules->arena, branch, (Variant){variants->at[i].region, each});
        }
    }
    for (size_t i = 0; i < branches.count; i++)
        model_add_edge(
            rules->arena, node,
            (ModelEdge){.kind = SCHEMA_EDGE_ALL_OF, .target = merge_variants(rules, branches.entries[i].value)});
}

static void add_condition(Rules *rules, const Variants *variants, ModelNode *node) {
    ModelNode *condition = model_node(rules->arena);
    const Variants then = members(rules, variants, "then");
    import_schema(rules->model, rules->owner, import_member(variants->at[0].json, "if"), NULL, condition);
    model_add_edge(rules->arena, node, (ModelEdge){.kind = SCHEMA_EDGE_IF, .target = condition});
    model_add_edge(rules->arena, node, (ModelEdge){.kind = SCHEMA_EDGE_THEN, .target = merge_variants(rules, &then)});
}

static void add_properties(Rules *rules, const Variants *variants, ModelNode *node) {
    const Variants properties = members(rules, variants, "properties");
    const cJSON *each;
    cJSON_ArrayForEach(each, properties.at[0].json) {
        const Variants property = members(rules, &properties, each->string);
        model_add_edge(rules->arena, node,
                       (ModelEdge){.name = str_copy(rules->arena, str_of(each->string)),
                                   .target = merge_variants(rules, &property)});
    }
}

static ModelNode *merge_variants(Rules *rules, const Variants *variants) {
    ModelNode *node = model_node(rules->arena);
    const cJSON *each;
    cJSON_ArrayForEach(each, variants->at[0].json) {
        const char *name = each->string;
        if (strcmp(name, "enum") == 0)
            add_regional_values(rules, variants, node);
        else if (strcmp(name, "allOf") == 0)
            add_branches(rules, variants, node);
        else if (strcmp(name, "if") == 0)
            add_condition(rules, variants, node);
        else if (strcmp(name, "properties") == 0)
            add_properties(rules, variants, node);
        else if (strcmp(name, "then") != 0 && strcmp(name, "description") != 0)
            model_fail("%.*s: no way to merge %s", STR_ARG(rules->owner->name), name);
    }
    model_order(node);
    return node;
}

static int compare_variants(const void *a, const void *b) {
    return str_compare(((const Variant *)a)->region, ((const Variant *)b)->region);
}

static ModelNode *import_regional(Rules *rules, const cJSON *json) {
    Variants variants = {0};
    const cJSON *each;
    cJSON_ArrayForEach(each, json) {
        const Str region = str_copy(rules->arena, str_of(each->string));
        // Beside the regions there may be a description, and what any of them has.
        if (str_find_byte(region, '-', 0) < region.length) vector_add(rules->arena, &variants, (Variant){region, each});
    }
    qsort(variants.at, variants.count, sizeof *variants.at, compare_variants);
    return merge_variants(rules, &variants);
}

// ---- Long lists
// A long list that several nodes share becomes a definition, so that the text has it once.

enum { LONG_LIST = 8 };

static Str list_name(Rules *rules, const ModelFact *fact) {
    uint32_t hash = 0;
    for (size_t i = 0; i < fact->values.count; i++) hash = hash * 31 + str_hash(fact->values.at[i].text);
    return str_format(rules->arena, "list%08x", hash);
}

static void name_lists(Rules *rules, ModelNode *node) {
    if (node->reached) return;
    node->reached = true;
    for (size_t i = 0; i < node->edges.count; i++) {
        ModelEdge *edge = &node->edges.at[i];
        const ModelFact *fact = model_fact(edge->target, SCHEMA_ENUM);
        name_lists(rules, edge->target);
        if (edge->target->name.length || !fact || fact->values.count <= LONG_LIST) continue;
        if (edge->target->types || edge->target->facts.count != 1 || edge->target->edges.count) continue;
        const Str name = list_name(rules, fact);
        ModelNode *known = table_get(&rules->owner->definitions, name);
        if (!known) {
            known = edge->target;
            known->name = name;
            table_set(&rules->owner->definitions, name, known);
        }
        edge->target = known;
    }
    node->reached = false;
}

// ---- A line of the list

static Str column(Str line, int number) {
    size_t at = 0;
    for (; number > 0; number--) at = str_find_byte(line, '\t', at) + 1;
    return str_slice(line, at, str_find_byte(line, '\t', at));
}

// `Resources/TYPE/Properties/A/*/B` -> `TYPE/A/*/B`; every other path of a template begins with `/`.
static Str check_path(Rules *rules, Str path) {
    const Str resources = STR("Resources/"), properties = STR("/Properties");
    const size_t at = str_find(path, properties, 0);
    if (!str_starts(path, STR("Resources/A")) || at == path.length)
        return str_format(rules->arena, "/%.*s", STR_ARG(path));
    return str_format(rules->arena, "%.*s%.*s", STR_ARG(str_slice(path, resources.length, at)),
                      STR_ARG(str_slice(path, at + properties.length, path.length)));
}

static void add_checks(Rules *rules, Str id, Str paths) {
    for (size_t at = 0; at < paths.length;) {
        const size_t end = str_find_byte(paths, ' ', at);
        const ModelCheck check = {str_copy(rules->arena, id), check_path(rules, str_slice(paths, at, end))};
        vector_add(rules->arena, &rules->owner->checks, check);
        at = end + 1;
    }
}

static void import_root(Rules *rules, Str file, bool regional) {
    const Str path = str_format(rules->arena, "%s/%.*s", rules->folder, STR_ARG(file));
    cJSON *json = import_parse(rules->arena, path.at);
    if (regional) {
        rules->owner->root = import_regional(rules, json);
    } else {
        rules->owner->root = model_node(rules->arena);
        import_schema(rules->model, rules->owner, json, rules->policy, rules->owner->root);
    }
    name_lists(rules, rules->owner->root);
    cJSON_Delete(json);
}

static ModelType *find_rules(const Model *model, Str name) {
    for (size_t i = 0; i < model->rules.count; i++)
        if (str_equal(model->rules.at[i]->name, name)) return model->rules.at[i];
    return NULL;
}

// Rules about a template's sections and functions are no facts about AWS: code has those.
static bool is_about_resources(Str file, Str paths) {
    if (str_is(file, "-")) return str_starts(paths, STR("Resources/A"));
    return str_starts(file, STR("extensions/")) || str_starts(file, STR("other/iam/"));
}

static void import_line(Rules *rules, Str line) {
    const Str id = column(line, 0), file = column(line, 2), paths = column(line, 3);
    if (!is_about_resources(file, paths)) return;
    const size_t from = str_find_byte(file, '/', 0) + 1;
    const Str name = str_is(file, "-") ? id : str_slice(file, from, file.length - strlen(".json"));
    rules->owner = find_rules(rules->model, name);
    if (!rules->owner) {
        rules->owner = model_add_rules(rules->model, str_copy(rules->arena, name));
        if (!str_is(file, "-")) import_root(rules, file, str_is(column(line, 1), "regional"));
    }
    add_checks(rules, id, paths);
}

void import_rules(Model *model, const char *folder, Str lines) {
    cJSON *policy = import_parse(model->arena, str_format(model->arena, "%s/other/iam/policy.json", folder).at);
    Rules rules = {.model = model, .arena = model->arena, .folder = folder, .policy = policy};
    for (size_t at = 0; at < lines.length;) {
        const size_t end = str_find_byte(lines, '\n', at);
        import_line(&rules, str_slice(lines, at, end));
        at = end + 1;
    }
    cJSON_Delete(policy);
}
