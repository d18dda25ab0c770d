// Rules across resources: properties of this resource, and of one that it refers to, are collected
// in a map, and that map is judged.
#include "validate/engine.h"

typedef struct Gatherer {
    Walk *walk;
    const Context *context;
    const Value *instance; // the properties of the resource that has the rule
    const Spot *place;
    Facts facts;
} Gatherer;

// ---- values at paths

typedef struct Found {
    const Value *value;
    Span key_span;
    Facts facts;
} Found;

typedef struct FoundList {
    VECTOR(Found) all;
} FoundList;

// All values that `path` may lead to, through the branches of Fn::If and the elements of lists.
static void find_at(const Gatherer *g, const Value *value, Span span, Str path, Facts facts, FoundList *found,
                    int depth) {
    if (!value || depth > 20 || found->all.count > 64) return;
    if (value_is_no_value(value)) return;
    if (value_is_call(value, INTRINSIC_IF)) {
        const Value *list = value->as.call.argument;
        if (list->kind != VALUE_LIST || list->as.items.count != 3 || list->as.items.at[0]->kind != VALUE_STRING) return;
        const int condition = logic_find(g->walk->model->logic, list->as.items.at[0]->as.text);
        for (int holds = 1; holds >= 0; holds--) {
            Facts more = facts;
            const int known = logic_known(&facts, condition);
            logic_assume(&more, condition, holds);
            if (known >= 0 ? known == holds : logic_possible(g->walk->model->logic, &more, false))
                find_at(g, list->as.items.at[holds ? 1 : 2], span, path, more, found, depth + 1);
        }
        return;
    }
    if (!path.length) {
        vector_add(g->walk->arena, &found->all, (Found){value, span, facts});
        return;
    }
    const size_t slash = str_find_byte(path, '/', 0);
    const Str step = str_slice(path, 0, slash), rest = str_slice(path, slash + 1, path.length);
    if (str_is(step, "*") && value->kind == VALUE_LIST) {
        for (size_t i = 0; i < value->as.items.count; i++)
            find_at(g, value->as.items.at[i], value->as.items.at[i]->span, rest, facts, found, depth + 1);
        return;
    }
    const ValueEntry *entry = value_find(value, step);
    if (entry) find_at(g, entry->value, entry->key_span, rest, facts, found, depth + 1);
}

static Str without_slash(Str path) { return str_starts(path, STR("/")) ? str_slice(path, 1, path.length) : path; }

// ---- collecting

static Value *value_of_default(Walk *walk, const SchemaValue *value) {
    switch (value->kind) {
    case SCHEMA_VALUE_STRING: return value_string(walk->arena, SPAN_NONE, value->text);
    case SCHEMA_VALUE_NUMBER:
        return value_number(walk->arena, SPAN_NONE, str_format(walk->arena, "%.15g", value->number));
    case SCHEMA_VALUE_TRUE: return value_bool(walk->arena, SPAN_NONE, true);
    case SCHEMA_VALUE_FALSE: return value_bool(walk->arena, SPAN_NONE, false);
    case SCHEMA_VALUE_NULL:
    case SCHEMA_VALUE_DATA: return value_null(walk->arena, SPAN_NONE);
    }
    return NULL;
}

static void collect_one(const Gatherer *g, const Value *properties, Span span, const Resource *resource,
                        const SchemaProperty *property, Value *into) {
    Arena *arena = g->walk->arena;
    const Str path = schema_text(property->node, SCHEMA_GATHER_PATH);
    FoundList found = {0};
    SchemaIterator defaults = schema_values(property->node, SCHEMA_GATHER_DEFAULT);
    SchemaValue value;
    if (str_is(path, "$type")) {
        if (resource) value_put(arena, into, property->name, span, value_string(arena, SPAN_NONE, resource->type_name));
        return;
    }
    if (properties) find_at(g, properties, span, without_slash(path), g->facts, &found, 0);
    if (found.all.count)
        value_put(arena, into, property->name, found.all.at[0].key_span, (Value *)found.all.at[0].value);
    else if (schema_next_value(&defaults, &value))
        value_put(arena, into, property->name, span, value_of_default(g->walk, &value));
}

static void collect(const Gatherer *g, const SchemaChild *gather, const Value *properties, Span span,
                    const Resource *resource, Value *into) {
    Value *map = value_map(g->walk->arena, SPAN_NONE);
    SchemaIterator wanted = schema_properties(gather->node);
    SchemaProperty property;
    while (schema_next_property(&wanted, &property)) collect_one(g, properties, span, resource, &property, map);
    value_put(g->walk->arena, into, gather->name, span, map);
}

