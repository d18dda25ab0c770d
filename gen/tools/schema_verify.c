// Checks that the pack in the binary says what its text source says, type by type, node by node.
//
// usage: schema_verify FOLDER FILE.types...
// Prints every difference and returns 1 when there was one.
#include <stdio.h>

#include "tools/schema_pattern.h"
#include "tools/schema_text.h"

typedef struct Verify {
    const Model *model;
    const ModelType *type;
    size_t differences, nodes;
} Verify;

static void differ(Verify *verify, const char *what, Str name) {
    printf("%.*s: %s differs: %.*s\n", STR_ARG(verify->type->name), what, STR_ARG(name));
    verify->differences++;
}

static void expect(Verify *verify, bool holds, const char *what, Str name) {
    if (!holds) differ(verify, what, name);
}

// ---- Facts

static bool same_value(const SchemaValue *a, const SchemaValue *b) {
    if (a->kind != b->kind || !str_equal(a->text, b->text)) return false;
    return a->kind != SCHEMA_VALUE_NUMBER || !(a->number < b->number || a->number > b->number);
}

static bool same_values(const SchemaValue *wanted, size_t count, SchemaIterator packed) {
    SchemaValue value;
    for (size_t i = 0; i < count; i++)
        if (!schema_next_value(&packed, &value) || !same_value(&wanted[i], &value)) return false;
    return !schema_next_value(&packed, &value);
}

static bool same_paths(const Paths *wanted, SchemaIterator packed) {
    SchemaValue value;
    for (size_t i = 0; i < wanted->count; i++)
        if (!schema_next_value(&packed, &value) || !str_equal(value.text, wanted->at[i])) return false;
    return !schema_next_value(&packed, &value);
}

static void verify_facts(Verify *verify, const ModelNode *node, SchemaNode packed) {
    SchemaIterator facts = schema_facts(packed);
    SchemaFact fact;
    for (size_t i = 0; i < node->facts.count; i++) {
        const ModelFact *wanted = &node->facts.at[i];
        const Str name = str_of(model_keyword(wanted->keyword)->text);
        if (!schema_next_fact(&facts, &fact)) {
            differ(verify, "the number of facts", name);
            return;
        }
        expect(verify, fact.keyword == wanted->keyword, "a keyword", name);
        if (fact.regions) fact.key = verify->model->region_sets.at[fact.regions - 1].name;
        expect(verify, str_equal(fact.key, wanted->key), "a key", wanted->key);
        expect(verify, same_values(wanted->values.at, wanted->values.count, fact.values), "a value", name);
    }
    expect(verify, !schema_next_fact(&facts, &fact), "the number of facts", STR_NONE);
}

// ---- Nodes

static void verify_node(Verify *verify, ModelNode *node, SchemaNode packed);

static void verify_edges(Verify *verify, const ModelNode *node, SchemaNode packed) {
    SchemaIterator properties = schema_properties(packed);
    SchemaIterator children = schema_children(packed, SCHEMA_EDGE_COUNT);
    SchemaProperty property;
    SchemaChild child;
    for (size_t i = 0; i < node->edges.count; i++) {
        const ModelEdge *edge = &node->edges.at[i];
        if (edge->kind == SCHEMA_EDGE_PROPERTY) {
            if (!schema_next_property(&properties, &property)) property = (SchemaProperty){0};
            expect(verify, str_equal(property.name, edge->name), "a property", edge->name);
            expect(verify, property.required == edge->required, "whether required", edge->name);
            verify_node(verify, edge->target, property.node);
        } else {
            if (!schema_next_child(&children, &child)) child = (SchemaChild){0};
            expect(verify, child.edge == edge->kind, "the kind of a child", edge->name);
            expect(verify, str_equal(child.name, edge->name), "the name of a child", edge->name);
            verify_node(verify, edge->target, child.node);
        }
    }
    expect(verify, !schema_next_property(&properties, &property), "the number of properties", STR_NONE);
    expect(verify, !schema_next_child(&children, &child), "the number of children", STR_NONE);
}

static void verify_node(Verify *verify, ModelNode *node, SchemaNode packed) {
    if (node->reached) {
        expect(verify, node->number == packed.id, "a node", node->name);
        return;
    }
    node->reached = true;
    node->number = packed.id;
    verify->nodes++;
    if (!schema_has_node(packed)) {
        differ(verify, "whether there is a node", node->name);
        return;
    }
    model_order(node);
    expect(verify, schema_types(packed) == node->types, "the types", node->name);
    expect(verify, schema_is_closed(packed) == node->closed, "closedness", node->name);
    verify_facts(verify, node, packed);
    verify_edges(verify, node, packed);
}

// ---- Types

