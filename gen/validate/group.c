// What a node says of entries together. Where conditions choose entries, each outcome is judged.
#include "validate/engine.h"

// ---- outcomes

typedef struct Names {
    Arena *arena;
    VECTOR(int) all;
} Names;

static void add_name(Names *names, int condition) {
    for (size_t i = 0; i < names->all.count; i++)
        if (names->all.at[i] == condition) return;
    vector_add(names->arena, &names->all, condition);
}

static const Value *if_arguments(const Value *value) {
    if (!value_is_call(value, INTRINSIC_IF)) return NULL;
    const Value *list = value->as.call.argument;
    const bool fits =
        list->kind == VALUE_LIST && list->as.items.count == 3 && list->as.items.at[0]->kind == VALUE_STRING;
    return fits ? list : NULL;
}

// Whether some entry may be left out or chosen, and the conditions that decide.
static bool collect(const Walk *walk, const Value *value, bool is_root, Names *names, unsigned depth) {
    bool found = value_is_no_value(value);
    const Value *arguments = if_arguments(value);
    if (depth > 40) return false;
    if (arguments) {
        const int condition = logic_find(walk->model->logic, arguments->as.items.at[0]->as.text);
        if (condition >= 0) add_name(names, condition);
        for (size_t i = 1; i < 3; i++) collect(walk, arguments->as.items.at[i], is_root, names, depth + 1);
        return true;
    }
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++)
            found = collect(walk, value->as.items.at[i], false, names, depth + 1) || found;
    if (value->kind == VALUE_MAP && is_root)
        for (size_t i = 0; i < value->as.entries.count; i++)
            found = collect(walk, value->as.entries.at[i].value, false, names, depth + 1) || found;
    return found;
}

static const Value *choose(const Walk *walk, const Value *value, const Facts *facts, bool is_root, unsigned depth);

static const Value *choose_entries(const Walk *walk, const Value *map, const Facts *facts, unsigned depth) {
    Value *chosen = value_map(walk->arena, map->span);
    for (size_t i = 0; i < map->as.entries.count; i++) {
        const ValueEntry *entry = &map->as.entries.at[i];
        const Value *value = choose(walk, entry->value, facts, false, depth + 1);
        ValueEntry copy = *entry;
        if (!value) continue;
        copy.value = (Value *)value;
        vector_add(walk->arena, &chosen->as.entries, copy);
    }
    return chosen;
}

static const Value *choose_items(const Walk *walk, const Value *list, const Facts *facts, unsigned depth) {
    Value *chosen = value_list(walk->arena, list->span);
    for (size_t i = 0; i < list->as.items.count; i++) {
        const Value *value = choose(walk, list->as.items.at[i], facts, false, depth + 1);
        if (value) value_add(walk->arena, chosen, (Value *)value);
    }
    return chosen;
}

static const Value *choose(const Walk *walk, const Value *value, const Facts *facts, bool is_root, unsigned depth) {
    const Value *arguments = if_arguments(value);
    if (depth > 40) return value;
    if (value_is_no_value(value)) return NULL;
    if (arguments) {
        const int known = logic_known(facts, logic_find(walk->model->logic, arguments->as.items.at[0]->as.text));
        return known < 0 ? value : choose(walk, arguments->as.items.at[known ? 1 : 2], facts, is_root, depth + 1);
    }
    if (value->kind == VALUE_LIST) return choose_items(walk, value, facts, depth);
    if (value->kind == VALUE_MAP && is_root) return choose_entries(walk, value, facts, depth);
    return value;
}

static void enumerate(Walk *walk, const Names *names, size_t next, const Facts *facts, const Value *value,
                      Scenarios *scenarios) {
    if (scenarios->all.count >= SCENARIOS_MOST) return;
    if (next == names->all.count) {
        vector_add(walk->arena, &scenarios->all, (Scenario){*facts, choose(walk, value, facts, true, 0)});
        return;
    }
    const int known = logic_known(facts, names->all.at[next]);
    for (int holds = 1; holds >= 0; holds--) {
        Facts more = *facts;
        if (known >= 0 && known != holds) continue;
        logic_assume(&more, names->all.at[next], holds);
        if (known >= 0 || logic_possible(walk->model->logic, &more, false))
            enumerate(walk, names, next + 1, &more, value, scenarios);
    }
}

void scenarios_of(Walk *walk, const Context *context, const Value *value, Scenarios *scenarios) {
    Names names = {.arena = walk->arena};
    const bool can = context->functions & ((uint32_t)1 << INTRINSIC_IF | (uint32_t)1 << INTRINSIC_REF);
    if (!can || !collect(walk, value, true, &names, 0))
        vector_add(walk->arena, &scenarios->all, (Scenario){context->facts, value});
    else
        enumerate(walk, &names, 0, &context->facts, value, scenarios);
}

