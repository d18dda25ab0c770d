// `c ? a : b`, `a ?? b`, `x is T`, `x after y`.
#include "expand/model.h"

static const Term *poison(Expander *e, Span span) { return term_poison(e->arena, span); }

// A term that may be absent, as Fn::If over its condition with nothing on the other side.
static const Term *as_choice(Expander *e, const Term *term, const Term *otherwise, Span span) {
    const Term *exists = condition_of_guard(e, term->guard, span);
    return term_choice(e->arena, span, exists, term_guarded(e->arena, term, NULL), otherwise);
}

static const Term *chosen_later(Expander *e, const Scope *scope, const Expr *expr, Want want, const Term *test) {
    const int settled = condition_settled(e, scope->guard, test);
    if (settled == 1) return evaluate_nullable(e, scope, expr->as.ternary.yes, want);
    if (settled == 0) return evaluate_nullable(e, scope, expr->as.ternary.no, want);
    const Term *opposite = condition_opposite(e, test);
    const Scope *if_yes = scope_inside(e, scope, NULL, condition_guard(e, test));
    const Scope *if_no = scope_inside(e, scope, NULL, condition_guard(e, opposite));
    const Term *yes = evaluate(e, if_yes, expr->as.ternary.yes, want);
    const Term *no = evaluate(e, if_no, expr->as.ternary.no, want);
    if (term_is_poison(yes) || term_is_poison(no)) return poison(e, expr->span);
    if (term_same(yes, no)) return yes;
    // Two truth values make a condition of their own.
    if (yes->kind == TERM_BOOL && no->kind == TERM_BOOL) return yes->as.boolean ? test : opposite;
    // A resource that the arm alone has is absent elsewhere; the choice itself says so.
    if (term_is_null(no)) return term_guarded(e->arena, yes, condition_guard(e, test));
    if (term_is_null(yes)) return term_guarded(e->arena, no, condition_guard(e, opposite));
    return term_choice(e->arena, expr->span, test, yes, no);
}

const Term *operator_choice(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    const Term *condition = evaluate(e, scope, expr->as.ternary.condition, WANT_NOTHING);
    if (condition->kind == TERM_BOOL)
        return evaluate_nullable(e, scope, condition->as.boolean ? expr->as.ternary.yes : expr->as.ternary.no, want);
    if (condition->kind == TERM_POISON) return poison(e, expr->span);
    if (condition->kind != TERM_LATER) {
        const Str found = term_description(e->arena, condition);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, expr->as.ternary.condition->span, "`?` asks for a truth value, not %.*s",
                 STR_ARG(found));
        return poison(e, expr->span);
    }
    const Term *test = condition_test(e, condition);
    return test ? chosen_later(e, scope, expr, want, test) : poison(e, expr->span);
}

const Term *operator_coalesce(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    const Term *left = evaluate_nullable(e, scope, expr->as.operation.left, want);
    if (term_is_poison(left)) return left;
    if (term_is_null(left)) return evaluate_nullable(e, scope, expr->as.operation.right, want);
    if (!left->guard) return left;
    const Term *exists = condition_of_guard(e, left->guard, expr->span);
    const Scope *otherwise = scope_inside(e, scope, NULL, condition_guard(e, condition_opposite(e, exists)));
    const Term *right = evaluate(e, otherwise, expr->as.operation.right, want);
    if (term_is_poison(right) || term_is_null(right)) return term_is_null(right) ? left : right;
    return as_choice(e, left, right, expr->span);
}

const Term *operator_is(Expander *e, const Scope *scope, const Expr *expr) {
    const Term *term = evaluate(e, scope, expr->as.is.value, WANT_NOTHING);
    if (term_is_poison(term)) return poison(e, expr->span);
    const Want want = {expr->as.is.type, scope->module};
    return term_bool(e->arena, expr->span, coerce_fits(e, term, want));
}

// ---- after

static const After *with(Expander *e, const After *after, Resource *resource, Instance *instance) {
    After *one = arena_make(e->arena, After);
    *one = (After){.resource = resource, .instance = instance};
    return after_join(e->arena, after, one);
}

const After *operator_prerequisites(Expander *e, const Term *term) {
    const After *after = term->after;
    switch ((int)term->kind) {
    case TERM_RESOURCE: return with(e, after, term->as.resource, NULL);
    case TERM_INSTANCE: return with(e, after, NULL, term->as.instance);
    case TERM_LIST:
        for (size_t i = 0; i < term->as.list.items.count; i++)
            after = after_join(e->arena, after, operator_prerequisites(e, term->as.list.items.at[i]));
        return after;
    case TERM_MAP:
        for (size_t i = 0; i < term->as.map.count; i++)
            after = after_join(e->arena, after, operator_prerequisites(e, lazy_force(term->as.map.entries[i].value)));
        return after;
    case TERM_LATER:
        if (term->as.later.resource) after = with(e, after, term->as.later.resource, NULL);
        for (size_t i = 0; i < term->as.later.arguments.count; i++)
            after = after_join(e->arena, after, operator_prerequisites(e, term->as.later.arguments.at[i]));
        return after;
    default: return after; // what does not exist need not exist first
    }
}

const Term *operator_after(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    const Term *value = evaluate_nullable(e, scope, expr->as.after.value, want);
    if (term_is_poison(value) || term_is_null(value)) return value;
    const Term *first = evaluate_nullable(e, scope, expr->as.after.after, WANT_NOTHING);
    return term_after(e->arena, value, operator_prerequisites(e, first));
}
