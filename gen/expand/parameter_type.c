// The types that a parameter may have (Parameters section and "CloudFormation-supplied parameter
// types", CloudFormation user guide).
#include "base/nearest.h"
#include "expand/parameter.h"

typedef struct SuppliedType {
    const char *name;
    bool listed; // also as List<...>
} SuppliedType;

static const SuppliedType supplied[] = {
#define SUPPLIED(name, listed) {name, listed},
#define WRAPPED(name)
#include "expand/parameter_types.def"
#undef SUPPLIED
#undef WRAPPED
};

enum { SUPPLIED_COUNT = sizeof supplied / sizeof *supplied };

static bool is_supplied(Str name, bool listed) {
    for (size_t i = 0; i < SUPPLIED_COUNT; i++)
        if (str_is(name, supplied[i].name)) return supplied[i].listed || !listed;
    return false;
}

// `outer<inner>`: its inner part.
static bool is_wrapped(Str name, const char *outer, Str *inner) {
    const Str prefix = str_of(outer);
    if (!str_starts(name, prefix) || !str_ends(name, STR(">"))) return false;
    *inner = str_slice(name, prefix.length, name.length - 1);
    return true;
}

static bool is_ssm_value(Str name) {
    static const char wrapper[] =
#define SUPPLIED(name, listed)
#define WRAPPED(name) name
#include "expand/parameter_types.def"
#undef SUPPLIED
#undef WRAPPED
        ;
    Str inner, element;
    if (!is_wrapped(name, wrapper, &inner)) return false;
    if (is_wrapped(inner, "List<", &element)) return str_is(element, "String") || is_supplied(element, true);
    return str_is(inner, "String") || str_is(inner, "CommaDelimitedList") || is_supplied(inner, false);
}

static bool is_number(const TypeExpr *type) {
    if (type->kind == TYPE_EXPR_INT) return true;
    if (type->kind != TYPE_EXPR_UNION)
        return type->kind == TYPE_EXPR_NAME && (str_is(type->name.text, "number") || str_is(type->name.text, "int"));
    for (size_t i = 0; i < type->members.count; i++)
        if (type->members.at[i]->kind != TYPE_EXPR_INT) return false;
    return true;
}

static bool is_text(const TypeExpr *type) { return type->kind == TYPE_EXPR_NAME && str_is(type->name.text, "string"); }
static bool is_bool(const TypeExpr *type) { return type->kind == TYPE_EXPR_NAME && str_is(type->name.text, "bool"); }

bool parameter_is_enumeration(const TypeExpr *type) {
    if (type->kind == TYPE_EXPR_STRING || type->kind == TYPE_EXPR_INT) return true;
    if (type->kind != TYPE_EXPR_UNION) return false;
    for (size_t i = 0; i < type->members.count; i++)
        if (!parameter_is_enumeration(type->members.at[i])) return false;
    return true;
}

static bool is_list(const TypeExpr *type) {
    if (!type) return false;
    if (type->kind != TYPE_EXPR_AWS) return type->kind == TYPE_EXPR_APPLIED;
    const Str name = type->name.text;
    return str_find(name, STR("List<"), 0) < name.length ||
           str_find(name, STR("<CommaDelimitedList>"), 0) < name.length;
}

LaterType parameter_later_type(const TypeExpr *type) {
    if (!type) return LATER_STRING;
    if (is_list(type)) return LATER_LIST;
    return is_number(type) ? LATER_NUMBER : is_bool(type) ? LATER_BOOL : LATER_STRING;
}

static Str not_a_type(Expander *e, const TypeExpr *type) {
    Diag *diag = diag_add(e->diags, DIAG_PARAMETER_TYPE, type->span, "a parameter cannot have this type");
    diag_label(
        e->diags, diag,
        "it is string, number, bool, list(...), a list of allowed strings, or a type as CloudFormation writes it");
    return STR("String");
}

static Str unknown_type(Expander *e, const TypeExpr *type) {
    if (is_supplied(type->name.text, false)) {
        diag_add(e->diags, DIAG_PARAMETER_TYPE, type->span, "CloudFormation has no list of `%.*s`",
                 STR_ARG(type->name.text));
        return type->name.text;
    }
    Nearest nearest = nearest_to(type->name.text);
    for (size_t i = 0; i < SUPPLIED_COUNT; i++) nearest_offer(&nearest, str_of(supplied[i].name));
    Diag *diag = diag_add(e->diags, DIAG_PARAMETER_TYPE, type->span, "CloudFormation has no parameter type `%.*s`",
                          STR_ARG(type->name.text));
    diag_suggest(e->diags, diag, type->span, nearest_found(&nearest) ? nearest.best : STR_NONE);
    return type->name.text;
}

static Str list_type(Expander *e, const TypeExpr *type) {
    const TypeExpr *inner = type->inner;
    if (is_text(inner)) return STR("CommaDelimitedList");
    if (is_number(inner)) return STR("List<Number>");
    if (inner->kind != TYPE_EXPR_AWS) return not_a_type(e, type);
    if (!is_supplied(inner->name.text, true)) unknown_type(e, inner);
    return str_format(e->arena, "List<%.*s>", STR_ARG(inner->name.text));
}

Str parameter_type(Expander *e, const TypeExpr *type) {
    if (!type || type->kind == TYPE_EXPR_POISON) return STR("String");
    if (type->kind == TYPE_EXPR_AWS) {
        const bool known = is_supplied(type->name.text, false) || is_ssm_value(type->name.text);
        return known ? type->name.text : unknown_type(e, type);
    }
    if (type->kind == TYPE_EXPR_APPLIED && str_is(type->name.text, "list")) return list_type(e, type);
    if (is_number(type)) return STR("Number");
    return is_text(type) || is_bool(type) || parameter_is_enumeration(type) ? STR("String") : not_a_type(e, type);
}