static void verify_attributes(Verify *verify, SchemaType packed) {
    const ModelType *type = verify->type;
    SchemaIterator attributes = schema_attributes(packed);
    SchemaAttribute attribute;
    size_t count = 0;
    while (schema_next_attribute(&attributes, &attribute)) count++;
    expect(verify, count == type->attributes.count, "the number of attributes", STR_NONE);
    for (size_t i = 0; i < type->attributes.count; i++) {
        const Str name = type->attributes.at[i].name;
        ModelNode *node = type->attributes.at[i].node;
        if (!node) node = model_at_path(type->root, name);
        attribute = schema_find_attribute(packed, name);
        expect(verify, node != NULL, "where an attribute leads", name);
        if (node) verify_node(verify, node, attribute.node);
    }
}

static void verify_regions(Verify *verify, const Model *model, SchemaType packed) {
    for (size_t i = 0; i < model->region_sets.count; i++) {
        const ModelRegionSet *set = &model->region_sets.at[i];
        if (!str_equal(set->name, verify->type->regions)) continue;
        for (uint32_t r = 0; r < schema_count_regions(); r++) {
            const Str region = schema_region_at(r);
            expect(verify, schema_region_has_type(region, packed) == model_has_path(&set->regions, region),
                   "whether it is in", region);
        }
    }
}

static void verify_rules(Verify *verify, uint32_t index) {
    const ModelType *rules = verify->type;
    const SchemaRules packed = schema_rules_at(index);
    expect(verify, str_equal(schema_rules_name(packed), rules->name), "the name", STR_NONE);
    if (rules->root)
        verify_node(verify, rules->root, schema_rules_node(packed));
    else
        expect(verify, !schema_has_node(schema_rules_node(packed)), "the root", STR_NONE);
}

static void verify_type(Verify *verify) {
    const ModelType *type = verify->type;
    const SchemaType packed = schema_find_type(type->name);
    if (!schema_has_type(packed)) {
        differ(verify, "whether it is there", type->name);
        return;
    }
    const SchemaTags tags = schema_tags(packed);
    const SchemaLifecycle lifecycle = schema_lifecycle(packed);
    expect(verify, schema_is_stateful(packed) == type->stateful, "statefulness", STR_NONE);
    expect(verify, schema_is_partial(packed) == type->partial, "partiality", STR_NONE);
    expect(verify, str_equal(schema_transform(packed), type->transform), "the transform", STR_NONE);
    expect(verify, str_equal(schema_replacement_strategy(packed), type->strategy), "the strategy", STR_NONE);
    expect(verify, str_equal(lifecycle.status, type->lifecycle.status), "the lifecycle", STR_NONE);
    expect(verify, str_equal(lifecycle.date, type->lifecycle.date), "the date", STR_NONE);
    expect(verify, tags.form == type->tag_form && str_equal(tags.path, type->tags), "the tags", STR_NONE);
    const Paths *ref = type->ref.count ? &type->ref : &type->paths[SCHEMA_PATHS_PRIMARY];
    expect(verify, same_paths(ref, schema_ref(packed)), "Ref", STR_NONE);
    for (SchemaPaths class = 0; class < SCHEMA_PATHS_COUNT; class ++)
        expect(verify, same_paths(&type->paths[class], schema_paths(packed, class)), "the paths",
               str_of(model_paths_text(class)));
    verify_regions(verify, verify->model, packed);
    verify_node(verify, type->root, schema_type_root(packed));
    verify_attributes(verify, packed);
}

int main(int count, char **arguments) {
    if (count < 3) model_fail("usage: schema_verify FOLDER FILE.types...");
    Model model = {.arena = arena_new()};
    const char *folder = arguments[1];
    for (int i = 2; i < count; i++) text_read_types(&model, model_read_file(model.arena, arguments[i]), arguments[i]);
    text_read_regions(&model, model_read_file(model.arena, str_format(model.arena, "%s/regions", folder).at));
    pattern_check_all(&model, model_read_file(model.arena, str_format(model.arena, "%s/patterns", folder).at));
    model_sort_types(&model);
    Verify verify = {.model = &model};
    for (size_t i = 0; i < model.types.count; i++) {
        verify.type = model.types.at[i];
        verify_type(&verify);
    }
    for (size_t i = 0; i < model.rules.count; i++) {
        verify.type = model.rules.at[i];
        verify_rules(&verify, (uint32_t)i);
    }
    verify.type = NULL;
    if (schema_count_types() != model.types.count) verify.differences++;
    if (schema_count_rules() != model.rules.count) verify.differences++;
    printf("schema: %zu types and %zu sets of rules, %zu nodes compared with their text, %zu differences\n",
           model.types.count, model.rules.count, verify.nodes, verify.differences);
    arena_free(model.arena);
    return verify.differences > 0;
}
