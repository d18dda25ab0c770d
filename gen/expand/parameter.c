// Parameters: what a deployment is asked for, with the constraints that CloudFormation checks.
#include "base/buffer.h"
#include "expand/parameter.h"

static void put(Expander *e, Value *map, const char *key, Span span, Value *value) {
    if (value) value_set(e->arena, map, str_of(key), span, value);
}

static Value *text(Expander *e, Span span, Str s) { return value_string(e->arena, span, s); }

// ---- types

static bool is_enumeration(const TypeExpr *type) {
    if (type->kind == TYPE_EXPR_STRING || type->kind == TYPE_EXPR_INT) return true;
    if (type->kind != TYPE_EXPR_UNION) return false;
    for (size_t i = 0; i < type->members.count; i++)
        if (!is_enumeration(type->members.at[i])) return false;
    return true;
}

static Str list_type(Expander *e, const TypeExpr *inner) {
    if (inner->kind == TYPE_EXPR_AWS) return str_format(e->arena, "List<%.*s>", STR_ARG(inner->name.text));
    const bool number = inner->kind == TYPE_EXPR_NAME && (str_is(inner->name.text, "number") || str_is(inner->name.text, "int"));
    return number ? STR("List<Number>") : STR("CommaDelimitedList");
}

// The Type of a parameter (Parameters section syntax, CloudFormation user guide).
static Str cfn_type(Expander *e, const TypeExpr *type) {
    if (!type) return STR("String");
    if (type->kind == TYPE_EXPR_AWS) return type->name.text;
    if (type->kind == TYPE_EXPR_APPLIED && str_is(type->name.text, "list")) return list_type(e, type->inner);
    if (type->kind == TYPE_EXPR_NAME && (str_is(type->name.text, "number") || str_is(type->name.text, "int"))) return STR("Number");
    const bool string = type->kind == TYPE_EXPR_NAME && (str_is(type->name.text, "string") || str_is(type->name.text, "bool"));
    if (!string && !is_enumeration(type) && type->kind != TYPE_EXPR_POISON) {
        Diag *diag = diag_add(e->diags, DIAG_PARAMETER_TYPE, type->span, "a parameter cannot have this type");
        diag_label(e->diags, diag, "it is string, number, bool, list(...), a list of allowed strings, or a type as CloudFormation writes it");
    }
    return STR("String");
}

static void add_literals(Expander *e, Value *list, const TypeExpr *type) {
    if (type->kind == TYPE_EXPR_STRING || type->kind == TYPE_EXPR_INT) value_add(e->arena, list, text(e, type->span, type->name.text));
    for (size_t i = 0; i < type->members.count; i++) add_literals(e, list, type->members.at[i]);
}

static Value *allowed_by_type(Expander *e, const TypeExpr *type) {
    if (!type) return NULL;
    Value *list = value_list(e->arena, type->span);
    if (is_enumeration(type)) {
        add_literals(e, list, type);
        return list;
    }
    if (type->kind != TYPE_EXPR_NAME || !str_is(type->name.text, "bool")) return NULL;
    value_add(e->arena, list, text(e, type->span, STR("true")));
    value_add(e->arena, list, text(e, type->span, STR("false")));
    return list;
}

// ---- defaults

static Value *default_value(Expander *e, const Parameter *parameter) {
    const Decl *decl = parameter->decl;
    const Replacement *replacement = environment_replacement(e, e->root, parameter->member->name);
    const Expr *expr = replacement ? replacement->value : decl->as.member.value;
    if (!expr || expr->kind == EXPR_NULL) return NULL;
    const Want want = {decl->as.member.type, e->library->main};
    const Term *term = evaluate(e, e->root->body, expr, want);
    Str s;
    if (term_is_null(term) || term_is_poison(term)) return NULL;
    if (term->kind == TERM_LIST && term_is_wholly_known(term)) {
        Buffer joined = buffer_new(e->arena);
        for (size_t i = 0; i < term->as.list.items.count; i++) {
            if (i) buffer_add_byte(&joined, ',');
            if (term_text_of(e->arena, term->as.list.items.at[i], &s)) buffer_add(&joined, s);
        }
        return text(e, term->span, buffer_str(&joined));
    }
    if (!term_text_of(e->arena, term, &s)) {
        diag_add(e->diags, DIAG_PARAMETER_DEFAULT, expr->span, "the default of a parameter is a string, a number, true, false or a list of such, known now");
        return NULL;
    }
    return term->kind == TERM_NUMBER ? value_number(e->arena, term->span, s) : text(e, term->span, s);
}

// ---- constraints

static bool is_the_parameter(const Parameter *parameter, const Expr *expr) {
    return expr->kind == EXPR_NAME && str_equal(expr->as.name.text, parameter->member->name);
}

static bool is_its_length(const Parameter *parameter, const Expr *expr) {
    return expr->kind == EXPR_CALL && str_is(expr->as.call.function.text, "length") && expr->as.call.arguments.count == 1 &&
           is_the_parameter(parameter, expr->as.call.arguments.at[0]);
}

static bool is_anchored(Str pattern) { return str_starts(pattern, STR("^")) && str_ends(pattern, STR("$")); }

static bool pattern(Expander *e, Value *value, const Expr *regex) {
    if (regex->kind != EXPR_REGEX) return false;
    if (!is_anchored(regex->as.text)) {
        Diag *diag = diag_add(e->diags, DIAG_PATTERN_UNANCHORED, regex->span, "the pattern of a parameter must say where it begins and ends");
        diag_label(e->diags, diag, "put it between `^` and `$`");
        diag_fix(e->diags, diag, regex->span, str_format(e->arena, "/^%.*s$/", STR_ARG(regex->as.text)));
    }
    put(e, value, "AllowedPattern", regex->span, text(e, regex->span, regex->as.text));
    return true;
}

