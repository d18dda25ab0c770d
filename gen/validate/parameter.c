// The section Parameters, and whether defaults fit.
#include "base/utf8.h"
#include "validate/engine.h"

static const RuleSet rules = {.of = {[COMPLAINT_OTHER] = RULE_E2001,
                                     [COMPLAINT_LENGTH] = RULE_E2011,
                                     [COMPLAINT_NAME_LENGTH] = RULE_E2011,
                                     [COMPLAINT_ENTRIES] = RULE_E2010,
                                     [COMPLAINT_PATTERN] = RULE_E2003,
                                     [COMPLAINT_ENUM] = RULE_E2002}};

// ---- types

static bool is_documented(Walk *walk, Str type) {
    return schema_values_include(walk_rules(walk, "format/parameter-types"), SCHEMA_ENUM, type);
}

static void check_type(Walk *walk, const ValueEntry *type, const Spot *up) {
    const Spot at = place_key(up, type);
    if (type->value->kind != VALUE_STRING || is_documented(walk, type->value->as.text)) return;
    const Str name = type->value->as.text;
    if (str_find(name, STR("SSM::Parameter::Value<"), 0) < name.length || str_starts(name, STR("List<"))) {
        complain_as(walk, RULE_W2002, &at,
                    "CloudFormation does not document the type `%.*s` and checks no values of it", STR_ARG(name));
        return;
    }
    complain_as(walk, RULE_E2002, &at, "there is no parameter type `%.*s`", STR_ARG(name));
}

// ---- defaults

typedef struct Default {
    Walk *walk;
    const Value *parameter;
    const Value *value; // as written
    const Spot *place;
    VECTOR(const char *) problems;
} Default;

static void refuse(Default *d, const char *problem) { vector_add(d->walk->arena, &d->problems, problem); }

static bool is_whole(const Value *value) {
    return value && value->kind == VALUE_NUMBER && value_is_integer(value, true);
}

static void check_bounds(Default *d, const Value *value) {
    const Value *least = value_get(d->parameter, STR("MinValue")), *most = value_get(d->parameter, STR("MaxValue"));
    double number, limit;
    if (!is_whole(value) || !value_as_number(value, &number)) return;
    if (is_whole(least) && value_as_number(least, &limit) && limit != 0 && number < limit)
        refuse(d, "is less than MinValue");
    if (is_whole(most) && value_as_number(most, &limit) && number > limit) refuse(d, "is more than MaxValue");
}

static void check_lengths(Default *d, Str text) {
    const Value *least = value_get(d->parameter, STR("MinLength")), *most = value_get(d->parameter, STR("MaxLength"));
    double limit;
    const double length = (double)utf8_count(text);
    if (is_whole(least) && value_as_number(least, &limit) && length < limit) refuse(d, "is shorter than MinLength");
    if (is_whole(most) && value_as_number(most, &limit) && length > limit) refuse(d, "is longer than MaxLength");
}

// AllowedPattern has to match from the start of the value on.
static void check_pattern(Default *d, Str text) {
    const Value *pattern = value_get(d->parameter, STR("AllowedPattern"));
    if (!pattern || pattern->kind != VALUE_STRING || !pattern->as.text.length) return;
    const Str anchored = str_format(d->walk->arena, "^(?:%.*s)", STR_ARG(pattern->as.text));
    if (pattern_search(d->walk->patterns, anchored, text) == MATCH_NO) refuse(d, "does not match AllowedPattern");
}

static void check_allowed(Default *d, const Value *value) {
    const Value *allowed = value_get(d->parameter, STR("AllowedValues"));
    if (!allowed || allowed->kind != VALUE_LIST || !allowed->as.items.count) return;
    for (size_t i = 0; i < allowed->as.items.count; i++) {
        const Value *each = allowed->as.items.at[i];
        if (each->kind == value->kind && value_same(each, value)) return;
    }
    refuse(d, "is none of AllowedValues");
}

static void check_value(Default *d, const Value *value) {
    const Str text = value_scalar_text(value);
    check_pattern(d, text);
    check_bounds(d, value);
    check_allowed(d, value);
    check_lengths(d, text);
}

static void check_elements(Default *d) {
    const Str all = value_scalar_text(d->value);
    for (size_t at = 0; at <= all.length;) {
        const size_t comma = str_find_byte(all, ',', at);
        check_value(d, value_string(d->walk->arena, d->value->span, str_trim(str_slice(all, at, comma))));
        at = comma + 1;
    }
}

// A list is right when each element is, or else when the whole is.
static void check_default(Walk *walk, const Parameter *parameter, const Spot *up) {
    const ValueEntry *entry = value_find(parameter->entry->value, STR("Default"));
    if (!entry || !value_is_scalar(entry->value)) return;
    const Spot at = place_key(up, entry);
    Default d = {.walk = walk, .parameter = parameter->entry->value, .value = entry->value, .place = &at};
    if (parameter->is_list) {
        check_elements(&d);
        if (!d.problems.count) return;
        d.problems.count = 0;
    }
    check_value(&d, entry->value);
    for (size_t i = 0; i < d.problems.count; i++) {
        const Str shown = value_shown(walk, entry->value);
        complain_as(walk, RULE_E2015, &at, "the default %.*s %s", STR_ARG(shown), d.problems.at[i]);
    }
}

// ---- a parameter

static void check_keys(Walk *walk, const Context *context, const ValueEntry *entry, const Spot *place) {
    const Value *type = value_get(entry->value, STR("Type"));
    const bool is_number = type && type->kind == VALUE_STRING && str_is(type->as.text, "Number");
    if (entry->value->kind != VALUE_MAP) return;
    const char *node = is_number ? "format/Parameters/Number" : "format/Parameters/other";
    walk_value(walk, context, entry->value, walk_rules(walk, node), place, PART_ALL);
}

static void check_pattern_itself(Walk *walk, const ValueEntry *entry, const Spot *up) {
    const ValueEntry *pattern = value_find(entry->value, STR("AllowedPattern"));
    if (!pattern || pattern->value->kind != VALUE_STRING || pattern_is_valid(walk->patterns, pattern->value->as.text))
        return;
    const Spot at = place_key(up, pattern);
    complain_as(walk, RULE_I2003, &at, "the pattern cannot be read");
}

static void check_parameter(Walk *walk, const Context *context, const ValueEntry *entry, const Spot *up) {
    const Spot place = place_key(up, entry);
    const ValueEntry *type = value_find(entry->value, STR("Type"));
    const Parameter *parameter = model_parameter(walk, entry->key);
    check_keys(walk, context, entry, &place);
    if (type) check_type(walk, type, &place);
    check_pattern_itself(walk, entry, &place);
    if (parameter) check_default(walk, parameter, &place);
}

void check_parameters(Walk *walk, const Spot *place) {
    Context context = section_context(&rules);
    const Value *section = place->value;
    context.strict = false;
    walk_value(walk, &context, section, walk_rules(walk, "format/Parameters"), place, PART_ALL);
    for (size_t i = 0; section->kind == VALUE_MAP && i < section->as.entries.count; i++)
        check_parameter(walk, &context, &section->as.entries.at[i], place);
}
