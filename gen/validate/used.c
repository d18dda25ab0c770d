// Who names whom: names that nobody uses, resources that wait for one another, references to what
// conditions may take away.
#include "validate/engine.h"

typedef enum UseKind { USE_REF, USE_ATTRIBUTE, USE_DEPENDS } UseKind;

// One reference to a resource.
typedef struct Use {
    UseKind kind;
    Str source; // the resource it stands in; empty in other sections
    const Resource *target;
    const Value *where; // the call, or the text of DependsOn
    Span span;
    Facts facts;      // under which it is looked at
    bool contradicts; // it stands under a condition and its opposite
    Str assumed;      // a condition that is not declared, under which it stands
} Use;

typedef struct Reader {
    Walk *walk;
    Table refs, maps, conditions; // names that are used
    bool any_map;                 // a mapping's name is worked out
    VECTOR(Use) uses;
    Str source;
    bool in_conditions;
    bool collects; // uses of resources count here
} Reader;

// ---- reading

typedef struct Position {
    Span span; // of the innermost key
    Facts facts;
    bool contradicts;
    Str assumed;
    int depth;
} Position;

static void mark(Table *table, Str name) {
    if (!table_has(table, name)) table_set(table, name, table);
}

static void add_use(Reader *r, UseKind kind, Str name, const Value *where, const Position *at) {
    const Resource *target = model_resource(r->walk, name);
    const Use use = {kind, r->source, target, where, at->span, at->facts, at->contradicts, at->assumed};
    if (target && r->collects) vector_add(r->walk->arena, &r->uses, use);
}

static void read_value(Reader *r, const Value *value, Position at);

// An element stands where it begins, if it has a place of its own.
static void read_item(Reader *r, const Value *value, Position at) {
    const bool marked = value->kind == VALUE_STRING || value->kind == VALUE_MAP || value->kind == VALUE_LIST ||
                        value->kind == VALUE_CALL;
    if (marked && !span_is_none(value->span)) at.span = value->span;
    read_value(r, value, at);
}

static void read_sub(Reader *r, const Value *call, const Position *position) {
    const Value *argument = call->as.call.argument, *given = NULL, *pattern = argument;
    if (argument->kind == VALUE_LIST && argument->as.items.count) {
        pattern = argument->as.items.at[0];
        if (argument->as.items.count > 1) given = argument->as.items.at[1];
    }
    if (pattern->kind != VALUE_STRING) return;
    const Str text = pattern->as.text;
    for (size_t at = 0;;) {
        const size_t open = str_find(text, STR("${"), at), close = str_find_byte(text, '}', open);
        if (open == text.length || close == text.length) return;
        const Str name = str_trim(str_slice(text, open + 2, close));
        at = close + 1;
        if (!name.length || name.at[0] == '!') continue;
        const size_t dot = str_find_byte(name, '.', 0);
        mark(&r->refs, name);
        if (given && value_find(given, name)) continue;
        add_use(r, dot < name.length ? USE_ATTRIBUTE : USE_REF, str_slice(name, 0, dot), call, position);
    }
}

static void read_find(Reader *r, const Value *argument) {
    const Value *name = argument->kind == VALUE_LIST && argument->as.items.count ? argument->as.items.at[0] : argument;
    if (name->kind == VALUE_STRING) mark(&r->maps, name->as.text);
    if (name->kind == VALUE_CALL) r->any_map = true;
}

static void read_if(Reader *r, const Value *list, Position at) {
    const int condition = logic_find(r->walk->model->logic, list->as.items.at[0]->as.text);
    mark(&r->conditions, list->as.items.at[0]->as.text);
    for (size_t i = 1; i < list->as.items.count; i++) {
        Position inner = at;
        const int known = logic_known(&at.facts, condition);
        if (known >= 0 && known != (i == 1)) inner.contradicts = true;
        if (list->as.items.count == 3 && known < 0) logic_assume(&inner.facts, condition, i == 1);
        if (condition < 0 && i == 1) inner.assumed = list->as.items.at[0]->as.text;
        read_item(r, list->as.items.at[i], inner);
    }
}

static void read_call(Reader *r, const Value *call, Position at) {
    const Value *argument = call->as.call.argument;
    const bool is_name = argument->kind == VALUE_STRING;
    const bool is_list = argument->kind == VALUE_LIST && argument->as.items.count;
    switch ((int)call->as.call.function) {
    case INTRINSIC_REF:
        if (is_name) mark(&r->refs, argument->as.text), add_use(r, USE_REF, argument->as.text, call, &at);
        break;
    case INTRINSIC_GET_ATT:
        if (is_list && argument->as.items.at[0]->kind == VALUE_STRING)
            add_use(r, USE_ATTRIBUTE, argument->as.items.at[0]->as.text, call, &at);
        break;
    case INTRINSIC_SUB: read_sub(r, call, &at); break;
    case INTRINSIC_FIND_IN_MAP: read_find(r, argument); break;
    case INTRINSIC_CONDITION:
        if (is_name && r->in_conditions) mark(&r->conditions, argument->as.text);
        break;
    case INTRINSIC_IF:
        if (is_list && argument->as.items.at[0]->kind == VALUE_STRING) {
            read_if(r, argument, at);
            return;
        }
        break;
    default: break;
    }
    const Spot place = place_function(NULL, call);
    const Span key = r->walk->options->compiled ? SPAN_NONE : place_span(r->walk, &place);
    if (key.start > at.span.start) at.span = key;
    read_value(r, argument, at);
}