static bool one_of(Expander *e, Value *value, const Expr *expr) {
    const Term *list = evaluate(e, e->root->body, expr, WANT_NOTHING);
    if (list->kind == TERM_RANGE) {
        put(e, value, "MinValue", expr->span, lower(e, list->as.range.low, (SchemaNode){0}, STR_NONE));
        put(e, value, "MaxValue", expr->span, lower(e, list->as.range.high, (SchemaNode){0}, STR_NONE));
        return true;
    }
    if (list->kind != TERM_LIST) return false;
    put(e, value, "AllowedValues", expr->span, lower(e, list, (SchemaNode){0}, STR_NONE));
    return true;
}

// `length(p) <= 64`, `p >= 1`: a bound, one less or more where the comparison is strict.
static bool bound(Expander *e, Value *value, const Parameter *parameter, const Expr *expr) {
    const Operator op = expr->as.operation.op;
    const bool length = is_its_length(parameter, expr->as.operation.left);
    if (!length && !is_the_parameter(parameter, expr->as.operation.left)) return false;
    const Term *limit = evaluate(e, e->root->body, expr->as.operation.right, WANT_NOTHING);
    if (limit->kind != TERM_NUMBER) return false;
    Decimal number = limit->as.number.number;
    if (op == OP_LESS && !decimal_subtract(number, decimal_of(1), &number)) return false;
    if (op == OP_GREATER && !decimal_add(number, decimal_of(1), &number)) return false;
    const bool upper = op == OP_LESS || op == OP_LESS_EQUAL;
    const char *key = length ? (upper ? "MaxLength" : "MinLength") : (upper ? "MaxValue" : "MinValue");
    put(e, value, key, expr->span, value_number(e->arena, expr->span, decimal_text(e->arena, number)));
    return true;
}

static bool constrain(Expander *e, Value *value, const Parameter *parameter, const Expr *expr) {
    if (expr->kind != EXPR_BINARY) return false;
    switch ((int)expr->as.operation.op) {
    case OP_AND:
        return constrain(e, value, parameter, expr->as.operation.left) && constrain(e, value, parameter, expr->as.operation.right);
    case OP_MATCHES: return is_the_parameter(parameter, expr->as.operation.left) && pattern(e, value, expr->as.operation.right);
    case OP_IN: return is_the_parameter(parameter, expr->as.operation.left) && one_of(e, value, expr->as.operation.right);
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL: return bound(e, value, parameter, expr);
    default: return false;
    }
}

static void add_constraints(Expander *e, Value *value, const Parameter *parameter) {
    for (size_t i = 0; i < parameter->decl->as.member.where.count; i++) {
        const Where *where = &parameter->decl->as.member.where.at[i];
        if (!constrain(e, value, parameter, where->condition)) {
            Diag *diag = diag_add(e->diags, DIAG_PARAMETER_CONSTRAINT, where->condition->span, "CloudFormation cannot check this of a parameter");
            diag_label(e->diags, diag, "it checks `matches`, `in`, `length(p) <= n`, and comparisons with numbers, joined by `and`");
            continue;
        }
        Str message;
        if (where->message && expr_literal_text(where->message, &message))
            put(e, value, "ConstraintDescription", where->message->span, text(e, where->message->span, message));
    }
}

static void add_options(Expander *e, Value *value, const Decl *decl) {
    for (size_t i = 0; i < decl->as.member.entries.count; i++) {
        const MapEntry *entry = &decl->as.member.entries.at[i];
        Str key = STR_NONE;
        if (entry->key) expr_literal_text(entry->key, &key);
        const bool on = entry->value->kind == EXPR_BOOL && entry->value->as.boolean;
        if (str_is(key, "secret") && on) put(e, value, "NoEcho", entry->span, value_bool(e->arena, entry->span, true));
        else if (!str_is(key, "secret")) {
            Diag *diag = diag_add(e->diags, DIAG_OPTION_UNKNOWN, entry->span, "a parameter has no option `%.*s`", STR_ARG(key));
            diag_label(e->diags, diag, "`secret: true` is the one it has; its documentation is the `##` above it");
        }
    }
}

static void check_default(Expander *e, const Parameter *parameter, const Value *value) {
    const Value *given = value_get(value, STR("Default")), *allowed = value_get(value, STR("AllowedValues"));
    if (!given || !allowed || allowed->kind != VALUE_LIST) return;
    for (size_t i = 0; i < allowed->as.items.count; i++)
        if (str_equal(allowed->as.items.at[i]->as.text, given->as.text)) return;
    diag_add(e->diags, DIAG_PARAMETER_DEFAULT, given->span, "the default of `%.*s` is not among the values that it allows", STR_ARG(parameter->member->name));
}

Value *parameter_value(Expander *e, const Parameter *parameter) {
    const Decl *decl = parameter->decl;
    Value *value = value_map(e->arena, decl->span);
    put(e, value, "Type", decl->span, text(e, decl->span, cfn_type(e, decl->as.member.type)));
    put(e, value, "Default", decl->span, default_value(e, parameter));
    put(e, value, "AllowedValues", decl->span, allowed_by_type(e, decl->as.member.type));
    add_constraints(e, value, parameter);
    add_options(e, value, decl);
    if (decl->doc.length) put(e, value, "Description", decl->span, text(e, decl->span, decl->doc));
    check_default(e, parameter, value);
    return value;
}
