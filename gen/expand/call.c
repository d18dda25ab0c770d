// Calls: the language's functions, those of `let f(x) = ...`, and intrinsic functions by name.
#include "expand/model.h"

static const Term *poison(Expander *e, Span span) { return term_poison(e->arena, span); }

static bool read_arguments(Expander *e, const Scope *scope, const Expr *call, TermList *arguments) {
    bool good = true;
    for (size_t i = 0; i < call->as.call.arguments.count; i++) {
        const Expr *argument = call->as.call.arguments.at[i];
        if (argument->kind != EXPR_SPREAD) {
            const Term *term = evaluate_nullable(e, scope, argument, WANT_NOTHING);
            good = good && !term_is_poison(term);
            vector_add(e->arena, arguments, term);
            continue;
        }
        const Term *list = evaluate(e, scope, argument->as.target, WANT_NOTHING);
        good = good && list->kind == TERM_LIST;
        if (list->kind == TERM_LIST)
            for (size_t k = 0; k < list->as.list.items.count; k++)
                vector_add(e->arena, arguments, list->as.list.items.at[k]);
        else if (!term_is_poison(list))
            diag_add(e->diags, DIAG_TYPE_MISMATCH, argument->span, "`...` takes a list here");
    }
    return good;
}

// ---- functions of the program

static const Term *call_let(Expander *e, const Scope *scope, const Expr *call, const Decl *function, const Scope *home,
                            Want want) {
    TermList arguments = {0};
    if (!read_arguments(e, scope, call, &arguments)) return poison(e, call->span);
    const size_t wanted = function->as.let.parameters.count;
    if (arguments.count != wanted) return poison(e, call->span); // resolve/ has told
    const Binding *bindings = NULL;
    for (size_t i = 0; i < wanted; i++) {
        Binding *binding = arena_make(e->arena, Binding);
        *binding = (Binding){function->as.let.parameters.at[i].text, arguments.at[i], bindings};
        bindings = binding;
    }
    const Scope *inside = scope_inside(e, home, bindings, scope->guard);
    return evaluate_nullable(e, inside, function->as.let.value, want);
}

// ---- functions that need the program

static const Term *resolve_reference(Expander *e, const Expr *call, const char *service, const Term *name,
                                     const Term *key) {
    TermList parts = {0};
    Str text;
    if (name->kind == TERM_RESOURCE) name = resource_ref(e, name, name->span);
    vector_add(e->arena, &parts, term_string(e->arena, call->span, str_format(e->arena, "{{resolve:%s:", service)));
    if (term_text_of(e->arena, name, &text))
        vector_add(e->arena, &parts, term_string(e->arena, name->span, text));
    else if (name->kind == TERM_LATER)
        vector_add(e->arena, &parts, name);
    else
        return poison(e, call->span);
    if (key) {
        if (key->kind != TERM_STRING) {
            diag_add(e->diags, DIAG_NEEDS_NOW, key->span, "the key within a secret is a string that is known now");
            return poison(e, call->span);
        }
        vector_add(e->arena, &parts,
                   term_string(e->arena, key->span, str_format(e->arena, ":SecretString:%.*s", STR_ARG(key->as.text))));
    }
    vector_add(e->arena, &parts, term_string(e->arena, call->span, STR("}}")));
    return term_text(e->arena, call->span, parts);
}

static const Term *read_file(Expander *e, const Scope *scope, const Expr *call, const Term *path) {
    Str content;
    if (path->kind != TERM_STRING) {
        if (!term_is_poison(path))
            diag_add(e->diags, DIAG_NEEDS_NOW, path->span, "the path of a file is a string that is known now");
        return poison(e, call->span);
    }
    if (!library_read(e->library, scope->module, path->as.text, path->span, &content)) return poison(e, call->span);
    return term_string(e->arena, call->span, content);
}

static const Term *call_expanded(Expander *e, const Scope *scope, const Expr *call, Str name) {
    if (str_is(name, "the")) return query_the(e, scope, call);
    if (str_is(name, "all")) return query_all(e, scope, call);
    TermList arguments = {0};
    if (!read_arguments(e, scope, call, &arguments) || !arguments.count) return poison(e, call->span);
    for (size_t i = 0; i < arguments.count; i++) {
        const Term *present = evaluate_present(e, arguments.at[i], arguments.at[i]->span);
        if (term_is_poison(present)) return present;
    }
    if (str_is(name, "to_json")) return text_to_json(e, arguments.at[0], call->span);
    if (str_is(name, "file")) return read_file(e, scope, call, arguments.at[0]);
    if (str_is(name, "ssm_value")) return resolve_reference(e, call, "ssm", arguments.at[0], NULL);
    return resolve_reference(e, call, "secretsmanager", arguments.at[0], arguments.count > 1 ? arguments.at[1] : NULL);
}

const Term *call_function(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    const Str name = expr->as.call.function.text;
    const Scope *home;
    const Decl *let = scope_find_function(e, scope, name, &home);
    if (let) return call_let(e, scope, expr, let, home, want);
    const Func *func = func_find(name);
    if (!func) return poison(e, expr->span); // resolve/ has told
    if (!func->body) return call_expanded(e, scope, expr, name);
    FuncCall call = {.arena = e->arena, .diags = e->diags, .span = expr->span, .name = name};
    if (!read_arguments(e, scope, expr, &call.arguments)) return poison(e, expr->span);
    if ((int)call.arguments.count < func->fewest || (func->most >= 0 && (int)call.arguments.count > func->most))
        return poison(e, expr->span);
    for (size_t i = 0; i < call.arguments.count; i++) {
        call.arguments.at[i] = evaluate_present(e, call.arguments.at[i], call.arguments.at[i]->span);
        if (term_is_poison(call.arguments.at[i])) return poison(e, expr->span);
        if (call.arguments.at[i]->kind == TERM_RESOURCE)
            call.arguments.at[i] = resource_ref(e, call.arguments.at[i], call.arguments.at[i]->span);
    }
    return func->body(&call);
}

// ---- intrinsic functions by name

static LaterType result_type(Intrinsic function) {
    switch ((int)function) {
    case INTRINSIC_CIDR:
    case INTRINSIC_SPLIT:
    case INTRINSIC_GET_AZS: return LATER_LIST;
    case INTRINSIC_JOIN:
    case INTRINSIC_BASE64:
    case INTRINSIC_IMPORT_VALUE: return LATER_STRING;
    default: return LATER_ANY;
    }
}

static bool may_be_named(Intrinsic function) {
    switch ((int)function) {
    case INTRINSIC_CIDR:
    case INTRINSIC_SELECT:
    case INTRINSIC_SPLIT:
    case INTRINSIC_JOIN:
    case INTRINSIC_GET_AZS:
    case INTRINSIC_IMPORT_VALUE:
    case INTRINSIC_BASE64: return true;
    default: return false;
    }
}

const Term *call_intrinsic(Expander *e, const Scope *scope, const Expr *expr) {
    const Name name = expr->as.call.function;
    const Intrinsic function = intrinsic_find(name.text);
    if (function == INTRINSIC_COUNT || !may_be_named(function)) {
        Diag *diag = diag_add(e->diags, DIAG_INTRINSIC_UNKNOWN, name.span, "`%.*s` cannot be called by name",
                              STR_ARG(name.text));
        diag_label(e->diags, diag, "the language has words of its own: `x.Attribute`, \"${x}\", `c ? a : b`");
        return poison(e, expr->span);
    }
    TermList arguments = {0};
    if (!read_arguments(e, scope, expr, &arguments)) return poison(e, expr->span);
    return term_call(e->arena, expr->span, function, result_type(function), arguments);
}
