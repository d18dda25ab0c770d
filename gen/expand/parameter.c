// Parameters: what a deployment is asked for, with the constraints that CloudFormation checks.
#include "base/buffer.h"
#include "expand/parameter.h"

static void put(Expander *e, Value *map, const char *key, Span span, Value *value) {
    if (value) value_set(e->arena, map, str_of(key), span, value);
}

static Value *text(Expander *e, Span span, Str s) { return value_string(e->arena, span, s); }

// ---- types

static void add_literals(Expander *e, Value *list, const TypeExpr *type) {
    if (type->kind == TYPE_EXPR_STRING) value_add(e->arena, list, text(e, type->span, type->name.text));
    if (type->kind == TYPE_EXPR_INT) value_add(e->arena, list, value_number(e->arena, type->span, type->name.text));
    for (size_t i = 0; i < type->members.count; i++) add_literals(e, list, type->members.at[i]);
}

static Value *allowed_by_type(Expander *e, const TypeExpr *type) {
    if (!type) return NULL;
    Value *list = value_list(e->arena, type->span);
    if (parameter_is_enumeration(type)) {
        add_literals(e, list, type);
        return list;
    }
    if (type->kind != TYPE_EXPR_NAME || !str_is(type->name.text, "bool")) return NULL;
    value_add(e->arena, list, text(e, type->span, STR("true")));
    value_add(e->arena, list, text(e, type->span, STR("false")));
    return list;
}

// ---- defaults

static Value *no_default(Expander *e, Span span) {
    diag_add(e->diags, DIAG_PARAMETER_DEFAULT, span,
             "the default of a parameter is a string, a number, true, false or a list of such, known now");
    return NULL;
}

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
            if (!term_text_of(e->arena, term->as.list.items.at[i], &s))
                return no_default(e, term->as.list.items.at[i]->span);
            buffer_add(&joined, s);
        }
        return text(e, term->span, buffer_str(&joined));
    }
    if (!term_text_of(e->arena, term, &s)) return no_default(e, expr->span);
    return term->kind == TERM_NUMBER ? value_number(e->arena, term->span, s) : text(e, term->span, s);
}

// ---- constraints

static bool is_the_parameter(const Parameter *parameter, const Expr *expr) {
    return expr->kind == EXPR_NAME && str_equal(expr->as.name.text, parameter->member->name);
}

static bool is_its_length(const Parameter *parameter, const Expr *expr) {
    return expr->kind == EXPR_CALL && str_is(expr->as.call.function.text, "length") &&
           expr->as.call.arguments.count == 1 && is_the_parameter(parameter, expr->as.call.arguments.at[0]);
}

static bool is_anchored(Str pattern) { return str_starts(pattern, STR("^")) && str_ends(pattern, STR("$")); }

static bool pattern(Expander *e, Value *value, const Expr *regex) {
    if (regex->kind != EXPR_REGEX) return false;
    if (!is_anchored(regex->as.text)) {
        Diag *diag = diag_add(e->diags, DIAG_PATTERN_UNANCHORED, regex->span,
                              "the pattern of a parameter must say where it begins and ends");
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

static bool is_int(const Parameter *parameter) {
    const TypeExpr *type = parameter->decl->as.member.type;
    return type && type->kind == TYPE_EXPR_NAME && str_is(type->name.text, "int");
}

// `length(p) <= 64`, `p >= 1`: a bound, one less or more where the comparison of whole numbers is
// strict. CloudFormation has no strict bound for others.
static bool bound(Expander *e, Value *value, const Parameter *parameter, const Expr *expr) {
    const Operator op = expr->as.operation.op;
    const bool length = is_its_length(parameter, expr->as.operation.left);
    if (!length && !is_the_parameter(parameter, expr->as.operation.left)) return false;
    const Term *limit = evaluate(e, e->root->body, expr->as.operation.right, WANT_NOTHING);
    if (limit->kind != TERM_NUMBER) return false;
    if (!length && (op == OP_LESS || op == OP_GREATER) && !is_int(parameter)) return false;
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
        return constrain(e, value, parameter, expr->as.operation.left) &&
               constrain(e, value, parameter, expr->as.operation.right);
    case OP_MATCHES:
        return is_the_parameter(parameter, expr->as.operation.left) && pattern(e, value, expr->as.operation.right);
    case OP_IN:
        return is_the_parameter(parameter, expr->as.operation.left) && one_of(e, value, expr->as.operation.right);
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
            Diag *diag = diag_add(e->diags, DIAG_PARAMETER_CONSTRAINT, where->condition->span,
                                  "CloudFormation cannot check this of a parameter");
            diag_label(e->diags, diag,
                       "it checks `matches`, `in`, `length(p) <= n`, and `>=` and `<=` with numbers, joined by `and`");
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
        if (str_is(key, "secret") && on)
            put(e, value, "NoEcho", entry->span, value_bool(e->arena, entry->span, true));
        else if (!str_is(key, "secret")) {
            Diag *diag =
                diag_add(e->diags, DIAG_OPTION_UNKNOWN, entry->span, "a parameter has no option `%.*s`", STR_ARG(key));
            diag_label(e->diags, diag, "`secret: true` is the one it has; its documentation is the `##` above it");
        }
    }
}

Value *parameter_value(Expander *e, const Parameter *parameter) {
    const Decl *decl = parameter->decl;
    Value *value = value_map(e->arena, decl->span);
    put(e, value, "Type", decl->span, text(e, decl->span, parameter_type(e, decl->as.member.type)));
    put(e, value, "Default", decl->span, default_value(e, parameter));
    put(e, value, "AllowedValues", decl->span, allowed_by_type(e, decl->as.member.type));
    add_constraints(e, value, parameter);
    add_options(e, value, decl);
    if (decl->doc.length) put(e, value, "Description", decl->span, text(e, decl->span, decl->doc));
    parameter_check_default(e, parameter, value);
    return value;
}
