#include "base/buffer.h"
#include "resolve/resolver.h"

// ---- what a place wants

const Decl *resolve_template_member(const Decl *template, Str name, DeclKind kind) {
    const Block *body = &template->as.template_body;
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == kind && str_equal(body->decls.at[i]->name.text, name)) return body->decls.at[i];
    return NULL;
}

static const Decl *find_in_body(const Block *body, Str name) {
    for (size_t i = 0; body && i < body->decls.count; i++)
        if (str_equal(body->decls.at[i]->name.text, name)) return body->decls.at[i];
    return NULL;
}

static const Block *body_of(const Names *names) {
    while (names && !names->body) names = names->outer;
    return names ? names->body : NULL;
}

// The type that the language declares for one side of a comparison.
static Want declared(Resolver *r, const Names *names, const Expr *expr) {
    if (expr->kind == EXPR_NAME) {
        const Decl *decl = find_in_body(body_of(names), expr->as.name.text);
        if (decl && (decl->kind == DECL_INPUT || decl->kind == DECL_PARAM))
            return (Want){decl->as.member.type, r->module};
    }
    if (expr->kind == EXPR_MEMBER && expr->as.member.target->kind == EXPR_NAME) {
        const Decl *decl = find_in_body(body_of(names), expr->as.member.target->as.name.text);
        Module *home;
        if (!decl || decl->kind != DECL_INSTANCE) return WANT_NOTHING;
        const Decl *template =
            library_find_template(r->library, r->module, decl->as.instance.template_name.text, &home);
        const Decl *input = template ? resolve_template_member(template, expr->as.member.name.text, DECL_INPUT) : NULL;
        if (input) return (Want){input->as.member.type, home};
    }
    return WANT_NOTHING;
}

// ---- calls

static void wrong_count(Resolver *r, const Expr *call, int fewest, int most, const char *signature) {
    const Str name = call->as.call.function.text;
    Diag *diag = diag_add(r->diags, DIAG_ARGUMENT_COUNT, call->span, "`%.*s` takes %d argument%s%s, not %zu",
                          STR_ARG(name), fewest, fewest == 1 ? "" : "s",
                          most < 0        ? " or more"
                          : most > fewest ? " at least"
                                          : "",
                          call->as.call.arguments.count);
    diag_note(r->diags, diag, SPAN_NONE, "its form is `%s`", signature);
}

static bool has_spread(const Expr *call) {
    for (size_t i = 0; i < call->as.call.arguments.count; i++)
        if (call->as.call.arguments.at[i]->kind == EXPR_SPREAD) return true;
    return false;
}

static void resolve_query(Resolver *r, const Expr *call) {
    const Name function = call->as.call.function;
    const Expr *argument = call->as.call.arguments.count == 1 ? call->as.call.arguments.at[0] : NULL;
    if (!argument || argument->kind != EXPR_NAME) {
        diag_add(r->diags, DIAG_ARGUMENT_COUNT, call->span, "`%.*s` takes the name of %s", STR_ARG(function.text),
                 str_is(function.text, "the") ? "a template" : "an output");
        return;
    }
    if (!r->in_default) {
        Diag *diag = diag_add(r->diags, DIAG_QUERY_PLACE, call->span, "`%.*s` stands only in the default of an input",
                              STR_ARG(function.text));
        diag_label(r->diags, diag, "so that whoever uses the template sees what it asks for, and can replace it");
    }
    Module *home;
    const Str name = argument->as.name.text;
    if (!str_is(function.text, "the") || library_find_template(r->library, r->module, name, &home)) return;
    Diag *diag =
        diag_add(r->diags, DIAG_TEMPLATE_UNKNOWN, argument->span, "there is no template `%.*s`", STR_ARG(name));
    diag_suggest(r->diags, diag, argument->span, library_nearest_template(r->module, name));
}

static const Decl *find_function(Resolver *r, const Names *names, Str name) {
    const Decl *local = find_in_body(body_of(names), name);
    Module *home;
    return local && local->kind == DECL_LET ? local : library_find_let(r->module, name, &home);
}

static void unknown_function(Resolver *r, const Names *names, const Expr *call) {
    const Name name = call->as.call.function;
    const bool value = names_find(names, name.text) != NULL;
    Diag *diag =
        diag_add(r->diags, DIAG_FUNCTION_UNKNOWN, name.span,
                 value ? "`%.*s` is a value, not a function" : "there is no function `%.*s`", STR_ARG(name.text));
    if (!value) diag_suggest(r->diags, diag, name.span, func_nearest(name.text));
}

