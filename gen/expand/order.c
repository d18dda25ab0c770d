// The order of making: DependsOn, less what is implied, and circles.
#include "base/buffer.h"
#include "expand/model.h"

// ---- the graph

typedef struct Graph {
    Expander *e;
    size_t count, words;
    uint64_t *reach; // row i: what resource i waits for, through any number of steps
    enum { UNSEEN, OPEN, CLOSED } * state;
    VECTOR(Resource *) path;
    bool circle;
} Graph;

static uint64_t *row(const Graph *graph, size_t index) { return graph->reach + index * graph->words; }
static void set(uint64_t *bits, size_t index) { bits[index / 64] |= (uint64_t)1 << (index % 64); }
static bool has(const uint64_t *bits, size_t index) { return bits[index / 64] >> (index % 64) & 1; }

static const Instance *part_of(const Resource *resource) {
    const Instance *instance = resource->instance;
    while (instance->parent && instance->parent->parent) instance = instance->parent;
    return instance->parent ? instance : NULL;
}

// Where the line of one part names another.
static const Expr *mention(const Instance *part, const Instance *other) {
    const Expr *body = part->decl->as.instance.body;
    for (size_t i = 0; body && body->kind == EXPR_MAP && i < body->as.entries.count; i++) {
        const Expr *value = body->as.entries.at[i].value;
        const size_t count = value->kind == EXPR_LIST ? value->as.items.count : 1;
        for (size_t k = 0; k < count; k++) {
            const Expr *item = value->kind == EXPR_LIST ? value->as.items.at[k] : value;
            if (item->kind == EXPR_NAME && str_equal(item->as.name.text, other->name)) return item;
        }
    }
    return NULL;
}

// Two parts that name each other are what a person can change: the rest follows from it.
static bool report_parts(Graph *graph, size_t first) {
    for (size_t i = first; i < graph->path.count; i++)
        for (size_t k = first; k < i; k++) {
            const Instance *a = part_of(graph->path.at[k]), *b = part_of(graph->path.at[i]);
            if (!a || !b || a == b) continue;
            const Expr *there = mention(a, b), *back = mention(b, a);
            if (!there || !back) continue;
            Diag *diag = diag_add(graph->e->diags, DIAG_RESOURCE_CIRCLE, there->span,
                                  "`%.*s` and `%.*s` need each other", STR_ARG(a->path), STR_ARG(b->path));
            diag_label(graph->e->diags, diag, "take one of the two out of the other");
            diag_note(graph->e->diags, diag, back->span, "`%.*s` names `%.*s` here", STR_ARG(b->path),
                      STR_ARG(a->path));
            return true;
        }
    return false;
}

static void report_circle(Graph *graph, const Resource *again) {
    if (graph->circle) return; // one circle is told; others often share its steps
    graph->circle = true;
    size_t first = 0;
    while (graph->path.at[first] != again) first++;
    if (report_parts(graph, first)) return;
    Buffer chain = buffer_new(graph->e->arena);
    for (size_t i = first; i < graph->path.count; i++)
        buffer_add_format(&chain, "`%.*s` -> ", STR_ARG(graph->path.at[i]->path));
    buffer_add_format(&chain, "`%.*s`", STR_ARG(again->path));
    const Span span = coerce_blame(graph->e, again->instance, again->decl->name.span);
    const Str text = buffer_str(&chain);
    if (first + 1 == graph->path.count) {
        diag_add(graph->e->diags, DIAG_RESOURCE_CIRCLE, span, "`%.*s` refers to itself, before it is made",
                 STR_ARG(again->path));
        return;
    }
    Diag *diag = diag_add(graph->e->diags, DIAG_RESOURCE_CIRCLE, span, "these resources wait for one another: %.*s",
                          STR_ARG(text));
    for (size_t i = first; i < graph->path.count; i++) {
        const Resource *step = graph->path.at[i];
        const Span shown = coerce_blame(graph->e, step->instance, step->decl->name.span);
        if (shown.start != span.start) diag_note(graph->e->diags, diag, shown, "`%.*s` is in it", STR_ARG(step->path));
    }
}

static void visit(Graph *graph, Resource *resource);

static void follow(Graph *graph, const Resource *from, Resource *to) {
    if (graph->state[to->index] == OPEN) {
        report_circle(graph, to);
        return;
    }
    visit(graph, to);
    uint64_t *own = row(graph, from->index);
    const uint64_t *other = row(graph, to->index);
    for (size_t i = 0; i < graph->words; i++) own[i] |= other[i];
    set(own, to->index);
}