enum { MOST_DEPTH = 200 };

static void read_value(Reader *r, const Value *value, Position at) {
    if (at.depth++ > MOST_DEPTH) return;
    if (value->kind == VALUE_CALL) read_call(r, value, at);
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++) read_item(r, value->as.items.at[i], at);
    if (value->kind == VALUE_MAP)
        for (size_t i = 0; i < value->as.entries.count; i++) {
            Position inner = at;
            if (!span_is_none(value->as.entries.at[i].key_span)) inner.span = value->as.entries.at[i].key_span;
            read_value(r, value->as.entries.at[i].value, inner);
        }
}

static void read_depends(Reader *r, const Value *value, const Position *at) {
    if (value->kind == VALUE_STRING) {
        Position own = *at;
        own.span = value->span;
        add_use(r, USE_DEPENDS, value->as.text, value, &own);
    }
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++)
            if (value->as.items.at[i]->kind == VALUE_STRING) read_depends(r, value->as.items.at[i], at);
}

// A resource or an output: what is in it is looked at only if its condition holds.
static void read_owned(Reader *r, const ValueEntry *entry) {
    const Value *condition = value_get(entry->value, STR("Condition")),
                *depends = value_get(entry->value, STR("DependsOn"));
    Position at = {.span = entry->key_span};
    if (condition && condition->kind == VALUE_STRING) {
        mark(&r->conditions, condition->as.text);
        logic_assume(&at.facts, logic_find(r->walk->model->logic, condition->as.text), true);
    }
    read_value(r, entry->value, at);
    if (depends && r->source.length) read_depends(r, depends, &at);
}

static void read_section(Reader *r, const ValueEntry *section) {
    const bool owns = str_is(section->key, "Resources") || str_is(section->key, "Outputs");
    r->in_conditions = str_is(section->key, "Conditions");
    r->collects = owns;
    for (size_t i = 0; owns && section->value->kind == VALUE_MAP && i < section->value->as.entries.count; i++) {
        const ValueEntry *entry = &section->value->as.entries.at[i];
        r->source = str_is(section->key, "Resources") ? entry->key : STR_NONE;
        read_owned(r, entry);
    }
    r->source = STR_NONE;
    if (!owns) read_value(r, section->value, (Position){.span = section->key_span});
}

// ---- names that nobody uses

static void say_unused(Walk *walk, Rule rule, const Value *section, const char *section_name, const char *what,
                       const Table *used) {
    const Spot root = place_root(walk->template->root);
    const ValueEntry *entry = value_find(walk->template->root, str_of(section_name));
    if (!section || !entry) return;
    const Spot place = place_key(&root, entry);
    for (size_t i = 0; i < section->as.entries.count; i++) {
        if (table_has(used, section->as.entries.at[i].key)) continue;
        Spot at = place_key(&place, &section->as.entries.at[i]);
        complain_as(walk, rule, &at, "the %s `%.*s` is not used", what, STR_ARG(section->as.entries.at[i].key));
    }
}

static void check_unused(Reader *r) {
    const Model *model = r->walk->model;
    if (!model->has_transform)
        say_unused(r->walk, RULE_W2001, model->parameters_section, "Parameters", "parameter", &r->refs);
    if (!r->any_map && !value_get(model->mappings, STR("Fn::Transform")))
        say_unused(r->walk, RULE_W7001, model->mappings, "Mappings", "mapping", &r->maps);
    say_unused(r->walk, RULE_W8001, model->conditions, "Conditions", "condition", &r->conditions);
}

// ---- names given twice

static void check_twice(Walk *walk) {
    const Spot root = place_root(walk->template->root);
    const ValueEntry *section = value_find(walk->template->root, STR("Resources"));
    const Value *resources = walk->model->resources_section;
    for (size_t i = 0; resources && i < resources->as.entries.count; i++) {
        if (!value_get(walk->model->parameters_section, resources->as.entries.at[i].key)) continue;
        const Spot up = place_key(&root, section), at = place_key(&up, &resources->as.entries.at[i]);
        complain_as(walk, RULE_E3007, &at, "a parameter has the name `%.*s`, too",
                    STR_ARG(resources->as.entries.at[i].key));
    }
}

// ---- what conditions may take away

