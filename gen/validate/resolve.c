// What functions give, as far as it can be said now: what parameters may be, what mappings hold.
#include "validate/engine.h"

enum { MOST_VALUES = 96, MOST_DEPTH = 12 };

typedef struct Resolver {
    Walk *walk;
    const Context *context;
    unsigned depth;
    size_t steps;
    bool no_pseudo; // a name of a mapping's row is not guessed from the region
} Resolver;

static void resolve(Resolver *r, const Value *value, const Resolved *base, Resolutions *found);

static void add(Resolver *r, Resolutions *found, const Resolved *base, const Value *value) {
    Resolved resolved = *base;
    resolved.value = value;
    if (found->all.count < MOST_VALUES) vector_add(r->walk->arena, &found->all, resolved);
}

static Value *text(Resolver *r, Str s) { return value_string(r->walk->arena, SPAN_NONE, s); }

// ---- Ref

// What the pseudo parameters are, for the sake of patterns; the account is anybody's.
static Str pseudo_value(Resolver *r, Str name) {
    const Str region = r->walk->region;
    const bool china = str_starts(region, STR("cn-"));
    const char *partition = china ? "aws-cn" : str_starts(region, STR("us-gov-")) ? "aws-us-gov" : "aws";
    if (str_is(name, "AWS::AccountId")) return STR("123456789012");
    if (str_is(name, "AWS::Partition")) return str_of(partition);
    if (str_is(name, "AWS::Region")) return region;
    if (str_is(name, "AWS::StackName")) return STR("teststack");
    if (str_is(name, "AWS::URLSuffix")) return china ? STR("amazonaws.com.cn") : STR("amazonaws.com");
    if (str_is(name, "AWS::StackId"))
        return str_format(
            r->walk->arena,
            "arn:%s:cloudformation:%.*s:123456789012:stack/teststack/51af3dc0-da77-11e4-872e-1234567db123", partition,
            STR_ARG(region));
    return STR_NONE;
}

// `a, b` as the list that a parameter of a list type makes of it.
static Value *listed(Resolver *r, const Value *value) {
    Value *list = value_list(r->walk->arena, value->span);
    const Str all = value_scalar_text(value);
    for (size_t at = 0; at <= all.length;) {
        const size_t comma = str_find_byte(all, ',', at);
        value_add(r->walk->arena, list, value_string(r->walk->arena, value->span, str_trim(str_slice(all, at, comma))));
        at = comma + 1;
    }
    return list;
}

static void add_parameter_value(Resolver *r, const Parameter *parameter, const Value *value, Span place,
                                const Resolved *base, Resolutions *found) {
    Resolved resolved = *base;
    if (!value_is_scalar(value)) return;
    resolved.from_parameter = true;
    resolved.parameter = place;
    const Value *as_text = value_string(r->walk->arena, value->span, value_scalar_text(value));
    add(r, found, &resolved, parameter->is_list ? listed(r, value) : as_text);
}

static void resolve_parameter(Resolver *r, const Parameter *parameter, const Resolved *base, Resolutions *found) {
    static const char *const others[] = {"Default", "MinValue", "MaxValue"};
    const ValueEntry *allowed = value_find(parameter->entry->value, STR("AllowedValues"));
    if (parameter->is_ssm) return;
    if (allowed && allowed->value->kind == VALUE_LIST && allowed->value->as.items.count) {
        for (size_t i = 0; i < allowed->value->as.items.count; i++) {
            const Value *value = allowed->value->as.items.at[i];
            const Span place = value->kind == VALUE_STRING ? value->span : allowed->key_span;
            add_parameter_value(r, parameter, value, place, base, found);
        }
        return;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const ValueEntry *entry = value_find(parameter->entry->value, str_of(others[i]));
        if (entry) add_parameter_value(r, parameter, entry->value, entry->key_span, base, found);
    }
}

static void resolve_name(Resolver *r, Str name, const Resolved *base, Resolutions *found) {
    const Parameter *parameter = model_parameter(r->walk, name);
    if (parameter) {
        resolve_parameter(r, parameter, base, found);
        return;
    }
    const Str pseudo = r->no_pseudo ? STR_NONE : pseudo_value(r, name);
    if (pseudo.length) add(r, found, base, text(r, pseudo));
}

// ---- FindInMap