// The resource that a value refers to, or null.
static const Resource *referred(const Walk *walk, const Value *value) {
    const Value *name = NULL;
    if (value_is_call(value, INTRINSIC_REF)) name = value->as.call.argument;
    if (value_is_call(value, INTRINSIC_GET_ATT) && value->as.call.argument->kind == VALUE_LIST &&
        value->as.call.argument->as.items.count)
        name = value->as.call.argument->as.items.at[0];
    return name && name->kind == VALUE_STRING ? model_resource(walk, name->as.text) : NULL;
}

static bool has_wanted_type(const SchemaChild *gather, const Resource *resource) {
    const Str type = schema_text(gather->node, SCHEMA_GATHER_TYPE);
    return !type.length || str_equal(type, resource->type_name);
}

static Str reference_of(const SchemaChild *gather) { return schema_text(gather->node, SCHEMA_GATHER_REFERENCE); }

static const Resource *follow(const Gatherer *g, const SchemaChild *gather) {
    FoundList found = {0};
    find_at(g, g->instance, SPAN_NONE, without_slash(reference_of(gather)), g->facts, &found, 0);
    for (size_t i = 0; i < found.all.count; i++) {
        const Resource *resource = referred(g->walk, found.all.at[i].value);
        if (resource && has_wanted_type(gather, resource)) return resource;
    }
    return NULL;
}

static void collect_remote(const Gatherer *g, const SchemaChild *gather, const Resource *resource, Value *into) {
    const Span span = resource->properties_entry ? resource->properties_entry->key_span : resource->entry->key_span;
    collect(g, gather, resource->properties, span, resource, into);
}

// ---- judging

static void judge(const Gatherer *g, SchemaNode node, const Value *gathered) {
    Context inner = *g->context;
    inner.gathered = gathered;
    inner.facts = g->facts;
    const Spot at = place_same(g->place, gathered);
    check_combinations(g->walk, &inner, gathered, node, &at);
    check_branches(g->walk, &inner, gathered, node, &at);
    SchemaIterator properties = schema_properties(node);
    SchemaProperty property;
    while (schema_next_property(&properties, &property)) {
        const ValueEntry *entry = value_find(gathered, property.name);
        if (!entry) continue;
        const Spot place = place_key(&at, entry);
        walk_value(g->walk, &inner, entry->value, property.node, &place, PART_ALL);
    }
    const SchemaNode inside = schema_child(node, SCHEMA_EDGE_CONTEXT);
    if (schema_has_node(inside)) walk_value(g->walk, &inner, gathered, inside, &at, PART_ALL);
}

static Value *collect_locals(const Gatherer *g, SchemaNode node) {
    SchemaIterator gathers = schema_children(node, SCHEMA_EDGE_GATHER);
    SchemaChild gather;
    Value *gathered = value_map(g->walk->arena, SPAN_NONE);
    while (schema_next_child(&gathers, &gather))
        if (!reference_of(&gather).length)
            collect(g, &gather, g->instance, place_span(g->walk, g->place), NULL, gathered);
    return gathered;
}

// For each thing that the first reference may lead to.
static void judge_reference(Gatherer *g, SchemaNode node, const SchemaChild *primary, const Found *reference) {
    const Resource *resource = referred(g->walk, reference->value);
    SchemaIterator gathers = schema_children(node, SCHEMA_EDGE_GATHER);
    SchemaChild gather;
    g->facts = reference->facts;
    if (!resource && reference->value->kind == VALUE_CALL) return;
    if (resource && !has_wanted_type(primary, resource)) return;
    Value *gathered = collect_locals(g, node);
    while (resource && schema_next_child(&gathers, &gather)) {
        if (!reference_of(&gather).length) continue;
        const Resource *remote = str_equal(gather.name, primary->name) ? resource : follow(g, &gather);
        if (remote) collect_remote(g, &gather, remote, gathered);
    }
    judge(g, node, gathered);
}

void check_gathered(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    Gatherer g = {.walk = walk, .context = context, .instance = value, .place = place, .facts = context->facts};
    SchemaIterator gathers = schema_children(node, SCHEMA_EDGE_GATHER);
    SchemaChild gather;
    while (schema_next_child(&gathers, &gather)) {
        FoundList references = {0};
        if (!reference_of(&gather).length) continue;
        find_at(&g, value, SPAN_NONE, without_slash(reference_of(&gather)), context->facts, &references, 0);
        for (size_t i = 0; i < references.all.count; i++) judge_reference(&g, node, &gather, &references.all.at[i]);
        return;
    }
    judge(&g, node, collect_locals(&g, node));
}