// ---- entries

static void check_required(Walk *walk, const Context *context, const Value *map, SchemaNode node, const Spot *place) {
    SchemaIterator properties = schema_properties(node), names = schema_values(node, SCHEMA_REQUIRED);
    SchemaProperty property;
    SchemaValue name;
    while (schema_next_property(&properties, &property))
        if (property.required && !value_find(map, property.name))
            complain(walk, context, COMPLAINT_REQUIRED, place, "`%.*s` is missing", STR_ARG(property.name));
    while (schema_next_value(&names, &name))
        if (!value_find(map, name.text))
            complain(walk, context, COMPLAINT_REQUIRED, place, "`%.*s` is missing", STR_ARG(name.text));
}

static Str names_text(const Walk *walk, SchemaIterator names) {
    Buffer text = buffer_new(walk->arena);
    SchemaValue name;
    while (schema_next_value(&names, &name))
        buffer_add_format(&text, "%s`%.*s`", text.length ? ", " : "", STR_ARG(name.text));
    return buffer_str(&text);
}

static size_t count_present(const Value *map, SchemaIterator names) {
    SchemaValue name;
    size_t count = 0;
    while (schema_next_value(&names, &name)) count += value_find(map, name.text) != NULL;
    return count;
}

static void check_one_of(Walk *walk, const Context *context, const Value *map, const SchemaFact *fact,
                         const Spot *place) {
    const size_t present = count_present(map, fact->values);
    SchemaIterator names = fact->values;
    SchemaValue name;
    if (present == 1) return;
    const Str wanted = walk->sink->muted ? STR_NONE : names_text(walk, fact->values);
    if (present == 0) complain(walk, context, COMPLAINT_REQUIRED_XOR, place, "one of %.*s is missing", STR_ARG(wanted));
    while (present && schema_next_value(&names, &name)) {
        const ValueEntry *entry = value_find(map, name.text);
        if (!entry) continue;
        Spot at = place_key(place, entry);
        at.value = NULL;
        complain(walk, context, COMPLAINT_REQUIRED_XOR, &at, "only one of %.*s may be given", STR_ARG(wanted));
    }
}

static void check_requires(Walk *walk, const Context *context, const Value *map, const SchemaFact *fact,
                           const Spot *place) {
    SchemaIterator names = fact->values;
    SchemaValue name;
    if (!value_find(map, fact->key)) return;
    while (schema_next_value(&names, &name))
        if (!value_find(map, name.text))
            complain(walk, context, COMPLAINT_REQUIRES, place, "`%.*s` is missing, which `%.*s` needs",
                     STR_ARG(name.text), STR_ARG(fact->key));
}

static void check_excludes(Walk *walk, const Context *context, const Value *map, const SchemaFact *fact,
                           const Spot *place) {
    SchemaIterator names = fact->values;
    SchemaValue name;
    if (!value_find(map, fact->key)) return;
    while (schema_next_value(&names, &name)) {
        const ValueEntry *entry = value_find(map, name.text);
        if (!entry) continue;
        Spot at = place_key(place, entry);
        at.value = NULL;
        complain(walk, context, COMPLAINT_EXCLUDES, &at, "`%.*s` must not stand beside `%.*s`", STR_ARG(name.text),
                 STR_ARG(fact->key));
    }
}

static void check_map_fact(Walk *walk, const Context *context, const Value *map, const SchemaFact *fact,
                           const Spot *place) {
    const size_t count = map->as.entries.count;
    SchemaIterator values = fact->values;
    SchemaValue limit = {0};
    switch ((int)fact->keyword) {
    case SCHEMA_REQUIRED_XOR: check_one_of(walk, context, map, fact, place); break;
    case SCHEMA_REQUIRES: check_requires(walk, context, map, fact, place); break;
    case SCHEMA_EXCLUDES: check_excludes(walk, context, map, fact, place); break;
    case SCHEMA_REQUIRED_OR:
        if (count_present(map, fact->values)) break;
        const Str wanted = names_text(walk, fact->values);
        complain(walk, context, COMPLAINT_REQUIRED_OR, place, "at least one of %.*s is missing", STR_ARG(wanted));
        break;
    case SCHEMA_MIN_ENTRIES:
        if (schema_next_value(&values, &limit) && (double)count < limit.number)
            complain(walk, context, COMPLAINT_OTHER, place, "%zu entries; at least %.0f are needed", count,
                     limit.number);
        break;
    case SCHEMA_MAX_ENTRIES:
        if (schema_next_value(&values, &limit) && (double)count > limit.number)
            complain(walk, context, COMPLAINT_ENTRIES, place, "%zu entries; at most %.0f are allowed", count,
                     limit.number);
        break;
    default: break;
    }
}

// ---- lists