static void lose(Resolver *r, Resolutions *found, size_t index, const Value *value, const char *what, Str of) {
    const Str name = value_scalar_text(value);
    if (found->lost) return;
    found->lost = value;
    found->lost_index = index;
    found->reason = str_format(r->walk->arena, "there is no %s `%.*s`%s%.*s", what, STR_ARG(name),
                               of.length ? " in " : "", STR_ARG(of));
}

static bool is_pseudo_ref(const Value *value) {
    return value_is_call(value, INTRINSIC_REF) && value->as.call.argument->kind == VALUE_STRING &&
           model_is_pseudo(value->as.call.argument->as.text);
}

// The rows that may be meant by `!Ref AWS::Region` are those called like a region.
static bool may_be_named(const Value *call, Str row) {
    const Str name = call->as.call.argument->as.text;
    if (str_is(name, "AWS::Region")) return schema_knows_region(row);
    if (!str_is(name, "AWS::AccountId")) return true;
    if (row.length != 12) return false;
    for (size_t i = 0; i < row.length; i++)
        if (!str_is_digit(row.at[i])) return false;
    return true;
}

static void find_by_pseudo(Resolver *r, const Value *map, Str map_name, const Value *row, const Value *column,
                           const Resolved *base, Resolutions *found) {
    bool any_row = false, any_value = false;
    if (column->kind != VALUE_STRING) return;
    for (size_t i = 0; i < map->as.entries.count; i++) {
        if (!may_be_named(row, map->as.entries.at[i].key)) continue;
        any_row = true;
        const Value *value = value_get(map->as.entries.at[i].value, column->as.text);
        if (!value) continue;
        any_value = true;
        add(r, found, base, value);
    }
    if (!any_row) lose(r, found, 1, row->as.call.argument, "row for", map_name);
    if (any_row && !any_value) lose(r, found, 2, column, "key", map_name);
}

static void find_in_row(Resolver *r, const Value *row, Str row_name, const Value *column, const Resolved *base,
                        Resolutions *found, bool *any) {
    Resolutions columns = {0};
    Resolver inner = *r;
    inner.no_pseudo = true;
    resolve(&inner, column, base, &columns);
    for (size_t i = 0; i < columns.all.count; i++) {
        const Value *name = columns.all.at[i].value;
        const Value *value = value_is_scalar(name) ? value_get(row, value_scalar_text(name)) : NULL;
        if (value) {
            *any = true;
            add(r, found, &columns.all.at[i], value);
        } else if (value_is_scalar(name) && !columns.all.at[i].from_parameter) {
            lose(r, found, 2, name, "key", row_name);
        }
    }
}

static void find_in_map(Resolver *r, const Value *name, const Value *list, const Resolved *base, Resolutions *found,
                        bool *any) {
    Resolutions rows = {0};
    const Str map_name = value_scalar_text(name);
    const Value *map = value_get(r->walk->model->mappings, map_name);
    if (!map) {
        if (!base->from_parameter && !value_find(r->walk->model->mappings, STR("Fn::Transform")))
            lose(r, found, 0, name, "mapping", STR_NONE);
        return;
    }
    if (map->kind != VALUE_MAP || value_find(map, STR("Fn::Transform")) || is_pseudo_ref(list->as.items.at[2])) return;
    if (is_pseudo_ref(list->as.items.at[1])) {
        find_by_pseudo(r, map, map_name, list->as.items.at[1], list->as.items.at[2], base, found);
        return;
    }
    resolve(r, list->as.items.at[1], base, &rows);
    for (size_t i = 0; i < rows.all.count; i++) {
        if (!value_is_scalar(rows.all.at[i].value)) continue;
        const Str row_name = value_scalar_text(rows.all.at[i].value);
        const Value *row = value_get(map, row_name);
        if (row)
            find_in_row(r, row, row_name, list->as.items.at[2], &rows.all.at[i], found, any);
        else if (!rows.all.at[i].from_parameter)
            lose(r, found, 1, rows.all.at[i].value, "row", map_name);
    }
}

static void resolve_find(Resolver *r, const Value *list, const Resolved *base, Resolutions *found) {
    Resolutions names = {0};
    bool any = false;
    if (list->kind != VALUE_LIST || list->as.items.count < 3 || list->as.items.count > 4) return;
    const Value *otherwise = list->as.items.count == 4 ? value_get(list->as.items.at[3], STR("DefaultValue")) : NULL;
    if (otherwise) resolve(r, otherwise, base, found);
    if (is_pseudo_ref(list->as.items.at[0])) return;
    resolve(r, list->as.items.at[0], base, &names);
    for (size_t i = 0; i < names.all.count; i++)
        if (value_is_scalar(names.all.at[i].value))
            find_in_map(r, names.all.at[i].value, list, &names.all.at[i], found, &any);
    if (any || otherwise) found->lost = NULL;
}

