// A parameter's default against what the parameter itself allows: CloudFormation refuses a template
// whose default does not fit, when it is deployed.
#include "base/utf8.h"
#include "expand/parameter.h"
#include "expand/regex.h"

typedef struct Check {
    Expander *e;
    const Parameter *parameter;
    const Value *value, *given; // the whole parameter, its Default
} Check;

static void complain(const Check *check, Str why) {
    diag_add(check->e->diags, DIAG_PARAMETER_DEFAULT, check->given->span, "the default of `%.*s` %.*s",
             STR_ARG(check->parameter->member->name), STR_ARG(why));
}

static void check_allowed(const Check *check) {
    const Value *allowed = value_get(check->value, STR("AllowedValues"));
    if (!allowed || allowed->kind != VALUE_LIST) return;
    for (size_t i = 0; i < allowed->as.items.count; i++)
        if (str_equal(allowed->as.items.at[i]->as.text, check->given->as.text)) return;
    complain(check, STR("is not among the values that it allows"));
}

static bool bound(const Check *check, const char *key, Decimal *limit) {
    const Value *value = value_get(check->value, str_of(key));
    return value && value->kind == VALUE_NUMBER && decimal_parse(value->as.text, limit);
}

// `below` and `above` say what is wrong with a figure outside of what the two keys allow.
static void check_bounds(const Check *check, Decimal figure, const char *least, const char *most, const char *below,
                         const char *above) {
    Decimal limit;
    if (bound(check, least, &limit) && decimal_compare(figure, limit) < 0)
        complain(check,
                 str_format(check->e->arena, "is %s than %.*s", below, STR_ARG(decimal_text(check->e->arena, limit))));
    if (bound(check, most, &limit) && decimal_compare(figure, limit) > 0)
        complain(check,
                 str_format(check->e->arena, "is %s than %.*s", above, STR_ARG(decimal_text(check->e->arena, limit))));
}

static void check_pattern(const Check *check) {
    const Value *pattern = value_get(check->value, STR("AllowedPattern"));
    if (!pattern || pattern->kind != VALUE_STRING) return;
    Term regex = *term_string(check->e->arena, pattern->span, pattern->as.text);
    regex.kind = TERM_REGEX;
    bool found;
    if (regex_search(check->e, &regex, check->given->as.text, &found) && !found)
        complain(check, STR("does not match its pattern"));
}

void parameter_check_default(Expander *e, const Parameter *parameter, const Value *value) {
    const Check check = {e, parameter, value, value_get(value, STR("Default"))};
    const Value *type = value_get(value, STR("Type"));
    Decimal number;
    if (!check.given || parameter->type == LATER_LIST) return; // of a list, each element is meant
    check_allowed(&check);
    check_bounds(&check, decimal_of((int64_t)utf8_count(check.given->as.text)), "MinLength", "MaxLength", "shorter",
                 "longer");
    check_pattern(&check);
    if (!str_is(type->as.text, "Number")) return;
    if (decimal_parse(check.given->as.text, &number))
        check_bounds(&check, number, "MinValue", "MaxValue", "less", "more");
    else
        complain(&check, STR("is no number"));
}