static void visit(Graph *graph, Resource *resource) {
    if (graph->state[resource->index] != UNSEEN) return;
    graph->state[resource->index] = OPEN;
    vector_add(graph->e->arena, &graph->path, resource);
    for (size_t i = 0; i < resource->references.count; i++) follow(graph, resource, resource->references.at[i]);
    for (size_t i = 0; i < resource->after.count; i++) follow(graph, resource, resource->after.at[i]);
    graph->path.count--;
    graph->state[resource->index] = CLOSED;
}

// ---- reduction

static bool is_referenced(const Resource *resource, const Resource *wanted) {
    for (size_t i = 0; i < resource->references.count; i++)
        if (resource->references.at[i] == wanted) return true;
    return false;
}

static bool is_implied(const Graph *graph, const Resource *resource, const Resource *wanted) {
    if (is_referenced(resource, wanted)) return true;
    for (size_t i = 0; i < resource->references.count; i++)
        if (has(row(graph, resource->references.at[i]->index), wanted->index)) return true;
    for (size_t i = 0; i < resource->after.count; i++)
        if (resource->after.at[i] != wanted && has(row(graph, resource->after.at[i]->index), wanted->index))
            return true;
    return false;
}

static void reduce(const Graph *graph, Resource *resource) {
    VECTOR(Resource *) kept = {0};
    for (size_t i = 0; i < resource->after.count; i++)
        if (!is_implied(graph, resource, resource->after.at[i]))
            vector_add(graph->e->arena, &kept, resource->after.at[i]);
    resource->after.count = 0;
    for (size_t i = 0; i < kept.count; i++) { // in the order of the template
        vector_add(graph->e->arena, &resource->after, kept.at[i]);
        for (size_t k = resource->after.count - 1;
             k > 0 && resource->after.at[k - 1]->index > resource->after.at[k]->index; k--) {
            Resource *swapped = resource->after.at[k];
            resource->after.at[k] = resource->after.at[k - 1];
            resource->after.at[k - 1] = swapped;
        }
    }
}

void order_resources(Expander *e) {
    Graph graph = {.e = e, .count = e->resources.count, .words = e->resources.count / 64 + 1};
    graph.reach = arena_alloc_array(e->arena, graph.count * graph.words, sizeof *graph.reach);
    graph.state = arena_alloc_array(e->arena, graph.count + 1, sizeof *graph.state);
    for (size_t i = 0; i < e->resources.count; i++) visit(&graph, e->resources.at[i]);
    if (graph.circle) return;
    for (size_t i = 0; i < e->resources.count; i++) reduce(&graph, e->resources.at[i]);
}

// CloudFormation takes no condition in DependsOn. What may not be there is waited for by a
// reference in the metadata, which orders just as well.
static void wait_in_metadata(Expander *e, const Resource *resource, const Resource *before, const Guard *missing) {
    const Span span = resource->decl->span;
    Value *metadata = value_get(resource->attributes, STR("Metadata"));
    if (!metadata) {
        metadata = value_map(e->arena, span);
        value_put(e->arena, resource->attributes, STR("Metadata"), span, metadata);
    }
    Value *list = value_get(metadata, STR("DependsOn"));
    if (!list) {
        list = value_list(e->arena, span);
        value_put(e->arena, metadata, STR("DependsOn"), span, list);
    }
    Value *choice = value_list(e->arena, span);
    value_add(e->arena, choice, value_string(e->arena, span, condition_name_of_guard(e, missing)));
    value_add(e->arena, choice,
              value_call(e->arena, span, INTRINSIC_REF, value_string(e->arena, span, before->logical_id)));
    value_add(e->arena, choice,
              value_call(e->arena, span, INTRINSIC_REF, value_string(e->arena, span, STR("AWS::NoValue"))));
    value_add(e->arena, list, value_call(e->arena, span, INTRINSIC_IF, choice));
}

Value *order_depends_on(Expander *e, const Resource *resource) {
    const Span span = resource->decl->span;
    Value *list = value_list(e->arena, span);
    for (size_t i = 0; i < resource->after.count; i++) {
        const Resource *before = resource->after.at[i];
        const Guard *missing = guard_missing(e->arena, before->guard, resource->guard);
        if (missing)
            wait_in_metadata(e, resource, before, missing);
        else
            value_add(e->arena, list, value_string(e->arena, span, before->logical_id));
    }
    if (!list->as.items.count) return NULL;
    return list->as.items.count == 1 ? list->as.items.at[0] : list;
}