// ---- text

// All ways to put together one value of each part.
static void combine(Resolver *r, const Value *const *parts, size_t count, Str delimiter, Str so_far,
                    const Resolved *base, Resolutions *found) {
    Resolutions values = {0};
    if (found->all.count >= MOST_VALUES) return;
    if (!count) {
        add(r, found, base, text(r, so_far));
        return;
    }
    resolve(r, parts[0], base, &values);
    for (size_t i = 0; i < values.all.count; i++) {
        if (!value_is_scalar(values.all.at[i].value)) return;
        const Str part = value_scalar_text(values.all.at[i].value);
        const Str joined = str_format(r->walk->arena, "%.*s%.*s", STR_ARG(so_far), STR_ARG(part));
        const Str next =
            count > 1 ? str_format(r->walk->arena, "%.*s%.*s", STR_ARG(joined), STR_ARG(delimiter)) : joined;
        Resolved more = values.all.at[i];
        more.parameter = SPAN_NONE;
        combine(r, parts + 1, count - 1, delimiter, next, &more, found);
    }
}

static void resolve_join(Resolver *r, const Value *list, const Resolved *base, Resolutions *found) {
    Resolutions lists = {0};
    if (list->kind != VALUE_LIST || list->as.items.count != 2 || list->as.items.at[0]->kind != VALUE_STRING) return;
    resolve(r, list->as.items.at[1], base, &lists);
    for (size_t i = 0; i < lists.all.count; i++) {
        const Value *parts = lists.all.at[i].value;
        if (parts->kind != VALUE_LIST || !parts->as.items.count) continue;
        combine(r, (const Value *const *)parts->as.items.at, parts->as.items.count, list->as.items.at[0]->as.text,
                STR_NONE, &lists.all.at[i], found);
    }
}

static Value *variable(Resolver *r, Str name, const Value *given) {
    Arena *arena = r->walk->arena;
    Value *own = given ? value_get(given, name) : NULL;
    const size_t dot = str_find_byte(name, '.', 0);
    if (own) return own;
    return value_call(arena, SPAN_NONE, dot < name.length ? INTRINSIC_GET_ATT : INTRINSIC_REF, text(r, name));
}

static void resolve_sub(Resolver *r, const Value *argument, const Resolved *base, Resolutions *found) {
    VECTOR(const Value *) parts = {0};
    const Value *given = NULL, *pattern = argument;
    if (argument->kind == VALUE_LIST && argument->as.items.count == 2) {
        pattern = argument->as.items.at[0];
        given = argument->as.items.at[1];
    }
    if (pattern->kind != VALUE_STRING || (given && given->kind != VALUE_MAP)) return;
    const Str all = pattern->as.text;
    size_t at = 0;
    while (at < all.length) {
        size_t open = str_find(all, STR("${"), at);
        const size_t close = str_find_byte(all, '}', open);
        if (close == all.length) open = all.length;
        const bool literal = open < all.length && open + 2 < all.length && all.at[open + 2] == '!';
        if (open > at) vector_add(r->walk->arena, &parts, text(r, str_slice(all, at, open)));
        if (open == all.length) break;
        const Str name = str_trim(str_slice(all, open + 2, close));
        vector_add(r->walk->arena, &parts,
                   literal ? text(r, str_slice(all, open, close + 1)) : variable(r, name, given));
        at = close + 1;
    }
    combine(r, parts.at, parts.count, STR_NONE, STR_NONE, base, found);
}

static void resolve_split(Resolver *r, const Value *list, const Resolved *base, Resolutions *found) {
    Resolutions texts = {0};
    if (list->kind != VALUE_LIST || list->as.items.count != 2 || list->as.items.at[0]->kind != VALUE_STRING) return;
    const Str delimiter = list->as.items.at[0]->as.text;
    if (!delimiter.length) return;
    resolve(r, list->as.items.at[1], base, &texts);
    for (size_t i = 0; i < texts.all.count; i++) {
        if (texts.all.at[i].value->kind != VALUE_STRING) continue;
        const Str all = texts.all.at[i].value->as.text;
        Value *parts = value_list(r->walk->arena, SPAN_NONE);
        for (size_t at = 0; at <= all.length;) {
            const size_t end = str_find(all, delimiter, at);
            value_add(r->walk->arena, parts, text(r, str_slice(all, at, end)));
            at = end + (end < all.length ? delimiter.length : 1);
        }
        add(r, found, &texts.all.at[i], parts);
    }
}