static void resolve_call(Resolver *r, const Names *names, const Expr *call) {
    const Str name = call->as.call.function.text;
    if (str_is(name, "the") || str_is(name, "all")) {
        resolve_query(r, call);
        return;
    }
    for (size_t i = 0; i < call->as.call.arguments.count; i++)
        resolve_expression(r, names, call->as.call.arguments.at[i], WANT_NOTHING);
    const Func *func = func_find(name);
    const Decl *let = func ? NULL : find_function(r, names, name);
    const int count = (int)call->as.call.arguments.count;
    if (func) {
        const bool wrong = count < func->fewest || (func->most >= 0 && count > func->most);
        if (wrong && !has_spread(call)) wrong_count(r, call, func->fewest, func->most, func->signature);
    } else if (let && let->as.let.is_function) {
        const int parameters = (int)let->as.let.parameters.count;
        const Str form =
            str_format(r->arena, "%.*s with %d argument%s", STR_ARG(name), parameters, parameters == 1 ? "" : "s");
        if (count != parameters && !has_spread(call)) wrong_count(r, call, parameters, parameters, form.at);
    } else if (!r->module->incomplete) {
        unknown_function(r, names, call);
    }
}

// ---- the rest

Names *resolve_clause(Resolver *r, const Names *names, const ForClause *clause) {
    resolve_expression(r, names, clause->items, WANT_NOTHING);
    Names *inner = names_new(r, names);
    names_declare(r, inner, clause->first);
    names_declare(r, inner, clause->second);
    if (clause->condition) resolve_expression(r, inner, clause->condition, WANT_NOTHING);
    return inner;
}

static void resolve_comprehension(Resolver *r, const Names *names, const Expr *expr, Want wanted) {
    for (size_t i = 0; i < expr->as.comprehension.clauses.count; i++)
        names = resolve_clause(r, names, &expr->as.comprehension.clauses.at[i]);
    if (expr->as.comprehension.key) resolve_expression(r, names, expr->as.comprehension.key, WANT_NOTHING);
    resolve_expression(r, names, expr->as.comprehension.value,
                       want_inner(wanted, expr->kind == EXPR_LIST_FOR ? "list" : "map"));
}

static void resolve_entries(Resolver *r, const Names *names, const MapEntries *entries, Want wanted) {
    for (size_t i = 0; i < entries->count; i++) {
        const MapEntry *entry = &entries->at[i];
        Str key = STR_NONE;
        if (entry->key && !expr_literal_text(entry->key, &key)) resolve_expression(r, names, entry->key, WANT_NOTHING);
        resolve_expression(r, names, entry->value, entry->key ? want_field(wanted, key) : WANT_NOTHING);
    }
}

static void offer_words(Nearest *nearest, Buffer *list, const TypeExpr *type) {
    if (type->kind == TYPE_EXPR_STRING) {
        nearest_offer(nearest, type->name.text);
        buffer_add_format(list, "%s`%.*s`", list->length ? ", " : "", STR_ARG(type->name.text));
    }
    for (size_t i = 0; i < type->members.count; i++) offer_words(nearest, list, type->members.at[i]);
}

// A bare word where an enumeration is wanted is more likely a misspelt member than a name.
static bool unknown_word(Resolver *r, Name name, const TypeExpr *type) {
    Nearest nearest = nearest_to(name.text);
    Buffer list = buffer_new(r->arena);
    if (!type) return false;
    offer_words(&nearest, &list, type);
    if (!list.length) return false;
    const Str words = buffer_str(&list);
    Diag *diag = diag_add(r->diags, DIAG_ENUM_UNKNOWN, name.span, "`%.*s` is not one of %.*s", STR_ARG(name.text),
                          STR_ARG(words));
    if (nearest_found(&nearest)) diag_suggest(r->diags, diag, name.span, nearest.best);
    return true;
}

static void resolve_name(Resolver *r, const Names *names, const Expr *expr, Want wanted) {
    const Name name = expr->as.name;
    if (want_has_word(wanted.type, name.text) || names_find(names, name.text)) return;
    if (str_is(name.text, "self") && r->template) return;
    if (str_is(name.text, "aws") || str_is(name.text, "stack")) return;
    Module *home;
    if (library_find_let(r->module, name.text, &home)) return;
    if (!unknown_word(r, name, wanted.type)) names_unknown(r, names, name);
}

static void resolve_all(Resolver *r, const Names *names, const ExprList *list, Want wanted) {
    for (size_t i = 0; i < list->count; i++) resolve_expression(r, names, list->at[i], wanted);
}

static void resolve_operation(Resolver *r, const Names *names, const Expr *expr, Want wanted) {
    const Operator op = expr->as.operation.op;
    const Expr *left = expr->as.operation.left, *right = expr->as.operation.right;
    const bool compares = op == OP_EQUAL || op == OP_NOT_EQUAL || op == OP_IN;
    const Want for_left = compares ? declared(r, names, right) : op == OP_COALESCE ? wanted : WANT_NOTHING;
    Want for_right = compares ? declared(r, names, left) : op == OP_COALESCE ? wanted : WANT_NOTHING;
    if (left) resolve_expression(r, names, left, for_left);
    if (op == OP_IN && right->kind == EXPR_LIST)
        resolve_all(r, names, &right->as.items, for_right);
    else
        resolve_expression(r, names, right, for_right);
}

