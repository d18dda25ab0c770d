// Rules that belong to a property of a type: what it may not be given, and the data of schema/rules.
#include "validate/engine.h"

// ---- read-only properties

static void check_read_only(Walk *walk, const Context *context, const Spot *place) {
    SchemaIterator paths = schema_paths(context->resource->type, SCHEMA_PATHS_READ_ONLY);
    SchemaValue path;
    while (schema_next_value(&paths, &path))
        if (path.text.length && place_is_at(place, path.text)) {
            complain_as(walk, RULE_E3040, place, "`%.*s` is given by AWS and cannot be set", STR_ARG(path.text));
            return;
        }
}

// ---- a rule of data

// Rules of which every finding is shown; of the others, the one nearest to the property.
static bool shows_all(Rule rule) {
    static const Rule all[] = {RULE_E3023, RULE_E3044, RULE_E3045, RULE_E3046, RULE_E3048, RULE_E3052, RULE_E3054,
                               RULE_E3062, RULE_E3063, RULE_E3501, RULE_E3502, RULE_E3505, RULE_E3663, RULE_E3676,
                               RULE_E3679, RULE_E3680, RULE_E3683, RULE_E3684, RULE_E3690, RULE_E3691, RULE_E3692,
                               RULE_E3693, RULE_E3695, RULE_E3704, RULE_E3711, RULE_E3712, RULE_E3713, RULE_E3714,
                               RULE_E3719, RULE_W3693, RULE_W3703, RULE_E3510, RULE_E3512, RULE_E3513, RULE_E3530,
                               RULE_E3601, RULE_E3681, RULE_E3682};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == rule) return true;
    return false;
}

static const Finding *best_of(const Sink *sink) {
    const Finding *best = NULL;
    for (size_t i = 0; i < sink->findings.count; i++) {
        const Finding *each = &sink->findings.at[i];
        if (each->aside) continue;
        if (!best || each->depth < best->depth || (each->depth == best->depth && best->weak && !each->weak))
            best = each;
    }
    return best;
}

static void hand_on(Walk *walk, Sink *to, const Finding *finding) {
    to->errors += rule_info(finding->rule)->severity == SEVERITY_ERROR;
    if (!to->muted) vector_add(walk->arena, &to->findings, *finding);
}

// RDS does not mind how the name of an engine is written; its rules have it in lower case.
static const Value *with_plain_engine(const Walk *walk, const Value *map) {
    const Value *engine = value_get(map, STR("Engine"));
    if (!engine || engine->kind != VALUE_STRING) return map;
    Value *copy = value_map(walk->arena, map->span);
    for (size_t i = 0; i < map->as.entries.count; i++) {
        ValueEntry entry = map->as.entries.at[i];
        if (entry.value == engine) {
            char *lower = arena_alloc(walk->arena, engine->as.text.length + 1);
            for (size_t j = 0; j < engine->as.text.length; j++) lower[j] = str_to_lower(engine->as.text.at[j]);
            entry.value = value_string(walk->arena, engine->span, (Str){lower, engine->as.text.length});
        }
        vector_add(walk->arena, &copy->as.entries, entry);
    }
    return copy;
}

static bool is_about_engines(Rule rule) {
    return rule == RULE_E3025 || rule == RULE_E3062 || rule == RULE_E3682 || rule == RULE_E3691 || rule == RULE_W3691;
}

static void run_data(Walk *walk, const Context *context, Rule rule, const Value *value, SchemaNode node,
                     const Spot *place) {
    RuleSet rules = {{rule}};
    Context inner = *context;
    Sink own = {0}, *before = walk->sink;
    rules.of[COMPLAINT_FORMAT] = rule;
    inner.rules = &rules;
    inner.attached = false;
    inner.composite = true;
    inner.no_references = true;
    if (is_about_engines(rule)) value = with_plain_engine(walk, value);
    walk->sink = &own;
    walk_value(walk, &inner, value, node, place, PART_ALL);
    walk->sink = before;
    if (!own.findings.count) return;
    if (!shows_all(rule)) {
        hand_on(walk, before, best_of(&own));
        return;
    }
    for (size_t i = 0; i < own.findings.count; i++) hand_on(walk, before, &own.findings.at[i]);
}

// A policy document: functions in it are functions, and as text it is JSON.
static void run_policy(Walk *walk, const Context *context, Rule rule, const Value *value, SchemaNode node,
                       const Spot *place) {
    RuleSet rules = {{rule}};
    Context inner = *context;
    inner.rules = &rules;
    inner.attached = false;
    inner.strict = false;
    if (value->kind == VALUE_STRING) {
        value = value_of_json(walk, value);
        inner.functions = 0;
        if (!value) return;
    }
    const Spot at = place_same(place, value);
    walk_value(walk, &inner, value, node, &at, PART_ALL);
}

static void run_check(Walk *walk, const Context *context, const SchemaCheck *check, const Value *value,
                      const Spot *place) {
    const Rule rule = rule_find(check->id);
    const SchemaNode node = schema_rules_node(check->rules);
    if (rule == RULE_NONE) return;
    if (!schema_has_node(node))
        check_by_code(walk, context, rule, value, place);
    else if (str_starts(schema_rules_name(check->rules), STR("iam/")))
        run_policy(walk, context, rule, value, node, place);
    else
        run_data(walk, context, rule, value, node, place);
}

void check_attached(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    SchemaCheck check;
    (void)node;
    if (!context->resource) return;
    if (!place->is_root) check_read_only(walk, context, place);
    SchemaIterator checks = schema_checks(context->resource->type);
    while (schema_next_check(&checks, &check))
        if (place_is_at(place, check.path)) run_check(walk, context, &check, value, place);
}