// ---- lists

static void resolve_select(Resolver *r, const Value *list, const Resolved *base, Resolutions *found) {
    Resolutions indices = {0};
    if (list->kind != VALUE_LIST || list->as.items.count != 2) return;
    resolve(r, list->as.items.at[0], base, &indices);
    for (size_t i = 0; i < indices.all.count; i++) {
        Resolutions lists = {0};
        double index;
        if (!value_is_integer(indices.all.at[i].value, false) || !value_as_number(indices.all.at[i].value, &index) ||
            index < 0)
            continue;
        resolve(r, list->as.items.at[1], &indices.all.at[i], &lists);
        for (size_t j = 0; j < lists.all.count; j++) {
            const Value *items = lists.all.at[j].value;
            if (items->kind == VALUE_LIST && index < (double)items->as.items.count)
                resolve(r, items->as.items.at[(size_t)index], &lists.all.at[j], found);
        }
    }
}

static void resolve_if(Resolver *r, const Value *list, const Resolved *base, Resolutions *found) {
    if (list->kind != VALUE_LIST || list->as.items.count != 3 || list->as.items.at[0]->kind != VALUE_STRING) return;
    const int condition = logic_find(r->walk->model->logic, list->as.items.at[0]->as.text);
    for (int holds = 1; holds >= 0; holds--) {
        Resolved branch = *base;
        logic_assume(&branch.facts, condition, holds);
        const int known = logic_known(&base->facts, condition);
        if (known >= 0 ? known == holds : logic_possible(r->walk->model->logic, &branch.facts, false))
            resolve(r, list->as.items.at[holds ? 1 : 2], &branch, found);
    }
}

// Which zones a region has is not known here, but how they are called.
static void resolve_zones(Resolver *r, const Value *argument, const Resolved *base, Resolutions *found) {
    Resolutions regions = {0};
    resolve(r, argument, base, &regions);
    for (size_t i = 0; i < regions.all.count; i++) {
        const Str given = value_scalar_text(regions.all.at[i].value), region = given.length ? given : r->walk->region;
        Value *zones = value_list(r->walk->arena, SPAN_NONE);
        if (!schema_knows_region(region)) continue;
        for (char letter = 'a'; letter <= 'c'; letter++)
            value_add(r->walk->arena, zones, text(r, str_format(r->walk->arena, "%.*s%c", STR_ARG(region), letter)));
        add(r, found, &regions.all.at[i], zones);
    }
}

static void resolve_call(Resolver *r, const Value *call, const Resolved *base, Resolutions *found) {
    const Value *argument = call->as.call.argument;
    Resolutions names = {0};
    switch ((int)call->as.call.function) {
    case INTRINSIC_REF:
        resolve(r, argument, base, &names);
        for (size_t i = 0; i < names.all.count; i++)
            if (names.all.at[i].value->kind == VALUE_STRING)
                resolve_name(r, names.all.at[i].value->as.text, &names.all.at[i], found);
        break;
    case INTRINSIC_FIND_IN_MAP: resolve_find(r, argument, base, found); break;
    case INTRINSIC_JOIN: resolve_join(r, argument, base, found); break;
    case INTRINSIC_SUB: resolve_sub(r, argument, base, found); break;
    case INTRINSIC_SPLIT: resolve_split(r, argument, base, found); break;
    case INTRINSIC_SELECT: resolve_select(r, argument, base, found); break;
    case INTRINSIC_IF: resolve_if(r, argument, base, found); break;
    case INTRINSIC_GET_AZS: resolve_zones(r, argument, base, found); break;
    default: break; // known only when the stack is made
    }
}

static void resolve(Resolver *r, const Value *value, const Resolved *base, Resolutions *found) {
    if (r->depth > MOST_DEPTH || r->steps++ > 5000) return;
    if (value->kind != VALUE_CALL) {
        add(r, found, base, value);
        return;
    }
    r->depth++;
    resolve_call(r, value, base, found);
    r->depth--;
}

void resolve_value(Walk *walk, const Context *context, const Value *value, Resolutions *found) {
    Resolver r = {.walk = walk, .context = context};
    const Resolved base = {.facts = context->facts};
    resolve(&r, value, &base, found);
}