void resolve_expression(Resolver *r, const Names *names, const Expr *expr, Want wanted) {
    switch ((int)expr->kind) {
    case EXPR_TEXT: resolve_all(r, names, &expr->as.parts, WANT_NOTHING); break;
    case EXPR_NAME: resolve_name(r, names, expr, wanted); break;
    case EXPR_CALL: resolve_call(r, names, expr); break;
    case EXPR_INTRINSIC: resolve_all(r, names, &expr->as.call.arguments, WANT_NOTHING); break;
    case EXPR_UNARY:
    case EXPR_BINARY: resolve_operation(r, names, expr, wanted); break;
    case EXPR_TERNARY:
        resolve_expression(r, names, expr->as.ternary.condition, WANT_NOTHING);
        resolve_expression(r, names, expr->as.ternary.yes, wanted);
        resolve_expression(r, names, expr->as.ternary.no, wanted);
        break;
    case EXPR_MEMBER: resolve_expression(r, names, expr->as.member.target, WANT_NOTHING); break;
    case EXPR_INDEX:
        resolve_expression(r, names, expr->as.index.target, WANT_NOTHING);
        resolve_all(r, names, &expr->as.index.keys, WANT_NOTHING);
        break;
    case EXPR_SPLAT:
    case EXPR_SPREAD: resolve_expression(r, names, expr->as.target, WANT_NOTHING); break;
    case EXPR_IS:
        resolve_expression(r, names, expr->as.is.value, WANT_NOTHING);
        resolve_type(r, names, expr->as.is.type);
        break;
    case EXPR_AFTER:
        resolve_expression(r, names, expr->as.after.value, wanted);
        resolve_expression(r, names, expr->as.after.after, WANT_NOTHING);
        break;
    case EXPR_LIST: resolve_all(r, names, &expr->as.items, want_inner(wanted, "list")); break;
    case EXPR_MAP: resolve_entries(r, names, &expr->as.entries, wanted); break;
    case EXPR_LIST_FOR:
    case EXPR_MAP_FOR: resolve_comprehension(r, names, expr, wanted); break;
    default: break;
    }
}

// ---- types

static bool is_basic(Str name) {
    static const char *const names[] = {"string", "int",      "number",  "bool", "cidr",
                                        "size",   "duration", "percent", "any"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i])) return true;
    return false;
}

static void unknown_type(Resolver *r, Name name, bool constructor) {
    static const char *const types[] = {"string",   "int",     "number", "bool", "cidr", "size",
                                        "duration", "percent", "any",    "list", "map",  "range"};
    Nearest nearest = nearest_to(name.text);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) nearest_offer(&nearest, str_of(types[i]));
    for (size_t i = 0; i < r->module->types.count; i++) nearest_offer(&nearest, r->module->types.entries[i].key);
    Diag *diag =
        diag_add(r->diags, DIAG_TYPE_UNKNOWN, name.span,
                 constructor ? "`%.*s(...)` is no type" : "there is no type or template `%.*s`", STR_ARG(name.text));
    diag_suggest(r->diags, diag, name.span,
                 nearest_found(&nearest) ? nearest.best : library_nearest_template(r->module, name.text));
}

void resolve_type(Resolver *r, const Names *names, const TypeExpr *type) {
    const Module *type_home;
    Module *home;
    if (!type) return;
    const Str name = type->name.text;
    switch (type->kind) {
    case TYPE_EXPR_NAME:
        if (name.length && !is_basic(name) && !library_find_type(r->module, name, &type_home) &&
            !library_find_template(r->library, r->module, name, &home))
            unknown_type(r, type->name, false);
        break;
    case TYPE_EXPR_OFFERS:
        if (name.length && !library_find_type(r->module, name, &type_home)) unknown_type(r, type->name, false);
        break;
    case TYPE_EXPR_APPLIED:
        if (!str_is(name, "list") && !str_is(name, "map") && !str_is(name, "range")) unknown_type(r, type->name, true);
        resolve_type(r, names, type->inner);
        break;
    case TYPE_EXPR_UNION:
        for (size_t i = 0; i < type->members.count; i++) resolve_type(r, names, type->members.at[i]);
        break;
    case TYPE_EXPR_RECORD:
        for (size_t i = 0; i < type->fields.count; i++) {
            resolve_type(r, names, type->fields.at[i].type);
            if (type->fields.at[i].fallback)
                resolve_expression(r, names, type->fields.at[i].fallback, (Want){type->fields.at[i].type, r->module});
        }
        break;
    case TYPE_EXPR_POISON:
    case TYPE_EXPR_AWS:
    case TYPE_EXPR_STRING:
    case TYPE_EXPR_INT: break;
    }
}
