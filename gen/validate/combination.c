// Nodes made of other nodes. What a function gives is not known here; where that decides, nothing
// is said.
#include "validate/engine.h"

static Context within(const Context *context) {
    Context inner = *context;
    inner.attached = false;
    inner.composite = true;
    return inner;
}

// Runs with a sink of its own, whose findings stay aside.
static Sink run(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place,
                bool hasty) {
    Sink aside = {.muted = true, .hasty = hasty}, *before = walk->sink;
    walk->sink = &aside;
    walk_value(walk, context, value, node, place, PART_ALL);
    walk->sink = before;
    return aside;
}

static Sink run_aside(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    return run(walk, context, value, node, place, false);
}

// Says of each branch why the value does not fit it.
static void say_why(Walk *walk, const Context *context, const Value *value, SchemaNode node, SchemaEdge edge,
                    const Spot *place) {
    SchemaIterator branches = schema_children(node, edge);
    SchemaChild branch;
    if (walk->sink->muted) return;
    const size_t before = walk->sink->findings.count;
    while (schema_next_child(&branches, &branch)) walk_value(walk, context, value, branch.node, place, PART_ALL);
    for (size_t i = before; i < walk->sink->findings.count; i++) walk->sink->findings.at[i].aside = true;
}

static void check_any(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    const Context inner = within(context);
    SchemaIterator branches = schema_children(node, SCHEMA_EDGE_ANY_OF);
    SchemaChild branch;
    bool any = false, unknown = false;
    while (schema_next_child(&branches, &branch)) {
        const Sink sink = run_aside(walk, &inner, value, branch.node, place);
        if (!sink.unknown && !sink.errors) return;
        unknown = unknown || sink.unknown;
        any = true;
    }
    if (unknown) note_unknown(walk);
    if (!any || unknown) return;
    const Str shown = value_shown(walk, value);
    complain(walk, context, COMPLAINT_ANY_OF, place, "%.*s fits none of the forms that are allowed here",
             STR_ARG(shown));
    say_why(walk, &inner, value, node, SCHEMA_EDGE_ANY_OF, place);
}

static void check_one(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    const Context inner = within(context);
    SchemaIterator branches = schema_children(node, SCHEMA_EDGE_ONE_OF);
    SchemaChild branch;
    size_t valid = 0, count = 0;
    bool unknown = false;
    while (schema_next_child(&branches, &branch)) {
        const Sink sink = run_aside(walk, &inner, value, branch.node, place);
        valid += !sink.unknown && !sink.errors;
        unknown = unknown || sink.unknown;
        count++;
    }
    if (!count || (valid == 1 && !unknown)) return;
    if (unknown && valid < 2) {
        note_unknown(walk);
        return;
    }
    const Str shown = value_shown(walk, value);
    complain(walk, context, COMPLAINT_ONE_OF, place, "%.*s fits %s of the forms of which exactly one is allowed here",
             STR_ARG(shown), valid ? "several" : "none");
    if (!valid) say_why(walk, &inner, value, node, SCHEMA_EDGE_ONE_OF, place);
}

static void check_all(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    Context inner = *context;
    SchemaIterator branches = schema_children(node, SCHEMA_EDGE_ALL_OF);
    SchemaChild branch;
    inner.attached = false;
    while (schema_next_child(&branches, &branch)) walk_value(walk, &inner, value, branch.node, place, PART_ALL);
}

static void check_not(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    const SchemaNode refused = schema_child(node, SCHEMA_EDGE_NOT);
    const Context inner = within(context);
    if (!schema_has_node(refused)) return;
    const Sink sink = run_aside(walk, &inner, value, refused, place);
    if (sink.unknown) note_unknown(walk);
    if (sink.unknown || sink.errors) return;
    const Str shown = value_shown(walk, value);
    complain(walk, context, COMPLAINT_OTHER, place, "%.*s is not allowed here", STR_ARG(shown));
}

static void check_contains(Walk *walk, const Context *context, const Value *list, SchemaNode node, const Spot *place) {
    const SchemaNode wanted = schema_child(node, SCHEMA_EDGE_CONTAINS);
    bool unknown = false;
    if (!schema_has_node(wanted) || list->kind != VALUE_LIST) return;
    for (size_t i = 0; i < list->as.items.count; i++) {
        const Spot at = place_item(place, list, i);
        const Sink sink = run_aside(walk, context, list->as.items.at[i], wanted, &at);
        if (!sink.unknown && !sink.errors) return;
        unknown = unknown || sink.unknown;
    }
    if (unknown) note_unknown(walk);
    if (!unknown) complain(walk, context, COMPLAINT_OTHER, place, "no element of this list is what one must be");
}

static void check_when(Walk *walk, const Context *context, const Value *map, SchemaNode node, const Spot *place) {
    SchemaIterator branches = schema_children(node, SCHEMA_EDGE_WHEN);
    SchemaChild branch;
    while (map->kind == VALUE_MAP && schema_next_child(&branches, &branch))
        if (value_find(map, branch.name)) walk_value(walk, context, map, branch.node, place, PART_ALL);
}

void check_combinations(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    if (node_has(walk, node, SCHEMA_EDGE_ANY_OF)) check_any(walk, context, value, node, place);
    if (node_has(walk, node, SCHEMA_EDGE_ONE_OF)) check_one(walk, context, value, node, place);
    if (node_has(walk, node, SCHEMA_EDGE_ALL_OF)) check_all(walk, context, value, node, place);
    if (node_has(walk, node, SCHEMA_EDGE_NOT)) check_not(walk, context, value, node, place);
    if (node_has(walk, node, SCHEMA_EDGE_CONTAINS)) check_contains(walk, context, value, node, place);
    if (node_has(walk, node, SCHEMA_EDGE_WHEN)) check_when(walk, context, value, node, place);
}

void check_branches(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    if (!node_has(walk, node, SCHEMA_EDGE_IF)) return;
    const SchemaNode condition = schema_child(node, SCHEMA_EDGE_IF);
    const Context probing = within(context);
    Context inner = *context;
    inner.attached = false;
    // Without an else, what is wrong and what is unknown come to the same: nothing to do.
    const bool hasty = !walk->sink->muted && !node_has(walk, node, SCHEMA_EDGE_ELSE);
    const Sink sink = run(walk, &probing, value, condition, place, hasty);
    if (sink.unknown) {
        note_unknown(walk);
        return;
    }
    const SchemaNode then = schema_child(node, sink.errors ? SCHEMA_EDGE_ELSE : SCHEMA_EDGE_THEN);
    if (schema_has_node(then)) walk_value(walk, &inner, value, then, place, PART_ALL);
}