static void say_missing(Walk *walk, const Use *use) {
    const ValueEntry entry = {.key_span = use->span, .value = (Value *)use->where};
    const Spot root = place_root(walk->template->root);
    Spot place = place_key(&root, &entry);
    if (!walk->options->compiled) place.value = NULL;
    complain_as(walk, RULE_W1001, &place, "`%.*s` does not exist unless `%.*s` holds", STR_ARG(use->target->id),
                STR_ARG(use->target->condition_name));
}

static void check_available(Reader *r) {
    for (size_t i = 0; i < r->uses.count; i++) {
        const Use *use = &r->uses.at[i];
        if (use->kind == USE_DEPENDS || use->contradicts || !use->target->condition_name.length) continue;
        if (str_equal(use->source, use->target->id) || str_equal(use->assumed, use->target->condition_name)) continue;
        if (use->target->condition >= 0 && logic_implies(r->walk->model->logic, &use->facts, use->target->condition))
            continue;
        const Resource *source = model_resource(r->walk, use->source);
        if (use->target->condition < 0 && source && str_equal(source->condition_name, use->target->condition_name))
            continue;
        say_missing(r->walk, use);
    }
}

// ---- what need not be said

static void check_obsolete(Reader *r) {
    for (size_t i = 0; i < r->uses.count; i++) {
        const Use *use = &r->uses.at[i];
        if (use->kind != USE_DEPENDS) continue;
        for (size_t j = 0; j < r->uses.count; j++) {
            const Use *other = &r->uses.at[j];
            if (other->kind == USE_DEPENDS || other->target != use->target || !str_equal(other->source, use->source))
                continue;
            const ValueEntry entry = {.key_span = use->span, .value = (Value *)use->where};
            const Spot root = place_root(r->walk->template->root), at = place_key(&root, &entry);
            complain_as(r->walk, RULE_W3005, &at, "a reference makes it wait for `%.*s` already",
                        STR_ARG(use->target->id));
            break;
        }
    }
}

// ---- circles

typedef struct Circle {
    Reader *r;
    signed char *state; // of resources, by index: 0 new, 1 on the way, 2 done
    VECTOR(size_t) way;
    bool *said;
} Circle;

static size_t index_of(const Model *model, const Resource *resource) {
    size_t i = 0;
    while (i < model->resources.count && model->resources.entries[i].value != resource) i++;
    return i;
}

static void say_circle(Circle *c, size_t from) {
    Walk *walk = c->r->walk;
    Buffer path = buffer_new(walk->arena);
    const Model *model = walk->model;
    for (size_t i = from; i < c->way.count; i++) {
        const Resource *resource = model->resources.entries[c->way.at[i]].value;
        buffer_add_format(&path, "%.*s -> ", STR_ARG(resource->id));
        if (schema_transform(resource->type).length) return; // made of several
    }
    const Resource *first = model->resources.entries[c->way.at[from]].value;
    buffer_add(&path, first->id);
    const Str text = buffer_str(&path);
    for (size_t i = from; i < c->way.count; i++) {
        const Resource *resource = model->resources.entries[c->way.at[i]].value;
        const Spot root = place_root(walk->template->root), at = place_key(&root, resource->entry);
        if (c->said[c->way.at[i]]) continue;
        c->said[c->way.at[i]] = true;
        complain_as(walk, RULE_E3004, &at, "these resources wait for one another: %.*s", STR_ARG(text));
    }
}

static bool visit(Circle *c, size_t node) {
    Reader *r = c->r;
    const Model *model = r->walk->model;
    c->state[node] = 1;
    vector_add(r->walk->arena, &c->way, node);
    for (size_t i = 0; i < r->uses.count; i++) {
        const Use *use = &r->uses.at[i];
        if (!str_equal(use->source, model->resources.entries[node].key)) continue;
        const size_t target = index_of(model, use->target);
        if (c->state[target] == 1) {
            size_t from = 0;
            while (c->way.at[from] != target) from++;
            say_circle(c, from);
            return true;
        }
        if (c->state[target] == 0 && visit(c, target)) return true;
    }
    c->way.count--;
    c->state[node] = 2;
    return false;
}

static void check_circles(Reader *r) {
    const size_t count = r->walk->model->resources.count;
    Circle circle = {.r = r,
                     .state = arena_alloc(r->walk->arena, count + 1),
                     .said = arena_alloc_array(r->walk->arena, count + 1, sizeof(bool))};
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            if (circle.state[j] == 1) circle.state[j] = 0;
        circle.way.count = 0;
        if (!circle.state[i] || !circle.said[i]) visit(&circle, i);
    }
}

// ---- all of it

void check_graph(Walk *walk) {
    Reader r = {.walk = walk,
                .refs = table_new(walk->arena),
                .maps = table_new(walk->arena),
                .conditions = table_new(walk->arena)};
    const Value *root = walk->template->root;
    for (size_t i = 0; i < root->as.entries.count; i++) read_section(&r, &root->as.entries.at[i]);
    check_unused(&r);
    check_twice(walk);
    check_available(&r);
    check_obsolete(&r);
    check_circles(&r);
}