static bool has_twins(const Value *list) {
    for (size_t i = 1; i < list->as.items.count; i++)
        for (size_t j = 0; j < i; j++)
            if (value_same(list->as.items.at[i], list->as.items.at[j])) return true;
    return false;
}

static void check_list_fact(Walk *walk, const Context *context, const Value *list, const SchemaFact *fact,
                            const Spot *place) {
    const size_t count = list->as.items.count;
    SchemaIterator values = fact->values;
    SchemaValue limit = {0};
    switch ((int)fact->keyword) {
    case SCHEMA_MIN_ITEMS:
        if (schema_next_value(&values, &limit) && (double)count < limit.number)
            complain(walk, context, COMPLAINT_ITEMS, place, "%zu elements; at least %.0f are needed", count,
                     limit.number);
        break;
    case SCHEMA_MAX_ITEMS:
        if (schema_next_value(&values, &limit) && (double)count > limit.number)
            complain(walk, context, COMPLAINT_ITEMS, place, "%zu elements; at most %.0f are allowed", count,
                     limit.number);
        break;
    case SCHEMA_UNIQUE:
        if (has_twins(list)) complain(walk, context, COMPLAINT_UNIQUE, place, "an element stands twice in this list");
        break;
    default: break;
    }
}

// ---- all of them

static bool is_of_group(SchemaKeyword keyword) {
    static const bool of_group[SCHEMA_KEYWORD_COUNT] = {
        [SCHEMA_MIN_ITEMS] = true, [SCHEMA_MAX_ITEMS] = true, [SCHEMA_MIN_ENTRIES] = true,  [SCHEMA_MAX_ENTRIES] = true,
        [SCHEMA_UNIQUE] = true,    [SCHEMA_REQUIRED] = true,  [SCHEMA_REQUIRED_XOR] = true, [SCHEMA_REQUIRED_OR] = true,
        [SCHEMA_REQUIRES] = true,  [SCHEMA_EXCLUDES] = true};
    return of_group[keyword];
}

static bool has_required(SchemaNode node) {
    SchemaIterator properties = schema_properties(node);
    SchemaProperty property;
    while (schema_next_property(&properties, &property))
        if (property.required) return true;
    return false;
}

static uint32_t traits_of(SchemaNode node) {
    SchemaIterator facts = schema_facts(node), children = schema_children(node, SCHEMA_EDGE_COUNT);
    SchemaFact fact;
    SchemaChild child;
    uint32_t traits = TRAIT_KNOWN | (has_required(node) ? TRAIT_GROUP : 0);
    while (schema_next_fact(&facts, &fact)) traits |= is_of_group(fact.keyword) ? TRAIT_GROUP : TRAIT_FACTS;
    while (schema_next_child(&children, &child)) {
        traits |= (uint32_t)1 << child.edge;
        if (child.edge == SCHEMA_EDGE_IF) traits |= TRAIT_GROUP;
    }
    return traits;
}

uint32_t node_traits(Walk *walk, SchemaNode node) {
    if (!walk->traits)
        walk->traits = arena_alloc_array(walk->arena, (size_t)schema_stats().nodes + 1, sizeof *walk->traits);
    if (!walk->traits[node.id]) walk->traits[node.id] = traits_of(node);
    return walk->traits[node.id];
}

bool node_has(Walk *walk, SchemaNode node, SchemaEdge edge) { return node_traits(walk, node) >> edge & 1; }

static void check_scenario(Walk *walk, const Context *context, const Scenario *scenario, SchemaNode node,
                           const Spot *place) {
    const Value *value = scenario->value;
    SchemaIterator facts = schema_facts(node);
    SchemaFact fact;
    Context inner = *context;
    inner.facts = scenario->facts;
    if (!value) return;
    if (value->kind == VALUE_CALL) value = value_call_as_map(walk, value);
    const Spot at = place_same(place, scenario->value);
    if (value->kind == VALUE_MAP) check_required(walk, &inner, value, node, &at);
    while (schema_next_fact(&facts, &fact)) {
        if (value->kind == VALUE_MAP) check_map_fact(walk, &inner, value, &fact, &at);
        if (value->kind == VALUE_LIST) check_list_fact(walk, &inner, value, &fact, &at);
    }
    check_branches(walk, &inner, scenario->value, node, &at);
}

void check_group(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    Scenarios scenarios = {0};
    if (!(node_traits(walk, node) & TRAIT_GROUP)) return;
    // A function whose value is not known: it may have all that is required.
    if (value->kind == VALUE_CALL && value->as.call.function != INTRINSIC_IF &&
        context->functions & ((uint32_t)1 << value->as.call.function))
        return;
    scenarios_of(walk, context, value, &scenarios);
    for (size_t i = 0; i < scenarios.all.count; i++) check_scenario(walk, context, &scenarios.all.at[i], node, place);
}
